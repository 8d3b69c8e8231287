use commerce::currency::HomeVat;
use platform::clock::Timestamp;
use platform::money::{Currency, Money};
use platform::render::View;
use serde::Serialize;

use super::payments::PaymentRow;
use crate::credit_notes::NoteRow;
use crate::list::{Amount, Status};
use crate::when::When;

/// What was sold.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LineRow {
    pub(crate) name: String,
    /// Empty for freight.
    pub(crate) sku: String,
    pub(crate) quantity: i32,
    pub(crate) rate_bp: i32,
    /// In the codes of EN 16931.
    pub(crate) reason: String,
    pub(crate) net: Amount,
}

/// VAT at a rate, and why it is that.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PartRow {
    pub(crate) rate_bp: i32,
    /// In the codes of EN 16931.
    pub(crate) reason: String,
    /// In the Union's codes; may be empty.
    pub(crate) exemption: String,
    pub(crate) net: Amount,
    pub(crate) vat: Amount,
    pub(crate) amount: Amount,
}

/// An invoice as it was issued, and what is owed of it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct InvoicePage {
    pub(crate) number: String,
    pub(crate) status: Status,
    pub(crate) issued: When,
    pub(crate) due_on: String,
    pub(crate) order: String,
    pub(crate) order_href: Option<String>,
    /// Where money that has come is entered, for who may.
    pub(crate) pay_href: Option<String>,
    /// Whether anything of it is owed.
    pub(crate) is_owed: bool,
    /// Its order was called off: nothing of it is to be paid.
    pub(crate) is_void: bool,
    /// What is to stand on the payment.
    pub(crate) reference: String,
    pub(crate) bankgiro: String,
    pub(crate) iban: String,
    /// Empty once the books want it no longer.
    pub(crate) buyer: String,
    pub(crate) buyer_lines: Vec<String>,
    pub(crate) org_number: String,
    pub(crate) vat_number: String,
    pub(crate) e_invoice_id: String,
    pub(crate) gln: String,
    pub(crate) their_reference: String,
    pub(crate) cost_place: String,
    pub(crate) marking: String,
    pub(crate) contact: String,
    pub(crate) lines: Vec<LineRow>,
    pub(crate) parts: Vec<PartRow>,
    pub(crate) net: Money,
    pub(crate) vat: Money,
    /// The same in the shop's own currency, where the paper is in another.
    pub(crate) home_vat: Option<HomeVat>,
    pub(crate) total: Money,
    pub(crate) prepaid: Option<Money>,
    pub(crate) payable: Money,
    pub(crate) credited: Option<Money>,
    pub(crate) paid: Option<Money>,
    pub(crate) owed: Money,
    /// Why it is taxed as it is; `home`: as everything at home.
    pub(crate) vat_ground: String,
    pub(crate) payments: Vec<PaymentRow>,
    pub(crate) credit_notes: Vec<NoteRow>,
}

impl View for InvoicePage {
    const TEMPLATE: &'static str = "admin/invoice.html";

    fn samples() -> Vec<Self> {
        let Some(now) = Timestamp::from_microsecond(1_790_000_000_000_000) else {
            return Vec::new();
        };
        let when = || When::new(crate::page::sample_locale(), now, now);
        let kr = |minor| Money::new(minor, Currency::SEK);
        let amount = |digits: &str| Amount {
            digits: digits.to_owned(),
            ..Amount::default()
        };
        let whole = Self {
            number: "FAK-10001".to_owned(),
            status: Status::new("bad", "invoice-overdue"),
            issued: when(),
            due_on: "2026-12-24".to_owned(),
            order: "ORD-100001".to_owned(),
            order_href: Some("/ordrar/ORD-100001".to_owned()),
            pay_href: Some("/ordrar/ORD-100001/betalning".to_owned()),
            is_owed: true,
            is_void: false,
            reference: "1000173".to_owned(),
            bankgiro: "5050-1055".to_owned(),
            iban: "SE45 5000 0000 0583 9825 7466".to_owned(),
            buyer: "Studio Furu <AB>".to_owned(),
            buyer_lines: vec!["Box 12".to_owned(), "411 00 Göteborg".to_owned()],
            org_number: "556016-0680".to_owned(),
            vat_number: "SE556016068001".to_owned(),
            e_invoice_id: "0007:5560160680".to_owned(),
            gln: "4006381333931".to_owned(),
            their_reference: "Anna, 4711".to_owned(),
            cost_place: "4100".to_owned(),
            marking: "Port B".to_owned(),
            contact: "Elin Sandahl".to_owned(),
            lines: vec![
                LineRow {
                    name: "Mugg Strand, midnatt".to_owned(),
                    sku: "NB-STR-MUG-MID".to_owned(),
                    quantity: 3,
                    rate_bp: 2_500,
                    reason: "S".to_owned(),
                    net: amount("597,60"),
                },
                LineRow {
                    name: "Hem till dörren".to_owned(),
                    sku: String::new(),
                    quantity: 1,
                    rate_bp: 2_500,
                    reason: "S".to_owned(),
                    net: amount("47,20"),
                },
            ],
            parts: vec![PartRow {
                rate_bp: 2_500,
                reason: "S".to_owned(),
                exemption: String::new(),
                net: amount("644,80"),
                vat: amount("161,20"),
                amount: amount("806,00"),
            }],
            net: kr(64_480),
            vat: kr(16_120),
            home_vat: Some(HomeVat::sample()),
            total: kr(80_600),
            prepaid: Some(kr(10_000)),
            payable: kr(70_600),
            credited: Some(kr(24_900)),
            paid: Some(kr(20_000)),
            owed: kr(25_700),
            vat_ground: "home".to_owned(),
            payments: PaymentRow::samples(&when()),
            credit_notes: vec![NoteRow::sample(when())],
        };
        let bare = Self {
            status: Status::new("ok", "payment-paid"),
            home_vat: None,
            order_href: None,
            pay_href: None,
            is_owed: false,
            is_void: true,
            bankgiro: String::new(),
            iban: String::new(),
            buyer: String::new(),
            buyer_lines: Vec::new(),
            org_number: String::new(),
            vat_number: String::new(),
            e_invoice_id: String::new(),
            gln: String::new(),
            their_reference: String::new(),
            cost_place: String::new(),
            marking: String::new(),
            contact: String::new(),
            parts: vec![PartRow {
                rate_bp: 0,
                reason: "K".to_owned(),
                exemption: "VATEX-EU-IC".to_owned(),
                net: amount("644,80"),
                vat: amount("0,00"),
                amount: amount("644,80"),
            }],
            prepaid: None,
            credited: None,
            paid: None,
            owed: kr(0),
            vat_ground: "intra_community".to_owned(),
            payments: Vec::new(),
            credit_notes: Vec::new(),
            ..whole.clone()
        };
        vec![whole, bare]
    }
}
