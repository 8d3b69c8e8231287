//! Who ranks in the tests of search that the domain has, too: here Meilisearch.

use std::sync::Arc;

use commerce::catalogue::Storefront;
use commerce::catalogue::search::Search;

use crate::meilisearch::{Fake, build, connector};
use crate::shopkeeper::Shopkeeper;

/// A search, and the engine behind it.
pub struct Hired {
    pub search: Search,
    engine: Fake,
}

impl Hired {
    pub async fn hire(shop: &Shopkeeper) -> Self {
        let engine = Fake::up().await;
        let meilisearch = Arc::new(connector(&engine));
        build(shop, &*meilisearch).await;
        Self {
            search: Search::with_engine(Storefront::new(), Some(meilisearch)),
            engine,
        }
    }

    /// That the engine was asked as often as it should be, at least.
    pub fn was_asked(&self, times: usize) {
        assert!(
            self.engine.searches() >= times,
            "{}",
            self.engine.searches()
        );
    }
}
