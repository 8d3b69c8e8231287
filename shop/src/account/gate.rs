//! Logging in, asking for an account, asking for a new password, logging out.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use commerce::customer::link::{self, LinkPurpose, Wish};
use commerce::customer::{log_in, session};
use commerce::shop_door;
use http::{HeaderValue, StatusCode, header};
use jiff::SignedDuration;
use platform::auth::attempt::NotHeard;
use platform::i18n::Message;
use platform::render::{FormState, View};
use platform::web::{FormBody, PageError, QueryFields};

use super::cookies;
use super::entry::let_in;
use super::forms::{AddressForm, LogInForm, next_path, read_email, read_name};
use super::views::{AskView, LogInView, SentView};
use crate::frame::Head;
use crate::page::{Keeping, frame, page, see_other, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// `GET /konto/logga-in`.
///
/// # Errors
/// Database errors. Whoever is logged in is sent on.
pub async fn show_log_in(
    State(state): State<ShopState>,
    visitor: Visitor,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let desk = Desk::open(&state, &visitor).await?;
    let next = next_path(query.text("next")).to_owned();
    if desk.session.is_some() {
        return Ok(see_other(&onward(&state, &visitor, &next)));
    }
    let view = log_in_view(&state, &visitor, FormState::blank(), next);
    answer(&state, &visitor, desk, &view, StatusCode::OK).await
}

/// `POST /konto/logga-in`: by password, or with `link` by a mail.
///
/// # Errors
/// Database errors.
pub async fn log_in(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut form: FormState<LogInForm> = FormState::from_pairs(fields.iter());
    let next = next_path(fields.text("next")).to_owned();
    let email = read_email(&mut form);
    let wants_link = fields.has("link");
    let password = fields
        .get_untrimmed("password")
        .unwrap_or_default()
        .to_owned();
    if !wants_link && password.is_empty() {
        form.refuse("password", "error-required");
    }
    let entered = match email.filter(|_| form.is_valid()) {
        None => Err(NotIn::Refused),
        Some(email) if wants_link => {
            let (name, next) = (String::new(), next.clone());
            let wish = wish(&visitor, LinkPurpose::LogIn, email, name, next);
            ask(&state, &visitor, &wish).await?.map_err(NotIn::Wait)
        }
        Some(email) => by_password(&state, &visitor, (&email, password), &next).await?,
    };
    match entered {
        Ok(response) => Ok(response),
        Err(NotIn::Refused) => {
            if form.is_valid() {
                form.refuse("password", "error-log-in");
            }
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            refuse_log_in(&state, &visitor, form, next, status).await
        }
        Err(NotIn::Wait(wait)) => {
            form.refuse_whole(wait_message(wait));
            let status = StatusCode::TOO_MANY_REQUESTS;
            let page = refuse_log_in(&state, &visitor, form, next, status).await?;
            late(page, wait)
        }
    }
}

/// Why somebody is not let in.
enum NotIn {
    /// For what they typed.
    Refused,
    /// They are to wait before they try again.
    Wait(SignedDuration),
}

/// Counts the try, checks the password while no connection is held, and lets in whoever has the right one.
async fn by_password(
    state: &ShopState,
    visitor: &Visitor,
    (email, password): (&str, String),
    next: &str,
) -> Result<Result<Response, NotIn>, PageError> {
    let (account, attempt) = {
        let mut conn = state.db.read().await?;
        let account = log_in::account(&mut conn, email).await?;
        let device = visitor.device.as_ref();
        let attempt = log_in::attempt(
            &mut conn,
            account.as_ref(),
            email,
            visitor.address,
            device,
            state.now(),
        );
        let attempt = attempt.await?;
        (account, attempt)
    };
    let mut tx = state.db.begin(visitor.origin()).await?;
    let heard = attempt.begin(&mut tx).await;
    match tx.end(heard).await? {
        Ok(()) => {}
        Err(NotHeard::Wait(wait)) => return Ok(Err(NotIn::Wait(wait))),
        Err(NotHeard::Db(error)) => return Err(error.into()),
    }
    let hash = account
        .as_ref()
        .and_then(|account| account.password_hash.clone());
    let is_right = state
        .passwords
        .verify(password, hash)
        .await
        .map_err(PageError::internal)?;
    let mut tx = state.db.begin(visitor.origin()).await?;
    let Some(account) = account.as_ref().filter(|_| is_right) else {
        log_in::refuse_password(&mut tx, account.as_ref()).await?;
        tx.commit().await?;
        return Ok(Err(NotIn::Refused));
    };
    let client = visitor.client();
    let accepted = log_in::accept_password(&mut tx, &attempt, account, &client).await?;
    let Some(logged_in) = accepted else {
        return Ok(Err(NotIn::Refused));
    };
    let came = (account.id, &logged_in);
    let_in(state, visitor, tx, came, next).await.map(Ok)
}

/// `POST /konto/logga-ut`.
///
/// # Errors
/// Database errors.
pub async fn log_out(
    State(state): State<ShopState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let desk = Desk::open(&state, &visitor).await?;
    let found = desk.session.clone();
    drop(desk);
    if let Some(found) = found {
        let mut tx = state.db.begin(visitor.origin_of(&found)).await?;
        session::log_out(&mut tx, &found).await?;
        tx.commit().await?;
    }
    let home = see_other(&state.renderer.url(visitor.locale, "home", &[]));
    Ok(cookies::log_out(home, state.is_secure()))
}

/// `GET /konto/skapa`.
///
/// # Errors
/// Database errors.
pub async fn show_register(
    state: State<ShopState>,
    visitor: Visitor,
    query: QueryFields,
) -> Result<Response, PageError> {
    show_ask(state, visitor, query, "register").await
}

/// `POST /konto/skapa`.
///
/// # Errors
/// Database errors.
pub async fn register(
    state: State<ShopState>,
    visitor: Visitor,
    body: FormBody,
) -> Result<Response, PageError> {
    send(state, visitor, body, "register").await
}

/// `GET /konto/glomt`.
///
/// # Errors
/// Database errors.
pub async fn show_forgot(
    state: State<ShopState>,
    visitor: Visitor,
    query: QueryFields,
) -> Result<Response, PageError> {
    show_ask(state, visitor, query, "forgot").await
}

/// `POST /konto/glomt`.
///
/// # Errors
/// Database errors.
pub async fn forgot(
    state: State<ShopState>,
    visitor: Visitor,
    body: FormBody,
) -> Result<Response, PageError> {
    send(state, visitor, body, "forgot").await
}

async fn show_ask(
    State(state): State<ShopState>,
    visitor: Visitor,
    QueryFields(query): QueryFields,
    what: &'static str,
) -> Result<Response, PageError> {
    let desk = Desk::open(&state, &visitor).await?;
    let next = next_path(query.text("next")).to_owned();
    let view = ask_view(&state, &visitor, what, FormState::blank(), next);
    answer(&state, &visitor, desk, &view, StatusCode::OK).await
}

async fn send(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
    what: &'static str,
) -> Result<Response, PageError> {
    let mut form: FormState<AddressForm> = FormState::from_pairs(fields.iter());
    let next = next_path(fields.text("next")).to_owned();
    let email = read_email(&mut form);
    let (purpose, name) = if what == "register" {
        (LinkPurpose::Register, read_name(&mut form))
    } else {
        (LinkPurpose::Reset, Some(String::new()))
    };
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    let mut waits = None;
    if let (Some(email), Some(name), true) = (email, name, form.is_valid()) {
        let wish = wish(&visitor, purpose, email, name, next.clone());
        match ask(&state, &visitor, &wish).await? {
            Ok(sent) => return Ok(sent),
            Err(wait) => {
                form.refuse_whole(wait_message(wait));
                status = StatusCode::TOO_MANY_REQUESTS;
                waits = Some(wait);
            }
        }
    }
    let desk = Desk::open(&state, &visitor).await?;
    let view = ask_view(&state, &visitor, what, form, next);
    let response = answer(&state, &visitor, desk, &view, status).await?;
    match waits {
        Some(wait) => late(response, wait),
        None => Ok(response),
    }
}

fn wish(
    visitor: &Visitor,
    purpose: LinkPurpose,
    email: String,
    name: String,
    next_path: String,
) -> Wish {
    Wish {
        purpose,
        email,
        name,
        locale: visitor.locale.code().to_owned(),
        next_path,
        address: visitor.address,
    }
}

/// Sends the link, or says how long to wait. The page is the same for every address.
async fn ask(
    state: &ShopState,
    visitor: &Visitor,
    wish: &Wish,
) -> Result<Result<Response, SignedDuration>, PageError> {
    let mut tx = state.db.begin(visitor.origin()).await?;
    match link::count(&mut tx, wish, visitor.device.as_ref()).await {
        Ok(()) => {
            let asked = link::ask(&mut tx, wish).await?;
            let shop = state.facts(&mut tx).await?.shop.id;
            shop_door::note_link(&mut tx, asked, shop).await?;
            tx.commit().await?;
        }
        Err(NotHeard::Wait(_)) if link::is_there_already(&mut tx, wish).await? => drop(tx),
        Err(NotHeard::Wait(wait)) => return Ok(Err(wait)),
        Err(NotHeard::Db(error)) => return Err(error.into()),
    }
    let desk = Desk::open(state, visitor).await?;
    let view = SentView {
        head: Head::private(
            &state.renderer,
            text(state, visitor.locale, "account-sent"),
            "log_in",
        ),
        email: wish.email.clone(),
    };
    let page = answer(state, visitor, desk, &view, StatusCode::OK).await?;
    Ok(Ok(page))
}

/// Where a log-in leads: back to where it was asked for, or to the customer's own pages.
pub(super) fn onward(state: &ShopState, visitor: &Visitor, next: &str) -> String {
    match next_path(next) {
        "" => state.renderer.url(visitor.locale, "account", &[]),
        path => path.to_owned(),
    }
}

fn log_in_view(
    state: &ShopState,
    visitor: &Visitor,
    form: FormState<LogInForm>,
    next: String,
) -> LogInView {
    LogInView {
        head: Head::private(
            &state.renderer,
            text(state, visitor.locale, "log-in"),
            "log_in",
        ),
        form,
        next,
        passkey_origin: passkey_origin(state),
    }
}

/// Where passkeys can be used; nowhere when the shop has no domain.
fn passkey_origin(state: &ShopState) -> Option<String> {
    let passkeys = state.passkeys.as_ref()?;
    Some(passkeys.place().origin.clone())
}

fn ask_view(
    state: &ShopState,
    visitor: &Visitor,
    what: &'static str,
    form: FormState<AddressForm>,
    next: String,
) -> AskView {
    let title = text(state, visitor.locale, &format!("account-{what}"));
    AskView {
        head: Head::private(&state.renderer, title, what),
        what,
        form,
        next,
    }
}

pub(super) async fn refuse_log_in(
    state: &ShopState,
    visitor: &Visitor,
    form: FormState<LogInForm>,
    next: String,
    status: StatusCode,
) -> Result<Response, PageError> {
    let desk = Desk::open(state, visitor).await?;
    let view = log_in_view(state, visitor, form, next);
    answer(state, visitor, desk, &view, status).await
}

/// A page that is nobody else's.
pub(crate) async fn answer<V: View>(
    state: &ShopState,
    visitor: &Visitor,
    mut desk: Desk,
    view: &V,
    status: StatusCode,
) -> Result<Response, PageError> {
    let frame = frame(state, visitor, &mut desk, None).await?;
    drop(desk);
    let page = page(state, visitor, frame, view, Keeping::Private)?;
    Ok((status, page).into_response())
}

/// How long to wait, in words.
pub(crate) fn wait_message(wait: SignedDuration) -> Message {
    let seconds = wait.as_secs().max(1);
    if seconds < 60 {
        Message::new("error-wait-seconds").with("count", seconds)
    } else {
        Message::new("error-wait-minutes").with("count", seconds.div_euclid(60) + 1)
    }
}

/// Tells programs how long to wait.
pub(super) fn late(mut response: Response, wait: SignedDuration) -> Result<Response, PageError> {
    let seconds = wait.as_secs().max(1).to_string();
    let value = HeaderValue::from_str(&seconds).map_err(PageError::internal)?;
    response.headers_mut().insert(header::RETRY_AFTER, value);
    Ok(response)
}
