//! What a change of a customer's details writes.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use uuid::Uuid;

use super::Details;
use super::give_back::FormerEmail;
use crate::ids::{CustomerId, CustomerLinkId};

/// False when the row is not the one that was seen any more.
pub(super) async fn set_details(
    tx: &mut Tx,
    id: CustomerId,
    details: &Details,
) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "update customers set name = $2, phone = $3, updated_at = $4, row_version = row_version + 1
         where id = $1 and state = 'active' and row_version = $5",
        id.0,
        details.name,
        details.phone,
        now,
        details.row_version
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn set_email(tx: &mut Tx, id: CustomerId, email: &str) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update customers set email = $2, updated_at = $3, row_version = row_version + 1 where id = $1",
        id.0,
        email,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Notes an address that was the account's until now.
pub(super) async fn keep_former_email(
    tx: &mut Tx,
    customer: CustomerId,
    email: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into customer_former_emails (id, customer_id, email, held_until) values ($1, $2, $3, $4)",
        platform::ids::new_uuid(),
        customer.0,
        email,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Addresses that an account gave up since a moment, the latest first.
pub(super) async fn former_emails(
    conn: &mut PgConnection,
    customer: CustomerId,
    since: Timestamp,
) -> Result<Vec<FormerEmail>, DbError> {
    sqlx::query_as!(
        FormerEmail,
        "select id, email, held_until from customer_former_emails where customer_id = $1 and held_until > $2 order by held_until desc, id limit 20",
        customer.0,
        since
    )
    .fetch_all(conn)
    .await
}

/// It is the account's again.
pub(super) async fn forget_former_email(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    sqlx::query!("delete from customer_former_emails where id = $1", id)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(super) async fn note_old_email(
    tx: &mut Tx,
    link: CustomerLinkId,
    email: &str,
) -> Result<(), DbError> {
    sqlx::query!(
        "update customer_links set old_email = $2 where id = $1",
        link.0,
        email
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The address that an account had before a link gave it another.
pub(in crate::customer) async fn old_email(
    conn: &mut PgConnection,
    link: CustomerLinkId,
) -> Result<Option<String>, DbError> {
    let found = sqlx::query_scalar!("select old_email from customer_links where id = $1", link.0)
        .fetch_optional(conn)
        .await?;
    Ok(found.flatten())
}
