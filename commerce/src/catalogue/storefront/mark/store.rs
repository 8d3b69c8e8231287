//! Writing the marks of products whose lists are to be made anew.

use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use uuid::Uuid;

use crate::catalogue::storefront::card::FEW;
use crate::ids::{PriceListId, ProductId, VariantId};
use crate::pricing::GUEST_TIER;

/// Marks products, and those of variants. Each mark is a row of its own, which others see when this transaction is done: a refresh that runs meanwhile cannot
/// take it and read what was before, and nobody waits for anybody.
pub(super) async fn mark(
    tx: &mut Tx,
    products: &[ProductId],
    variants: &[VariantId],
) -> Result<(), DbError> {
    let products: Vec<Uuid> = products.iter().map(|id| id.0).collect();
    let variants: Vec<Uuid> = variants.iter().map(|id| id.0).collect();
    let now = tx.now();
    sqlx::query!(
        "insert into listing_marks (product_id, marked_at)
         select id, $3::timestamptz from (
             select unnest($1::uuid[]) as id union select product_id from variants where id = any($2)) as touched",
        &products,
        &variants,
        now as _
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Marks the products of variants that were taken from stock, where few pieces are left of all a product's variants together, or none of one that was
/// taken. Gives how many.
pub(super) async fn mark_taken(tx: &mut Tx, variants: &[VariantId]) -> Result<u64, DbError> {
    let variants: Vec<Uuid> = variants.iter().map(|id| id.0).collect();
    let now = tx.now();
    // The array is hidden behind a sub-select: seen as a constant, each call would be planned anew.
    let marked = sqlx::query!(
        "with taken as materialized (select id from unnest((select $1::uuid[])) as t (id)),
         touched as (
             select distinct v.product_id from taken t join variants v on v.id = t.id join products p on p.id = v.product_id and p.kind <> 'gift_card'),
         levels as (
             select v.product_id, v.id, coalesce(sum(greatest(s.on_hand - s.reserved - s.allocated, 0)), 0) as here,
                    coalesce(sum(greatest(s.on_hand - s.reserved - s.allocated + s.backorder_limit, 0)), 0) as free
             from touched join variants v on v.product_id = touched.product_id and v.is_active
             left join (stock_levels s join locations l on l.id = s.location_id and l.is_active) on s.variant_id = v.id
             group by v.product_id, v.id)
         insert into listing_marks (product_id, marked_at)
         select product_id, $2::timestamptz from levels left join taken using (id)
         group by product_id having sum(here) <= $3::bigint or bool_or(free <= 0 and taken.id is not null)",
        &variants,
        now as _,
        FEW
    )
    .execute(&mut **tx)
    .await?;
    Ok(marked.rows_affected())
}

pub(super) async fn mark_with_fact(tx: &mut Tx, attribute: Uuid) -> Result<u64, DbError> {
    let now = tx.now();
    let marked = sqlx::query!(
        "insert into listing_marks (product_id, marked_at)
         select distinct product_id, $2::timestamptz from product_attributes where attribute_id = $1",
        attribute,
        now as _
    )
    .execute(&mut **tx)
    .await?;
    Ok(marked.rows_affected())
}

pub(super) async fn mark_due(tx: &mut Tx, at: Timestamp) -> Result<u64, DbError> {
    let now = tx.now();
    // What only others than guests see is made anew where guests have no price of their own; else its cards say the same as before.
    let marked = sqlx::query!(
        "insert into listing_marks (product_id, marked_at)
         select product_id, $2::timestamptz from (
             select v.product_id from (
                 select price_list_id, variant_id from prices where valid_from = $1
                 union select price_list_id, variant_id from prices where valid_to = $1
                 union select p.price_list_id, p.variant_id from price_lists l join prices p on p.price_list_id = l.id
                       where l.valid_from = $1 or l.valid_to = $1) d
             join price_lists l on l.id = d.price_list_id join variants v on v.id = d.variant_id
             where l.tier_code = $3 or (l.audience = 'campaign' and (l.for_tiers = '{}' or $3 = any(l.for_tiers)))
                or not exists (select from listing_entries e where e.shop_id = l.shop_id and e.product_id = v.product_id
                               and e.category_id = '00000000-0000-0000-0000-000000000000')
             union select product_id from product_publications where published_from = $1
             union select product_id from product_publications where published_to = $1) as due",
        at,
        now as _,
        GUEST_TIER
    )
    .execute(&mut **tx)
    .await?;
    Ok(marked.rows_affected())
}

/// Marks what guests see with another VAT than its list has, where a rate of its class begins or ends at a moment.
pub(super) async fn mark_taxed(tx: &mut Tx, at: Timestamp) -> Result<u64, DbError> {
    let changes = sqlx::query_scalar!(
        r#"select exists (select from vat_rates where valid_from = $1 or valid_to = $1) as "changes!""#,
        at
    )
    .fetch_one(&mut **tx)
    .await?;
    if !changes {
        return Ok(0);
    }
    let now = tx.now();
    let marked = sqlx::query!(
        "insert into listing_marks (product_id, marked_at)
         select distinct v.product_id, $2::timestamptz
         from price_lists l join shops s on s.id = l.shop_id join tiers t on t.code = $3 and t.shows_vat <> l.includes_vat
         join prices p on p.price_list_id = l.id and (p.valid_to is null or p.valid_to > $1)
         join variants v on v.id = p.variant_id join products pr on pr.id = v.product_id
         where (l.tier_code = $3 or (l.audience = 'campaign' and (l.for_tiers = '{}' or $3 = any(l.for_tiers))))
           and (l.valid_to is null or l.valid_to > $1)
           and exists (select from vat_rates r where r.vat_class = pr.vat_class and r.country = s.country
                       and (r.valid_from = $1 or r.valid_to = $1))",
        at,
        now as _,
        GUEST_TIER
    )
    .execute(&mut **tx)
    .await?;
    Ok(marked.rows_affected())
}

/// The moments after `from` and up to `until` at which a VAT rate begins or ends.
pub(super) async fn rates_change(
    tx: &mut Tx,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Timestamp>, DbError> {
    sqlx::query_scalar!(
        r#"select valid_from as "at!: Timestamp" from vat_rates where valid_from > $1 and valid_from <= $2
           union select valid_to from vat_rates where valid_to > $1 and valid_to <= $2"#,
        from as _,
        until as _
    )
    .fetch_all(&mut **tx)
    .await
}

pub(super) async fn recount_popularity(tx: &mut Tx, since: Timestamp) -> Result<u64, DbError> {
    let now = tx.now();
    let marked = sqlx::query!(
        "with sold as (
             select l.product_id, least(sum(l.quantity), 2000000000)::integer as pieces
             from orders o join order_lines l on l.order_id = o.id and l.kind = 'item'
             where o.placed_at >= $1 and o.state = 'placed' and l.product_id is not null group by l.product_id),
         changed as (
             update products p set popularity = coalesce(s.pieces, 0)
             from products q left join sold s on s.product_id = q.id
             where q.id = p.id and (q.popularity <> 0 or s.pieces is not null) and q.popularity <> coalesce(s.pieces, 0)
             returning p.id)
         insert into listing_marks (product_id, marked_at) select id, $2::timestamptz from changed",
        since,
        now as _
    )
    .execute(&mut **tx)
    .await?;
    Ok(marked.rows_affected())
}

/// Marks the products of variants whose price in a list has changed, where that is seen on their cards: in a list of guests', or where guests have no
/// price. `None`: of every variant that the list prices. Gives how many.
pub(super) async fn mark_priced(
    tx: &mut Tx,
    list: PriceListId,
    variants: Option<&[VariantId]>,
) -> Result<u64, DbError> {
    let variants: Option<Vec<Uuid>> = variants.map(|ids| ids.iter().map(|id| id.0).collect());
    let now = tx.now();
    let marked = sqlx::query!(
        "with priced as materialized (
             select unnest($2::uuid[]) as id union select variant_id from prices where $2::uuid[] is null and price_list_id = $1)
         insert into listing_marks (product_id, marked_at)
         select distinct v.product_id, $3::timestamptz
         from price_lists l cross join priced p join variants v on v.id = p.id
         where l.id = $1 and (l.tier_code = $4 or (l.audience = 'campaign' and (l.for_tiers = '{}' or $4 = any(l.for_tiers)))
             or not exists (select from listing_entries e where e.shop_id = l.shop_id and e.product_id = v.product_id
                            and e.category_id = '00000000-0000-0000-0000-000000000000'))",
        list.0,
        variants.as_deref(),
        now as _,
        GUEST_TIER
    )
    .execute(&mut **tx)
    .await?;
    Ok(marked.rows_affected())
}

/// Marks for tiers the products of variants whose price in a list has changed, where guests pay what they did and have a price. Gives how many.
pub(super) async fn mark_tiers_priced(
    tx: &mut Tx,
    list: PriceListId,
    variants: Option<&[VariantId]>,
) -> Result<u64, DbError> {
    let variants: Option<Vec<Uuid>> = variants.map(|ids| ids.iter().map(|id| id.0).collect());
    let marked = sqlx::query!(
        "with of_tiers as materialized (
             select l.id, l.shop_id from price_lists l
             where l.id = $1 and l.company_id is null and l.tier_code is distinct from $3
               and not (l.audience = 'campaign' and (l.for_tiers = '{}' or $3 = any(l.for_tiers)))
               and exists (select from tier_listings k where k.shop_id = l.shop_id and k.is_wanted)),
         priced as materialized (
             select unnest($2::uuid[]) as id
             union select p.variant_id from of_tiers l join prices p on p.price_list_id = l.id where $2::uuid[] is null)
         insert into tier_marks (product_id)
         select distinct v.product_id from of_tiers l cross join priced p join variants v on v.id = p.id
         where exists (select from listing_entries e where e.shop_id = l.shop_id and e.product_id = v.product_id
                       and e.category_id = '00000000-0000-0000-0000-000000000000')",
        list.0,
        variants.as_deref(),
        GUEST_TIER
    )
    .execute(&mut **tx)
    .await?;
    Ok(marked.rows_affected())
}

