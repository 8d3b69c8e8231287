//! Writing passkeys and the questions that wait, and the reads that log-in rests on.

use platform::auth::passkeys::Made;
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use serde_json::Value;

use super::ceremony::AskedIn;
use super::{CustomerPasskey, Told};
use crate::ids::{CustomerId, CustomerPasskeyId, PasskeyCeremonyId};

pub(super) async fn passkeys(
    conn: &mut PgConnection,
    customer: CustomerId,
) -> Result<Vec<CustomerPasskey>, DbError> {
    sqlx::query_as!(
        CustomerPasskey,
        r#"select id, credential_id, label, created_at, last_used_at as "last_used_at?: Timestamp"
           from customer_passkeys where customer_id = $1 and removed_at is null order by created_at, id"#,
        customer.0
    )
    .fetch_all(conn)
    .await
}

pub(super) async fn told(
    conn: &mut PgConnection,
    id: CustomerPasskeyId,
) -> Result<Option<Told>, DbError> {
    sqlx::query_as!(
        Told,
        r#"select customer_id as "customer: CustomerId", label, created_at, removed_at as "removed_at?: Timestamp"
           from customer_passkeys where id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// False when the passkey is somebody's already.
pub(super) async fn insert_passkey(
    tx: &mut Tx,
    id: CustomerPasskeyId,
    customer: CustomerId,
    made: &Made,
    label: &str,
) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "insert into customer_passkeys (id, customer_id, credential_id, credential, label, created_at)
         values ($1, $2, $3, $4, $5, $6) on conflict (credential_id) where removed_at is null do nothing",
        id.0,
        customer.0,
        made.id,
        made.kept,
        label,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn set_label(
    tx: &mut Tx,
    customer: CustomerId,
    id: CustomerPasskeyId,
    label: &str,
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "update customer_passkeys set label = $3 where id = $1 and customer_id = $2 and removed_at is null",
        id.0,
        customer.0,
        label
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Every passkey of an account, when it is given back to whoever had it before.
pub(in crate::customer) async fn remove_all(
    tx: &mut Tx,
    customer: CustomerId,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update customer_passkeys set removed_at = $2, credential = '{}' where customer_id = $1 and removed_at is null",
        customer.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The public key goes at once, the label when its owner has been told.
pub(super) async fn remove(
    tx: &mut Tx,
    customer: CustomerId,
    id: CustomerPasskeyId,
) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "update customer_passkeys set removed_at = $3, credential = '{}' where id = $1 and customer_id = $2 and removed_at is null",
        id.0,
        customer.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Whose a passkey is.
pub(super) async fn owner_of(
    conn: &mut PgConnection,
    credential_id: &[u8],
) -> Result<Option<CustomerId>, DbError> {
    sqlx::query_scalar!(
        r#"select customer_id as "id: CustomerId" from customer_passkeys where credential_id = $1 and removed_at is null"#,
        credential_id
    )
    .fetch_optional(conn)
    .await
}

/// A passkey with its row locked: two log-ins with it come one after the other, so that its counter is compared with the latest.
pub(super) async fn lock_passkey(
    tx: &mut Tx,
    owner: CustomerId,
    credential_id: &[u8],
) -> Result<Option<(CustomerPasskeyId, Value)>, DbError> {
    let row = sqlx::query!(
        r#"select id as "id: CustomerPasskeyId", credential from customer_passkeys
           where credential_id = $1 and customer_id = $2 and removed_at is null for update"#,
        credential_id,
        owner.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| (row.id, row.credential)))
}

pub(super) async fn note_use(
    tx: &mut Tx,
    id: CustomerPasskeyId,
    credential: &Value,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update customer_passkeys set credential = $2, last_used_at = $3 where id = $1",
        id.0,
        credential,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Questions of one caller that wait, and when the first of them is too old.
pub(super) struct Waiting {
    pub count: i64,
    pub first_ends: Option<Timestamp>,
}

pub(super) async fn waiting(tx: &mut Tx, caller: &str) -> Result<Waiting, DbError> {
    let now = tx.now();
    sqlx::query_as!(
        Waiting,
        r#"select count(*) as "count!", min(expires_at) as "first_ends?: Timestamp" from passkey_ceremonies where caller = $1 and expires_at > $2"#,
        caller,
        now
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn insert_ceremony(
    tx: &mut Tx,
    id: PasskeyCeremonyId,
    asked_in: AskedIn<'_>,
    caller: &str,
    state: &Value,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    let now = tx.now();
    let (session, browser) = places(asked_in);
    sqlx::query!(
        "insert into passkey_ceremonies (id, purpose, session_id, browser_hash, caller, state, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        id.0,
        asked_in.purpose().code(),
        session,
        browser,
        caller,
        state,
        now,
        expires_at
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn take_ceremony(
    tx: &mut Tx,
    id: PasskeyCeremonyId,
    asked_in: AskedIn<'_>,
) -> Result<Option<Value>, DbError> {
    let now = tx.now();
    let (session, browser) = places(asked_in);
    sqlx::query_scalar!(
        "delete from passkey_ceremonies
         where id = $1 and purpose = $2 and session_id is not distinct from $3 and browser_hash is not distinct from $4 and expires_at > $5
         returning state",
        id.0,
        asked_in.purpose().code(),
        session,
        browser,
        now
    )
    .fetch_optional(&mut **tx)
    .await
}

fn places(asked_in: AskedIn<'_>) -> (Option<uuid::Uuid>, Option<Vec<u8>>) {
    match asked_in {
        AskedIn::Session(session) | AskedIn::Confirming(session) => (Some(session.id.0), None),
        AskedIn::Browser(token) => (None, Some(token.hash())),
    }
}

/// Takes away some questions that are too old, in passing: the table stays as small as what waits.
pub(super) async fn forget_old_ceremonies(tx: &mut Tx) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "delete from passkey_ceremonies where id in (
             select id from passkey_ceremonies where expires_at < $1 order by expires_at limit 20 for update skip locked)",
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes away questions that are too old, and what was removed a month ago: at most `limit` of each. Gives how many there were of the kind with the most.
pub(in crate::customer) async fn sweep(
    tx: &mut Tx,
    month_ago: Timestamp,
    limit: i64,
) -> Result<u64, DbError> {
    let now = tx.now();
    let questions = sqlx::query!(
        "delete from passkey_ceremonies where id in (
             select id from passkey_ceremonies where expires_at < $1 order by expires_at limit $2 for update skip locked)",
        now,
        limit
    )
    .execute(&mut **tx)
    .await?;
    let removed = sqlx::query!(
        "delete from customer_passkeys where id in (
             select id from customer_passkeys where removed_at < $1 order by removed_at limit $2 for update skip locked)",
        month_ago,
        limit
    )
    .execute(&mut **tx)
    .await?;
    Ok(questions.rows_affected().max(removed.rows_affected()))
}
