//! **Answering**: staff write an offer, send it, or close what they will not offer. Prices are without VAT.

use jiff::ToSpan as _;
use jiff::civil::Date;
use platform::audit::Change;
use platform::db::{DbError, Tx};
use platform::money::UnitPrice;
use serde_json::json;

use super::sums::{Offered, sums};
use super::{
    DraftHead, LONGEST_REASON, LONGEST_TEXT, MAX_LINES, MOST_DAYS, Quotation, QuotationEvent,
    QuotationLine, store, tax,
};
use crate::cart::MAX_QUANTITY;
use crate::ids::{QuotationId, QuotationLineId, VariantId};
use crate::jobs::SendQuotationNotice;
use crate::pricing::list::file::HIGHEST_E4;

/// What staff have written.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// All but the lines.
    pub head: DraftHead,
    /// The lines; those that are not named stay as they are.
    pub lines: Vec<DraftLine>,
}

/// A line of it.
#[derive(Clone, Copy, Debug)]
pub struct DraftLine {
    /// Which.
    pub id: QuotationLineId,
    /// How many; 0 strikes the line.
    pub quantity: i32,
    /// What one costs without VAT.
    pub unit_price: Option<UnitPrice>,
}

/// An offer as it is sent.
pub(super) struct Offer<'a> {
    pub text: &'a str,
    pub freight_minor: Option<i64>,
    pub valid_until: Date,
    pub total_minor: i64,
    pub lines: Vec<OfferLine<'a>>,
}

/// A line of it.
pub(super) struct OfferLine<'a> {
    pub of: &'a QuotationLine,
    pub quantity: i32,
    pub unit_price: UnitPrice,
}

/// Why a quotation stands as it stood.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// There is no such quotation.
    #[error("no such quotation")]
    Unknown,
    /// Somebody has changed it since it was read.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// It is ordered or withdrawn, or must be offered first.
    #[error("the quotation is past that")]
    NotOpen,
    /// A price, a quantity or a freight outside of what is possible.
    #[error("a number is out of range")]
    OutOfRange,
    /// A text that is too long, or a reason that is missing.
    #[error("a text is missing or too long")]
    Words,
    /// A line that is offered has no price.
    #[error("{} lines have no price", .0.len())]
    NoPrice(Vec<QuotationLineId>),
    /// Every line is struck.
    #[error("nothing is offered")]
    Nothing,
    /// The last day has passed, or is too far away.
    #[error("the last day is out of range")]
    Validity,
    /// What is added is not sold in the shop.
    #[error("the variant is not sold")]
    NotForSale,
    /// The quotation has a line of it already.
    #[error("the variant is there already")]
    Twice,
    /// It has as many lines as it can.
    #[error("the quotation is full")]
    Full,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Keeps what staff have written; the buyer sees nothing of it.
///
/// # Errors
/// [`AnswerError`]; the transaction is to be dropped then.
pub async fn save(
    tx: &mut Tx,
    id: QuotationId,
    row_version: i32,
    draft: &Draft,
) -> Result<(), AnswerError> {
    let found = open(tx, id, row_version, QuotationEvent::Send).await?;
    keep(tx, &found, draft).await?;
    Ok(tx
        .audit(Change::deed("quotation.drafted", "quotation", id))
        .await?)
}

/// Keeps what staff have written, and adds a line.
///
/// # Errors
/// [`AnswerError`]; the transaction is to be dropped then.
pub async fn add(
    tx: &mut Tx,
    id: QuotationId,
    row_version: i32,
    draft: &Draft,
    (variant, quantity): (VariantId, i32),
) -> Result<(), AnswerError> {
    let found = open(tx, id, row_version, QuotationEvent::Send).await?;
    if !(1..=MAX_QUANTITY).contains(&quantity) {
        return Err(AnswerError::OutOfRange);
    }
    keep(tx, &found, draft).await?;
    if store::sold(tx, found.shop_id, &[variant]).await?.is_empty() {
        return Err(AnswerError::NotForSale);
    }
    let now = tx.now();
    if store::lines(tx, &found, now).await?.len() >= MAX_LINES {
        return Err(AnswerError::Full);
    }
    if !store::add_line(tx, id, variant, quantity).await? {
        return Err(AnswerError::Twice);
    }
    let after = json!({ "variant": variant, "quantity": quantity });
    tx.audit(Change::deed("quotation.line_added", "quotation", id).with_after(&after))
        .await?;
    Ok(())
}

