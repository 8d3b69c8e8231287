//! Reading reviews, for the shop's pages and mails.

use platform::clock::Timestamp;
use platform::db::keyset::{Cursor, PageOf, Slice, SortBy};
use platform::db::{DbError, PgConnection};
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{ARRIVES_WITHIN_DAYS, Breach, Rating, Review, ReviewState};
use crate::ids::{CustomerId, MediaId, OrderId, ProductId, ReviewId, ShopId};

/// One review.
///
/// # Errors
/// Database errors.
pub async fn by_id(conn: &mut PgConnection, id: ReviewId) -> Result<Option<Review>, DbError> {
    let found = reviews(conn, &[id.0]).await?;
    Ok(found.into_iter().next())
}

/// The review that the buyer of an order has written of a product, in whichever state.
///
/// # Errors
/// Database errors.
pub async fn own_of_order(
    conn: &mut PgConnection,
    order_id: OrderId,
    product_id: ProductId,
) -> Result<Option<Review>, DbError> {
    let Some(writer) = super::store::writer_of(conn, order_id).await? else {
        return Ok(None);
    };
    match super::store::own(conn, (order_id, product_id), &writer).await? {
        Some(id) => by_id(conn, id).await,
        None => Ok(None),
    }
}

async fn reviews(conn: &mut PgConnection, ids: &[Uuid]) -> Result<Vec<Review>, DbError> {
    let rows = sqlx::query!(
        r#"select id, product_id, order_id, order_number, customer_id,
                  coalesce((select lower(c.email) from customers c where c.id = r.customer_id), r.email) as "email!", state, stars, heading, body, shown_name, locale, refusal, refusal_words,
                  reply, replied_at as "replied_at?: Timestamp", reports, written_at as "written_at: Timestamp",
                  decided_at as "decided_at?: Timestamp", published_at as "published_at?: Timestamp", row_version
           from reviews r where id = any($1)"#,
        ids
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            let unknown = || DbError::Decode("unknown state of a review".into());
            Ok(Review {
                id: ReviewId(row.id),
                product_id: ProductId(row.product_id),
                order_id: OrderId(row.order_id),
                order_number: row.order_number,
                customer_id: row.customer_id.map(CustomerId),
                email: row.email,
                state: ReviewState::from_column(&row.state).ok_or_else(unknown)?,
                stars: row.stars,
                heading: row.heading,
                body: row.body,
                shown_name: row.shown_name,
                locale: row.locale,
                refusal: row.refusal.as_deref().and_then(Breach::parse),
                refusal_words: row.refusal_words,
                reply: row.reply,
                replied_at: row.replied_at,
                reports: row.reports,
                written_at: row.written_at,
                decided_at: row.decided_at,
                published_at: row.published_at,
                row_version: row.row_version,
            })
        })
        .collect()
}

/// A product's rating.
///
/// # Errors
/// Database errors.
pub async fn rating(conn: &mut PgConnection, product_id: ProductId) -> Result<Rating, DbError> {
    let found = sqlx::query!(
        "select one, two, three, four, five from product_ratings where product_id = $1",
        product_id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map_or_else(Rating::default, |row| {
        Rating([row.one, row.two, row.three, row.four, row.five].map(i64::from))
    }))
}

/// A review as everybody reads it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ShownReview {
    /// Which.
    pub id: ReviewId,
    /// One to five.
    pub stars: i16,
    /// In the writer's words.
    pub heading: String,
    /// In the writer's words.
    pub body: String,
    /// What the writer is called.
    pub shown_name: String,
    /// The language that it is written in.
    pub locale: String,
    /// The shop's answer; empty where there is none.
    pub reply: String,
    /// When it was written, or last changed.
    pub written_at: Timestamp,
    /// When it was published.
    pub published_at: Timestamp,
}

impl ShownReview {
    /// Where a page goes on from this review.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor::at(self.published_at, self.id.0)
    }
}

/// Published reviews of a product, those published last first; with so many stars alone where that is asked for.
///
/// # Errors
/// Database errors.
pub async fn shown(
    conn: &mut PgConnection,
    product_id: ProductId,
    stars: Option<i16>,
    page: PageOf,
) -> Result<Slice<ShownReview>, DbError> {
    let order = SortBy::moment("r.published_at", true);
    let mut query = QueryBuilder::new(
        "select r.id, r.stars, r.heading, r.body, r.shown_name, r.locale, r.reply, r.written_at, r.published_at
         from reviews r where r.state = 'published' and r.product_id = ",
    );
    query.push_bind(product_id.0);
    if let Some(stars) = stars {
        query.push(" and r.stars = ").push_bind(stars);
    }
    page.push(&mut query, &order);
    let rows = query.build_query_as().fetch_all(conn).await?;
    Ok(page.slice(rows))
}

