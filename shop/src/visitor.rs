//! Who asks: their language, their cart, and the request.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::extract::{FromRequestParts, OriginalUri};
use commerce::cart::listing::{CartHead, cart_by_token, latest_cart_of, open_cart, open_cart_of};
use commerce::customer::{self, Session};
use commerce::ids::{CartId, ShopId};
use commerce::pricing::rehearsal::Rehearsal;
use commerce::promotion::Buyer;
use commerce::setting::Key;
use http::request::Parts;
use http::{HeaderValue, header};
use platform::auth::session::Client;
use platform::auth::token::Token;
use platform::db::{Actor, Origin, PgConnection};
use platform::i18n::Locale;
use platform::secret;
use platform::web::layers::ClientAddress;
use platform::web::{PageError, RequestId, cookie};

use crate::state::{Seen, ShopFacts, ShopState};
use crate::{account, rehearsal};

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
    /// Where they call from.
    pub address: IpAddr,
    /// The secret of a browser that has logged in before.
    pub device: Option<Token>,
    /// The secret of a browser that was asked for a passkey.
    pub asked: Option<Token>,
    cart: Option<CartToken>,
    session: Option<Token>,
    rehearsal: Option<String>,
    user_agent: String,
}

/// The cart's secret as the browser holds it. Its `Debug` does not show it.
#[derive(Clone)]
struct CartToken {
    text: String,
    hash: Vec<u8>,
}

