//! The guard against cross-site request forgery: a request that changes something must come from our own pages.
//!
//! Browsers say where a request comes from in `Sec-Fetch-Site` and `Origin`, which no page can forge; together with `SameSite=Lax` cookies
//! this needs no token in forms, works without script and leaves pages cacheable. Requests with neither header come from programs,
//! which carry no visitor's cookies against their will.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, Method, header};

use super::PageError;

/// Refuses with 403 what another site has sent. Leave routes out that other systems call (webhooks).
///
/// # Errors
/// [`PageError::Forbidden`].
pub async fn refuse_foreign_origins(request: Request, next: Next) -> Result<Response, PageError> {
    let is_safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if is_safe
        || is_own(
            request.headers(),
            request.uri().authority().map(http::uri::Authority::as_str),
        )
    {
        Ok(next.run(request).await)
    } else {
        Err(PageError::Forbidden)
    }
}

fn is_own(headers: &HeaderMap, authority: Option<&str>) -> bool {
    let text = |name| {
        headers
            .get(name)
            .map(|value: &http::HeaderValue| value.to_str().unwrap_or("?"))
    };
    match text(header::HeaderName::from_static("sec-fetch-site")) {
        Some("same-origin" | "none") => return true,
        Some(_) => return false,
        None => {}
    }
    match text(header::ORIGIN) {
        None => true,
        Some(origin) => {
            let host = text(header::HOST).or(authority);
            origin.split_once("://").map(|(_, rest)| rest) == host
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn own(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        is_own(&headers, None)
    }

    #[test]
    fn only_our_own_pages_may_post() {
        assert!(own(&[("sec-fetch-site", "same-origin")]));
        assert!(!own(&[("sec-fetch-site", "cross-site")]));
        assert!(!own(&[("sec-fetch-site", "same-site")]));
        assert!(own(&[
            ("origin", "http://127.0.0.1:8080"),
            ("host", "127.0.0.1:8080")
        ]));
        assert!(!own(&[
            ("origin", "http://evil.example"),
            ("host", "127.0.0.1:8080")
        ]));
        assert!(!own(&[("origin", "null"), ("host", "127.0.0.1:8080")]));
        assert!(own(&[("host", "127.0.0.1:8080")]));
    }
}
