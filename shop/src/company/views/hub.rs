//! The page of the company that somebody acts for, and of those that they may act for.

use jiff::civil::{Date, date};
use platform::money::{Currency, Money};
use platform::render::{FormState, View};
use serde::Serialize;

use super::aside;
use crate::account::views::Aside;
use crate::company::forms::PapersForm;
use crate::frame::Head;

/// A company that the person may act for.
#[derive(Clone, Debug, Serialize)]
pub struct CompanyChoice {
    /// Which.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `buyer`, `approver` or `administrator`.
    pub role: &'static str,
    /// Whether the log-in acts for it.
    pub is_current: bool,
}

/// An application of the person's.
#[derive(Clone, Debug, Serialize)]
pub struct ApplicationRow {
    /// Which.
    pub id: String,
    /// Registered name.
    pub company: String,
    /// The name of the tier that was asked for, or given; empty for whoever was let into a company that was there.
    pub tier: String,
    /// `waiting`, `approved`, `refused` or `withdrawn`.
    pub state: &'static str,
    /// Why it was refused.
    pub reason: String,
    /// When it was sent.
    pub sent_on: Date,
}

impl ApplicationRow {
    pub(super) fn samples() -> Vec<Self> {
        ["waiting", "approved", "refused", "withdrawn"]
            .into_iter()
            .map(|state| Self {
                id: "1".into(),
                company: "Studio Furu AB".into(),
                tier: "Pro".into(),
                state,
                reason: if state == "refused" {
                    "Numret hör till ett annat företag.".into()
                } else {
                    String::new()
                },
                sent_on: date(2026, 11, 24),
            })
            .collect()
    }
}

/// What a company may buy for on invoice.
#[derive(Clone, Debug, Serialize)]
pub struct CreditView {
    /// At most.
    pub limit: Money,
    /// Owed now.
    pub used: Money,
    /// The rest.
    pub left: Money,
    /// From order to due date.
    pub days: i64,
}

/// The company that the log-in acts for.
#[derive(Clone, Debug, Serialize)]
pub struct ActingView {
    /// Its name.
    pub name: String,
    /// `FTG-1001`.
    pub number: String,
    /// As people write it.
    pub org_number: String,
    /// The tier's name.
    pub tier: String,
    /// `standard`, `priority` or `dedicated`: how its people are helped.
    pub support: &'static str,
    /// Whom they turn to here; may be empty.
    pub contact: String,
    /// What the person may do.
    pub role: &'static str,
    /// What they may buy for without asking; none: no limit.
    pub limit: Option<Money>,
    /// Given with their orders.
    pub cost_place: String,
    /// When it may pay by invoice.
    pub credit: Option<CreditView>,
    /// How many purchases of colleagues wait for them.
    pub to_approve: i64,
    /// Whether the person changes papers, people and places.
    pub may_manage: bool,
    /// What the papers say.
    pub form: FormState<PapersForm>,
    /// For the form.
    pub row_version: i32,
}

/// For whom the person acts, and what they have applied for.
#[derive(Clone, Debug, Serialize)]
pub struct CompanyView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// What the person is called.
    pub person: String,
    /// Companies to choose among.
    pub companies: Vec<CompanyChoice>,
    /// The one that is chosen.
    pub acting: Option<ActingView>,
    /// The person's applications.
    pub applications: Vec<ApplicationRow>,
    /// Whether there is a tier to apply for.
    pub may_apply: bool,
    /// `papers`, `applied`, `withdrawn`, `left` or `joined`, when that was just done.
    pub done: &'static str,
}

impl View for CompanyView {
    const TEMPLATE: &'static str = "shop/company.html";

    fn samples() -> Vec<Self> {
        let sek = |kronor: i64| Money::new(kronor * 100, Currency::SEK);
        let choice = |name: &str, role, is_current| CompanyChoice {
            id: "1".into(),
            name: name.into(),
            role,
            is_current,
        };
        let mut form = FormState::blank().with("requires_reference", "1");
        form.refuse("gln", "error-gln");
        let acting = |may_manage: bool| ActingView {
            name: "Studio Furu AB".into(),
            number: "FTG-1001".into(),
            org_number: "556016-0680".into(),
            tier: "Pro".into(),
            support: if may_manage { "dedicated" } else { "standard" },
            contact: if may_manage {
                "Lena Berg, 031-123 45 67".into()
            } else {
                String::new()
            },
            role: if may_manage { "administrator" } else { "buyer" },
            limit: (!may_manage).then(|| sek(5_000)),
            cost_place: if may_manage {
                String::new()
            } else {
                "4100".into()
            },
            credit: may_manage.then(|| CreditView {
                limit: sek(25_000),
                used: sek(10_000),
                left: sek(15_000),
                days: 30,
            }),
            to_approve: if may_manage { 3 } else { 0 },
            may_manage,
            form: form.clone(),
            row_version: 1,
        };
        let full = Self {
            head: Head::sample("Företag"),
            aside: aside(),
            person: "Elin Sandahl".into(),
            companies: vec![
                choice("Studio Furu AB", "administrator", true),
                choice("Bolaget AB", "buyer", false),
                choice("Firman AB", "approver", false),
            ],
            acting: Some(acting(true)),
            applications: ApplicationRow::samples(),
            may_apply: true,
            done: "papers",
        };
        vec![
            Self {
                acting: Some(acting(false)),
                applications: Vec::new(),
                done: "applied",
                ..full.clone()
            },
            Self {
                companies: Vec::new(),
                acting: None,
                applications: Vec::new(),
                may_apply: false,
                done: "left",
                ..full.clone()
            },
            Self {
                acting: None,
                done: "withdrawn",
                ..full.clone()
            },
            Self {
                done: "joined",
                ..full.clone()
            },
            Self {
                done: "last",
                ..full.clone()
            },
            full,
        ]
    }
}
