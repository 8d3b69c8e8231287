//! The form as the page shows it.

use std::collections::{BTreeMap, HashMap};

use commerce::catalogue::admin_listing::VariantRow;
use commerce::ids::{MediaId, PlacementId, VariantId};
use commerce::media::gallery::stamp;
use commerce::media::listing::{Placed, Progress};
use commerce::media::{Media, Picture};
use platform::files::image::Focal;
use platform::i18n::{Locale, Message};

use super::{GalleryForm, Row, Spot, per_cent, thousandths};
use crate::admin::Admin;
use crate::object::Collision;
use crate::products::views::{AltField, Fault, Gallery, PictureRow, VariantChoice};

/// What a gallery is shown beside.
pub(in crate::products) struct Around<'a> {
    pub(in crate::products) admin: &'a Admin,
    pub(in crate::products) locale: Locale,
    pub(in crate::products) can_edit: bool,
    /// As it is stored.
    pub(in crate::products) gallery: &'a [Placed],
    /// Every picture that the form names.
    pub(in crate::products) media: &'a HashMap<MediaId, Media>,
    pub(in crate::products) variants: &'a [VariantRow],
    pub(in crate::products) progress: Progress,
}

impl Around<'_> {
    fn choices(&self) -> Vec<VariantChoice> {
        let choice = |variant: &VariantRow| VariantChoice {
            id: variant.id.to_string(),
            name: variant
                .options
                .clone()
                .unwrap_or_else(|| variant.sku.clone()),
        };
        self.variants.iter().map(choice).collect()
    }

    fn variant(&self, id: &str) -> Option<String> {
        let id: VariantId = id.parse().ok()?;
        let found = self.variants.iter().find(|variant| variant.id == id)?;
        Some(found.options.clone().unwrap_or_else(|| found.sku.clone()))
    }

    fn alt(&self, placed: &Placed) -> String {
        placed
            .alt
            .get(self.locale.code())
            .cloned()
            .unwrap_or_default()
    }
}

impl GalleryForm {
    /// As the page shows it.
    pub(in crate::products) fn view(self, around: &Around<'_>) -> Gallery {
        let stored: HashMap<PlacementId, &Placed> = around
            .gallery
            .iter()
            .map(|placed| (placed.id, placed))
            .collect();
        let number = |id: PlacementId| self.rows.iter().position(|row| row.id == id);
        let mut errors: Vec<Fault> = self.whole.iter().map(Fault::whole).collect();
        errors.extend(self.faults.iter().filter_map(|(id, spot, message)| {
            let number = number(*id)? + 1;
            Some(Fault {
                href: Some(format!("#{}", spot.element(number))),
                number: i64::try_from(number).ok(),
                message: message.clone(),
            })
        }));
        let collisions = if self.is_stale {
            self.collisions(around)
        } else {
            Vec::new()
        };
        let rows = self.rows.iter().enumerate();
        let rows = rows
            .filter_map(|(at, row)| self.row(at + 1, row, stored.contains_key(&row.id), around));
        Gallery {
            rows: rows.collect(),
            can_edit: around.can_edit,
            limit_mb: i64::try_from(around.admin.darkroom.limits().max_bytes >> 20)
                .unwrap_or(i64::MAX),
            // After a collision, what is shown beside it is what the form is measured against.
            stamp: match &self.seen {
                Some(seen) if !self.is_stale => seen.clone(),
                _ => stamp(around.gallery),
            },
            variants: around.choices(),
            collisions,
            errors,
            progress: (around.progress.made < around.progress.wanted).then(|| {
                Message::new("pictures-progress")
                    .with("made", around.progress.made)
                    .with("wanted", around.progress.wanted)
            }),
            refused: self.refused,
            notice: self.notice,
            is_unsaved: self.is_unsaved,
        }
    }

    /// The pictures whose words differ from those that are stored in the same place.
    fn collisions(&self, around: &Around<'_>) -> Vec<Collision> {
        let at = Locale::ALL.iter().position(|l| *l == around.locale);
        let at = at.unwrap_or_default();
        let stored: Vec<String> = around.gallery.iter().map(|p| around.alt(p)).collect();
        let kept = self.rows.iter().filter(|row| !row.is_removed);
        let typed: Vec<String> = kept.map(|row| row.alt[at].clone()).collect();
        let told = |words: &[String], at: usize| {
            let words = words.get(at).map_or("–", String::as_str);
            format!("{}. {words}", at + 1)
        };
        let places = 0..stored.len().max(typed.len());
        let differing = places.filter_map(|at| {
            Collision::of_text("product-media", &told(&stored, at), &told(&typed, at))
        });
        differing.collect()
    }

    fn row(
        &self,
        number: usize,
        row: &Row,
        is_stored: bool,
        around: &Around<'_>,
    ) -> Option<PictureRow> {
        // A picture that is not in the catalogue was never shown by us.
        let media = around.media.get(&row.media)?;
        let fault = |wanted: Spot| {
            let of =
                |(id, spot, _): &&(PlacementId, Spot, Message)| *id == row.id && *spot == wanted;
            self.faults
                .iter()
                .find(of)
                .map(|(_, _, message)| message.clone())
        };
        let focal = [0, 1].map(|side| thousandths(&row.focus[side]).unwrap_or(500));
        let focal = Focal {
            x: focal[0],
            y: focal[1],
        };
        let picture = Picture::new(media, &around.admin.pictures, &BTreeMap::new(), "sv", focal);
        Some(PictureRow {
            id: row.id.to_string(),
            media: row.media.to_string(),
            number,
            src: around.admin.thumbnail(Some(media.hash.as_bytes())),
            large: format!("{}{}", around.admin.pictures_at(), picture.src),
            width: media.width.into(),
            height: media.height.into(),
            alt: Locale::ALL
                .iter()
                .zip(&row.alt)
                .enumerate()
                .map(|(at, (locale, value))| AltField {
                    locale: locale.code().to_owned(),
                    value: value.clone(),
                    error: fault(Spot::Alt(at)),
                })
                .collect(),
            x: row.focus[0].clone(),
            y: row.focus[1].clone(),
            pin_x: per_cent(focal.x),
            pin_y: per_cent(focal.y),
            focus_x: picture.focus_x,
            focus_y: picture.focus_y,
            focus_error: fault(Spot::Focus),
            variant_name: around.variant(&row.variant),
            variant: row.variant.clone(),
            variant_error: fault(Spot::Variant),
            is_new: !is_stored,
            is_removed: row.is_removed,
        })
    }
}

impl Spot {
    /// The id of the element.
    fn element(self, number: usize) -> String {
        match self {
            Self::Alt(at) => {
                let locale = Locale::ALL.get(at).map_or("sv", |locale| locale.code());
                format!("alt_{locale}-{number}")
            }
            Self::Focus => format!("fokus_x-{number}"),
            Self::Variant => format!("variant-{number}"),
        }
    }
}
