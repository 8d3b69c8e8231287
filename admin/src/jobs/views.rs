use platform::render::View;
use serde::Serialize;

use crate::list::Status;
use crate::when::When;

/// How far the sizes of a picture have come.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PictureProgress {
    pub(crate) src: Option<String>,
    pub(crate) made: i64,
    pub(crate) wanted: i64,
}

/// One job.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct JobPage {
    /// Of a job that makes sizes of a picture.
    pub(crate) picture: Option<PictureProgress>,
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
            picture: Some(PictureProgress {
                src: Some("/x".to_owned()),
                made: 3,
                wanted: 12,
            }),
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
            picture: None,
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
