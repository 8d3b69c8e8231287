use axum::extract::{Path, State};
use axum::response::Response;
use commerce::ids::ReviewId;
use commerce::review::admin_listing::{Deed, product_name, trail};
use commerce::review::listing::{by_id, reports};
use commerce::review::moderate::{self, Decision, ModerateError};
use commerce::review::{Breach, LONGEST_WORDS, Review, ReviewEvent, ReviewState};
use http::StatusCode;
use platform::auth::Permission;
use platform::i18n::Message;
use platform::render::FormState;
use platform::web::{Fields, FormBody, PageError, QueryFields};

use super::list::{flag_keys, status};
use super::views::{ModerateForm, ReportRow, ReviewPage};
use crate::admin::Admin;
use crate::audit_trail::href_of;
use crate::frame::{Fresh, Room};
use crate::guard::Me;
use crate::kept;
use crate::object::{Event, timeline};
use crate::page::{self, see};
use crate::when::When;

/// Reports and deeds that are shown.
const MOST: i64 = 50;

async fn find(admin: &Admin, id: ReviewId) -> Result<Review, PageError> {
    let found = by_id(&mut *admin.db.read().await?, id).await?;
    found.ok_or(PageError::NotFound)
}

/// `GET /omdomen/{id}`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<ReviewId>,
    QueryFields(query): QueryFields,
) -> Result<Response, PageError> {
    let review = find(&admin, id).await?;
    let told = ["published", "refused", "answered"]
        .into_iter()
        .find(|told| query.text("klart") == *told);
    let form = FormState::blank().with("reply", review.reply.as_str());
    let shown = Shown {
        form,
        refused: "",
        told,
    };
    answer(&admin, &me, &review, StatusCode::OK, shown).await
}

/// `GET /omdomen/{id}/version`
pub(crate) async fn version(
    State(admin): State<Admin>,
    Path(id): Path<ReviewId>,
) -> Result<Response, PageError> {
    Ok(page::version(find(&admin, id).await?.row_version))
}

/// `POST /omdomen/{id}/publicera`
pub(crate) async fn publish(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<ReviewId>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let deed = ("publish", "published");
    decided(&admin, &me, id, &fields, deed, Some(Decision::Publish)).await
}

/// `POST /omdomen/{id}/avsla`
pub(crate) async fn refuse(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<ReviewId>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let reason = Breach::parse(fields.text("reason"));
    let decision = reason.map(|reason| Decision::Refuse {
        reason,
        words: fields.text("words").to_owned(),
    });
    decided(&admin, &me, id, &fields, ("refuse", "refused"), decision).await
}

async fn decided(
    admin: &Admin,
    me: &Me,
    id: ReviewId,
    fields: &Fields,
    (which, told): (&'static str, &'static str),
    decision: Option<Decision>,
) -> Result<Response, PageError> {
    let review = find(admin, id).await?;
    let mut form = read(fields, &review);
    match decision.filter(|_| form.is_valid()) {
        Some(decision) => {
            let row_version = fields.text("row_version").parse().unwrap_or(0);
            let mut tx = admin.db.begin(me.origin()).await?;
            match moderate::decide(&mut tx, id, row_version, &decision).await {
                Ok(()) => {
                    tx.commit().await?;
                    return Ok(see(&format!("/omdomen/{id}?klart={told}")));
                }
                Err(error) => complain(&mut form, error, "words")?,
            }
        }
        None if form.is_valid() => form.refuse("reason", "form-missing"),
        None => {}
    }
    refused(admin, me, id, form, which).await
}

/// `POST /omdomen/{id}/svar`
pub(crate) async fn reply(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<ReviewId>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let review = find(&admin, id).await?;
    let mut form = read(&fields, &review);
    if form.is_valid() {
        let row_version = fields.text("row_version").parse().unwrap_or(0);
        let mut tx = admin.db.begin(me.origin()).await?;
        match moderate::reply(&mut tx, id, row_version, fields.text("reply")).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(see(&format!("/omdomen/{id}?klart=answered")));
            }
            Err(error) => complain(&mut form, error, "reply")?,
        }
    }
    refused(&admin, &me, id, form, "reply").await
}

fn read(fields: &Fields, review: &Review) -> FormState<ModerateForm> {
    let mut form = kept::form::<ModerateForm>(fields);
    if !fields.has("reply") {
        form = form.with("reply", review.reply.as_str());
    }
    form
}

