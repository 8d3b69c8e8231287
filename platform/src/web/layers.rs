//! What both doors wrap around their routes: a request id and one log line for each request, the caller's address behind a proxy,
//! security headers, compression, a time limit, and a page instead of a broken connection when a handler panics.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{ConnectInfo, FromRequestParts, MatchedPath, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt as _;
use http::header::{self, HeaderName};
use http::request::Parts;
use http::{Extensions, HeaderMap, HeaderValue, Method};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tracing::Instrument as _;

use super::names::{Names, answer_by_name};
use super::{ErrorContext, PageError, RequestId};

/// A handler that has not begun to answer after this long is given up.
const PATIENCE: Duration = Duration::from_secs(60);
/// As long for an upload, which is heard out before it is answered: a quarter of a gigabyte at four megabits a second.
const PATIENCE_WITH_UPLOADS: Duration = Duration::from_secs(10 * 60);
/// So much longer than its door's is the patience around a door, so that the door's own page comes first.
const MARGIN: Duration = Duration::from_secs(10);

/// What [`ErrorContext`] tells of a request that was given up.
pub const LATE: &str = "no answer in time";

/// How long an answer to a request is waited for. What stands around a door says it, the door obeys it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience(pub Duration);

impl Patience {
    /// What a request was given.
    #[must_use]
    pub fn of(extensions: &Extensions) -> Self {
        extensions.get().copied().unwrap_or(Self(PATIENCE))
    }

    /// Waits so long for an answer and no longer.
    ///
    /// # Errors
    /// The answer's own, and that it did not come.
    pub async fn wait<T>(
        self,
        answer: impl Future<Output = Result<T, PageError>>,
    ) -> Result<T, PageError> {
        tokio::time::timeout(self.0, answer)
            .await
            .unwrap_or_else(|_| Err(PageError::Unavailable(LATE.to_owned())))
    }
}

/// What is said around every answer of one door.
#[derive(Clone, Debug)]
pub struct Outside {
    /// `shop` or `admin`, for log lines and figures.
    pub door: &'static str,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Other origins to which a form's answer may lead (the payment provider's page): browsers hold redirects to this, too.
    pub form_targets: Vec<String>,
    /// Whether the public address is `https://`: then browsers are told to keep to it.
    pub is_encrypted: bool,
    /// The names by which it is called.
    pub names: Names,
}

/// Puts everything around a door's router. Add it last.
///
/// # Panics
/// When a form target holds what no header may hold; the configuration has been checked before.
pub fn wrap(router: Router, outside: Outside) -> Router {
    let names = Arc::new(outside.names.clone());
    let around = Arc::new(Around {
        policy: policy(&outside.form_targets),
        outside,
    });
    router
        .layer(from_fn(catch_panics))
        .layer(from_fn(give_up_door))
        .layer(compression())
        .layer(from_fn_with_state(names, answer_by_name))
        .layer(from_fn_with_state(around, observe))
}

/// Pages are made for one visitor, so they are packed quickly and not as small as can be. Fonts are packed already, and what a handler has
/// packed itself is left alone.
fn compression() -> CompressionLayer<impl Predicate> {
    CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(DefaultPredicate::new().and(NotForContentType::const_new("font/")))
}

/// Gives a handler up that has not begun to answer in time. A door puts it inside of the layer that renders error pages, so that whoever waited gets the
/// theme's page.
pub async fn give_up(request: Request, next: Next) -> Response {
    let patience = Patience::of(request.extensions());
    let answered = patience.wait(async { Ok(next.run(request).await) }).await;
    answered.unwrap_or_else(IntoResponse::into_response)
}

/// Gives up what no door has: one that hangs before its handlers, or that has no pages.
async fn give_up_door(mut request: Request, next: Next) -> Response {
    let kind = request.headers().get(header::CONTENT_TYPE);
    let is_upload = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"));
    let patience = if is_upload {
        PATIENCE_WITH_UPLOADS
    } else {
        PATIENCE
    };
    request.extensions_mut().insert(Patience(patience));
    // A door may be patient twice: with who is asking, and with the answer.
    let answered = Patience(patience * 2 + MARGIN)
        .wait(async { Ok(next.run(request).await) })
        .await;
    answered.unwrap_or_else(IntoResponse::into_response)
}

/// Turns a panic into [`PageError::Internal`]. A door puts it inside of the layer that renders error pages, so that the shopper gets the
/// theme's page.
pub async fn catch_panics(request: Request, next: Next) -> Response {
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            let what = panic
                .downcast_ref::<&str>()
                .map(|text| (*text).to_owned())
                .or_else(|| panic.downcast_ref::<String>().cloned())
                .unwrap_or_else(|| "a panic without words".to_owned());
            PageError::Internal(what).into_response()
        }
    }
}

