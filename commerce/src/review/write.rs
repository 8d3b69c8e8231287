//! **Writing**: a buyer says what they think of what they have received, or says it otherwise. Staff look at it before anybody else does.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::{
    LONGEST_BODY, LONGEST_HEADING, LONGEST_NAME, MOST_STARS, Review, ReviewEvent, ReviewState,
    listing, store,
};
use crate::ids::{OrderId, ProductId, ReviewId};
use crate::locks;
use crate::order::OrderState;

/// A review as it is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// One to five.
    pub stars: i16,
    /// One line.
    pub heading: String,
    /// The text.
    pub body: String,
    /// What the writer is called beside it.
    pub shown_name: String,
    /// `sv` or `en`.
    pub locale: String,
}

/// What is wrong with a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftFault {
    /// Not one to five.
    Stars,
    /// None, or too long.
    Heading,
    /// None, or too long.
    Body,
    /// None, or too long.
    Name,
}

impl Draft {
    /// What is wrong with it; nothing when it can be kept.
    #[must_use]
    pub fn faults(&self) -> Vec<DraftFault> {
        let line = |text: &str, longest| {
            let count = text.chars().count();
            count > 0 && count <= longest && !text.chars().any(char::is_control)
        };
        let body = self.body.trim();
        let is_text = !body.is_empty()
            && body.chars().count() <= LONGEST_BODY
            && !body
                .chars()
                .any(|c| c.is_control() && !"\n\r\t".contains(c));
        let checks = [
            ((1..=MOST_STARS).contains(&self.stars), DraftFault::Stars),
            (
                line(self.heading.trim(), LONGEST_HEADING),
                DraftFault::Heading,
            ),
            (is_text, DraftFault::Body),
            (line(self.shown_name.trim(), LONGEST_NAME), DraftFault::Name),
        ];
        checks
            .into_iter()
            .filter_map(|(is_good, fault)| (!is_good).then_some(fault))
            .collect()
    }

    fn says(&self, held: &Review) -> bool {
        held.stars == self.stars
            && held.heading == self.heading
            && held.body == self.body
            && held.shown_name == self.shown_name
    }
}

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// There is no such order, or the product is not in it.
    #[error("no such purchase")]
    Unknown,
    /// It is not known that the goods have arrived.
    #[error("not received yet")]
    NotReceived,
    /// Something is missing or too long.
    #[error("the draft is not whole")]
    Faulty(Vec<DraftFault>),
    /// A review with the guest's address stands already, by another order or an account: it is changed from there.
    #[error("written already")]
    Taken,
    /// It was changed elsewhere since it was read.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Who writes, as the order shows it.
#[derive(Clone, Debug)]
pub(crate) struct Writer {
    pub(crate) order_number: String,
    pub(crate) customer: Option<crate::ids::CustomerId>,
    /// In small letters; empty for whoever has been erased.
    pub(crate) email: String,
}

/// Writes or changes the review of a product in an order; gives which. `row_version`: of the review that the writer read, 0 where there was none. The
/// same draft again changes nothing.
///
/// # Errors
/// [`WriteError`]; the transaction is to be dropped then.
pub async fn write(
    tx: &mut Tx,
    (order_id, product_id): (OrderId, ProductId),
    draft: &Draft,
    row_version: i32,
) -> Result<ReviewId, WriteError> {
    let order = locks::lock_order(tx, order_id)
        .await?
        .ok_or(WriteError::Unknown)?;
    let now = tx.now();
    let purchase = listing::purchase(tx, order_id, product_id, now).await?;
    let purchase = purchase
        .filter(|_| order.state == OrderState::Placed.as_str())
        .ok_or(WriteError::Unknown)?;
    if !purchase.is_received {
        return Err(WriteError::NotReceived);
    }
    let draft = trimmed(draft);
    let faults = draft.faults();
    if !faults.is_empty() {
        return Err(WriteError::Faulty(faults));
    }
    let writer = store::writer_of(tx, order_id)
        .await?
        .filter(|writer| !writer.email.is_empty())
        .ok_or(WriteError::Unknown)?;
    match store::own(tx, (order_id, product_id), &writer).await? {
        Some(id) => change(tx, (order_id, id), &writer, &draft, row_version).await,
        None if store::is_taken(tx, product_id, &writer).await? => Err(WriteError::Taken),
        None if row_version != 0 => Err(WriteError::ChangedMeanwhile),
        None => begin(tx, (order_id, product_id), &writer, &draft).await,
    }
}

fn trimmed(draft: &Draft) -> Draft {
    Draft {
        heading: draft.heading.trim().to_owned(),
        // Browsers send two characters for a new line.
        body: draft.body.trim().replace("\r\n", "\n"),
        shown_name: draft.shown_name.trim().to_owned(),
        ..draft.clone()
    }
}

async fn begin(
    tx: &mut Tx,
    of: (OrderId, ProductId),
    writer: &Writer,
    draft: &Draft,
) -> Result<ReviewId, WriteError> {
    let id = ReviewId::generate();
    // Another order of theirs may have been first, a moment ago.
    if !store::insert(tx, id, of, writer, draft).await? {
        return Err(WriteError::ChangedMeanwhile);
    }
    let after =
        json!({ "product": of.1, "stars": draft.stars, "state": ReviewState::Pending.as_str() });
    tx.audit(Change::deed("review.written", "review", id).with_after(&after))
        .await?;
    Ok(id)
}

async fn change(
    tx: &mut Tx,
    (order_id, id): (OrderId, ReviewId),
    writer: &Writer,
    draft: &Draft,
    row_version: i32,
) -> Result<ReviewId, WriteError> {
    locks::lock_review(tx, id).await?;
    let held = listing::by_id(tx, id).await?;
    let held = held.ok_or(WriteError::ChangedMeanwhile)?;
    if draft.says(&held) {
        return Ok(id);
    }
    if held.row_version != row_version {
        return Err(WriteError::ChangedMeanwhile);
    }
    let next = held
        .state
        .apply(ReviewEvent::Edit)
        .ok_or(WriteError::ChangedMeanwhile)?;
    if held.state == ReviewState::Published {
        store::count(tx, held.product_id, held.stars, -1).await?;
    }
    store::change(tx, id, order_id, writer, draft).await?;
    let before = json!({ "state": held.state.as_str(), "stars": held.stars });
    let after = json!({ "state": next.as_str(), "stars": draft.stars });
    tx.audit(Change {
        action: "review.changed",
        subject: ("review", Some(id.0)),
        before: Some(&before),
        after: Some(&after),
        reason: None,
    })
    .await?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_told_all_that_is_wrong_with_it() {
        let good = Draft {
            stars: 4,
            heading: "Fin mugg".to_owned(),
            body: "Rymmer mycket.\n\nTål disk.".to_owned(),
            shown_name: "Elin S.".to_owned(),
            locale: "sv".to_owned(),
        };
        assert_eq!(good.faults(), []);
        let bad = Draft {
            stars: 6,
            heading: "a\nb".to_owned(),
            body: " \n ".to_owned(),
            shown_name: "x".repeat(LONGEST_NAME + 1),
            ..good.clone()
        };
        use DraftFault::{Body, Heading, Name, Stars};
        assert_eq!(bad.faults(), [Stars, Heading, Body, Name]);
        let long = Draft {
            body: "å".repeat(LONGEST_BODY + 1),
            ..good.clone()
        };
        assert_eq!(long.faults(), [Body]);
        let whole = Draft {
            body: "å".repeat(LONGEST_BODY),
            ..good
        };
        assert_eq!(whole.faults(), []);
    }
}
