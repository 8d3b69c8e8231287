//! Carrying one delivery to its destination. The destination's answer is the receipt; without one, the delivery is not done.

use commerce::catalogue::storefront;
use commerce::ids::OrderId;
use commerce::jobs::Deliver;
use platform::db::Origin;
use platform::jobs::runner::{Attempt, JobError};
use platform::outbox::store::{self, OpenDelivery};
use serde_json::{Value, json};

use super::subscriptions::{LISTING, ORDER_CONFIRMATION, SHIPMENT_NOTICE};
use crate::{Context, mails};

/// The job's body.
///
/// # Errors
/// What the destination said: passing faults are tried again, lasting ones leave the delivery dead and the job failed, for staff.
pub async fn deliver(context: Context, job: Deliver, attempt: Attempt) -> Result<(), JobError> {
    let Some(delivery) = store::delivery(&mut *context.db.read().await?, job.delivery_id).await?
    else {
        return Ok(());
    };
    if delivery.state == "acknowledged" {
        return Ok(());
    }
    let answer = carry(&context, &delivery).await;
    let mut tx = context.db.begin(Origin::system("delivery")).await?;
    match &answer {
        Ok(receipt) => store::acknowledge(&mut tx, delivery.id, receipt).await?,
        Err(JobError::Retry(error)) => {
            store::record_failure(&mut tx, delivery.id, error, attempt.is_last).await?
        }
        Err(JobError::Fail(error)) => {
            store::record_failure(&mut tx, delivery.id, error, true).await?
        }
    }
    tx.commit().await?;
    answer.map(|_| ())
}

async fn carry(context: &Context, delivery: &OpenDelivery) -> Result<Value, JobError> {
    match delivery.destination.as_str() {
        ORDER_CONFIRMATION => {
            mails::confirm_order(context, OrderId(delivery.aggregate_id), delivery.id).await
        }
        SHIPMENT_NOTICE => mails::shipment::tell_of_shipment(context, delivery).await,
        LISTING => refresh_listing(context, delivery).await,
        // Retired names keep draining.
        other => Ok(json!({ "note": format!("{other} is not a destination any more") })),
    }
}

/// Marks the order's products, so that lists show what stock is left. What was taken is marked only where it is seen; what comes back always is.
async fn refresh_listing(context: &Context, delivery: &OpenDelivery) -> Result<Value, JobError> {
    let order_id = OrderId(delivery.aggregate_id);
    let mut tx = context.db.begin(Origin::system("listing")).await?;
    let variants: Vec<_> = commerce::order::store::wanted(&mut tx, order_id)
        .await?
        .iter()
        .map(|line| line.variant_id)
        .collect();
    match delivery.fact_name.as_str() {
        "OrderPrepared" | "OrderPlaced" => storefront::mark_taken(&mut tx, &variants).await?,
        _ => storefront::mark_variants_dirty(&mut tx, &variants).await?,
    }
    tx.commit().await?;
    Ok(json!({ "variants": variants.len() }))
}