/// A review that can be read, with the page that it stands on.
#[derive(Clone, Debug)]
pub struct Published {
    /// Of which product.
    pub product_id: ProductId,
    /// In the writer's words.
    pub heading: String,
    /// In the writer's words.
    pub body: String,
    /// What the writer is called.
    pub shown_name: String,
    /// The language that it is written in.
    pub locale: String,
    /// One to five.
    pub stars: i16,
}

/// A published review.
///
/// # Errors
/// Database errors.
pub async fn published(
    conn: &mut PgConnection,
    id: ReviewId,
) -> Result<Option<Published>, DbError> {
    sqlx::query_as!(
        Published,
        r#"select product_id as "product_id: ProductId", heading, body, shown_name, locale, stars from reviews where id = $1 and state = 'published'"#,
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// A product that was bought in an order.
#[derive(Clone, Debug)]
pub struct Purchase {
    /// Which.
    pub product_id: ProductId,
    /// Its name at the time.
    pub name: String,
    /// Its picture at the time.
    pub media_id: Option<MediaId>,
    /// Whether it has come, as far as is known.
    pub is_received: bool,
    /// Where its review stands; `None` where its buyer has written none.
    pub state: Option<ReviewState>,
    /// How many stars that gives.
    pub stars: Option<i16>,
    /// Whether one stands already with a guest's address, by another order or an account: it is changed from there.
    pub is_taken: bool,
}

/// Goods that were sent by then count as received at `now`, where nothing says when they arrived.
fn arrived_if_sent_before(now: Timestamp) -> Timestamp {
    now.minus(jiff::SignedDuration::from_hours(24 * ARRIVES_WITHIN_DAYS))
}

/// What was bought in an order, each product once, with its buyer's reviews.
///
/// # Errors
/// Database errors.
pub async fn purchases(
    conn: &mut PgConnection,
    order_id: OrderId,
    now: Timestamp,
) -> Result<Vec<Purchase>, DbError> {
    // The same as `store::own` and `store::is_taken` ask for one product.
    let rows = sqlx::query!(
        r#"select l.product_id as "product_id!: ProductId", l.name, l.media_id as "media_id?: MediaId",
                  exists (select from order_lines m join shipment_lines p on p.order_line_id = m.id join shipments s on s.id = p.shipment_id
                          where m.order_id = $1 and m.product_id = l.product_id
                            and (s.delivered_at is not null or s.shipped_at <= $2)) as "is_received!",
                  r.state as "state?", r.stars as "stars?",
                  (r.state is null and o.customer_id is null
                   and (exists (select from reviews t where t.product_id = l.product_id and t.email = lower(o.email))
                        or exists (select from customers a join reviews t on t.customer_id = a.id and t.product_id = l.product_id
                                   where lower(a.email) = lower(o.email) and a.state <> 'erased'))) as "is_taken!"
           from (select distinct on (product_id) product_id, name, media_id, position from order_lines
                 where order_id = $1 and kind = 'item' and product_id is not null order by product_id, position) l
           join orders o on o.id = $1 left join customers c on c.id = o.customer_id
           left join lateral (select state, stars from reviews r where r.product_id = l.product_id
                              and (r.customer_id = o.customer_id
                                   or (r.customer_id is null and (r.order_id = o.id or (o.customer_id is not null and r.email = lower(c.email)))))
                              order by r.customer_id is null limit 1) r on true
           order by l.position"#,
        order_id.0,
        arrived_if_sent_before(now),
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Purchase {
            product_id: row.product_id,
            name: row.name,
            media_id: row.media_id,
            is_received: row.is_received,
            state: row.state.as_deref().and_then(ReviewState::from_column),
            stars: row.stars,
            is_taken: row.is_taken,
        })
        .collect())
}

/// A product of an order; `None` where it was not bought in it.
///
/// # Errors
/// Database errors.
pub async fn purchase(
    conn: &mut PgConnection,
    order_id: OrderId,
    product_id: ProductId,
    now: Timestamp,
) -> Result<Option<Purchase>, DbError> {
    let all = purchases(conn, order_id, now).await?;
    Ok(all.into_iter().find(|of| of.product_id == product_id))
}

/// A review of a customer's, for their own page.
#[derive(Clone, Debug)]
pub struct OwnReview {
    /// Of which product.
    pub product_id: ProductId,
    /// Its name in the order.
    pub name: String,
    /// The order through which it is changed.
    pub order_id: OrderId,
    /// Its number.
    pub order_number: String,
    /// Where it stands.
    pub state: ReviewState,
    /// One to five.
    pub stars: i16,
    /// In the writer's words.
    pub heading: String,
    /// When it was written.
    pub written_at: Timestamp,
    /// Why it is not published.
    pub refusal: Option<Breach>,
}

/// A customer's reviews, the latest first.
///
/// # Errors
/// Database errors.
pub async fn of_customer(
    conn: &mut PgConnection,
    (customer, shop): (CustomerId, Option<ShopId>),
    most: i64,
) -> Result<Vec<OwnReview>, DbError> {
    let rows = sqlx::query!(
        r#"select r.product_id as "product_id: ProductId", r.order_id as "order_id: OrderId", r.order_number, r.state, r.stars, r.heading,
                  r.written_at as "written_at: Timestamp", r.refusal,
                  (select l.name from order_lines l where l.order_id = r.order_id and l.product_id = r.product_id order by l.position limit 1) as name
           from reviews r where r.customer_id = $1
             and ($3::uuid is null or exists (select from orders o where o.id = r.order_id and o.shop_id = $3)) order by r.written_at desc limit $2"#,
        customer.0,
        most,
        shop.map(|id| id.0)
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| OwnReview {
            product_id: row.product_id,
            name: row.name.unwrap_or_default(),
            order_id: row.order_id,
            order_number: row.order_number,
            state: ReviewState::from_column(&row.state).unwrap_or(ReviewState::Pending),
            stars: row.stars,
            heading: row.heading,
            written_at: row.written_at,
            refusal: row.refusal.as_deref().and_then(Breach::parse),
        })
        .collect())
}

