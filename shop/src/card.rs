//! A product as lists show it, and its picture.

use commerce::media::{Picture, PictureSource};
use platform::money::{Currency, Money};
use serde::Serialize;

use crate::reviews::views::MeanView;

/// A price as shown: what it is now, and what the law wants said about it.
#[derive(Clone, Debug, Serialize)]
pub struct PriceView {
    /// With or without VAT, as the visitor sees prices.
    pub now: Money,
    /// The same in ten-thousandths of a minor unit, where it is no whole number of them.
    pub exact: Option<i64>,
    /// Whether VAT is in it.
    pub includes_vat: bool,
    /// The lowest price of the 30 days before a reduction; `None` when the price is not reduced.
    pub before: Option<Money>,
    /// How much lower in basis points, negative; only with `before`.
    pub change_bp: i64,
    /// Whether variants cost differently and this is the lowest.
    pub is_from: bool,
    /// The price per unit of measure, where the law wants it.
    pub per_unit: Option<PerUnit>,
}

/// Jämförpris.
#[derive(Clone, Debug, Serialize)]
pub struct PerUnit {
    /// Per unit, shown with two decimals.
    pub price: Money,
    /// `kg`, `l`, `m`, `m2` or `st`: the theme has the words.
    pub unit: String,
}

/// A product in a list.
#[derive(Clone, Debug, Serialize)]
pub struct Card {
    /// Which product, for the wish list.
    pub product: String,
    /// Its name.
    pub name: String,
    /// The short line under the name.
    pub subtitle: String,
    /// Its page, with the variant that the picture shows.
    pub href: String,
    /// The main picture.
    pub picture: Option<Picture>,
    /// Another angle, shown under the pointer.
    pub second: Option<Picture>,
    /// Colours that it comes in.
    pub swatches: Vec<Swatch>,
    /// The price; `None` when it has none yet.
    pub price: Option<PriceView>,
    /// The currency that whoever looks buys in, where it has no price in that.
    pub missing_in: Option<String>,
    /// What buyers think of it.
    pub rating: Option<MeanView>,
    /// Published of late.
    pub is_new: bool,
    /// Whether a variant can be bought now.
    pub is_in_stock: bool,
    /// Whether it can be bought though none is here.
    pub is_backorder: bool,
    /// The day when it is back, for what is not here.
    pub restock_on: Option<jiff::civil::Date>,
}

/// A colour of a product.
#[derive(Clone, Debug, Serialize)]
pub struct Swatch {
    /// `#rrggbb`.
    pub colour: String,
    /// Its name.
    pub label: String,
}

fn sek(kronor: i64) -> Money {
    Money::new(kronor * 100, Currency::SEK)
}

/// How much lower a price is, in whole per cent as basis points, negative. Rounded towards nothing: a reduction is never told larger than it is.
fn change_bp(before: i64, now: i64) -> i64 {
    let difference = i128::from(now) - i128::from(before);
    let per_cent = difference * 100 / i128::from(before.max(1));
    i64::try_from(per_cent * 100).unwrap_or(0)
}

/// A picture for the template checks.
#[must_use]
pub fn sample_picture(alt: &str) -> Picture {
    Picture {
        src: "/bild/x-720.jpg".into(),
        large: "/bild/x-1600.jpg".into(),
        sources: vec![PictureSource {
            media_type: "image/webp".into(),
            srcset: "/bild/x-320.webp 320w, /bild/x-720.webp 720w".into(),
        }],
        srcset: "/bild/x-320.jpg 320w, /bild/x-720.jpg 720w".into(),
        width: 1600,
        height: 1600,
        alt: alt.into(),
        placeholder: "data:image/webp;base64,UklGRg==".into(),
        colour: "#dfdbd4".into(),
        focus_x: 50,
        focus_y: 40,
    }
}

impl PriceView {
    /// A price with what a reduction is told from.
    #[must_use]
    pub fn new(now: Money, exact: Option<i64>, includes_vat: bool, before: Option<Money>) -> Self {
        let before = before.filter(|before| before.minor > now.minor);
        Self {
            now,
            exact,
            includes_vat,
            change_bp: before.map_or(0, |before| change_bp(before.minor, now.minor)),
            before,
            is_from: false,
            per_unit: None,
        }
    }

    /// Plain, reduced with a unit price, and one that variants begin at.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let plain = Self {
            now: sek(899),
            exact: None,
            includes_vat: true,
            before: None,
            change_bp: 0,
            is_from: false,
            per_unit: None,
        };
        let reduced = Self {
            now: sek(716),
            exact: None,
            includes_vat: true,
            before: Some(sek(895)),
            change_bp: -2_000,
            is_from: false,
            per_unit: Some(PerUnit {
                price: Money::new(23_867, Currency::SEK),
                unit: "st".into(),
            }),
        };
        let from = Self {
            now: Money::new(14_950, Currency::SEK),
            is_from: true,
            ..plain.clone()
        };
        let screw = Self {
            now: Money::new(4, Currency::SEK),
            exact: Some(41_200),
            includes_vat: false,
            ..plain.clone()
        };
        vec![plain, reduced, from, screw]
    }
}

impl Card {
    /// In stock, reduced, sold out, awaited, and one without picture and price.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        let prices = PriceView::samples();
        let swatch = |colour: &str, label: &str| Swatch {
            colour: colour.into(),
            label: label.into(),
        };
        let usual = Self {
            product: "0190".into(),
            name: "Tekanna Fjord & fat".into(),
            subtitle: "Stengods, mässing, ek".into(),
            href: "/produkt/tekanna-fjord".into(),
            picture: Some(sample_picture("Tekanna Fjord i midnatt")),
            second: Some(sample_picture("")),
            swatches: vec![swatch("#e6dccb", "Sand"), swatch("#33425e", "Midnatt")],
            price: prices.first().cloned(),
            missing_in: None,
            rating: Some(MeanView {
                tenths: 46,
                percent: 92,
                count: 12,
            }),
            is_new: true,
            is_in_stock: true,
            is_backorder: false,
            restock_on: None,
        };
        let reduced = Self {
            price: prices.get(1).cloned(),
            is_new: false,
            ..usual.clone()
        };
        let sold_out = Self {
            is_in_stock: false,
            restock_on: Some(jiff::civil::date(2026, 12, 7)),
            price: prices.get(2).cloned(),
            ..usual.clone()
        };
        let awaited = Self {
            is_backorder: true,
            restock_on: sold_out.restock_on,
            ..usual.clone()
        };
        let bare = Self {
            picture: None,
            second: None,
            swatches: Vec::new(),
            price: None,
            rating: None,
            subtitle: String::new(),
            is_in_stock: false,
            missing_in: Some("EUR".to_owned()),
            ..usual.clone()
        };
        vec![usual, reduced, sold_out, awaited, bare]
    }
}
