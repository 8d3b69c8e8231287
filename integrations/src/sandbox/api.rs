//! Stripe's calls over HTTP: key, version, idempotency, form, answer.

use axum::Json;
use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use platform::ids::new_uuid;
use serde_json::Value;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::book::{Answered, Change, Entry, SessionStatus};
use super::calls::{self, Scene};
use super::error::ApiError;
use super::form::{self, Fields};
use super::objects;
use super::state::SandboxState;

/// Longest body that is read. A session with a hundred rows of long names is some 60 KB.
const LONGEST_BODY: usize = 512 * 1024;
/// Longest idempotency key.
const LONGEST_KEY: usize = 255;

type Answer = Result<Response, ApiError>;
type Id = Result<Path<String>, PathRejection>;

/// `/v1/...`
pub fn router() -> Router<SandboxState> {
    Router::new()
        .route("/v1/checkout/sessions", post(create_session))
        .route("/v1/checkout/sessions/{id}", get(read_session))
        .route("/v1/checkout/sessions/{id}/expire", post(expire_session))
        .route("/v1/payment_intents/{id}", get(read_intent))
        .route("/v1/charges/{id}", get(read_charge))
        .route("/v1/events/{id}", get(read_event))
        .route("/v1/refunds", post(create_refund).get(list_refunds))
        .route("/v1/refunds/{id}", get(read_refund))
        .route("/v1/{*rest}", axum::routing::any(unknown))
        .method_not_allowed_fallback(unknown)
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
}

async fn unknown(method: Method, uri: Uri) -> ApiError {
    ApiError::unknown_address(method.as_str(), uri.path())
}

