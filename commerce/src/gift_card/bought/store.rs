//! Writing bought cards. Whoever writes holds their order's lock.

use platform::clock::{Date, Timestamp};
use platform::db::{DbError, PgConnection, Tx};

use super::BoughtState;
use crate::gift_card::Wish;
use crate::ids::{GiftCardId, OrderId, OrderLineId};

pub(super) async fn insert(
    tx: &mut Tx,
    id: GiftCardId,
    (order_id, line_id): (OrderId, OrderLineId),
    wish: &Wish,
    (position, amount_minor): (i32, i64),
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into bought_gift_cards (id, order_id, order_line_id, position, amount_minor, recipient, greeting, deliver_on, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id.0,
        order_id.0,
        line_id.0,
        position,
        amount_minor,
        wish.recipient.as_deref().unwrap_or_default(),
        wish.greeting,
        wish.deliver_on as Option<Date>,
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

pub(super) async fn wait(tx: &mut Tx, id: GiftCardId, due_at: Timestamp) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update bought_gift_cards set state = 'waiting', due_at = $2, updated_at = $3 where id = $1 and state = 'unpaid'",
        id.0,
        due_at,
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

pub(super) async fn call_off(
    tx: &mut Tx,
    line_id: OrderLineId,
    pieces: i32,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update bought_gift_cards set state = 'called_off', updated_at = $3
         where id in (select id from bought_gift_cards where order_line_id = $1 and state in ('unpaid', 'waiting') order by position desc limit $2)",
        line_id.0,
        i64::from(pieces),
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

/// An issued card and what is left on it.
pub(super) struct IssuedCard {
    pub(super) id: GiftCardId,
    pub(super) amount_minor: i64,
    pub(super) balance_minor: i64,
}

/// The issued cards of a line, locked in the order of their ids: nobody uses them meanwhile.
pub(super) async fn issued_of_line(
    tx: &mut Tx,
    line_id: OrderLineId,
) -> Result<Vec<IssuedCard>, DbError> {
    sqlx::query_as!(
        IssuedCard,
        r#"select g.id as "id!: GiftCardId", b.amount_minor, g.balance_minor
           from bought_gift_cards b join gift_cards g on g.id = b.id
           where b.order_line_id = $1 and b.state = 'issued' order by g.id for no key update of g"#,
        line_id.0
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
