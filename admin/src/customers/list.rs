use commerce::customer::admin_listing::{self as listing, CustomerFilter, ListedCustomer};
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

/// The list of customers.
pub(crate) struct Customers;

impl Listed for Customers {
    const SPEC: ListSpec = super::LIST;
    const ROOM: Room = Room::Customers;
    const EXPORT: Permission = Permission::CustomerExport;
    const EXPORTED: (&'static str, &'static str) = ("customer", "customer.list_exported");
    type Filter = CustomerFilter;
    type Item = ListedCustomer;

    async fn wanted(
        _admin: &Admin,
        conn: &mut PgConnection,
        state: &ListState,
        _ask: &Ask,
    ) -> Result<CustomerFilter, DbError> {
        Ok(CustomerFilter {
            search: listing::look_for(conn, state.text.as_deref()).await?,
            state: state.owned("lage"),
            tier: state.owned("niva"),
        })
    }

    async fn page(
        conn: &mut PgConnection,
        filter: &CustomerFilter,
        (_, is_descending): (&'static str, bool),
        ask: &Ask,
        page: PageOf,
    ) -> Result<Slice<ListedCustomer>, DbError> {
        listing::customers(conn, filter, ask.locale.code(), is_descending, page).await
    }

    async fn count(conn: &mut PgConnection, filter: &CustomerFilter) -> Result<Count, DbError> {
        listing::count(conn, filter).await
    }

    fn search(filter: &CustomerFilter) -> &Search {
        &filter.search
    }

    fn cursor(item: &ListedCustomer, _column: &'static str) -> Cursor {
        item.cursor()
    }

    fn row(_admin: &Admin, me: &Me, item: &ListedCustomer) -> Row {
        // Whoever is erased has no name; the number leads to what is left.
        let name = if item.name.is_empty() {
            &item.number
        } else {
            &item.name
        };
        Row {
            id: item.id.to_string(),
            name: name.clone(),
            tone: "",
            can_pick: false,
            cells: vec![
                Cell::Name {
                    text: name.clone(),
                    href: format!("/kunder/{}", item.id),
                    sub: None,
                    picture: None,
                    is_mono: item.name.is_empty(),
                },
                Cell::dim(&item.number),
                Cell::dim(&item.email),
                Cell::dim(&item.phone),
                Cell::text(&item.tier_name),
                Cell::State {
                    status: status(&item.state),
                },
                Cell::When {
                    when: item
                        .last_log_in_at
                        .map(|at| When::new(me.locale(), at, me.now())),
                },
                Cell::When {
                    when: Some(When::new(me.locale(), item.created_at, me.now())),
                },
            ],
        }
    }

    async fn choices(
        conn: &mut PgConnection,
    ) -> Result<Option<(&'static str, Vec<String>)>, DbError> {
        Ok(Some(("niva", listing::tier_codes(conn).await?)))
    }
}
