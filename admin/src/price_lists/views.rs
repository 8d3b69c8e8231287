use platform::i18n::Message;
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use crate::list::Status;
use crate::object::Collision;
use crate::when::When;

/// A price list's own facts.
pub(crate) struct PriceListForm;

impl Form for PriceListForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("name", "price-lists-name"),
        Field::plain("code", "price-lists-code"),
        Field::plain("kind", "price-lists-kind"),
        Field::plain("tier", "price-list-tier"),
        Field::plain("company", "price-list-company"),
        Field::plain("tiers", "price-list-tiers"),
        Field::plain("currency", "price-lists-currency"),
        Field::plain("vat", "price-list-vat"),
        Field::plain("from", "price-lists-from"),
        Field::plain("to", "price-lists-to"),
        Field::plain("priority", "price-list-priority"),
        Field::plain("row_version", "price-lists-name"),
    ];
}

/// A tier to choose.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TierChoice {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) is_chosen: bool,
    pub(crate) is_among: bool,
}

/// The form of a list, new or there already.
#[derive(Serialize)]
pub(crate) struct PriceListFormPage {
    /// Where it is sent.
    pub(crate) action: String,
    /// The list's page, when it is there already.
    pub(crate) href: String,
    /// Its name as it is kept; empty for a new one.
    pub(crate) title: String,
    pub(crate) form: FormState<PriceListForm>,
    pub(crate) tiers: Vec<TierChoice>,
    pub(crate) collisions: Vec<Collision>,
    pub(crate) row_version: i32,
    /// Whether it holds, and so can be ended at once.
    pub(crate) can_end: bool,
}

impl View for PriceListFormPage {
    const TEMPLATE: &'static str = "admin/price-list-form.html";
    fn samples() -> Vec<Self> {
        let tiers = || {
            vec![
                TierChoice {
                    code: "consumer".to_owned(),
                    name: "Konsument".to_owned(),
                    is_chosen: true,
                    is_among: false,
                },
                TierChoice {
                    code: "pro".to_owned(),
                    name: "Pro".to_owned(),
                    is_chosen: false,
                    is_among: true,
                },
            ]
        };
        let mut wrong = FormState::blank().with("kind", "campaign").with("vat", "0");
        for (field, message) in [
            ("name", "form-missing"),
            ("code", "price-list-code-taken"),
            ("company", "price-list-company-unknown"),
            ("from", "price-moment-wrong"),
            ("to", "price-list-backwards"),
            ("priority", "price-list-priority-wrong"),
            ("currency", "price-list-currency-wrong"),
        ] {
            wrong.refuse(field, message);
        }
        let new = Self {
            action: "/prislistor/ny".to_owned(),
            href: String::new(),
            title: String::new(),
            form: FormState::blank().with("kind", "company"),
            tiers: tiers(),
            collisions: Vec::new(),
            row_version: 0,
            can_end: false,
        };
        let held = Self {
            action: "/prislistor/1/andra".to_owned(),
            href: "/prislistor/1".to_owned(),
            title: "Pro 2026".to_owned(),
            form: wrong,
            tiers: tiers(),
            collisions: Collision::of_text("price-lists-name", "Pro", "Pro 2026")
                .into_iter()
                .collect(),
            row_version: 3,
            can_end: true,
        };
        vec![new, held]
    }
}

/// A price to set.
pub(crate) struct PriceForm;

impl Form for PriceForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("sku", "variant-sku"),
        Field::plain("price", "price-new"),
        Field::plain("quantity", "price-from-quantity"),
        Field::plain("from", "price-lists-from"),
    ];
}

/// A price in its list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PriceRow {
    pub(crate) id: String,
    pub(crate) sku: String,
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) quantity: i32,
    pub(crate) price: String,
    pub(crate) status: Status,
    pub(crate) from: When,
    pub(crate) to: Option<When>,
    pub(crate) by: String,
    pub(crate) can_end: bool,
}

/// What became of a file.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ReportView {
    pub(crate) is_trial: bool,
    pub(crate) rows: usize,
    pub(crate) changed: usize,
    pub(crate) unchanged: usize,
    pub(crate) refused: usize,
    pub(crate) problems: Vec<ProblemRow>,
    /// Refused rows that are not shown.
    pub(crate) more: usize,
}

