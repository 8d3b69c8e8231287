//! The pages of companies and their people.

use jiff::civil::{Date, date};
use platform::money::{Currency, Money};
use platform::render::{FormState, View};
use serde::Serialize;

use super::forms::{ApplyForm, PapersForm, PersonForm, PlaceForm};
use crate::account::views::Aside;
use crate::frame::Head;

fn aside() -> Aside {
    Aside { current: "company" }
}

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
    fn samples() -> Vec<Self> {
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

/// A tier that can be applied for, with what it gives.
#[derive(Clone, Debug, Serialize)]
pub struct TierChoice {
    /// The form's value.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether prices are shown with VAT.
    pub shows_vat: bool,
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

/// A person of the company.
#[derive(Clone, Debug, Serialize)]
pub struct PersonRow {
    /// Which.
    pub id: String,
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// What they may do.
    pub role: &'static str,
    /// What they may buy for without asking; none: no limit.
    pub limit: Option<Money>,
    /// Given with their orders.
    pub cost_place: String,
    /// Whether it is whoever looks.
    pub is_me: bool,
}

/// Somebody who has been invited.
#[derive(Clone, Debug, Serialize)]
pub struct InvitedRow {
    /// Which invitation.
    pub id: String,
    /// Where it went.
    pub email: String,
    /// As what.
    pub role: &'static str,
    /// The last day on which it is good.
    pub until: Date,
}

/// The company's people.
#[derive(Clone, Debug, Serialize)]
pub struct PeopleView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// Its name.
    pub company: String,
    /// Who belongs to it.
    pub people: Vec<PersonRow>,
    /// Who has been invited.
    pub invited: Vec<InvitedRow>,
    /// The invitation that was typed.
    pub form: FormState<PersonForm>,
    /// `invited`, `withdrawn`, `changed` or `removed`, when that was just done.
    pub done: &'static str,
}

impl View for PeopleView {
    const TEMPLATE: &'static str = "shop/company-people.html";

    fn samples() -> Vec<Self> {
        let person = |role, is_me: bool| PersonRow {
            id: "1".into(),
            name: "Elin Sandahl".into(),
            email: "elin@exempel.se".into(),
            role,
            limit: (!is_me).then(|| Money::new(500_000, Currency::SEK)),
            cost_place: if is_me { String::new() } else { "4100".into() },
            is_me,
        };
        let mut form = FormState::blank()
            .with("email", "x")
            .with("role", "approver");
        form.refuse("email", "error-email");
        form.refuse("role", "error-required");
        let full = Self {
            head: Head::sample("Personer"),
            aside: aside(),
            company: "Studio Furu AB".into(),
            people: vec![
                person("administrator", true),
                person("approver", false),
                person("buyer", false),
            ],
            invited: ["administrator", "approver", "buyer"]
                .map(|role| InvitedRow {
                    id: "1".into(),
                    email: "ny@exempel.se".into(),
                    role,
                    until: date(2026, 12, 1),
                })
                .into(),
            form,
            done: "invited",
        };
        let done = |done| Self {
            done,
            invited: Vec::new(),
            form: FormState::blank(),
            ..full.clone()
        };
        vec![done("withdrawn"), done("changed"), done("removed"), full]
    }
}

/// What one person may do.
#[derive(Clone, Debug, Serialize)]
pub struct PersonView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// Who.
    pub person: PersonRow,
    /// What was typed.
    pub form: FormState<PersonForm>,
    /// For the form.
    pub row_version: i32,
}

impl View for PersonView {
    const TEMPLATE: &'static str = "shop/company-person.html";

    fn samples() -> Vec<Self> {
        let mut form = FormState::blank().with("role", "approver");
        form.refuse("limit", "error-sum");
        form.refuse_whole("error-changed-meanwhile");
        let person = |is_me: bool| PersonRow {
            id: "1".into(),
            name: "Elin Sandahl".into(),
            email: "elin@exempel.se".into(),
            role: "buyer",
            limit: None,
            cost_place: String::new(),
            is_me,
        };
        let view = |is_me, form: FormState<PersonForm>| Self {
            head: Head::sample("Person"),
            aside: aside(),
            person: person(is_me),
            form,
            row_version: 1,
        };
        vec![view(true, FormState::blank()), view(false, form)]
    }
}

