//! Proving anew with a passkey who this is, beside the password: the page's script asks and answers, and the form stays as it was typed.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use commerce::customer::Session;
use commerce::customer::passkey::confirming::{self, ConfirmError};
use commerce::customer::passkey::{self, TooManyQuestions};
use commerce::ids::PasskeyCeremonyId;
use http::StatusCode;
use platform::auth::attempt::{Attempt, NotHeard};
use platform::db::PgConnection;
use platform::i18n::Message;
use platform::web::{FormBody, PageError};
use serde_json::json;

use super::gate::{late, wait_message};
use super::passkeys::{passkeys, question};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// Where a passkey proves anew who this is: scheme, host and port. Empty where nothing must be proved, or there is no passkey to prove it with.
///
/// # Errors
/// Database errors.
pub(super) async fn offered(
    state: &ShopState,
    conn: &mut PgConnection,
    session: &Session,
    must_prove: bool,
) -> Result<String, PageError> {
    let Some(passkeys) = state.passkeys.as_ref().filter(|_| must_prove) else {
        return Ok(String::new());
    };
    let own = passkey::all(conn, session.customer).await?;
    if own.is_empty() {
        return Ok(String::new());
    }
    Ok(passkeys.place().origin.clone())
}

/// `POST /konto/bekrafta/borja`: asks the browser for one of the customer's passkeys.
///
/// # Errors
/// 404 for whoever has none; 429 when too many questions wait. Whoever is not logged in is led to the log-in.
pub async fn begin(
    State(state): State<ShopState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let passkeys = passkeys(&state)?;
    let (desk, session) = Desk::member(&state, &visitor).await?;
    drop(desk);
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    match confirming::begin(&mut tx, passkeys, &session, visitor.address).await {
        Ok((id, options)) => {
            tx.commit().await?;
            Ok(question(id, options))
        }
        Err(ConfirmError::NoCustomer) => Err(PageError::SignIn),
        Err(ConfirmError::TooManyQuestions(TooManyQuestions::Wait(wait))) => {
            let seconds = u64::try_from(wait.as_secs()).unwrap_or_default();
            Err(PageError::TooMany(seconds.max(1)))
        }
        Err(
            ConfirmError::Db(error) | ConfirmError::TooManyQuestions(TooManyQuestions::Db(error)),
        ) => Err(error.into()),
        Err(ConfirmError::NoPasskey | ConfirmError::Late | ConfirmError::NotAccepted) => {
            Err(PageError::NotFound)
        }
    }
}

/// `POST /konto/bekrafta`: takes the answer. 204, or why not, for the page's script to show.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn confirm(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let passkeys = passkeys(&state)?;
    let (desk, session) = Desk::member(&state, &visitor).await?;
    drop(desk);
    let attempt = Attempt::at_passkey(visitor.address);
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    match attempt.begin(&mut tx).await {
        Ok(()) => tx.commit().await?,
        Err(NotHeard::Wait(wait)) => {
            let status = StatusCode::TOO_MANY_REQUESTS;
            return late(told(&state, &visitor, status, wait_message(wait)), wait);
        }
        Err(NotHeard::Db(error)) => return Err(error.into()),
    }
    let Ok(ceremony) = fields.text("ceremony").parse::<PasskeyCeremonyId>() else {
        return Ok(refused(&state, &visitor, "error-passkey-late"));
    };
    let given = (ceremony, fields.text("credential"));
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    match confirming::confirm(&mut tx, passkeys, &attempt, &session, given).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        // The question is used up, and the trail says why.
        Err(ConfirmError::NotAccepted) => {
            tx.commit().await?;
            Ok(refused(&state, &visitor, "error-passkey-not-confirmed"))
        }
        Err(ConfirmError::NoCustomer) => Err(PageError::SignIn),
        Err(
            ConfirmError::Db(error) | ConfirmError::TooManyQuestions(TooManyQuestions::Db(error)),
        ) => Err(error.into()),
        Err(ConfirmError::Late | ConfirmError::NoPasskey | ConfirmError::TooManyQuestions(_)) => {
            Ok(refused(&state, &visitor, "error-passkey-late"))
        }
    }
}

fn refused(state: &ShopState, visitor: &Visitor, key: &str) -> Response {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    told(state, visitor, status, Message::new(key))
}

fn told(state: &ShopState, visitor: &Visitor, status: StatusCode, message: Message) -> Response {
    let text = state.renderer.text(visitor.locale, &message);
    (status, Json(json!({ "message": text }))).into_response()
}
