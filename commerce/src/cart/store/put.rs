//! Putting goods into a cart: what may be put in is asked of all of them at once, decided in memory one after the other, and written at once. A thousand
//! articles take as many statements as one.

use std::collections::HashMap;

use platform::clock::Timestamp;
use platform::db::{DbError, Tx};

use super::lock_open;
use crate::cart::{LineError, MAX_LINES, MAX_QUANTITY, Placed};
use crate::ids::{CartId, CartLineId, PriceListId, ShopId, VariantId};
use crate::pricing::listing::sheets;
use crate::pricing::{Of, Reach, Sheet, vat};

/// What decides whether a variant may be put into a cart, and what one costs there.
pub(super) struct Offer {
    pub(super) min_quantity: i32,
    pub(super) held: i32,
    free: i64,
    seen_price_e4: i64,
    rate_bp: i32,
    sheet: Sheet,
}

impl Offer {
    /// As many as can be had now.
    fn most(&self) -> i32 {
        i32::try_from(self.free.clamp(0, i64::from(MAX_QUANTITY))).unwrap_or(MAX_QUANTITY)
    }

    /// What one piece costs with VAT when so many are bought, reckoned as the cart's page does.
    fn shown_price(&self, quantity: i32, at: Timestamp) -> i64 {
        let chosen = self.sheet.at(quantity, at, self.rate_bp);
        chosen.map_or(0, |chosen| {
            vat::shown(
                chosen.price.unit_price.0,
                chosen.list.includes_vat,
                true,
                self.rate_bp,
            )
        })
    }
}

/// A cart that is being filled, under its lock. Nothing is written before [`Filling::write`].
pub(in crate::cart) struct Filling {
    cart_id: CartId,
    now: Timestamp,
    lines: i64,
    offers: HashMap<VariantId, Offer>,
    changed: Vec<VariantId>,
}

impl Filling {
    /// Locks a cart and looks up what is to be put into it.
    ///
    /// # Errors
    /// [`LineError::Closed`]; database errors.
    pub(in crate::cart) async fn begin(
        tx: &mut Tx,
        cart_id: CartId,
        variants: &[VariantId],
        lists: &[PriceListId],
    ) -> Result<Self, LineError> {
        let shop_id = lock_open(tx, cart_id).await?;
        let offers = if variants.is_empty() {
            HashMap::new()
        } else {
            offers(tx, (cart_id, shop_id), variants, lists).await?
        };
        Ok(Self {
            cart_id,
            now: tx.now(),
            lines: lines(tx, cart_id).await?,
            offers,
            changed: Vec::new(),
        })
    }

    /// What decides of a variant.
    ///
    /// # Errors
    /// [`LineError::NotForSale`].
    pub(super) fn offer(&self, variant_id: VariantId) -> Result<&Offer, LineError> {
        self.offers.get(&variant_id).ok_or(LineError::NotForSale)
    }

    /// Makes the cart hold so many of a variant, or as many as can be had.
    ///
    /// # Errors
    /// [`LineError`]; the cart is unchanged then.
    pub(super) fn put(&mut self, variant_id: VariantId, wanted: i32) -> Result<Placed, LineError> {
        let offer = self.offers.get_mut(&variant_id);
        let offer = offer.ok_or(LineError::NotForSale)?;
        let most = offer.most();
        if most < offer.min_quantity {
            return Ok(Placed::SoldOut);
        }
        if offer.held == 0 {
            if self.lines >= MAX_LINES {
                return Err(LineError::Full);
            }
            self.lines += 1;
        }
        let quantity = wanted.min(most);
        // Another number may cost another price each: the shopper's own doing, of which they are not told. A price that had moved before is still news.
        let is_news =
            offer.held > 0 && offer.shown_price(offer.held, self.now) != offer.seen_price_e4;
        if !is_news {
            offer.seen_price_e4 = offer.shown_price(quantity, self.now);
        }
        offer.held = quantity;
        self.changed.push(variant_id);
        Ok(if quantity < wanted {
            Placed::Reduced { to: quantity }
        } else {
            Placed::AsAsked
        })
    }

    /// Makes the cart hold at least so many of a variant: however often it is asked, it is the larger of the two numbers. Gives how many it held before.
    ///
    /// # Errors
    /// [`LineError`]; the cart is unchanged then.
    pub(in crate::cart) fn raise(
        &mut self,
        variant_id: VariantId,
        quantity: i32,
    ) -> Result<(i32, Placed), LineError> {
        let offer = self.offer(variant_id)?;
        let held = offer.held;
        let wanted = quantity.max(held).max(offer.min_quantity);
        let placed = self.put(variant_id, wanted.min(MAX_QUANTITY))?;
        Ok((held, placed))
    }

