//! The last mail: to the account's address, and to those that it had lately, so that nobody is erased without hearing of it.

use jiff::SignedDuration;
use platform::clock::{Date, Timestamp};
use platform::db::{DbError, PgConnection, Tx};

use super::{Kept, store};
use crate::ids::{CustomerFarewellId, CustomerId};
use crate::jobs::SendFarewell;

/// An address that was given up so lately is told, too: whoever has taken an account over moves it to an address of their own first.
pub const TOLD_FOR: SignedDuration = SignedDuration::from_hours(24 * 30);
/// How long a last mail is tried. Then its address goes, sent or not.
pub const TRIED_FOR: SignedDuration = SignedDuration::from_hours(24 * 7);

/// What a last mail says, and to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Farewell {
    /// Which.
    pub id: CustomerFarewellId,
    /// Who is gone.
    pub customer_id: CustomerId,
    /// Where it goes.
    pub email: String,
    /// `sv` or `en`.
    pub locale: String,
    /// Orders that the bookkeeping act wants kept.
    pub orders: i32,
    /// The last day of the last of them.
    pub kept_until: Option<Date>,
    /// Orders with goods or money on their way.
    pub under_way: i32,
    /// Orders that may still be paid.
    pub waiting: i32,
    /// When the account was erased.
    pub created_at: Timestamp,
}

/// Asks for the mails. The addresses are still there.
pub(super) async fn ask(tx: &mut Tx, customer: CustomerId, kept: &Kept) -> Result<(), DbError> {
    let since = tx.now().minus(TOLD_FOR);
    for id in store::insert_farewells(tx, customer, kept, since).await? {
        tx.enqueue(&SendFarewell { farewell_id: id }).await?;
    }
    Ok(())
}

/// A mail that is still to be sent.
///
/// # Errors
/// Database errors.
pub async fn find(
    conn: &mut PgConnection,
    id: CustomerFarewellId,
) -> Result<Option<Farewell>, DbError> {
    store::farewell(conn, id).await
}

/// It has been sent: nothing is left of it.
///
/// # Errors
/// Database errors.
pub async fn said(tx: &mut Tx, farewell: &Farewell) -> Result<(), DbError> {
    store::forget_farewell(tx, farewell).await
}
