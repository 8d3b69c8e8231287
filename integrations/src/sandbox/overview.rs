//! `/`: the latest sessions and what became of them.

use std::fmt::Write as _;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use platform::clock::Timestamp;

use super::book::{Book, DeliveryState, Session, SessionStatus};
use super::objects::page_url;
use super::outcome::Outcome;
use super::page::html;
use super::state::SandboxState;
use super::texts::{Tongue, escape};

/// Sessions shown.
const SHOWN: usize = 50;

/// `/`
pub fn router() -> Router<SandboxState> {
    Router::new().route("/", get(show))
}

async fn show(State(state): State<SandboxState>) -> Response {
    let mut body = String::from(
        "<main class=\"card wide\"><p class=\"shop\">Teststation för betalningar</p><h1>Senaste betalningarna</h1>\
         <p class=\"quiet\">Stationen talar Stripes språk, men inga pengar rör sig.</p><div class=\"scroll\"><table><thead><tr>\
         <th scope=\"col\">Tid</th><th scope=\"col\">Order</th><th scope=\"col\">Summa</th><th scope=\"col\">Läge</th>\
         <th scope=\"col\">Val på betalsidan</th><th scope=\"col\">Besked till butiken</th></tr></thead><tbody>",
    );
    state.read(|book| {
        if book.order.is_empty() {
            body.push_str("<tr><td colspan=\"6\">Ingen har börjat betala än.</td></tr>");
        }
        for session in book
            .order
            .iter()
            .rev()
            .take(SHOWN)
            .filter_map(|id| book.sessions.get(id))
        {
            body.push_str(&row(session, book, state.now()));
        }
    });
    body.push_str("</tbody></table></div><h2>För skript</h2><p>Välj utfall utan webbläsare: <code>POST /c/pay/&lt;session&gt;</code> med fältet <code>outcome</code> satt till ");
    let words: Vec<String> = Outcome::ALL
        .iter()
        .map(|outcome| format!("<code>{}</code>", outcome.word()))
        .collect();
    let _ = write!(
        body,
        "{}. Svaret är 303 dit kunden ska.</p><h2>Momsnummer (VIES)</h2><p>Nummer som slutar på <code>200</code> är ogiltiga, <code>300</code> och \
         <code>301</code> hör till register som inte svarar, <code>302</code> till ett som svarar för sent. Alla andra är giltiga.</p></main>",
        words.join(", ")
    );
    html(StatusCode::OK, Tongue::Sv, "Översikt", &body, &[])
}

fn row(session: &Session, book: &Book, now: i64) -> String {
    let time = session
        .created
        .checked_mul(1_000_000)
        .and_then(Timestamp::from_microsecond);
    let time = time
        .map(|t| t.business_time().strftime("%Y-%m-%d %H:%M:%S").to_string())
        .unwrap_or_default();
    let order = session
        .metadata
        .get("order_number")
        .map_or("–", String::as_str);
    let standing = match session.status {
        SessionStatus::Complete if session.is_paid => "Betald".to_owned(),
        SessionStatus::Complete => "Banken har inte svarat ja".to_owned(),
        SessionStatus::Open if session.expires_at > now => {
            format!(
                "<a href=\"{}\">Öppen</a>",
                escape(&page_url("", &session.id))
            )
        }
        SessionStatus::Open | SessionStatus::Expired => "Utgången".to_owned(),
    };
    let choices = if session.choices.is_empty() {
        "–".to_owned()
    } else {
        escape(&session.choices.join(", "))
    };
    format!(
        "<tr><td>{time}</td><th scope=\"row\">{}</th><td>{}</td><td>{standing}</td><td>{choices}</td><td>{}</td></tr>",
        escape(order),
        Tongue::Sv.money(session.amount, &session.currency),
        told(session, book),
    )
}

fn told(session: &Session, book: &Book) -> String {
    let mut lines = Vec::new();
    for event in book
        .told
        .get(&session.id)
        .into_iter()
        .flatten()
        .filter_map(|id| book.events.get(id))
    {
        let fates: Vec<String> = book
            .deliveries_of
            .get(&event.id)
            .into_iter()
            .flatten()
            .filter_map(|id| book.deliveries.get(id))
            .map(|delivery| match delivery.state {
                DeliveryState::Delivered => "framme".to_owned(),
                DeliveryState::Due(_) => format!("väntar, {} försök", delivery.tries),
                DeliveryState::GivenUp => "gav upp".to_owned(),
                DeliveryState::Lost => "borttappat".to_owned(),
            })
            .collect();
        lines.push(format!(
            "<code>{}</code> {}",
            escape(&event.kind),
            fates.join(" + ")
        ));
    }
    if lines.is_empty() {
        "–".to_owned()
    } else {
        lines.join("<br>")
    }
}
