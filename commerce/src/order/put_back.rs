//! Staff **put money back** onto the gift cards and the store credit that paid for an order.

use platform::db::{DbError, Tx};

use super::events::CardsRefunded;
use super::{OrderState, store};
use crate::ids::OrderId;
use crate::{gift_card, locks};

/// What is put back.
#[derive(Clone, Copy, Debug)]
pub struct PutBack {
    /// For which order.
    pub order_id: OrderId,
    /// How much.
    pub amount_minor: i64,
    /// What had gone back already when whoever asks looked: sent twice, it is put back once.
    pub seen_minor: i64,
}

/// Why nothing was put back.
#[derive(Debug, thiserror::Error)]
pub enum PutBackError {
    /// There is no such order.
    #[error("no such order")]
    Unknown,
    /// The order waits for the rest of its payment, or has ended: what the cards paid goes back by itself then.
    #[error("the order is not placed")]
    NotPlaced,
    /// Money has gone back since it was read.
    #[error("money has gone back meanwhile")]
    ChangedMeanwhile,
    /// Nothing, or more than the cards have paid.
    #[error("the amount is outside what the cards have paid")]
    OutOfRange {
        /// What can be put back.
        most_minor: i64,
    },
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Puts money back, and tells so in the order's history.
///
/// # Errors
/// [`PutBackError`]; nothing is put back then.
pub async fn put_back(tx: &mut Tx, wanted: &PutBack) -> Result<(), PutBackError> {
    let id = wanted.order_id;
    let locked = locks::lock_order(tx, id)
        .await?
        .ok_or(PutBackError::Unknown)?;
    if OrderState::from_column(&locked.state) != Some(OrderState::Placed) {
        return Err(PutBackError::NotPlaced);
    }
    let (paid, back) = gift_card::paid(tx, id).await?;
    if back != wanted.seen_minor {
        return Err(PutBackError::ChangedMeanwhile);
    }
    if !(1..=paid - back).contains(&wanted.amount_minor) {
        return Err(PutBackError::OutOfRange {
            most_minor: paid - back,
        });
    }
    give(tx, id, wanted.amount_minor).await?;
    Ok(())
}

/// Puts back as much as the cards have paid and not got back, at most so much; gives what it was. The caller holds the order's lock.
pub(super) async fn give(tx: &mut Tx, id: OrderId, most_minor: i64) -> Result<i64, DbError> {
    let given = gift_card::refund(tx, id, most_minor).await?;
    if given > 0 {
        store::count_money_back(tx, id).await?;
        let currency = store::currency_of(tx, id).await?;
        tx.emit(&CardsRefunded {
            order_id: id,
            amount_minor: given,
            currency,
        })
        .await?;
    }
    Ok(given)
}
