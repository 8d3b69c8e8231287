//! **Closing** a cart that has become an order. A cart may change while its shopper pays; what the order lacks stays the shopper's.

use platform::db::{DbError, Tx};

use super::store::open;
use crate::ids::{CartId, CartLineId, OrderId, ShopId, VariantId};

/// Marks a cart as having become this order. Lines that the order lacks, and pieces beyond what it has of a line, move to a fresh cart under the same
/// secret; the ordered cart then has one that nobody holds. The caller holds the cart's lock.
///
/// # Errors
/// Database errors.
pub async fn close(tx: &mut Tx, cart_id: CartId, order_id: OrderId) -> Result<(), DbError> {
    let now = tx.now();
    let closed = sqlx::query!(
        "update carts set state = 'ordered', updated_at = $2 where id = $1 and state = 'open'
         returning shop_id, currency::text as \"currency!\", locale, token_hash",
        cart_id.0,
        now
    )
    .fetch_optional(&mut **tx)
    .await?;
    let Some(cart) = closed else { return Ok(()) };
    let beyond = beyond(tx, cart_id, order_id).await?;
    if beyond.is_empty() && !has_other_lines(tx, cart_id, order_id).await? {
        return Ok(());
    }
    sqlx::query!(
        "update carts set token_hash = decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex') where id = $1",
        cart_id.0
    )
    .execute(&mut **tx)
    .await?;
    let shop_id = ShopId(cart.shop_id);
    let fresh = open(tx, shop_id, &cart.currency, &cart.locale, &cart.token_hash).await?;
    sqlx::query!(
        "update cart_lines l set cart_id = $2
         where l.cart_id = $1 and not exists (select from order_lines o where o.order_id = $3 and o.variant_id = l.variant_id)",
        cart_id.0,
        fresh.0,
        order_id.0
    )
    .execute(&mut **tx)
    .await?;
    for line in beyond {
        sqlx::query!(
            "insert into cart_lines (id, cart_id, variant_id, quantity, seen_price_e4, added_at) values ($1, $2, $3, $4, $5, $6)",
            CartLineId::generate().0,
            fresh.0,
            line.variant_id.0,
            line.quantity,
            line.seen_price_e4,
            now
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// More of a variant than was ordered.
struct Beyond {
    variant_id: VariantId,
    quantity: i32,
    seen_price_e4: i64,
}

/// What is beyond the order of the variants that it has, at least as many as are sold at once.
async fn beyond(tx: &mut Tx, cart_id: CartId, order_id: OrderId) -> Result<Vec<Beyond>, DbError> {
    sqlx::query_as!(
        Beyond,
        r#"select l.variant_id, greatest(l.quantity - o.quantity, v.min_quantity) as "quantity!", l.seen_price_e4
           from cart_lines l
           join order_lines o on o.order_id = $2 and o.variant_id = l.variant_id and o.kind = 'item'
           join variants v on v.id = l.variant_id
           where l.cart_id = $1 and l.removed_at is null and l.quantity > o.quantity
           order by l.added_at, l.id"#,
        cart_id.0,
        order_id.0
    )
    .fetch_all(&mut **tx)
    .await
}

async fn has_other_lines(tx: &mut Tx, cart_id: CartId, order_id: OrderId) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from cart_lines l where l.cart_id = $1 and l.removed_at is null
               and not exists (select from order_lines o where o.order_id = $2 and o.variant_id = l.variant_id)) as "exists!""#,
        cart_id.0,
        order_id.0
    )
    .fetch_one(&mut **tx)
    .await
}
