//! Asking how a payment stands.

use commerce::jobs::CheckPayment;
use commerce::payment::exchange::{self, ExchangeError};
use commerce::payment::gateway::GatewayError;
use commerce::payment::settle::Settled;
use commerce::payment::{OpenPayment, store};
use platform::db::Origin;
use platform::jobs::runner::{Attempt, JobError};

use crate::Context;

/// The job's body: asks, settles, and ends what has passed its time.
///
/// # Errors
/// A vendor out of reach or database trouble, to be tried again; a vendor's lasting refusal, for staff.
pub async fn check_payment(
    context: Context,
    job: CheckPayment,
    _: Attempt,
) -> Result<(), JobError> {
    let Some(payment) = store::by_id(&mut *context.db.read().await?, job.payment_id).await? else {
        return Ok(());
    };
    match ask(&context, &payment, Origin::system("sweeper")).await {
        Ok(settled) => {
            tracing::debug!(payment.id = %payment.id, ?settled, "payment checked");
            Ok(())
        }
        Err(ExchangeError::Gateway(error @ GatewayError::Refused { .. })) => {
            Err(JobError::fail(error))
        }
        Err(error) => Err(JobError::retry(error)),
    }
}

pub(super) async fn ask(
    context: &Context,
    payment: &OpenPayment,
    origin: Origin,
) -> Result<Settled, ExchangeError> {
    let gateway = context.gateway.as_ref();
    if payment.expires_at > context.db.clock().now() {
        return exchange::ask(&context.db, gateway, payment, origin).await;
    }
    // Too late for a page that was never recorded: a vendor opens none for a deadline that has passed, and ending says what then.
    if payment.reference.is_none() {
        return exchange::end(&context.db, gateway, payment, origin).await;
    }
    match exchange::ask(&context.db, gateway, payment, origin.clone()).await? {
        Settled::Open => exchange::end(&context.db, gateway, payment, origin).await,
        settled => Ok(settled),
    }
}
