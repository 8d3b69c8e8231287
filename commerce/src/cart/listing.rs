//! Reading a cart with everything that its page and the checkout need: one question for the goods, two for their prices and VAT.

use std::collections::{HashMap, HashSet};

use platform::clock::{Date, Timestamp};
use platform::db::{DbError, PgConnection};
use platform::money::{Currency, UnitPrice};

use super::fill::Wanted;
use super::{CardLine, Cart, CartLine, UNDO_FOR};
use crate::gift_card::Wish;
use crate::gift_card::issue::MOST_MINOR;
use crate::gift_card::wish::MOST_PIECES;
use crate::ids::{
    CartId, CartLineId, CustomerId, MediaId, PriceListId, ProductId, ShopId, VariantId,
};
use crate::pricing::listing::{reductions, sheets};
use crate::pricing::vat::{self, Treatment};
use crate::pricing::why::{OfferWhy, WhyAsked};
use crate::pricing::{Of, RatesOf, Reach, Reduction, Sheet, VatRates, Why};
use crate::quotation::listing::{CartOffer, offer_of_cart};

/// The open cart of a guest who holds the token with this hash.
///
/// # Errors
/// Database errors.
pub async fn open_cart(
    conn: &mut PgConnection,
    token_hash: &[u8],
    now: Timestamp,
) -> Result<Option<CartHead>, DbError> {
    sqlx::query_as!(
        CartHead,
        r#"select c.id as "id!: CartId", c.shop_id as "shop_id!: ShopId", c.currency as "currency!",
                  coalesce((select sum(quantity) from cart_lines l where l.cart_id = c.id and l.removed_at is null), 0)::bigint as "pieces!"
           from carts c where c.token_hash = $1 and c.state = 'open' and c.expires_at > $2 and c.customer_id is null"#,
        token_hash,
        now
    )
    .fetch_optional(conn)
    .await
}

/// The open cart of a customer, from whichever browser it was filled.
///
/// # Errors
/// Database errors.
pub async fn open_cart_of(
    conn: &mut PgConnection,
    shop_id: ShopId,
    customer: CustomerId,
    now: Timestamp,
) -> Result<Option<CartHead>, DbError> {
    sqlx::query_as!(
        CartHead,
        r#"select c.id as "id!: CartId", c.shop_id as "shop_id!: ShopId", c.currency as "currency!",
                  coalesce((select sum(quantity) from cart_lines l where l.cart_id = c.id and l.removed_at is null), 0)::bigint as "pieces!"
           from carts c where c.shop_id = $1 and c.customer_id = $2 and c.state = 'open' and c.expires_at > $3"#,
        shop_id.0,
        customer.0,
        now
    )
    .fetch_optional(conn)
    .await
}

/// The cart in a shop of whoever holds the token with this hash, whatever became of it. A customer's own is shown to nobody else.
///
/// # Errors
/// Database errors.
pub async fn cart_by_token(
    conn: &mut PgConnection,
    shop_id: ShopId,
    token_hash: &[u8],
    customer: Option<CustomerId>,
) -> Result<Option<CartId>, DbError> {
    Ok(sqlx::query_scalar!(
        "select id from carts where token_hash = $1 and (customer_id is null or customer_id = $2) and shop_id = $3",
        token_hash,
        customer.map(|id| id.0),
        shop_id.0
    )
    .fetch_optional(conn)
    .await?
    .map(CartId))
}

/// The cart that a customer used last in a shop, whatever became of it.
///
/// # Errors
/// Database errors.
pub async fn latest_cart_of(
    conn: &mut PgConnection,
    shop_id: ShopId,
    customer: CustomerId,
) -> Result<Option<CartId>, DbError> {
    Ok(sqlx::query_scalar!(
        "select id from carts where customer_id = $1 and shop_id = $2 order by updated_at desc limit 1",
        customer.0,
        shop_id.0
    )
    .fetch_optional(conn)
    .await?
    .map(CartId))
}

