//! **Prepare**, the first of the checkout's three phases: the shopper's confirmed cart becomes an order with stock held and a payment to be opened.
//! Pay is the vendor's page; finalise is [`crate::payment::settle`].

use platform::audit::Change;
use platform::clock::{Date, Timestamp};
use platform::db::{DbError, Tx};
use platform::money::{Currency, Money};
use serde_json::json;

use super::freight::FreightOffer;
use super::priced::{Asked, Priced, priced_alone};
use super::quote::{Quote, QuoteError};
use super::{Contact, business};
use crate::cart::listing::CartHead;
use crate::cart::{self, Cart};
use crate::company::purchase::Purchase;
use crate::gift_card::{self, PayError};
use crate::ids::{CartId, CustomerId, GiftCardId, OrderId, PaymentId, PriceListId, PromotionId};
use crate::inventory::{self, ReserveError, Shortage, Wanted};
use crate::locks::LockedCart;
use crate::order::events::{ContactCorrected, OrderInvoiced, OrderPlaced, OrderPrepared};
use crate::order::{self, NewOrder, OrderEvent, OrderState};
use crate::payment::{self, NewPayment, OpenPayment, PaymentMethod, PaymentState};
use crate::pricing::Audience;
use crate::pricing::listing::price_context;
use crate::pricing::vat::Place;
use crate::promotion::Buyer;
use crate::promotion::redeem::{RedeemError, redeem};
use crate::setting::{Key, Settings};
use crate::{currency, jobs, locks, quotation};

/// The sweeper looks at a payment for the first time after so long.
pub const FIRST_CHECK_AFTER: jiff::SignedDuration = jiff::SignedDuration::from_secs(60);

/// How long stock is held and the vendor's page stays open.
#[must_use]
pub fn held_for(settings: &Settings) -> jiff::SignedDuration {
    jiff::SignedDuration::from_mins(settings.number(Key::HeldMinutes))
}

/// What a shopper has confirmed.
#[derive(Clone, Debug)]
pub struct Confirmation {
    /// The cart.
    pub cart_id: CartId,
    /// Buyer and addresses.
    pub contact: Contact,
    /// The chosen freight's code.
    pub freight: String,
    /// Hash of the quote that they saw.
    pub confirmed_hash: Vec<u8>,
    /// `sv` or `en`.
    pub locale: String,
    /// Whoever is logged in; none for a guest.
    pub customer_id: Option<CustomerId>,
    /// Price tier and its lists, in order.
    pub tier_code: String,
    /// Lists that decide prices, in order.
    pub lists: Vec<PriceListId>,
    /// What those are in.
    pub currency: Currency,
    /// The gateway's name.
    pub gateway: String,
    /// How they pay.
    pub method: PaymentMethod,
    /// For which company they buy; none: for themselves.
    pub company: Option<Purchase>,
    /// Who of the company has approved it, where its buyer may not order so much on their own.
    pub approved_by: Option<CustomerId>,
}

impl Confirmation {
    /// Who buys, as far as prices are concerned.
    #[must_use]
    pub fn buyer(&self) -> Buyer {
        Buyer {
            tier: self.tier_code.clone(),
            customer: self.customer_id,
            company: self.company.as_ref().map(|bought| bought.company.0),
            email: Some(self.contact.email.clone()),
        }
    }

    /// What its cart costs, as a question.
    pub(crate) fn asked<'a>(
        &'a self,
        head: &'a CartHead,
        buyer: &'a Buyer,
        now: Timestamp,
    ) -> Asked<'a> {
        Asked {
            head,
            lists: &self.lists,
            locale: &self.locale,
            place: Place::from(&self.contact.delivery),
            buyer,
            freight: Some(&self.freight),
            now,
        }
    }
}

/// What became of it.
#[derive(Clone, Debug)]
pub enum Prepared {
    /// The order waits for payment: open the vendor's page, or send the shopper to the one that is open.
    Waiting {
        /// The order.
        order_id: OrderId,
        /// Its payment.
        payment: OpenPayment,
    },
    /// Nothing is to be paid, or it has been paid already: show the confirmation.
    Placed {
        /// The order.
        order_id: OrderId,
    },
    /// An earlier confirmation of this cart, with other contents or another way to pay, waits for payment. End that payment at the vendor first, then prepare again.
    Superseded {
        /// The earlier order's payment.
        payment: OpenPayment,
    },
}

