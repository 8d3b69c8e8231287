//! Reading facts and deliveries: an aggregate's history, and what is on its way where.

use serde_json::Value;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::keyset::{
    COUNT_LIMIT, Count, Cursor, PageOf, Slice, SortBy, SortValue, contains_pattern,
};
use crate::db::{DbError, PgConnection};

/// One line of a history.
#[derive(Debug, Clone)]
pub struct HistoryEntry {
    /// Place in the aggregate's history, from 1.
    pub sequence: i32,
    /// `OrderPlaced`.
    pub name: String,
    /// The fact itself.
    pub payload: Value,
    /// `system`, `staff`, `visitor` or `vendor`.
    pub actor_kind: String,
    /// Who, as they were called then.
    pub actor_name: String,
    /// When.
    pub occurred_at: Timestamp,
}

/// Everything that has happened to one aggregate, oldest first, at most 1 000 entries.
///
/// # Errors
/// Database errors.
pub async fn history(
    conn: &mut PgConnection,
    kind: &str,
    id: Uuid,
) -> Result<Vec<HistoryEntry>, DbError> {
    sqlx::query_as!(
        HistoryEntry,
        "select sequence, name, payload, actor_kind, actor_name, occurred_at from outbox_facts
         where aggregate_kind = $1 and aggregate_id = $2 order by sequence limit 1000",
        kind,
        id
    )
    .fetch_all(conn)
    .await
}

/// A delivery as staff see it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedDelivery {
    /// Which.
    pub id: Uuid,
    /// Where to.
    pub destination: String,
    /// `pending`, `sent`, `acknowledged`, `failed` or `dead`.
    pub state: String,
    /// Tries so far.
    pub attempts: i32,
    /// Why the latest try failed.
    pub last_error: Option<String>,
    /// What the receiver answered.
    pub receipt: Option<Value>,
    /// `OrderPlaced`.
    pub fact_name: String,
    /// The noun that the fact is about.
    pub aggregate_kind: String,
    /// Which one.
    pub aggregate_id: Uuid,
    /// What is delivered.
    pub payload: Value,
    /// When the fact became a delivery.
    pub created_at: Timestamp,
    /// When it was sent.
    pub sent_at: Option<Timestamp>,
    /// When the receiver confirmed it.
    pub acknowledged_at: Option<Timestamp>,
    /// When its state last changed.
    pub updated_at: Timestamp,
}

impl ListedDelivery {
    /// Where a page goes on from this row.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor {
            value: self.created_at.as_microsecond(),
            id: self.id,
        }
    }
}

/// Which deliveries.
#[derive(Clone, Debug, Default)]
pub struct DeliveryFilter {
    /// A state, or `open` for what is not acknowledged, or `stopped` for what has failed.
    pub state: Option<String>,
    /// Where to.
    pub destination: Option<String>,
    /// Part of the fact's name or of the error.
    pub text: Option<String>,
    /// Only those of one aggregate.
    pub aggregate_id: Option<Uuid>,
    /// Only this one.
    pub id: Option<Uuid>,
}

const DELIVERY_ORDER: SortBy = SortBy {
    column: "d.created_at",
    id: "d.id",
    value: SortValue::Moment,
    is_descending: true,
};

/// A page of deliveries, latest first.
///
/// # Errors
/// Database errors.
pub async fn deliveries(
    conn: &mut PgConnection,
    filter: &DeliveryFilter,
    page: PageOf,
) -> Result<Slice<ListedDelivery>, DbError> {
    let mut query = QueryBuilder::new(
        "select d.id, d.destination, d.state, d.attempts, d.last_error, d.receipt, f.name as fact_name, f.aggregate_kind, f.aggregate_id,
                f.payload, d.created_at, d.sent_at, d.acknowledged_at, d.updated_at
         from deliveries d join outbox_facts f on f.id = d.fact_id where true",
    );
    push_delivery_filter(&mut query, filter);
    page.push(&mut query, &DELIVERY_ORDER);
    let rows = query.build_query_as().fetch_all(conn).await?;
    Ok(page.slice(rows))
}

/// How many deliveries there are.
///
/// # Errors
/// Database errors.
pub async fn count_deliveries(
    conn: &mut PgConnection,
    filter: &DeliveryFilter,
) -> Result<Count, DbError> {
    let mut query = QueryBuilder::new(
        "select count(*) from (select 1 from deliveries d join outbox_facts f on f.id = d.fact_id where true",
    );
    push_delivery_filter(&mut query, filter);
    query
        .push(" limit ")
        .push_bind(COUNT_LIMIT + 1)
        .push(") counted");
    query
        .build_query_scalar()
        .fetch_one(conn)
        .await
        .map(Count::capped)
}

/// The destinations that anything has been sent to.
///
/// # Errors
/// Database errors.
pub async fn destinations(conn: &mut PgConnection) -> Result<Vec<String>, DbError> {
    sqlx::query_scalar!(
        r#"with recursive found as (
               (select destination from deliveries order by destination limit 1)
               union all
               select (select d.destination from deliveries d where d.destination > found.destination order by d.destination limit 1)
               from found where found.destination is not null)
           select destination as "destination!" from found where destination is not null order by 1"#
    )
    .fetch_all(conn)
    .await
}

fn push_delivery_filter(query: &mut QueryBuilder<Postgres>, filter: &DeliveryFilter) {
    match filter.state.as_deref() {
        Some("open") => {
            query.push(" and d.state in ('pending', 'sent', 'failed', 'dead') and d.state <> 'acknowledged'");
        }
        Some("stopped") => {
            query.push(" and d.state in ('failed', 'dead') and d.state <> 'acknowledged'");
        }
        Some("acknowledged") => {
            query.push(" and d.state = 'acknowledged'");
        }
        Some(state @ ("pending" | "sent" | "failed" | "dead")) => {
            query
                .push(" and d.state <> 'acknowledged' and d.state = ")
                .push_bind(state.to_owned());
        }
        Some(_) | None => {}
    }
    if let Some(destination) = &filter.destination {
        query
            .push(" and d.destination = ")
            .push_bind(destination.clone());
    }
    if let Some(id) = filter.aggregate_id {
        query.push(" and f.aggregate_id = ").push_bind(id);
    }
    if let Some(id) = filter.id {
        query.push(" and d.id = ").push_bind(id);
    }
    if let Some(text) = &filter.text {
        let pattern = contains_pattern(text);
        query
            .push(" and (lower(f.name) like ")
            .push_bind(pattern.clone());
        query
            .push(" or lower(d.last_error) like ")
            .push_bind(pattern)
            .push(")");
    }
}
