//! The form for a statement, and its summary.

use jiff::civil::{Date, date};
use platform::clock::Timestamp;
use platform::i18n::Message;
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use crate::frame::Head;

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
    /// The buyer was not told of the right of withdrawal when they bought, and has a year more.
    pub is_untold: bool,
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
            is_untold: false,
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
            is_untold: true,
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
