//! The addresses about who works here.

use axum::routing::{get, post};
use platform::auth::Permission as P;

use super::{Endpoint, Needs, at};
use crate::{list, staff};

pub(super) const STAFF: &[Endpoint] = &[
    at("GET", "/personal", Needs::May(P::StaffRead), || {
        get(list::show::<staff::People>)
    }),
    at(
        "GET",
        "/personal/export",
        Needs::May(P::StaffExport),
        || get(list::export::<staff::People>),
    ),
    at("GET", "/personal/ny", Needs::May(P::StaffManage), || {
        get(staff::ask)
    }),
    at("POST", "/personal/ny", Needs::May(P::StaffManage), || {
        post(staff::invite)
    }),
    at("GET", "/personal/{id}", Needs::May(P::StaffRead), || {
        get(staff::show)
    }),
    at(
        "GET",
        "/personal/{id}/version",
        Needs::May(P::StaffRead),
        || get(staff::version),
    ),
    at(
        "POST",
        "/personal/{id}/roller",
        Needs::May(P::StaffManage),
        || post(staff::set_roles),
    ),
    at(
        "POST",
        "/personal/{id}/butiker",
        Needs::May(P::StaffManage),
        || post(staff::limit),
    ),
    at(
        "POST",
        "/personal/{id}/inbjudan",
        Needs::May(P::StaffManage),
        || post(staff::invite_again),
    ),
    at(
        "POST",
        "/personal/{id}/stang",
        Needs::May(P::StaffManage),
        || post(staff::close),
    ),
];
