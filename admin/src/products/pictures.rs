//! Pictures of a product: sent, described, put in order.

use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, State};
use axum::response::Response;
use commerce::catalogue::admin_listing as listing;
use commerce::ids::ProductId;
use commerce::media::gallery::arrange;
use http::StatusCode;
use platform::web::{FormBody, PageError};
use uuid::Uuid;

use super::gallery::GalleryForm;
use super::handlers::{Typed, answer};
use super::upload;
use crate::admin::Admin;
use crate::guard::Me;
use crate::kept;
use crate::page::see;

/// `POST /produkter/{id}/bilder`: order, words, focus, and what is removed.
pub(crate) async fn save_pictures(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let id = ProductId(id);
    let mut form = GalleryForm::typed(&fields)?;
    if let Some(step) = fields.get("flytta") {
        form.shift(step);
        return answer(&admin, &me, id, StatusCode::OK, Typed::of_pictures(form)).await;
    }
    if fields.has(kept::SHOW) {
        form.refuse_whole("form-kept");
    }
    if fields.all(upload::FILES).any(|name| !name.is_empty()) {
        form.refuse_whole("pictures-not-uploaded");
    }
    let wanted = form.places();
    if form.is_valid() {
        let mut tx = admin.db.begin(me.origin()).await?;
        match arrange(&mut tx, id, form.seen(), wanted).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(see(&format!("/produkter/{id}?sparat=bilder#media")));
            }
            Err(error) => form.refuse(error)?,
        }
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    answer(&admin, &me, id, status, Typed::of_pictures(form)).await
}

/// `POST /produkter/{id}/bilder/nya`: files. They come back in the form, to be described and saved.
pub(crate) async fn upload_pictures(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    sent: Result<Multipart, MultipartRejection>,
) -> Result<Response, PageError> {
    let id = ProductId(id);
    let sent = sent.map_err(|error| PageError::BadRequest(error.body_text()))?;
    listing::product(&mut *admin.db.read().await?, id)
        .await?
        .ok_or(PageError::NotFound)?;
    let sent = upload::read(&admin, &me, sent).await?;
    let is_too_large = sent.files.iter().any(|file| file.is_too_large);
    let mut form = GalleryForm::typed(&sent.fields)?;
    form.take_up(sent.files);
    let status = match (form.is_valid(), is_too_large) {
        (true, _) => StatusCode::OK,
        (false, true) => StatusCode::PAYLOAD_TOO_LARGE,
        (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    answer(&admin, &me, id, status, Typed::of_pictures(form)).await
}
