//! Staff, their sessions, devices, codes and throttles: all writes, and the reads that log-in rests on.

use serde_json::json;
use uuid::Uuid;

use super::permission::STANDARD_ROLES;
use crate::clock::Timestamp;
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

pub(super) struct SecondFactor {
    pub(super) totp_sealed: Option<Vec<u8>>,
    pub(super) totp_last_step: Option<i64>,
}

/// The second factor, with the account's row locked: two requests with the same code are looked at one after the other.
pub(super) async fn lock_second_factor(tx: &mut Tx, id: StaffId) -> Result<SecondFactor, DbError> {
    sqlx::query_as!(
        SecondFactor,
        "select totp_sealed, totp_last_step from staff where id = $1 and state = 'active' for update",
        id.0
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn set_totp(
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

pub(super) async fn set_last_step(tx: &mut Tx, id: StaffId, step: i64) -> Result<(), DbError> {
    sqlx::query!(
        "update staff set totp_last_step = $2 where id = $1",
        id.0,
        step
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn set_password(tx: &mut Tx, id: StaffId, hash: &str) -> Result<(), DbError> {
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

pub(super) async fn replace_recovery_codes(
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
pub(super) async fn use_recovery_code(
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

pub(super) struct NewSession<'a> {
    pub(super) id: Uuid,
    pub(super) staff_id: StaffId,
    pub(super) token_hash: &'a [u8],
    pub(super) verified_at: Option<Timestamp>,
    pub(super) expires_at: Timestamp,
    pub(super) address: &'a str,
    pub(super) user_agent: &'a str,
}

pub(super) async fn insert_session(tx: &mut Tx, new: &NewSession<'_>) -> Result<(), DbError> {
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
pub(super) async fn rotate_session(
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

pub(super) async fn pending_secret(tx: &mut Tx, session: Uuid) -> Result<Option<Vec<u8>>, DbError> {
    sqlx::query_scalar!(
        "select pending_totp_sealed from staff_sessions where id = $1 for update",
        session
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn set_pending_secret(
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

pub(super) struct SessionRow {
    pub(super) id: Uuid,
    pub(super) staff_id: StaffId,
    pub(super) verified_at: Option<Timestamp>,
    pub(super) last_seen_at: Timestamp,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) locale: String,
    pub(super) theme: String,
    pub(super) density: String,
    pub(super) single_keys: bool,
    pub(super) has_totp: bool,
    pub(super) row_version: i32,
    pub(super) role_codes: Vec<String>,
    pub(super) permissions: Vec<String>,
}

/// A live session by its token's hash, with the person and what they may do.
pub(super) async fn session(
    conn: &mut PgConnection,
    token_hash: &[u8],
    now: Timestamp,
    seen_since: Timestamp,
) -> Result<Option<SessionRow>, DbError> {
    sqlx::query_as!(
        SessionRow,
        r#"select s.id, s.staff_id, s.verified_at, s.last_seen_at,
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

pub(super) async fn touch_session(
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

/// Ends one of a person's sessions; false when it was not theirs or had ended.
pub(super) async fn revoke_session(tx: &mut Tx, staff: StaffId, id: Uuid) -> Result<bool, DbError> {
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
pub(super) async fn revoke_other_sessions(
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
    sqlx::query!(
        "delete from throttles where updated_at < $1",
        now.minus(super::throttle::MEMORY)
    )
    .execute(&mut **tx)
    .await?;
    Ok(gone.rows_affected())
}

pub(super) async fn insert_device(
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
pub(super) async fn device(
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

pub(super) async fn forget_devices(tx: &mut Tx, staff: StaffId) -> Result<(), DbError> {
    sqlx::query!("delete from staff_devices where staff_id = $1", staff.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(super) struct Throttle {
    pub(super) failures: i32,
    pub(super) blocked_until: Option<Timestamp>,
    pub(super) updated_at: Timestamp,
}

/// The throttle of a key, made when there is none, and locked.
pub(super) async fn lock_throttle(tx: &mut Tx, key: &str) -> Result<Throttle, DbError> {
    let now = tx.now();
    sqlx::query_as!(
        Throttle,
        r#"insert into throttles (key, failures, window_started_at, updated_at) values ($1, 0, $2, $2)
           on conflict (key) do update set failures = throttles.failures
           returning failures, blocked_until, updated_at"#,
        key,
        now
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn set_throttle(
    tx: &mut Tx,
    key: &str,
    failures: i32,
    blocked_until: Option<Timestamp>,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update throttles set failures = $2, blocked_until = $3, updated_at = $4 where key = $1",
        key,
        failures,
        blocked_until as _,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A success forgives: all failures of `key`, or only the one that was counted ahead of the check.
pub(super) async fn forgive(tx: &mut Tx, key: &str, is_all: bool) -> Result<(), DbError> {
    sqlx::query!(
        "update throttles set failures = case when $2 then 0 else greatest(failures - 1, 0) end, blocked_until = null where key = $1",
        key,
        is_all
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn insert_staff(
    tx: &mut Tx,
    id: StaffId,
    email: &str,
    name: &str,
    locale: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into staff (id, email, name, state, locale, created_at, updated_at) values ($1, $2, $3, 'invited', $4, $5, $5)",
        id.0,
        email,
        name,
        locale,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Gives a person exactly the roles with these codes. Unknown codes give nothing.
pub(super) async fn set_roles(tx: &mut Tx, id: StaffId, codes: &[String]) -> Result<(), DbError> {
    sqlx::query!("delete from staff_roles where staff_id = $1", id.0)
        .execute(&mut **tx)
        .await?;
    sqlx::query!(
        "insert into staff_roles (staff_id, role_id) select $1, id from roles where code = any($2)",
        id.0,
        codes
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Locks a staff row if it is still at `row_version`; false when someone else has changed it meanwhile, or it is gone.
pub(super) async fn bump(tx: &mut Tx, id: StaffId, row_version: i32) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "update staff set row_version = row_version + 1, updated_at = $3 where id = $1 and row_version = $2",
        id.0,
        row_version,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn set_profile(
    tx: &mut Tx,
    id: StaffId,
    profile: &super::staff::Profile,
) -> Result<(), DbError> {
    sqlx::query!(
        "update staff set name = $2, locale = $3, theme = $4, density = $5, single_keys = $6 where id = $1",
        id.0,
        profile.name,
        profile.locale,
        profile.theme,
        profile.density,
        profile.single_keys
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn set_state(tx: &mut Tx, id: StaffId, state: &str) -> Result<(), DbError> {
    sqlx::query!("update staff set state = $2 where id = $1", id.0, state)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// How many active people besides `id` hold the role with this code.
pub(super) async fn others_with_role(tx: &mut Tx, id: StaffId, code: &str) -> Result<i64, DbError> {
    // The lock on the role makes two owners who close each other's accounts go one after the other.
    sqlx::query!("select id from roles where code = $1 for update", code)
        .fetch_optional(&mut **tx)
        .await?;
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from staff p join staff_roles sr on sr.staff_id = p.id join roles r on r.id = sr.role_id
           where r.code = $2 and p.id <> $1 and p.state = 'active'"#,
        id.0,
        code
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn insert_invitation(
    tx: &mut Tx,
    staff: StaffId,
    token_hash: &[u8],
    expires_at: Timestamp,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update staff_invitations set used_at = $2 where staff_id = $1 and used_at is null",
        staff.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into staff_invitations (id, staff_id, token_hash, created_at, expires_at) values ($1, $2, $3, $4, $5)",
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

/// Whose invitation a link is, while it is good.
///
/// # Errors
/// Database errors.
pub async fn invitation(
    conn: &mut PgConnection,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<StaffId>, DbError> {
    let id = sqlx::query_scalar!(
        "select i.staff_id from staff_invitations i join staff p on p.id = i.staff_id
         where i.token_hash = $1 and i.used_at is null and i.expires_at > $2 and p.state <> 'closed'",
        token_hash,
        now
    )
    .fetch_optional(conn)
    .await?;
    Ok(id.map(StaffId))
}

pub(super) async fn use_invitation(
    tx: &mut Tx,
    token_hash: &[u8],
) -> Result<Option<StaffId>, DbError> {
    let now = tx.now();
    let id = sqlx::query_scalar!(
        "update staff_invitations set used_at = $2 where token_hash = $1 and used_at is null and expires_at > $2 returning staff_id",
        token_hash,
        now
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(id.map(StaffId))
}

/// Makes the roles that every installation begins with, and brings built-in ones up to this version.
///
/// # Errors
/// Database errors.
pub async fn ensure_standard_roles(tx: &mut Tx) -> Result<(), DbError> {
    let now = tx.now();
    for role in STANDARD_ROLES {
        let name = json!({ role.name[0].0: role.name[0].1, role.name[1].0: role.name[1].1 });
        let permissions: Vec<String> = role.permissions.iter().map(|&p| p.to_owned()).collect();
        sqlx::query!(
            "insert into roles (id, code, name, permissions, is_builtin, created_at, updated_at) values ($1, $2, $3, $4, true, $5, $5)
             on conflict (code) do update set permissions = excluded.permissions, name = excluded.name, updated_at = excluded.updated_at
             where roles.is_builtin and (roles.permissions, roles.name) is distinct from (excluded.permissions, excluded.name)",
            new_uuid(),
            role.code,
            name,
            &permissions,
            now
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// Keeps a list's address under a name, or moves the name to another address.
///
/// # Errors
/// Database errors.
pub async fn save_view(
    tx: &mut Tx,
    staff: StaffId,
    screen: &str,
    name: &str,
    query: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into saved_views (id, staff_id, screen, name, query, position, created_at)
         values ($1, $2, $3, $4, $5, (select count(*) from saved_views where staff_id = $2 and screen = $3)::int, $6)
         on conflict on constraint saved_views_name_key do update set query = excluded.query",
        new_uuid(),
        staff.0,
        screen,
        name,
        query,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Forgets one of a person's views; false when it is not theirs.
///
/// # Errors
/// Database errors.
pub async fn delete_view(tx: &mut Tx, staff: StaffId, id: Uuid) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "delete from saved_views where id = $1 and staff_id = $2",
        id,
        staff.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Sets how a person's pages look, without touching what a form may be editing.
///
/// # Errors
/// Database errors.
pub async fn set_look(
    tx: &mut Tx,
    staff: StaffId,
    theme: Option<&str>,
    density: Option<&str>,
) -> Result<(), DbError> {
    sqlx::query!(
        "update staff set theme = coalesce($2, theme), density = coalesce($3, density) where id = $1",
        staff.0,
        theme,
        density
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Back to the state of an invitation: no password, no second step, no recovery codes.
pub(super) async fn forget_second_step(tx: &mut Tx, id: StaffId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!("delete from recovery_codes where staff_id = $1", id.0)
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
