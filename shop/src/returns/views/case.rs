//! A case as its buyer follows it, and the slip that lies in the parcel.

use commerce::returns::listing::{Way, by_way};
use jiff::civil::{Date, date};
use platform::clock::Timestamp;
use platform::i18n::Message;
use platform::money::{Currency, Money};
use platform::render::View;
use serde::Serialize;

use super::talk::{StepView, TalkView};
use crate::frame::Head;
use crate::order::views::AddressView;

/// A line of a case.
#[derive(Clone, Debug, Serialize)]
pub struct CaseLineView {
    /// What it is called, with what was chosen.
    pub name: String,
    /// Article number.
    pub sku: String,
    /// How many.
    pub quantity: i32,
    /// How many are to come back.
    pub awaited: i32,
}

/// A picture of what is wrong, small and as large as it is.
#[derive(Clone, Debug, Serialize)]
pub struct ShotView {
    /// Beside the words.
    pub src: String,
    /// By itself.
    pub href: String,
}

/// A case, as its buyer follows it.
#[derive(Clone, Debug, Serialize)]
pub struct CaseView {
    /// For browsers.
    pub head: Head,
    /// `withdrawal` or `complaint`.
    pub kind: &'static str,
    /// `RET-10001`.
    pub case_number: String,
    /// The order's number.
    pub number: String,
    /// See `commerce::returns::ReturnState`.
    pub state: &'static str,
    /// `exchange` or `repair`, when it is put right so.
    pub remedy: Option<&'static str>,
    /// It has just been sent.
    pub is_new: bool,
    /// Where the receipt went.
    pub email: String,
    /// Whose statement it is.
    pub name: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// When the money is back at the latest.
    pub due_on: Option<Date>,
    /// What is wrong.
    pub reason: Option<&'static str>,
    /// How the buyer wants it put right.
    pub wish: Option<&'static str>,
    /// In the buyer's words.
    pub description: String,
    /// What it is about.
    pub lines: Vec<CaseLineView>,
    /// Pictures that show it.
    pub pictures: Vec<ShotView>,
    /// What staff have answered.
    pub answer: String,
    /// The buyer is a company: the board that consumers turn to does not take its case.
    pub is_company: bool,
    /// What goes back, once that is decided.
    pub refund: Option<Money>,
    /// By which ways, when there are several, or one that is not the payment.
    pub ways: Vec<WayView>,
    /// What the buyer has got back for sending goods back.
    pub postage: Option<Money>,
    /// Some of it was credited on an invoice that is not paid yet: no money has moved.
    pub has_credit: bool,
    /// Why it is less than the goods cost.
    pub deduction_reason: String,
    /// When the goods came.
    pub received_on: Option<Date>,
    /// Whether goods are to be sent back now.
    pub is_awaited: bool,
    /// The order's page.
    pub order_href: String,
    /// The return slip.
    pub slip_href: String,
    /// The carrier's label, when the shop has made one; may be empty.
    pub label_href: String,
    /// What the buyer has said has just been sent.
    pub is_said: bool,
    /// What has happened, the first first.
    pub steps: Vec<StepView>,
    /// What can be said; none when the case is over.
    pub talk: Option<TalkView>,
}

impl View for CaseView {
    const TEMPLATE: &'static str = "shop/case.html";

