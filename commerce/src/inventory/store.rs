//! Writing stock. Each function is one statement that locks the levels in id order, tests, and takes.

use std::collections::HashSet;

use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use uuid::Uuid;

use super::{ReserveError, Shortage, Wanted, per_variant};
use crate::ids::{LocationId, OrderId, VariantId};

/// Holds stock for an order that is being paid, until `expires_at`: all of it or nothing. Locations are drawn on in their position's order.
///
/// # Errors
/// [`ReserveError::Short`] with every variant that falls short; nothing is held then.
pub async fn reserve(
    tx: &mut Tx,
    order_id: OrderId,
    wanted: &[Wanted],
    expires_at: Timestamp,
) -> Result<(), ReserveError> {
    let wanted = per_variant(wanted);
    let variants: Vec<Uuid> = wanted.iter().map(|line| line.variant_id.0).collect();
    let quantities: Vec<i64> = wanted.iter().map(|line| line.quantity).collect();
    let (now, actor_kind, actor_id) = (tx.now(), tx.actor().kind(), tx.actor().id());
    let short = sqlx::query!(
        r#"with wanted as (select * from unnest($1::uuid[], $2::bigint[]) as w (variant_id, quantity)),
        locked as (
            select s.variant_id, s.location_id, l.position,
                   greatest(s.on_hand - s.reserved - s.allocated + s.backorder_limit, 0) as free
            from stock_levels s join locations l on l.id = s.location_id
            where s.variant_id = any($1) and l.is_active
            order by s.variant_id, s.location_id
            for update of s),
        spread as (
            select k.variant_id, k.location_id, k.free, w.quantity,
                   coalesce(sum(k.free) over (partition by k.variant_id order by k.position, k.location_id
                                              rows between unbounded preceding and 1 preceding), 0)::bigint as before
            from locked k join wanted w on w.variant_id = k.variant_id),
        taken as (
            select variant_id, location_id, least(free, greatest(quantity - before, 0)) as take from spread),
        short as (
            select w.variant_id, w.quantity, coalesce(sum(k.free), 0)::bigint as free
            from wanted w left join locked k on k.variant_id = w.variant_id
            group by w.variant_id, w.quantity having coalesce(sum(k.free), 0) < w.quantity),
        counted as (
            update stock_levels s set reserved = s.reserved + t.take, updated_at = $3
            from taken t
            where s.variant_id = t.variant_id and s.location_id = t.location_id and t.take > 0 and not exists (select from short)
            returning s.variant_id, s.location_id, t.take),
        held as (
            insert into stock_reservations (id, order_id, variant_id, location_id, quantity, expires_at, created_at, updated_at)
            select gen_random_uuid(), $4, variant_id, location_id, take, $5, $3, $3 from counted
            on conflict on constraint stock_reservations_order_key do update
                set quantity = excluded.quantity, state = 'held', expires_at = excluded.expires_at, updated_at = excluded.updated_at),
        told as (
            insert into stock_movements (variant_id, location_id, kind, reserved_delta, reference_kind, reference_id, actor_kind, actor_id, at)
            select variant_id, location_id, 'reserved', take, 'order', $4, $6, $7, $3 from counted)
        select variant_id as "variant_id!: VariantId", quantity as "quantity!", free as "free!" from short order by variant_id"#,
        &variants,
        &quantities,
        now,
        order_id.0,
        expires_at,
        actor_kind,
        actor_id,
    )
    .fetch_all(&mut **tx)
    .await?;
    if short.is_empty() {
        return Ok(());
    }
    let short = short
        .into_iter()
        .map(|row| Shortage {
            variant_id: row.variant_id,
            wanted: row.quantity,
            free: row.free,
        })
        .collect();
    Err(ReserveError::Short(short))
}

/// Turns what is held for an order into a promise. Gives the number of pieces that became allocated now.
///
/// # Errors
/// Database errors.
pub async fn allocate(tx: &mut Tx, order_id: OrderId) -> Result<i64, DbError> {
    end_reservations(tx, order_id, "allocated").await
}

/// Gives back what is held for an order. Gives the number of pieces that became free now.
///
/// # Errors
/// Database errors.
pub async fn release(tx: &mut Tx, order_id: OrderId) -> Result<i64, DbError> {
    end_reservations(tx, order_id, "released").await
}

