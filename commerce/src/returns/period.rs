//! How long a buyer may withdraw, and complain.

use jiff::SignedDuration;
use jiff::civil::Date;
use platform::clock::Timestamp;

use crate::fulfilment::{SentLine, Shipment};

/// Days of the withdrawal period (2 kap. 10 §), after the day on which the last of the goods came.
pub const WITHDRAWAL_DAYS: i64 = 14;
/// The period is so many years longer where the shop did not tell of the right (directive 2011/83/EU, article 10).
pub const UNTOLD_YEARS: i16 = 1;
/// The money goes back within so many days of the statement (2 kap. 14 §).
pub const REFUND_DAYS: i64 = 14;
/// Years for which a consumer may complain (konsumentköplagen 2022:260, 5 kap.).
pub const CONSUMER_YEARS: i16 = 3;
/// Years for which a company may complain (köplagen 1990:931, 32 §).
pub const COMPANY_YEARS: i16 = 2;

/// Whether something can still be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// The time has not begun to run: something is not there, or nobody knows that it is.
    NotBegun,
    /// Through this day.
    Through(Date),
}

impl Period {
    /// Whether it is over at `now`, in Swedish time.
    #[must_use]
    pub fn is_over(self, now: Timestamp) -> bool {
        matches!(self, Self::Through(day) if now.business_time().date() > day)
    }

    /// The last day, once it is known.
    #[must_use]
    pub fn last_day(self) -> Option<Date> {
        match self {
            Self::NotBegun => None,
            Self::Through(day) => Some(day),
        }
    }
}

/// The day on which the last of the goods came; `None` while something is to be sent, under way, or not known to have come.
#[must_use]
pub fn last_arrival(lines: &[SentLine], shipments: &[Shipment]) -> Option<Date> {
    if lines.iter().any(|line| line.left() > 0) {
        return None;
    }
    let mut last = None;
    // What was sent in the place of faulty goods does not begin the time for withdrawal anew.
    for shipment in shipments.iter().filter(|sent| sent.case_number.is_none()) {
        let day = shipment.delivered_at?.business_time().date();
        last = last.max(Some(day));
    }
    last
}

/// For how long the goods can be withdrawn from. `is_told`: the buyer was told of the right when they bought.
#[must_use]
pub fn of_withdrawal(lines: &[SentLine], shipments: &[Shipment], is_told: bool) -> Period {
    last_arrival(lines, shipments).map_or(Period::NotBegun, |day| withdrawal(day, is_told))
}

/// For how long gift cards can be withdrawn from that were bought without any goods: from the day on which the last of them was issued.
#[must_use]
pub fn of_cards(last_issued: Option<Timestamp>, is_told: bool) -> Period {
    last_issued.map_or(Period::NotBegun, |at| {
        withdrawal(at.business_time().date(), is_told)
    })
}

/// The period that is counted from a day. One that would end on a day on which nobody works ends on the next working day (lag 1930:173). Where the buyer was
/// not told of the right, it ends a year after the day on which it else would have (directive 2011/83/EU, article 10).
fn withdrawal(from: Date, is_told: bool) -> Period {
    let last = working(from.saturating_add(jiff::Span::new().days(WITHDRAWAL_DAYS)));
    Period::Through(if is_told {
        last
    } else {
        working(last.saturating_add(jiff::Span::new().years(UNTOLD_YEARS)))
    })
}

/// For how long the goods can be complained of, counted from the last arrival: of what was sold, or of what was sent in its place.
#[must_use]
pub fn of_complaint(lines: &[SentLine], shipments: &[Shipment], is_company: bool) -> Period {
    let years = if is_company {
        COMPANY_YEARS
    } else {
        CONSUMER_YEARS
    };
    let replaced = shipments
        .iter()
        .filter(|sent| sent.case_number.is_some())
        .map(|sent| sent.delivered_at.unwrap_or(sent.shipped_at));
    let replaced = replaced.map(|at| at.business_time().date()).max();
    match last_arrival(lines, shipments) {
        None => Period::NotBegun,
        Some(day) => {
            let day = replaced.map_or(day, |replaced| replaced.max(day));
            Period::Through(day.saturating_add(jiff::Span::new().years(years)))
        }
    }
}

