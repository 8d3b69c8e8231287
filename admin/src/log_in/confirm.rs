//! Confirming with a passkey who this is, where the password is asked for: the page's script asks and answers, and the form stays as it was typed.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use http::StatusCode;
use platform::auth::attempt::Attempt;
use platform::auth::{passkey, store};
use platform::i18n::Message;
use platform::web::{FormBody, PageError};
use serde_json::json;

use super::handlers::{counted, late};
use super::passkey::{passkeys, question};
use crate::admin::Admin;
use crate::guard::Me;
use crate::when::span;

/// Where a passkey confirms who this is instead of the password: scheme, host and port. Empty where it has just done so, and for whoever has none.
pub(crate) async fn confirms(admin: &Admin, me: &Me) -> Result<String, PageError> {
    let Some(passkeys) = admin
        .passkeys
        .as_ref()
        .filter(|_| !me.session.is_confirmed(me.now()))
    else {
        return Ok(String::new());
    };
    let own = passkey::all(&mut *admin.db.read().await?, me.session.staff).await?;
    if own.is_empty() {
        return Ok(String::new());
    }
    Ok(passkeys.place().origin.clone())
}

/// `POST /profil/bekrafta/borja`
pub(crate) async fn begin_confirming(
    State(admin): State<Admin>,
    me: Me,
) -> Result<Response, PageError> {
    let mut tx = admin.db.begin(me.origin()).await?;
    let asked = passkey::begin_confirming(&mut tx, passkeys(&admin)?, &me.session).await?;
    let options = asked.ok_or(PageError::NotFound)?;
    tx.commit().await?;
    Ok(question(options))
}

/// `POST /profil/bekrafta`: 204, or why not, for the page's script to show.
pub(crate) async fn confirm(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let passkeys = passkeys(&admin)?;
    let attempt = own_attempt(&me);
    if let Some(wait) = counted(&admin, &me.visit, &attempt).await? {
        let message = Message::new("log-in-wait").with("time", span(wait));
        return late(
            told(&admin, &me, StatusCode::TOO_MANY_REQUESTS, &message),
            wait,
        );
    }
    let answer = fields.text("credential");
    let mut tx = admin.db.begin(me.origin()).await?;
    let is_right = passkey::confirm(&mut tx, passkeys, &me.session, answer, &attempt).await?;
    // Refused, too: the question is used up.
    tx.commit().await?;
    if is_right {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let message = Message::new("profile-not-confirmed");
    Ok(told(
        &admin,
        &me,
        StatusCode::UNPROCESSABLE_ENTITY,
        &message,
    ))
}

fn told(admin: &Admin, me: &Me, status: StatusCode, message: &Message) -> Response {
    let text = admin.renderer.text(me.locale(), message);
    (status, Json(json!({ "message": text }))).into_response()
}

/// A try at proving who this is. The session itself is the known device: its owner is not held up by strangers.
fn own_attempt(me: &Me) -> Attempt {
    let (email, address) = (&me.session.email, me.visit.client.address);
    Attempt::at_password(email, address, Some(me.session.id))
}

/// Whether it is proved anew who this is: by a passkey a moment ago, or by what was typed being this person's password, with the same counting as at
/// log-in.
pub(crate) async fn is_proved(
    admin: &Admin,
    me: &Me,
    typed: &str,
) -> Result<Result<bool, jiff::SignedDuration>, PageError> {
    if me.session.is_confirmed(me.now()) {
        return Ok(Ok(true));
    }
    let account = store::account(&mut *admin.db.read().await?, me.session.staff)
        .await?
        .ok_or(PageError::SignIn)?;
    let attempt = own_attempt(me);
    if let Some(wait) = counted(admin, &me.visit, &attempt).await? {
        return Ok(Err(wait));
    }
    let is_right = admin
        .passwords
        .verify(typed.to_owned(), account.password_hash)
        .await
        .map_err(PageError::internal)?;
    if is_right {
        let mut tx = admin.db.begin(me.origin()).await?;
        attempt.succeeded(&mut tx);
        tx.commit().await?;
    }
    Ok(Ok(is_right))
}
