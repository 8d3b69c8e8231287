//! Making the storefront's rows anew: entries of lists, cards, search documents, and the counts that go with them. Everything is worked out from the
//! catalogue's own tables, so it can be repeated at will.

use std::collections::{BTreeMap, HashMap, HashSet};

use platform::db::{DbError, Tx};
use platform::money::{Currency, UnitPrice};
use uuid::Uuid;

use super::card::{Card, CardPrice, Dot, StockState};
use super::store::{self, Document, Entry, Loaded, Place};
use super::{ALL_TAG, IN_STOCK_TAG, WHOLE_SHOP, assortment, private, tiers};
use crate::catalogue::LOCALES;
use crate::catalogue::search::{feed, words};
use crate::ids::{ProductId, VariantId};
use crate::pricing::{Content, VatRates};
use crate::review::Rating;
use crate::stock_watch;

/// Products that are made anew in one transaction.
pub const BATCH: i64 = 500;
/// Dots on a card.
const MOST_DOTS: usize = 8;

/// Makes the rows of up to [`BATCH`] marked products anew; gives how many there were. Call until it is 0, each time in a new transaction.
///
/// # Errors
/// Database errors.
pub async fn refresh_some(tx: &mut Tx) -> Result<usize, DbError> {
    let products = store::take_marked(tx, BATCH).await?;
    if !products.is_empty() {
        refresh_listing(tx, &products).await?;
    }
    Ok(products.len())
}

/// Makes the rows of some products anew, in all shops. What is not for sale loses its rows.
///
/// # Errors
/// Database errors.
pub async fn refresh_listing(tx: &mut Tx, products: &[ProductId]) -> Result<(), DbError> {
    let ids: Vec<Uuid> = products
        .iter()
        .map(|id| id.0)
        .collect::<HashSet<_>>()
        .into_iter()
        .collect();
    // One at a time: the counts below are differences.
    store::lock_listing(tx).await?;
    store::plan_once(tx).await?;
    let synonyms = store::synonyms(tx).await?;
    let rates = VatRates::load(tx).await?;
    for place in store::places(tx).await? {
        let loaded = store::load(tx, &place, &ids, &rates).await?;
        let made: Vec<Made> = loaded
            .products
            .iter()
            .filter_map(|product| make(&loaded, product, false))
            .collect();
        let ordinals = store::category_ordinals(tx).await?;
        renew_entries(tx, &place, &ids, &made, &ordinals).await?;
        renew_cards(tx, &place, &ids, &loaded, &made).await?;
        tiers::follow(tx, &place, &ids, &rates).await?;
        assortment::follow(tx, place.shop_id, &ids).await?;
        renew_documents(tx, &place, &ids, &loaded, &made, &synonyms).await?;
        let known = (&rates, &synonyms, &ordinals);
        private::refresh::renew(tx, &place, &ids, (&loaded, &made), known).await?;
    }
    feed::note(tx, products).await?;
    // Whatever has changed of them, this is where it is seen that what was sold out can be bought again.
    stock_watch::tell::note_back(tx, products).await
}

/// What was worked out for one product that is for sale.
pub(super) struct Made<'a> {
    pub(super) product: &'a store::ProductRow,
    variants: Vec<&'a store::VariantRow>,
    cheapest: &'a store::VariantRow,
    price_minor: i64,
    stock: StockState,
    categories: Vec<(Uuid, i32)>,
    tags: Vec<i32>,
}

/// A product without a price or without a name is not for sale. A private one has no price for guests: what it costs is told to each who sees it.
pub(super) fn make<'a>(
    loaded: &'a Loaded,
    product: &'a store::ProductRow,
    is_private: bool,
) -> Option<Made<'a>> {
    loaded
        .texts
        .get(&product.id)
        .filter(|texts| !texts.is_empty())?;
    let variants: Vec<&store::VariantRow> = loaded
        .variants
        .get(&product.id)
        .map_or_else(Vec::new, |rows| rows.iter().collect());
    // The cheapest that can be bought; when nothing can, the cheapest of all.
    let cheapest = variants
        .iter()
        .filter(|v| is_private || v.price_e4.is_some())
        .map(|v| (v.free <= 0, v.price_e4.unwrap_or(0), !v.is_main, *v))
        .min_by_key(|(is_out, price, is_other, _)| (*is_out, *price, *is_other))
        .map(|(_, _, _, variant)| variant)?;
    let price_minor = UnitPrice(cheapest.price_e4.unwrap_or(0)).rounded_minor();
    let restock_at = variants.iter().filter_map(|v| v.restock_at).min();
    let free = variants.iter().map(|v| v.free).sum();
    let here = variants.iter().map(|v| v.here).sum();
    let stock = StockState::of(free, here, restock_at);
    let categories: Vec<(Uuid, i32)> = loaded
        .categories
        .get(&product.id)
        .cloned()
        .unwrap_or_default();
    let mut tags: Vec<i32> = loaded.values.get(&product.id).cloned().unwrap_or_default();
    tags.extend(categories.iter().map(|(_, ordinal)| -ordinal));
    if stock.is_in_stock() {
        tags.push(IN_STOCK_TAG);
    }
    tags.sort_unstable();
    tags.dedup();
    Some(Made {
        product,
        variants,
        cheapest,
        price_minor,
        stock,
        categories,
        tags,
    })
}

