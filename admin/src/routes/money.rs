//! The addresses about money that is owed and that comes: invoices, what is paid of them, and payments that do not add up.

use axum::routing::{get, post};
use platform::auth::Permission as P;

use super::{Endpoint, Needs, at};
use crate::{differences, invoices, list};

pub(super) const MONEY: &[Endpoint] = &[
    at("GET", "/fakturor", Needs::May(P::InvoiceRead), || {
        get(list::show::<invoices::Invoices>)
    }),
    at(
        "GET",
        "/fakturor/export",
        Needs::May(P::InvoiceExport),
        || get(list::export::<invoices::Invoices>),
    ),
    at(
        "GET",
        "/fakturor/konto",
        Needs::May(P::InvoiceManage),
        || get(invoices::account),
    ),
    at(
        "POST",
        "/fakturor/konto",
        Needs::May(P::InvoiceManage),
        || post(invoices::save_account),
    ),
    at(
        "GET",
        "/fakturor/{number}",
        Needs::May(P::InvoiceRead),
        || get(invoices::show),
    ),
    at(
        "GET",
        "/ordrar/{number}/betalning",
        Needs::May(P::InvoiceSettle),
        || get(invoices::ask_payment),
    ),
    at(
        "POST",
        "/ordrar/{number}/betalning",
        Needs::May(P::InvoiceSettle),
        || post(invoices::enter_payment),
    ),
    at(
        "POST",
        "/ordrar/{number}/betalning/{id}/angra",
        Needs::May(P::InvoiceSettle),
        || post(invoices::undo_payment),
    ),
    at("GET", "/betalningar", Needs::May(P::PaymentRead), || {
        get(list::show::<differences::Differences>)
    }),
    at(
        "GET",
        "/betalningar/export",
        Needs::May(P::PaymentExport),
        || get(list::export::<differences::Differences>),
    ),
    at(
        "GET",
        "/betalningar/{id}",
        Needs::May(P::PaymentRead),
        || get(differences::show),
    ),
    at(
        "POST",
        "/betalningar/{id}",
        Needs::May(P::PaymentSettle),
        || post(differences::decide),
    ),
    at(
        "POST",
        "/betalningar/{id}/resten",
        Needs::May(P::PaymentSettle),
        || post(differences::ask_for_rest),
    ),
];
