use axum::extract::{Path, State};
use axum::response::Response;
use platform::audit::Change;
use platform::auth::Permission;
use platform::auth::listing::saved_views;
use platform::db::Tx;
use platform::db::constraint::is_violated;
use platform::i18n::{Message, numbers};
use platform::ids::JobId;
use platform::jobs::listing::{self, JobFilter, ListedJob};
use platform::jobs::store;
use platform::web::{Fields, FormBody, PageError, QueryFields};
use uuid::Uuid;

use super::{JobPage, LIST};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::{Me, safe_path};
use crate::list::{Bulk, Cell, ListPage, ListState, ListView, Row, Shown, Status};
use crate::page::{self, see};
use crate::when::When;

/// Most rows that one bulk deed takes.
pub(crate) const MOST: usize = 200;

fn wanted(state: &ListState) -> JobFilter {
    JobFilter {
        state: state.owned("lage"),
        queue: state.owned("ko"),
        text: state.text.clone(),
    }
}

pub(super) fn status(state: &str, attempts: i32) -> Status {
    match state {
        "failed" => Status::new("bad", "job-failed"),
        "running" => Status::new("info", "job-running"),
        _ if attempts > 0 => Status::new("warn", "job-retrying"),
        _ => Status::new("idle", "job-ready"),
    }
}

/// `GET /jobb`
pub(crate) async fn list(
    State(admin): State<Admin>,
    me: Me,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let state = ListState::read(&LIST, &query);
    let filter = wanted(&state);
    let mut conn = admin.db.read().await?;
    let slice = listing::jobs(&mut conn, &filter, state.page()).await?;
    let count = listing::count(&mut conn, &filter).await?;
    let mut counts = Vec::new();
    for tab in LIST.tabs {
        let fields = Fields::parse(tab.query.as_bytes())?;
        counts.push(Some(
            listing::count(&mut conn, &wanted(&ListState::read(&LIST, &fields))).await?,
        ));
    }
    let queues = listing::queues(&mut conn).await?;
    let saved = saved_views(&mut conn, me.session.staff, LIST.screen).await?;
    let can_retry = me.may(Permission::OperationsRetry);
    let rows = slice
        .rows
        .iter()
        .map(|job| row(&me, job, can_retry))
        .collect();
    let shown = Shown {
        first: slice.rows.first().map(ListedJob::cursor),
        last: slice.rows.last().map(ListedJob::cursor),
        slice: &slice,
        count,
    };
    let mut list = ListView::new(&state)
        .with_choices(&state, "ko", queues)
        .with_tabs(&state, &counts, &saved)
        .fill(&state, &shown, rows);
    if can_retry && list.rows.iter().any(|r| r.can_pick) {
        list.bulk = Some(Bulk {
            action: "/jobb/igen".to_owned(),
            label: "operations-retry".to_owned(),
            icon: "retry".to_owned(),
        });
    }
    list.notice = notice(&query);
    page::show(&admin, &mut conn, &me, Room::Jobs, &ListPage { list }).await
}

/// What a retry did, told once on the list.
pub(crate) fn notice(query: &Fields) -> Option<crate::list::ListNotice> {
    let done: i64 = query
        .get("omtag")?
        .parse()
        .ok()
        .filter(|n| (0..=1000).contains(n))?;
    Some(crate::list::ListNotice {
        kind: if done > 0 { "ok" } else { "warn" },
        text: Message::new("operations-retried").with("count", done),
    })
}

fn row(me: &Me, job: &ListedJob, can_retry: bool) -> Row {
    let when = |at| Some(When::new(me.locale(), at, me.now()));
    let next = (job.state == "ready").then_some(job.run_at);
    Row {
        id: job.id.to_string(),
        name: job.name.clone(),
        tone: if job.state == "failed" { "bad" } else { "" },
        can_pick: can_retry && job.state == "failed",
        cells: vec![
            Cell::Name {
                text: job.name.clone(),
                href: format!("/jobb/{}", job.id),
                sub: None,
                picture: None,
                is_mono: true,
            },
            Cell::State {
                status: status(&job.state, job.attempts),
            },
            Cell::Error {
                text: job.last_error.clone().unwrap_or_default(),
            },
            Cell::Text {
                text: job.queue.clone(),
                is_dim: true,
                tag: None,
            },
            Cell::Number {
                text: format!(
                    "{} / {}",
                    numbers::number(me.locale(), job.attempts.into()),
                    job.max_attempts
                ),
            },
            Cell::When {
                when: next.and_then(when),
            },
            Cell::When {
                when: when(job.created_at),
            },
        ],
    }
}

/// `GET /jobb/{id}`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let job = listing::job(&mut conn, JobId(id))
        .await?
        .ok_or(PageError::NotFound)?;
    let when = |at| When::new(me.locale(), at, me.now());
    let view = JobPage {
        id: job.id.to_string(),
        status: status(&job.state, job.attempts),
        attempts: job.attempts,
        max_attempts: job.max_attempts,
        payload: serde_json::to_string_pretty(&job.payload).map_err(PageError::internal)?,
        next: (job.state == "ready").then(|| when(job.run_at)),
        lease: job.leased_until.map(when),
        created: when(job.created_at),
        updated: when(job.updated_at),
        request_id: job.request_id,
        can_retry: job.state == "failed" && me.may(Permission::OperationsRetry),
        error: job.last_error,
        name: job.name,
        queue: job.queue,
    };
    page::show(&admin, &mut conn, &me, Room::Jobs, &view).await
}

/// `POST /jobb/{id}/igen`
pub(crate) async fn retry(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    if !revive(&admin, &me, JobId(id)).await? {
        return Err(PageError::Conflict);
    }
    Ok(see("/jobb?omtag=1"))
}

/// `POST /jobb/igen`: the ticked ones.
pub(crate) async fn retry_many(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut done = 0;
    for id in fields.all("id").take(MOST).filter_map(|id| id.parse().ok()) {
        done += i64::from(revive(&admin, &me, id).await?);
    }
    let back = safe_path(fields.text("tillbaka"));
    Ok(see(&told(if back == "/" { "/jobb" } else { back }, done)))
}

/// The address with what was done, to be told there once.
pub(crate) fn told(path: &str, done: i64) -> String {
    let mark = if path.contains('?') { '&' } else { '?' };
    format!("{path}{mark}omtag={done}")
}

/// Each in a transaction of its own, so that one that cannot be revived stops no other.
async fn revive(admin: &Admin, me: &Me, id: JobId) -> Result<bool, PageError> {
    let mut tx: Tx = admin.db.begin(me.origin()).await?;
    let is_revived = match store::revive(&mut tx, id).await {
        Ok(is_revived) => is_revived,
        // The same work stands in line already: nothing to do.
        Err(error) if is_violated(&error, "jobs_dedup_key") => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    if is_revived {
        tx.audit(Change::deed("job.retry", "job", id)).await?;
        tx.commit().await?;
        admin.db.nudge();
    }
    Ok(is_revived)
}
