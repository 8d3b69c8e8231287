//! Cards in a grid. The same cards stand on page after page, and what a card shows depends on the card, the reader's language and the theme alone: it is
//! written once and kept. Kept are cards by all that they show, so that a changed one is another and nothing has to be forgotten.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;

use commerce::catalogue::storefront;
use commerce::ids::ProductId;
use moka::sync::Cache;
use platform::render::{RenderContext, View, escaped};
use platform::web::PageError;
use serde::Serialize;

use crate::card::Card;
use crate::mapping::Cards;
use crate::state::ShopState;

/// Bytes of all kept cards together.
const ROOM: u64 = 12 * 1024 * 1024;
/// Stands in a kept card where the page that it stands on will be named. No control character comes into a page.
const BACK: &str = "\u{1}back\u{1}";

/// Where cards stand: the theme knows how wide they are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// In a list beside its filters.
    List,
    /// In a row across the page, of what was found, is new, or goes with something; the first is not waited for.
    Row,
    /// Six beside each other.
    Six,
}

/// A card, written.
struct Written {
    product: ProductId,
    html: String,
}

/// The kept cards.
pub struct KeptCards {
    cards: Cache<u64, Arc<Written>>,
    hashing: RandomState,
}

impl Default for KeptCards {
    fn default() -> Self {
        let cards = Cache::builder()
            .max_capacity(ROOM)
            .weigher(|_: &u64, card: &Arc<Written>| {
                u32::try_from(card.html.len() + 128).unwrap_or(u32::MAX)
            })
            .build();
        Self {
            cards,
            hashing: RandomState::new(),
        }
    }
}

/// One card, as a theme writes it.
#[derive(Clone, Debug, Serialize)]
pub struct CardView {
    /// The product.
    pub card: Card,
    /// Where it stands.
    pub place: Place,
    /// Whether its picture is waited for.
    pub is_first: bool,
    /// The product, where it is on the wish list of whoever looks.
    pub wished: Vec<String>,
    /// The page that it stands on.
    pub back: &'static str,
}

impl View for CardView {
    const TEMPLATE: &'static str = "shop/parts/card.html";

    fn samples() -> Vec<Self> {
        let places = [Place::List, Place::Row, Place::Six].into_iter().cycle();
        Card::samples()
            .into_iter()
            .zip(places)
            .zip([true, false].into_iter().cycle())
            .map(|((card, place), is_first)| Self {
                wished: is_first.then(|| card.product.clone()).into_iter().collect(),
                card,
                place,
                is_first,
                back: BACK,
            })
            .collect()
    }
}

/// A grid being written.
#[derive(Clone, Copy)]
pub struct Grid<'a> {
    /// The shop.
    pub state: &'a ShopState,
    /// From what the domain knows to what pages show.
    pub mapping: Cards<'a>,
    /// Products on the wish list of whoever looks.
    pub wished: &'a [String],
    /// The page that the cards stand on.
    pub path: &'a str,
}

impl Grid<'_> {
    /// Writes cards in their order; nothing where there are none.
    ///
    /// # Errors
    /// 500 when the theme is broken, which the checks find before.
    pub fn write(
        &self,
        cards: &[storefront::Card],
        place: Place,
        waits_for_first: bool,
    ) -> Result<String, PageError> {
        let back = escaped(self.path);
        let mut html = String::new();
        for (index, card) in cards.iter().enumerate() {
            let written = self.one(card, place, waits_for_first && index == 0)?;
            let mut rest = written.html.as_str();
            while let Some((before, after)) = rest.split_once(BACK) {
                html.push_str(before);
                html.push_str(&back);
                rest = after;
            }
            html.push_str(rest);
        }
        Ok(html)
    }

    fn one(
        &self,
        card: &storefront::Card,
        place: Place,
        is_first: bool,
    ) -> Result<Arc<Written>, PageError> {
        let (kept, mapping) = (&self.state.cards, &self.mapping);
        let is_wished = !self.wished.is_empty() && {
            let id = card.product_id.to_string();
            self.wished.contains(&id)
        };
        // Whether it is new is all that a card says of the present.
        let key = kept.hashing.hash_one((
            card,
            (mapping.locale, mapping.is_new(card)),
            (place, is_first, is_wished),
            self.state.renderer.generation(),
        ));
        let found = kept.cards.get(&key);
        if let Some(found) = found.filter(|found| found.product == card.product_id) {
            return Ok(found);
        }
        let shown = mapping.one(card);
        let view = CardView {
            wished: is_wished
                .then(|| shown.product.clone())
                .into_iter()
                .collect(),
            card: shown,
            place,
            is_first,
            back: BACK,
        };
        let ctx = RenderContext::plain(mapping.locale, ());
        let html = self.state.renderer.render(&view, &ctx);
        let written = Arc::new(Written {
            product: card.product_id,
            html: html.map_err(PageError::internal)?.trim().to_owned(),
        });
        kept.cards.insert(key, Arc::clone(&written));
        Ok(written)
    }
}