    /// Writes what has been put in, each variant once, in the order of their ids.
    ///
    /// # Errors
    /// Database errors.
    pub(in crate::cart) async fn write(mut self, tx: &mut Tx) -> Result<(), DbError> {
        let mut puts = Vec::with_capacity(self.changed.len());
        for variant_id in std::mem::take(&mut self.changed) {
            // What was put in twice stands where it was put in first, with what it came to.
            if let Some(offer) = self.offers.remove(&variant_id) {
                puts.push((variant_id, offer));
            }
        }
        if puts.is_empty() {
            return Ok(());
        }
        // Lines are shown by their ids where they came at the same moment.
        let ids: Vec<uuid::Uuid> = puts.iter().map(|_| CartLineId::generate().0).collect();
        let variants: Vec<uuid::Uuid> = puts.iter().map(|(id, _)| id.0).collect();
        let quantities: Vec<i32> = puts.iter().map(|(_, offer)| offer.held).collect();
        let seen: Vec<i64> = puts.iter().map(|(_, offer)| offer.seen_price_e4).collect();
        sqlx::query!(
            "insert into cart_lines (id, cart_id, variant_id, quantity, seen_price_e4, added_at)
             select l.id, $1, l.variant_id, l.quantity, l.seen, $6
             from unnest($2::uuid[], $3::uuid[], $4::int[], $5::bigint[]) as l (id, variant_id, quantity, seen) order by l.variant_id
             on conflict on constraint cart_lines_variant_key
             do update set quantity = excluded.quantity, removed_at = null, seen_price_e4 = excluded.seen_price_e4,
                           added_at = case when cart_lines.removed_at is null then cart_lines.added_at else excluded.added_at end",
            self.cart_id.0,
            &ids,
            &variants,
            &quantities,
            &seen,
            self.now,
        )
        .execute(&mut **tx)
        .await?;
        super::touch(tx, self.cart_id).await
    }
}

/// How many lines a cart has that have not been taken out.
pub(super) async fn lines(tx: &mut Tx, cart_id: CartId) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from cart_lines where cart_id = $1 and removed_at is null"#,
        cart_id.0
    )
    .fetch_one(&mut **tx)
    .await
}

struct Row {
    variant_id: VariantId,
    min_quantity: i32,
    free: i64,
    held: i32,
    seen_price_e4: i64,
    rate_bp: i32,
}

/// Those of the variants that are sold in the shop and have a price.
async fn offers(
    tx: &mut Tx,
    (cart_id, shop_id): (CartId, ShopId),
    variants: &[VariantId],
    lists: &[PriceListId],
) -> Result<HashMap<VariantId, Offer>, DbError> {
    let now = tx.now();
    let ids: Vec<uuid::Uuid> = variants.iter().map(|id| id.0).collect();
    let rows = sqlx::query_as!(
        Row,
        r#"select v.id as "variant_id: VariantId", v.min_quantity,
                  coalesce((select sum(greatest(s.on_hand - s.reserved - s.allocated + s.backorder_limit, 0))
                            from stock_levels s join locations l on l.id = s.location_id and l.is_active
                            where s.variant_id = v.id), 0)::bigint as "free!",
                  coalesce(c.quantity, 0) as "held!", coalesce(c.seen_price_e4, 0) as "seen_price_e4!",
                  coalesce((select r.rate_bp from shops s join vat_rates r on r.country = s.country and r.vat_class = p.vat_class
                                 and r.valid_from <= $4 and (r.valid_to is null or r.valid_to > $4)
                            where s.id = $2 limit 1), 0) as "rate_bp!"
           from variants v
           join products p on p.id = v.product_id and p.status = 'active'
           join product_publications pub on pub.product_id = p.id and pub.shop_id = $2
                and pub.published_from <= $4 and (pub.published_to is null or pub.published_to > $4)
           left join cart_lines c on c.cart_id = $1 and c.variant_id = v.id and c.removed_at is null
           where v.id = any($3) and v.is_active"#,
        cart_id.0,
        shop_id.0,
        &ids,
        now,
    )
    .fetch_all(&mut **tx)
    .await?;
    let priced = sheets(tx, lists, Of::Variants(variants), Reach::At(now)).await?;
    let mut priced: HashMap<VariantId, Sheet> = priced
        .into_iter()
        .filter(|of| of.at(of.min_quantity, now, 0).is_some())
        .map(|of| (of.variant_id, of))
        .collect();
    let offer = |row: Row| {
        let offer = Offer {
            sheet: priced.remove(&row.variant_id)?,
            min_quantity: row.min_quantity,
            held: row.held,
            free: row.free,
            seen_price_e4: row.seen_price_e4,
            rate_bp: row.rate_bp,
        };
        Some((row.variant_id, offer))
    };
    Ok(rows.into_iter().filter_map(offer).collect())
}
