use platform::i18n::Message;
use platform::money::{Currency, Money};
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use crate::companies::vat::CheckFacts;
use crate::list::Status;
use crate::when::When;

/// An approval.
#[derive(Debug)]
pub(crate) struct ApproveForm;

impl Form for ApproveForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("tier", "company-tier"),
        Field::plain("credit", "company-credit-limit"),
        Field::plain("join", "application-join"),
        Field::plain("reason", "application-reason"),
        Field::plain("row_version", "company-tier"),
    ];
}

/// A choice of a list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Pick {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) is_chosen: bool,
}

/// The company that is there already.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Known {
    pub(crate) href: String,
    pub(crate) number: String,
    pub(crate) name: String,
    pub(crate) administrators: Vec<String>,
    /// The applicant administers it: only the tier changes.
    pub(crate) is_own: bool,
    /// As what the applicant belongs to it.
    pub(crate) role: Option<&'static str>,
    pub(crate) is_closed: bool,
}

/// One application.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ApplicationPage {
    /// Its trail, for whoever may read it.
    pub(crate) audit_href: Option<String>,
    pub(crate) id: String,
    pub(crate) company_name: String,
    pub(crate) status: Status,
    pub(crate) came: When,
    pub(crate) decided: Option<When>,
    pub(crate) is_waiting: bool,
    pub(crate) tier: String,
    pub(crate) country: String,
    pub(crate) org_number: String,
    pub(crate) vat_number: String,
    /// What its register said last.
    pub(crate) check: Option<CheckFacts>,
    /// Whether the register can be asked.
    pub(crate) can_check: bool,
    pub(crate) invoice_email: String,
    pub(crate) note: String,
    pub(crate) reason: String,
    /// Name, address and number; none when the account is gone.
    pub(crate) applicant: Option<(String, String, String)>,
    /// The applicant's page, for whoever may see it.
    pub(crate) applicant_href: Option<String>,
    /// The tier that was given.
    pub(crate) given: Option<String>,
    pub(crate) known: Option<Known>,
    /// Where the company is that it became.
    pub(crate) company_href: Option<String>,
    pub(crate) tiers: Vec<Pick>,
    pub(crate) credit_of_tier: Option<Money>,
    pub(crate) form: FormState<ApproveForm>,
    pub(crate) row_version: i32,
    pub(crate) can_manage: bool,
}

impl View for ApplicationPage {
    const TEMPLATE: &'static str = "admin/application.html";
    fn samples() -> Vec<Self> {
        let Some(now) = platform::clock::Timestamp::from_microsecond(1_790_000_000_000_000) else {
            return Vec::new();
        };
        let when = || When::new(crate::page::sample_locale(), now, now);
        let mut form = FormState::blank().with("tier", "pro");
        form.refuse(
            "reason",
            Message::new("application-reason-missing").with("max", 1_000),
        );
        form.refuse("join", "application-join-missing");
        let known = |is_own, is_closed: bool| Known {
            href: "/".to_owned(),
            number: "FTG-1001".to_owned(),
            name: "Studio Furu AB".to_owned(),
            administrators: vec!["Elin Sandahl".to_owned()],
            is_own,
            role: is_closed.then_some("buyer"),
            is_closed,
        };
        let waiting = Self {
            audit_href: Some("/granskning?objekt=tier_application.1".to_owned()),
            id: "1".to_owned(),
            company_name: "Studio Furu AB".to_owned(),
            status: super::handlers::status("waiting"),
            came: when(),
            decided: None,
            is_waiting: true,
            tier: "Pro".to_owned(),
            country: "SE".to_owned(),
            org_number: "556016-0680".to_owned(),
            vat_number: "SE556016068001".to_owned(),
            check: CheckFacts::samples(&when()).into_iter().next(),
            can_check: true,
            invoice_email: "faktura@studiofuru.example".to_owned(),
            note: "Vi köper till kontoret.".to_owned(),
            reason: String::new(),
            applicant_href: Some("/kunder/1".to_owned()),
            applicant: Some((
                "Elin Sandahl".to_owned(),
                "elin@exempel.se".to_owned(),
                "KND-10001".to_owned(),
            )),
            given: None,
            known: Some(known(false, false)),
            company_href: None,
            tiers: vec![Pick {
                value: "pro".to_owned(),
                label: "Pro".to_owned(),
                is_chosen: true,
            }],
            credit_of_tier: Some(Money::new(2_500_000, Currency::SEK)),
            form,
            row_version: 1,
            can_manage: true,
        };
        vec![
            Self {
                known: Some(known(true, false)),
                form: FormState::blank(),
                can_manage: false,
                ..waiting.clone()
            },
            Self {
                known: Some(known(false, true)),
                ..waiting.clone()
            },
            Self {
                is_waiting: false,
                status: super::handlers::status("refused"),
                reason: "Numret hör till ett annat företag.".to_owned(),
                decided: Some(when()),
                known: None,
                applicant_href: None,
                applicant: None,
                vat_number: String::new(),
                check: None,
                can_check: false,
                note: String::new(),
                form: FormState::blank(),
                ..waiting.clone()
            },
            Self {
                is_waiting: false,
                company_href: Some("/".to_owned()),
                given: Some("Pro".to_owned()),
                status: super::handlers::status("approved"),
                form: FormState::blank(),
                ..waiting.clone()
            },
            waiting,
        ]
    }
}
