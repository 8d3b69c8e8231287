use platform::render::View;
use serde::Serialize;

use crate::list::Status;
use crate::when::When;

/// One job.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct JobPage {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) queue: String,
    pub(crate) status: Status,
    pub(crate) attempts: i32,
    pub(crate) max_attempts: i32,
    pub(crate) error: Option<String>,
    pub(crate) payload: String,
    pub(crate) next: Option<When>,
    pub(crate) lease: Option<When>,
    pub(crate) created: When,
    pub(crate) updated: When,
    pub(crate) request_id: Option<String>,
    pub(crate) can_retry: bool,
}

impl View for JobPage {
    const TEMPLATE: &'static str = "admin/job.html";
    fn samples() -> Vec<Self> {
        let Some(now) = platform::clock::Timestamp::from_microsecond(1_790_000_000_000_000) else {
            return Vec::new();
        };
        let when = || When::new(crate::page::sample_locale(), now, now);
        let full = Self {
            id: "1".to_owned(),
            name: "commerce.open-payment".to_owned(),
            queue: "default".to_owned(),
            status: super::handlers::status("failed", 12),
            attempts: 12,
            max_attempts: 12,
            error: Some("x".to_owned()),
            payload: "{}".to_owned(),
            next: Some(when()),
            lease: Some(when()),
            created: when(),
            updated: when(),
            request_id: Some("x".to_owned()),
            can_retry: true,
        };
        let bare = Self {
            error: None,
            next: None,
            lease: None,
            request_id: None,
            can_retry: false,
            ..full.clone()
        };
        vec![full, bare]
    }
}
