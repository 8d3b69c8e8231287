use commerce::pricing::Why;
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use super::graph::Graph;
use crate::when::When;

/// An audience to look as.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct AudienceOption {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) is_chosen: bool,
}

/// A variant to look at.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct VariantOption {
    pub(crate) id: String,
    pub(crate) sku: String,
    pub(crate) is_chosen: bool,
}

/// A stretch of time with one price.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct StretchRow {
    pub(crate) from: When,
    pub(crate) to: Option<When>,
    pub(crate) price: Option<String>,
    /// Whether it could be bought.
    pub(crate) is_for_sale: bool,
    pub(crate) list: String,
    pub(crate) is_reduced: bool,
    /// Whether it lies among the days that the prior price is looked for in.
    pub(crate) counts: bool,
    /// Whether it is the prior price.
    pub(crate) is_prior: bool,
}

/// What is said of a reduction.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PriorPart {
    /// `none`, `announced`, `not-lower` or `nothing`.
    pub(crate) code: &'static str,
    pub(crate) price: String,
    pub(crate) began: Option<When>,
}

/// What the variant costs the merchant.
#[derive(Clone, Debug)]
pub(crate) struct CostForm;

impl Form for CostForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("cost", "variant-cost"),
        Field::plain("seen", "variant-cost"),
    ];
}

/// What is said of the cost, for those who may set it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CostPart {
    pub(crate) form: FormState<CostForm>,
    /// The cost that the form was made from, as it is written in the form.
    pub(crate) seen: String,
    /// What is left of the price above; empty when cost or price is not known.
    pub(crate) margin: String,
    pub(crate) is_loss: bool,
}

/// Prices of a variant for an audience.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct VariantPricesPage {
    pub(crate) product: String,
    pub(crate) href: String,
    pub(crate) action: String,
    pub(crate) variants: Vec<VariantOption>,
    pub(crate) audiences: Vec<AudienceOption>,
    pub(crate) company: String,
    /// Why the company that was asked for is not looked at.
    pub(crate) company_refusal: Option<&'static str>,
    /// For so many pieces.
    pub(crate) quantity: String,
    /// Whether what was typed is no number of pieces.
    pub(crate) is_quantity_wrong: bool,
    /// For those who may set it.
    pub(crate) cost: Option<CostPart>,
    pub(crate) is_cost_set: bool,
    pub(crate) includes_vat: bool,
    pub(crate) is_perishable: bool,
    pub(crate) why: Option<Why>,
    pub(crate) prior: PriorPart,
    pub(crate) graph: Option<Graph>,
    pub(crate) stretches: Vec<StretchRow>,
}

impl View for VariantPricesPage {
    const TEMPLATE: &'static str = "admin/variant-prices.html";
    fn samples() -> Vec<Self> {
        let Some(now) = platform::clock::Timestamp::from_microsecond(1_790_000_000_000_000) else {
            return Vec::new();
        };
        let when = || When::new(crate::page::sample_locale(), now, now);
        let row = StretchRow {
            from: when(),
            to: Some(when()),
            price: Some("249 kr".to_owned()),
            is_for_sale: true,
            list: "Konsument".to_owned(),
            is_reduced: true,
            counts: true,
            is_prior: true,
        };
        let bare = StretchRow {
            to: None,
            price: None,
            is_for_sale: false,
            is_reduced: false,
            counts: false,
            is_prior: false,
            ..row.clone()
        };
        let full = Self {
            product: "Mugg Strand".to_owned(),
            href: "/produkter/1".to_owned(),
            action: "/produkter/1/priser".to_owned(),
            variants: vec![VariantOption {
                id: "1".to_owned(),
                sku: "NB-1".to_owned(),
                is_chosen: true,
            }],
            audiences: vec![AudienceOption {
                code: "pro".to_owned(),
                name: "Pro".to_owned(),
                is_chosen: true,
            }],
            company: "FTG-1001".to_owned(),
            company_refusal: Some("price-list-company-unknown"),
            quantity: "10".to_owned(),
            is_quantity_wrong: true,
            cost: Some(CostPart {
                form: FormState::blank().with("cost", "150"),
                seen: "150".to_owned(),
                margin: "24,7 %".to_owned(),
                is_loss: false,
            }),
            is_cost_set: true,
            includes_vat: true,
            is_perishable: true,
            why: Why::samples().into_iter().next(),
            prior: PriorPart {
                code: "announced",
                price: "249 kr".to_owned(),
                began: Some(when()),
            },
            graph: Some(Graph {
                width: 640,
                height: 120,
                path: "M0 8H640".to_owned(),
                window: Some((20, 300)),
                prior_y: Some(8),
            }),
            stretches: vec![row, bare],
        };
        let mut refused = FormState::blank().with("cost", "gratis");
        refused.refuse("cost", "price-wrong");
        let losing = CostPart {
            form: refused,
            seen: String::new(),
            margin: "−5 %".to_owned(),
            is_loss: true,
        };
        let others = ["none", "not-lower", "nothing"].map(|code| Self {
            company_refusal: None,
            is_quantity_wrong: false,
            cost: (code == "none").then(|| losing.clone()),
            is_cost_set: false,
            includes_vat: false,
            is_perishable: false,
            why: None,
            prior: PriorPart {
                code,
                price: "249 kr".to_owned(),
                began: (code != "none").then(when),
            },
            graph: (code == "nothing").then(|| Graph {
                path: "M0 8H640".to_owned(),
                ..Graph::default()
            }),
            stretches: Vec::new(),
            ..full.clone()
        });
        std::iter::once(full.clone()).chain(others).collect()
    }
}
