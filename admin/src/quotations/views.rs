use commerce::pricing::Why;
use platform::clock::Timestamp;
use platform::i18n::Message;
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use crate::bar::Bar;
use crate::list::{Amount, Status};
use crate::object::Event;
use crate::when::When;

/// Everything that can be typed about an offer, but for its lines.
#[derive(Debug)]
pub(crate) struct OfferForm;

impl Form for OfferForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("lines", "quote-lines-title"),
        Field::plain("sku", "quote-add-sku"),
        Field::plain("count", "quote-add-quantity"),
        Field::plain("text", "quote-text"),
        Field::plain("freight_kind", "quote-freight"),
        Field::plain("freight", "quote-freight-sum"),
        Field::plain("valid_until", "quote-until"),
        Field::plain("reason", "quote-close-reason"),
    ];
}

/// A line that is being answered.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LineRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) sku: String,
    /// How many were asked for; none: staff have added it.
    pub(crate) asked: Option<i32>,
    pub(crate) note: String,
    /// Whether it is sold in the shop: else nobody can order it.
    pub(crate) is_sold: bool,
    /// What the company pays else, without VAT.
    pub(crate) ordinary: String,
    /// What it costs the merchant; empty when that is not known, or not for the person to see.
    pub(crate) cost: String,
    /// What is left of the price.
    pub(crate) margin: String,
    pub(crate) is_loss: bool,
    /// As typed, or as drafted.
    pub(crate) price: String,
    pub(crate) quantity: String,
    /// What is wrong with it.
    pub(crate) error: Option<Message>,
    /// Why it costs what is drafted; what it costs without the offer, where nothing is.
    pub(crate) why: Option<Why>,
}

/// A line of a version.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SentRow {
    pub(crate) name: String,
    pub(crate) sku: String,
    pub(crate) quantity: i32,
    pub(crate) price: String,
    /// Why it costs that.
    pub(crate) why: Option<Why>,
}

/// A version as it was sent.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SentVersion {
    pub(crate) version: i32,
    pub(crate) sent: When,
    pub(crate) by: String,
    pub(crate) until: String,
    pub(crate) total: Amount,
    pub(crate) freight: Option<Amount>,
    pub(crate) text: String,
    pub(crate) rows: Vec<SentRow>,
    pub(crate) is_latest: bool,
}

/// A quotation.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct QuotationPage {
    pub(crate) bar: Bar,
    /// Its trail, for whoever may read it.
    pub(crate) audit_href: Option<String>,
    pub(crate) number: String,
    pub(crate) status: Status,
    pub(crate) company: String,
    pub(crate) company_href: Option<String>,
    pub(crate) asker: String,
    pub(crate) asker_href: Option<String>,
    pub(crate) asked: When,
    pub(crate) wished_on: Option<String>,
    /// Where the goods are to go; empty: that is said in the checkout.
    pub(crate) delivery: String,
    pub(crate) reference: String,
    pub(crate) message: String,
    /// What the company wrote last about the version that it has.
    pub(crate) wish: String,
    pub(crate) reason: String,
    pub(crate) currency: String,
    pub(crate) lines: Vec<LineRow>,
    /// Whether costs and margins are for the person to see.
    pub(crate) shows_cost: bool,
    pub(crate) versions: Vec<SentVersion>,
    /// The number that the next version gets.
    pub(crate) next: i32,
    pub(crate) order: Option<String>,
    pub(crate) order_href: Option<String>,
    pub(crate) can_answer: bool,
    pub(crate) can_close: bool,
    pub(crate) row_version: i32,
    pub(crate) form: FormState<OfferForm>,
    /// Which of the forms was refused: `offer` or `close`.
    pub(crate) refused: &'static str,
    /// `saved` or `sent` just now; else empty.
    pub(crate) done: &'static str,
    pub(crate) events: Vec<Event>,
}

