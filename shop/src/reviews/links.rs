//! What an order's page says of reviews.

use commerce::ids::ProductId;
use commerce::order::{Order, OrderState};
use commerce::review::ReviewState;
use commerce::review::listing::purchases;
use platform::db::{DbError, PgConnection};
use platform::i18n::Locale;
use serde::Serialize;

use crate::order::link;
use crate::state::ShopState;

/// A product to write of, or that has been written of.
#[derive(Clone, Debug, Serialize)]
pub struct ReviewLink {
    /// The product's name.
    pub name: String,
    /// Where it is written.
    pub href: String,
    /// `pending`, `published` or `refused`; none where nothing has been written.
    pub state: Option<&'static str>,
}

impl ReviewLink {
    /// Links for the template checks.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        [None, Some("pending"), Some("published"), Some("refused")]
            .map(|state| Self {
                name: "Mugg Strand".into(),
                href: "/order/ORD-100001/x/omdome/0190".into(),
                state,
            })
            .into()
    }
}

/// The path of a page about a product of an order.
#[must_use]
pub fn path(
    state: &ShopState,
    locale: Locale,
    name: &str,
    order: (&str, commerce::ids::OrderId),
    product: ProductId,
) -> String {
    let (key, product) = (link::key(state, order.1), product.to_string());
    let values = [
        ("number", order.0),
        ("key", key.as_str()),
        ("product", product.as_str()),
    ];
    state.renderer.url(locale, name, &values)
}

/// What of an order can be written of: what has come.
///
/// # Errors
/// Database errors.
pub async fn of_order(
    state: &ShopState,
    conn: &mut PgConnection,
    locale: Locale,
    order: &Order,
) -> Result<Vec<ReviewLink>, DbError> {
    if order.state != OrderState::Placed {
        return Ok(Vec::new());
    }
    let found = purchases(conn, order.id, state.now()).await?;
    Ok(found
        .into_iter()
        .filter(|of| (of.is_received && !of.is_taken) || of.state.is_some())
        .map(|of| ReviewLink {
            href: path(
                state,
                locale,
                "order_review",
                (&order.number, order.id),
                of.product_id,
            ),
            state: of.state.map(ReviewState::as_str),
            name: of.name,
        })
        .collect())
}
