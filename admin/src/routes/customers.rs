//! The addresses about who buys: customers, companies, those that apply to be one, and the tiers they have.

use axum::routing::{get, post};
use platform::auth::Permission as P;

use super::{Endpoint, Needs, at};
use crate::{applications, companies, customers, list, tiers};

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
    at(
        "GET",
        "/nivaer/{code}/prislistor",
        Needs::May(P::TierRead),
        || get(tiers::price_lists::show),
    ),
    at(
        "POST",
        "/nivaer/{code}/prislistor",
        Needs::May(P::TierManage),
        || post(tiers::price_lists::store),
    ),
    at(
        "GET",
        "/nivaer/{code}/sortiment",
        Needs::May(P::TierRead),
        || get(tiers::assortment::show),
    ),
    at(
        "POST",
        "/nivaer/{code}/sortiment",
        Needs::May(P::TierManage),
        || post(tiers::assortment::store),
    ),
    at("GET", "/frakt", Needs::May(P::TierRead), || {
        get(tiers::ways::index)
    }),
    at("POST", "/frakt", Needs::May(P::TierManage), || {
        post(tiers::ways::save)
    }),
];
