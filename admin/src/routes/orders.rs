//! The addresses about orders: the list, their pages, and what is done with them.

use axum::routing::{get, post};
use platform::auth::Permission as P;

use super::{Endpoint, Needs, at};
use crate::{list, orders};

pub(super) const ORDERS: &[Endpoint] = &[
    at("GET", "/ordrar", Needs::May(P::OrderRead), || {
        get(list::show::<orders::Orders>)
    }),
    at("GET", "/ordrar/export", Needs::May(P::OrderExport), || {
        get(list::export::<orders::Orders>)
    }),
    at("GET", "/ordrar/{number}", Needs::May(P::OrderRead), || {
        get(orders::show)
    }),
    at(
        "GET",
        "/ordrar/{number}/version",
        Needs::May(P::OrderRead),
        || get(orders::version),
    ),
    at(
        "POST",
        "/ordrar/{number}/anteckning",
        Needs::May(P::CustomerHelp),
        || post(orders::add_note),
    ),
    at(
        "POST",
        "/ordrar/{number}/presentkort",
        Needs::May(P::GiftCardManage),
        || post(orders::refund_cards),
    ),
    at(
        "POST",
        "/ordrar/{number}/forsandelser",
        Needs::May(P::FulfilmentManage),
        || post(orders::send_goods),
    ),
    at(
        "POST",
        "/ordrar/{number}/forsandelser/{id}",
        Needs::May(P::FulfilmentManage),
        || post(orders::correct_shipment),
    ),
    at(
        "POST",
        "/ordrar/{number}/betald",
        Needs::May(P::InvoiceSettle),
        || post(orders::mark_paid),
    ),
    at(
        "POST",
        "/ordrar/{number}/obetald",
        Needs::May(P::InvoiceSettle),
        || post(orders::reopen),
    ),
    at(
        "POST",
        "/ordrar/{number}/avbryt",
        Needs::May(P::InvoiceSettle),
        || post(orders::cancel),
    ),
];
