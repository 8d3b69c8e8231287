//! An order's page as it is rendered to see that it can be.

use commerce::checkout::freight_why::FreightWhy;
use commerce::currency::HomeVat;
use commerce::pricing::Why;
use commerce::pricing::vat::Ground;
use platform::i18n::Message;
use platform::money::{Currency, Money};

use super::notes::NoteField;
use super::promotions::{DiscountRow, RefusedRow};
use super::shipments::Fulfilment;
use super::views::{
    Address, BoughtRow, CardRow, CaseRow, CompanyFacts, InvoiceFacts, LineRow, MailRow, OrderPage,
    PaymentFacts, VatCode, VatSum,
};
use crate::bar::Bar;
use crate::companies::vat::CheckFacts;
use crate::credit_notes::NoteRow;
use crate::differences::DifferenceRow;
use crate::invoices::PaymentRow;
use crate::list::{Amount, Status};
use crate::object::{DeliveryRow, Event, StripItem};
use crate::when::When;

pub(super) fn order_page() -> Vec<OrderPage> {
    let Some(now) = platform::clock::Timestamp::from_microsecond(1_790_000_000_000_000) else {
        return Vec::new();
    };
    let when = || When::new(crate::page::sample_locale(), now, now);
    let mut event = Event::new(
        now,
        "order",
        "bad",
        Message::new("fact-other").with("name", "X"),
    )
    .with_small(Message::new("event-by").with("name", "Maja"));
    event.day = Some("day-today".into());
    let [under_way, there] = Fulfilment::samples(now);
    let ([owed, bare], [whole, sparse]) = (invoices(&when()), companies());
    let full = OrderPage {
        number: "ORD-100042".to_owned(),
        status: status(),
        is_over: false,
        customer: "Elin Sandgren".to_owned(),
        prepared: when(),
        shop: "Nordbod".to_owned(),
        strip: vec![StripItem {
            label: "orders-payment".to_owned(),
            status: status(),
        }],
        promised: Some(("2026-11-24".to_owned(), "2026-11-26".to_owned())),
        lines: vec![line()],
        article_count: 1,
        piece_count: 1,
        weight_g: 450,
        items: amount(),
        discounts: vec![discount()],
        freed: Some(discount()),
        refused: vec![RefusedRow {
            label: "Tre för två".to_owned(),
            line: Some("Mugg Strand".to_owned()),
            why: Message::new("trace-better-by").with("other", "Höst"),
        }],
        freight: amount(),
        freight_label: "PostNord".to_owned(),
        freight_why: FreightWhy::samples().pop(),
        offer: Some(("O-1001".to_owned(), 2)),
        offer_href: Some("/offerter/O-1001".to_owned()),
        reduction: Some((amount(), Some("KRE-10001".to_owned()))),
        vats: vec![VatSum {
            rate_bp: 2500,
            amount: amount(),
        }],
        vat_codes: [("S", ""), ("K", "VATEX-EU-IC")]
            .map(|(code, exemption)| VatCode {
                code: code.to_owned(),
                exemption: exemption.to_owned(),
            })
            .to_vec(),
        home_vat: Some(HomeVat::sample()),
        vat_ground: String::new(),
        check: CheckFacts::samples(&when()).into_iter().next(),
        total: kr(24900),
        bought: bought(&when()),
        cards: cards(),
        to_cards: Some("100".to_owned()),
        cards_back: 100,
        cards_refused: Some(Message::new("form-amount")),
        note_field: Some(NoteField::with(
            "<b>".to_owned(),
            Some(Message::new("order-note-wrong").with("most", 1000)),
        )),
        cards_told: true,
        version: 1,
        can_cancel: true,
        customer_href: Some("/kunder/1".to_owned()),
        email: "elin@studiofuru.example".to_owned(),
        phone: "070".to_owned(),
        tier: "Pro".to_owned(),
        support: Some("Förtur".to_owned()),
        locale: "sv".to_owned(),
        terms: Some((2, Some("/dokument/terms/2".to_owned()))),
        credit_notes: vec![NoteRow::sample(when())],
        note: "Ring på".to_owned(),
        addresses: vec![Address {
            kind: "delivery".to_owned(),
            lines: vec!["Linnégatan 40".to_owned()],
        }],
        invoice: Some(owed),
        company: Some(whole),
        payments: vec![payment(&when())],
        differences: DifferenceRow::samples(),
        fulfilment: under_way,
        new_case_href: Some("/ordrar/ORD-100001/arende".to_owned()),
        cases: vec![CaseRow {
            href: "/returer/RET-10001".to_owned(),
            number: "RET-10001".to_owned(),
            kind: "complaint",
            status: status(),
            made: when(),
            refund: Some(kr(24900)),
        }],
        deliveries: vec![delivery(&when())],
        mails: vec![mail(&when())],
        show: "",
        events: vec![event],
        audit_href: Some("/granskning?objekt=order.1".to_owned()),
        list_href: "/ordrar?lage=placed&q=a".to_owned(),
        came_from: "lage=placed&q=a".to_owned(),
        carried: "lista=lage%3Dplaced%26q%3Da".to_owned(),
        bar: Bar::sample(),
    };
    let empty = OrderPage {
        audit_href: None,
        is_over: true,
        list_href: "/ordrar".to_owned(),
        came_from: String::new(),
        carried: String::new(),
        bar: Bar::default(),
        promised: None,
        reduction: None,
        discounts: Vec::new(),
        freed: None,
        refused: Vec::new(),
        cards: Vec::new(),
        bought: Vec::new(),
        to_cards: None,
        cards_refused: None,
        note_field: None,
        differences: Vec::new(),
        cards_told: false,
        can_cancel: false,
        invoice: Some(bare),
        company: Some(sparse),
        payments: Vec::new(),
        fulfilment: there,
        new_case_href: None,
        customer_href: None,
        cases: Vec::new(),
        deliveries: Vec::new(),
        mails: Vec::new(),
        events: Vec::new(),
        note: String::new(),
        show: "system",
        ..full.clone()
    };
    let unpaid = OrderPage {
        invoice: None,
        cards: Vec::new(),
        ..full.clone()
    };
    let mut samples = vec![full, empty, unpaid.clone()];
    samples.extend(Ground::ALL.into_iter().map(|ground| OrderPage {
        home_vat: None,
        vat_ground: ground.as_str().to_owned(),
        check: None,
        ..unpaid.clone()
    }));
    samples
}