/// The end of the day, in Swedish time, that is so many days after `from`: what is due then is late from the next midnight on, whatever the clocks do.
#[must_use]
pub fn due_in(from: Timestamp, days: i64) -> Timestamp {
    let day = from
        .business_time()
        .date()
        .saturating_add(jiff::Span::new().days(days.saturating_add(1)));
    let next_midnight = day.to_zoned(from.business_time().time_zone().clone());
    let due_at = next_midnight.map(|midnight| Timestamp::from(midnight.timestamp()));
    due_at
        .unwrap_or_else(|_| from.plus(SignedDuration::from_hours(24 * days)))
        .minus(SignedDuration::from_secs(1))
}

fn working(mut day: Date) -> Date {
    while !platform::calendar::is_working_day(day) {
        match day.tomorrow() {
            Ok(next) => day = next,
            Err(_) => return day,
        }
    }
    day
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::ids::{OrderId, OrderLineId, ShipmentId};

    fn line(quantity: i32, shipped: i32, called_off: i32) -> SentLine {
        SentLine {
            line_id: OrderLineId::generate(),
            sku: String::new(),
            name: String::new(),
            options: String::new(),
            quantity,
            shipped,
            called_off,
            returned: 0,
        }
    }

    fn shipment(arrived: Option<&str>) -> Shipment {
        let at = |text: &str| Timestamp::from(text.parse::<jiff::Timestamp>().unwrap());
        Shipment {
            id: ShipmentId::generate(),
            order_id: OrderId::generate(),
            position: 1,
            carrier: String::new(),
            tracking_number: String::new(),
            tracking_url: String::new(),
            shipped_at: at("2026-11-01T09:00:00Z"),
            delivered_at: arrived.map(at),
            row_version: 1,
            case_number: None,
            lines: Vec::new(),
        }
    }

    #[test]
    fn what_is_sent_in_the_place_of_other_goods_begins_the_time_for_complaints_anew_and_no_other() {
        let all = [line(1, 1, 0)];
        let sold = shipment(Some("2026-11-02T09:00:00Z"));
        let replaced = Shipment {
            case_number: Some("RET-10001".to_owned()),
            ..shipment(Some("2027-05-03T09:00:00Z"))
        };
        let under_way = Shipment {
            delivered_at: None,
            ..replaced.clone()
        };
        for second in [replaced, under_way] {
            let both = [sold.clone(), second.clone()];
            assert_eq!(
                of_withdrawal(&all, &both, true),
                Period::Through(date(2026, 11, 16))
            );
            let came = second.delivered_at.unwrap_or(second.shipped_at);
            let came = came.business_time().date().max(date(2026, 11, 2));
            let last = came.saturating_add(jiff::Span::new().years(3));
            assert_eq!(of_complaint(&all, &both, false), Period::Through(last));
        }
    }

    #[test]
    fn the_time_runs_from_the_last_of_the_goods() {
        let all = [line(2, 2, 0)];
        // Monday 2 and Tuesday 3 November: through Tuesday the 17th.
        let two = [
            shipment(Some("2026-11-03T09:00:00Z")),
            shipment(Some("2026-11-02T09:00:00Z")),
        ];
        assert_eq!(
            of_withdrawal(&all, &two, true),
            Period::Through(date(2026, 11, 17))
        );
        for (lines, shipments) in [
            (
                vec![line(2, 1, 0)],
                vec![shipment(Some("2026-11-02T09:00:00Z"))],
            ),
            (vec![line(2, 2, 0)], vec![shipment(None)]),
            (vec![line(2, 0, 0)], vec![]),
        ] {
            assert_eq!(of_withdrawal(&lines, &shipments, true), Period::NotBegun);
        }
        // What was called off is not waited for.
        let part = [line(2, 1, 1)];
        let one = [shipment(Some("2026-11-02T09:00:00Z"))];
        assert_eq!(
            of_withdrawal(&part, &one, true),
            Period::Through(date(2026, 11, 16))
        );
    }

    #[test]
    fn a_period_never_ends_on_a_day_off_and_the_last_day_is_whole() {
        let all = [line(1, 1, 0)];
        // Friday 11 December + 14 = Christmas Day; then Saturday and Sunday.
        let christmas = [shipment(Some("2026-12-11T09:00:00Z"))];
        let period = of_withdrawal(&all, &christmas, true);
        assert_eq!(period, Period::Through(date(2026, 12, 28)));
        let at = |text: &str| Timestamp::from(text.parse::<jiff::Timestamp>().unwrap());
        assert!(!period.is_over(at("2026-12-28T22:59:59Z")));
        assert!(
            period.is_over(at("2026-12-28T23:00:00Z")),
            "midnight in Sweden"
        );
        assert!(!Period::NotBegun.is_over(at("2036-01-01T00:00:00Z")));
        // Late in the evening of the 2nd in Sweden is already the 2nd, though it is the 2nd in Greenwich too; past midnight it is the 3rd.
        let late = [shipment(Some("2026-11-02T23:30:00Z"))];
        assert_eq!(
            of_withdrawal(&all, &late, true),
            Period::Through(date(2026, 11, 17))
        );
    }

    #[test]
    fn whoever_was_not_told_of_the_right_has_a_year_more() {
        let all = [line(1, 1, 0)];
        let one = [shipment(Some("2026-11-02T09:00:00Z"))];
        assert_eq!(
            of_withdrawal(&all, &one, false),
            Period::Through(date(2027, 11, 16))
        );
        let christmas = [shipment(Some("2026-12-11T09:00:00Z"))];
        assert_eq!(
            of_withdrawal(&all, &christmas, false),
            Period::Through(date(2027, 12, 28))
        );
        // Through Friday 6 November; a year later that is a Saturday, and Monday the 8th the next working day.
        let issued = Timestamp::from("2026-10-23T09:00:00Z".parse::<jiff::Timestamp>().unwrap());
        assert_eq!(
            of_cards(Some(issued), true),
            Period::Through(date(2026, 11, 6))
        );
        assert_eq!(
            of_cards(Some(issued), false),
            Period::Through(date(2027, 11, 8))
        );
        assert_eq!(
            of_withdrawal(&all, &[shipment(None)], false),
            Period::NotBegun
        );
    }

    #[test]
    fn what_is_due_is_due_by_the_end_of_a_day_also_when_the_clocks_are_turned() {
        let at = |text: &str| Timestamp::from(text.parse::<jiff::Timestamp>().unwrap());
        for (from, due) in [
            // Late in the evening before summer time; past midnight before winter time; a plain day.
            ("2027-03-20T22:30:00Z", "2027-04-03T21:59:59Z"),
            ("2026-10-11T22:30:00Z", "2026-10-26T22:59:59Z"),
            ("2026-11-23T10:00:00Z", "2026-12-07T22:59:59Z"),
        ] {
            assert_eq!(due_in(at(from), 14), at(due), "{from}");
        }
    }

    #[test]
    fn consumers_complain_for_three_years_and_companies_for_two() {
        let (all, one) = ([line(1, 1, 0)], [shipment(Some("2026-11-02T09:00:00Z"))]);
        assert_eq!(
            of_complaint(&all, &one, false),
            Period::Through(date(2029, 11, 2))
        );
        assert_eq!(
            of_complaint(&all, &one, true),
            Period::Through(date(2028, 11, 2))
        );
    }
}
