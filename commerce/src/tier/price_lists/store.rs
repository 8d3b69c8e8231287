//! Writing the order of a tier's price lists.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use uuid::Uuid;

use super::Placed;
use crate::ids::{PriceListId, PriceOrderId, ShopId};
use crate::tier::GUESTS;

/// A list that is to stand in an order, held as it is.
pub(super) struct HeldList {
    pub(super) id: PriceListId,
    pub(super) name: String,
    pub(super) is_tiers: bool,
    pub(super) is_guests: bool,
    pub(super) is_of_shop: bool,
    pub(super) currency: String,
    pub(super) sells_in: String,
    pub(super) valid_to: Option<Timestamp>,
}

/// Holds lists so that they stay whose they are, in id order.
pub(super) async fn hold(
    tx: &mut Tx,
    shop: ShopId,
    lists: &[PriceListId],
) -> Result<Vec<HeldList>, DbError> {
    let lists: Vec<Uuid> = lists.iter().map(|id| id.0).collect();
    sqlx::query_as!(
        HeldList,
        r#"select l.id as "id!: PriceListId", l.name as "name!", l.audience = 'tier' as "is_tiers!", coalesce(l.tier_code = $3, false) as "is_guests!",
                  l.shop_id = s.id as "is_of_shop!", l.currency::text as "currency!", s.currency::text as "sells_in!", l.valid_to as "valid_to?: Timestamp"
           from price_lists l cross join shops s where l.id = any($1) and s.id = $2 order by l.id for share of l"#,
        &lists,
        shop.0,
        GUESTS
    )
    .fetch_all(&mut **tx)
    .await
}

/// The id of a tier's order, if it has one.
pub(super) async fn id_of(
    conn: &mut PgConnection,
    shop: ShopId,
    code: &str,
) -> Result<Option<PriceOrderId>, DbError> {
    sqlx::query_scalar!(
        r#"select id as "id: PriceOrderId" from tier_price_orders where tier_code = $1 and shop_id = $2"#,
        code,
        shop.0
    )
    .fetch_optional(conn)
    .await
}

/// Makes a tier's first order; none when it has one. What its people have been asked until now is noted as its past.
pub(super) async fn begin(
    tx: &mut Tx,
    shop: ShopId,
    code: &str,
) -> Result<Option<PriceOrderId>, DbError> {
    let now = tx.now();
    let made = sqlx::query_scalar!(
        r#"insert into tier_price_orders (id, tier_code, shop_id, created_at, updated_at) values ($1, $2, $3, $4, $4)
           on conflict (tier_code, shop_id) do nothing returning id as "id: PriceOrderId""#,
        PriceOrderId::generate().0,
        code,
        shop.0,
        now as _
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(order) = made else {
        return Ok(None);
    };
    sqlx::query!(
        "insert into tier_price_lists (order_id, price_list_id, place, asked_from, asked_to)
         select $1::uuid, l.id, (row_number() over (order by (l.tier_code = $4 and $3 <> $4), l.priority, l.id))::integer, null::timestamptz, $5::timestamptz
         from price_lists l join shops s on s.id = l.shop_id
         where l.shop_id = $2 and l.tier_code in ($3, $4) and l.audience = 'tier' and l.currency = s.currency",
        order.0,
        shop.0,
        code,
        GUESTS,
        now as _
    )
    .execute(&mut **tx)
    .await?;
    Ok(Some(order))
}

/// Takes an order that still has this version, to change it; none when it has not.
pub(super) async fn take(
    tx: &mut Tx,
    shop: ShopId,
    code: &str,
    row_version: i32,
) -> Result<Option<PriceOrderId>, DbError> {
    let now = tx.now();
    sqlx::query_scalar!(
        r#"update tier_price_orders set row_version = row_version + 1, updated_at = $4
           where tier_code = $1 and shop_id = $2 and row_version = $3 returning id as "id: PriceOrderId""#,
        code,
        shop.0,
        row_version,
        now as _
    )
    .fetch_optional(&mut **tx)
    .await
}

/// An order, locked.
pub(super) struct HeldOrder {
    pub(super) id: PriceOrderId,
    pub(super) tier_code: String,
}

/// Locks a shop's orders, in id order.
pub(super) async fn lock_orders(tx: &mut Tx, shop: ShopId) -> Result<Vec<HeldOrder>, DbError> {
    sqlx::query_as!(
        HeldOrder,
        r#"select id as "id: PriceOrderId", tier_code from tier_price_orders where shop_id = $1 order by id for update"#,
        shop.0
    )
    .fetch_all(&mut **tx)
    .await
}

/// A locked order is another from now on.
pub(super) async fn note_change(tx: &mut Tx, order: PriceOrderId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update tier_price_orders set row_version = row_version + 1, updated_at = $2 where id = $1",
        order.0,
        now as _
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What stands in an order, with its names.
pub(super) async fn placed(
    tx: &mut Tx,
    order: PriceOrderId,
) -> Result<Vec<(Placed, String)>, DbError> {
    let rows = sqlx::query!(
        r#"select p.id as "id: PriceListId", p.name, p.tier_code, p.priority from tier_price_lists e join price_lists p on p.id = e.price_list_id
           where e.order_id = $1 and e.asked_to is null order by e.place"#,
        order.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let rows = rows.into_iter().map(|row| {
        let placed = Placed {
            id: row.id,
            tier: row.tier_code.unwrap_or_default(),
            priority: row.priority,
        };
        (placed, row.name)
    });
    Ok(rows.collect())
}

/// A list as it is to be placed; none where it is no tier's, or in another currency than the shop's own, in which lists are asked by priority.
pub(super) async fn placeable(
    tx: &mut Tx,
    list: PriceListId,
) -> Result<Option<(Placed, String)>, DbError> {
    let row = sqlx::query!(
        "select l.name, l.tier_code, l.priority from price_lists l join shops s on s.id = l.shop_id where l.id = $1 and l.currency = s.currency",
        list.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.and_then(|row| {
        let placed = Placed {
            id: list,
            tier: row.tier_code?,
            priority: row.priority,
        };
        Some((placed, row.name))
    }))
}

/// Lets an order be this from now on. How it was stays as its past; what stands where it stood goes on as it is.
pub(super) async fn write(
    tx: &mut Tx,
    order: PriceOrderId,
    lists: &[PriceListId],
) -> Result<(), DbError> {
    let now = tx.now();
    let lists: Vec<Uuid> = lists.iter().map(|id| id.0).collect();
    sqlx::query!(
        "update tier_price_lists e set asked_to = greatest(e.asked_from, $2::timestamptz)
         where e.order_id = $1 and e.asked_to is null
             and not exists (select from unnest($3::uuid[]) with ordinality as u (id, place) where u.id = e.price_list_id and u.place = e.place)",
        order.0,
        now as _,
        &lists
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into tier_price_lists (order_id, price_list_id, place, asked_from)
         select $1::uuid, u.id, u.place::integer, $2::timestamptz from unnest($3::uuid[]) with ordinality as u (id, place)
         where not exists (select from tier_price_lists e where e.order_id = $1 and e.asked_to is null and e.price_list_id = u.id and e.place = u.place)",
        order.0,
        now as _,
        &lists
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
