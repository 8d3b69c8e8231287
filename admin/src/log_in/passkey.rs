//! The second step by a passkey, beside the code from the app.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::{StatusCode, header};
use platform::auth::attempt::{Attempt, known_device};
use platform::auth::log_in::{self, LogInError};
use platform::auth::passkey;
use platform::auth::passkeys::Passkeys;
use platform::i18n::Message;
use platform::web::{FormBody, PageError};
use serde_json::{Value, json};

use super::GatePage;
use super::handlers::{counted, entered, failed, half, hint, late};
use crate::admin::Admin;
use crate::guard::{Visit, safe_path};
use crate::page::{gate, see};
use crate::when::span;

/// The back office's passkeys.
///
/// # Errors
/// 404 where it has no domain: nothing leads there then.
pub(crate) fn passkeys(admin: &Admin) -> Result<&Passkeys, PageError> {
    admin.passkeys.as_ref().ok_or(PageError::NotFound)
}

/// A question to the browser, as the page's script reads it.
pub(crate) fn question(options: Value) -> Response {
    let body = Json(json!({ "options": options }));
    ([(header::CACHE_CONTROL, "no-store")], body).into_response()
}

/// Where passkeys can be used, for whoever has one.
pub(super) async fn offered(admin: &Admin, visit: &Visit) -> Result<Option<String>, PageError> {
    let Some(passkeys) = &admin.passkeys else {
        return Ok(None);
    };
    let own = passkey::all(&mut *admin.db.read().await?, half(visit)?.staff).await?;
    Ok((!own.is_empty()).then(|| passkeys.place().origin.clone()))
}

/// `POST /logga-in/passkey/borja`
pub(crate) async fn begin_passkey(
    State(admin): State<Admin>,
    visit: Visit,
) -> Result<Response, PageError> {
    let mut tx = admin.db.begin(visit.origin()).await?;
    match passkey::begin_second_step(&mut tx, passkeys(&admin)?, half(&visit)?).await {
        Ok(options) => {
            tx.commit().await?;
            Ok(question(options))
        }
        Err(LogInError::NotEnrolled) => Err(PageError::NotFound),
        Err(error) => Err(failed(error)),
    }
}

/// `POST /logga-in/passkey`
pub(crate) async fn give_passkey(
    State(admin): State<Admin>,
    visit: Visit,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let half = half(&visit)?;
    let next = safe_path(fields.text("vidare")).to_owned();
    let device = {
        let mut conn = admin.db.read().await?;
        known_device(&mut conn, half.staff, visit.device.as_ref(), visit.now).await?
    };
    let attempt = Attempt::at_code(half.staff, visit.client.address, device);
    let wait = counted(&admin, &visit, &attempt).await?;
    if wait.is_none() {
        let mut tx = admin.db.begin(visit.origin()).await?;
        let answer = fields.text("credential");
        let passkeys = passkeys(&admin)?;
        let is_known = device.is_some();
        match passkey::accept(&mut tx, passkeys, half, answer, &attempt, is_known).await {
            Ok(logged_in) => {
                tx.commit().await?;
                let onward = if visit.kept.is_some() {
                    crate::kept::PATH
                } else {
                    next.as_str()
                };
                return Ok(entered(&admin, see(onward), &logged_in));
            }
            // The question is used up.
            Err(LogInError::WrongCode) => {
                log_in::refuse_code(&mut tx, half.staff, &visit.client).await?;
                tx.commit().await?;
            }
            Err(error) => return Err(failed(error)),
        }
    }
    let mut page = GatePage::at("code", &next);
    page.demo = hint(&admin, &visit);
    page.passkey_origin = offered(&admin, &visit).await?;
    match wait {
        Some(wait) => {
            page.code
                .refuse_whole(Message::new("log-in-wait").with("time", span(wait)));
            late(
                gate(&admin, &visit, StatusCode::TOO_MANY_REQUESTS, &page)?,
                wait,
            )
        }
        None => {
            page.code.refuse_whole("log-in-passkey-wrong");
            gate(&admin, &visit, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
