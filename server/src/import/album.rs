//! Pictures that rows name, out of a folder. Originals are kept before the batch's transaction begins; in it, they only get their places.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Component, Path, PathBuf};

use anyhow::Context as _;
use commerce::catalogue::product::listing::{identities, names};
use commerce::catalogue::storefront::mark_dirty;
use commerce::ids::{MediaId, ProductId};
use commerce::import::{BatchOutcome, Problem, Reason, Row, RowFate};
use commerce::media::{store::Placement, store::place, store::store_media};
use platform::db::{Db, DbError, Origin, Tx};
use platform::files::image::{Darkroom, Focal};

use crate::originals;

/// A folder of pictures.
pub struct Album {
    folder: PathBuf,
    darkroom: Darkroom,
}

/// What became of the pictures of some rows: its id, none in a dry run, or why it is not taken.
#[derive(Default)]
pub struct Developed(HashMap<String, Result<Option<MediaId>, String>>);

impl Album {
    /// Opens a folder.
    ///
    /// # Errors
    /// When there is none.
    pub fn open(folder: &Path, darkroom: Darkroom) -> anyhow::Result<Self> {
        let folder = folder
            .canonicalize()
            .with_context(|| format!("--photos {}", folder.display()))?;
        Ok(Self { folder, darkroom })
    }

    /// Takes in the pictures of rows.
    ///
    /// # Errors
    /// Database errors; a picture that cannot be taken is none.
    pub async fn develop(&self, db: &Db, rows: &[Row]) -> anyhow::Result<Developed> {
        let mut developed = Developed::default();
        for file in files(rows) {
            let taken = match self.find(file) {
                Ok(path) => originals::keep(&self.darkroom, &path)
                    .await
                    .map_err(|error| format!("is not taken: {}", error.root_cause())),
                Err(reason) => Err(reason),
            };
            let taken = match taken {
                Ok(picture) => {
                    let name = file.rsplit('/').next().unwrap_or(file);
                    let mut tx = db.begin(Origin::system("import")).await?;
                    let id = store_media(&mut tx, &picture, Some(name)).await?;
                    tx.commit().await?;
                    Ok(Some(id))
                }
                Err(reason) => Err(reason),
            };
            developed.0.insert(file.to_owned(), taken);
        }
        Ok(developed)
    }

    /// Looks whether the pictures of rows are there.
    pub fn look(&self, rows: &[Row]) -> Developed {
        Developed(
            files(rows)
                .map(|file| (file.to_owned(), self.find(file).map(|_| None)))
                .collect(),
        )
    }

    /// A name leads nowhere but into the folder: neither by dots, nor by a link.
    fn find(&self, file: &str) -> Result<PathBuf, String> {
        let name = Path::new(file);
        let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_));
        if file.contains('\\') || !name.components().all(is_plain) {
            return Err("is not a name within the folder of pictures".to_owned());
        }
        let path = self
            .folder
            .join(name)
            .canonicalize()
            .map_err(|_| "is not in the folder of pictures".to_owned())?;
        if !path.starts_with(&self.folder) {
            return Err("is not a name within the folder of pictures".to_owned());
        }
        Ok(path)
    }
}

fn files(rows: &[Row]) -> impl Iterator<Item = &str> {
    let all: BTreeSet<&str> = rows
        .iter()
        .flat_map(|row| row.photo_files.iter().map(String::as_str))
        .collect();
    all.into_iter()
}

impl Developed {
    /// Gives the pictures their places in the galleries of the rows that were taken, and says which were not.
    ///
    /// # Errors
    /// Database errors.
    pub async fn place(
        &self,
        tx: &mut Tx,
        rows: &[Row],
        outcome: &mut BatchOutcome,
    ) -> Result<(), DbError> {
        if self.0.is_empty() {
            return Ok(());
        }
        let refused: HashSet<u64> = outcome
            .fates
            .iter()
            .filter(|(_, fate)| *fate == RowFate::Refused)
            .map(|(line, _)| *line)
            .collect();
        let mut shown: Vec<&Row> = rows
            .iter()
            .filter(|row| !row.photo_files.is_empty() && !refused.contains(&row.line))
            .collect();
        // The main variant's pictures open the gallery.
        shown.sort_by_key(|row| row.is_main != Some(true));
        let skus: Vec<String> = shown.iter().map(|row| row.sku.clone()).collect();
        let ids = identities(tx, &skus).await?;
        let products: BTreeSet<ProductId> = ids.values().map(|(product, _)| *product).collect();
        let products: Vec<ProductId> = products.into_iter().collect();
        let names = names(tx, &products).await?;
        let mut places: HashMap<ProductId, i32> = HashMap::new();
        for row in shown {
            let Some((product_id, variant_id)) = ids.get(&row.sku).copied() else {
                continue;
            };
            for file in &row.photo_files {
                match self.0.get(file) {
                    Some(Ok(Some(media_id))) => {
                        let position = places.entry(product_id).or_default();
                        let placement = Placement {
                            product_id,
                            media_id: *media_id,
                            variant_id: Some(variant_id),
                            position: *position,
                            alt: alt(names.get(&product_id), row),
                            focal: Focal::CENTRE,
                        };
                        *position += 1;
                        place(tx, &placement).await?;
                    }
                    Some(Err(reason)) => outcome.problems.push(Problem {
                        line: row.line,
                        column: "photo_files".to_owned(),
                        value: file.clone(),
                        reason: Reason::Refused(reason.clone()),
                    }),
                    Some(Ok(None)) | None => {}
                }
            }
        }
        outcome.problems.sort_by_key(|problem| problem.line);
        let placed: Vec<ProductId> = places.into_keys().collect();
        mark_dirty(tx, &placed).await
    }
}

/// `Mugg Strand, sand`.
fn alt(names: Option<&BTreeMap<String, String>>, row: &Row) -> BTreeMap<String, String> {
    let chosen = |locale: &str| {
        let labels = row.choices.iter().filter_map(|choice| match locale {
            "en" => choice.value.en.clone(),
            _ => choice.value.sv.clone(),
        });
        labels.map(|label| label.to_lowercase()).collect::<Vec<_>>()
    };
    names
        .into_iter()
        .flatten()
        .map(|(locale, name)| {
            let words = [vec![name.clone()], chosen(locale)].concat();
            (locale.clone(), words.join(", "))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_only_into_the_folder() {
        let ground = tempfile::tempdir().unwrap();
        let folder = ground.path().join("bilder");
        std::fs::create_dir_all(folder.join("mugg")).unwrap();
        std::fs::write(folder.join("mugg/a.jpg"), "a").unwrap();
        std::fs::write(ground.path().join("hemlig.jpg"), "b").unwrap();
        std::os::unix::fs::symlink(ground.path().join("hemlig.jpg"), folder.join("l.jpg")).unwrap();
        let folder = folder.canonicalize().unwrap();
        let store = platform::files::DirectoryStore::open(ground.path().join("media")).unwrap();
        let limits = platform::files::image::Limits::default();
        let darkroom = Darkroom::new(std::sync::Arc::new(store), limits, 1, 0);
        let album = Album { folder, darkroom };
        assert!(album.find("mugg/a.jpg").is_ok());
        let absolute = ground.path().join("hemlig.jpg").display().to_string();
        for wrong in [
            "../hemlig.jpg",
            "mugg/../../hemlig.jpg",
            &absolute,
            "l.jpg",
            "..\\hemlig.jpg",
            "mugg/b.jpg",
        ] {
            assert!(album.find(wrong).is_err(), "{wrong}");
        }
    }
}