/// Why no order was prepared. Nothing has happened then.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// The cart is gone, empty, or in another state.
    #[error("the cart cannot be ordered")]
    NoCart,
    /// The account of whoever is logged in has been shut or erased meanwhile.
    #[error("the account is not in use")]
    NoCustomer,
    /// Price, stock, VAT, freight or terms are not what the shopper saw.
    #[error("what was confirmed has changed")]
    Changed {
        /// The cart as it is now.
        cart: Box<Cart>,
        /// What it costs now.
        quote: Box<Quote>,
    },
    /// There is less than wanted of these.
    #[error("{} variants fall short", .0.len())]
    Short(Vec<Shortage>),
    /// No freight goes there with these goods.
    #[error("no freight to this address")]
    NoFreight,
    /// Somebody else has just used a promotion for the last time.
    #[error("a promotion has been used up")]
    UsedUp(PromotionId),
    /// A gift card holds less than it did.
    #[error("a gift card holds too little")]
    CardShort(GiftCardId),
    /// The goods cost less than the tier's smallest order.
    #[error("the order is below the tier's minimum")]
    BelowMinimum {
        /// The smallest sum, as the tier sees it.
        minimum: Money,
    },
    /// Nobody has told of late what the currency costs in the shop's own, so that the order could not be valued.
    #[error("there is no current rate of {0}")]
    NoRate(Currency),
    /// The company's orders must say whose they are.
    #[error("the company requires a reference")]
    NoReference,
    /// The company may not pay by invoice, or not so much.
    #[error("the company's credit does not cover the order")]
    NoCredit,
    /// The company is closed, or the person no longer buys for it.
    #[error("the person does not buy for the company")]
    NotForCompany,
    /// It costs more than the buyer may order on their own: a colleague has to approve it.
    #[error("a colleague has to approve it")]
    NeedsApproval,
    /// The offer that the cart orders holds no longer, is another version, or has been ordered.
    #[error("the offer cannot be ordered")]
    OfferClosed,
    /// The sums could not be made.
    #[error(transparent)]
    Quote(#[from] QuoteError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<ReserveError> for PrepareError {
    fn from(error: ReserveError) -> Self {
        match error {
            ReserveError::Short(short) => Self::Short(short),
            ReserveError::Db(error) => Self::Db(error),
        }
    }
}

impl From<PayError> for PrepareError {
    fn from(error: PayError) -> Self {
        match error {
            PayError::Short(id) => Self::CardShort(id),
            PayError::Db(error) => Self::Db(error),
        }
    }
}

impl From<RedeemError> for PrepareError {
    fn from(error: RedeemError) -> Self {
        match error {
            RedeemError::UsedUp(id) => Self::UsedUp(id),
            RedeemError::Db(error) => Self::Db(error),
        }
    }
}

/// Prepares the order of a cart: one, however many times and from however many tabs it is sent.
///
/// # Errors
/// [`PrepareError`]; the transaction is to be dropped then.
pub async fn prepare(tx: &mut Tx, confirmation: &Confirmation) -> Result<Prepared, PrepareError> {
    // The offer before the customer, as whoever answers or declines it locks them.
    let offer = quotation::order::hold(tx, confirmation.cart_id).await?;
    if let Some(customer) = confirmation.customer_id
        && !locks::share_customer(tx, customer).await?
    {
        return Err(PrepareError::NoCustomer);
    }
    let confirmation = &business::with_papers(tx, confirmation).await?;
    let locked = locks::lock_cart(tx, confirmation.cart_id)
        .await?
        .ok_or(PrepareError::NoCart)?;
    if let Some(living) = order::store::living_order_of_cart(tx, confirmation.cart_id).await? {
        return resume(tx, confirmation, living).await;
    }
    if locked.state != "open" {
        return Err(PrepareError::NoCart);
    }
    let company = confirmation.company.as_ref().map(|bought| bought.company);
    if let Some(offer) = &offer
        && !offer.may_be_ordered(company, tx.now())
    {
        return Err(PrepareError::OfferClosed);
    }
    let buyer = confirmation.buyer();
    let confirmation = &in_currency(tx, confirmation, &locked, offer.is_some()).await?;
    let (cart, quote, freight) = as_confirmed(tx, confirmation, locked, &buyer).await?;
    let now = tx.now();
    let standing = currency::standing(tx, cart.shop_id, cart.currency, now).await?;
    let valued = standing.in_home(quote.totals.total_minor);
    let valued = valued.ok_or(PrepareError::NoRate(cart.currency))?;
    cart::store::set_currency(tx, cart.id, cart.currency).await?;
    business::check(tx, confirmation, &cart, valued).await?;
    let order_id = OrderId::generate();
    let goods = cart.lines.iter().filter(|line| line.card.is_none());
    let wanted: Vec<Wanted> = goods
        .map(|line| Wanted {
            variant_id: line.variant_id,
            quantity: i64::from(line.quantity),
        })
        .collect();
    let total = Money::new(quote.totals.total_minor, cart.currency);
    let to_pay = Money::new(quote.to_pay_minor(), cart.currency);
    let gift_card_minor = quote.gift_card_minor();
    let order = NewOrder {
        id: order_id,
        cart_id: confirmation.cart_id,
        shop_id: cart.shop_id,
        confirmed_hash: quote.hash,
        customer_id: confirmation.customer_id,
        tier_code: confirmation.tier_code.clone(),
        locale: confirmation.locale.clone(),
        currency: cart.currency,
        rate: standing.rate(),
        contact: confirmation.contact.clone(),
        freight_method_id: freight.method_id,
        freight_label: freight.label,
        freight_kind: freight.kind,
        freight_why: quote.freight_why,
        delivery: (freight.from, freight.to),
        terms_document_id: quote.terms,
        gift_card_minor,
        totals: quote.totals,
        lines: cart.lines,
        promotions: quote.promotions,
        tax: cart.tax,
    };
    let number = order::store::insert(tx, &order).await?;
    if let Some(offer) = &offer {
        offer.ordered(tx, order_id).await?;
    }
    let minutes = Settings::number_of(tx, order.shop_id, Key::HeldMinutes).await?;
    let expires_at = tx.now().plus(jiff::SignedDuration::from_mins(minutes));
    // The company before the stock, as everywhere.
    let due_on = business::charge(tx, confirmation, order_id, to_pay).await?;
    inventory::store::reserve(tx, order_id, &wanted, expires_at).await?;
    redeem(tx, order_id, &order.promotions, &buyer).await?;
    gift_card::take(tx, order_id, &quote.gift_cards).await?;
    tell(tx, order_id, &number, (total, to_pay), due_on).await?;
    if to_pay.minor == 0 || due_on.is_some() {
        place_at_once(tx, order_id, confirmation, number, (total, to_pay)).await?;
        return Ok(Prepared::Placed { order_id });
    }
    let payment = begin_payment(tx, order_id, confirmation, to_pay, expires_at).await?;
    Ok(Prepared::Waiting { order_id, payment })
}

