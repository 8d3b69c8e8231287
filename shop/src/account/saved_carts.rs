//! Carts that were put aside: under a name, taken up again, renamed, thrown away.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::customer::Session;
use commerce::ids::PurchaseListId;
use commerce::purchase_list::{self, ListError, ListKind, Owner, clean_name, store};
use http::StatusCode;
use platform::clock::Timestamp;
use platform::render::View;
use platform::web::{FormBody, PageError, QueryFields};
use serde::Serialize;

use super::gate::answer;
use super::pages::head;
use super::views::Aside;
use crate::cart::changing::{Changing, TRIES, changing, hold, keep_cart};
use crate::frame::Head;
use crate::page::{see_other, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// A cart that was put aside.
#[derive(Clone, Debug, Serialize)]
pub struct SavedCartView {
    /// Which.
    pub id: String,
    /// The customer's word for it.
    pub name: String,
    /// When it was put aside.
    pub created_at: Timestamp,
    /// Against silent overwrite.
    pub version: i64,
    /// What is in it.
    pub lines: Vec<SavedLineView>,
    /// Pieces.
    pub pieces: i64,
}

/// A line of a cart that was put aside.
#[derive(Clone, Debug, Serialize)]
pub struct SavedLineView {
    /// What it is called.
    pub name: String,
    /// How many.
    pub quantity: i64,
}

/// The carts that were put aside.
#[derive(Clone, Debug, Serialize)]
pub struct SavedCartsView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// The latest first.
    pub carts: Vec<SavedCartView>,
    /// What was just done or refused: `saved`, `removed`, `renamed`, `stale`, `name`, or nothing.
    pub done: &'static str,
}

const DONE: [&str; 5] = ["saved", "removed", "renamed", "stale", "name"];

impl View for SavedCartsView {
    const TEMPLATE: &'static str = "shop/account-saved-carts.html";

    fn samples() -> Vec<Self> {
        let cart = SavedCartView {
            id: "0190".into(),
            name: "Till stugan".into(),
            created_at: jiff::Timestamp::UNIX_EPOCH.into(),
            version: 1,
            lines: vec![SavedLineView {
                name: "Mugg Strand".into(),
                quantity: 3,
            }],
            pieces: 3,
        };
        let full = Self {
            head: Head::sample("Sparade varukorgar"),
            aside: Aside {
                current: "saved_carts",
            },
            carts: vec![cart],
            done: "",
        };
        let mut views = vec![
            Self {
                carts: Vec::new(),
                ..full.clone()
            },
            full.clone(),
        ];
        views.extend(DONE.map(|done| Self {
            done,
            ..full.clone()
        }));
        views
    }
}

/// `GET /konto/varukorgar`.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn index(
    State(state): State<ShopState>,
    visitor: Visitor,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let (mut desk, session) = Desk::member(&state, &visitor).await?;
    let kept = store::all(
        &mut desk.conn,
        Owner::Customer(session.customer),
        &[ListKind::SavedCart],
    )
    .await?;
    let carts = kept.into_iter().map(|list| SavedCartView {
        id: list.id.to_string(),
        name: list.name,
        created_at: list.created_at,
        version: list.row_version.into(),
        pieces: list.lines.iter().map(|line| i64::from(line.quantity)).sum(),
        lines: list
            .lines
            .into_iter()
            .map(|line| SavedLineView {
                name: line.name,
                quantity: line.quantity.into(),
            })
            .collect(),
    });
    let view = SavedCartsView {
        head: head(&state, &visitor, "saved_carts"),
        aside: Aside {
            current: "saved_carts",
        },
        carts: carts.collect(),
        done: DONE
            .into_iter()
            .find(|known| *known == query.text("klart"))
            .unwrap_or_default(),
    };
    answer(&state, &visitor, desk, &view, StatusCode::OK).await
}

