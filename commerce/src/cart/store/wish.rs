//! What is wished of the gift cards of a line, and something else instead.

use platform::clock::Date;
use platform::db::{DbError, Tx};

use super::{Filling, lock_open, touch};
use crate::cart::{LineError, Placed};
use crate::gift_card::Wish;
use crate::ids::{CartId, CartLineId, PriceListId, VariantId};

/// A line's variant and what is wished of it; none when the cart has no such line.
pub(super) async fn of_line(
    tx: &mut Tx,
    cart_id: CartId,
    line_id: CartLineId,
) -> Result<Option<(VariantId, Wish)>, DbError> {
    let row = sqlx::query!(
        "select variant_id, card_recipient, card_greeting, card_on, card_amount_minor from cart_lines where id = $1 and cart_id = $2",
        line_id.0,
        cart_id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| {
        let wish = Wish {
            recipient: row.card_recipient,
            greeting: row.card_greeting.unwrap_or_default(),
            deliver_on: row.card_on,
            amount_minor: row.card_amount_minor,
        };
        (VariantId(row.variant_id), wish)
    }))
}

/// Wishes something else of the gift cards of a line. Where another line of the same variant wishes the same, the two become one.
///
/// # Errors
/// [`LineError`]; the transaction is to be dropped then. A line of another cart, or of goods, is [`LineError::NotForSale`].
pub async fn wish(
    tx: &mut Tx,
    cart_id: CartId,
    line_id: CartLineId,
    wish: &Wish,
    lists: &[PriceListId],
) -> Result<Placed, LineError> {
    lock_open(tx, cart_id).await?;
    let Some((variant_id, before)) = of_line(tx, cart_id, line_id).await? else {
        return Err(LineError::NotForSale);
    };
    let (was, asked) = ((variant_id, &before), (variant_id, wish));
    let mut filling = Filling::begin(tx, cart_id, &[was, asked], lists).await?;
    let held = filling.offer(was)?;
    let (is_card, pieces) = (held.is_card, held.held);
    if !is_card || pieces == 0 {
        return Err(LineError::NotForSale);
    }
    if *wish == before {
        return Ok(Placed::AsAsked);
    }
    let others = filling.offer(asked)?.held;
    if others > 0 {
        sqlx::query!("delete from cart_lines where id = $1", line_id.0)
            .execute(&mut **tx)
            .await?;
    } else {
        set(tx, (cart_id, line_id), asked).await?;
        filling.moved(was, asked);
    }
    let placed = filling.put(asked, others.saturating_add(pieces))?;
    filling.write(tx).await?;
    touch(tx, cart_id).await?;
    Ok(placed)
}

/// The line wishes something else, and stays where it is. One that was taken out and wished the same would stand in the way.
async fn set(
    tx: &mut Tx,
    (cart_id, line_id): (CartId, CartLineId),
    (variant_id, wish): (VariantId, &Wish),
) -> Result<(), DbError> {
    let key = wish.key();
    sqlx::query!(
        "delete from cart_lines where cart_id = $1 and variant_id = $2 and card_key = $3 and removed_at is not null",
        cart_id.0,
        variant_id.0,
        key
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update cart_lines set card_recipient = $2, card_greeting = $3, card_on = $4, card_amount_minor = $5, card_key = $6 where id = $1",
        line_id.0,
        wish.recipient,
        wish.greeting,
        wish.deliver_on as Option<Date>,
        wish.amount_minor,
        key
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
