use platform::i18n::Message;
use platform::render::{FormState, View};
use serde::Serialize;

use super::form::RateForm;
use crate::list::Status;

/// A currency besides the shop's own, and how it stands.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CurrencyRow {
    pub(crate) code: String,
    /// Its latest rate, in words; none while it never had one.
    pub(crate) rate: Option<String>,
    /// The day of that rate.
    pub(crate) on: Option<String>,
    pub(crate) status: Status,
    /// Whether prices are in it.
    pub(crate) is_used: bool,
}

/// A rate as it was entered.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct EnteredRow {
    pub(crate) code: String,
    pub(crate) on: String,
    pub(crate) rate: String,
    /// Text key of who has published it.
    pub(crate) source: String,
    pub(crate) by: Option<String>,
    /// Another was entered for the same day later.
    pub(crate) is_replaced: bool,
}

/// The page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CurrenciesPage {
    /// The shop's own currency.
    pub(crate) home: String,
    /// Days for which a rate is good.
    pub(crate) days: i64,
    pub(crate) currencies: Vec<CurrencyRow>,
    pub(crate) entered: Vec<EnteredRow>,
    /// Names of those who publish rates.
    pub(crate) sources: Vec<&'static str>,
    pub(crate) form: FormState<RateForm>,
    /// Whether the rate is far from the one before, so that somebody has to say that it is meant.
    pub(crate) asks_sure: bool,
    /// Currencies that prices are in and that nothing can be sold in now.
    pub(crate) lacking: Vec<String>,
    pub(crate) can_manage: bool,
    pub(crate) told: Option<Message>,
}

impl View for CurrenciesPage {
    const TEMPLATE: &'static str = "admin/currencies.html";

    fn samples() -> Vec<Self> {
        let row = |code: &str, rate: Option<&str>, state: &str| CurrencyRow {
            code: code.to_owned(),
            rate: rate.map(str::to_owned),
            on: rate.map(|_| "2026-11-25".to_owned()),
            status: Status::new(
                if state == "fresh" { "ok" } else { "warn" },
                Message::new(format!("currency-state-{state}")),
            ),
            is_used: state != "fresh",
        };
        let entered = |rate: &str, is_replaced: bool| EnteredRow {
            code: "EUR".to_owned(),
            on: "2026-11-25".to_owned(),
            rate: rate.to_owned(),
            source: "currency-source-riksbank".to_owned(),
            by: (!is_replaced).then(|| "Maja <Hedlund>".to_owned()),
            is_replaced,
        };
        let usual = Self {
            home: "SEK".to_owned(),
            days: 7,
            currencies: vec![
                row("DKK", Some("1,4780"), "fresh"),
                row("EUR", Some("11,0345"), "stale"),
                row("NOK", None, "missing"),
            ],
            entered: vec![entered("11,0345", false), entered("110,345", true)],
            sources: vec!["riksbank", "ecb", "other"],
            form: FormState::blank()
                .with("day", "2026-11-26")
                .with("source", "riksbank"),
            asks_sure: false,
            lacking: vec!["EUR".to_owned(), "NOK".to_owned()],
            can_manage: true,
            told: Some(Message::new("currency-told-entered")),
        };
        let mut refused = Self {
            asks_sure: true,
            told: None,
            ..usual.clone()
        };
        refused.form.refuse(
            "rate",
            Message::new("currency-rate-far").with("before", "11,0345"),
        );
        refused.form.refuse("currency", "currency-code-own");
        vec![
            Self {
                currencies: Vec::new(),
                entered: Vec::new(),
                lacking: Vec::new(),
                told: None,
                ..usual.clone()
            },
            Self {
                can_manage: false,
                told: None,
                ..usual.clone()
            },
            refused,
            usual,
        ]
    }
}
