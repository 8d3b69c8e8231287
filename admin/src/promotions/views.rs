use commerce::promotion::Benefit;
use commerce::promotion::listing::{CategoryChoice, ListedCode, TierChoice};
use platform::i18n::Message;
use platform::money::{Currency, Money};
use platform::render::{FormState, View};
use serde::Serialize;

use super::forms::{CodesForm, PromotionForm, TryOutForm};
use crate::guard::Me;
use crate::list::{Amount, Status};
use crate::orders::promotions::{DiscountRow, RefusedRow};
use crate::when::When;

/// Something to choose among.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Named {
    pub(crate) value: String,
    pub(crate) name: String,
    pub(crate) is_chosen: bool,
}

pub(super) fn named_categories(all: &[CategoryChoice], chosen: &[String]) -> Vec<Named> {
    all.iter()
        .map(|category| {
            let value = category.id.to_string();
            Named {
                is_chosen: chosen.contains(&value),
                name: category.name.clone(),
                value,
            }
        })
        .collect()
}

pub(super) fn named_tiers(all: &[TierChoice], chosen: &[String]) -> Vec<Named> {
    all.iter()
        .map(|tier| Named {
            value: tier.code.clone(),
            name: tier.name.clone(),
            is_chosen: chosen.contains(&tier.code),
        })
        .collect()
}

/// The form of a promotion.
#[derive(Serialize)]
pub(crate) struct PromotionFormPage {
    /// None: a new one.
    pub(crate) id: Option<String>,
    pub(crate) name: Option<String>,
    pub(crate) form: FormState<PromotionForm>,
    /// What its sums are in; empty while there is no shop.
    pub(crate) currency: String,
    pub(crate) kinds: Vec<&'static str>,
    pub(crate) categories: Vec<Named>,
    pub(crate) excluded_categories: Vec<Named>,
    pub(crate) tiers: Vec<Named>,
}

fn choices() -> Vec<Named> {
    ["Kök", "Kök › Muggar"]
        .into_iter()
        .map(|name| Named {
            value: name.to_owned(),
            name: name.to_owned(),
            is_chosen: name == "Kök",
        })
        .collect()
}

impl View for PromotionFormPage {
    const TEMPLATE: &'static str = "admin/promotion-form.html";
    fn samples() -> Vec<Self> {
        let page = |form: FormState<PromotionForm>, id: Option<&str>| Self {
            id: id.map(str::to_owned),
            name: id.map(|_| "Höstkampanj".to_owned()),
            currency: id.map_or_else(String::new, |_| "EUR".to_owned()),
            form,
            kinds: Benefit::KINDS.to_vec(),
            categories: choices(),
            excluded_categories: choices(),
            tiers: choices(),
        };
        let mut wrong = FormState::from_pairs([
            ("kind", "gift"),
            ("needs_code", "1"),
            ("is_exclusive", "1"),
            ("is_first_order", "1"),
            ("lane", "post"),
        ]);
        for field in [
            "name",
            "percent",
            "amount",
            "price",
            "buy",
            "pay",
            "gift_sku",
            "products",
            "tiers",
            "code",
            "starts",
            "ends",
            "min_sum",
            "kind",
            "categories",
        ] {
            wrong.refuse(field, "form-missing");
        }
        wrong.refuse_whole("form-changed-meanwhile");
        vec![
            page(FormState::blank().with("kind", "percent"), None),
            page(wrong, Some("1")),
        ]
    }
}

/// A condition with its value.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Condition {
    pub(crate) label: &'static str,
    pub(crate) value: Message,
}

/// A code.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CodeRow {
    pub(crate) code: String,
    pub(crate) uses: i64,
    pub(crate) max_uses: Option<i64>,
    pub(crate) customer: Option<String>,
    pub(crate) made: When,
}

impl CodeRow {
    pub(super) fn new(me: &Me, code: &ListedCode) -> Self {
        Self {
            code: code.code.clone(),
            uses: code.uses,
            max_uses: code.max_uses,
            customer: code.customer.clone(),
            made: When::new(me.locale(), code.created_at, me.now()),
        }
    }
}

/// An order that uses it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct UseRow {
    pub(crate) number: String,
    pub(crate) href: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) when: When,
    pub(crate) discount: Amount,
    pub(crate) total: Amount,
}

/// One promotion.
#[derive(Serialize)]
pub(crate) struct PromotionPage {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) status: Status,
    pub(crate) gives: String,
    pub(crate) starts: When,
    pub(crate) ends: Option<When>,
    pub(crate) uses: i64,
    pub(crate) max_uses: Option<i64>,
    /// Only so many of the latest orders are counted.
    pub(crate) of_latest: Option<i64>,
    pub(crate) placed: i64,
    pub(crate) revenue: Money,
    pub(crate) discount: Money,
    pub(crate) conditions: Vec<Condition>,
    pub(crate) needs_code: bool,
    pub(crate) code_count: i64,
    pub(crate) codes: Vec<CodeRow>,
    pub(crate) orders: Vec<UseRow>,
    pub(crate) row_version: i32,
    pub(crate) can_edit: bool,
    pub(crate) can_activate: bool,
    pub(crate) can_pause: bool,
    pub(crate) can_export: bool,
    /// New codes.
    pub(crate) form: FormState<CodesForm>,
    /// What was just done.
    pub(crate) told: Option<&'static str>,
}

