//! Writing reviews, and the counts that follow from them.

mod asks;

use platform::db::{DbError, PgConnection, Tx};
use uuid::Uuid;

use super::write::{Draft, Writer};
use super::{Breach, ReviewState};
use crate::catalogue::storefront::mark_dirty;
use crate::ids::{CustomerId, OrderId, ProductId, ReviewId};

pub(super) use asks::{
    forget_arrival, forget_opt_out, has_opted_out, has_refused, lock_due_asks, may_be_asked,
    note_arrival, opt_in, opt_out, settle_ask, stopped_at,
};

/// Who bought an order: the account's address where there is one, else the order's.
pub(super) async fn writer_of(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<Option<Writer>, DbError> {
    sqlx::query_as!(
        Writer,
        r#"select o.number as order_number, o.customer_id as "customer?: CustomerId", lower(coalesce(c.email, o.email)) as "email!"
           from orders o left join customers c on c.id = o.customer_id where o.id = $1"#,
        order_id.0
    )
    .fetch_optional(conn)
    .await
}

/// The writer's review of a product: the one that was written through this order, or their account's, and what was written as a guest with the account's
/// proved address. An address that a guest types proves nothing, so by another order nobody reads or changes what was written with it.
pub(super) async fn own(
    conn: &mut PgConnection,
    (order_id, product_id): (OrderId, ProductId),
    writer: &Writer,
) -> Result<Option<ReviewId>, DbError> {
    sqlx::query_scalar!(
        r#"select id as "id: ReviewId" from reviews where product_id = $1
             and (customer_id = $2 or (customer_id is null and (order_id = $4 or ($2::uuid is not null and email = $3))))
           order by customer_id is null limit 1"#,
        product_id.0,
        writer.customer.map(|id| id.0),
        writer.email,
        order_id.0
    )
    .fetch_optional(conn)
    .await
}

/// Whether a review of a product with a guest's address stands already, by another order or an account.
pub(super) async fn is_taken(
    conn: &mut PgConnection,
    product_id: ProductId,
    writer: &Writer,
) -> Result<bool, DbError> {
    if writer.customer.is_some() {
        return Ok(false);
    }
    sqlx::query_scalar!(
        r#"select exists (select from reviews where product_id = $1 and email = $2)
               or exists (select from customers c join reviews r on r.customer_id = c.id and r.product_id = $1
                          where lower(c.email) = $2 and c.state <> 'erased') as "is!""#,
        product_id.0,
        writer.email
    )
    .fetch_one(conn)
    .await
}

/// Writes a new review; false when the writer has one of the product already.
pub(super) async fn insert(
    tx: &mut Tx,
    id: ReviewId,
    (order_id, product_id): (OrderId, ProductId),
    writer: &Writer,
    draft: &Draft,
) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "insert into reviews (id, product_id, order_id, order_number, customer_id, email, state, stars, heading, body, shown_name, locale,
                              written_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, 'pending', $7, $8, $9, $10, $11, $12, $12) on conflict do nothing",
        id.0,
        product_id.0,
        order_id.0,
        writer.order_number,
        writer.customer.map(|id| id.0),
        writer.email,
        draft.stars,
        draft.heading,
        draft.body,
        draft.shown_name,
        draft.locale,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Changes a review, which waits for staff then; one that was written as a guest becomes the account's through which it is changed.
pub(super) async fn change(
    tx: &mut Tx,
    id: ReviewId,
    order_id: OrderId,
    writer: &Writer,
    draft: &Draft,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update reviews set state = 'pending', refusal = null, refusal_words = '', order_id = $2, order_number = $3,
                customer_id = coalesce(customer_id, $4), stars = $5, heading = $6, body = $7, shown_name = $8, locale = $9, reports = 0,
                written_at = $10, updated_at = $10, row_version = row_version + 1
         where id = $1",
        id.0,
        order_id.0,
        writer.order_number,
        writer.customer.map(|id| id.0),
        draft.stars,
        draft.heading,
        draft.body,
        draft.shown_name,
        draft.locale,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Tx, ids: &[ReviewId]) -> Result<(), DbError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    sqlx::query!("delete from reviews where id = any($1)", &ids)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// One published review more or less of so many stars, and the product's card with it. The caller holds the review's lock.
