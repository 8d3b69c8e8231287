use commerce::payment::difference::{Deed, Kind};
use platform::clock::Timestamp;
use platform::money::{Currency, Money};
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use crate::list::Status;
use crate::when::When;

/// What is decided.
#[derive(Debug)]
pub(crate) struct DecisionForm;

impl Form for DecisionForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("deed", "difference-deed"),
        Field::plain("note", "difference-note"),
        Field::secret("current", "profile-current-password"),
        Field::plain("row_version", "difference-state"),
    ];
}

/// Something that can be done.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DeedRow {
    /// As the form sends it.
    pub(crate) value: &'static str,
    /// The last part of text keys.
    pub(crate) word: String,
    /// What it gives, or takes off the price.
    pub(crate) amount: Money,
    pub(crate) is_chosen: bool,
}

/// A payment that does not add up.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DifferencePage {
    pub(crate) id: String,
    pub(crate) order: String,
    pub(crate) order_href: Option<String>,
    pub(crate) kind: &'static str,
    /// What is said of it: the last part of a text key.
    pub(crate) say: &'static str,
    pub(crate) status: Status,
    /// What was to come; none when nothing was any more.
    pub(crate) expected: Option<Money>,
    pub(crate) received: Money,
    pub(crate) is_other_currency: bool,
    /// What was over.
    pub(crate) excess: Option<Money>,
    /// What is missing.
    pub(crate) rest: Option<Money>,
    pub(crate) found: When,
    pub(crate) settled: Option<When>,
    pub(crate) asked: Option<When>,
    pub(crate) note: String,
    /// Why the vendor would not send the money.
    pub(crate) refused: Option<String>,
    /// How far the vendor has come: the last part of a text key.
    pub(crate) refund: Option<String>,
    /// The store credit.
    pub(crate) card_href: Option<String>,
    /// What can be done, by who may.
    pub(crate) deeds: Vec<DeedRow>,
    pub(crate) can_ask: bool,
    pub(crate) row_version: i32,
    /// Whether the password is asked for: money leaves, and it has not just been proved who this is.
    pub(crate) needs_password: bool,
    /// Where a passkey stands in for it.
    pub(crate) passkey_origin: String,
    pub(crate) form: FormState<DecisionForm>,
    /// What has just been done: the last part of a text key.
    pub(crate) told: Option<&'static str>,
}

impl View for DifferencePage {
    const TEMPLATE: &'static str = "admin/difference.html";

    fn samples() -> Vec<Self> {
        let Some(now) = Timestamp::from_microsecond(1_790_000_000_000_000) else {
            return Vec::new();
        };
        let when = || When::new(crate::page::sample_locale(), now, now);
        let kr = |minor| Money::new(minor, Currency::SEK);
        let is_offered = |deed: &Deed| !matches!(deed, Deed::Undone | Deed::Credit);
        let deeds = Deed::ALL.into_iter().filter(is_offered);
        let mut wrong = FormState::blank().with("deed", "by_hand");
        wrong.refuse("note", "difference-note-missing");
        wrong.refuse("current", "profile-password-wrong");
        let open = Self {
            id: "1".to_owned(),
            order: "ORD-100001".to_owned(),
            order_href: Some("/ordrar/ORD-100001".to_owned()),
            kind: Kind::Vendor.as_str(),
            say: "waiting",
            status: Status::new("warn", "difference-open"),
            expected: Some(kr(24_900)),
            received: kr(30_000),
            is_other_currency: false,
            excess: Some(kr(5_100)),
            rest: None,
            found: when(),
            settled: None,
            asked: Some(when()),
            note: String::new(),
            refused: Some("insufficient_funds <b>".to_owned()),
            refund: None,
            card_href: None,
            deeds: deeds
                .map(|deed| DeedRow {
                    value: deed.as_str(),
                    word: deed.as_str().replace('_', "-"),
                    amount: kr(5_100),
                    is_chosen: deed == Deed::ByHand,
                })
                .collect(),
            can_ask: true,
            row_version: 1,
            needs_password: true,
            passkey_origin: "https://kontor.example".to_owned(),
            form: wrong,
            told: None,
        };
        let mut all: Vec<Self> = Deed::ALL
            .into_iter()
            .map(|deed| Self {
                status: super::list::status(Some(deed.as_str()), false),
                settled: Some(when()),
                note: "Swish <b>".to_owned(),
                refused: None,
                refund: Some("settled".to_owned()),
                card_href: Some("/presentkort/1".to_owned()),
                deeds: Vec::new(),
                can_ask: false,
                told: Some("done"),
                form: FormState::blank(),
                ..open.clone()
            })
            .collect();
        for say in ["lapsed", "back", "over", "done", "late"] {
            all.push(Self {
                kind: super::list::kind_word(Kind::Vendor, i64::from(say != "late")),
                say,
                expected: (say != "late").then(|| kr(24_900)),
                ..open.clone()
            });
        }
        for kind in Kind::ALL {
            all.push(Self {
                kind: kind.as_str(),
                say: match kind {
                    Kind::Vendor => "waiting",
                    other => other.as_str(),
                },
                deeds: vec![DeedRow {
                    value: Deed::ByHand.as_str(),
                    word: "by-hand-company".to_owned(),
                    amount: kr(5_100),
                    is_chosen: true,
                }],
                is_other_currency: kind == Kind::Vendor,
                received: Money::new(30_000, Currency::EUR),
                excess: None,
                rest: Some(kr(4_900)),
                needs_password: false,
                passkey_origin: String::new(),
                refused: None,
                told: Some("asked"),
                order_href: None,
                ..open.clone()
            });
        }
        for word in ["pending", "accepted", "refused"] {
            all.push(Self {
                refund: Some(word.to_owned()),
                ..open.clone()
            });
        }
        all.push(open);
        all
    }
}
