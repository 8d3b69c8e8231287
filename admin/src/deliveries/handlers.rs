use axum::extract::{Path, State};
use axum::response::Response;
use commerce::jobs::Deliver;
use commerce::order::listing::number_of;
use http::StatusCode;
use platform::audit::Change;
use platform::auth::Permission;
use platform::outbox::listing::{self, ListedDelivery};
use platform::outbox::store;
use platform::web::{FormBody, PageError};
use uuid::Uuid;

use super::DeliveryPage;
use crate::admin::Admin;
use crate::frame::{Fresh, Room};
use crate::guard::{Me, safe_path};
use crate::jobs::{MOST, told};
use crate::object::{delivery_status, fact_label};
use crate::page::{self, see};
use crate::when::When;

pub(super) fn is_stopped(delivery: &ListedDelivery) -> bool {
    matches!(delivery.state.as_str(), "failed" | "dead")
}

/// `GET /leveranser/{id}`
pub(crate) async fn show(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let delivery = listing::delivery(&mut conn, id)
        .await?
        .ok_or(PageError::NotFound)?;
    let order = if delivery.aggregate_kind == "order" && me.may(Permission::OrderRead) {
        number_of(&mut conn, delivery.aggregate_id).await?
    } else {
        None
    };
    let when = |at| When::new(me.locale(), at, me.now());
    let pretty = |value: &serde_json::Value| {
        serde_json::to_string_pretty(value).map_err(PageError::internal)
    };
    let view = DeliveryPage {
        id: delivery.id.to_string(),
        status: delivery_status(&delivery.state),
        attempts: delivery.attempts,
        error: delivery
            .last_error
            .clone()
            .filter(|_| delivery.state != "acknowledged"),
        payload: pretty(&delivery.payload)?,
        receipt: delivery.receipt.as_ref().map(pretty).transpose()?,
        created: when(delivery.created_at),
        sent: delivery.sent_at.map(when),
        acknowledged: delivery.acknowledged_at.map(when),
        updated: when(delivery.updated_at),
        order,
        can_retry: is_stopped(&delivery) && me.may(Permission::OperationsRetry),
        what: fact_label(&delivery.fact_name),
        to: delivery.destination,
    };
    let version = delivery.updated_at.as_microsecond();
    let fresh = Fresh::new(format!("/leveranser/{id}"), version);
    let place = (Room::Deliveries, fresh);
    page::show_object(&admin, &mut conn, &me, place, StatusCode::OK, &view).await
}

/// `GET /leveranser/{id}/version`
pub(crate) async fn version(
    State(admin): State<Admin>,
    Path(id): Path<Uuid>,
) -> Result<Response, PageError> {
    let delivery = listing::delivery(&mut *admin.db.read().await?, id).await?;
    let delivery = delivery.ok_or(PageError::NotFound)?;
    Ok(page::version(delivery.updated_at.as_microsecond()))
}

/// `POST /leveranser/{id}/igen`
pub(crate) async fn retry(
    State(admin): State<Admin>,
    me: Me,
    Path(id): Path<Uuid>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    if !reopen(&admin, &me, id).await? {
        return Err(PageError::Conflict);
    }
    let back = safe_path(fields.text("tillbaka"));
    Ok(see(&if back == "/" {
        told("/leveranser", 1)
    } else {
        back.to_owned()
    }))
}

/// `POST /leveranser/igen`: the ticked ones.
pub(crate) async fn retry_many(
    State(admin): State<Admin>,
    me: Me,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut done = 0;
    for id in fields.all("id").take(MOST).filter_map(|id| id.parse().ok()) {
        done += i64::from(reopen(&admin, &me, id).await?);
    }
    let back = safe_path(fields.text("tillbaka"));
    Ok(see(&told(
        if back == "/" { "/leveranser" } else { back },
        done,
    )))
}

async fn reopen(admin: &Admin, me: &Me, id: Uuid) -> Result<bool, PageError> {
    let mut tx = admin.db.begin(me.origin()).await?;
    let is_reopened = store::reopen(&mut tx, id).await?;
    if is_reopened {
        tx.enqueue(&Deliver { delivery_id: id }).await?;
        tx.audit(Change::deed("delivery.retry", "delivery", id))
            .await?;
        tx.commit().await?;
    }
    Ok(is_reopened)
}
