//! What is held about the customer: consents, everything in one file, and an end to it.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use commerce::customer::consent::{self, Purpose};
use commerce::customer::erase::{self, Kept};
use commerce::customer::{Customer, Session, export, listing};
use http::{HeaderValue, StatusCode, header};
use jiff::civil::Date;
use platform::clock::Timestamp;
use platform::i18n::Message;
use platform::render::{FormState, View};
use platform::web::{FormBody, PageError, QueryFields};
use serde::Serialize;

use super::cookies;
use super::forms::ProofForm;
use super::gate::answer;
use super::pages::head;
use super::proof::{needs_password, prove, prove_lately};
use super::views::Aside;
use crate::frame::Head;
use crate::page::see_other;
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// Something that may be agreed to, as it stands.
#[derive(Clone, Debug, Serialize)]
pub struct ConsentView {
    /// `newsletter` or `surveys`: the theme has the words.
    pub purpose: &'static str,
    /// Whether the customer agrees.
    pub is_given: bool,
    /// Since when; none when they have never answered.
    pub since: Option<Timestamp>,
}

/// An answer, as it was given.
#[derive(Clone, Debug, Serialize)]
pub struct AnswerView {
    /// The words that were shown.
    pub words: String,
    /// Given or taken back.
    pub is_given: bool,
    /// When.
    pub at: Timestamp,
}

/// What is held about the customer.
#[derive(Clone, Debug, Serialize)]
pub struct MyDataView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// What may be agreed to.
    pub consents: Vec<ConsentView>,
    /// Every answer, the latest first.
    pub answers: Vec<AnswerView>,
    /// Whether the present password must be given for the file.
    pub needs_current: bool,
    /// The file's form.
    pub form: FormState<ProofForm>,
    /// Whether an answer was just noted.
    pub is_noted: bool,
}

impl View for MyDataView {
    const TEMPLATE: &'static str = "shop/account-data.html";

    fn samples() -> Vec<Self> {
        let at: Timestamp = jiff::Timestamp::UNIX_EPOCH.into();
        let usual = Self {
            head: Head::sample("Personuppgifter"),
            aside: Aside { current: "my_data" },
            consents: vec![
                ConsentView {
                    purpose: "newsletter",
                    is_given: true,
                    since: Some(at),
                },
                ConsentView {
                    purpose: "surveys",
                    is_given: false,
                    since: None,
                },
            ],
            answers: [true, false]
                .map(|is_given| AnswerView {
                    words: "Jag vill ha nyheter via e-post.".into(),
                    is_given,
                    at,
                })
                .to_vec(),
            needs_current: false,
            form: FormState::blank(),
            is_noted: false,
        };
        let mut form = FormState::blank();
        form.refuse("current", "error-password-wrong");
        form.refuse_whole("error-not-fresh");
        let refused = Self {
            answers: Vec::new(),
            needs_current: true,
            form,
            is_noted: true,
            ..usual.clone()
        };
        vec![usual, refused]
    }
}

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
    /// Whether the present password must be given.
    pub needs_current: bool,
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
            needs_current: true,
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
            needs_current: false,
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

/// `GET /konto/personuppgifter`.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn show(
    State(state): State<ShopState>,
    visitor: Visitor,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let (desk, session) = Desk::member(&state, &visitor).await?;
    let (form, is_noted) = (FormState::blank(), query.has("klart"));
    render(
        &state,
        &visitor,
        desk,
        &session,
        form,
        is_noted,
        StatusCode::OK,
    )
    .await
}

async fn render(
    state: &ShopState,
    visitor: &Visitor,
    mut desk: Desk,
    session: &Session,
    form: FormState<ProofForm>,
    is_noted: bool,
    status: StatusCode,
) -> Result<Response, PageError> {
    let customer = customer(&mut desk, session).await?;
    let answers = consent::store::answers(&mut desk.conn, session.customer).await?;
    let consents = Purpose::ALL.map(|purpose| {
        let latest = answers.iter().find(|one| one.purpose == purpose.code());
        ConsentView {
            purpose: purpose.code(),
            is_given: latest.is_some_and(|one| one.is_given),
            since: latest.map(|one| one.at),
        }
    });
    let view = MyDataView {
        head: head(state, visitor, "my_data"),
        aside: Aside { current: "my_data" },
        consents: consents.to_vec(),
        answers: answers
            .into_iter()
            .map(|one| AnswerView {
                words: one.words,
                is_given: one.is_given,
                at: one.at,
            })
            .collect(),
        needs_current: customer.password_hash.is_some() && !session.is_fresh(state.now()),
        form,
        is_noted,
    };
    answer(state, visitor, desk, &view, status).await
}

/// `POST /konto/personuppgifter/samtycke`: `given` 1 or 0 to a `purpose`. The words kept are those of the page.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn consent(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (desk, session) = Desk::member(&state, &visitor).await?;
    let purpose = Purpose::from_code(fields.text("purpose")).ok_or(PageError::NotFound)?;
    let words = consent_words(&state, &visitor, purpose, &desk.facts.shop.name);
    drop(desk);
    let is_given = fields.text("given") == "1";
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    consent::answer(&mut tx, &session, purpose, is_given, &words).await?;
    tx.commit().await?;
    let done = [("klart", "samtycke")];
    Ok(see_other(&state.renderer.url(
        visitor.locale,
        "my_data",
        &done,
    )))
}

/// The words beside a purpose's button.
fn consent_words(state: &ShopState, visitor: &Visitor, purpose: Purpose, shop: &str) -> String {
    let key = format!("consent-{}-words", purpose.code());
    let message = Message::new(key.as_str()).with("shop", shop);
    state.renderer.text(visitor.locale, &message)
}

/// `POST /konto/personuppgifter/fil`: everything that is held about the customer, as JSON.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn download(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (mut desk, session) = Desk::member(&state, &visitor).await?;
    let customer = customer(&mut desk, &session).await?;
    drop(desk);
    let mut form: FormState<ProofForm> = FormState::blank();
    let own = (&session, &customer);
    prove_lately(&state, &visitor, own, &fields, &mut form).await?;
    if !form.is_valid() {
        let (desk, session) = Desk::member(&state, &visitor).await?;
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return render(&state, &visitor, desk, &session, form, false, status).await;
    }
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    let all = export::export(&mut tx, &session).await?;
    tx.commit().await?;
    let text = serde_json::to_string_pretty(&all).map_err(PageError::internal)?;
    let day = state.now().business_time().date();
    let name = format!("attachment; filename=\"{}-{day}.json\"", customer.number);
    let name = HeaderValue::from_str(&name).map_err(PageError::internal)?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json; charset=utf-8"),
        ),
        (header::CONTENT_DISPOSITION, name),
        (
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        ),
    ];
    Ok((headers, text).into_response())
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
    ask(
        &state,
        &visitor,
        desk,
        &session,
        FormState::blank(),
        StatusCode::OK,
    )
    .await
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
    // Done in another window a moment ago: whoever it was is nobody now.
    let kept = erase::erase(&mut tx, &session)
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
    let kept = erase::kept(&mut desk.conn, session.customer).await?;
    let view = EraseView {
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
        needs_current: false,
        form: FormState::blank(),
    }
}

async fn customer(desk: &mut Desk, session: &Session) -> Result<Customer, PageError> {
    listing::customer(&mut desk.conn, session.customer)
        .await?
        .ok_or(PageError::SignIn)
}
