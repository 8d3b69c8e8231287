//! A product's **gallery**: which pictures it shows, in which order, with which words, and what must stay in sight. Arranged as a whole, by
//! one person at a time.

use std::collections::{BTreeMap, HashMap, HashSet};

use platform::audit::Change;
use platform::db::{DbError, PgConnection, Tx};
use platform::files::ContentHash;
use platform::files::image::Focal;
use platform::i18n::Locale;
use serde::Serialize;

use super::listing::{self, Placed};
use super::store::replace_gallery;
use crate::catalogue::storefront::mark_dirty;
use crate::ids::{MediaId, PlacementId, ProductId, VariantId};
use crate::locks::lock_product;

/// Most pictures of one product.
pub const MOST: usize = 100;
/// Longest alternative text, in characters: what a screen reader says in one breath, and then some.
pub const LONGEST_ALT: usize = 300;

/// A picture in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The place; an unknown one is given a fresh id.
    pub id: PlacementId,
    /// The picture.
    pub media_id: MediaId,
    /// The variant that it shows; `None` belongs to the product as a whole.
    pub variant_id: Option<VariantId>,
    /// What it shows, by language.
    pub alt: BTreeMap<String, String>,
    /// What must stay in sight when it is cropped.
    pub focal: Focal,
}

impl Place {
    /// What is shown, wherever it is kept.
    fn is_like(&self, other: &Self) -> bool {
        let shown = |place: &Self| (place.media_id, place.variant_id, place.focal);
        shown(self) == shown(other) && self.alt == other.alt
    }
}

impl From<&Placed> for Place {
    fn from(placed: &Placed) -> Self {
        Self {
            id: placed.id,
            media_id: placed.media.id,
            variant_id: placed.variant_id,
            alt: placed.alt.clone(),
            focal: placed.focal,
        }
    }
}

/// Why a gallery was not arranged; it is as it was.
#[derive(Debug, thiserror::Error)]
pub enum GalleryError {
    /// No such product.
    #[error("there is no such product")]
    NoProduct,
    /// Somebody else has arranged it since it was read.
    #[error("the gallery was changed meanwhile")]
    ChangedMeanwhile,
    /// More pictures than a product may have.
    #[error("a product has {MOST} pictures at most")]
    TooMany,
    /// A picture without words, or with too many, in some language.
    #[error(
        "a picture needs an alternative text of at most {LONGEST_ALT} characters in every language"
    )]
    AltWrong(PlacementId),
    /// The same picture twice for the product or for one variant.
    #[error("the same picture stands there twice")]
    Twice(PlacementId),
    /// The picture is not in the catalogue.
    #[error("there is no such picture")]
    NoPicture(PlacementId),
    /// The variant is another product's.
    #[error("the product has no such variant")]
    NoVariant(PlacementId),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A product's gallery as it stands.
///
/// # Errors
/// Database errors.
pub async fn gallery(conn: &mut PgConnection, product: ProductId) -> Result<Vec<Placed>, DbError> {
    let mut galleries = listing::galleries(conn, &[product]).await?;
    Ok(galleries.remove(&product).unwrap_or_default())
}

/// What a form remembers of the gallery that it was made from, to notice that somebody else has arranged it meanwhile.
#[must_use]
pub fn stamp(gallery: &[Placed]) -> String {
    stamp_of(&gallery.iter().map(Place::from).collect::<Vec<_>>())
}

fn stamp_of(places: &[Place]) -> String {
    // What is made of texts and numbers can be written.
    let written = serde_json::to_vec(places).unwrap_or_default();
    ContentHash::of(&written).to_string()
}

/// Whether a text will do as an alternative text.
#[must_use]
pub fn is_alt(text: &str) -> bool {
    let is_short = text.chars().count() <= LONGEST_ALT;
    !text.trim().is_empty() && is_short && !text.chars().any(char::is_control)
}

/// Arranges a gallery as `wanted`. `seen` is the [`stamp`] of what it is changed from. Sent twice, the second time finds nothing to do.
///
/// # Errors
/// [`GalleryError`]; nothing is changed then.
pub async fn arrange(
    tx: &mut Tx,
    product: ProductId,
    seen: &str,
    mut wanted: Vec<Place>,
) -> Result<(), GalleryError> {
    if !lock_product(tx, product).await? {
        return Err(GalleryError::NoProduct);
    }
    let present: Vec<Place> = gallery(tx, product)
        .await?
        .iter()
        .map(Place::from)
        .collect();
    let is_same = present.len() == wanted.len()
        && present
            .iter()
            .zip(&wanted)
            .all(|(is, want)| is.is_like(want));
    if is_same {
        return Ok(());
    }
    if stamp_of(&present) != seen {
        return Err(GalleryError::ChangedMeanwhile);
    }
    check(tx, product, &wanted).await?;
    let mut free: HashSet<PlacementId> = present.iter().map(|place| place.id).collect();
    for place in &mut wanted {
        if !free.remove(&place.id) {
            place.id = PlacementId::generate();
        }
    }
    replace_gallery(tx, product, &wanted).await?;
    tx.audit(Change {
        action: "product.pictures",
        subject: ("product", Some(product.0)),
        before: Some(&present),
        after: Some(&wanted),
        reason: None,
    })
    .await?;
    mark_dirty(tx, &[product]).await?;
    Ok(())
}

async fn check(
    conn: &mut PgConnection,
    product: ProductId,
    wanted: &[Place],
) -> Result<(), GalleryError> {
    if wanted.len() > MOST {
        return Err(GalleryError::TooMany);
    }
    let pictures: Vec<MediaId> = wanted.iter().map(|place| place.media_id).collect();
    let known: HashMap<MediaId, _> = listing::media_by_id(conn, &pictures).await?;
    let named: Vec<VariantId> = wanted.iter().filter_map(|place| place.variant_id).collect();
    let variants = listing::variants_of(conn, product, &named).await?;
    let mut taken = HashSet::new();
    for place in wanted {
        let alt = |locale: &Locale| {
            place
                .alt
                .get(locale.code())
                .is_some_and(|text| is_alt(text))
        };
        if !Locale::ALL.iter().all(alt) {
            return Err(GalleryError::AltWrong(place.id));
        }
        if !known.contains_key(&place.media_id) {
            return Err(GalleryError::NoPicture(place.id));
        }
        if place.variant_id.is_some_and(|id| !variants.contains(&id)) {
            return Err(GalleryError::NoVariant(place.id));
        }
        if !taken.insert((place.media_id, place.variant_id)) {
            return Err(GalleryError::Twice(place.id));
        }
    }
    Ok(())
}
