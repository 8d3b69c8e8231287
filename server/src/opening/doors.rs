//! The names and the theme of a shop on the command line, and the list of the shops.

use std::path::PathBuf;

use anyhow::bail;
use commerce::catalogue::shop::{NONE_YET, shop_by_code};
use commerce::ids::ShopId;
use commerce::shop_door::{self, Addresses, ChangeDoorError, DoorFacts};
use platform::config::{Config, Mode};
use platform::db::{Db, Origin, Tx};
use platform::render::themes_in;

use super::{Options, Wanted};
use crate::settings::Settings;
use crate::{ground, install};

/// What the command line says of a shop's door; what it does not say stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DoorWords {
    /// All names, the main one first.
    pub names: Option<Vec<String>>,
    /// The theme's folder; empty: the configured one.
    pub theme: Option<String>,
}

impl DoorWords {
    fn wanted(&self, held: &DoorFacts) -> DoorFacts {
        DoorFacts {
            names: self.names.clone().unwrap_or_else(|| held.names.clone()),
            theme: match &self.theme {
                None => held.theme.clone(),
                Some(theme) => Some(theme.clone()).filter(|theme| !theme.is_empty()),
            },
        }
    }

    fn says_nothing(&self) -> bool {
        self.names.is_none() && self.theme.is_none()
    }
}

/// The words after `shop add`.
pub(super) fn add(words: &[String], usage: &str) -> Result<Options, String> {
    let (rest, door) = read(words)?;
    let mut wanted = Wanted {
        is_another: true,
        door,
        ..Wanted::default()
    };
    let mut files = Vec::new();
    for word in rest {
        match word.as_str() {
            "--check" => wanted.is_check = true,
            option if option.starts_with("--") => {
                return Err(format!("shop add has no option {option}"));
            }
            file => files.push(PathBuf::from(file)),
        }
    }
    match (files.pop(), files.is_empty()) {
        (Some(file), true) => Ok(Options::Open(Wanted { file, ..wanted })),
        _ => Err(usage.to_owned()),
    }
}

/// The words after `shop set`.
pub(super) fn set(words: &[String], usage: &str) -> Result<Options, String> {
    let (rest, door) = read(words)?;
    match rest.as_slice() {
        [code] if !code.starts_with("--") && !door.says_nothing() => Ok(Options::Set {
            code: (*code).clone(),
            door,
        }),
        _ => Err(usage.to_owned()),
    }
}

/// What is said of the door, and the other words.
fn read(words: &[String]) -> Result<(Vec<&String>, DoorWords), String> {
    let (mut rest, mut door) = (Vec::new(), DoorWords::default());
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let mut value = || {
            words
                .next()
                .ok_or_else(|| format!("nothing follows {word}"))
        };
        match word.as_str() {
            "--names" => door.names = Some(names(value()?)?),
            "--theme" => {
                let theme = value()?;
                if !theme.is_empty() && !shop_door::is_theme(theme) {
                    return Err(format!("{theme:?} is no folder's name"));
                }
                door.theme = Some(theme.clone());
            }
            _ => rest.push(word),
        }
    }
    Ok((rest, door))
}

fn names(text: &str) -> Result<Vec<String>, String> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| {
            shop_door::name(part).ok_or_else(|| {
                format!("{part:?} is no host name: give names such as www.example.se, without https:// and without a port")
            })
        })
        .collect()
}

/// Refuses a theme that is not there.
pub(super) fn check_theme(config: &Config, door: &DoorWords) -> anyhow::Result<()> {
    let Some(theme) = door.theme.as_ref().filter(|theme| !theme.is_empty()) else {
        return Ok(());
    };
    let root = install::themes_dir(config)?;
    let there = themes_in(&root);
    if !there.contains(theme) {
        bail!(
            "there is no theme {theme:?} in {}; there are: {}",
            root.display(),
            there.join(", ")
        );
    }
    Ok(())
}

/// Where the shops stand by these settings.
fn addresses(config: &Config) -> Addresses {
    let configured = config.shop.url_at(config.shop.addr);
    Addresses::new(&configured, config.mode == Mode::Production)
}

/// Gives a shop what is said; whether something is otherwise now.
pub(super) async fn change(
    tx: &mut Tx,
    config: &Config,
    shop: ShopId,
    door: &DoorWords,
) -> anyhow::Result<bool> {
    if door.says_nothing() {
        return Ok(false);
    }
    let (held, version) = shop_door::held(tx, shop).await?;
    let (at, wanted) = (addresses(config), door.wanted(&held));
    let done = shop_door::change_at(tx, &at, shop, &wanted, version).await;
    match done {
        Ok(is_changed) => Ok(is_changed),
        Err(ChangeDoorError::Db(error)) => Err(error.into()),
        Err(error) => bail!("{error}, so nothing was written"),
    }
}

/// What was said, for whoever said it.
pub(super) fn told(door: &DoorWords) -> String {
    let mut lines = Vec::new();
    if let Some(names) = &door.names {
        lines.push(format!("  shop.names: {}", names.join(", ")));
    }
    if let Some(theme) = &door.theme {
        lines.push(format!("  shop.theme: {theme}"));
    }
    lines.join("\n")
}

/// `torg shop set`.
///
/// # Errors
/// No such shop or theme, a name that another shop bears; whatever hinders the database.
pub fn set_door(settings: Settings, code: &str, door: &DoorWords) -> anyhow::Result<()> {
    check_theme(&settings.config, door)?;
    let is_changed = ground::beside(settings, async |grounds, db| {
        let mut tx = db.begin(Origin::system("shop")).await?;
        let Some(shop) = shop_by_code(&mut tx, code).await? else {
            bail!("there is no shop {code:?}; torg shop list tells which there are");
        };
        let is_changed = change(&mut tx, &grounds.config, shop.id, door).await?;
        if is_changed {
            tx.commit().await?;
        }
        Ok(is_changed)
    })?;
    if is_changed {
        say!("The shop {code} is changed:\n{}", told(door));
    } else {
        say!("The shop {code} is so already. Nothing was changed.");
    }
    Ok(())
}

/// `torg shop list`.
///
/// # Errors
/// Whatever hinders the database.
pub fn list(settings: Settings) -> anyhow::Result<()> {
    let lines = ground::beside(settings, async |grounds, db| {
        lines(&grounds.config, db).await
    })?;
    if lines.is_empty() {
        say!("{NONE_YET}");
    }
    for line in lines {
        say!("{line}");
    }
    Ok(())
}

/// A line for each shop: its code, its name, where it stands, what leads there and what it wears.
async fn lines(config: &Config, db: &Db) -> anyhow::Result<Vec<String>> {
    let doors = shop_door::doors(&mut *db.read().await?).await?;
    let addresses = addresses(config);
    let line = |door: &shop_door::ShopDoor| {
        let address = addresses.of(&doors, door.shop_id);
        let names: Vec<&str> = door.names().map(String::as_str).collect();
        format!(
            "{:<16} {:<24} {}\n{:<16} names: {}; theme: {}",
            door.code,
            door.shop_name,
            address
                .as_deref()
                .unwrap_or("not reachable: it has no name"),
            "",
            if names.is_empty() {
                "none".to_owned()
            } else {
                names.join(", ")
            },
            door.theme.as_deref().unwrap_or(&config.theme),
        )
    };
    Ok(doors.iter().map(line).collect())
}
