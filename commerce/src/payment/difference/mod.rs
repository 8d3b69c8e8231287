//! A **difference**: money came, and it is not what was to come: another sum or another currency at the vendor, more than was owed for an invoice, or anything for
//! goods that were gone. It stands open until somebody has decided what becomes of it; every deed leaves sums that add up, and is done once.

mod decide;
pub mod listing;
mod store;

use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use platform::money::{Currency, Money};

use crate::ids::{DifferenceId, GiftCardId, InvoicePaymentId, OrderId, PaymentId, RefundId};

pub use decide::{DecideError, Decided, Decision, LONGEST_NOTE, ask_for_rest, decide};

/// Where the money came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A payment provider took it.
    Vendor,
    /// It came to the bank, for an invoice.
    Bank,
    /// It had come for an invoice whose order was called off then.
    Void,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Vendor, Self::Bank, Self::Void];

    /// The word in the table, and the last part of text keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::Bank => "bank",
            Self::Void => "void",
        }
    }

    /// From the word in the table.
    #[must_use]
    pub fn from_column(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What can be done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deed {
    /// All of it goes back by the vendor; the order is not carried out.
    RefundAll,
    /// The order is carried out, and what is over goes back by the vendor.
    RefundExcess,
    /// The order is carried out for what came: the rest is taken off its price.
    Accept,
    /// The rest has come in another way: the order is carried out.
    RestCame,
    /// What is over has been paid back by hand.
    ByHand,
    /// What is over stands on the buyer's account as store credit. It was done once and is offered no more: what a company has paid is no person's to buy for.
    Credit,
    /// There was no such payment.
    Undone,
}

impl Deed {
    /// Every deed.
    pub const ALL: [Self; 7] = [
        Self::RefundAll,
        Self::RefundExcess,
        Self::Accept,
        Self::RestCame,
        Self::ByHand,
        Self::Credit,
        Self::Undone,
    ];

    /// The word in the table, in addresses and in text keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RefundAll => "refund_all",
            Self::RefundExcess => "refund_excess",
            Self::Accept => "accept",
            Self::RestCame => "rest_came",
            Self::ByHand => "by_hand",
            Self::Credit => "credit",
            Self::Undone => "undone",
        }
    }

    /// From the word in the table.
    #[must_use]
    pub fn from_column(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.as_str() == text)
    }

    /// Whether money leaves the shop.
    #[must_use]
    pub fn gives(self) -> bool {
        match self {
            Self::RefundAll | Self::RefundExcess | Self::ByHand | Self::Credit => true,
            Self::Accept | Self::RestCame | Self::Undone => false,
        }
    }

    /// Whether it must be said why or how.
    #[must_use]
    pub fn needs_note(self) -> bool {
        matches!(self, Self::Accept | Self::RestCame | Self::ByHand)
    }
}

/// A difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which.
    pub id: DifferenceId,
    /// Of which order.
    pub order_id: OrderId,
    /// Its number.
    pub order_number: String,
    /// Where the money came from.
    pub kind: Kind,
    /// The vendor's payment.
    pub payment_id: Option<PaymentId>,
    /// What was to come.
    pub expected: Money,
    /// What came.
    pub received: Money,
    /// What was done about it; none while it is open.
    pub deed: Option<Deed>,
    /// In the words of staff.
    pub note: String,
    /// What goes back by the vendor.
    pub refund_id: Option<RefundId>,
    /// How far that has come: `pending`, `accepted`, `settled` or `refused`.
    pub refund_state: Option<String>,
    /// Why the vendor would not send it: it may be paid by hand then.
    pub refused: Option<String>,
    /// The store credit.
    pub gift_card_id: Option<GiftCardId>,
    /// When the buyer was last asked for the rest.
    pub asked_at: Option<Timestamp>,
    /// When it was found.
    pub found_at: Timestamp,
    /// When it was decided about.
    pub settled_at: Option<Timestamp>,
    /// For forms that decide about it only as the page shows it.
    pub row_version: i32,
    /// Whether the order is carried out.
    pub is_placed: bool,
    /// Whether the order and its goods wait for what is decided.
    pub is_waiting: bool,
    /// What is left of the vendor's payment, in minor units: a case may have given some of it back.
    pub left_minor: Option<i64>,
}

