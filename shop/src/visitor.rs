//! Who asks: their language, their cart, and the request.

use std::sync::Arc;

use axum::extract::{FromRequestParts, OriginalUri};
use commerce::cart::KEPT_FOR;
use commerce::cart::listing::{CartHead, cart_by_token, open_cart};
use commerce::ids::CartId;
use http::HeaderValue;
use http::request::Parts;
use platform::db::{Actor, Origin, PgConnection};
use platform::i18n::Locale;
use platform::secret;
use platform::web::{PageError, RequestId, cookie};

use crate::state::{ShopFacts, ShopState};

/// The cookie that holds the cart's secret.
const CART_COOKIE: &str = "torg_cart";
/// Longer values than this are not ours.
const LONGEST_TOKEN: usize = 64;

/// A visitor and their request.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// From the address: Swedish at `/`, English at `/en`.
    pub locale: Locale,
    /// Path and query of this page.
    pub path: String,
    /// The request's id, as it stands in the log.
    pub request_id: Option<String>,
    token_hash: Option<Vec<u8>>,
}

impl Visitor {
    /// Reads a request's head.
    #[must_use]
    pub fn of(parts: &Parts) -> Self {
        let uri = parts
            .extensions
            .get::<OriginalUri>()
            .map_or(&parts.uri, |original| &original.0);
        let path = uri.path();
        let is_english = path == "/en" || path.starts_with("/en/");
        let token =
            cookie::get(&parts.headers, CART_COOKIE).filter(|token| token.len() <= LONGEST_TOKEN);
        Self {
            locale: if is_english { Locale::En } else { Locale::Sv },
            path: uri
                .path_and_query()
                .map_or_else(|| path.to_owned(), ToString::to_string),
            request_id: parts.extensions.get::<RequestId>().map(|id| id.0.clone()),
            token_hash: token.map(secret::hash_token),
        }
    }

    /// The visitor's open cart; no question is asked for whoever never had one.
    ///
    /// # Errors
    /// Database errors.
    pub async fn cart(
        &self,
        conn: &mut PgConnection,
        state: &ShopState,
    ) -> Result<Option<CartHead>, PageError> {
        match &self.token_hash {
            Some(hash) => Ok(open_cart(conn, hash, state.now()).await?),
            None => Ok(None),
        }
    }

    /// The visitor's cart, also when it has become an order.
    ///
    /// # Errors
    /// Database errors.
    pub async fn any_cart(&self, conn: &mut PgConnection) -> Result<Option<CartId>, PageError> {
        match &self.token_hash {
            Some(hash) => Ok(cart_by_token(conn, hash).await?),
            None => Ok(None),
        }
    }

    /// For transactions.
    #[must_use]
    pub fn origin(&self) -> Origin {
        Origin {
            actor: Actor::Visitor,
            request_id: self.request_id.clone(),
        }
    }
}

impl FromRequestParts<ShopState> for Visitor {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &ShopState) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts))
    }
}

/// A new cart's secret: the cookie line, and the hash under which the cart is kept.
///
/// # Errors
/// Never for our own tokens.
pub fn new_cart_token(is_secure: bool) -> Result<(HeaderValue, Vec<u8>), PageError> {
    let token = secret::random_token();
    let line = cookie::set(CART_COOKIE, &token, Some(KEPT_FOR.as_secs()), is_secure);
    let line = line.ok_or_else(|| PageError::internal("the cart's cookie cannot be written"))?;
    Ok((line, secret::hash_token(&token)))
}

/// A page being made: a connection, the shop, the visitor and their cart.
pub struct Desk {
    /// For reading.
    pub conn: platform::db::Read,
    /// The shop.
    pub facts: Arc<ShopFacts>,
    /// The cart, if there is one.
    pub cart: Option<CartHead>,
}

impl Desk {
    /// Takes a connection and reads what every page needs.
    ///
    /// # Errors
    /// Database errors.
    pub async fn open(state: &ShopState, visitor: &Visitor) -> Result<Self, PageError> {
        let mut conn = state.db.read().await?;
        let facts = state.facts(&mut conn).await?;
        let cart = visitor.cart(&mut conn, state).await?;
        Ok(Self { conn, facts, cart })
    }
}
