//! What can be done to an order from the head of its page, and the orders before and after it in the list that one came from.

use commerce::order::listing::{self, ListedOrder, OrderFacts};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use platform::db::PgConnection;
use platform::db::keyset::PageOf;
use platform::web::{Fields, PageError};

use super::list::{Orders, sort};
use super::views::OrderPage;
use crate::admin::Admin;
use crate::bar::{Act, Bar, Turns};
use crate::guard::Me;
use crate::list::{CARRIED, ListState, Listed as _};

/// The bar of an order's page.
pub(super) fn bar(view: &OrderPage) -> Bar {
    let is_collection = view.fulfilment.is_collection;
    let arrives = |shipment: &super::shipments::ShipmentRow| {
        let edit = shipment.edit.as_ref();
        edit.is_some_and(|edit| edit.can_arrive)
    };
    let send = view.fulfilment.send.as_ref().map(|_| {
        let label = if is_collection {
            "act-ready"
        } else {
            "act-send"
        };
        Act::to(label, "order", "#h-sand")
    });
    let arrive = view.fulfilment.shipments.iter().any(arrives).then(|| {
        let label = if is_collection {
            "shipment-collected-now"
        } else {
            "shipment-arrived-now"
        };
        Act::to(label, "check", "#h-sant")
    });
    let invoice = view.invoice.as_ref();
    let settle = invoice
        .is_some_and(|invoice| invoice.can_settle)
        .then(|| Act::to("invoice-mark-paid", "receipt", "#betald"));
    let mut next = [send, settle, arrive].into_iter().flatten();
    let primary = next.next();
    let mut rest: Vec<Act> = next.collect();
    if let Some(href) = &view.new_case_href {
        rest.push(Act::to("case-new", "return", href.as_str()));
    }
    if view.note_field.is_some() {
        rest.push(Act::to("act-note", "edit", "#anteckning"));
    }
    if view.to_cards.is_some() {
        rest.push(Act::to("order-gift-card-refund", "card", "#h-kort"));
    }
    if !view.email.is_empty() {
        let email = utf8_percent_encode(&view.email, NON_ALPHANUMERIC);
        rest.push(Act::to(
            "order-all-of",
            "user",
            format!("/ordrar?q={email}"),
        ));
    }
    if let Some(href) = &view.audit_href {
        rest.push(Act::to("trail-whole", "log", href.as_str()));
    }
    if invoice.is_some_and(|invoice| invoice.can_reopen) {
        rest.push(Act::to("invoice-reopen", "receipt", "#obetald").dangerous());
    }
    if view.can_cancel {
        rest.push(Act::to("invoice-cancel", "close", "#avbryt").dangerous());
    }
    Bar::of(primary, rest)
}

/// The orders before and after one, as the list stands that one came from.
pub(super) async fn turns(
    admin: &Admin,
    conn: &mut PgConnection,
    me: &Me,
    order: &OrderFacts,
    state: &ListState,
) -> Result<Turns, PageError> {
    let carried = carried(state);
    let filter = Orders::wanted(admin, conn, state, &me.ask()).await?;
    let (column, is_descending) = state.sort();
    let here = PageOf::after(order.cursor(sort(column)), 1);
    let mut found = [None, None];
    for (is_backwards, beside) in [true, false].into_iter().zip(&mut found) {
        let page = PageOf {
            is_backwards,
            ..here
        };
        let slice = listing::orders(conn, &filter, sort(column), is_descending, page).await?;
        let to = |other: &ListedOrder| href(&other.number, &carried);
        *beside = slice.rows.first().map(to);
    }
    let [before, after] = found;
    Ok(Turns { before, after })
}

/// The list that one came from, as the page's address tells it. What it tells wrongly is left out.
pub(super) fn came_from(list: &str) -> ListState {
    let fields = Fields::parse(list.as_bytes()).unwrap_or_default();
    ListState::read(&Orders::SPEC, &fields)
}

/// The list that one came from as a part of the page's address; empty when it is the whole list.
pub(super) fn carried(state: &ListState) -> String {
    let query = state.query();
    if query.is_empty() {
        return query;
    }
    format!(
        "{CARRIED}={}",
        utf8_percent_encode(&query, NON_ALPHANUMERIC)
    )
}

/// The order's page beside the list that one came from, as a form of the page has sent it along.
pub(super) fn back(number: &str, sent: &Fields) -> String {
    href(number, &carried(&came_from(sent.text(CARRIED))))
}

fn href(number: &str, carried: &str) -> String {
    let mark = if carried.is_empty() { "" } else { "?" };
    format!("/ordrar/{number}{mark}{carried}")
}