async fn end_reservations(tx: &mut Tx, order_id: OrderId, outcome: &str) -> Result<i64, DbError> {
    let (now, actor_kind, actor_id) = (tx.now(), tx.actor().kind(), tx.actor().id());
    let ended = sqlx::query_scalar!(
        r#"with levels as (
            select s.variant_id, s.location_id from stock_levels s
            join stock_reservations r on r.variant_id = s.variant_id and r.location_id = s.location_id
            where r.order_id = $1 and r.state = 'held'
            order by s.variant_id, s.location_id for update of s),
        ended as (
            update stock_reservations r set state = $2, updated_at = $3 from levels l
            where r.order_id = $1 and r.state = 'held' and r.variant_id = l.variant_id and r.location_id = l.location_id
            returning r.variant_id, r.location_id, r.quantity),
        counted as (
            update stock_levels s set reserved = s.reserved - e.quantity,
                   allocated = s.allocated + case when $2 = 'allocated' then e.quantity else 0 end, updated_at = $3
            from ended e where s.variant_id = e.variant_id and s.location_id = e.location_id
            returning s.variant_id, s.location_id, e.quantity),
        told as (
            insert into stock_movements (variant_id, location_id, kind, reserved_delta, allocated_delta, reference_kind, reference_id, actor_kind, actor_id, at)
            select variant_id, location_id, $2, -quantity, case when $2 = 'allocated' then quantity else 0 end, 'order', $1, $4, $5, $3 from counted)
        select coalesce(sum(quantity), 0)::bigint as "quantity!" from counted"#,
        order_id.0,
        outcome,
        now,
        actor_kind,
        actor_id,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(ended)
}

/// Gives back what was promised to an order that is called off before anything of it was sent. Gives the number of pieces that became free.
///
/// # Errors
/// Database errors.
pub async fn deallocate(tx: &mut Tx, order_id: OrderId) -> Result<i64, DbError> {
    let (now, actor_kind, actor_id) = (tx.now(), tx.actor().kind(), tx.actor().id());
    sqlx::query_scalar!(
        r#"with levels as (
            select s.variant_id, s.location_id from stock_levels s
            join stock_reservations r on r.variant_id = s.variant_id and r.location_id = s.location_id
            where r.order_id = $1 and r.state = 'allocated'
            order by s.variant_id, s.location_id for update of s),
        ended as (
            update stock_reservations r set state = 'released', updated_at = $2 from levels l
            where r.order_id = $1 and r.state = 'allocated' and r.variant_id = l.variant_id and r.location_id = l.location_id
            returning r.variant_id, r.location_id, r.quantity),
        counted as (
            update stock_levels s set allocated = s.allocated - e.quantity, updated_at = $2
            from ended e where s.variant_id = e.variant_id and s.location_id = e.location_id
            returning s.variant_id, s.location_id, e.quantity),
        told as (
            insert into stock_movements (variant_id, location_id, kind, allocated_delta, reference_kind, reference_id, actor_kind, actor_id, at)
            select variant_id, location_id, 'deallocated', -quantity, 'order', $1, $3, $4, $2 from counted)
        select coalesce(sum(quantity), 0)::bigint as "quantity!" from counted"#,
        order_id.0,
        now,
        actor_kind,
        actor_id,
    )
    .fetch_one(&mut **tx)
    .await
}

/// Sends pieces of what was promised to an order: they leave the house. `false`, and nothing is done, when fewer are promised.
///
/// # Errors
/// Database errors.
pub async fn ship(
    tx: &mut Tx,
    order_id: OrderId,
    shipment_id: Uuid,
    wanted: &[Wanted],
) -> Result<bool, DbError> {
    end_promises(tx, order_id, wanted, ("shipped", "shipment", shipment_id)).await
}

/// Gives back pieces of what was promised to an order and has not been sent. `false`, and nothing is done, when fewer are promised.
///
/// # Errors
/// Database errors.
pub async fn call_off(
    tx: &mut Tx,
    order_id: OrderId,
    return_id: Uuid,
    wanted: &[Wanted],
) -> Result<bool, DbError> {
    end_promises(tx, order_id, wanted, ("deallocated", "return", return_id)).await
}

