//! The wish list: a heart beside every product, and a page with what has been marked.

use axum::extract::State;
use axum::response::Response;
use commerce::customer::wish_list::{self, WishError, store};
use commerce::ids::ProductId;
use http::StatusCode;
use platform::render::View;
use platform::web::{FormBody, PageError, QueryFields};
use serde::Serialize;

use super::forms::next_path;
use super::gate::answer;
use super::pages::head;
use super::views::Aside;
use crate::card::Card;
use crate::frame::Head;
use crate::mapping::{Cards, line_media, line_picture};
use crate::page::see_other;
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// Something wished for.
#[derive(Clone, Debug, Serialize)]
pub struct WishView {
    /// Which product.
    pub product: String,
    /// Which variant; empty when one is to be chosen first.
    pub variant: String,
    /// What was chosen, in words.
    pub options: String,
    /// What it is called.
    pub name: String,
    /// As lists show it, with the variant's own picture and standing; none when it is not sold any more.
    pub card: Option<Card>,
}

/// The wish list.
#[derive(Clone, Debug, Serialize)]
pub struct WishesView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// The latest first.
    pub wishes: Vec<WishView>,
    /// Whether a wish was refused since the list is full.
    pub is_full: bool,
}

impl View for WishesView {
    const TEMPLATE: &'static str = "shop/account-wishes.html";

    fn samples() -> Vec<Self> {
        let wishes = Card::samples().into_iter().map(|card| WishView {
            product: card.product.clone(),
            variant: if card.is_in_stock {
                "0190".into()
            } else {
                String::new()
            },
            options: "Midnatt".into(),
            name: card.name.clone(),
            card: Some(card),
        });
        let full = Self {
            head: Head::sample("Önskelista"),
            aside: Aside { current: "wishes" },
            wishes: wishes
                .chain([WishView {
                    product: "0191".into(),
                    variant: String::new(),
                    options: String::new(),
                    name: "Skål Dal".into(),
                    card: None,
                }])
                .collect(),
            is_full: false,
        };
        vec![
            Self {
                wishes: Vec::new(),
                ..full.clone()
            },
            Self {
                is_full: true,
                ..full.clone()
            },
            full,
        ]
    }
}

/// `GET /konto/onskelista`.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn index(
    State(state): State<ShopState>,
    visitor: Visitor,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let (mut desk, session) = Desk::member(&state, &visitor).await?;
    let locale = visitor.locale;
    let wished = store::all(&mut desk.conn, session.customer, locale.code()).await?;
    let products: Vec<ProductId> = wished.iter().map(|wish| wish.product_id).collect();
    let seen = desk.seen.clone();
    let visit = seen.visit(locale);
    let cards = state
        .storefront
        .cards(&mut desk.conn, &visit, &products)
        .await?;
    let media = line_media(&mut desk.conn, wished.iter().map(|wish| wish.media_id)).await?;
    let mapping = Cards {
        renderer: &state.renderer,
        pictures: &state.pictures,
        locale,
        new_since: seen.new_since(),
    };
    let wish_view = |wish: store::Wish| {
        let card = cards.iter().find(|card| card.product_id == wish.product_id);
        WishView {
            product: wish.product_id.to_string(),
            variant: wish.variant_id.map(|id| id.to_string()).unwrap_or_default(),
            options: wish.options,
            name: wish.name,
            card: card.map(|card| {
                let mut values = vec![("slug", card.slug.as_str())];
                values.extend(
                    (!wish.option_key.is_empty()).then_some(("variant", wish.option_key.as_str())),
                );
                let shown = mapping.one(card);
                let own = line_picture(&media, wish.media_id, &state.pictures, locale);
                Card {
                    href: state.renderer.url(locale, "product", &values),
                    picture: own.or(shown.picture),
                    // The product may be here while the wished variant is not.
                    is_in_stock: match wish.variant_id {
                        Some(_) => wish.is_buyable,
                        None => shown.is_in_stock,
                    },
                    ..shown
                }
            }),
        }
    };
    let view = WishesView {
        head: head(&state, &visitor, "wishes"),
        aside: Aside { current: "wishes" },
        wishes: wished.into_iter().map(wish_view).collect(),
        is_full: query.has("full"),
    };
    answer(&state, &visitor, desk, &view, StatusCode::OK).await
}

/// `POST /konto/onskelista`: marks a product, or with `remove` takes the mark away. Whoever is not logged in is led to the log-in, and back to
/// the page that they were on.
///
/// # Errors
/// 404 for a product that does not exist.
pub async fn update(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let back = next_path(fields.text("back")).to_owned();
    let desk = Desk::open(&state, &visitor).await?;
    let Some(session) = desk.session.clone() else {
        let values = [("next", back.as_str())];
        return Ok(see_other(&state.renderer.url(
            visitor.locale,
            "log_in",
            &values,
        )));
    };
    drop(desk);
    let product: ProductId = fields
        .text("product")
        .parse()
        .map_err(|_| PageError::NotFound)?;
    let list = |values: &[(&str, &str)]| state.renderer.url(visitor.locale, "wishes", values);
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    if fields.has("remove") {
        wish_list::remove(&mut tx, &session, product).await?;
    } else {
        let variant = fields.text("variant").parse().ok();
        match wish_list::add(&mut tx, &session, product, variant).await {
            Ok(()) => {}
            Err(WishError::NotFound) => return Err(PageError::NotFound),
            Err(WishError::Full) => return Ok(see_other(&list(&[("full", "1")]))),
            Err(WishError::Db(error)) => return Err(error.into()),
        }
    }
    tx.commit().await?;
    let target = if back.is_empty() { list(&[]) } else { back };
    Ok(see_other(&target))
}
