//! **Asking** buyers what they think, by mail, once for each order, some days after its goods have come. Nobody is asked who has said no: by the link in
//! such a mail, or among their consents.

use jiff::SignedDuration;
use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};

use super::{settings, store};
use crate::fulfilment::FulfilmentStatus;
use crate::ids::{CustomerId, OrderId, ShopId};
use crate::jobs::SendReviewRequest;
use crate::locks;

/// Days for which an order may still be asked about after its day: what waited longer, since nobody was to be asked then, is never asked.
const ASKED_WITHIN_DAYS: i64 = 30;

/// Notes when the last of an order's goods came, or will have come: called by whoever changes its shipments, under the order's lock.
///
/// # Errors
/// Database errors.
pub(crate) async fn note_arrival(
    tx: &mut Tx,
    order_id: OrderId,
    status: FulfilmentStatus,
) -> Result<(), DbError> {
    match status {
        FulfilmentStatus::Shipped | FulfilmentStatus::Delivered => {
            store::note_arrival(tx, order_id).await
        }
        _ => store::forget_arrival(tx, order_id).await,
    }
}

/// Asks for mails to the buyers of a shop for whom the day has come, at most `most` orders; gives how many were looked at. None is the end of the work.
///
/// # Errors
/// Database errors.
pub async fn ask_some(tx: &mut Tx, shop: ShopId, most: i64) -> Result<usize, DbError> {
    let set = settings::settings(tx, shop).await?;
    if !set.is_asking {
        return Ok(0);
    }
    let days = |days: i64| SignedDuration::from_hours(24 * days);
    let until = tx.now().minus(days(i64::from(set.ask_after_days)));
    let since = until.minus(days(ASKED_WITHIN_DAYS));
    let due = store::lock_due_asks(tx, shop, (since, until), most).await?;
    for order_id in &due {
        let is_asked = store::may_be_asked(tx, *order_id).await?;
        store::settle_ask(tx, *order_id, is_asked).await?;
        if is_asked {
            tx.enqueue(&SendReviewRequest {
                order_id: *order_id,
            })
            .await?;
        }
    }
    Ok(due.len())
}

/// Notes that an order's buyer wants no such question any more, about this or any other order. Twice is once.
///
/// # Errors
/// Database errors.
pub async fn opt_out(tx: &mut Tx, order_id: OrderId) -> Result<(), DbError> {
    if locks::lock_order(tx, order_id).await?.is_none() {
        return Ok(());
    }
    if store::opt_out(tx, order_id).await? {
        tx.audit(Change::deed("review.opted_out", "order", order_id))
            .await?;
    }
    Ok(())
}

/// Takes back that a customer's address wants no such question; false when it had not been said. The caller notes the answer, and the trail with it.
///
/// # Errors
/// Database errors.
pub(crate) async fn opt_in(tx: &mut Tx, customer: CustomerId) -> Result<bool, DbError> {
    store::opt_in(tx, customer).await
}

/// Whether whoever bought this order wants no questions.
///
/// # Errors
/// Database errors.
pub async fn has_opted_out(conn: &mut PgConnection, order_id: OrderId) -> Result<bool, DbError> {
    store::has_opted_out(conn, order_id).await
}

/// Whether an order's buyer wants no question about it: by the link in a mail, or by what they have answered among their consents.
///
/// # Errors
/// Database errors.
pub async fn wants_no_question(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<bool, DbError> {
    Ok(store::has_opted_out(conn, order_id).await? || store::has_refused(conn, order_id).await?)
}

/// Since when a customer's address wants no questions, by the link in a mail.
///
/// # Errors
/// Database errors.
pub async fn stopped_at(
    conn: &mut PgConnection,
    customer: CustomerId,
) -> Result<Option<Timestamp>, DbError> {
    store::stopped_at(conn, customer).await
}
