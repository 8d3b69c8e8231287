//! What people send who mean no good: for the tests of both doors.

use crate::forms::{Form, Kind};
use crate::pictures::png_header;

/// What no page may say as code.
pub const SCRIPT_TAG: &str = "<script>alert";
const SCRIPT: &str = "\"'><script>alert(1)</script>{{7*7}}";
/// For every field of a form at once.
const EVERYWHERE: &[&str] = &[
    SCRIPT,
    "",
    "-1",
    "99999999999999999999",
    "-009999-06-01T00:00",
    "\u{1f4a9}\u{202e}\u{1}\u{feff}",
];
/// For one field, where everything else is as it should be.
const WORDS: &[&str] = &[SCRIPT, "../../../etc/passwd", "\u{202e}\u{1}\t\u{7f}"];
const NUMBERS: &[&str] = &[
    "2147483648",
    "9223372036854775807",
    "92233720368547758,07",
    "-1",
    "0,00001",
    "1e309",
];
const MOMENTS: &[&str] = &[
    "9999-12-31T23:59",
    "9999-12-31",
    "-009999-06-01",
    "9999-99-99",
    "2026-02-30T24:61",
];
const CHOICES: &[&str] = &[
    SCRIPT,
    "9223372036854775807",
    "018f0000-0000-7000-8000-000000000000",
    "",
];
const PASSWORDS: &[&str] = &["", "kort", SCRIPT];

/// What is put into which fields of a form.
pub struct Sending {
    value: String,
    /// One field, or all that `is_meant`.
    only: Option<usize>,
    is_meant: fn(Kind) -> bool,
    /// Whether what was typed is looked for in the answer, when that is a refusal.
    pub is_read_again: bool,
}

impl Sending {
    /// The form with it.
    #[must_use]
    pub fn of(&self, form: &Form) -> Form {
        form.with(&self.value, |index, field| {
            self.only
                .map_or((self.is_meant)(field.kind), |only| only == index)
        })
    }
}

/// What a form is sent: all its fields at once, then one by one; of what suits a field, one or two by turns, so that every value comes to be sent to many.
#[must_use]
pub fn sendings(form: &Form, turn: usize) -> Vec<Sending> {
    let all = |value: &str, is_meant, is_read_again| Sending {
        value: value.to_owned(),
        only: None,
        is_meant,
        is_read_again,
    };
    let mut list = Vec::new();
    if form.is_typed() {
        let typed = EVERYWHERE.iter();
        list.extend(typed.map(|value| all(value, Kind::is_typed, *value == SCRIPT)));
    }
    let is_any = |kind: Kind| !matches!(kind, Kind::Password | Kind::Fresh | Kind::File);
    list.extend(CHOICES.iter().map(|value| all(value, is_any, false)));
    for (index, field) in form.fields.iter().enumerate() {
        let values = match field.kind {
            Kind::Text => WORDS,
            Kind::Number => NUMBERS,
            Kind::Moment => MOMENTS,
            Kind::Choice | Kind::Hidden => CHOICES,
            Kind::Fresh => PASSWORDS,
            Kind::Password | Kind::File => continue,
        };
        let one = |value: String| Sending {
            value,
            only: Some(index),
            is_meant: Kind::is_typed,
            is_read_again: false,
        };
        let most = if field.kind.is_typed() { 2 } else { 1 };
        let picked = (turn + index..).map(|at| values[at % values.len()]);
        list.extend(picked.take(most).map(|value| one(value.to_owned())));
        if field.kind == Kind::Text && index % 3 == turn % 3 {
            list.push(one("rad\r\n".repeat(10_000)));
            list.push(one("å".repeat(5_000)));
        }
    }
    list
}

/// A form with files, each of which is something else than it says, under a name that leads elsewhere.
#[must_use]
pub fn multipart(form: &Form) -> (&'static str, Vec<u8>) {
    let mut body = Vec::new();
    let mut part = |head: &str, content: &[u8]| {
        body.extend_from_slice(b"--tvarflojt\r\ncontent-disposition: form-data; ");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(b"\r\n\r\n");
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    };
    for (name, value) in form.pairs() {
        part(&format!("name=\"{name}\""), value.as_bytes());
    }
    let huge = png_header(60_000, 60_000);
    let files: [(&str, &[u8]); 6] = [
        ("../../../etc/passwd", b"root:x:0:0"),
        ("<script>alert(1)</script>.csv", b"\xff\xfe\x00;\"\n;;;"),
        ("\u{202e}gpj.exe", b"MZ\x90\x00"),
        ("stor.png", &huge),
        ("a.pdf", b"%PDF-1.7 <script>alert(1)</script>"),
        ("", b""),
    ];
    for field in form.fields.iter().filter(|field| field.kind == Kind::File) {
        for (file, content) in files {
            let head = format!(
                "name=\"{}\"; filename=\"{file}\"\r\ncontent-type: text/csv",
                field.name
            );
            part(&head, content);
        }
    }
    body.extend_from_slice(b"--tvarflojt--\r\n");
    ("multipart/form-data; boundary=tvarflojt", body)
}

/// Bodies that are no form of any kind, with what they say that they are.
#[must_use]
pub fn envelopes() -> Vec<(&'static str, Vec<u8>)> {
    let form = "application/x-www-form-urlencoded";
    vec![
        ("application/json", b"{\"a\": [1, {}]}".to_vec()),
        ("multipart/form-data", b"--x--".to_vec()),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\n".to_vec()),
        (form, b"a=%ff%fe&name=%c3%28".to_vec()),
        (form, b"a=%00&name=x%00y".to_vec()),
        (form, "a=b&".repeat(4_000).into_bytes()),
        (form, vec![b'a'; 300_000]),
    ]
}
