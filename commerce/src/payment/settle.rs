//! **Finalise**, the last of the checkout's three phases: what the vendor says of a payment becomes true here. Called alike by the browser's return, the
//! vendor's message and the sweeper, as often as they like.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use platform::money::{Currency, Money};
use serde_json::json;

use super::gateway::{Session, SessionState};
use super::{PaymentEvent, PaymentState, difference, store};
use crate::checkout::prepare::held_for;
use crate::ids::{OrderId, PaymentId};
use crate::inventory::{self, ReserveError};
use crate::locks::{self, LockedOrder, LockedPayment};
use crate::order::events::{
    OrderLapsed, OrderPlaced, PaymentCaptured, PaymentExpired, PaymentMismatched, PaymentOpened,
    PaymentProcessing, PaymentRefused, RefundFellDue,
};
use crate::order::{self, OrderEvent, OrderState};
use crate::quotation::order::Held;
use crate::setting::Settings;
use crate::{approval, cart, gift_card, jobs, promotion, quotation};

/// What a settlement found or did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// The shopper may still pay.
    Open,
    /// The bank's answer is awaited.
    Processing,
    /// The order is placed, now or before.
    Placed,
    /// The payment has ended unpaid; the shopper may order again from the cart.
    Lapsed,
    /// The money came, but the order cannot be carried out: staff must act.
    NeedsStaff,
}

/// Why a payment could not be settled.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// There is no such payment.
    #[error("no such payment")]
    Unknown,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Records that the vendor's page is open. Idempotent.
///
/// # Errors
/// Database errors.
pub async fn record_opened(
    tx: &mut Tx,
    id: PaymentId,
    gateway: &str,
    session: &Session,
) -> Result<(), SettleError> {
    let order_id = locks::order_of_payment(tx, id)
        .await?
        .ok_or(SettleError::Unknown)?;
    locks::lock_order(tx, order_id)
        .await?
        .ok_or(SettleError::Unknown)?;
    if store::record_session(tx, id, session).await? {
        tx.emit(&PaymentOpened {
            order_id,
            payment_id: id,
            gateway: gateway.to_owned(),
            reference: session.reference.clone(),
        })
        .await?;
    }
    Ok(())
}

/// Makes true here what the vendor says of a payment. Idempotent.
///
/// # Errors
/// [`SettleError`].
pub async fn settle(tx: &mut Tx, id: PaymentId, session: &Session) -> Result<Settled, SettleError> {
    let case = hold(tx, id).await?;
    // That the vendor has no page was true when it was said; another try has opened one since.
    if session.reference.is_empty() && case.payment.reference.is_some() {
        return Ok(case.settled());
    }
    match &session.state {
        SessionState::Open { last_refusal } => {
            Ok(case.still_open(tx, last_refusal.as_deref()).await?)
        }
        SessionState::Processing => Ok(case.processing(tx).await?),
        SessionState::Captured {
            charge_reference,
            amount,
            method,
        } => Ok(case.captured(tx, charge_reference, *amount, method).await?),
        SessionState::Failed { refusal } => {
            case.refused(tx, refusal).await?;
            Ok(case.expired(tx).await?)
        }
        SessionState::Expired => Ok(case.expired(tx).await?),
    }
}

/// Places the order of a payment that brought another sum, as staff have decided; what has become of it otherwise when it cannot be carried out. Again changes
/// nothing.
pub(super) async fn place_as_decided(tx: &mut Tx, id: PaymentId) -> Result<Settled, SettleError> {
    let case = hold(tx, id).await?;
    if OrderState::from_column(&case.order.state) == Some(OrderState::Placed) {
        return Ok(Settled::Placed);
    }
    let currency = Currency::from(case.payment.currency.clone());
    let amount = Money::new(case.payment.amount_minor, currency);
    Ok(case.place(tx, amount).await?)
}

/// Lets the order lapse of a payment whose money all goes back; one that has ended in another way stays as it is.
pub(super) async fn give_up(tx: &mut Tx, id: PaymentId) -> Result<(), SettleError> {
    let case = hold(tx, id).await?;
    Ok(case.lapse(tx).await?)
}

/// A payment and all that is locked before it.
async fn hold(tx: &mut Tx, id: PaymentId) -> Result<Case, SettleError> {
    let (order_id, cart_id) = locks::order_and_cart_of_payment(tx, id)
        .await?
        .ok_or(SettleError::Unknown)?;
    // The cart is locked before the order, and an offer that it orders before the cart, as everywhere; placing closes it.
    let offer = quotation::order::hold(tx, cart_id).await?;
    locks::lock_cart(tx, cart_id).await?;
    let order = locks::lock_order(tx, order_id)
        .await?
        .ok_or(SettleError::Unknown)?;
    let payment = locks::lock_payment(tx, id)
        .await?
        .ok_or(SettleError::Unknown)?;
    let state = PaymentState::from_column(&payment.state).ok_or(SettleError::Unknown)?;
    Ok(Case {
        id,
        order_id,
        order,
        payment,
        offer,
        state,
    })
}

