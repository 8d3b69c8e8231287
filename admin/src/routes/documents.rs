//! The addresses about what the shop must say: its documents, and who handles personal data for it.

use axum::routing::{get, post};
use platform::auth::Permission as P;

use super::{Endpoint, Needs, at};
use crate::{documents, processors};

pub(super) const DOCUMENTS: &[Endpoint] = &[
    at("GET", "/dokument", Needs::May(P::DocumentRead), || {
        get(documents::index)
    }),
    at(
        "GET",
        "/dokument/{kind}",
        Needs::May(P::DocumentRead),
        || get(documents::kind),
    ),
    at("GET", documents::NEW, Needs::May(P::DocumentManage), || {
        get(documents::ask)
    }),
    at(
        "POST",
        documents::NEW,
        Needs::May(P::DocumentManage),
        || post(documents::publish),
    ),
    at(
        "GET",
        "/dokument/{kind}/{version}",
        Needs::May(P::DocumentRead),
        || get(documents::show),
    ),
    at(
        "POST",
        "/dokument/{kind}/{version}/aterkalla",
        Needs::May(P::DocumentManage),
        || post(documents::call_off),
    ),
    at("GET", "/bitraden", Needs::May(P::DocumentRead), || {
        get(processors::index)
    }),
    at("GET", "/bitraden/ny", Needs::May(P::DocumentManage), || {
        get(processors::ask)
    }),
    at(
        "POST",
        "/bitraden/ny",
        Needs::May(P::DocumentManage),
        || post(processors::add),
    ),
    at("GET", "/bitraden/{id}", Needs::May(P::DocumentRead), || {
        get(processors::show)
    }),
    at(
        "POST",
        "/bitraden/{id}",
        Needs::May(P::DocumentManage),
        || post(processors::save),
    ),
    at(
        "POST",
        "/bitraden/{id}/ta-bort",
        Needs::May(P::DocumentManage),
        || post(processors::remove),
    ),
];
