//! Reading the tree of categories.

use platform::db::{DbError, PgConnection};
use uuid::Uuid;

use super::{CategoryNode, CategoryTree};
use crate::ids::{AssortmentId, CategoryId, ShopId};

pub(crate) async fn tree(
    conn: &mut PgConnection,
    shop_id: ShopId,
    locale: &str,
    assortment: Option<AssortmentId>,
) -> Result<CategoryTree, DbError> {
    let assortment = assortment.map(|id| id.0);
    let rows = sqlx::query!(
        r#"select c.id, c.parent_id, c.ordinal, c.hero_media_id, coalesce(t.name, f.name, c.code) as "name!",
                  coalesce(t.description, f.description, '') as "description!", s.slug as "slug?", coalesce(n.products, 0) as "products!"
           from categories c
           left join category_translations t on t.category_id = c.id and t.locale = $2
           left join category_translations f on f.category_id = c.id and f.locale = (select default_locale from shops where id = $1)
           left join slugs s on s.target_id = c.id and s.locale = $2 and s.is_current and s.kind = 'category'
           left join lateral (
               select products from listing_counts where $3::uuid is null and shop_id = $1 and category_id = c.id and tag = 0
               union all
               select products from assortment_counts where assortment_id = $3 and shop_id = $1 and category_id = c.id and tag = 0) n on true
           where c.is_published and ($3::uuid is null or n.products > 0) order by c.position, c.ordinal"#,
        shop_id.0,
        locale,
        assortment
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
    .fetch_optional(conn)
    .await?
    .unwrap_or(0);
    let nodes = rows
        .into_iter()
        .map(|row| CategoryNode {
            id: CategoryId(row.id),
            parent_id: row.parent_id.map(CategoryId),
            ordinal: row.ordinal,
            depth: 0,
            name: row.name,
            description: row.description,
            slug: row.slug,
            products: row.products,
            hero_media_id: row.hero_media_id.map(Into::into),
        })
        .collect();
    Ok(CategoryTree::new(nodes, products))
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
