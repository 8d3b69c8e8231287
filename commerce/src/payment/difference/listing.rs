//! Reading differences.

use platform::clock::Timestamp;
use platform::db::cut::{Cut, Search};
use platform::db::keyset::{Count, Cursor, PageOf, Slice, SortBy};
use platform::db::{DbError, PgConnection};
use platform::money::{Currency, Money};
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Deed, Difference, Kind};
use crate::ids::{DifferenceId, GiftCardId, OrderId, PaymentId, RefundId};

struct Row {
    id: DifferenceId,
    order_id: OrderId,
    order_number: String,
    kind: String,
    payment_id: Option<PaymentId>,
    expected_minor: i64,
    expected_currency: String,
    received_minor: i64,
    received_currency: String,
    deed: Option<String>,
    note: String,
    refund_id: Option<RefundId>,
    refund_state: Option<String>,
    refused: Option<String>,
    gift_card_id: Option<GiftCardId>,
    asked_at: Option<Timestamp>,
    found_at: Timestamp,
    settled_at: Option<Timestamp>,
    row_version: i32,
    is_placed: bool,
    is_waiting: bool,
    left_minor: Option<i64>,
}

impl Row {
    fn read(self) -> Option<Difference> {
        let money = |minor, currency: String| Money::new(minor, Currency::from(currency));
        Some(Difference {
            id: self.id,
            order_id: self.order_id,
            order_number: self.order_number,
            kind: Kind::from_column(&self.kind)?,
            payment_id: self.payment_id,
            expected: money(self.expected_minor, self.expected_currency),
            received: money(self.received_minor, self.received_currency),
            deed: self.deed.as_deref().and_then(Deed::from_column),
            note: self.note,
            refund_id: self.refund_id,
            refund_state: self.refund_state,
            refused: self.refused,
            gift_card_id: self.gift_card_id,
            asked_at: self.asked_at,
            found_at: self.found_at,
            settled_at: self.settled_at,
            row_version: self.row_version,
            is_placed: self.is_placed,
            is_waiting: self.is_waiting,
            left_minor: self.left_minor,
        })
    }
}

/// A difference by id.
///
/// # Errors
/// Database errors.
pub async fn by_id(
    conn: &mut PgConnection,
    id: DifferenceId,
) -> Result<Option<Difference>, DbError> {
    let row = sqlx::query_as!(
        Row,
        r#"select d.id as "id: DifferenceId", d.order_id as "order_id: OrderId", o.number as order_number, d.kind, d.payment_id as "payment_id?: PaymentId",
                  d.expected_minor, d.expected_currency::text as "expected_currency!", d.received_minor, d.received_currency::text as "received_currency!",
                  d.deed, d.note, d.refund_id as "refund_id?: RefundId", r.state as "refund_state?", d.refused, d.gift_card_id as "gift_card_id?: GiftCardId",
                  d.asked_at as "asked_at?: Timestamp", d.found_at as "found_at: Timestamp", d.settled_at as "settled_at?: Timestamp", d.row_version,
                  o.state = 'placed' as "is_placed!", o.state = 'prepared' as "is_waiting!",
                  coalesce(p.captured_minor, p.amount_minor) - p.refunded_minor as "left_minor?"
           from payment_differences d join orders o on o.id = d.order_id left join refunds r on r.id = d.refund_id left join payments p on p.id = d.payment_id
           where d.id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.and_then(Row::read))
}

/// An order's differences, the first first: which, and whether they are open.
///
/// # Errors
/// Database errors.
pub async fn of_order(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<Vec<(DifferenceId, bool)>, DbError> {
    let rows = sqlx::query!(
        r#"select id as "id: DifferenceId", state = 'open' as "is_open!" from payment_differences where order_id = $1 order by found_at, id"#,
        order_id.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.is_open)).collect())
}

