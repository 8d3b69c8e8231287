//! One row: its cells parsed into what they mean, or everything that is wrong with it.

use super::columns::COLUMNS;
use super::{Problem, Reason};
use crate::catalogue::address::slugify;
use crate::pricing::{Content, ContentUnit};

/// A row that can be understood. An empty cell leaves what is there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Where it begins in the file.
    pub line: u64,
    /// The product's key.
    pub product: String,
    /// The variant's article number.
    pub sku: String,
    /// Name.
    pub name_sv: Option<String>,
    /// Name.
    pub name_en: Option<String>,
    /// Wanted address.
    pub slug_sv: Option<String>,
    /// Wanted address.
    pub slug_en: Option<String>,
    /// The short line.
    pub subtitle_sv: Option<String>,
    /// The short line.
    pub subtitle_en: Option<String>,
    /// Paragraphs.
    pub description_sv: Option<String>,
    /// Paragraphs.
    pub description_en: Option<String>,
    /// What the law wants the buyer to be warned of.
    pub safety_warning_sv: Option<String>,
    /// What the law wants the buyer to be warned of.
    pub safety_warning_en: Option<String>,
    /// Paths of names from the top: `Servering > Muggar`.
    pub category_sv: Vec<String>,
    /// The same paths in English.
    pub category_en: Vec<String>,
    /// Codes of categories that exist.
    pub categories: Vec<String>,
    /// `draft`, `active` or `archived`.
    pub status: Option<String>,
    /// When a new product goes on sale.
    pub published_from: Option<platform::clock::Timestamp>,
    /// Name of one that exists.
    pub manufacturer: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub origin_country: Option<String>,
    /// Code of a VAT class.
    pub vat_class: Option<String>,
    /// What is chosen.
    pub option: Option<Named>,
    /// The choice.
    pub value: Option<Named>,
    /// The choice's colour, `#rrggbb`.
    pub swatch: Option<String>,
    /// Whether it is shown when none is chosen.
    pub is_main: Option<bool>,
    /// Whether it can be bought.
    pub is_active: Option<bool>,
    /// With the right check digit.
    pub gtin: Option<String>,
    /// Grams.
    pub weight_g: Option<i32>,
    /// Millimetres.
    pub width_mm: Option<i32>,
    /// Millimetres.
    pub depth_mm: Option<i32>,
    /// Millimetres.
    pub height_mm: Option<i32>,
    /// For the unit price.
    pub content: Option<Content>,
    /// Fewest that can be bought.
    pub min_quantity: Option<i32>,
    /// Ten-thousandths of a minor unit.
    pub price_e4: Option<i64>,
    /// Code of a price list.
    pub price_list: Option<String>,
    /// Pieces, as counted.
    pub stock: Option<i64>,
    /// Code of a location.
    pub location: Option<String>,
    /// (attribute code, values).
    pub attributes: Vec<(String, Vec<String>)>,
    /// File names, main picture first. The import itself takes no pictures; whoever drives it may.
    pub photo_files: Vec<String>,
}

/// A code with its names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Named {
    /// For addresses and forms.
    pub code: String,
    /// In Swedish.
    pub sv: Option<String>,
    /// In English.
    pub en: Option<String>,
}

/// Reads cells and gathers what is wrong.
struct Reader<'a> {
    line: u64,
    cells: &'a [&'a str],
    problems: Vec<Problem>,
}

impl Row {
    /// Reads the cells, in the order of [`COLUMNS`].
    pub(super) fn read(line: u64, cells: &[&str]) -> Result<Self, Vec<Problem>> {
        let mut r = Reader {
            line,
            cells,
            problems: Vec::new(),
        };
        let mut row = Self {
            line,
            product: r.must("product", 100),
            sku: r.must("sku", 64),
            name_sv: r.text("name_sv", 300),
            name_en: r.text("name_en", 300),
            slug_sv: r.slug("slug_sv"),
            slug_en: r.slug("slug_en"),
            subtitle_sv: r.text("subtitle_sv", 500),
            subtitle_en: r.text("subtitle_en", 500),
            description_sv: r.long_text("description_sv"),
            description_en: r.long_text("description_en"),
            safety_warning_sv: r.long_text("safety_warning_sv"),
            safety_warning_en: r.long_text("safety_warning_en"),
            category_sv: r.list("category_sv"),
            category_en: r.list("category_en"),
            categories: r.list("category"),
            status: r.one_of("status", &["draft", "active", "archived"]),
            published_from: r.date("published_from"),
            manufacturer: r.text("manufacturer", 300),
            origin_country: r.country("origin_country"),
            vat_class: r.vat_class(),
            is_main: r.yes_or_no("is_main_variant"),
            is_active: r.yes_or_no("is_active"),
            gtin: r.gtin("gtin"),
            weight_g: r.whole("weight_g", 0, 100_000_000),
            width_mm: r.whole("width_mm", 0, 1_000_000),
            depth_mm: r.whole("depth_mm", 0, 1_000_000),
            height_mm: r.whole("height_mm", 0, 1_000_000),
            content: r.content(),
            min_quantity: r.whole("min_quantity", 1, 9_999),
            price_e4: r.price(),
            price_list: r.text("price_list", 100),
            stock: r.decimal("stock", 0, 0, 1_000_000_000),
            location: r.text("location", 100),
            attributes: r.attributes(),
            photo_files: r.photo_files(),
            ..Self::default()
        };
        r.measures(&mut row);
        r.choice(&mut row);
        if r.problems.is_empty() {
            Ok(row)
        } else {
            Err(r.problems)
        }
    }
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

