//! Products as staff see them: the list, and everything about one product to read.

use platform::clock::Timestamp;
use platform::db::cut::{Cut, MOST_HITS, Search, are_few, has_trigram};
use platform::db::keyset::{Count, Cursor, PageOf, Slice, SortBy, contains_pattern};
use platform::db::{DbError, PgConnection};
use serde_json::Value;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use crate::ids::{ProductId, VariantId};

/// A product in the list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedProduct {
    /// Which.
    pub id: ProductId,
    /// The merchant's key.
    pub code: String,
    /// Name in the reader's language, else in any.
    pub name: Option<String>,
    /// `draft`, `active` or `archived`.
    pub status: String,
    /// Whether any shop shows it now.
    pub is_published: bool,
    /// How many variants.
    pub variant_count: i64,
    /// Lowest consumer price with VAT, minor units.
    pub price_minor: Option<i64>,
    /// Its currency.
    pub currency: Option<String>,
    /// Free pieces over all variants and places.
    pub free_stock: i64,
    /// Hash of the first picture's bytes.
    pub media_hash: Option<Vec<u8>>,
    /// Latest change.
    pub updated_at: Timestamp,
}

impl ListedProduct {
    /// Where a page goes on from this row.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor::at(self.updated_at, self.id.0)
    }
}

/// Which products.
#[derive(Clone, Debug, Default)]
pub struct ProductFilter {
    /// What is looked for: [`look_for`].
    pub search: Search,
    /// `draft`, `active` or `archived`.
    pub status: Option<String>,
    /// Whether a product is published, and what it costs, is asked of these shops alone; which products there are is not.
    pub shops: Option<Vec<Uuid>>,
}

fn cut(filter: &ProductFilter) -> Cut<'_> {
    Cut::of("products", &filter.search).narrowed("r.status", filter.status.as_deref())
}

fn order(is_descending: bool) -> SortBy {
    SortBy::moment("r.updated_at", is_descending)
}

/// A page of products, latest changed first.
///
/// # Errors
/// Database errors.
pub async fn products(
    conn: &mut PgConnection,
    filter: &ProductFilter,
    locale: &str,
    now: Timestamp,
    is_descending: bool,
    page: PageOf,
) -> Result<Slice<ListedProduct>, DbError> {
    let by = order(is_descending);
    // The page is cut out first; what each row shows is looked up for those rows alone.
    let mut query = QueryBuilder::new(
        "with page as materialized (select r.id, r.code, r.status, r.updated_at from ",
    );
    cut(filter).push_page(&mut query, &by, page);
    query.push(
        ") select p.id, p.code, p.status, p.updated_at,
               (select t.name from product_translations t where t.product_id = p.id order by t.locale = ",
    );
    query.push_bind(locale.to_owned());
    query.push(
        " desc, t.locale desc limit 1) as name,
               exists (select 1 from product_publications pp where pp.product_id = p.id and pp.published_from <= ",
    );
    query
        .push_bind(now)
        .push(" and (pp.published_to is null or pp.published_to > ")
        .push_bind(now)
        .push(")");
    push_shops(&mut query, "pp.shop_id", filter);
    query.push(
        ") as is_published,
               (select count(*) from variants v where v.product_id = p.id) as variant_count,
               cheapest.price_minor, cheapest.currency,
               coalesce((select sum(greatest(s.on_hand - s.reserved - s.allocated, 0))::bigint
                         from variants v join stock_levels s on s.variant_id = v.id join locations l on l.id = s.location_id
                         where v.product_id = p.id and l.is_active), 0) as free_stock,
               (select md.hash from product_media m join media md on md.id = m.media_id where m.product_id = p.id
                order by m.position, m.id limit 1) as media_hash
           from page p left join lateral (
               select (pr.unit_price_e4 / 10000) as price_minor, l.currency::text as currency
               from variants v join prices pr on pr.variant_id = v.id and pr.min_quantity = 1 and pr.valid_from <= ",
    );
    query
        .push_bind(now)
        .push(" and (pr.valid_to is null or pr.valid_to > ")
        .push_bind(now);
    query.push(
        ") join price_lists l on l.id = pr.price_list_id and l.tier_code = 'consumer'
              and l.currency = (select h.currency from shops h where h.id = l.shop_id)",
    );
    push_shops(&mut query, "l.shop_id", filter);
    query.push(
        "
               where v.product_id = p.id order by pr.unit_price_e4 limit 1) cheapest on true",
    );
    let word = page.direction(&by);
    query.push(format!(" order by p.updated_at {word}, p.id {word}"));
    let rows = query.build_query_as().fetch_all(conn).await?;
    Ok(page.slice(rows))
}

/// Narrows what is asked of a product to the filter's shops.
fn push_shops(query: &mut QueryBuilder<Postgres>, column: &str, filter: &ProductFilter) {
    if let Some(shops) = &filter.shops {
        query.push(format!(" and {column} = any("));
        query.push_bind(shops.clone()).push(")");
    }
}

/// How many products there are, never looking at more than a thousand and one.
///
/// # Errors
/// Database errors.
pub async fn count(conn: &mut PgConnection, filter: &ProductFilter) -> Result<Count, DbError> {
    cut(filter).count(conn, &order(true)).await
}

/// A text as a search: a key, article number or GTIN, else part of a name.
///
/// # Errors
/// Database errors.
pub async fn look_for(conn: &mut PgConnection, text: Option<&str>) -> Result<Search, DbError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(Search::Everything);
    };
    let mut hits = sqlx::query_scalar!(
        r#"select id as "id!" from products where code = $1
           union select product_id from variants where sku = $1 or sku = upper($1)
           union select product_id from variants where gtin = $1"#,
        text
    )
    .fetch_all(&mut *conn)
    .await?;
    if !has_trigram(text) {
        return Ok(Search::by_key(hits));
    }
    let named = named(conn, text).await?;
    if are_few(&named) {
        hits.extend(named);
        return Ok(Search::Ids(hits));
    }
    Ok(Search::latest(
        &[
            "(select string_agg(lower(t.name), chr(10)) from product_translations t where t.product_id = r.id)",
        ],
        text,
    ))
}

