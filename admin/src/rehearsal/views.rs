use commerce::promotion::per_piece::Beyond;
use platform::i18n::Message;
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use crate::list::{ListPage, ListView, Status};
use crate::page::sample_locale;
use crate::when::When;

/// Whom and when.
pub(crate) struct RehearsalForm;

impl Form for RehearsalForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("tier", "price-list-tier"),
        Field::plain("company", "price-list-company"),
        Field::plain("at", "rehearsal-at"),
        Field::plain("margin", "rehearsal-margin"),
    ];
}

/// A tier to choose.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TierOption {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) is_chosen: bool,
}

/// The form.
#[derive(Serialize)]
pub(crate) struct RehearsalPage {
    pub(crate) form: FormState<RehearsalForm>,
    pub(crate) tiers: Vec<TierOption>,
    /// Whether a margin can be asked for.
    pub(crate) asks_margin: bool,
    /// Into the shop.
    pub(crate) link: Option<String>,
}

impl View for RehearsalPage {
    const TEMPLATE: &'static str = "admin/rehearsal.html";
    fn samples() -> Vec<Self> {
        let tiers = || {
            vec![TierOption {
                code: "pro".to_owned(),
                name: "Pro".to_owned(),
                is_chosen: true,
            }]
        };
        let mut wrong = FormState::blank();
        wrong.refuse("company", "price-list-company-unknown");
        wrong.refuse("at", "rehearsal-at-wrong");
        wrong.refuse("margin", "rehearsal-margin-wrong");
        vec![
            Self {
                form: FormState::blank(),
                tiers: tiers(),
                asks_margin: true,
                link: None,
            },
            Self {
                form: FormState::blank(),
                tiers: tiers(),
                asks_margin: false,
                link: Some("http://127.0.0.1:8080/repetition/x".to_owned()),
            },
            Self {
                form: wrong,
                tiers: Vec::new(),
                asks_margin: true,
                link: None,
            },
        ]
    }
}

/// A number that opens its rows.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Figure {
    /// Text key.
    pub(crate) label: &'static str,
    pub(crate) count: i64,
    pub(crate) href: String,
}

/// A price that will be another.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DifferenceRow {
    pub(crate) sku: String,
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) quantity: i32,
    pub(crate) now: Option<String>,
    /// With what promotions take off.
    pub(crate) now_promoted: Option<String>,
    pub(crate) then: Option<String>,
    pub(crate) then_promoted: Option<String>,
    pub(crate) list: String,
    pub(crate) margin_bp: Option<i64>,
    pub(crate) is_below_margin: bool,
    pub(crate) lacks_prior: bool,
    pub(crate) is_by_promotion: bool,
}

/// A promotion that begins or ends.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PromotionRow {
    pub(crate) name: String,
    /// For whoever may see promotions.
    pub(crate) href: Option<String>,
    pub(crate) gives: String,
    pub(crate) turn: Status,
    pub(crate) from: When,
    pub(crate) to: Option<When>,
    /// Empty: everybody.
    pub(crate) whom: String,
    /// Text key: why it has not been reckoned with.
    pub(crate) beyond: Option<String>,
}

/// What was asked, as the form has it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Question {
    /// The form, filled in.
    pub(crate) href: String,
    pub(crate) tier: String,
    pub(crate) company: String,
    pub(crate) at: String,
    pub(crate) margin: String,
}

/// What differs.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct AnswerPage {
    pub(crate) number: String,
    /// The customer group's or the company's name.
    pub(crate) name: String,
    pub(crate) at: String,
    pub(crate) asked: String,
    pub(crate) is_done: bool,
    /// Articles that have been compared, of so many.
    pub(crate) looked_at: i64,
    pub(crate) articles: i64,
    pub(crate) changed: i64,
    pub(crate) figures: Vec<Figure>,
    pub(crate) coming: i64,
    pub(crate) going: i64,
    pub(crate) rows: Vec<DifferenceRow>,
    /// Whether the list has more.
    pub(crate) more: bool,
    pub(crate) list_href: String,
    pub(crate) promotions: Vec<PromotionRow>,
    pub(crate) more_promotions: i64,
    /// Whether prices are told with VAT.
    pub(crate) includes_vat: bool,
    /// Whether margins are told: they tell costs.
    pub(crate) shows_margins: bool,
    pub(crate) margin: Option<String>,
    pub(crate) question: Question,
}

