//! From a confirmed form to the provider's page: prepare, open, redirect. Sent twice, it leads to the same page.

use commerce::approval::ask::{AskError, ask};
use commerce::cart::Cart;
use commerce::checkout::Contact;
use commerce::checkout::prepare::{Confirmation, PrepareError, Prepared, prepare};
use commerce::checkout::quote::QuoteError;
use commerce::company::purchase::Purchase;
use commerce::customer::Session;
use commerce::ids::{CartId, CustomerId, OrderId};
use commerce::order;
use commerce::payment::settle::Settled;
use commerce::payment::{self, OpenPayment, PaymentMethod, exchange};
use commerce::pricing::PriceContext;
use platform::db::Tx;
use platform::money::{Currency, Money};
use platform::web::PageError;

use crate::cart::views::ChangeView;
use crate::error::ours;
use crate::order::link;
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// How often an earlier order of the cart is ended to make room for this one.
const ROUNDS: usize = 3;

/// What is bought, by whom.
pub(super) struct Order {
    pub contact: Contact,
    /// Whoever is logged in; none for a guest.
    pub customer: Option<CustomerId>,
    /// Whose terms hold; none: a guest's.
    pub tier: Option<String>,
    /// Who sends it.
    pub session: Option<Session>,
    /// For which company, and what its order carries.
    pub company: Option<Purchase>,
    /// What the button said: it is sent for approval, and nothing is ordered.
    pub sends_for_approval: bool,
    pub freight: String,
    pub method: PaymentMethod,
    /// Hash of what the shopper saw.
    pub confirmed: Vec<u8>,
}

/// Where the shopper goes next.
pub(crate) enum Sent {
    /// To the provider's page, or to the order's.
    To(String),
    /// What they confirmed no longer holds; nothing has happened. Holds what fell short.
    Changed(Vec<ChangeView>),
    /// Nothing travels there with these goods.
    NoFreight,
    /// The goods cost less than the tier's smallest order.
    Below(Money),
    /// Nobody has told of late what the currency costs.
    NoRate(Currency),
    /// The company wants to know whose order it is.
    NoReference,
    /// The company's credit does not cover it.
    NoCredit,
    /// They no longer buy for the company.
    NotForCompany,
    /// They meant to send it for approval, which it needs no more.
    NeedsNoApproval,
    /// It needs approval, and nobody else of the company may give it.
    NobodyApproves,
    /// The provider does not answer. The order waits; sending again goes on where this stopped.
    ProviderAway,
    /// The provider will not take this payment. It has been ended and the goods given back; another way to pay may do.
    ProviderRefused,
    /// The cart is gone.
    NoCart,
    /// The offer that is ordered holds no longer.
    OfferClosed,
}

/// Buys. Holds one connection at a time; the caller holds none.
pub(super) async fn send(
    state: &ShopState,
    visitor: &Visitor,
    prices: &PriceContext,
    cart: &Cart,
    order: Order,
) -> Result<Sent, PageError> {
    let sends_for_approval = order.sends_for_approval;
    let confirmation = Confirmation {
        cart_id: cart.id,
        contact: order.contact,
        freight: order.freight,
        confirmed_hash: order.confirmed,
        locale: visitor.locale.code().to_owned(),
        customer_id: order.customer,
        tier_code: order.tier.unwrap_or_else(|| prices.tier.clone()),
        lists: prices.lists.clone(),
        currency: cart.currency,
        gateway: state.gateway.name().to_owned(),
        method: order.method,
        company: order.company,
        approved_by: None,
    };
    for _ in 0..ROUNDS {
        let mut tx = state.db.begin(visitor.origin()).await?;
        let prepared = match prepare(&mut tx, &confirmation).await {
            Ok(prepared) => prepared,
            Err(PrepareError::NeedsApproval) => {
                drop(tx);
                return hand_in(state, visitor, &confirmation, order.session.as_ref()).await;
            }
            Err(error) => return refused(error, cart),
        };
        match prepared {
            Prepared::Placed { order_id } if sends_for_approval => {
                drop(tx);
                let mut conn = state.db.read().await?;
                let living = order::store::living_order_of_cart(&mut conn, cart.id).await?;
                drop(conn);
                // Placed before, or just now by a limit that was raised between the page and here: that is taken back.
                if living.is_none_or(|living| living.id != order_id) {
                    return Ok(Sent::NeedsNoApproval);
                }
                return Ok(Sent::To(
                    link::path_by_id(state, visitor.locale, order_id).await?,
                ));
            }
            Prepared::Placed { order_id } => {
                tx.commit().await?;
                return Ok(Sent::To(
                    link::path_by_id(state, visitor.locale, order_id).await?,
                ));
            }
            Prepared::Waiting { order_id, payment } => {
                return pay(state, visitor, tx, order_id, payment).await;
            }
            Prepared::Superseded { payment } => {
                drop(tx);
                match exchange::end(&state.db, &*state.gateway, &payment, visitor.origin()).await {
                    Ok(Settled::Lapsed) => {}
                    // It was paid after all, or will be: that order it is.
                    Ok(_) => {
                        return Ok(Sent::To(
                            link::path_by_id(state, visitor.locale, payment.order_id).await?,
                        ));
                    }
                    Err(error) => return not_opened(error),
                }
            }
        }
    }
    Ok(Sent::ProviderAway)
}

