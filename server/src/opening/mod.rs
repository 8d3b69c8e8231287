//! `torg shop FILE.toml [--check]`: makes the shop of an installation of one's own, or brings it to what the file says. `torg shop --template` prints a file to
//! fill in. `torg shop add` makes a further one, `torg shop list` tells which there are, and `torg shop set` gives one its names and its theme.

mod attributes;
mod doors;
mod file;
mod freight;
mod read;
mod texts;

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use commerce::checkout::for_tiers::Need;
use commerce::opening::{self, Difference, OpenError, Opened, Opening};
use platform::config::{Config, Mode};
use platform::db::{Db, Origin};
use serde_json::Value;

use crate::settings::Settings;
use crate::{demo, ground};
use read::Fault;

pub use doors::{DoorWords, list, set_door};

/// A file to fill in.
pub const TEMPLATE: &str = include_str!("template.toml");

/// The brand that the demo comes with.
const DEMO_THEME: &str = "nordbod";

/// What the command line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Options {
    /// Print a file to fill in.
    Template,
    /// Make the shop of a file.
    Open(Wanted),
    /// Tell which shops there are.
    List,
    /// Give a shop its names or its theme.
    Set {
        /// Which shop.
        code: String,
        /// What of its door.
        door: DoorWords,
    },
}

/// A shop that is to be made, or brought to what its file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Which file.
    pub file: PathBuf,
    /// Whether everything is only tried.
    pub is_check: bool,
    /// Whether it may be another shop than those that are there.
    pub is_another: bool,
    /// What is said of its door.
    pub door: DoorWords,
}

impl Options {
    /// Reads the words after `shop`.
    ///
    /// # Errors
    /// What cannot be understood.
    pub fn parse(words: &[String]) -> Result<Self, String> {
        let usage = "shop needs: FILE.toml [--check], or --template, which prints a file to fill in; \
            add FILE.toml [--check] [--names MAIN,FURTHER] [--theme NAME]; list; set CODE [--names MAIN,FURTHER] [--theme NAME]";
        match words.split_first() {
            Some((word, [])) if word == "list" => return Ok(Self::List),
            Some((word, rest)) if word == "add" => return doors::add(rest, usage),
            Some((word, rest)) if word == "set" => return doors::set(rest, usage),
            _ => {}
        }
        let (mut file, mut is_check, mut is_template) = (None, false, false);
        for word in words {
            match word.as_str() {
                "--check" => is_check = true,
                "--template" => is_template = true,
                option if option.starts_with("--") => {
                    return Err(format!("shop has no option {option}"));
                }
                name if file.is_none() => file = Some(PathBuf::from(name)),
                more => return Err(format!("shop takes one file, but {more:?} follows")),
            }
        }
        match (file, is_template) {
            (None, true) if !is_check => Ok(Self::Template),
            (Some(file), false) => Ok(Self::Open(Wanted {
                file,
                is_check,
                ..Wanted::default()
            })),
            _ => Err(usage.to_owned()),
        }
    }
}

/// `torg shop`.
///
/// # Errors
/// Every fault of the file, and whatever hinders the database. Nothing is written then.
pub fn run(settings: Settings, wanted: &Wanted) -> anyhow::Result<()> {
    let name = wanted.file.display().to_string();
    let text = std::fs::read_to_string(&wanted.file).with_context(|| name.clone())?;
    let opening = file::read(&text).map_err(|faults| refusal(&name, &faults))?;
    if settings.config.mode == Mode::Demo {
        bail!(
            "this is a demo installation, whose shop is made by itself.\n  Set TORG_ENV=test or TORG_ENV=production for a shop of your own."
        );
    }
    doors::check_theme(&settings.config, &wanted.door)?;
    let theme = settings.config.theme.clone();
    let (opened, is_door_changed) = ground::beside(settings, async |grounds, db| {
        open(&grounds.config, db, (&name, &opening), wanted).await
    })?;
    tell(&opening, &opened, wanted.is_check);
    if is_door_changed {
        say!("{}", doors::told(&wanted.door));
    }
    if !wanted.is_check {
        advise(wanted.door.theme.as_deref().unwrap_or(&theme));
    }
    Ok(())
}

