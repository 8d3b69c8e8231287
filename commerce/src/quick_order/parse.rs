//! Reading rows of articles and quantities, however they were written.

use crate::cart::MAX_QUANTITY;

/// Most rows in a quick order.
pub const MAX_ENTRIES: usize = 1_000;
/// A longer article number is none.
pub const LONGEST_CODE: usize = 80;

/// A row: an article and how many of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which row of the text or file, from one.
    pub row: i64,
    /// Article number, GTIN or the company's own number, as written.
    pub code: String,
    /// How many, or what was written instead.
    pub quantity: Result<i32, String>,
}

/// More rows than [`MAX_ENTRIES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("more than {MAX_ENTRIES} rows")]
pub struct TooManyRows;

/// Reads typed or pasted text: a row an article, with its quantity after a tab, `;`, `,` or space, or before it as in `3 x NB-1`. Without a
/// quantity it is one. Empty rows and a header are passed over.
///
/// # Errors
/// [`TooManyRows`].
pub fn read_text(text: &str) -> Result<Vec<Entry>, TooManyRows> {
    let rows = text.lines().zip(1..).map(|(line, row)| (row, cells(line)));
    read_rows(rows)
}

/// Reads the rows of a table. Which columns hold article and quantity is told by its header, or they are the first two.
///
/// # Errors
/// [`TooManyRows`].
pub fn read_rows(
    rows: impl IntoIterator<Item = (i64, Vec<String>)>,
) -> Result<Vec<Entry>, TooManyRows> {
    let (mut entries, mut columns) = (Vec::new(), (0, 1));
    let mut is_first = true;
    for (row, cells) in rows {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if std::mem::take(&mut is_first)
            && let Some(named) = header(&cells)
        {
            columns = named;
            continue;
        }
        if entries.len() == MAX_ENTRIES {
            return Err(TooManyRows);
        }
        let cell = |index: usize| {
            cells
                .get(index)
                .map_or_else(String::new, |cell| plain(cell))
        };
        entries.push(Entry {
            row,
            code: cell(columns.0).chars().take(LONGEST_CODE + 1).collect(),
            quantity: quantity(&cell(columns.1)),
        });
    }
    Ok(entries)
}

/// Reads typed rows of two numbers, an article's and what somebody else calls it, between them a tab, `;`, `,` or space.
///
/// # Errors
/// [`TooManyRows`].
pub fn read_pairs(text: &str) -> Result<Vec<(Entry, String)>, TooManyRows> {
    let mut pairs = Vec::new();
    for (line, row) in text.lines().zip(1..) {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        if pairs.len() == MAX_ENTRIES {
            return Err(TooManyRows);
        }
        let separator = ['\t', ';', ',', ' ']
            .into_iter()
            .find(|c| line.contains(*c));
        let (code, own) = separator
            .and_then(|separator| line.split_once(separator))
            .unwrap_or((line, ""));
        let entry = Entry {
            row,
            code: plain(code).chars().take(LONGEST_CODE + 1).collect(),
            quantity: Ok(1),
        };
        pairs.push((entry, own.trim().to_owned()));
    }
    Ok(pairs)
}

