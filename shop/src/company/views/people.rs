//! Who buys for a company, and who is asked to.

use jiff::civil::{Date, date};
use platform::money::{Currency, Money};
use platform::render::{FormState, View};
use serde::Serialize;

use super::aside;
use crate::account::views::Aside;
use crate::company::forms::PersonForm;
use crate::frame::Head;

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
    /// What limits are in.
    pub currency: Currency,
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
            currency: Currency::SEK,
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
    /// What limits are in.
    pub currency: Currency,
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
            currency: Currency::EUR,
            form,
            row_version: 1,
        };
        vec![view(true, FormState::blank()), view(false, form)]
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
