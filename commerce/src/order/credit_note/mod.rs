//! A **credit note** corrects a receipt or an invoice: one for each sum that goes back, numbered without a gap for each seller, never changed. It is issued
//! in the transaction in which the money is known to have gone back, by comparing what has gone back with what has been credited: no way by which money
//! goes back can be forgotten, and none is credited twice.

pub mod listing;
mod share;
mod store;

use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use platform::money::Currency;
use serde_json::json;

use crate::currency;
use crate::ids::{CreditNoteId, OrderId, ReturnId};

pub use listing::{of_order, of_order_by_number};
use share::Part;
pub(super) use share::{Rate, parts};

/// A credit note.
#[derive(Clone, Debug)]
pub struct CreditNote {
    /// Which.
    pub id: CreditNoteId,
    /// See [`CreditNote::number`].
    pub serial: i64,
    /// `FAK-10001`: the invoice that it corrects; none where it corrects a receipt, or an invoice that had its order's number.
    pub invoice_number: Option<String>,
    /// `RET-10001`: the case by which the money went back.
    pub case_number: Option<String>,
    /// What goes back, VAT included.
    pub amount_minor: i64,
    /// VAT in it.
    pub vat_minor: i64,
    /// Currency of all sums.
    pub currency: Currency,
    /// What the order was valued at, where that is not the shop's own.
    pub rate: Option<currency::Rate>,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// Amount and VAT by rate, each with the reason of the sale.
    pub parts: Vec<NotePart>,
    /// What it is about; empty where it is about the order as a whole.
    pub lines: Vec<CreditedLine>,
}

/// What is credited at a rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotePart {
    /// Basis points.
    pub rate_bp: i32,
    /// VAT included.
    pub amount_minor: i64,
    /// VAT in it.
    pub vat_minor: i64,
    /// Why the sale bore that VAT: see [`crate::pricing::vat::Category`].
    pub reason: String,
    /// Why no VAT was charged, in the Union's codes.
    pub exemption: Option<String>,
}

/// So many pieces of a line.
#[derive(Clone, Debug)]
pub struct CreditedLine {
    /// Article number.
    pub sku: String,
    /// Name at the time.
    pub name: String,
    /// Chosen options at the time.
    pub options: String,
    /// How many.
    pub quantity: i32,
}

impl CreditNote {
    /// `KRE-10001`.
    #[must_use]
    pub fn number(&self) -> String {
        written(self.serial)
    }
}

/// A serial as a number is written.
pub(super) fn written(serial: i64) -> String {
    format!("KRE-{serial}")
}

/// The serial of a number as it is written; `None` for what is none.
#[must_use]
pub fn serial(number: &str) -> Option<i64> {
    let digits = number.strip_prefix("KRE-")?;
    let is_plain = (1..=18).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    is_plain.then(|| digits.parse().ok()).flatten()
}

/// Issues what is missing of an order's credit notes: for each case of which more has gone back than is credited, and for what else has gone back. The
/// caller holds the order's lock. An order that was never placed was never sold: nothing is credited.
///
/// # Errors
/// Database errors.
pub(crate) async fn issue_due(tx: &mut Tx, order_id: OrderId) -> Result<(), DbError> {
    if !store::is_sold(tx, order_id).await? {
        return Ok(());
    }
    for case in store::cases(tx, order_id).await? {
        let due = case.given_minor - case.credited_minor;
        if due > 0 {
            issue(tx, order_id, Some(case.id), due).await?;
        }
    }
    let sums = store::sums(tx, order_id).await?;
    let due = sums.back_minor - sums.credited_minor;
    if due > 0 {
        issue(tx, order_id, None, due).await?;
    }
    Ok(())
}

/// Credits all of an order that is not credited yet: it is called off, and nobody owes for it. The caller holds the order's lock.
///
/// # Errors
/// Database errors.
pub(crate) async fn issue_rest(tx: &mut Tx, order_id: OrderId) -> Result<(), DbError> {
    if !store::is_sold(tx, order_id).await? {
        return Ok(());
    }
    let sums = store::sums(tx, order_id).await?;
    let due = sums.total_minor - sums.credited_minor;
    if due > 0 {
        issue(tx, order_id, None, due).await?;
    }
    Ok(())
}

async fn issue(
    tx: &mut Tx,
    order_id: OrderId,
    case: Option<ReturnId>,
    amount_minor: i64,
) -> Result<(), DbError> {
    let left = store::left_by_rate(tx, order_id).await?;
    let weights = match case {
        Some(case) => store::claimed_by_rate(tx, order_id, case).await?,
        None => Vec::new(),
    };
    let parts = parts(amount_minor, &weights, &left);
    // What would be more than the order came to is no part of it, and is not credited.
    let amount_minor: i64 = parts.iter().map(|part| part.amount_minor).sum();
    if amount_minor == 0 {
        return Ok(());
    }
    let vat_minor = parts.iter().map(|part| part.vat_minor).sum();
    let id = CreditNoteId::generate();
    // The series is locked last, and until the end: a number that is not used is given back.
    let serial = store::next_serial(tx, order_id).await?;
    let currency = store::insert(
        tx,
        (id, serial),
        (order_id, case),
        (amount_minor, vat_minor),
    )
    .await?;
    store::insert_parts(tx, id, &parts).await?;
    if let Some(case) = case {
        store::copy_lines(tx, id, case).await?;
    }
    let after = json!({ "number": written(serial), "amount_minor": amount_minor, "vat_minor": vat_minor, "currency": currency, "return": case });
    tx.audit(Change::deed("order.credit_note_issued", "order", order_id).with_after(&after))
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        assert_eq!(serial("KRE-10001"), Some(10_001));
        for wrong in [
            "",
            "10001",
            "KRE-",
            "KRE-x",
            "KRE--1",
            "KRE-99999999999999999999",
        ] {
            assert_eq!(serial(wrong), None, "{wrong}");
        }
    }
}
