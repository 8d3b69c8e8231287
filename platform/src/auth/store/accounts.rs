//! An account's password, second step and recovery codes.

use uuid::Uuid;

use crate::db::{DbError, PgConnection, Tx};
use crate::ids::{StaffId, new_uuid};

/// What log-in needs to know of an account.
#[derive(Clone, Debug)]
pub struct Account {
    /// Who.
    pub id: StaffId,
    /// The person's name.
    pub name: String,
    /// The address that the person logs in with.
    pub email: String,
    /// PHC string; none for an invitation that is not yet accepted.
    pub password_hash: Option<String>,
    /// `invited`, `active` or `closed`.
    pub state: String,
}

/// The account of an e-mail address, whatever its state.
///
/// # Errors
/// Database errors.
pub async fn account_by_email(
    conn: &mut PgConnection,
    email: &str,
) -> Result<Option<Account>, DbError> {
    sqlx::query_as!(
        Account,
        "select id, name, email, password_hash, state from staff where lower(email) = lower($1)",
        email
    )
    .fetch_optional(conn)
    .await
}

/// The account with an id.
///
/// # Errors
/// Database errors.
pub async fn account(conn: &mut PgConnection, id: StaffId) -> Result<Option<Account>, DbError> {
    sqlx::query_as!(
        Account,
        "select id, name, email, password_hash, state from staff where id = $1",
        id.0
    )
    .fetch_optional(conn)
    .await
}

pub(in crate::auth) struct SecondFactor {
    pub(in crate::auth) totp_sealed: Option<Vec<u8>>,
    pub(in crate::auth) totp_last_step: Option<i64>,
}

/// The second factor, with the account's row locked: two requests with the same code are looked at one after the other. `None` when the account has
/// been shut, or its owner invited anew, meanwhile.
pub(in crate::auth) async fn lock_second_factor(
    tx: &mut Tx,
    id: StaffId,
) -> Result<Option<SecondFactor>, DbError> {
    sqlx::query_as!(
        SecondFactor,
        "select totp_sealed, totp_last_step from staff where id = $1 and state = 'active' for update",
        id.0
    )
    .fetch_optional(&mut **tx)
    .await
}

pub(in crate::auth) async fn set_totp(
    tx: &mut Tx,
    id: StaffId,
    sealed: &[u8],
    last_step: Option<i64>,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update staff set totp_sealed = $2, totp_last_step = $3, totp_enrolled_at = $4, updated_at = $4 where id = $1",
        id.0,
        sealed,
        last_step,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(in crate::auth) async fn set_last_step(
    tx: &mut Tx,
    id: StaffId,
    step: i64,
) -> Result<(), DbError> {
    sqlx::query!(
        "update staff set totp_last_step = $2 where id = $1",
        id.0,
        step
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(in crate::auth) async fn set_password(
    tx: &mut Tx,
    id: StaffId,
    hash: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update staff set password_hash = $2, state = case when state = 'invited' then 'active' else state end,
                updated_at = $3, row_version = row_version + 1
         where id = $1",
        id.0,
        hash,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(in crate::auth) async fn replace_recovery_codes(
    tx: &mut Tx,
    id: StaffId,
    hashes: &[Vec<u8>],
) -> Result<(), DbError> {
    let now = tx.now();
    let ids: Vec<Uuid> = hashes.iter().map(|_| new_uuid()).collect();
    sqlx::query!("delete from recovery_codes where staff_id = $1", id.0)
        .execute(&mut **tx)
        .await?;
    sqlx::query!(
        "insert into recovery_codes (id, staff_id, code_hash, created_at)
         select new.id, $2, new.hash, $4 from unnest($1::uuid[], $3::bytea[]) as new (id, hash)",
        &ids,
        id.0,
        hashes,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Marks the code as used; false when there is no such unused code.
pub(in crate::auth) async fn use_recovery_code(
    tx: &mut Tx,
    id: StaffId,
    hash: &[u8],
) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "update recovery_codes set used_at = $3 where staff_id = $1 and code_hash = $2 and used_at is null",
        id.0,
        hash,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How many recovery codes are left.
///
/// # Errors
/// Database errors.
pub async fn recovery_codes_left(conn: &mut PgConnection, id: StaffId) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select count(*) as "left!" from recovery_codes where staff_id = $1 and used_at is null"#,
        id.0
    )
    .fetch_one(conn)
    .await
}

/// Back to the state of an invitation: no password, no second step, no recovery codes, no passkeys.
pub(in crate::auth) async fn forget_second_step(tx: &mut Tx, id: StaffId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!("delete from recovery_codes where staff_id = $1", id.0)
        .execute(&mut **tx)
        .await?;
    sqlx::query!("delete from staff_passkeys where staff_id = $1", id.0)
        .execute(&mut **tx)
        .await?;
    sqlx::query!(
        "update staff set state = 'invited', password_hash = null, totp_sealed = null, totp_enrolled_at = null, updated_at = $2,
                row_version = row_version + 1
         where id = $1 and state <> 'closed'",
        id.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
