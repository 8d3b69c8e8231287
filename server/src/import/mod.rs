//! `torg import products FILE.csv [--dry-run] [--shop CODE] [--photos DIR]`: reads the file, applies it batch by batch, and tells how it goes.

mod album;
mod drive;
mod teller;

use std::fs::File;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use commerce::catalogue::shop::{self, NONE_YET};
use commerce::import::{Destination, Reading, Rows, destination, inspect};
use platform::db::Db;

use crate::settings::Settings;
use crate::{ground, parts};
use album::Album;
use drive::Import;

/// What the command line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Which file.
    pub file: PathBuf,
    /// Whether everything is only tried.
    pub is_dry_run: bool,
    /// Into which shop; `None`: the only one.
    pub shop: Option<String>,
    /// Where the pictures are that rows name; `None`: they are passed over.
    pub photos: Option<PathBuf>,
}

impl Options {
    /// Reads the words after `import`.
    ///
    /// # Errors
    /// What cannot be understood.
    pub fn parse(words: &[String]) -> Result<Self, String> {
        let usage = "import needs: products FILE.csv [--dry-run] [--shop CODE] [--photos DIR]";
        let mut words = words.iter();
        if words.next().map(String::as_str) != Some("products") {
            return Err(usage.to_owned());
        }
        let (mut file, mut is_dry_run, mut shop, mut photos) = (None, false, None, None);
        while let Some(word) = words.next() {
            match word.as_str() {
                "--dry-run" => is_dry_run = true,
                "--shop" => shop = Some(words.next().ok_or(usage)?.clone()),
                "--photos" => photos = Some(PathBuf::from(words.next().ok_or(usage)?)),
                option if option.starts_with("--") => {
                    return Err(format!("import has no option {option}"));
                }
                name if file.is_none() => file = Some(PathBuf::from(name)),
                more => return Err(format!("import takes one file, but {more:?} follows")),
            }
        }
        Ok(Self {
            file: file.ok_or(usage)?,
            is_dry_run,
            shop,
            photos,
        })
    }
}

/// `torg import`.
///
/// # Errors
/// Whatever hinders the file, the database or the shop.
pub fn run(settings: Settings, options: &Options) -> anyhow::Result<()> {
    let name = options.file.display().to_string();
    let open = || File::open(&options.file).with_context(|| name.clone());
    let inspection = inspect(open()?).with_context(|| name.clone())?;
    let rows = Rows::open(open()?, &inspection).with_context(|| name.clone())?;
    ground::beside(settings, async |grounds, db| {
        let album = match &options.photos {
            Some(folder) => Some(Album::open(folder, parts::darkroom(grounds)?)?),
            None => None,
        };
        let import = Import {
            to: into_shop(db, options.shop.as_deref()).await?,
            db,
            name: &name,
            is_dry_run: options.is_dry_run,
            album,
        };
        import.run(&inspection, Reading::new(rows)).await
    })
}

async fn into_shop(db: &Db, code: Option<&str>) -> anyhow::Result<Destination> {
    let mut conn = db.read().await?;
    let shops = shop::shops(&mut conn).await?;
    let chosen = match code {
        Some(code) => shops.iter().find(|shop| shop.code == code),
        None if shops.len() > 1 => bail!("there are several shops; name one with --shop"),
        None => shops.first(),
    };
    let Some(chosen) = chosen else {
        match code {
            Some(code) if !shops.is_empty() => bail!("there is no shop with the code {code}"),
            _ => bail!(NONE_YET),
        }
    };
    destination(&mut conn, chosen.id)
        .await?
        .context("the shop has no price list for consumers, so prices have nowhere to go")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Options, String> {
        Options::parse(&words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn the_words_are_understood_in_any_order() {
        let options = parse(&["products", "--dry-run", "a.csv", "--shop", "nordbod"]).unwrap();
        assert!(options.is_dry_run);
        assert_eq!(
            (options.file, options.shop),
            (PathBuf::from("a.csv"), Some("nordbod".to_owned()))
        );
        let with_photos = parse(&["products", "a.csv", "--photos", "bilder"]).unwrap();
        assert_eq!(with_photos.photos, Some(PathBuf::from("bilder")));
        for wrong in [
            &["orders", "a.csv"][..],
            &["products"],
            &["products", "a", "b"],
            &["products", "a", "--fast"],
            &["products", "a", "--shop"],
            &["products", "a", "--photos"],
        ] {
            assert!(parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
