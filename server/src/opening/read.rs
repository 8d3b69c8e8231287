//! Reading a section of the file, field by field: what is wrong is kept with its place, and the next field is read.

use std::cell::RefCell;
use std::collections::BTreeSet;

use commerce::catalogue::attribute::thousandths;
use commerce::checkout::{FieldFault, parse_line};
use toml::{Table, Value};

/// What is wrong, and where: `shop.org_number`, `freight 2.rates 1.price`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: String,
    /// What.
    pub problem: String,
}

/// All that was found wrong so far.
#[derive(Debug, Default)]
pub struct Faults(RefCell<Vec<Fault>>);

impl Faults {
    /// Adds one.
    pub fn add(&self, place: impl Into<String>, problem: impl Into<String>) {
        self.0.borrow_mut().push(Fault {
            place: place.into(),
            problem: problem.into(),
        });
    }

    /// All of them, in the order in which they were found.
    pub fn all(self) -> Vec<Fault> {
        self.0.into_inner()
    }
}

/// A section that is being read.
pub struct Section<'a> {
    place: String,
    table: &'a Table,
    faults: &'a Faults,
    known: RefCell<BTreeSet<&'static str>>,
}

impl<'a> Section<'a> {
    /// Begins to read one.
    pub fn new(place: impl Into<String>, table: &'a Table, faults: &'a Faults) -> Self {
        Self {
            place: place.into(),
            table,
            faults,
            known: RefCell::default(),
        }
    }

    /// Where a field is.
    pub fn at(&self, key: &str) -> String {
        if self.place.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.place)
        }
    }

    /// Something is wrong with a field.
    pub fn refuse(&self, key: &str, problem: impl Into<String>) {
        self.faults.add(self.at(key), problem);
    }

    fn value(&self, key: &'static str) -> Option<&'a Value> {
        self.known.borrow_mut().insert(key);
        self.table.get(key)
    }

    /// A text of one line; empty where there is none.
    pub fn optional(&self, key: &'static str, most: usize) -> String {
        let text = match self.value(key) {
            None => return String::new(),
            Some(Value::String(text)) => text,
            Some(_) => {
                self.refuse(key, "is no text: write it between quotes");
                return String::new();
            }
        };
        match parse_line(text, most) {
            Ok(line) => line,
            Err(FieldFault::Missing) => String::new(),
            Err(FieldFault::Malformed) => {
                self.refuse(key, format!("is longer than {most} characters"));
                String::new()
            }
        }
    }

    /// A text of one line that must be there.
    pub fn text(&self, key: &'static str, most: usize) -> String {
        let before = self.faults.0.borrow().len();
        let text = self.optional(key, most);
        if text.is_empty() && self.faults.0.borrow().len() == before {
            self.refuse(key, "is missing");
        }
        text
    }

    /// A text that must be there and that `parse` understands.
    pub fn parsed<T>(
        &self,
        key: &'static str,
        problem: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(key, 300);
        if text.is_empty() {
            return None;
        }
        let parsed = parse(&text);
        if parsed.is_none() {
            self.refuse(key, format!("({text:?}) {problem}"));
        }
        parsed
    }

    /// A stable name: small letters, digits and hyphens, a letter first.
    pub fn code(&self, key: &'static str) -> String {
        self.parsed(
            key,
            "is no code: small letters a-z, digits and hyphens, a letter first, no hyphen last, 40 at most",
            |text| commerce::opening::is_code(text).then(|| text.to_owned()),
        )
        .unwrap_or_default()
    }

    /// A whole number in a range; `None` where there is none.
    pub fn number(&self, key: &'static str, least: i64, most: i64) -> Option<i64> {
        let number = match self.value(key)? {
            Value::Integer(number) => *number,
            _ => {
                self.refuse(key, "is no whole number");
                return None;
            }
        };
        if (least..=most).contains(&number) {
            return Some(number);
        }
        self.refuse(key, format!("must be from {least} to {most}"));
        None
    }

    /// A whole number in a range that must be there.
    pub fn needed(&self, key: &'static str, least: i64, most: i64) -> Option<i64> {
        if self.value(key).is_none() {
            self.refuse(key, "is missing");
        }
        self.number(key, least, most)
    }

    /// A sum or a percentage with two decimals at most, in hundredths: `49`, `"49,50"`. `None` where there is none.
    pub fn hundredths(&self, key: &'static str, most: i64) -> Option<i64> {
        let text = self.digits(key)?;
        let found = hundredths(&text).filter(|found| (0..=most).contains(found));
        if found.is_none() {
            let most = most / 100;
            self.refuse(
                key,
                format!("({text:?}) is no number from 0 to {most} with two decimals at most"),
            );
        }
        found
    }

    /// A number with three decimals at most, in thousandths: `35`, `"0,5"`. `None` where there is none.
    pub fn thousandths(&self, key: &'static str) -> Option<i64> {
        let text = self.digits(key)?;
        let found = thousandths(&text);
        if found.is_none() {
            self.refuse(
                key,
                format!("({text:?}) is no number with three decimals at most"),
            );
        }
        found
    }

    /// What is written of a number, which stands between quotes when it has decimals.
    fn digits(&self, key: &'static str) -> Option<String> {
        match self.value(key)? {
            Value::Integer(number) => Some(number.to_string()),
            Value::String(text) if text.trim().is_empty() => None,
            Value::String(text) => Some(text.clone()),
            Value::Float(_) => {
                self.refuse(
                    key,
                    "is written with quotes when it has decimals: \"49,50\"",
                );
                None
            }
            _ => {
                self.refuse(key, "is no number");
                None
            }
        }
    }

    /// Yes or no; `usual` where nothing is said.
    pub fn flag(&self, key: &'static str, usual: bool) -> bool {
        match self.value(key) {
            None => usual,
            Some(Value::Boolean(yes)) => *yes,
            Some(_) => {
                self.refuse(key, "is neither true nor false");
                usual
            }
        }
    }

    /// A list of texts; `None` where there is none.
    pub fn texts(&self, key: &'static str) -> Option<Vec<String>> {
        let Value::Array(values) = self.value(key)? else {
            self.refuse(key, "is no list: write it as [\"a\", \"b\"]");
            return None;
        };
        let texts: Option<Vec<String>> = values
            .iter()
            .map(|value| value.as_str().map(|text| text.trim().to_owned()))
            .collect();
        if texts.is_none() {
            self.refuse(key, "holds something that is no text");
        }
        texts
    }

    /// Countries; `None` where none are named or one is none.
    pub fn countries(&self, key: &'static str) -> Option<Vec<String>> {
        let mut countries = self.texts(key)?;
        let wrong = countries.iter().find(|code| !is_country(code));
        if let Some(wrong) = wrong {
            self.refuse(
                key,
                format!("({wrong:?}) is no country: two capital letters, such as SE"),
            );
            return None;
        }
        if countries.is_empty() {
            self.refuse(key, "names no country");
            return None;
        }
        let mut seen = BTreeSet::new();
        countries.retain(|code| seen.insert(code.clone()));
        Some(countries)
    }

    /// Sections that are written once each: `[shop]`. `None` where there is none.
    pub fn section(&self, key: &'static str) -> Option<Section<'a>> {
        match self.value(key)? {
            Value::Table(table) => Some(Section::new(self.at(key), table, self.faults)),
            _ => {
                self.refuse(key, format!("is no section: write it as [{key}]"));
                None
            }
        }
    }

    /// Sections that may be written several times: `[[freight]]`, or `rates = [{ ... }]`.
    pub fn sections(&self, key: &'static str) -> Vec<Section<'a>> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let tables: Option<Vec<&Table>> = value
            .as_array()
            .and_then(|values| values.iter().map(Value::as_table).collect());
        let Some(tables) = tables else {
            self.refuse(
                key,
                format!("is no list of sections: write each as [[{key}]]"),
            );
            return Vec::new();
        };
        (1..)
            .zip(tables)
            .map(|(number, table)| {
                Section::new(format!("{} {number}", self.at(key)), table, self.faults)
            })
            .collect()
    }

    /// Ends the reading: what the section holds and nobody asked for is a slip of the pen.
    pub fn end(self) {
        let known = self.known.borrow();
        for key in self.table.keys() {
            if !known.contains(key.as_str()) {
                let names: Vec<&str> = known.iter().copied().collect();
                self.refuse(
                    key,
                    format!("is no field of this section; it has {}", names.join(", ")),
                );
            }
        }
    }
}

/// Whether a text has the form of a country's letters.
pub fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase())
}

