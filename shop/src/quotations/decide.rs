//! What the buyer does with an offer: order, decline, ask for another, take back what they asked.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::customer::Session;
use commerce::ids::QuotationId;
use commerce::quotation::accept::{Accepted, accept};
use commerce::quotation::decide::{self, DecideError};
use commerce::quotation::{LONGEST_REASON, LONGEST_TEXT};
use http::StatusCode;
use platform::db::Tx;
use platform::i18n::Message;
use platform::render::FormState;
use platform::web::{FormBody, PageError};

use super::handlers::{Shown, page};
use super::views::DecideForm;
use super::{one, page_of};
use crate::page::see_other;
use crate::state::ShopState;
use crate::visitor::Visitor;

/// `POST /konto/offerter/{quotation}/bestall`: on to the checkout of the offer's own goods.
///
/// # Errors
/// 404 for a quotation that they do not see.
pub async fn order(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (session, offer) = asked(&state, &visitor, &id).await?;
    let version = fields.text("version").parse().unwrap_or(0);
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    let done = accept(&mut tx, &session, offer, version).await;
    let next = |accepted| {
        let (name, word, id) = match accepted {
            Accepted::Cart(_) => ("quotation_checkout", "quotation", offer.to_string()),
            Accepted::Waits(request) => ("approval", "request", request.to_string()),
        };
        let values = [(word, id.as_str())];
        state.renderer.url(visitor.locale, name, &values)
    };
    let form = (FormState::blank(), "message", 0);
    end((&state, &visitor, &id), form, (tx, done), next).await
}

/// `POST /konto/offerter/{quotation}/tacka-nej`.
///
/// # Errors
/// 404 for a quotation that they do not see.
pub async fn decline(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (session, offer) = asked(&state, &visitor, &id).await?;
    let form: FormState<DecideForm> = FormState::from_pairs(fields.iter());
    let version = fields.text("version").parse().unwrap_or(0);
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    let reason = form.trimmed("reason");
    let done = decide::decline(&mut tx, &session, offer, version, reason).await;
    let next = |()| told(&state, &visitor, offer, "declined");
    let form = (form, "reason", LONGEST_REASON);
    end((&state, &visitor, &id), form, (tx, done), next).await
}

/// `POST /konto/offerter/{quotation}/andra`: another offer is asked for.
///
/// # Errors
/// 404 for a quotation that they do not see.
pub async fn change(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (session, offer) = asked(&state, &visitor, &id).await?;
    let form: FormState<DecideForm> = FormState::from_pairs(fields.iter());
    let version = fields.text("version").parse().unwrap_or(0);
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    let message = form.trimmed("message");
    let done = decide::ask_change(&mut tx, &session, offer, version, message).await;
    let next = |()| told(&state, &visitor, offer, "changed");
    let form = (form, "message", LONGEST_TEXT);
    end((&state, &visitor, &id), form, (tx, done), next).await
}

/// `POST /konto/offerter/{quotation}/aterta`.
///
/// # Errors
/// 404 for a quotation that they do not see.
pub async fn take_back(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (session, offer) = asked(&state, &visitor, &id).await?;
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    let done = decide::take_back(&mut tx, &session, offer).await;
    let next = |()| told(&state, &visitor, offer, "withdrawn");
    let form = (FormState::blank(), "message", 0);
    end((&state, &visitor, &id), form, (tx, done), next).await
}

/// The quotation that a form is about. No connection is held when it is acted upon.
async fn asked(
    state: &ShopState,
    visitor: &Visitor,
    id: &str,
) -> Result<(Session, QuotationId), PageError> {
    let (_desk, session, found) = one(state, visitor, id).await?;
    Ok((session, found.id))
}

fn told(state: &ShopState, visitor: &Visitor, id: QuotationId, what: &str) -> String {
    format!("{}?klart={what}", page_of(state, visitor, id))
}

/// On to where it leads when it is done; otherwise the page with what stood in the way.
async fn end<T>(
    (state, visitor, id): (&ShopState, &Visitor, &str),
    (form, field, most): (FormState<DecideForm>, &'static str, usize),
    (tx, done): (Tx, Result<T, DecideError>),
    next: impl FnOnce(T) -> String,
) -> Result<Response, PageError> {
    match tx.end(done).await? {
        Ok(done) => Ok(see_other(&next(done))),
        Err(error) => refused(state, visitor, id, (error, field, most), form).await,
    }
}

/// The page with what stood in the way; what was typed stays. Nothing has happened.
async fn refused(
    state: &ShopState,
    visitor: &Visitor,
    id: &str,
    (error, field, most): (DecideError, &'static str, usize),
    mut form: FormState<DecideForm>,
) -> Result<Response, PageError> {
    let status = match error {
        DecideError::Unknown => return Err(PageError::NotFound),
        DecideError::Db(error) => return Err(error.into()),
        DecideError::NewerVersion => {
            form.refuse_whole("error-quotation-newer");
            StatusCode::CONFLICT
        }
        DecideError::NotOpen => {
            form.refuse_whole("error-quotation-closed");
            StatusCode::CONFLICT
        }
        DecideError::Words => {
            form.refuse(
                field,
                Message::new("error-quotation-words").with("max", most),
            );
            StatusCode::UNPROCESSABLE_ENTITY
        }
    };
    let (desk, _, found) = one(state, visitor, id).await?;
    let shown = Shown {
        done: "",
        form,
        status,
    };
    page(state, visitor, desk, &found, shown).await
}