/// Something that a customer has received and not written of.
#[derive(Clone, Debug)]
pub struct Unreviewed {
    /// Which product.
    pub product_id: ProductId,
    /// Its name in the order.
    pub name: String,
    /// Its picture in the order.
    pub media_id: Option<MediaId>,
    /// The order.
    pub order_id: OrderId,
    /// Its number.
    pub order_number: String,
}

/// What a customer has received of late and not written of, the latest order first.
///
/// # Errors
/// Database errors.
pub async fn unreviewed(
    conn: &mut PgConnection,
    (customer, shop): (CustomerId, Option<ShopId>),
    now: Timestamp,
    most: i64,
) -> Result<Vec<Unreviewed>, DbError> {
    sqlx::query_as!(
        Unreviewed,
        r#"select distinct on (o.placed_at, l.product_id) l.product_id as "product_id!: ProductId", l.name, l.media_id as "media_id?: MediaId",
                  o.id as "order_id!: OrderId", o.number as "order_number!"
           from (select id, number, placed_at from orders where customer_id = $1 and state = 'placed' and ($4::uuid is null or shop_id = $4) order by prepared_at desc limit 30) o
           join order_lines l on l.order_id = o.id and l.kind = 'item' and l.product_id is not null
           join products q on q.id = l.product_id and q.status = 'active'
           where exists (select from shipment_lines p join shipments s on s.id = p.shipment_id where p.order_line_id = l.id
                           and (s.delivered_at is not null or s.shipped_at <= $3))
             and not exists (select from reviews r where r.product_id = l.product_id and r.customer_id = $1)
           order by o.placed_at desc, l.product_id limit $2"#,
        customer.0,
        most,
        arrived_if_sent_before(now),
        shop.map(|id| id.0),
    )
    .fetch_all(conn)
    .await
}

/// A report of a review.
#[derive(Clone, Debug)]
pub struct Report {
    /// See [`Breach`].
    pub reason: String,
    /// In the reader's words; may be empty.
    pub words: String,
    /// When.
    pub made_at: Timestamp,
}

/// What has been reported of a review, the latest first.
///
/// # Errors
/// Database errors.
pub async fn reports(
    conn: &mut PgConnection,
    id: ReviewId,
    most: i64,
) -> Result<Vec<Report>, DbError> {
    sqlx::query_as!(
        Report,
        "select reason, words, made_at from review_reports where review_id = $1 order by made_at desc limit $2",
        id.0,
        most
    )
    .fetch_all(conn)
    .await
}
