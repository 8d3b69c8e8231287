//! The pages of withdrawals and complaints.

use commerce::returns::listing::Way;
use jiff::civil::{Date, date};
use platform::clock::Timestamp;
use platform::i18n::Message;
use platform::money::{Currency, Money};
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use super::notice_views::NoticeForm;
use crate::frame::Head;
use crate::order::views::AddressView;

/// The way in for guests.
#[derive(Debug)]
pub struct EntryForm;

impl Form for EntryForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("number", "field-order-number"),
        Field::plain("email", "field-email"),
    ];
}

/// The way in.
#[derive(Clone, Debug, Serialize)]
pub struct EntryView {
    /// For browsers.
    pub head: Head,
    /// What a guest states at once.
    pub notice: FormState<NoticeForm>,
    /// What a guest types to get a link.
    pub form: FormState<EntryForm>,
    /// A link has been asked for.
    pub is_sent: bool,
    /// The orders that whoever is logged in can withdraw from.
    pub orders: Vec<OrderLink>,
    /// There are more than these.
    pub has_more: bool,
}

/// An order to withdraw from.
#[derive(Clone, Debug, Serialize)]
pub struct OrderLink {
    /// Its number.
    pub number: String,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// Where that is done.
    pub href: String,
}

impl View for EntryView {
    const TEMPLATE: &'static str = "shop/withdraw.html";

    fn samples() -> Vec<Self> {
        let guest = Self {
            head: Head::sample("Ångra avtal"),
            notice: FormState::blank().with("notice", "x"),
            form: FormState::blank(),
            is_sent: false,
            orders: Vec::new(),
            has_more: false,
        };
        let mut refused = guest.clone();
        refused.form.refuse("number", "withdraw-number-missing");
        for field in ["order", "name", "contact", "goods"] {
            refused.notice.refuse(field, "withdraw-number-missing");
        }
        let sent = Self {
            is_sent: true,
            ..guest.clone()
        };
        let member = Self {
            orders: vec![OrderLink {
                number: "ORD-100001".into(),
                placed_at: jiff::Timestamp::UNIX_EPOCH.into(),
                href: "/order/ORD-100001/x/angra".into(),
            }],
            has_more: true,
            ..guest.clone()
        };
        vec![guest, refused, sent, member]
    }
}

/// The statement.
#[derive(Debug)]
pub struct StatementForm;

impl Form for StatementForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("case", "return-lines"),
        Field::plain("line", "return-lines"),
        Field::plain("quantity", "return-lines"),
        Field::plain("sealed", "return-lines"),
        Field::plain("reason", "return-reason"),
        Field::plain("wish", "return-wish"),
        Field::plain("description", "return-description"),
        Field::plain("picture", "return-pictures"),
        Field::plain("name", "field-name"),
        Field::plain("email", "field-email"),
    ];
}

/// A line that can be chosen.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimRow {
    /// The line's id.
    pub id: String,
    /// What it is called, with what was chosen.
    pub name: String,
    /// Article number.
    pub sku: String,
    /// How many can be chosen.
    pub free: i32,
    /// How many are, as typed.
    pub value: String,
    /// How many are.
    pub chosen: i32,
    /// Why it cannot be withdrawn from.
    pub exception: Option<&'static str>,
    /// It can, as long as the seal is unbroken.
    pub is_of_seal: bool,
    /// The buyer says that it is.
    pub is_sealed: bool,
}

/// A picture that has been taken, and what the form says of it.
#[derive(Clone, Debug, Serialize)]
pub struct KeptPicture {
    /// For the hidden field.
    pub value: String,
    /// Where it is shown.
    pub src: String,
}

/// The form for a statement; after that its summary, to be confirmed.
#[derive(Clone, Debug, Serialize)]
pub struct StatementView {
    /// For browsers.
    pub head: Head,
    /// `withdrawal` or `complaint`.
    pub kind: &'static str,
    /// The buyer is a company: it complains by another law.
    pub is_company: bool,
    /// The order's number.
    pub number: String,
    /// Where the form goes.
    pub action: String,
    /// The order's page.
    pub order_href: String,
    /// Where the other kind of statement is made.
    pub other_href: String,
    /// What was typed.
    pub form: FormState<StatementForm>,
    /// What can be chosen, or has been.
    pub lines: Vec<ClaimRow>,
    /// Why nothing can be stated.
    pub barred: Option<Message>,
    /// The last day of the period, once it runs.
    pub last_day: Option<Date>,
    /// Until when it can be stated though the period is over: it was begun in time.
    pub grace_until: Option<Timestamp>,
    /// When the page was opened, sealed.
    pub begun: String,
    /// The summary is shown, to be confirmed.
    pub is_summary: bool,
    /// Reasons to choose.
    pub reasons: Vec<&'static str>,
    /// How it can be put right, to choose from.
    pub wishes: Vec<&'static str>,
    /// Pictures that have been taken.
    pub pictures: Vec<KeptPicture>,
    /// What became of pictures that were not.
    pub lost: Vec<Message>,
    /// Most pictures.
    pub most_pictures: usize,
}

impl View for StatementView {
    const TEMPLATE: &'static str = "shop/statement.html";