async fn renew_entries(
    tx: &mut Tx,
    place: &Place,
    ids: &[Uuid],
    made: &[Made<'_>],
    ordinals: &HashMap<i32, Uuid>,
) -> Result<(), DbError> {
    let old: HashMap<Uuid, Entry> = store::whole_shop_entries(tx, place, ids)
        .await?
        .into_iter()
        .map(|entry| (entry.product_id, entry))
        .collect();
    let new: HashMap<Uuid, Entry> = made
        .iter()
        .map(|made| (made.product.id, entry(made)))
        .collect();
    let stale: Vec<&Entry> = old
        .values()
        .filter(|entry| new.get(&entry.product_id) != Some(entry))
        .collect();
    let fresh: Vec<&Entry> = new
        .values()
        .filter(|entry| old.get(&entry.product_id) != Some(entry))
        .collect();
    let mut changes: BTreeMap<(Uuid, i32), i64> = BTreeMap::new();
    let mut gone: Vec<(Uuid, Uuid)> = Vec::new();
    let mut come: Vec<(Uuid, &Entry)> = Vec::new();
    for entry in stale {
        for category in categories_of(entry, ordinals) {
            gone.push((category, entry.product_id));
            count(&mut changes, category, entry, -1);
        }
    }
    for entry in fresh {
        for category in categories_of(entry, ordinals) {
            come.push((category, entry));
            count(&mut changes, category, entry, 1);
        }
    }
    store::delete_entries(tx, place, &gone).await?;
    store::insert_entries(tx, place, &come).await?;
    changes.retain(|_, change| *change != 0);
    store::change_counts(tx, place, &changes).await
}

pub(super) fn entry(made: &Made<'_>) -> Entry {
    Entry {
        product_id: made.product.id,
        price_minor: made.price_minor,
        popularity: made.product.popularity,
        published_at: made.product.published_at,
        name_sort: made.product.name_sort.clone(),
        is_in_stock: made.stock.is_in_stock(),
        tags: made.tags.clone(),
    }
}

/// The categories whose lists an entry is in: those of its tags, and the whole shop.
pub(super) fn categories_of(entry: &Entry, ordinals: &HashMap<i32, Uuid>) -> Vec<Uuid> {
    let tagged = entry
        .tags
        .iter()
        .filter_map(|tag| ordinals.get(&tag.checked_neg()?).copied());
    std::iter::once(WHOLE_SHOP).chain(tagged).collect()
}

fn count(changes: &mut BTreeMap<(Uuid, i32), i64>, category: Uuid, entry: &Entry, by: i64) {
    for tag in entry.tags.iter().copied().chain([ALL_TAG]) {
        *changes.entry((category, tag)).or_default() += by;
    }
}

async fn renew_cards(
    tx: &mut Tx,
    place: &Place,
    ids: &[Uuid],
    loaded: &Loaded,
    made: &[Made<'_>],
) -> Result<(), DbError> {
    let mut cards: Vec<(Uuid, &str, String)> = Vec::with_capacity(made.len() * LOCALES.len());
    for made in made {
        for locale in LOCALES {
            let card = card(place, loaded, made, locale);
            let text = serde_json::to_string(&card).map_err(|e| DbError::Encode(e.into()))?;
            cards.push((made.product.id, locale, text));
        }
    }
    store::replace_cards(tx, place, ids, &cards).await
}

pub(super) fn card(place: &Place, loaded: &Loaded, made: &Made<'_>, locale: &str) -> Card {
    let product = made.product;
    let texts = loaded.text(product.id, locale, &place.default_locale);
    let slug = loaded.slug(product.id, locale, &place.default_locale);
    let price_e4 = made.cheapest.price_e4.unwrap_or(0);
    let content = Content::from_columns(
        made.cheapest.content_milli,
        made.cheapest.content_unit.as_deref(),
    );
    let option = loaded.first_options.get(&product.id);
    let mut price = CardPrice {
        minor: made.price_minor,
        exact_e4: None,
        before_minor: None,
        currency: Currency::from(place.currency.clone()),
        is_from: made
            .variants
            .iter()
            .any(|v| v.price_e4.is_some_and(|p| p != price_e4)),
        includes_vat: place.includes_vat,
        vat_class: product.vat_class.clone(),
        price_list_id: made.cheapest.list.unwrap_or_default().into(),
        is_missing: false,
    };
    price.set(UnitPrice(price_e4), made.cheapest.before_e4.map(UnitPrice));
    let dots: Vec<Dot> = option
        .into_iter()
        .flat_map(|option| &option.values)
        .take(MOST_DOTS)
        .map(|value| Dot {
            code: value.code.clone(),
            label: value.label.text(locale).to_owned(),
            swatch: value.swatch.clone(),
        })
        .collect();
    let pictures = loaded
        .pictures
        .get(&product.id)
        .into_iter()
        .flatten()
        .take(2)
        .map(|picture| picture.shown(locale))
        .collect();
    Card {
        product_id: ProductId(product.id),
        slug,
        name: texts.map_or_else(String::new, |t| t.name.clone()),
        subtitle: texts.map_or_else(String::new, |t| t.subtitle.clone()),
        price,
        unit_price: content.and_then(|content| content.unit_price(price_e4)),
        stock: made.stock,
        sold_out: made
            .variants
            .iter()
            .filter(|variant| variant.free <= 0)
            .map(|variant| VariantId(variant.id))
            .collect(),
        published_at: product.published_at,
        dots_label: option.map_or_else(String::new, |o| o.label.text(locale).to_owned()),
        dots,
        rating: loaded.ratings.get(&product.id).and_then(Rating::mean),
        pictures,
    }
}

async fn renew_documents(
    tx: &mut Tx,
    place: &Place,
    ids: &[Uuid],
    loaded: &Loaded,
    made: &[Made<'_>],
    synonyms: &words::Synonyms,
) -> Result<(), DbError> {
    for locale in LOCALES {
        let documents: Vec<Document> = made
            .iter()
            .map(|made| document(place, loaded, made, locale, synonyms))
            .collect();
        let old = store::document_words(tx, place, ids, locale).await?;
        let mut changes: BTreeMap<String, i64> = BTreeMap::new();
        for (text, by) in old
            .iter()
            .map(|text| (text, -1))
            .chain(documents.iter().map(|document| (&document.words, 1)))
        {
            for word in text
                .split(' ')
                .filter(|word| words::is_vocabulary(word))
                .collect::<HashSet<_>>()
            {
                *changes.entry(word.to_owned()).or_default() += by;
            }
        }
        changes.retain(|_, change| *change != 0);
        store::replace_documents(tx, place, ids, locale, &documents).await?;
        store::change_words(tx, place, locale, &changes).await?;
    }
    Ok(())
}

pub(super) fn document(
    place: &Place,
    loaded: &Loaded,
    made: &Made<'_>,
    locale: &str,
    synonyms: &words::Synonyms,
) -> Document {
    let product = made.product;
    let texts = loaded.text(product.id, locale, &place.default_locale);
    let name = texts.map_or("", |t| t.name.as_str());
    let categories: Vec<&str> = made
        .categories
        .iter()
        .filter_map(|(id, _)| loaded.category_names.get(&(*id, locale.to_owned())))
        .map(String::as_str)
        .collect();
    let choices: Vec<&str> = loaded
        .first_options
        .get(&product.id)
        .into_iter()
        .flat_map(|option| &option.values)
        .map(|value| value.label.text(locale))
        .collect();
    let numbers: Vec<&str> = made
        .variants
        .iter()
        .flat_map(|v| [Some(v.sku.as_str()), v.gtin.as_deref()])
        .flatten()
        .take(60)
        .collect();
    let second = format!(
        "{} {} {}",
        texts.map_or("", |t| t.subtitle.as_str()),
        categories.join(" "),
        choices.join(" ")
    );
    Document {
        product_id: product.id,
        name: name.to_owned(),
        popularity: product.popularity,
        price_minor: made.price_minor,
        is_in_stock: made.stock.is_in_stock(),
        first_forms: words::indexed_forms(name, locale, synonyms),
        second_forms: words::indexed_forms(&second, locale, synonyms),
        second,
        // Split as questions are: PostgreSQL would read the 1 of J-1 as a negative number.
        numbers: words::split(&numbers.join(" ")).join(" "),
        body: texts.map_or_else(String::new, |t| t.description.clone()),
        words: words::split(&format!("{name} {}", categories.join(" "))).join(" "),
    }
}
