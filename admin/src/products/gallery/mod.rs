//! A product's pictures as a form: what is stored or was typed, what is wrong with it, and what the page shows of it.

mod show;

use std::collections::BTreeMap;

use commerce::ids::{MediaId, PlacementId};
use commerce::media::gallery::{GalleryError, LONGEST_ALT, MOST, Place, is_alt};
use commerce::media::listing::Placed;
use platform::files::image::Focal;
use platform::i18n::{Locale, Message};
use platform::web::{Fields, PageError};

pub(super) use show::Around;

use super::upload::Sent;
use super::views::RefusedFile;
use crate::list::ListNotice;

/// A picture's row as the person left it.
#[derive(Clone, Debug)]
pub(super) struct Row {
    id: PlacementId,
    media: MediaId,
    /// By [`Locale::ALL`].
    alt: Vec<String>,
    /// Per cent from the left and from the top.
    focus: [String; 2],
    variant: String,
    is_removed: bool,
}

/// Where in a row a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spot {
    Alt(usize),
    Focus,
    Variant,
}

/// The form.
#[derive(Clone, Debug, Default)]
pub(super) struct GalleryForm {
    rows: Vec<Row>,
    faults: Vec<(PlacementId, Spot, Message)>,
    whole: Vec<Message>,
    refused: Vec<RefusedFile>,
    /// What it was made from; nothing when that is what is stored.
    seen: Option<String>,
    is_stale: bool,
    /// Told above the pictures.
    pub(super) notice: Option<ListNotice>,
    is_unsaved: bool,
}

impl From<&Placed> for Row {
    fn from(placed: &Placed) -> Self {
        let text = |locale: &Locale| placed.alt.get(locale.code()).cloned().unwrap_or_default();
        Self {
            id: placed.id,
            media: placed.media.id,
            alt: Locale::ALL.iter().map(text).collect(),
            focus: [placed.focal.x, placed.focal.y].map(per_cent),
            variant: placed
                .variant_id
                .map(|id| id.to_string())
                .unwrap_or_default(),
            is_removed: false,
        }
    }
}

impl GalleryForm {
    /// As it is stored.
    pub(super) fn stored(gallery: &[Placed]) -> Self {
        Self {
            rows: gallery.iter().map(Row::from).collect(),
            ..Self::default()
        }
    }

    /// As it was sent: each name once in every row.
    pub(super) fn typed(fields: &Fields) -> Result<Self, PageError> {
        let wrong = || PageError::BadRequest("the rows of pictures do not match".to_owned());
        let column = |name: &str| fields.all(name).map(str::to_owned).collect::<Vec<_>>();
        let (ids, media, variants) = (column("id"), column("bild"), column("variant"));
        let alts: Vec<Vec<String>> = Locale::ALL
            .iter()
            .map(|locale| column(&format!("alt_{}", locale.code())))
            .collect();
        let sides = [column("fokus_x"), column("fokus_y")];
        let is_whole = |of: &Vec<String>| of.len() == ids.len();
        let columns = [&media, &variants].into_iter().chain(&alts).chain(&sides);
        if !columns.into_iter().all(is_whole) || ids.len() > MOST * 2 {
            return Err(wrong());
        }
        let removed = column("bort");
        let mut rows = Vec::with_capacity(ids.len());
        for (at, id) in ids.iter().enumerate() {
            rows.push(Row {
                id: id.parse().map_err(|_| wrong())?,
                media: media[at].parse().map_err(|_| wrong())?,
                alt: alts.iter().map(|of| of[at].clone()).collect(),
                focus: [sides[0][at].clone(), sides[1][at].clone()],
                variant: variants[at].clone(),
                is_removed: removed.contains(id),
            });
        }
        Ok(Self {
            rows,
            seen: Some(fields.text("fran").to_owned()),
            is_unsaved: true,
            ..Self::default()
        })
    }

    /// What it was made from.
    pub(super) fn seen(&self) -> &str {
        self.seen.as_deref().unwrap_or_default()
    }

    pub(super) fn is_valid(&self) -> bool {
        self.faults.is_empty() && self.whole.is_empty() && self.refused.is_empty()
    }

    pub(super) fn refuse_whole(&mut self, message: impl Into<Message>) {
        self.whole.push(message.into());
    }

    /// One step up or down: `<row>/upp`, `<row>/ned`.
    pub(super) fn shift(&mut self, step: &str) {
        let Some((id, way)) = step.split_once('/') else {
            return;
        };
        let at = self.rows.iter().position(|row| row.id.to_string() == id);
        let to = at.and_then(|at| match way {
            "upp" => at.checked_sub(1),
            _ => at.checked_add(1).filter(|to| *to < self.rows.len()),
        });
        if let Some((at, to)) = at.zip(to) {
            self.rows.swap(at, to);
            self.notice = Some(notice("info", "pictures-moved"));
        }
    }

