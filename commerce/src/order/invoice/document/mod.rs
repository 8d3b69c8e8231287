//! An **invoice as a document**: issued once, in the transaction by which the order becomes binding, numbered without a gap for each seller, with all that the law
//! and EN 16931 want of it as it was at that moment. Never changed: what goes back is credited by a note of its own.

pub mod account;
pub mod listing;
pub mod reference;
mod store;

use platform::audit::Change;
use platform::clock::{Date, Timestamp};
use platform::db::{DbError, Tx};
use platform::money::Currency;
use serde_json::json;

use crate::currency::Rate;
use crate::ids::{InvoiceId, OrderId};
use crate::jobs::SendInvoice;
use crate::order::Address;
use crate::order::events::InvoiceIssued;
use crate::pricing::vat::Ground;

pub use listing::{number_of_order, of_order};

/// An invoice as it was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Which.
    pub id: InvoiceId,
    /// See [`Document::number`].
    pub serial: i64,
    /// Of which order.
    pub order_id: OrderId,
    /// `ORD-100001`.
    pub order_number: String,
    /// When it was ordered.
    pub ordered_at: Timestamp,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// The day when it must be paid.
    pub due_on: Date,
    /// What is written on the payment, so that it is found.
    pub payment_reference: String,
    /// `sv` or `en`.
    pub locale: String,
    /// Currency of all sums.
    pub currency: Currency,
    /// What the order was valued at, where that is not the shop's own.
    pub rate: Option<Rate>,
    /// Why it is taxed as it is.
    pub vat_ground: Ground,
    /// Without VAT.
    pub net_minor: i64,
    /// VAT.
    pub vat_minor: i64,
    /// With VAT.
    pub total_minor: i64,
    /// What gift cards had paid.
    pub prepaid_minor: i64,
    /// Who sells.
    pub seller: Seller,
    /// Who buys.
    pub buyer: Buyer,
    /// What was sold.
    pub lines: Vec<DocumentLine>,
    /// VAT by rate and reason; they sum to the whole.
    pub parts: Vec<DocumentPart>,
}

/// The seller, as it was then.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seller {
    /// As the register of companies knows it.
    pub name: String,
    /// Organisation number.
    pub org_number: String,
    /// VAT registration number.
    pub vat_number: String,
    /// Street and number.
    pub street: String,
    /// Postcode.
    pub postcode: String,
    /// Town.
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// For questions.
    pub email: String,
    /// For questions.
    pub phone: String,
    /// Where it is paid to; empty: not there.
    pub account: account::Account,
}

/// The buyer, as it was then. Empty once the books want it no longer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Buyer {
    /// The company.
    pub name: String,
    /// Organisation number.
    pub org_number: String,
    /// VAT registration number; may be empty.
    pub vat_number: String,
    /// Global location number; may be empty.
    pub gln: String,
    /// Where electronic invoices go; may be empty.
    pub e_invoice_id: String,
    /// Whose order it is; may be empty.
    pub reference: String,
    /// Written on the parcels; may be empty.
    pub marking: String,
    /// Who bears the cost; may be empty.
    pub cost_place: String,
    /// Where invoices are read; may be empty.
    pub email: String,
    /// Who ordered.
    pub contact: String,
    /// Where invoices go.
    pub address: Address,
    /// Where the goods go.
    pub delivery: Address,
}

/// What was sold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentLine {
    /// Freight; else goods.
    pub is_freight: bool,
    /// Article number; empty for freight.
    pub sku: String,
    /// What the company calls it; may be empty.
    pub own_number: String,
    /// Name at the time.
    pub name: String,
    /// Chosen options at the time.
    pub options: String,
    /// How many.
    pub quantity: i32,
    /// Of one, without VAT, before anything was taken off; ten-thousandths of a minor unit.
    pub unit_net_e4: i64,
    /// What was taken off, without VAT.
    pub discount_minor: i64,
    /// Without VAT.
    pub net_minor: i64,
    /// VAT.
    pub vat_minor: i64,
    /// Basis points.
    pub rate_bp: i32,
    /// In the codes of EN 16931.
    pub reason: String,
}

/// VAT at a rate, for a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentPart {
    /// Basis points.
    pub rate_bp: i32,
    /// In the codes of EN 16931.
    pub reason: String,
    /// In the Union's codes; may be empty.
    pub exemption: String,
    /// Without VAT.
    pub net_minor: i64,
    /// VAT.
    pub vat_minor: i64,
}

impl Document {
    /// `FAK-10001`.
    #[must_use]
    pub fn number(&self) -> String {
        written(self.serial)
    }

    /// What was to be paid when it was issued.
    #[must_use]
    pub fn payable_minor(&self) -> i64 {
        self.total_minor - self.prepaid_minor
    }
}

impl DocumentLine {
    /// The article's number, and what the company that bought it calls it.
    #[must_use]
    pub fn numbers(&self) -> String {
        let own = Some(self.own_number.as_str()).filter(|own| !own.is_empty());
        crate::order::numbers(&self.sku, own)
    }
}

/// A serial as a number is written.
#[must_use]
pub fn written(serial: i64) -> String {
    format!("FAK-{serial}")
}

/// The serial of a number as it is written; `None` for what is none.
#[must_use]
pub fn serial(number: &str) -> Option<i64> {
    let digits = number.strip_prefix("FAK-")?;
    let is_plain = (1..=18).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    is_plain.then(|| digits.parse().ok()).flatten()
}

/// Issues the invoice of an order that a company owes for. The caller holds the order's lock or has just made it, and does nothing after it that may wait: the series
/// is locked last, and until the end, so that a number that is not used is given back.
///
/// # Errors
/// Database errors, among them `invoices_order_key` when it has one.
pub(crate) async fn issue(tx: &mut Tx, order_id: OrderId) -> Result<(), DbError> {
    let id = InvoiceId::generate();
    let serial = store::next_serial(tx, order_id).await?;
    let reference = reference::of(serial);
    let (amount_minor, currency) = store::insert(tx, (id, serial), order_id, &reference).await?;
    store::copy_buyer(tx, id, order_id).await?;
    store::copy_lines(tx, id, order_id).await?;
    store::copy_parts(tx, id, order_id).await?;
    let number = written(serial);
    tx.emit(&InvoiceIssued {
        order_id,
        number: number.clone(),
    })
    .await?;
    let after = json!({ "number": number, "amount_minor": amount_minor, "currency": currency });
    tx.audit(Change::deed("order.invoice_issued", "order", order_id).with_after(&after))
        .await?;
    tx.enqueue(&SendInvoice { order_id }).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        assert_eq!(serial("FAK-10001"), Some(10_001));
        assert_eq!(serial(&written(77)), Some(77));
        for wrong in ["", "10001", "KRE-10001", "FAK-", "FAK-x", "FAK--1"] {
            assert_eq!(serial(wrong), None, "{wrong}");
        }
    }
}
