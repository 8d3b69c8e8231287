//! The connector to Meilisearch against an engine of our own, over HTTP.

mod contract;
mod fake;
mod faults;
mod rank;

use commerce::catalogue::search::engine::{Changes, Edition, SearchEngine};
use commerce::catalogue::search::feed;
use integrations::search::meilisearch::Meilisearch;

pub use fake::Fake;
use fake::KEY;

use crate::shopkeeper::Shopkeeper;

/// The connector to an engine.
pub fn connector(fake: &Fake) -> Meilisearch {
    Meilisearch::new(&fake.url, Some(KEY), "torg", Meilisearch::DEADLINE).unwrap()
}

/// Gives an engine everything that a shop has.
pub async fn build(shop: &Shopkeeper, engine: &dyn SearchEngine) {
    let mut tx = shop.begin().await;
    let shelves = feed::begin_building(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    for shelf in shelves {
        let edition = Edition::Beside(shelf.clone());
        let mut tx = shop.begin().await;
        let synonyms = feed::synonyms(&mut tx, &shelf.locale).await.unwrap();
        let part = feed::part(&mut tx, &shelf, None).await.unwrap();
        feed::built(&mut tx, &shelf, engine.identity())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let changes = Changes {
            documents: part.documents,
            gone: Vec::new(),
        };
        engine.begin(&edition, &synonyms).await.unwrap();
        engine.change(&edition, &changes).await.unwrap();
        engine.publish(&shelf).await.unwrap();
    }
}
