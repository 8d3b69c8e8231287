//! What a customer says of themselves: name and telephone, and the address that they log in with.

pub mod email;
pub mod give_back;
mod store;

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::Session;

pub(super) use store::old_email;

/// Name and telephone as they are to be.
#[derive(Clone, Debug)]
pub struct Details {
    /// Checked by [`super::clean_name`].
    pub name: String,
    /// In international form, or empty.
    pub phone: String,
    /// The row as the customer saw it.
    pub row_version: i32,
}

/// Why they were not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeDetailsError {
    /// They were changed elsewhere meanwhile.
    #[error("the details were changed meanwhile")]
    Stale,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Changes name and telephone. The trail says that it was done and not how they read, since nothing is ever taken out of it.
///
/// # Errors
/// [`ChangeDetailsError`]; the transaction is to be dropped then.
pub async fn change(
    tx: &mut Tx,
    session: &Session,
    details: &Details,
) -> Result<(), ChangeDetailsError> {
    if !store::set_details(tx, session.customer, details).await? {
        return Err(ChangeDetailsError::Stale);
    }
    let after = json!({ "fields": ["name", "phone"] });
    tx.audit(
        Change::deed("customer.details_changed", "customer", session.customer).with_after(&after),
    )
    .await?;
    Ok(())
}
