//! The pages that are the customer's own.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::customer::listing::{self, OrderRow};
use commerce::customer::{Session, claim, passkey, password, session};
use commerce::ids::{CustomerSessionId, OrderId};
use http::StatusCode;
use platform::auth::passkeys::Passkeys;
use platform::money::{Currency, Money};
use platform::render::FormState;
use platform::web::{FormBody, PageError, QueryFields};

use super::forms::{PasswordForm, read_new_password};
use super::gate::answer;
use super::passkey_proof::offered;
use super::passkey_views::PasskeysView;
use super::proof::{customer, must_prove, needs_password, prove};
use super::views::{Aside, LogInsView, OrderRowView, OrdersView, OverviewView, SessionView};
use crate::card::Card;
use crate::frame::Head;
use crate::mapping::Cards;
use crate::older;
use crate::page::{see_other, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// Orders on the first page.
const LATEST: i64 = 5;
/// Products on the first page that were bought lately.
const AGAIN: i64 = 4;
/// Orders on a page of the list.
const PER_PAGE: i64 = 20;

/// `GET /konto`.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn overview(
    State(state): State<ShopState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let (mut desk, session) = Desk::member(&state, &visitor).await?;
    let orders = listing::orders(&mut desk.conn, &session, None, LATEST).await?;
    let claimable = claim::claimable(&mut desk.conn, session.customer).await?;
    let again = bought_lately(&state, &visitor, &mut desk, &orders).await?;
    let view = OverviewView {
        head: head(&state, &visitor, "account"),
        aside: Aside { current: "account" },
        first_name: session
            .name
            .split(' ')
            .next()
            .unwrap_or_default()
            .to_owned(),
        number: session.number.clone(),
        orders: orders.iter().map(shown).collect(),
        again,
        claimable,
    };
    answer(&state, &visitor, desk, &view, StatusCode::OK).await
}

/// The cards of what the latest orders hold, as far as it is still sold to whoever looks.
async fn bought_lately(
    state: &ShopState,
    visitor: &Visitor,
    desk: &mut Desk,
    orders: &[OrderRow],
) -> Result<Vec<Card>, PageError> {
    let placed = orders.iter().filter(|order| order.state == "placed");
    let ids: Vec<OrderId> = placed.map(|order| order.id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let products = listing::products_of(&mut desk.conn, &ids, AGAIN).await?;
    let seen = desk.seen.clone();
    let visit = seen.visit(visitor.locale);
    let found = state
        .storefront
        .cards(&mut desk.conn, &visit, &products)
        .await?;
    let mapping = Cards {
        renderer: &state.renderer,
        pictures: &state.pictures,
        locale: visitor.locale,
        new_since: seen.new_since(),
    };
    Ok(mapping.all(&found))
}

/// `POST /konto/hamta-kop`: adds the purchases that were made as a guest with the customer's address.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn claim_orders(
    State(state): State<ShopState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let (desk, session) = Desk::member(&state, &visitor).await?;
    drop(desk);
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    claim::claim(&mut tx, &session).await?;
    tx.commit().await?;
    Ok(see_other(&state.renderer.url(
        visitor.locale,
        "my_orders",
        &[],
    )))
}

/// `GET /konto/bestallningar?fore=`.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn orders(
    State(state): State<ShopState>,
    visitor: Visitor,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let (mut desk, session) = Desk::member(&state, &visitor).await?;
    let before = older::read_place(query.text("fore"));
    let mut rows = listing::orders(&mut desk.conn, &session, before, PER_PAGE + 1).await?;
    let held = (&mut rows, PER_PAGE);
    let place = |row: &OrderRow| (row.prepared_at, row.id);
    let older = older::cut(&state, &visitor, "my_orders", held, place);
    let view = OrdersView {
        head: head(&state, &visitor, "my_orders"),
        aside: Aside {
            current: "my_orders",
        },
        orders: rows.iter().map(shown).collect(),
        older,
    };
    answer(&state, &visitor, desk, &view, StatusCode::OK).await
}

/// `GET /konto/inloggning`.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn log_ins(
    State(state): State<ShopState>,
    visitor: Visitor,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let (desk, session) = Desk::member(&state, &visitor).await?;
    let done = match query.text("klart") {
        "password" => "password",
        "sessions" => "sessions",
        "passkey" => "passkey",
        "passkey-renamed" => "passkey-renamed",
        "passkey-removed" => "passkey-removed",
        _ => "",
    };
    show_log_ins(
        &state,
        &visitor,
        desk,
        &session,
        FormState::blank(),
        done,
        StatusCode::OK,
    )
    .await
}

/// `POST /konto/inloggning`: a new password.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn set_password(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (mut desk, session) = Desk::member(&state, &visitor).await?;
    let customer = customer(&mut desk, &session).await?;
    drop(desk);
    let mut form: FormState<PasswordForm> = FormState::blank();
    prove(&state, &visitor, (&session, &customer), &fields, &mut form).await?;
    let own = [customer.email.as_str(), customer.name.as_str()];
    let typed = read_new_password(&mut form, &fields, &own);
    let Some(typed) = typed.filter(|_| form.is_valid()) else {
        let desk = Desk::open(&state, &visitor).await?;
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return show_log_ins(&state, &visitor, desk, &session, form, "", status).await;
    };
    let hash = state
        .passwords
        .hash(typed)
        .await
        .map_err(PageError::internal)?;
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    if !password::change(&mut tx, &session, &hash).await? {
        return Err(PageError::SignIn);
    }
    tx.commit().await?;
    Ok(see_other(&state.renderer.url(
        visitor.locale,
        "log_ins",
        &[("klart", "password")],
    )))
}