fn amount() -> Amount {
    Amount {
        digits: "249,00".to_owned(),
        currency: None,
        ..Amount::default()
    }
}

fn discount() -> DiscountRow {
    DiscountRow {
        label: "Höstkampanj".to_owned(),
        code: Some("HOST".to_owned()),
        href: Some("/kampanjer/1".to_owned()),
        amount: Amount {
            digits: "−49,00".to_owned(),
            currency: None,
            ..Amount::default()
        },
        is_capped: true,
    }
}

fn status() -> Status {
    Status::new("ok", "payment-paid")
}

fn kr(minor: i64) -> Money {
    Money::new(minor, Currency::SEK)
}

fn line() -> LineRow {
    LineRow {
        name: "Mugg Strand".to_owned(),
        options: "sand".to_owned(),
        sku: "NB-1".to_owned(),
        picture: Some("/x".to_owned()),
        href: Some("/".to_owned()),
        quantity: 3,
        shipped: 1,
        called_off: 1,
        returned: 1,
        replaced: 1,
        unit_price: amount(),
        stock: Some(status()),
        discounts: vec![discount()],
        total: amount(),
        vat_reason: "K".to_owned(),
        vat_rate_bp: 0,
        why: Why::samples().into_iter().next(),
    }
}

fn bought(when: &When) -> Vec<BoughtRow> {
    [Some("7KQ2"), None]
        .map(|hint| BoughtRow {
            hint: hint.unwrap_or_default().to_owned(),
            href: hint.map(|_| "/presentkort/1".to_owned()),
            amount: amount(),
            status: Status::new("ok", "bought-issued"),
            recipient: hint
                .map(|_| "moa@exempel.se".to_owned())
                .unwrap_or_default(),
            deliver_on: hint.map(|_| "2026-12-24".to_owned()),
            issued: hint.map(|_| when.clone()),
            left: hint.map(|_| amount()),
        })
        .into()
}

