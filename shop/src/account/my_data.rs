//! What is held about the customer: consents, and everything in one file.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use commerce::customer::consent::{self, Purpose};
use commerce::customer::export::{self, ExportError};
use commerce::customer::{Customer, Session, listing};
use http::{HeaderValue, StatusCode, header};
use platform::clock::Timestamp;
use platform::i18n::Message;
use platform::render::{FormState, View};
use platform::web::{FormBody, PageError, QueryFields};
use serde::Serialize;

use super::forms::ProofForm;
use super::gate::{answer, wait_message};
use super::pages::head;
use super::proof::prove_lately;
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
    /// Of the words that the page shows: an answer is to these.
    pub seal: String,
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
    /// Whether an answer was not noted, since the words have been changed meanwhile.
    pub is_reworded: bool,
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
                    seal: "1c0ffee5".into(),
                },
                ConsentView {
                    purpose: "surveys",
                    is_given: false,
                    since: None,
                    seal: "1c0ffee5".into(),
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
            is_reworded: false,
        };
        let mut form = FormState::blank();
        form.refuse("current", "error-password-wrong");
        form.refuse_whole("error-not-fresh");
        let refused = Self {
            answers: Vec::new(),
            needs_current: true,
            form,
            is_noted: true,
            is_reworded: true,
            ..usual.clone()
        };
        vec![usual, refused]
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
    let told = if query.has("klart") {
        Told::Noted
    } else {
        Told::Nothing
    };
    let form = FormState::blank();
    render(
        &state,
        &visitor,
        (desk, session),
        form,
        told,
        StatusCode::OK,
    )
    .await
}

/// What the page tells first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Nothing,
    Noted,
    Reworded,
}

async fn render(
    state: &ShopState,
    visitor: &Visitor,
    (mut desk, session): (Desk, Session),
    form: FormState<ProofForm>,
    told: Told,
    status: StatusCode,
) -> Result<Response, PageError> {
    let session = &session;
    let customer = customer(&mut desk, session).await?;
    let answers = consent::store::answers(&mut desk.conn, session.customer).await?;
    let standing = consent::store::standing(&mut desk.conn, session.customer).await?;
    let consents = Purpose::ALL.map(|purpose| {
        let latest = standing.iter().find(|one| one.purpose == purpose.code());
        ConsentView {
            purpose: purpose.code(),
            is_given: latest.is_some_and(|one| one.is_given),
            since: latest.map(|one| one.at),
            seal: seal(&consent_words(
                state,
                visitor,
                purpose,
                &desk.facts.shop.name,
            )),
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
        is_noted: told == Told::Noted,
        is_reworded: told == Told::Reworded,
    };
    answer(state, visitor, desk, &view, status).await
}

/// `POST /konto/personuppgifter/samtycke`: `given` 1 or 0 to a `purpose`. The words kept are those that the page showed: it sends their seal along, and
/// where they have been changed meanwhile it is shown anew.
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
    if fields.text("seal") != seal(&words) {
        let (form, status) = (FormState::blank(), StatusCode::UNPROCESSABLE_ENTITY);
        let own = (desk, session);
        return render(&state, &visitor, own, form, Told::Reworded, status).await;
    }
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

/// What tells words apart from others.
fn seal(words: &str) -> String {
    data_encoding::HEXLOWER.encode(&platform::secret::hash_token(words)[..8])
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
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if form.is_valid() {
        let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
        match export::begin(&mut tx, session.customer).await {
            Ok(()) => tx.commit().await?,
            Err(ExportError::NoCustomer) => return Err(PageError::SignIn),
            Err(ExportError::TooMany(from)) => {
                form.refuse_whole(wait_message(from.since(tx.now())));
                status = StatusCode::TOO_MANY_REQUESTS;
            }
            Err(ExportError::Db(error)) => return Err(error.into()),
        }
    }
    if !form.is_valid() {
        let own = Desk::member(&state, &visitor).await?;
        return render(&state, &visitor, own, form, Told::Nothing, status).await;
    }
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    let all = export::gather(&mut tx, session.customer).await?;
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

pub(super) async fn customer(desk: &mut Desk, session: &Session) -> Result<Customer, PageError> {
    listing::customer(&mut desk.conn, session.customer)
        .await?
        .ok_or(PageError::SignIn)
}
