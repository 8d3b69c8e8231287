//! The rows of **assortments'** lists: once more what everybody's lists hold, for each assortment that limits anything, of what is in it. They follow the
//! others in the same transaction, and are made for a whole assortment by a job when its rules change. Whoever is not limited never reads them.

pub(crate) mod listing;
mod store;

use platform::db::{DbError, Tx};
use uuid::Uuid;

use super::store::{lock_listing, plan_once};
use crate::ids::{AssortmentId, ProductId};
use crate::tier::assortment::{listing as kept, note_built};

/// Products whose rows are made in one transaction.
pub const PRODUCTS: i64 = 1_000;
/// Rows that are taken away in one transaction.
const ROWS: i64 = 20_000;

/// How far the making of an assortment's rows has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rebuilt {
    /// Call again with this, in a new transaction.
    UpTo(Pass),
    /// All rows are as the rules say.
    Done,
}

/// One way through all products.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pass {
    /// The rules that it began with: when they have changed since, it begins anew.
    version: i32,
    /// The shop and the product that came last.
    last: Option<(Uuid, ProductId)>,
}

/// Follows the rows of some products of a shop that have just been made anew. For whoever holds the listing's lock.
pub(super) async fn follow(tx: &mut Tx, shop: Uuid, products: &[Uuid]) -> Result<(), DbError> {
    for id in kept::limiting(tx).await? {
        store::drop_changed(tx, id, shop, products).await?;
        store::add_missing(tx, id, shop, products).await?;
    }
    Ok(())
}

/// Goes on making the rows of an assortment by its present rules: one transaction's worth. An assortment that limits nothing any more loses its rows. Begin
/// with `None`; may be broken off and begun again at any time.
///
/// # Errors
/// Database errors.
pub async fn rebuild_some(
    tx: &mut Tx,
    id: AssortmentId,
    pass: Option<Pass>,
) -> Result<Rebuilt, DbError> {
    // One at a time: the counts are differences.
    lock_listing(tx).await?;
    plan_once(tx).await?;
    let none = Pass {
        version: 0,
        last: None,
    };
    let Some((version, is_built)) = kept::limit(tx, id).await? else {
        return Ok(match store::clear(tx, id, ROWS).await? {
            0 => Rebuilt::Done,
            _ => Rebuilt::UpTo(none),
        });
    };
    let same = pass.filter(|pass| pass.version == version);
    // Rows of a former time, when it was limited before: nobody has followed them, and some may be gone without the counts.
    if same.is_none() && !is_built && store::clear(tx, id, ROWS).await? > 0 {
        return Ok(Rebuilt::UpTo(none));
    }
    let pass = same.unwrap_or(Pass {
        version,
        last: None,
    });
    let next = store::next_products(tx, pass.last, PRODUCTS).await?;
    let Some((shop, last)) = next.last().copied() else {
        note_built(tx, id, version).await?;
        return Ok(Rebuilt::Done);
    };
    // Of one shop at a time: the rest is met next.
    let first = next.first().map_or(shop, |(shop, _)| *shop);
    let of_first: Vec<Uuid> = next
        .iter()
        .filter(|(shop, _)| *shop == first)
        .map(|(_, product)| product.0)
        .collect();
    let last = if first == shop {
        last
    } else {
        of_first.last().map_or(last, |id| ProductId(*id))
    };
    store::drop_changed(tx, id, first, &of_first).await?;
    store::add_missing(tx, id, first, &of_first).await?;
    Ok(Rebuilt::UpTo(Pass {
        version,
        last: Some((first, last)),
    }))
}
