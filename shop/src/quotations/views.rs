//! The pages of quotations.

use commerce::pricing::Why;
use jiff::civil::{Date, date};
use platform::clock::Timestamp;
use platform::money::{Currency, Money};
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use crate::account::views::Aside;
use crate::cart::sum_views::{TaxView, VatView};
use crate::frame::Head;

/// What the buyer can write about an offer.
#[derive(Debug)]
pub struct DecideForm;

impl Form for DecideForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("message", "quotation-change-message"),
        Field::plain("reason", "quotation-decline-reason"),
    ];
}

/// A quotation in the list.
#[derive(Clone, Debug, Serialize)]
pub struct QuotationRow {
    /// Its page.
    pub href: String,
    /// `O-1001`.
    pub number: String,
    /// Who asked; empty once they are gone.
    pub asker: String,
    /// See [`commerce::quotation::QuotationState`].
    pub state: &'static str,
    /// The last day of the offer, while it holds.
    pub until: Option<Date>,
    /// What is offered, without VAT.
    pub total: Option<Money>,
    /// When it was asked.
    pub asked_on: Date,
}

/// A company's quotations.
#[derive(Clone, Debug, Serialize)]
pub struct QuotationsView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// The latest first.
    pub rows: Vec<QuotationRow>,
    /// Where the older ones are; empty at the end.
    pub older: String,
    /// Whether whoever looks may ask for another.
    pub may_ask: bool,
}

const STATES: [&str; 6] = [
    "asked",
    "offered",
    "declined",
    "expired",
    "withdrawn",
    "ordered",
];

impl View for QuotationsView {
    const TEMPLATE: &'static str = "shop/quotations.html";

    fn samples() -> Vec<Self> {
        let rows = STATES.map(|state| QuotationRow {
            href: "/konto/offerter/1".into(),
            number: "O-1001".into(),
            asker: if state == "withdrawn" {
                String::new()
            } else {
                "Elin Sandahl".into()
            },
            state,
            until: (state == "offered").then(|| date(2026, 12, 26)),
            total: (state != "asked").then(|| Money::new(1_234_500, Currency::SEK)),
            asked_on: date(2026, 11, 24),
        });
        let view = |rows: Vec<QuotationRow>| Self {
            head: Head::sample("Offerter"),
            aside: Aside {
                current: "quotations",
            },
            older: if rows.is_empty() {
                String::new()
            } else {
                "/konto/offerter?fore=1~1".into()
            },
            may_ask: !rows.is_empty(),
            rows,
        };
        vec![view(rows.into()), view(Vec::new())]
    }
}

/// A line that was asked for.
#[derive(Clone, Debug, Serialize)]
pub struct AskedRow {
    /// The product's name.
    pub name: String,
    /// What was chosen, in words.
    pub options: String,
    /// Article number.
    pub sku: String,
    /// How many.
    pub quantity: i64,
    /// The buyer's wish; may be empty.
    pub note: String,
}

/// A line of an offer.
#[derive(Clone, Debug, Serialize)]
pub struct OfferRow {
    /// As it was called then.
    pub name: String,
    /// What was chosen, in words.
    pub options: String,
    /// Article number.
    pub sku: String,
    /// How many.
    pub quantity: i64,
    /// The buyer's wish; may be empty.
    pub note: String,
    /// One without VAT, in ten-thousandths of a minor unit.
    pub unit_price_e4: i64,
    /// All without VAT.
    pub total: Money,
    /// Whether it is not sold any more.
    pub is_gone: bool,
    /// Why it costs that.
    pub why: Option<Why>,
}

/// A version of the offer.
#[derive(Clone, Debug, Serialize)]
pub struct OfferView {
    /// The first is 1.
    pub version: i64,
    /// When it was sent.
    pub sent_on: Date,
    /// Its last day.
    pub until: Date,
    /// To the buyer; may be empty.
    pub text: String,
    /// What it offers.
    pub rows: Vec<OfferRow>,
    /// The goods without VAT.
    pub goods: Money,
    /// The agreed freight without VAT; none: as the checkout reckons it.
    pub freight: Option<Money>,
    /// All without VAT.
    pub net: Money,
    /// The VAT.
    pub vat: Vec<VatView>,
    /// What is to be said of it, where it is not simply the shop's own country's.
    pub tax: Option<TaxView>,
    /// All with VAT.
    pub total: Money,
}

/// What somebody of the company wrote.
#[derive(Clone, Debug, Serialize)]
pub struct MessageRow {
    /// Who; empty once they are gone.
    pub by: String,
    /// Their words.
    pub body: String,
    /// When.
    pub at: Timestamp,
}

