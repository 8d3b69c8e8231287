//! Why a page cannot be shown. Handlers return [`PageError`]; a layer in each door turns the [`ErrorContext`] it leaves in the response into the theme's page.

use axum::response::{IntoResponse, Response};
use http::StatusCode;

use crate::db::DbError;

/// Why a page cannot be shown. What one may not see is [`PageError::NotFound`].
#[derive(Debug)]
pub enum PageError {
    /// There is no such thing, or it is not for this visitor: 404.
    NotFound,
    /// It was there: 410.
    Gone,
    /// Logged in, but without the permission that the route names: 403.
    Forbidden,
    /// Someone must log in first: a redirect made by the door, else 401.
    SignIn,
    /// The request cannot be understood; the text says what, for the log: 400.
    BadRequest(String),
    /// The body is larger than the page takes: 413.
    TooLarge,
    /// Somebody else was faster: 409.
    Conflict,
    /// Too many tries; seconds until the next is heard: 429.
    TooMany(u64),
    /// Passing trouble, worth another try: 503.
    Unavailable(String),
    /// A fault of ours: 500. The text is for the log, never for the page.
    Internal(String),
}

/// What the door's error layer needs to make a page of it.
#[derive(Clone, Debug)]
pub struct ErrorContext {
    /// The answer's status.
    pub status: StatusCode,
    /// For the log.
    pub detail: Option<String>,
}

impl PageError {
    /// A fault of ours.
    pub fn internal(error: impl std::fmt::Display) -> Self {
        Self::Internal(error.to_string())
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Gone => StatusCode::GONE,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Conflict => StatusCode::CONFLICT,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<DbError> for PageError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::PoolTimedOut | DbError::PoolClosed | DbError::Io(_) => {
                Self::Unavailable(error.to_string())
            }
            other => Self::Internal(other.to_string()),
        }
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let status = self.status();
        let retry_after = match &self {
            Self::TooMany(seconds) => Some(*seconds),
            Self::Unavailable(_) => Some(5),
            _ => None,
        };
        let detail = match self {
            Self::BadRequest(detail) | Self::Unavailable(detail) | Self::Internal(detail) => {
                Some(detail)
            }
            _ => None,
        };
        if status.is_server_error() {
            tracing::error!(%status, detail = detail.as_deref(), "a page could not be shown");
        }
        let mut response = status.into_response();
        if let Some(seconds) = retry_after {
            response
                .headers_mut()
                .insert(http::header::RETRY_AFTER, seconds.into());
        }
        response
            .extensions_mut()
            .insert(ErrorContext { status, detail });
        response
    }
}
