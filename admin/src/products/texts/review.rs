//! Looking at the draft as it would be published, and publishing it, now or by the clock.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::catalogue::texts::publish::{self as publishing, PublishError};
use commerce::catalogue::texts::{Part, listing};
use commerce::ids::ProductId;
use commerce::promotion::schedule::{End, ScheduleError, on_the_wall, swedish_moment};
use http::StatusCode;
use platform::clock::Timestamp;
use platform::db::Tx;
use platform::render::FormState;
use platform::web::{FormBody, PageError};
use uuid::Uuid;

use super::form::{label, name_of};
use super::views::{Draftlike, ReviewForm, TextsReviewPage};
use super::{changes, heading, needs, product, status};
use crate::admin::Admin;
use crate::frame::Room;
use crate::guard::Me;
use crate::kept;
use crate::page::{self, see};
use crate::when::When;

/// `GET /produkter/{id}/text/granska`
pub(crate) async fn review(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    answer(&admin, &me, ProductId(id), StatusCode::OK, None).await
}

/// `POST /produkter/{id}/text/publicera`: at once, or at the moment that is said.
pub(crate) async fn publish(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let product = ProductId(id);
    let mut form = kept::form::<ReviewForm>(&fields);
    let at = moment(&mut form);
    if form.is_valid() {
        let stamp = form.trimmed("stamp").to_owned();
        let mut tx = admin.db.begin(me.origin()).await?;
        let done = match at {
            None => publishing::publish(&mut tx, product, &stamp)
                .await
                .map(|_| "publicerat"),
            Some(at) => publishing::schedule(&mut tx, product, &stamp, at)
                .await
                .map(|()| "schemalagt"),
        };
        match done {
            Ok(told) => {
                tx.commit().await?;
                return Ok(see(&format!("/produkter/{id}/text?klart={told}")));
            }
            // Sent twice: it is published already.
            Err(PublishError::NothingDrafted) => {
                return Ok(see(&format!("/produkter/{id}/text")));
            }
            Err(PublishError::ChangedMeanwhile) => form.refuse_whole("text-review-changed"),
            Err(PublishError::Nameless) => form.refuse_whole("text-review-nameless"),
            Err(PublishError::InThePast) => form.refuse("publish_at", "text-review-past"),
            Err(PublishError::Db(error)) => return Err(error.into()),
        }
    }
    let code = StatusCode::UNPROCESSABLE_ENTITY;
    answer(&admin, &me, product, code, Some(form)).await
}

/// The moment that is wanted; `None` is at once.
fn moment(form: &mut FormState<ReviewForm>) -> Option<Timestamp> {
    if form.trimmed("when") != "later" {
        return None;
    }
    match swedish_moment(form.trimmed("publish_at"), End::Start) {
        Ok(at) => Some(at),
        Err(why) => {
            form.refuse(
                "publish_at",
                match why {
                    ScheduleError::Malformed => "form-moment",
                    ScheduleError::NeverComes => "form-moment-never",
                },
            );
            None
        }
    }
}

/// Back to the draft, which tells what was done, or that somebody was there before.
async fn end(
    id: Uuid,
    (tx, done): (Tx, Result<(), PublishError>),
    what: &str,
) -> Result<Response, PageError> {
    let told = match tx.end(done).await? {
        Ok(()) => what,
        Err(PublishError::Db(error)) => return Err(error.into()),
        Err(_) => "for-sent",
    };
    Ok(see(&format!("/produkter/{id}/text?klart={told}")))
}

/// `POST /produkter/{id}/text/avboka`: calls the schedule off.
pub(crate) async fn call_off(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let revision = fields.text("revision").parse().unwrap_or(0);
    let mut tx = admin.db.begin(me.origin()).await?;
    let done = publishing::unschedule(&mut tx, ProductId(id), revision).await;
    end(id, (tx, done), "avbokat").await
}

/// `POST /produkter/{id}/text/backa`: takes the latest version back.
pub(crate) async fn take_back(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let version = fields.text("version").parse().unwrap_or(0);
    let mut tx = admin.db.begin(me.origin()).await?;
    let done = publishing::take_back(&mut tx, ProductId(id), version).await;
    end(id, (tx, done), "backat").await
}

async fn answer(
    admin: &Admin,
    me: &Me,
    id: ProductId,
    code: StatusCode,
    form: Option<FormState<ReviewForm>>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let product = product(&mut conn, id).await?;
    let Some(proposal) = publishing::proposal(&mut conn, id).await? else {
        return Ok(see(&format!("/produkter/{id}/text")));
    };
    let form_at = format!("/produkter/{id}/text");
    let (now, texts) = (&proposal.now, &proposal.texts);
    let needs = needs(&mut conn, &product, &form_at, now, texts).await?;
    let rows = listing::versions(&mut conn, id).await?;
    let when = |at| When::new(me.locale(), at, me.now());
    let scheduled = proposal.draft.schedule.as_ref().map(|(at, _)| *at);
    let blank = || {
        FormState::blank()
            .with("when", if scheduled.is_some() { "later" } else { "now" })
            .with("publish_at", scheduled.map(on_the_wall).unwrap_or_default())
    };
    let view = TextsReviewPage {
        id: id.to_string(),
        name: heading(&proposal.texts, &product),
        status: status(Some(&proposal.draft)),
        draft: Draftlike::new(&proposal.draft, when),
        published: rows
            .first()
            .map(|row| (row.version, when(row.published_at))),
        changes: changes(&proposal.now, &proposal.texts, &proposal.collisions),
        nameless: proposal
            .nameless()
            .into_iter()
            .map(|locale| (locale, Part::Name))
            .map(|key| (name_of(key), label(key)))
            .collect(),
        needs,
        // Always of what is shown: a form that was refused is sent again with what stands on the page now.
        stamp: proposal.stamp(),
        form: form.unwrap_or_else(blank),
    };
    page::show_as(admin, &mut conn, me, Room::Products, code, &view).await
}
