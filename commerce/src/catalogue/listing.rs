//! Reading shops, and addresses for the sitemap.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use uuid::Uuid;

use super::shop::Shop;
use crate::ids::{AssortmentId, ProductId, ShopId};

/// All shops, oldest first.
///
/// # Errors
/// Database errors.
pub async fn shops(conn: &mut PgConnection) -> Result<Vec<Shop>, DbError> {
    sqlx::query_as!(
        Shop,
        "select id, code, name, legal_name, org_number, vat_number, street, postcode, city, country, email, phone, currency, default_locale, countries,
                payment_methods
         from shops order by created_at, id"
    )
    .fetch_all(conn)
    .await
}

/// A shop with the seller as they were at a moment: what papers tell that were issued then.
///
/// # Errors
/// Database errors.
pub async fn shop_at(conn: &mut PgConnection, shop: &Shop, at: Timestamp) -> Result<Shop, DbError> {
    let former = sqlx::query!(
        r#"select legal_name, org_number, vat_number, street, postcode, city, country::text as "country!", email, phone
           from former_sellers where shop_id = $1 and until > $2 order by until limit 1"#,
        shop.id.0,
        at
    )
    .fetch_optional(conn)
    .await?;
    Ok(match former {
        None => shop.clone(),
        Some(was) => Shop {
            legal_name: was.legal_name,
            org_number: was.org_number,
            vat_number: was.vat_number,
            street: was.street,
            postcode: was.postcode,
            city: was.city,
            country: was.country,
            email: was.email,
            phone: was.phone,
            ..shop.clone()
        },
    })
}

/// The shop with a code.
///
/// # Errors
/// Database errors.
pub async fn shop_by_code(conn: &mut PgConnection, code: &str) -> Result<Option<Shop>, DbError> {
    Ok(shops(conn)
        .await?
        .into_iter()
        .find(|shop| shop.code == code))
}

/// A line of the sitemap: a product's addresses.
#[derive(Clone, Debug)]
pub struct SitemapEntry {
    /// Which; the next page goes on after it.
    pub product_id: ProductId,
    /// (locale, slug) of each current address.
    pub slugs: Vec<(String, String)>,
    /// When the product was changed last.
    pub updated_at: Timestamp,
}

/// Up to `limit` products for sale in a shop, in the order of their ids, after `after`; of an assortment, where one limits what is told.
///
/// # Errors
/// Database errors.
pub async fn sitemap(
    conn: &mut PgConnection,
    (shop_id, assortment): (ShopId, Option<AssortmentId>),
    after: Option<ProductId>,
    limit: i64,
) -> Result<Vec<SitemapEntry>, DbError> {
    let rows = sqlx::query!(
        r#"select e.product_id as "product_id!", p.updated_at, array_agg(s.locale order by s.locale) as "locales!", array_agg(s.slug order by s.locale) as "slugs!"
           from ((select product_id from listing_entries where $5::uuid is null and shop_id = $1 and category_id = $2 and product_id > $3
                  order by product_id limit $4)
                 union all
                 (select product_id from assortment_entries where assortment_id = $5 and shop_id = $1 and category_id = $2 and product_id > $3
                  order by product_id limit $4)) e
           join products p on p.id = e.product_id
           join slugs s on s.target_id = e.product_id and s.is_current
           where $5::uuid is null or assortment_shows($5, e.product_id)
           group by e.product_id, p.updated_at order by e.product_id"#,
        shop_id.0,
        Uuid::nil(),
        after.map_or(Uuid::nil(), |id| id.0),
        limit,
        assortment.map(|id| id.0)
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| SitemapEntry {
            product_id: ProductId(row.product_id),
            slugs: row.locales.into_iter().zip(row.slugs).collect(),
            updated_at: row.updated_at,
        })
        .collect())
}

/// A file of the sitemap: a stretch of products in the order of their ids. Its first product's forerunner is its name, so a file stays the
/// same while others come behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SitemapFile {
    /// The product before its first; `None` for the first file.
    pub after: Option<ProductId>,
    /// When one of its products was changed last.
    pub updated_at: Timestamp,
}

/// The files of `size` products each, as [`sitemap`] fills them. One pass over the rows of all: [`super::Storefront::sitemap_files`] keeps them.
///
/// # Errors
/// Database errors.
pub async fn sitemap_files(
    conn: &mut PgConnection,
    (shop_id, assortment): (ShopId, Option<AssortmentId>),
    size: i64,
) -> Result<Vec<SitemapFile>, DbError> {
    let files = sqlx::query!(
        r#"select (array_agg(before) filter (where is_first))[1] as "after?", max(updated_at) as "updated_at!"
           from (select p.updated_at, lag(e.product_id) over w as before, (row_number() over w - 1) / $3::bigint as file,
                        (row_number() over w - 1) % $3::bigint = 0 as is_first
                 from (select product_id from listing_entries where $4::uuid is null and shop_id = $1 and category_id = $2
                       union all
                       select product_id from assortment_entries where assortment_id = $4 and shop_id = $1 and category_id = $2) as e
                 join products p on p.id = e.product_id
                 window w as (order by e.product_id)) as numbered
           group by file order by file"#,
        shop_id.0,
        Uuid::nil(),
        size.max(1),
        assortment.map(|id| id.0)
    )
    .fetch_all(conn)
    .await?;
    Ok(files
        .into_iter()
        .map(|file| SitemapFile {
            after: file.after.map(ProductId),
            updated_at: file.updated_at,
        })
        .collect())
}
