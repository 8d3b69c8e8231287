//! Writing assortments.

use platform::db::{DbError, Tx};
use uuid::Uuid;

use super::{Named, Rules};
use crate::ids::AssortmentId;

/// The first rules of a tier; none when it has some already.
pub(super) async fn insert(
    tx: &mut Tx,
    tier_code: &str,
    rules: &Rules,
) -> Result<Option<AssortmentId>, DbError> {
    let now = tx.now();
    sqlx::query_scalar!(
        r#"insert into assortments (id, tier_code, is_only, is_limited, created_at, updated_at) values ($1, $2, $3, $4, $5, $5)
           on conflict (tier_code) do nothing returning id as "id: AssortmentId""#,
        AssortmentId::generate().0,
        tier_code,
        !rules.only.is_empty(),
        !rules.is_empty(),
        now as _
    )
    .fetch_optional(&mut **tx)
    .await
}

/// Changes an assortment that still has this version; none when it has not. What was not limited has no rows of lists yet.
pub(super) async fn update(
    tx: &mut Tx,
    tier_code: &str,
    rules: &Rules,
    version: i32,
) -> Result<Option<AssortmentId>, DbError> {
    let now = tx.now();
    sqlx::query_scalar!(
        r#"update assortments set is_only = $3, is_limited = $4, version = version + 1, updated_at = $5,
                  built_version = case when is_limited and $4 then built_version else 0 end
           where tier_code = $1 and version = $2 returning id as "id: AssortmentId""#,
        tier_code,
        version,
        !rules.only.is_empty(),
        !rules.is_empty(),
        now as _
    )
    .fetch_optional(&mut **tx)
    .await
}

pub(super) async fn replace_rules(
    tx: &mut Tx,
    id: AssortmentId,
    rules: &Rules,
) -> Result<(), DbError> {
    sqlx::query!(
        "delete from assortment_rules where assortment_id = $1",
        id.0
    )
    .execute(&mut **tx)
    .await?;
    insert_rules(tx, id, false, &rules.only).await?;
    insert_rules(tx, id, true, &rules.never).await
}

async fn insert_rules(
    tx: &mut Tx,
    id: AssortmentId,
    hides: bool,
    named: &Named,
) -> Result<(), DbError> {
    let products: Vec<Uuid> = named.products.iter().map(|id| id.0).collect();
    let categories: Vec<Uuid> = named.categories.iter().map(|id| id.0).collect();
    let manufacturers: Vec<Uuid> = named.manufacturers.iter().map(|id| id.0).collect();
    sqlx::query!(
        "insert into assortment_rules (assortment_id, hides, product_id, category_id, manufacturer_id, value_id)
         select $1, $2, n.p, n.c, n.m, n.v from (
             select distinct p, null::uuid as c, null::uuid as m, null::integer as v from unnest($3::uuid[]) as of_products (p)
             union all select distinct null::uuid, c, null::uuid, null::integer from unnest($4::uuid[]) as of_categories (c)
             union all select distinct null::uuid, null::uuid, m, null::integer from unnest($5::uuid[]) as of_makers (m)
             union all select distinct null::uuid, null::uuid, null::uuid, v from unnest($6::integer[]) as of_values (v)) n",
        id.0,
        hides,
        &products,
        &categories,
        &manufacturers,
        &named.values
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The lists of an assortment have been made by this version of its rules.
pub(crate) async fn note_built(
    tx: &mut Tx,
    id: AssortmentId,
    version: i32,
) -> Result<bool, DbError> {
    let noted = sqlx::query!(
        "update assortments set built_version = $2 where id = $1 and version = $2 and is_limited",
        id.0,
        version
    )
    .execute(&mut **tx)
    .await?;
    Ok(noted.rows_affected() == 1)
}
