use platform::i18n::Message;
use platform::money::{Currency, Money};
use platform::render::{FormState, View};
use serde::Serialize;

use super::forms::{CountryForm, RateForm, TermsForm};
use crate::list::Amount;

/// How much has been sold to consumers across borders.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Meter {
    pub(crate) sold: Money,
    pub(crate) last_year: Money,
    pub(crate) threshold: Option<Money>,
    /// Hundredths of a per cent.
    pub(crate) share_bp: i64,
    /// `far`, `near` or `passed`.
    pub(crate) nearness: &'static str,
    /// Whether the One Stop Shop is used now.
    pub(crate) uses_oss: bool,
}

/// A choice of a list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Pick {
    pub(crate) value: String,
    pub(crate) label: String,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct RateRow {
    pub(crate) id: String,
    pub(crate) class: String,
    pub(crate) rate_bp: i32,
    pub(crate) from: String,
    pub(crate) to: Option<String>,
    /// It has not begun: it can be taken back.
    pub(crate) is_to_come: bool,
}

/// The rates of a country.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CountryRates {
    pub(crate) country: String,
    pub(crate) is_own: bool,
    pub(crate) rates: Vec<RateRow>,
    /// Classes without a rate there: nothing of them can be sold there at its rates.
    pub(crate) missing: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct WayRow {
    pub(crate) label: String,
    pub(crate) price: Amount,
    pub(crate) free_from: Option<Amount>,
    pub(crate) max_weight_g: Option<i32>,
}

/// A country that is delivered to.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CountryRow {
    pub(crate) country: String,
    pub(crate) is_own: bool,
    pub(crate) is_in_eu: bool,
    pub(crate) ways: Vec<WayRow>,
}

/// A country that is delivered to, with classes of goods that have no rate there now.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct WithoutRates {
    pub(crate) country: String,
    pub(crate) classes: Vec<String>,
}

/// A quarter, or a month, whose figures can be taken out.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct QuarterLink {
    pub(crate) label: String,
    pub(crate) href: String,
}

/// The page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct VatPage {
    pub(crate) meter: Meter,
    pub(crate) terms: FormState<TermsForm>,
    pub(crate) rate: FormState<RateForm>,
    pub(crate) country: FormState<CountryForm>,
    pub(crate) rates: Vec<CountryRates>,
    pub(crate) countries: Vec<CountryRow>,
    pub(crate) classes: Vec<Pick>,
    pub(crate) methods: Vec<Pick>,
    /// What a way can cost something in.
    pub(crate) currencies: Vec<String>,
    /// Every country that the forms offer.
    pub(crate) offered: Vec<&'static str>,
    /// Every country that can have rates.
    pub(crate) rated: Vec<&'static str>,
    /// Countries that are delivered to, with the classes in use that have no rate there.
    pub(crate) without: Vec<WithoutRates>,
    pub(crate) quarters: Vec<QuarterLink>,
    /// Months whose papers can be taken out for the books.
    pub(crate) months: Vec<QuarterLink>,
    pub(crate) can_manage: bool,
    /// What was just done, in words.
    pub(crate) told: Option<Message>,
    /// Why something was not done that has no form.
    pub(crate) refused: Option<Message>,
}

impl View for VatPage {
    const TEMPLATE: &'static str = "admin/vat.html";

    fn samples() -> Vec<Self> {
        let kr = |minor| Money::new(minor, Currency::SEK);
        let meter = |nearness, share_bp, uses_oss| Meter {
            sold: kr(8_120_000),
            last_year: kr(1_200_000),
            threshold: Some(kr(9_968_000)),
            share_bp,
            nearness,
            uses_oss,
        };
        let rate = |class: &str, is_to_come: bool| RateRow {
            id: "1".to_owned(),
            class: class.to_owned(),
            rate_bp: 2_550,
            from: "2026-01-01".to_owned(),
            to: is_to_come.then(|| "2027-01-01".to_owned()),
            is_to_come,
        };
        let usual = Self {
            meter: meter("far", 1_200, false),
            terms: FormState::blank()
                .with("answer_hours", "24")
                .with("row_version", "1"),
            rate: FormState::blank().with("from", "2026-11-26"),
            country: FormState::blank(),
            rates: vec![
                CountryRates {
                    country: "SE".to_owned(),
                    is_own: true,
                    rates: vec![rate("Normal", false)],
                    missing: Vec::new(),
                },
                CountryRates {
                    country: "FI".to_owned(),
                    is_own: false,
                    rates: vec![rate("Normal", false), rate("Livsmedel", true)],
                    missing: vec!["Låg <6 %>".to_owned()],
                },
            ],
            countries: vec![
                CountryRow {
                    country: "SE".to_owned(),
                    is_own: true,
                    is_in_eu: true,
                    ways: Vec::new(),
                },
                CountryRow {
                    country: "NO".to_owned(),
                    is_own: false,
                    is_in_eu: false,
                    ways: vec![
                        WayRow {
                            label: "Hem till dörren".to_owned(),
                            price: Amount::default(),
                            free_from: Some(Amount::default()),
                            max_weight_g: Some(20_000),
                        },
                        WayRow {
                            label: "Ombud".to_owned(),
                            price: Amount::default(),
                            free_from: None,
                            max_weight_g: None,
                        },
                    ],
                },
            ],
            classes: vec![Pick {
                value: "standard".to_owned(),
                label: "Normal".to_owned(),
            }],
            methods: vec![Pick {
                value: "1".to_owned(),
                label: "Hem".to_owned(),
            }],
            currencies: vec!["SEK".to_owned(), "EUR".to_owned()],
            offered: vec!["DK", "FI", "NO"],
            rated: vec!["DK", "FI", "XI", "QM", "QN", "QO", "QP"],
            without: vec![WithoutRates {
                country: "FI".to_owned(),
                classes: vec!["Böcker".to_owned(), "Livsmedel".to_owned()],
            }],
            quarters: vec![QuarterLink {
                label: "2026-Q4".to_owned(),
                href: "/moms/oss?ar=2026&kvartal=4".to_owned(),
            }],
            months: vec![QuarterLink {
                label: "2026-11".to_owned(),
                href: "/moms/bokforing?ar=2026&manad=11".to_owned(),
            }],
            can_manage: true,
            told: Some(Message::new("vat-told-rate")),
            refused: None,
        };
        let mut wrong = usual.clone();
        wrong.terms.refuse("answer_hours", "vat-day-wrong");
        wrong.rate.refuse("rate", "vat-rate-wrong");
        wrong.country.refuse("price", "sum-wrong");
        wrong.meter = meter("near", 8_146, false);
        wrong.told = None;
        wrong.refused = Some(Message::new("vat-rate-begun"));
        vec![
            Self {
                meter: meter("passed", 12_000, false),
                can_manage: false,
                told: None,
                without: Vec::new(),
                months: Vec::new(),
                ..usual.clone()
            },
            Self {
                meter: Meter {
                    threshold: None,
                    ..meter("far", 0, true)
                },
                ..usual.clone()
            },
            wrong,
            usual,
        ]
    }
}
