use commerce::quotation::QuotationState;
use commerce::quotation::admin_listing::{
    self as listing, ListedQuotation, QuotationFilter, QuotationSort,
};
use commerce::staff_shops::Belongs;
use platform::auth::Permission;
use platform::db::cut::Search;
use platform::db::keyset::{Count, Cursor, PageOf, Slice};
use platform::db::{DbError, PgConnection};

use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::{Amount, Ask, Cell, ListSpec, ListState, Listed, Row, Status};
use crate::tiers::support_text;
use crate::when::When;

/// The list of quotations.
pub(crate) struct Quotations;

fn sort(column: &str) -> QuotationSort {
    match column {
        "support" => QuotationSort::Support,
        _ => QuotationSort::Asked,
    }
}

impl Listed for Quotations {
    const SPEC: ListSpec = super::LIST;
    const ROOM: Room = Room::Quotations;
    const EXPORT: Permission = Permission::QuotationExport;
    const EXPORTED: (&'static str, &'static str) = ("quotation", "quotation.exported");
    const BELONGS: Option<Belongs> = Some(Belongs::Quotation);
    type Filter = QuotationFilter;
    type Item = ListedQuotation;

    async fn wanted(
        _admin: &Admin,
        _conn: &mut PgConnection,
        state: &ListState,
        ask: &Ask,
    ) -> Result<QuotationFilter, DbError> {
        Ok(QuotationFilter {
            search: listing::look_for(state.text.as_deref()),
            shops: ask.narrowing(state),
            state: state.owned("lage"),
        })
    }

    async fn page(
        conn: &mut PgConnection,
        filter: &QuotationFilter,
        (column, is_descending): (&'static str, bool),
        _ask: &Ask,
        page: PageOf,
    ) -> Result<Slice<ListedQuotation>, DbError> {
        listing::page(conn, filter, (sort(column), is_descending), page).await
    }

    async fn count(conn: &mut PgConnection, filter: &QuotationFilter) -> Result<Count, DbError> {
        listing::count(conn, filter).await
    }

    fn search(filter: &QuotationFilter) -> &Search {
        &filter.search
    }

    fn cursor(item: &ListedQuotation, column: &'static str) -> Cursor {
        item.cursor(sort(column))
    }

    fn row(admin: &Admin, me: &Me, item: &ListedQuotation) -> Row {
        row(admin, me, item)
    }
}

pub(super) fn status(state: QuotationState) -> Status {
    match state {
        QuotationState::Asked => Status::new("warn", "quote-asked"),
        QuotationState::Offered => Status::new("info", "quote-offered"),
        QuotationState::Declined => Status::new("idle", "quote-declined"),
        QuotationState::Expired => Status::new("idle", "quote-expired"),
        QuotationState::Withdrawn => Status::new("idle", "quote-withdrawn"),
        QuotationState::Ordered => Status::new("ok", "quote-ordered"),
    }
}

fn row(admin: &Admin, me: &Me, item: &ListedQuotation) -> Row {
    Row {
        id: item.id.to_string(),
        name: item.number.clone(),
        tone: "",
        can_pick: false,
        cells: vec![
            Cell::numbered(item.number.clone(), format!("/offerter/{}", item.number)),
            Cell::text(item.company.clone()),
            support_text(admin, me, item.support.as_deref()),
            Cell::State {
                status: status(item.state(me.now())),
            },
            Cell::text(item.asker.clone()),
            Cell::text(item.lines.to_string()),
            match item.total_minor {
                Some(minor) => Cell::Amount {
                    amount: Amount::new(me.locale(), minor, &item.currency),
                },
                None => Cell::text(String::new()),
            },
            Cell::text(
                item.valid_until
                    .map(|day| day.to_string())
                    .unwrap_or_default(),
            ),
            Cell::When {
                when: Some(When::new(me.locale(), item.created_at, me.now())),
            },
        ],
    }
}
