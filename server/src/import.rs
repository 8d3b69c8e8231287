//! `torg import products FILE.csv [--dry-run] [--shop CODE]`: reads the file, applies it batch by batch, and tells how it goes.

use std::fs::File;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use commerce::catalogue::shop;
use commerce::import::store::{Run, begin_or_resume, finish, record};
use commerce::import::{
    BatchOutcome, Destination, Inspection, Problem, Reading, RowFate, Rows, apply_batch,
    destination, inspect,
};
use platform::db::{Db, Origin};

use crate::ground::{self, Ground};
use crate::migrate;
use crate::settings::Settings;

/// Problems that are printed; all of them are kept in the database.
const MOST_PRINTED: usize = 200;
/// How often it is told how far it is.
const TELL_EVERY: Duration = Duration::from_secs(1);

/// What the command line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Which file.
    pub file: PathBuf,
    /// Whether everything is only tried.
    pub is_dry_run: bool,
    /// Into which shop; `None`: the only one.
    pub shop: Option<String>,
}

impl Options {
    /// Reads the words after `import`.
    ///
    /// # Errors
    /// What cannot be understood.
    pub fn parse(words: &[String]) -> Result<Self, String> {
        let usage = "import needs: products FILE.csv [--dry-run] [--shop CODE]";
        let mut words = words.iter();
        if words.next().map(String::as_str) != Some("products") {
            return Err(usage.to_owned());
        }
        let (mut file, mut is_dry_run, mut shop) = (None, false, None);
        while let Some(word) = words.next() {
            match word.as_str() {
                "--dry-run" => is_dry_run = true,
                "--shop" => shop = Some(words.next().ok_or(usage)?.clone()),
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
    let mut grounds = Ground::lay(settings)?;
    let outcome = ground::block_on(async {
        let db = grounds.connect().await?;
        migrate::bring_up_to_date(&db).await?;
        let outcome = import(&db, options, &name, &inspection, Reading::new(rows)).await;
        db.close().await;
        outcome
    });
    if let Some(cluster) = grounds.cluster.take() {
        cluster.stop();
    }
    outcome
}

async fn import(
    db: &Db,
    options: &Options,
    name: &str,
    inspection: &Inspection,
    mut reading: Reading<File>,
) -> anyhow::Result<()> {
    let to = into_shop(db, options.shop.as_deref()).await?;
    let mut tx = db.begin(Origin::system("import")).await?;
    let mut run = begin_or_resume(&mut tx, name, &inspection.hash, options.is_dry_run).await?;
    tx.commit().await?;
    say!(
        "{name}: {} separated by {:?}",
        inspection.encoding(),
        inspection.separator()
    );
    if run.rows_read > 0 {
        say!(
            "An import of this file was interrupted after {} rows; it goes on there.",
            run.rows_read
        );
        reading
            .skip(run.rows_read)
            .with_context(|| name.to_owned())?;
    }
    let mut teller = Teller::new(inspection.bytes, run.rows_read);
    let whole = batches(
        db,
        &to,
        options.is_dry_run,
        &mut run,
        &mut reading,
        &mut teller,
    )
    .await;
    teller.end();
    let mut tx = db.begin(Origin::system("import")).await?;
    finish(&mut tx, &run, whole.is_ok()).await?;
    if !options.is_dry_run {
        tx.enqueue(&commerce::jobs::RefreshListing {}).await?;
    }
    tx.commit().await?;
    whole.with_context(|| name.to_owned())?;
    let tally = run.tally;
    say!(
        "{}{} rows: {} new, {} changed, {} unchanged, {} refused. {:.1} s, {} rows a second.",
        if options.is_dry_run {
            "Tried, nothing is changed. "
        } else {
            ""
        },
        tally.rows(),
        tally.created,
        tally.changed,
        tally.unchanged,
        tally.refused,
        teller.begun.elapsed().as_secs_f32(),
        teller.pace(run.rows_read),
    );
    if teller.untold > 0 {
        say!(
            "{} more problems are kept with the import {} in the database.",
            teller.untold,
            run.id
        );
    }
    Ok(())
}

async fn into_shop(db: &Db, code: Option<&str>) -> anyhow::Result<Destination> {
    let mut conn = db.read().await?;
    let shops = shop::shops(&mut conn).await?;
    let chosen = match code {
        Some(code) => shops.iter().find(|shop| shop.code == code),
        None if shops.len() > 1 => bail!("there are several shops; name one with --shop"),
        None => shops.first(),
    };
    let chosen = chosen.context("there is no such shop; start torg once to make one")?;
    destination(&mut conn, chosen.id)
        .await?
        .context("the shop has no price list for consumers, so prices have nowhere to go")
}

async fn batches(
    db: &Db,
    to: &Destination,
    is_dry_run: bool,
    run: &mut Run,
    reading: &mut Reading<File>,
    teller: &mut Teller,
) -> anyhow::Result<()> {
    loop {
        let batch = reading.next_batch()?;
        if batch.is_empty() {
            return Ok(());
        }
        run.rows_read += batch.len();
        let mut tx = db.begin(Origin::system("import")).await?;
        let outcome = apply_batch(&mut tx, to, batch).await?;
        run.tally.add(&outcome.tally);
        if is_dry_run {
            drop(tx);
            let mut tx = db.begin(Origin::system("import")).await?;
            record(&mut tx, run, reading.position(), &outcome.problems).await?;
            tx.commit().await?;
        } else {
            record(&mut tx, run, reading.position(), &outcome.problems).await?;
            tx.commit().await?;
        }
        teller.tell(run, reading.position(), &outcome, is_dry_run);
    }
}

/// Tells on the terminal how it goes.
struct Teller {
    begun: Instant,
    told: Instant,
    bytes: u64,
    first_row: i64,
    printed: usize,
    untold: usize,
    is_terminal: bool,
}

impl Teller {
    fn new(bytes: u64, first_row: i64) -> Self {
        let now = Instant::now();
        Self {
            begun: now,
            told: now,
            bytes,
            first_row,
            printed: 0,
            untold: 0,
            is_terminal: std::io::stderr().is_terminal(),
        }
    }

    fn pace(&self, rows: i64) -> i64 {
        let ms = i64::try_from(self.begun.elapsed().as_millis())
            .unwrap_or(i64::MAX)
            .max(1);
        (rows - self.first_row) * 1_000 / ms
    }

    fn tell(&mut self, run: &Run, position: u64, outcome: &BatchOutcome, is_dry_run: bool) {
        self.erase();
        if is_dry_run {
            for (line, fate) in &outcome.fates {
                let word = match fate {
                    RowFate::Created => "new",
                    RowFate::Changed => "changed",
                    RowFate::Unchanged => "unchanged",
                    RowFate::Refused => continue,
                };
                say!("line {line}: {word}");
            }
        }
        for problem in &outcome.problems {
            self.problem(problem);
        }
        if self.is_terminal || self.told.elapsed() >= TELL_EVERY * 5 {
            self.told = Instant::now();
            let percent = (position * 100)
                .checked_div(self.bytes)
                .unwrap_or(100)
                .min(100);
            let end = if self.is_terminal { "" } else { "\n" };
            eprint!(
                "{percent:>3} %  {} rows, {} a second{end}",
                run.rows_read,
                self.pace(run.rows_read)
            );
        }
    }

    fn problem(&mut self, problem: &Problem) {
        if self.printed == MOST_PRINTED {
            self.untold += 1;
            return;
        }
        self.printed += 1;
        let column = if problem.column.is_empty() {
            "the row"
        } else {
            &problem.column
        };
        say!(
            "line {}: {column} ({:?}) {}",
            problem.line,
            problem.value,
            problem.reason
        );
    }

    fn erase(&self) {
        if self.is_terminal {
            eprint!("\r\x1b[K");
        }
    }

    fn end(&self) {
        self.erase();
    }
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
        for wrong in [
            &["orders", "a.csv"][..],
            &["products"],
            &["products", "a", "b"],
            &["products", "a", "--fast"],
            &["products", "a", "--shop"],
        ] {
            assert!(parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
