//! `torg shop FILE.toml [--check]`: makes the shop of an installation of one's own, or brings it to what the file says. `torg shop --template` prints a file to
//! fill in.

mod attributes;
mod file;
mod freight;
mod read;
mod texts;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use commerce::checkout::for_tiers::Need;
use commerce::opening::{self, Difference, OpenError, Opened, Opening};
use platform::config::Mode;
use platform::db::{Db, Origin};
use serde_json::Value;

use crate::settings::Settings;
use crate::{demo, ground};
use read::Fault;

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
    Open {
        /// Which file.
        file: PathBuf,
        /// Whether everything is only tried.
        is_check: bool,
    },
}

impl Options {
    /// Reads the words after `shop`.
    ///
    /// # Errors
    /// What cannot be understood.
    pub fn parse(words: &[String]) -> Result<Self, String> {
        let usage =
            "shop needs: FILE.toml [--check], or --template, which prints a file to fill in";
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
            (Some(file), false) => Ok(Self::Open { file, is_check }),
            _ => Err(usage.to_owned()),
        }
    }
}

/// `torg shop`.
///
/// # Errors
/// Every fault of the file, and whatever hinders the database. Nothing is written then.
pub fn run(settings: Settings, file: &Path, is_check: bool) -> anyhow::Result<()> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).with_context(|| name.clone())?;
    let opening = file::read(&text).map_err(|faults| refusal(&name, &faults))?;
    if settings.config.mode == Mode::Demo {
        bail!(
            "this is a demo installation, whose shop is made by itself.\n  Set TORG_ENV=test or TORG_ENV=production for a shop of your own."
        );
    }
    let theme = settings.config.theme.clone();
    let opened = ground::beside(settings, async |_, db| {
        open(db, &name, &opening, is_check).await
    })?;
    tell(&opening, &opened, is_check);
    if !is_check {
        advise(&theme);
    }
    Ok(())
}

async fn open(db: &Db, name: &str, opening: &Opening, is_check: bool) -> anyhow::Result<Opened> {
    let mut conn = db.read().await?;
    if demo::is_there(&mut conn).await? {
        bail!(
            "the database holds the demo shop.\n  Begin with an empty database: another DATABASE_URL, or another TORG_DATA_DIR."
        );
    }
    drop(conn);
    let mut tx = db.begin(Origin::system("shop")).await?;
    let opened = match opening::open(&mut tx, opening).await {
        Ok(opened) => opened,
        Err(OpenError::Db(error)) => return Err(error.into()),
        Err(error) => return Err(refusal(name, &[fault(&error)])),
    };
    // What was only tried, and what changes nothing, leaves no trace.
    if !is_check && !opened.differences.is_empty() {
        tx.commit().await?;
    }
    Ok(opened)
}

/// What the database has against the file, with the field that it is about.
fn fault(error: &OpenError) -> Fault {
    let (place, problem) = match error {
        OpenError::Other(code) => (
            "shop.code",
            format!(
                "the database holds the shop {code:?}; a shop keeps its code, and there is one in a database"
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
