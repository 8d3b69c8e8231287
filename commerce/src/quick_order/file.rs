//! Reading an order that came as a file: CSV in any of the usual encodings, or a spreadsheet (XLSX).

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use super::parse::{Entry, MAX_ENTRIES, read_rows};
use super::sheet;

/// Largest file in bytes.
pub const LARGEST: usize = 2 << 20;
/// Lines of text looked at; empty ones count.
const LINES: usize = 20_000;

/// Why a file was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is larger than [`LARGEST`], or unpacks to more than can be read.
    #[error("the file is too large")]
    TooLarge,
    /// More rows than [`MAX_ENTRIES`].
    #[error("more than {MAX_ENTRIES} rows")]
    TooManyRows,
    /// It is neither text nor an XLSX spreadsheet.
    #[error("the file is neither CSV nor XLSX")]
    Kind,
    /// It calls itself a spreadsheet and cannot be read.
    #[error("the spreadsheet cannot be read")]
    Broken,
}

/// Reads a file's rows. It takes time: not to be called where others wait.
///
/// # Errors
/// [`FileError`].
pub fn read_file(bytes: &[u8]) -> Result<Vec<Entry>, FileError> {
    if bytes.len() > LARGEST {
        return Err(FileError::TooLarge);
    }
    let rows = if bytes.starts_with(b"PK\x03\x04") {
        sheet::read(bytes)?
    } else {
        text(bytes)?
    };
    let entries = read_rows(rows).map_err(|_| FileError::TooManyRows)?;
    if entries.is_empty() {
        return Err(FileError::Empty);
    }
    Ok(entries)
}

/// Cells by the number of their row, from one.
pub(super) type Rows = Vec<(i64, Vec<String>)>;

