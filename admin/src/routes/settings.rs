//! The addresses of what the merchant decides.

use axum::routing::{get, post};
use platform::auth::Permission as P;

use super::{Endpoint, Needs, at};
use crate::settings;

pub(super) const SETTINGS: &[Endpoint] = &[
    at("GET", settings::OWN, Needs::May(P::SettingRead), || {
        get(settings::show)
    }),
    at("POST", settings::OWN, Needs::May(P::SettingManage), || {
        post(settings::save)
    }),
    at(
        "POST",
        "/installningar/ta-tillbaka",
        Needs::May(P::SettingManage),
        || post(settings::take_back),
    ),
    at("GET", settings::SHARED, Needs::May(P::SettingShare), || {
        get(settings::shared)
    }),
    at(
        "POST",
        settings::SHARED,
        Needs::May(P::SettingShare),
        || post(settings::save_shared),
    ),
    at(
        "POST",
        "/installningar/gemensamt/ta-tillbaka",
        Needs::May(P::SettingShare),
        || post(settings::take_back_shared),
    ),
];
