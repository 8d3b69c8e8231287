//! Bought cards as pages and mails show them.

use platform::clock::{Date, Timestamp};
use platform::db::{DbError, PgConnection};

use crate::ids::{GiftCardId, OrderId, OrderLineId, ShopId, VariantId};

/// A variant that is a gift card, as the form for it shows it.
#[derive(Clone, Debug)]
pub struct CardGoods {
    /// The product's name in the reader's language.
    pub name: String,
    /// The variant's options, comma between.
    pub options: String,
    /// Least and most that it may hold, in minor units, where the shopper may say how much.
    pub range: Option<(i64, i64)>,
}

/// A gift card that a shop sells; none for goods, and for what is not sold.
///
/// # Errors
/// Database errors.
pub async fn goods(
    conn: &mut PgConnection,
    shop: ShopId,
    variant: VariantId,
    locale: &str,
    now: Timestamp,
) -> Result<Option<CardGoods>, DbError> {
    let row = sqlx::query!(
        r#"select coalesce((select t.name from product_translations t where t.product_id = p.id and t.locale = $3),
                           (select t.name from product_translations t where t.product_id = p.id and t.locale = 'sv'), v.sku) as "name!",
                  coalesce((select string_agg(coalesce(ov.label ->> $3, ov.label ->> 'sv', ov.code), ', ' order by o.position)
                            from variant_option_values vo join product_option_values ov on ov.id = vo.option_value_id
                            join product_options o on o.id = ov.option_id where vo.variant_id = v.id), '') as "options!",
                  g.least_minor as "least_minor?", g.most_minor as "most_minor?"
           from variants v join products p on p.id = v.product_id left join gift_card_ranges g on g.variant_id = v.id
           where v.id = $1 and p.kind = 'gift_card' and v.is_active and p.status = 'active'
             and exists (select from product_publications pub where pub.product_id = p.id and pub.shop_id = $2
                         and pub.published_from <= $4 and (pub.published_to is null or pub.published_to > $4))"#,
        variant.0,
        shop.0,
        locale,
        now
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| CardGoods {
        name: row.name,
        options: row.options,
        range: row.least_minor.zip(row.most_minor),
    }))
}

/// A card of an order.
#[derive(Clone, Debug)]
pub struct BoughtCard {
    /// Which; it is there as a card once it has been issued.
    pub id: GiftCardId,
    /// Of which line.
    pub line_id: OrderLineId,
    /// What it holds.
    pub amount_minor: i64,
    /// Whose address; empty: the buyer's.
    pub recipient: String,
    /// The buyer's words.
    pub greeting: String,
    /// The day that was asked for.
    pub deliver_on: Option<Date>,
    /// See [`super::BoughtState`].
    pub state: String,
    /// When it was issued.
    pub issued_at: Option<Timestamp>,
    /// The end of its code, once it has one.
    pub code_hint: Option<String>,
    /// What is left on it, once it has been issued.
    pub balance_minor: Option<i64>,
}

/// An order's cards, line by line.
///
/// # Errors
/// Database errors.
pub async fn of_order(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<Vec<BoughtCard>, DbError> {
    sqlx::query_as!(
        BoughtCard,
        r#"select b.id as "id!: GiftCardId", b.order_line_id as "line_id!: OrderLineId", b.amount_minor as "amount_minor!", b.recipient as "recipient!",
                  b.greeting as "greeting!", b.deliver_on as "deliver_on?", b.state as "state!", b.issued_at as "issued_at?: Timestamp",
                  g.code_hint as "code_hint?", g.balance_minor as "balance_minor?"
           from bought_gift_cards b join order_lines l on l.id = b.order_line_id left join gift_cards g on g.id = b.id
           where b.order_id = $1 order by l.position, b.position"#,
        order_id.0
    )
    .fetch_all(conn)
    .await
}

/// How a card came to be bought.
#[derive(Clone, Debug)]
pub struct Purchase {
    /// The order's number.
    pub order: String,
    /// Who bought it; empty once that has been forgotten.
    pub buyer: String,
    /// Their words.
    pub greeting: String,
    /// Whether it is for whoever bought it.
    pub is_for_buyer: bool,
}

/// The purchase of a card; none where staff have issued it.
///
/// # Errors
/// Database errors.
pub async fn purchase(
    conn: &mut PgConnection,
    id: GiftCardId,
) -> Result<Option<Purchase>, DbError> {
    sqlx::query_as!(
        Purchase,
        r#"select o.number as "order!", o.customer_name as "buyer!", b.greeting as "greeting!",
                  (b.recipient = '' or lower(b.recipient) = lower(o.email)) as "is_for_buyer!"
           from bought_gift_cards b join orders o on o.id = b.order_id where b.id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// When the last of an order's cards was issued; `None` while one of them waits, or when it has none that was.
///
/// # Errors
/// Database errors.
pub async fn last_issued(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<Option<Timestamp>, DbError> {
    sqlx::query_scalar!(
        r#"select case when bool_or(state in ('unpaid', 'waiting')) then null else max(issued_at) end as "at?: Timestamp"
           from bought_gift_cards where order_id = $1"#,
        order_id.0
    )
    .fetch_one(conn)
    .await
}

pub(super) async fn due(
    conn: &mut PgConnection,
    order_id: Option<OrderId>,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<GiftCardId>, DbError> {
    // Two questions, each by an index of its own.
    let ids = match order_id {
        Some(order_id) => {
            sqlx::query_scalar!(
                "select id from bought_gift_cards where order_id = $1 and state = 'waiting' and due_at <= $2 order by due_at, id limit $3",
                order_id.0,
                now,
                limit
            )
            .fetch_all(conn)
            .await?
        }
        None => {
            sqlx::query_scalar!(
                "select id from bought_gift_cards where state = 'waiting' and due_at <= $1 order by due_at, id limit $2",
                now,
                limit
            )
            .fetch_all(conn)
            .await?
        }
    };
    Ok(ids.into_iter().map(GiftCardId).collect())
}
