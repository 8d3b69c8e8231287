//! Reading what differs between two moments.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use uuid::Uuid;

use crate::ids::{PriceListId, ProductId, ShopId, VariantId};

/// Variants whose price in some lists begins or ends after `now` and at `at` at the latest, or whose list does; those whose VAT changes where that
/// changes what is shown. One more than `most` at the most.
pub(super) async fn touched(
    conn: &mut PgConnection,
    lists: &[PriceListId],
    (country, shows_vat): (&str, bool),
    (now, at): (Timestamp, Timestamp),
    most: i64,
) -> Result<Vec<VariantId>, DbError> {
    let lists: Vec<Uuid> = lists.iter().map(|id| id.0).collect();
    let ids = sqlx::query_scalar!(
        r#"select distinct variant_id as "id!" from (
             (select distinct variant_id from prices where price_list_id = any($1) and valid_from > $2 and valid_from <= $3 limit $4)
             union all
             (select distinct variant_id from prices where price_list_id = any($1) and valid_to > $2 and valid_to <= $3 limit $4)
             union all
             (select distinct p.variant_id from price_lists l join prices p on p.price_list_id = l.id
              where l.id = any($1) and ((l.valid_from > $2 and l.valid_from <= $3) or (l.valid_to > $2 and l.valid_to <= $3)) limit $4)
             union all
             (select v.id from vat_rates r join products pr on pr.vat_class = r.vat_class join variants v on v.product_id = pr.id
              where r.country = $5 and r.valid_from > $2 and r.valid_from <= $3
                and exists (select from price_lists l where l.id = any($1) and l.includes_vat <> $6) limit $4)) touched
           limit $4"#,
        &lists,
        now,
        at,
        most + 1,
        country,
        shows_vat,
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(VariantId).collect())
}

/// A variant as the report names it.
pub(crate) struct Named {
    pub(crate) id: VariantId,
    pub(crate) product_id: ProductId,
    pub(crate) sku: String,
    pub(crate) name: String,
    pub(crate) cost_e4: Option<i64>,
}

pub(crate) async fn named(
    conn: &mut PgConnection,
    ids: &[VariantId],
    locale: &str,
) -> Result<Vec<Named>, DbError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    sqlx::query_as!(
        Named,
        r#"select v.id as "id!: VariantId", v.product_id as "product_id!: ProductId", v.sku, v.cost_e4,
                  coalesce((select t.name from product_translations t where t.product_id = v.product_id
                            order by t.locale = $2 desc, t.locale desc limit 1), '') as "name!"
           from variants v where v.id = any($1)"#,
        &ids,
        locale
    )
    .fetch_all(conn)
    .await
}

/// How many products come into the shop and leave it between two moments, and the first that come.
pub(super) async fn publications(
    conn: &mut PgConnection,
    shop_id: ShopId,
    (now, at): (Timestamp, Timestamp),
) -> Result<(i64, i64), DbError> {
    let row = sqlx::query!(
        r#"select (select count(*) from (select from product_publications where shop_id = $1 and published_from > $2 and published_from <= $3
                                          limit 1001) c) as "coming!",
                  (select count(*) from (select from product_publications where shop_id = $1 and published_to > $2 and published_to <= $3
                                          limit 1001) g) as "going!""#,
        shop_id.0,
        now,
        at
    )
    .fetch_one(conn)
    .await?;
    Ok((row.coming, row.going))
}
