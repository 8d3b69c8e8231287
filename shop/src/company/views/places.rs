//! Where a company has its goods sent.

use platform::render::{FormState, View};
use serde::Serialize;

use super::aside;
use crate::account::views::Aside;
use crate::company::forms::PlaceForm;
use crate::frame::Head;

/// A place where goods go.
#[derive(Clone, Debug, Serialize)]
pub struct PlaceRow {
    /// Which.
    pub id: String,
    /// What the company calls it.
    pub label: String,
    /// Receiver, street, town.
    pub lines: Vec<String>,
    /// Written on the parcels.
    pub marking: String,
    /// Chosen beforehand.
    pub is_default: bool,
}

/// Where the company's goods go.
#[derive(Clone, Debug, Serialize)]
pub struct PlacesView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// Its name.
    pub company: String,
    /// Its places.
    pub places: Vec<PlaceRow>,
    /// `saved` or `removed`, when that was just done.
    pub done: &'static str,
}

impl View for PlacesView {
    const TEMPLATE: &'static str = "shop/company-places.html";

    fn samples() -> Vec<Self> {
        let place = |is_default: bool| PlaceRow {
            id: "1".into(),
            label: "Kontoret".into(),
            lines: vec!["Bodgatan 4".into(), "411 00 Göteborg".into()],
            marking: if is_default {
                "Port B".into()
            } else {
                String::new()
            },
            is_default,
        };
        let view = |places, done| Self {
            head: Head::sample("Platser"),
            aside: aside(),
            company: "Studio Furu AB".into(),
            places,
            done,
        };
        vec![
            view(vec![place(true), place(false)], "saved"),
            view(Vec::new(), "removed"),
            view(Vec::new(), ""),
        ]
    }
}

/// One place, or a new one.
#[derive(Clone, Debug, Serialize)]
pub struct PlaceView {
    /// For browsers.
    pub head: Head,
    /// The side.
    pub aside: Aside,
    /// Which; empty for a new one.
    pub id: String,
    /// Countries, by code.
    pub countries: Vec<String>,
    /// What was typed.
    pub form: FormState<PlaceForm>,
    /// For the form.
    pub row_version: i32,
}

impl View for PlaceView {
    const TEMPLATE: &'static str = "shop/company-place.html";

    fn samples() -> Vec<Self> {
        let mut form = FormState::blank()
            .with("country", "SE")
            .with("is_default", "1");
        for field in ["label", "street", "country", "gln"] {
            form.refuse(field, "error-required");
        }
        let view = |id: &str, countries: &[&str], form: FormState<PlaceForm>| Self {
            head: Head::sample("Plats"),
            aside: aside(),
            id: id.into(),
            countries: countries.iter().map(|code| (*code).into()).collect(),
            form,
            row_version: 1,
        };
        vec![
            view("", &["SE"], FormState::blank().with("country", "SE")),
            view("1", &["SE", "NO"], form),
        ]
    }
}
