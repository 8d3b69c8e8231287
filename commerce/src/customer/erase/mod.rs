//! **Erasing** a customer (GDPR, article 17). The row stays for the books that refer to it and says nothing of the person. Of their orders stays what
//! the bookkeeping act wants, for as long as it wants it; what an order that is under way needs to arrive goes once it has arrived ([`stay`]).

pub mod farewell;
pub mod purge;
pub mod stay;
mod store;

use jiff::SignedDuration;
use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use platform::money::Money;
use serde_json::json;

use super::{CustomerEvent, CustomerState, Session, store as customers};
use crate::ids::{CustomerId, CustomerSessionId, OrderId};
use crate::locks;
use stay::{LAPSED_RESTS_DAYS, Reach};

/// Years after the one in which an order was placed, or its money last moved, that its record is kept: bokföringslagen 7 kap. 2 § wants seven after the
/// end of the calendar year in which the financial year ended, and the financial year is taken to be the calendar's.
pub const BOOK_YEARS: i16 = 7;

/// What stays of a customer who is erased, and what is lost with the account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Orders that the bookkeeping act wants kept.
    pub orders: i64,
    /// The last day of the last of them.
    pub until: Option<jiff::civil::Date>,
    /// Orders with goods or money on their way: how to reach the buyer stays until they have arrived.
    pub under_way: i64,
    /// Orders that may still be paid: what they hold of the buyer stays until that is certain.
    pub waiting: i64,
    /// Store credit that nobody can use afterwards.
    pub credit: Vec<Money>,
    /// Companies that nobody administers afterwards.
    pub companies: Vec<String>,
}

/// The last day on which the record of what happened at a moment must be kept.
#[must_use]
pub fn kept_until(at: Timestamp) -> jiff::civil::Date {
    books_end(at.business_time().year())
}

/// The last day on which the record of what happened in a year must be kept.
fn books_end(year: i16) -> jiff::civil::Date {
    jiff::civil::date(year.saturating_add(BOOK_YEARS), 12, 31)
}

/// What would stay, or stays, as seen on the day of `now`.
///
/// # Errors
/// Database errors.
pub async fn kept(
    conn: &mut PgConnection,
    customer: CustomerId,
    now: Timestamp,
) -> Result<Kept, DbError> {
    let today = now.business_time().date();
    let mut kept = Kept {
        credit: store::credit(conn, customer, now).await?,
        companies: store::administered_alone(conn, customer).await?,
        ..Kept::default()
    };
    // A day more than they rest, since days are Sweden's.
    let rested = now.minus(SignedDuration::from_hours(24 * (LAPSED_RESTS_DAYS + 1)));
    for same in store::settled(conn, customer, rested).await? {
        let until = i16::try_from(same.year).map(books_end);
        if let Some(until) = until.ok().filter(|until| *until >= today) {
            kept.orders += same.orders;
            kept.until = kept.until.max(Some(until));
        }
    }
    for order in store::held(conn, customer, Some(rested)).await? {
        let stay = order.stay(today);
        kept.orders += i64::from(stay.record_until.is_some());
        kept.until = kept.until.max(stay.record_until);
        kept.under_way += i64::from(stay.reach == Reach::UnderWay);
        kept.waiting += i64::from(stay.reach == Reach::Waiting);
    }
    Ok(kept)
}

/// Erases whoever is logged in and has just proved who they are. `None` when there is nobody to erase any more, or the log-in has been ended meanwhile.
///
/// # Errors
/// Database errors; the transaction is to be dropped on `None`.
pub async fn by_customer(tx: &mut Tx, session: &Session) -> Result<Option<Kept>, DbError> {
    erase_all(tx, session.customer, Because::Asked(session.id)).await
}

/// Erases a customer for whom staff have made sure that it is they who ask. Gives what stays; `None` when there is nobody to erase any more.
///
/// # Errors
/// Database errors; the transaction is to be dropped on `None`.
pub async fn erase(tx: &mut Tx, id: CustomerId) -> Result<Option<Kept>, DbError> {
    erase_all(tx, id, Because::Staff).await
}

/// Erases a customer who has not logged in since a moment. `None` when they have, or there is nobody to erase any more.
///
/// # Errors
/// Database errors; the transaction is to be dropped on `None`.
pub(crate) async fn unused(
    tx: &mut Tx,
    id: CustomerId,
    since: Timestamp,
) -> Result<Option<Kept>, DbError> {
    erase_all(tx, id, Because::Unused(since)).await
}

/// Why somebody is erased.
enum Because {
    /// They ask for it, in this log-in.
    Asked(CustomerSessionId),
    /// Staff have made sure that they do.
    Staff,
    /// They have not logged in since then.
    Unused(Timestamp),
}

/// Takes away from orders whose time is over what they say of their buyers, whoever they were. The caller has locked them.
pub(crate) async fn forget_buyers(tx: &mut Tx, orders: &[OrderId]) -> Result<(), DbError> {
    store::blank_contacts(tx, orders).await?;
    store::blank_orders(tx, orders).await
}

/// Guest orders with the customer's addresses become theirs first, so that whoever registers one anew does not get them.
async fn erase_all(tx: &mut Tx, id: CustomerId, because: Because) -> Result<Option<Kept>, DbError> {
    // What waits for somebody's decision before the customer, as whoever decides it locks them.
    store::lock_what_waits(tx, id).await?;
    let state = locks::lock_customer_in_any_state(tx, id).await?;
    let state = state.as_deref().and_then(CustomerState::from_column);
    if state
        .and_then(|state| state.apply(CustomerEvent::Erase))
        .is_none()
    {
        return Ok(None);
    }
    let still = match because {
        Because::Asked(session) => customers::session_lives(tx, session).await?,
        Because::Staff => true,
        Because::Unused(since) => customers::unused::is_unused(tx, id, since).await?,
    };
    if !still {
        return Ok(None);
    }
    // Carts before orders, as whoever settles a payment locks them.
    store::let_go_of_carts(tx, id).await?;
    store::own_guest_orders(tx, id).await?;
    store::lock_orders(tx, id).await?;
    // Who administers a company is decided under the company's lock.
    store::lock_companies(tx, id).await?;
    let now = tx.now();
    let kept = kept(tx, id, now).await?;
    farewell::ask(tx, id, &kept).await?;
    store::blank_mails(tx, id).await?;
    store::blank_gift_cards(tx, id).await?;
    crate::review::erase::erase(tx, id).await?;
    crate::stock_watch::end::forget_of(tx, id).await?;
    store::delete_own(tx, id).await?;
    store::anonymise(tx, id).await?;
    purge::look_at(tx, id).await?;
    let until = kept.until.map(|day| day.to_string());
    let after = json!({ "orders_kept": kept.orders, "until": until, "under_way": kept.under_way, "waiting": kept.waiting });
    tx.audit(Change::deed("customer.erased", "customer", id).with_after(&after))
        .await?;
    Ok(Some(kept))
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
