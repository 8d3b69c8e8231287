//! The addresses about customers and companies: who they are, what they ask for, send back and say, how their purchases are taxed, and what is credited of them.

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use platform::auth::Permission as P;

use super::{Endpoint, Needs, at};
use crate::{
    applications, companies, credit_notes, customers, list, quotations, returns, reviews, tiers,
    vat,
};

pub(super) const CUSTOMERS: &[Endpoint] = &[
    at("GET", "/kunder", Needs::May(P::CustomerRead), || {
        get(list::show::<customers::Customers>)
    }),
    at(
        "GET",
        "/kunder/export",
        Needs::May(P::CustomerExport),
        || get(list::export::<customers::Customers>),
    ),
    at("GET", "/kunder/{id}", Needs::May(P::CustomerRead), || {
        get(customers::show)
    }),
    at(
        "GET",
        "/kunder/{id}/version",
        Needs::May(P::CustomerRead),
        || get(customers::version),
    ),
    at(
        "POST",
        "/kunder/{id}/anteckning",
        Needs::May(P::CustomerHelp),
        || post(customers::note),
    ),
    at(
        "POST",
        "/kunder/{id}/lank",
        Needs::May(P::CustomerHelp),
        || post(customers::send_link),
    ),
    at(
        "POST",
        "/kunder/{id}/sessioner",
        Needs::May(P::CustomerHelp),
        || post(customers::end_sessions),
    ),
    at(
        "POST",
        "/kunder/{id}/niva",
        Needs::May(P::CustomerManage),
        || post(customers::set_tier),
    ),
    at(
        "POST",
        "/kunder/{id}/sparra",
        Needs::May(P::CustomerManage),
        || post(customers::close),
    ),
    at(
        "POST",
        "/kunder/{id}/oppna",
        Needs::May(P::CustomerManage),
        || post(customers::reopen),
    ),
    at(
        "GET",
        "/kunder/{id}/personuppgifter",
        Needs::May(P::CustomerData),
        || get(customers::show_rights),
    ),
    at(
        "POST",
        "/kunder/{id}/fil",
        Needs::May(P::CustomerData),
        || post(customers::export),
    ),
    at(
        "POST",
        "/kunder/{id}/adress",
        Needs::May(P::CustomerData),
        || post(customers::give_back),
    ),
    at(
        "POST",
        "/kunder/{id}/radera",
        Needs::May(P::CustomerData),
        || post(customers::erase),
    ),
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
    at("GET", "/foretag", Needs::May(P::CompanyRead), || {
        get(list::show::<companies::Companies>)
    }),
    at(
        "GET",
        "/foretag/export",
        Needs::May(P::CompanyExport),
        || get(list::export::<companies::Companies>),
    ),
    at("GET", "/foretag/{id}", Needs::May(P::CompanyRead), || {
        get(companies::show)
    }),
    at(
        "POST",
        "/foretag/{id}",
        Needs::May(P::CompanyManage),
        || post(companies::save),
    ),
    at(
        "POST",
        "/foretag/{id}/momsnummer",
        Needs::May(P::CompanyManage),
        || post(companies::vat::check),
    ),
    at("GET", "/ansokningar", Needs::May(P::CompanyRead), || {
        get(list::show::<applications::Applications>)
    }),
    at(
        "GET",
        "/ansokningar/export",
        Needs::May(P::CompanyExport),
        || get(list::export::<applications::Applications>),
    ),
    at(
        "GET",
        "/ansokningar/{id}",
        Needs::May(P::CompanyRead),
        || get(applications::show),
    ),
    at(
        "POST",
        "/ansokningar/{id}/godkann",
        Needs::May(P::CompanyManage),
        || post(applications::approve),
    ),
    at(
        "POST",
        "/ansokningar/{id}/momsnummer",
        Needs::May(P::CompanyManage),
        || post(companies::vat::check_applicant),
    ),
    at(
        "POST",
        "/ansokningar/{id}/avsla",
        Needs::May(P::CompanyManage),
        || post(applications::refuse),
    ),
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
    at("GET", "/nivaer", Needs::May(P::TierRead), || {
        get(tiers::index)
    }),
    at("GET", "/nivaer/ny", Needs::May(P::TierManage), || {
        get(tiers::ask)
    }),
    at("POST", "/nivaer/ny", Needs::May(P::TierManage), || {
        post(tiers::create)
    }),
    at("GET", "/nivaer/{code}", Needs::May(P::TierRead), || {
        get(tiers::show)
    }),
    at("POST", "/nivaer/{code}", Needs::May(P::TierManage), || {
        post(tiers::save)
    }),
];
