use platform::db::keyset::Count;
use platform::i18n::Message;
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use crate::bar::Bar;
use crate::frame::Counted;
use crate::list::{Amount, Status};
use crate::object::Event;
use crate::orders::CaseRow;
use crate::when::When;

/// What can be typed on a customer's page.
#[derive(Debug)]
pub(crate) struct CustomerForm;

impl Form for CustomerForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("note", "customer-note"),
        Field::plain("tier", "company-tier"),
        Field::plain("reason", "application-reason"),
        Field::plain("row_version", "customer-name"),
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
pub(crate) struct OrderRow {
    pub(crate) number: String,
    /// None for whoever may not see orders.
    pub(crate) href: Option<String>,
    pub(crate) company: Option<String>,
    pub(crate) status: Status,
    pub(crate) payment: Status,
    pub(crate) when: When,
    pub(crate) total: Amount,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct CompanyRow {
    pub(crate) name: String,
    /// None for whoever may not see companies.
    pub(crate) href: Option<String>,
    /// Text key.
    pub(crate) role: String,
    pub(crate) tier: String,
    pub(crate) is_active: bool,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct AddressRow {
    pub(crate) lines: Vec<String>,
    pub(crate) phone: String,
    pub(crate) is_default: bool,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct SessionRow {
    pub(crate) id: String,
    pub(crate) browser: String,
    pub(crate) address: String,
    pub(crate) began: When,
    pub(crate) seen: When,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct ConsentRow {
    /// Text key.
    pub(crate) purpose: String,
    /// Text key: `customer-consent-yes`, `-no` or `-unanswered`.
    pub(crate) standing: String,
    pub(crate) since: Option<When>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct CreditRow {
    pub(crate) id: String,
    /// None for whoever may not see gift cards.
    pub(crate) href: Option<String>,
    pub(crate) left: Amount,
    pub(crate) is_blocked: bool,
    pub(crate) until: When,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct NoteRow {
    pub(crate) text: String,
    pub(crate) by: String,
    pub(crate) when: When,
}

/// One customer.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CustomerPage {
    pub(crate) bar: Bar,
    /// The account's trail, for whoever may read it.
    pub(crate) audit_href: Option<String>,
    pub(crate) id: String,
    /// The name; the number of whoever is erased.
    pub(crate) title: String,
    pub(crate) number: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    /// Text key.
    pub(crate) language: String,
    pub(crate) status: Status,
    pub(crate) is_erased: bool,
    pub(crate) is_closed: bool,
    pub(crate) tier: String,
    pub(crate) has_password: bool,
    pub(crate) created: When,
    pub(crate) last_log_in: Option<When>,
    pub(crate) order_count: Counted,
    pub(crate) orders: Vec<OrderRow>,
    /// The list of all of them, for whoever may see it.
    pub(crate) all_orders: Option<String>,
    /// What they have withdrawn from and complained of.
    pub(crate) cases: Vec<CaseRow>,
    pub(crate) companies: Vec<CompanyRow>,
    pub(crate) addresses: Vec<AddressRow>,
    pub(crate) sessions: Vec<SessionRow>,
    pub(crate) consents: Vec<ConsentRow>,
    pub(crate) credits: Vec<CreditRow>,
    pub(crate) notes: Vec<NoteRow>,
    pub(crate) events: Vec<Event>,
    pub(crate) form: FormState<CustomerForm>,
    pub(crate) tiers: Vec<Pick>,
    pub(crate) row_version: i32,
    pub(crate) can_help: bool,
    pub(crate) can_manage: bool,
    pub(crate) can_data: bool,
    /// What has just been done: a text key.
    pub(crate) told: Option<String>,
}

impl View for CustomerPage {
    const TEMPLATE: &'static str = "admin/customer.html";
    fn samples() -> Vec<Self> {
        let Some(now) = platform::clock::Timestamp::from_microsecond(1_790_000_000_000_000) else {
            return Vec::new();
        };
        let when = || When::new(crate::page::sample_locale(), now, now);
        let status = || super::handlers::status("active");
        let mut form = FormState::blank().with("note", "Ringde om leveransen");
        form.refuse("note", "form-missing");
        form.refuse("reason", "form-missing");
        let full = Self {
            bar: Bar::sample(),
            audit_href: Some("/granskning?objekt=customer.1".to_owned()),
            id: "1".to_owned(),
            title: "Elin Sandahl".to_owned(),
            number: "KND-10001".to_owned(),
            email: "elin@exempel.se".to_owned(),
            phone: "+46701740612".to_owned(),
            language: "language-sv".to_owned(),
            status: status(),
            is_erased: false,
            is_closed: false,
            tier: "Användare".to_owned(),
            has_password: true,
            created: when(),
            last_log_in: Some(when()),
            order_count: Counted::from(Count::capped(3)),
            orders: [Some("/ordrar/ORD-1".to_owned()), None]
                .map(|href| OrderRow {
                    number: "ORD-1".to_owned(),
                    company: href.as_ref().map(|_| "Studio Furu AB".to_owned()),
                    href,
                    status: status(),
                    payment: status(),
                    when: when(),
                    total: Amount::default(),
                })
                .into(),
            all_orders: Some("/ordrar?q=elin@exempel.se".to_owned()),
            cases: vec![CaseRow {
                href: "/returer/RET-10001".to_owned(),
                number: "RET-10001".to_owned(),
                kind: "complaint",
                status: status(),
                made: when(),
                refund: Some(platform::money::Money::new(
                    24_900,
                    platform::money::Currency::SEK,
                )),
            }],
            companies: [Some("/foretag/1".to_owned()), None]
                .map(|href| CompanyRow {
                    name: "Studio Furu AB".to_owned(),
                    is_active: href.is_some(),
                    href,
                    role: "company-role-buyer".to_owned(),
                    tier: "Pro".to_owned(),
                })
                .into(),
            addresses: [true, false]
                .map(|is_default| AddressRow {
                    lines: vec!["Elin Sandahl".to_owned(), "Bodgatan 4".to_owned()],
                    phone: if is_default { "+46701740612" } else { "" }.to_owned(),
                    is_default,
                })
                .into(),
            sessions: vec![SessionRow {
                id: "1".to_owned(),
                browser: "Firefox, Linux".to_owned(),
                address: "192.0.2.1".to_owned(),
                began: when(),
                seen: when(),
            }],
            consents: ["yes", "no", "unanswered"]
                .map(|standing| ConsentRow {
                    purpose: "consent-newsletter".to_owned(),
                    standing: format!("customer-consent-{standing}"),
                    since: (standing != "unanswered").then(when),
                })
                .into(),
            credits: [Some("/presentkort/1".to_owned()), None]
                .map(|href| CreditRow {
                    id: "1".to_owned(),
                    is_blocked: href.is_none(),
                    href,
                    left: Amount::default(),
                    until: when(),
                })
                .into(),
            notes: vec![NoteRow {
                text: "Ringde om leveransen".to_owned(),
                by: "Lena".to_owned(),
                when: when(),
            }],
            events: vec![Event::new(
                now,
                "user",
                "",
                Message::new("customer-deed-registered"),
            )],
            form,
            tiers: vec![Pick {
                value: "user".to_owned(),
                label: "Användare".to_owned(),
                is_chosen: true,
            }],
            row_version: 1,
            can_help: true,
            can_manage: true,
            can_data: true,
            told: Some("customer-told-noted".to_owned()),
        };
        let bare = Self {
            bar: Bar::default(),
            audit_href: None,
            phone: String::new(),
            has_password: false,
            last_log_in: None,
            orders: Vec::new(),
            all_orders: None,
            cases: Vec::new(),
            companies: Vec::new(),
            addresses: Vec::new(),
            sessions: Vec::new(),
            credits: Vec::new(),
            notes: Vec::new(),
            events: Vec::new(),
            form: FormState::blank(),
            can_help: false,
            can_manage: false,
            can_data: false,
            told: None,
            ..full.clone()
        };
        let closed = Self {
            status: super::handlers::status("closed"),
            is_closed: true,
            ..full.clone()
        };
        let erased = Self {
            status: super::handlers::status("erased"),
            is_erased: true,
            title: "KND-10001".to_owned(),
            email: String::new(),
            ..bare.clone()
        };
        vec![bare, closed, erased, full]
    }
}
