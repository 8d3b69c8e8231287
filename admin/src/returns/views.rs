use commerce::returns::Remedy;
use platform::clock::Timestamp;
use platform::i18n::Message;
use platform::money::{Currency, Money};
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use crate::bar::Bar;
use crate::credit_notes::NoteRow;
use crate::list::{Amount, Status};
use crate::object::Event;
use crate::orders::CarrierPick;
use crate::when::When;

/// Everything that can be typed about a case.
#[derive(Debug)]
pub(crate) struct CaseForm;

impl Form for CaseForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("line", "case-lines"),
        Field::plain("restocked", "case-restocked"),
        Field::plain("scrapped", "case-scrapped"),
        Field::plain("kept", "case-kept"),
        Field::plain("sorted", "case-kept"),
        Field::plain("remedy", "case-remedy"),
        Field::plain("question", "case-question"),
        Field::plain("label", "case-label"),
        Field::plain("reference", "case-send-title"),
        Field::plain("fresh", "case-send-fresh"),
        Field::plain("back", "case-send-back"),
        Field::plain("carrier", "shipment-carrier"),
        Field::plain("carrier_name", "shipment-carrier-name"),
        Field::plain("number", "shipment-number"),
        Field::plain("link", "shipment-link"),
        Field::plain("sent_at", "shipment-sent"),
        Field::plain("words", "case-words"),
        Field::plain("amount", "case-amount"),
        Field::plain("reason", "case-deduction"),
        Field::plain("by_hand", "case-by-hand-check"),
        Field::plain("note", "case-note"),
        Field::plain("ground", "case-ground"),
        Field::plain("postage", "case-postage"),
        Field::plain("postage_note", "case-note"),
    ];
}

/// A line of the case.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LineRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) sku: String,
    pub(crate) quantity: i32,
    pub(crate) called_off: i32,
    pub(crate) restocked: i32,
    pub(crate) scrapped: i32,
    pub(crate) awaited: i32,
    pub(crate) amount: Amount,
    pub(crate) typed_restocked: String,
    pub(crate) typed_scrapped: String,
    pub(crate) kept: i32,
    pub(crate) typed_kept: String,
    /// How many the buyer has been sent in this case.
    pub(crate) sent: i32,
    /// How many can be sent, and how many of them are put aside.
    pub(crate) sendable: i32,
    pub(crate) aside: i32,
    pub(crate) typed_fresh: String,
    pub(crate) typed_back: String,
}

/// A picture of what is wrong, small and as it was taken.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ShotRow {
    pub(crate) src: String,
    pub(crate) href: String,
}

/// Something that was said in the case.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SaidRow {
    pub(crate) is_by_staff: bool,
    pub(crate) words: String,
    pub(crate) at: When,
    pub(crate) pictures: Vec<ShotRow>,
}

/// A part that goes back.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct WayRow {
    pub(crate) label: String,
    pub(crate) amount: Amount,
    pub(crate) status: Option<Status>,
    pub(crate) note: Option<String>,
}

