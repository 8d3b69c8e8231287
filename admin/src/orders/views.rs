use commerce::order::listing::OrderRow;
use commerce::pricing::Why;
use commerce::pricing::vat::Ground;
use platform::i18n::Message;
use platform::money::{Currency, Money};
use platform::render::View;
use serde::Serialize;

use super::notes::NoteField;
use super::promotions::{DiscountRow, RefusedRow};
use super::shipments::Fulfilment;
use crate::bar::Bar;
use crate::companies::vat::CheckFacts;
use crate::credit_notes::NoteRow;
use crate::differences::DifferenceRow;
use crate::invoices::PaymentRow;
use crate::list::{Amount, Status};
use crate::object::{DeliveryRow, Event, StripItem};
use crate::when::When;

#[derive(Clone, Debug, Serialize)]
pub(crate) struct LineRow {
    pub(crate) name: String,
    pub(crate) options: String,
    pub(crate) sku: String,
    pub(crate) picture: Option<String>,
    pub(crate) href: Option<String>,
    pub(crate) quantity: i32,
    pub(crate) shipped: i32,
    pub(crate) called_off: i32,
    pub(crate) returned: i32,
    pub(crate) replaced: i32,
    pub(crate) unit_price: Amount,
    pub(crate) stock: Option<Status>,
    pub(crate) discounts: Vec<DiscountRow>,
    pub(crate) total: Amount,
    /// What kind of VAT it bears: a code of EN 16931.
    pub(crate) vat_reason: String,
    pub(crate) vat_rate_bp: i32,
    /// What led to the price, as it was reckoned then.
    pub(crate) why: Option<Why>,
}

/// A code of EN 16931 that lines bear, told of once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct VatCode {
    pub(crate) code: String,
    /// Why no VAT is charged (VATEX); empty when it is.
    pub(crate) exemption: String,
}

