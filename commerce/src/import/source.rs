//! Reading the file: its encoding and separator are found out, then its rows come one by one in constant memory.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use encoding_rs::{Decoder, Encoding, UTF_8, WINDOWS_1252};
use sha2::{Digest as _, Sha256};

use super::columns::{self, COLUMNS, HeaderError};
use super::row::Row;
use super::{Problem, Reason};

/// A row longer than this is no row.
const LONGEST_ROW: usize = 1 << 20;
/// How much is read at a time.
const CHUNK: usize = 64 * 1024;

/// Why a file cannot be read, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file could not be read.
    #[error("the file cannot be read")]
    Io(#[from] io::Error),
    /// It is not text.
    #[error("the file is not text (it looks like {0})")]
    NotText(&'static str),
    /// It is empty.
    #[error("the file is empty")]
    Empty,
    /// The header cannot be used.
    #[error("line 1")]
    Header(#[from] HeaderError),
    /// A row without end: a quote that is never closed, or a file that is no table.
    #[error("line {line}: the row is longer than {} kB; is a quote never closed?", LONGEST_ROW / 1024)]
    EndlessRow {
        /// Where the row begins.
        line: u64,
    },
}

/// What was found out about a file by reading it through once.
#[derive(Clone)]
pub struct Inspection {
    /// SHA-256 of its bytes.
    pub hash: [u8; 32],
    /// Its length.
    pub bytes: u64,
    encoding: &'static Encoding,
    separator: u8,
}

impl std::fmt::Debug for Inspection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} separated by {:?}",
            self.encoding.name(),
            char::from(self.separator)
        )
    }
}

impl Inspection {
    /// `UTF-8`, `windows-1252`, `UTF-16LE` ...
    #[must_use]
    pub fn encoding(&self) -> &'static str {
        self.encoding.name()
    }

    /// The whole of a file that is in memory, as text. Every line, the last one, too, ends with a line feed alone: by those the reader of CSV counts.
    pub(crate) fn text<'a>(&self, bytes: &'a [u8]) -> Cow<'a, str> {
        let text = self.encoding.decode(bytes).0;
        if !text.contains('\r') && text.ends_with('\n') {
            return text;
        }
        let mut text = text.replace("\r\n", "\n").replace('\r', "\n");
        if !text.ends_with('\n') {
            text.push('\n');
        }
        Cow::Owned(text)
    }

    /// What stands between cells, as a byte.
    pub(crate) fn delimiter(&self) -> u8 {
        self.separator
    }

    /// `,`, `;` or tab.
    #[must_use]
    pub fn separator(&self) -> char {
        char::from(self.separator)
    }
}

/// Reads a file through once: hash, encoding (UTF-8 when all of it is, else Windows-1252; UTF-16 by its mark) and separator.
///
/// # Errors
/// See [`FileError`].
pub fn inspect(mut file: impl Read) -> Result<Inspection, FileError> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; CHUNK];
    let mut head: Vec<u8> = Vec::new();
    let mut bytes = 0_u64;
    let mut utf8 = Utf8Check::default();
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        let chunk = &buffer[..read];
        hash.update(chunk);
        utf8.feed(chunk);
        if head.len() < CHUNK {
            head.extend_from_slice(&chunk[..read.min(CHUNK - head.len())]);
        }
        bytes += read as u64;
    }
    if bytes == 0 {
        return Err(FileError::Empty);
    }
    let encoding = match Encoding::for_bom(&head) {
        Some((encoding, _)) => encoding,
        None if utf8.is_valid() => UTF_8,
        None => WINDOWS_1252,
    };
    if let Some(kind) = known_binary(&head) {
        return Err(FileError::NotText(kind));
    }
    let (text, _, _) = encoding.decode(&head);
    if encoding == WINDOWS_1252 && head.contains(&0) {
        return Err(FileError::NotText("a program or a picture"));
    }
    Ok(Inspection {
        hash: hash.finalize().into(),
        bytes,
        encoding,
        separator: separator(&text),
    })
}

fn known_binary(head: &[u8]) -> Option<&'static str> {
    const KINDS: [(&[u8], &str); 6] = [
        (
            b"PK\x03\x04",
            "a spreadsheet or another zip file; save it as CSV",
        ),
        (b"\xd0\xcf\x11\xe0", "an old spreadsheet; save it as CSV"),
        (b"%PDF", "a PDF"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"\x7fELF", "a program"),
    ];
    KINDS
        .iter()
        .find(|(mark, _)| head.starts_with(mark))
        .map(|(_, kind)| *kind)
}

