//! The page on which an offer is asked for.

use jiff::civil::{Date, date};
use platform::i18n::Message;
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use crate::account::views::Aside;
use crate::frame::Head;

/// What is asked beside the lines.
#[derive(Debug)]
pub struct AskForm;

impl Form for AskForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("message", "quotation-message"),
        Field::plain("wished_on", "quotation-wished-on"),
        Field::plain("reference", "field-reference"),
    ];
}

/// A line as it was typed.
#[derive(Clone, Debug, Serialize)]
pub struct AskRow {
    /// Which variant.
    pub variant: String,
    /// The product's name.
    pub name: String,
    /// What was chosen, in words.
    pub options: String,
    /// Article number.
    pub sku: String,
    /// How many.
    pub quantity: String,
    /// A wish.
    pub note: String,
    /// What is wrong with it.
    pub error: Option<Message>,
}

/// Asking for an offer.
#[derive(Clone, Debug, Serialize)]
pub struct AskView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// The form's key: sent twice, it is asked once.
    pub key: String,
    /// For which company.
    pub company: String,
    /// The goods.
    pub rows: Vec<AskRow>,
    /// The first day on which goods can be wanted.
    pub today: Date,
    /// What was typed beside them, and what is wrong.
    pub form: FormState<AskForm>,
}

impl View for AskView {
    const TEMPLATE: &'static str = "shop/quotation-ask.html";

    fn samples() -> Vec<Self> {
        let row = |error: Option<&'static str>| AskRow {
            variant: "0190".into(),
            name: "Mugg Strand".into(),
            options: "Midnatt".into(),
            sku: "NB-STR-MUG-MID".into(),
            quantity: "120".into(),
            note: "Med tryck <logga>".into(),
            error: error.map(Message::new),
        };
        let blank = Self {
            head: Head::sample("Begär offert"),
            aside: Aside {
                current: "quotations",
            },
            key: "0190".into(),
            company: "Studio Furu AB".into(),
            rows: vec![AskRow {
                options: String::new(),
                ..row(None)
            }],
            today: date(2026, 11, 26),
            form: FormState::blank(),
        };
        let mut form =
            FormState::from_pairs([("message", "Till invigningen."), ("wished_on", "x")]);
        for field in ["message", "wished_on", "reference"] {
            form.refuse(field, "error-required");
        }
        form.refuse_whole("error-quotation-empty");
        let refused = Self {
            rows: vec![row(Some("error-quotation-quantity"))],
            form,
            ..blank.clone()
        };
        let empty = Self {
            rows: Vec::new(),
            ..blank.clone()
        };
        vec![blank, refused, empty]
    }
}
