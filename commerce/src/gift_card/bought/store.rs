//! Writing bought cards. Whoever writes holds their order's lock.

use platform::clock::{Date, Timestamp};
use platform::db::{DbError, PgConnection, Tx};
use platform::money::Currency;

use super::{BoughtState, NewCard};
use crate::ids::{GiftCardId, OrderId, OrderLineId, ShopId};

pub(super) async fn insert(
    tx: &mut Tx,
    order_id: OrderId,
    cards: &[NewCard<'_>],
) -> Result<(), DbError> {
    fn all<T>(cards: &[NewCard<'_>], part: impl Fn(&NewCard<'_>) -> T) -> Vec<T> {
        cards.iter().map(part).collect()
    }
    let now = tx.now();
    sqlx::query!(
        "insert into bought_gift_cards (id, order_id, order_line_id, position, amount_minor, recipient, greeting, deliver_on, updated_at)
         select c.id, $1, c.line, c.position, c.amount, c.recipient, c.greeting, c.day, $9
         from unnest($2::uuid[], $3::uuid[], $4::int[], $5::bigint[], $6::text[], $7::text[], $8::date[])
              as c (id, line, position, amount, recipient, greeting, day)",
        order_id.0,
        &all(cards, |card| card.id.0),
        &all(cards, |card| card.line_id.0),
        &all(cards, |card| card.position),
        &all(cards, |card| card.amount_minor),
        &all(cards, |card| card.wish.recipient.clone().unwrap_or_default()),
        &all(cards, |card| card.wish.greeting.clone()),
        &all(cards, |card| card.wish.deliver_on) as &[Option<Date>],
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn unpaid_of_order(
    tx: &mut Tx,
    order_id: OrderId,
) -> Result<Vec<(GiftCardId, Option<Date>)>, DbError> {
    let rows = sqlx::query!(
        "select id, deliver_on from bought_gift_cards where order_id = $1 and state = 'unpaid' order by id",
        order_id.0
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (GiftCardId(row.id), row.deliver_on))
        .collect())
}

/// Cards wait for their day.
pub(super) async fn wait(tx: &mut Tx, due: &[(GiftCardId, Timestamp)]) -> Result<(), DbError> {
    let now = tx.now();
    let ids: Vec<uuid::Uuid> = due.iter().map(|(id, _)| id.0).collect();
    let moments: Vec<Timestamp> = due.iter().map(|(_, at)| *at).collect();
    sqlx::query!(
        "update bought_gift_cards b set state = 'waiting', due_at = d.at, updated_at = $3
         from unnest($1::uuid[], $2::timestamptz[]) as d (id, at) where b.id = d.id and b.state = 'unpaid'",
        &ids,
        &moments as &[Timestamp],
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn await_money(tx: &mut Tx, order_id: OrderId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update bought_gift_cards set state = 'unpaid', due_at = null, updated_at = $2 where order_id = $1 and state = 'waiting'",
        order_id.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn call_off_all(tx: &mut Tx, order_id: OrderId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update bought_gift_cards set state = 'called_off', updated_at = $2 where order_id = $1 and state in ('unpaid', 'waiting')",
        order_id.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// So many cards of each line are called off, the last first; the states are those that [`BoughtState::apply`] lets be called off.
pub(super) async fn call_off(tx: &mut Tx, lines: &[(OrderLineId, i32)]) -> Result<(), DbError> {
    let now = tx.now();
    let ids: Vec<uuid::Uuid> = lines.iter().map(|(id, _)| id.0).collect();
    let pieces: Vec<i64> = lines.iter().map(|(_, n)| i64::from(*n)).collect();
    sqlx::query!(
        "update bought_gift_cards set state = 'called_off', updated_at = $3
         where id in (select c.id from unnest($1::uuid[], $2::bigint[]) as l (id, pieces)
                      cross join lateral (select b.id, row_number() over (order by b.position desc) as n from bought_gift_cards b
                                          where b.order_line_id = l.id and b.state in ('unpaid', 'waiting')) c
                      where c.n <= l.pieces)",
        &ids,
        &pieces,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Moves a card to a state that [`BoughtState::apply`] gave.
pub(super) async fn set_state(
    tx: &mut Tx,
    id: GiftCardId,
    state: BoughtState,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update bought_gift_cards set state = $2, updated_at = $3,
                issued_at = case when $2 = 'issued' then $3::timestamptz else issued_at end
         where id = $1",
        id.0,
        state.as_str(),
        now as _,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The order and its line that a bought card belongs to; neither ever changes.
pub(super) async fn place_of(
    conn: &mut PgConnection,
    id: GiftCardId,
) -> Result<Option<(OrderId, OrderLineId)>, DbError> {
    let row = sqlx::query!(
        "select order_id, order_line_id from bought_gift_cards where id = $1",
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (OrderId(row.order_id), OrderLineId(row.order_line_id))))
}

/// A card whose day has come.
pub(super) struct Due {
    pub(super) amount_minor: i64,
    /// Empty: the buyer.
    pub(super) recipient: String,
}

/// The card, if it waits and its day has come. The caller holds the order's lock.
pub(super) async fn due(tx: &mut Tx, id: GiftCardId) -> Result<Option<Due>, DbError> {
    let now = tx.now();
    sqlx::query_as!(
        Due,
        "select amount_minor, recipient from bought_gift_cards where id = $1 and state = 'waiting' and due_at <= $2",
        id.0,
        now
    )
    .fetch_optional(&mut **tx)
    .await
}

/// Of whose order a card is.
pub(super) struct Buyer {
    pub(super) shop_id: ShopId,
    pub(super) currency: Currency,
    pub(super) email: String,
    pub(super) locale: String,
}

pub(super) async fn buyer(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<Option<Buyer>, DbError> {
    sqlx::query_as!(
        Buyer,
        r#"select shop_id, currency::text as "currency!", email, locale from orders where id = $1"#,
        order_id.0
    )
    .fetch_optional(conn)
    .await
}

/// An issued card and what is left on it.
pub(super) struct IssuedCard {
    pub(super) id: GiftCardId,
    pub(super) line_id: OrderLineId,
    pub(super) amount_minor: i64,
    pub(super) balance_minor: i64,
}

/// The issued cards of an order's lines, locked in the order of their ids: nobody uses them meanwhile.
pub(super) async fn issued_of_lines(
    tx: &mut Tx,
    lines: &[OrderLineId],
) -> Result<Vec<IssuedCard>, DbError> {
    let lines: Vec<uuid::Uuid> = lines.iter().map(|id| id.0).collect();
    sqlx::query_as!(
        IssuedCard,
        r#"select g.id as "id!: GiftCardId", b.order_line_id as "line_id!: OrderLineId", b.amount_minor, g.balance_minor
           from bought_gift_cards b join gift_cards g on g.id = b.id
           where b.order_line_id = any($1) and b.state = 'issued' order by g.id for no key update of g"#,
        &lines
    )
    .fetch_all(&mut **tx)
    .await
}

/// Recipients and greetings are taken away from orders' cards that wait for nothing, and the address from cards that buy nothing any more.
///
/// # Errors
/// Database errors.
pub(crate) async fn blank(tx: &mut Tx, orders: &[uuid::Uuid]) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update gift_cards set recipient = '', updated_at = $2, row_version = row_version + 1
         where id in (select id from bought_gift_cards where order_id = any($1)) and recipient <> '' and (balance_minor = 0 or expires_at <= $2)",
        orders,
        now
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update bought_gift_cards set recipient = '', greeting = '', updated_at = $2
         where order_id = any($1) and state not in ('unpaid', 'waiting') and (recipient <> '' or greeting <> '')",
        orders,
        now
    )
    .execute(&mut **tx)
    .await?;
    // What was never paid waits for nothing, either.
    sqlx::query!(
        "update bought_gift_cards b set recipient = '', greeting = '', updated_at = $2
         where b.order_id = any($1) and b.state = 'unpaid' and (b.recipient <> '' or b.greeting <> '')
           and exists (select from orders o where o.id = b.order_id and o.state in ('lapsed', 'cancelled'))",
        orders,
        now
    )
    .execute(&mut **tx)
    .await?;
    // The greeting stood in the mail, too.
    sqlx::query!(
        "update mails set recipient = '', subject = '', body_text = '', body_html = null, receipt = null, last_error = null
         where subject_kind = 'gift_card'
           and subject_id in (select b.id from bought_gift_cards b join gift_cards g on g.id = b.id where b.order_id = any($1) and g.recipient = '')",
        orders
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