fn sample_amount() -> Amount {
    Amount {
        digits: "−49,00".to_owned(),
        ..Amount::default()
    }
}

impl View for PromotionPage {
    const TEMPLATE: &'static str = "admin/promotion.html";
    fn samples() -> Vec<Self> {
        let Some(now) = platform::clock::Timestamp::from_microsecond(1_790_000_000_000_000) else {
            return Vec::new();
        };
        let when = || When::new(crate::page::sample_locale(), now, now);
        let page = |told: Option<&'static str>| {
            let is_full = told.is_none();
            let mut form = FormState::blank();
            if is_full {
                form.refuse("codes", "promotion-code-taken");
                form.refuse_whole("promotion-no-code");
            }
            Self {
                id: "1".to_owned(),
                name: "Höstkampanj".to_owned(),
                label: "Höst".to_owned(),
                status: Status::new("ok", "promotion-active"),
                gives: "20 % rabatt".to_owned(),
                starts: when(),
                ends: is_full.then(when),
                of_latest: is_full.then_some(10_000),
                uses: 12,
                max_uses: is_full.then_some(100),
                placed: 11,
                revenue: Money::new(1_234_500, Currency::SEK),
                discount: Money::new(123_400, Currency::SEK),
                conditions: vec![Condition {
                    label: "promotion-min-sum",
                    value: Message::new("list-value").with("text", "500 kr"),
                }],
                needs_code: is_full,
                code_count: 1,
                codes: if is_full {
                    vec![CodeRow {
                        code: "HOST".to_owned(),
                        uses: 1,
                        max_uses: Some(1),
                        customer: Some("10001".to_owned()),
                        made: when(),
                    }]
                } else {
                    Vec::new()
                },
                orders: if is_full {
                    vec![UseRow {
                        number: "ORD-100042".to_owned(),
                        href: Some("/ordrar/ORD-100042".to_owned()),
                        code: Some("HOST".to_owned()),
                        when: when(),
                        discount: sample_amount(),
                        total: sample_amount(),
                    }]
                } else {
                    Vec::new()
                },
                row_version: 1,
                can_edit: is_full,
                can_activate: is_full,
                can_pause: !is_full,
                can_export: is_full,
                form,
                told,
            }
        };
        let told = ["sparat", "koder", "aktiv", "pausad", "avslutad"];
        let told = told.into_iter().map(Some);
        std::iter::once(None).chain(told).map(page).collect()
    }
}

/// A row of a trial.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TriedRow {
    pub(crate) sku: String,
    pub(crate) name: String,
    pub(crate) quantity: i64,
    pub(crate) before: Amount,
    pub(crate) discounts: Vec<DiscountRow>,
    pub(crate) after: Amount,
}

/// What came of a trial.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TryOutResult {
    pub(crate) lines: Vec<TriedRow>,
    pub(crate) freight: Amount,
    pub(crate) freight_discounts: Vec<DiscountRow>,
    pub(crate) discount: Amount,
    pub(crate) total: Amount,
    pub(crate) refused: Vec<RefusedRow>,
}

/// Trying a promotion.
#[derive(Serialize)]
pub(crate) struct TryOutPage {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) form: FormState<TryOutForm>,
    pub(crate) tiers: Vec<Named>,
    pub(crate) result: Option<TryOutResult>,
}

impl View for TryOutPage {
    const TEMPLATE: &'static str = "admin/promotion-try-out.html";
    fn samples() -> Vec<Self> {
        let discount = || DiscountRow {
            label: "Höst".to_owned(),
            code: Some("HOST".to_owned()),
            href: Some("/kampanjer/1".to_owned()),
            amount: sample_amount(),
            is_capped: true,
        };
        let result = TryOutResult {
            lines: vec![TriedRow {
                sku: "NB-1".to_owned(),
                name: "Mugg Strand".to_owned(),
                quantity: 2,
                before: sample_amount(),
                discounts: vec![discount()],
                after: sample_amount(),
            }],
            freight: sample_amount(),
            freight_discounts: vec![discount()],
            discount: sample_amount(),
            total: sample_amount(),
            refused: vec![RefusedRow {
                label: "Tre för två".to_owned(),
                line: None,
                why: Message::new("trace-no-goods"),
            }],
        };
        let page = |form, result| Self {
            id: "1".to_owned(),
            name: "Höstkampanj".to_owned(),
            form,
            tiers: choices(),
            result,
        };
        let mut wrong = FormState::blank();
        for field in ["lines", "codes", "tier", "freight"] {
            wrong.refuse(field, "form-missing");
        }
        let bare = TryOutResult {
            refused: Vec::new(),
            ..result.clone()
        };
        vec![
            page(FormState::blank(), None),
            page(wrong, None),
            page(FormState::blank(), Some(result)),
            page(FormState::blank(), Some(bare)),
        ]
    }
}
