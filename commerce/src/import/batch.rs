//! Taking a file up batch by batch, a product never cut.

use std::collections::HashMap;
use std::io::Read;

use super::row::Row;
use super::source::{FileError, Rows};
use super::{BATCH, Problem, Reason};

/// A product with more rows than this is cut all the same, so that memory and transactions stay bounded.
const MOST: usize = 20_000;

/// Rows that are applied together.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// What can be understood.
    pub rows: Vec<Row>,
    /// What cannot.
    pub problems: Vec<Problem>,
    /// Rows that cannot.
    pub refused: i64,
    /// Paths of categories, with their English names, that are to be there before the rows are looked at.
    pub paths: Vec<(String, String)>,
}

impl Batch {
    /// Rows of the file that are in it.
    #[must_use]
    pub fn len(&self) -> i64 {
        i64::try_from(self.rows.len()).unwrap_or(i64::MAX) + self.refused
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn take(&mut self, item: Item) {
        match item {
            Ok(row) => self.rows.push(row),
            Err(problems) => {
                self.refused += 1;
                self.problems.extend(problems);
            }
        }
    }
}

/// A row, or what is wrong with it.
type Item = Result<Row, Vec<Problem>>;

/// A file that is taken up batch by batch. Remembers eight bytes of each SKU, to tell those that come again.
pub struct Reading<R: Read> {
    rows: Rows<R>,
    seen: HashMap<u64, u64>,
    /// The first row of the next batch, and where it ends.
    ahead: Option<(Item, u64)>,
    position: u64,
}

impl<R: Read> Reading<R> {
    /// Takes a file up from its first row.
    #[must_use]
    pub fn new(rows: Rows<R>) -> Self {
        Self {
            position: rows.position(),
            rows,
            seen: HashMap::new(),
            ahead: None,
        }
    }

    /// The next rows: [`BATCH`], and what belongs to the last one's product; an empty batch at the end.
    ///
    /// # Errors
    /// See [`FileError`].
    pub fn next_batch(&mut self) -> Result<Batch, FileError> {
        self.next_rows(BATCH, MOST)
    }

    /// The next rows, `rows` of them: what is left before others that are applied already.
    ///
    /// # Errors
    /// See [`FileError`].
    pub fn next_exactly(&mut self, rows: i64) -> Result<Batch, FileError> {
        let rows = usize::try_from(rows).unwrap_or(usize::MAX);
        self.next_rows(rows, rows)
    }

    /// Passes over rows that were applied before. Gives how many there were.
    ///
    /// # Errors
    /// See [`FileError`].
    pub fn skip(&mut self, rows: i64) -> Result<i64, FileError> {
        let mut passed = 0;
        while passed < rows {
            let left = usize::try_from(rows - passed).unwrap_or(BATCH).min(BATCH);
            let batch = self.next_rows(left, left)?;
            if batch.is_empty() {
                break;
            }
            passed += batch.len();
        }
        Ok(passed)
    }

    /// Bytes of text up to the end of the last batch.
    #[must_use]
    pub fn position(&self) -> u64 {
        self.position
    }

    /// `enough` rows, then on to the end of the product, but `most` at most.
    fn next_rows(&mut self, enough: usize, most: usize) -> Result<Batch, FileError> {
        let mut batch = Batch::default();
        for taken in 0..most {
            let Some((item, end)) = self.next_item()? else {
                break;
            };
            let is_next = taken >= enough
                && item.as_ref().is_ok_and(|row| {
                    batch
                        .rows
                        .last()
                        .is_none_or(|last| last.product != row.product)
                });
            if is_next {
                self.ahead = Some((item, end));
                break;
            }
            self.position = end;
            batch.take(item);
        }
        Ok(batch)
    }

    fn next_item(&mut self) -> Result<Option<(Item, u64)>, FileError> {
        if let Some(ahead) = self.ahead.take() {
            return Ok(Some(ahead));
        }
        let Some(item) = self.rows.next_row()? else {
            return Ok(None);
        };
        let item = item.and_then(|row| {
            let first = *self.seen.entry(hash(&row.sku)).or_insert(row.line);
            if first == row.line {
                return Ok(row);
            }
            let reason = Reason::SeenBefore(first);
            Err(vec![Problem::new(row.line, "sku", &row.sku, reason)])
        });
        Ok(Some((item, self.rows.position())))
    }
}

/// Eight bytes to remember a text by.
pub(super) fn hash(text: &str) -> u64 {
    use sha2::Digest as _;
    let digest = sha2::Sha256::digest(text.as_bytes());
    let mut head = [0; 8];
    head.copy_from_slice(&digest[..8]);
    u64::from_le_bytes(head)
}
