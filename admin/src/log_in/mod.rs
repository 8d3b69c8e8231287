//! The way in: password, second step (or its setting up), invitations, and out again.

mod confirm;
mod handlers;
mod passkey;
mod views;

pub(crate) use confirm::{begin_confirming, confirm, confirms, is_proved};
pub(crate) use handlers::{
    accept_invitation, ask_code, ask_enrolment, ask_password, ask_recovery, give_code,
    give_enrolment, give_password, give_recovery, log_out, show_invitation, weak_message,
};
pub(crate) use passkey::{begin_passkey, give_passkey, passkeys, question};
pub(crate) use views::{CodesPage, GatePage, InvitationPage};

use axum::response::Response;
use http::HeaderValue;
use http::header::SET_COOKIE;
use platform::auth::token::Token;
use platform::web::cookie;

use crate::admin::Admin;
use crate::guard::{device_cookie, session_cookie};

/// Gives the browser its session; it ends by itself even if the server never hears of it again.
pub(crate) fn with_session(
    admin: &Admin,
    mut response: Response,
    token: &Token,
    length: jiff::SignedDuration,
) -> Response {
    let line = cookie::set(
        session_cookie(admin.is_secure),
        token.reveal(),
        Some(length.as_secs()),
        admin.is_secure,
    );
    append(&mut response, line);
    response
}

pub(crate) fn with_device(
    admin: &Admin,
    mut response: Response,
    token: Option<&Token>,
) -> Response {
    if let Some(token) = token {
        let length = platform::auth::session::DEVICE.as_secs();
        let line = cookie::set(
            device_cookie(admin.is_secure),
            token.reveal(),
            Some(length),
            admin.is_secure,
        );
        append(&mut response, line);
    }
    response
}

pub(crate) fn append(response: &mut Response, line: Option<HeaderValue>) {
    if let Some(line) = line {
        response.headers_mut().append(SET_COOKIE, line);
    }
}
