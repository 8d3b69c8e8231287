//! The unit price (*jämförpris*, prisinformationslagen): what a kilogram, litre, metre or piece costs, computed from the pack's content.

use platform::money::{UNIT_PRICE_SCALE, divide_rounded};
use serde::{Deserialize, Serialize};

/// What a pack's content is measured in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ContentUnit {
    /// Kilograms.
    Kg,
    /// Grams.
    G,
    /// Litres.
    L,
    /// Millilitres.
    Ml,
    /// Metres.
    M,
    /// Square metres.
    M2,
    /// Pieces.
    St,
}

impl ContentUnit {
    /// Reads the code as it stands in the database and in import files.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Some(match code {
            "kg" => Self::Kg,
            "g" => Self::G,
            "l" => Self::L,
            "ml" => Self::Ml,
            "m" => Self::M,
            "m2" => Self::M2,
            "st" => Self::St,
            _ => return None,
        })
    }

    /// The code as it stands in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Kg => "kg",
            Self::G => "g",
            Self::L => "l",
            Self::Ml => "ml",
            Self::M => "m",
            Self::M2 => "m2",
            Self::St => "st",
        }
    }

    /// The unit that prices are compared in, and how many of this unit it holds.
    #[must_use]
    pub fn reference(self) -> (Self, i64) {
        match self {
            Self::G => (Self::Kg, 1_000),
            Self::Ml => (Self::L, 1_000),
            other => (other, 1),
        }
    }
}

/// A pack's content: `milli` thousandths of `unit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Content {
    /// Thousandths of the unit; positive.
    pub milli: i64,
    /// The unit.
    pub unit: ContentUnit,
}

/// A unit price as it is shown: minor units of the price's currency for one `unit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct UnitPriceShown {
    /// What one unit costs, in minor units (the law wants two decimals).
    pub minor: i64,
    /// Always a reference unit: kilogram, litre, metre, square metre or piece.
    pub unit: ContentUnit,
}

impl Content {
    /// Reads a content from its two columns; `None` when either is missing or cannot be.
    #[must_use]
    pub fn from_columns(milli: Option<i64>, unit: Option<&str>) -> Option<Self> {
        let milli = milli.filter(|milli| *milli > 0)?;
        Some(Self {
            milli,
            unit: ContentUnit::parse(unit?)?,
        })
    }

    /// The unit price of a pack that costs `price_e4` ten-thousandths of a minor unit. `None` when it does not fit, and for a pack of exactly one
    /// reference unit, whose unit price is its price.
    #[must_use]
    pub fn unit_price(self, price_e4: i64) -> Option<UnitPriceShown> {
        let (unit, factor) = self.unit.reference();
        if self.milli == 1_000 * factor {
            return None;
        }
        let numerator = i128::from(price_e4) * 1_000 * i128::from(factor);
        let minor = divide_rounded(
            numerator,
            i128::from(self.milli) * i128::from(UNIT_PRICE_SCALE),
        );
        Some(UnitPriceShown {
            minor: i64::try_from(minor).ok()?,
            unit,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(milli: i64, unit: ContentUnit) -> Content {
        Content { milli, unit }
    }

    #[test]
    fn two_glasses_for_299_cost_149_50_each() {
        let shown = content(2_000, ContentUnit::St).unit_price(29_900 * 10_000);
        assert_eq!(
            shown,
            Some(UnitPriceShown {
                minor: 14_950,
                unit: ContentUnit::St
            })
        );
    }

    #[test]
    fn three_candlesticks_for_716_cost_238_67_each() {
        let shown = content(3_000, ContentUnit::St).unit_price(71_600 * 10_000);
        assert_eq!(shown.map(|s| s.minor), Some(23_867));
    }

    #[test]
    fn grams_are_compared_by_the_kilogram_and_millilitres_by_the_litre() {
        let coffee = content(450_000, ContentUnit::G).unit_price(8_900 * 10_000);
        assert_eq!(
            coffee,
            Some(UnitPriceShown {
                minor: 19_778,
                unit: ContentUnit::Kg
            })
        );
        let soap = content(250_000, ContentUnit::Ml).unit_price(12_900 * 10_000);
        assert_eq!(
            soap,
            Some(UnitPriceShown {
                minor: 51_600,
                unit: ContentUnit::L
            })
        );
    }

    #[test]
    fn a_single_piece_has_no_unit_price_of_its_own() {
        assert_eq!(content(1_000, ContentUnit::St).unit_price(1), None);
        assert_eq!(content(1_000_000, ContentUnit::G).unit_price(1), None);
    }
}
