//! What the customer watches.

use axum::extract::State;
use axum::response::Response;
use commerce::ids::{ProductId, StockWatchId};
use commerce::stock_watch::end::end_own;
use commerce::stock_watch::listing::{Watched, of_customer};
use http::StatusCode;
use platform::web::{FormBody, PageError};

use super::views::{WatchedView, WatchesView};
use crate::account::forms::next_path;
use crate::account::gate::answer;
use crate::account::pages::head;
use crate::account::views::Aside;
use crate::card::Card;
use crate::mapping::{Cards, line_media, line_picture};
use crate::page::see_other;
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// `GET /konto/bevakningar`.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn index(
    State(state): State<ShopState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let (mut desk, session) = Desk::member(&state, &visitor).await?;
    let locale = visitor.locale;
    let watched = of_customer(
        &mut desk.conn,
        (session.customer, session.shop),
        locale.code(),
        state.now(),
    )
    .await?;
    let products: Vec<ProductId> = watched.iter().map(|of| of.product_id).collect();
    let seen = desk.seen.clone();
    let visit = seen.visit(locale);
    let cards = state
        .storefront
        .cards(&mut desk.conn, &visit, &products)
        .await?;
    let media = line_media(&mut desk.conn, watched.iter().map(|of| of.media_id)).await?;
    let mapping = Cards {
        renderer: &state.renderer,
        pictures: &state.pictures,
        locale,
        new_since: seen.new_since(),
    };
    let shown = |of: Watched| {
        let card = cards.iter().find(|card| card.product_id == of.product_id);
        WatchedView {
            id: of.id.to_string(),
            card: card.map(|card| {
                let mut values = vec![("slug", card.slug.as_str())];
                let key = of.option_key.as_str();
                values.extend((!key.is_empty()).then_some(("variant", key)));
                let shown = mapping.one(card);
                let own = line_picture(&media, of.media_id, &state.pictures, locale);
                Card {
                    href: state.renderer.url(locale, "product", &values),
                    picture: own.or(shown.picture),
                    ..shown
                }
            }),
            name: of.name,
            options: of.options,
            since: of.since.business_time().date(),
            absence: match (of.is_sold, of.is_seen) {
                (false, _) => "gone",
                (true, false) => "hidden",
                (true, true) => "elsewhere",
            },
        }
    };
    let view = WatchesView {
        head: head(&state, &visitor, "watches"),
        aside: Aside { current: "watches" },
        watches: watched.into_iter().map(shown).collect(),
    };
    answer(&state, &visitor, desk, &view, StatusCode::OK).await
}

/// `POST /konto/bevakningar`: ends a watch of the customer's own. Whoever is not logged in is led to the log-in.
///
/// # Errors
/// 404 for what is no watch.
pub async fn update(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let (desk, session) = Desk::member(&state, &visitor).await?;
    drop(desk);
    let id: StockWatchId = fields
        .text("watch")
        .parse()
        .map_err(|_| PageError::NotFound)?;
    let mut tx = state.db.begin(visitor.origin_of(&session)).await?;
    end_own(&mut tx, &session, id).await?;
    tx.commit().await?;
    let back = next_path(fields.text("back"));
    if back.is_empty() {
        let list = state.renderer.url(visitor.locale, "watches", &[]);
        return Ok(see_other(&list));
    }
    Ok(see_other(back))
}
