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
    /// The version that holds; empty where that is this one.
    pub current_href: String,
    /// The language that it is written in.
    pub lang: String,
    /// The other versions that have held.
    pub versions: Vec<VersionLink>,
    /// Who handles personal data for the shop: under the text about them as it holds.
    pub processors: Vec<ProcessorView>,
    /// The other texts.
    pub others: Vec<Crumb>,
}

/// Somebody who handles personal data for the shop.
#[derive(Clone, Debug, Serialize)]
pub struct ProcessorView {
    /// As they are called.
    pub name: String,
    /// Where they tell of themselves; may be empty.
    pub url: String,
    /// What they do and which data they get.
    pub task: String,
    /// Where the data are.
    pub place: String,
    /// The language of the texts, where it is not the page's.
    pub lang: Option<&'static str>,
}

/// Another version.
#[derive(Clone, Debug, Serialize)]
pub struct VersionLink {
    /// From 1.
    pub version: i64,
    /// Since when it held.
    pub published_at: Timestamp,
    /// Where it is read.
    pub href: String,
}

impl View for DocumentView {
    const TEMPLATE: &'static str = "shop/document.html";

    fn samples() -> Vec<Self> {
        let current = Self {
            head: Head::sample("Köpvillkor"),
            crumbs: vec![Crumb {
                name: "Hem".into(),
                href: "/".into(),
            }],
            title: "Köpvillkor".into(),
            html: "<h2>Priser</h2><p>Alla priser är inklusive moms.</p>".into(),
            version: 2,
            current_href: String::new(),
            lang: "sv".into(),
            versions: vec![VersionLink {
                version: 1,
                published_at: jiff::Timestamp::UNIX_EPOCH.into(),
                href: "/kopvillkor?version=1".into(),
            }],
            published_at: jiff::Timestamp::UNIX_EPOCH.into(),
            processors: [None, Some("sv")]
                .map(|lang| ProcessorView {
                    name: "Molnhuset AB".into(),
                    url: match lang {
                        None => "https://molnhuset.example".into(),
                        Some(_) => String::new(),
                    },
                    task: "Driver servrarna.".into(),
                    place: "Sverige".into(),
                    lang,
                })
                .into(),
            others: vec![Crumb {
                name: "Kakor".into(),
                href: "/info/kakor".into(),
            }],
        };
        let earlier = Self {
            current_href: "/kopvillkor".into(),
            version: 1,
            versions: Vec::new(),
            processors: Vec::new(),
            ..current.clone()
        };
        vec![current, earlier]
    }
}
