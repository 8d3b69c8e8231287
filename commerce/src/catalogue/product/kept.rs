//! What is **kept** of products in a process's memory: what is written of each, which somebody has to change, as it was read last. It holds for as long as nobody has: whoever
//! changes any of it notes that in `catalogue_changes`, by the database's own triggers and in the same transaction, and each page asks which changes there are.

use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;

use super::listing::Written;
use crate::catalogue::storefront::Visit;
use crate::ids::{ProductId, ShopId};

/// Products that are kept, in one language each.
const MOST: u64 = 600;
/// How long each is kept.
const KEPT_FOR: Duration = Duration::from_secs(10 * 60);

/// The notes of changes that a statement has seen. No two notes ever have the same id, and what is written in the place of many has one of its own: where as many are seen
/// with the same mark, they are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    /// How many.
    pub number: i64,
    /// Of their ids, each hashed to 64 bits.
    pub mark: i64,
}

/// Which page: in which shop, of which product, in which language.
type Key = (ShopId, ProductId, String);

/// The products that are kept. Cheap to clone.
#[derive(Clone)]
pub(in crate::catalogue) struct KeptProducts(Cache<Key, Arc<Written>>);

impl KeptProducts {
    /// None.
    pub(in crate::catalogue) fn new() -> Self {
        Self(
            Cache::builder()
                .max_capacity(MOST)
                .time_to_live(KEPT_FOR)
                .build(),
        )
    }

    /// Forgets all.
    pub(in crate::catalogue) fn forget(&self) {
        self.0.invalidate_all();
    }

    /// What is kept of a product, if it was read by whoever saw the same changes.
    pub(super) fn of(
        &self,
        visit: &Visit<'_>,
        id: ProductId,
        changes: Changes,
    ) -> Option<Box<Written>> {
        let kept = self.0.get(&(visit.shop_id, id, visit.locale.to_owned()))?;
        (kept.changes == changes).then(|| Box::new(Written::clone(&kept)))
    }

    /// Keeps what was read of a product.
    pub(super) fn keep(&self, visit: &Visit<'_>, id: ProductId, written: &Written) {
        let key = (visit.shop_id, id, visit.locale.to_owned());
        self.0.insert(key, Arc::new(written.clone()));
    }
}
