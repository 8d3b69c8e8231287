//! What closing a cart writes.

use platform::db::{DbError, Tx};

use crate::ids::{CartId, CartLineId, CustomerId, OrderId, ShopId};

/// A cart that has just been closed.
pub(super) struct Closed {
    pub shop_id: ShopId,
    pub currency: String,
    pub locale: String,
    pub token_hash: Vec<u8>,
    pub customer_id: Option<CustomerId>,
}

/// Closes a cart that is open; `None` when it was not.
pub(super) async fn mark_ordered(tx: &mut Tx, cart_id: CartId) -> Result<Option<Closed>, DbError> {
    let now = tx.now();
    sqlx::query_as!(
        Closed,
        r#"update carts set state = 'ordered', updated_at = $2 where id = $1 and state = 'open'
           returning shop_id, currency::text as "currency!", locale, token_hash, customer_id as "customer_id?: CustomerId""#,
        cart_id.0,
        now
    )
    .fetch_optional(&mut **tx)
    .await
}

/// Gives the cart a secret that nobody holds, so that another may have its own.
pub(super) async fn give_up_secret(tx: &mut Tx, cart_id: CartId) -> Result<(), DbError> {
    sqlx::query!(
        "update carts set token_hash = decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex') where id = $1",
        cart_id.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Moves the lines that the order lacks: of goods by their variant, of gift cards by what is wished, too.
pub(super) async fn move_other_lines(
    tx: &mut Tx,
    from: CartId,
    to: CartId,
    order_id: OrderId,
) -> Result<(), DbError> {
    sqlx::query!(
        "update cart_lines l set cart_id = $2
         where l.cart_id = $1 and not exists (select from order_lines o where o.order_id = $3 and o.variant_id = l.variant_id and o.card_key = l.card_key)",
        from.0,
        to.0,
        order_id.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Puts what is beyond the order into the cart.
pub(super) async fn insert_beyond(
    tx: &mut Tx,
    cart_id: CartId,
    beyond: &[Beyond],
) -> Result<(), DbError> {
    let now = tx.now();
    let ids: Vec<uuid::Uuid> = beyond.iter().map(|_| CartLineId::generate().0).collect();
    let lines: Vec<uuid::Uuid> = beyond.iter().map(|line| line.line_id.0).collect();
    let quantities: Vec<i32> = beyond.iter().map(|line| line.quantity).collect();
    sqlx::query!(
        "insert into cart_lines (id, cart_id, variant_id, quantity, seen_price_e4, added_at, card_recipient, card_greeting, card_on, card_amount_minor,
                                 card_key)
         select b.id, $1, l.variant_id, b.quantity, l.seen_price_e4, $5, l.card_recipient, l.card_greeting, l.card_on, l.card_amount_minor, l.card_key
         from unnest($2::uuid[], $3::uuid[], $4::int[]) as b (id, line, quantity) join cart_lines l on l.id = b.line",
        cart_id.0,
        &ids,
        &lines,
        &quantities,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// More of a variant than was ordered.
pub(super) struct Beyond {
    line_id: CartLineId,
    quantity: i32,
}

/// What is beyond the order of the variants that it has, at least as many as are sold at once.
pub(super) async fn beyond(
    tx: &mut Tx,
    cart_id: CartId,
    order_id: OrderId,
) -> Result<Vec<Beyond>, DbError> {
    sqlx::query_as!(
        Beyond,
        r#"select l.id as "line_id!: CartLineId", greatest(l.quantity - o.quantity, v.min_quantity) as "quantity!"
           from cart_lines l
           join order_lines o on o.order_id = $2 and o.variant_id = l.variant_id and o.card_key = l.card_key and o.kind = 'item'
           join variants v on v.id = l.variant_id
           where l.cart_id = $1 and l.removed_at is null and l.quantity > o.quantity
           order by l.added_at, l.id"#,
        cart_id.0,
        order_id.0
    )
    .fetch_all(&mut **tx)
    .await
}

pub(super) async fn has_other_lines(
    tx: &mut Tx,
    cart_id: CartId,
    order_id: OrderId,
) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from cart_lines l where l.cart_id = $1 and l.removed_at is null
               and not exists (select from order_lines o where o.order_id = $2 and o.variant_id = l.variant_id and o.card_key = l.card_key)) as "exists!""#,
        cart_id.0,
        order_id.0
    )
    .fetch_one(&mut **tx)
    .await
}
