//! **Importing products** from a CSV file, in the format of `docs/import-products.md`: streamed, in batches that are each one transaction, restartable,
//! with the fate of every row. A row that cannot be taken names its line, column and reason, and stops no other.

mod abreast;
pub mod apply;
pub mod batch;
mod cell;
mod columns;
mod drafts;
mod references;
mod row;
pub mod source;
pub mod store;
pub mod trial;

pub use abreast::Abreast;
pub use apply::{BatchOutcome, apply_batch};
pub use batch::{Batch, Reading};
pub(crate) use cell::decimal;
pub use columns::{COLUMNS, HeaderError};
pub use references::Destination;
pub use row::{Choice, Named, Row};
pub(crate) use source::begins_on;
pub use source::{FileError, Inspection, Rows, inspect};
pub use store::destination;
pub use trial::Trial;

/// Rows in one transaction; more when the last product has more, since a product is never cut.
pub const BATCH: usize = 1_500;

/// Why a cell was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line in the file where the row begins, from 1; the header is line 1.
    pub line: u64,
    /// The column's name as the format has it; empty when it is the row as a whole.
    pub column: String,
    /// What stood there, cut to 100 characters.
    pub value: String,
    /// Why not.
    pub reason: Reason,
}

impl Problem {
    pub(crate) fn new(line: u64, column: &str, value: &str, reason: Reason) -> Self {
        let value = value
            .chars()
            .filter(|c| !c.is_control())
            .take(100)
            .collect();
        Self {
            line,
            column: column.to_owned(),
            value,
            reason,
        }
    }
}

/// Why a cell was not taken, in words for the report.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// An empty cell that must not be.
    #[error("must not be empty")]
    Missing,
    /// Too many characters.
    #[error("is longer than {0} characters")]
    TooLong(usize),
    /// A NUL byte or another control character.
    #[error("contains a control character")]
    ControlCharacter,
    /// Not a number.
    #[error("is not a number")]
    NotANumber,
    /// A number outside what makes sense.
    #[error("must be between {0} and {1}")]
    OutOfRange(i64, i64),
    /// More decimals than can be kept.
    #[error("has more than {0} decimals")]
    TooManyDecimals(u32),
    /// Neither yes nor no.
    #[error("must be 1 or 0 (yes, no, ja, nej, true and false will do)")]
    NotYesOrNo,
    /// Not one of the allowed words.
    #[error("must be one of: {0}")]
    NotOneOf(String),
    /// Wrong check digit or length.
    #[error("is not a GTIN (8, 12, 13 or 14 digits with the right check digit)")]
    NotAGtin,
    /// Not three measures.
    #[error("must be width x depth x height in whole millimetres, e.g. 111 x 83 x 92")]
    NotMeasures,
    /// Not a colour.
    #[error("must be a colour like #e6dccb")]
    NotAColour,
    /// Not a day.
    #[error("must be a date like 2026-11-22")]
    NotADate,
    /// The SKU stood in the file before.
    #[error("stands in this file already, on line {0}")]
    SeenBefore(u64),
    /// What is named does not exist.
    #[error("there is no such {0}")]
    Unknown(&'static str),
    /// An attribute cell that cannot be read.
    #[error("must be code=value, several separated by ;")]
    NotAttributes,
    /// Two columns speak of the same option.
    #[error("the option {0} stands in two columns")]
    OptionTwice(String),
    /// One needs the other.
    #[error("needs the column {0}, too")]
    Needs(&'static str),
    /// Too few or too many cells.
    #[error("has {found} cells where the header has {expected}")]
    WrongWidth {
        /// Cells in the row.
        found: usize,
        /// Cells in the header.
        expected: usize,
    },
    /// The catalogue refused the product.
    #[error("{0}")]
    Refused(String),
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowFate {
    /// A new variant.
    Created,
    /// Something about the variant, its product, price or stock is different now.
    Changed,
    /// All of it was so already.
    Unchanged,
    /// Not taken; see the problems.
    Refused,
}

/// Rows by their fate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// New.
    pub created: i64,
    /// Different.
    pub changed: i64,
    /// As before.
    pub unchanged: i64,
    /// Not taken.
    pub refused: i64,
}

impl Tally {
    /// Counts one row.
    pub fn count(&mut self, fate: RowFate) {
        match fate {
            RowFate::Created => self.created += 1,
            RowFate::Changed => self.changed += 1,
            RowFate::Unchanged => self.unchanged += 1,
            RowFate::Refused => self.refused += 1,
        }
    }

    /// All rows.
    #[must_use]
    pub fn rows(&self) -> i64 {
        self.created + self.changed + self.unchanged + self.refused
    }

    /// Adds another tally.
    pub fn add(&mut self, other: &Self) {
        self.created += other.created;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        self.refused += other.refused;
    }
}
