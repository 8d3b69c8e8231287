//! Writing notices.

use platform::clock::Timestamp;
use platform::db::{DbError, Tx};

use super::NewNotice;
use crate::ids::{OrderId, ReturnId, WithdrawalNoticeId};

/// Writes a notice; false when its id is taken.
pub(super) async fn insert(tx: &mut Tx, new: &NewNotice) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "insert into withdrawal_notices (id, number, order_number, name, email, goods, locale, made_at, state)
         values ($1, 'MED-' || nextval('withdrawal_notice_numbers'), $2, $3, $4, $5, $6, $7, 'open')
         on conflict on constraint withdrawal_notices_pkey do nothing",
        new.id.0,
        new.order_number,
        new.name,
        new.email,
        new.goods,
        new.locale,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Notes which order number and address belong to.
pub(super) async fn set_order(
    tx: &mut Tx,
    id: WithdrawalNoticeId,
    order_id: OrderId,
) -> Result<(), DbError> {
    sqlx::query!(
        "update withdrawal_notices set order_id = $2, row_version = row_version + 1 where id = $1 and order_id is distinct from $2",
        id.0,
        order_id.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn matched(
    tx: &mut Tx,
    id: WithdrawalNoticeId,
    order_id: OrderId,
    return_id: ReturnId,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update withdrawal_notices set state = 'matched', order_id = $2, return_id = $3, closed_at = $4, row_version = row_version + 1 where id = $1",
        id.0,
        order_id.0,
        return_id.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn dismiss(
    tx: &mut Tx,
    id: WithdrawalNoticeId,
    words: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update withdrawal_notices set state = 'dismissed', answer = $2, closed_at = $3, row_version = row_version + 1 where id = $1",
        id.0,
        words,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes away notices that were closed before a moment, at most so many, and what their mails said; gives how many. What became a case stands there.
///
/// # Errors
/// Database errors.
pub(crate) async fn forget_before(
    tx: &mut Tx,
    before: Timestamp,
    limit: i64,
) -> Result<u64, DbError> {
    let gone = sqlx::query_scalar!(
        r#"with gone as (
            delete from withdrawal_notices where id in (
                select id from withdrawal_notices where closed_at < $1 order by closed_at limit $2 for update skip locked)
            returning id),
        told as (
            update mails set recipient = '', subject = '', body_text = '', body_html = null, receipt = null, last_error = null
            where subject_kind = 'withdrawal_notice' and subject_id in (select id from gone) and state = 'sent')
        select count(*) as "gone!" from gone"#,
        before,
        limit
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(u64::try_from(gone).unwrap_or_default())
}