    fn samples() -> Vec<Self> {
        let usual = Self {
            head: Head::sample("RET-10001"),
            kind: "withdrawal",
            case_number: "RET-10001".into(),
            number: "ORD-100001".into(),
            state: "awaiting_goods",
            remedy: None,
            is_new: true,
            email: "elin@exempel.se".into(),
            name: "Elin Sandahl".into(),
            made_at: jiff::Timestamp::UNIX_EPOCH.into(),
            due_on: Some(date(2026, 12, 7)),
            reason: None,
            wish: None,
            description: String::new(),
            lines: vec![CaseLineView {
                name: "Mugg Strand, midnatt".into(),
                sku: "NB-STR-MUG-MID".into(),
                quantity: 2,
                awaited: 2,
            }],
            pictures: Vec::new(),
            answer: String::new(),
            is_company: false,
            refund: None,
            ways: Vec::new(),
            postage: None,
            has_credit: false,
            deduction_reason: String::new(),
            received_on: None,
            is_awaited: true,
            order_href: "/order/ORD-100001/x".into(),
            slip_href: "/order/ORD-100001/x/arende/RET-10001/retursedel".into(),
            label_href: "/order/ORD-100001/x/arende/RET-10001/fraktsedel".into(),
            is_said: false,
            steps: [
                "made-withdrawal",
                "made-complaint",
                "made-cancellation",
                "said",
                "asked",
                "approved",
                "received",
                "sent",
                "refunded",
                "settled",
                "refused",
                "taken_back",
            ]
            .map(|what| StepView {
                at: jiff::Timestamp::UNIX_EPOCH.into(),
                what: what.into(),
                words: if what == "said" {
                    "Den <sprack>.".into()
                } else {
                    String::new()
                },
                pictures: Vec::new(),
            })
            .into(),
            talk: Some(TalkView::sample()),
        };
        let at = |kind, state, is_awaited| Self {
            kind,
            state,
            is_awaited,
            is_new: false,
            due_on: None,
            reason: (kind == "complaint").then_some("defective"),
            wish: (kind == "complaint").then_some("repair"),
            description: "Sprack.".into(),
            pictures: vec![ShotView {
                src: "/order/ORD-100001/x/bild/0-small.jpg".into(),
                href: "/order/ORD-100001/x/bild/0-large.jpg".into(),
            }],
            answer: "Vi beklagar.".into(),
            refund: Some(Money::new(24_900, Currency::SEK)),
            deduction_reason: "Förpackningen var trasig.".into(),
            received_on: Some(date(2026, 12, 1)),
            ..usual.clone()
        };
        let mut refused = at("complaint", "open", false);
        refused.is_said = true;
        refused.label_href = String::new();
        if let Some(talk) = &mut refused.talk {
            talk.form.refuse("words", "return-say-empty");
            talk.is_asked = true;
            talk.lost = vec![Message::new("return-picture-refused")];
        }
        if let Some(step) = refused.steps.first_mut() {
            step.pictures.clone_from(&refused.pictures);
        }
        let instead = |state, remedy| Self {
            remedy: Some(remedy),
            answer: String::new(),
            refund: None,
            deduction_reason: String::new(),
            ..at("complaint", state, state == "awaiting_goods")
        };
        let read_only = Self {
            slip_href: String::new(),
            label_href: String::new(),
            talk: None,
            ..at("complaint", "awaiting_goods", true)
        };
        vec![
            read_only,
            at("complaint", "open", false),
            at("complaint", "awaiting_goods", true),
            at("withdrawal", "to_refund", false),
            at("withdrawal", "refunding", false),
            at("withdrawal", "refunded", false),
            at("cancellation", "to_refund", false),
            at("cancellation", "refunding", false),
            at("cancellation", "refunded", false),
            at("complaint", "settled", false),
            at("complaint", "refused", false),
            at("complaint", "taken_back", false),
            instead("awaiting_goods", "exchange"),
            instead("awaiting_goods", "repair"),
            instead("awaiting_goods", "exchanged"),
            instead("to_send", "exchange"),
            instead("to_send", "repair"),
            instead("settled", "exchange"),
            instead("settled", "repair"),
            Self {
                has_credit: true,
                postage: Some(Money::new(7_900, Currency::SEK)),
                ways: ["payment", "gift_card", "by_hand", "credit"]
                    .map(|way| WayView {
                        way: way.into(),
                        amount: Money::new(9_900, Currency::SEK),
                    })
                    .into(),
                ..at("complaint", "refunded", false)
            },
            Self {
                answer: String::new(),
                refund: None,
                talk: None,
                ..at("complaint", "settled", false)
            },
            refused,
            usual,
        ]
    }
}

/// By which way a part went back.
#[derive(Clone, Debug, Serialize)]
pub struct WayView {
    /// `payment`, `gift_card`, `by_hand` or `credit`.
    pub way: String,
    /// How much.
    pub amount: Money,
}

impl WayView {
    /// What went by each way, when that needs saying.
    #[must_use]
    pub fn of(ways: &[Way], currency: Currency) -> Vec<Self> {
        by_way(ways)
            .into_iter()
            .map(|(way, minor)| Self {
                way: way.to_owned(),
                amount: Money::new(minor, currency),
            })
            .collect()
    }
}

/// The slip that lies in the parcel.
#[derive(Clone, Debug, Serialize)]
pub struct SlipView {
    /// For browsers.
    pub head: Head,
    /// `RET-10001`.
    pub case_number: String,
    /// The order's number.
    pub number: String,
    /// Who sends.
    pub sender: AddressView,
    /// What lies in the parcel.
    pub lines: Vec<CaseLineView>,
    /// Back to the case.
    pub case_href: String,
}

impl View for SlipView {
    const TEMPLATE: &'static str = "shop/return-slip.html";

    fn samples() -> Vec<Self> {
        vec![Self {
            head: Head::sample("RET-10001"),
            case_number: "RET-10001".into(),
            number: "ORD-100001".into(),
            sender: AddressView::sample(),
            lines: CaseView::samples().remove(0).lines,
            case_href: "/".into(),
        }]
    }
}