impl Difference {
    /// What came and was not owed; nothing when too little came. In another currency nothing of it was owed.
    #[must_use]
    pub fn excess(&self) -> Money {
        excess(self.expected, self.received)
    }

    /// What was owed and did not come.
    #[must_use]
    pub fn rest(&self) -> Money {
        rest(self.expected, self.received)
    }

    /// What can be done about it, as long as it is open.
    #[must_use]
    pub fn deeds(&self) -> Vec<Deed> {
        if self.deed.is_some() {
            return Vec::new();
        }
        let mut offered = deeds(self.kind, self.expected, self.received);
        if self.kind == Kind::Vendor && self.refused.is_some() {
            offered.push(Deed::ByHand);
        }
        offered
            .into_iter()
            // What has been sold goes back by a case.
            .filter(|deed| *deed != Deed::RefundAll || !self.is_placed)
            .collect()
    }

    /// Whether nothing was to come any more: the goods, or what was promised for the price, were gone, or another order had taken this one's place.
    #[must_use]
    pub fn is_too_late(&self) -> bool {
        is_too_late(self.kind, self.expected.minor)
    }

    /// Whether the buyer can be asked for what is missing: as long as the goods are held for it.
    #[must_use]
    pub fn may_ask(&self) -> bool {
        self.is_waiting && self.deeds().contains(&Deed::RestCame)
    }

    /// What of the money is still here.
    fn all(&self) -> Money {
        let left = self.left_minor.unwrap_or(self.received.minor);
        Money::new(self.received.minor.min(left).max(0), self.received.currency)
    }

    /// What a deed gives, or takes off the price.
    #[must_use]
    pub fn amount_of(&self, deed: Deed) -> Money {
        match deed {
            Deed::RefundAll => self.all(),
            Deed::Accept | Deed::RestCame => self.rest(),
            // The order has lapsed since: all of it is to go back.
            Deed::ByHand if self.kind == Kind::Vendor && !self.is_placed => self.all(),
            _ => self.excess(),
        }
    }
}

/// Whether money of a kind came when nothing was to come any more.
#[must_use]
pub fn is_too_late(kind: Kind, expected_minor: i64) -> bool {
    kind == Kind::Vendor && expected_minor == 0
}

fn is_same(expected: Money, received: Money) -> bool {
    expected.currency == received.currency
}

fn excess(expected: Money, received: Money) -> Money {
    let owed = if is_same(expected, received) {
        expected.minor
    } else {
        0
    };
    Money::new((received.minor - owed).max(0), received.currency)
}

fn rest(expected: Money, received: Money) -> Money {
    let came = if is_same(expected, received) {
        received.minor
    } else {
        0
    };
    Money::new((expected.minor - came).max(0), expected.currency)
}

/// What can be done about money that came in a way, in the order in which it is offered.
#[must_use]
pub fn deeds(kind: Kind, expected: Money, received: Money) -> Vec<Deed> {
    match kind {
        // A company has paid it, and a company's money is no person's store credit.
        Kind::Bank | Kind::Void => vec![Deed::ByHand],
        // The goods were gone, or it is money of another kind: there is nothing to carry out for it.
        Kind::Vendor if expected.minor == 0 || !is_same(expected, received) => {
            vec![Deed::RefundAll]
        }
        Kind::Vendor if received.minor > expected.minor => {
            vec![Deed::RefundExcess, Deed::RefundAll]
        }
        Kind::Vendor => vec![Deed::RestCame, Deed::Accept, Deed::RefundAll],
    }
}

/// The vendor took another sum than it was asked for, or any for goods that were gone (nothing was to come then). Told again, it is the same difference.
pub(super) async fn found_by_vendor(
    tx: &mut Tx,
    order_id: OrderId,
    payment: PaymentId,
    expected: Money,
    received: Money,
) -> Result<(), DbError> {
    let found = store::Found {
        kind: Kind::Vendor,
        payment: Some(payment),
        invoice_payment: None,
        expected,
        received,
    };
    store::insert(tx, order_id, &found).await
}

