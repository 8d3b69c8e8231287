//! Writing carts and their lines.

use platform::db::{DbError, Tx};

use super::{KEPT_FOR, LineError, MAX_LINES, MAX_QUANTITY, Placed};
use crate::ids::{CartId, CartLineId, PriceListId, ShopId, VariantId};
use crate::locks;
use crate::pricing::listing::sheets;
use crate::pricing::{Of, Reach, Sheet, vat};

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
    let (id, now) = (CartId::generate(), tx.now());
    sqlx::query!(
        "insert into carts (id, token_hash, shop_id, currency, locale, created_at, updated_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $6, $7)",
        id.0,
        token_hash,
        shop_id.0,
        currency,
        locale,
        now,
        now.plus(KEPT_FOR),
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
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
    sqlx::query!(
        "insert into carts (id, token_hash, shop_id, currency, locale, created_at, updated_at, expires_at)
         values ($1, decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'), $2, $3, $4, $5, $5, $6)",
        id.0,
        shop_id.0,
        currency,
        locale,
        now,
        now.plus(KEPT_FOR),
    )
    .execute(&mut **tx)
    .await?;
    for (variant, quantity, seen) in goods {
        sqlx::query!(
            "insert into cart_lines (id, cart_id, variant_id, quantity, seen_price_e4, added_at) values ($1, $2, $3, $4, $5, $6)",
            CartLineId::generate().0,
            id.0,
            variant.0,
            quantity,
            seen,
            now
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(id)
}

/// What decides whether a variant may be put into a cart.
struct Offer {
    min_quantity: i32,
    free: i64,
    held: i32,
    seen_price_e4: i64,
}

/// Adds pieces of a variant, to what the cart holds of it already.
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
    let shop_id = lock_open(tx, cart_id).await?;
    let offer = offer(tx, cart_id, shop_id, variant_id, lists).await?;
    if !(1..=MAX_QUANTITY).contains(&quantity) {
        return Err(LineError::Quantity {
            min: offer.min_quantity,
            max: MAX_QUANTITY,
        });
    }
    let wanted = offer.held.saturating_add(quantity).max(offer.min_quantity);
    put(tx, (cart_id, shop_id), variant_id, wanted, &offer, lists).await
}

/// Makes the cart hold at least so many of a variant: however often it is asked, it is the larger of the two numbers. Gives how many it held before.
///
/// # Errors
/// [`LineError`]; the cart is unchanged then.
pub(super) async fn raise(
    tx: &mut Tx,
    cart_id: CartId,
    variant_id: VariantId,
    quantity: i32,
    lists: &[PriceListId],
) -> Result<(i32, Placed), LineError> {
    let shop_id = lock_open(tx, cart_id).await?;
    let offer = offer(tx, cart_id, shop_id, variant_id, lists).await?;
    let wanted = quantity.max(offer.held).max(offer.min_quantity);
    let wanted = wanted.min(MAX_QUANTITY);
    let placed = put(tx, (cart_id, shop_id), variant_id, wanted, &offer, lists).await?;
    Ok((offer.held, placed))
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
    let shop_id = lock_open(tx, cart_id).await?;
    let Some(variant_id) = variant_of(tx, cart_id, line_id).await? else {
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
    let offer = offer(tx, cart_id, shop_id, variant_id, lists).await?;
    if !(offer.min_quantity..=MAX_QUANTITY).contains(&quantity) {
        return Err(LineError::Quantity {
            min: offer.min_quantity,
            max: MAX_QUANTITY,
        });
    }
    put(tx, (cart_id, shop_id), variant_id, quantity, &offer, lists).await
}

/// Puts a line back that was taken out.
///
/// # Errors
/// [`LineError`]; a line that is not there any more is [`LineError::NotForSale`].
pub async fn restore(tx: &mut Tx, cart_id: CartId, line_id: CartLineId) -> Result<(), LineError> {
    lock_open(tx, cart_id).await?;
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

/// Takes everything out of a cart, for good: its goods are kept elsewhere. The caller holds its lock.
///
/// # Errors
/// Database errors.
pub(crate) async fn clear(tx: &mut Tx, cart_id: CartId) -> Result<(), DbError> {
    sqlx::query!("delete from cart_lines where cart_id = $1", cart_id.0)
        .execute(&mut **tx)
        .await?;
    touch(tx, cart_id).await
}

/// Records that the shopper has seen today's prices, so that they are not told of the same change twice.
///
/// # Errors
/// Database errors.
pub async fn mark_prices_seen(tx: &mut Tx, seen: &[(CartLineId, i64)]) -> Result<(), DbError> {
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

async fn variant_of(
    tx: &mut Tx,
    cart_id: CartId,
    line_id: CartLineId,
) -> Result<Option<VariantId>, DbError> {
    let variant = sqlx::query_scalar!(
        "select variant_id from cart_lines where id = $1 and cart_id = $2",
        line_id.0,
        cart_id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(variant.map(VariantId))
}

async fn offer(
    tx: &mut Tx,
    cart_id: CartId,
    shop_id: ShopId,
    variant_id: VariantId,
    lists: &[PriceListId],
) -> Result<Offer, LineError> {
    let now = tx.now();
    let offer = sqlx::query_as!(
        Offer,
        r#"select v.min_quantity,
                  coalesce((select sum(greatest(s.on_hand - s.reserved - s.allocated + s.backorder_limit, 0))
                            from stock_levels s join locations l on l.id = s.location_id and l.is_active
                            where s.variant_id = v.id), 0)::bigint as "free!",
                  coalesce((select quantity from cart_lines c where c.cart_id = $1 and c.variant_id = v.id and c.removed_at is null), 0) as "held!",
                  coalesce((select seen_price_e4 from cart_lines c where c.cart_id = $1 and c.variant_id = v.id and c.removed_at is null), 0) as "seen_price_e4!"
           from variants v
           join products p on p.id = v.product_id and p.status = 'active'
           join product_publications pub on pub.product_id = p.id and pub.shop_id = $2
                and pub.published_from <= $4 and (pub.published_to is null or pub.published_to > $4)
           where v.id = $3 and v.is_active"#,
        cart_id.0,
        shop_id.0,
        variant_id.0,
        now,
    )
    .fetch_optional(&mut **tx)
    .await?
    .ok_or(LineError::NotForSale)?;
    let has_price = sheet(tx, variant_id, lists)
        .await?
        .is_some_and(|of| of.at(of.min_quantity, now, 0).is_some());
    if !has_price {
        return Err(LineError::NotForSale);
    }
    Ok(offer)
}

async fn sheet(
    tx: &mut Tx,
    variant_id: VariantId,
    lists: &[PriceListId],
) -> Result<Option<Sheet>, DbError> {
    let now = tx.now();
    let found = sheets(tx, lists, Of::Variants(&[variant_id]), Reach::At(now)).await?;
    Ok(found.into_iter().next())
}

/// What one piece costs with VAT when so many are bought, reckoned as the cart's page does.
async fn shown_price(
    tx: &mut Tx,
    shop_id: ShopId,
    variant_id: VariantId,
    quantity: i32,
    lists: &[PriceListId],
) -> Result<i64, DbError> {
    let now = tx.now();
    let rate = sqlx::query_scalar!(
        "select vat.rate_bp from variants v join products p on p.id = v.product_id join shops s on s.id = $1
         join vat_rates vat on vat.vat_class = p.vat_class and vat.country = s.country
              and vat.valid_from <= $3 and (vat.valid_to is null or vat.valid_to > $3)
         where v.id = $2",
        shop_id.0,
        variant_id.0,
        now,
    )
    .fetch_optional(&mut **tx)
    .await?
    .unwrap_or(0);
    let sheet = sheet(tx, variant_id, lists).await?;
    let chosen = sheet.as_ref().and_then(|of| of.at(quantity, now, rate));
    Ok(chosen.map_or(0, |chosen| {
        vat::shown(
            chosen.price.unit_price.0,
            chosen.list.includes_vat,
            true,
            rate,
        )
    }))
}

async fn put(
    tx: &mut Tx,
    (cart_id, shop_id): (CartId, ShopId),
    variant_id: VariantId,
    wanted: i32,
    offer: &Offer,
    lists: &[PriceListId],
) -> Result<Placed, LineError> {
    let most = i32::try_from(offer.free.clamp(0, i64::from(MAX_QUANTITY))).unwrap_or(MAX_QUANTITY);
    if most < offer.min_quantity {
        return Ok(Placed::SoldOut);
    }
    let quantity = wanted.min(most);
    let now = tx.now();
    let lines = sqlx::query_scalar!(
        r#"select count(*) as "count!" from cart_lines where cart_id = $1 and variant_id <> $2 and removed_at is null"#,
        cart_id.0,
        variant_id.0
    )
    .fetch_one(&mut **tx)
    .await?;
    if lines >= MAX_LINES {
        return Err(LineError::Full);
    }
    // Another number may cost another price each: the shopper's own doing, of which they are not told. A price that had moved before is still news.
    let is_news = offer.held > 0
        && shown_price(tx, shop_id, variant_id, offer.held, lists).await? != offer.seen_price_e4;
    let seen_price = if is_news {
        offer.seen_price_e4
    } else {
        shown_price(tx, shop_id, variant_id, quantity, lists).await?
    };
    sqlx::query!(
        "insert into cart_lines (id, cart_id, variant_id, quantity, seen_price_e4, added_at) values ($1, $2, $3, $4, $5, $6)
         on conflict on constraint cart_lines_variant_key
         do update set quantity = excluded.quantity, removed_at = null, seen_price_e4 = excluded.seen_price_e4,
                       added_at = case when cart_lines.removed_at is null then cart_lines.added_at else excluded.added_at end",
        CartLineId::generate().0,
        cart_id.0,
        variant_id.0,
        quantity,
        seen_price,
        now,
    )
    .execute(&mut **tx)
    .await?;
    touch(tx, cart_id).await?;
    Ok(if quantity < wanted {
        Placed::Reduced { to: quantity }
    } else {
        Placed::AsAsked
    })
}

async fn touch(tx: &mut Tx, cart_id: CartId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update carts set updated_at = $2, expires_at = $3, row_version = row_version + 1 where id = $1",
        cart_id.0,
        now,
        now.plus(KEPT_FOR),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
