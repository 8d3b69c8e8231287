//! From what was read of a product to what its page shows, in the reader's language.

use super::listing::{FactRow, OptionRow, PictureRow, Written};
use super::page::{
    Fact, Manufacturer, OptionShown, OptionValueShown, ProductPage, ProductPicture, VariantShown,
};
use crate::catalogue::label::Label;
use crate::catalogue::storefront::{Card, GalleryPicture};
use crate::ids::ProductId;
use crate::returns::WithdrawalException;
use crate::review::Rating;

/// The page of what was read.
pub(super) fn page(
    id: ProductId,
    written: Written,
    (options, variants, related): (Vec<OptionShown>, Vec<VariantShown>, Vec<Card>),
    locale: &str,
) -> ProductPage {
    ProductPage {
        id,
        slugs: written.slugs.unwrap_or_default(),
        pictures: pictures(written.pictures.unwrap_or_default(), locale),
        facts: facts(written.facts.unwrap_or_default(), locale),
        options,
        variants,
        related,
        code: written.code,
        locale: written.locale,
        name: written.name,
        subtitle: written.subtitle,
        description: written.description,
        safety_warning: written.safety_warning,
        seo_title: written.seo_title,
        seo_description: written.seo_description,
        origin_country: written.origin_country,
        manufacturer: written.maker.map(Manufacturer::from),
        exception: written
            .withdrawal_exception
            .as_deref()
            .and_then(WithdrawalException::parse),
        rating: written.rating.map_or_else(Rating::default, Rating),
        category: written.category,
        published_at: written.published_at,
        is_card: written.is_card,
    }
}

/// What can be chosen: options of which an active variant has a value.
pub(super) fn options(rows: Vec<OptionRow>, locale: &str) -> Vec<OptionShown> {
    let option = |row: OptionRow| {
        let values = row.values?.into_iter().map(|value| OptionValueShown {
            code: value.code,
            label: text(value.label, locale),
            swatch: value.swatch,
        });
        Some(OptionShown {
            code: row.code,
            label: text(row.label, locale),
            values: values.collect(),
        })
    };
    rows.into_iter().filter_map(option).collect()
}

fn pictures(rows: Vec<PictureRow>, locale: &str) -> Vec<ProductPicture> {
    let picture = |row: PictureRow| ProductPicture {
        variant_id: row.variant_id,
        picture: GalleryPicture {
            media_id: row.media_id,
            hash: row.hash,
            width: row.width,
            height: row.height,
            has_alpha: row.has_alpha,
            alt: text(row.alt, locale),
            placeholder: row.placeholder,
            dominant_colour: row.dominant_colour,
            focal_x: row.focal_x,
            focal_y: row.focal_y,
        },
    };
    rows.into_iter().map(picture).collect()
}

/// Facts, the choices of one attribute joined.
fn facts(rows: Vec<FactRow>, locale: &str) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    for row in rows {
        let value = match (row.words, row.number_milli) {
            (Some(words), _) => text(words, locale),
            (None, Some(milli)) => {
                let unit = row.unit.map(|unit| format!("\u{a0}{unit}"));
                format!("{}{}", number_text(milli, locale), unit.unwrap_or_default())
            }
            (None, None) => continue,
        };
        match facts.last_mut().filter(|last| last.code == row.code) {
            Some(last) => {
                last.value.push_str(", ");
                last.value.push_str(&value);
            }
            None => facts.push(Fact {
                label: text(row.label, locale),
                code: row.code,
                value,
            }),
        }
    }
    facts
}

/// A number in thousandths as people write it: `35`, `0,5` in Swedish, `0.5` in English.
fn number_text(milli: i64, locale: &str) -> String {
    let (sign, magnitude) = (if milli < 0 { "-" } else { "" }, milli.unsigned_abs());
    let (whole, rest) = (magnitude / 1_000, magnitude % 1_000);
    if rest == 0 {
        return format!("{sign}{whole}");
    }
    let rest = format!("{rest:03}");
    let point = if locale == "en" { '.' } else { ',' };
    format!("{sign}{whole}{point}{}", rest.trim_end_matches('0'))
}

/// A text of a label column in a language.
fn text(label: serde_json::Value, locale: &str) -> String {
    Label::from_json(label).text(locale).to_owned()
}

#[cfg(test)]
mod tests {
    use super::number_text;

    #[test]
    fn numbers_are_written_as_people_write_them() {
        assert_eq!(number_text(35_000, "sv"), "35");
        assert_eq!(number_text(500, "sv"), "0,5");
        assert_eq!(number_text(-1_250, "en"), "-1.25");
    }
}
