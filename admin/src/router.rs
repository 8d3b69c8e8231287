//! The router of this door: every address of [`ENDPOINTS`] behind its guard, and what every answer carries.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use http::{HeaderName, HeaderValue};
use platform::render::assets;
use platform::web::{PageError, same_origin};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::admin::{Admin, AdminOptions};
use crate::errors;
use crate::guard::guard;
use crate::routes::{ENDPOINTS, Needs};

/// Nothing but our own files and the shop's pictures: no inline script or style, no foreign frame, form or base.
fn policy(shops: &str) -> HeaderValue {
    let text = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: {shops}; font-src 'self'; \
         connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'"
    );
    HeaderValue::from_str(&text)
        .unwrap_or_else(|_| HeaderValue::from_static("default-src 'self'; frame-ancestors 'none'"))
}

/// Largest body of any form here.
pub(crate) const LARGEST_BODY: usize = 256 * 1024;

/// The back office.
pub fn router(options: AdminOptions) -> Router {
    let admin = Admin::new(options);
    let mut router = Router::new();
    for endpoint in ENDPOINTS {
        let layer = from_fn_with_state((admin.clone(), endpoint.needs, endpoint.path), guard);
        router = router.route(endpoint.path, (endpoint.handler)().route_layer(layer));
    }
    let nowhere = get(nothing).layer(from_fn_with_state(
        (admin.clone(), Needs::Nothing, ""),
        guard,
    ));
    router
        .fallback_service(nowhere.with_state(admin.clone()))
        .merge(assets::router(std::sync::Arc::clone(&admin.renderer)))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn(same_origin::refuse_foreign_origins))
        .layer(from_fn(platform::web::form::refuse_unclean_paths))
        .layer(from_fn_with_state(admin.clone(), errors::show))
        .layer(from_fn_with_state(admin.clone(), limit))
        .layer(header(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(X_FRAME_OPTIONS, "DENY"))
        .layer(header(REFERRER_POLICY, "same-origin"))
        .layer(header(CACHE_CONTROL, "no-store"))
        .layer(header(
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ))
        .with_state(admin)
}

/// What a page may load, where a handler has not said it itself: pictures come from where the shops stand now.
async fn limit(State(admin): State<Admin>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response
        .headers_mut()
        .entry(CONTENT_SECURITY_POLICY)
        .or_insert_with(|| policy(&admin.pictures_from()));
    response
}

/// Set where a handler has not set it itself.
fn header(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

async fn nothing() -> PageError {
    PageError::NotFound
}