/// Commits an order that waits for its payment, and opens the provider's page.
pub(crate) async fn pay(
    state: &ShopState,
    visitor: &Visitor,
    mut tx: Tx,
    order_id: OrderId,
    payment: OpenPayment,
) -> Result<Sent, PageError> {
    let number = order::store::number_of(&mut tx, order_id).await?;
    let key = link::key(state, order_id);
    let back = |query: &str| {
        let values = [("number", number.as_str()), ("key", key.as_str())];
        let path = state.renderer.url(visitor.locale, "order_return", &values);
        format!("{}{path}{query}", state.public_url)
    };
    payment::store::set_return_addresses(&mut tx, payment.id, &back(""), &back("?left=1")).await?;
    tx.commit().await?;
    open(state, visitor, order_id, payment).await
}

/// Sends it to a colleague who may approve it.
async fn hand_in(
    state: &ShopState,
    visitor: &Visitor,
    confirmation: &Confirmation,
    session: Option<&Session>,
) -> Result<Sent, PageError> {
    let origin = session.map_or_else(|| visitor.origin(), |session| visitor.origin_of(session));
    let mut tx = state.db.begin(origin).await?;
    match ask(&mut tx, confirmation).await {
        Ok(id) => {
            tx.commit().await?;
            let id = id.to_string();
            let values = [("request", id.as_str()), ("klart", "sent")];
            Ok(Sent::To(state.renderer.url(
                visitor.locale,
                "approval",
                &values,
            )))
        }
        Err(AskError::NoCart) => Ok(Sent::NoCart),
        Err(AskError::Changed) => Ok(Sent::Changed(Vec::new())),
        Err(AskError::NobodyApproves) => Ok(Sent::NobodyApproves),
        Err(AskError::NotForCompany) => Ok(Sent::NotForCompany),
        Err(AskError::Db(error)) => Err(error.into()),
    }
}

/// Opens the provider's page of a payment that waits.
async fn open(
    state: &ShopState,
    visitor: &Visitor,
    order_id: OrderId,
    payment: OpenPayment,
) -> Result<Sent, PageError> {
    let found = payment::store::by_id(&mut *state.db.read().await?, payment.id).await?;
    let payment = found.unwrap_or(payment);
    match exchange::open(&state.db, &*state.gateway, &payment, visitor.origin()).await {
        Ok(session) => match session.url {
            Some(url) => Ok(Sent::To(url)),
            None => Ok(Sent::To(
                link::path_by_id(state, visitor.locale, order_id).await?,
            )),
        },
        Err(error) => not_opened(error),
    }
}

fn not_opened(error: exchange::ExchangeError) -> Result<Sent, PageError> {
    match error {
        error if error.is_final() => {
            // Nobody can buy so until somebody has looked: a key, a way to pay that the account lacks, a fault of ours.
            tracing::error!(%error, "the payment provider refused to open a page");
            Ok(Sent::ProviderRefused)
        }
        exchange::ExchangeError::Gateway(error) => {
            tracing::warn!(%error, "the payment provider did not open a page");
            Ok(Sent::ProviderAway)
        }
        error => Err(ours(error)),
    }
}

fn refused(error: PrepareError, cart: &Cart) -> Result<Sent, PageError> {
    Ok(match error {
        // Which promotion it was, the page finds out by comparing.
        PrepareError::Changed { .. } | PrepareError::UsedUp(_) | PrepareError::CardShort(_) => {
            Sent::Changed(Vec::new())
        }
        PrepareError::Short(shortages) => Sent::Changed(
            shortages
                .into_iter()
                .filter_map(|short| {
                    let line = cart
                        .lines
                        .iter()
                        .find(|line| line.variant_id == short.variant_id)?;
                    let kind = if short.free > 0 { "stock" } else { "out" };
                    Some(ChangeView {
                        kind,
                        name: line.name.clone(),
                        before: None,
                        now: None,
                        left: short.free,
                    })
                })
                .collect(),
        ),
        PrepareError::OfferClosed => Sent::OfferClosed,
        PrepareError::NoCustomer => return Err(PageError::SignIn),
        PrepareError::NoFreight => Sent::NoFreight,
        PrepareError::BelowMinimum { minimum } => Sent::Below(minimum),
        PrepareError::NoRate(currency) => Sent::NoRate(currency),
        PrepareError::NoReference => Sent::NoReference,
        PrepareError::NoCredit => Sent::NoCredit,
        PrepareError::NotForCompany => Sent::NotForCompany,
        PrepareError::NeedsApproval => Sent::NobodyApproves,
        PrepareError::NoCart | PrepareError::Quote(QuoteError::Empty | QuoteError::TooLarge) => {
            Sent::NoCart
        }
        PrepareError::Quote(QuoteError::Db(error)) | PrepareError::Db(error) => {
            return Err(error.into());
        }
        PrepareError::Quote(error @ QuoteError::NoTerms) => return Err(PageError::internal(error)),
    })
}

/// The order that this cart has already become, for a form that is sent again after it was paid.
pub(super) async fn sent_again(
    state: &ShopState,
    visitor: &Visitor,
    desk: &mut Desk,
) -> Result<Option<axum::response::Response>, PageError> {
    let Some(cart_id) = visitor
        .any_cart(&mut desk.conn, desk.facts.shop.id, desk.session.as_ref())
        .await?
    else {
        return Ok(None);
    };
    order_of(state, visitor, desk, cart_id).await
}

/// The way to the order that a cart has become.
pub(super) async fn order_of(
    state: &ShopState,
    visitor: &Visitor,
    desk: &mut Desk,
    cart_id: CartId,
) -> Result<Option<axum::response::Response>, PageError> {
    let Some(living) = order::store::living_order_of_cart(&mut desk.conn, cart_id).await? else {
        return Ok(None);
    };
    let path = link::path_by_id(state, visitor.locale, living.id).await?;
    Ok(Some(crate::page::see_other(&path)))
}
