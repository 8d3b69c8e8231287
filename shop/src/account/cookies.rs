//! The cookies of a log-in: the session's, and the one by which a browser is known again.

use axum::response::Response;
use commerce::customer::log_in::LoggedIn;
use commerce::customer::session::{ABSOLUTE, DEVICE};
use http::{HeaderMap, header};
use platform::auth::token::Token;
use platform::web::{PageError, cookie};

/// The cookie that holds the session's secret.
const SESSION_COOKIE: &str = "torg_customer";
/// The cookie that holds the known browser's secret.
const DEVICE_COOKIE: &str = "torg_known";

/// The cookie that holds the secret of a browser that was asked for a passkey.
pub(super) const ASKED_COOKIE: &str = "torg_asked";

/// The session's secret that a request carries.
#[must_use]
pub fn session_of(headers: &HeaderMap) -> Option<Token> {
    cookie::get(headers, SESSION_COOKIE).and_then(Token::parse)
}

/// The known browser's secret that a request carries.
#[must_use]
pub fn device_of(headers: &HeaderMap) -> Option<Token> {
    cookie::get(headers, DEVICE_COOKIE).and_then(Token::parse)
}

/// The secret of a browser that was asked for a passkey.
#[must_use]
pub fn asked_of(headers: &HeaderMap) -> Option<Token> {
    cookie::get(headers, ASKED_COOKIE).and_then(Token::parse)
}

/// Gives the browser its session.
pub(crate) fn log_in(
    mut response: Response,
    logged_in: &LoggedIn,
    is_secure: bool,
) -> Result<Response, PageError> {
    for (name, token, lives_for) in [
        (SESSION_COOKIE, &logged_in.session, ABSOLUTE),
        (DEVICE_COOKIE, &logged_in.device, DEVICE),
    ] {
        let line = cookie::set(name, token.reveal(), Some(lives_for.as_secs()), is_secure);
        let line = line.ok_or_else(|| PageError::internal("a cookie cannot be written"))?;
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    Ok(response)
}

/// Takes the browser's session away; it stays known.
pub(super) fn log_out(mut response: Response, is_secure: bool) -> Response {
    if let Some(line) = cookie::remove(SESSION_COOKIE, is_secure) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    response
}
