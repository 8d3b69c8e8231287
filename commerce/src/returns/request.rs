//! **Asking for the way in**: a guest names an order and an address, and gets a link by mail when they belong together. Whether they do shows nowhere:
//! every wish is a row and a job, known or not.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};

use super::store;
use crate::ids::{OrderId, WithdrawalRequestId};
use crate::jobs::SendWithdrawalLink;

/// How long a wish is kept.
pub const KEPT_FOR: jiff::SignedDuration = jiff::SignedDuration::from_hours(24 * 30);
/// Whoever asked in time, and got the link late, is in time for so long.
pub const GRACE: jiff::SignedDuration = jiff::SignedDuration::from_hours(24 * 3);

/// A wish for a link.
#[derive(Clone, Debug)]
pub struct Request {
    /// Which.
    pub id: WithdrawalRequestId,
    /// The order's number, as it was typed, in capitals.
    pub order_number: String,
    /// The address, as it was typed.
    pub email: String,
    /// `sv` or `en`.
    pub locale: String,
    /// When it was asked.
    pub made_at: Timestamp,
}

/// Takes a wish down, and lets a job see to it.
///
/// # Errors
/// Database errors.
pub async fn ask(
    tx: &mut Tx,
    order_number: &str,
    email: &str,
    locale: &str,
) -> Result<(), DbError> {
    let id = WithdrawalRequestId::generate();
    store::insert_request(tx, id, order_number, email, locale).await?;
    tx.enqueue(&SendWithdrawalLink { request_id: id }).await
}

/// A wish.
///
/// # Errors
/// Database errors.
pub async fn find(
    conn: &mut PgConnection,
    id: WithdrawalRequestId,
) -> Result<Option<Request>, DbError> {
    store::request(conn, id).await
}

/// The placed order that a wish names, when the address is its buyer's.
///
/// # Errors
/// Database errors.
pub async fn order_of(
    conn: &mut PgConnection,
    request: &Request,
) -> Result<Option<OrderId>, DbError> {
    store::order_of_request(conn, &request.order_number, &request.email).await
}

/// Notes which order the wish was about, and forgets what is old.
///
/// # Errors
/// Database errors.
pub async fn answered(
    tx: &mut Tx,
    id: WithdrawalRequestId,
    order_id: Option<OrderId>,
) -> Result<(), DbError> {
    let first_kept = tx.now().minus(KEPT_FOR);
    store::answer_request(tx, id, order_id, first_kept).await
}

/// Takes away wishes that were made before a moment, at most so many; gives how many.
///
/// # Errors
/// Database errors.
pub(crate) async fn forget_before(
    tx: &mut Tx,
    before: Timestamp,
    limit: i64,
) -> Result<u64, DbError> {
    store::forget_requests(tx, before, limit).await
}
