use commerce::currency::HomeVat;
use commerce::order::credit_note::CreditNote;
use platform::auth::Permission;
use platform::clock::Timestamp;
use platform::money::{Currency, Money};
use platform::render::View;
use serde::Serialize;

use crate::guard::Me;
use crate::list::Amount;
use crate::when::When;

/// A credit note in short, on the page of its order or case.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NoteRow {
    pub(crate) number: String,
    /// Its page, for who may see it.
    pub(crate) href: Option<String>,
    pub(crate) issued: When,
    pub(crate) amount: Money,
    pub(crate) vat: Money,
}

impl NoteRow {
    pub(crate) fn new(me: &Me, note: &CreditNote) -> Self {
        let number = note.number();
        Self {
            href: me
                .may(Permission::CreditNoteRead)
                .then(|| format!("/kreditnotor/{number}")),
            number,
            issued: When::new(me.locale(), note.issued_at, me.now()),
            amount: Money::new(note.amount_minor, note.currency),
            vat: Money::new(note.vat_minor, note.currency),
        }
    }

    /// One for the template checks.
    pub(crate) fn sample(issued: When) -> Self {
        Self {
            number: "KRE-10001".to_owned(),
            href: Some("/kreditnotor/KRE-10001".to_owned()),
            issued,
            amount: Money::new(24_900, Currency::SEK),
            vat: Money::new(4_980, Currency::SEK),
        }
    }
}

/// So many pieces of something.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LineRow {
    pub(crate) name: String,
    pub(crate) sku: String,
    pub(crate) quantity: i32,
}

/// What is credited at a rate, and why it bore that.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PartRow {
    pub(crate) rate_bp: i32,
    /// In the codes of EN 16931.
    pub(crate) reason: String,
    /// In the Union's codes.
    pub(crate) exemption: Option<String>,
    pub(crate) net: Amount,
    pub(crate) vat: Amount,
    pub(crate) amount: Amount,
}

/// A credit note.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CreditNotePage {
    pub(crate) number: String,
    pub(crate) issued: When,
    /// What it corrects.
    pub(crate) order: String,
    pub(crate) order_href: Option<String>,
    /// The case by which the money went back.
    pub(crate) case: Option<String>,
    pub(crate) case_href: Option<String>,
    /// The number of the invoice that it corrects, its own or its order's; empty: it corrects a receipt.
    pub(crate) invoice: String,
    pub(crate) invoice_href: Option<String>,
    /// What it is about; empty where it is about the order as a whole.
    pub(crate) lines: Vec<LineRow>,
    pub(crate) parts: Vec<PartRow>,
    pub(crate) vat: Money,
    /// The same in the shop's own currency, where the paper is in another.
    pub(crate) home_vat: Option<HomeVat>,
    pub(crate) total: Money,
}

impl View for CreditNotePage {
    const TEMPLATE: &'static str = "admin/credit-note.html";

    fn samples() -> Vec<Self> {
        let Some(now) = Timestamp::from_microsecond(1_790_000_000_000_000) else {
            return Vec::new();
        };
        let amount = |digits: &str| Amount {
            digits: digits.to_owned(),
            ..Amount::default()
        };
        let of_case = Self {
            number: "KRE-10001".to_owned(),
            issued: When::new(crate::page::sample_locale(), now, now),
            order: "ORD-100001".to_owned(),
            order_href: Some("/ordrar/ORD-100001".to_owned()),
            case: Some("RET-10001".to_owned()),
            case_href: Some("/returer/RET-10001".to_owned()),
            invoice: String::new(),
            invoice_href: None,
            lines: vec![LineRow {
                name: "Mugg Strand <b>, midnatt".to_owned(),
                sku: "NB-STR-MUG-MID".to_owned(),
                quantity: 1,
            }],
            parts: vec![PartRow {
                rate_bp: 2_500,
                reason: "S".to_owned(),
                exemption: None,
                net: amount("199,20"),
                vat: amount("49,80"),
                amount: amount("249,00"),
            }],
            vat: Money::new(4_980, Currency::SEK),
            home_vat: Some(HomeVat::sample()),
            total: Money::new(24_900, Currency::SEK),
        };
        let whole = Self {
            home_vat: None,
            order_href: None,
            case: None,
            case_href: None,
            invoice: "FAK-10001".to_owned(),
            invoice_href: Some("/fakturor/FAK-10001".to_owned()),
            lines: Vec::new(),
            parts: vec![PartRow {
                rate_bp: 0,
                reason: "K".to_owned(),
                exemption: Some("VATEX-EU-IC".to_owned()),
                net: amount("445,60"),
                vat: amount("0,00"),
                amount: amount("445,60"),
            }],
            ..of_case.clone()
        };
        vec![of_case, whole]
    }
}