fn text(bytes: &[u8]) -> Result<Rows, FileError> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        None => WINDOWS_1252,
    };
    let (text, _, _) = encoding.decode(bytes);
    // The reader of CSV counts ends of lines of one kind.
    let text = text.replace("\r\n", "\n");
    if text.chars().any(|c| c.is_control() && !c.is_whitespace()) {
        return Err(FileError::Kind);
    }
    if text.lines().count() > LINES {
        return Err(FileError::TooManyRows);
    }
    // Excel's own word for which separator stands below.
    let said = text
        .lines()
        .next()
        .and_then(|line| line.strip_prefix("sep="));
    let passed = i64::from(said.is_some());
    let table = if said.is_some() {
        text.split_once('\n').map_or("", |(_, rest)| rest)
    } else {
        text.as_str()
    };
    let first = table.lines().find(|line| !line.trim().is_empty());
    let first = first.ok_or(FileError::Empty)?;
    let many = |c: &char| first.matches(*c).count();
    let separator = ['\t', ',', ';'].into_iter().max_by_key(many).unwrap_or(';');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(u8::try_from(separator).unwrap_or(b';'))
        .has_headers(false)
        .flexible(true)
        .from_reader(table.as_bytes());
    let (mut rows, mut record) = (Vec::new(), csv::StringRecord::new());
    // Text that is no CSV to its end was read as far as it is.
    while reader.read_record(&mut record).unwrap_or(false) {
        // Where a record begins is told wrongly after empty lines; where it ends is not.
        let end = i64::try_from(reader.position().line()).unwrap_or(i64::MAX);
        let breaks: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
        let is_last = table.len() == usize::try_from(reader.position().byte()).unwrap_or(0)
            && !table.ends_with('\n');
        let breaks = i64::try_from(breaks).unwrap_or(0);
        let row = passed + end - breaks - i64::from(!is_last);
        let cells = record
            .iter()
            .take(sheet::COLUMNS)
            .map(str::to_owned)
            .collect();
        rows.push((row, cells));
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            zip.start_file(*name, SimpleFileOptions::default())
                .expect("a part");
            zip.write_all(content).expect("written");
        }
        zip.finish().expect("a file").into_inner()
    }

    fn workbook(sheet: &str) -> Vec<u8> {
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let book = format!(
            r#"<workbook xmlns="{main}" xmlns:r="{rel}"><sheets><sheet name="Order" sheetId="1" r:id="r1"/></sheets></workbook>"#
        );
        let rels = format!(
            r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
        );
        let sheet =
            format!(r#"<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>"#);
        zipped(&[
            ("xl/workbook.xml", book.as_bytes()),
            ("xl/_rels/workbook.xml.rels", rels.as_bytes()),
            ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ])
    }

    fn rows(bytes: &[u8]) -> Vec<(i64, String, Result<i32, String>)> {
        let entries = read_file(bytes).expect("rows");
        let parts = |entry: Entry| (entry.row, entry.code, entry.quantity);
        entries.into_iter().map(parts).collect()
    }

    #[test]
    fn tables_of_text_are_read_in_any_encoding() {
        let text = "Artikelnummer;Benämning;Antal\nNB-1;\"Mugg; blå\";3\nNB-2;Fat;2\n";
        let expected = [(2, "NB-1".to_owned(), Ok(3)), (3, "NB-2".to_owned(), Ok(2))];
        let (latin, _, _) = WINDOWS_1252.encode(text);
        let utf16: Vec<u8> = [0xff, 0xfe]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
            .collect();
        for bytes in [
            text.as_bytes(),
            &latin,
            &utf16,
            text.replace(';', "\t").as_bytes(),
        ] {
            assert_eq!(rows(bytes), expected);
        }
    }

    #[test]
    fn a_spreadsheet_is_read() {
        let cell = |at: &str, text: &str| {
            format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#)
        };
        let number = |at: &str, value: &str| format!(r#"<c r="{at}"><v>{value}</v></c>"#);
        let sheet = format!(
            r#"<row r="1">{}{}{}</row><row r="3">{}{}{}</row><row r="4">{}{}</row>"#,
            cell("A1", "Antal"),
            cell("B1", "Namn"),
            cell("C1", "GTIN"),
            number("A3", "12"),
            cell("B3", "Mugg"),
            number("C3", "7331234567890"),
            number("A4", "2.5"),
            cell("C4", "NB &amp; Co-1"),
        );
        let expected = [
            (3, "7331234567890".to_owned(), Ok(12)),
            (4, "NB & Co-1".to_owned(), Err("2.5".to_owned())),
        ];
        assert_eq!(rows(&workbook(&sheet)), expected);
    }

    #[test]
    fn cells_share_texts_and_are_cut() {
        let book = br#"<workbook xmlns:r="r"><sheets><sheet name="A" sheetId="1" r:id="x"/></sheets></workbook>"#;
        let rels = br#"<R><Relationship Id="x" Target="/xl/worksheets/a.xml"/></R>"#;
        let long = "y".repeat(100_000);
        // What it says of its own size is not believed.
        let shared = format!(
            r#"<sst count="1" uniqueCount="18446744073709551615"><si><r><t>NB</t></r><r><t>-1</t></r><rPh><t>no</t></rPh></si><si><t>{long}</t></si></sst>"#
        );
        let sheet = br#"<worksheet><sheetData><row><c t="s"><v>0</v></c><c><v>3</v></c></row><row><c t="s"><v>1</v></c></row><row><c t="s"><v>99</v></c></row></sheetData></worksheet>"#;
        let bytes = zipped(&[
            ("xl/workbook.xml", book),
            ("xl/_rels/workbook.xml.rels", rels),
            ("xl/sharedStrings.xml", shared.as_bytes()),
            ("xl/worksheets/a.xml", sheet),
        ]);
        let read = rows(&bytes);
        assert_eq!(read[0], (1, "NB-1".to_owned(), Ok(3)));
        assert_eq!((read.len(), read[1].1.chars().count()), (2, 81));
    }

    #[test]
    fn distant_cells_take_no_memory() {
        let sheet = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>"#;
        assert_eq!(read_file(&workbook(sheet)), Err(FileError::TooManyRows));
        let sheet = r#"<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>"#;
        assert_eq!(rows(&workbook(sheet)), [(1, "1".to_owned(), Ok(1))]);
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let many = "NB-1;1\n".repeat(MAX_ENTRIES + 1);
        let bomb = vec![b' '; usize::try_from(sheet::UNPACKED).unwrap_or(0) + 1];
        let book: &[u8] = b"<workbook/>";
        for (bytes, error) in [
            (Vec::new(), FileError::Empty),
            (b"\n \n".to_vec(), FileError::Empty),
            (b"Artikelnummer;Antal\n".to_vec(), FileError::Empty),
            (many.into_bytes(), FileError::TooManyRows),
            (vec![b'x'; LARGEST + 1], FileError::TooLarge),
            (b"\x89PNG\r\n\x1a\n\0\0\0".to_vec(), FileError::Kind),
            (b"%PDF-1.7\x01\x02".to_vec(), FileError::Kind),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
                FileError::Kind,
            ),
            (b"PK\x03\x04 no zip".to_vec(), FileError::Broken),
            (zipped(&[("word/document.xml", b"x")]), FileError::Kind),
            (zipped(&[("xl/workbook.xml", b"<x")]), FileError::Broken),
            (
                zipped(&[("xl/workbook.xml", book), ("xl/sharedStrings.xml", &bomb)]),
                FileError::TooLarge,
            ),
            (workbook(""), FileError::Empty),
        ] {
            assert_eq!(read_file(&bytes), Err(error), "{error}");
        }
    }
}