/// Who calls, as far as can be known: the connection's other end, or what a trusted proxy says. Without a connection (a test that calls
/// the router) it is 0.0.0.0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl<S: Sync> FromRequestParts<S> for ClientAddress {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(parts
            .extensions
            .get()
            .copied()
            .unwrap_or(Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED))))
    }
}

struct Around {
    outside: Outside,
    policy: HeaderValue,
}

fn policy(form_targets: &[String]) -> HeaderValue {
    let targets: String = form_targets
        .iter()
        .map(|target| format!(" {target}"))
        .collect();
    let text = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; manifest-src 'self'; form-action 'self'{targets}; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&text)
        .unwrap_or_else(|_| HeaderValue::from_static("default-src 'self'; frame-ancestors 'none'"))
}

async fn observe(State(around): State<Arc<Around>>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = crate::ids::new_uuid().simple().to_string();
    let client = client_address(&request, &around.outside.trusted_proxies);
    let method = request.method().clone();
    let matched = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let route = matched.clone().unwrap_or_else(|| "none".to_owned());
    // Who knows the key in such an address may open the page, so it does not belong in a log.
    // Nor in what is nearly one: a path that no route takes is logged without its end.
    let path = match matched.as_deref() {
        Some(route) if route.contains("{key") || route.contains("{token") => route.to_owned(),
        Some(_) => request.uri().path().to_owned(),
        None => beginning(request.uri().path()),
    };
    request.extensions_mut().insert(RequestId(id.clone()));
    request.extensions_mut().insert(ClientAddress(client));

    let span = tracing::info_span!("request", request_id = %id);
    let mut response = next.run(request).instrument(span.clone()).await;
    fill_bare_errors(&mut response);
    around.put_headers(response.headers_mut(), &id);

    let door = around.outside.door;
    let status = response.status().as_u16();
    let elapsed = began.elapsed();
    let micros = u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX);
    span.in_scope(
        || tracing::info!(door, %method, path, route, status, micros, client = %client, "request"),
    );
    metrics::counter!("torg_http_requests_total", "door" => door, "method" => method_figure(&method), "route" => route.clone(),
        "status" => status.to_string())
    .increment(1);
    metrics::histogram!("torg_http_request_seconds", "door" => door, "route" => route)
        .record(elapsed.as_secs_f64());
    response
}

/// The method as figures know it. Callers may invent others, and each would be a series that is kept for ever.
fn method_figure(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    }
}

/// The first two steps of a path, so that one can tell what was looked for.
fn beginning(path: &str) -> String {
    let steps: Vec<&str> = path.splitn(4, '/').collect();
    match steps.as_slice() {
        [root, first, second, _] => format!("{root}/{first}/{second}/…"),
        _ => path.to_owned(),
    }
}

/// An error that no door has made a page of still says what it is.
fn fill_bare_errors(response: &mut Response) {
    let is_bare = response.extensions().get::<ErrorContext>().is_some()
        && !response.headers().contains_key(header::CONTENT_TYPE);
    if is_bare {
        let status = response.status();
        *response.body_mut() = format!("{status}\n").into();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/plain; charset=utf-8"),
        );
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
}

impl Around {
    fn put_headers(&self, headers: &mut HeaderMap, id: &str) {
        let mut put = |name: HeaderName, value: HeaderValue| {
            headers.entry(name).or_insert(value);
        };
        put(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        put(
            header::REFERRER_POLICY,
            HeaderValue::from_static("strict-origin-when-cross-origin"),
        );
        put(header::CONTENT_SECURITY_POLICY, self.policy.clone());
        put(
            HeaderName::from_static("cross-origin-opener-policy"),
            HeaderValue::from_static("same-origin"),
        );
        put(
            HeaderName::from_static("permissions-policy"),
            HeaderValue::from_static("camera=(), geolocation=(), microphone=()"),
        );
        if self.outside.is_encrypted {
            put(
                header::STRICT_TRANSPORT_SECURITY,
                HeaderValue::from_static("max-age=31536000"),
            );
        }
        if let Ok(id) = HeaderValue::from_str(id) {
            put(HeaderName::from_static("x-request-id"), id);
        }
    }
}

/// The last address in `X-Forwarded-For` that is no trusted proxy, if the connection itself comes from one; else the connection's.
fn client_address(request: &Request, trusted: &[IpAddr]) -> IpAddr {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| {
            peer.0.ip().to_canonical()
        });
    if !trusted.contains(&peer) {
        return peer;
    }
    let mut hops: Vec<IpAddr> = Vec::new();
    for value in request.headers().get_all("x-forwarded-for") {
        let text = value.to_str().unwrap_or("");
        hops.extend(
            text.split(',')
                .map_while(|hop| hop.trim().parse::<IpAddr>().ok())
                .map(|hop| hop.to_canonical()),
        );
    }
    hops.into_iter()
        .rev()
        .find(|hop| !trusted.contains(hop))
        .unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::routing::{get, post};
    use http::StatusCode;
    use tower::ServiceExt as _;

