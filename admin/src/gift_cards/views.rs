use platform::money::{Currency, Money};
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use crate::list::{Amount, Status};
use crate::when::When;

/// A card as it is written.
pub(crate) struct GiftCardForm;

impl Form for GiftCardForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("id", "gift-cards-card"),
        Field::plain("kind", "gift-cards-kind"),
        Field::plain("amount", "gift-card-amount"),
        Field::plain("expires", "gift-cards-until"),
        Field::plain("recipient", "gift-card-recipient"),
        Field::plain("locale", "profile-locale"),
        Field::plain("customer", "gift-card-customer"),
        Field::plain("note", "gift-card-note"),
    ];
}

/// A new card.
#[derive(Serialize)]
pub(crate) struct NewGiftCardPage {
    pub(crate) form: FormState<GiftCardForm>,
    /// What the shop sells in; empty while there is none.
    pub(crate) currency: String,
}

impl View for NewGiftCardPage {
    const TEMPLATE: &'static str = "admin/gift-card-new.html";
    fn samples() -> Vec<Self> {
        let mut wrong = FormState::blank()
            .with("kind", "store_credit")
            .with("locale", "en");
        for field in ["amount", "expires", "recipient", "customer", "note"] {
            wrong.refuse(field, "form-missing");
        }
        [
            (FormState::blank().with("kind", "gift_card"), ""),
            (wrong, "EUR"),
        ]
        .map(|(form, currency)| Self {
            form,
            currency: currency.to_owned(),
        })
        .into()
    }
}

/// The code of a new card, shown once.
#[derive(Serialize)]
pub(crate) struct GiftCardIssuedPage {
    pub(crate) code: String,
    pub(crate) amount: Money,
    pub(crate) recipient: String,
    pub(crate) until: When,
    pub(crate) href: String,
}

fn moment() -> Option<platform::clock::Timestamp> {
    platform::clock::Timestamp::from_microsecond(1_790_000_000_000_000)
}

impl View for GiftCardIssuedPage {
    const TEMPLATE: &'static str = "admin/gift-card-issued.html";
    fn samples() -> Vec<Self> {
        let Some(now) = moment() else {
            return Vec::new();
        };
        ["elin@exempel.se", ""]
            .map(|recipient| Self {
                code: "7KQ2-ABCD-EFGH-JKLM".to_owned(),
                amount: Money::new(50_000, Currency::SEK),
                recipient: recipient.to_owned(),
                until: When::new(crate::page::sample_locale(), now, now),
                href: "/presentkort/1".to_owned(),
            })
            .into()
    }
}

/// What is put right of a card.
#[derive(Debug)]
pub(crate) struct CardForm;

impl Form for CardForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("expires", "gift-cards-until"),
        Field::plain("direction", "gift-card-direction"),
        Field::plain("change", "gift-card-amount"),
        Field::plain("reason", "gift-card-reason"),
        Field::plain("row_version", "gift-cards-card"),
    ];
}

/// A line of the ledger.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct EntryRow {
    /// Text key.
    pub(crate) what: String,
    pub(crate) when: When,
    pub(crate) order: Option<String>,
    pub(crate) href: Option<String>,
    pub(crate) amount: Amount,
    pub(crate) left: Amount,
}

/// The order that bought a card.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct BoughtBy {
    pub(crate) order: String,
    /// Its page, for whoever may see it.
    pub(crate) href: Option<String>,
    /// The buyer's words, line by line.
    pub(crate) greeting: Vec<String>,
}

/// One card.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct GiftCardPage {
    /// Its trail, for whoever may read it.
    pub(crate) audit_href: Option<String>,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) status: Status,
    pub(crate) currency: String,
    pub(crate) issued: Amount,
    pub(crate) left: Amount,
    pub(crate) note: String,
    pub(crate) recipient: String,
    pub(crate) customer: Option<String>,
    /// The order that bought it.
    pub(crate) bought: Option<BoughtBy>,
    pub(crate) until: When,
    pub(crate) made: When,
    pub(crate) entries: Vec<EntryRow>,
    pub(crate) row_version: i32,
    pub(crate) can_block: bool,
    pub(crate) can_unblock: bool,
    pub(crate) can_extend: bool,
    pub(crate) can_correct: bool,
    /// Its code can be mailed again.
    pub(crate) can_send: bool,
    pub(crate) told: Option<&'static str>,
    pub(crate) form: FormState<CardForm>,
}

impl View for GiftCardPage {
    const TEMPLATE: &'static str = "admin/gift-card.html";
    fn samples() -> Vec<Self> {
        let Some(now) = moment() else {
            return Vec::new();
        };
        let when = || When::new(crate::page::sample_locale(), now, now);
        let amount = || Amount {
            digits: "500,00".to_owned(),
            ..Amount::default()
        };
        let entry = |kind: &str, order: Option<&str>| EntryRow {
            what: format!("gift-card-entry-{kind}"),
            when: when(),
            order: order.map(str::to_owned),
            href: order.map(|number| format!("/ordrar/{number}")),
            amount: amount(),
            left: amount(),
        };
        let full = Self {
            audit_href: Some("/granskning?objekt=gift_card.1".to_owned()),
            id: "1".to_owned(),
            name: "…7KQ2".to_owned(),
            kind: "gift_card".to_owned(),
            status: Status::new("ok", "gift-card-active"),
            currency: "EUR".to_owned(),
            issued: amount(),
            left: amount(),
            note: "Kompensation".to_owned(),
            recipient: "elin@exempel.se".to_owned(),
            customer: None,
            bought: Some(BoughtBy {
                order: "ORD-1".to_owned(),
                href: Some("/ordrar/ORD-1".to_owned()),
                greeting: vec!["Grattis!".to_owned(), "Hälsar <Elin>".to_owned()],
            }),
            until: when(),
            made: when(),
            entries: vec![
                entry("taken_back", Some("ORD-1")),
                entry("corrected", None),
                entry("refunded", Some("ORD-1")),
                entry("given_back", Some("ORD-1")),
                entry("used", Some("ORD-1")),
                entry("issued", None),
            ],
            row_version: 1,
            can_block: true,
            can_unblock: false,
            can_extend: true,
            can_correct: true,
            can_send: true,
            told: Some("skapat"),
            form: FormState::blank(),
        };
        let mut wrong = FormState::blank();
        for field in ["expires", "change", "reason"] {
            wrong.refuse(field, "form-missing");
        }
        wrong.refuse_whole("form-changed-meanwhile");
        let told = ["sparrat", "oppnat", "forlangt", "rattat", "skickat"].map(|told| Self {
            told: Some(told),
            ..full.clone()
        });
        let credit = Self {
            kind: "store_credit".to_owned(),
            customer: Some("KND-10001".to_owned()),
            bought: None,
            recipient: String::new(),
            can_block: false,
            can_unblock: true,
            can_extend: false,
            can_correct: true,
            can_send: false,
            told: None,
            form: wrong,
            ..full.clone()
        };
        let mut views = vec![full, credit];
        views.extend(told);
        views
    }
}
