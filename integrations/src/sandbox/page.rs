//! The hosted payment page: `GET` and `POST /c/pay/{session}` (form field `outcome`), and its 3-D Secure step `/c/pay/{session}/3ds`.

use std::fmt::Write as _;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;

use super::book::{IntentStatus, Session, SessionStatus};
use super::form::{self, Fields};
use super::outcome::{Next, Outcome, choose, returning};
use super::state::SandboxState;
use super::texts::{Tongue, escape};

type Id = Result<Path<String>, PathRejection>;

const STYLE: &str = include_str!("page.css");

/// The pages and their style.
pub fn router() -> Router<SandboxState> {
    Router::new()
        .route("/c/pay/{id}", get(show).post(pay))
        .route("/c/pay/{id}/3ds", get(show_secure).post(pay))
        .route("/style.css", get(style))
        .layer(DefaultBodyLimit::max(16 * 1024))
}

async fn style() -> impl IntoResponse {
    (
        [
            (header::CONTENT_TYPE, "text/css; charset=utf-8"),
            (header::CACHE_CONTROL, "public, max-age=300"),
        ],
        STYLE,
    )
}

/// What a page shows of a session.
struct Sight {
    session: Session,
    is_refused: bool,
    is_in_action: bool,
}

fn sight(state: &SandboxState, id: &Id) -> Option<Sight> {
    let Path(id) = id.as_ref().ok()?;
    let now = state.now();
    state.read(|book| {
        let mut session = book.sessions.get(id)?.clone();
        if session.status == SessionStatus::Open && session.expires_at <= now {
            session.status = SessionStatus::Expired;
        }
        let intent = session.intent.as_ref().and_then(|id| book.intents.get(id));
        let is_refused = intent.is_some_and(|i| {
            i.last_error.is_some() && i.status == IntentStatus::RequiresPaymentMethod
        });
        let is_in_action = intent.is_some_and(|i| i.status == IntentStatus::RequiresAction);
        Some(Sight {
            session,
            is_refused,
            is_in_action,
        })
    })
}

async fn show(State(state): State<SandboxState>, id: Id) -> Response {
    match sight(&state, &id) {
        Some(sight) => payment_page(&state, &sight, StatusCode::OK, false),
        None => no_such_page(),
    }
}

async fn show_secure(State(state): State<SandboxState>, id: Id) -> Response {
    match sight(&state, &id) {
        Some(sight) if sight.is_in_action && sight.session.status == SessionStatus::Open => {
            secure_page(&state, &sight)
        }
        Some(sight) => {
            Redirect::to(&super::objects::page_url("", &sight.session.id)).into_response()
        }
        None => no_such_page(),
    }
}

async fn pay(
    State(state): State<SandboxState>,
    id: Id,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let Some(sight) = sight(&state, &id) else {
        return no_such_page();
    };
    let Some(outcome) = body.ok().and_then(|body| chosen(&body)) else {
        return payment_page(&state, &sight, StatusCode::UNPROCESSABLE_ENTITY, true);
    };
    let id = sight.session.id;
    let next = state
        .write(|scene, change| {
            scene
                .book
                .sessions
                .get(&id)
                .map(|s| choose(scene, s, outcome, change))
        })
        .await;
    match next {
        Ok(Some(Next::To(address))) => see_other(&address),
        Ok(Some(Next::Told(address, deliveries))) => {
            state.deliver(deliveries).await;
            see_other(&address)
        }
        Ok(None) => no_such_page(),
        Err(error) => error.into_response(),
    }
}

fn chosen(body: &[u8]) -> Option<Outcome> {
    let tree = form::parse(body).ok()?;
    Outcome::parse(Fields::root(&tree).text("outcome", 40).ok()??)
}

/// `Redirect` panics on what no header may hold; an address was checked when it came, but the journal may be older than the check.
fn see_other(address: &str) -> Response {
    match HeaderValue::from_str(address) {
        Ok(value) => (StatusCode::SEE_OTHER, [(header::LOCATION, value)]).into_response(),
        Err(_) => no_such_page(),
    }
}