    fn outside() -> Outside {
        Outside {
            door: "shop",
            trusted_proxies: vec!["10.0.0.2".parse().unwrap()],
            form_targets: vec!["https://checkout.stripe.com".into()],
            is_encrypted: true,
            names: Names::new("https://nordbod.se", &[], false),
        }
    }

    fn request(peer: &str, forwarded: Option<&str>) -> Request {
        let mut builder = Request::builder().uri("/");
        if let Some(forwarded) = forwarded {
            builder = builder.header("x-forwarded-for", forwarded);
        }
        let mut request = builder.body(Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo(
            format!("{peer}:1").parse::<SocketAddr>().unwrap(),
        ));
        request
    }

    async fn body(response: Response) -> String {
        String::from_utf8(
            axum::body::to_bytes(response.into_body(), 10_000)
                .await
                .unwrap()
                .to_vec(),
        )
        .unwrap()
    }

    #[tokio::test]
    async fn a_panic_is_an_answer_with_headers_and_an_id() {
        let routes = Router::new().route(
            "/",
            get(async || -> &'static str { panic!("the sky fell") }),
        );
        let response = wrap(routes, outside())
            .oneshot(request("127.0.0.1", None))
            .await
            .unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers();
        assert_eq!(headers["x-request-id"].len(), 32);
        assert_eq!(headers["x-content-type-options"], "nosniff");
        let policy = headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.contains("form-action 'self' https://checkout.stripe.com;"),
            "{policy}"
        );
        // No template has a style attribute or a script of its own, so none is let through that somebody else has put there.
        assert!(
            policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"),
            "{policy}"
        );
        assert!(headers.contains_key("strict-transport-security"));
        let text = body(response).await;
        assert!(text.starts_with("500") && !text.contains("sky"), "{text}");
    }

    #[tokio::test]
    async fn a_handler_that_hangs_is_given_up_with_what_a_page_is_made_of() {
        let hangs = get(async || std::future::pending::<&'static str>().await);
        let routes = Router::new().route("/", hangs).layer(from_fn(give_up));
        let mut asked = request("192.0.2.9", None);
        let little = Patience(Duration::from_millis(10));
        asked.extensions_mut().insert(little);
        let response = routes.oneshot(asked).await.unwrap();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[header::RETRY_AFTER], "5");
        let context = response.extensions().get::<ErrorContext>().unwrap();
        assert_eq!(context.detail.as_deref(), Some(LATE));
    }

    #[tokio::test]
    async fn an_upload_is_waited_for_longer_than_a_page() {
        let routes = Router::new().route(
            "/",
            post(
                async |axum::Extension(Patience(it)): axum::Extension<Patience>| {
                    it.as_secs().to_string()
                },
            ),
        );
        let app = wrap(routes, outside());
        for (kind, seconds) in [
            ("application/x-www-form-urlencoded", "60"),
            ("multipart/form-data; boundary=x", "600"),
        ] {
            let mut request = request("192.0.2.9", None);
            *request.method_mut() = Method::POST;
            let kind = HeaderValue::from_static(kind);
            request.headers_mut().insert(header::CONTENT_TYPE, kind);
            let response = app.clone().oneshot(request).await.unwrap();
            assert_eq!(body(response).await, seconds);
        }
    }

    #[tokio::test]
    async fn a_handler_sees_its_request_id_and_the_callers_address() {
        let routes = Router::new().route(
            "/",
            get(
                async |ClientAddress(address): ClientAddress,
                       axum::Extension(id): axum::Extension<RequestId>| {
                    format!("{address} {}", id.0.len())
                },
            ),
        );
        let app = wrap(routes, outside());
        for (peer, forwarded, expected) in [
            ("192.0.2.9", None, "192.0.2.9 32"),
            ("192.0.2.9", Some("203.0.113.5"), "192.0.2.9 32"),
            (
                "10.0.0.2",
                Some("198.51.100.1, 203.0.113.5, 10.0.0.2"),
                "203.0.113.5 32",
            ),
            ("10.0.0.2", Some("rubbish"), "10.0.0.2 32"),
        ] {
            let response = app.clone().oneshot(request(peer, forwarded)).await.unwrap();
            assert_eq!(body(response).await, expected);
        }
    }

