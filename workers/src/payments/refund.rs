//! Sending money back by the vendor, and hearing what became of it.

use commerce::jobs::SendRefund;
use commerce::payment::refund;
use platform::db::Origin;
use platform::jobs::runner::{Attempt, JobError};

use crate::Context;

/// The job's body. What the vendor refuses is told at the case, where staff see it; the job has done its part then.
///
/// # Errors
/// A vendor out of reach or database trouble, to be tried again under the same key.
pub async fn send_refund(context: Context, job: SendRefund, _: Attempt) -> Result<(), JobError> {
    let gateway = context.gateway.as_ref();
    let origin = Origin::system("refunds");
    let is_sent = refund::send(&context.db, gateway, job.refund_id, origin)
        .await
        .map_err(JobError::retry)?;
    if !is_sent {
        tracing::warn!(refund.id = %job.refund_id, "the payment provider refused a refund");
    }
    Ok(())
}
