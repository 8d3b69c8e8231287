//! Every setting there is: its name, where it belongs, what it may say, and what holds while nobody has said anything.

use jiff::civil::Date;
use platform::auth::Permission;

use super::Value;

macro_rules! keys {
    ($($(#[$doc:meta])* $key:ident = $name:literal in $group:ident, $kind:expr, $usual:expr;)+) => {
        /// One thing that a merchant decides.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Key { $($(#[$doc])* $key),+ }

        impl Key {
            /// Every setting, in the order in which they are shown.
            pub const ALL: &[Self] = &[$(Self::$key),+];

            /// Its stored name.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$key => $name),+ }
            }

            /// What it belongs to.
            #[must_use]
            pub fn group(self) -> Group {
                match self { $(Self::$key => Group::$group),+ }
            }

            /// What it may say.
            #[must_use]
            pub fn kind(self) -> Kind {
                match self { $(Self::$key => $kind),+ }
            }

            /// What holds while nobody has said anything.
            #[must_use]
            pub fn usual(self) -> Value {
                match self { $(Self::$key => $usual),+ }
            }
        }
    };
}

keys! {
    /// Days for which a cart waits for whoever has filled it, from its last change.
    CartDays = "cart.kept_days" in Buying, number(1, 365), Value::Number(30);
    /// Minutes for which goods are held for a shopper who pays. The vendor's page is open for half an hour at least.
    HeldMinutes = "checkout.held_minutes" in Buying, number(31, 720), Value::Number(31);
    /// The hour in Stockholm before which an order leaves the same working day; nought: never.
    SameDayHour = "freight.same_day_until_hour" in Buying, number(0, 24), Value::Number(14);
    /// So many pieces or fewer are told to be few; nought: never.
    FewPieces = "stock.few_pieces" in Buying, number(0, 100), Value::Number(5);
    /// Days for which a product counts as new; nought: never.
    NewDays = "product.new_days" in Buying, number(0, 365), Value::Number(30);
    /// Years for which a gift card can be paid with.
    GiftCardYears = "gift_card.lives_years" in Buying, number(1, 10), Value::Number(3);
    /// Days for which a currency's rate is good to sell by.
    RateDays = "currency.rate_days" in Companies, number(1, 31), Value::Number(7);
    /// Days for which an offer holds, unless whoever writes it says another day.
    OfferDays = "quotation.holds_days" in Companies, number(1, 366), Value::Number(30);
    /// Days within which a complaint is to be answered.
    AnswerDays = "return.answer_days" in Returns, number(1, 30), Value::Number(14);
    /// Whether buyers are asked what they think.
    ReviewAsking = "review.is_asking" in Reviews, Kind::YesNo, Value::YesNo(true);
    /// Days after the goods came on which they are asked.
    ReviewDays = "review.ask_after_days" in Reviews, number(1, 90), Value::Number(14);
    /// The first day on which VAT is accounted for by the One Stop Shop.
    OssSince = "vat.oss_since" in Vat, Kind::Day, Value::Day(None);
    /// The share of the threshold of sales across borders, in per cent, from which staff are warned.
    OssNear = "vat.near_percent" in Vat, number(1, 100), Value::Number(80);
    /// Whether an earlier answer of the register of VAT numbers stands in for one that does not come.
    TrustsEarlier = "vat.trusts_earlier" in Vat, Kind::YesNo, Value::YesNo(false);
    /// Hours for which an answer of the register may be used again.
    AnswerHours = "vat.answer_hours" in Vat, number(1, 720), Value::Number(24);
}

fn number(least: i64, most: i64) -> Kind {
    Kind::Number { least, most }
}

/// What a setting may say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number between two, both allowed.
    Number {
        /// The least.
        least: i64,
        /// The most.
        most: i64,
    },
    /// Yes or no.
    YesNo,
    /// A day, or none.
    Day,
}

/// A setting that is a whole number, as `whole_setting` of the database is asked for it: by statements that write what depends on it and ask nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Whole {
    /// Its stored name.
    pub key: &'static str,
    /// The least that it may say.
    pub least: i32,
    /// The most.
    pub most: i32,
    /// What holds while nobody has said anything that it may say.
    pub usual: i32,
}