pub(super) async fn count(
    tx: &mut Tx,
    product_id: ProductId,
    stars: i16,
    by: i32,
) -> Result<(), DbError> {
    sqlx::query!(
        "insert into product_ratings as r (product_id, one, two, three, four, five)
         select $1, case when $2::smallint = 1 then $3::int else 0 end, case when $2 = 2 then $3 else 0 end, case when $2 = 3 then $3 else 0 end,
                case when $2 = 4 then $3 else 0 end, case when $2 = 5 then $3 else 0 end
         where $3 > 0
         on conflict (product_id) do update set one = r.one + excluded.one, two = r.two + excluded.two, three = r.three + excluded.three,
                four = r.four + excluded.four, five = r.five + excluded.five",
        product_id.0,
        stars,
        by
    )
    .execute(&mut **tx)
    .await?;
    // One that is taken away has been counted, so there is a row; what is inserted may not be less than nothing.
    sqlx::query!(
        "update product_ratings set one = one + case when $2::smallint = 1 then $3::int else 0 end, two = two + case when $2 = 2 then $3 else 0 end,
                three = three + case when $2 = 3 then $3 else 0 end, four = four + case when $2 = 4 then $3 else 0 end,
                five = five + case when $2 = 5 then $3 else 0 end
         where product_id = $1 and $3 < 0",
        product_id.0,
        stars,
        by
    )
    .execute(&mut **tx)
    .await?;
    mark_dirty(tx, &[product_id]).await
}

pub(super) async fn decide(
    tx: &mut Tx,
    id: ReviewId,
    state: ReviewState,
    refusal: Option<(Breach, &str)>,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update reviews set state = $2, refusal = $3, refusal_words = $4, reports = 0, decided_at = $5, updated_at = $5, row_version = row_version + 1,
                published_at = case when $2 = 'published' and state <> 'published' then $5 else published_at end
         where id = $1",
        id.0,
        state.as_str(),
        refusal.map(|(reason, _)| reason.as_str()),
        refusal.map_or("", |(_, words)| words),
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn reply(tx: &mut Tx, id: ReviewId, words: &str) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update reviews set reply = $2, replied_at = case when $2 = '' then null else $3::timestamptz end, updated_at = $3, row_version = row_version + 1
         where id = $1",
        id.0,
        words,
        now as _
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Counts a report; false where there is no such review to be read. The forms of staff who have it before them see the count, and go on.
pub(super) async fn count_report(tx: &mut Tx, id: ReviewId) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "update reviews set reports = reports + 1, updated_at = $2 where id = $1 and state = 'published'",
        id.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn insert_report(
    tx: &mut Tx,
    id: ReviewId,
    reason: Breach,
    words: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into review_reports (id, review_id, reason, words, made_at) values ($1, $2, $3, $4, $5)",
        platform::ids::new_uuid(),
        id.0,
        reason.as_str(),
        words,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A customer's reviews, those that they wrote as a guest too, in the order of their ids.
pub(super) async fn ids_of(tx: &mut Tx, customer: CustomerId) -> Result<Vec<ReviewId>, DbError> {
    sqlx::query_scalar!(
        r#"select id as "id!: ReviewId" from reviews
           where id in (select id from reviews where customer_id = $1
                        union all select r.id from customers c join reviews r on r.email = lower(c.email) and r.customer_id is null where c.id = $1
                        union all select r.id from orders o join reviews r on r.order_id = o.id where o.customer_id = $1)
           order by id"#,
        customer.0
    )
    .fetch_all(&mut **tx)
    .await
}

/// What a review counts for.
pub(super) struct Counted {
    pub(super) product_id: ProductId,
    pub(super) state: String,
    pub(super) stars: i16,
}

pub(super) async fn stars_of(tx: &mut Tx, ids: &[ReviewId]) -> Result<Vec<Counted>, DbError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    sqlx::query_as!(
        Counted,
        r#"select product_id as "product_id: ProductId", state, stars from reviews where id = any($1) order by product_id"#,
        &ids
    )
    .fetch_all(&mut **tx)
    .await
}
