//! The first sheet of an XLSX spreadsheet, read as a stream. Libraries for spreadsheets trust what the file says of its own size, and keep styles and whole
//! ranges; a stranger's file is given no such trust here: nothing takes more memory than the rows that are kept.

use std::io::{BufReader, Cursor, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

use super::file::{FileError, Rows};
use super::parse::MAX_ENTRIES;

/// What a spreadsheet may unpack to, all its parts together, in bytes. Ten thousand rows of twenty columns come to some ten million.
pub(super) const UNPACKED: u64 = 32 << 20;
/// Most parts of a file.
const PARTS: usize = 1_000;
/// Rows looked at; empty ones count.
const ROWS: i64 = 20_000;
/// Columns looked at.
pub(super) const COLUMNS: usize = 50;
/// Characters kept of a cell.
const LONGEST: usize = 200;
/// Texts that cells share.
const SHARED: usize = 100_000;

type Book<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// The rows of the first sheet that hold something.
///
/// # Errors
/// [`FileError`].
pub(super) fn read(bytes: &[u8]) -> Result<Rows, FileError> {
    let mut book = ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileError::Broken)?;
    measure(&mut book)?;
    let sheet = first_sheet(&mut book)?;
    let shared = shared(&mut book)?;
    let mut cells = Cells::new(&shared);
    walk(part(&mut book, &sheet)?, |event| cells.take(event))?;
    Ok(cells.rows)
}

/// Unpacks everything once, counting only: what a zip file says of its own size need not be true.
fn measure(book: &mut Book<'_>) -> Result<(), FileError> {
    if book.len() > PARTS {
        return Err(FileError::TooLarge);
    }
    let (mut left, mut is_workbook) = (UNPACKED, false);
    for index in 0..book.len() {
        let part = book.by_index(index).map_err(|_| FileError::Broken)?;
        is_workbook |= part.name().is_ok_and(|name| name == "xl/workbook.xml");
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink());
        let read = read.map_err(|_| FileError::Broken)?;
        left = left.checked_sub(read).ok_or(FileError::TooLarge)?;
    }
    if is_workbook {
        Ok(())
    } else {
        Err(FileError::Kind)
    }
}

fn part<'a, 'b>(book: &'a mut Book<'b>, name: &str) -> Result<impl Read + use<'a, 'b>, FileError> {
    let part = book.by_name(name).map_err(|_| FileError::Broken)?;
    Ok(part.take(UNPACKED))
}

/// Hands every event to `each` until it has had enough.
fn walk(
    part: impl Read,
    mut each: impl FnMut(Event<'_>) -> Result<bool, FileError>,
) -> Result<(), FileError> {
    let mut reader = Reader::from_reader(BufReader::new(part));
    // An empty element is to be a beginning and an end, as any other.
    reader.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => return Ok(()),
            Ok(event) => {
                if !each(event)? {
                    return Ok(());
                }
            }
            Err(_) => return Err(FileError::Broken),
        }
    }
}

/// An attribute by its name without prefix.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let known = attributes.with_checks(false).flatten();
    let mut named = known.filter(|of| of.key.local_name().into_inner() == name);
    let value = named.next()?.normalized_value(XmlVersion::Implicit1_0);
    let value = value.ok()?;
    Some(value.into_owned())
}

/// Where the first sheet is, by the workbook and what it relates to.
fn first_sheet(book: &mut Book<'_>) -> Result<String, FileError> {
    let mut id = None;
    walk(part(book, "xl/workbook.xml")?, |event| {
        if let Event::Start(element) = &event
            && element.local_name().into_inner() == "sheet"
        {
            id = attribute(element, "id");
        }
        Ok(id.is_none())
    })?;
    let id = id.ok_or(FileError::Broken)?;
    let mut target = None;
    walk(part(book, "xl/_rels/workbook.xml.rels")?, |event| {
        if let Event::Start(element) = &event
            && attribute(element, "Id").as_ref() == Some(&id)
        {
            target = attribute(element, "Target");
        }
        Ok(target.is_none())
    })?;
    let target = target.ok_or(FileError::Broken)?;
    Ok(match target.strip_prefix('/') {
        Some(whole) => whole.to_owned(),
        None => format!("xl/{target}"),
    })
}

/// Texts that cells share, by their numbers.
fn shared(book: &mut Book<'_>) -> Result<Vec<String>, FileError> {
    let mut texts = Vec::new();
    if book.index_for_name("xl/sharedStrings.xml").is_none() {
        return Ok(texts);
    }
    let mut text = Text::default();
    walk(part(book, "xl/sharedStrings.xml")?, |event| {
        match &event {
            Event::Start(element) if element.local_name().into_inner() == "si" => text.clear(),
            Event::End(element) if element.local_name().into_inner() == "si" => {
                if texts.len() == SHARED {
                    return Err(FileError::TooLarge);
                }
                texts.push(std::mem::take(&mut text.kept));
            }
            _ => text.take(&event, "t"),
        }
        Ok(true)
    })?;
    Ok(texts)
}