/// `POST /konto/inloggning/avsluta`: ends all other sessions.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn end_others(
    State(state): State<ShopState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let (desk, found) = Desk::member(&state, &visitor).await?;
    drop(desk);
    let mut tx = state.db.begin(visitor.origin_of(&found)).await?;
    session::revoke_others(&mut tx, &found).await?;
    tx.commit().await?;
    Ok(ended(&state, &visitor))
}

/// `POST /konto/inloggning/{session}/avsluta`: ends one.
///
/// # Errors
/// 404 for a session that is not the customer's.
pub async fn end_one(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (desk, found) = Desk::member(&state, &visitor).await?;
    drop(desk);
    let id: CustomerSessionId = id.parse().map_err(|_| PageError::NotFound)?;
    let mut tx = state.db.begin(visitor.origin_of(&found)).await?;
    if !session::revoke(&mut tx, &found, id).await? {
        return Err(PageError::NotFound);
    }
    tx.commit().await?;
    Ok(ended(&state, &visitor))
}

fn ended(state: &ShopState, visitor: &Visitor) -> Response {
    let values = [("klart", "sessions")];
    see_other(&state.renderer.url(visitor.locale, "log_ins", &values))
}

async fn show_log_ins(
    state: &ShopState,
    visitor: &Visitor,
    mut desk: Desk,
    session: &Session,
    form: FormState<PasswordForm>,
    done: &'static str,
    status: StatusCode,
) -> Result<Response, PageError> {
    let customer = customer(&mut desk, session).await?;
    let sessions = listing::sessions(&mut desk.conn, session.customer, state.now()).await?;
    let own = passkey::all(&mut desk.conn, session.customer).await?;
    let place = state.passkeys.as_ref().map(Passkeys::place);
    let mut passkeys = PasskeysView::of(place, &own);
    if done == "passkey-removed" {
        passkeys = passkeys.telling(place, session.customer, &own);
    }
    let must_prove = must_prove(state, session, &customer);
    let passkey_origin = offered(state, &mut desk.conn, session, must_prove).await?;
    let view = LogInsView {
        head: head(state, visitor, "log_ins"),
        passkey_origin,
        aside: Aside { current: "log_ins" },
        needs_current: needs_password(state, session, &customer),
        email: customer.email,
        has_password: customer.password_hash.is_some(),
        shortest: i64::try_from(platform::auth::password::SHORTEST).unwrap_or(i64::MAX),
        form,
        passkeys,
        sessions: sessions
            .into_iter()
            .map(|shown| SessionView {
                is_current: shown.id == session.id,
                id: shown.id.to_string(),
                browser: browser(&shown.user_agent),
                address: shown.address,
                created_at: shown.created_at,
                last_seen_at: shown.last_seen_at,
            })
            .collect(),
        done,
    };
    answer(state, visitor, desk, &view, status).await
}

pub(crate) fn head(state: &ShopState, visitor: &Visitor, name: &str) -> Head {
    let key = format!("nav-{}", name.replace('_', "-"));
    Head::private(&state.renderer, text(state, visitor.locale, &key), name)
}

/// The one word for how it is with an order.
pub(super) fn state_word<'a>(state: &str, payment: &str, fulfilment: &'a str) -> &'a str {
    match (state, payment) {
        ("cancelled", _) => "cancelled",
        (_, "refunded") => "refunded",
        _ => fulfilment,
    }
}

fn shown(row: &OrderRow) -> OrderRowView {
    let state_word = state_word(&row.state, &row.payment_status, &row.fulfilment_status);
    OrderRowView {
        number: row.number.clone(),
        placed_on: row.placed_at.business_time().date(),
        state: state_word.to_owned(),
        pieces: row.pieces,
        total: Money::new(row.total_minor, Currency::from(row.currency.clone())),
        is_net: !row.shows_vat,
    }
}

/// A browser's and system's name out of what it calls itself; the whole when neither is known.
pub(super) fn browser(user_agent: &str) -> String {
    let known = |names: &[(&str, &'static str)]| {
        names
            .iter()
            .find(|(mark, _)| user_agent.contains(mark))
            .map(|(_, name)| *name)
    };
    // Order matters: nearly all of them also call themselves Chrome and Safari.
    let program = known(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = known(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (program, system) {
        (Some(program), Some(system)) => format!("{program}, {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => user_agent.chars().take(60).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_named() {
        assert_eq!(
            browser(
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120"
            ),
            "Edge, Windows"
        );
        assert_eq!(
            browser("Mozilla/5.0 (iPhone; CPU iPhone OS 17) Safari/604.1"),
            "Safari, iPhone"
        );
        assert_eq!(browser("curl/8"), "curl/8");
    }
}