fn no_such_page() -> Response {
    let body = "<main class=\"card\"><h1>Betalningen finns inte</h1><p>Adressen är fel, eller så har teststationen börjat om.</p>\
                <p lang=\"en\">There is no such payment.</p></main>";
    html(StatusCode::NOT_FOUND, Tongue::Sv, "Finns inte", body, &[])
}

fn payment_page(
    state: &SandboxState,
    sight: &Sight,
    status: StatusCode,
    is_unclear: bool,
) -> Response {
    let session = &sight.session;
    let tongue = Tongue::of(session.locale.as_deref());
    let mut body = String::from("<main class=\"card\">");
    body.push_str(&bill(session, tongue, &state.0.config.shop_name));
    match session.status {
        SessionStatus::Open => {
            body.push_str(&choices(session, tongue, sight.is_refused, is_unclear))
        }
        SessionStatus::Complete => body.push_str(&ending(
            tongue.pick("Du är klar här", "You are done here"),
            tongue.pick(
                "Betalningen är redan genomförd. Du kan gå tillbaka till butiken.",
                "This payment has been made. You can return to the shop.",
            ),
            &returning(session),
            tongue,
        )),
        SessionStatus::Expired => body.push_str(&ending(
            tongue.pick("Tiden har gått ut", "Time has run out"),
            tongue.pick(
                "Inga pengar har dragits. Gå tillbaka till butiken och försök igen.",
                "No money has been taken. Return to the shop and try again.",
            ),
            session.cancel_url.as_deref().unwrap_or("/"),
            tongue,
        )),
    }
    body.push_str("</main>");
    let title = tongue.pick("Betala", "Pay");
    html(
        status,
        tongue,
        title,
        &body,
        &[Some(&session.success_url), session.cancel_url.as_ref()],
    )
}

fn bill(session: &Session, tongue: Tongue, shop: &str) -> String {
    let order = session
        .metadata
        .get("order_number")
        .or(session.description.as_ref());
    let mut text = format!("<p class=\"shop\">{}</p>", escape(shop));
    let _ = write!(
        text,
        "<h1><span class=\"quiet\">{}</span> {}</h1>",
        tongue.pick("Att betala", "To pay"),
        tongue.money(session.amount, &session.currency)
    );
    if let Some(order) = order {
        let _ = write!(
            text,
            "<p class=\"quiet\">{} {}</p>",
            tongue.pick("Order", "Order"),
            escape(order)
        );
    }
    let _ = write!(
        text,
        "<table><caption class=\"hidden\">{}</caption><tbody>",
        tongue.pick("Det du köper", "What you buy")
    );
    for row in &session.rows {
        let count = if row.quantity == 1 {
            String::new()
        } else {
            format!("{}\u{a0}× ", row.quantity)
        };
        let more = row
            .description
            .as_ref()
            .map(|d| format!("<br><small>{}</small>", escape(d)))
            .unwrap_or_default();
        let sum = tongue.money(
            row.unit_amount.saturating_mul(row.quantity),
            &session.currency,
        );
        let _ = write!(
            text,
            "<tr><th scope=\"row\">{count}{}{more}</th><td>{sum}</td></tr>",
            escape(&row.name)
        );
    }
    text.push_str("</tbody></table>");
    text
}

fn choices(session: &Session, tongue: Tongue, is_refused: bool, is_unclear: bool) -> String {
    let mut text = String::new();
    let words = Words::of(session.method(), tongue);
    if is_refused {
        text.push_str(&alert(
            words.refused,
            tongue.pick(
                "Inga pengar har dragits. Försök igen eller gå tillbaka till butiken.",
                "No money has been taken. Try again, or return to the shop.",
            ),
        ));
    }
    if is_unclear {
        text.push_str(&alert(
            tongue.pick("Välj ett utfall", "Choose an outcome"),
            tongue.pick("Valet gick inte att läsa.", "The choice could not be read."),
        ));
    }
    let pay = format!(
        "{} {}",
        words.approve,
        tongue.money(session.amount, &session.currency)
    );
    if !words.what.is_empty() {
        let _ = write!(text, "<p>{}</p>", words.what);
    }
    let _ = write!(
        text,
        "<form method=\"post\" action=\"/c/pay/{}\">",
        escape(&session.id)
    );
    let _ = write!(
        text,
        "<button class=\"primary\" name=\"outcome\" value=\"approve\">{pay}</button>"
    );
    let _ = write!(
        text,
        "<fieldset><legend>{}</legend>",
        tongue.pick("Eller prova något annat", "Or try something else")
    );
    let fitting = other_choices(tongue, &words)
        .into_iter()
        .filter(|(outcome, ..)| can_play(session.method(), *outcome));
    for (outcome, name, what) in fitting {
        let word = outcome.word();
        let _ = write!(
            text,
            "<button name=\"outcome\" value=\"{word}\" aria-describedby=\"d-{word}\">{name}</button><p id=\"d-{word}\">{what}</p>"
        );
    }
    let back = tongue.pick("Avbryt och gå tillbaka", "Cancel and go back");
    let _ = write!(
        text,
        "</fieldset><button class=\"plain\" name=\"outcome\" value=\"abandon\">{back}</button></form>"
    );
    text
}

