use axum::extract::{Path, State};
use axum::response::Response;
use commerce::customer::LinkPurpose;
use commerce::customer::by_staff::{self, LONGEST_WORDS, StaffDeedError};
use commerce::ids::{CustomerId, CustomerSessionId};
use commerce::shop_door;
use http::StatusCode;
use platform::db::Tx;
use platform::i18n::Message;
use platform::render::FormState;
use platform::web::{Fields, FormBody, PageError};
use uuid::Uuid;

use super::handlers::{answer, one};
use super::views::CustomerForm;
use crate::admin::Admin;
use crate::guard::Me;
use crate::kept;
use crate::page::see;

/// What is wrong with the words of a note or a reason.
pub(super) fn no_words() -> Message {
    Message::new("customer-words").with("max", LONGEST_WORDS)
}

/// The page again, with what was typed and what is wrong with it.
async fn refused(
    admin: &Admin,
    me: &Me,
    id: Uuid,
    mut form: FormState<CustomerForm>,
    field: &'static str,
    error: StaffDeedError,
) -> Result<Response, PageError> {
    match error {
        StaffDeedError::Unknown => return Err(PageError::NotFound),
        StaffDeedError::OtherState => form.refuse_whole("customer-other-state"),
        StaffDeedError::ChangedMeanwhile => form.refuse_whole("form-changed-meanwhile"),
        StaffDeedError::NoTier => form.refuse("tier", "form-missing"),
        StaffDeedError::NoWords => form.refuse(field, no_words()),
        StaffDeedError::JustSent => form.refuse_whole("customer-just-sent"),
        StaffDeedError::Db(error) => return Err(error.into()),
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    answer(admin, me, id, status, form, None).await
}

/// Commits what was done, or shows what was wrong with it.
async fn end<T>(
    (admin, me): (&Admin, &Me),
    (id, fields): (Uuid, &Fields),
    tx: Tx,
    (done, field, told): (Result<T, StaffDeedError>, &'static str, &'static str),
) -> Result<Response, PageError> {
    match tx.end(done).await? {
        Ok(_) => Ok(see(&format!("/kunder/{id}?klart={told}"))),
        Err(error) => {
            let form = FormState::from_pairs(fields.iter());
            refused(admin, me, id, form, field, error).await
        }
    }
}

/// The form as it was when the log-in ran out, to be sent again; none when it is to be done.
async fn again(
    admin: &Admin,
    me: &Me,
    id: Uuid,
    fields: &Fields,
) -> Result<Option<Response>, PageError> {
    if !fields.has(kept::SHOW) {
        one(&mut *admin.db.read().await?, id).await?;
        return Ok(None);
    }
    let mut form = FormState::<CustomerForm>::from_pairs(fields.iter());
    form.refuse_whole("form-kept");
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    answer(admin, me, id, status, form, None).await.map(Some)
}

/// `POST /kunder/{id}/anteckning`
pub(crate) async fn note(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    if let Some(shown) = again(&admin, &me, id, &fields).await? {
        return Ok(shown);
    }
    let mut tx = admin.db.begin(me.origin()).await?;
    let text = fields.get_untrimmed("note").unwrap_or_default();
    let done = by_staff::note(&mut tx, CustomerId(id), text).await;
    end((&admin, &me), (id, &fields), tx, (done, "note", "noted")).await
}

/// `POST /kunder/{id}/lank`: `purpose` `log_in` or `reset`. It is good in the shop that is looked at; in any, where all are.
pub(crate) async fn send_link(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    if let Some(shown) = again(&admin, &me, id, &fields).await? {
        return Ok(shown);
    }
    let purpose = LinkPurpose::from_code(fields.text("purpose")).ok_or(PageError::NotFound)?;
    let mut tx = admin.db.begin(me.origin()).await?;
    let done = by_staff::send_link(&mut tx, CustomerId(id), purpose).await;
    if let (Ok(link), Some(shop)) = (&done, me.shops().current()) {
        shop_door::note_link(&mut tx, *link, shop.id).await?;
    }
    end((&admin, &me), (id, &fields), tx, (done, "", "sent")).await
}

/// `POST /kunder/{id}/sessioner`: one `session`, or all.
pub(crate) async fn end_sessions(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    if let Some(shown) = again(&admin, &me, id, &fields).await? {
        return Ok(shown);
    }
    let session = match fields.text("session") {
        "" => None,
        typed => Some(
            typed
                .parse::<CustomerSessionId>()
                .map_err(|_| PageError::NotFound)?,
        ),
    };
    let mut tx = admin.db.begin(me.origin()).await?;
    let done = by_staff::end_sessions(&mut tx, CustomerId(id), session).await;
    end((&admin, &me), (id, &fields), tx, (done, "", "ended")).await
}

/// `POST /kunder/{id}/niva`
pub(crate) async fn set_tier(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    if let Some(shown) = again(&admin, &me, id, &fields).await? {
        return Ok(shown);
    }
    let row_version = fields.text("row_version").parse().unwrap_or(0);
    let mut tx = admin.db.begin(me.origin()).await?;
    let done = by_staff::set_tier(&mut tx, CustomerId(id), fields.text("tier"), row_version).await;
    end((&admin, &me), (id, &fields), tx, (done, "tier", "tier")).await
}

/// `POST /kunder/{id}/sparra`
pub(crate) async fn close(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    set_closed(&admin, &me, id, &fields, true).await
}

/// `POST /kunder/{id}/oppna`
pub(crate) async fn reopen(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    set_closed(&admin, &me, id, &fields, false).await
}

async fn set_closed(
    admin: &Admin,
    me: &Me,
    id: Uuid,
    fields: &Fields,
    is_closed: bool,
) -> Result<Response, PageError> {
    if let Some(shown) = again(admin, me, id, fields).await? {
        return Ok(shown);
    }
    let mut tx = admin.db.begin(me.origin()).await?;
    let reason = fields.text("reason");
    let done = by_staff::set_closed(&mut tx, CustomerId(id), is_closed, reason).await;
    let told = if is_closed { "closed" } else { "reopened" };
    end((admin, me), (id, fields), tx, (done, "reason", told)).await
}
