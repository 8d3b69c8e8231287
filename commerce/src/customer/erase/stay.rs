//! How long what an order holds of its buyer is needed: one function of what is known of the order and of the day.

use jiff::ToSpan as _;
use jiff::civil::Date;
use platform::clock::Timestamp;

use crate::ids::OrderId;
use crate::order::OrderState;

/// Days for which an order that was never paid can still turn out to have been: a bank may take that long, and the goods would have to be sent.
pub const LAPSED_RESTS_DAYS: i64 = 14;
/// Days after the promised delivery, or after the order where none was promised, for which goods count as under way though nothing says that they have arrived;
/// and after the last movement of a case, for which it counts as open.
pub const UNDER_WAY_DAYS: i64 = 180;

/// What is known of an order.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub id: OrderId,
    pub state: String,
    pub fulfilment_status: String,
    pub payment_status: String,
    pub prepared_at: Timestamp,
    pub placed_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub delivery_to: Option<platform::clock::Date>,
    /// When money last came for it or went back.
    pub money_at: Option<Timestamp>,
    /// Whether money of the buyer's is here, or on its way.
    pub has_money: bool,
    /// Whether money is owed for it: back to the buyer by a case, or by the buyer for an invoice.
    pub is_owed: bool,
    /// When something last happened in a case that waits for an answer or for goods.
    pub case_at: Option<Timestamp>,
    /// Whether it, or what was said about it, tells how to reach the buyer.
    pub has_contact: bool,
    /// Whether it says who the buyer is.
    pub has_name: bool,
}

/// Why the buyer must be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// They need not.
    No,
    /// It may still be paid.
    Waiting,
    /// Goods or money are on their way to them.
    UnderWay,
}

/// What an order must keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stay {
    /// How to reach the buyer.
    pub reach: Reach,
    /// Who the buyer is, for the books: the last day.
    pub record_until: Option<Date>,
    /// The day to look again; none when nothing will change.
    pub look_again: Option<Date>,
}

impl Stay {
    /// Whether it must say who the buyer is.
    pub fn keeps_name(self) -> bool {
        self.reach != Reach::No || self.record_until.is_some()
    }
}

impl Held {
    /// What must be kept on `today`.
    pub fn stay(&self, today: Date) -> Stay {
        let recorded = self.placed_at.max(self.money_at).map(super::kept_until);
        let record_until = recorded.filter(|day| *day >= today);
        // What has left the books is not held open by anything that was forgotten.
        let reach = if recorded.is_some() && record_until.is_none() {
            (Reach::No, None)
        } else {
            self.reach(today)
        };
        let after_books = record_until.and_then(|day| day.tomorrow().ok());
        let look_again = match reach.1 {
            Some(day) => Some(day),
            None => after_books,
        };
        Stay {
            reach: reach.0,
            record_until,
            look_again,
        }
    }

    /// Why the buyer must be reached, and the day to ask again.
    fn reach(&self, today: Date) -> (Reach, Option<Date>) {
        let tomorrow = today.tomorrow().ok();
        let day_of = |at: Timestamp| at.business_time().date();
        let after = |day: Date, days: i64| day.saturating_add(days.days());
        match OrderState::from_column(&self.state) {
            _ if self.is_owed => (Reach::UnderWay, tomorrow),
            _ if self
                .case_at
                .is_some_and(|at| after(day_of(at), UNDER_WAY_DAYS) > today) =>
            {
                (Reach::UnderWay, tomorrow)
            }
            Some(OrderState::Prepared) => (Reach::Waiting, tomorrow),
            Some(OrderState::Lapsed | OrderState::Cancelled) if self.has_money => {
                (Reach::UnderWay, tomorrow)
            }
            Some(OrderState::Lapsed) => {
                let lapsed = day_of(self.closed_at.unwrap_or(self.prepared_at));
                let rests = after(lapsed, LAPSED_RESTS_DAYS);
                if rests > today {
                    (Reach::Waiting, Some(rests))
                } else {
                    (Reach::No, None)
                }
            }
            Some(OrderState::Placed) if self.travels() => {
                let from = self.delivery_to.map(|day| day.0);
                let from =
                    from.unwrap_or_else(|| day_of(self.placed_at.unwrap_or(self.prepared_at)));
                if after(from, UNDER_WAY_DAYS) > today {
                    (Reach::UnderWay, tomorrow)
                } else {
                    (Reach::No, None)
                }
            }
            Some(OrderState::Placed | OrderState::Cancelled) | None => (Reach::No, None),
        }
    }

