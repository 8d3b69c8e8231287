//! Staff and sessions as the screens show them.

use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::cut::{Cut, Search};
use crate::db::keyset::{Count, Cursor, PageOf, Slice, SortBy};
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
#[derive(Clone, Debug, sqlx::FromRow)]
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
    /// Their names in the reader's language.
    pub role_names: Vec<String>,
    /// Latest request of any session.
    pub last_seen_at: Option<Timestamp>,
    /// When they were invited.
    pub created_at: Timestamp,
    /// For the form.
    pub row_version: i32,
}

impl ListedStaff {
    /// Where a page goes on from this row.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor::at(self.created_at, self.id.0)
    }
}

/// Which people.
#[derive(Clone, Debug, Default)]
pub struct StaffFilter {
    /// `invited`, `active` or `closed`.
    pub state: Option<String>,
    /// What is looked for: [`look_for`].
    pub search: Search,
}

/// A text as a search: part of the name or of the address.
#[must_use]
pub fn look_for(text: Option<&str>) -> Search {
    text.map_or(Search::Everything, |text| {
        Search::latest(&["lower(r.name)", "lower(r.email)"], text)
    })
}

fn order(is_descending: bool) -> SortBy {
    SortBy::moment("r.created_at", is_descending)
}

fn cut(filter: &StaffFilter) -> Cut<'_> {
    Cut::of("staff", &filter.search).narrowed("r.state", filter.state.as_deref())
}

/// A page of people, latest invited first.
///
/// # Errors
/// Database errors.
pub async fn staff(
    conn: &mut PgConnection,
    filter: &StaffFilter,
    locale: &str,
    is_descending: bool,
    page: PageOf,
) -> Result<Slice<ListedStaff>, DbError> {
    let mut query = QueryBuilder::new(
        "select r.id, r.name, r.email, r.state, r.totp_sealed is not null as has_totp, r.created_at, r.row_version,
                array(select o.code from staff_roles sr join roles o on o.id = sr.role_id
                      where sr.staff_id = r.id order by o.code) as roles,
                array(select coalesce(o.name ->> ",
    );
    query.push_bind(locale.to_owned()).push(
        ", o.name ->> 'sv', o.code) from staff_roles sr join roles o on o.id = sr.role_id
                      where sr.staff_id = r.id order by o.code) as role_names,
                (select max(s.last_seen_at) from staff_sessions s where s.staff_id = r.id) as last_seen_at
         from ",
    );
    cut(filter)
        .page(conn, query, &order(is_descending), page)
        .await
}

/// How many people there are.
///
/// # Errors
/// Database errors.
pub async fn count(conn: &mut PgConnection, filter: &StaffFilter) -> Result<Count, DbError> {
    cut(filter).count(conn, &order(true)).await
}

/// One person.
///
/// # Errors
/// Database errors.
pub async fn person(
    conn: &mut PgConnection,
    id: StaffId,
    locale: &str,
) -> Result<Option<ListedStaff>, DbError> {
    let filter = StaffFilter {
        search: Search::Ids(vec![id.0]),
        ..StaffFilter::default()
    };
    let found = staff(conn, &filter, locale, true, PageOf::first(1)).await?;
    Ok(found.rows.into_iter().next())
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
