use commerce::customer::REGISTERED_TIER;
use commerce::order::listing::{self, ListedOrder, OrderFilter, OrderSort};
use commerce::staff_shops::Belongs;
use commerce::tier::GUESTS;
use platform::auth::Permission;
use platform::db::cut::Search;
use platform::db::keyset::{Count, Cursor, PageOf, Slice};
use platform::db::{DbError, PgConnection};
use platform::i18n::{Message, numbers};
use platform::money::{Currency, Money};

use super::status::{fulfilment_status, paid_status, state_status};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::{Amount, Ask, Cell, ListSpec, ListState, Listed, Row};
use crate::when::When;

/// The list of orders.
pub(crate) struct Orders;

pub(super) fn sort(column: &str) -> OrderSort {
    if column == "summa" {
        OrderSort::Total
    } else {
        OrderSort::Prepared
    }
}

impl Listed for Orders {
    const SPEC: ListSpec = super::LIST;
    const ROOM: Room = Room::Orders;
    const EXPORT: Permission = Permission::OrderExport;
    const EXPORTED: (&'static str, &'static str) = ("order", "order.exported");
    const IS_CARRIED: bool = true;
    const BELONGS: Option<Belongs> = Some(Belongs::Order);
    type Filter = OrderFilter;
    type Item = ListedOrder;

    async fn wanted(
        _admin: &Admin,
        conn: &mut PgConnection,
        state: &ListState,
        ask: &Ask,
    ) -> Result<OrderFilter, DbError> {
        Ok(OrderFilter {
            search: listing::look_for(conn, state.text.as_deref()).await?,
            shops: ask.narrowing(state),
            state: state.owned("lage"),
            payment: state.owned("betalning"),
            fulfilment: state
                .owned("leverans")
                .filter(|value| ![super::OWED, super::LATE].contains(&value.as_str())),
            is_owed: state.filter("leverans") == Some(super::OWED),
            late_on: (state.filter("leverans") == Some(super::LATE))
                .then(|| ask.now.business_time().date()),
            since: state.since("lagd", ask.now),
        })
    }

    async fn page(
        conn: &mut PgConnection,
        filter: &OrderFilter,
        (column, is_descending): (&'static str, bool),
        _ask: &Ask,
        page: PageOf,
    ) -> Result<Slice<ListedOrder>, DbError> {
        listing::orders(conn, filter, sort(column), is_descending, page).await
    }

    async fn count(conn: &mut PgConnection, filter: &OrderFilter) -> Result<Count, DbError> {
        listing::count(conn, filter).await
    }

    fn search(filter: &OrderFilter) -> &Search {
        &filter.search
    }

    fn cursor(order: &ListedOrder, column: &'static str) -> Cursor {
        order.cursor(sort(column))
    }

    fn row(admin: &Admin, me: &Me, order: &ListedOrder) -> Row {
        row(admin, me, order)
    }
}

/// Whether a tier is one that somebody was given, and not the one of guests or of everybody with an account.
pub(super) fn is_given(tier: &str) -> bool {
    tier != GUESTS && tier != REGISTERED_TIER
}

/// Where less than was agreed is to be paid, that too is said: it is what the list is sorted by.
fn agreed(admin: &Admin, me: &Me, order: &ListedOrder) -> Option<String> {
    if order.reduction_minor == 0 {
        return None;
    }
    let currency = Currency::parse(&order.currency)?;
    let sum = Money::new(order.total_minor, currency);
    let sum = numbers::money(me.locale(), sum, numbers::Decimals::Always);
    let message = Message::new("orders-agreed").with("sum", sum);
    Some(admin.renderer.text(me.locale(), &message))
}

fn row(admin: &Admin, me: &Me, order: &ListedOrder) -> Row {
    let when = When::new(me.locale(), order.prepared_at, me.now());
    Row {
        id: order.number.clone(),
        name: order.number.clone(),
        tone: "",
        can_pick: false,
        cells: vec![
            Cell::Name {
                text: order.number.clone(),
                href: format!("/ordrar/{}", order.number),
                sub: agreed(admin, me, order),
                picture: None,
                is_mono: false,
            },
            Cell::When { when: Some(when) },
            Cell::Text {
                text: order.customer_name.clone(),
                is_dim: false,
                tag: is_given(&order.tier_code).then(|| order.tier_code.clone()),
            },
            Cell::Text {
                text: order.email.clone(),
                is_dim: true,
                tag: None,
            },
            Cell::State {
                status: state_status(&order.state),
            },
            Cell::State {
                status: paid_status(order.placed_at.is_some(), &order.payment_status),
            },
            Cell::State {
                status: fulfilment_status(&order.fulfilment_status),
            },
            Cell::Number {
                text: numbers::number(me.locale(), order.line_count),
            },
            Cell::Amount {
                amount: Amount::new(me.locale(), order.due_minor(), &order.currency),
            },
        ],
    }
}