/// A payment and its order, both locked.
struct Case {
    id: PaymentId,
    order_id: OrderId,
    order: LockedOrder,
    payment: LockedPayment,
    /// The offer that the order's cart orders, under its lock.
    offer: Option<Held>,
    state: PaymentState,
}

impl Case {
    fn settled(&self) -> Settled {
        match (OrderState::from_column(&self.order.state), self.state) {
            (Some(OrderState::Placed), _) => Settled::Placed,
            (Some(OrderState::Cancelled), _) => Settled::NeedsStaff,
            (_, PaymentState::Processing) => Settled::Processing,
            (_, PaymentState::Pending) => Settled::Open,
            (_, PaymentState::Expired) => Settled::Lapsed,
            (_, PaymentState::Captured | PaymentState::PartlyRefunded | PaymentState::Refunded) => {
                Settled::NeedsStaff
            }
        }
    }

    async fn still_open(self, tx: &mut Tx, refusal: Option<&str>) -> Result<Settled, DbError> {
        if let Some(reason) = refusal {
            self.refused(tx, reason).await?;
        }
        Ok(self.settled())
    }

    /// Records a refusal once, however often the vendor tells of it.
    async fn refused(&self, tx: &mut Tx, reason: &str) -> Result<(), DbError> {
        let may_be_paid = matches!(self.state, PaymentState::Pending | PaymentState::Processing);
        if !may_be_paid || self.payment.last_refusal.as_deref() == Some(reason) {
            return Ok(());
        }
        let refusals = self.payment.refusals + 1;
        store::record_refusal(tx, self.id, reason, refusals).await?;
        order::store::set_payment_status(tx, self.order_id, "refused").await?;
        tx.emit(&PaymentRefused {
            order_id: self.order_id,
            payment_id: self.id,
            reason: reason.to_owned(),
            refusals,
        })
        .await
    }

    async fn processing(self, tx: &mut Tx) -> Result<Settled, DbError> {
        let Some(next) = self.state.apply(PaymentEvent::Process) else {
            return Ok(self.settled());
        };
        store::set_state(tx, self.id, next).await?;
        order::store::set_payment_status(tx, self.order_id, "processing").await?;
        // A bank may take days; the goods are held for as long as the vendor says that money may come.
        let until = tx.now().plus(jiff::SignedDuration::from_hours(14 * 24));
        inventory::store::prolong(tx, self.order_id, until).await?;
        tx.emit(&PaymentProcessing {
            order_id: self.order_id,
            payment_id: self.id,
        })
        .await?;
        Ok(Settled::Processing)
    }

    async fn captured(
        self,
        tx: &mut Tx,
        charge_reference: &str,
        amount: Money,
        method: &str,
    ) -> Result<Settled, DbError> {
        let Some(next) = self.state.apply(PaymentEvent::Capture) else {
            return Ok(self.settled());
        };
        let (order_id, payment_id) = (self.order_id, self.id);
        store::set_state(tx, self.id, next).await?;
        store::record_charge(tx, self.id, charge_reference, method).await?;
        tx.emit(&PaymentCaptured {
            order_id,
            payment_id,
            amount_minor: amount.minor,
            currency: amount.currency.to_string(),
            method: method.to_owned(),
            charge_reference: charge_reference.to_owned(),
        })
        .await?;
        if amount.minor != self.payment.amount_minor
            || amount.currency.code() != self.payment.currency
        {
            order::store::set_payment_status(tx, order_id, "paid").await?;
            store::record_captured(tx, payment_id, amount).await?;
            let currency = Currency::from(self.payment.currency.clone());
            let expected = Money::new(self.payment.amount_minor, currency);
            difference::found_by_vendor(tx, order_id, payment_id, expected, amount).await?;
            tx.emit(&PaymentMismatched {
                order_id,
                payment_id,
                expected_minor: self.payment.amount_minor,
                captured_minor: amount.minor,
                currency: amount.currency.to_string(),
            })
            .await?;
            self.audit(tx, "order.payment_mismatched").await?;
            return Ok(Settled::NeedsStaff);
        }
        self.place(tx, amount).await
    }

