//! `/bild/<hash>-<width>-<recipe>.<ext>`: content that never changes, made when nobody has made it yet.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use commerce::media::{self, Address, PictureSettings};
use http::header::{
    CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LOCATION, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use platform::db::{Actor, Db, DbError, Origin};
use platform::files::image::{Darkroom, DarkroomError};

/// What pictures are served from.
#[derive(Clone)]
pub struct Pictures {
    /// Which pictures there are.
    pub db: Db,
    /// Where they are kept and made.
    pub darkroom: Darkroom,
    /// Which sizes are offered.
    pub settings: PictureSettings,
}

/// The route, to be merged into the shop's. It needs no cookie and no visitor.
pub fn router<S>(pictures: Pictures) -> Router<S> {
    Router::new()
        .route("/bild/{name}", get(show))
        .with_state(pictures)
}

/// Why there is no picture in the answer.
enum Absent {
    /// No such picture, or not in this size.
    NotFound,
    /// The store is away; a browser may try again soon.
    Unavailable,
    /// Ours to mend.
    Broken,
}

async fn show(
    State(pictures): State<Pictures>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let address = name
        .parse::<Address>()
        .ok()
        .filter(|address| address.is_offered(&pictures.settings));
    let Some(address) = address else {
        return Absent::NotFound.into_response();
    };
    let present = pictures.settings.address(address.hash, address.size);
    if address != present {
        return elsewhere(&present);
    }
    let tag = format!("\"{address}\"");
    // What has this address has always had this content: who has it once, need not ask whether it is still so.
    if headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.contains(&tag))
    {
        return with_caching(StatusCode::NOT_MODIFIED.into_response(), &tag);
    }
    match content(&pictures, &address).await {
        Ok(content) => {
            let mut response = with_caching(content.into_response(), &tag);
            let kind = HeaderValue::from_static(address.size.encoding.media_type());
            response.headers_mut().insert(CONTENT_TYPE, kind);
            response
                .headers_mut()
                .insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
            response
        }
        Err(absent) => absent.into_response(),
    }
}

/// The address is of another recipe: an old mail, a page in a cache, a search engine. They get the picture as it is made now.
fn elsewhere(present: &Address) -> Response {
    let headers = [
        (LOCATION, present.path()),
        (CACHE_CONTROL, "public, max-age=86400".to_owned()),
    ];
    (StatusCode::MOVED_PERMANENTLY, headers).into_response()
}

fn with_caching(mut response: Response, tag: &str) -> Response {
    let headers = response.headers_mut();
    headers.insert(
        CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(ETAG, tag);
    }
    response
}

/// The file: from memory, from the store, or made now.
async fn content(pictures: &Pictures, address: &Address) -> Result<Bytes, Absent> {
    if let Some(content) = pictures.darkroom.stored(&address.key()).await? {
        return Ok(content);
    }
    let order = {
        let mut conn = pictures.db.read().await?;
        media::address::order(&mut conn, address, &pictures.settings).await?
    };
    let order = order.ok_or(Absent::NotFound)?;
    let made = pictures
        .darkroom
        .make(
            &order.key,
            &order.original,
            order.output,
            pictures.settings.widths(),
        )
        .await?;
    if made.is_new
        && let Err(error) = record(pictures, &order.media, address, made.content.len()).await
    {
        // The picture is there all the same; the job will note it when it comes by.
        tracing::warn!(media.id = %order.media.id, %error, "a size that was made on demand could not be recorded");
    }
    Ok(made.content)
}

async fn record(
    pictures: &Pictures,
    media: &media::Media,
    address: &Address,
    bytes: usize,
) -> Result<(), DbError> {
    let origin = Origin {
        actor: Actor::Visitor,
        request_id: None,
    };
    let mut tx = pictures.db.begin(origin).await?;
    let made = [(address.size, bytes as u64)];
    media::store::record_derivatives(&mut tx, media.id, address.recipe, &made).await?;
    tx.commit().await
}

impl From<DbError> for Absent {
    fn from(error: DbError) -> Self {
        tracing::error!(%error, "a picture could not be looked up");
        Self::Unavailable
    }
}

impl From<DarkroomError> for Absent {
    fn from(error: DarkroomError) -> Self {
        tracing::error!(%error, "a picture could not be served");
        match error {
            DarkroomError::File(_) | DarkroomError::BrokenOff(_) => Self::Unavailable,
            DarkroomError::OriginalMissing(_) => Self::NotFound,
            DarkroomError::OriginalUnreadable(_) | DarkroomError::Derive(_) => Self::Broken,
        }
    }
}

impl IntoResponse for Absent {
    /// Never kept by a cache: what is missing now may be there in a moment.
    fn into_response(self) -> Response {
        let status = match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        };
        (status, [(CACHE_CONTROL, "no-store")]).into_response()
    }
}
