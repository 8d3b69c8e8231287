//! Messages from vendors: `POST /webhooks/{vendor}`. Checked, kept whole, and only then acknowledged (E7); acted on later, by a job.
//!
//! 200: kept, now or before. 400: not genuine, or unreadable; sending it again will not help. 404: no such vendor. 413: too long.
//! 503: it could not be kept, and the vendor should send it again.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Extension, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use commerce::jobs::ProcessInboundMessage;
use commerce::payment::gateway::{GatewayError, Notice, PaymentGateway};
use platform::db::{Actor, Db, DbError, Origin};
use platform::inbox::{self, NewMessage};
use platform::web::RequestId;

/// Longest message that is read. Stripe's are some 10 KB.
const LONGEST_MESSAGE: usize = 512 * 1024;
/// Longest name of a message, or of what happened.
const LONGEST_NAME: usize = 255;
/// Headers kept with a message, besides the signature.
const KEPT_HEADERS: [&str; 2] = ["content-type", "user-agent"];

/// Who may send, and where it is kept. Cheap to clone.
#[derive(Clone)]
pub struct Inbound {
    db: Db,
    gateways: Arc<[Arc<dyn PaymentGateway>]>,
}

impl Inbound {
    /// Takes messages for these gateways, each at its own name.
    #[must_use]
    pub fn new(db: Db, gateways: Vec<Arc<dyn PaymentGateway>>) -> Self {
        Self {
            db,
            gateways: gateways.into(),
        }
    }
}

/// `POST /webhooks/{vendor}`, to be merged into the shop's address beside its door: no cookie, no form guard, no theme.
pub fn router(inbound: Inbound) -> Router {
    Router::new()
        .route("/webhooks/{vendor}", post(receive))
        .layer(DefaultBodyLimit::max(LONGEST_MESSAGE))
        .with_state(inbound)
}

async fn receive(
    State(inbound): State<Inbound>,
    Path(vendor): Path<String>,
    request_id: Option<Extension<RequestId>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> StatusCode {
    let Some(gateway) = inbound
        .gateways
        .iter()
        .find(|gateway| gateway.name() == vendor)
    else {
        return StatusCode::NOT_FOUND;
    };
    let body = match body {
        Ok(body) => body,
        Err(rejection) => return rejection.status(),
    };
    let signature = headers
        .get(gateway.signature_header())
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let notice = match gateway.read_notice(&body, signature, inbound.db.clock().now()) {
        Ok(notice) if is_storable(&notice.message_id) && is_storable(&notice.kind) => notice,
        Ok(_) => {
            return refuse(
                &vendor,
                &GatewayError::Unreadable("its name cannot be kept".to_owned()),
            );
        }
        Err(error) => return refuse(&vendor, &error),
    };
    let kept = kept_headers(&headers, gateway.signature_header());
    let origin = Origin {
        actor: Actor::Vendor(gateway.name()),
        request_id: request_id.map(|Extension(id)| id.0),
    };
    match keep(&inbound.db, origin, gateway.name(), &notice, &body, kept).await {
        Ok(is_new) => {
            tracing::info!(
                vendor,
                message = notice.message_id,
                kind = notice.kind,
                is_new,
                "message kept"
            );
            StatusCode::OK
        }
        Err(error) => {
            tracing::error!(vendor, message = notice.message_id, %error, "message could not be kept; the vendor is asked to send it again");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

/// Whether it is new. A message that is kept already asks for nothing: its job was made in the same transaction.
async fn keep(
    db: &Db,
    origin: Origin,
    vendor: &str,
    notice: &Notice,
    body: &[u8],
    headers: serde_json::Value,
) -> Result<bool, DbError> {
    let mut tx = db.begin(origin).await?;
    let message = NewMessage {
        vendor,
        message_id: &notice.message_id,
        kind: &notice.kind,
        body,
        headers,
    };
    let Some(message_id) = inbox::store::keep(&mut tx, &message).await? else {
        return Ok(false);
    };
    tx.enqueue(&ProcessInboundMessage { message_id }).await?;
    tx.commit().await?;
    Ok(true)
}

fn refuse(vendor: &str, error: &GatewayError) -> StatusCode {
    tracing::warn!(vendor, %error, "message refused");
    StatusCode::BAD_REQUEST
}

fn is_storable(name: &str) -> bool {
    !name.is_empty() && name.len() <= LONGEST_NAME && !name.chars().any(char::is_control)
}

fn kept_headers(headers: &HeaderMap, signature: &str) -> serde_json::Value {
    let pairs = KEPT_HEADERS
        .iter()
        .copied()
        .chain([signature])
        .filter_map(|name| {
            let value = headers.get(name)?.to_str().ok()?;
            Some((name.to_owned(), serde_json::Value::String(value.to_owned())))
        });
    serde_json::Value::Object(pairs.collect())
}
