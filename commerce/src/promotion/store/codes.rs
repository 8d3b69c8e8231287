//! Codes: those that a cart has, and those that staff make.

use platform::db::{DbError, PgConnection, Tx};
use platform::ids::new_uuid;
use uuid::Uuid;

use crate::ids::{CartId, CustomerId, PromotionId, ShopId};
use crate::promotion::GivenCode;
use crate::promotion::code::{MOST_GIVEN, NewCodes};

/// The codes of a cart, in the order in which they were given.
///
/// # Errors
/// Database errors.
pub async fn given_codes(
    conn: &mut PgConnection,
    cart_id: CartId,
) -> Result<Vec<GivenCode>, DbError> {
    sqlx::query_as!(
        GivenCode,
        r#"select c.id, c.code, c.promotion_id as "promotion_id!: PromotionId", c.customer_id as "customer?: CustomerId",
                  (c.max_uses is not null and c.uses >= c.max_uses + (select count(*) from orders o join promotion_redemptions r on r.order_id = o.id
                       where o.cart_id = $1 and o.state in ('prepared', 'placed') and r.code_id = c.id and r.state = 'held')) as "is_used_up!"
           from cart_codes g join promotion_codes c on c.id = g.code_id where g.cart_id = $1 order by g.given_at, c.code"#,
        cart_id.0
    )
    .fetch_all(conn)
    .await
}

/// The code that is written so, and the shop that it is of.
pub(in crate::promotion) async fn code_written(
    conn: &mut PgConnection,
    shop_id: ShopId,
    code: &str,
) -> Result<Option<GivenCode>, DbError> {
    sqlx::query_as!(
        GivenCode,
        r#"select c.id, c.code, c.promotion_id as "promotion_id!: PromotionId", c.customer_id as "customer?: CustomerId",
                  (c.max_uses is not null and c.uses >= c.max_uses) as "is_used_up!"
           from promotion_codes c join promotions p on p.id = c.promotion_id
           where c.code = $1 and p.shop_id = $2 and p.state <> 'draft'"#,
        code,
        shop_id.0
    )
    .fetch_optional(conn)
    .await
}

/// Keeps a code with a cart; `false` when it keeps as many as it may. The caller holds the cart's lock.
pub(in crate::promotion) async fn give(
    tx: &mut Tx,
    cart_id: CartId,
    code_id: Uuid,
) -> Result<bool, DbError> {
    let now = tx.now();
    let kept = sqlx::query!(
        "insert into cart_codes (cart_id, code_id, given_at)
         select $1, $2, $3 where (select count(*) from cart_codes where cart_id = $1 and code_id <> $2) < $4
         on conflict (cart_id, code_id) do update set given_at = cart_codes.given_at",
        cart_id.0,
        code_id,
        now,
        MOST_GIVEN
    )
    .execute(&mut **tx)
    .await?;
    Ok(kept.rows_affected() == 1)
}

/// Moves the codes of a cart to the one that its goods move to, as far as that may keep more.
pub(crate) async fn move_codes(tx: &mut Tx, from: CartId, into: CartId) -> Result<(), DbError> {
    sqlx::query!(
        "with gone as (delete from cart_codes where cart_id = $1 returning code_id, given_at)
         insert into cart_codes (cart_id, code_id, given_at) select $2, g.code_id, g.given_at from gone g
         order by g.given_at limit greatest($3 - (select count(*) from cart_codes where cart_id = $2), 0)
         on conflict (cart_id, code_id) do nothing",
        from.0,
        into.0,
        MOST_GIVEN
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes a code away from a cart; `false` when it had none that is written so.
///
/// # Errors
/// Database errors.
pub async fn take_away(tx: &mut Tx, cart_id: CartId, code: &str) -> Result<bool, DbError> {
    let gone = sqlx::query!(
        "delete from cart_codes g using promotion_codes c where g.cart_id = $1 and g.code_id = c.id and c.code = $2",
        cart_id.0,
        code
    )
    .execute(&mut **tx)
    .await?;
    Ok(gone.rows_affected() > 0)
}

/// Whether a promotion has a code.
pub(in crate::promotion) async fn has_code(
    conn: &mut PgConnection,
    id: PromotionId,
) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from promotion_codes where promotion_id = $1) as "has!""#,
        id.0
    )
    .fetch_one(conn)
    .await
}

/// Makes codes; gives how many were new. One that is there already, of whichever promotion, stays as it is.
///
/// # Errors
/// Database errors.
pub async fn insert_codes(tx: &mut Tx, codes: &NewCodes) -> Result<u64, DbError> {
    let now = tx.now();
    let ids: Vec<Uuid> = codes.codes.iter().map(|_| new_uuid()).collect();
    let made = sqlx::query!(
        "insert into promotion_codes (id, promotion_id, code, customer_id, max_uses, created_at)
         select n.id, $1, n.code, $2, $3, $4 from unnest($5::uuid[], $6::text[]) as n (id, code)
         on conflict on constraint promotion_codes_code_key do nothing",
        codes.promotion_id.0,
        codes.customer.map(|id| id.0),
        codes.max_uses,
        now,
        &ids,
        &codes.codes,
    )
    .execute(&mut **tx)
    .await?;
    Ok(made.rows_affected())
}
