//! Watches in the database, and how many wait for each variant. Whoever changes the counts of several variants does so in the variants' order.

mod guests;
mod over;
mod turns;

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use uuid::Uuid;

pub(super) use guests::{
    Wish, account_with, asked_since, count_of_guest, give_to, guests_waiting_of, guests_wish,
    guests_wishes_of, save_guests_wish,
};
pub(super) use over::{count_gone, delete, lock_of, over_before, waiting_since_before};
pub(super) use turns::{
    end_turn, lock_turn, next_in_line, set_due, set_due_now, set_due_of, watched_after,
};

use super::{StockWatch, WatchState};
use crate::ids::{CustomerId, ShopId, StockWatchId, VariantId};

struct WatchRow {
    id: StockWatchId,
    shop_id: ShopId,
    variant_id: VariantId,
    customer_id: Option<CustomerId>,
    email: String,
    address: String,
    locale: String,
    state: String,
    asked_at: Timestamp,
}

/// A watch, whatever has become of it.
///
/// # Errors
/// Database errors.
pub async fn find(
    conn: &mut PgConnection,
    id: StockWatchId,
) -> Result<Option<StockWatch>, DbError> {
    let row = sqlx::query_as!(
        WatchRow,
        r#"select w.id, w.shop_id, w.variant_id, w.customer_id as "customer_id?: CustomerId", w.email,
                  coalesce((select c.email from customers c where c.id = w.customer_id), w.email) as "address!", w.locale, w.state, w.asked_at
           from stock_watches w where w.id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.and_then(|row| {
        Some(StockWatch {
            state: WatchState::from_column(&row.state)?,
            id: row.id,
            shop_id: row.shop_id,
            variant_id: row.variant_id,
            customer_id: row.customer_id,
            email: row.email,
            address: row.address,
            locale: row.locale,
            asked_at: row.asked_at,
        })
    }))
}

/// How many pieces of a variant the shop sells now: none where that is fewer than are sold at once, or where it has no price. `None` where the shop does not show it.
pub(in crate::stock_watch) async fn pieces(
    tx: &mut Tx,
    shop: ShopId,
    variant: VariantId,
) -> Result<Option<i64>, DbError> {
    let now = tx.now();
    sqlx::query_scalar!(
        r#"select case when s.free >= v.min_quantity
                    and exists (select from prices pr join price_lists pl on pl.id = pr.price_list_id and pl.shop_id = $2
                                     and (pl.valid_from is null or pl.valid_from <= $3) and (pl.valid_to is null or pl.valid_to > $3)
                                where pr.variant_id = v.id and pr.valid_from <= $3 and (pr.valid_to is null or pr.valid_to > $3))
                  then s.free else 0 end as "pieces!"
           from variants v join products p on p.id = v.product_id and p.status = 'active' and p.kind <> 'gift_card'
           join product_publications u on u.product_id = p.id and u.shop_id = $2 and u.published_from <= $3
                and (u.published_to is null or u.published_to > $3)
           cross join lateral (
               select coalesce(sum(greatest(s.on_hand - s.reserved - s.allocated + s.backorder_limit, 0)), 0)::bigint as free
               from stock_levels s join locations l on l.id = s.location_id and l.is_active where s.variant_id = v.id) s
           where v.id = $1 and v.is_active limit 1"#,
        variant.0,
        shop.0,
        now
    )
    .fetch_optional(&mut **tx)
    .await
}

/// A customer's watch that waits for a variant.
pub(in crate::stock_watch) async fn waiting_of(
    conn: &mut PgConnection,
    customer: CustomerId,
    shop: ShopId,
    variant: VariantId,
) -> Result<Option<StockWatchId>, DbError> {
    sqlx::query_scalar!(
        r#"select id as "id: StockWatchId" from stock_watches
           where customer_id = $1 and shop_id = $2 and variant_id = $3 and state = 'waiting'"#,
        customer.0,
        shop.0,
        variant.0
    )
    .fetch_optional(conn)
    .await
}

/// How many wait for a customer.
pub(in crate::stock_watch) async fn count_of(
    conn: &mut PgConnection,
    customer: CustomerId,
) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from stock_watches where customer_id = $1 and state = 'waiting'"#,
        customer.0
    )
    .fetch_one(conn)
    .await
}