async fn end_promises(
    tx: &mut Tx,
    order_id: OrderId,
    wanted: &[Wanted],
    (kind, reference_kind, reference_id): (&str, &str, Uuid),
) -> Result<bool, DbError> {
    let wanted = per_variant(wanted);
    let variants: Vec<Uuid> = wanted.iter().map(|line| line.variant_id.0).collect();
    let quantities: Vec<i64> = wanted.iter().map(|line| line.quantity).collect();
    let (now, actor_kind, actor_id) = (tx.now(), tx.actor().kind(), tx.actor().id());
    let ended = sqlx::query_scalar!(
        r#"with wanted as (select * from unnest($2::uuid[], $3::bigint[]) as w (variant_id, quantity)),
        levels as (
            select s.variant_id, s.location_id from stock_levels s
            join stock_reservations r on r.variant_id = s.variant_id and r.location_id = s.location_id
            where r.order_id = $1 and r.state = 'allocated' and r.variant_id = any($2)
            order by s.variant_id, s.location_id for update of s),
        promised as (
            select r.variant_id, r.location_id, r.quantity - r.shipped as open, w.quantity as wanted,
                   coalesce(sum(r.quantity - r.shipped) over (partition by r.variant_id order by r.location_id
                                                              rows between unbounded preceding and 1 preceding), 0)::bigint as before
            from levels l join stock_reservations r on r.order_id = $1 and r.variant_id = l.variant_id and r.location_id = l.location_id and r.state = 'allocated'
            join wanted w on w.variant_id = r.variant_id),
        taken as (select variant_id, location_id, least(open, greatest(wanted - before, 0)) as take from promised),
        short as (
            select w.variant_id from wanted w left join taken t on t.variant_id = w.variant_id
            group by w.variant_id, w.quantity having coalesce(sum(t.take), 0) < w.quantity),
        ended as (
            update stock_reservations r
            set shipped = r.shipped + case when $5 = 'shipped' then t.take else 0 end,
                -- What has been given back whole keeps its number, as what was never paid does.
                quantity = case when $5 = 'shipped' or (r.shipped = 0 and r.quantity = t.take) then r.quantity else r.quantity - t.take end,
                state = case when r.quantity - r.shipped > t.take then 'allocated' when $5 = 'shipped' or r.shipped > 0 then 'shipped' else 'released' end,
                updated_at = $4
            from taken t
            where r.order_id = $1 and r.variant_id = t.variant_id and r.location_id = t.location_id and t.take > 0 and not exists (select from short)
            returning r.variant_id, r.location_id, t.take),
        counted as (
            update stock_levels s set on_hand = s.on_hand - case when $5 = 'shipped' then e.take else 0 end, allocated = s.allocated - e.take, updated_at = $4
            from ended e where s.variant_id = e.variant_id and s.location_id = e.location_id
            returning s.variant_id, s.location_id, e.take),
        told as (
            insert into stock_movements (variant_id, location_id, kind, on_hand_delta, allocated_delta, reference_kind, reference_id, actor_kind, actor_id, at)
            select variant_id, location_id, $5, case when $5 = 'shipped' then -take else 0 end, -take, $6, $7, $8, $9, $4 from counted)
        select coalesce(sum(take), 0)::bigint as "quantity!" from counted"#,
        order_id.0,
        &variants,
        &quantities,
        now,
        kind,
        reference_kind,
        reference_id,
        actor_kind,
        actor_id,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(ended == quantities.iter().sum::<i64>())
}

/// Sends free pieces in the place of others: from where the order's came, and then from wherever there are any. `false`, and nothing is done, when fewer are
/// there that nobody else has been promised.
///
/// # Errors
/// Database errors.
pub async fn replace(
    tx: &mut Tx,
    order_id: OrderId,
    shipment_id: Uuid,
    wanted: &[Wanted],
) -> Result<bool, DbError> {
    let wanted = per_variant(wanted);
    if wanted.is_empty() {
        return Ok(true);
    }
    let variants: Vec<Uuid> = wanted.iter().map(|line| line.variant_id.0).collect();
    let quantities: Vec<i64> = wanted.iter().map(|line| line.quantity).collect();
    let (now, actor_kind, actor_id) = (tx.now(), tx.actor().kind(), tx.actor().id());
    let sent = sqlx::query_scalar!(
        r#"with wanted as (select * from unnest($2::uuid[], $3::bigint[]) as w (variant_id, quantity)),
        levels as (
            select s.variant_id, s.location_id, greatest(s.on_hand - s.reserved - s.allocated, 0) as free
            from stock_levels s where s.variant_id = any($2)
            order by s.variant_id, s.location_id for update of s),
        ranked as (
            select l.variant_id, l.location_id, l.free, w.quantity as wanted,
                   coalesce(sum(l.free) over (partition by l.variant_id
                       order by (exists (select from stock_reservations r where r.order_id = $1 and r.variant_id = l.variant_id and r.location_id = l.location_id)) desc,
                                l.location_id
                       rows between unbounded preceding and 1 preceding), 0)::bigint as before
            from levels l join wanted w on w.variant_id = l.variant_id),
        taken as (select variant_id, location_id, least(free, greatest(wanted - before, 0)) as take from ranked),
        short as (
            select w.variant_id from wanted w left join taken t on t.variant_id = w.variant_id
            group by w.variant_id, w.quantity having coalesce(sum(t.take), 0) < w.quantity),
        counted as (
            update stock_levels s set on_hand = s.on_hand - t.take, updated_at = $4
            from taken t where s.variant_id = t.variant_id and s.location_id = t.location_id and t.take > 0 and not exists (select from short)
            returning s.variant_id, s.location_id, t.take),
        told as (
            insert into stock_movements (variant_id, location_id, kind, on_hand_delta, reference_kind, reference_id, actor_kind, actor_id, at)
            select variant_id, location_id, 'shipped', -take, 'shipment', $5, $6, $7, $4 from counted)
        select coalesce(sum(take), 0)::bigint as "quantity!" from counted"#,
        order_id.0,
        &variants,
        &quantities,
        now,
        shipment_id,
        actor_kind,
        actor_id,
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(sent == quantities.iter().sum::<i64>())
}

/// Pieces of a variant that came back.
#[derive(Clone, Copy, Debug)]
pub struct Back {
    /// Which.
    pub variant_id: VariantId,
    /// How many can be sold again.
    pub restocked: i64,
    /// How many cannot.
    pub scrapped: i64,
}

/// Takes back pieces of an order to the location that they came from. All of them come in; what cannot be sold again goes out as `scrapped`.
///
/// # Errors
/// Database errors.
pub async fn take_back(
    tx: &mut Tx,
    order_id: OrderId,
    return_id: Uuid,
    back: &[Back],
) -> Result<(), DbError> {
    let variants: Vec<Uuid> = back.iter().map(|b| b.variant_id.0).collect();
    let restocked: Vec<i64> = back.iter().map(|b| b.restocked).collect();
    let scrapped: Vec<i64> = back.iter().map(|b| b.scrapped).collect();
    let (now, actor_kind, actor_id) = (tx.now(), tx.actor().kind(), tx.actor().id());
    sqlx::query!(
        r#"with back as (
            select b.variant_id, sum(b.restocked)::bigint as restocked, sum(b.scrapped)::bigint as scrapped
            from unnest($2::uuid[], $3::bigint[], $4::bigint[]) as b (variant_id, restocked, scrapped) group by b.variant_id),
        origin as (
            select distinct on (r.variant_id) r.variant_id, r.location_id from stock_reservations r
            where r.order_id = $1 and r.variant_id = any($2) order by r.variant_id, r.location_id),
        levels as (
            select s.variant_id, s.location_id from stock_levels s
            join origin o on o.variant_id = s.variant_id and o.location_id = s.location_id
            order by s.variant_id, s.location_id for update of s),
        counted as (
            update stock_levels s set on_hand = s.on_hand + b.restocked, updated_at = $5
            from levels l join back b on b.variant_id = l.variant_id
            where s.variant_id = l.variant_id and s.location_id = l.location_id
            returning s.variant_id, s.location_id, b.restocked, b.scrapped)
        insert into stock_movements (variant_id, location_id, kind, on_hand_delta, reference_kind, reference_id, actor_kind, actor_id, at)
        select variant_id, location_id, 'returned', restocked + scrapped, 'return', $6::uuid, $7::text, $8::uuid, $5::timestamptz from counted
        union all
        select variant_id, location_id, 'scrapped', -scrapped, 'return', $6::uuid, $7::text, $8::uuid, $5::timestamptz from counted where scrapped > 0"#,
        order_id.0,
        &variants,
        &restocked,
        &scrapped,
        now,
        return_id,
        actor_kind,
        actor_id,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Lets what is held for an order stand until `expires_at`.
///
/// # Errors
/// Database errors.
pub async fn prolong(tx: &mut Tx, order_id: OrderId, expires_at: Timestamp) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update stock_reservations set expires_at = $2, updated_at = $3 where order_id = $1 and state = 'held' and expires_at < $2",
        order_id.0,
        expires_at,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A counted balance: so many pieces are at the location.
#[derive(Clone, Copy, Debug)]
pub struct Balance {
    /// Which.
    pub variant_id: VariantId,
    /// Where.
    pub location_id: LocationId,
    /// How many are there, promised ones included.
    pub on_hand: i64,
}

/// Sets balances to what was counted and writes the differences into the ledger as `adjusted`; equal ones leave no trace. A balance below what is
/// promised is raised to it, since promised goods are there: gives the balances that were raised so, for the caller to report. One row per
/// variant and location.
///
/// # Errors
/// Database errors.
pub async fn set_balances(
    tx: &mut Tx,
    balances: &[Balance],
    reason: &str,
) -> Result<Vec<VariantId>, DbError> {
    let known = begin_levels(tx, balances, reason).await?;
    if known.is_empty() {
        return Ok(Vec::new());
    }
    let variants: Vec<Uuid> = known.iter().map(|b| b.variant_id.0).collect();
    let locations: Vec<Uuid> = known.iter().map(|b| b.location_id.0).collect();
    let counts: Vec<i64> = known.iter().map(|b| b.on_hand).collect();
    let (now, actor_kind, actor_id) = (tx.now(), tx.actor().kind(), tx.actor().id());
    let raised = sqlx::query_scalar!(
        r#"with counted as (
            select s.variant_id, s.location_id, s.on_hand as old, b.on_hand as asked,
                   greatest(b.on_hand, s.reserved + s.allocated - s.backorder_limit) as new
            from stock_levels s
            join unnest($1::uuid[], $2::uuid[], $3::bigint[]) as b (variant_id, location_id, on_hand)
              on b.variant_id = s.variant_id and b.location_id = s.location_id
            order by s.variant_id, s.location_id for update of s),
        changed as (
            update stock_levels s set on_hand = c.new, updated_at = $4 from counted c
            where s.variant_id = c.variant_id and s.location_id = c.location_id and c.new <> c.old
            returning s.variant_id, s.location_id, c.new - c.old as delta),
        told as (
            insert into stock_movements (variant_id, location_id, kind, on_hand_delta, reason, actor_kind, actor_id, at)
            select variant_id, location_id, 'adjusted', delta, $5, $6, $7, $4 from changed)
        select variant_id as "variant_id: VariantId" from counted where new <> asked"#,
        &variants,
        &locations,
        &counts,
        now,
        reason,
        actor_kind,
        actor_id,
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(raised)
}

/// Makes the levels that are not there yet, at once with what was counted. Gives the balances whose level was there.
async fn begin_levels(
    tx: &mut Tx,
    balances: &[Balance],
    reason: &str,
) -> Result<Vec<Balance>, DbError> {
    let variants: Vec<Uuid> = balances.iter().map(|b| b.variant_id.0).collect();
    let locations: Vec<Uuid> = balances.iter().map(|b| b.location_id.0).collect();
    let counts: Vec<i64> = balances.iter().map(|b| b.on_hand).collect();
    let (now, actor_kind, actor_id) = (tx.now(), tx.actor().kind(), tx.actor().id());
    let begun = sqlx::query!(
        r#"with begun as (
            insert into stock_levels (variant_id, location_id, on_hand, updated_at)
            select v, l, n, $4 from unnest($1::uuid[], $2::uuid[], $3::bigint[]) as b (v, l, n) order by v, l
            on conflict do nothing returning variant_id, location_id, on_hand),
        told as (
            insert into stock_movements (variant_id, location_id, kind, on_hand_delta, reason, actor_kind, actor_id, at)
            select variant_id, location_id, 'adjusted', on_hand, $5, $6, $7, $4 from begun where on_hand <> 0)
        select variant_id, location_id from begun"#,
        &variants,
        &locations,
        &counts,
        now,
        reason,
        actor_kind,
        actor_id,
    )
    .fetch_all(&mut **tx)
    .await?;
    let begun: HashSet<(Uuid, Uuid)> = begun
        .into_iter()
        .map(|row| (row.variant_id, row.location_id))
        .collect();
    Ok(balances
        .iter()
        .filter(|b| !begun.contains(&(b.variant_id.0, b.location_id.0)))
        .copied()
        .collect())
}

/// Makes a location, or renames it. Gives the id.
///
/// # Errors
/// Database errors.
pub async fn save_location(
    tx: &mut Tx,
    code: &str,
    name: &str,
    position: i32,
) -> Result<LocationId, DbError> {
    let id = sqlx::query_scalar!(
        "insert into locations (id, code, name, position) values ($1, $2, $3, $4)
         on conflict (code) do update set name = excluded.name, position = excluded.position returning id",
        LocationId::generate().0,
        code,
        name,
        position
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(LocationId(id))
}
