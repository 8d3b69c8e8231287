//! Acting on a vendor's message. It only says *which* payment has moved; how that stands is asked of the vendor, so that messages may come late, twice
//! or in the wrong order.

use commerce::ids::PaymentId;
use commerce::jobs::ProcessInboundMessage;
use commerce::payment::exchange::ExchangeError;
use commerce::payment::gateway::GatewayError;
use commerce::payment::{refund, store};
use platform::db::Origin;
use platform::inbox::{self, InboundMessage};
use platform::jobs::runner::{Attempt, JobError};

use super::check::ask;
use crate::Context;

/// The job's body.
///
/// # Errors
/// A vendor out of reach or database trouble, to be tried again; a message that makes no sense, for staff.
pub async fn process_inbound_message(
    context: Context,
    job: ProcessInboundMessage,
    attempt: Attempt,
) -> Result<(), JobError> {
    let Some(message) = inbox::store::read(&mut *context.db.read().await?, job.message_id).await?
    else {
        return Ok(());
    };
    let outcome = act(&context, &message).await;
    let mut tx = context.db.begin(Origin::system("inbox")).await?;
    match &outcome {
        Ok(()) => inbox::store::mark_processed(&mut tx, message.id).await?,
        Err(JobError::Fail(error)) => inbox::store::mark_failed(&mut tx, message.id, error).await?,
        Err(JobError::Retry(error)) if attempt.is_last => {
            inbox::store::mark_failed(&mut tx, message.id, error).await?
        }
        Err(JobError::Retry(_)) => {}
    }
    tx.commit().await?;
    outcome
}

async fn act(context: &Context, message: &InboundMessage) -> Result<(), JobError> {
    if message.vendor != context.gateway.name() {
        return Err(JobError::Fail(format!(
            "no connector for {} is configured",
            message.vendor
        )));
    }
    let notice = context
        .gateway
        .understand(&message.body)
        .map_err(JobError::fail)?;
    let Some(payment_id) = notice.payment_id else {
        return Ok(());
    };
    let payment = store::by_id(&mut *context.db.read().await?, PaymentId(payment_id)).await?;
    // A payment of another installation that shares the vendor's account, or one from before a restore.
    let Some(payment) = payment else {
        return Ok(());
    };
    let origin = platform::db::Origin {
        actor: platform::db::Actor::Vendor(context.gateway.name()),
        request_id: None,
    };
    let mut tx = context.db.begin(origin.clone()).await?;
    refund::look_again(&mut tx, payment.id).await?;
    tx.commit().await?;
    match ask(context, &payment, origin).await {
        Ok(_) => Ok(()),
        Err(ExchangeError::Gateway(error @ GatewayError::Refused { .. })) => {
            Err(JobError::fail(error))
        }
        Err(error) => Err(JobError::retry(error)),
    }
}
