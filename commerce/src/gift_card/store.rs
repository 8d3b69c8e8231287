//! Writing cards, their ledger, and what carts and orders take of them.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use platform::money::Currency;

use super::put_right::LIVES_AFTER_REFUND;
use super::{Card, CardKind, NewCard};
use crate::ids::{CartId, CustomerId, GiftCardId, OrderId, ShopId};

/// Writes a card; `false` when it is there already.
pub(super) async fn insert(
    tx: &mut Tx,
    id: GiftCardId,
    card: &NewCard,
    code_hash: Option<&[u8]>,
    code_hint: &str,
) -> Result<bool, DbError> {
    let now = tx.now();
    let kind = match card.customer {
        Some(_) => CardKind::StoreCredit,
        None => CardKind::GiftCard,
    };
    let made = sqlx::query!(
        "insert into gift_cards (id, shop_id, kind, code_hash, code_hint, customer_id, currency, issued_minor, balance_minor, expires_at, note, recipient,
                                 locale, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11, $12, $13, $13) on conflict (id) do nothing",
        id.0,
        card.shop_id.0,
        kind.as_str(),
        code_hash,
        code_hint,
        card.customer.map(|id| id.0),
        card.amount.currency.code(),
        card.amount.minor,
        card.expires_at,
        card.note,
        card.recipient,
        card.locale,
        now
    )
    .execute(&mut **tx)
    .await?;
    if made.rows_affected() == 0 {
        return Ok(false);
    }
    enter(tx, id, "issued", card.amount.minor, card.amount.minor, None).await?;
    Ok(true)
}

