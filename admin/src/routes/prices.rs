//! The addresses about prices: of a product, in lists, and as they will be.

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use platform::auth::Permission as P;

use super::{Endpoint, Needs, at};
use crate::{list, price_lists, rehearsal, variant_prices};

pub(super) const PRICES: &[Endpoint] = &[
    at(
        "GET",
        "/produkter/{id}/priser",
        Needs::May(P::PriceRead),
        || get(variant_prices::show),
    ),
    at(
        "POST",
        "/produkter/{id}/inkopspris",
        Needs::May(P::PriceManage),
        || post(variant_prices::set_cost),
    ),
    at("GET", "/repetition", Needs::May(P::PriceRehearse), || {
        get(rehearsal::show)
    }),
    at("POST", "/repetition", Needs::May(P::PriceRehearse), || {
        post(rehearsal::begin)
    }),
    at(
        "POST",
        "/repetition/jamfor",
        Needs::May(P::PriceRehearse),
        || post(rehearsal::ask),
    ),
    at(
        "GET",
        "/repetition/{number}",
        Needs::May(P::PriceRehearse),
        || get(rehearsal::show_answer),
    ),
    at(
        "GET",
        "/repetition/{number}/version",
        Needs::May(P::PriceRehearse),
        || get(rehearsal::version),
    ),
    at(
        "GET",
        "/prisskillnader",
        Needs::May(P::PriceRehearse),
        || get(rehearsal::show_list),
    ),
    at(
        "GET",
        "/prisskillnader/export",
        Needs::May(P::PriceExport),
        || get(rehearsal::export_list),
    ),
    at("GET", "/prislistor", Needs::May(P::PriceRead), || {
        get(list::show::<price_lists::PriceLists>)
    }),
    at(
        "GET",
        "/prislistor/export",
        Needs::May(P::PriceExport),
        || get(list::export::<price_lists::PriceLists>),
    ),
    at("GET", "/prislistor/ny", Needs::May(P::PriceManage), || {
        get(price_lists::ask)
    }),
    at("POST", "/prislistor/ny", Needs::May(P::PriceManage), || {
        post(price_lists::create)
    }),
    at("GET", "/prislistor/{id}", Needs::May(P::PriceRead), || {
        get(price_lists::show)
    }),
    at(
        "GET",
        "/prislistor/{id}/andra",
        Needs::May(P::PriceManage),
        || get(price_lists::edit),
    ),
    at(
        "POST",
        "/prislistor/{id}/andra",
        Needs::May(P::PriceManage),
        || post(price_lists::update),
    ),
    at(
        "POST",
        "/prislistor/{id}/priser",
        Needs::May(P::PriceManage),
        || post(price_lists::set),
    ),
    at(
        "POST",
        "/prislistor/{id}/priser/{price}/avsluta",
        Needs::May(P::PriceManage),
        || post(price_lists::end),
    ),
    at(
        "GET",
        "/prislistor/{id}/export",
        Needs::May(P::PriceExport),
        || get(price_lists::export),
    ),
    at(
        "POST",
        "/prislistor/{id}/import",
        Needs::May(P::PriceManage),
        || post(price_lists::import).layer(DefaultBodyLimit::max(price_lists::LARGEST_FILE)),
    ),
];
