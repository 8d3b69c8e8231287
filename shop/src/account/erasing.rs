//! An end to the account: what goes, what stays and until when, before and after.

use axum::extract::State;
use axum::response::Response;
use commerce::customer::Session;
use commerce::customer::erase::{self, Kept};
use http::StatusCode;
use jiff::civil::Date;
use platform::money::{Currency, Money};
use platform::render::{FormState, View};
use platform::web::{FormBody, PageError};
use serde::Serialize;

use super::cookies;
use super::forms::ProofForm;
use super::gate::answer;
use super::pages::head;
use super::passkey_proof::offered;
use super::proof::{customer, must_prove, needs_password, prove};
use crate::frame::Head;
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// Before the account is erased: what goes, what stays, until when. Afterwards the same, as done.
#[derive(Clone, Debug, Serialize)]
pub struct EraseView {
    /// For browsers.
    pub head: Head,
    /// Whether it has been done.
    pub is_done: bool,
    /// The address that logs in; empty afterwards.
    pub email: String,
    /// Orders that are kept.
    pub orders: i64,
    /// The last day of the last of them.
    pub until: Option<Date>,
    /// Orders that are under way.
    pub under_way: i64,
    /// Orders that may still be paid.
    pub waiting: i64,
    /// Store credit that is lost.
    pub credit: Vec<Money>,
    /// Companies that lose their only administrator.
    pub companies: Vec<String>,
    /// Whether the present password must be given.
    pub needs_current: bool,
    /// Where a passkey proves it instead: scheme, host and port. Empty where none can, or nothing must be proved.
    pub passkey_origin: String,
    /// The form.
    pub form: FormState<ProofForm>,
}

impl View for EraseView {
    const TEMPLATE: &'static str = "shop/account-erase.html";

    fn samples() -> Vec<Self> {
        let before = Self {
            head: Head::sample("Radera kontot"),
            is_done: false,
            email: "elin@exempel.se".into(),
            orders: 2,
            until: Some(jiff::civil::date(2033, 12, 31)),
            under_way: 1,
            waiting: 1,
            credit: vec![Money::new(25_000, Currency::SEK)],
            companies: vec!["Bageri Ek AB".into()],
            needs_current: true,
            passkey_origin: "https://nordbod.se".into(),
            form: FormState::blank(),
        };
        let mut form = FormState::blank();
        form.refuse("current", "error-password-wrong");
        form.refuse("sure", "error-erase-sure");
        let refused = Self {
            form,
            ..before.clone()
        };
        let nothing = Self {
            orders: 0,
            until: None,
            under_way: 0,
            waiting: 0,
            credit: Vec::new(),
            companies: Vec::new(),
            needs_current: false,
            passkey_origin: String::new(),
            ..before.clone()
        };
        let done = Self {
            is_done: true,
            email: String::new(),
            ..before.clone()
        };
        let all_gone = Self {
            is_done: true,
            ..nothing.clone()
        };
        vec![before, refused, nothing, done, all_gone]
    }
}

/// `GET /konto/personuppgifter/radera`.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn before_erasing(
    State(state): State<ShopState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let (desk, session) = Desk::member(&state, &visitor).await?;
    let form = FormState::blank();
    ask(&state, &visitor, desk, &session, form, StatusCode::OK).await
}

/// `POST /konto/personuppgifter/radera`.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn erase(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (mut desk, session) = Desk::member(&state, &visitor).await?;
    let customer = customer(&mut desk, &session).await?;
    drop(desk);
    let mut form: FormState<ProofForm> = FormState::from_pairs(fields.iter());
    if form.trimmed("sure").is_empty() {
        form.refuse("sure", "error-erase-sure");
    }
    let own = (&session, &customer);
    prove(&state, &visitor, own, &fields, &mut form).await?;
    if !form.is_valid() {
        let (desk, session) = Desk::member(&state, &visitor).await?;
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return ask(&state, &visitor, desk, &session, form, status).await;
    }
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    // Done, or logged out, in another window a moment ago.
    let kept = erase::by_customer(&mut tx, &session)
        .await?
        .ok_or(PageError::SignIn)?;
    tx.commit().await?;
    let desk = Desk::open(&state, &visitor).await?;
    let view = erase_view(&state, &visitor, "erased", kept);
    let page = answer(&state, &visitor, desk, &view, StatusCode::OK).await?;
    Ok(cookies::log_out(page, state.is_secure()))
}

async fn ask(
    state: &ShopState,
    visitor: &Visitor,
    mut desk: Desk,
    session: &Session,
    form: FormState<ProofForm>,
    status: StatusCode,
) -> Result<Response, PageError> {
    let customer = customer(&mut desk, session).await?;
    let kept = erase::kept(&mut desk.conn, session.customer, state.now()).await?;
    let must_prove = must_prove(state, session, &customer);
    let view = EraseView {
        passkey_origin: offered(state, &mut desk.conn, session, must_prove).await?,
        needs_current: needs_password(state, session, &customer),
        email: customer.email,
        form,
        ..erase_view(state, visitor, "erase", kept)
    };
    answer(state, visitor, desk, &view, status).await
}

fn erase_view(state: &ShopState, visitor: &Visitor, name: &'static str, kept: Kept) -> EraseView {
    let mut head = head(state, visitor, "erase");
    head.title = crate::page::text(state, visitor.locale, &format!("nav-{name}"));
    EraseView {
        head,
        is_done: name == "erased",
        email: String::new(),
        orders: kept.orders,
        until: kept.until,
        under_way: kept.under_way,
        waiting: kept.waiting,
        credit: kept.credit,
        companies: kept.companies,
        needs_current: false,
        passkey_origin: String::new(),
        form: FormState::blank(),
    }
}
