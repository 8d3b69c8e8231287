//! Jobs as staff see them: what waits, what runs, what was given up and why.

use serde_json::Value;
use sqlx::QueryBuilder;

use crate::clock::Timestamp;
use crate::db::cut::{Cut, Search};
use crate::db::keyset::{Count, Cursor, PageOf, Slice, SortBy};
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
        Cursor::at(self.created_at, self.id.0)
    }
}

/// Which jobs.
#[derive(Clone, Debug, Default)]
pub struct JobFilter {
    /// `ready`, `running`, `failed`, or `retrying`: waiting after a try that failed.
    pub state: Option<String>,
    /// Which line.
    pub queue: Option<String>,
    /// What is looked for: [`look_for`].
    pub search: Search,
}

/// A text as a search: part of the name or of the error, among the latest jobs.
#[must_use]
pub fn look_for(text: Option<&str>) -> Search {
    text.map_or(Search::Everything, |text| {
        Search::latest(&["lower(r.name)", "lower(r.last_error)"], text)
    })
}

const ORDER: SortBy = SortBy::moment("r.created_at", true);

fn cut(filter: &JobFilter) -> Cut<'_> {
    const STATES: [&str; 3] = ["ready", "running", "failed"];
    let mut cut = Cut::of("jobs", &filter.search);
    let state = filter.state.as_deref();
    if state == Some("retrying") {
        // Written out, so that the partial indexes of these jobs serve.
        cut.fixed = Some("r.state = 'ready' and r.attempts > 0");
    }
    if let Some(queue) = &filter.queue {
        cut.keys.push(("r.queue", vec![queue.clone()]));
    }
    let wanted: Vec<String> = STATES
        .into_iter()
        .filter(|s| state.is_none_or(|wanted| wanted == *s))
        .map(str::to_owned)
        .collect();
    if cut.fixed.is_none() && (state.is_some() || filter.queue.is_some()) {
        cut.keys.push(("r.state", wanted));
    }
    cut
}

/// A page of jobs, latest first.
///
/// # Errors
/// Database errors.
pub async fn jobs(
    conn: &mut PgConnection,
    filter: &JobFilter,
    page: PageOf,
) -> Result<Slice<ListedJob>, DbError> {
    let query = QueryBuilder::new(
        "select r.id, r.name, r.queue, r.state, r.payload, r.attempts, r.max_attempts, r.last_error, r.run_at, r.leased_until,
                r.request_id, r.created_at, r.updated_at
         from ",
    );
    cut(filter).page(conn, query, &ORDER, page).await
}

/// How many jobs there are.
///
/// # Errors
/// Database errors.
pub async fn count(conn: &mut PgConnection, filter: &JobFilter) -> Result<Count, DbError> {
    cut(filter).count(conn, &ORDER).await
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

/// How much of one kind waits in one state.
#[derive(Clone, Debug)]
pub struct WaitingWork {
    /// `jobs` or `deliveries`.
    pub what: String,
    /// The state.
    pub state: String,
    /// How many; counting stops at 10,001.
    pub count: i64,
}

/// What waits or has failed, for the figures. Each count is capped, so that asking stays cheap when much waits.
///
/// # Errors
/// Database errors.
pub async fn waiting_work(conn: &mut PgConnection) -> Result<Vec<WaitingWork>, DbError> {
    sqlx::query_as!(
        WaitingWork,
        r#"select 'jobs' as "what!", s as "state!", (select count(*) from (select 1 from jobs where state = s limit 10001) j) as "count!"
           from unnest(array['ready', 'running', 'failed']) s
           union all
           select 'deliveries', s, (select count(*) from (select 1 from deliveries where state = s limit 10001) d)
           from unnest(array['pending', 'failed', 'dead']) s"#,
    )
    .fetch_all(conn)
    .await
}
