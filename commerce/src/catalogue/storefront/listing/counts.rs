//! How many products are in a list and behind each of its facets, and what the facets are called.

use std::collections::HashMap;
use std::sync::Arc;

use platform::db::{DbError, PgConnection};
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use super::Place;
use super::rows::{push_companys, push_conditions, push_wishes};
use crate::catalogue::storefront::assortment::listing::push_is_shown;
use crate::catalogue::storefront::facets::Counts;
use crate::catalogue::storefront::filter::Conditions;
use crate::catalogue::storefront::private::listing::{push_own, push_own_end};
use crate::catalogue::storefront::tiers::OwnBounds;
use crate::catalogue::storefront::{COUNT_CAP, CountsKey, Outline, Storefront, assortment};
use crate::ids::ShopId;
use crate::pricing::Limit;

impl Storefront {
    pub(crate) async fn counts(
        &self,
        conn: &mut PgConnection,
        place: Place<'_>,
        conditions: &Conditions,
        own: &[Uuid],
    ) -> Result<Arc<Counts>, DbError> {
        let all = self.public_counts(conn, place, conditions).await?;
        if own.is_empty() {
            return Ok(all);
        }
        let key = CountsKey {
            shop_id: place.shop_id,
            category: place.category,
            conditions: conditions.clone(),
            own: own.to_vec(),
            limit: place.limit,
            // What these cost stands in their own rows, whoever's company has agreed on what else.
            order: (None, None, place.order.is_net),
        };
        // As for everybody's: without filters always true, so not cached.
        if let Some(others) = self.counts.get(&key).filter(|_| !conditions.is_empty()) {
            return Ok(Arc::new(all.with(&others)));
        }
        let others = Arc::new(taken_counts(conn, place, conditions, own).await?);
        self.counts.insert(key, Arc::clone(&others));
        Ok(Arc::new(all.with(&others)))
    }

    /// What everybody of an assortment sees.
    async fn public_counts(
        &self,
        conn: &mut PgConnection,
        place: Place<'_>,
        conditions: &Conditions,
    ) -> Result<Arc<Counts>, DbError> {
        let key = CountsKey {
            shop_id: place.shop_id,
            category: place.category,
            conditions: conditions.clone(),
            own: Vec::new(),
            limit: place.limit,
            order: place.order.key(),
        };
        // Without filters the counts are kept by the refresh: two reads by key, always true, so they are not cached.
        if conditions.is_empty() {
            return Ok(Arc::new(kept_counts(conn, place).await?));
        }
        if let Some(counts) = self.counts.get(&key) {
            return Ok(counts);
        }
        let counts = Arc::new(taken_counts(conn, place, conditions, &[]).await?);
        self.counts.insert(key, Arc::clone(&counts));
        Ok(counts)
    }
}

async fn kept_counts(conn: &mut PgConnection, place: Place<'_>) -> Result<Counts, DbError> {
    let counts = everybodys_counts(conn, place).await?;
    if place.beside().is_none() && !place.order.has_own() {
        return Ok(counts);
    }
    Ok(Counts {
        price_range: kept_range(conn, place).await?,
        ..counts
    })
}

/// The lowest and the highest of what the reader pays in a list without filters.
async fn kept_range(
    conn: &mut PgConnection,
    place: Place<'_>,
) -> Result<Option<(i64, i64)>, DbError> {
    let mut sql = QueryBuilder::<Postgres>::new("select ");
    push_ends(&mut sql, place, &place.order.products);
    if place.order.has_own() {
        for of in ["min", "max"] {
            sql.push(", (select ").push(of).push("(price_minor) from (");
            push_companys(&mut sql, place, &Conditions::default());
            sql.push(") companys)");
        }
    } else {
        sql.push(", null::bigint, null::bigint");
    }
    type Row = (Option<i64>, Option<i64>, Option<i64>, Option<i64>);
    let (lowest, highest, own_lowest, own_highest): Row =
        sql.build_query_as().fetch_one(conn).await?;
    let lowest = lowest.into_iter().chain(own_lowest).min();
    let highest = highest.into_iter().chain(own_highest).max();
    Ok(lowest.zip(highest))
}

/// So many products are read at each end of a list: of those at the very end one must be nobody's own.
const AT_AN_END: i64 = 4;

/// The ends of a list without filters, by its tier's prices.
#[derive(Debug)]
pub(crate) struct Ends {
    lowest: End,
    highest: End,
}

/// What is at one end of a list.
#[derive(Debug)]
struct End {
    price: Option<i64>,
    /// The articles of products of that price.
    products: Vec<Vec<Uuid>>,
}