    /// New pictures at the end, to be described; and what was refused.
    pub(super) fn take_up(&mut self, files: Vec<Sent>) {
        let mut count: i64 = 0;
        for Sent { name, fate, .. } in files {
            let fate = fate.and_then(|media| {
                if self.rows.iter().any(|row| row.media == media) {
                    return Err(Message::new("picture-there-already"));
                }
                if self.rows.len() >= MOST {
                    return Err(too_many());
                }
                Ok(media)
            });
            match fate {
                Ok(media) => {
                    count += 1;
                    self.rows.push(Row {
                        id: PlacementId::generate(),
                        media,
                        alt: vec![String::new(); Locale::ALL.len()],
                        focus: [Focal::CENTRE.x, Focal::CENTRE.y].map(per_cent),
                        variant: String::new(),
                        is_removed: false,
                    });
                }
                Err(reason) => self.refused.push(RefusedFile { name, reason }),
            }
        }
        if count > 0 {
            let text = Message::new("pictures-to-describe").with("count", count);
            self.notice = Some(ListNotice { kind: "info", text });
        } else if self.refused.is_empty() {
            self.refuse_whole("pictures-none-chosen");
        }
    }

    /// What is wished for; what is wrong with it is noted.
    pub(super) fn places(&mut self) -> Vec<Place> {
        let mut places = Vec::with_capacity(self.rows.len());
        for row in self.rows.iter().filter(|row| !row.is_removed) {
            let mut alt = BTreeMap::new();
            for (at, (locale, text)) in Locale::ALL.iter().zip(&row.alt).enumerate() {
                if !is_alt(text) {
                    let key = if text.is_empty() {
                        "picture-alt-missing"
                    } else {
                        "picture-alt-wrong"
                    };
                    let message = Message::new(key).with("most", LONGEST_ALT);
                    self.faults.push((row.id, Spot::Alt(at), message));
                }
                alt.insert(locale.code().to_owned(), text.clone());
            }
            let [x, y] = [0, 1].map(|side| thousandths(&row.focus[side]));
            if x.is_none() || y.is_none() {
                let message = Message::new("picture-focus-wrong");
                self.faults.push((row.id, Spot::Focus, message));
            }
            let variant_id = (!row.variant.is_empty()).then(|| row.variant.parse());
            if matches!(variant_id, Some(Err(_))) {
                let message = Message::new("picture-variant-wrong");
                self.faults.push((row.id, Spot::Variant, message));
            }
            places.push(Place {
                id: row.id,
                media_id: row.media,
                variant_id: variant_id.and_then(Result::ok),
                alt,
                focal: x
                    .zip(y)
                    .and_then(|(x, y)| Focal::new(x, y))
                    .unwrap_or(Focal::CENTRE),
            });
        }
        places
    }

    /// What the domain has refused.
    pub(super) fn refuse(&mut self, error: GalleryError) -> Result<(), PageError> {
        let fault = |id, spot, key: &str| (id, spot, Message::new(key));
        match error {
            GalleryError::NoProduct => return Err(PageError::NotFound),
            GalleryError::Db(error) => return Err(error.into()),
            GalleryError::ChangedMeanwhile => {
                self.is_stale = true;
                self.refuse_whole("form-changed-meanwhile");
            }
            GalleryError::TooMany => self.refuse_whole(too_many()),
            GalleryError::AltWrong(id) => {
                self.faults
                    .push(fault(id, Spot::Alt(0), "picture-alt-missing"));
            }
            GalleryError::Twice(id) => {
                self.faults.push(fault(id, Spot::Variant, "picture-twice"));
            }
            GalleryError::NoPicture(id) => {
                self.faults.push(fault(id, Spot::Alt(0), "picture-gone"));
            }
            GalleryError::NoVariant(id) => {
                self.faults
                    .push(fault(id, Spot::Variant, "picture-variant-wrong"));
            }
        }
        Ok(())
    }

    /// The pictures that it shows.
    pub(super) fn media(&self) -> Vec<MediaId> {
        self.rows.iter().map(|row| row.media).collect()
    }
}

pub(super) fn notice(kind: &'static str, key: &str) -> ListNotice {
    ListNotice {
        kind,
        text: Message::new(key),
    }
}

fn too_many() -> Message {
    Message::new("pictures-too-many").with("most", MOST)
}

/// Thousandths as per cent, with the tenth where there is one.
fn per_cent(thousandths: u16) -> String {
    match thousandths % 10 {
        0 => (thousandths / 10).to_string(),
        tenth => format!("{}.{tenth}", thousandths / 10),
    }
}

/// Per cent as people write it, with a point or a comma, to thousandths.
fn thousandths(text: &str) -> Option<u16> {
    let text = text.replace(',', ".");
    let (whole, part) = text.split_once('.').unwrap_or((&text, "0"));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || whole.len() > 3 || !is_number(part) {
        return None;
    }
    let tenth: u16 = part[..1].parse().ok()?;
    Some(whole.parse::<u16>().ok()? * 10 + tenth).filter(|all| *all <= 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn per_cent_goes_there_and_back() {
        for value in 0..=1000 {
            assert_eq!(thousandths(&per_cent(value)), Some(value));
        }
        assert_eq!(thousandths("33,37"), Some(333));
        for wrong in [
            "", "-1", "101", "100.1", "1e2", "x", "50%", "9999", "5.", ".5", "5.å",
        ] {
            assert_eq!(thousandths(wrong), None, "{wrong}");
        }
    }
}
