//! **Erasing** a customer (GDPR, article 17). The row stays for the books that refer to it and says nothing of the person. Of their orders stays what
//! the bookkeeping act wants, for as long as it wants it; what an order that is under way needs to arrive goes once it has arrived.

pub mod purge;
mod store;

use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use serde_json::json;

use super::{Customer, Session};
use crate::ids::CustomerId;
use crate::locks;

/// Years after the one in which an order was placed that its record is kept: bokföringslagen 7 kap. 2 § wants seven after the end of the calendar year
/// in which the financial year ended, and the financial year is taken to be the calendar's.
pub const BOOK_YEARS: i16 = 7;

/// What stays of a customer who is erased.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Orders that the bookkeeping act wants kept.
    pub orders: i64,
    /// The last day of the last of them.
    pub until: Option<jiff::civil::Date>,
    /// Orders that are under way: how to reach the buyer stays until they have arrived.
    pub under_way: i64,
}

/// The last day on which the record of an order must be kept.
#[must_use]
pub fn kept_until(placed_at: Timestamp) -> jiff::civil::Date {
    let year = placed_at.business_time().year().saturating_add(BOOK_YEARS);
    jiff::civil::date(year, 12, 31)
}

/// What would stay, or stays.
///
/// # Errors
/// Database errors.
pub async fn kept(conn: &mut PgConnection, customer: CustomerId) -> Result<Kept, DbError> {
    let found = store::kept(conn, customer).await?;
    Ok(Kept {
        orders: found.orders,
        until: found.latest.map(kept_until),
        under_way: found.under_way,
    })
}

/// Erases whoever is logged in and has just proved who they are. Guest orders with their address become theirs first, so that whoever registers it anew
/// does not get them. Gives what stays; `None` when the account is not in use any more.
///
/// # Errors
/// Database errors.
pub async fn erase(tx: &mut Tx, session: &Session) -> Result<Option<Kept>, DbError> {
    let id = session.customer;
    if !locks::lock_customer(tx, id).await? {
        return Ok(None);
    }
    let Some(customer) = super::store::account(tx, id).await? else {
        return Ok(None);
    };
    // Carts before orders, as whoever settles a payment locks them.
    store::let_go_of_carts(tx, id).await?;
    store::own_guest_orders(tx, id).await?;
    let kept = kept(tx, id).await?;
    forget(tx, &customer).await?;
    store::anonymise(tx, id).await?;
    purge::look_at(tx, id).await?;
    let until = kept.until.map(|day| day.to_string());
    let after = json!({ "orders_kept": kept.orders, "until": until, "under_way": kept.under_way });
    tx.audit(Change::deed("customer.erased", "customer", id).with_after(&after))
        .await?;
    Ok(Some(kept))
}

/// Everything that is about the person and nothing else.
async fn forget(tx: &mut Tx, customer: &Customer) -> Result<(), DbError> {
    let id = customer.id;
    store::blank_mails(tx, id).await?;
    store::delete_own(tx, id).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_kept_for_seven_years_after_the_year() {
        let at = |text: &str| kept_until(text.parse::<jiff::Timestamp>().expect("a moment").into());
        assert_eq!(at("2026-11-23T09:00:00Z"), jiff::civil::date(2033, 12, 31));
        // The year is Sweden's: half past midnight in Stockholm is the day before in UTC.
        assert_eq!(at("2026-12-31T23:30:00Z"), jiff::civil::date(2034, 12, 31));
        assert_eq!(at("2026-12-31T22:30:00Z"), jiff::civil::date(2033, 12, 31));
    }
}
