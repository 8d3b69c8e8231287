//! Writing tiers.

use platform::db::{DbError, Tx};

use super::TierDraft;

fn functions(draft: &TierDraft) -> Vec<String> {
    draft
        .functions
        .iter()
        .map(|function| function.as_str().to_owned())
        .collect()
}

pub(super) async fn insert(tx: &mut Tx, code: &str, draft: &TierDraft) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into tiers (code, name, position, shows_vat, currency, payment_days, credit_limit_minor, minimum_order_minor, functions,
                            support_level, can_be_applied_for, updated_at, free_freight_minor, buys_in)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        code,
        draft.name.to_json(),
        draft.position,
        draft.shows_vat,
        draft.currency,
        draft.payment_days,
        draft.credit_limit_minor,
        draft.minimum_order_minor,
        &functions(draft),
        draft.support_level.as_str(),
        draft.can_be_applied_for,
        now,
        draft.free_freight_minor,
        draft.buys_in,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Changes a tier that still has this version; false when it has not.
pub(super) async fn update(
    tx: &mut Tx,
    code: &str,
    draft: &TierDraft,
    row_version: i32,
) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "update tiers set name = $2, position = $3, shows_vat = $4, currency = $5, payment_days = $6, credit_limit_minor = $7,
                minimum_order_minor = $8, functions = $9, support_level = $10, can_be_applied_for = $11, updated_at = $12,
                row_version = row_version + 1, free_freight_minor = $14, buys_in = $15
         where code = $1 and row_version = $13",
        code,
        draft.name.to_json(),
        draft.position,
        draft.shows_vat,
        draft.currency,
        draft.payment_days,
        draft.credit_limit_minor,
        draft.minimum_order_minor,
        &functions(draft),
        draft.support_level.as_str(),
        draft.can_be_applied_for,
        now,
        row_version,
        draft.free_freight_minor,
        draft.buys_in,
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The credit of companies that buy in what their tier does is in another currency from now on. False where one of them owes, or has a limit of its own, in the
/// one that was: those are as they were then.
pub(super) async fn move_credit(tx: &mut Tx, code: &str, currency: &str) -> Result<bool, DbError> {
    let now = tx.now();
    sqlx::query!(
        "update companies set credit_currency = $2, updated_at = $3, row_version = row_version + 1
         where tier_code = $1 and buys_in is null and credit_currency <> $2 and credit_used_minor = 0 and credit_limit_minor is null",
        code,
        currency,
        now,
    )
    .execute(&mut **tx)
    .await?;
    let is_left = sqlx::query_scalar!(
        r#"select exists (select from companies where tier_code = $1 and buys_in is null and credit_currency <> $2) as "is_left!""#,
        code,
        currency,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(!is_left)
}