impl VatCode {
    /// Those of an order's rows, in their order.
    pub(crate) fn of(rows: &[&OrderRow]) -> Vec<Self> {
        let mut codes: Vec<Self> = Vec::new();
        for row in rows {
            let code = Self {
                code: row.vat_reason.clone(),
                exemption: row.vat_exemption.clone().unwrap_or_default(),
            };
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        codes
    }
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct VatSum {
    pub(crate) rate_bp: i32,
    pub(crate) amount: Amount,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct PaymentFacts {
    pub(crate) gateway: String,
    pub(crate) method: String,
    pub(crate) reference: Option<String>,
    pub(crate) status: Status,
    pub(crate) amount: Money,
    pub(crate) captured: Money,
    pub(crate) refunded: Money,
    pub(crate) refusals: i32,
    pub(crate) last_refusal: Option<String>,
    pub(crate) captured_at: Option<When>,
    pub(crate) expires_at: When,
    pub(crate) is_open: bool,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct InvoiceFacts {
    pub(crate) status: Status,
    pub(crate) amount: Money,
    /// Its number, and its page for who may see it; none for those from before invoices had numbers of their own.
    pub(crate) number: Option<String>,
    pub(crate) href: Option<String>,
    /// What was credited of it before it was paid.
    pub(crate) credited: Option<Money>,
    /// What has come for it.
    pub(crate) paid: Option<Money>,
    pub(crate) payments: Vec<PaymentRow>,
    /// Where money that has come is entered, for who may.
    pub(crate) pay_href: Option<String>,
    /// What is owed, or was paid.
    pub(crate) owed: Money,
    pub(crate) due_on: String,
    pub(crate) closed: Option<When>,
    pub(crate) can_settle: bool,
    /// It was taken for paid, maybe by mistake.
    pub(crate) can_reopen: bool,
}

/// The company that made the order, as it was then.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CompanyFacts {
    pub(crate) href: Option<String>,
    pub(crate) name: String,
    pub(crate) org_number: String,
    pub(crate) vat_number: String,
    pub(crate) reference: String,
    pub(crate) cost_place: String,
    pub(crate) marking: String,
    pub(crate) invoice_email: String,
    pub(crate) gln: String,
    pub(crate) e_invoice_id: String,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Address {
    pub(crate) kind: String,
    pub(crate) lines: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct MailRow {
    pub(crate) href: String,
    pub(crate) subject: String,
    pub(crate) status: Status,
    pub(crate) when: When,
}

/// A withdrawal or a complaint.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CaseRow {
    pub(crate) href: String,
    pub(crate) number: String,
    pub(crate) kind: &'static str,
    pub(crate) status: Status,
    pub(crate) made: When,
    pub(crate) refund: Option<Money>,
}

/// A gift card that pays.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CardRow {
    pub(crate) hint: String,
    pub(crate) href: Option<String>,
    pub(crate) amount: Amount,
    pub(crate) refunded: Option<Amount>,
}

/// A gift card that was bought.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct BoughtRow {
    /// The end of its code; empty until it has been issued.
    pub(crate) hint: String,
    pub(crate) href: Option<String>,
    pub(crate) amount: Amount,
    pub(crate) status: Status,
    /// Empty: the buyer.
    pub(crate) recipient: String,
    /// The day that was asked for.
    pub(crate) deliver_on: Option<String>,
    pub(crate) issued: Option<When>,
    pub(crate) left: Option<Amount>,
}

/// Everything about one order.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct OrderPage {
    pub(crate) number: String,
    pub(crate) status: Status,
    /// Nothing is to be paid or sent any more.
    pub(crate) is_over: bool,
    pub(crate) customer: String,
    pub(crate) prepared: When,
    /// For a note to each other.
    pub(crate) note_field: Option<NoteField>,
    pub(crate) shop: String,
    pub(crate) strip: Vec<StripItem>,
    pub(crate) promised: Option<(String, String)>,
    pub(crate) lines: Vec<LineRow>,
    pub(crate) article_count: usize,
    pub(crate) piece_count: i64,
    pub(crate) weight_g: i64,
    pub(crate) items: Amount,
    pub(crate) discounts: Vec<DiscountRow>,
    /// By which the freight cost nothing.
    pub(crate) freed: Option<DiscountRow>,
    pub(crate) refused: Vec<RefusedRow>,
    pub(crate) freight: Amount,
    pub(crate) freight_label: String,
    /// The offer that it came from, and its page when it is for the person to see.
    pub(crate) offer: Option<(String, i32)>,
    pub(crate) offer_href: Option<String>,
    /// What was taken off the price since less had come and that was accepted, and the credit note that says so.
    pub(crate) reduction: Option<(Amount, Option<String>)>,
    pub(crate) vats: Vec<VatSum>,
    pub(crate) vat_codes: Vec<VatCode>,
    /// Why it is taxed as it is; empty: as everything at home.
    pub(crate) vat_ground: String,
    /// What a register had said of the buyer's VAT number.
    pub(crate) check: Option<CheckFacts>,
    pub(crate) total: Money,
    pub(crate) cards: Vec<CardRow>,
    /// Gift cards that were bought.
    pub(crate) bought: Vec<BoughtRow>,
    /// What can be put back onto them, as a field has it; none when nothing can, or the person may not.
    pub(crate) to_cards: Option<String>,
    /// What had gone back when the page was made, for its form.
    pub(crate) cards_back: i64,
    /// Why it was not put back.
    pub(crate) cards_refused: Option<Message>,
    /// It was put back just now.
    pub(crate) cards_told: bool,
    /// For forms that change the order only as the page shows it.
    pub(crate) version: i64,
    /// Whether it can be called off.
    pub(crate) can_cancel: bool,
    /// The page of whose account it was made with.
    pub(crate) customer_href: Option<String>,
    pub(crate) email: String,
    pub(crate) phone: String,
    /// The tier's name, where it is one that a company or a customer was given.
    pub(crate) tier: String,
    /// How people of the tier are helped, where that is not in turn.
    pub(crate) support: Option<String>,
    pub(crate) locale: String,
    /// What has been credited of it.
    pub(crate) credit_notes: Vec<NoteRow>,
    /// The version of the terms that was accepted, and its page where the person may see it.
    pub(crate) terms: Option<(i32, Option<String>)>,
    pub(crate) note: String,
    pub(crate) addresses: Vec<Address>,
    pub(crate) invoice: Option<InvoiceFacts>,
    pub(crate) company: Option<CompanyFacts>,
    pub(crate) payments: Vec<PaymentFacts>,
    /// Payments that do not add up.
    pub(crate) differences: Vec<DifferenceRow>,
    pub(crate) fulfilment: Fulfilment,
    /// Where what the buyer has said is taken down; none for who may not.
    pub(crate) new_case_href: Option<String>,
    pub(crate) cases: Vec<CaseRow>,
    pub(crate) deliveries: Vec<DeliveryRow>,
    pub(crate) mails: Vec<MailRow>,
    pub(crate) show: &'static str,
    pub(crate) events: Vec<Event>,
    /// Its trail, for whoever may read it.
    pub(crate) audit_href: Option<String>,
    /// The list that one came from, and its query, which forms send along, and as a part of this page's address; empty when it is the whole list.
    pub(crate) list_href: String,
    pub(crate) came_from: String,
    pub(crate) carried: String,
    pub(crate) bar: Bar,
}

impl View for OrderPage {
    const TEMPLATE: &'static str = "admin/order.html";
    fn samples() -> Vec<Self> {
        let Some(now) = platform::clock::Timestamp::from_microsecond(1_790_000_000_000_000) else {
            return Vec::new();
        };
        let when = || When::new(crate::page::sample_locale(), now, now);
        let amount = || Amount {
            digits: "249,00".to_owned(),
            currency: None,
            ..Amount::default()
        };
        let discount = || DiscountRow {
            label: "Höstkampanj".to_owned(),
            code: Some("HOST".to_owned()),
            href: Some("/kampanjer/1".to_owned()),
            amount: Amount {
                digits: "−49,00".to_owned(),
                currency: None,
                ..Amount::default()
            },
            is_capped: true,
        };
        let status = || Status::new("ok", "payment-paid");
        let kr = |minor| Money::new(minor, Currency::SEK);
        let mut event = Event::new(
            now,
            "order",
            "bad",
            Message::new("fact-other").with("name", "X"),
        )
        .with_small(Message::new("event-by").with("name", "Maja"));
        event.day = Some("day-today".into());
        let [under_way, there] = Fulfilment::samples(now);
        let full = Self {
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
            lines: vec![LineRow {
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
            }],
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
            vat_ground: String::new(),
            check: CheckFacts::samples(&when()).into_iter().next(),
            total: kr(24900),
            bought: [Some("7KQ2"), None]
                .map(|hint| BoughtRow {
                    hint: hint.unwrap_or_default().to_owned(),
                    href: hint.map(|_| "/presentkort/1".to_owned()),
                    amount: amount(),
                    status: Status::new("ok", "bought-issued"),
                    recipient: hint
                        .map(|_| "moa@exempel.se".to_owned())
                        .unwrap_or_default(),
                    deliver_on: hint.map(|_| "2026-12-24".to_owned()),
                    issued: hint.map(|_| when()),
                    left: hint.map(|_| amount()),
                })
                .into(),
            cards: ["7KQ2", ""]
                .map(|hint| CardRow {
                    hint: hint.to_owned(),
                    href: Some("/presentkort/1".to_owned()),
                    amount: amount(),
                    refunded: Some(amount()),
                })
                .into(),
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
            invoice: Some(InvoiceFacts {
                status: status(),
                amount: kr(24900),
                number: Some("FAK-10001".to_owned()),
                href: Some("/fakturor/FAK-10001".to_owned()),
                credited: None,
                paid: Some(kr(10_000)),
                payments: PaymentRow::samples(&when()),
                pay_href: Some("/ordrar/ORD-100001/betalning".to_owned()),
                owed: kr(24900),
                due_on: "2026-12-24".to_owned(),
                closed: Some(when()),
                can_settle: true,
                can_reopen: true,
            }),
            company: Some(CompanyFacts {
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
            }),
            payments: vec![PaymentFacts {
                gateway: "stripe".to_owned(),
                method: "card".to_owned(),
                reference: Some("cs_1".to_owned()),
                status: status(),
                amount: kr(24900),
                captured: kr(24900),
                refunded: kr(0),
                refusals: 1,
                last_refusal: Some("card_declined".to_owned()),
                captured_at: Some(when()),
                expires_at: when(),
                is_open: true,
            }],
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
            deliveries: vec![DeliveryRow {
                id: "1".to_owned(),
                what: crate::object::fact_label("OrderPlaced"),
                to: "mail".to_owned(),
                tone: "bad",
                status: crate::object::delivery_status("dead"),
                sent: Some(when()),
                receipt: None,
                error: Some("x".to_owned()),
                can_retry: true,
            }],
            mails: vec![MailRow {
                href: "/".to_owned(),
                subject: "x".to_owned(),
                status: status(),
                when: when(),
            }],
            show: "",
            events: vec![event],
            audit_href: Some("/granskning?objekt=order.1".to_owned()),
            list_href: "/ordrar?lage=placed&q=a".to_owned(),
            came_from: "lage=placed&q=a".to_owned(),
            carried: "lista=lage%3Dplaced%26q%3Da".to_owned(),
            bar: Bar::sample(),
        };
        let empty = Self {
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
            invoice: Some(InvoiceFacts {
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
            }),
            company: Some(CompanyFacts {
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
            }),
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
        let unpaid = Self {
            invoice: None,
            cards: Vec::new(),
            ..full.clone()
        };
        let mut samples = vec![full, empty, unpaid.clone()];
        samples.extend(Ground::ALL.into_iter().map(|ground| Self {
            vat_ground: ground.as_str().to_owned(),
            check: None,
            ..unpaid.clone()
        }));
        samples
    }
}
