use platform::i18n::Message;
use platform::money::{Currency, Money};
use platform::render::View;
use serde::Serialize;

use crate::frame::Counted;
use crate::list::{Amount, Status};
use crate::when::When;

/// What is worst, above everything else.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Harm {
    pub(crate) status: Status,
    pub(crate) text: Message,
    pub(crate) detail: Message,
    pub(crate) failed: Counted,
    pub(crate) stopped: Counted,
    pub(crate) href: String,
}

/// What was sold in the shops of one home currency.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Sales {
    pub(crate) total: Money,
    pub(crate) orders: i64,
    pub(crate) average: Option<Money>,
    pub(crate) yesterday_total: Money,
    pub(crate) yesterday_orders: i64,
}

/// Something that someone should do.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Todo {
    pub(crate) count: Counted,
    pub(crate) label: String,
    pub(crate) hint: String,
    pub(crate) href: String,
    pub(crate) waited: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct LatestOrder {
    pub(crate) number: String,
    pub(crate) customer: String,
    pub(crate) when: When,
    pub(crate) status: Status,
    pub(crate) total: Amount,
}

/// The first page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TodayPage {
    /// The heading: a sentence about today.
    pub(crate) sentence: Message,
    pub(crate) date: String,
    pub(crate) time: String,
    pub(crate) harm: Option<Harm>,
    /// By home currency of the shops; none for whoever may not see orders.
    pub(crate) sales: Vec<Sales>,
    pub(crate) todos: Vec<Todo>,
    pub(crate) may_read_orders: bool,
    pub(crate) latest: Vec<LatestOrder>,
}

impl View for TodayPage {
    const TEMPLATE: &'static str = "admin/today.html";
    fn samples() -> Vec<Self> {
        let Some(now) = platform::clock::Timestamp::from_microsecond(1_790_000_000_000_000) else {
            return Vec::new();
        };
        let kr = |minor| Money::new(minor, Currency::SEK);
        let count = |number| Counted {
            number,
            is_more: number > 999,
        };
        let sold = Sales {
            total: kr(6_842_000),
            orders: 94,
            average: Some(kr(72_800)),
            yesterday_total: kr(6_109_000),
            yesterday_orders: 86,
        };
        let full = Self {
            sentence: Message::new("today-stopped").with("count", 3),
            date: "2026-11-24".to_owned(),
            time: "10:42".to_owned(),
            harm: Some(Harm {
                status: Status::new("bad", "today-harm"),
                text: Message::new("today-harm-both")
                    .with("jobs", 2)
                    .with("deliveries", 1),
                detail: Message::new("today-harm-since").with("time", "1 h"),
                failed: count(2),
                stopped: count(1000),
                href: "/jobb".to_owned(),
            }),
            sales: vec![sold.clone(), sold.clone()],
            todos: vec![Todo {
                count: count(3),
                label: "today-to-ship".to_owned(),
                hint: "today-to-ship-hint".to_owned(),
                href: "/ordrar".to_owned(),
                waited: Some("1 h".to_owned()),
            }],
            may_read_orders: true,
            latest: vec![LatestOrder {
                number: "ORD-1".to_owned(),
                customer: "Elin".to_owned(),
                when: When::new(crate::page::sample_locale(), now, now),
                status: Status::new("ok", "payment-paid"),
                total: Amount {
                    digits: "1,00".to_owned(),
                    currency: None,
                    ..Amount::default()
                },
            }],
        };
        let calm = Self {
            sentence: "today-all-well".into(),
            harm: None,
            sales: vec![Sales {
                average: None,
                ..sold
            }],
            todos: Vec::new(),
            latest: Vec::new(),
            ..full.clone()
        };
        let other = Self {
            sales: Vec::new(),
            may_read_orders: false,
            ..calm.clone()
        };
        vec![full, calm, other]
    }
}
