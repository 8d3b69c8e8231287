//! Pictures of complaints: behind the order's key, and kept by nobody on the way.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use commerce::ids::{CaseFileId, OrderId};
use commerce::order::Access;
use commerce::returns::files::{self, Part};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use platform::i18n::Locale;
use platform::web::PageError;

use crate::order::link;
use crate::state::ShopState;

/// `GET /order/{number}/{key}/bild/{file}`.
///
/// # Errors
/// 404 for a wrong number, key or picture alike; 503 while the store is away.
pub async fn show(
    State(state): State<ShopState>,
    Path((number, key, file)): Path<(String, String, String)>,
) -> Result<Response, PageError> {
    let (id, part) = files::of_name(&file).ok_or(PageError::NotFound)?;
    {
        let mut conn = state.db.read().await?;
        let (order, _) = link::resolve_to_read(&state, &mut conn, &number, &key).await?;
        let found = files::picture(&mut conn, id).await?;
        found
            .filter(|found| found.order_id == order.id)
            .ok_or(PageError::NotFound)?;
    }
    let content = state.darkroom.store().get(&files::key(id, part)).await;
    let content = content.map_err(|error| PageError::Unavailable(error.to_string()))?;
    let headers = [
        (CONTENT_TYPE, "image/jpeg"),
        (CACHE_CONTROL, "private, no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((headers, content.ok_or(PageError::NotFound)?).into_response())
}

/// Where a picture is shown to whoever has the order's key.
pub(super) fn path(
    state: &ShopState,
    locale: Locale,
    (number, order, access): (&str, OrderId, Access),
    (id, part): (CaseFileId, Part),
) -> String {
    let (key, file) = (link::key_to(state, order, access), files::name(id, part));
    let values = [
        ("number", number),
        ("key", key.as_str()),
        ("file", file.as_str()),
    ];
    state.renderer.url(locale, "order_picture", &values)
}
