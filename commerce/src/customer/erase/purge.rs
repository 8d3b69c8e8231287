//! What is taken away later of a customer who has been erased: how to reach the buyer once an order has arrived, and the rest once its time is over.

use platform::audit::Change;
use platform::clock::Date;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::farewell::TRIED_FOR;
use super::stay::Reach;
use super::store;
use crate::ids::{CustomerId, OrderId};

/// Customers looked at in one transaction.
pub const BATCH: i64 = 100;

/// Something will be said of an order whose buyer may be gone: it is looked at from tomorrow on, until it can be taken away. The caller locks the order
/// afterwards, since the buyer's row comes first.
///
/// # Errors
/// Database errors.
pub(crate) async fn look_again(tx: &mut Tx, order: OrderId) -> Result<(), DbError> {
    let tomorrow = tx.now().business_time().date().tomorrow().ok();
    store::look_at_buyer_on(tx, order, tomorrow.map(Date)).await
}

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

/// Forgets in which shop erased customers were last. Their erasure does; a former version that still served beside this one did not know of it.
///
/// # Errors
/// Database errors.
pub async fn forget_shops(tx: &mut Tx) -> Result<(), DbError> {
    store::forget_shops(tx).await
}

/// Takes away what nothing wants kept any more, and notes the day to look again. Gives how many orders lost their buyer. The caller holds the
/// customer's lock.
pub(super) async fn look_at(tx: &mut Tx, customer: CustomerId) -> Result<usize, DbError> {
    let today = tx.now().business_time().date();
    let (mut no_contact, mut no_name): (Vec<OrderId>, Vec<OrderId>) = (Vec::new(), Vec::new());
    let mut next = None;
    let mut look_on = |day: Option<jiff::civil::Date>| {
        next = match (next, day) {
            (Some(one), Some(other)) => Some(std::cmp::min(one, other)),
            (one, other) => one.or(other),
        };
    };
    store::lock_orders(tx, customer).await?;
    for order in store::held(tx, customer, None).await? {
        let stay = order.stay(today);
        if order.has_contact && stay.reach == Reach::No {
            no_contact.push(order.id);
        }
        if order.has_name && !stay.keeps_name() {
            no_name.push(order.id);
        }
        if order.has_name || order.has_contact {
            look_on(stay.look_again);
        }
    }
    store::blank_contacts(tx, &no_contact).await?;
    store::blank_orders(tx, &no_name).await?;
    let week_ago = tx.now().minus(TRIED_FOR);
    if store::blank_last_mails(tx, customer, week_ago).await? {
        look_on(today.tomorrow().ok());
    }
    store::set_purge_on(tx, customer, next.map(Date)).await?;
    Ok(no_name.len())
}
