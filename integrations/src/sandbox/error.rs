//! Refusals in Stripe's shape: `{"error": {"type", "code", "message", "param"}}`.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

/// Why the stand-in refused a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// HTTP status.
    pub status: u16,
    /// `invalid_request_error`, `idempotency_error` or `api_error`.
    pub kind: &'static str,
    /// Stripe's code, where it has one.
    pub code: Option<&'static str>,
    /// For people.
    pub message: String,
    /// The field that is wrong.
    pub param: Option<String>,
    /// Whether the request was wrong in itself. Such an answer is not kept under its idempotency key.
    pub is_validation: bool,
}

impl ApiError {
    fn new(status: u16, kind: &'static str, code: Option<&'static str>, message: String) -> Self {
        Self {
            status,
            kind,
            code,
            message,
            param: None,
            is_validation: true,
        }
    }

    /// A wrong field: 400.
    pub fn invalid(
        code: Option<&'static str>,
        param: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            param: Some(param.into()),
            ..Self::new(400, "invalid_request_error", code, message.into())
        }
    }

    /// A request that is wrong as a whole: 400.
    pub fn malformed(message: impl Into<String>) -> Self {
        Self::new(400, "invalid_request_error", None, message.into())
    }

    /// A well-formed request that the state of things does not allow: 400, kept under its idempotency key.
    pub fn not_now(code: Option<&'static str>, message: impl Into<String>) -> Self {
        Self {
            is_validation: false,
            ..Self::new(400, "invalid_request_error", code, message.into())
        }
    }

    /// No such thing: 404.
    pub fn missing(noun: &str, id: &str, param: &str) -> Self {
        Self {
            param: Some(param.to_owned()),
            ..Self::new(
                404,
                "invalid_request_error",
                Some("resource_missing"),
                format!("No such {noun}: '{id}'"),
            )
        }
    }

    /// No or wrong key: 401.
    pub fn unauthorised(message: impl Into<String>) -> Self {
        Self::new(401, "invalid_request_error", None, message.into())
    }

    /// No such address: 404.
    pub fn unknown_address(method: &str, path: &str) -> Self {
        Self::new(
            404,
            "invalid_request_error",
            None,
            format!("Unrecognized request URL ({method}: {path})."),
        )
    }

    /// More than is read: 413.
    pub fn too_large() -> Self {
        Self::new(
            413,
            "invalid_request_error",
            None,
            "The request body is too large.".to_owned(),
        )
    }

    /// The same key with other parameters: 400.
    pub fn key_reused(key: &str) -> Self {
        let message = format!(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. \
             Try using a key other than '{key}' if you meant to execute a different request."
        );
        Self::new(400, "idempotency_error", None, message)
    }

    /// The journal could not be written: 500, nothing was done.
    pub fn not_kept() -> Self {
        Self::new(
            500,
            "api_error",
            None,
            "The stand-in could not write its journal.".to_owned(),
        )
    }

    /// The answer's body.
    pub fn body(&self) -> Value {
        let mut error = Map::new();
        error.insert("type".to_owned(), json!(self.kind));
        error.insert("message".to_owned(), json!(self.message));
        if let Some(code) = self.code {
            error.insert("code".to_owned(), json!(code));
            error.insert(
                "doc_url".to_owned(),
                json!(format!(
                    "https://stripe.com/docs/error-codes/{}",
                    code.replace('_', "-")
                )),
            );
        }
        if let Some(param) = &self.param {
            error.insert("param".to_owned(), json!(param));
        }
        json!({ "error": error })
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Json(self.body())).into_response()
    }
}
