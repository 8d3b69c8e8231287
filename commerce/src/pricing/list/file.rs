//! A list's prices from a file: `sku`, `price`, and if wanted `min_quantity` and `valid_from`. Each row has its fate; those that cannot be taken stop no other.

use std::collections::{BTreeMap, HashMap, HashSet};

use platform::audit::Change;
use platform::clock::{BUSINESS_ZONE, Timestamp, is_in_our_era};
use platform::db::{DbError, Tx};
use platform::money::UnitPrice;
use serde_json::json;

use super::store;
use crate::ids::{PriceListId, VariantId};
use crate::import::{Problem, Reason, begins_on, decimal, inspect};
use crate::pricing::set_price::{NewPrice, SetPriceError, SetPrices, set_prices};

/// Longest file, in rows.
pub const MOST_ROWS: usize = 50_000;
/// Most moments at which prices of one file begin: each is a change of its own.
pub const MOST_MOMENTS: usize = 50;
/// Why a row is refused that begins in the past.
pub const IN_THE_PAST: &str = "begins in the past";
/// Why a row is refused that would begin at one moment too many.
pub const TOO_MANY_MOMENTS: &str = "the file has too many moments";
/// The columns: the name, and others that are taken for it.
const COLUMNS: [(&str, &[&str]); 4] = [
    ("sku", &["artikelnummer", "artikel"]),
    ("price", &["pris"]),
    ("min_quantity", &["antal", "from_quantity", "från antal"]),
    ("valid_from", &["gäller från", "from"]),
];
/// Highest price, in ten-thousandths of a minor unit.
pub const HIGHEST_E4: i64 = 1_000_000_000_000_000;

/// One row that can be understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLine {
    /// Where it stands.
    pub line: u64,
    /// Article number.
    pub sku: String,
    /// From how many pieces.
    pub min_quantity: i32,
    /// One piece.
    pub unit_price: UnitPrice,
    /// From when; `None`: at once.
    pub from: Option<Timestamp>,
}

/// A file that has been read.
#[derive(Clone, Debug, Default)]
pub struct PriceFile {
    /// What can be understood.
    pub lines: Vec<FileLine>,
    /// What cannot.
    pub problems: Vec<Problem>,
}

/// What became of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileReport {
    /// Rows read.
    pub rows: usize,
    /// Prices that are others from now on, or from their moment.
    pub changed: usize,
    /// Prices that were so already.
    pub unchanged: usize,
    /// Rows that were refused, with the reason.
    pub problems: Vec<Problem>,
}

/// Why a file cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableFile {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is no text.
    #[error("the file is not text")]
    NotText,
    /// A column is missing or not known.
    #[error("there is no column {0}")]
    Missing(&'static str),
    /// Too many rows.
    #[error("the file has more than {MOST_ROWS} rows")]
    TooLong,
}

impl PriceFile {
    /// Reads a file: its encoding and separator are found out.
    ///
    /// # Errors
    /// See [`UnreadableFile`].
    pub fn read(bytes: &[u8]) -> Result<Self, UnreadableFile> {
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(UnreadableFile::Empty);
        }
        let found = inspect(bytes).map_err(|_| UnreadableFile::NotText)?;
        let text = found.text(bytes);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(found.delimiter())
            .flexible(true)
            .from_reader(text.as_bytes());
        let header = reader.headers().map_err(|_| UnreadableFile::NotText)?;
        let place = |(name, aliases): (&'static str, &[&str])| {
            header.iter().position(|cell| {
                let cell = cell.trim().to_lowercase();
                cell == name || aliases.contains(&cell.as_str())
            })
        };
        let [sku, price, min_quantity, from] = COLUMNS.map(place);
        let sku = sku.ok_or(UnreadableFile::Missing("sku"))?;
        let price = price.ok_or(UnreadableFile::Missing("price"))?;
        let mut file = Self::default();
        let mut seen: HashMap<(String, i32, Option<Timestamp>), u64> = HashMap::new();
        let mut records = reader.records();
        loop {
            let before = records.reader().position().line();
            let Some(record) = records.next() else {
                break;
            };
            let record = record.map_err(|_| UnreadableFile::NotText)?;
            if file.lines.len() + file.problems.len() >= MOST_ROWS {
                return Err(UnreadableFile::TooLong);
            }
            let line = begins_on(before, &record, records.reader().position().line());
            let cell =
                |place: Option<usize>| place.and_then(|n| record.get(n)).unwrap_or("").trim();
            let cells = [
                cell(Some(sku)),
                cell(Some(price)),
                cell(min_quantity),
                cell(from),
            ];
            if cells.iter().all(|cell| cell.is_empty()) {
                continue;
            }
            match read_line(line, cells) {
                Ok(read) => {
                    let key = (read.sku.clone(), read.min_quantity, read.from);
                    match seen.get(&key) {
                        Some(before) => file.problems.push(Problem::new(
                            line,
                            "sku",
                            &read.sku,
                            Reason::SeenBefore(*before),
                        )),
                        None => {
                            seen.insert(key, line);
                            file.lines.push(read);
                        }
                    }
                }
                Err(problem) => file.problems.push(problem),
            }
        }
        Ok(file)
    }
}