/// The separator that stands most often in the first line, outside quotes.
fn separator(text: &str) -> u8 {
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    let mut quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            _ => {
                for (separator, count) in &mut counts {
                    *count += usize::from(byte == *separator);
                }
            }
        }
    }
    let mut best = counts[0];
    for count in counts {
        if count.1 > best.1 {
            best = count;
        }
    }
    best.0
}

/// Whether bytes that come in pieces are UTF-8.
#[derive(Default)]
struct Utf8Check {
    rest: Vec<u8>,
    is_broken: bool,
}

impl Utf8Check {
    fn feed(&mut self, chunk: &[u8]) {
        if self.is_broken {
            return;
        }
        let mut bytes = std::mem::take(&mut self.rest);
        bytes.extend_from_slice(chunk);
        match std::str::from_utf8(&bytes) {
            Ok(_) => {}
            Err(error) if error.error_len().is_some() => self.is_broken = true,
            Err(error) => self.rest = bytes[error.valid_up_to()..].to_vec(),
        }
    }

    fn is_valid(&self) -> bool {
        !self.is_broken && self.rest.is_empty()
    }
}

/// The rows of a file.
pub struct Rows<R: Read> {
    reader: csv::Reader<Budgeted<Decoded<R>>>,
    budget: Rc<Cell<usize>>,
    left_out: Rc<Cell<u64>>,
    put_in: Rc<Cell<u64>>,
    record: csv::StringRecord,
    places: Vec<usize>,
    done: bool,
}

impl<R: Read> Rows<R> {
    /// Begins to read a file that has been inspected; the header is read and checked.
    ///
    /// # Errors
    /// See [`FileError`].
    pub fn open(file: R, inspection: &Inspection) -> Result<Self, FileError> {
        let budget = Rc::new(Cell::new(LONGEST_ROW));
        let inner = Decoded::new(file, inspection.encoding);
        let left_out = Rc::clone(&inner.left_out);
        let put_in = Rc::clone(&inner.put_in);
        let source = Budgeted {
            inner,
            budget: Rc::clone(&budget),
        };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(inspection.separator)
            .flexible(true)
            .buffer_capacity(CHUNK)
            .from_reader(source);
        let header = match reader.headers() {
            Ok(header) => header.iter().map(str::to_owned).collect::<Vec<_>>(),
            Err(_) if budget.get() == 0 => return Err(FileError::EndlessRow { line: 1 }),
            Err(error) => return Err(io::Error::other(error).into()),
        };
        if header.iter().all(|cell| cell.trim().is_empty()) {
            return Err(FileError::Empty);
        }
        Ok(Self {
            reader,
            budget,
            left_out,
            put_in,
            record: csv::StringRecord::new(),
            places: columns::places(&header)?,
            done: false,
        })
    }

    /// The next row, or what is wrong with it; `None` at the end. Empty lines are passed over.
    ///
    /// # Errors
    /// See [`FileError`]; nothing more can be read then.
    pub fn next_row(&mut self) -> Result<Option<Result<Row, Vec<Problem>>>, FileError> {
        let Some(line) = self.advance()? else {
            return Ok(None);
        };
        if self.record.len() != self.places.len() {
            let reason = Reason::WrongWidth {
                found: self.record.len(),
                expected: self.places.len(),
            };
            let first = self.record.get(0).unwrap_or_default().to_owned();
            return Ok(Some(Err(vec![Problem::new(line, "", &first, reason)])));
        }
        let mut cells = [""; COLUMNS.len()];
        for (place, cell) in self.places.iter().zip(&self.record) {
            cells[*place] = cell;
        }
        Ok(Some(Row::read(line, &cells)))
    }

    /// Passes over one row without looking at it; `false` at the end.
    ///
    /// # Errors
    /// See [`FileError`].
    pub fn skip(&mut self) -> Result<bool, FileError> {
        Ok(self.advance()?.is_some())
    }

    /// Bytes of text that have been read, for telling how far it is.
    #[must_use]
    pub fn position(&self) -> u64 {
        (self.reader.position().byte() + self.left_out.get()).saturating_sub(self.put_in.get())
    }

    fn advance(&mut self) -> Result<Option<u64>, FileError> {
        if self.done {
            return Ok(None);
        }
        self.budget.set(LONGEST_ROW);
        let line = self.reader.position().line();
        match self.reader.read_record(&mut self.record) {
            Ok(true) => {
                let end = self.reader.position().line();
                Ok(Some(begins_on(line, &self.record, end)))
            }
            Ok(false) => {
                self.done = true;
                Ok(None)
            }
            Err(_) if self.budget.get() == 0 => {
                self.done = true;
                Err(FileError::EndlessRow { line })
            }
            Err(error) => {
                self.done = true;
                Err(io::Error::other(error).into())
            }
        }
    }
}