    #[tokio::test]
    async fn an_invented_method_makes_no_series_of_its_own() {
        let recorder = metrics_exporter_prometheus::PrometheusBuilder::new().build_recorder();
        let figures = recorder.handle();
        let _here = metrics::set_default_local_recorder(&recorder);
        let app = wrap(Router::new().route("/", get(async || "")), outside());
        for method in ["GET", "BREW", "BREW2", "get"] {
            let mut request = request("127.0.0.1", None);
            *request.method_mut() = method.parse().unwrap();
            app.clone().oneshot(request).await.unwrap();
        }
        let said = figures.render();
        assert!(said.contains(r#"method="GET""#), "{said}");
        assert!(
            said.contains(r#"method="other",route="/",status="405"} 3"#),
            "{said}"
        );
        assert!(
            !said.contains("BREW") && !said.contains(r#""get""#),
            "{said}"
        );
    }

    /// What was logged, for a test to read.
    #[derive(Clone, Default)]
    struct Log(Arc<std::sync::Mutex<Vec<u8>>>);

    impl std::io::Write for Log {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn each_request_is_one_log_line_with_its_id() {
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .json()
            .flatten_event(true)
            .with_writer(move || writer.clone())
            .finish();
        let _here = tracing::subscriber::set_default(subscriber);
        let routes = Router::new()
            .route("/varor", get(async || "goods"))
            .route("/order/{key}", get(async || "mine"));
        let app = wrap(routes, outside());
        let mut ids = Vec::new();
        for path in ["/varor", "/order/hemlig", "/nowhere"] {
            let mut request = request("192.0.2.9", None);
            *request.uri_mut() = path.parse().unwrap();
            let response = app.clone().oneshot(request).await.unwrap();
            ids.push(
                response.headers()["x-request-id"]
                    .to_str()
                    .unwrap()
                    .to_owned(),
            );
        }
        let said = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<serde_json::Value> = said
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines.len(), 3, "{said}");
        for (line, (id, path, status)) in lines.iter().zip([
            (&ids[0], "/varor", 200),
            (&ids[1], "/order/{key}", 200),
            (&ids[2], "/nowhere", 404),
        ]) {
            assert_eq!(line["span"]["request_id"], **id, "{line}");
            assert_eq!(line["path"], path, "{line}");
            assert_eq!(line["status"], status, "{line}");
            assert_eq!(line["client"], "192.0.2.9", "{line}");
        }
        assert!(
            !said.contains("hemlig"),
            "an order's key is in the log: {said}"
        );
    }

    #[tokio::test]
    async fn pages_are_packed_and_fonts_and_what_is_packed_are_not() {
        let long = "page ".repeat(1_000);
        let page = long.clone();
        let routes = Router::new()
            .route("/", get(async move || page))
            .route(
                "/font",
                get(async || ([(header::CONTENT_TYPE, "font/woff2")], vec![7; 5_000])),
            )
            .route(
                "/packed",
                get(async || ([(header::CONTENT_ENCODING, "gzip")], vec![7; 5_000])),
            );
        let app = wrap(routes, outside());
        for (path, packing, length) in [
            ("/", Some("br"), None),
            ("/font", None, Some(5_000)),
            ("/packed", Some("gzip"), Some(5_000)),
        ] {
            let mut request = request("192.0.2.9", None);
            *request.uri_mut() = path.parse().unwrap();
            let accepted = HeaderValue::from_static("gzip, br");
            request
                .headers_mut()
                .insert(header::ACCEPT_ENCODING, accepted);
            let response = app.clone().oneshot(request).await.unwrap();
            let named = response.headers().get(header::CONTENT_ENCODING).cloned();
            assert_eq!(
                named.as_ref().map(HeaderValue::as_bytes),
                packing.map(str::as_bytes),
                "{path}"
            );
            let sent = axum::body::to_bytes(response.into_body(), 10_000)
                .await
                .unwrap();
            match length {
                Some(length) => assert_eq!(sent.len(), length, "{path}"),
                None => assert!(sent.len() < long.len() / 10, "{} bytes", sent.len()),
            }
        }
    }

    #[test]
    fn what_may_hold_a_key_is_not_logged() {
        assert_eq!(beginning("/konto/lank/01a2/secret/"), "/konto/lank/…");
        assert_eq!(beginning("/en/order/ORD-1/secret/"), "/en/order/…");
        assert_eq!(beginning("/finns-inte"), "/finns-inte");
    }
}
