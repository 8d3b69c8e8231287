//! Reading facts and deliveries: an aggregate's history, and what is on its way where.

use serde_json::Value;
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::cut::{Cut, Search};
use crate::db::keyset::{Count, Cursor, PageOf, Slice, SortBy};
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
        Cursor::at(self.created_at, self.id)
    }
}

/// Which deliveries.
#[derive(Clone, Debug, Default)]
pub struct DeliveryFilter {
    /// A state, or `open` for what is not acknowledged, or `stopped` for what has failed.
    pub state: Option<String>,
    /// Where to.
    pub destination: Option<String>,
    /// What is looked for: [`look_for`].
    pub search: Search,
}

/// A text as a search, among the latest deliveries: those of facts with one of these names, and those that are under way and whose
/// error contains it.
#[must_use]
pub fn look_for(text: Option<&str>, fact_names: Vec<String>) -> Search {
    let Some(text) = text else {
        return Search::Everything;
    };
    let mut search = Search::latest(
        &["case when r.state <> 'acknowledged' then lower(r.last_error) end"],
        text,
    );
    if let Search::Latest(latest) = &mut search {
        // A look-up for each row that is looked at: joined, the planner may read all facts instead.
        let name = "(select f.name from outbox_facts f where f.id = r.fact_id)";
        latest.or_equals = Some((name, fact_names));
    }
    search
}

const DELIVERY_ORDER: SortBy = SortBy::moment("r.created_at", true);

fn cut(filter: &DeliveryFilter) -> Cut<'_> {
    let mut cut = Cut::of("deliveries", &filter.search);
    if let Some(destination) = &filter.destination {
        cut.keys.push(("r.destination", vec![destination.clone()]));
    }
    let states: &[&str] = match filter.state.as_deref() {
        None => &[],
        Some("open") => &["pending", "sent", "failed", "dead"],
        Some("stopped") => &["failed", "dead"],
        Some(state) => &[state],
    };
    if !states.is_empty() {
        let states = states.iter().map(|&s| s.to_owned()).collect();
        cut.keys.push(("r.state", states));
    }
    cut
}

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
        "select r.id, r.destination, r.state, r.attempts, r.last_error, r.receipt, f.name as fact_name, f.aggregate_kind,
                f.aggregate_id, f.payload, r.created_at, r.sent_at, r.acknowledged_at, r.updated_at
         from ",
    );
    cut(filter).push_page(&mut query, &DELIVERY_ORDER, page);
    query.push(" join outbox_facts f on f.id = r.fact_id");
    page.push_order(&mut query, &DELIVERY_ORDER, page.fetched());
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
    cut(filter).count(conn, &DELIVERY_ORDER).await
}

/// One delivery.
///
/// # Errors
/// Database errors.
pub async fn delivery(
    conn: &mut PgConnection,
    id: Uuid,
) -> Result<Option<ListedDelivery>, DbError> {
    sqlx::query_as!(
        ListedDelivery,
        "select d.id, d.destination, d.state, d.attempts, d.last_error, d.receipt, f.name as fact_name, f.aggregate_kind, f.aggregate_id,
                f.payload, d.created_at, d.sent_at, d.acknowledged_at, d.updated_at
         from deliveries d join outbox_facts f on f.id = d.fact_id where d.id = $1",
        id
    )
    .fetch_optional(conn)
    .await
}

/// The latest hundred deliveries of one aggregate's facts.
///
/// # Errors
/// Database errors.
pub async fn deliveries_of(
    conn: &mut PgConnection,
    kind: &str,
    id: Uuid,
) -> Result<Vec<ListedDelivery>, DbError> {
    sqlx::query_as!(
        ListedDelivery,
        "select d.id, d.destination, d.state, d.attempts, d.last_error, d.receipt, f.name as fact_name, f.aggregate_kind, f.aggregate_id,
                f.payload, d.created_at, d.sent_at, d.acknowledged_at, d.updated_at
         from outbox_facts f join deliveries d on d.fact_id = f.id
         where f.aggregate_kind = $1 and f.aggregate_id = $2 order by d.created_at desc, d.id desc limit 100",
        kind,
        id
    )
    .fetch_all(conn)
    .await
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