/// What settings belong to: they are shown and saved together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Carts, delivery and stock.
    Buying,
    /// Trade with companies.
    Companies,
    /// Complaints and returns.
    Returns,
    /// Reviews.
    Reviews,
    /// VAT across borders.
    Vat,
}

impl Group {
    /// Every group, in order.
    pub const ALL: [Self; 5] = [
        Self::Buying,
        Self::Companies,
        Self::Returns,
        Self::Reviews,
        Self::Vat,
    ];

    /// Its settings, in order.
    pub fn keys(self) -> impl Iterator<Item = Key> {
        Key::ALL
            .iter()
            .copied()
            .filter(move |key| key.group() == self)
    }

    /// What a shop's own value takes of who changes it. What holds for all shops takes [`Permission::SettingShare`] besides.
    #[must_use]
    pub fn permission(self) -> Permission {
        match self {
            Self::Buying | Self::Companies | Self::Returns => Permission::SettingManage,
            Self::Reviews => Permission::ReviewManage,
            Self::Vat => Permission::VatManage,
        }
    }
}

impl Key {
    /// The setting of that name; none when there is none (any more).
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|key| key.name() == name)
    }

    /// The last part of its name, by which the trail tells it.
    #[must_use]
    pub fn told(self) -> &'static str {
        self.name().rsplit('.').next().unwrap_or(self.name())
    }

    /// Whether it may say this.
    #[must_use]
    pub fn allows(self, value: Value) -> bool {
        match (self.kind(), value) {
            (Kind::Number { least, most }, Value::Number(number)) => {
                (least..=most).contains(&number)
            }
            (Kind::YesNo, Value::YesNo(_)) | (Kind::Day, Value::Day(_)) => true,
            _ => false,
        }
    }

    /// What a statement asks the database for it by. Of what is no number only the usual comes back, which is nought then.
    pub(crate) fn whole(self) -> Whole {
        let narrow = |number: i64| i32::try_from(number).unwrap_or(0);
        let (least, most) = match self.kind() {
            Kind::Number { least, most } => (narrow(least), narrow(most)),
            Kind::YesNo | Kind::Day => (0, 0),
        };
        let usual = match self.usual() {
            Value::Number(usual) => narrow(usual),
            Value::YesNo(_) | Value::Day(_) => 0,
        };
        Whole {
            key: self.name(),
            least,
            most,
            usual,
        }
    }

    /// What is stored, where it is something that this setting may say.
    pub(super) fn understood(self, held: &serde_json::Value) -> Option<Value> {
        let value = match self.kind() {
            Kind::Number { .. } => Value::Number(held.as_i64()?),
            Kind::YesNo => Value::YesNo(held.as_bool()?),
            Kind::Day => match held.as_str()? {
                "" => Value::Day(None),
                day => Value::Day(Some(day.parse::<Date>().ok()?)),
            },
        };
        self.allows(value).then_some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart_and_what_is_usual_is_allowed() {
        let mut seen = std::collections::BTreeSet::new();
        for &key in Key::ALL {
            assert!(seen.insert(key.told()), "{key:?}");
            assert_eq!(Key::from_name(key.name()), Some(key));
            assert!(key.allows(key.usual()), "{key:?}");
            assert!(Group::ALL.contains(&key.group()));
        }
        let shown: usize = Group::ALL.iter().map(|group| group.keys().count()).sum();
        assert_eq!(shown, Key::ALL.len());
        assert_eq!(Key::from_name("demo.seed"), None);
    }

    #[test]
    fn another_kind_and_what_is_out_of_bounds_is_not_allowed() {
        assert!(Key::CartDays.allows(Value::Number(1)));
        for wrong in [
            Value::Number(0),
            Value::Number(366),
            Value::YesNo(true),
            Value::Day(None),
        ] {
            assert!(!Key::CartDays.allows(wrong), "{wrong:?}");
        }
        assert!(!Key::ReviewAsking.allows(Value::Number(1)));
    }

    #[test]
    fn statements_are_told_the_same_bounds() {
        for &key in Key::ALL {
            let whole = key.whole();
            assert_eq!(whole.key, key.name());
            if let (Kind::Number { least, most }, Value::Number(usual)) = (key.kind(), key.usual())
            {
                let told = [whole.least, whole.most, whole.usual].map(i64::from);
                assert_eq!(told, [least, most, usual], "{key:?}");
            }
        }
    }
}