    async fn place(self, tx: &mut Tx, amount: Money) -> Result<Settled, DbError> {
        let Some(state) = OrderState::from_column(&self.order.state) else {
            return Ok(Settled::NeedsStaff);
        };
        // Another order of the same cart may have taken this one's place after it lapsed, or something else has become of the offer that it ordered: then
        // this money is owed back.
        let is_spent = |offer: &Held| !offer.is_still_of(self.order_id);
        let has_successor = state == OrderState::Lapsed
            && (self.offer.as_ref().is_some_and(is_spent)
                || order::store::living_order_of_cart(tx, self.order.cart_id)
                    .await?
                    .is_some());
        let has_goods = !has_successor && self.has_goods(tx, state).await?;
        let event = if has_goods {
            OrderEvent::Paid
        } else {
            OrderEvent::PaidTooLate
        };
        let Some(next) = state.apply(event) else {
            order::store::set_payment_status(tx, self.order_id, "paid").await?;
            return Ok(self.settled());
        };
        order::store::set_state(tx, self.order_id, next, "paid").await?;
        if !has_goods {
            tx.emit(&RefundFellDue {
                order_id: self.order_id,
                payment_id: self.id,
                amount_minor: amount.minor,
            })
            .await?;
            let nothing = Money::new(0, amount.currency);
            difference::found_by_vendor(tx, self.order_id, self.id, nothing, amount).await?;
            self.audit(tx, "order.cancelled").await?;
            return Ok(Settled::NeedsStaff);
        }
        inventory::store::allocate(tx, self.order_id).await?;
        gift_card::bought::paid(tx, self.order_id).await?;
        cart::close(tx, self.order.cart_id, self.order_id).await?;
        let (number, total_minor) = order::store::number_and_total_of(tx, self.order_id).await?;
        let (order_id, currency) = (self.order_id, amount.currency.to_string());
        tx.emit(&OrderPlaced {
            order_id,
            number,
            total_minor,
            currency,
        })
        .await?;
        self.audit(tx, "order.placed").await?;
        approval::decide::tell_placed(tx, order_id).await?;
        tx.enqueue(&jobs::RelayFacts {}).await?;
        Ok(Settled::Placed)
    }

    /// Into the trail: what became of the order, and by which payment.
    async fn audit(&self, tx: &mut Tx, action: &'static str) -> Result<(), DbError> {
        let after = json!({ "payment": self.id, "amount_minor": self.payment.amount_minor, "currency": self.payment.currency });
        tx.audit(Change::deed(action, "order", self.order_id).with_after(&after))
            .await
    }

    /// A prepared order's goods are held, and so are its uses of promotions. A lapsed one's have been given back: they are held anew if they still are there.
    async fn has_goods(&self, tx: &mut Tx, state: OrderState) -> Result<bool, DbError> {
        if state != OrderState::Lapsed {
            return Ok(true);
        }
        let wanted = order::store::wanted(tx, self.order_id).await?;
        let settings = Settings::of_order(tx, self.order_id).await?;
        let until = tx.now().plus(held_for(&settings));
        match inventory::store::reserve(tx, self.order_id, &wanted, until).await {
            Ok(()) if self.takes_promises_again(tx).await? => Ok(true),
            Ok(()) => {
                // What was promised for this price has gone to others meanwhile, as the goods might have.
                inventory::store::release(tx, self.order_id).await?;
                Ok(false)
            }
            Err(ReserveError::Short(_)) => Ok(false),
            Err(ReserveError::Db(error)) => Err(error),
        }
    }

    /// Uses of promotions and money of gift cards, both or neither.
    async fn takes_promises_again(&self, tx: &mut Tx) -> Result<bool, DbError> {
        if !promotion::redeem::take_again(tx, self.order_id).await? {
            return Ok(false);
        }
        if gift_card::take_again(tx, self.order_id).await? {
            return Ok(true);
        }
        promotion::redeem::give_back(tx, self.order_id).await?;
        Ok(false)
    }

    async fn expired(self, tx: &mut Tx) -> Result<Settled, DbError> {
        let Some(next) = self.state.apply(PaymentEvent::Expire) else {
            return Ok(self.settled());
        };
        store::set_state(tx, self.id, next).await?;
        tx.emit(&PaymentExpired {
            order_id: self.order_id,
            payment_id: self.id,
        })
        .await?;
        self.lapse(tx).await?;
        Ok(Settled::Lapsed)
    }

    /// Gives back what is held for an order that was not placed.
    async fn lapse(self, tx: &mut Tx) -> Result<(), DbError> {
        let lapsed = OrderState::from_column(&self.order.state)
            .and_then(|state| state.apply(OrderEvent::Lapse));
        if let Some(state) = lapsed {
            let released = inventory::store::release(tx, self.order_id).await?;
            promotion::redeem::give_back(tx, self.order_id).await?;
            gift_card::give_back(tx, self.order_id).await?;
            // Money that has come is here until it has gone back.
            let has_money = matches!(
                self.state,
                PaymentState::Captured | PaymentState::PartlyRefunded | PaymentState::Refunded
            );
            let status = if has_money { "paid" } else { "void" };
            order::store::set_state(tx, self.order_id, state, status).await?;
            tx.emit(&OrderLapsed {
                order_id: self.order_id,
                released,
            })
            .await?;
            self.audit(tx, "order.lapsed").await?;
        }
        Ok(())
    }
}
