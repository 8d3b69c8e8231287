//! Whose goods the checkout orders: those of the visitor's cart, or those of an offer.

use axum::response::Response;
use commerce::cart::listing::CartHead;
use commerce::ids::QuotationId;
use commerce::quotation::{Quotation, listing};
use platform::web::PageError;

use super::send;
use crate::page::see_other;
use crate::quotations::page_of;
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// What is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goods {
    /// What the visitor has put into their cart.
    Cart,
    /// What has been offered to their company.
    Offer(QuotationId),
}

impl Goods {
    /// An offer by its address.
    pub(super) fn offer(id: &str) -> Result<Self, PageError> {
        id.parse().map(Self::Offer).map_err(|_| PageError::NotFound)
    }

    /// The desk with these goods on it: an offer's stand where the visitor's own cart stands else.
    pub(super) async fn desk(
        self,
        state: &ShopState,
        visitor: &Visitor,
    ) -> Result<Desk, PageError> {
        let Self::Offer(id) = self else {
            return Desk::open(state, visitor).await;
        };
        let (mut desk, session) = Desk::member(state, visitor).await?;
        let found = listing::seen_by(&mut desk.conn, &session, id)
            .await?
            .ok_or(PageError::NotFound)?;
        desk.cart = listing::latest_cart(&mut desk.conn, id)
            .await?
            .map(|cart| CartHead {
                id: cart,
                shop_id: found.shop_id,
                currency: found.currency.code().to_owned(),
                pieces: 0,
            });
        Ok(desk)
    }

    /// The quotation whose offer is ordered.
    pub(super) async fn offered(self, desk: &mut Desk) -> Result<Option<Quotation>, PageError> {
        match self {
            Self::Cart => Ok(None),
            Self::Offer(id) => Ok(listing::by_id(&mut desk.conn, id).await?),
        }
    }

    /// Back to where the goods are shown, which says what is wrong with them.
    pub(super) fn back(self, state: &ShopState, visitor: &Visitor) -> Response {
        match self {
            Self::Cart => see_other(&state.renderer.url(visitor.locale, "cart", &[])),
            Self::Offer(id) => see_other(&page_of(state, visitor, id)),
        }
    }

    /// The order that the goods have become, for a form that is sent again.
    pub(super) async fn sent_again(
        self,
        state: &ShopState,
        visitor: &Visitor,
        desk: &mut Desk,
    ) -> Result<Response, PageError> {
        let found = match (self, desk.cart.as_ref().map(|cart| cart.id)) {
            (Self::Cart, _) => send::sent_again(state, visitor, desk).await?,
            (Self::Offer(_), Some(cart)) => send::order_of(state, visitor, desk, cart).await?,
            (Self::Offer(_), None) => None,
        };
        Ok(found.unwrap_or_else(|| self.back(state, visitor)))
    }
}