impl End {
    /// Whether the price stays there, whatever a company pays for some articles.
    fn stays(&self, own: &[OwnBounds]) -> bool {
        let is_own = |id: &Uuid| own.binary_search_by_key(id, |own| own.variant_id).is_ok();
        let mut products = self.products.iter();
        products.any(|articles| !articles.iter().any(is_own))
    }
}

/// The list of which the ends are: shop, category, what limits it, and the tier's rows beside it.
pub(crate) type EndsKey = (ShopId, Uuid, Option<Limit>, Option<i32>);

impl Storefront {
    /// Whether the lowest or the highest price of a list without filters may be a company's own: else both are its tier's, and nothing need be reckoned out to
    /// tell them.
    pub(super) async fn moves_an_end(
        &self,
        conn: &mut PgConnection,
        place: Place<'_>,
        outline: &Outline,
    ) -> Result<bool, DbError> {
        if outline.own.is_empty() {
            return Ok(false);
        }
        let ends = self.ends(conn, place).await?;
        let Some((lowest, highest)) = ends.lowest.price.zip(ends.highest.price) else {
            return Ok(true);
        };
        if !ends.lowest.stays(&outline.own) || !ends.highest.stays(&outline.own) {
            return Ok(true);
        }
        let is_outside = |own: &&OwnBounds| own.lowest < lowest || own.highest > highest;
        let outside: Vec<Uuid> = outline
            .own
            .iter()
            .filter(is_outside)
            .map(|own| own.variant_id)
            .collect();
        Ok(!outside.is_empty() && is_any_in(conn, place, outside).await?)
    }

    /// At most a second old: for so long a list may be said to begin or end where it does no more.
    async fn ends(&self, conn: &mut PgConnection, place: Place<'_>) -> Result<Arc<Ends>, DbError> {
        let key = (place.shop_id, place.category, place.limit, place.beside());
        if let Some(ends) = self.ends.get(&key) {
            return Ok(ends);
        }
        let ends = Arc::new(Ends {
            lowest: end(conn, place, "price_minor").await?,
            highest: end(conn, place, "price_minor desc").await?,
        });
        self.ends.insert(key, Arc::clone(&ends));
        Ok(ends)
    }
}

/// The end of a list where the rows come first in an order.
async fn end(
    conn: &mut PgConnection,
    place: Place<'_>,
    order: &'static str,
) -> Result<End, DbError> {
    let mut sql = QueryBuilder::<Postgres>::new(
        "select e.price_minor, array(select v.id from variants v where v.product_id = e.product_id) from (select product_id, price_minor from ",
    );
    push_prices(&mut sql, place);
    sql.push(" order by ")
        .push(order)
        .push(" limit ")
        .push(AT_AN_END);
    sql.push(") e order by ").push(order);
    let rows: Vec<(i64, Vec<Uuid>)> = sql.build_query_as().fetch_all(conn).await?;
    let price = rows.first().map(|(price, _)| *price);
    let here = rows.into_iter().filter(|(other, _)| Some(*other) == price);
    Ok(End {
        price,
        products: here.map(|(_, articles)| articles).collect(),
    })
}

/// Whether any of some articles is of a product in a list.
async fn is_any_in(
    conn: &mut PgConnection,
    place: Place<'_>,
    articles: Vec<Uuid>,
) -> Result<bool, DbError> {
    let mut sql = QueryBuilder::<Postgres>::new("select exists (select from variants v join ");
    sql.push(place.table())
        .push(" e on e.product_id = v.product_id where v.is_active and e.shop_id = ")
        .push_bind(place.shop_id.0);
    if let Some(id) = place.limit.and_then(Limit::listed) {
        sql.push(" and e.assortment_id = ").push_bind(id.0);
    }
    sql.push(" and e.category_id = ").push_bind(place.category);
    // Hidden from the planner, who would rather plan for these at each call.
    sql.push(" and v.id = any((select ")
        .push_bind(articles)
        .push("::uuid[])::uuid[]))");
    sql.build_query_scalar().fetch_one(conn).await
}

/// Adds the lowest and the highest price of a list's rows, but for those of some products.
fn push_ends(sql: &mut QueryBuilder<Postgres>, place: Place<'_>, but: &[Uuid]) {
    for way in [" limit 1), ", " desc limit 1)"] {
        sql.push("(select price_minor from ");
        push_prices(sql, place);
        if !but.is_empty() {
            sql.push(" and product_id <> all((select ")
                .push_bind(but.to_vec())
                .push("::uuid[])::uuid[])");
        }
        sql.push(" order by price_minor").push(way);
    }
}

