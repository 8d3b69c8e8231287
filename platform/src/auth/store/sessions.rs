//! Sessions and the devices that are known.

use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::{DbError, PgConnection, Tx};
use crate::ids::{StaffId, new_uuid};

pub(in crate::auth) struct NewSession<'a> {
    pub(in crate::auth) id: Uuid,
    pub(in crate::auth) staff_id: StaffId,
    pub(in crate::auth) token_hash: &'a [u8],
    pub(in crate::auth) verified_at: Option<Timestamp>,
    pub(in crate::auth) expires_at: Timestamp,
    pub(in crate::auth) address: &'a str,
    pub(in crate::auth) user_agent: &'a str,
}

pub(in crate::auth) async fn insert_session(
    tx: &mut Tx,
    new: &NewSession<'_>,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into staff_sessions
             (id, staff_id, token_hash, verified_at, created_at, last_seen_at, expires_at, address, user_agent)
         values ($1, $2, $3, $4, $5, $5, $6, $7, $8)",
        new.id,
        new.staff_id.0,
        new.token_hash,
        new.verified_at as _,
        now,
        new.expires_at,
        new.address,
        new.user_agent,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A session's new secret, at a change of privilege. The old token is worth nothing from here on.
pub(in crate::auth) async fn rotate_session(
    tx: &mut Tx,
    id: Uuid,
    token_hash: &[u8],
    expires_at: Timestamp,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update staff_sessions
         set token_hash = $2, verified_at = $3, last_seen_at = $3, expires_at = $4, pending_totp_sealed = null
         where id = $1",
        id,
        token_hash,
        now,
        expires_at,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A session's new secret, and nothing else: what has been proved and when it ends stay as they are.
pub(in crate::auth) async fn renew_session(
    tx: &mut Tx,
    id: Uuid,
    token_hash: &[u8],
) -> Result<(), DbError> {
    sqlx::query!(
        "update staff_sessions set token_hash = $2 where id = $1",
        id,
        token_hash
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(in crate::auth) async fn pending_secret(
    tx: &mut Tx,
    session: Uuid,
) -> Result<Option<Vec<u8>>, DbError> {
    sqlx::query_scalar!(
        "select pending_totp_sealed from staff_sessions where id = $1 for update",
        session
    )
    .fetch_one(&mut **tx)
    .await
}

pub(in crate::auth) async fn set_pending_secret(
    tx: &mut Tx,
    session: Uuid,
    sealed: &[u8],
) -> Result<(), DbError> {
    sqlx::query!(
        "update staff_sessions set pending_totp_sealed = $2 where id = $1",
        session,
        sealed
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(in crate::auth) struct SessionRow {
    pub(in crate::auth) id: Uuid,
    pub(in crate::auth) staff_id: StaffId,
    pub(in crate::auth) verified_at: Option<Timestamp>,
    pub(in crate::auth) confirmed_at: Option<Timestamp>,
    pub(in crate::auth) last_seen_at: Timestamp,
    pub(in crate::auth) name: String,
    pub(in crate::auth) email: String,
    pub(in crate::auth) locale: String,
    pub(in crate::auth) theme: String,
    pub(in crate::auth) density: String,
    pub(in crate::auth) single_keys: bool,
    pub(in crate::auth) has_totp: bool,
    pub(in crate::auth) row_version: i32,
    pub(in crate::auth) role_codes: Vec<String>,
    pub(in crate::auth) permissions: Vec<String>,
}

/// A live session by its token's hash, with the person and what they may do.
pub(in crate::auth) async fn session(
    conn: &mut PgConnection,
    token_hash: &[u8],
    now: Timestamp,
    seen_since: Timestamp,
) -> Result<Option<SessionRow>, DbError> {
    sqlx::query_as!(
        SessionRow,
        r#"select s.id, s.staff_id, s.verified_at, s.confirmed_at, s.last_seen_at,
                  p.name, p.email, p.locale, p.theme, p.density, p.single_keys, p.row_version,
                  p.totp_sealed is not null as "has_totp!",
                  array(select r.code from staff_roles sr join roles r on r.id = sr.role_id
                        where sr.staff_id = p.id order by r.code) as "role_codes!",
                  array(select distinct unnest(r.permissions) from staff_roles sr join roles r on r.id = sr.role_id
                        where sr.staff_id = p.id) as "permissions!"
           from staff_sessions s join staff p on p.id = s.staff_id
           where s.token_hash = $1 and s.revoked_at is null and s.expires_at > $2 and s.last_seen_at > $3
             and p.state = 'active'"#,
        token_hash,
        now,
        seen_since,
    )
    .fetch_optional(conn)
    .await
}

/// What the person of a live session may do, by the session's own id; `None` when it has ended.
pub(in crate::auth) async fn permissions_of(
    conn: &mut PgConnection,
    id: Uuid,
    now: Timestamp,
    seen_since: Timestamp,
) -> Result<Option<Vec<String>>, DbError> {
    sqlx::query_scalar!(
        r#"select array(select distinct unnest(r.permissions) from staff_roles sr join roles r on r.id = sr.role_id
                        where sr.staff_id = p.id) as "permissions!"
           from staff_sessions s join staff p on p.id = s.staff_id
           where s.id = $1 and s.verified_at is not null and s.revoked_at is null and s.expires_at > $2 and s.last_seen_at > $3
             and p.state = 'active'"#,
        id,
        now,
        seen_since,
    )
    .fetch_optional(conn)
    .await
}

pub(in crate::auth) async fn touch_session(
    conn: &mut PgConnection,
    id: Uuid,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "update staff_sessions set last_seen_at = $2 where id = $1 and last_seen_at < $2",
        id,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that a passkey has just confirmed who it is.
pub(in crate::auth) async fn set_confirmed(tx: &mut Tx, session: Uuid) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update staff_sessions set confirmed_at = $2 where id = $1",
        session,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Ends one of a person's sessions; false when it was not theirs or had ended.
pub(in crate::auth) async fn revoke_session(
    tx: &mut Tx,
    staff: StaffId,
    id: Uuid,
) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "update staff_sessions set revoked_at = $3 where id = $1 and staff_id = $2 and revoked_at is null",
        id,
        staff.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends all of a person's sessions but `keep`.
pub(in crate::auth) async fn revoke_other_sessions(
    tx: &mut Tx,
    staff: StaffId,
    keep: Option<Uuid>,
) -> Result<u64, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "update staff_sessions set revoked_at = $3
         where staff_id = $1 and id is distinct from $2 and revoked_at is null and expires_at > $3",
        staff.0,
        keep,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}

/// Takes away what nobody can use any more. Called by the cleaning task.
///
/// # Errors
/// Database errors.
pub async fn sweep(tx: &mut Tx) -> Result<u64, DbError> {
    let now = tx.now();
    let month_ago = now.minus(jiff::SignedDuration::from_hours(24 * 30));
    let gone = sqlx::query!(
        "delete from staff_sessions where expires_at < $1",
        month_ago
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!("delete from staff_devices where expires_at < $1", now)
        .execute(&mut **tx)
        .await?;
    // What could not be told for so long is told no more.
    sqlx::query!("delete from staff_notices where at < $1", month_ago)
        .execute(&mut **tx)
        .await?;
    sqlx::query!(
        "delete from throttles where updated_at < $1",
        now.minus(crate::auth::throttle::MEMORY)
    )
    .execute(&mut **tx)
    .await?;
    super::presence::forget_absent(tx).await?;
    super::undo::forget_steps(tx).await?;
    super::kept_forms::forget_forms(tx, now).await?;
    Ok(gone.rows_affected())
}

pub(in crate::auth) async fn insert_device(
    tx: &mut Tx,
    staff: StaffId,
    token_hash: &[u8],
    expires_at: Timestamp,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into staff_devices (id, staff_id, token_hash, created_at, last_used_at, expires_at) values ($1, $2, $3, $4, $4, $5)",
        new_uuid(),
        staff.0,
        token_hash,
        now,
        expires_at
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Whether a device is known to an account.
pub(in crate::auth) async fn device(
    conn: &mut PgConnection,
    staff: StaffId,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<Uuid>, DbError> {
    sqlx::query_scalar!(
        "select id from staff_devices where staff_id = $1 and token_hash = $2 and expires_at > $3",
        staff.0,
        token_hash,
        now
    )
    .fetch_optional(conn)
    .await
}

pub(in crate::auth) async fn forget_devices(tx: &mut Tx, staff: StaffId) -> Result<(), DbError> {
    sqlx::query!("delete from staff_devices where staff_id = $1", staff.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
