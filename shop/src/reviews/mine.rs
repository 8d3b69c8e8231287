//! A customer's reviews among their own pages: what they have written, and what they may write of.

use axum::extract::State;
use axum::response::Response;
use commerce::review::listing::{of_customer, unreviewed};
use commerce::review::{Breach, ReviewState};
use http::StatusCode;
use platform::web::PageError;

use super::links::path;
use super::views::{MyReviewsView, OwnReviewView, ToWriteView};
use crate::account::gate::answer;
use crate::account::views::Aside;
use crate::frame::Head;
use crate::page::text;
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// Reviews that are shown.
const MOST_WRITTEN: i64 = 200;
/// Goods that are offered.
const MOST_TO_WRITE: i64 = 30;

/// `GET /konto/omdomen`.
///
/// # Errors
/// Whoever is not logged in is led to the log-in.
pub async fn index(
    State(state): State<ShopState>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let (mut desk, session) = Desk::member(&state, &visitor).await?;
    let (customer, now) = ((session.customer, session.shop), state.now());
    let written = of_customer(&mut desk.conn, customer, MOST_WRITTEN).await?;
    let left = unreviewed(&mut desk.conn, customer, now, MOST_TO_WRITE).await?;
    let href = |number: &str, order, product| {
        path(
            &state,
            visitor.locale,
            "order_review",
            (number, order),
            product,
        )
    };
    let title = text(&state, visitor.locale, "nav-my-reviews");
    let view = MyReviewsView {
        head: Head::private(&state.renderer, title, "my_reviews"),
        aside: Aside {
            current: "my_reviews",
        },
        to_write: left
            .into_iter()
            .map(|of| ToWriteView {
                href: href(&of.order_number, of.order_id, of.product_id),
                name: of.name,
                number: of.order_number,
            })
            .collect(),
        reviews: written
            .into_iter()
            .map(|of| OwnReviewView {
                href: href(&of.order_number, of.order_id, of.product_id),
                name: of.name,
                heading: of.heading,
                stars: of.stars,
                percent: i64::from(of.stars) * 20,
                state: ReviewState::as_str(of.state),
                refusal: of.refusal.map(Breach::as_str),
                written_on: of.written_at.business_time().date(),
            })
            .collect(),
    };
    answer(&state, &visitor, desk, &view, StatusCode::OK).await
}
