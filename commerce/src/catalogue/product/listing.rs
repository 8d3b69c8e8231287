//! Reading one product for its page: each part by key.

use std::collections::{BTreeMap, HashMap};

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use super::kept::{Changes, KeptProducts};
use super::page::Manufacturer;
use crate::catalogue::storefront::Visit;
use crate::gift_card::wish::MOST_PIECES;
use crate::ids::{CategoryId, MediaId, ProductId, VariantId};
use crate::pricing::Limit;

/// Which product is read.
#[derive(Clone, Copy)]
pub(super) enum Which<'a> {
    /// By its id.
    Id(ProductId),
    /// By its address in the visitor's language.
    Slug(&'a str),
    /// By its id, whatever its state and whether it is for sale or not.
    Any(ProductId),
}

/// What was found.
pub(super) enum Found {
    /// The product, which is for sale, with the cards that everybody may see of what goes with it.
    Product(ProductId, Box<Written>, Vec<String>),
    /// What the address leads to has another one now.
    Moved(String),
    /// Nothing that is for sale.
    Nothing,
}

/// A product with everything of it that its page shows, prices apart.
#[derive(Clone, Deserialize)]
pub(super) struct Written {
    /// The changes of the catalogue that whoever read it has seen.
    #[serde(skip)]
    pub changes: Changes,
    pub code: String,
    /// Whether the shop shows it now.
    pub is_shown: bool,
    pub is_card: bool,
    pub origin_country: Option<String>,
    pub withdrawal_exception: Option<String>,
    pub published_at: Timestamp,
    pub locale: String,
    pub name: String,
    pub subtitle: String,
    pub description: String,
    pub safety_warning: String,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub category: Option<CategoryId>,
    pub maker: Option<MakerRow>,
    /// Of one star to five.
    pub rating: Option<[i64; 5]>,
    pub slugs: Option<Vec<(String, String)>>,
    pub options: Option<Vec<OptionRow>>,
    pub facts: Option<Vec<FactRow>>,
    pub pictures: Option<Vec<PictureRow>>,
    pub variants: Option<Vec<VariantRow>>,
}

#[derive(Clone, Deserialize)]
pub(super) struct MakerRow {
    name: String,
    postal_address: String,
    electronic_address: String,
    country: String,
    responsible_name: Option<String>,
    responsible_postal_address: Option<String>,
    responsible_electronic_address: Option<String>,
}

#[derive(Clone, Deserialize)]
pub(super) struct OptionRow {
    pub code: String,
    pub label: Value,
    pub values: Option<Vec<OptionValueRow>>,
}

#[derive(Clone, Deserialize)]
pub(super) struct OptionValueRow {
    pub code: String,
    pub label: Value,
    pub swatch: Option<String>,
}

#[derive(Clone, Deserialize)]
pub(super) struct FactRow {
    pub code: String,
    pub label: Value,
    pub unit: Option<String>,
    pub words: Option<Value>,
    pub number_milli: Option<i64>,
}

#[derive(Clone, Deserialize)]
pub(super) struct PictureRow {
    pub variant_id: Option<VariantId>,
    pub alt: Value,
    pub focal_x: i16,
    pub focal_y: i16,
    pub media_id: MediaId,
    pub hash: String,
    pub width: i32,
    pub height: i32,
    pub has_alpha: bool,
    pub placeholder: String,
    pub dominant_colour: String,
}

#[derive(Clone, Deserialize)]
pub(super) struct VariantRow {
    pub id: VariantId,
    pub sku: String,
    pub gtin: Option<String>,
    pub is_main: bool,
    pub option_key: String,
    pub weight_g: Option<i32>,
    pub width_mm: Option<i32>,
    pub depth_mm: Option<i32>,
    pub height_mm: Option<i32>,
    pub min_quantity: i32,
    pub free: i64,
    pub here: i64,
    pub restock_at: Option<Timestamp>,
    pub least_minor: Option<i64>,
    pub most_minor: Option<i64>,
}

impl From<MakerRow> for Manufacturer {
    fn from(row: MakerRow) -> Self {
        Self {
            name: row.name,
            postal_address: row.postal_address,
            electronic_address: row.electronic_address,
            country: row.country,
            responsible: row.responsible_name.map(|name| {
                (
                    name,
                    row.responsible_postal_address.unwrap_or_default(),
                    row.responsible_electronic_address.unwrap_or_default(),
                )
            }),
        }
    }
}

