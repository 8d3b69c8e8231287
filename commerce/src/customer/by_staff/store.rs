//! What staff's deeds write.

use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use platform::ids::StaffId;

use crate::customer::{CustomerState, LinkPurpose};
use crate::ids::CustomerId;

pub(super) async fn insert_note(
    tx: &mut Tx,
    customer: CustomerId,
    staff: StaffId,
    text: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into customer_notes (id, customer_id, staff_id, text, created_at) values ($1, $2, $3, $4, $5)",
        platform::ids::new_uuid(),
        customer.0,
        staff.0,
        text,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Whether somebody of staff has looked at a customer since a moment.
pub(super) async fn has_viewed(
    tx: &mut Tx,
    customer: CustomerId,
    staff: StaffId,
    since: Timestamp,
) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from audit_entries where subject_kind = 'customer' and subject_id = $1 and at >= $3
                          and action = 'customer.viewed' and actor_id = $2) as "exists!""#,
        customer.0,
        staff.0,
        since
    )
    .fetch_one(&mut **tx)
    .await
}

/// Whether a link of this kind was sent since a moment and can still be used.
pub(super) async fn has_sent(
    tx: &mut Tx,
    customer: CustomerId,
    purpose: LinkPurpose,
    since: Timestamp,
) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from customer_links where customer_id = $1 and purpose = $2 and created_at > $3 and used_at is null) as "exists!""#,
        customer.0,
        purpose.code(),
        since
    )
    .fetch_one(&mut **tx)
    .await
}

/// The customer's tier, if the row is the one that was seen.
pub(super) async fn tier_of(
    tx: &mut Tx,
    customer: CustomerId,
    row_version: i32,
) -> Result<Option<String>, DbError> {
    sqlx::query_scalar!(
        "select tier_code from customers where id = $1 and row_version = $2",
        customer.0,
        row_version
    )
    .fetch_optional(&mut **tx)
    .await
}

pub(super) async fn set_tier(
    tx: &mut Tx,
    customer: CustomerId,
    tier_code: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update customers set tier_code = $2, updated_at = $3, row_version = row_version + 1 where id = $1",
        customer.0,
        tier_code,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Active or closed; erasing has its own.
pub(super) async fn set_state(
    tx: &mut Tx,
    customer: CustomerId,
    state: CustomerState,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update customers set state = $2, updated_at = $3, row_version = row_version + 1 where id = $1",
        customer.0,
        state.as_str(),
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
