use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use crate::frame::Counted;

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

/// A price that will be another.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DifferenceRow {
    pub(crate) sku: String,
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) quantity: i32,
    pub(crate) now: Option<String>,
    pub(crate) then: Option<String>,
    pub(crate) list: String,
    pub(crate) margin_bp: Option<i64>,
    pub(crate) is_below_margin: bool,
    pub(crate) lacks_prior: bool,
}

/// What differs.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ReportPart {
    pub(crate) changed: usize,
    pub(crate) below_margin: usize,
    pub(crate) lacking_prior: usize,
    pub(crate) is_capped: bool,
    /// Articles that were looked through.
    pub(crate) compared: usize,
    /// Articles whose price or VAT may change.
    pub(crate) touched: usize,
    /// There are more of them than that.
    pub(crate) is_more: bool,
    pub(crate) coming: Counted,
    pub(crate) going: Counted,
    pub(crate) rows: Vec<DifferenceRow>,
    /// Rows that are not shown.
    pub(crate) more: usize,
    /// Whether prices are told with VAT.
    pub(crate) includes_vat: bool,
    /// Whether margins are told: they tell costs.
    pub(crate) shows_margins: bool,
    /// The customer group's or the company's name.
    pub(crate) name: String,
}

/// The form, and the report when it has been asked for.
#[derive(Serialize)]
pub(crate) struct RehearsalPage {
    pub(crate) form: FormState<RehearsalForm>,
    pub(crate) tiers: Vec<TierOption>,
    /// Whether a margin can be asked for.
    pub(crate) asks_margin: bool,
    pub(crate) report: Option<ReportPart>,
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
        let row = DifferenceRow {
            sku: "NB-1".to_owned(),
            name: "Mugg Strand".to_owned(),
            href: "/produkter/1".to_owned(),
            quantity: 10,
            now: Some("249 kr".to_owned()),
            then: Some("199 kr".to_owned()),
            list: "Höstrea".to_owned(),
            margin_bp: Some(-500),
            is_below_margin: true,
            lacks_prior: true,
        };
        let bare = DifferenceRow {
            quantity: 1,
            now: None,
            then: None,
            margin_bp: None,
            is_below_margin: false,
            lacks_prior: false,
            ..row.clone()
        };
        let counted = |number, is_more| Counted { number, is_more };
        let full = ReportPart {
            changed: 412,
            below_margin: 7,
            lacking_prior: 3,
            is_capped: true,
            compared: 5_000,
            touched: 100_000,
            is_more: true,
            coming: counted(1_000, true),
            going: counted(2, false),
            rows: vec![row, bare],
            more: 212,
            includes_vat: true,
            shows_margins: true,
            name: "Pro".to_owned(),
        };
        let nothing = ReportPart {
            changed: 0,
            below_margin: 0,
            lacking_prior: 0,
            is_capped: false,
            compared: 0,
            touched: 0,
            is_more: false,
            coming: counted(0, false),
            going: counted(0, false),
            rows: Vec::new(),
            more: 0,
            includes_vat: false,
            shows_margins: false,
            name: "Pro".to_owned(),
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
                report: Some(full),
                link: None,
            },
            Self {
                form: FormState::blank(),
                tiers: tiers(),
                asks_margin: false,
                report: Some(nothing),
                link: Some("http://127.0.0.1:8080/repetition/x".to_owned()),
            },
            Self {
                form: wrong,
                tiers: Vec::new(),
                asks_margin: true,
                report: None,
                link: None,
            },
        ]
    }
}