/// Adds the rows that a list without filters has its prices from, with a condition that others may follow.
fn push_prices(sql: &mut QueryBuilder<Postgres>, place: Place<'_>) {
    if let Some(listing) = place.beside() {
        sql.push("tier_entries where listing_id = ").push(listing);
    } else {
        sql.push(place.table()).push(" where shop_id = ");
        sql.push_bind(place.shop_id.0);
        if let Some(id) = place.limit.and_then(Limit::listed) {
            sql.push(" and assortment_id = ").push_bind(id.0);
        }
    }
    sql.push(" and category_id = ").push_bind(place.category);
}

async fn everybodys_counts(conn: &mut PgConnection, place: Place<'_>) -> Result<Counts, DbError> {
    if let Some(id) = place.limit.and_then(Limit::listed) {
        return assortment::listing::kept_counts(conn, id, place).await;
    }
    let rows = sqlx::query!(
        "select tag, products from listing_counts where shop_id = $1 and category_id = $2 and products > 0",
        place.shop_id.0,
        place.category
    )
    .fetch_all(&mut *conn)
    .await?;
    let range = sqlx::query!(
        "select (select price_minor from listing_entries where shop_id = $1 and category_id = $2 order by price_minor limit 1) as lowest,
                (select price_minor from listing_entries where shop_id = $1 and category_id = $2 order by price_minor desc limit 1) as highest",
        place.shop_id.0,
        place.category
    )
    .fetch_one(conn)
    .await?;
    let by_tag = rows
        .into_iter()
        .map(|row| (row.tag, row.products))
        .collect();
    Ok(Counts::exact(by_tag, range.lowest.zip(range.highest)))
}

async fn taken_counts(
    conn: &mut PgConnection,
    place: Place<'_>,
    conditions: &Conditions,
    own: &[Uuid],
) -> Result<Counts, DbError> {
    let mut sql = QueryBuilder::<Postgres>::new("with hits as materialized (");
    if own.is_empty() {
        sql.push("(select tags, price_minor from ");
        place.push_rows(&mut sql, true);
        push_conditions(&mut sql, place, conditions, !conditions.groups.is_empty());
        place.order.push_is_not_own(&mut sql, "product_id");
        sql.push(" limit ").push(COUNT_CAP + 1).push(")");
        if place.order.has_own() {
            sql.push(" union all (select tags, price_minor from (");
            push_companys(&mut sql, place, conditions);
            sql.push(") companys)");
        }
    } else {
        push_own(&mut sql, own, place.category, place.order.is_net);
        push_is_shown(&mut sql, place.limit, "product_id");
        push_wishes(&mut sql, conditions, None);
        push_own_end(&mut sql);
    }
    sql.push(
        "), spread as (select unnest(tags) as tag from hits)
         select 0 as tag, count(*) as products, min(price_minor) as lowest, max(price_minor) as highest from hits
         union all select tag, count(*), null, null from spread group by tag",
    );
    let rows: Vec<(i32, i64, Option<i64>, Option<i64>)> =
        sql.build_query_as().fetch_all(conn).await?;
    let range = rows.iter().find_map(|row| row.2.zip(row.3));
    let by_tag: HashMap<i32, i64> = rows.iter().map(|row| (row.0, row.1)).collect();
    let counts = Counts::capped(by_tag, None);
    let price_range = if counts.total.is_capped { None } else { range };
    Ok(Counts {
        price_range,
        ..counts
    })
}

/// A row of the facets' directory.
pub(in crate::catalogue::storefront) struct FacetRow {
    pub attribute_id: Uuid,
    pub attribute_code: String,
    pub attribute_label: serde_json::Value,
    pub value_id: i32,
    pub value_code: String,
    pub value_label: serde_json::Value,
    pub swatch: Option<String>,
}

pub(in crate::catalogue::storefront) async fn facet_rows(
    conn: &mut PgConnection,
) -> Result<Vec<FacetRow>, DbError> {
    sqlx::query_as!(
        FacetRow,
        "select a.id as attribute_id, a.code as attribute_code, a.label as attribute_label,
                v.id as value_id, v.code as value_code, v.label as value_label, v.swatch
         from attributes a join attribute_values v on v.attribute_id = a.id
         where a.is_facet and (a.kind = 'choice' or v.from_milli is not null or v.below_milli is not null) order by a.position, a.code, v.position, v.code"
    )
    .fetch_all(conn)
    .await
}