/// The line on which a record begins that was read between two places. Empty lines are passed over before it, so it is counted back from its end.
pub(crate) fn begins_on(before: u64, record: &csv::StringRecord, after: u64) -> u64 {
    let cells = record.iter().flat_map(str::bytes);
    let inside = cells.filter(|byte| *byte == b'\n').count();
    before.max(after.saturating_sub(inside as u64 + 1))
}

/// Lets no more than a budget through, which is renewed for each row.
struct Budgeted<R> {
    inner: R,
    budget: Rc<Cell<usize>>,
}

impl<R: Read> Read for Budgeted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.budget.get() == 0 {
            return Err(io::Error::other("the row is too long"));
        }
        let read = self.inner.read(buffer)?;
        self.budget.set(self.budget.get().saturating_sub(read));
        Ok(read)
    }
}

/// Any encoding as UTF-8; what cannot be read becomes U+FFFD. Every line, the last one, too, ends with a line feed alone.
struct Decoded<R> {
    file: R,
    decoder: Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    begin: usize,
    /// The last byte was a carriage return; a line feed that follows belongs to it.
    after_return: bool,
    /// Line feeds that belonged to a carriage return.
    left_out: Rc<Cell<u64>>,
    /// The last byte stood in a line without an end.
    in_line: bool,
    /// Line feeds that the file lacked.
    put_in: Rc<Cell<u64>>,
    ended: bool,
}

impl<R: Read> Decoded<R> {
    fn new(file: R, encoding: &'static Encoding) -> Self {
        Self {
            file,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; CHUNK],
            text: Vec::with_capacity(CHUNK * 3),
            begin: 0,
            after_return: false,
            left_out: Rc::default(),
            in_line: false,
            put_in: Rc::default(),
            ended: false,
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        let read = self.file.read(&mut self.raw)?;
        self.ended = read == 0;
        let needed = self
            .decoder
            .max_utf8_buffer_length(read)
            .unwrap_or(CHUNK * 4);
        self.text.clear();
        self.text.resize(needed, 0);
        let (_, _, written, _) =
            self.decoder
                .decode_to_utf8(&self.raw[..read], &mut self.text, self.ended);
        self.text.truncate(written);
        self.begin = 0;
        self.end_lines_alike();
        self.end_the_last();
        Ok(())
    }

    /// A row that the file's end cut off would be counted as one line less than it stands on.
    fn end_the_last(&mut self) {
        if let Some(last) = self.text.last() {
            self.in_line = *last != b'\n';
        }
        if self.ended && self.in_line {
            self.in_line = false;
            self.text.push(b'\n');
            self.put_in.set(1);
        }
    }

