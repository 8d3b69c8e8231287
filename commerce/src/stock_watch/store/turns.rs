//! Whose turn it is to be told.

use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use uuid::Uuid;

use crate::ids::{ProductId, ShopId, StockWatchId, VariantId};
use crate::stock_watch::tell::Place;
use crate::tier::GUESTS;

/// Notes what can be bought again of some products; gives of how many variants.
pub(in crate::stock_watch) async fn set_due_of(
    tx: &mut Tx,
    products: &[ProductId],
) -> Result<u64, DbError> {
    let products: Vec<Uuid> = products.iter().map(|id| id.0).collect();
    let ids = sqlx::query_scalar!(
        "select id from watched_variants where product_id = any($1) and waiting > 0 and tell_at is null",
        &products
    )
    .fetch_all(&mut **tx)
    .await?;
    if ids.is_empty() {
        return Ok(0);
    }
    set_due_where_here(tx, &ids).await
}

/// The next few of all that is watched, by product, after a place; those whose watchers have their turn already are among them.
pub(in crate::stock_watch) async fn watched_after(
    tx: &mut Tx,
    after: Place,
    most: i64,
) -> Result<Vec<Place>, DbError> {
    sqlx::query_as!(
        Place,
        "select product_id as product, id from watched_variants where waiting > 0 and (product_id, id) > ($1, $2)
         order by product_id, id limit $3",
        after.product,
        after.id,
        most
    )
    .fetch_all(&mut **tx)
    .await
}

/// Notes which of these can be bought again; gives of how many.
pub(in crate::stock_watch) async fn set_due(tx: &mut Tx, places: &[Place]) -> Result<u64, DbError> {
    let ids: Vec<Uuid> = places.iter().map(|place| place.id).collect();
    set_due_where_here(tx, &ids).await
}

async fn set_due_where_here(tx: &mut Tx, ids: &[Uuid]) -> Result<u64, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "with here as (
             select w.id from watched_variants w join variants v on v.id = w.variant_id and v.is_active
             join products p on p.id = v.product_id and p.status = 'active'
             where w.id = any($1)
               and v.min_quantity <= (select coalesce(sum(greatest(s.on_hand - s.reserved - s.allocated + s.backorder_limit, 0)), 0)
                                      from stock_levels s join locations l on l.id = s.location_id and l.is_active where s.variant_id = v.id)
               and exists (select from product_publications u where u.product_id = p.id and u.shop_id = w.shop_id and u.published_from <= $2
                           and (u.published_to is null or u.published_to > $2))
             order by w.variant_id, w.shop_id for update of w)
         update watched_variants w set tell_at = $2 from here where here.id = w.id and w.waiting > 0 and w.tell_at is null",
        ids,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}

/// The watchers of a variant have their turn from now on.
pub(in crate::stock_watch) async fn set_due_now(
    tx: &mut Tx,
    shop: ShopId,
    variant: VariantId,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update watched_variants set tell_at = coalesce(tell_at, $3) where variant_id = $1 and shop_id = $2",
        variant.0,
        shop.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A variant whose watchers have their turn.
pub(in crate::stock_watch) struct Turn {
    pub id: Uuid,
    pub shop_id: ShopId,
    pub variant_id: VariantId,
}

/// The variant whose watchers have had their turn for longest, locked; one that somebody else tells is passed over.
pub(in crate::stock_watch) async fn lock_turn(tx: &mut Tx) -> Result<Option<Turn>, DbError> {
    let now = tx.now();
    sqlx::query_as!(
        Turn,
        "select id, shop_id, variant_id from watched_variants where tell_at <= $1 order by tell_at, id limit 1 for update skip locked",
        now
    )
    .fetch_optional(&mut **tx)
    .await
}

/// Those who have waited longest and can buy the variant, locked: as guests, by their own tier or by that of a company that they may act for, where that one's
/// assortment has the product and one of the lists that are asked for that one has a price of the variant. Whoever cannot waits on; whoever is about to end
/// their watch is passed over.
pub(in crate::stock_watch) async fn next_in_line(
    tx: &mut Tx,
    shop: ShopId,
    variant: VariantId,
    most: i64,
) -> Result<Vec<StockWatchId>, DbError> {
    let now = tx.now();
    sqlx::query_scalar!(
        r#"with what as materialized (
               select v.product_id, v.min_quantity from variants v where v.id = $1),
           seeing as materialized (
               select t.code from tiers t where not exists (
                   select from assortments a where a.tier_code = t.code and a.is_limited
                       and not assortment_shows(a.id, (select product_id from what)))),
           pricing as materialized (
               -- What guests pay, everybody may.
               select l.id, l.company_id, l.for_tiers, l.currency, l.tier_code,
                      coalesce(l.tier_code = $4, false) or (l.audience = 'campaign' and l.for_tiers = '{}') as is_everybodys
               from prices p join price_lists l on l.id = p.price_list_id
               where p.variant_id = $1 and p.min_quantity <= (select min_quantity from what) and p.valid_from <= $5 and (p.valid_to is null or p.valid_to > $5)
                   and l.shop_id = $2
                   and (l.valid_from is null or l.valid_from <= $5) and (l.valid_to is null or l.valid_to > $5))
           select w.id as "id: StockWatchId" from stock_watches w
           where w.variant_id = $1 and w.shop_id = $2 and w.state = 'waiting' and (
               ((w.customer_id is null or (not exists (select from tiers where buys_in is not null)
                                           and not exists (select from companies where buys_in is not null)))
                and not exists (select from assortments where is_limited) and exists (select from pricing p join shops s on s.id = $2 where p.is_everybodys and p.currency = s.currency))
               or exists (select from (
                              select $4::text as tier, null::uuid as company, null::char(3) as buys_in where w.customer_id is null
                              union all select c.tier_code, null, null from customers c where c.id = w.customer_id
                              union all select k.tier_code, k.id, k.buys_in from company_members m join companies k on k.id = m.company_id and k.state = 'active'
                              where m.customer_id = w.customer_id) t
                          join tiers ti on ti.code = t.tier join shops s on s.id = $2
                          where t.tier in (select code from seeing) and exists (
                              select from pricing l where l.currency = coalesce(t.buys_in, ti.buys_in, s.currency) and (l.is_everybodys
                                  or l.company_id = t.company or t.tier = any(l.for_tiers)
                                  or (l.tier_code = t.tier and l.currency <> s.currency) or tier_asks(t.tier, $2, l.id)))))
           order by w.confirmed_at, w.id limit $3 for update of w skip locked"#,
        variant.0,
        shop.0,
        most,
        GUESTS,
        now
    )
    .fetch_all(&mut **tx)
    .await
}

/// So many were told, and the next have their turn then.
pub(in crate::stock_watch) async fn end_turn(
    tx: &mut Tx,
    id: Uuid,
    told: i64,
    next: Option<Timestamp>,
) -> Result<(), DbError> {
    sqlx::query!(
        "update watched_variants set waiting = waiting - $2, tell_at = case when waiting > $2 then $3::timestamptz end where id = $1",
        id,
        told,
        next as _
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
