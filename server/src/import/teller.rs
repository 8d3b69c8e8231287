//! Telling on the terminal how an import goes.

use std::io::IsTerminal as _;
use std::time::{Duration, Instant};

use commerce::import::store::Run;
use commerce::import::{BatchOutcome, Problem, RowFate};

/// Problems that are printed; all of them are kept in the database.
const MOST_PRINTED: usize = 200;
/// How often a log is told how far it is, at least.
const TELL_EVERY: Duration = Duration::from_secs(5);

/// Tells on the terminal how it goes.
pub struct Teller {
    begun: Instant,
    told: Instant,
    tenth: u64,
    bytes: u64,
    first_row: i64,
    printed: usize,
    untold: usize,
    is_terminal: bool,
}

impl Teller {
    /// `bytes`: the file's length; `first_row`: how far the import is already.
    pub fn new(bytes: u64, first_row: i64) -> Self {
        let now = Instant::now();
        Self {
            begun: now,
            told: now,
            tenth: 0,
            bytes,
            first_row,
            printed: 0,
            untold: 0,
            is_terminal: std::io::stderr().is_terminal(),
        }
    }

    /// Rows a second so far.
    pub fn pace(&self, rows: i64) -> i64 {
        let ms = i64::try_from(self.begun.elapsed().as_millis())
            .unwrap_or(i64::MAX)
            .max(1);
        (rows - self.first_row) * 1_000 / ms
    }

    /// Seconds since the beginning.
    pub fn seconds(&self) -> f32 {
        self.begun.elapsed().as_secs_f32()
    }

    /// Tells of a batch: how far it is, what is wrong, and in a dry run the fate of every row, in the file's order.
    pub fn tell(&mut self, run: &Run, position: u64, outcome: &BatchOutcome, is_dry_run: bool) {
        self.erase();
        if is_dry_run {
            every_fate(outcome);
        } else {
            for problem in &outcome.problems {
                self.problem(problem);
            }
        }
        let percent = (position * 100)
            .checked_div(self.bytes)
            .unwrap_or(100)
            .min(100);
        // A log gets a line now and then, a terminal one line that changes.
        let is_further = percent / 10 > self.tenth || self.told.elapsed() >= TELL_EVERY;
        if self.is_terminal || is_further {
            (self.told, self.tenth) = (Instant::now(), percent / 10);
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
        say!("{}", in_words(problem));
    }

    fn erase(&self) {
        if self.is_terminal {
            eprint!("\r\x1b[K");
        }
    }

    /// The sums, at the end.
    pub fn sum_up(&self, run: &Run, is_dry_run: bool) {
        self.erase();
        let tally = run.tally;
        say!(
            "{}{} rows: {} new, {} changed, {} unchanged, {} refused. {:.1} s, {} rows a second.",
            if is_dry_run {
                "Tried, nothing is changed. "
            } else {
                ""
            },
            tally.rows(),
            tally.created,
            tally.changed,
            tally.unchanged,
            tally.refused,
            self.seconds(),
            self.pace(run.rows_read),
        );
        if self.untold > 0 {
            say!(
                "{} more problems are kept with the import {} in the database.",
                self.untold,
                run.id
            );
        }
    }
}

fn every_fate(outcome: &BatchOutcome) {
    let fates = outcome.fates.iter().filter_map(|(line, fate)| {
        let word = match fate {
            RowFate::Created => "new",
            RowFate::Changed => "changed",
            RowFate::Unchanged => "unchanged",
            // What is wrong with it says so.
            RowFate::Refused => return None,
        };
        Some((*line, format!("line {line}: {word}")))
    });
    let problems = outcome.problems.iter().map(|p| (p.line, in_words(p)));
    let mut told: Vec<(u64, String)> = fates.chain(problems).collect();
    told.sort_by_key(|(line, _)| *line);
    for (_, text) in told {
        say!("{text}");
    }
}

fn in_words(problem: &Problem) -> String {
    let column = if problem.column.is_empty() {
        "the row"
    } else {
        &problem.column
    };
    format!(
        "line {}: {column} ({:?}) {}",
        problem.line, problem.value, problem.reason
    )
}