/// Opens it, and gives what became of it and whether its names or its theme are others now.
async fn open(
    config: &Config,
    db: &Db,
    (name, opening): (&str, &Opening),
    wanted: &Wanted,
) -> anyhow::Result<(Opened, bool)> {
    let mut conn = db.read().await?;
    if demo::is_there(&mut conn).await? {
        bail!(
            "the database holds the demo shop.\n  Begin with an empty database: another DATABASE_URL, or another TORG_DATA_DIR."
        );
    }
    drop(conn);
    let mut tx = db.begin(Origin::system("shop")).await?;
    let opened = if wanted.is_another {
        opening::add(&mut tx, opening).await
    } else {
        opening::open(&mut tx, opening).await
    };
    let opened = match opened {
        Ok(opened) => opened,
        Err(OpenError::Db(error)) => return Err(error.into()),
        Err(error) => return Err(refusal(name, &[fault(&error)])),
    };
    let is_door_changed = doors::change(&mut tx, config, opened.shop_id, &wanted.door).await?;
    // What was only tried, and what changes nothing, leaves no trace.
    if !wanted.is_check && (is_door_changed || !opened.differences.is_empty()) {
        tx.commit().await?;
    }
    Ok((opened, is_door_changed))
}

/// What the database has against the file, with the field that it is about.
fn fault(error: &OpenError) -> Fault {
    let (place, problem) = match error {
        OpenError::Other(code) => (
            "shop.code",
            format!(
                "the database holds the shop {code:?}, and a shop keeps its code; a further shop is made by torg shop add"
            ),
        ),
        OpenError::Currency(code) => (
            "shop.currency",
            format!("the shop sells in {code}, and its prices and orders are in it for ever"),
        ),
        OpenError::AttributeKind(code) => (
            "attributes",
            format!("{code:?} is of another kind already; choose another code"),
        ),
        OpenError::Rate(which, problem) => (
            "vat_classes",
            format!(
                "{which}: {problem}; what holds already is changed in the back office, under Moms"
            ),
        ),
        OpenError::LeavesNone(need, tiers) => {
            let (place, way) = match need {
                Need::Freight => ("freight", "way of freight"),
                Need::Payment => ("shop.payment_methods", "way to pay"),
            };
            (
                place,
                format!(
                    "no {way} would be left for the tiers {}: what the file still offers is for others only; offer one more, or say in the back office, \
                     under Frakt- och betalsätt, that they may choose what is left",
                    tiers.join(", ")
                ),
            )
        }
        other => ("shop", other.to_string()),
    };
    Fault {
        place: place.to_owned(),
        problem,
    }
}

fn refusal(name: &str, faults: &[Fault]) -> anyhow::Error {
    let mut text = format!("{name} is wrong, so nothing was written:\n");
    for fault in faults {
        let _ = writeln!(text, "  {}: {}", fault.place, fault.problem);
    }
    anyhow::anyhow!("{}", text.trim_end())
}

fn tell(opening: &Opening, opened: &Opened, is_check: bool) {
    let shop = &opening.shop;
    let (is_new, is) = (opened.is_new, if is_check { "would be" } else { "is" });
    if opened.differences.is_empty() {
        say!(
            "The shop {} is as the file says. Nothing was changed.",
            shop.code
        );
    } else if is_new {
        say!("The shop {} {is} made:", shop.code);
    } else {
        say!("The shop {} {is} changed:", shop.code);
    }
    for difference in &opened.differences {
        say!("{}", line(difference, is_new));
    }
    if !opened.left.is_empty() {
        say!("\nNot in the file, and still there:");
        for what in &opened.left {
            say!("  {what}");
        }
    }
    if is_check {
        say!("\nTried only: nothing was written into the shop.");
    }
}

/// `  shop.phone: "031-1" -> "031-2"`; of what is new only what it is.
fn line(difference: &Difference, is_new: bool) -> String {
    let Difference {
        place,
        before,
        after,
    } = difference;
    match (before, after) {
        (Value::Null, Value::Object(_)) => format!("  {place}: new"),
        (Value::Null, after) if is_new => format!("  {place}: {after}"),
        (Value::Null, after) => format!("  {place}: new, {after}"),
        (before, after) => format!("  {place}: {before} -> {after}"),
    }
}

/// What else a shop needs before its first customer.
fn advise(theme: &str) {
    if theme == DEMO_THEME {
        say!(
            "\nThe theme is the demo's, with its pictures and promises: set TORG_THEME=default, or a theme of your own."
        );
    }
    say!(
        "\nRead the published texts through in the back office, under Dokument: they are a beginning, and yours to answer for."
    );
}

#[cfg(test)]
mod tests;