/// What an answer of each kind is called for one way to pay.
struct Words {
    approve: &'static str,
    what: &'static str,
    decline: &'static str,
    why: &'static str,
    refused: &'static str,
}

impl Words {
    fn of(method: &str, tongue: Tongue) -> Self {
        match method {
            "swish" => Self {
                approve: tongue.pick("Godkänn i appen:", "Approve in the app:"),
                what: tongue.pick(
                    "Öppna Swish på mobilen. Här spelar knapparna appen.",
                    "Open Swish on your phone. Here, the buttons play the app.",
                ),
                decline: tongue.pick("Neka i appen", "Decline in the app"),
                why: tongue.pick(
                    "Som att trycka på Avbryt i Swish. Du kan försöka igen.",
                    "Like pressing Cancel in Swish. You may try again.",
                ),
                refused: tongue.pick("Du nekade i Swish", "You declined in Swish"),
            },
            "klarna" => Self {
                approve: tongue.pick("Godkänn köpet hos Klarna:", "Approve with Klarna:"),
                what: tongue.pick(
                    "Klarna prövar din kredit. Här bestämmer du svaret.",
                    "Klarna assesses your credit. Here you decide the answer.",
                ),
                decline: tongue.pick("Klarna säger nej", "Klarna says no"),
                why: tongue.pick(
                    "Krediten beviljas inte. Du kan försöka igen.",
                    "The credit is not granted. You may try again.",
                ),
                refused: tongue.pick("Klarna sa nej", "Klarna said no"),
            },
            _ => Self {
                approve: tongue.pick("Betala", "Pay"),
                what: "",
                decline: tongue.pick("Neka kortet", "Decline the card"),
                why: tongue.pick(
                    "Täckning saknas. Du kan försöka igen.",
                    "Insufficient funds. You may try again.",
                ),
                refused: tongue.pick("Kortet nekades", "The card was declined"),
            },
        }
    }
}

/// Only cards know 3-D Secure, and Swish answers at once.
fn can_play(method: &str, outcome: Outcome) -> bool {
    match outcome {
        Outcome::Secure => method == "card",
        Outcome::Slow | Outcome::SlowDecline => method != "swish",
        _ => true,
    }
}

fn other_choices(tongue: Tongue, words: &Words) -> [(Outcome, &'static str, &'static str); 7] {
    [
        (Outcome::Decline, words.decline, words.why),
        (
            Outcome::Secure,
            tongue.pick("Kräv 3-D Secure", "Ask for 3-D Secure"),
            tongue.pick(
                "Banken vill att du legitimerar dig först.",
                "The bank wants to know who you are first.",
            ),
        ),
        (
            Outcome::Slow,
            tongue.pick("Långsam bank, ja", "Slow bank, yes"),
            tongue.pick(
                "Du skickas tillbaka, pengarna kommer senare.",
                "You are sent back, the money comes later.",
            ),
        ),
        (
            Outcome::SlowDecline,
            tongue.pick("Långsam bank, nej", "Slow bank, no"),
            tongue.pick(
                "Du skickas tillbaka, banken säger nej senare.",
                "You are sent back, the bank says no later.",
            ),
        ),
        (
            Outcome::WebhookFirst,
            tongue.pick("Besked först", "Message first"),
            tongue.pick(
                "Butiken får veta innan du är tillbaka.",
                "The shop is told before you are back.",
            ),
        ),
        (
            Outcome::WebhookTwice,
            tongue.pick("Dubbla besked", "Message twice"),
            tongue.pick(
                "Butiken får samma besked två gånger samtidigt.",
                "The shop is told the same thing twice at once.",
            ),
        ),
        (
            Outcome::WebhookLost,
            tongue.pick("Inget besked", "Message lost"),
            tongue.pick(
                "Butiken får aldrig något besked härifrån.",
                "The shop is never told from here.",
            ),
        ),
    ]
}

