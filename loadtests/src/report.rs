//! The table.

use std::fmt::Write as _;

use crate::drive::Figures;
use crate::visitor::Step;

/// One row: medians over the rounds, errors added up.
#[derive(Clone, Debug)]
pub struct Row {
    name: &'static str,
    figures: Figures,
}

impl Row {
    /// Of all rounds of a step.
    pub fn of(step: Step, rounds: &[Figures]) -> Self {
        let median = |of: fn(&Figures) -> u64| {
            let mut all: Vec<u64> = rounds.iter().map(of).collect();
            all.sort_unstable();
            all.get(all.len() / 2).copied().unwrap_or(0)
        };
        let figures = Figures {
            answers: rounds.iter().map(|round| round.answers).sum(),
            errors: rounds.iter().map(|round| round.errors).sum(),
            first_error: rounds.iter().find_map(|round| round.first_error.clone()),
            per_second_milli: median(|round| round.per_second_milli),
            p50: median(|round| round.p50),
            p99: median(|round| round.p99),
            cpu: median(|round| round.cpu),
            bytes: usize::try_from(median(|round| round.bytes as u64)).unwrap_or(0),
        };
        Self {
            name: step.name(),
            figures,
        }
    }
}

/// Markdown. The first row is the reference of the last column.
pub fn table(rows: &[Row]) -> String {
    let mut text = String::from(
        "| what | answers/s | p50 ms | p99 ms | errors | CPU ms an answer | bytes | CPU, times the reference |\n|---|---:|---:|---:|---:|---:|---:|---:|\n",
    );
    let reference = rows.first().map_or(1, |row| row.figures.cpu.max(1));
    for Row { name, figures } in rows {
        let _ = writeln!(
            text,
            "| {name} | {} | {} | {} | {} of {} | {} | {} | {} |",
            tenths(figures.per_second_milli / 100),
            hundredths(figures.p50 / 10),
            hundredths(figures.p99 / 10),
            figures.errors,
            figures.answers + figures.errors,
            hundredths(figures.cpu / 10),
            figures.bytes,
            tenths((figures.cpu * 10 + reference / 2) / reference),
        );
    }
    for row in rows {
        if let Some(error) = &row.figures.first_error {
            let _ = writeln!(text, "\nFirst error of {}: {error}", row.name);
        }
    }
    text
}

/// Requests that were not answered as they should be.
pub fn errors(rows: &[Row]) -> u64 {
    rows.iter().map(|row| row.figures.errors).sum()
}

fn tenths(number: u64) -> String {
    format!("{}.{}", number / 10, number % 10)
}

fn hundredths(number: u64) -> String {
    format!("{}.{:02}", number / 100, number % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_and_sums() {
        let round = |cpu, errors| Figures {
            cpu,
            errors,
            answers: 10,
            p50: 1_234,
            ..Figures::default()
        };
        let row = Row::of(Step::Static, &[round(50, 0), round(1_000, 2), round(70, 0)]);
        assert_eq!(
            (row.figures.cpu, row.figures.errors, row.figures.answers),
            (70, 2, 30)
        );
        let list = Row::of(Step::List, &[round(700, 0)]);
        assert_eq!(errors(&[row.clone(), list.clone()]), 2);
        assert_eq!(errors(std::slice::from_ref(&list)), 0);
        let table = table(&[row, list]);
        assert!(
            table.contains("| list of products | 0.0 | 1.23 | 0.00 | 0 of 10 | 0.70 | 0 | 10.0 |"),
            "{table}"
        );
    }
}
