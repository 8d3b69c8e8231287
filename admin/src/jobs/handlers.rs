use axum::extract::{Path, State};
use axum::response::Response;
use commerce::ids::MediaId;
use commerce::jobs::MakeDerivatives;
use commerce::media::listing::{media, progress};
use http::StatusCode;
use platform::audit::Change;
use platform::auth::Permission;
use platform::db::Tx;
use platform::db::constraint::is_violated;
use platform::i18n::Message;
use platform::ids::JobId;
use platform::jobs::Job as _;
use platform::jobs::listing::{self, ListedJob};
use platform::jobs::store;
use platform::web::{Fields, FormBody, PageError};
use uuid::Uuid;

use super::JobPage;
use super::views::PictureProgress;
use crate::admin::Admin;
use crate::frame::{Fresh, Room};
use crate::guard::{Me, safe_path};
use crate::list::Status;
use crate::page::{self, see};
use crate::when::When;

/// Most rows that one bulk deed takes.
pub(crate) const MOST: usize = 200;

pub(super) fn status(state: &str, attempts: i32) -> Status {
    match state {
        "failed" => Status::new("bad", "job-failed"),
        "running" => Status::new("info", "job-running"),
        _ if attempts > 0 => Status::new("warn", "job-retrying"),
        _ => Status::new("idle", "job-ready"),
    }
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
    let picture = picture_of(&job);
    let progress = match picture {
        Some(id) => {
            let media = media(&mut conn, id).await?;
            let made = progress(&mut conn, &admin.pictures, Some(&[id])).await?;
            media.map(|media| PictureProgress {
                src: admin.thumbnail(Some(media.hash.as_bytes())),
                made: made.made,
                wanted: made.wanted,
            })
        }
        None => None,
    };
    let view = JobPage {
        picture: progress,
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
    let fresh = Fresh::new(format!("/jobb/{id}"), job.updated_at.as_microsecond());
    let place = (Room::Jobs, fresh);
    page::show_object(&admin, &mut conn, &me, place, StatusCode::OK, &view).await
}

/// `GET /jobb/{id}/version`; a job that is done is gone.
pub(crate) async fn version(
    State(admin): State<Admin>,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let job = listing::job(&mut *admin.db.read().await?, JobId(id)).await?;
    let job = job.ok_or(PageError::NotFound)?;
    Ok(page::version(job.updated_at.as_microsecond()))
}

/// The picture that a job makes sizes of.
pub(super) fn picture_of(job: &ListedJob) -> Option<MediaId> {
    let is_picture = job.name == MakeDerivatives::NAME;
    let read = || serde_json::from_value::<MakeDerivatives>(job.payload.clone());
    is_picture.then(read)?.ok().map(|job| job.media_id)
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

/// The address with what was done, to be told there once; in the place of what an earlier deed did.
pub(crate) fn told(path: &str, done: i64) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut query: Vec<String> = query
        .split('&')
        .filter(|part| !part.is_empty() && !part.starts_with("omtag="))
        .map(str::to_owned)
        .collect();
    query.push(format!("omtag={done}"));
    format!("{path}?{}", query.join("&"))
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
        admin.db.bell().ring_all();
    }
    Ok(is_revived)
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn the_latest_deed_is_told_of_and_no_other() {
        assert_eq!(told("/jobb", 1), "/jobb?omtag=1");
        assert_eq!(
            told("/jobb?lage=failed&omtag=7&ko=x", 2),
            "/jobb?lage=failed&ko=x&omtag=2"
        );
    }
}
