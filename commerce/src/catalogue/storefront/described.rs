//! What search is told of products, worked out as their own rows are.

use platform::db::{DbError, Tx};
use uuid::Uuid;

use super::refresh::{document, make};
use super::store::{self, Document, Place};
use crate::catalogue::LOCALES;
use crate::catalogue::search::engine::{SearchDocument, Shelf};
use crate::ids::{ProductId, ShopId};
use crate::pricing::VatRates;

/// Characters of a description that are searched, here as by PostgreSQL.
const LONGEST: usize = 20_000;

/// What describes products, on every shelf or on one. What guests may not buy has no description.
pub(crate) async fn described(
    tx: &mut Tx,
    products: &[ProductId],
    only: Option<&Shelf>,
) -> Result<Vec<(Shelf, Vec<SearchDocument>)>, DbError> {
    let ids: Vec<Uuid> = products.iter().map(|id| id.0).collect();
    let synonyms = store::synonyms(tx).await?;
    let rates = VatRates::load(tx).await?;
    let mut described = Vec::new();
    for place in store::places(tx).await? {
        let shelves: Vec<Shelf> = shelves(&place)
            .filter(|shelf| only.is_none_or(|only| only == shelf))
            .collect();
        if shelves.is_empty() {
            continue;
        }
        let loaded = store::load(tx, &place, &ids, &rates).await?;
        let made: Vec<_> = loaded
            .products
            .iter()
            .filter_map(|product| make(&loaded, product, false))
            .collect();
        for shelf in shelves {
            let documents = made
                .iter()
                .map(|made| document(&place, &loaded, made, &shelf.locale, &synonyms))
                .map(told)
                .collect();
            described.push((shelf, documents));
        }
    }
    Ok(described)
}

/// The shelves of every shop that sells something.
pub(crate) async fn selling(tx: &mut Tx) -> Result<Vec<Shelf>, DbError> {
    let places = store::places(tx).await?;
    Ok(places.iter().flat_map(shelves).collect())
}

fn shelves(place: &Place) -> impl Iterator<Item = Shelf> + use<> {
    let shop_id = ShopId(place.shop_id);
    LOCALES
        .into_iter()
        .map(move |locale| Shelf::new(shop_id, locale))
}

fn told(document: Document) -> SearchDocument {
    SearchDocument {
        product_id: ProductId(document.product_id),
        name: document.name,
        name_forms: document.first_forms,
        numbers: document.numbers,
        features: document.second,
        feature_forms: document.second_forms,
        description: document.body.chars().take(LONGEST).collect(),
        popularity: document.popularity,
        is_in_stock: document.is_in_stock,
    }
}
