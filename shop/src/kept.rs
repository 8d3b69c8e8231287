//! Pages of the catalogue as everybody without a cart and a log-in sees them, kept packed for a moment: a campaign that sends a thousand shoppers
//! a second to the same page makes it once. What is shown may be so long behind the truth; cart and checkout ask anew, as always.

use std::io::Write as _;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use moka::sync::Cache;
use platform::web::PageError;

use crate::page::Keeping;
use crate::state::ShopState;

/// Bytes of all kept pages together.
const ROOM: u64 = 32 * 1024 * 1024;
/// A longer page than this is made each time.
const LONGEST: usize = 1024 * 1024;
/// A longer address than this is not worth a place.
const LONGEST_ADDRESS: usize = 512;
/// How all cookies of the shop begin.
const OUR_COOKIES: &str = "torg_";

/// A page as it was sent.
#[derive(Clone)]
struct KeptPage {
    headers: HeaderMap,
    packed: Bytes,
}

/// The kept pages by path and query.
pub struct KeptPages(Option<Cache<String, KeptPage>>);

impl KeptPages {
    /// Pages are kept for `time`; none when that is nought.
    #[must_use]
    pub fn new(time: Duration) -> Self {
        Self((!time.is_zero()).then(|| {
            Cache::builder()
                .max_capacity(ROOM)
                .weigher(|address: &String, page: &KeptPage| {
                    u32::try_from(address.len() + page.packed.len() + 1024).unwrap_or(u32::MAX)
                })
                .time_to_live(time)
                .build()
        }))
    }
}

/// Answers from the kept pages, or keeps what the shop answers.
pub async fn keep(State(state): State<ShopState>, request: Request, next: Next) -> Response {
    let Some(pages) = state.kept.0.as_ref().filter(|_| is_anybodys(&request)) else {
        return next.run(request).await;
    };
    let address = match request.uri().path_and_query() {
        Some(address) if address.as_str().len() <= LONGEST_ADDRESS => address.as_str().to_owned(),
        _ => return next.run(request).await,
    };
    if let Some(page) = pages.get(&address) {
        return page.answer();
    }
    let response = next.run(request).await;
    if !is_to_be_kept(&response) {
        return response;
    }
    let (parts, body) = response.into_parts();
    let packed = match to_bytes(body, LONGEST).await.map(|bytes| pack(&bytes)) {
        Ok(Ok(packed)) => packed,
        Ok(Err(error)) => return PageError::internal(error).into_response(),
        Err(error) => return PageError::internal(error).into_response(),
    };
    let mut headers = parts.headers;
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let page = KeptPage { headers, packed };
    pages.insert(address, page.clone());
    page.answer()
}

impl KeptPage {
    fn answer(self) -> Response {
        let mut response = Response::new(Body::from(self.packed));
        *response.headers_mut() = self.headers;
        response
    }
}

/// Whether the answer depends on nothing but the address. Whoever cannot unpack gets a page of their own.
fn is_anybodys(request: &Request) -> bool {
    let headers = request.headers();
    let holds = |name: &header::HeaderName, word: &str| {
        headers
            .get_all(name)
            .iter()
            .any(|value| value.to_str().map_or(true, |value| value.contains(word)))
    };
    request.method() == Method::GET
        && holds(&header::ACCEPT_ENCODING, "gzip")
        && !holds(&header::ACCEPT_ENCODING, "gzip;q=0")
        && !holds(&header::COOKIE, OUR_COOKIES)
}

/// Pages of the catalogue that give the browser nothing of its own to hold.
fn is_to_be_kept(response: &Response) -> bool {
    let headers = response.headers();
    let kept = headers.get(header::CACHE_CONTROL);
    response.status() == StatusCode::OK
        && !headers.contains_key(header::SET_COOKIE)
        && !headers.contains_key(header::CONTENT_ENCODING)
        && kept.is_some_and(|kept| kept.as_bytes() == Keeping::Catalogue.header().as_bytes())
}

/// Packed quickly: the page lives for a moment only.
fn pack(bytes: &[u8]) -> std::io::Result<Bytes> {
    let mut writer = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::fast());
    writer.write_all(bytes)?;
    writer.finish().map(Bytes::from)
}
