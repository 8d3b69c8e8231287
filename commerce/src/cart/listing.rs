//! Reading a cart with everything that its page and the checkout need, in one query.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use platform::money::{Currency, UnitPrice};

use super::{Cart, CartLine, UNDO_FOR};
use crate::ids::{
    CartId, CartLineId, CustomerId, MediaId, PriceListId, ProductId, ShopId, VariantId,
};
use crate::pricing::vat::with_vat;

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

/// The cart of whoever holds the token with this hash, whatever became of it. A customer's own is shown to nobody else.
///
/// # Errors
/// Database errors.
pub async fn cart_by_token(
    conn: &mut PgConnection,
    token_hash: &[u8],
    customer: Option<CustomerId>,
) -> Result<Option<CartId>, DbError> {
    Ok(sqlx::query_scalar!(
        "select id from carts where token_hash = $1 and (customer_id is null or customer_id = $2)",
        token_hash,
        customer.map(|id| id.0)
    )
    .fetch_optional(conn)
    .await?
    .map(CartId))
}

/// The cart that a customer used last, whatever became of it.
///
/// # Errors
/// Database errors.
pub async fn latest_cart_of(
    conn: &mut PgConnection,
    customer: CustomerId,
) -> Result<Option<CartId>, DbError> {
    Ok(sqlx::query_scalar!(
        "select id from carts where customer_id = $1 order by updated_at desc limit 1",
        customer.0
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
    unit_price_e4: Option<i64>,
    includes_vat: bool,
    seen_price_e4: i64,
    vat_class: String,
    vat_rate_bp: i32,
    weight_g: i32,
    free: i64,
    is_sold: bool,
    is_taxed: bool,
    content_milli: Option<i64>,
    content_unit: Option<String>,
    is_removed: bool,
}

/// The cart's lines, priced by `lists` (the first that has a price decides) and taxed as delivered to `country`, at `now`.
///
/// # Errors
/// Database errors.
pub async fn contents(
    conn: &mut PgConnection,
    head: &CartHead,
    lists: &[PriceListId],
    locale: &str,
    country: &str,
    now: Timestamp,
) -> Result<Cart, DbError> {
    let lists: Vec<uuid::Uuid> = lists.iter().map(|id| id.0).collect();
    // What needs no join is asked for by itself: with ten tables to put in order, PostgreSQL planned for 7 ms what it then did in one.
    let rows = sqlx::query_as!(
        Row,
        r#"select l.id, l.variant_id, v.product_id, v.sku,
                  coalesce((select t.name from product_translations t where t.product_id = p.id and t.locale = $4),
                           (select t.name from product_translations t where t.product_id = p.id and t.locale = 'sv'), v.sku) as "name!",
                  coalesce((select sl.slug from slugs sl where sl.target_id = p.id and sl.locale = $4 and sl.is_current and sl.kind = 'product'),
                           '') as "slug!", v.option_key,
                  coalesce((select string_agg(coalesce(ov.label ->> $4, ov.label ->> 'sv', ov.code), ', ' order by o.position)
                            from variant_option_values vo join product_option_values ov on ov.id = vo.option_value_id
                            join product_options o on o.id = ov.option_id where vo.variant_id = v.id), '') as "options!",
                  (select m.media_id from product_media m where m.product_id = v.product_id and (m.variant_id = v.id or m.variant_id is null)
                   order by (m.variant_id is null), m.position limit 1) as "media_id?: MediaId",
                  l.quantity, v.min_quantity, price.unit_price_e4 as "unit_price_e4?",
                  coalesce(price.includes_vat, true) as "includes_vat!", l.seen_price_e4, p.vat_class,
                  coalesce(vat.rate_bp, 0) as "vat_rate_bp!", coalesce(v.weight_g, 0) as "weight_g!",
                  coalesce((select sum(greatest(s.on_hand - s.reserved - s.allocated + s.backorder_limit, 0))
                            from stock_levels s join locations loc on loc.id = s.location_id and loc.is_active
                            where s.variant_id = v.id), 0)::bigint as "free!",
                  (v.is_active and p.status = 'active' and vat.rate_bp is not null
                   and exists (select from product_publications pub where pub.product_id = p.id and pub.shop_id = $2
                               and pub.published_from <= $6 and (pub.published_to is null or pub.published_to > $6))) as "is_sold!",
                  (vat.rate_bp is not null) as "is_taxed!",
                  v.content_milli, v.content_unit, (l.removed_at is not null) as "is_removed!"
           from cart_lines l
           join variants v on v.id = l.variant_id
           join products p on p.id = v.product_id
           left join lateral (
                select r.rate_bp from vat_rates r where r.vat_class = p.vat_class and r.country = $5
                     and r.valid_from <= $6 and (r.valid_to is null or r.valid_to > $6) limit 1) vat on true
           left join lateral (
                select pr.unit_price_e4, list.includes_vat from unnest($3::uuid[]) with ordinality as pl (id, place)
                join price_lists list on list.id = pl.id
                join prices pr on pr.price_list_id = pl.id and pr.variant_id = v.id and pr.min_quantity <= greatest(l.quantity, v.min_quantity)
                     and pr.valid_from <= $6 and (pr.valid_to is null or pr.valid_to > $6)
                order by pl.place, pr.min_quantity desc limit 1) price on true
           where l.cart_id = $1 and (l.removed_at is null or l.removed_at > $7)
           order by l.added_at, l.id"#,
        head.id.0,
        head.shop_id.0,
        &lists,
        locale,
        country,
        now,
        now.minus(UNDO_FOR),
    )
    .fetch_all(conn)
    .await?;
    let (removed, kept): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| row.is_removed);
    Ok(Cart {
        id: head.id,
        shop_id: head.shop_id,
        currency: Currency::from(head.currency.clone()),
        lines: kept.into_iter().map(CartLine::from).collect(),
        removed: removed.into_iter().map(CartLine::from).collect(),
    })
}

impl Row {
    /// Orders are summed with VAT; a list without it gains it here, before the line is rounded.
    fn gross_price(&self) -> Option<UnitPrice> {
        self.unit_price_e4
            .map(|price| {
                if self.includes_vat {
                    price
                } else {
                    with_vat(price, self.vat_rate_bp)
                }
            })
            .map(UnitPrice)
    }
}

impl From<Row> for CartLine {
    fn from(row: Row) -> Self {
        let unit_price = row.gross_price();
        Self {
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
            seen_price: UnitPrice(row.seen_price_e4),
            vat_class: row.vat_class,
            vat_rate_bp: row.vat_rate_bp,
            weight_g: row.weight_g,
            free: row.free,
            is_sold: row.is_sold,
            is_taxed: row.is_taxed,
            content_milli: row.content_milli,
            content_unit: row.content_unit,
        }
    }
}
