//! A card lives longer, its balance is corrected, its code is mailed again.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::gift_card::listing;
use commerce::gift_card::put_right::{self, LONGEST_REASON, PutRightError};
use commerce::ids::GiftCardId;
use commerce::promotion::schedule::{End, swedish_moment};
use http::StatusCode;
use platform::db::Tx;
use platform::i18n::Message;
use platform::render::FormState;
use platform::web::{FormBody, PageError};
use uuid::Uuid;

use super::handlers::answer;
use super::views::CardForm;
use crate::admin::Admin;
use crate::guard::Me;
use crate::kept;
use crate::page::see;
use crate::promotions::hundredths;

/// `POST /presentkort/{id}/forlang`
pub(crate) async fn extend(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut form = kept::form::<CardForm>(&fields);
    let until = swedish_moment(form.value("expires"), End::Stop).ok();
    if until.is_none() {
        form.refuse("expires", "form-moment");
    }
    let Some(until) = until.filter(|_| form.is_valid()) else {
        return refused(&admin, &me, GiftCardId(id), form).await;
    };
    let (mut tx, id, version) = begin(&admin, &me, id, &form).await?;
    let done = put_right::extend(&mut tx, id, version, until).await;
    end(&admin, &me, (tx, id), form, done, "forlangt").await
}

/// `POST /presentkort/{id}/ratta`
pub(crate) async fn correct(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut form = kept::form::<CardForm>(&fields);
    let amount = hundredths(form.value("change")).filter(|minor| *minor > 0);
    if amount.is_none() {
        form.refuse("change", "form-amount");
    }
    let Some(amount) = amount.filter(|_| form.is_valid()) else {
        return refused(&admin, &me, GiftCardId(id), form).await;
    };
    let (mut tx, id, version) = begin(&admin, &me, id, &form).await?;
    let change = if form.value("direction") == "less" {
        -amount
    } else {
        amount
    };
    let done = put_right::correct(&mut tx, id, version, change, form.value("reason")).await;
    end(&admin, &me, (tx, id), form, done, "rattat").await
}

/// `POST /presentkort/{id}/skicka`
pub(crate) async fn send_again(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let form = FormState::<CardForm>::from_pairs(fields.iter());
    let (mut tx, id, version) = begin(&admin, &me, id, &form).await?;
    let done = put_right::send_again(&mut tx, id, version).await;
    end(&admin, &me, (tx, id), form, done, "skickat").await
}

async fn begin(
    admin: &Admin,
    me: &Me,
    id: Uuid,
    form: &FormState<CardForm>,
) -> Result<(Tx, GiftCardId, i32), PageError> {
    let id = GiftCardId(id);
    let mut tx = admin.db.begin(me.origin()).await?;
    listing::card(&mut tx, id)
        .await?
        .ok_or(PageError::NotFound)?;
    Ok((tx, id, form.value("row_version").parse().unwrap_or(0)))
}

async fn end(
    admin: &Admin,
    me: &Me,
    (tx, id): (Tx, GiftCardId),
    mut form: FormState<CardForm>,
    done: Result<(), PutRightError>,
    told: &'static str,
) -> Result<Response, PageError> {
    match tx.end(done).await? {
        Ok(()) => return Ok(see(&format!("/presentkort/{id}?{told}=1"))),
        Err(PutRightError::ChangedMeanwhile) => form.refuse_whole("form-changed-meanwhile"),
        Err(PutRightError::NotLater) => form.refuse("expires", "gift-card-not-later"),
        Err(PutRightError::Amount) => form.refuse("change", "gift-card-correct-wrong"),
        Err(PutRightError::NoReason) => {
            form.refuse(
                "reason",
                Message::new("gift-card-reason-missing").with("max", LONGEST_REASON),
            );
        }
        Err(PutRightError::NothingToSend) => form.refuse_whole("gift-card-nothing-to-send"),
        Err(PutRightError::Db(error)) => return Err(error.into()),
    }
    refused(admin, me, id, form).await
}

async fn refused(
    admin: &Admin,
    me: &Me,
    id: GiftCardId,
    form: FormState<CardForm>,
) -> Result<Response, PageError> {
    answer(admin, me, id, StatusCode::UNPROCESSABLE_ENTITY, None, form).await
}
