//! The form by which a company asks for a tier.

use platform::render::{FormState, View};
use serde::Serialize;

use super::aside;
use super::hub::ApplicationRow;
use crate::account::views::Aside;
use crate::company::forms::ApplyForm;
use crate::frame::Head;

/// A tier that can be applied for, with what it gives.
#[derive(Clone, Debug, Serialize)]
pub struct TierChoice {
    /// The form's value.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether prices are shown with VAT.
    pub shows_vat: bool,
    /// What its companies buy in, where that is another currency than the shop's.
    pub buys_in: Option<String>,
    /// From order to due date; 0: no invoices.
    pub days: i64,
    /// `lists`, `quick_order` ...
    pub functions: Vec<&'static str>,
    /// `standard`, `priority` or `dedicated`.
    pub support: &'static str,
    /// Whether it is chosen.
    pub is_chosen: bool,
}

/// Applying.
#[derive(Clone, Debug, Serialize)]
pub struct ApplyView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// What there is to apply for.
    pub tiers: Vec<TierChoice>,
    /// Countries, by code: the theme has the names.
    pub countries: Vec<String>,
    /// What was typed.
    pub form: FormState<ApplyForm>,
    /// The person's applications so far.
    pub applications: Vec<ApplicationRow>,
    /// Whether one of them waits: then there is nothing to apply for.
    pub is_waiting: bool,
}

impl View for ApplyView {
    const TEMPLATE: &'static str = "shop/company-apply.html";

    fn samples() -> Vec<Self> {
        let tier = |code: &str, is_chosen: bool| TierChoice {
            code: code.into(),
            name: "Pro".into(),
            shows_vat: is_chosen,
            buys_in: is_chosen.then(|| "EUR".into()),
            days: if is_chosen { 0 } else { 30 },
            functions: vec!["lists", "quick_order", "invoice", "quotes"],
            support: if is_chosen { "standard" } else { "dedicated" },
            is_chosen,
        };
        let mut form = FormState::blank().with("country", "SE");
        for field in [
            "tier",
            "company",
            "org_number",
            "vat_number",
            "country",
            "note",
        ] {
            form.refuse(field, "error-required");
        }
        let refused = Self {
            head: Head::sample("Ansök"),
            aside: aside(),
            tiers: vec![tier("pro", true), tier("premium", false)],
            countries: vec!["SE".into(), "NO".into()],
            form,
            applications: ApplicationRow::samples(),
            is_waiting: false,
        };
        vec![
            Self {
                form: FormState::blank().with("country", "SE"),
                applications: Vec::new(),
                tiers: Vec::new(),
                ..refused.clone()
            },
            Self {
                is_waiting: true,
                ..refused.clone()
            },
            refused,
        ]
    }
}
