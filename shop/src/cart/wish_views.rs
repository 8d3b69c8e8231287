//! What is wished of a gift card: the form for it, and the words that say it.

use commerce::gift_card::Wish;
use commerce::gift_card::wish::latest_day;
use jiff::civil::{Date, date};
use platform::clock::Timestamp;
use platform::money::{Currency, Money};
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use crate::frame::Head;

/// What can be wished.
#[derive(Debug)]
pub struct WishForm;

impl Form for WishForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("amount", "gift-amount"),
        Field::plain("recipient", "gift-recipient"),
        Field::plain("greeting", "gift-greeting"),
        Field::plain("deliver_on", "gift-day"),
        Field::plain("quantity", "quantity"),
    ];
}

/// Within which bounds.
#[derive(Clone, Debug, Serialize)]
pub struct WishBounds {
    /// Least and most that the card may hold, where the shopper may say how much.
    pub range: Option<(Money, Money)>,
    /// The first day that can be asked for.
    pub first_day: Date,
    /// The last.
    pub last_day: Date,
}

impl WishBounds {
    /// As they are at a moment.
    #[must_use]
    pub fn at(now: Timestamp, range: Option<(i64, i64)>, currency: Currency) -> Self {
        let sum = |minor| Money::new(minor, currency);
        Self {
            range: range.map(|(least, most)| (sum(least), sum(most))),
            first_day: now.business_time().date(),
            last_day: latest_day(now).0,
        }
    }

    /// With and without a sum to say.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let fixed = Self {
            range: None,
            first_day: date(2026, 11, 24),
            last_day: date(2027, 11, 24),
        };
        let free = Self {
            range: Some((
                Money::new(10_000, Currency::SEK),
                Money::new(500_000, Currency::SEK),
            )),
            ..fixed.clone()
        };
        vec![fixed, free]
    }
}

/// What was wished, in words.
#[derive(Clone, Debug, Serialize)]
pub struct WishedView {
    /// Whose address; empty: the buyer's.
    pub recipient: String,
    /// Their words, line by line.
    pub greeting: Vec<String>,
    /// The day that was asked for.
    pub deliver_on: Option<Date>,
    /// Where something else is wished; empty where it is too late for that.
    pub href: String,
}

impl WishedView {
    /// A wish, as a page shows it.
    #[must_use]
    pub fn of(wish: &Wish, href: String) -> Self {
        Self {
            recipient: wish.recipient.clone().unwrap_or_default(),
            greeting: wish.greeting.lines().map(str::to_owned).collect(),
            deliver_on: wish.deliver_on.map(|day| day.0),
            href,
        }
    }

    /// All of it, and nothing.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let all = Self {
            recipient: "moa@exempel.se".into(),
            greeting: vec!["Grattis!".into(), "Hälsar <Elin>".into()],
            deliver_on: Some(date(2026, 12, 24)),
            href: "/varukorg/rad/0190/presentkort".into(),
        };
        let nothing = Self {
            recipient: String::new(),
            greeting: Vec::new(),
            deliver_on: None,
            href: String::new(),
        };
        vec![all, nothing]
    }
}

/// The page with the form.
#[derive(Clone, Debug, Serialize)]
pub struct WishView {
    /// For browsers.
    pub head: Head,
    /// What the card is called.
    pub name: String,
    /// What was chosen, in words.
    pub options: String,
    /// Where the form goes.
    pub action: String,
    /// Whether it is to be put into the cart; else it is there already.
    pub is_new: bool,
    /// Bounds.
    pub bounds: WishBounds,
    /// What was typed, and what is wrong with it.
    pub form: FormState<WishForm>,
}

impl View for WishView {
    const TEMPLATE: &'static str = "shop/gift-card.html";

    fn samples() -> Vec<Self> {
        let bounds = WishBounds::samples();
        let mut wrong = FormState::from_pairs([
            ("amount", "5"),
            ("recipient", "moa"),
            ("greeting", "Grattis!\nHälsar <Elin>"),
            ("deliver_on", "2026-02-30"),
            ("quantity", "0"),
        ]);
        for field in ["amount", "recipient", "greeting", "deliver_on", "quantity"] {
            wrong.refuse(field, "error-required");
        }
        bounds
            .into_iter()
            .flat_map(|bounds| {
                let fresh = Self {
                    head: Head::sample("Presentkort"),
                    name: "Presentkort".into(),
                    options: "Valfritt belopp".into(),
                    action: "/varukorg/presentkort/0190".into(),
                    is_new: true,
                    bounds,
                    form: FormState::blank().with("quantity", "1"),
                };
                let refused = Self {
                    form: wrong.clone(),
                    options: String::new(),
                    is_new: false,
                    ..fresh.clone()
                };
                [fresh, refused]
            })
            .collect()
    }
}
