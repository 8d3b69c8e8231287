//! The people themselves: roles, profile, invitations.

use serde_json::json;

use crate::auth::permission::{EVERYTHING, STANDARD_ROLES};
use crate::auth::staff::Profile;
use crate::clock::Timestamp;
use crate::db::{DbError, PgConnection, Tx};
use crate::ids::{StaffId, new_uuid};

pub(in crate::auth) async fn insert_staff(
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

/// Gives a person exactly the roles with these codes, which all exist.
pub(in crate::auth) async fn set_roles(
    tx: &mut Tx,
    id: StaffId,
    codes: &[String],
) -> Result<(), DbError> {
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
pub(in crate::auth) async fn bump(
    tx: &mut Tx,
    id: StaffId,
    row_version: i32,
) -> Result<bool, DbError> {
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

pub(in crate::auth) async fn set_profile(
    tx: &mut Tx,
    id: StaffId,
    profile: &Profile,
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

/// Sets how a person's pages look. A profile form that is open somewhere is told that there is something newer.
///
/// # Errors
/// Database errors.
pub async fn set_look(
    tx: &mut Tx,
    staff: StaffId,
    theme: Option<&str>,
    density: Option<&str>,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update staff set theme = coalesce($2, theme), density = coalesce($3, density), updated_at = $4, row_version = row_version + 1
         where id = $1",
        staff.0,
        theme,
        density,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(in crate::auth) async fn set_state(
    tx: &mut Tx,
    id: StaffId,
    state: &str,
) -> Result<(), DbError> {
    sqlx::query!("update staff set state = $2 where id = $1", id.0, state)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// How many active people besides `id` may do everything.
pub(in crate::auth) async fn others_with_everything(
    tx: &mut Tx,
    id: StaffId,
) -> Result<i64, DbError> {
    // The lock on the roles makes two owners who close each other's accounts go one after the other.
    sqlx::query!(
        "select id from roles where $1 = any(permissions) order by id for update",
        EVERYTHING
    )
    .fetch_all(&mut **tx)
    .await?;
    sqlx::query_scalar!(
        r#"select count(distinct p.id) as "count!" from staff p join staff_roles sr on sr.staff_id = p.id join roles r on r.id = sr.role_id
           where $2 = any(r.permissions) and p.id <> $1 and p.state = 'active'"#,
        id.0,
        EVERYTHING
    )
    .fetch_one(&mut **tx)
    .await
}

/// Whether a person holds a role that allows everything.
pub(in crate::auth) async fn is_owner(tx: &mut Tx, id: StaffId) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from staff_roles sr join roles r on r.id = sr.role_id
                          where sr.staff_id = $1 and $2 = any(r.permissions)) as "is_owner!""#,
        id.0,
        EVERYTHING
    )
    .fetch_one(&mut **tx)
    .await
}

/// Whether one of these roles allows everything.
pub(in crate::auth) async fn holds_everything(
    tx: &mut Tx,
    codes: &[String],
) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from roles where code = any($1) and $2 = any(permissions)) as "holds!""#,
        codes,
        EVERYTHING
    )
    .fetch_one(&mut **tx)
    .await
}

/// Whether there are codes among these that no role has.
pub(in crate::auth) async fn unknown_roles(tx: &mut Tx, codes: &[String]) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from unnest($1::text[]) given (code) where not exists (select from roles r where r.code = given.code))
           as "unknown!""#,
        codes
    )
    .fetch_one(&mut **tx)
    .await
}

pub(in crate::auth) async fn insert_invitation(
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

pub(in crate::auth) async fn use_invitation(
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
