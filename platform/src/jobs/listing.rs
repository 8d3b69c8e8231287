//! Jobs as staff see them: what waits, what runs, what was given up and why.

use serde_json::Value;
use sqlx::{Postgres, QueryBuilder};

use crate::clock::Timestamp;
use crate::db::keyset::{
    COUNT_LIMIT, Count, Cursor, PageOf, Slice, SortBy, SortValue, contains_pattern,
};
use crate::db::{DbError, PgConnection};
use crate::ids::JobId;

/// One job.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedJob {
    /// Which.
    pub id: JobId,
    /// `room.verb-noun`.
    pub name: String,
    /// Which line it stands in.
    pub queue: String,
    /// `ready`, `running` or `failed`.
    pub state: String,
    /// Ids that it works on.
    pub payload: Value,
    /// Tries so far.
    pub attempts: i32,
    /// Tries before it is left to staff.
    pub max_attempts: i32,
    /// Why the latest try failed.
    pub last_error: Option<String>,
    /// When it is tried next, while it waits.
    pub run_at: Timestamp,
    /// When its worker is taken for dead, while it runs.
    pub leased_until: Option<Timestamp>,
    /// The request that asked for it.
    pub request_id: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When its state last changed.
    pub updated_at: Timestamp,
}

impl ListedJob {
    /// Where a page goes on from this row.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        Cursor {
            value: self.created_at.as_microsecond(),
            id: self.id.0,
        }
    }
}

/// Which jobs.
#[derive(Clone, Debug, Default)]
pub struct JobFilter {
    /// `ready`, `running`, `failed`, or `retrying`: waiting after a try that failed.
    pub state: Option<String>,
    /// Which line.
    pub queue: Option<String>,
    /// Part of the name or of the error.
    pub text: Option<String>,
}

const ORDER: SortBy = SortBy {
    column: "created_at",
    id: "id",
    value: SortValue::Moment,
    is_descending: true,
};

/// A page of jobs, latest first.
///
/// # Errors
/// Database errors.
pub async fn jobs(
    conn: &mut PgConnection,
    filter: &JobFilter,
    page: PageOf,
) -> Result<Slice<ListedJob>, DbError> {
    let mut query = QueryBuilder::new(
        "select id, name, queue, state, payload, attempts, max_attempts, last_error, run_at, leased_until, request_id, created_at, updated_at
         from jobs where true",
    );
    push_filter(&mut query, filter);
    page.push(&mut query, &ORDER);
    let rows = query.build_query_as().fetch_all(conn).await?;
    Ok(page.slice(rows))
}

/// How many jobs there are.
///
/// # Errors
/// Database errors.
pub async fn count(conn: &mut PgConnection, filter: &JobFilter) -> Result<Count, DbError> {
    let mut query = QueryBuilder::new("select count(*) from (select 1 from jobs where true");
    push_filter(&mut query, filter);
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

/// One job.
///
/// # Errors
/// Database errors.
pub async fn job(conn: &mut PgConnection, id: JobId) -> Result<Option<ListedJob>, DbError> {
    sqlx::query_as!(
        ListedJob,
        "select id, name, queue, state, payload, attempts, max_attempts, last_error, run_at, leased_until, request_id, created_at, updated_at
         from jobs where id = $1",
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// The lines that jobs stand in.
///
/// # Errors
/// Database errors.
pub async fn queues(conn: &mut PgConnection) -> Result<Vec<String>, DbError> {
    // Walks the index from one queue to the next instead of reading all jobs.
    sqlx::query_scalar!(
        r#"with recursive found as (
               (select queue from jobs where state = 'ready' order by queue limit 1)
               union all
               select (select j.queue from jobs j where j.state = 'ready' and j.queue > found.queue order by j.queue limit 1)
               from found where found.queue is not null)
           select queue as "queue!" from found where queue is not null
           union select distinct queue from jobs where state <> 'ready' order by 1"#
    )
    .fetch_all(conn)
    .await
}

fn push_filter(query: &mut QueryBuilder<Postgres>, filter: &JobFilter) {
    match filter.state.as_deref() {
        Some("retrying") => {
            query.push(" and state = 'ready' and attempts > 0");
        }
        // Written out, so that the partial indexes of these states serve.
        Some("ready") => {
            query.push(" and state = 'ready'");
        }
        Some("running") => {
            query.push(" and state = 'running'");
        }
        Some("failed") => {
            query.push(" and state = 'failed'");
        }
        Some(_) | None => {}
    }
    if let Some(queue) = &filter.queue {
        query.push(" and queue = ").push_bind(queue.clone());
    }
    if let Some(text) = &filter.text {
        let pattern = contains_pattern(text);
        query
            .push(" and (lower(name) like ")
            .push_bind(pattern.clone());
        query
            .push(" or lower(last_error) like ")
            .push_bind(pattern)
            .push(")");
    }
}
