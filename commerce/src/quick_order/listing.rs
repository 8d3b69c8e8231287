//! Looking up articles by the numbers that people write.

use std::collections::HashMap;

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};

use super::parse::Entry;
use super::report::{Report, spellings};
use crate::gift_card::wish::MOST_PIECES;
use crate::ids::{CompanyId, PriceListId, ShopId, VariantId};

/// What a row names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Which variant.
    pub variant_id: VariantId,
    /// Article number.
    pub sku: String,
    /// The product's name in the reader's language.
    pub name: String,
    /// The variant's options, comma between.
    pub options: String,
    /// The product's address in the reader's language.
    pub slug: String,
    /// The variant's part of the address.
    pub option_key: String,
    /// Smallest number that is sold.
    pub min_quantity: i32,
    /// Pieces that can be had now.
    pub free: i64,
    /// Whether it is sold here at all, and has a price.
    pub is_sold: bool,
}

/// For whom articles are looked up.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    /// In which shop.
    pub shop_id: ShopId,
    /// The company whose own numbers are known.
    pub company: Option<CompanyId>,
    /// The buyer's price lists, with the assortment that limits them.
    pub lists: &'a [PriceListId],
    /// `sv` or `en`.
    pub locale: &'a str,
    /// When.
    pub now: Timestamp,
}

/// Looks up every row in one question, and says what becomes of it. A company's own number is what it means; then an article number
/// as written, then one in other letters, then a GTIN.
///
/// # Errors
/// Database errors.
pub async fn report(
    conn: &mut PgConnection,
    reader: Reader<'_>,
    entries: Vec<Entry>,
) -> Result<Report, DbError> {
    let (mut written, mut looked_up) = (Vec::new(), Vec::new());
    for entry in &entries {
        for spelling in spellings(&entry.code) {
            written.push(entry.code.clone());
            looked_up.push(spelling);
        }
    }
    let found = articles(conn, reader, &written, &looked_up).await?;
    Ok(Report::new(entries, &found))
}

struct Row {
    written: String,
    variant_id: VariantId,
    sku: String,
    name: String,
    options: String,
    slug: String,
    option_key: String,
    min_quantity: i32,
    free: i64,
    is_sold: bool,
    /// Whether only some have a price of it or see it: to others it is no article at all.
    is_private: bool,
}

async fn articles(
    conn: &mut PgConnection,
    reader: Reader<'_>,
    written: &[String],
    looked_up: &[String],
) -> Result<HashMap<String, Vec<Article>>, DbError> {
    // As the company's own numbers are kept: PostgreSQL's small letters depend on where it runs.
    let keys: Vec<String> = looked_up.iter().map(|code| code.to_lowercase()).collect();
    let lists: Vec<uuid::Uuid> = reader.lists.iter().map(|id| id.0).collect();
    // Each way in is one step down its own index. Of a number that is several things the first counts.
    let rows = sqlx::query_as!(
        Row,
        r#"with said as (select distinct w, c, k from unnest($1::text[], $2::text[], $8::text[]) as s (w, c, k)),
                hits as materialized (
                    select w, a.variant_id as id, 1 as rank from said join company_articles a on a.company_id = $3 and a.number_key = k
                    union all select w, v.id, 2 from said join variants v on v.sku = c
                    union all select w, v.id, 3 from said join variants v on lower(v.sku) = lower(c)
                    union all select w, v.id, 4 from said join variants v on v.gtin = c),
                best as (select distinct w, id from (select w, id, rank, min(rank) over (partition by w) as first from hits) h where rank = first)
           select b.w as "written!", v.id as "variant_id: VariantId", v.sku,
                  coalesce((select t.name from product_translations t where t.product_id = p.id and t.locale = $5),
                           (select t.name from product_translations t where t.product_id = p.id and t.locale = 'sv'), v.sku) as "name!",
                  coalesce((select string_agg(coalesce(ov.label ->> $5, ov.label ->> 'sv', ov.code), ', ' order by o.position)
                            from variant_option_values vo join product_option_values ov on ov.id = vo.option_value_id
                            join product_options o on o.id = ov.option_id where vo.variant_id = v.id), '') as "options!",
                  coalesce((select sl.slug from slugs sl where sl.target_id = p.id and sl.locale = $5 and sl.is_current and sl.kind = 'product'),
                           '') as "slug!", v.option_key, v.min_quantity,
                  case when p.kind = 'gift_card' then $9::bigint else
                  coalesce((select sum(greatest(s.on_hand - s.reserved - s.allocated + s.backorder_limit, 0))
                            from stock_levels s join locations l on l.id = s.location_id and l.is_active
                            where s.variant_id = v.id), 0)::bigint end as "free!",
                  (v.is_active and p.status = 'active' and not h.is_hidden
                   and exists (select from product_publications pub where pub.product_id = p.id and pub.shop_id = $4
                               and pub.published_from <= $7 and (pub.published_to is null or pub.published_to > $7))
                   and exists (select from unnest($6::uuid[]) as l (id)
                               join price_lists pl on pl.id = l.id and (pl.valid_from is null or pl.valid_from <= $7)
                                    and (pl.valid_to is null or pl.valid_to > $7)
                               join prices pr on pr.price_list_id = l.id and pr.variant_id = v.id and pr.min_quantity <= v.min_quantity
                                    and pr.valid_from <= $7 and (pr.valid_to is null or pr.valid_to > $7))) as "is_sold!",
                  (h.is_hidden or exists (select from private_listing_cards o where o.product_id = p.id and o.shop_id = $4)) as "is_private!"
           from best b join variants v on v.id = b.id join products p on p.id = v.product_id
           cross join lateral (select exists (select from assortments a where a.id = any($6::uuid[]) and not assortment_shows(a.id, p.id))
                               as is_hidden) h
           order by b.w, v.sku"#,
        written,
        looked_up,
        reader.company.map(|id| id.0),
        reader.shop_id.0,
        reader.locale,
        &lists,
        reader.now,
        &keys,
        i64::from(MOST_PIECES),
    )
    .fetch_all(conn)
    .await?;
    let mut found: HashMap<String, Vec<Article>> = HashMap::new();
    for row in rows
        .into_iter()
        .filter(|row| row.is_sold || !row.is_private)
    {
        found.entry(row.written).or_default().push(Article {
            variant_id: row.variant_id,
            sku: row.sku,
            name: row.name,
            options: row.options,
            slug: row.slug,
            option_key: row.option_key,
            min_quantity: row.min_quantity,
            free: row.free,
            is_sold: row.is_sold,
        });
    }
    Ok(found)
}
