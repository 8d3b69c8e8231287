//! Putting goods into a cart: what may be put in is asked of all of them at once, decided in memory one after the other, and written at once. A thousand
//! articles take as many statements as one.

use std::collections::HashMap;

use platform::clock::{Date, Timestamp};
use platform::db::{DbError, Tx};
use platform::money::UnitPrice;

use super::{NewCart, lock_open};
use crate::cart::{LineError, MAX_LINES, MAX_QUANTITY, Placed};
use crate::gift_card::Wish;
use crate::gift_card::wish::MOST_PIECES;
use crate::ids::{CartId, CartLineId, PriceListId, ShopId, VariantId};
use crate::pricing::listing::sheets;
use crate::pricing::{Of, Reach, Sheet, vat};
use crate::setting;

/// What is put into a cart: a variant and, of gift cards, what is wished of each.
pub(in crate::cart) type Asked<'a> = (VariantId, &'a Wish);

/// What tells lines apart: the variant, and the wish's key.
type Key = (VariantId, String);

/// What decides whether a variant may be put into a cart, and what one costs there.
pub(super) struct Offer {
    pub(super) min_quantity: i32,
    pub(super) held: i32,
    pub(super) is_card: bool,
    free: i64,
    seen_price_e4: i64,
    rate_bp: i32,
    sheet: Sheet,
    wish: Wish,
    range: Option<(i64, i64)>,
}

impl Offer {
    /// Of goods nothing is wished, and of a card no sum beyond what its variant allows.
    fn check(&self) -> Result<(), LineError> {
        if !self.is_card && self.wish != Wish::default() {
            return Err(LineError::NotForSale);
        }
        match (self.wish.amount_minor, self.range) {
            (None, _) => Ok(()),
            (Some(_), None) => Err(LineError::NotForSale),
            (Some(amount), Some((least_minor, most_minor))) => {
                if (least_minor..=most_minor).contains(&amount) {
                    Ok(())
                } else {
                    Err(LineError::Amount {
                        least_minor,
                        most_minor,
                    })
                }
            }
        }
    }

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
    offers: HashMap<Key, Offer>,
    changed: Vec<Key>,
}

