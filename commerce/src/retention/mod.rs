//! **Retention**: what is taken away of everybody, whether they have asked for it or not, and when. One table of rules, each with its time and the law that
//! it rests on; the manual (`docs/sv/gallring.md`) shows the same. What a customer who is erased leaves goes by [`crate::customer::erase`].

mod store;

use jiff::SignedDuration;
use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use serde_json::json;

use crate::customer::erase::{self, BOOK_YEARS};
use crate::customer::{session, unused};
use crate::ids::OrderId;
use crate::returns::{request, unlinked};
use crate::setting::{Key, Settings};
use crate::stock_watch;

/// Orders that are looked at in one transaction, and rows of anything else.
pub const BATCH: i64 = 500;

/// Something that is kept for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Names and addresses of placed orders.
    Orders,
    /// Names and addresses of orders that were never paid.
    UnpaidOrders,
    /// Accounts that nobody logs in to.
    Accounts,
    /// Wishes of guests for the way to an order.
    OrderLinks,
    /// What guests have stated without a link, once it is a case or answered.
    WithdrawalNotices,
    /// The text of mails that open something: links to accounts, invitations, codes of gift cards.
    SealedMails,
    /// Wishes to be told when something can be bought again.
    Watches,
    /// The same once told, taken back, or asked for and never proved, with their mails.
    PastWatches,
    /// Where customers have been logged in.
    Sessions,
    /// Browsers that accounts know.
    Devices,
    /// Links by mail.
    Links,
    /// Carts that nobody touches.
    Carts,
    /// What vendors' messages said.
    Messages,
}

/// For how long something is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time {
    /// Days after it was made, or ended.
    Days(i64),
    /// Until the end of so many years after the one in which the order was placed, or its money last moved.
    BookYears(i16),
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 13] = [
        Self::Orders,
        Self::UnpaidOrders,
        Self::Accounts,
        Self::OrderLinks,
        Self::WithdrawalNotices,
        Self::SealedMails,
        Self::Watches,
        Self::PastWatches,
        Self::Sessions,
        Self::Devices,
        Self::Links,
        Self::Carts,
        Self::Messages,
    ];

    /// Its name in the trail and the manual.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Orders => "orders",
            Self::UnpaidOrders => "unpaid-orders",
            Self::Accounts => "accounts",
            Self::OrderLinks => "order-links",
            Self::WithdrawalNotices => "withdrawal-notices",
            Self::SealedMails => "sealed-mails",
            Self::Watches => "stock-watches",
            Self::PastWatches => "past-stock-watches",
            Self::Sessions => "sessions",
            Self::Devices => "devices",
            Self::Links => "links",
            Self::Carts => "carts",
            Self::Messages => "messages",
        }
    }

    /// For how long.
    #[must_use]
    pub fn time(self) -> Time {
        let days = |time: SignedDuration| Time::Days(time.as_hours().div_euclid(24));
        match self {
            Self::Orders => Time::BookYears(BOOK_YEARS),
            Self::UnpaidOrders => Time::Days(180),
            Self::Accounts => days(unused::KEPT_FOR),
            Self::OrderLinks => days(request::KEPT_FOR),
            Self::WithdrawalNotices | Self::SealedMails | Self::Sessions | Self::Links => {
                Time::Days(30)
            }
            Self::Watches => days(stock_watch::KEPT_FOR),
            Self::PastWatches => days(stock_watch::OVER_KEPT_FOR),
            Self::Devices => days(session::DEVICE),
            // Unless the merchant has decided otherwise.
            Self::Carts => Time::Days(Settings::default().number(Key::CartDays)),
            Self::Messages => days(platform::inbox::BODY_KEPT_FOR),
        }
    }

    /// Why so long and no longer.
    #[must_use]
    pub fn law(self) -> &'static str {
        match self {
            Self::Orders => "bokföringslagen 7 kap. 2 §; sedan dataskyddsförordningen art. 5.1 e",
            _ => "dataskyddsförordningen art. 5.1 e",
        }
    }
}