impl View for QuotationPage {
    const TEMPLATE: &'static str = "admin/quotation.html";
    fn samples() -> Vec<Self> {
        let Some(now) = Timestamp::from_microsecond(1_790_000_000_000_000) else {
            return Vec::new();
        };
        let when = || When::new(crate::page::sample_locale(), now, now);
        let amount = || Amount {
            digits: "10 454,81".to_owned(),
            ..Amount::default()
        };
        let line = |asked: Option<i32>| LineRow {
            id: "1".to_owned(),
            name: "Mugg Strand, midnatt".to_owned(),
            sku: "NB-STR-MUG".to_owned(),
            asked,
            note: if asked.is_some() {
                "Med <tryck>".to_owned()
            } else {
                String::new()
            },
            is_sold: asked.is_some(),
            ordinary: "99,20 kr".to_owned(),
            cost: "41,00 kr".to_owned(),
            margin: "58 %".to_owned(),
            is_loss: asked.is_none(),
            price: "87,1234".to_owned(),
            quantity: "120".to_owned(),
            error: None,
            why: Why::samples()
                .into_iter()
                .find(|why| why.offer.is_some() == asked.is_some()),
        };
        let asked = Self {
            bar: Bar::sample(),
            audit_href: Some("/granskning?objekt=quotation.1".to_owned()),
            number: "O-1001".to_owned(),
            status: Status::new("warn", "quote-asked"),
            company: "Studio Furu AB".to_owned(),
            company_href: Some("/foretag/1".to_owned()),
            asker: "Elin Sandahl".to_owned(),
            asker_href: Some("/kunder/1".to_owned()),
            asked: when(),
            wished_on: Some("2026-12-20".to_owned()),
            delivery: "Lagret, Storgatan 2, 413 01 Göteborg".to_owned(),
            reference: "Invigningen".to_owned(),
            message: "Går det att <få> tryck?".to_owned(),
            wish: String::new(),
            reason: String::new(),
            currency: "SEK".to_owned(),
            lines: vec![line(Some(120)), line(None)],
            shows_cost: true,
            versions: Vec::new(),
            next: 1,
            order: None,
            order_href: None,
            can_answer: true,
            can_close: true,
            row_version: 1,
            form: FormState::blank()
                .with("valid_until", "2026-12-26")
                .with("freight_kind", "usual"),
            refused: "",
            done: "saved",
            events: Vec::new(),
        };
        let sent = |is_latest: bool| SentVersion {
            version: if is_latest { 2 } else { 1 },
            sent: when(),
            by: "Sara".to_owned(),
            until: "2026-12-26".to_owned(),
            total: amount(),
            freight: is_latest.then(amount),
            text: if is_latest {
                "Priset <gäller> alla färger.".to_owned()
            } else {
                String::new()
            },
            rows: vec![SentRow {
                name: "Mugg Strand, midnatt".to_owned(),
                sku: "NB-STR-MUG".to_owned(),
                quantity: 120,
                price: "87,1234 kr".to_owned(),
                why: Why::samples().into_iter().find(|why| why.offer.is_some()),
            }],
            is_latest,
        };
        let mut refused = Self {
            wish: "Kan ni göra 100?".to_owned(),
            versions: vec![sent(true), sent(false)],
            next: 3,
            shows_cost: false,
            refused: "offer",
            done: "",
            form: FormState::blank()
                .with("freight_kind", "agreed")
                .with("freight", "x"),
            ..asked.clone()
        };
        for field in ["lines", "sku", "count", "text", "freight", "valid_until"] {
            refused.form.refuse(field, "form-missing");
        }
        refused.lines[0].error = Some(Message::new("price-wrong"));
        let mut closing = Self {
            refused: "close",
            done: "",
            ..asked.clone()
        };
        closing.form.refuse("reason", "form-missing");
        let mut event = Event::new(now, "order", "", Message::new("quote-deed-ordered"));
        event.day = Some("day-today".into());
        let over = Self {
            bar: Bar::default(),
            audit_href: None,
            status: Status::new("ok", "quote-ordered"),
            company_href: None,
            asker: String::new(),
            asker_href: None,
            wished_on: None,
            delivery: String::new(),
            reference: String::new(),
            message: String::new(),
            reason: "Varan utgår.".to_owned(),
            order: Some("ORD-100001".to_owned()),
            order_href: Some("/ordrar/ORD-100001".to_owned()),
            versions: vec![sent(true)],
            can_answer: false,
            can_close: false,
            done: "sent",
            events: vec![event],
            ..asked.clone()
        };
        vec![asked, refused, closing, over]
    }
}
