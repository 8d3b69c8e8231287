//! Writing carts and their lines.

mod put;
mod wish;

use platform::db::{DbError, Tx};
use platform::money::Currency;

pub(super) use put::Filling;
pub use wish::wish;

use super::{LineError, MAX_LINES, MAX_QUANTITY, Placed};
use crate::gift_card::Wish;
use crate::ids::{CartId, CartLineId, PriceListId, ShopId, VariantId};
use crate::locks;
use crate::setting::Key;

/// Opens a cart for whoever holds the token with this hash.
///
/// # Errors
/// Database errors.
pub async fn open(
    tx: &mut Tx,
    shop_id: ShopId,
    currency: &str,
    locale: &str,
    token_hash: &[u8],
) -> Result<CartId, DbError> {
    let id = CartId::generate();
    let new = NewCart {
        shop_id,
        currency,
        locale,
        token_hash,
    };
    insert(tx, id, &new).await?;
    Ok(id)
}

async fn insert(tx: &mut Tx, id: CartId, new: &NewCart<'_>) -> Result<(), DbError> {
    let now = tx.now();
    let kept = Key::CartDays.whole();
    sqlx::query!(
        "insert into carts (id, token_hash, shop_id, currency, locale, created_at, updated_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $6, $6::timestamptz + make_interval(hours => 24 * whole_setting($3, $7, $8, $9, $10)))",
        id.0,
        new.token_hash,
        new.shop_id.0,
        new.currency,
        new.locale,
        now,
        kept.key,
        kept.least,
        kept.most,
        kept.usual,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Who a new cart is for, and where.
#[derive(Clone, Copy, Debug)]
pub struct NewCart<'a> {
    /// In which shop.
    pub shop_id: ShopId,
    /// ISO 4217.
    pub currency: &'a str,
    /// The shopper's language.
    pub locale: &'a str,
    /// The hash of the token that opens it.
    pub token_hash: &'a [u8],
}

/// Opens a cart with pieces of a variant in it: most carts begin so. What is to be put in is looked up first, so that nothing has to be asked of a cart that
/// is new.
///
/// # Errors
/// [`LineError`]; there is no cart then, as there is none when all are gone.
pub async fn open_with(
    tx: &mut Tx,
    new: &NewCart<'_>,
    asked: (VariantId, &Wish),
    quantity: i32,
    lists: &[PriceListId],
) -> Result<Placed, LineError> {
    let id = CartId::generate();
    let mut filling = Filling::read(tx, (id, new.shop_id), &[asked], lists).await?;
    let placed = add_to(&mut filling, asked, quantity)?;
    if placed != Placed::SoldOut {
        filling.write_lines(tx, Some(new)).await?;
    }
    Ok(placed)
}

/// Opens a cart that is in nobody's hands, filled with these goods: how many of each, and what one costs with VAT as whoever orders it has seen.
///
/// # Errors
/// Database errors.
pub(crate) async fn open_unheld(
    tx: &mut Tx,
    shop_id: ShopId,
    currency: &str,
    locale: &str,
    goods: &[(VariantId, i32, i64)],
) -> Result<CartId, DbError> {
    let (id, now) = (CartId::generate(), tx.now());
    let kept = Key::CartDays.whole();
    sqlx::query!(
        "insert into carts (id, token_hash, shop_id, currency, locale, created_at, updated_at, expires_at)
         values ($1, decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'), $2, $3, $4, $5, $5,
                 $5::timestamptz + make_interval(hours => 24 * whole_setting($2, $6, $7, $8, $9)))",
        id.0,
        shop_id.0,
        currency,
        locale,
        now,
        kept.key,
        kept.least,
        kept.most,
        kept.usual,
    )
    .execute(&mut **tx)
    .await?;
    let ids: Vec<uuid::Uuid> = goods.iter().map(|_| CartLineId::generate().0).collect();
    let variants: Vec<uuid::Uuid> = goods.iter().map(|(variant, ..)| variant.0).collect();
    let quantities: Vec<i32> = goods.iter().map(|(_, quantity, _)| *quantity).collect();
    let seen: Vec<i64> = goods.iter().map(|(.., seen)| *seen).collect();
    sqlx::query!(
        "insert into cart_lines (id, cart_id, variant_id, quantity, seen_price_e4, added_at)
         select l.id, $1, l.variant_id, l.quantity, l.seen, $6
         from unnest($2::uuid[], $3::uuid[], $4::int[], $5::bigint[]) as l (id, variant_id, quantity, seen) order by l.variant_id",
        id.0,
        &ids,
        &variants,
        &quantities,
        &seen,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

/// Adds pieces of a variant, to what the cart holds of it already. A gift card is for whoever buys it.
///
/// # Errors
/// [`LineError`]; the cart is unchanged then.
pub async fn add(
    tx: &mut Tx,
    cart_id: CartId,
    variant_id: VariantId,
    quantity: i32,
    lists: &[PriceListId],
) -> Result<Placed, LineError> {
    add_wished(tx, cart_id, (variant_id, &Wish::default()), quantity, lists).await
}

/// Adds gift cards of which something is wished; the same wish again is more of the same. Of goods nothing can be wished.
///
/// # Errors
/// [`LineError`]; the cart is unchanged then.
pub async fn add_wished(
    tx: &mut Tx,
    cart_id: CartId,
    asked: (VariantId, &Wish),
    quantity: i32,
    lists: &[PriceListId],
) -> Result<Placed, LineError> {
    let mut filling = Filling::begin(tx, cart_id, &[asked], lists).await?;
    let placed = add_to(&mut filling, asked, quantity)?;
    filling.write(tx).await?;
    Ok(placed)
}

/// So many more of what a cart holds of a variant already.
fn add_to(
    filling: &mut Filling,
    asked: (VariantId, &Wish),
    quantity: i32,
) -> Result<Placed, LineError> {
    let offer = filling.offer(asked)?;
    if !(1..=MAX_QUANTITY).contains(&quantity) {
        return Err(LineError::Quantity {
            min: offer.min_quantity,
            max: MAX_QUANTITY,
        });
    }
    let wanted = offer.held.saturating_add(quantity).max(offer.min_quantity);
    filling.put(asked, wanted)
}

/// Sets the quantity of a line; zero takes it out so that it can be put back.
///
/// # Errors
/// [`LineError`]; the cart is unchanged then. A line of another cart is [`LineError::NotForSale`].
pub async fn set_quantity(
    tx: &mut Tx,
    cart_id: CartId,
    line_id: CartLineId,
    quantity: i32,
    lists: &[PriceListId],
) -> Result<Placed, LineError> {
    lock_open(tx, cart_id).await?;
    let Some((variant_id, wish)) = wish::of_line(tx, cart_id, line_id).await? else {
        return Err(LineError::NotForSale);
    };
    if quantity == 0 {
        let now = tx.now();
        sqlx::query!(
            "update cart_lines set removed_at = $2 where id = $1",
            line_id.0,
            now
        )
        .execute(&mut **tx)
        .await?;
        return Ok(touch(tx, cart_id).await.map(|()| Placed::AsAsked)?);
    }
    let asked = (variant_id, &wish);
    let mut filling = Filling::begin(tx, cart_id, &[asked], lists).await?;
    let offer = filling.offer(asked)?;
    if !(offer.min_quantity..=MAX_QUANTITY).contains(&quantity) {
        return Err(LineError::Quantity {
            min: offer.min_quantity,
            max: MAX_QUANTITY,
        });
    }
    let placed = filling.put(asked, quantity)?;
    filling.write(tx).await?;
    Ok(placed)
}

/// Puts a line back that was taken out.
///
/// # Errors
/// [`LineError`]; a line that is not there any more is [`LineError::NotForSale`].
pub async fn restore(tx: &mut Tx, cart_id: CartId, line_id: CartLineId) -> Result<(), LineError> {
    lock_open(tx, cart_id).await?;
    // Others may have taken its place meanwhile.
    if put::lines(tx, cart_id).await? >= MAX_LINES {
        return Err(LineError::Full);
    }
    let back = sqlx::query!(
        "update cart_lines set removed_at = null where id = $1 and cart_id = $2 and removed_at is not null",
        line_id.0,
        cart_id.0
    )
    .execute(&mut **tx)
    .await?;
    if back.rows_affected() == 0 {
        return Err(LineError::NotForSale);
    }
    Ok(touch(tx, cart_id).await?)
}

/// Takes all goods out of a cart, for good: they are kept elsewhere. Gift cards stay. The caller holds its lock.
///
/// # Errors
/// Database errors.
pub(crate) async fn clear(tx: &mut Tx, cart_id: CartId) -> Result<(), DbError> {
    sqlx::query!(
        "delete from cart_lines l using variants v join products p on p.id = v.product_id
         where l.cart_id = $1 and v.id = l.variant_id and p.kind <> 'gift_card'",
        cart_id.0
    )
    .execute(&mut **tx)
    .await?;
    touch(tx, cart_id).await
}

/// Records that the shopper has seen today's prices, so that they are not told of the same change twice, and in which currency they have.
///
/// # Errors
/// Database errors.
pub async fn mark_prices_seen(
    tx: &mut Tx,
    (cart, currency): (CartId, Currency),
    seen: &[(CartLineId, i64)],
) -> Result<(), DbError> {
    set_currency(tx, cart, currency).await?;
    let (ids, prices): (Vec<uuid::Uuid>, Vec<i64>) =
        seen.iter().map(|(id, price)| (id.0, *price)).unzip();
    sqlx::query!(
        "update cart_lines l set seen_price_e4 = s.price from unnest($1::uuid[], $2::bigint[]) as s (id, price)
         where l.id = s.id and l.seen_price_e4 <> s.price",
        &ids,
        &prices
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Notes in which currency a cart was last seen, or is ordered.
///
/// # Errors
/// Database errors.
pub(crate) async fn set_currency(
    tx: &mut Tx,
    cart: CartId,
    currency: Currency,
) -> Result<(), DbError> {
    sqlx::query!(
        "update carts set currency = $2 where id = $1 and currency <> $2",
        cart.0,
        currency.code()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Removes carts whose time is out and that never became an order, at most `limit`. Gives how many went.
///
/// # Errors
/// Database errors.
pub async fn remove_expired(tx: &mut Tx, limit: i64) -> Result<u64, DbError> {
    let now = tx.now();
    let gone = sqlx::query!(
        "delete from carts where id in (
             select c.id from carts c where c.state = 'open' and c.expires_at < $1
               and not exists (select from orders o where o.cart_id = c.id)
               and not exists (select from purchase_requests r where r.cart_id = c.id)
               and not exists (select from quotation_carts q where q.cart_id = c.id)
             limit $2 for update skip locked)",
        now,
        limit
    )
    .execute(&mut **tx)
    .await?;
    Ok(gone.rows_affected())
}

async fn lock_open(tx: &mut Tx, cart_id: CartId) -> Result<ShopId, LineError> {
    match locks::lock_cart(tx, cart_id).await? {
        Some(cart) if cart.state == "open" && cart.expires_at > tx.now() => Ok(cart.shop_id),
        _ => Err(LineError::Closed),
    }
}

async fn touch(tx: &mut Tx, cart_id: CartId) -> Result<(), DbError> {
    let now = tx.now();
    let kept = Key::CartDays.whole();
    sqlx::query!(
        "update carts set updated_at = $2, row_version = row_version + 1,
                expires_at = $2::timestamptz + make_interval(hours => 24 * whole_setting(shop_id, $3, $4, $5, $6))
         where id = $1",
        cart_id.0,
        now,
        kept.key,
        kept.least,
        kept.most,
        kept.usual,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
