//! Reading one row's cells, each for what it is, and gathering what is wrong with them.

use super::columns::{CHOICES, COLUMNS, ChoiceColumns};
use super::row::{Choice, Named, Row};
use super::{Problem, Reason};
use crate::catalogue::address::slugify;
use crate::pricing::{Content, ContentUnit};

/// Reads cells and gathers what is wrong.
pub(super) struct Reader<'a> {
    pub line: u64,
    pub cells: &'a [&'a str],
    pub problems: Vec<Problem>,
}

impl Reader<'_> {
    fn cell(&self, column: &str) -> &str {
        let place = COLUMNS.iter().position(|c| c.name == column);
        place.map_or("", |place| self.cells[place].trim())
    }

    fn refuse(&mut self, column: &str, reason: Reason) {
        let value = self.cell(column).to_owned();
        self.problems
            .push(Problem::new(self.line, column, &value, reason));
    }

    pub fn text(&mut self, column: &str, longest: usize) -> Option<String> {
        let cell = self.cell(column).to_owned();
        if cell.is_empty() {
            return None;
        }
        if cell.chars().any(char::is_control) {
            self.refuse(column, Reason::ControlCharacter);
            return None;
        }
        if cell.chars().count() > longest {
            self.refuse(column, Reason::TooLong(longest));
            return None;
        }
        Some(cell)
    }

    /// Text with paragraphs.
    pub fn long_text(&mut self, column: &str) -> Option<String> {
        let cell = self.cell(column).replace("\r\n", "\n");
        if cell.is_empty() {
            return None;
        }
        if cell
            .chars()
            .any(|c| c.is_control() && c != '\n' && c != '\t')
        {
            self.refuse(column, Reason::ControlCharacter);
            return None;
        }
        if cell.chars().count() > 20_000 {
            self.refuse(column, Reason::TooLong(20_000));
            return None;
        }
        Some(cell)
    }

    pub fn must(&mut self, column: &str, longest: usize) -> String {
        if self.cell(column).is_empty() {
            self.refuse(column, Reason::Missing);
        }
        self.text(column, longest).unwrap_or_default()
    }

    pub fn slug(&mut self, column: &str) -> Option<String> {
        self.text(column, 180)
            .map(|text| slugify(&text))
            .filter(|slug| !slug.is_empty())
    }

    pub fn list(&mut self, column: &str) -> Vec<String> {
        let text = self.text(column, 2_000).unwrap_or_default();
        text.split('|')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    }

    pub fn one_of(&mut self, column: &str, words: &[&str]) -> Option<String> {
        let text = self.text(column, 40)?.to_lowercase();
        if !words.contains(&text.as_str()) {
            self.refuse(column, Reason::NotOneOf(words.join(", ")));
            return None;
        }
        Some(text)
    }

    pub fn date(&mut self, column: &str) -> Option<platform::clock::Timestamp> {
        let text = self.text(column, 40)?;
        let midnight = text
            .parse::<jiff::civil::Date>()
            .ok()
            .filter(|day| platform::clock::is_in_our_era(*day))
            .and_then(|day| day.in_tz(platform::clock::BUSINESS_ZONE).ok());
        if midnight.is_none() {
            self.refuse(column, Reason::NotADate);
        }
        midnight.map(|zoned| zoned.timestamp().into())
    }

    pub fn country(&mut self, column: &str) -> Option<String> {
        let text = self.text(column, 40)?.to_uppercase();
        if text.len() != 2 || !text.bytes().all(|b| b.is_ascii_uppercase()) {
            self.refuse(
                column,
                Reason::NotOneOf("SE, NO, DK ... (two letters)".to_owned()),
            );
            return None;
        }
        Some(text)
    }

    pub fn vat_class(&mut self) -> Option<String> {
        if let Some(class) = self.text("vat_class", 40) {
            return Some(class);
        }
        let class = match self
            .text("vat_rate_percent", 10)?
            .trim_end_matches('%')
            .trim()
        {
            "25" => "standard",
            "12" => "reduced",
            "6" => "low",
            "0" => "zero",
            _ => {
                self.refuse(
                    "vat_rate_percent",
                    Reason::NotOneOf("25, 12, 6, 0".to_owned()),
                );
                return None;
            }
        };
        Some(class.to_owned())
    }

    pub fn yes_or_no(&mut self, column: &str) -> Option<bool> {
        match self.text(column, 40)?.to_lowercase().as_str() {
            "1" | "ja" | "yes" | "true" | "j" | "y" => Some(true),
            "0" | "nej" | "no" | "false" | "n" => Some(false),
            _ => {
                self.refuse(column, Reason::NotYesOrNo);
                None
            }
        }
    }

    pub fn gtin(&mut self, column: &str) -> Option<String> {
        let text = self.text(column, 40)?;
        if !is_gtin(&text) {
            self.refuse(column, Reason::NotAGtin);
            return None;
        }
        Some(text)
    }

    pub fn whole(&mut self, column: &str, least: i64, most: i64) -> Option<i32> {
        self.decimal(column, 0, least, most)
            .and_then(|n| i32::try_from(n).ok())
    }

    /// A decimal number as so many of its smallest parts; limits in those parts.
    pub fn decimal(&mut self, column: &str, decimals: u32, least: i64, most: i64) -> Option<i64> {
        let text = self.text(column, 60)?;
        match decimal(&text, decimals) {
            Ok(number) if (least..=most).contains(&number) => Some(number),
            Ok(_) => {
                let unit = 10_i64.pow(decimals);
                self.refuse(column, Reason::OutOfRange(least / unit, most / unit));
                None
            }
            Err(reason) => {
                self.refuse(column, reason);
                None
            }
        }
    }

    /// Kronor with up to six decimals: a screw may cost 0,0412.
    pub fn price(&mut self) -> Option<i64> {
        self.decimal("price", 6, 0, 1_000_000_000_000_000)
    }

    pub fn content(&mut self) -> Option<Content> {
        let milli = self.decimal("content_amount", 3, 1, 1_000_000_000_000);
        let unit = self
            .text("content_unit", 10)
            .map(|unit| unit.to_lowercase());
        match (milli, unit) {
            (Some(milli), Some(unit)) => match ContentUnit::parse(&unit) {
                Some(unit) => Some(Content { milli, unit }),
                None => {
                    self.refuse(
                        "content_unit",
                        Reason::NotOneOf("kg, g, l, ml, m, m2, st".to_owned()),
                    );
                    None
                }
            },
            (Some(_), None) => {
                self.refuse("content_amount", Reason::Needs("content_unit"));
                None
            }
            (None, _) => None,
        }
    }

    pub fn attributes(&mut self) -> Vec<(String, Vec<String>)> {
        let text = self.text("attributes", 4_000).unwrap_or_default();
        let mut attributes = Vec::new();
        for part in text
            .split(';')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let read = part.split_once('=').map(|(code, values)| {
                let values: Vec<String> = values
                    .split('|')
                    .map(str::trim)
                    .filter(|v| !v.is_empty())
                    .map(str::to_owned)
                    .collect();
                (code.trim().to_lowercase(), values)
            });
            match read.filter(|(code, values)| !code.is_empty() && !values.is_empty()) {
                Some(attribute) => attributes.push(attribute),
                None => {
                    self.refuse("attributes", Reason::NotAttributes);
                    return Vec::new();
                }
            }
        }
        attributes
    }

    pub fn photo_files(&mut self) -> Vec<String> {
        let text = self.text("photo_files", 4_000).unwrap_or_default();
        text.split(';')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// `111 x 83 x 92`; what follows a further `/` belongs to other pieces of a set and is left to the description.
    pub fn measures(&mut self, row: &mut Row) {
        let Some(text) = self.text("dimensions_mm_w_d_h", 100) else {
            return;
        };
        let first = text.split('/').next().unwrap_or_default();
        let parts: Vec<Option<i32>> = first
            .split(['x', 'X', '×'])
            .map(|part| {
                part.trim()
                    .parse::<i32>()
                    .ok()
                    .filter(|n| (0..=1_000_000).contains(n))
            })
            .collect();
        match parts[..] {
            [Some(width), Some(depth), Some(height)] => {
                row.width_mm = row.width_mm.or(Some(width));
                row.depth_mm = row.depth_mm.or(Some(depth));
                row.height_mm = row.height_mm.or(Some(height));
            }
            _ => self.refuse("dimensions_mm_w_d_h", Reason::NotMeasures),
        }
    }

    pub fn choices(&mut self, row: &mut Row) {
        for columns in &CHOICES {
            let Some(choice) = self.choice(columns) else {
                continue;
            };
            if row
                .choices
                .iter()
                .any(|c| c.option.code == choice.option.code)
            {
                self.refuse(columns.option[0], Reason::OptionTwice(choice.option.code));
                continue;
            }
            row.choices.push(choice);
        }
    }

    fn choice(&mut self, columns: &ChoiceColumns) -> Option<Choice> {
        let [option, option_sv, option_en] = columns.option;
        let [value, value_sv, value_en] = columns.value;
        let (label_sv, label_en) = (self.text(option_sv, 60), self.text(option_en, 60));
        let code = self.slug(option).or_else(|| {
            label_en
                .as_ref()
                .or(label_sv.as_ref())
                .map(|label| slugify(label))
        });
        let (choice_sv, choice_en) = (self.text(value_sv, 80), self.text(value_en, 80));
        let choice = self.slug(value).or_else(|| {
            choice_sv
                .as_ref()
                .or(choice_en.as_ref())
                .map(|label| slugify(label))
        });
        let swatch = self
            .text(columns.swatch, 20)
            .map(|colour| colour.to_lowercase());
        if swatch.as_ref().is_some_and(|colour| !is_colour(colour)) {
            self.refuse(columns.swatch, Reason::NotAColour);
        }
        match (code, choice) {
            (Some(code), Some(choice)) => {
                return Some(Choice {
                    option: Named {
                        code,
                        sv: label_sv,
                        en: label_en,
                    },
                    value: Named {
                        code: choice,
                        sv: choice_sv,
                        en: choice_en,
                    },
                    swatch,
                });
            }
            (Some(_), None) => self.refuse(option, Reason::Needs(value)),
            (None, Some(_)) => self.refuse(value, Reason::Needs(option)),
            (None, None) => {}
        }
        None
    }
}

