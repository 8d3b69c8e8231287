//! One row: its cells parsed into what they mean, or everything that is wrong with it.

use super::Problem;
use super::cell::Reader;
use crate::pricing::Content;

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
    /// Whether it spoils.
    pub is_perishable: Option<bool>,
    /// `goods` or `gift_card`.
    pub kind: Option<String>,
    /// What one costs the merchant, without VAT; ten-thousandths of a minor unit.
    pub cost_e4: Option<i64>,
    /// Code of a VAT class.
    pub vat_class: Option<String>,
    /// What the variant chooses, in the options' order.
    pub choices: Vec<Choice>,
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

/// What a variant chooses in one option.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    /// What is chosen.
    pub option: Named,
    /// The choice.
    pub value: Named,
    /// The choice's colour, `#rrggbb`.
    pub swatch: Option<String>,
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
            is_perishable: r.yes_or_no("is_perishable"),
            kind: r.one_of("kind", &["goods", "gift_card"]),
            cost_e4: r.decimal("cost", 6, 0, 1_000_000_000_000_000),
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
        r.choices(&mut row);
        if r.problems.is_empty() {
            Ok(row)
        } else {
            Err(r.problems)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Reason;
    use super::super::cell::decimal;
    use super::super::columns::COLUMNS;
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
    fn a_bar_code_of_each_length_is_taken_and_one_slip_of_a_digit_is_not() {
        for gtin in [
            "96385074",
            "036000291452",
            "4006381333931",
            "10012345678902",
        ] {
            let row = read(&[("product", "p"), ("sku", "s"), ("gtin", gtin)]).unwrap();
            assert_eq!(row.gtin.as_deref(), Some(gtin));
            for place in 0..gtin.len() {
                let other = match &gtin[place..=place] {
                    "9" => "0".to_owned(),
                    digit => (digit.parse::<u8>().unwrap() + 1).to_string(),
                };
                let slip = format!("{}{other}{}", &gtin[..place], &gtin[place + 1..]);
                assert_eq!(refused("gtin", &slip), Reason::NotAGtin, "{slip}");
            }
        }
        for wrong in [
            "0",
            "1234567",
            "40063813339310",
            "4006381 333931",
            "400638133393X",
        ] {
            assert_eq!(refused("gtin", wrong), Reason::NotAGtin, "{wrong}");
        }
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
        assert_eq!(row.choices[0].option.code, "colour");
        assert_eq!(row.vat_class.as_deref(), Some("standard"));
        assert_eq!(row.attributes[0].1, ["stengods", "ek"]);
    }

    #[test]
    fn a_variant_may_choose_three_times() {
        let row = read(&[
            ("product", "troja"),
            ("sku", "T-1"),
            ("variant_option", "colour"),
            ("variant_value", "sand"),
            ("variant_option_2_sv", "Storlek"),
            ("variant_value_2", "XL"),
            ("variant_option_3", "passform"),
            ("variant_value_3_sv", "Rak"),
        ])
        .unwrap();
        let chosen: Vec<(&str, &str)> = row
            .choices
            .iter()
            .map(|c| (c.option.code.as_str(), c.value.code.as_str()))
            .collect();
        assert_eq!(
            chosen,
            [("colour", "sand"), ("storlek", "xl"), ("passform", "rak")]
        );
        assert_eq!(
            refused("variant_value_2", "xl"),
            Reason::Needs("variant_option_2")
        );
        let twice = read(&[
            ("product", "troja"),
            ("sku", "T-1"),
            ("variant_option", "colour"),
            ("variant_value", "sand"),
            ("variant_option_2", "colour"),
            ("variant_value_2", "moss"),
        ])
        .unwrap_err();
        assert_eq!(twice[0].reason, Reason::OptionTwice("colour".to_owned()));
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
