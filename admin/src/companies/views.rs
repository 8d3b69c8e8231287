use platform::money::{Currency, Money};
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use super::vat::CheckFacts;
use crate::bar::Bar;
use crate::list::{Amount, Status};
use crate::object::Collision;

/// What staff decide of a company.
#[derive(Debug)]
pub(crate) struct TermsForm;

impl Form for TermsForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("name", "company-name"),
        Field::plain("vat_number", "company-vat-number"),
        Field::plain("tier", "company-tier"),
        Field::plain("invoice", "company-may-invoice"),
        Field::plain("buys_in", "company-buys-in"),
        Field::plain("credit", "company-credit-limit"),
        Field::plain("days", "company-days"),
        Field::plain("contact", "company-contact"),
        Field::plain("state", "orders-state"),
        Field::plain("row_version", "company-name"),
    ];
}

/// A choice of a list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Pick {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) is_chosen: bool,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct MemberRow {
    pub(crate) name: String,
    /// None for whoever may not see customers.
    pub(crate) href: Option<String>,
    pub(crate) email: String,
    /// Text key.
    pub(crate) role: String,
    pub(crate) limit: Option<Amount>,
    pub(crate) cost_place: String,
    /// Whether the company keeps a list of cost places and this is not on it, so that the person must choose another.
    pub(crate) is_unlisted: bool,
    /// The cost places that they approve for, with commas between; empty: all, or none as their role says.
    pub(crate) approves_for: String,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct PlaceRow {
    pub(crate) label: String,
    pub(crate) lines: Vec<String>,
    pub(crate) gln: String,
    pub(crate) marking: String,
    pub(crate) is_default: bool,
}

/// One company.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CompanyPage {
    pub(crate) bar: Bar,
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) name: String,
    pub(crate) status: Status,
    pub(crate) tier: String,
    pub(crate) country: String,
    pub(crate) org_number: String,
    pub(crate) vat_number: String,
    /// What its register said last.
    pub(crate) check: Option<CheckFacts>,
    /// Whether the register can be asked.
    pub(crate) can_check: bool,
    pub(crate) used: Money,
    pub(crate) limit: Money,
    pub(crate) left: Money,
    pub(crate) may_invoice: bool,
    pub(crate) days: i16,
    pub(crate) invoice_email: String,
    pub(crate) invoice_lines: Vec<String>,
    pub(crate) gln: String,
    pub(crate) e_invoice_id: String,
    pub(crate) requires_reference: bool,
    pub(crate) buyers_see_all: bool,
    pub(crate) members: Vec<MemberRow>,
    pub(crate) places: Vec<PlaceRow>,
    pub(crate) form: FormState<TermsForm>,
    pub(crate) tiers: Vec<Pick>,
    /// What it buys in.
    pub(crate) buys_in: String,
    /// What it can buy in.
    pub(crate) currencies: Vec<String>,
    pub(crate) row_version: i32,
    pub(crate) collisions: Vec<Collision>,
    pub(crate) can_manage: bool,
    pub(crate) is_saved: bool,
}

impl View for CompanyPage {
    const TEMPLATE: &'static str = "admin/company.html";
    fn samples() -> Vec<Self> {
        let kr = |minor| Money::new(minor, Currency::SEK);
        let mut form = FormState::blank().with("name", "Studio Furu AB");
        form.refuse("credit", "sum-wrong");
        let full = Self {
            bar: Bar::sample(),
            id: "1".to_owned(),
            number: "FTG-1001".to_owned(),
            name: "Studio Furu AB".to_owned(),
            status: super::handlers::status("active"),
            tier: "Pro".to_owned(),
            country: "SE".to_owned(),
            org_number: "556016-0680".to_owned(),
            vat_number: "SE556016068001".to_owned(),
            check: None,
            can_check: true,
            used: kr(1_250_000),
            limit: kr(2_500_000),
            left: kr(1_250_000),
            may_invoice: true,
            days: 30,
            invoice_email: "faktura@studiofuru.example".to_owned(),
            invoice_lines: vec!["Box 12".to_owned(), "411 00 Göteborg".to_owned()],
            gln: "4006381333931".to_owned(),
            e_invoice_id: "0007:5560160680".to_owned(),
            requires_reference: true,
            buyers_see_all: false,
            members: ["buyer", "approver", "administrator"]
                .map(|role| MemberRow {
                    name: "Elin Sandahl".to_owned(),
                    href: (role == "buyer").then(|| "/kunder/1".to_owned()),
                    email: "elin@exempel.se".to_owned(),
                    role: super::handlers::role_key(role),
                    limit: (role == "buyer").then(Amount::default),
                    cost_place: "4100".to_owned(),
                    is_unlisted: role == "buyer",
                    approves_for: if role == "approver" {
                        "4100, Malmö"
                    } else {
                        ""
                    }
                    .to_owned(),
                })
                .into(),
            places: vec![PlaceRow {
                label: "Kontoret".to_owned(),
                lines: vec!["Bodgatan 4".to_owned()],
                gln: "4006381333931".to_owned(),
                marking: "Port B".to_owned(),
                is_default: true,
            }],
            form,
            buys_in: "EUR".to_owned(),
            currencies: vec!["SEK".to_owned(), "EUR".to_owned()],
            tiers: vec![Pick {
                value: "pro".to_owned(),
                label: "Pro".to_owned(),
                is_chosen: true,
            }],
            row_version: 1,
            collisions: Collision::of_text("company-days", "30", "20")
                .into_iter()
                .collect(),
            can_manage: true,
            is_saved: true,
        };
        let checks = platform::clock::Timestamp::from_microsecond(1_790_000_000_000_000)
            .map(|now| crate::when::When::new(crate::page::sample_locale(), now, now))
            .map(|when| CheckFacts::samples(&when))
            .unwrap_or_default();
        let mut samples: Vec<Self> = checks
            .into_iter()
            .map(|check| Self {
                check: Some(check),
                ..full.clone()
            })
            .collect();
        samples.extend([
            Self {
                can_check: false,
                status: super::handlers::status("closed"),
                members: Vec::new(),
                places: Vec::new(),
                vat_number: String::new(),
                gln: String::new(),
                e_invoice_id: String::new(),
                invoice_email: String::new(),
                invoice_lines: Vec::new(),
                may_invoice: false,
                can_manage: false,
                is_saved: false,
                collisions: Vec::new(),
                form: FormState::blank(),
                ..full.clone()
            },
            full,
        ]);
        samples
    }
}
