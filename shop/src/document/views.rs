//! A published text.

use platform::clock::Timestamp;
use platform::render::View;
use serde::Serialize;

use crate::frame::{Crumb, Head};

/// A published text.
#[derive(Clone, Debug, Serialize)]
pub struct DocumentView {
    /// For browsers and search engines.
    pub head: Head,
    /// The way here.
    pub crumbs: Vec<Crumb>,
    /// The heading.
    pub title: String,
    /// The text as HTML, made from Markdown by this program: safe.
    pub html: String,
    /// Its version.
    pub version: i64,
    /// Since when it holds.
    pub published_at: Timestamp,
    /// The other texts.
    pub others: Vec<Crumb>,
}

impl View for DocumentView {
    const TEMPLATE: &'static str = "shop/document.html";

    fn samples() -> Vec<Self> {
        vec![Self {
            head: Head::sample("Köpvillkor"),
            crumbs: vec![Crumb {
                name: "Hem".into(),
                href: "/".into(),
            }],
            title: "Köpvillkor".into(),
            html: "<h2>Priser</h2><p>Alla priser är inklusive moms.</p>".into(),
            version: 1,
            published_at: jiff::Timestamp::UNIX_EPOCH.into(),
            others: vec![Crumb {
                name: "Kakor".into(),
                href: "/info/kakor".into(),
            }],
        }]
    }
}
