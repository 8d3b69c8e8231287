//! Cards that were **bought** in the shop: written with the order, waiting from its payment on, issued on their day, and taken back unused when their buyer
//! withdraws. Each has its id from the beginning, so however often it is issued it is one card.

pub mod issue;
pub mod listing;
mod store;
pub mod take_back;

use jiff::civil::time;
use platform::clock::{BUSINESS_ZONE, Date, Timestamp};
use platform::db::{DbError, Tx};
use platform::money::split;

use super::Wish;
use crate::ids::{GiftCardId, OrderId, OrderLineId};
use crate::jobs::IssueGiftCards;

pub(crate) use store::blank;

/// The hour in Sweden at which a card comes on the day that was asked for.
pub const COMES_AT_HOUR: i8 = 8;

/// How far a bought card has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BoughtState {
    /// Its order is not paid.
    Unpaid,
    /// It is paid, and waits for its day.
    Waiting,
    /// Its recipient has it.
    Issued,
    /// It was called off before it was issued.
    CalledOff,
    /// It was issued, not used, and taken back.
    TakenBack,
}

/// What can happen to a bought card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BoughtEvent {
    /// The money of its order has come.
    Pay,
    /// That was a mistake: the invoice is open again.
    Reopen,
    /// Its day has come.
    Issue,
    /// Its buyer withdraws, or the order is called off.
    CallOff,
    /// Its buyer withdraws, and nobody has used it.
    TakeBack,
}

impl BoughtState {
    /// Every state.
    pub const ALL: [Self; 5] = [
        Self::Unpaid,
        Self::Waiting,
        Self::Issued,
        Self::CalledOff,
        Self::TakenBack,
    ];

    /// As the table names it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unpaid => "unpaid",
            Self::Waiting => "waiting",
            Self::Issued => "issued",
            Self::CalledOff => "called_off",
            Self::TakenBack => "taken_back",
        }
    }

    /// What becomes of a card in this state when `event` happens; `None` when it cannot happen.
    #[must_use]
    pub fn apply(self, event: BoughtEvent) -> Option<Self> {
        match (self, event) {
            (Self::Unpaid, BoughtEvent::Pay) => Some(Self::Waiting),
            (Self::Waiting, BoughtEvent::Reopen) => Some(Self::Unpaid),
            (Self::Waiting, BoughtEvent::Issue) => Some(Self::Issued),
            (Self::Unpaid | Self::Waiting, BoughtEvent::CallOff) => Some(Self::CalledOff),
            (Self::Issued, BoughtEvent::TakeBack) => Some(Self::TakenBack),
            (Self::Unpaid, BoughtEvent::Reopen | BoughtEvent::Issue | BoughtEvent::TakeBack)
            | (Self::Waiting, BoughtEvent::Pay | BoughtEvent::TakeBack)
            | (
                Self::Issued,
                BoughtEvent::Pay | BoughtEvent::Reopen | BoughtEvent::Issue | BoughtEvent::CallOff,
            )
            | (Self::CalledOff | Self::TakenBack, _) => None,
        }
    }
}

/// A line of an order in which cards are bought.
pub(crate) struct NewBought<'a> {
    pub(crate) line_id: OrderLineId,
    pub(crate) wish: &'a Wish,
    pub(crate) pieces: i32,
    pub(crate) total_minor: i64,
}

/// A card that is to be.
struct NewCard<'a> {
    id: GiftCardId,
    line_id: OrderLineId,
    wish: &'a Wish,
    /// From 1 within its line.
    position: i32,
    amount_minor: i64,
}

