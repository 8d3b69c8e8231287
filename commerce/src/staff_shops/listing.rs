//! What belongs to one shop, as addresses of the back office name it.

use platform::db::{DbError, PgConnection};
use uuid::Uuid;

use crate::ids::ShopId;

/// Something of one shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing<'a> {
    /// An order, by its number.
    Order(&'a str),
    /// A return or a complaint, by its number.
    Case(&'a str),
    /// A quotation, by its number.
    Quotation(&'a str),
    /// A rehearsal of prices, by its number.
    Rehearsal(&'a str),
    /// A payment that did not add up.
    Difference(Uuid),
    /// A promotion.
    Promotion(Uuid),
    /// A gift card or a credit.
    GiftCard(Uuid),
    /// A price list.
    PriceList(Uuid),
    /// A review of goods that were bought.
    Review(Uuid),
}

/// The shop that something belongs to; `None` when there is no such thing.
///
/// # Errors
/// Database errors.
pub async fn shop_of(conn: &mut PgConnection, thing: Thing<'_>) -> Result<Option<ShopId>, DbError> {
    let found = match thing {
        Thing::Order(_) | Thing::Case(_) | Thing::Quotation(_) | Thing::Rehearsal(_) => {
            by_number(conn, thing).await?
        }
        _ => by_id(conn, thing).await?,
    };
    Ok(found.map(ShopId))
}

async fn by_number(conn: &mut PgConnection, thing: Thing<'_>) -> Result<Option<Uuid>, DbError> {
    match thing {
        Thing::Order(number) => {
            sqlx::query_scalar!("select shop_id from orders where number = $1", number)
                .fetch_optional(conn)
                .await
        }
        Thing::Case(number) => {
            sqlx::query_scalar!(
                "select o.shop_id from return_cases c join orders o on o.id = c.order_id where c.number = $1",
                number
            )
            .fetch_optional(conn)
            .await
        }
        Thing::Quotation(number) => {
            sqlx::query_scalar!("select shop_id from quotations where number = $1", number)
                .fetch_optional(conn)
                .await
        }
        Thing::Rehearsal(number) => {
            sqlx::query_scalar!("select shop_id from rehearsals where number = $1", number)
                .fetch_optional(conn)
                .await
        }
        _ => Ok(None),
    }
}

async fn by_id(conn: &mut PgConnection, thing: Thing<'_>) -> Result<Option<Uuid>, DbError> {
    match thing {
        Thing::Difference(id) => {
            sqlx::query_scalar!(
                "select o.shop_id from payment_differences d join orders o on o.id = d.order_id where d.id = $1",
                id
            )
            .fetch_optional(conn)
            .await
        }
        Thing::Promotion(id) => {
            sqlx::query_scalar!("select shop_id from promotions where id = $1", id)
                .fetch_optional(conn)
                .await
        }
        Thing::GiftCard(id) => {
            sqlx::query_scalar!("select shop_id from gift_cards where id = $1", id)
                .fetch_optional(conn)
                .await
        }
        Thing::PriceList(id) => {
            sqlx::query_scalar!("select shop_id from price_lists where id = $1", id)
                .fetch_optional(conn)
                .await
        }
        Thing::Review(id) => {
            sqlx::query_scalar!(
                "select o.shop_id from reviews r join orders o on o.id = r.order_id where r.id = $1",
                id
            )
            .fetch_optional(conn)
            .await
        }
        _ => Ok(None),
    }
}

/// Things of which lists are made, each of one shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Belongs {
    /// Orders, and invoices by their orders.
    Order,
    /// Returns and complaints.
    Case,
    /// Credit notes.
    CreditNote,
    /// Payments that did not add up.
    Difference,
    /// Quotations.
    Quotation,
    /// Promotions.
    Promotion,
    /// Gift cards and credits.
    GiftCard,
    /// Price lists.
    PriceList,
    /// Reviews.
    Review,
    /// What is watched.
    Watch,
}

impl Belongs {
    fn as_str(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Case => "case",
            Self::CreditNote => "credit_note",
            Self::Difference => "difference",
            Self::Quotation => "quotation",
            Self::Promotion => "promotion",
            Self::GiftCard => "gift_card",
            Self::PriceList => "price_list",
            Self::Review => "review",
            Self::Watch => "watch",
        }
    }
}

/// The shops that things of a kind belong to: pairs of a thing and its shop.
///
/// # Errors
/// Database errors.
pub async fn shops_of(
    conn: &mut PgConnection,
    kind: Belongs,
    ids: &[Uuid],
) -> Result<Vec<(Uuid, ShopId)>, DbError> {
    let rows = sqlx::query!(
        r#"select id as "id!", shop_id as "shop_id!" from (
               select id, shop_id from orders where $1::text = 'order' and id = any($2::uuid[])
               union all select c.id, o.shop_id from return_cases c join orders o on o.id = c.order_id where $1 = 'case' and c.id = any($2)
               union all select id, shop_id from credit_notes where $1 = 'credit_note' and id = any($2)
               union all select d.id, o.shop_id from payment_differences d join orders o on o.id = d.order_id
                         where $1 = 'difference' and d.id = any($2)
               union all select id, shop_id from quotations where $1 = 'quotation' and id = any($2)
               union all select id, shop_id from promotions where $1 = 'promotion' and id = any($2)
               union all select id, shop_id from gift_cards where $1 = 'gift_card' and id = any($2)
               union all select id, shop_id from price_lists where $1 = 'price_list' and id = any($2)
               union all select r.id, o.shop_id from reviews r join orders o on o.id = r.order_id where $1 = 'review' and r.id = any($2)
               union all select id, shop_id from watched_variants where $1 = 'watch' and id = any($2)) of_all"#,
        kind.as_str(),
        ids
    )
    .fetch_all(conn)
    .await?;
    let pairs = rows.into_iter();
    Ok(pairs.map(|row| (row.id, ShopId(row.shop_id))).collect())
}