/// Text as it comes, cut at [`LONGEST`].
#[derive(Default)]
struct Text {
    kept: String,
    many: usize,
    is_inside: bool,
    /// How Japanese is read aloud: no part of the text.
    is_aloud: bool,
}

impl Text {
    fn clear(&mut self) {
        *self = Self::default();
    }

    fn push(&mut self, more: &str) {
        for letter in more.chars().take(LONGEST.saturating_sub(self.many)) {
            self.kept.push(letter);
            self.many += 1;
        }
    }

    /// Takes what stands in elements of this name.
    fn take(&mut self, event: &Event<'_>, element: &str) {
        match event {
            Event::Start(start) => match start.local_name().into_inner() {
                "rPh" => self.is_aloud = true,
                name => self.is_inside |= name == element,
            },
            Event::End(end) => match end.local_name().into_inner() {
                "rPh" => self.is_aloud = false,
                name => self.is_inside &= name != element,
            },
            _ if !self.is_inside || self.is_aloud => {}
            Event::Text(text) => self.push(text),
            Event::CData(text) => self.push(text),
            Event::GeneralRef(named) => {
                let letter = named.resolve_char_ref().ok().flatten();
                match (letter, &**named) {
                    (Some(letter), _) => self.push(letter.encode_utf8(&mut [0; 4])),
                    (None, "amp") => self.push("&"),
                    (None, "lt") => self.push("<"),
                    (None, "gt") => self.push(">"),
                    (None, "quot") => self.push("\""),
                    (None, "apos") => self.push("'"),
                    (None, _) => {}
                }
            }
            _ => {}
        }
    }
}

/// Cells becoming rows.
struct Cells<'a> {
    shared: &'a [String],
    rows: Rows,
    row: i64,
    column: usize,
    kind: String,
    text: Text,
}

impl<'a> Cells<'a> {
    fn new(shared: &'a [String]) -> Self {
        Self {
            shared,
            rows: Vec::new(),
            row: 0,
            column: 0,
            kind: String::new(),
            text: Text::default(),
        }
    }

    fn take(&mut self, event: Event<'_>) -> Result<bool, FileError> {
        match &event {
            Event::Start(element) => match element.local_name().into_inner() {
                "row" => {
                    let said = attribute(element, "r").and_then(|row| row.parse().ok());
                    self.row = said.unwrap_or(self.row.saturating_add(1));
                    self.column = 0;
                }
                "c" => {
                    let said = attribute(element, "r").and_then(|at| column(&at));
                    self.column = said.unwrap_or(self.column.saturating_add(1));
                    self.kind = attribute(element, "t").unwrap_or_default();
                    self.text.clear();
                }
                _ => self.take_text(&event),
            },
            Event::End(element) if element.local_name().into_inner() == "c" => self.end()?,
            Event::End(element) if element.local_name().into_inner() == "sheetData" => {
                return Ok(false);
            }
            _ => self.take_text(&event),
        }
        Ok(true)
    }

    fn take_text(&mut self, event: &Event<'_>) {
        let element = if self.kind == "inlineStr" { "t" } else { "v" };
        self.text.take(event, element);
    }

    /// The cell is whole.
    fn end(&mut self) -> Result<(), FileError> {
        let raw = std::mem::take(&mut self.text.kept);
        let Some(place) = self.column.checked_sub(1).filter(|at| *at < COLUMNS) else {
            return Ok(());
        };
        let shown = match self.kind.as_str() {
            "s" => {
                let shared = raw
                    .trim()
                    .parse()
                    .ok()
                    .and_then(|at: usize| self.shared.get(at));
                shared.cloned().unwrap_or_default()
            }
            "inlineStr" | "str" => raw,
            "b" | "e" => return Ok(()),
            _ => number(raw.trim()),
        };
        if shown.trim().is_empty() {
            return Ok(());
        }
        // One more than a header and all rows is too many, and is told so by the count.
        if self.row > ROWS || self.rows.len() > MAX_ENTRIES + 1 {
            return Err(FileError::TooManyRows);
        }
        if self.rows.last().is_none_or(|(of, _)| *of != self.row) {
            self.rows.push((self.row, Vec::new()));
        }
        if let Some((_, filled)) = self.rows.last_mut() {
            if filled.len() <= place {
                filled.resize(place + 1, String::new());
            }
            filled[place] = shown;
        }
        Ok(())
    }
}

/// The column of a cell such as `AB12`, from one.
fn column(at: &str) -> Option<usize> {
    let letters = at.bytes().take_while(u8::is_ascii_alphabetic);
    let number = letters.fold(0_usize, |sum, letter| {
        let place = usize::from(letter.to_ascii_uppercase() - b'A') + 1;
        sum.saturating_mul(26).saturating_add(place)
    });
    (number > 0).then_some(number)
}

/// A number as its reader sees it: GTINs are numbers to a spreadsheet, and long ones may be written as `7.33E12`.
fn number(raw: &str) -> String {
    match raw.parse::<f64>() {
        Ok(number) if number.is_finite() && raw.contains(['e', 'E']) => number.to_string(),
        _ => raw.to_owned(),
    }
}
