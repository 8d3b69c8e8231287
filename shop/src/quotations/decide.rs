//! What the buyer does with an offer: order, decline, ask for another, take back what they asked.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::quotation::accept::{Accepted, accept};
use commerce::quotation::decide::{self, DecideError};
use commerce::quotation::{LONGEST_REASON, LONGEST_TEXT};
use http::StatusCode;
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
    let (desk, session, found) = one(&state, &visitor, &id).await?;
    drop(desk);
    let version = fields.text("version").parse().unwrap_or(0);
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    match accept(&mut tx, &session, found.id, version).await {
        Ok(accepted) => {
            tx.commit().await?;
            let (name, id) = match accepted {
                Accepted::Cart(_) => ("quotation_checkout", found.id.to_string()),
                Accepted::Waits(request) => ("approval", request.to_string()),
            };
            let word = if name == "approval" {
                "request"
            } else {
                "quotation"
            };
            let values = [(word, id.as_str())];
            Ok(see_other(&state.renderer.url(
                visitor.locale,
                name,
                &values,
            )))
        }
        Err(error) => {
            drop(tx);
            let form = FormState::blank();
            refused(&state, &visitor, &id, (error, "message", 0), form).await
        }
    }
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
    let (desk, session, found) = one(&state, &visitor, &id).await?;
    drop(desk);
    let form: FormState<DecideForm> = FormState::from_pairs(fields.iter());
    let version = fields.text("version").parse().unwrap_or(0);
    let reason = form.trimmed("reason").to_owned();
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    match decide::decline(&mut tx, &session, found.id, version, &reason).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(done(&state, &visitor, found.id, "declined"))
        }
        Err(error) => {
            drop(tx);
            let why = (error, "reason", LONGEST_REASON);
            refused(&state, &visitor, &id, why, form).await
        }
    }
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
    let (desk, session, found) = one(&state, &visitor, &id).await?;
    drop(desk);
    let form: FormState<DecideForm> = FormState::from_pairs(fields.iter());
    let version = fields.text("version").parse().unwrap_or(0);
    let message = form.trimmed("message").to_owned();
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    match decide::ask_change(&mut tx, &session, found.id, version, &message).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(done(&state, &visitor, found.id, "changed"))
        }
        Err(error) => {
            drop(tx);
            let why = (error, "message", LONGEST_TEXT);
            refused(&state, &visitor, &id, why, form).await
        }
    }
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
    let (desk, session, found) = one(&state, &visitor, &id).await?;
    drop(desk);
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    match decide::take_back(&mut tx, &session, found.id).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(done(&state, &visitor, found.id, "withdrawn"))
        }
        Err(error) => {
            drop(tx);
            let form = FormState::blank();
            refused(&state, &visitor, &id, (error, "message", 0), form).await
        }
    }
}

fn done(
    state: &ShopState,
    visitor: &Visitor,
    id: commerce::ids::QuotationId,
    what: &str,
) -> Response {
    see_other(&format!("{}?klart={what}", page_of(state, visitor, id)))
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
