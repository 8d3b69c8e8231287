//! How far an order's goods have come: one pure function of its lines.

/// The one word for it, stored at the order for lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FulfilmentStatus {
    /// Nothing has been sent.
    Unfulfilled,
    /// Some of it.
    PartlyShipped,
    /// All of it.
    Shipped,
    /// All of it is with the buyer.
    Delivered,
    /// All of it came back.
    Returned,
    /// Nothing is owed.
    Void,
}

/// How far one line has come, in pieces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineProgress {
    /// Bought.
    pub ordered: i64,
    /// Called off before they were sent.
    pub called_off: i64,
    /// Sent.
    pub shipped: i64,
    /// Known to be with the buyer.
    pub delivered: i64,
    /// Back with us.
    pub returned: i64,
}

impl FulfilmentStatus {
    /// Every status.
    pub const ALL: [Self; 6] = [
        Self::Unfulfilled,
        Self::PartlyShipped,
        Self::Shipped,
        Self::Delivered,
        Self::Returned,
        Self::Void,
    ];

    /// As the table names it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unfulfilled => "unfulfilled",
            Self::PartlyShipped => "partly_shipped",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Returned => "returned",
            Self::Void => "void",
        }
    }

    /// What follows from the lines of goods.
    #[must_use]
    pub fn of(lines: &[LineProgress]) -> Self {
        let sum = |part: fn(&LineProgress) -> i64| lines.iter().map(part).sum::<i64>();
        let owed = sum(|line| line.ordered - line.called_off);
        let shipped = sum(|line| line.shipped);
        if owed == 0 {
            Self::Void
        } else if shipped == 0 {
            Self::Unfulfilled
        } else if shipped < owed {
            Self::PartlyShipped
        } else if sum(|line| line.returned) >= shipped {
            Self::Returned
        } else if sum(|line| line.delivered) >= owed {
            Self::Delivered
        } else {
            Self::Shipped
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn line(
        ordered: i64,
        called_off: i64,
        shipped: i64,
        delivered: i64,
        returned: i64,
    ) -> LineProgress {
        LineProgress {
            ordered,
            called_off,
            shipped,
            delivered,
            returned,
        }
    }

    #[test]
    fn the_status_follows_from_the_lines() {
        use FulfilmentStatus as S;
        for (lines, status) in [
            (vec![], S::Void),
            (vec![line(2, 0, 0, 0, 0)], S::Unfulfilled),
            (vec![line(2, 2, 0, 0, 0)], S::Void),
            (vec![line(2, 0, 1, 1, 0)], S::PartlyShipped),
            (
                vec![line(2, 0, 2, 2, 0), line(1, 0, 0, 0, 0)],
                S::PartlyShipped,
            ),
            (vec![line(2, 0, 2, 1, 0)], S::Shipped),
            (vec![line(2, 0, 2, 2, 0)], S::Delivered),
            (vec![line(2, 1, 1, 1, 0)], S::Delivered),
            (vec![line(2, 0, 2, 2, 1)], S::Delivered),
            (vec![line(2, 0, 2, 2, 2)], S::Returned),
            // Never told of as delivered, and yet back.
            (vec![line(2, 0, 2, 0, 2)], S::Returned),
        ] {
            assert_eq!(S::of(&lines), status, "{lines:?}");
        }
    }

    proptest! {
        #[test]
        fn the_order_of_lines_decides_nothing(
            lines in prop::collection::vec((1_i64..9, 0_i64..9, 0_i64..9, 0_i64..9, 0_i64..9), 0..6),
        ) {
            let lines: Vec<LineProgress> = lines.into_iter().map(|(o, c, s, d, r)| {
                let (c, s) = (c.min(o), s.min(o - c.min(o)));
                line(o, c, s, d.min(s), r.min(s))
            }).collect();
            let mut turned = lines.clone();
            turned.reverse();
            prop_assert_eq!(FulfilmentStatus::of(&lines), FulfilmentStatus::of(&turned));
        }
    }
}
