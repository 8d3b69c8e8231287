use commerce::pricing::list::listing::{self, ListedPriceList, PriceListFilter};
use commerce::staff_shops::Belongs;
use platform::auth::Permission;
use platform::clock::Timestamp;
use platform::db::cut::Search;
use platform::db::keyset::{Count, Cursor, PageOf, Slice};
use platform::db::{DbError, PgConnection};

use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::{Ask, Cell, ListHead, ListSpec, ListState, Listed, Row, Status};
use crate::when::When;

/// The list of price lists.
pub(crate) struct PriceLists;

impl Listed for PriceLists {
    const SPEC: ListSpec = super::LIST;
    const HEAD: Option<ListHead> = Some(super::HEAD);
    const ROOM: Room = Room::PriceLists;
    const EXPORT: Permission = Permission::PriceExport;
    const EXPORTED: (&'static str, &'static str) = ("price_list", "price_list.listed");
    const BELONGS: Option<Belongs> = Some(Belongs::PriceList);
    type Filter = PriceListFilter;
    type Item = ListedPriceList;

    async fn wanted(
        _admin: &Admin,
        conn: &mut PgConnection,
        state: &ListState,
        ask: &Ask,
    ) -> Result<PriceListFilter, DbError> {
        Ok(PriceListFilter {
            search: listing::look_for(conn, state.text.as_deref()).await?,
            shops: ask.narrowing(state),
            audience: state.owned("slag"),
        })
    }

    async fn page(
        conn: &mut PgConnection,
        filter: &PriceListFilter,
        (_, is_descending): (&'static str, bool),
        ask: &Ask,
        page: PageOf,
    ) -> Result<Slice<ListedPriceList>, DbError> {
        listing::price_lists(conn, filter, ask.locale.code(), is_descending, page).await
    }

    async fn count(conn: &mut PgConnection, filter: &PriceListFilter) -> Result<Count, DbError> {
        listing::count(conn, filter).await
    }

    fn search(filter: &PriceListFilter) -> &Search {
        &filter.search
    }

    fn cursor(list: &ListedPriceList, _column: &'static str) -> Cursor {
        list.cursor()
    }

    fn row(_admin: &Admin, me: &Me, list: &ListedPriceList) -> Row {
        row(me, list)
    }
}

/// Whether a list holds now.
pub(super) fn state(list: &ListedPriceList, now: Timestamp) -> Status {
    if list.valid_to.is_some_and(|to| to <= now) {
        Status::new("idle", "price-list-ended")
    } else if list.valid_from.is_some_and(|from| from > now) {
        Status::new("idle", "price-list-coming")
    } else {
        Status::new("ok", "price-list-holds")
    }
}

/// Whom a list is for, in words that need no translation; empty: everyone.
pub(super) fn whom(list: &ListedPriceList) -> String {
    match list.audience.as_str() {
        "company" => list.company_name.clone().unwrap_or_default(),
        "tier" => list.tier_name.clone().unwrap_or_default(),
        _ => list.for_tiers.join(", "),
    }
}

pub(super) fn kind(list: &ListedPriceList) -> Status {
    let label = match list.audience.as_str() {
        "company" => "price-list-company",
        "campaign" => "price-list-campaign",
        _ => "price-list-tier",
    };
    Status::new("idle", label)
}

fn row(me: &Me, list: &ListedPriceList) -> Row {
    let when = |at: Option<Timestamp>| Cell::When {
        when: at.map(|at| When::new(me.locale(), at, me.now())),
    };
    Row {
        id: list.id.to_string(),
        name: list.name.clone(),
        tone: "",
        can_pick: false,
        cells: vec![
            Cell::named(list.name.clone(), format!("/prislistor/{}", list.id)),
            Cell::dim(list.code.clone()),
            Cell::State { status: kind(list) },
            Cell::text(whom(list)),
            Cell::State {
                status: state(list, me.now()),
            },
            Cell::dim(list.currency.clone()),
            when(list.valid_from),
            when(list.valid_to),
            when(Some(list.updated_at)),
        ],
    }
}
