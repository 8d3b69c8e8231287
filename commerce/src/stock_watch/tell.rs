//! Telling those who wait. Whatever lets a variant be bought again (goods that come in, a hold that is let go, a return, a publication, a price) ends in the
//! storefront's rows of its product being made anew ([`crate::catalogue::storefront::refresh_some`]): there it is noted that its watchers have their turn. Who watches is told in the
//! order in which they began to, in rounds that fit the pieces that there are, and the variant's row is held meanwhile: each is told once, by one job, however many
//! tell at once and wherever one is killed.

use jiff::SignedDuration;
use platform::db::{DbError, Tx};
use uuid::Uuid;

use super::{WatchState, store};
use crate::ids::{ProductId, ShopId, VariantId};
use crate::jobs::{SendBackInStock, TellWatchers};

/// Fewest that are told in a round.
const FEWEST: i64 = 10;
/// Watchers told for each piece that is free: not everybody who is told buys.
const FOR_EACH: i64 = 3;
/// Most that are told in one transaction.
const MOST: i64 = 500;
/// How long those who are told have for themselves before the next are.
pub const ROUND: SignedDuration = SignedDuration::from_mins(20);

/// How many are told in a round, and when the next begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pace {
    most: i64,
    /// Nought where there is enough for everybody: the next follow at once.
    pause: SignedDuration,
}

impl Pace {
    fn of(free: i64) -> Self {
        let wanted = free.saturating_mul(FOR_EACH);
        if wanted >= MOST {
            return Self {
                most: MOST,
                pause: SignedDuration::ZERO,
            };
        }
        Self {
            most: wanted.max(FEWEST),
            pause: ROUND,
        }
    }
}

/// Notes what can be bought again of some products, and asks for its watchers to be told.
///
/// # Errors
/// Database errors.
pub(crate) async fn note_back(tx: &mut Tx, products: &[ProductId]) -> Result<(), DbError> {
    if store::set_due_of(tx, products).await? > 0 {
        tx.enqueue(&TellWatchers {}).await?;
    }
    Ok(())
}

/// How far a look through all that is watched has come; its default is before the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The product that was looked at last.
    pub product: Uuid,
    /// Which of what is watched of it.
    pub id: Uuid,
}

/// Looks through the next `most` of all that is watched for what can be bought again and was not noted: a reconciler, for a watch that began in the moment in
/// which the goods came. Gives where to go on; `None` is the end. What was found before stays found, however often one begins anew.
///
/// # Errors
/// Database errors.
pub async fn reconcile(tx: &mut Tx, after: Place, most: i64) -> Result<Option<Place>, DbError> {
    let places = store::watched_after(tx, after, most).await?;
    let Some(last) = places.last().copied() else {
        return Ok(None);
    };
    store::set_due(tx, &places).await?;
    Ok(Some(last))
}

/// The watchers of a variant have their turn.
pub(super) async fn now(tx: &mut Tx, shop: ShopId, variant: VariantId) -> Result<(), DbError> {
    store::set_due_now(tx, shop, variant).await?;
    tx.enqueue(&TellWatchers {}).await
}

/// Does one round of the variant whose watchers have waited longest for their turn. False is the end of the work.
///
/// # Errors
/// Database errors.
pub async fn tell_some(tx: &mut Tx) -> Result<bool, DbError> {
    let Some(turn) = store::lock_turn(tx).await? else {
        return Ok(false);
    };
    let now = tx.now();
    let pieces = store::pieces(tx, turn.shop_id, turn.variant_id).await?;
    let free = pieces.unwrap_or(0);
    if free == 0 {
        // Gone again before they were told: they wait on.
        store::end_turn(tx, turn.id, 0, None).await?;
        return Ok(true);
    }
    let pace = Pace::of(free);
    let told = store::next_in_line(tx, turn.shop_id, turn.variant_id, pace.most).await?;
    for id in &told {
        store::close(tx, *id, WatchState::Told).await?;
        tx.enqueue(&SendBackInStock { watch_id: *id }).await?;
    }
    let count = i64::try_from(told.len()).unwrap_or(i64::MAX);
    let next = (count == pace.most).then(|| now.plus(pace.pause));
    store::end_turn(tx, turn.id, count, next).await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_pieces_are_told_to_few_and_plenty_to_all() {
        let most = |free| Pace::of(free).most;
        assert_eq!([1, 3, 4, 100].map(most), [10, 10, 12, 300]);
        assert_eq!(Pace::of(100).pause, ROUND);
        let plenty = Pace::of(i64::MAX);
        assert_eq!((plenty.most, plenty.pause), (MOST, SignedDuration::ZERO));
    }
}
