//! Reading the tree of categories.

use std::collections::{HashMap, HashSet};

use platform::db::{DbError, PgConnection};
use uuid::Uuid;

use super::{CategoryNode, CategoryTree};
use crate::catalogue::storefront::COUNT_CAP;
use crate::ids::{CategoryId, ShopId};
use crate::pricing::Limit;

/// So many of a category's most sold products are weighed for whether it is told of, while the rows of an assortment are not made by its rules yet.
const WEIGHED: i64 = 50;

/// The categories of which something is seen: of everybody's products, by what limits them, and of the articles of some lists. Unlimited, the empty ones too, but
/// not those of which all articles are of lists that are not asked for. As long as an assortment's rows are not made by its present rules, those rules are asked:
/// of a category nothing is told, not even its name, unless one of its most sold products is shown.
pub(crate) async fn tree(
    conn: &mut PgConnection,
    shop_id: ShopId,
    locale: &str,
    limit: Option<Limit>,
    own: &[Uuid],
) -> Result<CategoryTree, DbError> {
    let assortment = limit.and_then(Limit::listed).map(|id| id.0);
    let weighed = limit.and_then(Limit::weighed).map(|id| id.0);
    let rows = sqlx::query!(
        r#"select c.id, c.parent_id, c.ordinal, c.hero_media_id, coalesce(t.name, f.name, c.code) as "name!",
                  coalesce(t.description, f.description, '') as "description!", s.slug as "slug?", coalesce(n.products, 0) as "products!",
                  ($3::uuid is null and (coalesce(n.products, 0) > 0 or not exists (
                      select from private_listing_entries e where e.category_id = c.id and e.shop_id = $1))) as "is_everybodys!",
                  ($4::uuid is null or (
                      not exists (select from assortment_rules r where r.assortment_id = $4 and r.hides and r.category_id = any(c.path))
                      and exists (select from (
                              (select product_id from listing_entries where $3::uuid is null and shop_id = $1 and category_id = c.id
                               order by popularity desc, product_id limit $5)
                              union all
                              (select product_id from assortment_entries where assortment_id = $3 and shop_id = $1 and category_id = c.id
                               order by popularity desc, product_id limit $5)) m
                          where assortment_shows($4, m.product_id)))) as "is_shown!"
           from categories c
           left join category_translations t on t.category_id = c.id and t.locale = $2
           left join category_translations f on f.category_id = c.id and f.locale = (select default_locale from shops where id = $1)
           left join slugs s on s.target_id = c.id and s.locale = $2 and s.is_current and s.kind = 'category'
           left join lateral (
               select products from listing_counts where $3::uuid is null and shop_id = $1 and category_id = c.id and tag = 0
               union all
               select products from assortment_counts where assortment_id = $3 and shop_id = $1 and category_id = c.id and tag = 0) n on true
           where c.is_published order by c.position, c.ordinal"#,
        shop_id.0,
        locale,
        assortment,
        weighed,
        WEIGHED
    )
    .fetch_all(&mut *conn)
    .await?;
    let products = sqlx::query_scalar!(
        r#"select products as "products!" from (
               select products from listing_counts where $3::uuid is null and shop_id = $1 and category_id = $2 and tag = 0
               union all
               select products from assortment_counts where assortment_id = $3 and shop_id = $1 and category_id = $2 and tag = 0) n"#,
        shop_id.0,
        Uuid::nil(),
        assortment
    )
    .fetch_optional(&mut *conn)
    .await?
    .unwrap_or(0);
    let own = own_products(conn, shop_id, limit, own).await?;
    let own_in = |category: Uuid| own.get(&category).copied().unwrap_or(0);
    let mut told: HashSet<Uuid> = rows
        .iter()
        .filter(|row| {
            let is_theirs = row.is_shown && (row.is_everybodys || row.products > 0);
            is_theirs || own_in(row.id) > 0
        })
        .map(|row| row.id)
        .collect();
    if weighed.is_some() {
        let parents = rows.iter().map(|row| (row.id, row.parent_id)).collect();
        add_those_above(&mut told, &parents);
    }
    let nodes = rows
        .into_iter()
        .filter(|row| told.contains(&row.id))
        .map(|row| CategoryNode {
            id: CategoryId(row.id),
            parent_id: row.parent_id.map(CategoryId),
            ordinal: row.ordinal,
            depth: 0,
            name: row.name,
            description: row.description,
            slug: row.slug,
            products: row.products + own_in(row.id),
            hero_media_id: row.hero_media_id.map(Into::into),
        })
        .collect();
    Ok(CategoryTree::new(nodes, products + own_in(Uuid::nil())))
}

/// What is shown of a category is shown of those above it, whichever of their products were weighed.
fn add_those_above(told: &mut HashSet<Uuid>, parents: &HashMap<Uuid, Option<Uuid>>) {
    for id in told.clone() {
        let mut above = parents.get(&id).copied().flatten();
        while let Some(parent) = above.filter(|parent| told.insert(*parent)) {
            above = parents.get(&parent).copied().flatten();
        }
    }
}

/// How many articles of some lists are in each category, and in the whole shop; of no more than are counted in lists.
async fn own_products(
    conn: &mut PgConnection,
    shop_id: ShopId,
    limit: Option<Limit>,
    own: &[Uuid],
) -> Result<HashMap<Uuid, i64>, DbError> {
    if own.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = sqlx::query!(
        r#"with own as materialized (
               select distinct product_id from private_listing_entries
               where $4::uuid is not null and price_list_id = any($2) and category_id = $3 and shop_id = $1 limit $5),
           seen as materialized (select product_id from own where assortment_shows($4, product_id))
           select c.id as "category_id!", n.products as "products!"
           from (select id from categories union all select $3) c cross join lateral (
               select count(*) as products from (
                   select distinct product_id from private_listing_entries e
                   where e.price_list_id = any($2) and e.category_id = c.id and e.shop_id = $1
                       and ($4::uuid is null or e.product_id in (select product_id from seen)) limit $5) counted) n
           where n.products > 0"#,
        shop_id.0,
        own,
        Uuid::nil(),
        limit.map(|limit| limit.id.0),
        COUNT_CAP
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.category_id, row.products))
        .collect())
}

/// Which categories have which codes.
///
/// # Errors
/// Database errors.
pub async fn ids_by_code(
    conn: &mut PgConnection,
    codes: &[String],
) -> Result<Vec<(String, CategoryId)>, DbError> {
    let rows = sqlx::query!(
        "select code, id from categories where code = any($1)",
        codes
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.code, CategoryId(row.id)))
        .collect())
}