pub(in crate::stock_watch) async fn insert_of_customer(
    tx: &mut Tx,
    customer: CustomerId,
    (shop, variant): (ShopId, VariantId),
    locale: &str,
) -> Result<StockWatchId, DbError> {
    let (id, now) = (StockWatchId::generate(), tx.now());
    sqlx::query!(
        "insert into stock_watches (id, shop_id, variant_id, customer_id, locale, state, asked_at, confirmed_at, created_at)
         values ($1, $2, $3, $4, $5, 'waiting', $6, $6, $6)",
        id.0,
        shop.0,
        variant.0,
        customer.0,
        locale,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

/// Takes a customer's waiting watch of a variant away; gives from when on it waited.
pub(in crate::stock_watch) async fn remove_of_customer(
    tx: &mut Tx,
    customer: CustomerId,
    shop: ShopId,
    variant: VariantId,
) -> Result<Option<Timestamp>, DbError> {
    sqlx::query_scalar!(
        r#"delete from stock_watches where customer_id = $1 and shop_id = $2 and variant_id = $3 and state = 'waiting'
           returning confirmed_at as "confirmed_at!: Timestamp""#,
        customer.0,
        shop.0,
        variant.0
    )
    .fetch_optional(&mut **tx)
    .await
}

/// A guest's watch waits from a moment on, as the account's that has the address where there is one.
pub(in crate::stock_watch) async fn set_waiting(
    tx: &mut Tx,
    id: StockWatchId,
    holder: Option<CustomerId>,
    since: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "update stock_watches set state = 'waiting', confirmed_at = $3, customer_id = $2, email = case when $2::uuid is null then email else '' end
         where id = $1",
        id.0,
        holder.map(|id| id.0),
        since
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A watch is over: told or ended.
pub(in crate::stock_watch) async fn close(
    tx: &mut Tx,
    id: StockWatchId,
    state: WatchState,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update stock_watches set state = $2, closed_at = $3 where id = $1",
        id.0,
        state.as_str(),
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Every watch that lives of whoever has this one, locked in the order of all watches of one person.
pub(in crate::stock_watch) async fn lock_living_of_same(
    tx: &mut Tx,
    watch: &StockWatch,
) -> Result<Vec<StockWatchId>, DbError> {
    let ids = sqlx::query_scalar!(
        r#"select id as "id!" from stock_watches where customer_id = $1 and state = 'waiting'
           union all select id from stock_watches where lower(email) = lower($2) and email <> '' and state in ('asked', 'waiting')"#,
        watch.customer_id.map(|id| id.0),
        watch.email
    )
    .fetch_all(&mut **tx)
    .await?;
    lock_all(tx, &ids).await
}

/// Locks watches in the order of all watches of one person. They are found before: a condition that reads other rows would be answered anew for each that somebody
/// has changed meanwhile, and that row left out.
async fn lock_all(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<StockWatchId>, DbError> {
    sqlx::query_scalar!(
        r#"select id as "id: StockWatchId" from stock_watches where id = any($1) order by variant_id, shop_id, id for update"#,
        ids
    )
    .fetch_all(&mut **tx)
    .await
}

/// So many more, or fewer, wait for a variant.
pub(in crate::stock_watch) async fn count(
    tx: &mut Tx,
    shop: ShopId,
    variant: VariantId,
    by: i64,
) -> Result<(), DbError> {
    if by <= 0 {
        sqlx::query!(
            "update watched_variants set waiting = waiting + $3 where variant_id = $1 and shop_id = $2",
            variant.0,
            shop.0,
            by
        )
        .execute(&mut **tx)
        .await?;
        return Ok(());
    }
    sqlx::query!(
        "insert into watched_variants (id, shop_id, variant_id, product_id, waiting)
         select $1, $2, v.id, v.product_id, $4 from variants v where v.id = $3
         on conflict on constraint watched_variants_variant_key do update set waiting = watched_variants.waiting + excluded.waiting",
        platform::ids::new_uuid(),
        shop.0,
        variant.0,
        by
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