/// Products with a text in their name, [`MOST_HITS`] and one at the most.
pub(crate) async fn named(conn: &mut PgConnection, text: &str) -> Result<Vec<Uuid>, DbError> {
    // The hits are made ready one by one, so that the limit ends the work; planned for all of them, the index of trigrams serves.
    sqlx::query_scalar!(
        "with hits as materialized (select product_id from product_translations where lower(name) like $1)
         select product_id from hits limit $2",
        contains_pattern(text),
        MOST_HITS + 1
    )
    .fetch_all(conn)
    .await
}

/// Whether any shop shows a product now; any of these, where some are said.
///
/// # Errors
/// Database errors.
pub async fn is_published(
    conn: &mut PgConnection,
    id: ProductId,
    shops: Option<&[Uuid]>,
    now: Timestamp,
) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from product_publications where product_id = $1 and published_from <= $2
                          and (published_to is null or published_to > $2)
                          and ($3::uuid[] is null or shop_id = any($3))) as "is_published!""#,
        id.0,
        now,
        shops as _
    )
    .fetch_one(conn)
    .await
}

/// A product's own facts.
#[derive(Clone, Debug)]
pub struct ProductFacts {
    /// Which.
    pub id: ProductId,
    /// The merchant's key.
    pub code: String,
    /// `draft`, `active` or `archived`.
    pub status: String,
    /// VAT class and its name by language.
    pub vat_class: String,
    /// Its name by language.
    pub vat_name: Value,
    /// Country of origin.
    pub origin_country: Option<String>,
    /// Who made it.
    pub manufacturer: Option<String>,
    /// Where the maker is reached by post.
    pub manufacturer_address: Option<String>,
    /// Where the maker is reached electronically.
    pub manufacturer_contact: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed.
    pub updated_at: Timestamp,
    /// Which change it is.
    pub row_version: i32,
}