async fn create_session(
    state: State<SandboxState>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Answer {
    act(&state, &uri, &headers, body, calls::create_session).await
}

async fn create_refund(
    state: State<SandboxState>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Answer {
    act(&state, &uri, &headers, body, calls::create_refund).await
}

async fn expire_session(
    state: State<SandboxState>,
    id: Id,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Answer {
    let id = id.map_err(|_| ApiError::malformed("Invalid UTF-8 in the address."))?;
    act(&state, &uri, &headers, body, |scene, form, change| {
        calls::expire_session(scene, &id, form, change)
    })
    .await
}

async fn read_session(state: State<SandboxState>, id: Id, uri: Uri, headers: HeaderMap) -> Answer {
    let now = state.now();
    let is_late = |id: &str| {
        state.read(|book| {
            book.sessions
                .get(id)
                .is_some_and(|s| s.status == SessionStatus::Open && s.expires_at <= now)
        })
    };
    if id.as_ref().is_ok_and(|id| is_late(id)) {
        state.tick().await;
    }
    look(
        &state,
        id,
        &uri,
        &headers,
        "session",
        |scene, id, expand| {
            let found = scene
                .book
                .sessions
                .get(id)
                .ok_or_else(|| ApiError::missing("checkout.session", id, "session"))?;
            Ok(objects::session(
                found,
                scene.book,
                expand,
                scene.public_url,
            ))
        },
    )
    .await
}

async fn read_intent(state: State<SandboxState>, id: Id, uri: Uri, headers: HeaderMap) -> Answer {
    look(&state, id, &uri, &headers, "intent", |scene, id, expand| {
        let found = scene
            .book
            .intents
            .get(id)
            .ok_or_else(|| ApiError::missing("payment_intent", id, "intent"))?;
        Ok(objects::intent(
            found,
            scene.book,
            expand.charge,
            scene.public_url,
        ))
    })
    .await
}

async fn read_charge(state: State<SandboxState>, id: Id, uri: Uri, headers: HeaderMap) -> Answer {
    look(&state, id, &uri, &headers, "charge", |scene, id, _| {
        scene
            .book
            .charges
            .get(id)
            .map(objects::charge)
            .ok_or_else(|| ApiError::missing("charge", id, "charge"))
    })
    .await
}

async fn read_refund(state: State<SandboxState>, id: Id, uri: Uri, headers: HeaderMap) -> Answer {
    look(&state, id, &uri, &headers, "refund", |scene, id, _| {
        scene
            .book
            .refunds
            .get(id)
            .map(objects::refund)
            .ok_or_else(|| ApiError::missing("refund", id, "refund"))
    })
    .await
}

async fn list_refunds(state: State<SandboxState>, uri: Uri, headers: HeaderMap) -> Answer {
    admit(&state, &headers)?;
    let query = form::parse(uri.query().unwrap_or_default().as_bytes())?;
    let fields = Fields::root(&query);
    let value = state
        .write(|scene, _| calls::list_refunds(scene, &fields))
        .await??;
    Ok(answer(200, &value, &headers))
}

async fn read_event(state: State<SandboxState>, id: Id, uri: Uri, headers: HeaderMap) -> Answer {
    look(&state, id, &uri, &headers, "event", |scene, id, _| {
        scene
            .book
            .events
            .get(id)
            .map(objects::kept_event)
            .ok_or_else(|| ApiError::missing("event", id, "id"))
    })
    .await
}

async fn look(
    state: &SandboxState,
    id: Id,
    uri: &Uri,
    headers: &HeaderMap,
    root: &str,
    find: impl FnOnce(&Scene<'_>, &str, objects::Expand) -> Result<Value, ApiError>,
) -> Answer {
    admit(state, headers)?;
    let Path(id) = id.map_err(|_| ApiError::malformed("Invalid UTF-8 in the address."))?;
    let query = form::parse(uri.query().unwrap_or_default().as_bytes())?;
    let fields = Fields::root(&query);
    fields.only(&["expand"])?;
    let expand = calls::expansion(&fields, root)?;
    let value = state.write(|scene, _| find(scene, &id, expand)).await??;
    Ok(answer(200, &value, headers))
}

/// A call that changes something: once per idempotency key.
async fn act(
    state: &SandboxState,
    uri: &Uri,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
    call: impl FnOnce(&Scene<'_>, &Fields<'_>, &mut Change) -> Result<Value, ApiError>,
) -> Answer {
    admit(state, headers)?;
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::too_large(),
        _ => ApiError::malformed("The request body could not be read."),
    })?;
    let tree = form::parse(&body)?;
    let key = idempotency_key(headers)?;
    let fingerprint =
        data_encoding::HEXLOWER.encode(&Sha256::digest(format!("POST {} {tree:?}", uri.path())));
    let (status, value, is_replay) = state
        .write(|scene, change| {
            if let Some(before) = key.as_ref().and_then(|key| scene.book.answered.get(key)) {
                return if before.fingerprint == fingerprint {
                    Ok((before.status, before.body.clone(), true))
                } else {
                    Err(ApiError::key_reused(&before.key))
                };
            }
            let (status, body) = match call(scene, &Fields::root(&tree), change) {
                Ok(body) => (200, body),
                Err(error) if error.is_validation => {
                    change.entries.clear();
                    return Err(error);
                }
                Err(error) => {
                    change.entries.clear();
                    (error.status, error.body())
                }
            };
            if let Some(key) = key {
                change.put(Entry::Answered(Answered {
                    key,
                    fingerprint,
                    status,
                    body: body.clone(),
                }));
            }
            Ok((status, body, false))
        })
        .await??;
    let mut response = answer(status, &value, headers);
    if is_replay {
        response
            .headers_mut()
            .insert("Idempotent-Replayed", HeaderValue::from_static("true"));
    }
    Ok(response)
}

fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let Some(value) = headers.get("Idempotency-Key") else {
        return Ok(None);
    };
    match value.to_str() {
        Ok(key) if !key.is_empty() && key.len() <= LONGEST_KEY => Ok(Some(key.to_owned())),
        _ => Err(ApiError::malformed(
            "Idempotency-Key must be 1 to 255 characters of ASCII.",
        )),
    }
}

/// The right key, and a version that is one.
fn admit(state: &SandboxState, headers: &HeaderMap) -> Result<(), ApiError> {
    let Some(shown) = headers.get("Authorization") else {
        return Err(ApiError::unauthorised(
            "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth.",
        ));
    };
    let wanted = format!("Bearer {}", state.0.config.secret_key);
    if !bool::from(shown.as_bytes().ct_eq(wanted.as_bytes())) {
        return Err(ApiError::unauthorised("Invalid API Key provided."));
    }
    let is_version = |value: &HeaderValue| {
        value.to_str().is_ok_and(|v| {
            v.get(..10)
                .is_some_and(|day| day.parse::<jiff::civil::Date>().is_ok())
        })
    };
    match headers.get("Stripe-Version") {
        Some(version) if !is_version(version) => {
            Err(ApiError::malformed("Invalid Stripe API version."))
        }
        _ => Ok(()),
    }
}

fn answer(status: u16, value: &Value, request: &HeaderMap) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Json(value)).into_response();
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&format!("req_{}", new_uuid().simple())) {
        headers.insert("Request-Id", id);
    }
    for name in ["Stripe-Version", "Idempotency-Key"] {
        if let Some(value) = request.get(name) {
            headers.insert(name, value.clone());
        }
    }
    response
}
