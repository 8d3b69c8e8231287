//! **Telling staff** that a company waits for an answer: those who want to be told by mail, and may answer.

use platform::auth::wanted_mail::{StaffMail, readers};
use platform::db::{DbError, Tx};

use crate::ids::QuotationId;
use crate::jobs::SendQuotationAlert;

/// Asks for a mail to each of them. `version`: the one that the company wants otherwise; 0 for what is asked for the first time.
pub(super) async fn tell_staff(
    tx: &mut Tx,
    quotation_id: QuotationId,
    version: i32,
) -> Result<(), DbError> {
    for reader in readers(tx, StaffMail::QuotationAsked).await? {
        tx.enqueue(&SendQuotationAlert {
            quotation_id,
            staff_id: reader.id,
            version,
        })
        .await?;
    }
    Ok(())
}