/// Takes away what a rule keeps no longer, at most [`BATCH`]; gives how many. Rules that other recurring tasks follow have nothing to do here.
///
/// # Errors
/// Database errors.
pub async fn forget_some(tx: &mut Tx, rule: Rule) -> Result<u64, DbError> {
    let before = match rule.time() {
        Time::Days(days) => tx.now().minus(SignedDuration::from_hours(24 * days)),
        Time::BookYears(years) => first_kept(tx.now(), years),
    };
    let gone = match rule {
        Rule::Orders => {
            let ids = store::orders_out_of_the_books(tx, before, BATCH).await?;
            forget_buyers(tx, &ids).await?
        }
        Rule::UnpaidOrders => {
            let ids = store::orders_never_paid(tx, before, BATCH).await?;
            forget_buyers(tx, &ids).await?
        }
        Rule::Accounts => u64::from(unused::erase_one(tx, before).await?),
        Rule::OrderLinks => request::forget_before(tx, before, BATCH).await?,
        Rule::WithdrawalNotices => unlinked::forget_before(tx, before, BATCH).await?,
        Rule::SealedMails => platform::mail::store::forget_sealed(tx, before, BATCH).await?,
        Rule::Watches => stock_watch::end::forget_waiting(tx, before, BATCH).await?,
        Rule::PastWatches => stock_watch::end::forget_over(tx, before, BATCH).await?,
        Rule::Sessions | Rule::Devices | Rule::Links | Rule::Carts | Rule::Messages => 0,
    };
    if gone > 0 {
        let after = json!({ "rule": rule.name(), "count": gone });
        let change = Change {
            action: "retention.applied",
            subject: ("retention", None),
            before: None::<&()>,
            after: Some(&after),
            reason: None,
        };
        tx.audit(change).await?;
    }
    Ok(gone)
}

async fn forget_buyers(tx: &mut Tx, orders: &[OrderId]) -> Result<u64, DbError> {
    erase::forget_buyers(tx, orders).await?;
    Ok(u64::try_from(orders.len()).unwrap_or(u64::MAX))
}

/// The first moment of the first year that the books still want.
fn first_kept(now: Timestamp, years: i16) -> Timestamp {
    let year = now.business_time().year().saturating_sub(years);
    let midnight = jiff::civil::date(year, 1, 1).to_zoned(now.business_time().time_zone().clone());
    midnight.map_or(now.minus(SignedDuration::from_hours(24 * 366 * 8)), |at| {
        at.timestamp().into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse::<jiff::Timestamp>().expect("a moment").into()
    }

    #[test]
    fn what_is_out_of_the_books_is_what_an_erased_customers_would_be() {
        for (now, first) in [
            ("2033-12-31T22:30:00Z", "2025-12-31T23:00:00Z"),
            ("2033-12-31T23:30:00Z", "2026-12-31T23:00:00Z"),
        ] {
            let first_kept = first_kept(at(now), BOOK_YEARS);
            assert_eq!(first_kept, at(first));
            let today = at(now).business_time().date();
            let before = first_kept.minus(SignedDuration::from_secs(1));
            assert!(erase::kept_until(before) < today && erase::kept_until(first_kept) >= today);
        }
    }

    #[test]
    fn the_manual_shows_every_rule_with_its_time() {
        let manual = include_str!("../../../docs/sv/gallring.md");
        for rule in Rule::ALL {
            let time = match rule.time() {
                Time::Days(365) => "ett år".to_owned(),
                Time::Days(1095) => "tre år".to_owned(),
                Time::Days(days) => format!("{days} dagar"),
                Time::BookYears(7) => "sju år".to_owned(),
                Time::BookYears(years) => format!("{years} år"),
            };
            let row = manual
                .lines()
                .find(|line| line.contains(&format!("`{}`", rule.name())));
            let row = row.unwrap_or_default();
            assert!(row.contains(&time), "{}: {row}", rule.name());
            assert!(row.contains(rule.law()), "{}: {row}", rule.name());
        }
    }
}
