use axum::response::Response;
use commerce::ids::MediaId;
use commerce::jobs::MakeDerivatives;
use commerce::media::listing::progress;
use platform::auth::Permission;
use platform::db::cut::Search;
use platform::db::keyset::{Count, Cursor, PageOf, Slice};
use platform::db::{DbError, PgConnection};
use platform::i18n::{Message, numbers};
use platform::jobs::Job as _;
use platform::jobs::listing::{self, JobFilter, ListedJob};
use platform::web::{Fields, PageError};

use super::handlers::{notice, picture_of, status};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::list::{
    Ask, Bulk, Cell, ListNotice, ListPage, ListSpec, ListState, ListView, Listed, ROWS, Row,
};
use crate::page;
use crate::when::When;

/// The list of jobs.
pub(crate) struct Jobs;

impl Listed for Jobs {
    const SPEC: ListSpec = super::LIST;
    const ROOM: Room = Room::Jobs;
    const EXPORT: Permission = Permission::OperationsExport;
    const EXPORTED: (&'static str, &'static str) = ("job", "job.exported");
    type Filter = JobFilter;
    type Item = ListedJob;

    async fn wanted(
        _admin: &Admin,
        _conn: &mut PgConnection,
        state: &ListState,
        _ask: &Ask,
    ) -> Result<JobFilter, DbError> {
        Ok(JobFilter {
            search: listing::look_for(state.text.as_deref()),
            state: state.owned("lage"),
            queue: state.owned("ko"),
        })
    }

    async fn page(
        conn: &mut PgConnection,
        filter: &JobFilter,
        _sort: (&'static str, bool),
        _ask: &Ask,
        page: PageOf,
    ) -> Result<Slice<ListedJob>, DbError> {
        listing::jobs(conn, filter, page).await
    }

    async fn count(conn: &mut PgConnection, filter: &JobFilter) -> Result<Count, DbError> {
        listing::count(conn, filter).await
    }

    fn search(filter: &JobFilter) -> &Search {
        &filter.search
    }

    fn cursor(job: &ListedJob, _column: &'static str) -> Cursor {
        job.cursor()
    }

    fn row(_admin: &Admin, me: &Me, job: &ListedJob) -> Row {
        row(me, job)
    }

    async fn choices(
        conn: &mut PgConnection,
    ) -> Result<Option<(&'static str, Vec<String>)>, DbError> {
        Ok(Some(("ko", listing::queues(conn).await?)))
    }

    fn bulk() -> Option<Bulk> {
        Some(Bulk::one("/jobb/igen", "operations-retry", "retry"))
    }

    fn notice(query: &Fields) -> Option<ListNotice> {
        notice(query)
    }

    async fn respond(
        admin: &Admin,
        conn: &mut PgConnection,
        me: &Me,
        mut list: ListView,
    ) -> Result<Response, PageError> {
        if list.notice.is_none() {
            list.notice = pictures(admin, conn).await?;
        }
        page::show(admin, conn, me, Self::ROOM, &ListPage { list }).await
    }
}

/// How far the pictures in line have come: those whose jobs stand on a page of the list.
async fn pictures(admin: &Admin, conn: &mut PgConnection) -> Result<Option<ListNotice>, DbError> {
    let filter = JobFilter {
        queue: Some(MakeDerivatives::QUEUE.to_owned()),
        ..JobFilter::default()
    };
    let jobs = listing::jobs(conn, &filter, PageOf::first(ROWS)).await?;
    let media: Vec<MediaId> = jobs.rows.iter().filter_map(picture_of).collect();
    if media.is_empty() {
        return Ok(None);
    }
    let progress = progress(conn, &admin.pictures, Some(&media)).await?;
    let key = if jobs.has_after {
        "jobs-pictures-latest"
    } else {
        "jobs-pictures"
    };
    let text = Message::new(key)
        .with("count", media.len())
        .with("made", progress.made)
        .with("wanted", progress.wanted);
    Ok(Some(ListNotice { kind: "info", text }))
}

fn row(me: &Me, job: &ListedJob) -> Row {
    let can_retry = me.may(Permission::OperationsRetry);
    let when = |at| Some(When::new(me.locale(), at, me.now()));
    let next = (job.state == "ready").then_some(job.run_at);
    Row {
        id: job.id.to_string(),
        name: job.name.clone(),
        tone: if job.state == "failed" { "bad" } else { "" },
        can_pick: can_retry && job.state == "failed",
        cells: vec![
            Cell::numbered(job.name.clone(), format!("/jobb/{}", job.id)),
            Cell::State {
                status: status(&job.state, job.attempts),
            },
            Cell::Error {
                text: job.last_error.clone().unwrap_or_default(),
            },
            Cell::dim(job.queue.clone()),
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