/// Sends what staff have written as a new version: it can be ordered from now on until its last day, and the one before cannot. Gives its number.
///
/// # Errors
/// [`AnswerError`]; the transaction is to be dropped then.
pub async fn send(
    tx: &mut Tx,
    id: QuotationId,
    row_version: i32,
    draft: &Draft,
) -> Result<i32, AnswerError> {
    let found = open(tx, id, row_version, QuotationEvent::Send).await?;
    keep(tx, &found, draft).await?;
    let now = tx.now();
    let valid_until = draft.head.valid_until.ok_or(AnswerError::Validity)?;
    let today = now.business_time().date();
    if valid_until < today || valid_until > today.saturating_add(MOST_DAYS.days()) {
        return Err(AnswerError::Validity);
    }
    let kept = store::lines(tx, &found, now).await?;
    let offered: Vec<&QuotationLine> = kept.iter().filter(|line| line.quantity > 0).collect();
    if offered.is_empty() {
        return Err(AnswerError::Nothing);
    }
    let unpriced = offered.iter().filter(|line| line.unit_price.is_none());
    let unpriced: Vec<QuotationLineId> = unpriced.map(|line| line.id).collect();
    if !unpriced.is_empty() {
        return Err(AnswerError::NoPrice(unpriced));
    }
    let total_minor = total(tx, &found, &offered, draft.head.freight_minor).await?;
    let lines = offered
        .iter()
        .filter_map(|line| {
            Some(OfferLine {
                of: line,
                quantity: line.quantity,
                unit_price: line.unit_price?,
            })
        })
        .collect();
    let version = found.version + 1;
    let offer = Offer {
        text: &draft.head.text,
        freight_minor: draft.head.freight_minor,
        valid_until,
        total_minor,
        lines,
    };
    store::insert_version(tx, id, version, &offer).await?;
    tx.enqueue(&SendQuotationNotice {
        quotation_id: id,
        version,
        purpose: "offered".to_owned(),
    })
    .await?;
    let after = json!({ "version": version, "total_minor": total_minor, "currency": found.currency, "valid_until": valid_until.to_string() });
    tx.audit(Change::deed("quotation.sent", "quotation", id).with_after(&after))
        .await?;
    Ok(version)
}

/// Closes a quotation that is not offered, or no longer: the buyer is told why.
///
/// # Errors
/// [`AnswerError`]; the transaction is to be dropped then.
pub async fn close(
    tx: &mut Tx,
    id: QuotationId,
    row_version: i32,
    reason: &str,
) -> Result<(), AnswerError> {
    let found = open(tx, id, row_version, QuotationEvent::Close).await?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(AnswerError::Words);
    }
    let now = tx.now();
    let state = found
        .state(now)
        .apply(QuotationEvent::Close)
        .ok_or(AnswerError::NotOpen)?;
    let to = store::Move {
        reason,
        closed_by: Some("staff"),
        ..store::Move::to(state)
    };
    store::set_state(tx, id, &to).await?;
    tx.enqueue(&SendQuotationNotice {
        quotation_id: id,
        version: found.version,
        purpose: "closed".to_owned(),
    })
    .await?;
    // Why stands in the quotation: the trail keeps its rows for ever.
    tx.audit(Change::deed("quotation.closed", "quotation", id))
        .await?;
    Ok(())
}

/// The quotation under its lock, as it was read, when `event` can happen to it.
async fn open(
    tx: &mut Tx,
    id: QuotationId,
    row_version: i32,
    event: QuotationEvent,
) -> Result<Quotation, AnswerError> {
    let found = store::lock(tx, id).await?.ok_or(AnswerError::Unknown)?;
    if found.row_version != row_version {
        return Err(AnswerError::ChangedMeanwhile);
    }
    match found.state(tx.now()).apply(event) {
        Some(_) => Ok(found),
        None => Err(AnswerError::NotOpen),
    }
}

async fn keep(tx: &mut Tx, found: &Quotation, draft: &Draft) -> Result<(), AnswerError> {
    let head = &draft.head;
    if head.text.chars().count() > LONGEST_TEXT {
        return Err(AnswerError::Words);
    }
    let is_possible = |line: &DraftLine| {
        (0..=MAX_QUANTITY).contains(&line.quantity)
            && line
                .unit_price
                .is_none_or(|price| (0..=HIGHEST_E4).contains(&price.0))
    };
    let freight_fits = head
        .freight_minor
        .is_none_or(|minor| (0..=HIGHEST_FREIGHT).contains(&minor));
    if !freight_fits || !draft.lines.iter().all(is_possible) {
        return Err(AnswerError::OutOfRange);
    }
    Ok(store::save_draft(tx, found.id, head, &draft.lines).await?)
}

/// More than any freight costs, and little enough for every sum to fit.
const HIGHEST_FREIGHT: i64 = 1_000_000_000;

/// The offer's sum without VAT, as the checkout reckons it where the goods go.
async fn total(
    tx: &mut Tx,
    found: &Quotation,
    lines: &[&QuotationLine],
    freight_minor: Option<i64>,
) -> Result<i64, AnswerError> {
    let shop = crate::catalogue::shop::shops(tx)
        .await?
        .into_iter()
        .find(|shop| shop.id == found.shop_id)
        .ok_or(AnswerError::Unknown)?;
    let now = tx.now();
    let taxed = tax::of(tx, found, &shop.country, now).await?;
    let offered: Vec<Offered> = lines
        .iter()
        .filter_map(|line| Some(taxed.line(&line.vat_class, line.quantity, line.unit_price?)))
        .collect();
    let sums = sums(&offered, freight_minor).ok_or(AnswerError::OutOfRange)?;
    Ok(sums.total_minor - sums.vat_minor)
}
