//! A **quick order**: many articles at once, typed, pasted or sent as a file, each with a quantity (A5, B4). It is read row by row, each row is told what
//! became of it, and what can be had goes into the cart.

pub mod file;
pub mod listing;
pub mod parse;
pub mod report;
mod sheet;

pub use parse::{Entry, MAX_ENTRIES, TooManyRows, read_text};
pub use report::{Fate, Report, ReportRow};