impl Filling {
    /// Locks a cart and looks up what is to be put into it.
    ///
    /// # Errors
    /// [`LineError::Closed`]; database errors.
    pub(in crate::cart) async fn begin(
        tx: &mut Tx,
        cart_id: CartId,
        asked: &[Asked<'_>],
        lists: &[PriceListId],
    ) -> Result<Self, LineError> {
        let shop_id = lock_open(tx, cart_id).await?;
        Ok(Self::read(tx, (cart_id, shop_id), asked, lists).await?)
    }

    /// Looks up what is to be put into a cart that nobody else knows of yet: there is nothing to lock.
    ///
    /// # Errors
    /// Database errors.
    pub(super) async fn read(
        tx: &mut Tx,
        place: (CartId, ShopId),
        asked: &[Asked<'_>],
        lists: &[PriceListId],
    ) -> Result<Self, DbError> {
        let (lines, offers) = match asked {
            [] => (0, HashMap::new()),
            asked => offers(tx, place, asked, lists).await?,
        };
        Ok(Self {
            cart_id: place.0,
            now: tx.now(),
            lines,
            offers,
            changed: Vec::new(),
        })
    }

    /// What decides of a variant.
    ///
    /// # Errors
    /// [`LineError::NotForSale`]; [`LineError::Amount`].
    pub(super) fn offer(&self, (variant_id, wish): Asked<'_>) -> Result<&Offer, LineError> {
        let offer = self.offers.get(&(variant_id, wish.key()));
        let offer = offer.ok_or(LineError::NotForSale)?;
        offer.check()?;
        Ok(offer)
    }

    /// Makes the cart hold so many of a variant, or as many as can be had.
    ///
    /// # Errors
    /// [`LineError`]; the cart is unchanged then.
    pub(super) fn put(
        &mut self,
        (variant_id, wish): Asked<'_>,
        wanted: i32,
    ) -> Result<Placed, LineError> {
        let key = (variant_id, wish.key());
        let offer = self.offers.get_mut(&key).ok_or(LineError::NotForSale)?;
        offer.check()?;
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
        self.changed.push(key);
        Ok(if quantity < wanted {
            Placed::Reduced { to: quantity }
        } else {
            Placed::AsAsked
        })
    }

    /// A line has taken on another wish: what it held is one line still, not one more.
    pub(super) fn moved(&mut self, was: Asked<'_>, now: Asked<'_>) {
        self.offers.remove(&(was.0, was.1.key()));
        if self.offers.contains_key(&(now.0, now.1.key())) {
            self.lines -= 1;
        }
    }

    /// Makes the cart hold at least so many of a variant: however often it is asked, it is the larger of the two numbers. Gives how many it held before.
    ///
    /// # Errors
    /// [`LineError`]; the cart is unchanged then.
    pub(in crate::cart) fn raise(
        &mut self,
        asked: Asked<'_>,
        quantity: i32,
    ) -> Result<(i32, Placed), LineError> {
        let offer = self.offer(asked)?;
        let held = offer.held;
        let wanted = quantity.max(held).max(offer.min_quantity);
        let placed = self.put(asked, wanted.min(MAX_QUANTITY))?;
        Ok((held, placed))
    }

    /// Writes what has been put in, each variant once, in the order of their ids.
    ///
    /// # Errors
    /// Database errors.
    pub(in crate::cart) async fn write(self, tx: &mut Tx) -> Result<(), DbError> {
        let cart_id = self.cart_id;
        match self.write_lines(tx, None).await? {
            0 => Ok(()),
            _ => super::touch(tx, cart_id).await,
        }
    }

    /// The same without a word to the cart, which is opened with them where it is new. Gives how many lines were written; without any there is no new cart.
    ///
    /// # Errors
    /// Database errors.
    pub(super) async fn write_lines(
        mut self,
        tx: &mut Tx,
        new: Option<&NewCart<'_>>,
    ) -> Result<usize, DbError> {
        let mut puts: Vec<(Key, Offer)> = Vec::with_capacity(self.changed.len());
        for key in std::mem::take(&mut self.changed) {
            // What was put in twice stands where it was put in first, with what it came to.
            if let Some(offer) = self.offers.remove(&key) {
                puts.push((key, offer));
            }
        }
        if !puts.is_empty() {
            insert(tx, (self.cart_id, new), &puts, self.now).await?;
        }
        Ok(puts.len())
    }
}

/// Writes lines, each once, and before them their cart where it is new: two statements cost more than one.
async fn insert(
    tx: &mut Tx,
    (cart_id, new): (CartId, Option<&NewCart<'_>>),
    puts: &[(Key, Offer)],
    now: Timestamp,
) -> Result<(), DbError> {
    fn all<T>(puts: &[(Key, Offer)], part: impl Fn(&Key, &Offer) -> T) -> Vec<T> {
        puts.iter().map(|(key, offer)| part(key, offer)).collect()
    }
    let said = |words: &str| (!words.is_empty()).then(|| words.to_owned());
    let kept = setting::Key::CartDays.whole();
    // Lines are shown by their ids where they came at the same moment.
    sqlx::query!(
        "with opened as (
             insert into carts (id, token_hash, shop_id, currency, locale, created_at, updated_at, expires_at)
             select $1::uuid, $12::bytea, $13::uuid, $14::text, $15::text, $6::timestamptz, $6::timestamptz,
                    $6::timestamptz + make_interval(hours => 24 * whole_setting($13::uuid, $16, $17, $18, $19))
             where $12::bytea is not null)
         insert into cart_lines (id, cart_id, variant_id, quantity, seen_price_e4, added_at, card_key, card_recipient, card_greeting, card_on,
                                 card_amount_minor)
         select l.id, $1, l.variant_id, l.quantity, l.seen, $6, l.key, l.recipient, l.greeting, l.day, l.amount
         from unnest($2::uuid[], $3::uuid[], $4::int[], $5::bigint[], $7::text[], $8::text[], $9::text[], $10::date[], $11::bigint[])
              as l (id, variant_id, quantity, seen, key, recipient, greeting, day, amount) order by l.variant_id, l.key
         on conflict on constraint cart_lines_variant_key
         do update set quantity = excluded.quantity, removed_at = null, seen_price_e4 = excluded.seen_price_e4,
                       added_at = case when cart_lines.removed_at is null then cart_lines.added_at else excluded.added_at end",
        cart_id.0,
        &all(puts, |_, _| CartLineId::generate().0),
        &all(puts, |key, _| key.0.0),
        &all(puts, |_, offer| offer.held),
        &all(puts, |_, offer| offer.seen_price_e4),
        now,
        &all(puts, |key, _| key.1.clone()),
        &all(puts, |_, offer| offer.wish.recipient.clone()) as &[Option<String>],
        &all(puts, |_, offer| said(&offer.wish.greeting)) as &[Option<String>],
        &all(puts, |_, offer| offer.wish.deliver_on) as &[Option<Date>],
        &all(puts, |_, offer| offer.wish.amount_minor) as &[Option<i64>],
        new.map(|new| new.token_hash),
        new.map(|new| new.shop_id.0),
        new.map(|new| new.currency),
        new.map(|new| new.locale),
        kept.key,
        kept.least,
        kept.most,
        kept.usual,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
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
    lines: i64,
    variant_id: VariantId,
    card_key: String,
    min_quantity: i32,
    free: i64,
    held: i32,
    seen_price_e4: i64,
    rate_bp: i32,
    is_card: bool,
    least_minor: Option<i64>,
    most_minor: Option<i64>,
}

/// Those of the variants that are sold in the shop and have a price, and how many lines the cart has.
async fn offers(
    tx: &mut Tx,
    place: (CartId, ShopId),
    asked: &[Asked<'_>],
    lists: &[PriceListId],
) -> Result<(i64, HashMap<Key, Offer>), DbError> {
    let now = tx.now();
    let mut wishes: HashMap<Key, &Wish> = HashMap::with_capacity(asked.len());
    for (variant_id, wish) in asked {
        wishes.insert((*variant_id, wish.key()), *wish);
    }
    let rows = rows(tx, place, wishes.keys().cloned().collect(), lists).await?;
    let lines = rows.first().map_or(0, |row| row.lines);
    let mut variants: Vec<VariantId> = rows.iter().map(|row| row.variant_id).collect();
    variants.sort_unstable();
    variants.dedup();
    let priced = sheets(tx, lists, Of::Variants(&variants), Reach::At(now)).await?;
    let priced: HashMap<VariantId, Sheet> = priced
        .into_iter()
        .filter(|of| of.at(of.min_quantity, now, 0).is_some())
        .map(|of| (of.variant_id, of))
        .collect();
    let offer = |row: Row| {
        let sheet = priced.get(&row.variant_id)?.clone();
        let key = (row.variant_id, row.card_key);
        let wish = (*wishes.get(&key)?).clone();
        let sheet = match wish.amount_minor.and_then(UnitPrice::from_minor) {
            Some(amount) => sheet.with_amount(amount),
            None => sheet,
        };
        let offer = Offer {
            sheet,
            wish,
            min_quantity: row.min_quantity,
            held: row.held,
            free: row.free,
            seen_price_e4: row.seen_price_e4,
            rate_bp: row.rate_bp,
            is_card: row.is_card,
            range: row.least_minor.zip(row.most_minor),
        };
        Some((key, offer))
    };
    Ok((lines, rows.into_iter().filter_map(offer).collect()))
}

async fn rows(
    tx: &mut Tx,
    (cart_id, shop_id): (CartId, ShopId),
    keys: Vec<Key>,
    lists: &[PriceListId],
) -> Result<Vec<Row>, DbError> {
    let now = tx.now();
    let lists: Vec<uuid::Uuid> = lists.iter().map(|id| id.0).collect();
    let (ids, keys): (Vec<uuid::Uuid>, Vec<String>) =
        keys.into_iter().map(|(id, key)| (id.0, key)).unzip();
    sqlx::query_as!(
        Row,
        r#"select (select count(*) from cart_lines l where l.cart_id = $1 and l.removed_at is null) as "lines!",
                  v.id as "variant_id: VariantId", a.card_key as "card_key!", v.min_quantity,
                  case when p.kind = 'gift_card' then $6::bigint else
                  coalesce((select sum(greatest(s.on_hand - s.reserved - s.allocated + s.backorder_limit, 0))
                            from stock_levels s join locations l on l.id = s.location_id and l.is_active
                            where s.variant_id = v.id), 0)::bigint end as "free!",
                  coalesce(c.quantity, 0) as "held!", coalesce(c.seen_price_e4, 0) as "seen_price_e4!",
                  coalesce((select r.rate_bp from shops s join vat_rates r on r.country = s.country and r.vat_class = p.vat_class
                                 and r.valid_from <= $4 and (r.valid_to is null or r.valid_to > $4)
                            where s.id = $2 limit 1), 0) as "rate_bp!",
                  (p.kind = 'gift_card') as "is_card!", g.least_minor as "least_minor?", g.most_minor as "most_minor?"
           from unnest((select $3::uuid[]), (select $5::text[])) as a (variant_id, card_key)
           join variants v on v.id = a.variant_id and v.is_active
           join products p on p.id = v.product_id and p.status = 'active'
           join product_publications pub on pub.product_id = p.id and pub.shop_id = $2
                and pub.published_from <= $4 and (pub.published_to is null or pub.published_to > $4)
           -- A sum that the buyer chooses is one of the shop's own currency.
           left join gift_card_ranges g on g.variant_id = v.id and not exists (
                select from price_lists o join shops s on s.id = o.shop_id where o.id = any($7) and o.currency <> s.currency)
           left join cart_lines c on c.cart_id = $1 and c.variant_id = v.id and c.card_key = a.card_key and c.removed_at is null"#,
        cart_id.0,
        shop_id.0,
        &ids,
        now,
        &keys,
        i64::from(MOST_PIECES),
        &lists,
    )
    .fetch_all(&mut **tx)
    .await
}
