//! The first page.

use commerce::media::Picture;
use platform::render::View;
use serde::Serialize;

use crate::card::{Card, sample_picture};
use crate::frame::Head;

/// The first page.
#[derive(Clone, Debug, Serialize)]
pub struct HomeView {
    /// For browsers and search engines.
    pub head: Head,
    /// The products that the theme's first picture shows, by the theme's numbers; what is not sold any more is left out.
    pub hero: Vec<HeroProduct>,
    /// Ways into the catalogue.
    pub categories: Vec<CategoryTile>,
    /// The cards of what was published last, written.
    pub newest: String,
    /// The cards of what is sold most of late, written; where too little is sold, of some that are there.
    pub popular: String,
    /// Whether those are the most sold ones.
    pub is_sold: bool,
}

/// A product in the first picture.
#[derive(Clone, Debug, Serialize)]
pub struct HeroProduct {
    /// The number in the picture.
    pub number: usize,
    /// The product.
    pub card: Card,
}

/// A way into a category.
#[derive(Clone, Debug, Serialize)]
pub struct CategoryTile {
    /// Its name.
    pub name: String,
    /// Its address word.
    pub slug: String,
    /// Products in it and below it.
    pub count: i64,
    /// Its own picture, or that of its most sold product.
    pub picture: Option<Picture>,
}

impl View for HomeView {
    const TEMPLATE: &'static str = "shop/home.html";

    fn samples() -> Vec<Self> {
        let cards = Card::samples().into_iter().enumerate();
        let hero = cards.map(|(index, card)| HeroProduct {
            number: index * 2 + 1,
            card,
        });
        let tile = |picture| CategoryTile {
            name: "Servering".into(),
            slug: "servering".into(),
            count: 64,
            picture,
        };
        let full = Self {
            head: Head::sample("Saker för hemmet"),
            hero: hero.collect(),
            categories: vec![tile(Some(sample_picture(""))), tile(None)],
            newest: "<li>Tekanna Fjord</li>".into(),
            popular: "<li>Tekanna Fjord</li>".into(),
            is_sold: true,
        };
        let empty = Self {
            hero: Vec::new(),
            categories: Vec::new(),
            newest: String::new(),
            popular: String::new(),
            ..full.clone()
        };
        let unsold = Self {
            is_sold: false,
            ..full.clone()
        };
        vec![full, empty, unsold]
    }
}
