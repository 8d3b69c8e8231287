//! Logging in with a passkey: the browser is asked, and answers. Nobody says who they are beforehand.

use axum::extract::State;
use axum::response::Response;
use commerce::customer::passkey::TooManyQuestions;
use commerce::customer::passkey::ceremony::LIVES_FOR;
use commerce::customer::passkey::log_in::{self, PasskeyLogInError};
use commerce::ids::PasskeyCeremonyId;
use http::{StatusCode, header};
use platform::auth::attempt::{Attempt, NotHeard};
use platform::auth::token::Token;
use platform::render::FormState;
use platform::web::{FormBody, PageError, cookie};

use super::cookies;
use super::entry::let_in;
use super::forms::{LogInForm, next_path};
use super::gate::{late, refuse_log_in, wait_message};
use super::passkeys::{passkeys, question};
use crate::state::ShopState;
use crate::visitor::Visitor;

/// `POST /konto/logga-in/passkey/borja`: asks the browser, which is given a secret of its own, so that the answer is taken from it alone.
///
/// # Errors
/// 404 where the shop has no domain; 429 when too many questions wait.
pub async fn begin(
    State(state): State<ShopState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let passkeys = passkeys(&state)?;
    // One secret for all of a browser's tabs.
    let browser = visitor.asked.clone().unwrap_or_else(Token::generate);
    let mut tx = state.db.begin(visitor.origin()).await?;
    let (id, options) = match log_in::begin(&mut tx, passkeys, &browser, visitor.address).await {
        Ok(asked) => asked,
        Err(TooManyQuestions::Wait(wait)) => {
            let seconds = u64::try_from(wait.as_secs()).unwrap_or_default();
            return Err(PageError::TooMany(seconds.max(1)));
        }
        Err(TooManyQuestions::Db(error)) => return Err(error.into()),
    };
    tx.commit().await?;
    let mut response = question(id, options);
    let line = cookie::set(
        cookies::ASKED_COOKIE,
        browser.reveal(),
        Some(LIVES_FOR.as_secs()),
        state.is_secure(),
    );
    let line = line.ok_or_else(|| PageError::internal("a cookie cannot be written"))?;
    response.headers_mut().append(header::SET_COOKIE, line);
    Ok(response)
}

/// `POST /konto/logga-in/passkey`: takes the browser's answer. Whatever is wrong with it, the page says the same, but that it came too late.
///
/// # Errors
/// 404 where the shop has no domain; database errors.
pub async fn log_in(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let passkeys = passkeys(&state)?;
    let next = next_path(fields.text("next")).to_owned();
    let mut form: FormState<LogInForm> = FormState::blank();
    let attempt = Attempt::at_passkey(visitor.address);
    let mut tx = state.db.begin(visitor.origin()).await?;
    match attempt.begin(&mut tx).await {
        Ok(()) => tx.commit().await?,
        Err(NotHeard::Wait(wait)) => {
            drop(tx);
            form.refuse_whole(wait_message(wait));
            let status = StatusCode::TOO_MANY_REQUESTS;
            let page = refuse_log_in(&state, &visitor, form, next, status).await?;
            return late(page, wait);
        }
        Err(NotHeard::Db(error)) => return Err(error.into()),
    }
    let ceremony: Option<PasskeyCeremonyId> = fields.text("ceremony").parse().ok();
    let complaint = match (visitor.asked.as_ref(), ceremony) {
        (Some(browser), Some(ceremony)) => {
            let given = (ceremony, fields.text("credential"));
            let mut tx = state.db.begin(visitor.origin()).await?;
            let client = visitor.client();
            match log_in::log_in(&mut tx, passkeys, &attempt, browser, given, &client).await {
                Ok((customer, logged_in)) => {
                    let came = (customer.id, &logged_in);
                    return let_in(&state, &visitor, tx, came, &next).await;
                }
                Err(PasskeyLogInError::Db(error)) => return Err(error.into()),
                // The question is used up, and the trail says why.
                Err(PasskeyLogInError::NotAccepted) => {
                    tx.commit().await?;
                    "error-passkey-not-accepted"
                }
                Err(PasskeyLogInError::Late) => "error-passkey-late",
            }
        }
        _ => "error-passkey-late",
    };
    form.refuse_whole(complaint);
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    refuse_log_in(&state, &visitor, form, next, status).await
}
