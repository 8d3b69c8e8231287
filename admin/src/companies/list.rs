use commerce::company::admin_listing::{self as listing, CompanyFilter, ListedCompany};
use commerce::company::number::shown_org_number;
use platform::auth::Permission;
use platform::db::cut::Search;
use platform::db::keyset::{Count, Cursor, PageOf, Slice};
use platform::db::{DbError, PgConnection};
use platform::i18n::numbers;

use super::handlers::status;
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::{Amount, Ask, Cell, ListSpec, ListState, Listed, Row};
use crate::when::When;

/// The list of companies.
pub(crate) struct Companies;

impl Listed for Companies {
    const SPEC: ListSpec = super::LIST;
    const ROOM: Room = Room::Companies;
    const EXPORT: Permission = Permission::CompanyExport;
    const EXPORTED: (&'static str, &'static str) = ("company", "company.exported");
    type Filter = CompanyFilter;
    type Item = ListedCompany;

    async fn wanted(
        _admin: &Admin,
        conn: &mut PgConnection,
        state: &ListState,
        _ask: &Ask,
    ) -> Result<CompanyFilter, DbError> {
        Ok(CompanyFilter {
            search: listing::look_for_company(conn, state.text.as_deref()).await?,
            state: state.owned("lage"),
        })
    }

    async fn page(
        conn: &mut PgConnection,
        filter: &CompanyFilter,
        (_, is_descending): (&'static str, bool),
        ask: &Ask,
        page: PageOf,
    ) -> Result<Slice<ListedCompany>, DbError> {
        listing::companies(conn, filter, ask.locale.code(), is_descending, page).await
    }

    async fn count(conn: &mut PgConnection, filter: &CompanyFilter) -> Result<Count, DbError> {
        listing::count_companies(conn, filter).await
    }

    fn search(filter: &CompanyFilter) -> &Search {
        &filter.search
    }

    fn cursor(item: &ListedCompany, _column: &'static str) -> Cursor {
        item.cursor()
    }

    fn row(_admin: &Admin, me: &Me, item: &ListedCompany) -> Row {
        let org_number = shown_org_number(&item.org_number, &item.country);
        Row {
            id: item.id.to_string(),
            name: item.name.clone(),
            tone: "",
            can_pick: false,
            cells: vec![
                Cell::named(item.name.clone(), format!("/foretag/{}", item.id)),
                Cell::dim(item.number.clone()),
                Cell::dim(format!("{} {org_number}", item.country)),
                Cell::text(item.tier_name.clone()),
                Cell::State {
                    status: status(&item.state),
                },
                Cell::Number {
                    text: numbers::number(me.locale(), item.members),
                },
                Cell::Amount {
                    amount: Amount::new(me.locale(), item.credit_used_minor, &item.credit_currency),
                },
                Cell::When {
                    when: Some(When::new(me.locale(), item.created_at, me.now())),
                },
            ],
        }
    }
}
