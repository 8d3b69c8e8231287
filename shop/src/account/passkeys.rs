//! The customer's own passkeys: adding one, calling it something else, taking it away.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use commerce::customer::Session;
use commerce::customer::passkey::adding::{self, AddPasskeyError};
use commerce::customer::passkey::{self, CustomerPasskey, TooManyQuestions, clean_label};
use commerce::ids::{CustomerPasskeyId, PasskeyCeremonyId};
use http::{StatusCode, header};
use platform::auth::passkeys::{Passkeys, Refusal};
use platform::i18n::Message;
use platform::render::FormState;
use platform::web::{FormBody, PageError};
use serde_json::{Value, json};

use super::forms::{PasskeyForm, ProofForm};
use super::gate::{answer, late, wait_message};
use super::pages::{browser, head};
use super::passkey_proof::offered;
use super::passkey_views::{PasskeyNewView, PasskeyView};
use super::proof::{customer, must_prove, needs_password, prove};
use super::views::Aside;
use crate::page::see_other;
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// The shop's passkeys.
///
/// # Errors
/// 404 where the shop has no domain: nothing leads there then.
pub(super) fn passkeys(state: &ShopState) -> Result<&Passkeys, PageError> {
    state.passkeys.as_ref().ok_or(PageError::NotFound)
}

/// A question to the browser, as its script reads it.
pub(super) fn question(id: PasskeyCeremonyId, options: Value) -> Response {
    let body = Json(json!({ "ceremony": id, "options": options }));
    ([(header::CACHE_CONTROL, "no-store")], body).into_response()
}

/// `GET /konto/passkeys/ny`.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn new(State(state): State<ShopState>, visitor: Visitor) -> Result<Response, PageError> {
    let (desk, session) = Desk::member(&state, &visitor).await?;
    let form = FormState::blank().with("label", browser(&visitor.client().user_agent));
    show_new(&state, &visitor, desk, &session, form, StatusCode::OK).await
}

/// `POST /konto/passkeys/ny/borja`: asks the browser to make one, once it is proved who this is. A refusal is the page with its complaints.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn begin(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let passkeys = passkeys(&state)?;
    let (mut desk, session) = Desk::member(&state, &visitor).await?;
    let customer = customer(&mut desk, &session).await?;
    let site = desk.facts.shop.name.clone();
    drop(desk);
    let mut form: FormState<PasskeyForm> = FormState::from_pairs(fields.iter());
    read_label(&mut form);
    prove(&state, &visitor, (&session, &customer), &fields, &mut form).await?;
    let mut waits = None;
    if form.is_valid() {
        let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
        match adding::begin(&mut tx, passkeys, &session, &site, visitor.address).await {
            Ok((id, options)) => {
                tx.commit().await?;
                return Ok(question(id, options));
            }
            Err(error) => waits = complain(&mut form, error)?,
        }
    }
    let (desk, session) = Desk::member(&state, &visitor).await?;
    let status = match waits {
        Some(_) => StatusCode::TOO_MANY_REQUESTS,
        None => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = show_new(&state, &visitor, desk, &session, form, status).await?;
    match waits {
        Some(wait) => late(page, wait),
        None => Ok(page),
    }
}

/// `POST /konto/passkeys/ny`: takes what the browser has made.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn create(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let passkeys = passkeys(&state)?;
    let (desk, session) = Desk::member(&state, &visitor).await?;
    drop(desk);
    let mut form: FormState<PasskeyForm> = FormState::from_pairs(fields.iter());
    let label = read_label(&mut form);
    let ceremony = fields.text("ceremony").parse().ok();
    match (label, ceremony) {
        (Some(label), Some(ceremony)) => {
            let given: (PasskeyCeremonyId, &str) = (ceremony, fields.text("credential"));
            let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
            let added = adding::add(&mut tx, passkeys, &session, given, &label).await;
            // The question is used up, whatever came of it.
            if !matches!(added, Err(AddPasskeyError::Db(_))) {
                tx.commit().await?;
            }
            match added {
                Ok(_) => return Ok(done(&state, &visitor, "passkey")),
                Err(error) => complain(&mut form, error)?,
            };
        }
        // Sent without the script's help.
        (Some(_), None) => form.refuse_whole("error-passkey-late"),
        (None, _) => {}
    }
    let (desk, session) = Desk::member(&state, &visitor).await?;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    show_new(&state, &visitor, desk, &session, form, status).await
}

/// `GET /konto/passkeys/{passkey}`.
///
/// # Errors
/// 404 for a passkey that is not the customer's.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (mut desk, session) = Desk::member(&state, &visitor).await?;
    let passkey = one(&mut desk, &session, &id).await?;
    let form = FormState::blank().with("label", passkey.label.clone());
    let sheet = Sheet {
        passkey,
        form,
        removal: FormState::blank(),
    };
    sheet
        .page(&state, &visitor, desk, &session, StatusCode::OK)
        .await
}

/// `POST /konto/passkeys/{passkey}`: another label.
///
/// # Errors
/// 404 for a passkey that is not the customer's.
pub async fn rename(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (mut desk, session) = Desk::member(&state, &visitor).await?;
    let passkey = one(&mut desk, &session, &id).await?;
    drop(desk);
    let mut form: FormState<PasskeyForm> = FormState::from_pairs(fields.iter());
    if let Some(label) = read_label(&mut form) {
        let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
        if !passkey::rename(&mut tx, &session, passkey.id, &label).await? {
            return Err(PageError::NotFound);
        }
        tx.commit().await?;
        return Ok(done(&state, &visitor, "passkey-renamed"));
    }
    let sheet = Sheet {
        passkey,
        form,
        removal: FormState::blank(),
    };
    let (desk, session) = Desk::member(&state, &visitor).await?;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    sheet.page(&state, &visitor, desk, &session, status).await
}

