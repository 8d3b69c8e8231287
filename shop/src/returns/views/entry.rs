//! The way in for guests.

use platform::clock::Timestamp;
use platform::render::{Field, Form, FormState, View};
use serde::Serialize;

use crate::frame::Head;
use crate::returns::notice_views::NoticeForm;

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
