use commerce::company::admin_listing::{self as listing, CompanyFilter, ListedApplication};
use commerce::company::number::shown_org_number;
use platform::auth::Permission;
use platform::db::cut::Search;
use platform::db::keyset::{Count, Cursor, PageOf, Slice};
use platform::db::{DbError, PgConnection};

use super::handlers::status;
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::{Ask, Cell, ListSpec, ListState, Listed, Row};
use crate::when::When;

/// The list of applications.
pub(crate) struct Applications;

impl Listed for Applications {
    const SPEC: ListSpec = super::LIST;
    const ROOM: Room = Room::Applications;
    const EXPORT: Permission = Permission::CompanyExport;
    const EXPORTED: (&'static str, &'static str) = ("tier_application", "application.exported");
    type Filter = CompanyFilter;
    type Item = ListedApplication;

    async fn wanted(
        _admin: &Admin,
        conn: &mut PgConnection,
        state: &ListState,
        _ask: &Ask,
    ) -> Result<CompanyFilter, DbError> {
        Ok(CompanyFilter {
            search: listing::look_for_application(conn, state.text.as_deref()).await?,
            state: state.owned("lage"),
        })
    }

    async fn page(
        conn: &mut PgConnection,
        filter: &CompanyFilter,
        (_, is_descending): (&'static str, bool),
        ask: &Ask,
        page: PageOf,
    ) -> Result<Slice<ListedApplication>, DbError> {
        listing::applications(conn, filter, ask.locale.code(), is_descending, page).await
    }

    async fn count(conn: &mut PgConnection, filter: &CompanyFilter) -> Result<Count, DbError> {
        listing::count_applications(conn, filter).await
    }

    fn search(filter: &CompanyFilter) -> &Search {
        &filter.search
    }

    fn cursor(item: &ListedApplication, _column: &'static str) -> Cursor {
        item.cursor()
    }

    fn row(_admin: &Admin, me: &Me, item: &ListedApplication) -> Row {
        Row {
            id: item.id.to_string(),
            name: item.company_name.clone(),
            tone: "",
            can_pick: false,
            cells: vec![
                Cell::named(
                    item.company_name.clone(),
                    format!("/ansokningar/{}", item.id),
                ),
                Cell::dim(format!(
                    "{} {}",
                    item.country,
                    shown_org_number(&item.org_number, &item.country)
                )),
                Cell::text(item.tier_name.clone()),
                Cell::text(item.applicant.clone()),
                Cell::State {
                    status: status(&item.state),
                },
                Cell::When {
                    when: Some(When::new(me.locale(), item.created_at, me.now())),
                },
            ],
        }
    }
}
