use commerce::customer::REGISTERED_TIER;
use commerce::order::listing::{self, ListedOrder, OrderFilter, OrderSort};
use commerce::staff_shops::Belongs;
use commerce::tier::{GUESTS, tiers};
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

/// An order as the list has it.
pub(crate) struct OrderItem {
    order: ListedOrder,
    /// The name of the tier that it was bought in, where it is one that somebody was given.
    tier: Option<String>,
}

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
    type Item = OrderItem;

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
        ask: &Ask,
        page: PageOf,
    ) -> Result<Slice<OrderItem>, DbError> {
        let slice = listing::orders(conn, filter, sort(column), is_descending, page).await?;
        // There are a few tiers: they are read once for the page, and not at all for one without any of their buyers.
        let mut orders = slice.rows.iter();
        let known = if orders.any(|order| is_given(&order.tier_code)) {
            tiers(conn).await?
        } else {
            Vec::new()
        };
        let named = |order: ListedOrder| {
            let of = known.iter().find(|tier| tier.code == order.tier_code);
            let name = of.map_or(order.tier_code.as_str(), |tier| {
                tier.name.text(ask.locale.code())
            });
            OrderItem {
                tier: is_given(&order.tier_code).then(|| name.to_owned()),
                order,
            }
        };
        Ok(Slice {
            rows: slice.rows.into_iter().map(named).collect(),
            has_before: slice.has_before,
            has_after: slice.has_after,
        })
    }

    async fn count(conn: &mut PgConnection, filter: &OrderFilter) -> Result<Count, DbError> {
        listing::count(conn, filter).await
    }

    fn search(filter: &OrderFilter) -> &Search {
        &filter.search
    }

    fn cursor(item: &OrderItem, column: &'static str) -> Cursor {
        item.order.cursor(sort(column))
    }

    fn row(admin: &Admin, me: &Me, item: &OrderItem) -> Row {
        row(admin, me, item)
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

fn row(admin: &Admin, me: &Me, item: &OrderItem) -> Row {
    let order = &item.order;
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
                tag: item.tier.clone(),
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