/// A place where goods go.
#[derive(Clone, Debug, Serialize)]
pub struct PlaceRow {
    /// Which.
    pub id: String,
    /// What the company calls it.
    pub label: String,
    /// Receiver, street, town.
    pub lines: Vec<String>,
    /// Written on the parcels.
    pub marking: String,
    /// Chosen beforehand.
    pub is_default: bool,
}

/// Where the company's goods go.
#[derive(Clone, Debug, Serialize)]
pub struct PlacesView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// Its name.
    pub company: String,
    /// Its places.
    pub places: Vec<PlaceRow>,
    /// `saved` or `removed`, when that was just done.
    pub done: &'static str,
}

impl View for PlacesView {
    const TEMPLATE: &'static str = "shop/company-places.html";

    fn samples() -> Vec<Self> {
        let place = |is_default: bool| PlaceRow {
            id: "1".into(),
            label: "Kontoret".into(),
            lines: vec!["Bodgatan 4".into(), "411 00 Göteborg".into()],
            marking: if is_default {
                "Port B".into()
            } else {
                String::new()
            },
            is_default,
        };
        let view = |places, done| Self {
            head: Head::sample("Platser"),
            aside: aside(),
            company: "Studio Furu AB".into(),
            places,
            done,
        };
        vec![
            view(vec![place(true), place(false)], "saved"),
            view(Vec::new(), "removed"),
            view(Vec::new(), ""),
        ]
    }
}

/// One place, or a new one.
#[derive(Clone, Debug, Serialize)]
pub struct PlaceView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// Which; empty for a new one.
    pub id: String,
    /// Countries, by code.
    pub countries: Vec<String>,
    /// What was typed.
    pub form: FormState<PlaceForm>,
    /// For the form.
    pub row_version: i32,
}

impl View for PlaceView {
    const TEMPLATE: &'static str = "shop/company-place.html";

    fn samples() -> Vec<Self> {
        let mut form = FormState::blank()
            .with("country", "SE")
            .with("is_default", "1");
        for field in ["label", "street", "country", "gln"] {
            form.refuse(field, "error-required");
        }
        let view = |id: &str, countries: &[&str], form: FormState<PlaceForm>| Self {
            head: Head::sample("Plats"),
            aside: aside(),
            id: id.into(),
            countries: countries.iter().map(|code| (*code).into()).collect(),
            form,
            row_version: 1,
        };
        vec![
            view("", &["SE"], FormState::blank().with("country", "SE")),
            view("1", &["SE", "NO"], form),
        ]
    }
}

/// An invitation to act for a company.
#[derive(Clone, Debug, Serialize)]
pub struct InvitationView {
    /// For browsers.
    pub head: Head,
    /// `account` when the address has one, `new` when not, `over` when the invitation is not good any more.
    pub what: &'static str,
    /// Whose name it is in.
    pub company: String,
    /// Who invites; empty when staff do.
    pub invited_by: String,
    /// The address that opening it proves.
    pub email: String,
    /// As what.
    pub role: &'static str,
    /// Name and password, for a new account.
    pub form: FormState<crate::account::forms::ChoiceForm>,
    /// Fewest characters of a password.
    pub shortest: i64,
    /// The link's own path.
    pub here: String,
}

impl View for InvitationView {
    const TEMPLATE: &'static str = "shop/company-invitation.html";

    fn samples() -> Vec<Self> {
        let mut form = FormState::blank().with("name", "Elin");
        form.refuse("password", "error-password-guessable");
        ["account", "new", "over"]
            .map(|what| Self {
                head: Head::sample("Inbjudan"),
                what,
                company: "Studio Furu AB".into(),
                invited_by: if what == "new" {
                    "Elin".into()
                } else {
                    String::new()
                },
                email: "ny@exempel.se".into(),
                role: "buyer",
                form: form.clone(),
                shortest: 12,
                here: "/konto/inbjudan/x/y".into(),
            })
            .into()
    }
}
