//! Until when a statement can be made: the one answer that pages and the taking of statements share. Whoever has begun in time is in time.

use jiff::SignedDuration;
use jiff::civil::Date;
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};

use super::period::{self, Period};
use super::request::GRACE;
use super::{ReturnKind, store};
use crate::fulfilment;
use crate::gift_card::bought::listing::last_issued;
use crate::ids::OrderId;

/// A page that was opened in time can be sent for so long.
pub const FORM_KEPT: SignedDuration = SignedDuration::from_hours(1);

/// Until when.
#[derive(Clone, Copy, Debug)]
pub struct Deadline {
    /// The period as such.
    pub period: Period,
    /// Until when it still can be stated, though the period is over: it was begun in time.
    pub grace_until: Option<Timestamp>,
    /// The buyer was not told of the right of withdrawal, and has a year more.
    pub is_untold: bool,
    is_over: bool,
}

impl Deadline {
    /// Whether it is too late.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// The last day, when it is too late.
    #[must_use]
    pub fn missed(&self) -> Option<Date> {
        self.period.last_day().filter(|_| self.is_over)
    }
}

/// Until when a statement about an order can be made. `begun_at`: when whoever makes it opened its page, as the page proves.
///
/// # Errors
/// Database errors.
pub async fn of(
    conn: &mut PgConnection,
    order_id: OrderId,
    kind: ReturnKind,
    (now, begun_at): (Timestamp, Option<Timestamp>),
) -> Result<Deadline, DbError> {
    let sent = fulfilment::lines_of(conn, order_id).await?;
    let shipments = fulfilment::of_order(conn, order_id).await?;
    let is_untold = kind == ReturnKind::Withdrawal && !store::is_told(conn, order_id).await?;
    let period = match kind {
        ReturnKind::Withdrawal if sent.is_empty() => {
            period::of_cards(last_issued(conn, order_id).await?, !is_untold)
        }
        ReturnKind::Withdrawal => period::of_withdrawal(&sent, &shipments, !is_untold),
        ReturnKind::Cancellation => Period::NotBegun,
        ReturnKind::Complaint => {
            let is_company = store::is_company(conn, order_id).await?;
            period::of_complaint(&sent, &shipments, is_company)
        }
    };
    if !period.is_over(now) {
        return Ok(Deadline {
            period,
            grace_until: None,
            is_untold,
            is_over: false,
        });
    }
    let asked_at = match kind {
        ReturnKind::Withdrawal => store::asked_at(conn, order_id, now.minus(GRACE)).await?,
        ReturnKind::Complaint | ReturnKind::Cancellation => None,
    };
    let begun_at = begun_at.filter(|at| *at <= now && now.since(*at) <= FORM_KEPT);
    let until = [(asked_at, GRACE), (begun_at, FORM_KEPT)]
        .into_iter()
        .filter_map(|(at, kept)| Some((at.filter(|at| !period.is_over(*at))?).plus(kept)))
        .max();
    Ok(Deadline {
        period,
        grace_until: until,
        is_untold,
        is_over: until.is_none(),
    })
}
