//! From what the domain knows to what pages show.

use std::collections::BTreeMap;

use commerce::catalogue::product::VariantShown;
use commerce::catalogue::storefront::{self, GalleryPicture, StockState};
use commerce::ids::MediaId;
use commerce::media::{Media, Picture, PictureSettings};
use commerce::pricing::UnitPriceShown;
use commerce::setting::{Key, Settings};
use platform::clock::Timestamp;
use platform::files::image::{Focal, Format};
use platform::i18n::Locale;
use platform::money::{Currency, Money};
use platform::render::Renderer;

use crate::card::{Card, PerUnit, PriceView, Swatch};
use crate::reviews::views::MeanView;

/// What the mapping of cards needs beside them.
#[derive(Clone, Copy)]
pub struct Cards<'a> {
    /// For addresses.
    pub renderer: &'a Renderer,
    /// The theme's sizes.
    pub pictures: &'a PictureSettings,
    /// The reader's language.
    pub locale: Locale,
    /// Since when what is published counts as new.
    pub new_since: Timestamp,
}

impl Cards<'_> {
    /// Cards as lists show them.
    #[must_use]
    pub fn all(&self, cards: &[storefront::Card]) -> Vec<Card> {
        cards.iter().map(|card| self.one(card)).collect()
    }

    /// A card as lists show it.
    #[must_use]
    pub fn one(&self, card: &storefront::Card) -> Card {
        let mut pictures = card.pictures.iter().map(|picture| self.picture(picture));
        let currency = card.price.currency;
        Card {
            product: card.product_id.to_string(),
            name: card.name.clone(),
            subtitle: card.subtitle.clone(),
            href: self
                .renderer
                .url(self.locale, "product", &[("slug", &card.slug)]),
            picture: pictures.next(),
            // Only the first picture is described: the second repeats what stands beside it.
            second: pictures.next().map(|picture| Picture {
                alt: String::new(),
                placeholder: String::new(),
                ..picture
            }),
            swatches: card
                .dots
                .iter()
                .filter_map(|dot| {
                    Some(Swatch {
                        colour: dot.swatch.clone()?,
                        label: dot.label.clone(),
                    })
                })
                .collect(),
            price: (!card.price.is_missing).then(|| PriceView {
                is_from: card.price.is_from,
                per_unit: card.unit_price.map(|unit| per_unit(unit, currency)),
                ..PriceView::new(
                    Money::new(card.price.minor, currency),
                    card.price.exact_e4,
                    card.price.includes_vat,
                    card.price
                        .before_minor
                        .map(|minor| Money::new(minor, currency)),
                )
            }),
            missing_in: card.price.is_missing.then(|| currency.to_string()),
            rating: card.rating.map(MeanView::from),
            is_new: self.is_new(card),
            is_in_stock: card.stock.is_buyable(),
            is_backorder: matches!(card.stock, StockState::Backorder { .. }),
            restock_on: restock_on(card.stock),
        }
    }

    /// Whether a product counts as new.
    #[must_use]
    pub fn is_new(&self, card: &storefront::Card) -> bool {
        card.published_at > self.new_since
    }

    /// A picture of a gallery in all its sizes.
    #[must_use]
    pub fn picture(&self, picture: &GalleryPicture) -> Picture {
        picture_of(picture, self.pictures, self.locale)
    }
}

/// A picture of a gallery in all its sizes; a bare frame when its address cannot be made.
fn picture_of(picture: &GalleryPicture, settings: &PictureSettings, locale: Locale) -> Picture {
    let Ok(hash) = picture.hash.parse() else {
        return Picture::default();
    };
    let pixels = |value: i32| u32::try_from(value).unwrap_or(1);
    let thousandths = |value: i16| u16::try_from(value).unwrap_or(500);
    let media = Media {
        id: picture.media_id,
        hash,
        // Only original files are named by it; the sizes that pages show are not.
        format: Format::Jpeg,
        width: pixels(picture.width),
        height: pixels(picture.height),
        has_alpha: picture.has_alpha,
        placeholder: picture.placeholder.clone(),
        dominant_colour: picture.dominant_colour.clone(),
    };
    let alt = BTreeMap::from([(locale.code().to_owned(), picture.alt.clone())]);
    let focal = Focal::new(thousandths(picture.focal_x), thousandths(picture.focal_y))
        .unwrap_or(Focal::CENTRE);
    Picture::new(&media, settings, &alt, locale.code(), focal)
}

/// The small pictures beside the lines of a cart or order. They repeat the name beside them, so they are not described.
#[must_use]
pub fn line_picture(
    media: &std::collections::HashMap<MediaId, Media>,
    id: Option<MediaId>,
    settings: &PictureSettings,
    locale: Locale,
) -> Option<Picture> {
    let media = media.get(&id?)?;
    Some(Picture::new(
        media,
        settings,
        &BTreeMap::new(),
        locale.code(),
        Focal::CENTRE,
    ))
}

/// Jämförpris.
#[must_use]
pub fn per_unit(unit: UnitPriceShown, currency: Currency) -> PerUnit {
    PerUnit {
        price: Money::new(unit.minor, currency),
        unit: unit.unit.code().to_owned(),
    }
}

/// The day on which what is not here is back.
#[must_use]
pub fn restock_on(stock: StockState) -> Option<jiff::civil::Date> {
    match stock {
        StockState::Out { restock_at } | StockState::Backorder { restock_at } => {
            restock_at.map(|at| at.business_time().date())
        }
        StockState::InStock | StockState::Few { .. } => None,
    }
}

/// The pictures of some lines in one question.
///
/// # Errors
/// Database errors.
pub async fn line_media(
    conn: &mut platform::db::PgConnection,
    ids: impl Iterator<Item = Option<MediaId>>,
) -> Result<std::collections::HashMap<MediaId, Media>, platform::web::PageError> {
    let ids: Vec<MediaId> = ids.flatten().collect();
    if ids.is_empty() {
        return Ok(std::collections::HashMap::new());
    }
    Ok(commerce::media::listing::media_by_id(conn, &ids).await?)
}

/// Whether so few pieces of a variant are here that shoppers are told how many.
#[must_use]
pub fn is_few(variant: &VariantShown, settings: &Settings) -> bool {
    variant.here <= settings.number(Key::FewPieces)
}
