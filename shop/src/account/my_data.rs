//! What is held about the customer: consents, and everything in one file.

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use commerce::customer::Session;
use commerce::customer::consent::{self, Purpose};
use commerce::customer::export::{self, ExportError};
use commerce::legal::{self, LegalDocument};
use http::{HeaderValue, StatusCode, header};
use platform::clock::Timestamp;
use platform::files::spool::Spool;
use platform::i18n::Message;
use platform::render::{FormState, View};
use platform::web::{FormBody, PageError, QueryFields};
use serde::Serialize;

use super::forms::ProofForm;
use super::gate::{answer, wait_message};
use super::pages::head;
use super::passkey_proof::offered;
use super::proof::{customer, prove_lately};
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
    /// `yes`, `no` or `unanswered`: see [`consent::Standing`].
    pub standing: &'static str,
    /// Since when; none when they have never answered.
    pub since: Option<Timestamp>,
    /// Of the words that the page shows, and of the text about personal data that holds: an answer is to these.
    pub seal: String,
}

/// A version of the text about personal data.
#[derive(Clone, Debug, Serialize)]
pub struct PrivacyLink {
    /// From 1.
    pub version: i64,
    /// Where just that version is read.
    pub href: String,
}

/// An answer, as it was given.
#[derive(Clone, Debug, Serialize)]
pub struct AnswerView {
    /// The words that were shown.
    pub words: String,
    /// Given or taken back.
    pub is_given: bool,
    /// Which version of the words; none for answers from before they were counted.
    pub wording: Option<i64>,
    /// Which text about personal data held then; none where there was none, and for older answers.
    pub privacy: Option<PrivacyLink>,
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
    /// The text about personal data that holds; none where none is published.
    pub privacy: Option<PrivacyLink>,
    /// Every answer, the latest first.
    pub answers: Vec<AnswerView>,
    /// Whether the present password must be given for the file.
    pub needs_current: bool,
    /// Where a passkey proves it instead: scheme, host and port. Empty where none can, or nothing must be proved.
    pub passkey_origin: String,
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
        let privacy = PrivacyLink {
            version: 3,
            href: "/personuppgifter?version=3".into(),
        };
        let consent = |purpose, standing, since| ConsentView {
            purpose,
            standing,
            since,
            seal: "1c0ffee5".into(),
        };
        let usual = Self {
            head: Head::sample("Personuppgifter"),
            aside: Aside { current: "my_data" },
            consents: vec![
                consent("newsletter", "yes", Some(at)),
                consent("surveys", "unanswered", None),
            ],
            privacy: Some(privacy.clone()),
            answers: [Some(privacy), None]
                .map(|privacy| AnswerView {
                    words: "Jag vill ha nyheter via e-post.".into(),
                    is_given: privacy.is_some(),
                    wording: privacy.as_ref().map(|_| 2),
                    privacy,
                    at,
                })
                .to_vec(),
            needs_current: false,
            passkey_origin: String::new(),
            form: FormState::blank(),
            is_noted: false,
            is_reworded: false,
        };
        let mut form = FormState::blank();
        form.refuse("current", "error-password-wrong");
        form.refuse_whole("error-not-fresh");
        let refused = Self {
            consents: vec![
                consent("newsletter", "unanswered", None),
                consent("surveys", "no", Some(at)),
            ],
            privacy: None,
            answers: Vec::new(),
            needs_current: true,
            passkey_origin: "https://nordbod.se".into(),
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
    let standing = consent::standing(&mut desk.conn, session.customer).await?;
    let privacy = privacy(&mut desk, visitor).await?;
    let version = privacy.as_ref().map_or(0, |document| document.version);
    let shop = desk.facts.shop.name.clone();
    let consents = standing.map(|stand| ConsentView {
        purpose: stand.purpose.code(),
        standing: stand.is.as_str(),
        since: stand.since,
        seal: seal(
            &consent_words(state, visitor, stand.purpose, &shop),
            version,
        ),
    });
    let link = |version: i32| {
        let number = version.to_string();
        let values = [("version", number.as_str())];
        PrivacyLink {
            version: version.into(),
            href: state.renderer.url(visitor.locale, "privacy", &values),
        }
    };
    let is_stale = !session.is_fresh(state.now());
    let view = MyDataView {
        passkey_origin: offered(state, &mut desk.conn, session, is_stale).await?,
        head: head(state, visitor, "my_data"),
        aside: Aside { current: "my_data" },
        consents: consents.to_vec(),
        privacy: privacy.map(|document| link(document.version)),
        answers: answers
            .into_iter()
            .map(|one| AnswerView {
                words: one.words,
                is_given: one.is_given,
                wording: one.wording.map(i64::from),
                privacy: one.privacy_version.map(link),
                at: one.at,
            })
            .collect(),
        needs_current: customer.password_hash.is_some() && is_stale,
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
    let (mut desk, session) = Desk::member(&state, &visitor).await?;
    let purpose = Purpose::from_code(fields.text("purpose")).ok_or(PageError::NotFound)?;
    let words = consent_words(&state, &visitor, purpose, &desk.facts.shop.name);
    let shop_id = desk.facts.shop.id;
    let version = privacy(&mut desk, &visitor)
        .await?
        .map_or(0, |document| document.version);
    if fields.text("seal") != seal(&words, version) {
        let (form, status) = (FormState::blank(), StatusCode::UNPROCESSABLE_ENTITY);
        let own = (desk, session);
        return render(&state, &visitor, own, form, Told::Reworded, status).await;
    }
    drop(desk);
    let is_given = fields.text("given") == "1";
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    let asked = consent::Asked {
        shop_id,
        locale: visitor.locale.code(),
        words: &words,
    };
    consent::answer(&mut tx, &session, purpose, is_given, asked).await?;
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

/// The text about personal data that holds.
async fn privacy(desk: &mut Desk, visitor: &Visitor) -> Result<Option<LegalDocument>, PageError> {
    let (shop_id, at) = (desk.facts.shop.id, desk.seen.at);
    let locale = visitor.locale.code();
    Ok(legal::current(&mut desk.conn, shop_id, "privacy", locale, at).await?)
}

/// What tells words, beside a version of the text about personal data, apart from others.
fn seal(words: &str, privacy: i32) -> String {
    let both = format!("{privacy}\n{words}");
    data_encoding::HEXLOWER.encode(&platform::secret::hash_token(&both)[..8])
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
    let mut file = Spool::new();
    export::write(&mut tx, session.customer, &mut file)
        .await
        .map_err(PageError::internal)?;
    tx.commit().await?;
    let pieces = file.into_pieces().await.map_err(PageError::internal)?;
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
    Ok((headers, Body::from_stream(pieces)).into_response())
}