/// A cell in one line: what stands between words becomes one space, so that a row stays a row when it is written down again.
fn plain(cell: &str) -> String {
    let between = |c: char| c.is_whitespace() || c.is_control();
    let words: Vec<&str> = cell
        .split(between)
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// The text that [`read_text`] reads as these rows.
#[must_use]
pub fn write_text<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> String {
    let mut text = String::new();
    for entry in entries {
        let quantity = match &entry.quantity {
            Ok(quantity) => quantity.to_string(),
            Err(written) => written.clone(),
        };
        text.push_str(&entry.code);
        text.push('\t');
        text.push_str(&quantity);
        text.push('\n');
    }
    text
}

/// A typed row's cells: article, quantity.
fn cells(line: &str) -> Vec<String> {
    let separator = ['\t', ';', ','].into_iter().find(|c| line.contains(*c));
    if let Some(separator) = separator {
        let cells = line.split(separator).map(|cell| cell.trim().to_owned());
        return cells.collect();
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        // Some write how many first: `3 x NB-1`, `3 st NB-1`.
        [many, mark, rest @ ..] if !rest.is_empty() && is_times(mark) && is_whole(many) => {
            vec![rest.join(" "), (*many).to_owned()]
        }
        [code @ .., many, unit] if !code.is_empty() && is_pieces(unit) && is_whole(many) => {
            vec![code.join(" "), (*many).to_owned()]
        }
        [code @ .., many] if !code.is_empty() && is_whole(many) => {
            vec![code.join(" "), (*many).to_owned()]
        }
        words => vec![words.join(" ")],
    }
}

fn is_whole(word: &str) -> bool {
    let digits = word.strip_prefix('-').unwrap_or(word);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_times(word: &str) -> bool {
    ["x", "×", "*"].contains(&word.to_lowercase().as_str()) || is_pieces(word)
}

fn is_pieces(word: &str) -> bool {
    ["st", "st.", "pcs", "pc"].contains(&word.to_lowercase().as_str())
}

/// Which columns a header names; `None` for a row that is none.
fn header(cells: &[String]) -> Option<(usize, usize)> {
    const ARTICLE: [&str; 14] = [
        "artikelnummer",
        "artikelnr",
        "artnr",
        "art.nr",
        "art. nr",
        "article number",
        "item number",
        "sku",
        "gtin",
        "ean",
        "code",
        "artikel",
        "article",
        "item",
    ];
    const QUANTITY: [&str; 6] = ["antal", "kvantitet", "quantity", "qty", "st", "pcs"];
    // The most precise word first: beside a number, "Artikel" is its name.
    let column = |names: &[&str]| {
        let at = |name: &&str| {
            let is_named = |cell: &String| cell.trim().to_lowercase() == **name;
            cells.iter().position(is_named)
        };
        names.iter().find_map(at)
    };
    let article = column(&ARTICLE)?;
    let beside = usize::from(article == 0);
    Some((article, column(&QUANTITY).unwrap_or(beside)))
}

/// A quantity as people and spreadsheets write it; nothing written is one.
fn quantity(written: &str) -> Result<i32, String> {
    if written.is_empty() {
        return Ok(1);
    }
    let mut words: Vec<&str> = written.split_whitespace().collect();
    if words.len() > 1 && words.last().is_some_and(|word| is_pieces(word)) {
        words.pop();
    }
    // A space may stand between thousands, and nowhere else.
    let is_thousands = |word: &&str| word.len() == 3 && is_whole(word);
    if words.len() > 1 && !(is_whole(words[0]) && words[1..].iter().all(is_thousands)) {
        return Err(written.chars().take(20).collect());
    }
    let digits = words.concat();
    let whole = digits
        .strip_suffix(",0")
        .or_else(|| digits.strip_suffix(".0"));
    let number: Option<i32> = whole.unwrap_or(&digits).parse().ok();
    number
        .filter(|number| (1..=MAX_QUANTITY).contains(number))
        .ok_or_else(|| written.chars().take(20).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Vec<(i64, String, Result<i32, String>)> {
        let entries = read_text(text).expect("few rows");
        let parts = |entry: Entry| (entry.row, entry.code, entry.quantity);
        entries.into_iter().map(parts).collect()
    }

    #[test]
    fn rows_are_read_however_they_are_written() {
        for (text, code, quantity) in [
            ("NB-1\t3", "NB-1", 3),
            ("NB-1;3", "NB-1", 3),
            ("NB-1, 3", "NB-1", 3),
            ("NB-1 3", "NB-1", 3),
            ("  NB-1   3 st", "NB-1", 3),
            ("3 x NB-1", "NB-1", 3),
            ("3 st NB-1", "NB-1", 3),
            ("NB-1", "NB-1", 1),
            ("NB-1;", "NB-1", 1),
            ("NB-1;1 000", "NB-1", 1000),
            ("NB-1;12,0", "NB-1", 12),
            ("7331234567890", "7331234567890", 1),
            ("7331234567890 12", "7331234567890", 12),
            ("Mugg stor 2", "Mugg stor", 2),
        ] {
            assert_eq!(read(text), [(1, code.to_owned(), Ok(quantity))], "{text}");
        }
    }

    #[test]
    fn what_is_no_quantity_is_told_and_not_guessed() {
        for wrong in ["0", "-3", "2,5", "tre", "99999", "1e3", "2 3"] {
            let row = read(&format!("NB-1;{wrong}"));
            assert_eq!(row[0].2, Err(wrong.to_owned()), "{wrong}");
        }
    }

    #[test]
    fn a_header_tells_the_columns() {
        let text = "Benämning;Antal;Artikelnummer\nMugg;4;NB-1\n\n;;\nFat;2;NB-2";
        let rows = [(2, "NB-1".to_owned(), Ok(4)), (5, "NB-2".to_owned(), Ok(2))];
        assert_eq!(read(text), rows);
        assert_eq!(read("SKU\nNB-1"), [(2, "NB-1".to_owned(), Ok(1))]);
    }

    #[test]
    fn there_is_an_end_to_it() {
        let rows = "NB-1;1\n".repeat(MAX_ENTRIES);
        assert_eq!(read(&rows).len(), MAX_ENTRIES);
        assert_eq!(read_text(&format!("{rows}NB-1;1")), Err(TooManyRows));
        let long = read(&"x".repeat(100_000));
        assert_eq!(long[0].1.chars().count(), LONGEST_CODE + 1);
    }

    #[test]
    fn pairs_are_read_however_they_are_written() {
        for text in ["NB-1\tK 17", "NB-1;K 17", " NB-1 , K 17", "NB-1 K 17"] {
            let pairs = read_pairs(text).expect("few rows");
            assert_eq!(pairs[0].0.code, "NB-1", "{text}");
            assert_eq!(pairs[0].1, "K 17", "{text}");
        }
        assert_eq!(read_pairs("NB-1").expect("few rows")[0].1, "");
        assert!(read_pairs(&"a b\n".repeat(MAX_ENTRIES + 1)).is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(rows in proptest::collection::vec(("[A-Za-z0-9-]{1,20}", 1..=MAX_QUANTITY), 0..40)) {
            let entries: Vec<Entry> = rows
                .into_iter()
                .zip(1..)
                .map(|((code, quantity), row)| Entry { row, code: format!("N{code}"), quantity: Ok(quantity) })
                .collect();
            prop_assert_eq!(read_text(&write_text(&entries)), Ok(entries));
        }

        #[test]
        fn nothing_breaks_it(text in "\\PC{0,300}") {
            let _ = read_text(&text);
        }
    }
}
