//! The addresses of the shop's own facts.

use axum::routing::{get, post};
use platform::auth::Permission as P;

use super::{Endpoint, Needs, at};
use crate::seller;

pub(super) const SELLER: &[Endpoint] = &[
    at("GET", seller::PAGE, Needs::May(P::ShopRead), || {
        get(seller::show)
    }),
    at("POST", seller::PAGE, Needs::May(P::ShopManage), || {
        post(seller::save)
    }),
];
