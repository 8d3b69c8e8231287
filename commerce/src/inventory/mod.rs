//! **Stock**: how many of a variant are at a location, how many are held for shoppers who pay, and how many are promised to placed orders.
//! Counters are sums of a ledger of typed movements; the ledger can be audited against a warehouse.

pub mod listing;
pub mod store;

use crate::ids::VariantId;

/// How many of a variant are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Which.
    pub variant_id: VariantId,
    /// How many; positive.
    pub quantity: i64,
}

/// A variant of which there is less than wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortage {
    /// Which.
    pub variant_id: VariantId,
    /// How many were asked for.
    pub wanted: i64,
    /// How many can be had.
    pub free: i64,
}

/// Why stock could not be reserved.
#[derive(Debug, thiserror::Error)]
pub enum ReserveError {
    /// Nothing was reserved, since these fall short.
    #[error("{} variants fall short", .0.len())]
    Short(Vec<Shortage>),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] platform::db::DbError),
}

/// Sums quantities per variant, in id order.
#[must_use]
pub fn per_variant(wanted: &[Wanted]) -> Vec<Wanted> {
    let mut sums = std::collections::BTreeMap::<VariantId, i64>::new();
    for line in wanted {
        let sum = sums.entry(line.variant_id).or_default();
        *sum = sum.saturating_add(line.quantity);
    }
    sums.into_iter()
        .map(|(variant_id, quantity)| Wanted {
            variant_id,
            quantity,
        })
        .collect()
}