/// One quotation.
#[derive(Clone, Debug, Serialize)]
pub struct QuotationView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// Which.
    pub id: String,
    /// `O-1001`.
    pub number: String,
    /// See [`commerce::quotation::QuotationState`].
    pub state: &'static str,
    /// Who asked; empty once they are gone.
    pub asker: String,
    /// When.
    pub asked_on: Date,
    /// When the goods are wanted.
    pub wished_on: Option<Date>,
    /// Where they are to go; empty: that is said in the checkout.
    pub delivery: String,
    /// Whose it is; may be empty.
    pub reference: String,
    /// The asker's words; may be empty.
    pub message: String,
    /// Why it was declined or withdrawn; may be empty.
    pub reason: String,
    /// Staff have withdrawn it.
    pub is_closed_by_shop: bool,
    /// What was asked for.
    pub asked: Vec<AskedRow>,
    /// The latest version.
    pub offer: Option<OfferView>,
    /// Those before it.
    pub earlier: Vec<OfferView>,
    /// What was written about it, the first first.
    pub messages: Vec<MessageRow>,
    /// Whether it can be ordered.
    pub may_accept: bool,
    /// Something that is offered is not sold any more, so that it cannot be ordered as it is.
    pub is_blocked: bool,
    /// Somebody of the company is paying for it at this moment.
    pub is_being_paid: bool,
    /// Whether it can be declined.
    pub may_decline: bool,
    /// Whether another offer can be asked for.
    pub may_ask_change: bool,
    /// Whether it can be taken back.
    pub may_take_back: bool,
    /// The order that it became; empty while it has not.
    pub order_href: String,
    /// `asked`, `changed`, `declined` or `withdrawn` just now; else empty.
    pub done: &'static str,
    /// What was typed.
    pub form: FormState<DecideForm>,
}

impl View for QuotationView {
    const TEMPLATE: &'static str = "shop/quotation.html";

    fn samples() -> Vec<Self> {
        let sek = |minor| Money::new(minor, Currency::SEK);
        let offer = |version: i64| OfferView {
            version,
            sent_on: date(2026, 11, 25),
            until: date(2026, 12, 25),
            text: "Priset gäller <alla> färger.".into(),
            rows: vec![OfferRow {
                name: "Mugg Strand".into(),
                options: "Midnatt".into(),
                sku: "NB-STR-MUG-MID".into(),
                quantity: 120,
                note: "Med tryck".into(),
                unit_price_e4: 87_123_400,
                total: sek(1_045_481),
                is_gone: false,
                why: Why::samples().into_iter().find(|why| why.offer.is_some()),
            }],
            goods: sek(1_045_481),
            freight: (version > 1).then(|| sek(25_000)),
            net: sek(1_070_481),
            vat: vec![VatView {
                rate_bp: 2_500,
                amount: sek(267_620),
            }],
            tax: None,
            total: sek(1_338_101),
        };
        // Each ground that is told, each as the latest offer of a page.
        let abroad = |tax: TaxView| OfferView {
            vat: vec![VatView {
                rate_bp: if tax.is_free { 0 } else { 2_550 },
                amount: sek(if tax.is_free { 0 } else { 272_973 }),
            }],
            tax: Some(tax),
            ..offer(1)
        };
        let asked = Self {
            head: Head::sample("O-1001"),
            aside: Aside {
                current: "quotations",
            },
            id: "1".into(),
            number: "O-1001".into(),
            state: "asked",
            asker: "Elin Sandahl".into(),
            asked_on: date(2026, 11, 24),
            wished_on: Some(date(2026, 12, 20)),
            delivery: "Lagret, Storgatan 2, 413 01 Göteborg".into(),
            reference: "Invigningen".into(),
            message: "Går det att <få> tryck?".into(),
            reason: String::new(),
            is_closed_by_shop: false,
            asked: vec![AskedRow {
                name: "Mugg Strand".into(),
                options: "Midnatt".into(),
                sku: "NB-STR-MUG-MID".into(),
                quantity: 120,
                note: "Med tryck".into(),
            }],
            offer: None,
            earlier: Vec::new(),
            messages: Vec::new(),
            may_accept: false,
            is_blocked: false,
            is_being_paid: false,
            may_decline: false,
            may_ask_change: false,
            may_take_back: true,
            order_href: String::new(),
            done: "asked",
            form: FormState::blank(),
        };
        let mut form = FormState::from_pairs([("message", "Kan ni göra 100?")]);
        form.refuse("message", "error-required");
        form.refuse("reason", "error-required");
        let offered = Self {
            state: "offered",
            offer: Some(offer(2)),
            earlier: vec![offer(1)],
            messages: vec![MessageRow {
                by: "Elin Sandahl".into(),
                body: "Kan ni <hålla> nere frakten?".into(),
                at: Timestamp::from(jiff::Timestamp::UNIX_EPOCH),
            }],
            may_accept: true,
            may_decline: true,
            may_ask_change: true,
            done: "",
            form,
            ..asked.clone()
        };
        let over = STATES.map(|state| Self {
            state,
            asker: String::new(),
            wished_on: None,
            delivery: String::new(),
            reference: String::new(),
            message: String::new(),
            reason: if state == "withdrawn" {
                "Varan utgår.".into()
            } else {
                String::new()
            },
            is_closed_by_shop: state == "withdrawn",
            offer: Some(offer(1)),
            may_ask_change: state == "expired",
            may_take_back: false,
            is_being_paid: state == "ordered",
            may_accept: state == "ordered",
            order_href: if state == "ordered" {
                "/order/x/y".into()
            } else {
                String::new()
            },
            done: match state {
                "asked" => "changed",
                "declined" => "declined",
                "withdrawn" => "withdrawn",
                _ => "",
            },
            ..asked.clone()
        });
        let told = TaxView::samples().into_iter().map(|tax| Self {
            offer: Some(abroad(tax)),
            ..offered.clone()
        });
        let mut views: Vec<Self> = told.collect();
        let mut blocked = Self {
            is_blocked: true,
            may_accept: false,
            ..offered.clone()
        };
        if let Some(row) = blocked.offer.iter_mut().flat_map(|of| &mut of.rows).next() {
            row.is_gone = true;
        }
        views.push(blocked);
        views.extend([asked, offered]);
        views.extend(over);
        views
    }
}