/// What is confirmed, by the lists of the currency that its buyer buys in at this moment: an offer's own, else the company's or the tier's. Where somebody has
/// changed that meanwhile, what was confirmed in the other no longer holds, and the buyer is told what it costs now.
async fn in_currency(
    tx: &mut Tx,
    confirmation: &Confirmation,
    locked: &LockedCart,
    is_offer: bool,
) -> Result<Confirmation, DbError> {
    let mut now = confirmation.clone();
    if is_offer {
        now.currency = Currency::from(locked.currency.clone());
        return Ok(now);
    }
    let company = confirmation.company.as_ref().map(|bought| bought.company);
    let buyer = (company, confirmation.tier_code.as_str());
    let buys_in = currency::listing::buys_in(tx, locked.shop_id, buyer).await?;
    if buys_in == confirmation.currency {
        return Ok(now);
    }
    let audience = match company {
        Some(company) => Audience::Company(company),
        None => Audience::Tier(&confirmation.tier_code),
    };
    let at = tx.now();
    let found = price_context(tx, locked.shop_id, audience, at).await?;
    now.lists = found.map(|context| context.lists).unwrap_or_default();
    now.currency = buys_in;
    Ok(now)
}

/// The cart with what it costs and its freight, if all is as the shopper saw it.
async fn as_confirmed(
    tx: &mut Tx,
    confirmation: &Confirmation,
    locked: LockedCart,
    buyer: &Buyer,
) -> Result<(Cart, Quote, FreightOffer), PrepareError> {
    let mut head = locked.head(confirmation.cart_id);
    confirmation.currency.code().clone_into(&mut head.currency);
    let asked = confirmation.asked(&head, buyer, tx.now());
    let Priced { cart, quote } = priced_alone(tx, &asked).await?;
    let quote = quote?;
    let Some(freight) = quote.freight.clone() else {
        return Err(PrepareError::NoFreight);
    };
    let is_sold = cart
        .lines
        .iter()
        .all(|line| line.is_sold && line.unit_price.is_some());
    if !is_sold || quote.hash != confirmation.confirmed_hash || freight.code != confirmation.freight
    {
        return Err(PrepareError::Changed {
            cart: Box::new(cart),
            quote: Box::new(quote),
        });
    }
    Ok((cart, quote, freight))
}

