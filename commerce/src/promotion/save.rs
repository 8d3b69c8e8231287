//! **Saving** a promotion: a new one as a draft, one that is there at the version that its editor saw.

use platform::audit::Change;
use platform::db::{DbError, Tx, constraint::violated};
use platform::money::Currency;
use serde_json::json;

use super::store::{self, Draft};
use super::{Benefit, PromotionEvent, PromotionState};
use crate::ids::{PromotionId, ShopId};

/// Why a promotion was not saved. Nothing has happened then.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// There is no such promotion.
    #[error("no such promotion")]
    Unknown,
    /// Somebody else has saved it meanwhile.
    #[error("the promotion has been changed meanwhile")]
    ChangedMeanwhile,
    /// It has ended and stays as it was.
    #[error("the promotion has ended")]
    Ended,
    /// It cannot happen to a promotion in this state.
    #[error("it cannot happen to such a promotion: {0:?}, {1:?}")]
    NotNow(PromotionEvent, PromotionState),
    /// More orders use it already than it shall allow.
    #[error("the promotion has been used in more orders")]
    BelowUses,
    /// It would end before it begins.
    #[error("the period is over already")]
    PeriodOver,
    /// It asks for a code and has none.
    #[error("the promotion has no code")]
    NoCode,
    /// The database failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for SaveError {
    fn from(error: DbError) -> Self {
        match violated(&error) {
            Some("promotions_uses_check") => Self::BelowUses,
            Some("promotions_period_check") => Self::PeriodOver,
            _ => Self::Db(error),
        }
    }
}

/// Writes a new promotion, as a draft.
///
/// # Errors
/// [`SaveError`].
pub async fn create(
    tx: &mut Tx,
    shop_id: ShopId,
    currency: Currency,
    draft: &Draft,
) -> Result<PromotionId, SaveError> {
    let id = PromotionId::generate();
    store::insert(tx, id, shop_id, currency, draft).await?;
    let after = told(draft);
    tx.audit(Change::deed("promotion.created", "promotion", id).with_after(&after))
        .await?;
    Ok(id)
}

/// Writes a promotion anew.
///
/// # Errors
/// [`SaveError`].
pub async fn change(
    tx: &mut Tx,
    id: PromotionId,
    row_version: i32,
    draft: &Draft,
) -> Result<(), SaveError> {
    let rule = store::rule(tx, id).await?.ok_or(SaveError::Unknown)?;
    if rule.state == PromotionState::Ended {
        return Err(SaveError::Ended);
    }
    store::lock_for_count(tx, id).await?;
    if !store::update(tx, id, row_version, draft).await? {
        return Err(SaveError::ChangedMeanwhile);
    }
    let before = json!({ "benefit": benefit(rule.benefit), "starts_at": rule.starts_at, "ends_at": rule.ends_at });
    let after = told(draft);
    tx.audit(Change {
        action: "promotion.changed",
        subject: ("promotion", Some(id.0)),
        before: Some(&before),
        after: Some(&after),
        reason: None,
    })
    .await?;
    Ok(())
}

/// Begins, stops or ends a promotion.
///
/// # Errors
/// [`SaveError`].
pub async fn apply(
    tx: &mut Tx,
    id: PromotionId,
    row_version: i32,
    event: PromotionEvent,
) -> Result<(), SaveError> {
    let rule = store::rule(tx, id).await?.ok_or(SaveError::Unknown)?;
    let next = rule
        .state
        .apply(event)
        .ok_or(SaveError::NotNow(event, rule.state))?;
    if event == PromotionEvent::Activate {
        if rule.ends_at.is_some_and(|end| end <= tx.now()) {
            return Err(SaveError::PeriodOver);
        }
        if rule.conditions.needs_code && !store::has_code(tx, id).await? {
            return Err(SaveError::NoCode);
        }
    }
    if !store::set_state(tx, id, row_version, next).await? {
        return Err(SaveError::ChangedMeanwhile);
    }
    let action = match event {
        PromotionEvent::Activate => "promotion.activated",
        PromotionEvent::Pause => "promotion.paused",
        PromotionEvent::End => "promotion.ended",
    };
    tx.audit(Change::deed(action, "promotion", id)).await?;
    Ok(())
}

/// Ends what is past its period, at most `limit` promotions; gives how many.
///
/// # Errors
/// Database errors.
pub async fn end_due(tx: &mut Tx, limit: i64) -> Result<usize, DbError> {
    let ended = store::end_due(tx, limit).await?;
    for id in &ended {
        tx.audit(Change::deed("promotion.ended", "promotion", *id))
            .await?;
    }
    Ok(ended.len())
}

/// Adds codes; gives how many were new.
///
/// # Errors
/// [`SaveError`].
pub async fn add_codes(tx: &mut Tx, codes: &super::code::NewCodes) -> Result<u64, SaveError> {
    let id = codes.promotion_id;
    let rule = store::rule(tx, id).await?.ok_or(SaveError::Unknown)?;
    if rule.state == PromotionState::Ended {
        return Err(SaveError::Ended);
    }
    let made = store::insert_codes(tx, codes).await?;
    let after = json!({ "codes": made, "max_uses": codes.max_uses, "customer": codes.customer });
    tx.audit(Change::deed("promotion.codes_added", "promotion", id).with_after(&after))
        .await?;
    Ok(made)
}

fn told(draft: &Draft) -> serde_json::Value {
    let conditions = &draft.conditions;
    json!({
        "name": draft.name,
        "benefit": benefit(draft.benefit),
        "lane": draft.lane.as_str(),
        "is_exclusive": draft.is_exclusive,
        "needs_code": conditions.needs_code,
        "tiers": conditions.tiers,
        "companies": conditions.companies,
        "min_sum_minor": conditions.min_sum_minor,
        "min_quantity": conditions.min_quantity,
        "max_uses": draft.max_uses,
        "max_uses_per_buyer": conditions.max_uses_per_buyer,
        "min_margin_bp": draft.min_margin_bp,
        "starts_at": draft.starts_at,
        "ends_at": draft.ends_at,
    })
}

fn benefit(benefit: Benefit) -> serde_json::Value {
    match benefit {
        Benefit::Percent { bp } => json!({ "kind": benefit.kind(), "percent_bp": bp }),
        Benefit::Sum { minor } | Benefit::FixedPrice { minor } => {
            json!({ "kind": benefit.kind(), "amount_minor": minor })
        }
        Benefit::BuyPay { buy, pay } => json!({ "kind": benefit.kind(), "buy": buy, "pay": pay }),
        Benefit::FreeFreight => json!({ "kind": benefit.kind() }),
        Benefit::Gift {
            variant_id,
            quantity,
        } => json!({ "kind": benefit.kind(), "variant": variant_id, "quantity": quantity }),
    }
}