/// What every page shows of a cart.
#[derive(Clone, Debug)]
pub struct CartHead {
    /// Which.
    pub id: CartId,
    /// Whose.
    pub shop_id: ShopId,
    /// ISO 4217.
    pub currency: String,
    /// Pieces in it, for the counter in the page's head.
    pub pieces: i64,
}

/// What is in a cart, for another cart: names in the cart's language.
///
/// # Errors
/// Database errors.
pub async fn wanted(conn: &mut PgConnection, cart: CartId) -> Result<Vec<Wanted>, DbError> {
    all_wanted(conn, cart, true).await
}

/// The goods in a cart, for a list or an offer. Gift cards are neither put aside nor offered.
///
/// # Errors
/// Database errors.
pub async fn goods(conn: &mut PgConnection, cart: CartId) -> Result<Vec<Wanted>, DbError> {
    all_wanted(conn, cart, false).await
}

async fn all_wanted(
    conn: &mut PgConnection,
    cart: CartId,
    with_cards: bool,
) -> Result<Vec<Wanted>, DbError> {
    let rows = sqlx::query!(
        r#"select l.variant_id as "variant_id?: VariantId", l.quantity,
                  l.card_recipient, coalesce(l.card_greeting, '') as "card_greeting!", l.card_on, l.card_amount_minor,
                  exists (select from products p where p.id = v.product_id and p.kind = 'gift_card') as "is_card!",
                  coalesce((select t.name from product_translations t where t.product_id = v.product_id and t.locale = c.locale),
                           (select t.name from product_translations t where t.product_id = v.product_id and t.locale = 'sv'), v.sku) as "name!"
           from cart_lines l join carts c on c.id = l.cart_id join variants v on v.id = l.variant_id
           where l.cart_id = $1 and l.removed_at is null order by l.added_at, l.id"#,
        cart.0
    )
    .fetch_all(conn)
    .await?;
    let rows = rows.into_iter();
    let wanted = rows
        .filter(|row| with_cards || !row.is_card)
        .map(|row| Wanted {
            variant_id: row.variant_id,
            name: row.name,
            quantity: row.quantity,
            wish: Wish {
                recipient: row.card_recipient,
                greeting: row.card_greeting,
                deliver_on: row.card_on,
                amount_minor: row.card_amount_minor,
            },
        });
    Ok(wanted.collect())
}

struct Row {
    id: CartLineId,
    variant_id: VariantId,
    product_id: ProductId,
    sku: String,
    name: String,
    slug: String,
    option_key: String,
    options: String,
    media_id: Option<MediaId>,
    quantity: i32,
    min_quantity: i32,
    seen_price_e4: i64,
    seen_in: String,
    vat_class: String,
    vat_rate_bp: i32,
    weight_g: i32,
    free: i64,
    here: i64,
    is_sold: bool,
    is_taxed: bool,
    content_milli: Option<i64>,
    content_unit: Option<String>,
    is_removed: bool,
    is_card: bool,
    card_recipient: Option<String>,
    card_greeting: String,
    card_on: Option<Date>,
    card_amount_minor: Option<i64>,
    least_minor: Option<i64>,
    most_minor: Option<i64>,
}

impl Row {
    /// What makes it a line of gift cards, where it is one.
    fn card(&self) -> Option<CardLine> {
        self.is_card.then(|| CardLine {
            wish: Wish {
                recipient: self.card_recipient.clone(),
                greeting: self.card_greeting.clone(),
                deliver_on: self.card_on,
                amount_minor: self.card_amount_minor,
            },
            range: self.least_minor.zip(self.most_minor),
        })
    }
}