/// `49` and `49,5` and `49.50` in hundredths.
fn hundredths(text: &str) -> Option<i64> {
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (whole, part) = bare.split_once([',', '.']).unwrap_or((&bare, ""));
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty()
        || whole.len() > 12
        || part.len() > 2
        || !is_digits(whole)
        || !is_digits(part)
    {
        return None;
    }
    format!("{whole}{part:0<2}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, work: impl FnOnce(&Section<'_>)) -> Vec<String> {
        let table: Table = text.parse().unwrap();
        let faults = Faults::default();
        let section = Section::new("shop", &table, &faults);
        work(&section);
        section.end();
        faults
            .all()
            .into_iter()
            .map(|fault| format!("{}: {}", fault.place, fault.problem))
            .collect()
    }

    #[test]
    fn sums_are_read_without_floats() {
        for (text, found) in [
            ("49", Some(4_900)),
            ("49,5", Some(4_950)),
            ("1 049.05", Some(104_905)),
            ("49,555", None),
            ("-1", None),
            ("fri", None),
            (",5", None),
        ] {
            assert_eq!(hundredths(text), found, "{text}");
        }
        let told = read("price = 49.5", |section| {
            assert_eq!(section.hundredths("price", 1_000), None);
        });
        assert!(told[0].contains("with quotes"), "{told:?}");
    }

    #[test]
    fn each_fault_has_its_place_and_the_next_field_is_read() {
        let told = read(
            "name = \"\"\ncity = 7\nnmae = \"x\"\ncountries = [\"Sverige\"]\nmin_days = 400",
            |section| {
                section.text("name", 10);
                section.text("city", 10);
                section.text("street", 10);
                section.countries("countries");
                section.number("min_days", 0, 60);
            },
        );
        let starts = [
            "shop.name: is missing",
            "shop.city: is no text",
            "shop.street: is missing",
            "shop.countries: (\"Sverige\") is no country",
            "shop.min_days: must be from 0 to 60",
            "shop.nmae: is no field of this section",
        ];
        assert_eq!(told.len(), starts.len(), "{told:?}");
        for (line, start) in told.iter().zip(starts) {
            assert!(line.starts_with(start), "{line}");
        }
    }
}