    /// The reader of CSV counts lines by line feeds, and of two bytes that end a line together it reads the second with the next row.
    fn end_lines_alike(&mut self) {
        let mut after_return = self.after_return;
        if !after_return && !self.text.contains(&b'\r') {
            return;
        }
        let before = self.text.len();
        self.text.retain_mut(|byte| {
            let is_second = after_return && *byte == b'\n';
            after_return = *byte == b'\r';
            if after_return {
                *byte = b'\n';
            }
            !is_second
        });
        self.after_return = after_return;
        let left_out = (before - self.text.len()) as u64;
        self.left_out.set(self.left_out.get() + left_out);
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.begin == self.text.len() && !self.ended {
            self.fill()?;
        }
        let rest = &self.text[self.begin..];
        let taken = rest.len().min(buffer.len());
        buffer[..taken].copy_from_slice(&rest[..taken]);
        self.begin += taken;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> Vec<Result<Row, Vec<Problem>>> {
        let inspection = inspect(bytes).unwrap();
        let mut rows = Rows::open(bytes, &inspection).unwrap();
        std::iter::from_fn(|| rows.next_row().unwrap()).collect()
    }

    fn only(bytes: &[u8]) -> Row {
        let mut rows = rows(bytes);
        assert_eq!(rows.len(), 1);
        rows.remove(0).unwrap()
    }

    #[test]
    fn every_usual_encoding_and_separator_is_found_out() {
        let text = "product,sku,name_sv\nskal,S-1,Skål Åsa\n";
        let semicolons = text.replace(',', ";");
        let tabs = text.replace(',', "\t");
        let (latin, _, _) = WINDOWS_1252.encode(&semicolons);
        let bom = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        let utf16: Vec<u8> = "\u{feff}"
            .encode_utf16()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        for bytes in [text.as_bytes(), tabs.as_bytes(), &latin, &bom, &utf16] {
            let row = only(bytes);
            assert_eq!(row.name_sv.as_deref(), Some("Skål Åsa"));
            assert_eq!((row.product.as_str(), row.line), ("skal", 2));
        }
        assert_eq!(inspect(&latin[..]).unwrap().encoding(), "windows-1252");
    }

    #[test]
    fn a_letter_cut_by_the_buffer_is_still_utf_8() {
        let mut check = Utf8Check::default();
        check.feed(&"å".as_bytes()[..1]);
        assert!(!check.is_valid());
        check.feed(&"å".as_bytes()[1..]);
        assert!(check.is_valid());
    }

    #[test]
    fn what_is_no_table_is_refused_with_a_reason() {
        assert!(matches!(inspect(&b""[..]), Err(FileError::Empty)));
        assert!(matches!(
            inspect(&b"PK\x03\x04abc"[..]),
            Err(FileError::NotText(_))
        ));
        assert!(matches!(
            inspect(&b"\x00\x01\xff\xfe\x80"[..]),
            Err(FileError::NotText(_))
        ));
        let inspection = inspect(&b"hej,du\n1,2\n"[..]).unwrap();
        assert!(matches!(
            Rows::open(&b"hej,du\n1,2\n"[..], &inspection),
            Err(FileError::Header(_))
        ));
    }

    #[test]
    fn an_endless_row_ends_the_reading_and_not_the_memory() {
        let mut bytes = b"product,sku\na,1\nb,\"2".to_vec();
        bytes.resize(bytes.len() + 3 * LONGEST_ROW, b'x');
        let inspection = inspect(&bytes[..]).unwrap();
        let mut rows = Rows::open(&bytes[..], &inspection).unwrap();
        assert!(rows.next_row().unwrap().unwrap().is_ok());
        assert!(matches!(
            rows.next_row(),
            Err(FileError::EndlessRow { line: 3 })
        ));
        assert!(rows.next_row().unwrap().is_none());
    }

    #[test]
    fn a_row_of_the_wrong_width_stops_no_other() {
        let rows = rows(b"product,sku\na\n\nb,2\nc,3,4\n");
        assert_eq!(rows.len(), 3);
        assert_eq!(
            rows[0].as_ref().unwrap_err()[0].reason,
            Reason::WrongWidth {
                found: 1,
                expected: 2
            }
        );
        assert_eq!(rows[1].as_ref().unwrap().line, 4);
        assert!(rows[2].is_err());
    }

    #[test]
    fn lines_are_counted_alike_however_they_end() {
        let text = "product,sku,description_sv\na,1,\"one\ntwo\"\n\nb,2,x\nc,3\n";
        for end in ["\n", "\r\n", "\r"] {
            let rows = rows(text.replace('\n', end).as_bytes());
            let first = rows[0].as_ref().unwrap();
            assert_eq!(first.description_sv.as_deref(), Some("one\ntwo"));
            let lines = [
                first.line,
                rows[1].as_ref().unwrap().line,
                rows[2].as_ref().unwrap_err()[0].line,
            ];
            assert_eq!(lines, [2, 5, 6], "{end:?}");
        }
    }

    #[test]
    fn a_last_row_without_a_line_end_stands_on_its_own_line() {
        for end in ["\n", "\r\n", "\r"] {
            for last in ["", end] {
                let text = format!("product,sku{end}a,1{end}{end}b,2{last}");
                let rows = rows(text.as_bytes());
                let lines = [0, 1].map(|row| rows[row].as_ref().unwrap().line);
                assert_eq!((rows.len(), lines), (2, [2, 4]), "{text:?}");
                assert_eq!(rows[1].as_ref().unwrap().sku, "2");
            }
        }
    }

    #[test]
    fn at_its_end_a_file_is_read_whatever_ends_its_lines() {
        for bytes in [
            &b"product,sku\na,1\nb,2\n"[..],
            b"product,sku\r\na,1\r\nb,2\r\n",
            b"product,sku\na,1\n\nb,2",
        ] {
            let inspection = inspect(bytes).unwrap();
            let mut rows = Rows::open(bytes, &inspection).unwrap();
            while rows.next_row().unwrap().is_some() {}
            assert_eq!(rows.position(), inspection.bytes);
        }
    }

    #[test]
    fn a_line_end_cut_by_the_buffer_is_one_line_end() {
        // The carriage return is the last byte of what is read at once, its line feed the first of the next.
        let mut text = b"product,sku,description_sv\r\na,1,".to_vec();
        text.resize(CHUNK - 1, b'x');
        text.extend_from_slice(b"\r\nb,2,x\r\n");
        let rows = rows(&text);
        assert_eq!(rows[1].as_ref().unwrap().line, 3);
    }
}
