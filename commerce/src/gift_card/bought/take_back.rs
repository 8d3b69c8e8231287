//! **Taking back** cards whose buyer withdraws: what nobody has used, under the cards' locks. A card of which something has been used stays its holder's.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::store::IssuedCard;
use super::{BoughtEvent, BoughtState, store};
use crate::gift_card::store as cards;
use crate::ids::{OrderId, OrderLineId};

/// Why cards were not taken back. Nothing has happened then.
#[derive(Debug, thiserror::Error)]
pub enum TakeBackError {
    /// Fewer than so many of a line are unused.
    #[error("of the cards {unused} are unused")]
    Used {
        /// Of which line.
        line_id: OrderLineId,
        /// How many could be taken back.
        unused: i32,
        /// What is left on the line's cards, in minor units.
        left_minor: i64,
    },
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Takes back so many of each line's cards, with all that was paid for each. The caller holds the order's lock; cards are locked after everything else, in
/// the order of their ids whichever line they are of.
///
/// # Errors
/// [`TakeBackError`]; the transaction is to be dropped then.
pub(crate) async fn take_back(
    tx: &mut Tx,
    order_id: OrderId,
    lines: &[(OrderLineId, i32)],
) -> Result<(), TakeBackError> {
    let ids: Vec<OrderLineId> = lines.iter().map(|(line, _)| *line).collect();
    let issued = store::issued_of_lines(tx, &ids).await?;
    for (line_id, pieces) in lines {
        let of_line = || issued.iter().filter(|card| card.line_id == *line_id);
        let unused = of_line().filter(|card| card.balance_minor >= card.amount_minor);
        let wanted = usize::try_from(*pieces).unwrap_or(0);
        let taken: Vec<_> = unused.take(wanted).collect();
        if taken.len() < wanted {
            return Err(TakeBackError::Used {
                line_id: *line_id,
                unused: i32::try_from(taken.len()).unwrap_or(i32::MAX),
                left_minor: of_line().map(|card| card.balance_minor).sum(),
            });
        }
        for card in taken {
            take(tx, order_id, card).await?;
        }
    }
    Ok(())
}

/// Takes back one card.
async fn take(tx: &mut Tx, order_id: OrderId, card: &IssuedCard) -> Result<(), DbError> {
    cards::take_back(tx, card.id, order_id, card.amount_minor).await?;
    if let Some(next) = BoughtState::Issued.apply(BoughtEvent::TakeBack) {
        store::set_state(tx, card.id, next).await?;
    }
    let after = json!({ "amount_minor": card.amount_minor, "order": order_id });
    tx.audit(Change::deed("gift_card.taken_back", "gift_card", card.id).with_after(&after))
        .await
}
