//! What is taken away later of a customer who has been erased: how to reach the buyer once an order has arrived, and the rest once its time is over.

use platform::audit::Change;
use platform::clock::{BUSINESS_ZONE, Date, Timestamp};
use platform::db::{DbError, Tx};
use serde_json::json;

use super::store;
use crate::ids::CustomerId;

/// Customers looked at in one transaction.
pub const BATCH: i64 = 100;

/// Looks at customers for whom a day has come, at most [`BATCH`]. Gives how many; none is the end of the work.
///
/// # Errors
/// Database errors.
pub async fn purge_some(tx: &mut Tx) -> Result<usize, DbError> {
    let today = Date(tx.now().business_time().date());
    let due = store::lock_due(tx, today, BATCH).await?;
    for customer in &due {
        let gone = look_at(tx, *customer).await?;
        if gone > 0 {
            let after = json!({ "orders": gone });
            tx.audit(
                Change::deed("customer.orders_purged", "customer", *customer).with_after(&after),
            )
            .await?;
        }
    }
    Ok(due.len())
}

/// Takes away what nothing wants kept any more, and notes the day to look again. Gives how many orders lost their buyer.
pub(super) async fn look_at(tx: &mut Tx, customer: CustomerId) -> Result<u64, DbError> {
    let today = tx.now().business_time().date();
    // Placed on or after this day is still in the books.
    let first_kept = jiff::civil::date(today.year().saturating_sub(super::BOOK_YEARS), 1, 1);
    let first_kept = begins(first_kept);
    store::blank_contacts(tx, customer).await?;
    let gone = store::blank_orders(tx, customer, first_kept).await?;
    let rest = store::rest(tx, customer).await?;
    let next = if rest.is_open {
        today.tomorrow().ok()
    } else {
        rest.earliest
            .and_then(|placed_at| super::kept_until(placed_at).tomorrow().ok())
    };
    store::set_purge_on(tx, customer, next.map(Date)).await?;
    Ok(gone)
}

/// The moment at which a day begins in Sweden.
fn begins(day: jiff::civil::Date) -> Timestamp {
    let zone = jiff::tz::TimeZone::get(BUSINESS_ZONE).unwrap_or(jiff::tz::TimeZone::UTC);
    // Only a day at the end of time has no beginning: then nothing is old enough.
    day.to_zoned(zone)
        .map_or(jiff::Timestamp::MIN, |begins| begins.timestamp())
        .into()
}