fn alert(title: &str, words: &str) -> String {
    format!("<div class=\"alert\" role=\"alert\"><strong>{title}</strong><p>{words}</p></div>")
}

fn ending(title: &str, words: &str, address: &str, tongue: Tongue) -> String {
    let back = tongue.pick("Till butiken", "To the shop");
    format!(
        "<h2>{title}</h2><p>{words}</p><p><a class=\"primary\" href=\"{}\">{back}</a></p>",
        escape(address)
    )
}

fn secure_page(state: &SandboxState, sight: &Sight) -> Response {
    let session = &sight.session;
    let tongue = Tongue::of(session.locale.as_deref());
    let mut body = String::from("<main class=\"card\">");
    let _ = write!(
        body,
        "<p class=\"shop\">{}</p>",
        tongue.pick("Testbanken", "The test bank")
    );
    let _ = write!(
        body,
        "<h1>{}</h1><p>{}</p>",
        tongue.pick("Är det du som betalar?", "Is it you who is paying?"),
        tongue.pick(
            format!(
                "{} vill dra {}. Här skulle du ha legitimerat dig hos din bank.",
                escape(&state.0.config.shop_name),
                tongue.money(session.amount, &session.currency)
            ),
            format!(
                "{} wants to take {}. Here you would have identified yourself at your bank.",
                escape(&state.0.config.shop_name),
                tongue.money(session.amount, &session.currency)
            ),
        )
    );
    let _ = write!(
        body,
        "<form method=\"post\" action=\"/c/pay/{}/3ds\"><button class=\"primary\" name=\"outcome\" value=\"secure_approve\">{}</button>\
         <button class=\"plain\" name=\"outcome\" value=\"secure_fail\">{}</button></form></main>",
        escape(&session.id),
        tongue.pick("Ja, godkänn", "Yes, approve"),
        tongue.pick("Nej, det är inte jag", "No, it is not me"),
    );
    html(
        StatusCode::OK,
        tongue,
        "3-D Secure",
        &body,
        &[Some(&session.success_url), session.cancel_url.as_ref()],
    )
}

/// A whole page. `form-action` names where the form may lead: browsers check the redirect's address, too.
pub(super) fn html(
    status: StatusCode,
    tongue: Tongue,
    title: &str,
    body: &str,
    leads_to: &[Option<&String>],
) -> Response {
    let origins: String = leads_to
        .iter()
        .filter_map(|address| reqwest::Url::parse(address.as_ref()?).ok())
        .map(|url| format!(" {}", url.origin().ascii_serialization()))
        .collect();
    let policy = format!(
        "default-src 'none'; style-src 'self'; form-action 'self'{origins}; base-uri 'none'; frame-ancestors 'none'"
    );
    let notice = tongue.pick(
        "<strong>Teststation:</strong> inga riktiga pengar",
        "<strong>Test station:</strong> no real money",
    );
    let page = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"robots\" content=\"noindex\"><meta name=\"color-scheme\" content=\"light dark\"><title>{} · {}</title>\
         <link rel=\"stylesheet\" href=\"/style.css\"></head><body><header class=\"notice\"><p>{notice}</p></header>{body}</body></html>",
        tongue.code(),
        escape(title),
        tongue.pick("Teststation", "Test station"),
    );
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
        (
            header::REFERRER_POLICY,
            HeaderValue::from_static("no-referrer"),
        ),
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_str(&policy)
                .unwrap_or(HeaderValue::from_static("default-src 'none'")),
        ),
    ];
    (status, headers, page).into_response()
}
