use platform::i18n::Message;
use platform::render::View;
use serde::Serialize;

use crate::list::Status;
use crate::when::When;

/// One delivery.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DeliveryPage {
    pub(crate) id: String,
    pub(crate) what: Message,
    pub(crate) to: String,
    pub(crate) status: Status,
    pub(crate) attempts: i32,
    pub(crate) error: Option<String>,
    pub(crate) payload: String,
    pub(crate) receipt: Option<String>,
    pub(crate) created: When,
    pub(crate) sent: Option<When>,
    pub(crate) acknowledged: Option<When>,
    pub(crate) updated: When,
    pub(crate) order: Option<String>,
    pub(crate) can_retry: bool,
}

impl View for DeliveryPage {
    const TEMPLATE: &'static str = "admin/delivery.html";
    fn samples() -> Vec<Self> {
        let Some(now) = platform::clock::Timestamp::from_microsecond(1_790_000_000_000_000) else {
            return Vec::new();
        };
        let when = || When::new(crate::page::sample_locale(), now, now);
        let full = Self {
            id: "1".to_owned(),
            what: crate::object::fact_label("OrderPlaced"),
            to: "mail".to_owned(),
            status: crate::object::delivery_status("dead"),
            attempts: 3,
            error: Some("x".to_owned()),
            payload: "{}".to_owned(),
            receipt: Some("{}".to_owned()),
            created: when(),
            sent: Some(when()),
            acknowledged: Some(when()),
            updated: when(),
            order: Some("ORD-100042".to_owned()),
            can_retry: true,
        };
        let bare = Self {
            error: None,
            receipt: None,
            sent: None,
            acknowledged: None,
            order: None,
            can_retry: false,
            ..full.clone()
        };
        vec![full, bare]
    }
}
