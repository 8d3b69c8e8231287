use axum::response::Response;
use platform::auth::Permission;
use platform::auth::listing::{self, ListedStaff, StaffFilter};
use platform::db::cut::Search;
use platform::db::keyset::{Count, Cursor, PageOf, Slice};
use platform::db::{DbError, PgConnection};
use platform::web::PageError;

use super::StaffListPage;
use super::handlers::{role_rows, second_step, state};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::{Ask, Cell, ListHead, ListSpec, ListState, ListView, Listed, Row};
use crate::page;
use crate::when::When;

/// The list of staff.
pub(crate) struct People;

impl Listed for People {
    const SPEC: ListSpec = super::LIST;
    const HEAD: Option<ListHead> = Some(super::HEAD);
    const ROOM: Room = Room::Staff;
    const EXPORT: Permission = Permission::StaffExport;
    const EXPORTED: (&'static str, &'static str) = ("staff", "staff.exported");
    type Filter = StaffFilter;
    type Item = ListedStaff;

    async fn wanted(
        _admin: &Admin,
        _conn: &mut PgConnection,
        state: &ListState,
        _ask: &Ask,
    ) -> Result<StaffFilter, DbError> {
        Ok(StaffFilter {
            search: listing::look_for(state.text.as_deref()),
            state: state.owned("konto"),
        })
    }

    async fn page(
        conn: &mut PgConnection,
        filter: &StaffFilter,
        (_, is_descending): (&'static str, bool),
        ask: &Ask,
        page: PageOf,
    ) -> Result<Slice<ListedStaff>, DbError> {
        listing::staff(conn, filter, ask.locale.code(), is_descending, page).await
    }

    async fn count(conn: &mut PgConnection, filter: &StaffFilter) -> Result<Count, DbError> {
        listing::count(conn, filter).await
    }

    fn search(filter: &StaffFilter) -> &Search {
        &filter.search
    }

    fn reaches_all() -> bool {
        true
    }

    fn cursor(person: &ListedStaff, _column: &'static str) -> Cursor {
        person.cursor()
    }

    fn row(_admin: &Admin, me: &Me, person: &ListedStaff) -> Row {
        row(me, person)
    }

    async fn respond(
        admin: &Admin,
        conn: &mut PgConnection,
        me: &Me,
        list: ListView,
    ) -> Result<Response, PageError> {
        let roles = listing::roles(conn, me.locale().code()).await?;
        let view = StaffListPage {
            list,
            roles: role_rows(&roles, &[]),
        };
        page::show(admin, conn, me, Room::Staff, &view).await
    }
}

fn row(me: &Me, person: &ListedStaff) -> Row {
    let when = |at| When::new(me.locale(), at, me.now());
    Row {
        id: person.id.to_string(),
        name: person.name.clone(),
        tone: "",
        can_pick: false,
        cells: vec![
            Cell::named(person.name.clone(), format!("/personal/{}", person.id)),
            Cell::dim(person.email.clone()),
            Cell::text(person.role_names.join(", ")),
            Cell::State {
                status: state(&person.state),
            },
            Cell::State {
                status: second_step(person.has_totp),
            },
            Cell::When {
                when: person.last_seen_at.map(when),
            },
            Cell::When {
                when: Some(when(person.created_at)),
            },
        ],
    }
}
