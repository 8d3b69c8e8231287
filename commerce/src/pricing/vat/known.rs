//! Rates of the Union's countries as they are known to hold from 1 January 2026, laid down when a shop begins to deliver there. They are a help, not law: the merchant
//! looks at them, lays down what is missing, and what has changed since. What is not known surely (a class whose goods several rates of a country may hit, or one of
//! which a change has been decided that may not be the last word: Austria's food, Denmark's books) is left out; nothing of such a class can be sold there with the
//! country's VAT until a rate is laid down, and the back office says so.

use platform::clock::Timestamp;
use platform::db::{DbError, Tx};

use super::region::Region;
use super::swedish_midnight;
use crate::pricing::store::lay_down_vat_rate;

/// Country, standard rate, and the rate of food where nearly all food bears one.
const KNOWN: [(&str, i32, Option<i32>); 28] = [
    ("AT", 2_000, None),
    ("BE", 2_100, Some(600)),
    ("BG", 2_000, None),
    ("CY", 1_900, None),
    ("CZ", 2_100, Some(1_200)),
    ("DE", 1_900, Some(700)),
    ("DK", 2_500, Some(2_500)),
    ("EE", 2_400, Some(2_400)),
    ("ES", 2_100, None),
    ("FI", 2_550, Some(1_350)),
    ("FR", 2_000, Some(550)),
    ("GR", 2_400, None),
    ("HR", 2_500, None),
    ("HU", 2_700, None),
    ("IE", 2_300, None),
    ("IT", 2_200, None),
    ("LT", 2_100, None),
    ("LU", 1_700, Some(300)),
    ("LV", 2_100, None),
    ("MT", 1_800, None),
    ("NL", 2_100, Some(900)),
    ("PL", 2_300, None),
    ("PT", 2_300, None),
    ("RO", 2_100, None),
    ("SE", 2_500, None),
    ("SI", 2_200, None),
    ("SK", 2_300, None),
    // Northern Ireland: the United Kingdom's.
    ("XI", 2_000, None),
];

/// A class of VAT in Sweden: code, Swedish and English name, and rates as (year, month, day, basis points), each from midnight in Stockholm.
pub type SwedishClass = (
    &'static str,
    &'static str,
    &'static str,
    &'static [(i16, i8, i8, i32)],
);

/// The classes that a shop in Sweden has. Food is 6 % from 1 April 2026 to 31 December 2027 (prop. 2025/26:55), then 12 % again.
pub const SWEDISH: [SwedishClass; 5] = [
    (
        "standard",
        "Normal, 25 %",
        "Standard, 25%",
        &[(1996, 1, 1, 2_500)],
    ),
    (
        "food",
        "Livsmedel",
        "Food",
        &[(1996, 1, 1, 1_200), (2026, 4, 1, 600), (2028, 1, 1, 1_200)],
    ),
    (
        "reduced",
        "Reducerad, 12 %",
        "Reduced, 12%",
        &[(1996, 1, 1, 1_200)],
    ),
    ("low", "Låg, 6 %", "Low, 6%", &[(1996, 1, 1, 600)]),
    ("zero", "Ingen moms", "No VAT", &[(1996, 1, 1, 0)]),
];

/// The standard rates of regions with rates of their own. Of their lower rates none is known surely for a whole class.
const REGIONS: [(Region, i32); 4] = [
    (Region::Madeira, 2_200),
    (Region::Azores, 1_600),
    (Region::Corsica, 2_000),
    (Region::JungholzAndMittelberg, 1_900),
];

/// The known rate of a class in a country, or in a region with rates of its own. Denmark has one rate for what others sell at several.
#[must_use]
pub fn rate(vat_class: &str, country: &str) -> Option<i32> {
    if let Some(region) = Region::from_code(country) {
        let found = REGIONS.iter().find(|(of, _)| *of == region);
        return found
            .filter(|_| vat_class == "standard")
            .map(|(_, standard)| *standard);
    }
    let (_, standard, food) = KNOWN.iter().find(|(code, ..)| *code == country)?;
    match vat_class {
        "standard" => Some(*standard),
        "food" => *food,
        "reduced" if country == "DK" => Some(*standard),
        _ => None,
    }
}

/// Lays down what is known for a country, for each class that has no rate there yet. Gives which.
///
/// # Errors
/// Database errors.
pub async fn lay_down(
    tx: &mut Tx,
    country: &str,
    classes_without: &[String],
) -> Result<Vec<(String, i32)>, DbError> {
    let Some(from) = known_from() else {
        return Ok(Vec::new());
    };
    let mut laid = Vec::new();
    for class in classes_without {
        let Some(rate_bp) = rate(class, country) else {
            continue;
        };
        lay_down_vat_rate(tx, class, country, rate_bp, from).await?;
        laid.push((class.clone(), rate_bp));
    }
    Ok(laid)
}

fn known_from() -> Option<Timestamp> {
    swedish_midnight(2026, 1, 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pricing::vat::decide::EU;
    use crate::pricing::vat::territory::NORTHERN_IRELAND;

    #[test]
    fn every_country_has_a_standard_rate_that_the_union_allows() {
        for country in EU {
            let standard = rate("standard", country);
            assert!(
                standard.is_some_and(|rate| (1_500..=2_700).contains(&rate)),
                "{country}"
            );
            if let Some(food) = rate("food", country) {
                assert!(food <= standard.unwrap(), "{country}");
            }
        }
        assert_eq!(rate("standard", "FI"), Some(2_550));
        assert_eq!(rate("standard", NORTHERN_IRELAND), Some(2_000));
        assert_eq!(rate("standard", "QM"), Some(2_200));
        assert_eq!(rate("standard", "QN"), Some(1_600));
        assert_eq!((rate("food", "QO"), rate("food", "QN")), (None, None));
        for region in Region::ALL {
            let there = rate("standard", region.code());
            assert!(there.is_some() && there <= rate("standard", region.country()));
        }
        assert_eq!((rate("food", "AT"), rate("low", "DK")), (None, None));
        assert_eq!((rate("low", "FI"), rate("standard", "NO")), (None, None));
    }
}