/// A case.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ReturnPage {
    pub(crate) bar: Bar,
    /// Its trail, for whoever may read it.
    pub(crate) audit_href: Option<String>,
    pub(crate) number: String,
    pub(crate) kind: &'static str,
    pub(crate) status: Status,
    pub(crate) made: When,
    pub(crate) due: When,
    /// An answer is due, or money, or neither until goods come.
    pub(crate) is_answer_due: bool,
    pub(crate) is_money_due: bool,
    /// Or what is sent instead.
    pub(crate) is_sending_due: bool,
    pub(crate) is_late: bool,
    /// The vendor has not answered for long.
    pub(crate) is_silent: bool,
    /// So that it is asked again.
    pub(crate) can_ask_again: bool,
    /// Faulty goods have been asked for, or have come: their postage is the shop's.
    pub(crate) can_pay_postage: bool,
    pub(crate) is_over: bool,
    pub(crate) order: String,
    pub(crate) order_href: Option<String>,
    pub(crate) name: String,
    pub(crate) customer_href: Option<String>,
    pub(crate) email: String,
    pub(crate) reason: Option<&'static str>,
    /// How the buyer wants it put right.
    pub(crate) wish: Option<&'static str>,
    pub(crate) description: String,
    /// How it came, when staff have taken it down.
    pub(crate) came_by: Option<&'static str>,
    pub(crate) pictures: Vec<ShotRow>,
    /// What buyer and shop have said since, the first first.
    pub(crate) said: Vec<SaidRow>,
    /// The shop has asked, and the buyer has not answered.
    pub(crate) asked: Option<When>,
    /// The buyer has said something that nobody has seen to.
    pub(crate) has_news: bool,
    pub(crate) can_ask: bool,
    /// Goods are to come back: a label is of use.
    pub(crate) can_label: bool,
    pub(crate) has_label: bool,
    pub(crate) answer: String,
    pub(crate) lines: Vec<LineRow>,
    pub(crate) goods: Money,
    pub(crate) freight: Money,
    pub(crate) proposed: Money,
    pub(crate) most: Money,
    /// Of which so much goes by hand, since it was not paid by a vendor.
    pub(crate) by_hand: Option<Money>,
    /// And so much is credited on the invoice.
    pub(crate) credited: Option<Money>,
    /// What has gone back already.
    pub(crate) given: Option<Money>,
    /// What falls on goods that were never sent, when that has not been paid back.
    pub(crate) called_off: Option<Money>,
    /// The vendor has refused: staff may pay by hand.
    pub(crate) may_by_hand: bool,
    pub(crate) is_by_hand: bool,
    /// Money has gone; more may.
    pub(crate) is_more: bool,
    /// On which grounds it can be refused; none when any words do.
    pub(crate) grounds: Vec<&'static str>,
    pub(crate) refund: Option<Money>,
    pub(crate) deduction_reason: String,
    pub(crate) ways: Vec<WayRow>,
    /// What has been credited by it.
    pub(crate) credit_notes: Vec<NoteRow>,
    pub(crate) received: Option<When>,
    pub(crate) row_version: i32,
    pub(crate) can_approve: bool,
    pub(crate) can_receive: bool,
    pub(crate) can_refund: bool,
    pub(crate) can_close: bool,
    /// What is exchanged or mended, or came in vain, can be sent.
    pub(crate) can_send: bool,
    /// Something is put aside.
    pub(crate) can_sort: bool,
    pub(crate) carriers: Vec<CarrierPick>,
    /// Ways of putting it right, to choose from; and the one that was chosen.
    pub(crate) remedies: Vec<&'static str>,
    pub(crate) remedy: Option<&'static str>,
    pub(crate) form: FormState<CaseForm>,
    /// Which of the forms was refused.
    pub(crate) refused: &'static str,
    pub(crate) events: Vec<Event>,
}