fn cards() -> Vec<CardRow> {
    ["7KQ2", ""]
        .map(|hint| CardRow {
            hint: hint.to_owned(),
            href: Some("/presentkort/1".to_owned()),
            amount: amount(),
            refunded: Some(amount()),
        })
        .into()
}

/// One that is owed, with all that can be told of it, and one with as little as can be.
fn invoices(when: &When) -> [InvoiceFacts; 2] {
    [
        InvoiceFacts {
            status: status(),
            amount: kr(24900),
            number: Some("FAK-10001".to_owned()),
            href: Some("/fakturor/FAK-10001".to_owned()),
            credited: None,
            paid: Some(kr(10_000)),
            payments: PaymentRow::samples(when),
            pay_href: Some("/ordrar/ORD-100001/betalning".to_owned()),
            owed: kr(24900),
            due_on: "2026-12-24".to_owned(),
            closed: Some(when.clone()),
            can_settle: true,
            can_reopen: true,
        },
        InvoiceFacts {
            status: status(),
            amount: kr(24900),
            number: None,
            href: None,
            credited: Some(kr(24900)),
            paid: None,
            payments: Vec::new(),
            pay_href: None,
            owed: kr(24900),
            due_on: "2026-12-24".to_owned(),
            closed: None,
            can_settle: false,
            can_reopen: false,
        },
    ]
}

/// The same of the company that buys.
fn companies() -> [CompanyFacts; 2] {
    [
        CompanyFacts {
            href: Some("/".to_owned()),
            name: "Studio Furu AB".to_owned(),
            org_number: "5560160680".to_owned(),
            vat_number: "SE556016068001".to_owned(),
            reference: "Anna".to_owned(),
            cost_place: "4100".to_owned(),
            marking: "Port B".to_owned(),
            invoice_email: "faktura@furu.example".to_owned(),
            gln: "4006381333931".to_owned(),
            e_invoice_id: "0007:5560160680".to_owned(),
        },
        CompanyFacts {
            href: None,
            name: "Studio Furu AB".to_owned(),
            org_number: "5560160680".to_owned(),
            vat_number: String::new(),
            reference: String::new(),
            cost_place: String::new(),
            marking: String::new(),
            invoice_email: String::new(),
            gln: String::new(),
            e_invoice_id: String::new(),
        },
    ]
}

fn payment(when: &When) -> PaymentFacts {
    PaymentFacts {
        gateway: "stripe".to_owned(),
        method: "card".to_owned(),
        reference: Some("cs_1".to_owned()),
        status: status(),
        amount: kr(24900),
        captured: kr(24900),
        refunded: kr(0),
        refusals: 1,
        last_refusal: Some("card_declined".to_owned()),
        captured_at: Some(when.clone()),
        expires_at: when.clone(),
        is_open: true,
    }
}

fn delivery(when: &When) -> DeliveryRow {
    DeliveryRow {
        id: "1".to_owned(),
        what: crate::object::fact_label("OrderPlaced"),
        to: "mail".to_owned(),
        tone: "bad",
        status: crate::object::delivery_status("dead"),
        sent: Some(when.clone()),
        receipt: None,
        error: Some("x".to_owned()),
        can_retry: true,
    }
}

fn mail(when: &When) -> MailRow {
    MailRow {
        href: "/".to_owned(),
        subject: "x".to_owned(),
        status: status(),
        when: when.clone(),
    }
}