/// How far it has come with a payment that was more, less or later than was to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has decided about it.
    Undecided,
    /// It was to go back, and the vendor would not send it.
    Refused,
    /// It is decided about.
    Decided,
}

/// How far it has come with a vendor's payment; none when it is what was to come.
///
/// # Errors
/// Database errors.
pub async fn standing(
    conn: &mut PgConnection,
    payment: PaymentId,
) -> Result<Option<Standing>, DbError> {
    let row = sqlx::query!(
        r#"select state = 'open' as "is_open!", refused is not null as "is_refused!" from payment_differences where payment_id = $1"#,
        payment.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| match (row.is_open, row.is_refused) {
        (true, true) => Standing::Refused,
        (true, false) => Standing::Undecided,
        (false, _) => Standing::Decided,
    }))
}

/// A difference in the list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedDifference {
    /// Which.
    pub id: DifferenceId,
    /// Of which order.
    pub order_number: String,
    /// Who bought.
    pub customer_name: String,
    /// See [`Kind`].
    pub kind: String,
    /// What was to come.
    pub expected_minor: i64,
    /// ISO 4217.
    pub expected_currency: String,
    /// What came.
    pub received_minor: i64,
    /// ISO 4217.
    pub received_currency: String,
    /// See [`Deed`]; none while it is open.
    pub deed: Option<String>,
    /// Whether the vendor has refused to send the money.
    pub is_refused: bool,
    /// When it was found.
    pub found_at: Timestamp,
}

impl ListedDifference {
    /// Where a page goes on from this row.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor::at(self.found_at, self.id.0)
    }
}

/// Which differences.
#[derive(Clone, Debug, Default)]
pub struct DifferenceFilter {
    /// What is looked for: [`look_for`].
    pub search: Search,
    /// Of these shops alone.
    pub shops: Option<Vec<Uuid>>,
    /// `open` or `settled`; none: both.
    pub state: Option<String>,
}

/// A text as a search: an order's number.
///
/// # Errors
/// Database errors.
pub async fn look_for(conn: &mut PgConnection, text: Option<&str>) -> Result<Search, DbError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(Search::Everything);
    };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return Ok(Search::TooShort);
    }
    let ids = sqlx::query_scalar!(
        "select d.id from orders o join payment_differences d on d.order_id = o.id where o.number = $1",
        format!("ORD-{digits}")
    )
    .fetch_all(conn)
    .await?;
    Ok(Search::Ids(ids))
}

const COLUMNS: &str = "select r.id, (select o.number from orders o where o.id = r.order_id) as order_number,
        (select o.customer_name from orders o where o.id = r.order_id) as customer_name, r.kind, r.expected_minor,
        r.expected_currency::text as expected_currency, r.received_minor, r.received_currency::text as received_currency, r.deed,
        r.refused is not null as is_refused, r.found_at from ";

fn order(is_descending: bool) -> SortBy {
    SortBy::moment("r.found_at", is_descending)
}

/// The shop that a row belongs to.
const SHOP: &str = "(select s.shop_id from orders s where s.id = r.order_id)";

fn cut(filter: &DifferenceFilter) -> Cut<'_> {
    Cut::of("payment_differences", &filter.search)
        .narrowed("r.state", filter.state.as_deref())
        .within(SHOP, filter.shops.as_deref())
}

/// A page of differences.
///
/// # Errors
/// Database errors.
pub async fn page(
    conn: &mut PgConnection,
    filter: &DifferenceFilter,
    is_descending: bool,
    page: PageOf,
) -> Result<Slice<ListedDifference>, DbError> {
    let query = QueryBuilder::new(COLUMNS);
    cut(filter)
        .page(conn, query, &order(is_descending), page)
        .await
}

/// How many there are, never looking at more than a thousand and one.
///
/// # Errors
/// Database errors.
pub async fn count(conn: &mut PgConnection, filter: &DifferenceFilter) -> Result<Count, DbError> {
    cut(filter).count(conn, &order(true)).await
}
