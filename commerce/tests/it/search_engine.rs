//! Who ranks in the tests of search: here PostgreSQL by itself. The connectors' tests run the same with an engine.

use commerce::catalogue::Storefront;
use commerce::catalogue::search::Search;

use crate::shopkeeper::Shopkeeper;

/// A search.
pub struct Hired {
    pub search: Search,
}

impl Hired {
    pub async fn hire(_: &Shopkeeper) -> Self {
        Self {
            search: Search::new(Storefront::new()),
        }
    }

    /// There is nobody to be asked.
    pub fn was_asked(&self, _: usize) {
        assert!(!self.search.has_engine());
    }
}