impl View for ReturnPage {
    const TEMPLATE: &'static str = "admin/return.html";
    fn samples() -> Vec<Self> {
        let Some(now) = Timestamp::from_microsecond(1_790_000_000_000_000) else {
            return Vec::new();
        };
        let when = || When::new(crate::page::sample_locale(), now, now);
        let amount = || Amount {
            digits: "249,00".to_owned(),
            ..Amount::default()
        };
        let kr = |minor| Money::new(minor, Currency::SEK);
        let open = Self {
            bar: Bar::sample(),
            audit_href: Some("/granskning?objekt=return.1".to_owned()),
            number: "RET-10001".to_owned(),
            kind: "complaint",
            status: Status::new("info", "case-open"),
            made: when(),
            due: when(),
            is_answer_due: true,
            is_money_due: false,
            is_sending_due: false,
            is_late: true,
            is_silent: false,
            can_ask_again: false,
            can_pay_postage: false,
            is_over: false,
            order: "ORD-100001".to_owned(),
            order_href: Some("/ordrar/ORD-100001".to_owned()),
            name: "Elin Sandahl".to_owned(),
            customer_href: Some("/kunder/1".to_owned()),
            email: "elin@exempel.se".to_owned(),
            reason: Some("defective"),
            wish: Some("exchange"),
            description: "Sprack <vid> disken.".to_owned(),
            came_by: Some("phone"),
            pictures: vec![ShotRow {
                src: "/x".to_owned(),
                href: "/y".to_owned(),
            }],
            said: vec![
                SaidRow {
                    is_by_staff: true,
                    words: "Hur gick det <sönder>?".to_owned(),
                    at: when(),
                    pictures: Vec::new(),
                },
                SaidRow {
                    is_by_staff: false,
                    words: String::new(),
                    at: when(),
                    pictures: vec![ShotRow {
                        src: "/x".to_owned(),
                        href: "/y".to_owned(),
                    }],
                },
            ],
            asked: None,
            has_news: true,
            can_ask: true,
            can_label: false,
            has_label: false,
            answer: String::new(),
            lines: vec![LineRow {
                id: "1".to_owned(),
                name: "Mugg Strand, sand".to_owned(),
                sku: "NB-1".to_owned(),
                quantity: 3,
                called_off: 1,
                restocked: 1,
                scrapped: 0,
                awaited: 1,
                amount: amount(),
                typed_restocked: "1".to_owned(),
                typed_scrapped: String::new(),
                kept: 1,
                typed_kept: String::new(),
                sent: 1,
                sendable: 1,
                aside: 1,
                typed_fresh: "1".to_owned(),
                typed_back: "0".to_owned(),
            }],
            goods: kr(24_900),
            freight: kr(5_900),
            proposed: kr(30_800),
            most: kr(30_800),
            by_hand: None,
            credited: None,
            given: None,
            called_off: None,
            may_by_hand: false,
            is_by_hand: false,
            is_more: false,
            grounds: Vec::new(),
            refund: None,
            deduction_reason: String::new(),
            ways: Vec::new(),
            credit_notes: vec![NoteRow::sample(when())],
            received: None,
            row_version: 1,
            can_approve: true,
            can_receive: false,
            can_refund: false,
            can_close: true,
            can_send: false,
            can_sort: true,
            carriers: Vec::new(),
            remedies: Remedy::ALL.map(Remedy::as_str).into(),
            remedy: None,
            form: FormState::blank().with("amount", "308"),
            refused: "",
            events: Vec::new(),
        };
        let refused = |which, field: &'static str| {
            let mut page = Self {
                kind: "withdrawal",
                reason: None,
                can_approve: false,
                can_receive: true,
                can_refund: true,
                is_answer_due: false,
                is_money_due: true,
                is_sending_due: which == "send",
                is_silent: which == "receive",
                can_ask_again: which == "receive",
                can_pay_postage: true,
                can_label: true,
                has_label: which == "label",
                has_news: false,
                asked: Some(when()),
                can_send: true,
                carriers: vec![CarrierPick {
                    value: "postnord".to_owned(),
                    label: "PostNord".to_owned(),
                    is_chosen: true,
                }],
                remedy: Some("exchange"),
                by_hand: Some(kr(100)),
                credited: Some(kr(200)),
                given: Some(kr(300)),
                called_off: Some(kr(400)),
                may_by_hand: true,
                is_by_hand: which == "refund",
                grounds: vec!["not_the_buyer", "too_late", "seal_broken"],
                refused: which,
                ..open.clone()
            };
            page.form.refuse(field, "form-missing");
            page
        };
        let mut event = Event::new(
            now,
            "order",
            "",
            Message::new("fact-other").with("name", "X"),
        );
        event.day = Some("day-today".into());
        let over = Self {
            bar: Bar::default(),
            audit_href: None,
            is_over: true,
            is_answer_due: false,
            is_late: false,
            can_refund: true,
            is_more: true,
            answer: "Vi beklagar.".to_owned(),
            refund: Some(kr(24_900)),
            deduction_reason: "Repa i glasyren.".to_owned(),
            ways: vec![
                WayRow {
                    label: "case-way-payment".to_owned(),
                    amount: amount(),
                    status: Some(Status::new("bad", "refund-refused")),
                    note: Some("charge_disputed".to_owned()),
                },
                WayRow {
                    label: "case-way-by_hand".to_owned(),
                    amount: amount(),
                    status: None,
                    note: None,
                },
            ],
            received: Some(when()),
            order_href: None,
            can_approve: false,
            can_close: false,
            pictures: Vec::new(),
            events: vec![event],
            ..open.clone()
        };
        let wrong = [
            refused("receive", "restocked"),
            refused("refund", "amount"),
            refused("refund", "note"),
            refused("close", "words"),
            refused("close", "ground"),
            refused("postage", "postage"),
            refused("send", "fresh"),
            refused("send", "sent_at"),
            refused("ask", "question"),
            refused("sort", "sorted"),
            refused("label", "label"),
        ];
        let mut views = vec![open, over];
        views.extend(wrong);
        views
    }
}
