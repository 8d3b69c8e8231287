//! Staff and sessions as the screens show them.

use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::{DbError, PgConnection};
use crate::ids::StaffId;

/// A session in the list that its owner sees.
#[derive(Clone, Debug)]
pub struct ListedSession {
    /// Its id (not its secret).
    pub id: Uuid,
    /// When it began.
    pub created_at: Timestamp,
    /// The last request, to the minute.
    pub last_seen_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// Where it was begun from.
    pub address: Option<String>,
    /// What the browser calls itself.
    pub user_agent: Option<String>,
}

/// A person's living sessions, latest first.
///
/// # Errors
/// Database errors.
pub async fn sessions(
    conn: &mut PgConnection,
    staff: StaffId,
    now: Timestamp,
) -> Result<Vec<ListedSession>, DbError> {
    sqlx::query_as!(
        ListedSession,
        "select id, created_at, last_seen_at, expires_at, address, user_agent from staff_sessions
         where staff_id = $1 and revoked_at is null and verified_at is not null and expires_at > $2 and last_seen_at > $3
         order by last_seen_at desc limit 100",
        staff.0,
        now,
        now.minus(super::session::IDLE),
    )
    .fetch_all(conn)
    .await
}

/// A member of staff in the list.
#[derive(Clone, Debug)]
pub struct ListedStaff {
    /// Who.
    pub id: StaffId,
    /// Name.
    pub name: String,
    /// Log-in.
    pub email: String,
    /// `invited`, `active` or `closed`.
    pub state: String,
    /// Whether the second step is set up.
    pub has_totp: bool,
    /// Codes of their roles.
    pub roles: Vec<String>,
    /// Latest request of any session.
    pub last_seen_at: Option<Timestamp>,
    /// For the form.
    pub row_version: i32,
}

/// Everyone, or the one with `id`: active first, by name.
///
/// # Errors
/// Database errors.
pub async fn staff(
    conn: &mut PgConnection,
    id: Option<StaffId>,
) -> Result<Vec<ListedStaff>, DbError> {
    let id = id.map(Uuid::from);
    sqlx::query_as!(
        ListedStaff,
        r#"select p.id, p.name, p.email, p.state, p.totp_sealed is not null as "has_totp!", p.row_version,
                  array(select r.code from staff_roles sr join roles r on r.id = sr.role_id
                        where sr.staff_id = p.id order by r.code) as "roles!",
                  (select max(s.last_seen_at) from staff_sessions s where s.staff_id = p.id) as "last_seen_at?"
           from staff p where $1::uuid is null or p.id = $1
           order by p.state, lower(p.name), p.id limit 1000"#,
        id
    )
    .fetch_all(conn)
    .await
}

/// A role as the forms offer it.
#[derive(Clone, Debug)]
pub struct ListedRole {
    /// Stored code.
    pub code: String,
    /// Name in the language that was asked for.
    pub name: String,
    /// Names of what it allows; `*` for everything.
    pub permissions: Vec<String>,
}

/// All roles, built-in ones first.
///
/// # Errors
/// Database errors.
pub async fn roles(conn: &mut PgConnection, locale: &str) -> Result<Vec<ListedRole>, DbError> {
    sqlx::query_as!(
        ListedRole,
        r#"select code, coalesce(name ->> $1, name ->> 'sv', code) as "name!", permissions from roles
           order by not is_builtin, created_at, cardinality(permissions), code"#,
        locale
    )
    .fetch_all(conn)
    .await
}

/// A list's address that someone has given a name.
#[derive(Clone, Debug)]
pub struct SavedView {
    /// Which.
    pub id: Uuid,
    /// What they call it.
    pub name: String,
    /// The query of the address.
    pub query: String,
}

/// A person's views of a screen, in their order.
///
/// # Errors
/// Database errors.
pub async fn saved_views(
    conn: &mut PgConnection,
    staff: StaffId,
    screen: &str,
) -> Result<Vec<SavedView>, DbError> {
    sqlx::query_as!(
        SavedView,
        "select id, name, query from saved_views where staff_id = $1 and screen = $2 order by position, created_at limit 30",
        staff.0,
        screen
    )
    .fetch_all(conn)
    .await
}
