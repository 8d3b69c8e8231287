//! **Paying** with cards: an order takes of them, gives back when it lapses, takes again when it is paid after all, and gets refunds back onto them. Each is
//! one conditional statement on the card's balance, with its entry in the ledger.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::{Card, store};
use crate::ids::{GiftCardId, OrderId};

/// What a purchase takes of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardUse {
    /// The card.
    pub card: Card,
    /// How much, in minor units. Positive.
    pub amount_minor: i64,
}

/// Why a card could not be used.
#[derive(Debug, thiserror::Error)]
pub enum PayError {
    /// There is less on it than there was, or it cannot be used any more.
    #[error("the card {0} holds too little")]
    Short(GiftCardId),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// How a sum is taken off cards: the one that ends first is used first. Nothing is taken of cards that cannot be used now.
#[must_use]
pub fn spread(total_minor: i64, cards: &[Card], now: platform::clock::Timestamp) -> Vec<CardUse> {
    let mut ordered: Vec<&Card> = cards
        .iter()
        .filter(|card| !card.is_blocked && card.expires_at > now && card.balance_minor > 0)
        .collect();
    ordered.sort_by_key(|card| (card.expires_at, card.id));
    let mut left = total_minor.max(0);
    let mut uses = Vec::new();
    for card in ordered {
        let amount_minor = left.min(card.balance_minor);
        if amount_minor > 0 {
            left -= amount_minor;
            uses.push(CardUse {
                card: card.clone(),
                amount_minor,
            });
        }
    }
    uses
}

/// Takes what an order uses, card by card in the order of their ids; after everything else that an order locks.
///
/// # Errors
/// [`PayError`]; the transaction is to be dropped then.
pub async fn take(tx: &mut Tx, order_id: OrderId, uses: &[CardUse]) -> Result<(), PayError> {
    let mut ordered: Vec<&CardUse> = uses.iter().collect();
    ordered.sort_by_key(|card| card.card.id);
    for card in ordered {
        let id = card.card.id;
        if !store::take(tx, id, order_id, card.amount_minor).await? {
            return Err(PayError::Short(id));
        }
        store::insert_use(tx, order_id, id, card.amount_minor).await?;
    }
    Ok(())
}

/// Gives back what a lapsed order has taken, as far as it has not gone back before.
///
/// # Errors
/// Database errors.
pub async fn give_back(tx: &mut Tx, order_id: OrderId) -> Result<(), DbError> {
    for (id, amount_minor) in store::uses_of(tx, order_id, "held").await? {
        if amount_minor > 0 {
            store::put(tx, id, order_id, amount_minor, "given_back").await?;
        }
        store::set_use(tx, order_id, id, "given_back").await?;
    }
    Ok(())
}

/// Takes anew what a lapsed order had, since the rest of it was paid after all. `false` when a card holds too little by now; nothing is taken then.
///
/// # Errors
/// Database errors.
pub async fn take_again(tx: &mut Tx, order_id: OrderId) -> Result<bool, DbError> {
    let wanted = store::uses_of(tx, order_id, "given_back").await?;
    for (id, amount_minor) in &wanted {
        if !store::lock_and_look(tx, *id, *amount_minor).await? {
            return Ok(false);
        }
    }
    for (id, amount_minor) in wanted {
        if amount_minor > 0 {
            store::take(tx, id, order_id, amount_minor).await?;
        }
        store::set_use(tx, order_id, id, "held").await?;
    }
    Ok(true)
}

/// What cards have paid of an order, and what of it went back onto them. The caller holds the order's lock.
///
/// # Errors
/// Database errors.
pub async fn paid(tx: &mut Tx, order_id: OrderId) -> Result<(i64, i64), DbError> {
    let uses = store::paid_by(tx, order_id).await?;
    Ok(uses
        .iter()
        .fold((0, 0), |(paid, back), (_, p, b)| (paid + p, back + b)))
}

/// Puts money that is owed for an order back onto the cards that paid for it, as far as they paid; gives what was put back. What the vendor was paid is
/// the vendor's to give back. Staff do so by [`crate::order::put_back`].
///
/// # Errors
/// Database errors.
pub async fn refund(tx: &mut Tx, order_id: OrderId, amount_minor: i64) -> Result<i64, DbError> {
    let mut left = amount_minor.max(0);
    for (id, paid, refunded) in store::paid_by(tx, order_id).await? {
        let back = left.min(paid - refunded);
        if back > 0 {
            store::put(tx, id, order_id, back, "refunded").await?;
            store::count_refund(tx, order_id, id, back).await?;
            left -= back;
        }
    }
    let given = amount_minor.max(0) - left;
    if given > 0 {
        let after = json!({ "amount_minor": given });
        tx.audit(Change::deed("gift_card.refunded", "order", order_id).with_after(&after))
            .await?;
    }
    Ok(given)
}

#[cfg(test)]
mod tests {
    use platform::money::Currency;
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> platform::clock::Timestamp {
        text.parse::<jiff::Timestamp>().unwrap().into()
    }

    fn card(number: u128, balance_minor: i64, until: &str) -> Card {
        Card {
            id: GiftCardId(uuid::Uuid::from_u128(number)),
            kind: "gift_card".to_owned(),
            code_hint: "ABCD".to_owned(),
            balance_minor,
            currency: Currency::SEK,
            expires_at: at(until),
            is_blocked: false,
        }
    }

    #[test]
    fn the_card_that_ends_first_is_used_first_and_those_that_cannot_be_used_are_left() {
        let now = at("2026-11-23T09:00:00Z");
        let late = card(1, 10_000, "2029-01-01T00:00:00Z");
        let early = card(2, 3_000, "2027-01-01T00:00:00Z");
        let over = card(3, 9_000, "2026-11-23T09:00:00Z");
        let blocked = Card {
            is_blocked: true,
            ..card(4, 9_000, "2027-01-01T00:00:00Z")
        };
        let uses = spread(5_000, &[late, early, over, blocked], now);
        let taken: Vec<(u128, i64)> = uses
            .iter()
            .map(|u| (u.card.id.0.as_u128(), u.amount_minor))
            .collect();
        assert_eq!(taken, [(2, 3_000), (1, 2_000)]);
    }

    proptest! {
        #[test]
        fn cards_pay_all_or_all_that_they_hold(
            total in 0_i64..1_000_000,
            balances in prop::collection::vec(0_i64..300_000, 0..6),
        ) {
            let now = at("2026-11-23T09:00:00Z");
            let cards: Vec<Card> = balances
                .iter()
                .enumerate()
                .map(|(n, balance)| card(n as u128, *balance, "2029-01-01T00:00:00Z"))
                .collect();
            let uses = spread(total, &cards, now);
            let paid: i64 = uses.iter().map(|u| u.amount_minor).sum();
            prop_assert_eq!(paid, total.min(balances.iter().sum()));
            for used in &uses {
                prop_assert!(used.amount_minor > 0 && used.amount_minor <= used.card.balance_minor);
            }
        }
    }
}