/// `POST /konto/passkeys/{passkey}/ta-bort`.
///
/// # Errors
/// 404 for a passkey that is not the customer's, or has been removed.
pub async fn remove(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (mut desk, session) = Desk::member(&state, &visitor).await?;
    let passkey = one(&mut desk, &session, &id).await?;
    let customer = customer(&mut desk, &session).await?;
    drop(desk);
    let mut removal: FormState<ProofForm> = FormState::blank();
    let own = (&session, &customer);
    prove(&state, &visitor, own, &fields, &mut removal).await?;
    if removal.is_valid() {
        let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
        if !passkey::remove(&mut tx, &session, passkey.id).await? {
            return Err(PageError::NotFound);
        }
        tx.commit().await?;
        return Ok(done(&state, &visitor, "passkey-removed"));
    }
    let form = FormState::blank().with("label", passkey.label.clone());
    let sheet = Sheet {
        passkey,
        form,
        removal,
    };
    let (desk, session) = Desk::member(&state, &visitor).await?;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    sheet.page(&state, &visitor, desk, &session, status).await
}

async fn one(desk: &mut Desk, session: &Session, id: &str) -> Result<CustomerPasskey, PageError> {
    let id: CustomerPasskeyId = id.parse().map_err(|_| PageError::NotFound)?;
    passkey::one(&mut desk.conn, session.customer, id)
        .await?
        .ok_or(PageError::NotFound)
}

fn read_label(form: &mut FormState<PasskeyForm>) -> Option<String> {
    let label = clean_label(form.value("label"));
    if label.is_none() {
        form.refuse("label", "error-passkey-label");
    }
    label
}

/// Says in the form why no passkey is added; gives how long to wait, where that is why.
fn complain(
    form: &mut FormState<PasskeyForm>,
    error: AddPasskeyError,
) -> Result<Option<jiff::SignedDuration>, PageError> {
    let key = match error {
        AddPasskeyError::TooMany => {
            form.refuse_whole(Message::new("error-passkey-many").with("most", passkey::MOST));
            return Ok(None);
        }
        AddPasskeyError::TooManyQuestions(TooManyQuestions::Wait(wait)) => {
            form.refuse_whole(wait_message(wait));
            return Ok(Some(wait));
        }
        AddPasskeyError::NoCustomer => return Err(PageError::SignIn),
        AddPasskeyError::Db(error)
        | AddPasskeyError::TooManyQuestions(TooManyQuestions::Db(error)) => {
            return Err(error.into());
        }
        AddPasskeyError::Late => "error-passkey-late",
        AddPasskeyError::Known => "error-passkey-known",
        AddPasskeyError::Refused(Refusal::Unverified) => "error-passkey-unverified",
        AddPasskeyError::Refused(Refusal::NotDiscoverable) => "error-passkey-not-kept",
        AddPasskeyError::Refused(_) => "error-passkey-not-made",
    };
    form.refuse_whole(key);
    Ok(None)
}

fn done(state: &ShopState, visitor: &Visitor, what: &str) -> Response {
    let values = [("klart", what)];
    see_other(&state.renderer.url(visitor.locale, "log_ins", &values))
}

async fn show_new(
    state: &ShopState,
    visitor: &Visitor,
    mut desk: Desk,
    session: &Session,
    form: FormState<PasskeyForm>,
    status: StatusCode,
) -> Result<Response, PageError> {
    let customer = customer(&mut desk, session).await?;
    let must_prove = must_prove(state, session, &customer);
    let view = PasskeyNewView {
        passkey_origin: offered(state, &mut desk.conn, session, must_prove).await?,
        head: head(state, visitor, "passkey_new"),
        aside: Aside { current: "log_ins" },
        origin: passkeys(state)?.place().origin.clone(),
        needs_current: needs_password(state, session, &customer),
        form,
    };
    answer(state, visitor, desk, &view, status).await
}

/// What the page of one passkey shows beside what is kept.
struct Sheet {
    passkey: CustomerPasskey,
    form: FormState<PasskeyForm>,
    removal: FormState<ProofForm>,
}

impl Sheet {
    async fn page(
        self,
        state: &ShopState,
        visitor: &Visitor,
        mut desk: Desk,
        session: &Session,
        status: StatusCode,
    ) -> Result<Response, PageError> {
        let customer = customer(&mut desk, session).await?;
        let id = self.passkey.id.to_string();
        let mut head = head(state, visitor, "log_ins");
        head.title = self.passkey.label.clone();
        let must_prove = must_prove(state, session, &customer);
        let view = PasskeyView {
            passkey_origin: offered(state, &mut desk.conn, session, must_prove).await?,
            head,
            aside: Aside { current: "log_ins" },
            id,
            label: self.passkey.label,
            created_at: self.passkey.created_at,
            last_used_at: self.passkey.last_used_at,
            needs_current: needs_password(state, session, &customer),
            has_password: customer.password_hash.is_some(),
            form: self.form,
            removal: self.removal,
        };
        answer(state, visitor, desk, &view, status).await
    }
}