/// A product that is for sale in the visitor's shop at the visitor's moment, in one question: a page asks for all of it, and a dozen questions by key cost
/// more than their answers.
pub(super) async fn written(
    conn: &mut PgConnection,
    visit: &Visit<'_>,
    which: Which<'_>,
) -> Result<Found, DbError> {
    let (id, slug, is_any) = match which {
        Which::Id(id) => (Some(id.0), None, false),
        Which::Slug(slug) => (None, Some(slug), false),
        Which::Any(id) => (Some(id.0), None, true),
    };
    let row = sqlx::query_file!(
        "src/catalogue/product/page.sql",
        id,
        visit.shop_id.0,
        visit.at,
        visit.locale,
        slug,
        i64::from(MOST_PIECES),
        is_any,
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else {
        return Ok(Found::Nothing);
    };
    match (row.page, row.moved_to) {
        (Some(page), _) => {
            let mut page: Box<Written> = said(&page)?;
            page.changes = Changes {
                number: row.changes,
                mark: row.mark,
            };
            Ok(Found::Product(ProductId(row.id), page, row.related))
        }
        (None, Some(slug)) => Ok(Found::Moved(slug)),
        (None, None) => Ok(Found::Nothing),
    }
}

/// The same, of which only what moves though nobody changes the product is read where the rest is kept and holds.
pub(super) async fn seen(
    conn: &mut PgConnection,
    visit: &Visit<'_>,
    which: Which<'_>,
    kept: &KeptProducts,
) -> Result<Found, DbError> {
    let (id, slug) = match which {
        Which::Id(id) => (Some(id.0), None),
        Which::Slug(slug) => (None, Some(slug)),
        Which::Any(_) => return written(conn, visit, which).await,
    };
    let row = sqlx::query_file!(
        "src/catalogue/product/moving.sql",
        id,
        visit.shop_id.0,
        visit.at,
        visit.locale,
        slug,
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else {
        return Ok(Found::Nothing);
    };
    if !row.is_current {
        return Ok(row.moved_to.map_or(Found::Nothing, Found::Moved));
    }
    let Some(published_at) = row.published_from else {
        return Ok(Found::Nothing);
    };
    let id = ProductId(row.id);
    let changes = Changes {
        number: row.changes,
        mark: row.mark,
    };
    let Some(mut page) = kept.of(visit, id, changes) else {
        let found = written(conn, visit, Which::Id(id)).await?;
        if let Found::Product(_, page, _) = &found {
            kept.keep(visit, id, page);
        }
        return Ok(found);
    };
    page.published_at = published_at;
    page.rating = row.rating.as_deref().map(said).transpose()?;
    let stock: Option<Vec<StockRow>> = row.stock.as_deref().map(said).transpose()?;
    page.is_here(stock.unwrap_or_default());
    Ok(Found::Product(id, page, row.related))
}

/// What the database has written as JSON.
fn said<T: DeserializeOwned>(text: &str) -> Result<T, DbError> {
    serde_json::from_str(text).map_err(|error| DbError::Decode(error.into()))
}

/// A variant's stock: pieces that can be bought, those of them that are here, and when more come.
type StockRow = (VariantId, i64, i64, Option<Timestamp>);

impl Written {
    /// Puts the stock as it is now into the place of what it was.
    fn is_here(&mut self, stock: Vec<StockRow>) {
        let stock: HashMap<VariantId, _> = stock
            .into_iter()
            .map(|(id, free, here, restock_at)| (id, (free, here, restock_at)))
            .collect();
        let most = i64::from(MOST_PIECES);
        for variant in self.variants.iter_mut().flatten() {
            let (free, here, restock_at) = stock.get(&variant.id).copied().unwrap_or_default();
            // Gift cards are made when they are bought.
            (variant.free, variant.here) = if self.is_card {
                (most, most)
            } else {
                (free, here)
            };
            variant.restock_at = restock_at;
        }
    }
}

/// Up to eight products that go with one, those that the merchant chose, then the most sold of its category, of an assortment's lists where one limits: each with its card, where everybody may see
/// it.
pub(super) async fn related(
    conn: &mut PgConnection,
    visit: &Visit<'_>,
    id: ProductId,
) -> Result<Vec<(ProductId, Option<String>)>, DbError> {
    let assortment = visit.prices.assortment.and_then(Limit::listed);
    let rows = sqlx::query_file!(
        "src/catalogue/product/related.sql",
        id.0,
        visit.shop_id.0,
        visit.locale,
        assortment.map(|id| id.0),
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (ProductId(row.id), row.card))
        .collect())
}

/// Product and variant of each SKU that exists.
///
/// # Errors
/// Database errors.
pub async fn identities(
    conn: &mut PgConnection,
    skus: &[String],
) -> Result<HashMap<String, (ProductId, VariantId)>, DbError> {
    let rows = sqlx::query!(
        "select sku, product_id, id from variants where sku = any($1)",
        skus
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.sku, (ProductId(row.product_id), VariantId(row.id))))
        .collect())
}

/// What products are called, by language.
///
/// # Errors
/// Database errors.
pub async fn names(
    conn: &mut PgConnection,
    products: &[ProductId],
) -> Result<HashMap<ProductId, BTreeMap<String, String>>, DbError> {
    let ids: Vec<Uuid> = products.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        "select product_id, locale, name from product_translations where product_id = any($1) and name <> ''",
        &ids
    )
    .fetch_all(conn)
    .await?;
    let mut names: HashMap<ProductId, BTreeMap<String, String>> = HashMap::new();
    for row in rows {
        names
            .entry(ProductId(row.product_id))
            .or_default()
            .insert(row.locale, row.name);
    }
    Ok(names)
}
