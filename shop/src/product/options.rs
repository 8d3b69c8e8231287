//! What can be chosen of a product: each value is a link to the variant that differs from the chosen one in that value alone.

use commerce::catalogue::product::{OptionShown, ProductPage, VariantShown};

use super::variant::price_view;
use super::views::{OptionValueView, OptionView};
use crate::mapping::Cards;

/// The options with their values. `path` gives the address of a variant by its key.
pub(super) fn options(
    found: &ProductPage,
    chosen: &VariantShown,
    mapping: &Cards<'_>,
    path: impl Fn(&str) -> String,
) -> Vec<OptionView> {
    found
        .options
        .iter()
        .filter(|option| option.values.len() > 1 || found.options.len() > 1)
        .map(|option| {
            let values: Vec<OptionValueView> = option
                .values
                .iter()
                .map(|value| {
                    let variant = variant_with(found, chosen, option, &value.code);
                    let picture = variant.and_then(|variant| {
                        let of_variant = found
                            .pictures
                            .iter()
                            .find(|picture| picture.variant_id == Some(variant.id))?;
                        // The label stands below it.
                        Some(commerce::media::Picture {
                            alt: String::new(),
                            ..mapping.picture(&of_variant.picture)
                        })
                    });
                    let price = variant
                        .filter(|variant| price_of(variant) != price_of(chosen))
                        .and_then(price_view);
                    OptionValueView {
                        label: value.label.clone(),
                        href: variant
                            .map(|variant| path(&variant.key))
                            .unwrap_or_default(),
                        is_chosen: value_of(chosen, option) == Some(value.code.as_str()),
                        is_in_stock: variant.is_some_and(|variant| variant.stock.is_buyable()),
                        picture,
                        colour: value.swatch.clone(),
                        price,
                    }
                })
                .collect();
            OptionView {
                label: option.label.clone(),
                chosen: values
                    .iter()
                    .find(|value| value.is_chosen)
                    .map(|value| value.label.clone())
                    .unwrap_or_default(),
                has_pictures: values
                    .iter()
                    .any(|value| value.picture.is_some() || value.colour.is_some()),
                values,
            }
        })
        .collect()
}

fn price_of(variant: &VariantShown) -> Option<i64> {
    variant.price.as_ref().map(|price| price.minor)
}

fn value_of<'a>(variant: &'a VariantShown, option: &OptionShown) -> Option<&'a str> {
    let (_, value) = variant
        .choices
        .iter()
        .find(|(code, _)| *code == option.code)?;
    Some(value)
}

/// The variant that has `value` of `option` and agrees with the chosen one otherwise; else any with that value, in stock before sold out.
fn variant_with<'a>(
    found: &'a ProductPage,
    chosen: &VariantShown,
    option: &OptionShown,
    value: &str,
) -> Option<&'a VariantShown> {
    let with_value = || {
        found
            .variants
            .iter()
            .filter(|variant| value_of(variant, option) == Some(value))
    };
    let agrees = |variant: &&VariantShown| {
        variant
            .choices
            .iter()
            .zip(&chosen.choices)
            .all(|(theirs, ours)| theirs == ours || theirs.0 == option.code)
    };
    with_value()
        .find(agrees)
        .or_else(|| with_value().find(|variant| variant.stock.is_buyable()))
        .or_else(|| with_value().next())
}
