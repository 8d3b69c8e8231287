//! What is stated without a link: to be confirmed, and as a receipt.

use platform::clock::Timestamp;
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use crate::frame::Head;

/// The statement.
#[derive(Debug)]
pub struct NoticeForm;

impl Form for NoticeForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("notice", "withdraw-now-title"),
        Field::plain("name", "field-name"),
        Field::plain("order", "field-order-number"),
        Field::plain("contact", "field-email"),
        Field::plain("goods", "withdraw-now-goods"),
    ];
}

/// The statement, to be confirmed; and as it was made.
#[derive(Clone, Debug, Serialize)]
pub struct NoticeView {
    /// For browsers.
    pub head: Head,
    /// `MED-10001`, once it has been made.
    pub number: String,
    /// The order's number, as it was typed.
    pub order_number: String,
    /// Whose statement it is.
    pub name: String,
    /// Where the receipt goes.
    pub email: String,
    /// Which goods; nothing: all of them.
    pub goods: String,
    /// When it was made; `None` before it is confirmed.
    pub made_at: Option<Timestamp>,
    /// What was typed, to be sent again with the confirmation.
    pub form: FormState<NoticeForm>,
}

impl View for NoticeView {
    const TEMPLATE: &'static str = "shop/withdraw-notice.html";

    fn samples() -> Vec<Self> {
        let summary = Self {
            head: Head::sample("Bekräfta att du ångrar köpet"),
            number: String::new(),
            order_number: "ORD-100001".into(),
            name: "Elin Sandahl".into(),
            email: "elin@exempel.se".into(),
            goods: String::new(),
            made_at: None,
            form: FormState::blank()
                .with("notice", "x")
                .with("name", "Elin Sandahl")
                .with("order", "ORD-100001")
                .with("contact", "elin@exempel.se"),
        };
        let some = Self {
            goods: "Bara <muggen>.".into(),
            ..summary.clone()
        };
        let made = Self {
            number: "MED-10001".into(),
            made_at: Some(jiff::Timestamp::UNIX_EPOCH.into()),
            ..some.clone()
        };
        let all = Self {
            goods: String::new(),
            ..made.clone()
        };
        vec![summary, some, made, all]
    }
}
