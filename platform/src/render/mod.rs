//! Pages and mails from themes: typed views in, text out. The only room that knows the template engine.

pub mod assets;
mod brands;
mod check;
mod escape;
mod filters;
pub mod form;
pub mod markdown;
mod paths;
mod renderer;
mod theme;

use serde::Serialize;

pub use brands::{Brands, themes_in};
pub use check::Fault;
pub use escape::{escaped, json_in_script};
pub use form::{Field, Form, FormState};
pub use paths::{PathPattern, PathTable};
pub use renderer::{RenderError, Renderer, RendererOptions};
pub use theme::{ThemeError, ThemeSettings};

use crate::i18n::Locale;

/// What one template shows. A page's fields stand at the top level of its template.
pub trait View: Serialize {
    /// The template's path inside a theme, such as `shop/product.html`.
    const TEMPLATE: &'static str;

    /// One value for every state that the template distinguishes: each is rendered in every theme and language by the checks.
    fn samples() -> Vec<Self>
    where
        Self: Sized;
}

/// What every template sees beside its view: `ctx.locale`, `ctx.path`, ..., and the door's own frame as `frame`.
#[derive(Clone, Debug, Serialize)]
pub struct RenderContext<F = ()> {
    /// The reader's language.
    pub locale: Locale,
    /// The path and query of this page.
    pub path: String,
    /// Scheme and host without a slash at the end, for addresses that leave the site (`https://butik.exempel.se`).
    pub origin: String,
    /// The request's id, shown on error pages so that a person can quote it; empty where there is none.
    pub request_id: String,
    /// What the door's frame shows: navigation, cart count, who is signed in.
    #[serde(skip)]
    pub frame: F,
}

impl<F> RenderContext<F> {
    /// A context with an empty path and origin, for mails and samples.
    pub fn plain(locale: Locale, frame: F) -> Self {
        Self {
            locale,
            path: String::new(),
            origin: String::new(),
            request_id: String::new(),
            frame,
        }
    }
}