/// One product.
///
/// # Errors
/// Database errors.
pub async fn product(
    conn: &mut PgConnection,
    id: ProductId,
) -> Result<Option<ProductFacts>, DbError> {
    sqlx::query_as!(
        ProductFacts,
        r#"select p.id, p.code, p.status, p.vat_class, c.name as vat_name, p.origin_country::text as origin_country,
                  m.name as "manufacturer?", m.postal_address as "manufacturer_address?", m.electronic_address as "manufacturer_contact?",
                  p.created_at, p.updated_at, p.row_version
           from products p join vat_classes c on c.code = p.vat_class left join manufacturers m on m.id = p.manufacturer_id
           where p.id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// A product's words in one language.
#[derive(Clone, Debug)]
pub struct ProductWords {
    /// Language.
    pub locale: String,
    /// Name.
    pub name: String,
    /// The line under the name.
    pub subtitle: String,
    /// Description.
    pub description: String,
    /// Warnings that the law wants.
    pub safety_warning: String,
    /// Current address in the shop.
    pub slug: Option<String>,
}

/// A product's words in every language.
///
/// # Errors
/// Database errors.
pub async fn words(conn: &mut PgConnection, id: ProductId) -> Result<Vec<ProductWords>, DbError> {
    sqlx::query_as!(
        ProductWords,
        r#"select t.locale, t.name, t.subtitle, t.description, t.safety_warning, s.slug as "slug?"
           from product_translations t
           left join slugs s on s.target_id = t.product_id and s.locale = t.locale and s.is_current
           where t.product_id = $1 order by t.locale desc"#,
        id.0
    )
    .fetch_all(conn)
    .await
}

/// A variant with its price and stock.
#[derive(Clone, Debug)]
pub struct VariantRow {
    /// Which.
    pub id: VariantId,
    /// Article number.
    pub sku: String,
    /// Bar code.
    pub gtin: Option<String>,
    /// Chosen values, named in the reader's language.
    pub options: Option<String>,
    /// Whether it can be bought.
    pub is_active: bool,
    /// Weight in grams.
    pub weight_g: Option<i32>,
    /// Consumer price with VAT, ten-thousandths of a minor unit.
    pub unit_price_e4: Option<i64>,
    /// Its currency.
    pub currency: Option<String>,
    /// In the house; what lies in a place that is closed is not counted, here and below.
    pub on_hand: i64,
    /// Held for shoppers who are paying.
    pub reserved: i64,
    /// Promised to orders.
    pub allocated: i64,
}

/// A product's variants, with the price of some shops; of all, where none is said.
///
/// # Errors
/// Database errors.
pub async fn variants(
    conn: &mut PgConnection,
    id: ProductId,
    shops: Option<&[Uuid]>,
    locale: &str,
    now: Timestamp,
) -> Result<Vec<VariantRow>, DbError> {
    sqlx::query_as!(
        VariantRow,
        r#"select v.id as "id: VariantId", v.sku, v.gtin, v.is_active, v.weight_g, price.unit_price_e4 as "unit_price_e4?", price.currency as "currency?",
                  (select string_agg(coalesce(ov.label ->> $2, ov.label ->> 'sv', ov.code), ', ' order by o.position)
                   from variant_option_values vo join product_option_values ov on ov.id = vo.option_value_id
                   join product_options o on o.id = ov.option_id where vo.variant_id = v.id) as options,
                  coalesce(stock.on_hand, 0)::bigint as "on_hand!", coalesce(stock.reserved, 0)::bigint as "reserved!",
                  coalesce(stock.allocated, 0)::bigint as "allocated!"
           from variants v
           left join lateral (select sum(on_hand) as on_hand, sum(reserved) as reserved, sum(allocated) as allocated
                              from stock_levels s join locations place on place.id = s.location_id and place.is_active
                              where s.variant_id = v.id) stock on true
           left join lateral (select pr.unit_price_e4, l.currency::text as currency from prices pr join price_lists l on l.id = pr.price_list_id join shops h on h.id = l.shop_id and h.currency = l.currency
                              where pr.variant_id = v.id and l.tier_code = 'consumer' and pr.min_quantity = 1 and pr.valid_from <= $3
                                and (pr.valid_to is null or pr.valid_to > $3) and ($4::uuid[] is null or l.shop_id = any($4))
                              order by l.priority limit 1) price on true
           where v.product_id = $1 order by v.position, v.sku limit 500"#,
        id.0,
        locale,
        now,
        shops as _
    )
    .fetch_all(conn)
    .await
}

/// What is in one place of a variant.
#[derive(Clone, Debug)]
pub struct PlaceRow {
    /// Of which.
    pub variant_id: VariantId,
    /// What the place is called.
    pub place: String,
    /// Whether goods are sold from it.
    pub is_open: bool,
    /// In the house.
    pub on_hand: i64,
    /// Held for shoppers who are paying.
    pub reserved: i64,
    /// Promised to orders.
    pub allocated: i64,
}

/// A product's stock, variant by variant in their order, and place by place in theirs. A place from which nothing is sold is told of as long as something is
/// there or promised.
///
/// # Errors
/// Database errors.
pub async fn places(conn: &mut PgConnection, id: ProductId) -> Result<Vec<PlaceRow>, DbError> {
    sqlx::query_as!(
        PlaceRow,
        r#"select s.variant_id as "variant_id: VariantId", place.name as place, place.is_active as is_open, s.on_hand, s.reserved, s.allocated
           from variants v join stock_levels s on s.variant_id = v.id join locations place on place.id = s.location_id
           where v.product_id = $1 and (place.is_active or s.on_hand <> 0 or s.reserved <> 0 or s.allocated <> 0)
           order by v.position, v.sku, place.position, place.code limit 1000"#,
        id.0
    )
    .fetch_all(conn)
    .await
}

/// Where a product stands in the tree, by name.
///
/// # Errors
/// Database errors.
pub async fn categories(
    conn: &mut PgConnection,
    id: ProductId,
    locale: &str,
) -> Result<Vec<String>, DbError> {
    sqlx::query_scalar!(
        r#"select coalesce((select t.name from category_translations t where t.category_id = pc.category_id
                            order by t.locale = $2 desc, t.locale desc limit 1), '') as "name!"
           from product_categories pc where pc.product_id = $1 order by pc.is_primary desc"#,
        id.0,
        locale
    )
    .fetch_all(conn)
    .await
}
