//! What is shown of a product in lists, and what is searched of it.

use std::collections::BTreeMap;

use platform::db::{DbError, Tx};
use uuid::Uuid;

use super::Place;

/// Cards as a statement takes them: products, languages, texts.
pub(in crate::catalogue::storefront) fn columns(
    cards: &[(Uuid, &str, String)],
) -> (Vec<Uuid>, Vec<String>, Vec<String>) {
    let products = cards.iter().map(|(id, _, _)| *id).collect();
    let locales = cards.iter().map(|(_, locale, _)| (*locale).to_owned());
    let texts = cards.iter().map(|(_, _, text)| text.clone()).collect();
    (products, locales.collect(), texts)
}

pub(in crate::catalogue::storefront) async fn replace_cards(
    tx: &mut Tx,
    place: &Place,
    ids: &[Uuid],
    cards: &[(Uuid, &str, String)],
) -> Result<(), DbError> {
    let (products, locales, texts) = columns(cards);
    sqlx::query!(
        "delete from listing_cards where shop_id = $1 and product_id = any($2) and product_id <> all($3)",
        place.shop_id,
        ids,
        &products
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into listing_cards (shop_id, product_id, locale, card)
         select $1, p, l, c from unnest($2::uuid[], $3::text[], $4::text[]) as n (p, l, c)
         on conflict (shop_id, product_id, locale) do update set card = excluded.card where listing_cards.card <> excluded.card",
        place.shop_id,
        &products,
        &locales,
        &texts
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What is searched of a product in one language.
pub(in crate::catalogue::storefront) struct Document {
    pub product_id: Uuid,
    pub name: String,
    pub popularity: i32,
    pub price_minor: i64,
    pub is_in_stock: bool,
    /// Further forms of the name's words.
    pub first_forms: String,
    /// Material, categories, choices.
    pub second: String,
    pub second_forms: String,
    /// SKU and GTIN.
    pub numbers: String,
    pub body: String,
    pub words: String,
}

pub(in crate::catalogue::storefront) async fn document_words(
    tx: &mut Tx,
    place: &Place,
    ids: &[Uuid],
    locale: &str,
) -> Result<Vec<String>, DbError> {
    sqlx::query_scalar!(
        "select words from search_documents where shop_id = $1 and locale = $2 and product_id = any($3)",
        place.shop_id,
        locale,
        ids
    )
    .fetch_all(&mut **tx)
    .await
}

fn all<T>(documents: &[Document], part: impl Fn(&Document) -> T) -> Vec<T> {
    documents.iter().map(part).collect()
}

/// Writes documents into a table of them; the statement ends in what becomes of those that stand there.
macro_rules! insert_documents {
    ($table:literal, $standing:literal, ($tx:ident, $place:ident, $locale:ident, $documents:ident)) => {
        sqlx::query!(
            "insert into " + $table + " (shop_id, product_id, locale, name, popularity, price_minor, is_in_stock, document, words)
             select $1, d.id, $2, d.name, d.popularity, d.price, d.stock,
                    setweight(to_tsvector(($3::text)::regconfig, d.name), 'A') || setweight(to_tsvector('simple', d.forms), 'A')
                    || setweight(to_tsvector('simple', d.numbers), 'A')
                    || setweight(to_tsvector(($3::text)::regconfig, d.second), 'B') || setweight(to_tsvector('simple', d.second_forms), 'B')
                    || setweight(to_tsvector(($3::text)::regconfig, left(d.body, 20000)), 'D'),
                    d.words
             from unnest($4::uuid[], $5::text[], $6::integer[], $7::bigint[], $8::boolean[], $9::text[], $10::text[], $11::text[], $12::text[],
                         $13::text[], $14::text[])
                  as d (id, name, popularity, price, stock, forms, second, second_forms, numbers, body, words)" + $standing,
            $place.shop_id,
            $locale,
            crate::catalogue::search::configuration($locale),
            &all($documents, |d| d.product_id),
            &all($documents, |d| d.name.clone()),
            &all($documents, |d| d.popularity),
            &all($documents, |d| d.price_minor),
            &all($documents, |d| d.is_in_stock),
            &all($documents, |d| d.first_forms.clone()),
            &all($documents, |d| d.second.clone()),
            &all($documents, |d| d.second_forms.clone()),
            &all($documents, |d| d.numbers.clone()),
            &all($documents, |d| d.body.clone()),
            &all($documents, |d| d.words.clone()),
        )
        .execute(&mut **$tx)
        .await
    };
}

pub(in crate::catalogue::storefront) async fn replace_documents(
    tx: &mut Tx,
    place: &Place,
    ids: &[Uuid],
    locale: &str,
    documents: &[Document],
) -> Result<(), DbError> {
    sqlx::query!(
        "delete from search_documents where shop_id = $1 and locale = $2 and product_id = any($3) and product_id <> all($4)",
        place.shop_id,
        locale,
        ids,
        &all(documents, |d| d.product_id)
    )
    .execute(&mut **tx)
    .await?;
    insert_documents!(
        "search_documents",
        " on conflict (shop_id, product_id, locale) do update set name = excluded.name, popularity = excluded.popularity,
              price_minor = excluded.price_minor, is_in_stock = excluded.is_in_stock, document = excluded.document, words = excluded.words
          where (search_documents.name, search_documents.popularity, search_documents.price_minor, search_documents.is_in_stock,
                 search_documents.document, search_documents.words)
                is distinct from (excluded.name, excluded.popularity, excluded.price_minor, excluded.is_in_stock, excluded.document, excluded.words)",
        (tx, place, locale, documents)
    )?;
    Ok(())
}

/// Writes what is searched of private articles, of which nothing stands there.
pub(in crate::catalogue::storefront) async fn insert_private_documents(
    tx: &mut Tx,
    place: &Place,
    locale: &str,
    documents: &[Document],
) -> Result<(), DbError> {
    insert_documents!(
        "private_search_documents",
        "",
        (tx, place, locale, documents)
    )?;
    Ok(())
}

pub(in crate::catalogue::storefront) async fn change_words(
    tx: &mut Tx,
    place: &Place,
    locale: &str,
    changes: &BTreeMap<String, i64>,
) -> Result<(), DbError> {
    let words: Vec<String> = changes.keys().cloned().collect();
    let by: Vec<i32> = changes
        .values()
        .map(|change| i32::try_from(*change).unwrap_or(0))
        .collect();
    sqlx::query!(
        "insert into search_words (shop_id, locale, word, uses) select $1, $2, w, n from unnest($3::text[], $4::integer[]) as d (w, n)
         on conflict (shop_id, locale, word) do update set uses = search_words.uses + excluded.uses",
        place.shop_id,
        locale,
        &words,
        &by
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
