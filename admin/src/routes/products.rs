//! The addresses about products: the list, their pages, pictures and texts.

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use platform::auth::Permission as P;

use super::{Endpoint, Needs, at};
use crate::{list, products, stock_watches};

pub(super) const PRODUCTS: &[Endpoint] = &[
    at("GET", "/produkter", Needs::May(P::ProductRead), || {
        get(list::show::<products::Products>)
    }),
    at(
        "GET",
        "/produkter/export",
        Needs::May(P::ProductExport),
        || get(list::export::<products::Products>),
    ),
    at(
        "POST",
        "/produkter/flera",
        Needs::May(P::ProductWrite),
        || post(products::preview_many),
    ),
    at(
        "POST",
        "/produkter/flera/gor",
        Needs::May(P::ProductWrite),
        || post(products::apply_to_many),
    ),
    at(
        "POST",
        "/produkter/flera/{id}/angra",
        Needs::May(P::ProductWrite),
        || post(products::take_many_back),
    ),
    at("GET", "/bevakningar", Needs::May(P::ProductRead), || {
        get(list::show::<stock_watches::StockWatches>)
    }),
    at(
        "GET",
        "/bevakningar/export",
        Needs::May(P::ProductExport),
        || get(list::export::<stock_watches::StockWatches>),
    ),
    at("GET", "/produkter/{id}", Needs::May(P::ProductRead), || {
        get(products::show)
    }),
    at(
        "GET",
        "/produkter/{id}/version",
        Needs::May(P::ProductRead),
        || get(products::version),
    ),
    at(
        "GET",
        "/produkter/{id}/forhandsvisning",
        Needs::May(P::ProductWrite),
        || get(products::preview),
    ),
    at(
        "POST",
        "/produkter/{id}/angerratt",
        Needs::May(P::ProductWrite),
        || post(products::set_withdrawal),
    ),
    at(
        "POST",
        "/produkter/{id}/slag",
        Needs::May(P::ProductWrite),
        || post(products::set_kind),
    ),
    at(
        "POST",
        "/produkter/{id}/bilder",
        Needs::May(P::ProductWrite),
        || post(products::save_pictures),
    ),
    at(
        "POST",
        "/produkter/{id}/bilder/nya",
        Needs::May(P::ProductWrite),
        || post(products::upload_pictures).layer(DefaultBodyLimit::max(products::LARGEST_UPLOAD)),
    ),
    at(
        "POST",
        "/produkter/{id}/publicering",
        Needs::May(P::ProductWrite),
        || post(products::set_publication),
    ),
    at(
        "GET",
        "/produkter/{id}/text",
        Needs::May(P::ProductWrite),
        || get(products::edit_texts),
    ),
    at(
        "POST",
        "/produkter/{id}/text",
        Needs::May(P::ProductWrite),
        || post(products::save_texts),
    ),
    at(
        "GET",
        "/produkter/{id}/text/version",
        Needs::May(P::ProductWrite),
        || get(products::version_of_texts),
    ),
    at(
        "POST",
        "/produkter/{id}/text/angra",
        Needs::May(P::ProductWrite),
        || post(products::undo_texts),
    ),
    at(
        "POST",
        "/produkter/{id}/text/slang",
        Needs::May(P::ProductWrite),
        || post(products::throw_texts_away),
    ),
    at(
        "GET",
        "/produkter/{id}/text/granska",
        Needs::May(P::ProductWrite),
        || get(products::review_texts),
    ),
    at(
        "POST",
        "/produkter/{id}/text/publicera",
        Needs::May(P::ProductWrite),
        || post(products::publish_texts),
    ),
    at(
        "POST",
        "/produkter/{id}/text/avboka",
        Needs::May(P::ProductWrite),
        || post(products::call_texts_off),
    ),
    at(
        "POST",
        "/produkter/{id}/text/backa",
        Needs::May(P::ProductWrite),
        || post(products::take_texts_back),
    ),
    at(
        "GET",
        "/produkter/{id}/text/versioner/{version}",
        Needs::May(P::ProductRead),
        || get(products::compare_texts),
    ),
    at(
        "POST",
        "/produkter/{id}/text/versioner/{version}/aterstall",
        Needs::May(P::ProductWrite),
        || post(products::restore_texts),
    ),
];
