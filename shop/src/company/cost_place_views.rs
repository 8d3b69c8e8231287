//! The page of a company's cost places.

use platform::i18n::Message;
use platform::render::View;
use serde::Serialize;

use crate::account::views::Aside;
use crate::frame::Head;

/// One cost place.
#[derive(Clone, Debug, Serialize)]
pub struct CostPlaceRow {
    /// As the company writes it.
    pub name: String,
    /// Who approves purchases for it.
    pub approvers: Vec<String>,
}

/// The page.
#[derive(Clone, Debug, Serialize)]
pub struct CostPlacesView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// The list as it is kept.
    pub rows: Vec<CostPlaceRow>,
    /// The list as it is written, one in each row.
    pub text: String,
    /// What is wrong with what was sent.
    pub error: Option<Message>,
    /// For the form.
    pub row_version: i32,
    /// Whether it was just saved.
    pub is_saved: bool,
}

impl View for CostPlacesView {
    const TEMPLATE: &'static str = "shop/company-cost-places.html";

    fn samples() -> Vec<Self> {
        let row = |name: &str, approvers: &[&str]| CostPlaceRow {
            name: name.into(),
            approvers: approvers.iter().map(|&name| name.to_owned()).collect(),
        };
        let full = Self {
            head: Head::sample("Kostnadsställen"),
            aside: Aside { current: "company" },
            rows: vec![
                row("4100", &["Anna Lind", "Elin Sandahl"]),
                row("Malmö", &[]),
            ],
            text: "4100\nMalmö".into(),
            error: None,
            row_version: 1,
            is_saved: true,
        };
        let refused = |error| Self {
            error: Some(error),
            is_saved: false,
            ..full.clone()
        };
        let empty = Self {
            rows: Vec::new(),
            text: String::new(),
            is_saved: false,
            ..full.clone()
        };
        vec![
            refused(Message::new("error-cost-places-many").with("max", 300)),
            refused(
                Message::new("error-cost-places-long")
                    .with("max", 60)
                    .with("row", 5),
            ),
            refused(Message::new("error-changed-meanwhile")),
            empty,
            full,
        ]
    }
}