/// A card as it was issued, to tell the same card sent twice from another.
pub(super) async fn issued(
    tx: &mut Tx,
    id: GiftCardId,
) -> Result<Option<(i64, Option<CustomerId>, String, Timestamp)>, DbError> {
    let row = sqlx::query!(
        r#"select issued_minor, customer_id as "customer_id: CustomerId", recipient, expires_at as "expires_at: Timestamp" from gift_cards where id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|r| (r.issued_minor, r.customer_id, r.recipient, r.expires_at)))
}

/// Writes an entry of the ledger.
async fn enter(
    tx: &mut Tx,
    id: GiftCardId,
    kind: &str,
    amount_minor: i64,
    balance_minor: i64,
    order_id: Option<OrderId>,
) -> Result<(), DbError> {
    let (now, actor_kind, actor_id) = (tx.now(), tx.actor().kind(), tx.actor().id());
    sqlx::query!(
        "insert into gift_card_entries (gift_card_id, kind, amount_minor, balance_minor, order_id, actor_kind, actor_id, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        id.0,
        kind,
        amount_minor,
        balance_minor,
        order_id.map(|id| id.0),
        actor_kind,
        actor_id,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn set_blocked(
    tx: &mut Tx,
    id: GiftCardId,
    row_version: i32,
    is_blocked: bool,
) -> Result<bool, DbError> {
    let now = tx.now();
    let state = if is_blocked { "blocked" } else { "active" };
    let done = sqlx::query!(
        "update gift_cards set state = $3, updated_at = $4, row_version = row_version + 1 where id = $1 and row_version = $2 and state <> $3",
        id.0,
        row_version,
        state,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes money off a card; `false` when it holds too little or cannot be used.
pub(super) async fn take(
    tx: &mut Tx,
    id: GiftCardId,
    order_id: OrderId,
    amount_minor: i64,
) -> Result<bool, DbError> {
    let now = tx.now();
    let left = sqlx::query_scalar!(
        "update gift_cards set balance_minor = balance_minor - $2, updated_at = $3
         where id = $1 and balance_minor >= $2 and state = 'active' and expires_at > $3 returning balance_minor",
        id.0,
        amount_minor,
        now
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(left) = left else { return Ok(false) };
    enter(tx, id, "used", -amount_minor, left, Some(order_id)).await?;
    Ok(true)
}

/// A card under its lock.
pub(super) struct LockedCard {
    pub(super) balance_minor: i64,
    pub(super) expires_at: Timestamp,
    pub(super) row_version: i32,
    /// It has a code, somebody to send it to, and is not blocked.
    pub(super) can_be_sent: bool,
}

/// Locks a card. Rows that refer to it can still be written meanwhile.
pub(super) async fn lock(tx: &mut Tx, id: GiftCardId) -> Result<Option<LockedCard>, DbError> {
    sqlx::query_as!(
        LockedCard,
        r#"select balance_minor, expires_at, row_version, (kind = 'gift_card' and recipient <> '' and state = 'active') as "can_be_sent!"
           from gift_cards where id = $1 for no key update"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await
}

/// Sets when a card ends. The caller holds its lock.
pub(super) async fn set_expiry(
    tx: &mut Tx,
    id: GiftCardId,
    until: Timestamp,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update gift_cards set expires_at = $2, updated_at = $3, row_version = row_version + 1 where id = $1",
        id.0,
        until,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Changes what a card holds, with its entry. The caller holds its lock and has looked that it stays within bounds.
pub(super) async fn correct(tx: &mut Tx, id: GiftCardId, change_minor: i64) -> Result<(), DbError> {
    let now = tx.now();
    let left = sqlx::query_scalar!(
        "update gift_cards set balance_minor = balance_minor + $2, updated_at = $3, row_version = row_version + 1 where id = $1 returning balance_minor",
        id.0,
        change_minor,
        now
    )
    .fetch_one(&mut **tx)
    .await?;
    enter(tx, id, "corrected", change_minor, left, None).await
}

/// Counts that the code is mailed once more. The caller holds the card's lock.
pub(super) async fn count_sending(tx: &mut Tx, id: GiftCardId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update gift_cards set sent_again = sent_again + 1, updated_at = $2, row_version = row_version + 1 where id = $1",
        id.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Puts money onto a card, also onto one that has been stopped or is past its time: it is its owner's. What is refunded can be used for a while, however
/// late it comes.
pub(super) async fn put(
    tx: &mut Tx,
    id: GiftCardId,
    order_id: OrderId,
    amount_minor: i64,
    kind: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    let until = (kind == "refunded").then(|| now.plus(LIVES_AFTER_REFUND));
    let left = sqlx::query_scalar!(
        "update gift_cards set balance_minor = balance_minor + $2, updated_at = $3, expires_at = greatest(expires_at, $4)
         where id = $1 returning balance_minor",
        id.0,
        amount_minor,
        now,
        until as Option<Timestamp>
    )
    .fetch_one(&mut **tx)
    .await?;
    enter(tx, id, kind, amount_minor, left, Some(order_id)).await
}

/// Takes off a card what was paid for it, when its buyer withdraws. The caller holds its lock and has looked that it is all there.
pub(super) async fn take_back(
    tx: &mut Tx,
    id: GiftCardId,
    order_id: OrderId,
    amount_minor: i64,
) -> Result<(), DbError> {
    let now = tx.now();
    let left = sqlx::query_scalar!(
        "update gift_cards set balance_minor = balance_minor - $2, updated_at = $3, row_version = row_version + 1 where id = $1 returning balance_minor",
        id.0,
        amount_minor,
        now
    )
    .fetch_one(&mut **tx)
    .await?;
    enter(tx, id, "taken_back", -amount_minor, left, Some(order_id)).await
}

/// Locks a card; whether so much can be taken off it. Rows that refer to it can still be written meanwhile.
pub(super) async fn lock_and_look(
    tx: &mut Tx,
    id: GiftCardId,
    amount_minor: i64,
) -> Result<bool, DbError> {
    let now = tx.now();
    let is_enough = sqlx::query_scalar!(
        r#"select (balance_minor >= $2 and state = 'active' and expires_at > $3) as "enough!" from gift_cards where id = $1 for no key update"#,
        id.0,
        amount_minor,
        now
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(is_enough.unwrap_or(false))
}

pub(super) async fn insert_use(
    tx: &mut Tx,
    order_id: OrderId,
    id: GiftCardId,
    amount_minor: i64,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into order_gift_cards (order_id, gift_card_id, amount_minor, updated_at) values ($1, $2, $3, $4)",
        order_id.0,
        id.0,
        amount_minor,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What an order takes of cards and has not got back, in the order in which their rows are locked.
pub(super) async fn uses_of(
    tx: &mut Tx,
    order_id: OrderId,
    state: &str,
) -> Result<Vec<(GiftCardId, i64)>, DbError> {
    let rows = sqlx::query!(
        r#"select gift_card_id as "id!: GiftCardId", amount_minor - refunded_minor as "left!" from order_gift_cards
           where order_id = $1 and state = $2 order by gift_card_id"#,
        order_id.0,
        state
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|r| (r.id, r.left)).collect())
}

pub(super) async fn set_use(
    tx: &mut Tx,
    order_id: OrderId,
    id: GiftCardId,
    state: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update order_gift_cards set state = $3, updated_at = $4 where order_id = $1 and gift_card_id = $2",
        order_id.0,
        id.0,
        state,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What cards have paid of an order and what went back, locked.
pub(super) async fn paid_by(
    tx: &mut Tx,
    order_id: OrderId,
) -> Result<Vec<(GiftCardId, i64, i64)>, DbError> {
    let rows = sqlx::query!(
        r#"select gift_card_id as "id!: GiftCardId", amount_minor, refunded_minor from order_gift_cards
           where order_id = $1 and state = 'held' order by gift_card_id for update"#,
        order_id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| (r.id, r.amount_minor, r.refunded_minor))
        .collect())
}

pub(super) async fn count_refund(
    tx: &mut Tx,
    order_id: OrderId,
    id: GiftCardId,
    amount_minor: i64,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update order_gift_cards set refunded_minor = refunded_minor + $3, updated_at = $4 where order_id = $1 and gift_card_id = $2",
        order_id.0,
        id.0,
        amount_minor,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The cards that a cart pays with. What the cart's own order holds, which waits for its payment, is there for it. Store credit is its customer's alone.
///
/// # Errors
/// Database errors.
pub async fn usable(
    conn: &mut PgConnection,
    cart_id: CartId,
    currency: Currency,
    customer: Option<CustomerId>,
) -> Result<Vec<Card>, DbError> {
    sqlx::query_as!(
        Card,
        r#"select g.id as "id!: GiftCardId", g.kind, g.code_hint,
                  (g.balance_minor + coalesce((select sum(u.amount_minor) from order_gift_cards u join orders o on o.id = u.order_id
                                               where u.gift_card_id = g.id and u.state = 'held' and o.cart_id = $1 and o.state = 'prepared'), 0))::bigint
                      as "balance_minor!",
                  g.currency::text as "currency!", g.expires_at, (g.state = 'blocked') as "is_blocked!"
           from cart_gift_cards c join gift_cards g on g.id = c.gift_card_id
           where c.cart_id = $1 and g.currency = $2 and (g.customer_id is null or g.customer_id = $3)
           order by g.expires_at, g.id"#,
        cart_id.0,
        currency.code(),
        customer.map(|id| id.0),
    )
    .fetch_all(conn)
    .await
}

/// The card with a code, and whether it can be used: state, time, balance are told by the caller.
pub(super) async fn by_hash(
    conn: &mut PgConnection,
    shop_id: ShopId,
    hash: &[u8],
) -> Result<Option<Card>, DbError> {
    sqlx::query_as!(
        Card,
        r#"select id as "id!: GiftCardId", kind, code_hint, balance_minor, currency::text as "currency!", expires_at, (state = 'blocked') as "is_blocked!"
           from gift_cards where code_hash = $1 and shop_id = $2"#,
        hash,
        shop_id.0
    )
    .fetch_optional(conn)
    .await
}

/// Keeps a card with a cart; `false` when it keeps as many as it may. The caller holds the cart's lock.
pub(super) async fn give(tx: &mut Tx, cart_id: CartId, id: GiftCardId) -> Result<bool, DbError> {
    let now = tx.now();
    let kept = sqlx::query!(
        "insert into cart_gift_cards (cart_id, gift_card_id, given_at)
         select $1, $2, $3
         -- Store credit does not take a card's place, nor does the card itself, given once more.
         where (select count(*) from cart_gift_cards c join gift_cards g on g.id = c.gift_card_id
                where c.cart_id = $1 and g.kind = 'gift_card' and g.id <> $2) < 5
         on conflict (cart_id, gift_card_id) do update set given_at = cart_gift_cards.given_at",
        cart_id.0,
        id.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(kept.rows_affected() == 1)
}

/// Lets a cart pay with all the store credit of its customer.
///
/// # Errors
/// Database errors.
pub async fn give_credit(
    tx: &mut Tx,
    cart_id: CartId,
    customer: CustomerId,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into cart_gift_cards (cart_id, gift_card_id, given_at)
         select $1, id, $3 from gift_cards where customer_id = $2 and state = 'active' and balance_minor > 0 and expires_at > $3
         on conflict (cart_id, gift_card_id) do nothing",
        cart_id.0,
        customer.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What a customer has in store credit that their cart does not use yet, in minor units.
///
/// # Errors
/// Database errors.
pub async fn credit_left(
    conn: &mut PgConnection,
    cart_id: CartId,
    customer: CustomerId,
    currency: Currency,
    now: platform::clock::Timestamp,
) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select coalesce(sum(g.balance_minor), 0)::bigint as "left!" from gift_cards g
           where g.customer_id = $2 and g.currency = $3 and g.state = 'active' and g.expires_at > $4
             and not exists (select from cart_gift_cards c where c.cart_id = $1 and c.gift_card_id = g.id)"#,
        cart_id.0,
        customer.0,
        currency.code(),
        now
    )
    .fetch_one(conn)
    .await
}

/// Moves the cards of a cart to the one that its goods move to.
pub(crate) async fn move_cards(tx: &mut Tx, from: CartId, into: CartId) -> Result<(), DbError> {
    sqlx::query!(
        "with gone as (delete from cart_gift_cards where cart_id = $1 returning gift_card_id, given_at)
         insert into cart_gift_cards (cart_id, gift_card_id, given_at) select $2, g.gift_card_id, g.given_at from gone g
         on conflict (cart_id, gift_card_id) do nothing",
        from.0,
        into.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes a card away from a cart.
///
/// # Errors
/// Database errors.
pub async fn take_away(tx: &mut Tx, cart_id: CartId, id: GiftCardId) -> Result<(), DbError> {
    sqlx::query!(
        "delete from cart_gift_cards where cart_id = $1 and gift_card_id = $2",
        cart_id.0,
        id.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What gift cards paid of an order and has not gone back onto them.
///
/// # Errors
/// Database errors.
pub async fn left_to_refund(conn: &mut PgConnection, order_id: OrderId) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select coalesce(sum(amount_minor - refunded_minor), 0)::bigint as "left!" from order_gift_cards where order_id = $1 and state = 'held'"#,
        order_id.0
    )
    .fetch_one(conn)
    .await
}