impl std::fmt::Debug for CartToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CartToken")
    }
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
            address: parts
                .extensions
                .get::<ClientAddress>()
                .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |client| client.0),
            device: account::device_of(&parts.headers),
            asked: account::asked_of(&parts.headers),
            cart: token.map(|token| CartToken {
                text: token.to_owned(),
                hash: secret::hash_token(token),
            }),
            session: account::session_of(&parts.headers),
            rehearsal: rehearsal::pass_of(&parts.headers),
            user_agent: parts
                .headers
                .get(header::USER_AGENT)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
                .to_owned(),
        }
    }

    /// The visitor's open cart: the customer's own, or a guest's by its cookie. No question is asked for whoever never had one.
    ///
    /// # Errors
    /// Database errors.
    pub async fn cart(
        &self,
        conn: &mut PgConnection,
        state: &ShopState,
        shop_id: ShopId,
        session: Option<&Session>,
    ) -> Result<Option<CartHead>, PageError> {
        if let Some(session) = session
            && let Some(own) = open_cart_of(conn, shop_id, session.customer, state.now()).await?
        {
            return Ok(Some(own));
        }
        match &self.cart {
            Some(token) => {
                let found = open_cart(conn, &token.hash, state.now()).await?;
                Ok(found.filter(|cart| cart.shop_id == shop_id))
            }
            None => Ok(None),
        }
    }

    /// Whether the cookie names a guest's cart: somebody who is logged in and has one filled it before carts had owners, or in a tab that did not know
    /// yet. It is theirs.
    async fn holds_guest_cart(
        &self,
        conn: &mut PgConnection,
        state: &ShopState,
    ) -> Result<bool, PageError> {
        match &self.cart {
            Some(token) => {
                let found = open_cart(conn, &token.hash, state.now()).await?;
                Ok(found.is_some_and(|cart| state.serves(cart.shop_id)))
            }
            None => Ok(false),
        }
    }

    /// The visitor's cart in this shop, also when it has become an order.
    ///
    /// # Errors
    /// Database errors.
    pub async fn any_cart(
        &self,
        conn: &mut PgConnection,
        shop_id: ShopId,
        session: Option<&Session>,
    ) -> Result<Option<CartId>, PageError> {
        let customer = session.map(|session| session.customer);
        if let Some(token) = &self.cart
            && let Some(cart) = cart_by_token(conn, shop_id, &token.hash, customer).await?
        {
            return Ok(Some(cart));
        }
        match customer {
            Some(customer) => Ok(latest_cart_of(conn, shop_id, customer).await?),
            None => Ok(None),
        }
    }

    /// Whether the browser holds nothing of ours by which somebody is known: no cart, no log-in, nothing that is rehearsed.
    #[must_use]
    pub fn is_nobody(&self) -> bool {
        self.cart.is_none() && self.session.is_none() && self.rehearsal.is_none()
    }

    /// What the cart that the browser holds is kept under.
    #[must_use]
    pub fn cart_hash(&self) -> Option<&[u8]> {
        self.cart.as_ref().map(|token| token.hash.as_slice())
    }

    /// The visitor's log-in in this shop; no question is asked for whoever has none. One from before log-ins had shops is taken for one here.
    ///
    /// # Errors
    /// Database errors.
    pub async fn session(
        &self,
        conn: &mut PgConnection,
        state: &ShopState,
    ) -> Result<Option<Session>, PageError> {
        match &self.session {
            Some(token) => {
                let found = customer::session::find(conn, token, state.now()).await?;
                let here = found.filter(|session| session.shop.is_none_or(|of| state.serves(of)));
                Ok(here.map(|session| Session {
                    shop: session.shop.or(state.shop),
                    ..session
                }))
            }
            None => Ok(None),
        }
    }

    /// The browser as it is shown in the list of sessions.
    #[must_use]
    pub fn client(&self) -> Client {
        Client {
            address: self.address,
            user_agent: self.user_agent.clone(),
        }
    }

    /// For transactions of whoever is logged in.
    #[must_use]
    pub fn origin_of(&self, session: &Session) -> Origin {
        Origin {
            actor: session.actor(),
            request_id: self.request_id.clone(),
        }
    }

    /// The cart's cookie once more, to live as long as a cart that has just been changed. `None` for what is no secret of ours.
    #[must_use]
    pub fn cart_cookie(&self, facts: &ShopFacts, is_secure: bool) -> Option<HeaderValue> {
        cart_cookie(&self.cart.as_ref()?.text, facts, is_secure)
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
pub fn new_cart_token(
    facts: &ShopFacts,
    is_secure: bool,
) -> Result<(HeaderValue, Vec<u8>), PageError> {
    let token = secret::random_token();
    let line = cart_cookie(&token, facts, is_secure);
    let line = line.ok_or_else(|| PageError::internal("the cart's cookie cannot be written"))?;
    Ok((line, secret::hash_token(&token)))
}

/// It lives as long as a cart is kept.
fn cart_cookie(token: &str, facts: &ShopFacts, is_secure: bool) -> Option<HeaderValue> {
    let kept_for = facts.settings.days(Key::CartDays);
    cookie::set(CART_COOKIE, token, Some(kept_for.as_secs()), is_secure)
}

/// A page being made: a connection, the shop, the visitor and their cart.
pub struct Desk {
    /// For reading.
    pub conn: platform::db::Read,
    /// The shop.
    pub facts: Arc<ShopFacts>,
    /// Whose prices the page shows, and of when.
    pub seen: Seen,
    /// What staff rehearse, if they do.
    pub rehearsal: Option<Rehearsal>,
    /// The log-in, if there is one.
    pub session: Option<Session>,
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
        let rehearsal = rehearsal::open(state, visitor.rehearsal.as_deref());
        // Who rehearses is nobody in the shop: neither logged in nor with a cart.
        let (mut session, mut cart) = (None, None);
        if rehearsal.is_none() {
            session = visitor.session(&mut conn, state).await?;
            if let Some(session) = &session
                && visitor.holds_guest_cart(&mut conn, state).await?
            {
                // One connection at a time.
                drop(conn);
                let mut tx = state.db.begin(visitor.origin_of(session)).await?;
                account::bring_cart(state, visitor, &mut tx, session.customer).await?;
                tx.commit().await?;
                conn = state.db.read().await?;
            }
            cart = visitor
                .cart(&mut conn, state, facts.shop.id, session.as_ref())
                .await?;
        }
        let seen = state
            .seen(&mut conn, &facts, session.as_ref(), rehearsal.as_ref())
            .await?;
        // A cart is in the currency that its visitor buys in now, whatever it was filled in.
        if let Some(cart) = &mut cart {
            seen.prices.currency.code().clone_into(&mut cart.currency);
        }
        Ok(Self {
            conn,
            facts,
            seen,
            rehearsal,
            session,
            cart,
        })
    }

    /// Who buys, as far as prices are concerned.
    #[must_use]
    pub fn buyer(&self) -> Buyer {
        Buyer {
            tier: self.seen.prices.tier.clone(),
            customer: self.session.as_ref().map(|session| session.customer),
            company: self
                .session
                .as_ref()
                .and_then(Session::company)
                .map(|company| company.0),
            email: None,
        }
    }

    /// The same for a page that is a customer's own.
    ///
    /// # Errors
    /// [`PageError::SignIn`] for whoever is not logged in; database errors.
    pub async fn member(
        state: &ShopState,
        visitor: &Visitor,
    ) -> Result<(Self, Session), PageError> {
        let desk = Self::open(state, visitor).await?;
        let session = desk.session.clone().ok_or(PageError::SignIn)?;
        Ok((desk, session))
    }
}
