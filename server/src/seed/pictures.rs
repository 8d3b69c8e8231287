//! The demo's pictures: originals into the store, places in the galleries. Sizes are made by jobs afterwards.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use commerce::catalogue::category::{listing::ids_by_code, store::set_hero};
use commerce::catalogue::storefront::mark_dirty;
use commerce::ids::MediaId;
use commerce::media::{store::Placement, store::place, store::store_media};
use platform::db::Db;
use platform::files::image::{Darkroom, Focal, Ingested};
use tokio::task::JoinSet;

use super::catalogue::{DemoProduct, DemoVariant};
use crate::originals;

/// Pictures that are read at a time.
const AT_A_TIME: usize = 4;

/// The pictures of the top categories.
const HEROES: [(&str, &str); 7] = [
    ("servering", "photos/tekanna-fjord/sand-narbild.jpg"),
    ("inredning", "photos/vas-klot/moss-gras.jpg"),
    ("belysning", "photos/pendel-klocka/midnight-fram.jpg"),
    ("mobler", "photos/pall-ting/black-fram.jpg"),
    ("kok", "photos/kvarnar-par/oak-fram.jpg"),
    ("forvaring", "photos/korg-flata/natural-fram.jpg"),
    ("textil", "photos/kudde-hed/terracotta-fram.jpg"),
];

/// A view by the end of its file name: Swedish and English words for the alternative text.
const VIEWS: [(&str, &str, &str); 8] = [
    ("narbild", "närbild", "close-up"),
    ("topp", "sedd snett uppifrån", "seen from above"),
    ("sida", "från sidan", "from the side"),
    ("under", "sedd underifrån", "seen from below"),
    ("stapel", "i en stapel", "in a stack"),
    ("kvist", "med en kvist", "with a twig"),
    ("gras", "med torkat gräs", "with dried grass"),
    ("tom", "utan växt", "without a plant"),
];

/// Takes all pictures in; gives how many there are.
pub async fn take_in(
    db: &Db,
    darkroom: &Darkroom,
    folder: &Path,
    products: &[DemoProduct],
) -> anyhow::Result<usize> {
    let mut files: Vec<String> = products
        .iter()
        .flat_map(|p| &p.variants)
        .flat_map(|v| v.photo_files.clone())
        .collect();
    files.sort();
    files.dedup();
    let media = develop(db, darkroom, folder, files).await?;
    for product in products {
        let mut tx = super::begin(db).await?;
        // The main variant's pictures open the gallery.
        let mut variants: Vec<&DemoVariant> = product.variants.iter().collect();
        variants.sort_by_key(|variant| !variant.is_main);
        let shown = variants
            .into_iter()
            .flat_map(|v| v.photo_files.iter().map(move |file| (v, file)));
        for (position, (variant, file)) in (0..).zip(shown) {
            let Some(media_id) = media.get(file) else {
                continue;
            };
            let placement = Placement {
                product_id: product.id,
                media_id: *media_id,
                variant_id: Some(variant.id),
                position,
                alt: alt(product, variant, file),
                focal: Focal::CENTRE,
            };
            place(&mut tx, &placement).await?;
        }
        mark_dirty(&mut tx, &[product.id]).await?;
        tx.commit().await?;
    }
    let mut tx = super::begin(db).await?;
    let codes: Vec<String> = HEROES.iter().map(|(code, _)| (*code).to_owned()).collect();
    for (code, id) in ids_by_code(&mut tx, &codes).await? {
        let file = HEROES
            .iter()
            .find(|(hero, _)| *hero == code)
            .map(|(_, file)| *file);
        if let Some(media_id) = file.and_then(|file| media.get(file)) {
            set_hero(&mut tx, id, *media_id).await?;
        }
    }
    tx.commit().await?;
    Ok(media.len())
}

/// Reads the files, several at a time, and keeps each original before its row is written.
async fn develop(
    db: &Db,
    darkroom: &Darkroom,
    folder: &Path,
    files: Vec<String>,
) -> anyhow::Result<BTreeMap<String, MediaId>> {
    let mut waiting = files.into_iter();
    let mut benches: JoinSet<anyhow::Result<(String, Ingested)>> = JoinSet::new();
    let mut media = BTreeMap::new();
    loop {
        while benches.len() < AT_A_TIME
            && let Some(file) = waiting.next()
        {
            let (darkroom, path) = (darkroom.clone(), folder.join(&file));
            benches.spawn(async move {
                let picture = originals::keep(&darkroom, &path).await?;
                Ok((file, picture))
            });
        }
        let Some(done) = benches.join_next().await else {
            return Ok(media);
        };
        let (file, picture) = done.context("a picture")??;
        let name = file.rsplit('/').next().unwrap_or(&file).to_owned();
        let mut tx = super::begin(db).await?;
        let id = store_media(&mut tx, &picture, Some(&name)).await?;
        tx.commit().await?;
        media.insert(file, id);
    }
}

/// `Mugg Strand i sand, sedd snett uppifrån`.
fn alt(product: &DemoProduct, variant: &DemoVariant, file: &str) -> BTreeMap<String, String> {
    let stem = file.strip_suffix(".jpg").unwrap_or(file);
    let view = VIEWS
        .iter()
        .find(|(end, _, _)| stem.ends_with(&format!("-{end}")));
    product
        .name
        .iter()
        .map(|(locale, name)| {
            let value = variant
                .value
                .get(locale)
                .map(|v| v.to_lowercase())
                .unwrap_or_default();
            let joint = if locale == "en" { "in" } else { "i" };
            let mut text = if value.is_empty() {
                name.clone()
            } else {
                format!("{name} {joint} {value}")
            };
            if let Some((_, sv, en)) = view {
                text.push_str(", ");
                text.push_str(if locale == "en" { en } else { sv });
            }
            (locale.clone(), text)
        })
        .collect()
}