/// Into the order's history and the trail: that it is prepared, and until when it is to be paid by invoice.
async fn tell(
    tx: &mut Tx,
    order_id: OrderId,
    number: &str,
    (total, to_pay): (Money, Money),
    due_on: Option<Date>,
) -> Result<(), DbError> {
    tx.emit(&OrderPrepared {
        order_id,
        number: number.to_owned(),
        total_minor: total.minor,
        currency: total.currency.to_string(),
    })
    .await?;
    let after = json!({ "number": number, "total_minor": total.minor, "currency": total.currency });
    tx.audit(Change::deed("order.prepared", "order", order_id).with_after(&after))
        .await?;
    if let Some(due_on) = due_on {
        tx.emit(&OrderInvoiced {
            order_id,
            amount_minor: to_pay.minor,
            currency: total.currency.to_string(),
            due_on: due_on.to_string(),
        })
        .await?;
    }
    Ok(())
}

/// The cart has a living order: the same thing sent twice, or something else sent instead.
async fn resume(
    tx: &mut Tx,
    confirmation: &Confirmation,
    living: order::store::LivingOrder,
) -> Result<Prepared, PrepareError> {
    let order_id = living.id;
    // The state may have moved between the look and the lock.
    let order = locks::lock_order(tx, order_id)
        .await?
        .ok_or(PrepareError::NoCart)?;
    if OrderState::from_column(&order.state) != Some(OrderState::Prepared) {
        return Ok(Prepared::Placed { order_id });
    }
    let Some(payment) = payment::store::open_payment_of_order(tx, order_id).await? else {
        return Err(PrepareError::NoCart);
    };
    // What the vendor's page is open for cannot be changed; once it has been used, the way to pay is no longer a choice.
    let is_other_method = payment.state == PaymentState::Pending.as_str()
        && payment.method != confirmation.method.as_str();
    // What was confirmed holds for where the goods were to go: freight and VAT are that place's.
    let held = order::store::contact_of(tx, order_id).await?;
    let goes_elsewhere = held.is_none_or(|held| {
        let (was, is) = (&held.delivery, &confirmation.contact.delivery);
        was.country != is.country
            || Place::from(was).area() != Place::from(is).area()
            || Place::from(was).rates() != Place::from(is).rates()
    });
    // Somebody else at the same browser, or the same person after logging in: whose an order is cannot be changed, either.
    if living.confirmed_hash != confirmation.confirmed_hash
        || living.customer_id != confirmation.customer_id
        || living.company_id != confirmation.company.as_ref().map(|bought| bought.company)
        || is_other_method
        || goes_elsewhere
        || payment.expires_at <= tx.now()
    {
        return Ok(Prepared::Superseded { payment });
    }
    let corrected = order::store::correct_contact(tx, order_id, &confirmation.contact).await?;
    if !corrected.is_empty() {
        tx.emit(&ContactCorrected { order_id }).await?;
        // The trail keeps its rows for ever: it says what was corrected, not who lives where.
        let after = json!({ "corrected": corrected });
        tx.audit(Change::deed("order.contact_corrected", "order", order_id).with_after(&after))
            .await?;
    }
    Ok(Prepared::Waiting { order_id, payment })
}

async fn begin_payment(
    tx: &mut Tx,
    order_id: OrderId,
    confirmation: &Confirmation,
    amount: Money,
    expires_at: Timestamp,
) -> Result<OpenPayment, DbError> {
    let id = PaymentId::generate();
    let first_check = tx.now().plus(FIRST_CHECK_AFTER);
    payment::store::insert(
        tx,
        &NewPayment {
            id,
            order_id,
            gateway: confirmation.gateway.clone(),
            method: confirmation.method,
            email: confirmation.contact.email.clone(),
            locale: confirmation.locale.clone(),
            amount,
            expires_at,
            check_at: first_check,
        },
    )
    .await
}

/// An order that waits for no vendor: nothing is to be paid, or a company owes for it.
async fn place_at_once(
    tx: &mut Tx,
    order_id: OrderId,
    confirmation: &Confirmation,
    number: String,
    (total, to_pay): (Money, Money),
) -> Result<(), DbError> {
    let (event, status) = if to_pay.minor == 0 {
        (OrderEvent::Paid, "paid")
    } else {
        (OrderEvent::Invoiced, "invoiced")
    };
    inventory::store::allocate(tx, order_id).await?;
    if event == OrderEvent::Paid {
        gift_card::bought::paid(tx, order_id).await?;
    }
    if let Some(state) = OrderState::Prepared.apply(event) {
        order::store::set_state(tx, order_id, state, status).await?;
    }
    cart::close(tx, confirmation.cart_id, order_id).await?;
    tx.emit(&OrderPlaced {
        order_id,
        number,
        total_minor: total.minor,
        currency: total.currency.to_string(),
    })
    .await?;
    tx.audit(Change::deed("order.placed", "order", order_id))
        .await?;
    tx.enqueue(&jobs::RelayFacts {}).await?;
    if event == OrderEvent::Invoiced {
        order::invoice::document::issue(tx, order_id).await?;
    }
    Ok(())
}
