//! The columns of the format.

/// A column: its name, other names that are taken for it, and whether every file has it.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The name in the documentation.
    pub name: &'static str,
    /// Other names.
    pub aliases: &'static [&'static str],
}

const fn column(name: &'static str, aliases: &'static [&'static str]) -> Column {
    Column { name, aliases }
}

/// Every column that is known; `sku` and `product` must be there.
pub const COLUMNS: &[Column] = &[
    column("product", &["product_slug", "product_code"]),
    column("sku", &["artikelnummer"]),
    column("name_sv", &[]),
    column("name_en", &[]),
    column("slug_sv", &[]),
    column("slug_en", &[]),
    column("subtitle_sv", &["material_sv"]),
    column("subtitle_en", &["material_en"]),
    column("description_sv", &[]),
    column("description_en", &[]),
    column("safety_warning_sv", &[]),
    column("safety_warning_en", &[]),
    column("category_sv", &[]),
    column("category_en", &[]),
    column("category", &["categories"]),
    column("status", &[]),
    column("published_from", &[]),
    column("manufacturer", &[]),
    column("origin_country", &[]),
    column("vat_class", &[]),
    column("vat_rate_percent", &[]),
    column("variant_option", &[]),
    column("variant_option_sv", &[]),
    column("variant_option_en", &[]),
    column("variant_value", &["variant_slug"]),
    column("variant_value_sv", &[]),
    column("variant_value_en", &[]),
    column("variant_swatch", &[]),
    column("variant_option_2", &[]),
    column("variant_option_2_sv", &[]),
    column("variant_option_2_en", &[]),
    column("variant_value_2", &[]),
    column("variant_value_2_sv", &[]),
    column("variant_value_2_en", &[]),
    column("variant_swatch_2", &[]),
    column("variant_option_3", &[]),
    column("variant_option_3_sv", &[]),
    column("variant_option_3_en", &[]),
    column("variant_value_3", &[]),
    column("variant_value_3_sv", &[]),
    column("variant_value_3_en", &[]),
    column("variant_swatch_3", &[]),
    column("is_main_variant", &[]),
    column("is_active", &[]),
    column("gtin", &["gtin13", "ean"]),
    column("weight_g", &[]),
    column("dimensions_mm_w_d_h", &[]),
    column("width_mm", &[]),
    column("depth_mm", &[]),
    column("height_mm", &[]),
    column("content_amount", &[]),
    column("content_unit", &[]),
    column("min_quantity", &[]),
    column("is_perishable", &[]),
    column("kind", &[]),
    column("cost", &["purchase_price"]),
    column("price", &["price_sek_incl_vat"]),
    column("price_list", &[]),
    column("stock", &[]),
    column("location", &[]),
    column("attributes", &[]),
    column("photo_files", &[]),
];

/// The columns of one choice: option, its names, value, its names, swatch.
pub(super) struct ChoiceColumns {
    pub option: [&'static str; 3],
    pub value: [&'static str; 3],
    pub swatch: &'static str,
}

/// What a variant may choose in, in the options' order.
pub(super) const CHOICES: [ChoiceColumns; 3] = [
    ChoiceColumns {
        option: ["variant_option", "variant_option_sv", "variant_option_en"],
        value: ["variant_value", "variant_value_sv", "variant_value_en"],
        swatch: "variant_swatch",
    },
    ChoiceColumns {
        option: [
            "variant_option_2",
            "variant_option_2_sv",
            "variant_option_2_en",
        ],
        value: [
            "variant_value_2",
            "variant_value_2_sv",
            "variant_value_2_en",
        ],
        swatch: "variant_swatch_2",
    },
    ChoiceColumns {
        option: [
            "variant_option_3",
            "variant_option_3_sv",
            "variant_option_3_en",
        ],
        value: [
            "variant_value_3",
            "variant_value_3_sv",
            "variant_value_3_en",
        ],
        swatch: "variant_swatch_3",
    },
];

/// Why a header cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// A column that must be there is not.
    #[error("the column {0} is missing")]
    Missing(&'static str),
    /// A column stands twice, perhaps under two names.
    #[error("the column {0} stands twice")]
    Twice(String),
    /// A column that the format does not know.
    #[error("there is no column {found:?} in the format{}", .near.map(|near| format!(" (did you mean {near}?)")).unwrap_or_default())]
    Unknown {
        /// As it stands in the file.
        found: String,
        /// A known one that is written much alike.
        near: Option<&'static str>,
    },
}

/// Which cell is which: for each cell of the header, the place of its column in [`COLUMNS`].
pub(super) fn places(header: &[String]) -> Result<Vec<usize>, HeaderError> {
    let mut places = Vec::with_capacity(header.len());
    for cell in header {
        let name = cell.trim().to_lowercase();
        let place = COLUMNS
            .iter()
            .position(|c| c.name == name || c.aliases.contains(&name.as_str()))
            .ok_or_else(|| HeaderError::Unknown {
                near: near(&name),
                found: cell.chars().filter(|c| !c.is_control()).take(60).collect(),
            })?;
        if places.contains(&place) {
            return Err(HeaderError::Twice(COLUMNS[place].name.to_owned()));
        }
        places.push(place);
    }
    for must in ["product", "sku"] {
        if !places.iter().any(|place| COLUMNS[*place].name == must) {
            return Err(HeaderError::Missing(must));
        }
    }
    Ok(places)
}

fn near(name: &str) -> Option<&'static str> {
    let name: String = name.chars().take(60).collect();
    COLUMNS
        .iter()
        .map(|c| {
            (
                crate::catalogue::search::words::typing_errors(&name, c.name),
                c.name,
            )
        })
        .filter(|(errors, _)| *errors <= 3)
        .min()
        .map(|(_, near)| near)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(cells: &[&str]) -> Result<Vec<usize>, HeaderError> {
        places(&cells.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn names_and_aliases_are_found() {
        let found = header(&["SKU", " product_slug ", "price_sek_incl_vat"]).unwrap();
        let names: Vec<&str> = found.iter().map(|place| COLUMNS[*place].name).collect();
        assert_eq!(names, ["sku", "product", "price"]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(header(&["sku"]), Err(HeaderError::Missing("product")));
        assert_eq!(
            header(&["sku", "product", "product_slug"]),
            Err(HeaderError::Twice("product".to_owned()))
        );
        let unknown = header(&["sku", "product", "nmae_sv"]).unwrap_err();
        assert!(
            unknown.to_string().contains("did you mean name_sv?"),
            "{unknown}"
        );
    }
}