/// `POST /konto/varukorgar`: puts the cart aside. Without a name it gets the day's.
///
/// # Errors
/// Whoever is not logged in is led to the log-in, and back to the cart.
pub async fn create(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let cart_page = |values: &[(&str, &str)]| state.renderer.url(visitor.locale, "cart", values);
    let Changing {
        mut tx,
        held,
        session,
        ..
    } = changing(&state, &visitor).await?;
    let Some(session) = session else {
        let back = cart_page(&[]);
        let values = [("next", back.as_str())];
        return Ok(see_other(&state.renderer.url(
            visitor.locale,
            "log_in",
            &values,
        )));
    };
    let Some(cart) = held else {
        return Ok(done(&state, &visitor, ""));
    };
    let name = clean_name(fields.text("name")).unwrap_or_else(|| {
        let day = state.now().business_time().date();
        format!("{} {day}", text(&state, visitor.locale, "cart"))
    });
    match purchase_list::put_aside(&mut tx, &session, cart.id, &name).await {
        Ok(_) => {
            tx.commit().await?;
            Ok(done(&state, &visitor, "saved"))
        }
        // Sent twice, or paid for meanwhile: there is nothing left to put aside.
        Err(ListError::Empty | ListError::Closed) => Ok(done(&state, &visitor, "")),
        Err(ListError::Full) => Ok(see_other(&cart_page(&[("refused", "lists")]))),
        Err(error) => Err(failed(error)),
    }
}

/// `POST /konto/varukorgar/{list}`: another name, or with `remove` none at all.
///
/// # Errors
/// 404 for a list that is not the customer's.
pub async fn update(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (session, id) = member(&state, &visitor, &id).await?;
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    if fields.has("remove") {
        purchase_list::remove(&mut tx, Owner::Customer(session.customer), id)
            .await
            .map_err(failed)?;
        tx.commit().await?;
        return Ok(done(&state, &visitor, "removed"));
    }
    let version = fields.text("version").parse().unwrap_or_default();
    let Some(name) = clean_name(fields.text("name")) else {
        return Ok(done(&state, &visitor, "name"));
    };
    let owner = Owner::Customer(session.customer);
    match purchase_list::rename(&mut tx, owner, id, version, &name).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(done(&state, &visitor, "renamed"))
        }
        Err(ListError::Stale) => Ok(done(&state, &visitor, "stale")),
        Err(error) => Err(failed(error)),
    }
}

/// `POST /konto/varukorgar/{list}/ta-upp`: into the cart with it.
///
/// # Errors
/// 404 for a list that is not the customer's.
pub async fn take_up(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let (_, id) = member(&state, &visitor, &id).await?;
    let to_cart = see_other(&state.renderer.url(visitor.locale, "cart", &[]));
    for _ in 0..TRIES {
        let Changing {
            mut tx,
            seen,
            held,
            session,
        } = changing(&state, &visitor).await?;
        let session = session.ok_or(PageError::SignIn)?;
        let (cart, cookie) =
            hold(&state, &visitor, &mut tx, &seen.facts, held, Some(&session)).await?;
        let lists = &seen.prices.lists;
        match purchase_list::take_up(&mut tx, &session, id, cart, lists).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(keep_cart(to_cart, cookie));
            }
            Err(ListError::Closed) => {}
            Err(error) => return Err(failed(error)),
        }
    }
    Ok(to_cart)
}

async fn member(
    state: &ShopState,
    visitor: &Visitor,
    id: &str,
) -> Result<(Session, PurchaseListId), PageError> {
    let (_, session) = Desk::member(state, visitor).await?;
    let id = id.parse().map_err(|_| PageError::NotFound)?;
    Ok((session, id))
}

fn failed(error: ListError) -> PageError {
    match error {
        ListError::NotFound => PageError::NotFound,
        ListError::Db(error) => error.into(),
        error => PageError::internal(error),
    }
}

fn done(state: &ShopState, visitor: &Visitor, what: &str) -> Response {
    let mut values = Vec::new();
    values.extend((!what.is_empty()).then_some(("klart", what)));
    see_other(&state.renderer.url(visitor.locale, "saved_carts", &values))
}