fn sample_rows() -> Vec<DifferenceRow> {
    let row = DifferenceRow {
        sku: "NB-1".to_owned(),
        name: "Mugg Strand".to_owned(),
        href: "/produkter/1".to_owned(),
        quantity: 10,
        now: Some("249 kr".to_owned()),
        now_promoted: Some("224,10 kr".to_owned()),
        then: Some("199 kr".to_owned()),
        then_promoted: Some("179,10 kr".to_owned()),
        list: "Höstrea".to_owned(),
        margin_bp: Some(-500),
        is_below_margin: true,
        lacks_prior: true,
        is_by_promotion: false,
    };
    let bare = DifferenceRow {
        quantity: 1,
        now: None,
        now_promoted: None,
        then: None,
        then_promoted: None,
        list: String::new(),
        margin_bp: None,
        is_below_margin: false,
        lacks_prior: false,
        ..row.clone()
    };
    let promoted = DifferenceRow {
        is_by_promotion: true,
        ..bare.clone()
    };
    vec![row, bare, promoted]
}

fn sample_promotions() -> Vec<PromotionRow> {
    let now = platform::clock::Timestamp::from_microsecond(1_790_000_000_000_000);
    let of = |when: When| {
        let row = PromotionRow {
            name: "Höstkampanj".to_owned(),
            href: Some("/kampanjer/1".to_owned()),
            gives: "20 % rabatt".to_owned(),
            turn: Status::new("ok", Message::new("rehearsal-turn-starts")),
            from: when.clone(),
            to: Some(when),
            whom: "Pro".to_owned(),
            beyond: None,
        };
        let beyond = Beyond::ALL.map(|why| PromotionRow {
            href: None,
            to: None,
            whom: String::new(),
            beyond: Some(format!("rehearsal-beyond-{}", why.as_str())),
            ..row.clone()
        });
        std::iter::once(row).chain(beyond).collect()
    };
    now.map(|now| When::new(sample_locale(), now, now))
        .map(of)
        .unwrap_or_default()
}

impl View for AnswerPage {
    const TEMPLATE: &'static str = "admin/rehearsal-answer.html";
    fn samples() -> Vec<Self> {
        let full = Self {
            number: "REP-1001".to_owned(),
            name: "Pro".to_owned(),
            at: "27 november 2026 00:00".to_owned(),
            asked: "26 november 2026 16:00".to_owned(),
            is_done: true,
            looked_at: 5_000,
            articles: 5_000,
            changed: 412,
            figures: vec![
                Figure {
                    label: "rehearsal-fig-changed",
                    count: 412,
                    href: "/prisskillnader?repetition=REP-1001".to_owned(),
                },
                Figure {
                    label: "rehearsal-fig-lacking",
                    count: 0,
                    href: "/prisskillnader?repetition=REP-1001".to_owned(),
                },
            ],
            coming: 3,
            going: 1,
            rows: sample_rows(),
            more: true,
            list_href: "/prisskillnader?repetition=REP-1001".to_owned(),
            promotions: sample_promotions(),
            more_promotions: 2,
            includes_vat: true,
            shows_margins: true,
            margin: Some("20 %".to_owned()),
            question: Question {
                href: "/repetition?tier=pro".to_owned(),
                tier: "pro".to_owned(),
                company: String::new(),
                at: "2026-11-27 00:00".to_owned(),
                margin: "20".to_owned(),
            },
        };
        let running = Self {
            is_done: false,
            looked_at: 2_000,
            articles: 1_000_000,
            ..full.clone()
        };
        let nothing = Self {
            changed: 0,
            figures: Vec::new(),
            rows: Vec::new(),
            more: false,
            promotions: Vec::new(),
            more_promotions: 0,
            includes_vat: false,
            shows_margins: false,
            margin: None,
            ..full.clone()
        };
        vec![full, running, nothing]
    }
}

/// The list of an answer's differences.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DifferencesPage {
    pub(crate) list: ListView,
    pub(crate) number: String,
    pub(crate) answer_href: String,
}

impl View for DifferencesPage {
    const TEMPLATE: &'static str = "admin/price-differences.html";
    fn samples() -> Vec<Self> {
        ListPage::samples_of(&super::LIST, None)
            .into_iter()
            .map(|page| Self {
                list: page.list,
                number: "REP-1001".to_owned(),
                answer_href: "/repetition/REP-1001".to_owned(),
            })
            .collect()
    }
}
