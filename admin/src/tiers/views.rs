use commerce::tier::{SupportLevel, TierFunction};
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use crate::list::Amount;
use crate::object::Collision;
use crate::when::When;

/// A tier, to be made or changed.
#[derive(Debug)]
pub(crate) struct TierForm;

impl Form for TierForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("code", "tier-code"),
        Field::plain("name_sv", "tier-name-sv"),
        Field::plain("name_en", "tier-name-en"),
        Field::plain("position", "tier-position"),
        Field::plain("vat", "tier-vat"),
        Field::plain("minimum", "tier-minimum"),
        Field::plain("free_freight", "tier-free-freight"),
        Field::plain("buys_in", "company-buys-in"),
        Field::plain("days", "tier-days"),
        Field::plain("credit", "tier-credit"),
        Field::plain("function", "tier-functions"),
        Field::plain("support", "tier-support"),
        Field::plain("applied", "tier-applied"),
        Field::plain("row_version", "tier-code"),
    ];
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct TierRow {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) shows_vat: bool,
    pub(crate) payment_days: i16,
    pub(crate) credit: Option<Amount>,
    pub(crate) minimum: Option<Amount>,
    /// Text keys.
    pub(crate) functions: Vec<String>,
    /// Text key.
    pub(crate) support: String,
    pub(crate) can_be_applied_for: bool,
    pub(crate) companies: i64,
    pub(crate) is_more: bool,
}

/// All tiers.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TierListPage {
    pub(crate) tiers: Vec<TierRow>,
    pub(crate) can_manage: bool,
    pub(crate) is_saved: bool,
}

impl View for TierListPage {
    const TEMPLATE: &'static str = "admin/tiers.html";
    fn samples() -> Vec<Self> {
        let row = |can_be_applied_for: bool| TierRow {
            code: "pro".to_owned(),
            name: "Pro".to_owned(),
            shows_vat: !can_be_applied_for,
            payment_days: if can_be_applied_for { 30 } else { 0 },
            credit: can_be_applied_for.then(Amount::default),
            minimum: can_be_applied_for.then(Amount::default),
            functions: TierFunction::ALL.map(super::handlers::function_key).into(),
            support: super::handlers::support_key(SupportLevel::Priority),
            can_be_applied_for,
            companies: 3,
            is_more: can_be_applied_for,
        };
        [true, false]
            .map(|can_manage| Self {
                tiers: vec![row(true), row(false)],
                can_manage,
                is_saved: can_manage,
            })
            .into()
    }
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Tick {
    pub(crate) value: &'static str,
    /// Text key.
    pub(crate) label: String,
    pub(crate) is_on: bool,
}

/// A price list that the tier is asked the prices of.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ListRow {
    pub(crate) name: String,
    /// None for whoever may not see price lists.
    pub(crate) href: Option<String>,
    pub(crate) is_campaign: bool,
    /// Whose list it is, where it is another tier's.
    pub(crate) of_tier: Option<String>,
    /// Whether it is guests' list, with no other behind it.
    pub(crate) is_fallback: bool,
    /// From when, where it is to come.
    pub(crate) from: Option<When>,
    pub(crate) until: Option<When>,
}

/// One tier, or a new one.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TierPage {
    pub(crate) is_new: bool,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) currency: String,
    /// What its people can buy in.
    pub(crate) currencies: Vec<String>,
    /// Guests buy in the shop's own currency.
    pub(crate) is_guests: bool,
    pub(crate) form: FormState<TierForm>,
    pub(crate) functions: Vec<Tick>,
    pub(crate) supports: Vec<Tick>,
    pub(crate) row_version: i32,
    /// What someone else saved meanwhile.
    pub(crate) collisions: Vec<Collision>,
    /// In the order in which they are asked.
    pub(crate) lists: Vec<ListRow>,
    /// Whether a shop is picked, whose lists they are.
    pub(crate) has_shop: bool,
    /// Whether it sees a part of the catalogue only.
    pub(crate) is_limited: bool,
    pub(crate) can_manage: bool,
}

impl View for TierPage {
    const TEMPLATE: &'static str = "admin/tier.html";
    fn samples() -> Vec<Self> {
        let mut wrong = FormState::blank().with("code", "Owner");
        wrong.refuse("code", "tier-code-reserved");
        wrong.refuse("name_sv", "form-missing");
        wrong.refuse("credit", "sum-wrong");
        let when = || {
            let now = platform::clock::Timestamp::from_microsecond(1_790_000_000_000_000);
            now.map(|now| When::new(crate::page::sample_locale(), now, now))
        };
        let list = |is_fallback: bool| ListRow {
            name: "Pro 2026".to_owned(),
            href: is_fallback.then(|| "/prislistor/1".to_owned()),
            is_campaign: !is_fallback,
            of_tier: is_fallback.then(|| "Konsument".to_owned()),
            is_fallback,
            from: when(),
            until: when().filter(|_| is_fallback),
        };
        let page = |is_new: bool, can_manage, form: FormState<TierForm>| Self {
            is_new,
            code: "pro".to_owned(),
            name: "Pro".to_owned(),
            currency: "SEK".to_owned(),
            currencies: vec!["SEK".to_owned(), "EUR".to_owned()],
            is_guests: false,
            functions: super::handlers::function_ticks(&["invoice".to_owned()]),
            supports: super::handlers::support_ticks("priority"),
            form,
            row_version: 1,
            collisions: Collision::of_text("tier-days", "30", "20")
                .filter(|_| !is_new)
                .into_iter()
                .collect(),
            lists: if can_manage {
                vec![list(false), list(true)]
            } else {
                Vec::new()
            },
            has_shop: can_manage,
            is_limited: can_manage,
            can_manage,
        };
        vec![
            page(true, true, wrong),
            page(false, true, FormState::blank()),
            page(false, false, FormState::blank().with("vat", "1")),
        ]
    }
}