    fn samples() -> Vec<Self> {
        let row = |exception: Option<&'static str>, is_of_seal| ClaimRow {
            id: "0190".into(),
            name: "Mugg Strand, midnatt".into(),
            sku: "NB-STR-MUG-MID".into(),
            free: 2,
            value: "1".into(),
            chosen: 1,
            exception,
            is_of_seal,
            is_sealed: is_of_seal,
        };
        let form = FormState::blank()
            .with("name", "Elin Sandahl")
            .with("email", "elin@exempel.se")
            .with("reason", "defective")
            .with("description", "Sprack <vid> disken.");
        let usual = Self {
            head: Head::sample("Ångra avtal"),
            kind: "withdrawal",
            is_company: false,
            number: "ORD-100001".into(),
            action: "/order/ORD-100001/x/angra".into(),
            order_href: "/order/ORD-100001/x".into(),
            other_href: "/order/ORD-100001/x/reklamera".into(),
            form,
            lines: vec![
                row(None, false),
                row(Some("made_to_measure"), false),
                row(Some("sealed_hygiene"), true),
            ],
            barred: None,
            last_day: Some(date(2026, 12, 7)),
            grace_until: None,
            begun: "0.x".into(),
            is_summary: false,
            reasons: vec!["defective", "damaged"],
            wishes: vec!["exchange", "repair", "refund"],
            pictures: Vec::new(),
            lost: Vec::new(),
            most_pictures: 6,
        };
        let mut refused = Self {
            last_day: None,
            ..usual.clone()
        };
        refused.form.refuse("line", "return-empty");
        refused.form.refuse("name", "withdraw-number-missing");
        let summary = Self {
            is_summary: true,
            grace_until: Some(jiff::Timestamp::UNIX_EPOCH.into()),
            ..usual.clone()
        };
        let barred = Self {
            barred: Some(Message::new("withdraw-company")),
            lines: Vec::new(),
            ..usual.clone()
        };
        let mut complaint = Self {
            kind: "complaint",
            is_company: true,
            pictures: vec![KeptPicture {
                value: "x".into(),
                src: "/order/ORD-100001/x/bild/0-small.jpg".into(),
            }],
            lost: vec![Message::new("picture-refused-unknown")],
            ..usual.clone()
        };
        complaint.form.refuse("reason", "return-reason-none");
        let none = Self {
            lines: Vec::new(),
            ..complaint.clone()
        };
        vec![usual, refused, summary, barred, complaint, none]
    }
}

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

/// What the buyer adds to a case.
#[derive(Debug)]
pub struct MessageForm;

impl Form for MessageForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("message", "return-say"),
        Field::plain("words", "return-say-words"),
        Field::plain("picture", "return-pictures"),
    ];
}

/// Something that has happened in a case, or was said.
#[derive(Clone, Debug, Serialize)]
pub struct StepView {
    /// When.
    pub at: Timestamp,
    /// What: names its text.
    pub what: String,
    /// In whose words; may be empty.
    pub words: String,
    /// Pictures that came with it.
    pub pictures: Vec<ShotView>,
}

/// What the buyer can say and do about a case.
#[derive(Clone, Debug, Serialize)]
pub struct TalkView {
    /// The shop has asked, and waits.
    pub is_asked: bool,
    /// What was typed.
    pub form: FormState<MessageForm>,
    /// Pictures that have been taken.
    pub kept: Vec<KeptPicture>,
    /// What became of pictures that were not.
    pub lost: Vec<Message>,
    /// Most pictures.
    pub most_pictures: usize,
    /// Where it is sent.
    pub action: String,
    /// Where the complaint is taken back; empty when it cannot be.
    pub take_back: String,
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
        vec![
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

impl TalkView {
    /// For the template checks.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            is_asked: false,
            form: FormState::blank().with("message", "x"),
            kept: vec![KeptPicture {
                value: "x".into(),
                src: "/order/ORD-100001/x/bild/0-small.jpg".into(),
            }],
            lost: Vec::new(),
            most_pictures: 6,
            action: "/order/ORD-100001/x/arende/RET-10001/skriv".into(),
            take_back: "/order/ORD-100001/x/arende/RET-10001/aterta".into(),
        }
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
    /// What went by each way, without what a vendor refused, and without postage.
    #[must_use]
    pub fn of(ways: &[Way], currency: Currency) -> Vec<Self> {
        let mut sums: Vec<Self> = Vec::new();
        for way in ways
            .iter()
            .filter(|way| way.state.as_deref() != Some("refused") && way.way != "postage")
        {
            let amount = Money::new(way.amount_minor, currency);
            match sums.iter_mut().find(|sum| sum.way == way.way) {
                Some(sum) => sum.amount.minor += way.amount_minor,
                None => sums.push(Self {
                    way: way.way.clone(),
                    amount,
                }),
            }
        }
        if sums.len() == 1 && sums[0].way == "payment" {
            sums.clear();
        }
        sums
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_holds_as_many_lines_as_an_order_may_have() {
        let lines = usize::try_from(commerce::cart::MAX_LINES).unwrap_or_default();
        let form =
            FormState::<StatementForm>::from_pairs((0..lines).map(|n| ("line", n.to_string())));
        assert_eq!(form.values("line").len(), lines);
    }
}