fn complain(
    form: &mut FormState<ModerateForm>,
    error: ModerateError,
    field: &str,
) -> Result<(), PageError> {
    match error {
        ModerateError::Unknown => return Err(PageError::NotFound),
        ModerateError::ChangedMeanwhile => form.refuse_whole("form-changed-meanwhile"),
        ModerateError::Words => {
            form.refuse(
                field,
                Message::new("review-words-missing").with("most", LONGEST_WORDS),
            );
        }
        ModerateError::Db(error) => return Err(error.into()),
    }
    Ok(())
}

async fn refused(
    admin: &Admin,
    me: &Me,
    id: ReviewId,
    form: FormState<ModerateForm>,
    which: &'static str,
) -> Result<Response, PageError> {
    // Its writer may have taken it back meanwhile.
    let review = find(admin, id).await?;
    let shown = Shown {
        form,
        refused: which,
        told: None,
    };
    let code = StatusCode::UNPROCESSABLE_ENTITY;
    answer(admin, me, &review, code, shown).await
}

/// What of the page follows from the form.
struct Shown {
    form: FormState<ModerateForm>,
    refused: &'static str,
    told: Option<&'static str>,
}

async fn answer(
    admin: &Admin,
    me: &Me,
    review: &Review,
    code: StatusCode,
    shown: Shown,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let when = |at| When::new(me.locale(), at, me.now());
    let product = product_name(&mut conn, review.product_id).await?;
    let reports = reports(&mut conn, review.id, MOST).await?;
    let trail = trail(&mut conn, review.id, MOST).await?;
    let may = |event| review.state.apply(event).is_some();
    let can_moderate = me.may(Permission::ReviewModerate);
    let is_published = review.state == ReviewState::Published;
    let is_settled = is_published && review.reports == 0;
    let view = ReviewPage {
        audit_href: href_of(me, "review", review.id.0),
        id: review.id.to_string(),
        status: status(review.state),
        stars: review.stars,
        heading: review.heading.clone(),
        body: review.body.clone(),
        lang: review.locale.clone(),
        name: review.shown_name.clone(),
        email: review.email.clone(),
        written: when(review.written_at),
        flags: flag_keys(&review.heading, &review.body),
        refusal: review.refusal.map(Breach::as_str),
        refusal_words: review.refusal_words.clone(),
        reply: review.reply.clone(),
        replied: review.replied_at.map(when),
        reports_open: review.reports,
        reports: reports
            .iter()
            .map(|report| ReportRow {
                reason: format!("review-breach-{}", report.reason),
                words: report.words.clone(),
                made: when(report.made_at),
            })
            .collect(),
        product: product.unwrap_or_default(),
        product_href: me
            .may(Permission::ProductRead)
            .then(|| format!("/produkter/{}", review.product_id)),
        order: review.order_number.clone(),
        order_href: me
            .may(Permission::OrderRead)
            .then(|| format!("/ordrar/{}", review.order_number)),
        customer_href: review
            .customer_id
            .filter(|_| me.may(Permission::CustomerRead))
            .map(|id| format!("/kunder/{id}")),
        reasons: Breach::ALL.map(Breach::as_str).into(),
        row_version: review.row_version,
        can_publish: can_moderate && may(ReviewEvent::Publish) && !is_settled,
        is_published,
        can_refuse: can_moderate && may(ReviewEvent::Refuse),
        can_reply: can_moderate,
        form: shown.form,
        refused: shown.refused,
        told: shown.told,
        events: timeline(me, trail.iter().rev().map(event).collect()),
    };
    let address = format!("/omdomen/{}", review.id);
    let place = (Room::Reviews, Fresh::new(address, review.row_version));
    page::show_object(admin, &mut conn, me, place, code, &view).await
}

fn event(deed: &Deed) -> (platform::clock::Timestamp, Event) {
    let (icon, tone, key) = match deed.action.as_str() {
        "review.written" => ("edit", "", "review-deed-written"),
        "review.changed" => ("edit", "", "review-deed-changed"),
        "review.published" => ("check", "ok", "review-deed-published"),
        "review.refused" => ("close", "bad", "review-deed-refused"),
        "review.answered" => ("mail", "", "review-deed-answered"),
        "review.reported" => ("warning", "bad", "review-deed-reported"),
        // What later versions do, that this one has no words for.
        other => {
            let text = Message::new("list-value").with("text", other.to_owned());
            return (deed.at, Event::new(deed.at, "log", "", text));
        }
    };
    let event = Event::new(deed.at, icon, tone, Message::new(key));
    let by = (deed.actor_kind == "staff").then(|| deed.actor_name.clone());
    let small = match (by, deed.reason.clone()) {
        (Some(by), Some(reason)) => Some(format!("{by}: {reason}")),
        (by, reason) => by.or(reason),
    };
    let event = match small {
        Some(text) => event.with_small(Message::new("list-value").with("text", text)),
        None => event,
    };
    (deed.at, event)
}
