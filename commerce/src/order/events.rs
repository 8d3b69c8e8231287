//! Facts about orders. Together they are the order's history, so each carries what its line there says.

use platform::outbox::Fact;
use serde::Serialize;
use uuid::Uuid;

use crate::ids::{GiftCardId, OrderId, PaymentId, ReturnId, ShipmentId};

macro_rules! order_facts {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $kind:ty),* $(,)? })+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Serialize)]
        pub struct $name {
            /// The order.
            pub order_id: OrderId,
            $($(#[$field_meta])* pub $field: $kind,)*
        }

        impl Fact for $name {
            const NAME: &'static str = stringify!($name);
            fn aggregate(&self) -> (&'static str, Uuid) {
                ("order", self.order_id.0)
            }
        }
    )+
    /// Names of all facts about orders, for the histories' texts.
    pub const ORDER_FACTS: &[&str] = &[$(stringify!($name)),+];
    };
}

order_facts! {
    /// A shopper has confirmed; stock is held and payment asked for.
    OrderPrepared {
        /// Human number.
        number: String,
        /// To be paid, minor units.
        total_minor: i64,
        /// ISO 4217.
        currency: String,
    }
    /// The vendor's payment page is open.
    PaymentOpened {
        /// Which payment.
        payment_id: PaymentId,
        /// Which vendor.
        gateway: String,
        /// The vendor's name for it.
        reference: String,
    }
    /// The vendor has refused a try; the shopper may try again.
    PaymentRefused {
        /// Which payment.
        payment_id: PaymentId,
        /// The vendor's words.
        reason: String,
        /// Refusals so far.
        refusals: i32,
    }
    /// The shopper is done, the bank's answer is awaited.
    PaymentProcessing {
        /// Which payment.
        payment_id: PaymentId,
    }
    /// The money is ours.
    PaymentCaptured {
        /// Which payment.
        payment_id: PaymentId,
        /// Minor units.
        amount_minor: i64,
        /// ISO 4217.
        currency: String,
        /// `card` ...
        method: String,
        /// The vendor's name for the charge.
        charge_reference: String,
    }
    /// The vendor took another sum than the order's. The order is not placed; staff must look.
    PaymentMismatched {
        /// Which payment.
        payment_id: PaymentId,
        /// What was asked for.
        expected_minor: i64,
        /// What was taken.
        captured_minor: i64,
        /// ISO 4217, of what was taken.
        currency: String,
    }
    /// The payment can no longer be paid.
    PaymentExpired {
        /// Which payment.
        payment_id: PaymentId,
    }
    /// The order is binding.
    OrderPlaced {
        /// Human number.
        number: String,
        /// Paid, minor units.
        total_minor: i64,
        /// ISO 4217.
        currency: String,
    }
    /// A company owes for the order: it is binding without a payment.
    OrderInvoiced {
        /// To be paid, minor units.
        amount_minor: i64,
        /// ISO 4217.
        currency: String,
        /// The day when it must be paid.
        due_on: String,
    }
    /// The order's invoice has been issued.
    InvoiceIssued {
        /// Its number.
        number: String,
    }
    /// Staff have seen the money of an invoice come.
    InvoicePaid {
        /// Minor units.
        amount_minor: i64,
        /// ISO 4217.
        currency: String,
    }
    /// A part of an invoice has been paid.
    InvoicePartlyPaid {
        /// Minor units.
        amount_minor: i64,
        /// What is owed still, minor units.
        left_minor: i64,
        /// ISO 4217.
        currency: String,
    }
    /// More came than was owed for an invoice: staff must act.
    InvoiceOverpaid {
        /// What was over, minor units.
        amount_minor: i64,
        /// ISO 4217.
        currency: String,
    }
    /// What came and was not what was to come has been decided about.
    DifferenceSettled {
        /// What was done: a word of [`crate::payment::difference::Deed`].
        deed: String,
        /// What went back, or was taken off the price, minor units.
        amount_minor: i64,
        /// ISO 4217.
        currency: String,
    }
    /// The buyer has been asked for the rest.
    RestAskedFor {
        /// Minor units.
        amount_minor: i64,
        /// ISO 4217.
        currency: String,
    }
    /// Staff have opened an invoice again that was taken for paid by mistake.
    InvoiceReopened {
        /// Minor units.
        amount_minor: i64,
        /// ISO 4217.
        currency: String,
    }
    /// Money went back onto the gift cards and the store credit that had paid.
    CardsRefunded {
        /// Minor units.
        amount_minor: i64,
        /// ISO 4217.
        currency: String,
    }
    /// A gift card that was bought has been issued and is on its way to its recipient.
    GiftCardIssued {
        /// Which.
        gift_card_id: GiftCardId,
        /// Minor units.
        amount_minor: i64,
        /// ISO 4217.
        currency: String,
    }
    /// Called off after it was placed, before anything was sent.
    OrderCancelled {
        /// Pieces given back.
        released: i64,
    }
    /// Never paid; stock was given back.
    OrderLapsed {
        /// Pieces given back.
        released: i64,
    }
    /// The money came when the goods were gone: it is owed to the shopper.
    RefundFellDue {
        /// Which payment.
        payment_id: PaymentId,
        /// Minor units.
        amount_minor: i64,
    }
    /// Goods have been sent, or handed over.
    ShipmentSent {
        /// Which shipment.
        shipment_id: ShipmentId,
        /// From 1 within the order.
        position: i32,
        /// How many pieces.
        pieces: i64,
        /// Who carries it; empty when it was handed over.
        carrier: String,
        /// The parcel's number, or nothing.
        tracking_number: String,
        /// How far the order has come by it.
        fulfilment_status: String,
    }
    /// A shipment is with the buyer.
    ShipmentDelivered {
        /// Which shipment.
        shipment_id: ShipmentId,
        /// From 1 within the order.
        position: i32,
        /// When it arrived.
        delivered_at: String,
    }
    /// A shipment's carrier, number, link or arrival was put right.
    ShipmentCorrected {
        /// Which shipment.
        shipment_id: ShipmentId,
        /// From 1 within the order.
        position: i32,
    }
    /// The buyer has been told that a shipment is on its way.
    ShipmentNoticeSent {
        /// Which shipment.
        shipment_id: ShipmentId,
        /// Where to.
        recipient: String,
    }
    /// The buyer has withdrawn from something, or complains of it.
    ReturnOpened {
        /// Which case.
        return_id: ReturnId,
        /// Its number.
        number: String,
        /// `withdrawal` or `complaint`.
        kind: String,
        /// How many pieces.
        pieces: i64,
    }
    /// The buyer was right.
    ReturnApproved {
        /// Which case.
        return_id: ReturnId,
        /// Its number.
        number: String,
    }
    /// Put right in another way than with money.
    ReturnSettled {
        /// Which case.
        return_id: ReturnId,
        /// Its number.
        number: String,
    }
    /// Refused.
    ReturnRefused {
        /// Which case.
        return_id: ReturnId,
        /// Its number.
        number: String,
        /// In the words of staff.
        reason: String,
    }
    /// Goods are back.
    GoodsReturned {
        /// Which case.
        return_id: ReturnId,
        /// Its number.
        number: String,
        /// Pieces that can be sold again.
        restocked: i64,
        /// Pieces that cannot.
        scrapped: i64,
        /// Pieces that are put aside, to be mended or looked at.
        kept: i64,
    }
    /// What was put aside has gone to the shelf, or away.
    GoodsSortedOut {
        /// Which case.
        return_id: ReturnId,
        /// Its number.
        number: String,
        /// Pieces that can be sold again.
        restocked: i64,
        /// Pieces that cannot.
        scrapped: i64,
    }
    /// What the buyer gets instead, or back again, has been sent.
    ReplacementSent {
        /// Which case.
        return_id: ReturnId,
        /// Its number.
        number: String,
        /// Which shipment.
        shipment_id: ShipmentId,
        /// How many pieces out of the stock.
        fresh: i64,
        /// How many that were put aside.
        back: i64,
        /// Who carries it.
        carrier: String,
    }
    /// The buyer has taken a complaint back.
    ReturnTakenBack {
        /// Which case.
        return_id: ReturnId,
        /// Its number.
        number: String,
    }
    /// Money is to go back.
    RefundBegun {
        /// Which case.
        return_id: ReturnId,
        /// Its number.
        number: String,
        /// Minor units.
        amount_minor: i64,
    }
    /// The vendor will not send the money.
    RefundFailed {
        /// Which case.
        return_id: ReturnId,
        /// Its number.
        number: String,
        /// The vendor's words.
        reason: String,
    }
    /// The money has gone back.
    ReturnRefunded {
        /// Which case.
        return_id: ReturnId,
        /// Its number.
        number: String,
        /// Minor units.
        amount_minor: i64,
    }
    /// The buyer's details were corrected before payment.
    ContactCorrected {}
    /// The confirmation is with the buyer's mail server.
    ConfirmationSent {
        /// Where to.
        recipient: String,
    }
}
