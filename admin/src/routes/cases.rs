//! The addresses about what customers ask for and say: returns and complaints, offers, reviews.

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use platform::auth::Permission as P;

use super::{Endpoint, Needs, at};
use crate::{list, quotations, returns, reviews};

pub(super) const CASES: &[Endpoint] = &[
    at(
        "GET",
        "/ordrar/{number}/arende",
        Needs::May(P::ReturnManage),
        || get(returns::blank),
    ),
    at(
        "POST",
        "/ordrar/{number}/arende",
        Needs::May(P::ReturnManage),
        || post(returns::take_down),
    ),
    at("GET", "/returer", Needs::May(P::ReturnRead), || {
        get(list::show::<returns::Returns>)
    }),
    at(
        "GET",
        "/returer/export",
        Needs::May(P::ReturnExport),
        || get(list::export::<returns::Returns>),
    ),
    at(
        "GET",
        "/returer/meddelanden",
        Needs::May(P::ReturnRead),
        || get(returns::notices),
    ),
    at(
        "POST",
        "/returer/meddelanden/{id}/kop",
        Needs::May(P::ReturnManage),
        || post(returns::find_order),
    ),
    at(
        "POST",
        "/returer/meddelanden/{id}/avsluta",
        Needs::May(P::ReturnManage),
        || post(returns::dismiss_notice),
    ),
    at(
        "GET",
        "/returer/{number}",
        Needs::May(P::ReturnRead),
        || get(returns::show),
    ),
    at(
        "GET",
        "/returer/{number}/version",
        Needs::May(P::ReturnRead),
        || get(returns::version),
    ),
    at(
        "GET",
        "/returer/{number}/bild/{file}",
        Needs::May(P::ReturnRead),
        || get(returns::picture),
    ),
    at(
        "POST",
        "/returer/{number}/godkann",
        Needs::May(P::ReturnManage),
        || post(returns::approve),
    ),
    at(
        "POST",
        "/returer/{number}/avsla",
        Needs::May(P::ReturnManage),
        || post(returns::refuse),
    ),
    at(
        "POST",
        "/returer/{number}/los",
        Needs::May(P::ReturnManage),
        || post(returns::settle),
    ),
    at(
        "POST",
        "/returer/{number}/mottag",
        Needs::May(P::ReturnManage),
        || post(returns::receive),
    ),
    at(
        "POST",
        "/returer/{number}/sortera",
        Needs::May(P::ReturnManage),
        || post(returns::sort_out),
    ),
    at(
        "POST",
        "/returer/{number}/fraga",
        Needs::May(P::ReturnManage),
        || post(returns::ask),
    ),
    at(
        "POST",
        "/returer/{number}/last",
        Needs::May(P::ReturnManage),
        || post(returns::seen),
    ),
    at(
        "POST",
        "/returer/{number}/fraktsedel",
        Needs::May(P::ReturnManage),
        || post(returns::add_label).layer(DefaultBodyLimit::max(returns::LARGEST_LABEL)),
    ),
    at(
        "POST",
        "/returer/{number}/skicka",
        Needs::May(P::FulfilmentManage),
        || post(returns::send),
    ),
    at(
        "POST",
        "/returer/{number}/returfrakt",
        Needs::May(P::ReturnRefund),
        || post(returns::pay_postage),
    ),
    at(
        "POST",
        "/returer/{number}/forsok",
        Needs::May(P::ReturnRefund),
        || post(returns::ask_again),
    ),
    at(
        "POST",
        "/returer/{number}/aterbetala",
        Needs::May(P::ReturnRefund),
        || post(returns::refund),
    ),
    at("GET", "/omdomen", Needs::May(P::ReviewRead), || {
        get(list::show::<reviews::Reviews>)
    }),
    at(
        "GET",
        "/omdomen/export",
        Needs::May(P::ReviewExport),
        || get(list::export::<reviews::Reviews>),
    ),
    at(
        "GET",
        "/omdomen/installningar",
        Needs::May(P::ReviewManage),
        || get(reviews::ask),
    ),
    at(
        "POST",
        "/omdomen/installningar",
        Needs::May(P::ReviewManage),
        || post(reviews::save),
    ),
    at("GET", "/omdomen/{id}", Needs::May(P::ReviewRead), || {
        get(reviews::show)
    }),
    at(
        "GET",
        "/omdomen/{id}/version",
        Needs::May(P::ReviewRead),
        || get(reviews::version),
    ),
    at(
        "POST",
        "/omdomen/{id}/publicera",
        Needs::May(P::ReviewModerate),
        || post(reviews::publish),
    ),
    at(
        "POST",
        "/omdomen/{id}/avsla",
        Needs::May(P::ReviewModerate),
        || post(reviews::refuse),
    ),
    at(
        "POST",
        "/omdomen/{id}/svar",
        Needs::May(P::ReviewModerate),
        || post(reviews::reply),
    ),
    at("GET", "/offerter", Needs::May(P::QuotationRead), || {
        get(list::show::<quotations::Quotations>)
    }),
    at(
        "GET",
        "/offerter/export",
        Needs::May(P::QuotationExport),
        || get(list::export::<quotations::Quotations>),
    ),
    at(
        "GET",
        "/offerter/{number}",
        Needs::May(P::QuotationRead),
        || get(quotations::show),
    ),
    at(
        "GET",
        "/offerter/{number}/version",
        Needs::May(P::QuotationRead),
        || get(quotations::version),
    ),
    at(
        "POST",
        "/offerter/{number}",
        Needs::May(P::QuotationManage),
        || post(quotations::save),
    ),
    at(
        "POST",
        "/offerter/{number}/stang",
        Needs::May(P::QuotationManage),
        || post(quotations::close),
    ),
];
