//! The addresses of the shop's own facts, and of the shops that there are.

use axum::routing::{get, post};
use platform::auth::Permission as P;

use super::{Endpoint, Needs, at};
use crate::{seller, shops};

pub(super) const SELLER: &[Endpoint] = &[
    at("GET", seller::PAGE, Needs::May(P::ShopRead), || {
        get(seller::show)
    }),
    at("POST", seller::PAGE, Needs::May(P::ShopManage), || {
        post(seller::save)
    }),
    at("GET", shops::SHOPS, Needs::May(P::SettingShare), || {
        get(shops::index)
    }),
    at("GET", shops::NEW, Needs::May(P::SettingShare), || {
        get(shops::ask)
    }),
    at("POST", shops::NEW, Needs::May(P::SettingShare), || {
        post(shops::add)
    }),
    at(
        "GET",
        "/butiker/{code}",
        Needs::May(P::SettingShare),
        || get(shops::show),
    ),
    at(
        "POST",
        "/butiker/{code}",
        Needs::May(P::SettingShare),
        || post(shops::save),
    ),
];
