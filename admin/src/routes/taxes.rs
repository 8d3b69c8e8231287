//! The addresses about VAT and bookkeeping, and what has been credited.

use axum::routing::{get, post};
use platform::auth::Permission as P;

use super::{Endpoint, Needs, at};
use crate::{credit_notes, currencies, list, vat};

pub(super) const TAXES: &[Endpoint] = &[
    at("GET", "/kreditnotor", Needs::May(P::CreditNoteRead), || {
        get(list::show::<credit_notes::CreditNotes>)
    }),
    at(
        "GET",
        "/kreditnotor/export",
        Needs::May(P::CreditNoteExport),
        || get(list::export::<credit_notes::CreditNotes>),
    ),
    at(
        "GET",
        "/kreditnotor/{number}",
        Needs::May(P::CreditNoteRead),
        || get(credit_notes::show),
    ),
    at("GET", "/moms", Needs::May(P::VatRead), || get(vat::show)),
    at(
        "GET",
        "/moms/bokforing",
        Needs::May(P::BookkeepingExport),
        || get(vat::export_books),
    ),
    at("GET", "/moms/oss", Needs::May(P::VatRead), || {
        get(vat::export)
    }),
    at("POST", "/moms/villkor", Needs::May(P::VatManage), || {
        post(vat::save_terms)
    }),
    at("POST", "/moms/satser", Needs::May(P::VatManage), || {
        post(vat::lay_down)
    }),
    at(
        "POST",
        "/moms/satser/{id}/ta-bort",
        Needs::May(P::VatManage),
        || post(vat::take_back),
    ),
    at("POST", "/moms/lander", Needs::May(P::VatManage), || {
        post(vat::open_country)
    }),
    at(
        "POST",
        "/moms/lander/{code}/stang",
        Needs::May(P::VatManage),
        || post(vat::close_country),
    ),
    at("GET", "/valutor", Needs::May(P::CurrencyRead), || {
        get(currencies::show)
    }),
    at("POST", "/valutor", Needs::May(P::CurrencyManage), || {
        post(currencies::enter)
    }),
];