    /// Whether its goods have not arrived, as far as is known.
    fn travels(&self) -> bool {
        let on_its_way = ["unfulfilled", "partly_shipped", "shipped"];
        on_its_way.contains(&self.fulfilment_status.as_str()) && self.payment_status != "refunded"
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse::<jiff::Timestamp>().expect("a moment").into()
    }

    fn order(state: &str) -> Held {
        Held {
            id: OrderId::generate(),
            state: state.to_owned(),
            fulfilment_status: "unfulfilled".to_owned(),
            payment_status: "pending".to_owned(),
            prepared_at: at("2026-11-01T09:00:00Z"),
            placed_at: None,
            closed_at: None,
            delivery_to: None,
            money_at: None,
            has_money: false,
            is_owed: false,
            case_at: None,
            has_contact: true,
            has_name: true,
        }
    }

    const TODAY: Date = date(2026, 11, 10);

    #[test]
    fn what_was_never_paid_rests_a_while_and_goes() {
        let mut lapsed = order("lapsed");
        lapsed.closed_at = Some(at("2026-11-01T10:00:00Z"));
        let stay = lapsed.stay(TODAY);
        assert_eq!(stay.reach, Reach::Waiting);
        assert_eq!(stay.look_again, Some(date(2026, 11, 15)));
        let stay = lapsed.stay(date(2026, 11, 15));
        assert!(!stay.keeps_name() && stay.look_again.is_none());
        // The bank took the money after all.
        lapsed.has_money = true;
        assert_eq!(lapsed.stay(date(2027, 1, 1)).reach, Reach::UnderWay);
    }

    #[test]
    fn money_that_is_owed_back_keeps_its_buyer_until_it_has_gone() {
        let mut called_off = order("cancelled");
        called_off.placed_at = Some(at("2026-11-02T10:00:00Z"));
        called_off.money_at = Some(at("2026-11-02T10:00:00Z"));
        called_off.has_money = true;
        assert_eq!(called_off.stay(TODAY).reach, Reach::UnderWay);
        called_off.has_money = false;
        called_off.money_at = Some(at("2027-01-04T10:00:00Z"));
        let stay = called_off.stay(date(2027, 1, 5));
        assert_eq!(stay.reach, Reach::No);
        // The year is the refund's.
        assert_eq!(stay.record_until, Some(date(2034, 12, 31)));
    }

    #[test]
    fn a_case_keeps_its_buyer_until_it_is_closed_and_not_for_ever() {
        let mut arrived = order("placed");
        arrived.placed_at = Some(at("2026-11-02T10:00:00Z"));
        arrived.fulfilment_status = "delivered".to_owned();
        assert_eq!(arrived.stay(TODAY).reach, Reach::No);
        arrived.case_at = Some(at("2026-11-09T10:00:00Z"));
        let stay = arrived.stay(TODAY);
        assert_eq!(stay.reach, Reach::UnderWay);
        assert_eq!(stay.look_again, Some(date(2026, 11, 11)));
        // Goods that never come back.
        assert_eq!(arrived.stay(date(2027, 6, 1)).reach, Reach::No);
        // Money that is owed is owed, until the books have forgotten it.
        arrived.is_owed = true;
        assert_eq!(arrived.stay(date(2027, 6, 1)).reach, Reach::UnderWay);
        assert_eq!(arrived.stay(date(2034, 1, 1)).reach, Reach::No);
    }

    #[test]
    fn goods_are_not_under_way_for_ever_and_nothing_outlives_the_books() {
        let mut placed = order("placed");
        placed.placed_at = Some(at("2026-11-02T10:00:00Z"));
        placed.delivery_to = Some(platform::clock::Date(date(2026, 11, 6)));
        assert_eq!(placed.stay(TODAY).reach, Reach::UnderWay);
        let stay = placed.stay(date(2027, 6, 1));
        assert_eq!((stay.reach, stay.keeps_name()), (Reach::No, true));
        assert_eq!(stay.look_again, Some(date(2034, 1, 1)));
        placed.has_money = true;
        placed.state = "cancelled".to_owned();
        let over = placed.stay(date(2034, 1, 1));
        assert!(!over.keeps_name() && over.look_again.is_none());
    }
}