/// The same for prices and lists that begin or end at a moment.
pub(super) async fn mark_tiers_due(tx: &mut Tx, at: Timestamp) -> Result<u64, DbError> {
    let marked = sqlx::query!(
        "insert into tier_marks (product_id)
         select distinct v.product_id from (
             select price_list_id, variant_id from prices where valid_from = $1
             union select price_list_id, variant_id from prices where valid_to = $1
             union select p.price_list_id, p.variant_id from price_lists l join prices p on p.price_list_id = l.id
                   where (l.valid_from = $1 or l.valid_to = $1) and l.company_id is null) d
         join price_lists l on l.id = d.price_list_id join variants v on v.id = d.variant_id
         where l.company_id is null and l.tier_code is distinct from $2
           and not (l.audience = 'campaign' and (l.for_tiers = '{}' or $2 = any(l.for_tiers)))
           and exists (select from tier_listings k where k.shop_id = l.shop_id and k.is_wanted)
           and exists (select from listing_entries e where e.shop_id = l.shop_id and e.product_id = v.product_id
                       and e.category_id = '00000000-0000-0000-0000-000000000000')",
        at,
        GUEST_TIER
    )
    .execute(&mut **tx)
    .await?;
    Ok(marked.rows_affected())
}

/// Marks for tiers what they see with another VAT than its list has, where a rate of its class begins or ends at a moment.
pub(super) async fn mark_tiers_taxed(tx: &mut Tx, at: Timestamp) -> Result<u64, DbError> {
    let marked = sqlx::query!(
        "insert into tier_marks (product_id)
         select distinct v.product_id from vat_rates r
         join shops s on s.country = r.country
         join price_lists l on l.shop_id = s.id and l.company_id is null and (l.valid_to is null or l.valid_to > $1)
              and exists (select from tier_listings k where k.shop_id = s.id and k.is_wanted and k.shows_vat <> l.includes_vat)
         join prices p on p.price_list_id = l.id and (p.valid_to is null or p.valid_to > $1)
         join variants v on v.id = p.variant_id join products pr on pr.id = v.product_id and pr.vat_class = r.vat_class
         where r.valid_from = $1 or r.valid_to = $1",
        at
    )
    .execute(&mut **tx)
    .await?;
    Ok(marked.rows_affected())
}
