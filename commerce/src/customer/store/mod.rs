//! Writing customers, their links, sessions and devices, and the reads that log-in rests on.

mod links;
mod sessions;
pub(super) mod unused;

use platform::db::{DbError, PgConnection, Tx};

pub(super) use links::{end_links, has_link_since, insert_link, link, take_link};
pub use sessions::sweep;
pub(super) use sessions::{
    NewSession, device, forget_device_of, forget_devices, forget_oldest_devices, insert_device,
    insert_session, prove_session, revoke_other_sessions, revoke_session, session, session_lives,
    set_acting, touch_session,
};

use super::Customer;
use crate::ids::CustomerId;

/// The account of an address, if it may log in.
pub(super) async fn account_by_email(
    conn: &mut PgConnection,
    email: &str,
) -> Result<Option<Customer>, DbError> {
    sqlx::query_as!(
        Customer,
        "select id, number, email, name, phone, password_hash, locale, tier_code, row_version
         from customers where lower(email) = lower($1) and state = 'active'",
        email
    )
    .fetch_optional(conn)
    .await
}

/// Whose an address is, whether they may log in or not.
pub(super) struct Holder {
    pub id: CustomerId,
    pub email: String,
    pub is_shut: bool,
}

/// The account of an address, also one that is shut.
pub(super) async fn holder(
    conn: &mut PgConnection,
    email: &str,
) -> Result<Option<Holder>, DbError> {
    sqlx::query_as!(
        Holder,
        r#"select id, email, state <> 'active' as "is_shut!" from customers where lower(email) = lower($1) and state <> 'erased'"#,
        email
    )
    .fetch_optional(conn)
    .await
}

/// The account with an id, if it may log in.
pub(super) async fn account(
    conn: &mut PgConnection,
    id: CustomerId,
) -> Result<Option<Customer>, DbError> {
    sqlx::query_as!(
        Customer,
        "select id, number, email, name, phone, password_hash, locale, tier_code, row_version
         from customers where id = $1 and state = 'active'",
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// The password's hash of an account that may log in, with its row locked: who logs in and who changes the password come one after the other.
pub(super) async fn lock_password(tx: &mut Tx, id: CustomerId) -> Result<Option<String>, DbError> {
    let hash = sqlx::query_scalar!(
        "select password_hash from customers where id = $1 and state = 'active' for no key update",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(hash.flatten())
}

pub(super) async fn next_number(tx: &mut Tx) -> Result<String, DbError> {
    sqlx::query_scalar!(r#"select 'KND-' || nextval('customer_numbers') as "number!""#)
        .fetch_one(&mut **tx)
        .await
}

pub(super) async fn insert_customer(tx: &mut Tx, customer: &Customer) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into customers (id, number, email, name, phone, password_hash, locale, tier_code, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
        customer.id.0,
        customer.number,
        customer.email,
        customer.name,
        customer.phone,
        customer.password_hash,
        customer.locale,
        customer.tier_code,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// False when the account is not in use.
pub(super) async fn set_password(tx: &mut Tx, id: CustomerId, hash: &str) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "update customers set password_hash = $2, updated_at = $3, row_version = row_version + 1 where id = $1 and state = 'active'",
        id.0,
        hash,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The account has no password until another is chosen.
pub(super) async fn clear_password(tx: &mut Tx, id: CustomerId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update customers set password_hash = null, updated_at = $2, row_version = row_version + 1 where id = $1",
        id.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn note_log_in(tx: &mut Tx, id: CustomerId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update customers set last_log_in_at = $2 where id = $1",
        id.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Placed orders without an owner that carry the customer's address.
pub(super) async fn claimable(
    conn: &mut PgConnection,
    customer: CustomerId,
) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from (
               select 1 from orders o join customers c on lower(o.email) = lower(c.email)
               where c.id = $1 and o.customer_id is null and o.placed_at is not null limit 1000) found"#,
        customer.0
    )
    .fetch_one(conn)
    .await
}

pub(super) async fn claim(tx: &mut Tx, customer: CustomerId) -> Result<u64, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "update orders o set customer_id = c.id, updated_at = $2, row_version = o.row_version + 1
         from customers c
         where c.id = $1 and lower(o.email) = lower(c.email) and o.customer_id is null and o.placed_at is not null",
        customer.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}