    fn text(&mut self, column: &str, longest: usize) -> Option<String> {
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
    fn long_text(&mut self, column: &str) -> Option<String> {
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

    fn must(&mut self, column: &str, longest: usize) -> String {
        if self.cell(column).is_empty() {
            self.refuse(column, Reason::Missing);
        }
        self.text(column, longest).unwrap_or_default()
    }

    fn slug(&mut self, column: &str) -> Option<String> {
        self.text(column, 180)
            .map(|text| slugify(&text))
            .filter(|slug| !slug.is_empty())
    }

    fn list(&mut self, column: &str) -> Vec<String> {
        let text = self.text(column, 2_000).unwrap_or_default();
        text.split('|')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    }

    fn one_of(&mut self, column: &str, words: &[&str]) -> Option<String> {
        let text = self.text(column, 40)?.to_lowercase();
        if !words.contains(&text.as_str()) {
            self.refuse(column, Reason::NotOneOf(words.join(", ")));
            return None;
        }
        Some(text)
    }

    fn date(&mut self, column: &str) -> Option<platform::clock::Timestamp> {
        let text = self.text(column, 40)?;
        let midnight = text
            .parse::<jiff::civil::Date>()
            .ok()
            .and_then(|day| day.in_tz(platform::clock::BUSINESS_ZONE).ok());
        if midnight.is_none() {
            self.refuse(column, Reason::NotADate);
        }
        midnight.map(|zoned| zoned.timestamp().into())
    }

    fn country(&mut self, column: &str) -> Option<String> {
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

    fn vat_class(&mut self) -> Option<String> {
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

    fn yes_or_no(&mut self, column: &str) -> Option<bool> {
        match self.text(column, 40)?.to_lowercase().as_str() {
            "1" | "ja" | "yes" | "true" | "j" | "y" => Some(true),
            "0" | "nej" | "no" | "false" | "n" => Some(false),
            _ => {
                self.refuse(column, Reason::NotYesOrNo);
                None
            }
        }
    }

    fn gtin(&mut self, column: &str) -> Option<String> {
        let text = self.text(column, 40)?;
        if !is_gtin(&text) {
            self.refuse(column, Reason::NotAGtin);
            return None;
        }
        Some(text)
    }

    fn whole(&mut self, column: &str, least: i64, most: i64) -> Option<i32> {
        self.decimal(column, 0, least, most)
            .and_then(|n| i32::try_from(n).ok())
    }

    /// A decimal number as so many of its smallest parts; limits in those parts.
    fn decimal(&mut self, column: &str, decimals: u32, least: i64, most: i64) -> Option<i64> {
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
    fn price(&mut self) -> Option<i64> {
        self.decimal("price", 6, 0, 1_000_000_000_000_000)
    }

    fn content(&mut self) -> Option<Content> {
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

    fn attributes(&mut self) -> Vec<(String, Vec<String>)> {
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

    fn photo_files(&mut self) -> Vec<String> {
        let text = self.text("photo_files", 4_000).unwrap_or_default();
        text.split(';')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// `111 x 83 x 92`; what follows a further `/` belongs to other pieces of a set and is left to the description.
    fn measures(&mut self, row: &mut Row) {
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

    fn choice(&mut self, row: &mut Row) {
        let (label_sv, label_en) = (
            self.text("variant_option_sv", 60),
            self.text("variant_option_en", 60),
        );
        let code = self.slug("variant_option").or_else(|| {
            label_en
                .as_ref()
                .or(label_sv.as_ref())
                .map(|label| slugify(label))
        });
        let (value_sv, value_en) = (
            self.text("variant_value_sv", 80),
            self.text("variant_value_en", 80),
        );
        let value = self.slug("variant_value").or_else(|| {
            value_sv
                .as_ref()
                .or(value_en.as_ref())
                .map(|label| slugify(label))
        });
        let swatch = self
            .text("variant_swatch", 20)
            .map(|colour| colour.to_lowercase());
        if swatch.as_ref().is_some_and(|colour| !is_colour(colour)) {
            self.refuse("variant_swatch", Reason::NotAColour);
        }
        match (code, value) {
            (Some(code), Some(value)) => {
                row.option = Some(Named {
                    code,
                    sv: label_sv,
                    en: label_en,
                });
                row.value = Some(Named {
                    code: value,
                    sv: value_sv,
                    en: value_en,
                });
                row.swatch = swatch;
            }
            (Some(_), None) => self.refuse("variant_option", Reason::Needs("variant_value")),
            (None, Some(_)) => self.refuse("variant_value", Reason::Needs("variant_option")),
            (None, None) => {}
        }
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
pub(super) fn decimal(text: &str, decimals: u32) -> Result<i64, Reason> {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(cells: &[(&str, &str)]) -> Result<Row, Vec<Problem>> {
        let mut all = vec![""; COLUMNS.len()];
        for (name, value) in cells {
            all[COLUMNS.iter().position(|c| c.name == *name).unwrap()] = value;
        }
        Row::read(2, &all)
    }

    fn refused(column: &str, value: &str) -> Reason {
        let mut cells = vec![("product", "p"), ("sku", "s")];
        cells.push((column, value));
        let problems = read(&cells).unwrap_err();
        assert_eq!(
            (problems.len(), problems[0].column.as_str()),
            (1, column),
            "{problems:?}"
        );
        problems[0].reason.clone()
    }

    #[test]
    fn numbers_are_read_as_swedes_and_others_write_them() {
        for text in ["1 234,50", "1234.5", "1\u{a0}234,5", "1234.500000"] {
            assert_eq!(decimal(text, 6), Ok(1_234_500_000), "{text}");
        }
        assert_eq!(decimal("0,0412", 6), Ok(41_200));
        assert_eq!(decimal("-5", 0), Ok(-5));
        for text in [
            "",
            "12,34,56",
            "1e5",
            "0x10",
            "١٢",
            "NaN",
            "9999999999999999",
        ] {
            assert_eq!(decimal(text, 2), Err(Reason::NotANumber), "{text}");
        }
        assert_eq!(decimal("1,255", 2), Err(Reason::TooManyDecimals(2)));
    }

    #[test]
    fn what_is_wrong_is_said_of_each_cell() {
        assert_eq!(refused("price", "gratis"), Reason::NotANumber);
        assert!(matches!(refused("price", "-1"), Reason::OutOfRange(0, _)));
        assert_eq!(refused("gtin", "2077310510078"), Reason::NotAGtin);
        assert_eq!(refused("is_active", "kanske"), Reason::NotYesOrNo);
        assert_eq!(refused("name_sv", "a\0b"), Reason::ControlCharacter);
        assert_eq!(
            refused("dimensions_mm_w_d_h", "111 x 83"),
            Reason::NotMeasures
        );
        assert_eq!(
            refused("variant_value", "sand"),
            Reason::Needs("variant_option")
        );
        assert_eq!(refused("attributes", "material"), Reason::NotAttributes);
        assert_eq!(refused("published_from", "2026-02-30"), Reason::NotADate);
        let both = read(&[("price", "x"), ("stock", "y")]).unwrap_err();
        assert_eq!(both.len(), 4, "{both:?}");
    }

    #[test]
    fn a_whole_row_is_understood() {
        let row = read(&[
            ("product", "mugg-strand"),
            ("sku", "NB-STR-MUG-SND"),
            ("price", "249.00"),
            ("gtin", "2077310510077"),
            ("dimensions_mm_w_d_h", "82 x 82 x 175 / 125 / 85"),
            ("variant_option_sv", "Färg"),
            ("variant_option_en", "Colour"),
            ("variant_value", "sand"),
            ("vat_rate_percent", "25"),
            ("content_amount", "2"),
            ("content_unit", "st"),
            ("attributes", "material = stengods | ek ; volym=35"),
        ])
        .unwrap();
        assert_eq!(row.price_e4, Some(249_000_000));
        assert_eq!((row.width_mm, row.height_mm), (Some(82), Some(175)));
        assert_eq!(row.option.as_ref().map(|o| o.code.as_str()), Some("colour"));
        assert_eq!(row.vat_class.as_deref(), Some("standard"));
        assert_eq!(row.attributes[0].1, ["stengods", "ek"]);
    }

    proptest! {
        #[test]
        fn no_cell_breaks_the_reading(cells in prop::collection::vec("\\PC{0,40}", COLUMNS.len())) {
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            let _ = Row::read(1, &cells);
        }

        #[test]
        fn decimals_come_back(whole in 0_i64..1_000_000_000, rest in 0_i64..1_000_000) {
            prop_assert_eq!(decimal(&format!("{whole},{rest:06}"), 6), Ok(whole * 1_000_000 + rest));
        }
    }
}
