//! Reading by an assortment: its lists' counts, and the conditions that keep the rest out of other questions.

use platform::db::{DbError, PgConnection};
use sqlx::{Postgres, QueryBuilder};

use crate::catalogue::storefront::facets::Counts;
use crate::catalogue::storefront::listing::Place;
use crate::catalogue::storefront::{ALL_TAG, WHOLE_SHOP};
use crate::ids::{AssortmentId, ShopId};
use crate::pricing::Limit;

/// The counts of a list without filters, as they are kept.
pub(crate) async fn kept_counts(
    conn: &mut PgConnection,
    id: AssortmentId,
    place: Place<'_>,
) -> Result<Counts, DbError> {
    let rows = sqlx::query!(
        "select tag, products from assortment_counts where assortment_id = $1 and shop_id = $2 and category_id = $3 and products > 0",
        id.0,
        place.shop_id.0,
        place.category
    )
    .fetch_all(&mut *conn)
    .await?;
    let range = sqlx::query!(
        "select (select price_minor from assortment_entries where assortment_id = $1 and shop_id = $2 and category_id = $3
                 order by price_minor limit 1) as lowest,
                (select price_minor from assortment_entries where assortment_id = $1 and shop_id = $2 and category_id = $3
                 order by price_minor desc limit 1) as highest",
        id.0,
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

/// How many products a shop's assortment has.
pub(crate) async fn size(
    conn: &mut PgConnection,
    id: AssortmentId,
    shop: ShopId,
) -> Result<i64, DbError> {
    let size = sqlx::query_scalar!(
        "select products from assortment_counts where assortment_id = $1 and shop_id = $2 and category_id = $3 and tag = $4",
        id.0,
        shop.0,
        WHOLE_SHOP,
        ALL_TAG
    )
    .fetch_optional(conn)
    .await?;
    Ok(size.unwrap_or(0))
}

/// That a row of everybody's, `d`, is of a product in the assortment: by the rows of its lists where they have been made, else by its rules.
pub(crate) fn push_is_in(sql: &mut QueryBuilder<Postgres>, limit: Option<Limit>) {
    let Some(limit) = limit else { return };
    if !limit.is_listed {
        return push_is_shown(sql, Some(limit), "d.product_id");
    }
    sql.push(" and exists (select from assortment_entries a where a.assortment_id = ")
        .push_bind(limit.id.0)
        .push(" and a.shop_id = d.shop_id and a.category_id = ")
        .push_bind(WHOLE_SHOP)
        .push(" and a.product_id = d.product_id)");
}

/// That a product is in the assortment by its rules: for the few articles that stand outside of everybody's lists.
pub(crate) fn push_is_shown(
    sql: &mut QueryBuilder<Postgres>,
    limit: Option<Limit>,
    product: &'static str,
) {
    if let Some(limit) = limit {
        sql.push(" and assortment_shows(")
            .push_bind(limit.id.0)
            .push(", ")
            .push(product)
            .push(")");
    }
}
