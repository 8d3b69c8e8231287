//! Quotations as staff see them.

use platform::clock::{Date, Timestamp};
use platform::db::cut::{Cut, Search};
use platform::db::keyset::{Count, Cursor, PageOf, Slice, SortBy, SortValue};
use platform::db::{DbError, PgConnection};
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{QuotationState, is_valid};
use crate::customer::admin_listing::Deed;
use crate::ids::QuotationId;
use crate::order::OrderState;

/// A quotation in the list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedQuotation {
    /// Which.
    pub id: QuotationId,
    /// `O-1001`.
    pub number: String,
    /// The company's name.
    pub company: String,
    /// Who asked.
    pub asker: String,
    /// As the table has it.
    pub state: String,
    /// How far the order has come that it became.
    pub order_state: Option<String>,
    /// How many lines.
    pub lines: i64,
    /// The latest version; 0: none has been sent.
    pub version: i32,
    /// Its last day.
    pub valid_until: Option<Date>,
    /// Its sum without VAT.
    pub total_minor: Option<i64>,
    /// ISO 4217.
    pub currency: String,
    /// When it was asked.
    pub created_at: Timestamp,
    /// How people of the company's tier are helped; see [`crate::tier::SupportLevel`].
    pub support: Option<String>,
    /// The same as the queue's order has it: most first.
    pub support_rank: i64,
}

/// In which order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuotationSort {
    /// By when it was asked.
    Asked,
    /// By how people of the company's tier are helped, then by age.
    Support,
}

impl ListedQuotation {
    /// Where a page goes on from this row.
    #[must_use]
    pub fn cursor(&self, sort: QuotationSort) -> Cursor {
        Cursor {
            value: match sort {
                QuotationSort::Asked => self.created_at.as_microsecond(),
                QuotationSort::Support => self.support_rank,
            },
            id: self.id.0,
        }
    }

    /// How far it has come, with what the order and the calendar say.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> QuotationState {
        let holds = self.valid_until.is_some_and(|day| is_valid(day.0, now));
        let order = self
            .order_state
            .as_deref()
            .and_then(OrderState::from_column);
        QuotationState::from_column(&self.state)
            .unwrap_or(QuotationState::Asked)
            .seen(order, holds)
    }
}

/// Which quotations.
#[derive(Clone, Debug, Default)]
pub struct QuotationFilter {
    /// What is looked for: [`look_for`].
    pub search: Search,
    /// Of these shops alone.
    pub shops: Option<Vec<Uuid>>,
    /// See [`QuotationState`].
    pub state: Option<String>,
}

/// A text as a search: a quotation's number, or part of a company's name among the latest.
#[must_use]
pub fn look_for(text: Option<&str>) -> Search {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else {
        return Search::Everything;
    };
    let upper = text.to_uppercase();
    let digits = upper.strip_prefix("O-").unwrap_or(&upper);
    if !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()) {
        return Search::Equals("r.number", vec![format!("O-{digits}")]);
    }
    Search::latest(
        &["(select lower(c.name) from companies c where c.id = r.company_id)"],
        text,
    )
}

const COLUMNS: &str = "select r.id, r.number, (select c.name from companies c where c.id = r.company_id) as company,
        (select a.name from customers a where a.id = r.asked_by) as asker, r.state,
        (select o.state from orders o where o.id = r.order_id) as order_state,
        (select count(*) from quotation_lines l where l.quotation_id = r.id) as lines, r.version, r.valid_until, r.total_minor,
        r.currency::text as currency, r.created_at,
        (select t.support_level from companies c join tiers t on t.code = c.tier_code where c.id = r.company_id) as support, r.support_rank from ";

fn order(sort: QuotationSort, is_descending: bool) -> SortBy {
    let (column, value) = match sort {
        QuotationSort::Asked => ("r.created_at", SortValue::Moment),
        QuotationSort::Support => ("r.support_rank", SortValue::Number),
    };
    SortBy {
        column,
        id: "r.id",
        value,
        is_descending,
    }
}

fn cut(filter: &QuotationFilter) -> Cut<'_> {
    Cut::of("quotations", &filter.search)
        .narrowed("r.state", filter.state.as_deref())
        .within("r.shop_id", filter.shops.as_deref())
}

/// A page of quotations.
///
/// # Errors
/// Database errors.
pub async fn page(
    conn: &mut PgConnection,
    filter: &QuotationFilter,
    (sort, is_descending): (QuotationSort, bool),
    page: PageOf,
) -> Result<Slice<ListedQuotation>, DbError> {
    let query = QueryBuilder::new(COLUMNS);
    cut(filter)
        .page(conn, query, &order(sort, is_descending), page)
        .await
}

/// How many quotations there are, never looking at more than a thousand and one.
///
/// # Errors
/// Database errors.
pub async fn count(conn: &mut PgConnection, filter: &QuotationFilter) -> Result<Count, DbError> {
    cut(filter)
        .count(conn, &order(QuotationSort::Asked, true))
        .await
}

/// What has been done to a quotation, the latest first, at most a hundred deeds.
///
/// # Errors
/// Database errors.
pub async fn trail(conn: &mut PgConnection, id: QuotationId) -> Result<Vec<Deed>, DbError> {
    sqlx::query_as!(
        Deed,
        r#"select action, actor_kind, actor_name, reason, null::bigint as "tries", at from audit_entries
           where subject_kind = 'quotation' and subject_id = $1 order by at desc, id desc limit 100"#,
        id.0
    )
    .fetch_all(conn)
    .await
}