/// Writes the cards of an order's lines: those of a line together hold what the line costs.
pub(crate) async fn write(
    tx: &mut Tx,
    order_id: OrderId,
    lines: &[NewBought<'_>],
) -> Result<(), DbError> {
    let mut cards = Vec::new();
    for line in lines {
        let weights = vec![1_i64; usize::try_from(line.pieces).unwrap_or(0)];
        let amounts = split(line.total_minor, &weights);
        cards.extend((1..).zip(amounts).map(|(position, amount_minor)| NewCard {
            id: GiftCardId::generate(),
            line_id: line.line_id,
            wish: line.wish,
            position,
            amount_minor,
        }));
    }
    if cards.is_empty() {
        return Ok(());
    }
    store::insert(tx, order_id, &cards).await
}

/// The order is paid: its cards wait for their day, and those whose day has come are issued at once. The caller holds the order's lock; again changes nothing.
///
/// # Errors
/// Database errors.
pub(crate) async fn paid(tx: &mut Tx, order_id: OrderId) -> Result<(), DbError> {
    let now = tx.now();
    let due: Vec<(GiftCardId, Timestamp)> = store::unpaid_of_order(tx, order_id)
        .await?
        .into_iter()
        .map(|(id, deliver_on)| (id, due_at(deliver_on, now)))
        .collect();
    if due.is_empty() {
        return Ok(());
    }
    store::wait(tx, &due).await?;
    let is_due = due.iter().any(|(_, at)| *at <= now);
    if is_due {
        tx.enqueue(&IssueGiftCards { order_id }).await?;
    }
    Ok(())
}

/// The order's invoice is open again: what has not been issued waits for the money. The caller holds the order's lock.
///
/// # Errors
/// Database errors.
pub(crate) async fn unpaid(tx: &mut Tx, order_id: OrderId) -> Result<(), DbError> {
    store::await_money(tx, order_id).await
}

/// The order is called off: what has not been issued never is. The caller holds the order's lock.
///
/// # Errors
/// Database errors.
pub(crate) async fn call_off_all(tx: &mut Tx, order_id: OrderId) -> Result<(), DbError> {
    store::call_off_all(tx, order_id).await
}

/// So many cards of each line are called off before they are issued, the last first. The caller holds the order's lock and has counted them.
///
/// # Errors
/// Database errors.
pub(crate) async fn call_off(tx: &mut Tx, lines: &[(OrderLineId, i32)]) -> Result<(), DbError> {
    store::call_off(tx, lines).await
}

/// When a card is issued: now, or in the morning of its day in Sweden.
fn due_at(deliver_on: Option<Date>, now: Timestamp) -> Timestamp {
    let morning = deliver_on.and_then(|day| {
        let local = day.0.to_datetime(time(COMES_AT_HOUR, 0, 0, 0));
        let zoned = local.in_tz(BUSINESS_ZONE).ok()?;
        Some(Timestamp::from(zoned.timestamp()))
    });
    morning.map_or(now, |morning| morning.max(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENTS: [BoughtEvent; 5] = [
        BoughtEvent::Pay,
        BoughtEvent::Reopen,
        BoughtEvent::Issue,
        BoughtEvent::CallOff,
        BoughtEvent::TakeBack,
    ];

    #[test]
    fn every_pair_of_state_and_event_is_decided() {
        let table: Vec<(BoughtState, BoughtEvent, BoughtState)> = BoughtState::ALL
            .into_iter()
            .flat_map(|state| EVENTS.map(|event| (state, event)))
            .filter_map(|(state, event)| Some((state, event, state.apply(event)?)))
            .collect();
        assert_eq!(
            table,
            [
                (BoughtState::Unpaid, BoughtEvent::Pay, BoughtState::Waiting),
                (
                    BoughtState::Unpaid,
                    BoughtEvent::CallOff,
                    BoughtState::CalledOff
                ),
                (
                    BoughtState::Waiting,
                    BoughtEvent::Reopen,
                    BoughtState::Unpaid
                ),
                (
                    BoughtState::Waiting,
                    BoughtEvent::Issue,
                    BoughtState::Issued
                ),
                (
                    BoughtState::Waiting,
                    BoughtEvent::CallOff,
                    BoughtState::CalledOff
                ),
                (
                    BoughtState::Issued,
                    BoughtEvent::TakeBack,
                    BoughtState::TakenBack
                ),
            ]
        );
    }

    #[test]
    fn a_card_comes_in_the_morning_of_its_day_whatever_the_clocks_do() {
        let at = |text: &str| Timestamp::from(text.parse::<jiff::Timestamp>().unwrap());
        let now = at("2026-03-01T12:00:00Z");
        let on = |month, day| Some(Date(jiff::civil::date(2026, month, day)));
        for (day, due) in [
            (None, now),
            // The day before summer time, and its first day; Christmas Eve; a day that has passed while the money was awaited.
            (on(3, 28), at("2026-03-28T07:00:00Z")),
            (on(3, 29), at("2026-03-29T06:00:00Z")),
            (on(12, 24), at("2026-12-24T07:00:00Z")),
            (on(2, 1), now),
        ] {
            assert_eq!(due_at(day, now), due, "{day:?}");
        }
    }
}