/// A row that was refused.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ProblemRow {
    pub(crate) line: u64,
    pub(crate) column: String,
    pub(crate) value: String,
    pub(crate) reason: Message,
}

/// A price list with its prices.
#[derive(Serialize)]
pub(crate) struct PriceListPage {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) code: String,
    pub(crate) status: Status,
    pub(crate) kind: Status,
    pub(crate) whom: String,
    /// The tiers that are asked it, where it is a tier's list; empty: none is.
    pub(crate) asked_by: Option<String>,
    pub(crate) currency: String,
    pub(crate) includes_vat: bool,
    pub(crate) from: Option<When>,
    pub(crate) to: Option<When>,
    pub(crate) priority: i32,
    pub(crate) updated: When,
    pub(crate) version: i32,
    pub(crate) can_manage: bool,
    pub(crate) can_export: bool,
    pub(crate) search: String,
    pub(crate) shows_ended: bool,
    pub(crate) rows: Vec<PriceRow>,
    pub(crate) newer: Option<String>,
    pub(crate) older: Option<String>,
    pub(crate) form: FormState<PriceForm>,
    /// Text key of what was done.
    pub(crate) done: Option<&'static str>,
    /// Text key of why a file or a deed was refused as a whole.
    pub(crate) refusal: Option<&'static str>,
    pub(crate) report: Option<ReportView>,
}

impl View for PriceListPage {
    const TEMPLATE: &'static str = "admin/price-list.html";
    fn samples() -> Vec<Self> {
        let Some(now) = platform::clock::Timestamp::from_microsecond(1_790_000_000_000_000) else {
            return Vec::new();
        };
        let when = || When::new(crate::page::sample_locale(), now, now);
        let status = || Status::new("ok", "price-list-holds");
        let row = PriceRow {
            id: "1".to_owned(),
            sku: "NB-1".to_owned(),
            name: "Mugg Strand".to_owned(),
            href: "/produkter/1".to_owned(),
            quantity: 10,
            price: "0,0412 kr".to_owned(),
            status: status(),
            from: when(),
            to: Some(when()),
            by: "Maja".to_owned(),
            can_end: true,
        };
        let mut wrong = FormState::blank();
        for field in ["sku", "price", "quantity", "from"] {
            wrong.refuse(field, "form-missing");
        }
        let page = |form, rows, can_manage| Self {
            id: "1".to_owned(),
            name: "Pro 2026".to_owned(),
            code: "pro-2026".to_owned(),
            status: status(),
            kind: Status::new("idle", "price-list-tier"),
            whom: "Pro".to_owned(),
            asked_by: Some("Pro, Premium".to_owned()).filter(|_| can_manage),
            currency: "SEK".to_owned(),
            includes_vat: can_manage,
            from: can_manage.then(when),
            to: can_manage.then(when),
            priority: 100,
            updated: when(),
            version: 2,
            can_manage,
            can_export: can_manage,
            search: "NB".to_owned(),
            shows_ended: can_manage,
            rows,
            newer: can_manage.then(|| "/x".to_owned()),
            older: can_manage.then(|| "/x".to_owned()),
            form,
            done: can_manage.then_some("price-set-done"),
            refusal: can_manage.then_some("price-file-empty"),
            report: can_manage.then(|| ReportView {
                is_trial: true,
                rows: 5,
                changed: 3,
                unchanged: 0,
                refused: 2,
                problems: vec![ProblemRow {
                    line: 4,
                    column: "price".to_owned(),
                    value: "x".to_owned(),
                    reason: Message::new("price-reason-number"),
                }],
                more: 1,
            }),
        };
        let calm = Self {
            done: None,
            refusal: None,
            asked_by: Some(String::new()),
            search: String::new(),
            report: Some(ReportView {
                is_trial: false,
                rows: 1,
                changed: 1,
                unchanged: 0,
                refused: 0,
                problems: Vec::new(),
                more: 0,
            }),
            ..page(FormState::blank(), Vec::new(), true)
        };
        vec![
            page(wrong, vec![row.clone()], true),
            calm,
            page(
                FormState::blank(),
                vec![PriceRow {
                    to: None,
                    can_end: false,
                    ..row
                }],
                false,
            ),
            Self {
                search: String::new(),
                ..page(FormState::blank(), Vec::new(), false)
            },
        ]
    }
}
