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
        Field::plain("place", "quotation-place"),
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

/// One of the company's places.
#[derive(Clone, Debug, Serialize)]
pub struct PlaceChoice {
    /// Which.
    pub id: String,
    /// What it is called and where it lies.
    pub label: String,
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
    /// Where the goods can go; empty where the company has kept no place.
    pub places: Vec<PlaceChoice>,
    /// Rows that were typed and name nothing that can be asked for, as they were typed; empty when there are none.
    pub left: String,
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
            places: ["1", "2"]
                .map(|id| PlaceChoice {
                    id: id.into(),
                    label: "Lagret, Storgatan 2, 413 01 Göteborg".into(),
                })
                .into(),
            left: String::new(),
            today: date(2026, 11, 26),
            form: FormState::blank()
                .with("reference", "Elin Sandahl")
                .with("place", "2"),
        };
        let mut form =
            FormState::from_pairs([("message", "Till invigningen."), ("wished_on", "x")]);
        for field in ["message", "wished_on", "reference", "place"] {
            form.refuse(field, "error-required");
        }
        form.refuse_whole("error-quotation-empty");
        let refused = Self {
            rows: vec![row(Some("error-quotation-quantity"))],
            left: "NB-<SAKNAS> 3".into(),
            form,
            ..blank.clone()
        };
        let empty = Self {
            rows: Vec::new(),
            places: Vec::new(),
            ..blank.clone()
        };
        vec![blank, refused, empty]
    }
}
