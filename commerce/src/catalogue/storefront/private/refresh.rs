//! Making the rows of private articles anew, with those of the others.

use std::collections::{HashMap, HashSet};

use platform::db::{DbError, Tx};
use uuid::Uuid;

use super::store::{self, OwnEntry};
use super::{is_priced, prices_by_list};
use crate::catalogue::LOCALES;
use crate::catalogue::search::words::Synonyms;
use crate::catalogue::storefront::refresh::{Made, card, categories_of, document, entry, make};
use crate::catalogue::storefront::store::{Document, Loaded, Place, insert_private_documents};
use crate::pricing::VatRates;

/// Makes the rows of some products anew: of those that are published, have no price for guests and one in another list.
pub(in crate::catalogue::storefront) async fn renew(
    tx: &mut Tx,
    place: &Place,
    ids: &[Uuid],
    (loaded, made): (&Loaded, &[Made<'_>]),
    (rates, synonyms, ordinals): (&VatRates, &Synonyms, &HashMap<i32, Uuid>),
) -> Result<(), DbError> {
    store::clear(tx, place, ids).await?;
    let public: HashSet<Uuid> = made.iter().map(|made| made.product.id).collect();
    let others = loaded.products.iter();
    let others: Vec<_> = others.filter(|of| !public.contains(&of.id)).collect();
    if others.is_empty() {
        return Ok(());
    }
    let other_ids: Vec<Uuid> = others.iter().map(|of| of.id).collect();
    let prices = store::prices(tx, place, &other_ids).await?;
    let own: Vec<Made<'_>> = others
        .into_iter()
        .filter(|product| is_priced(product.id, &prices))
        .filter_map(|product| make(loaded, product, true))
        .collect();
    if own.is_empty() {
        return Ok(());
    }
    let now = tx.now();
    let mut entries = Vec::new();
    let mut cards = Vec::with_capacity(own.len() * LOCALES.len());
    for made in &own {
        let product = (made.product.id, made.product.vat_class.as_str());
        for (list, price_minor, net_minor) in
            prices_by_list(place, loaded, product, &prices, rates, now)
        {
            let mut row = entry(made);
            row.price_minor = price_minor;
            for category in categories_of(&row, ordinals) {
                let entry = row.clone();
                entries.push(OwnEntry {
                    list,
                    category,
                    entry,
                    net_minor,
                });
            }
        }
        for locale in LOCALES {
            let text = serde_json::to_string(&card(place, loaded, made, locale));
            let text = text.map_err(|e| DbError::Encode(e.into()))?;
            cards.push((made.product.id, locale, text));
        }
    }
    store::insert_entries(tx, place, &entries).await?;
    store::insert_cards(tx, place, &cards).await?;
    let lowest = |product: Uuid| {
        let prices = entries.iter().map(|row: &OwnEntry| &row.entry);
        let prices = prices.filter(|of| of.product_id == product);
        prices.map(|of| of.price_minor).min().unwrap_or(0)
    };
    for locale in LOCALES {
        let documents: Vec<Document> = own
            .iter()
            .map(|made| Document {
                price_minor: lowest(made.product.id),
                ..document(place, loaded, made, locale, synonyms)
            })
            .collect();
        insert_private_documents(tx, place, locale, &documents).await?;
    }
    Ok(())
}
