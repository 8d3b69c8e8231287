//! Adding purchases that were made as a guest: whoever has proved the address that they were made with may have them.

use platform::audit::Change;
use platform::db::{DbError, PgConnection, Tx};
use serde_json::json;

use super::{Session, store};
use crate::ids::CustomerId;
use crate::locks;

/// How many guest orders carry the customer's own address.
///
/// # Errors
/// Database errors.
pub async fn claimable(conn: &mut PgConnection, customer: CustomerId) -> Result<i64, DbError> {
    store::claimable(conn, customer).await
}

/// Makes those orders the customer's; gives how many.
///
/// # Errors
/// Database errors.
pub async fn claim(tx: &mut Tx, session: &Session) -> Result<u64, DbError> {
    if !locks::share_customer(tx, session.customer).await? {
        return Ok(0);
    }
    let count = store::claim(tx, session.customer).await?;
    if count > 0 {
        let after = json!({ "orders": count });
        tx.audit(
            Change::deed("customer.orders_claimed", "customer", session.customer)
                .with_after(&after),
        )
        .await?;
    }
    Ok(count)
}