/// More came for an invoice than was owed.
pub(crate) async fn found_by_bank(
    tx: &mut Tx,
    order_id: OrderId,
    payment: InvoicePaymentId,
    (owed_minor, came_minor): (i64, i64),
    currency: &str,
) -> Result<(), DbError> {
    let currency = Currency::from(currency.to_owned());
    let found = store::Found {
        kind: Kind::Bank,
        payment: None,
        invoice_payment: Some(payment),
        expected: Money::new(owed_minor, currency),
        received: Money::new(came_minor, currency),
    };
    store::insert(tx, order_id, &found).await
}

/// An order was called off of whose invoice something had been paid.
pub(crate) async fn found_by_cancelling(
    tx: &mut Tx,
    order_id: OrderId,
    paid_minor: i64,
    currency: &str,
) -> Result<(), DbError> {
    let currency = Currency::from(currency.to_owned());
    let found = store::Found {
        kind: Kind::Void,
        payment: None,
        invoice_payment: None,
        expected: Money::new(0, currency),
        received: Money::new(paid_minor, currency),
    };
    store::insert(tx, order_id, &found).await
}

/// A payment of an invoice is undone, and what was over of it with it. False when that has been decided about.
pub(crate) async fn undone(tx: &mut Tx, payment: InvoicePaymentId) -> Result<bool, DbError> {
    let Some(id) = store::of_invoice_payment(tx, payment).await? else {
        return Ok(true);
    };
    store::settle(tx, id, &store::Settling::of(Deed::Undone)).await
}

/// A case has given all back that was left of a payment, by the vendor or by hand: nothing is left to decide about. The caller holds the order's lock.
pub(crate) async fn given_by_case(
    tx: &mut Tx,
    payment: PaymentId,
    refund: Option<RefundId>,
) -> Result<(), DbError> {
    let Some(id) = store::without_money(tx, payment).await? else {
        return Ok(());
    };
    let settling = store::Settling {
        refund,
        ..store::Settling::of(refund.map_or(Deed::ByHand, |_| Deed::RefundAll))
    };
    store::settle(tx, id, &settling).await?;
    Ok(())
}

/// The vendor will not send the money of a refund: what it was for is to be decided about anew.
pub(super) async fn refused(tx: &mut Tx, refund: RefundId, reason: &str) -> Result<(), DbError> {
    store::refused(tx, refund, reason).await
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_kind_of_difference_has_its_deeds() {
        let sek = |minor| Money::new(minor, Currency::SEK);
        let eur = Money::new(100, Currency::EUR);
        use Deed::{Accept, ByHand, RefundAll, RefundExcess, RestCame};
        assert_eq!(
            deeds(Kind::Vendor, sek(100), sek(150)),
            [RefundExcess, RefundAll]
        );
        assert_eq!(
            deeds(Kind::Vendor, sek(100), sek(50)),
            [RestCame, Accept, RefundAll]
        );
        assert_eq!(deeds(Kind::Vendor, sek(100), eur), [RefundAll]);
        assert_eq!(deeds(Kind::Vendor, sek(0), sek(100)), [RefundAll]);
        assert_eq!(deeds(Kind::Bank, sek(100), sek(150)), [ByHand]);
        assert_eq!(deeds(Kind::Void, sek(0), sek(150)), [ByHand]);
    }

    proptest! {
        /// What came and what is missing are what was to come and what is over.
        #[test]
        fn what_is_over_and_what_is_missing_add_up(expected in 0_i64..1_000_000_000, received in 1_i64..1_000_000_000, is_other in any::<bool>()) {
            let expected = Money::new(expected, Currency::SEK);
            let received = Money::new(received, if is_other { Currency::EUR } else { Currency::SEK });
            let (over, missing) = (excess(expected, received), rest(expected, received));
            if is_other {
                prop_assert_eq!((over, missing), (received, expected), "nothing of it was owed");
            } else {
                prop_assert_eq!(received.minor + missing.minor, expected.minor + over.minor);
                prop_assert!(over.minor == 0 || missing.minor == 0);
            }
        }
    }
}