fn is_colour(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|digits| {
        digits.len() == 6
            && digits
                .bytes()
                .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    })
}

/// A decimal number with point or comma and, perhaps, spaces between thousands: `1 234,50`.
pub(crate) fn decimal(text: &str, decimals: u32) -> Result<i64, Reason> {
    let text: String = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}'))
        .collect();
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.as_str()),
    };
    let (whole, rest) = text.split_once([',', '.']).unwrap_or((text, ""));
    let are_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 15 || !are_digits(whole) || !are_digits(rest) {
        return Err(Reason::NotANumber);
    }
    let rest = rest.trim_end_matches('0');
    if rest.len() > decimals as usize {
        return Err(Reason::TooManyDecimals(decimals));
    }
    let digits = format!("{whole}{rest:0<width$}", width = decimals as usize);
    digits
        .parse::<i64>()
        .map(|number| sign * number)
        .map_err(|_| Reason::NotANumber)
}

/// 8, 12, 13 or 14 digits of which the last is right.
fn is_gtin(text: &str) -> bool {
    if !matches!(text.len(), 8 | 12 | 13 | 14) || !text.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let sum: u32 = text
        .bytes()
        .rev()
        .enumerate()
        .map(|(n, digit)| u32::from(digit - b'0') * if n % 2 == 1 { 3 } else { 1 })
        .sum();
    sum.is_multiple_of(10)
}
