//! The customer's own details: name, telephone, and the address that they log in with.

use axum::extract::State;
use axum::response::Response;
use commerce::customer::Session;
use commerce::customer::details::{self, ChangeDetailsError, Details, email};
use commerce::customer::link::{self, LinkPurpose, Wish};
use commerce::shop_door;
use http::StatusCode;
use platform::auth::attempt::NotHeard;
use platform::render::{FormState, View};
use platform::web::{FormBody, PageError, QueryFields};
use serde::Serialize;

use super::forms::{DetailsForm, EmailForm, read_email, read_name, read_phone};
use super::gate::{answer, late, wait_message};
use super::pages::head;
use super::passkey_proof::offered;
use super::proof::{customer, must_prove, needs_password, prove};
use super::views::Aside;
use crate::frame::Head;
use crate::page::see_other;
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// The customer's details.
#[derive(Clone, Debug, Serialize)]
pub struct DetailsView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// `KND-10001`.
    pub number: String,
    /// The address that logs in.
    pub email: String,
    /// Whether the present password must be given for another address.
    pub needs_current: bool,
    /// Where a passkey proves it instead: scheme, host and port. Empty where none can, or nothing must be proved.
    pub passkey_origin: String,
    /// Name and telephone.
    pub form: FormState<DetailsForm>,
    /// Another address.
    pub email_form: FormState<EmailForm>,
    /// What was just done: `details`, `email` (a link is on its way), `moved` (it was opened), or nothing.
    pub done: &'static str,
}

impl View for DetailsView {
    const TEMPLATE: &'static str = "shop/account-details.html";

    fn samples() -> Vec<Self> {
        let usual = Self {
            head: Head::sample("Uppgifter"),
            aside: Aside { current: "details" },
            number: "KND-10001".into(),
            email: "elin@exempel.se".into(),
            needs_current: true,
            passkey_origin: "https://nordbod.se".into(),
            form: FormState::blank().with("name", "Elin Sandahl"),
            email_form: FormState::blank(),
            done: "",
        };
        let mut form = FormState::blank();
        form.refuse("name", "error-name");
        form.refuse_whole("error-stale");
        let mut email_form = FormState::blank().with("email", "elin");
        email_form.refuse("email", "error-email-same");
        email_form.refuse_whole("error-not-fresh");
        let refused = Self {
            needs_current: false,
            form,
            email_form,
            ..usual.clone()
        };
        let mut views = vec![refused];
        views.extend(["details", "email", "moved", ""].map(|done| Self {
            done,
            ..usual.clone()
        }));
        views
    }
}

/// `GET /konto/uppgifter`.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let (desk, session) = Desk::member(&state, &visitor).await?;
    let done = ["details", "email", "moved"]
        .into_iter()
        .find(|known| *known == query.text("klart"))
        .unwrap_or_default();
    let sheet = Sheet {
        form: None,
        email_form: FormState::blank(),
        done,
    };
    sheet
        .page(&state, &visitor, desk, &session, StatusCode::OK)
        .await
}

/// `POST /konto/uppgifter`: name and telephone.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn change(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (desk, session) = Desk::member(&state, &visitor).await?;
    let country = desk.facts.shop.country.clone();
    drop(desk);
    let mut form: FormState<DetailsForm> = FormState::from_pairs(fields.iter());
    let name = read_name(&mut form);
    let phone = read_phone(&mut form, &country);
    if let (Some(name), Some(phone), true) = (name, phone, form.is_valid()) {
        let details = Details {
            name,
            phone,
            row_version: fields.text("version").parse().unwrap_or_default(),
        };
        let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
        match details::change(&mut tx, &session, &details).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(done(&state, &visitor, "details"));
            }
            Err(ChangeDetailsError::Stale) => form.refuse_whole("error-stale"),
            Err(ChangeDetailsError::Db(error)) => return Err(error.into()),
        }
    }
    let sheet = Sheet {
        form: Some(form),
        email_form: FormState::blank(),
        done: "",
    };
    let (desk, session) = Desk::member(&state, &visitor).await?;
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    sheet.page(&state, &visitor, desk, &session, status).await
}

