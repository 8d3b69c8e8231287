//! Cards as staff see them, and what an order took of them.

use platform::clock::Timestamp;
use platform::db::cut::{Cut, Search};
use platform::db::keyset::{Count, Cursor, PageOf, Slice, SortBy};
use platform::db::{DbError, PgConnection};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::ids::{GiftCardId, OrderId};

/// A card in the list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedCard {
    /// Which.
    pub id: GiftCardId,
    /// See [`super::CardKind`].
    pub kind: String,
    /// The end of its code.
    pub code_hint: String,
    /// `active` or `blocked`.
    pub state: String,
    /// What it held at first.
    pub issued_minor: i64,
    /// What is left.
    pub balance_minor: i64,
    /// ISO 4217.
    pub currency: String,
    /// Whose it is, by their number.
    pub customer: Option<String>,
    /// Where the code was sent.
    pub recipient: String,
    /// In which language.
    pub locale: String,
    /// Why it was issued.
    pub note: String,
    /// When it can no longer be used.
    pub expires_at: Timestamp,
    /// When it was issued.
    pub created_at: Timestamp,
    /// How often its code was mailed again.
    pub sent_again: i32,
    /// For the form.
    pub row_version: i32,
}

impl ListedCard {
    /// Where a page goes on from this row.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor::at(self.created_at, self.id.0)
    }
}

/// Which cards.
#[derive(Clone, Debug, Default)]
pub struct CardFilter {
    /// What is looked for: [`look_for`].
    pub search: Search,
    /// Of these shops alone.
    pub shops: Option<Vec<Uuid>>,
    /// `active` or `blocked`.
    pub state: Option<String>,
}

/// A text as a search: the end of a code.
#[must_use]
pub fn look_for(text: Option<&str>) -> Search {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Search::Everything;
    };
    let letters: Vec<char> = text
        .to_uppercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    if letters.len() < 4 {
        return Search::TooShort;
    }
    let hint: String = letters[letters.len() - 4..].iter().collect();
    Search::Equals("r.code_hint", vec![hint])
}

const COLUMNS: &str = "select r.id, r.kind, r.code_hint, r.state, r.issued_minor, r.balance_minor, r.currency,
        (select k.number from customers k where k.id = r.customer_id) as customer, r.recipient, r.locale, r.note, r.expires_at, r.created_at, r.sent_again, r.row_version from ";

fn order(is_descending: bool) -> SortBy {
    SortBy::moment("r.created_at", is_descending)
}

fn cut(filter: &CardFilter) -> Cut<'_> {
    Cut::of("gift_cards", &filter.search)
        .narrowed("r.state", filter.state.as_deref())
        .within("r.shop_id", filter.shops.as_deref())
}

/// A page of cards, the newest first.
///
/// # Errors
/// Database errors.
pub async fn cards(
    conn: &mut PgConnection,
    filter: &CardFilter,
    is_descending: bool,
    page: PageOf,
) -> Result<Slice<ListedCard>, DbError> {
    let query = QueryBuilder::new(COLUMNS);
    cut(filter)
        .page(conn, query, &order(is_descending), page)
        .await
}

/// How many cards there are, never looking at more than a thousand and one.
///
/// # Errors
/// Database errors.
pub async fn count(conn: &mut PgConnection, filter: &CardFilter) -> Result<Count, DbError> {
    cut(filter).count(conn, &order(true)).await
}

/// One card.
///
/// # Errors
/// Database errors.
pub async fn card(conn: &mut PgConnection, id: GiftCardId) -> Result<Option<ListedCard>, DbError> {
    let mut query = QueryBuilder::new(COLUMNS);
    query.push("gift_cards r where r.id = ").push_bind(id.0);
    query.build_query_as().fetch_optional(conn).await
}

/// A line of a card's ledger.
#[derive(Clone, Debug)]
pub struct LedgerEntry {
    /// `issued`, `used`, `given_back`, `refunded`, `corrected` or `taken_back`.
    pub kind: String,
    /// What came or went.
    pub amount_minor: i64,
    /// What there was afterwards.
    pub balance_minor: i64,
    /// For which order.
    pub order: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// A card's ledger, latest first.
///
/// # Errors
/// Database errors.
pub async fn ledger(conn: &mut PgConnection, id: GiftCardId) -> Result<Vec<LedgerEntry>, DbError> {
    sqlx::query_as!(
        LedgerEntry,
        r#"select e.kind, e.amount_minor, e.balance_minor, (select o.number from orders o where o.id = e.order_id) as "order?", e.at
           from gift_card_entries e where e.gift_card_id = $1 order by e.id desc limit 500"#,
        id.0
    )
    .fetch_all(conn)
    .await
}

/// Who issued a card.
///
/// # Errors
/// Database errors.
pub async fn issued_by(
    conn: &mut PgConnection,
    id: GiftCardId,
) -> Result<Option<uuid::Uuid>, DbError> {
    let by = sqlx::query_scalar!(
        "select actor_id from gift_card_entries where gift_card_id = $1 and kind = 'issued' order by id limit 1",
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(by.flatten())
}

/// What a card paid of an order.
#[derive(Clone, Debug)]
pub struct OrderCard {
    /// Which.
    pub id: GiftCardId,
    /// See [`super::CardKind`].
    pub kind: String,
    /// The end of its code.
    pub code_hint: String,
    /// What it pays.
    pub amount_minor: i64,
    /// What went back.
    pub refunded_minor: i64,
    /// `held` or `given_back`.
    pub state: String,
}

/// What cards pay of an order.
///
/// # Errors
/// Database errors.
pub async fn of_order(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<Vec<OrderCard>, DbError> {
    sqlx::query_as!(
        OrderCard,
        r#"select g.id as "id!: GiftCardId", g.kind, g.code_hint, u.amount_minor, u.refunded_minor, u.state
           from order_gift_cards u join gift_cards g on g.id = u.gift_card_id where u.order_id = $1 order by g.expires_at, g.id"#,
        order_id.0
    )
    .fetch_all(conn)
    .await
}

/// Cards whose balance is not the sum of their ledger: there must be none.
///
/// # Errors
/// Database errors.
pub async fn off_ledger(conn: &mut PgConnection) -> Result<Vec<GiftCardId>, DbError> {
    sqlx::query_scalar!(
        r#"select g.id as "id!: GiftCardId" from gift_cards g
           where g.balance_minor <> (select coalesce(sum(e.amount_minor), 0) from gift_card_entries e where e.gift_card_id = g.id)"#
    )
    .fetch_all(conn)
    .await
}