fn read_line(line: u64, [sku, price, min_quantity, from]: [&str; 4]) -> Result<FileLine, Problem> {
    let refuse = |column: &str, value: &str, reason| Problem::new(line, column, value, reason);
    if sku.is_empty() {
        return Err(refuse("sku", sku, Reason::Missing));
    }
    // No article has such a number, and the database takes no NUL.
    if sku.chars().any(char::is_control) {
        let shown: String = sku.chars().filter(|c| !c.is_control()).collect();
        return Err(refuse("sku", &shown, Reason::Unknown("article")));
    }
    if price.is_empty() {
        return Err(refuse("price", price, Reason::Missing));
    }
    let amount = decimal(price, 6).map_err(|reason| refuse("price", price, reason))?;
    if !(0..=HIGHEST_E4).contains(&amount) {
        return Err(refuse(
            "price",
            price,
            Reason::OutOfRange(0, HIGHEST_E4 / 1_000_000),
        ));
    }
    let quantity = match min_quantity {
        "" => 1,
        text => text
            .parse::<i32>()
            .ok()
            .filter(|quantity| (1..=1_000_000).contains(quantity))
            .ok_or_else(|| refuse("min_quantity", text, Reason::OutOfRange(1, 1_000_000)))?,
    };
    let from = match from {
        "" => None,
        text => Some(moment(text).ok_or_else(|| refuse("valid_from", text, Reason::NotADate))?),
    };
    Ok(FileLine {
        line,
        sku: sku.to_owned(),
        min_quantity: quantity,
        unit_price: UnitPrice(amount),
        from,
    })
}

/// A Swedish day, or a Swedish day and hour: `2026-11-27`, `2026-11-27 08:00`.
#[must_use]
pub fn moment(text: &str) -> Option<Timestamp> {
    let text = text.trim().replace(' ', "T");
    let civil = text
        .parse::<jiff::civil::DateTime>()
        .or_else(|_| {
            text.parse::<jiff::civil::Date>()
                .map(|day| day.at(0, 0, 0, 0))
        })
        .ok()
        .filter(|civil| is_in_our_era(civil.date()))?;
    let zoned = civil.in_tz(BUSINESS_ZONE).ok()?;
    Some(zoned.timestamp().into())
}

/// A price as people write it, with up to six decimals: `1 234,50`, `0,0412`. `None` for what is none.
#[must_use]
pub fn read_price(text: &str) -> Option<UnitPrice> {
    let bare = text.trim().trim_end_matches("kr").trim();
    decimal(bare, 6).ok().map(UnitPrice)
}

/// A moment as people write it; nothing, and today's day alone, mean at once. `None` for what is no moment.
#[must_use]
pub fn moment_or_now(text: &str, now: Timestamp) -> Option<Option<Timestamp>> {
    let text = text.trim();
    if text.is_empty() || text == now.business_time().date().to_string() {
        return Some(None);
    }
    moment(text).map(Some)
}

/// Sets a file's prices, in one transaction, which the caller drops when it is only tried.
///
/// # Errors
/// Database errors.
pub async fn apply_file(
    tx: &mut Tx,
    list: PriceListId,
    file: &PriceFile,
) -> Result<FileReport, DbError> {
    let mut report = FileReport {
        rows: file.lines.len() + file.problems.len(),
        problems: file.problems.clone(),
        ..FileReport::default()
    };
    let skus: HashSet<&String> = file.lines.iter().map(|line| &line.sku).collect();
    let skus: Vec<String> = skus.into_iter().cloned().collect();
    let known: HashMap<String, VariantId> = store::by_sku(tx, &skus).await?.into_iter().collect();
    let by_moment = by_moment(&file.lines, &known, tx.now(), &mut report.problems);
    report.problems.sort_by_key(|problem| problem.line);
    for (from, prices) in &by_moment {
        let change = SetPrices {
            list,
            from: *from,
            prices,
        };
        match set_prices(tx, &change).await {
            Ok(changed) => {
                report.changed += changed.len();
                report.unchanged += prices.len().saturating_sub(changed.len());
            }
            Err(SetPriceError::Db(error)) => return Err(error),
            // Rows were read as sound, each stands once, and none begins in the past.
            Err(other) => return Err(DbError::Encode(other.into())),
        }
    }
    let after =
        json!({ "rows": report.rows, "changed": report.changed, "refused": report.problems.len() });
    tx.audit(Change::deed("price_list.imported", "price_list", list).with_after(&after))
        .await?;
    Ok(report)
}

