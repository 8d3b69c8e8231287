//! What a cart's change of hands writes.

use platform::db::{DbError, Tx};

use crate::ids::{CartId, CustomerId, ShopId};

pub(super) async fn open_cart(
    tx: &mut Tx,
    shop_id: ShopId,
    customer: CustomerId,
) -> Result<Option<CartId>, DbError> {
    let id = sqlx::query_scalar!(
        "select id from carts where shop_id = $1 and customer_id = $2 and state = 'open'",
        shop_id.0,
        customer.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(id.map(CartId))
}

pub(super) async fn open_guest_cart(
    tx: &mut Tx,
    shop_id: ShopId,
    token_hash: &[u8],
) -> Result<Option<CartId>, DbError> {
    let now = tx.now();
    let id = sqlx::query_scalar!(
        "select id from carts where token_hash = $2 and shop_id = $1 and customer_id is null and state = 'open' and expires_at > $3",
        shop_id.0,
        token_hash,
        now
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(id.map(CartId))
}

/// A cart whose time is out is nobody's, until it is swept away.
pub(super) async fn let_go_of_expired(
    tx: &mut Tx,
    shop_id: ShopId,
    customer: CustomerId,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update carts set customer_id = null, token_hash = decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex')
         where shop_id = $1 and customer_id = $2 and state = 'open' and expires_at <= $3",
        shop_id.0,
        customer.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn set_owner(
    tx: &mut Tx,
    cart: CartId,
    customer: CustomerId,
) -> Result<(), DbError> {
    sqlx::query!(
        "update carts set customer_id = $2, row_version = row_version + 1 where id = $1",
        cart.0,
        customer.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Whether an order that was made of the cart waits for its payment.
pub(super) async fn is_being_paid_for(tx: &mut Tx, cart: CartId) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from orders where cart_id = $1 and state = 'prepared') as "exists!""#,
        cart.0
    )
    .fetch_one(&mut **tx)
    .await
}

/// Leaves nothing in a cart whose goods have moved to another, nor a way to it, nor time: whoever waits for its lock to put something in finds it closed. An order that was made of it keeps it from going altogether.
pub(super) async fn empty(tx: &mut Tx, cart: CartId) -> Result<(), DbError> {
    sqlx::query!("delete from cart_lines where cart_id = $1", cart.0)
        .execute(&mut **tx)
        .await?;
    let now = tx.now();
    sqlx::query!(
        "update carts set customer_id = null, expires_at = $2, row_version = row_version + 1,
                token_hash = decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex')
         where id = $1",
        cart.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
