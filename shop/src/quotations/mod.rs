//! Offers: a company's buyers ask for them, see them, and order, decline or discuss them.
//!
//! Everything here is of the company that the session acts for: whoever asked, and those who approve, and nobody else.

pub mod ask;
pub mod ask_views;
pub mod decide;
pub mod handlers;
pub mod views;

use commerce::customer::Session;
use commerce::ids::{OrderId, QuotationId};
use commerce::quotation::{Quotation, listing};
use platform::db::PgConnection;
use platform::web::PageError;
use serde::Serialize;

use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// One quotation that whoever is logged in may see.
async fn one(
    state: &ShopState,
    visitor: &Visitor,
    id: &str,
) -> Result<(Desk, Session, Quotation), PageError> {
    let (mut desk, session) = Desk::member(state, visitor).await?;
    let id: QuotationId = id.parse().map_err(|_| PageError::NotFound)?;
    let found = listing::seen_by(&mut desk.conn, &session, id).await?;
    Ok((desk, session, found.ok_or(PageError::NotFound)?))
}

/// The page of a quotation.
pub(crate) fn page_of(state: &ShopState, visitor: &Visitor, id: QuotationId) -> String {
    let id = id.to_string();
    let values = [("quotation", id.as_str())];
    state.renderer.url(visitor.locale, "quotation", &values)
}

/// The offer that an order came from.
#[derive(Clone, Debug, Serialize)]
pub struct OfferLink {
    /// Its page.
    pub href: String,
    /// `O-1001`.
    pub number: String,
    /// Which version.
    pub version: i64,
}

impl OfferLink {
    /// The way from an order to its offer; `None` for every other order.
    ///
    /// # Errors
    /// Database errors.
    pub(crate) async fn of_order(
        state: &ShopState,
        visitor: &Visitor,
        conn: &mut PgConnection,
        order: OrderId,
    ) -> Result<Option<Self>, PageError> {
        let found = listing::of_order(conn, order).await?;
        Ok(found.map(|offer| Self {
            href: page_of(state, visitor, offer.id),
            number: offer.number,
            version: offer.version.into(),
        }))
    }

    /// For the template checks.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            href: "/konto/offerter/1".into(),
            number: "O-1001".into(),
            version: 2,
        }
    }
}