/// The rows by the moment from which they hold; nothing is at once. What cannot be set is told of.
fn by_moment(
    lines: &[FileLine],
    known: &HashMap<String, VariantId>,
    now: Timestamp,
    problems: &mut Vec<Problem>,
) -> BTreeMap<Option<Timestamp>, Vec<NewPrice>> {
    let mut seen = HashMap::new();
    let mut by_moment: BTreeMap<Option<Timestamp>, Vec<NewPrice>> = BTreeMap::new();
    for line in lines {
        let from = beginning(line, now);
        let written = |at: Option<Timestamp>, how: &str| {
            at.map_or_else(String::new, |at| {
                at.business_time().strftime(how).to_string()
            })
        };
        let refuse = |column, value: &str, reason| Problem::new(line.line, column, value, reason);
        let problem = match known.get(&line.sku) {
            None => refuse("sku", &line.sku, Reason::Unknown("article")),
            Some(_) if from.is_some_and(|from| from < now) => {
                let reason = Reason::Refused(IN_THE_PAST.to_owned());
                refuse("valid_from", &written(line.from, "%Y-%m-%d"), reason)
            }
            Some(variant_id) => {
                // Today's day and nothing are two ways to say at once.
                let place = (*variant_id, line.min_quantity, from);
                if let Some(before) = seen.insert(place, line.line) {
                    refuse("sku", &line.sku, Reason::SeenBefore(before))
                } else if by_moment.len() == MOST_MOMENTS && !by_moment.contains_key(&from) {
                    let reason = Reason::Refused(TOO_MANY_MOMENTS.to_owned());
                    refuse("valid_from", &written(from, "%Y-%m-%d %H:%M"), reason)
                } else {
                    by_moment.entry(from).or_default().push(NewPrice {
                        variant_id: *variant_id,
                        min_quantity: line.min_quantity,
                        unit_price: line.unit_price,
                    });
                    continue;
                }
            }
        };
        problems.push(problem);
    }
    by_moment
}

/// From when a row's price is to hold: today's day alone means at once.
fn beginning(line: &FileLine, now: Timestamp) -> Option<Timestamp> {
    line.from.filter(|from| {
        let day = from.business_time();
        *from > now
            || day.date() != now.business_time().date()
            || day.time() != jiff::civil::Time::midnight()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_with_the_words_of_either_language() {
        let text = "Artikelnummer;Pris;Antal;Gäller från\nNB-1;1 234,50;;\nNB-1;0,0412;1000;2026-12-01\n;;;\n";
        let file = PriceFile::read(text.as_bytes()).unwrap();
        assert_eq!(file.problems, []);
        let [one, many] = &file.lines[..] else {
            panic!("two lines")
        };
        assert_eq!(
            (
                one.line,
                one.sku.as_str(),
                one.min_quantity,
                one.unit_price,
                one.from
            ),
            (2, "NB-1", 1, UnitPrice(1_234_500_000), None)
        );
        assert_eq!(
            (many.min_quantity, many.unit_price),
            (1_000, UnitPrice(41_200))
        );
        assert_eq!(many.from.unwrap().to_string(), "2026-11-30T23:00:00Z");
        assert_eq!(
            moment("2026-11-27 08:00").unwrap().to_string(),
            "2026-11-27T07:00:00Z"
        );
    }

    #[test]
    fn what_cannot_be_taken_says_why() {
        let text = "sku,price,min_quantity,valid_from\nA,x,,\n,1,,\nB,1,0,\nC,1,,igår\nD,1,,\nD,2,,\nE,-1,,\n\nF,,,\nG,1.1234567,,\n";
        for end in ["\n", "\r\n"] {
            let file = PriceFile::read(text.replace('\n', end).as_bytes()).unwrap();
            let told: Vec<(u64, &str)> = file
                .problems
                .iter()
                .map(|p| (p.line, p.column.as_str()))
                .collect();
            assert_eq!(
                told,
                [
                    (2, "price"),
                    (3, "sku"),
                    (4, "min_quantity"),
                    (5, "valid_from"),
                    (7, "sku"),
                    (8, "price"),
                    (10, "price"),
                    (11, "price")
                ],
                "{end:?}"
            );
            assert_eq!(file.lines.len(), 1);
        }
        let cut_off = PriceFile::read(b"sku,price\nA,1\n\nB,x").unwrap();
        assert_eq!(cut_off.problems[0].line, 4);
    }

    #[test]
    fn what_is_no_price_file_is_refused_whole() {
        assert_eq!(PriceFile::read(b" \n").unwrap_err(), UnreadableFile::Empty);
        assert_eq!(
            PriceFile::read(b"PK\x03\x04zip").unwrap_err(),
            UnreadableFile::NotText
        );
        assert_eq!(
            PriceFile::read(b"sku,amount\nA,1\n").unwrap_err(),
            UnreadableFile::Missing("price")
        );
        assert_eq!(
            PriceFile::read(b"price\n1\n").unwrap_err(),
            UnreadableFile::Missing("sku")
        );
    }
}