/// `POST /konto/uppgifter/epost`: a link to the new address. The answer is the same whether somebody has it or not.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn change_email(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (mut desk, session) = Desk::member(&state, &visitor).await?;
    let customer = customer(&mut desk, &session).await?;
    drop(desk);
    let mut form: FormState<EmailForm> = FormState::from_pairs(fields.iter());
    let email = read_email(&mut form);
    if email
        .as_ref()
        .is_some_and(|email| email.to_lowercase() == customer.email.to_lowercase())
    {
        form.refuse("email", "error-email-same");
    }
    let own = (&session, &customer);
    prove(&state, &visitor, own, &fields, &mut form).await?;
    let mut waits = None;
    if let Some(email) = email.filter(|_| form.is_valid()) {
        match ask(&state, &visitor, &session, email).await? {
            Ok(()) => return Ok(done(&state, &visitor, "email")),
            Err(wait) => {
                form.refuse_whole(wait_message(wait));
                waits = Some(wait);
            }
        }
    }
    let sheet = Sheet {
        form: None,
        email_form: form,
        done: "",
    };
    let (desk, session) = Desk::member(&state, &visitor).await?;
    let status = match waits {
        Some(_) => StatusCode::TOO_MANY_REQUESTS,
        None => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = sheet.page(&state, &visitor, desk, &session, status).await?;
    match waits {
        Some(wait) => late(page, wait),
        None => Ok(page),
    }
}

/// Sends the link, or says how long to wait.
async fn ask(
    state: &ShopState,
    visitor: &Visitor,
    session: &Session,
    email: String,
) -> Result<Result<(), jiff::SignedDuration>, PageError> {
    let wish = Wish {
        purpose: LinkPurpose::ChangeEmail,
        email,
        name: String::new(),
        locale: visitor.locale.code().to_owned(),
        next_path: String::new(),
        address: visitor.address,
    };
    let mut tx = state.db.begin(visitor.origin_of(session)).await?;
    match link::count(&mut tx, &wish, visitor.device.as_ref()).await {
        Ok(()) => {}
        Err(NotHeard::Wait(wait)) => return Ok(Err(wait)),
        Err(NotHeard::Db(error)) => return Err(error.into()),
    }
    // In a transaction of its own: whoever opens a link locks the account first, and the counts last.
    tx.commit().await?;
    let mut tx = state.db.begin(visitor.origin_of(session)).await?;
    let asked = email::ask(&mut tx, session, &wish)
        .await?
        .ok_or(PageError::SignIn)?;
    let shop = state.facts(&mut tx).await?.shop.id;
    shop_door::note_link(&mut tx, asked, shop).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

fn done(state: &ShopState, visitor: &Visitor, what: &str) -> Response {
    let values = [("klart", what)];
    see_other(&state.renderer.url(visitor.locale, "details", &values))
}

/// What the page shows beside what is kept.
struct Sheet {
    /// As it was sent; as it is kept when nothing was.
    form: Option<FormState<DetailsForm>>,
    email_form: FormState<EmailForm>,
    done: &'static str,
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
        let kept =
            |form: FormState<DetailsForm>| form.with("version", customer.row_version.to_string());
        let form = match self.form {
            // What somebody else wrote meanwhile has been told of; sending again is a decision.
            Some(form) => kept(form),
            None => kept(FormState::blank())
                .with("name", customer.name.as_str())
                .with("phone", customer.phone.as_str()),
        };
        let must_prove = must_prove(state, session, &customer);
        let passkey_origin = offered(state, &mut desk.conn, session, must_prove).await?;
        let view = DetailsView {
            passkey_origin,
            head: head(state, visitor, "details"),
            aside: Aside { current: "details" },
            number: customer.number.clone(),
            email: customer.email.clone(),
            needs_current: needs_password(state, session, &customer),
            form,
            email_form: self.email_form,
            done: self.done,
        };
        answer(state, visitor, desk, &view, status).await
    }
}
