//! From when and until when the shop shows a product.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::catalogue::product::store::publication;
use commerce::catalogue::product::{Publication, PublishError, publish};
use commerce::ids::ProductId;
use commerce::pricing::list::file::{moment, moment_or_now};
use http::StatusCode;
use platform::auth::Permission;
use platform::clock::Timestamp;
use platform::db::PgConnection;
use platform::render::{Field, Form, FormState};
use platform::web::{FormBody, PageError};
use serde::Serialize;
use uuid::Uuid;

use super::handlers::{Typed, answer};
use crate::admin::Admin;
use crate::guard::Me;
use crate::kept;
use crate::list::Status;
use crate::page::see;
use crate::when::When;

/// The two ends of a publication.
#[derive(Clone, Debug)]
pub(crate) struct PublicationForm;

impl Form for PublicationForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("published_from", "product-published-from"),
        Field::plain("published_to", "product-published-to"),
        Field::plain("seen", "product-publication"),
    ];
}

/// When the shop shows the product, on its page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PublicationPart {
    pub(crate) status: Status,
    pub(crate) from: Option<When>,
    pub(crate) to: Option<When>,
    /// Whether it is shown now: its beginning stays.
    pub(crate) is_shown: bool,
    /// For whoever may change it.
    pub(crate) form: Option<FormState<PublicationForm>>,
    /// The publication that the form was made from.
    pub(crate) seen: String,
    pub(crate) is_saved: bool,
}

impl PublicationPart {
    pub(super) fn sample(form: Option<FormState<PublicationForm>>) -> Self {
        Self {
            status: Status::new("ok", "product-published"),
            from: None,
            to: None,
            is_shown: form.is_none(),
            is_saved: form.is_some(),
            form,
            seen: String::new(),
        }
    }
}

/// Minutes are all that is shown.
fn written(at: Timestamp) -> String {
    at.business_time().strftime("%Y-%m-%d %H:%M").to_string()
}

/// A publication in a hidden field, to the microsecond.
fn sealed(held: Option<Publication>) -> String {
    held.map_or_else(String::new, |held| {
        let to = held.to.map(|to| to.as_microsecond().to_string());
        format!("{}/{}", held.from.as_microsecond(), to.unwrap_or_default())
    })
}

fn opened(text: &str) -> Option<Publication> {
    let (from, to) = text.split_once('/')?;
    let read = |text: &str| Timestamp::from_microsecond(text.parse().ok()?);
    Some(Publication {
        from: read(from)?,
        to: match to {
            "" => None,
            text => Some(read(text)?),
        },
    })
}

pub(super) async fn part(
    conn: &mut PgConnection,
    me: &Me,
    id: ProductId,
    typed: Option<FormState<PublicationForm>>,
    is_saved: bool,
) -> Result<PublicationPart, PageError> {
    let shop = me.shops().current();
    let held = match shop {
        Some(shop) => publication(conn, shop.id, id).await?,
        None => None,
    };
    let now = me.now();
    let blank = || {
        // What has ended begins anew: nothing typed means now.
        let held = held.filter(|held| !held.has_ended(now));
        let text = |at: Option<Timestamp>| at.map(written).unwrap_or_default();
        FormState::blank()
            .with("published_from", text(held.map(|held| held.from)))
            .with("published_to", text(held.and_then(|held| held.to)))
    };
    let may = me.may(Permission::ProductWrite) && shop.is_some();
    let (kind, text) = match held {
        None if shop.is_none() && me.shops().are_several() => {
            ("idle", "product-publication-choose")
        }
        None => ("idle", "product-never-published"),
        Some(held) if held.has_ended(now) => ("idle", "product-publication-ended"),
        Some(held) if held.has_begun(now) => ("ok", "product-published"),
        Some(_) => ("idle", "product-publication-coming"),
    };
    Ok(PublicationPart {
        status: Status::new(kind, text),
        from: held.map(|held| When::new(me.locale(), held.from, now)),
        to: held
            .and_then(|held| held.to)
            .map(|to| When::new(me.locale(), to, now)),
        is_shown: held.is_some_and(|held| held.has_begun(now) && !held.has_ended(now)),
        form: may.then(|| typed.unwrap_or_else(blank)),
        seen: sealed(held),
        is_saved,
    })
}

/// `POST /produkter/{id}/publicering`: nothing as the beginning means now, as the end until further notice. `avsluta` ends it now.
pub(crate) async fn set_publication(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let product = ProductId(id);
    let mut form = kept::form::<PublicationForm>(&fields);
    let shop = me.shop()?.id;
    let seen = opened(form.trimmed("seen"));
    let ends_now = fields.text("avsluta") == "1";
    let ends = read(&mut form, seen, me.now());
    if let Some((from, to)) = ends.filter(|_| form.is_valid()) {
        let mut tx = admin.db.begin(me.origin()).await?;
        let now = tx.now();
        let wished = Publication {
            from: from.unwrap_or(now),
            to: if ends_now { Some(now) } else { to },
        };
        match publish(&mut tx, shop, product, seen, wished).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(see(&format!(
                    "/produkter/{id}?sparat=publicering#h-publicering"
                )));
            }
            Err(error) => refuse(&mut form, error)?,
        }
    }
    let typed = Typed {
        publication: Some(form),
        ..Typed::default()
    };
    answer(
        &admin,
        &me,
        product,
        StatusCode::UNPROCESSABLE_ENTITY,
        typed,
    )
    .await
}

/// The two moments as they were typed: those that still read as the ones that are kept are the ones that are kept.
fn read(
    form: &mut FormState<PublicationForm>,
    seen: Option<Publication>,
    now: Timestamp,
) -> Option<(Option<Timestamp>, Option<Timestamp>)> {
    let kept = |typed: &str, held: Option<Timestamp>| held.filter(|held| written(*held) == typed);
    let typed = form.trimmed("published_from").to_owned();
    let still = seen.filter(|seen| !seen.has_ended(now));
    let from = match kept(&typed, still.map(|seen| seen.from)) {
        Some(held) => Some(Some(held)),
        None => moment_or_now(&typed, now),
    };
    if from.is_none() {
        form.refuse("published_from", "price-moment-wrong");
    }
    let typed = form.trimmed("published_to").to_owned();
    let to = match kept(&typed, still.and_then(|seen| seen.to)) {
        Some(held) => Some(Some(held)),
        None if typed.is_empty() => Some(None),
        None => moment(&typed).map(Some),
    };
    if to.is_none() {
        form.refuse("published_to", "price-moment-wrong");
    }
    from.zip(to)
}

fn refuse(form: &mut FormState<PublicationForm>, error: PublishError) -> Result<(), PageError> {
    match error {
        PublishError::ChangedMeanwhile => form.refuse_whole("form-changed-meanwhile"),
        PublishError::Backwards => form.refuse("published_to", "product-publication-backwards"),
        PublishError::BeginsInThePast => {
            form.refuse("published_from", "product-publication-past");
        }
        PublishError::EndsInThePast => form.refuse("published_to", "product-publication-past"),
        PublishError::HasBegun => form.refuse("published_from", "product-publication-begun"),
        PublishError::Unknown => return Err(PageError::NotFound),
        PublishError::Db(error) => return Err(error.into()),
    }
    Ok(())
}