/// The cart's lines, priced by `lists` ([`Sheet`] decides) and taxed as was decided, at `now`.
///
/// # Errors
/// Database errors.
pub async fn contents(
    conn: &mut PgConnection,
    head: &CartHead,
    lists: &[PriceListId],
    locale: &str,
    tax: &Treatment,
    now: Timestamp,
) -> Result<Cart, DbError> {
    // What needs no join is asked for by itself: with ten tables to put in order, PostgreSQL planned for 7 ms what it then did in one.
    let rows = sqlx::query_as!(
        Row,
        r#"select l.id, l.variant_id, v.product_id, v.sku,
                  coalesce((select t.name from product_translations t where t.product_id = p.id and t.locale = $3),
                           (select t.name from product_translations t where t.product_id = p.id and t.locale = 'sv'), v.sku) as "name!",
                  coalesce((select sl.slug from slugs sl where sl.target_id = p.id and sl.locale = $3 and sl.is_current and sl.kind = 'product'),
                           '') as "slug!", v.option_key,
                  coalesce((select string_agg(coalesce(ov.label ->> $3, ov.label ->> 'sv', ov.code), ', ' order by o.position)
                            from variant_option_values vo join product_option_values ov on ov.id = vo.option_value_id
                            join product_options o on o.id = ov.option_id where vo.variant_id = v.id), '') as "options!",
                  (select m.media_id from product_media m where m.product_id = v.product_id and (m.variant_id = v.id or m.variant_id is null)
                   order by (m.variant_id is null), m.position limit 1) as "media_id?: MediaId",
                  l.quantity, v.min_quantity, l.seen_price_e4, (select c.currency::text from carts c where c.id = $1) as "seen_in!", p.vat_class,
                  coalesce(vat.rate_bp, 0) as "vat_rate_bp!",
                  case when p.kind = 'gift_card' then 0 else coalesce(v.weight_g, 0) end as "weight_g!",
                  case when p.kind = 'gift_card' then $7::bigint else
                  coalesce((select sum(greatest(s.on_hand - s.reserved - s.allocated + s.backorder_limit, 0))
                            from stock_levels s join locations loc on loc.id = s.location_id and loc.is_active
                            where s.variant_id = v.id), 0)::bigint end as "free!",
                  case when p.kind = 'gift_card' then $7::bigint else
                  coalesce((select sum(greatest(s.on_hand - s.reserved - s.allocated, 0))
                            from stock_levels s join locations loc on loc.id = s.location_id and loc.is_active
                            where s.variant_id = v.id), 0)::bigint end as "here!",
                  (v.is_active and p.status = 'active' and vat.rate_bp is not null
                   and exists (select from product_publications pub where pub.product_id = p.id and pub.shop_id = $2
                               and pub.published_from <= $5 and (pub.published_to is null or pub.published_to > $5))) as "is_sold!",
                  (vat.rate_bp is not null) as "is_taxed!",
                  v.content_milli, v.content_unit, (l.removed_at is not null) as "is_removed!", (p.kind = 'gift_card') as "is_card!",
                  l.card_recipient, coalesce(l.card_greeting, '') as "card_greeting!", l.card_on, l.card_amount_minor,
                  g.least_minor as "least_minor?", g.most_minor as "most_minor?"
           from cart_lines l
           join variants v on v.id = l.variant_id
           join products p on p.id = v.product_id
           left join gift_card_ranges g on g.variant_id = v.id
           left join lateral (
                select r.rate_bp from vat_rates r where r.vat_class = p.vat_class and r.country = $4
                     and r.valid_from <= $5 and (r.valid_to is null or r.valid_to > $5)
                union all select 0 where p.vat_class = 'voucher' limit 1) vat on true
           where l.cart_id = $1 and (l.removed_at is null or l.removed_at > $6)
           order by l.added_at, l.id"#,
        head.id.0,
        head.shop_id.0,
        locale,
        tax.rates,
        now,
        now.minus(UNDO_FOR),
        i64::from(MOST_PIECES),
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut priced = Vec::with_capacity(rows.len());
    let seen_in = rows
        .first()
        .map_or_else(|| head.currency.clone(), |row| row.seen_in.clone());
    let offer = offer_of_cart(conn, head.id, now).await?;
    let priced_by = (lists, offer.as_ref());
    let (mut prices, hidden) = prices(conn, head, priced_by, tax, now, &rows).await?;
    for row in rows {
        let price = prices.remove(&row.id);
        let is_removed = row.is_removed;
        let mut made = line(row, price, tax);
        // What was seen in another currency is no price that this one has moved from.
        if seen_in != head.currency {
            made.seen_price = made.home_price.unwrap_or(made.seen_price);
        }
        made.is_hidden = hidden.contains(&made.variant_id);
        priced.push((is_removed, made));
    }
    let (removed, kept): (Vec<_>, Vec<_>) = priced.into_iter().partition(|(gone, _)| *gone);
    let bare = |lines: Vec<(bool, CartLine)>| lines.into_iter().map(|(_, line)| line).collect();
    Ok(Cart {
        id: head.id,
        shop_id: head.shop_id,
        currency: Currency::from(head.currency.clone()),
        seen_in: Currency::from(seen_in),
        lines: bare(kept),
        removed: bare(removed),
        offer,
        tax: tax.clone(),
    })
}

/// What one piece costs in its line, and what led to it.
struct LinePrice {
    before: Option<UnitPrice>,
    why: Why,
    home_rate_bp: i32,
}

/// The lines' prices, by the same function as lists and product pages, and what is not in the buyer's assortment.
async fn prices(
    conn: &mut PgConnection,
    head: &CartHead,
    (lists, offer): (&[PriceListId], Option<&CartOffer>),
    tax: &Treatment,
    now: Timestamp,
    rows: &[Row],
) -> Result<(HashMap<CartLineId, LinePrice>, HashSet<VariantId>), DbError> {
    if rows.is_empty() {
        return Ok((HashMap::new(), HashSet::new()));
    }
    let rates = VatRates::load(conn).await?;
    let country = tax.rates.as_str();
    let ids: Vec<VariantId> = rows.iter().map(|row| row.variant_id).collect();
    let mut sheets = sheets(conn, lists, Of::Variants(&ids), Reach::At(now)).await?;
    if let Some(offer) = offer {
        sheets = offered(offer, rows, sheets);
    }
    let hidden = sheets.iter().filter(|of| of.is_hidden);
    let hidden: HashSet<VariantId> = hidden.map(|of| of.variant_id).collect();
    // Of gift cards there may be several lines of one variant, each with its own sum.
    let sheets: HashMap<VariantId, Sheet> =
        sheets.into_iter().map(|of| (of.variant_id, of)).collect();
    let currency = Currency::from(head.currency.clone());
    // A sum that somebody has chosen for a card is one of the shop's own currency.
    let takes_amounts = !rows.iter().any(|row| row.card_amount_minor.is_some())
        || crate::currency::listing::home(conn, head.shop_id).await? == currency;
    let of_rows: Vec<(CartLineId, Sheet, i32)> = rows
        .iter()
        .filter_map(|row| {
            let of = sheets.get(&row.variant_id)?.clone();
            let of = match row.card_amount_minor.filter(|_| row.is_card) {
                Some(_) if !takes_amounts => return None,
                Some(minor) => of.with_amount(UnitPrice::from_minor(minor)?),
                None => of,
            };
            Some((row.id, of, row.quantity))
        })
        .collect();
    let asked: Vec<(&Sheet, i32)> = of_rows.iter().map(|(_, of, n)| (of, *n)).collect();
    // Orders are summed with VAT, so a reduction is told with it, too.
    let reduced = reductions(conn, lists, &asked, (country, now, true), &rates).await?;
    let price = |(id, of, quantity): &(CartLineId, Sheet, i32)| {
        let reduction = reduced.get(&of.variant_id).copied();
        let reduction = reduction.unwrap_or(Reduction::None);
        let mut why = of.why(&WhyAsked {
            quantity: *quantity,
            at: now,
            currency,
            rates: RatesOf {
                rates: &rates,
                class: &of.vat_class,
                country,
            },
            free: tax.free,
            reduction,
            shows_vat: true,
        })?;
        why.offer = offer.map(|offer| OfferWhy {
            number: offer.number.clone(),
            version: offer.version,
            valid_until: offer.valid_until,
            by: None,
        });
        let rate = rates.at(&of.vat_class, country, now).unwrap_or(0);
        let bears_vat = tax.free.is_none();
        let price = LinePrice {
            before: reduction
                .prior()
                .map(|before| UnitPrice(vat::shown(before.0, true, bears_vat, rate))),
            why,
            home_rate_bp: rates.at(&of.vat_class, &tax.seller, now).unwrap_or(rate),
        };
        Some((*id, price))
    };
    Ok((of_rows.iter().filter_map(price).collect(), hidden))
}

/// The sheets of an offer's goods: of exactly what is offered, as long as it holds, and of nothing else.
fn offered(offer: &CartOffer, rows: &[Row], sheets: Vec<Sheet>) -> Vec<Sheet> {
    if !offer.is_open {
        return Vec::new();
    }
    let mut known: HashMap<VariantId, Sheet> =
        sheets.into_iter().map(|of| (of.variant_id, of)).collect();
    rows.iter()
        .filter_map(|row| {
            let (quantity, price) = offer.prices.get(&row.variant_id)?;
            if *quantity != row.quantity {
                return None;
            }
            let sheet = known.remove(&row.variant_id).unwrap_or_else(|| Sheet {
                variant_id: row.variant_id,
                product_id: row.product_id,
                min_quantity: row.min_quantity,
                content: None,
                vat_class: row.vat_class.clone(),
                is_perishable: false,
                is_hidden: false,
                sale: None,
                lists: Vec::new(),
            });
            Some(sheet.with_offer(&offer.number, *quantity, *price))
        })
        .collect()
}

/// Orders are summed with VAT; a list without it gained it before the line is rounded.
fn line(row: Row, price: Option<LinePrice>, tax: &Treatment) -> CartLine {
    let home_rate_bp = price
        .as_ref()
        .map_or(row.vat_rate_bp, |price| price.home_rate_bp);
    let (before, why) = price.map_or((None, None), |price| (price.before, Some(price.why)));
    let at_home = |why: &Why| {
        let price = why.list_price_e4;
        UnitPrice(vat::shown(price, why.list_includes_vat, true, home_rate_bp))
    };
    let card = row.card();
    let unit_price = why.as_ref().map(|why| UnitPrice(why.gross_e4));
    CartLine {
        id: row.id,
        variant_id: row.variant_id,
        product_id: row.product_id,
        sku: row.sku,
        name: row.name,
        slug: row.slug,
        option_key: row.option_key,
        options: row.options,
        media_id: row.media_id,
        quantity: row.quantity,
        min_quantity: row.min_quantity,
        unit_price,
        home_price: why.as_ref().map(at_home),
        before,
        why,
        seen_price: UnitPrice(row.seen_price_e4),
        vat_class: row.vat_class,
        vat_rate_bp: if tax.free.is_some() {
            0
        } else {
            row.vat_rate_bp
        },
        home_rate_bp,
        weight_g: row.weight_g,
        free: row.free,
        here: row.here,
        is_sold: row.is_sold && (card.is_none() || unit_price.is_some_and(is_of_a_card)),
        is_hidden: false,
        is_taxed: row.is_taxed,
        content_milli: row.content_milli,
        content_unit: row.content_unit,
        card,
    }
}

/// Whether a card may hold what it costs: whole minor units, no more than any card may.
fn is_of_a_card(price: UnitPrice) -> bool {
    let minor = price.rounded_minor();
    UnitPrice::from_minor(minor) == Some(price) && (1..=MOST_MINOR).contains(&minor)
}
