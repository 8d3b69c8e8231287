//! Pages for what went wrong, in the theme.

use platform::render::View;
use serde::Serialize;

use crate::card::Card;
use crate::frame::Head;

/// A page that says what went wrong.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorView {
    /// For browsers.
    pub head: Head,
    /// The status: the theme has words for 404, 410, 400, 403, 413, 429, 500 and 503, and common ones for the rest.
    pub status: u16,
    /// What the visitor may want instead.
    pub popular: Vec<Card>,
}

impl View for ErrorView {
    const TEMPLATE: &'static str = "shop/error.html";

    fn samples() -> Vec<Self> {
        [400, 403, 404, 405, 409, 410, 413, 429, 500, 503]
            .map(|status| Self {
                head: Head::sample("Fel"),
                status,
                popular: if status == 404 {
                    Card::samples()
                } else {
                    Vec::new()
                },
            })
            .to_vec()
    }
}
