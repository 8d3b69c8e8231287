//! **Special territories**: where the Union's VAT area ends, or goes on, elsewhere than the letters of a country say (directive 2006/112, articles 6 and 7, and the
//! protocol on Northern Ireland). A table by country and postcode, and no more in it than is known surely. What has letters of its own outside the Union
//! (Réunion `RE`, the Faroes `FO`, Jersey `JE`) needs no row: it is outside by its letters.

use super::decide::is_in_eu;
use super::region::Region;
use crate::order::Address;

/// Where goods go, as far as VAT is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// ISO 3166-1 alpha-2.
    pub country: &'a str,
    /// As it was typed; empty while it is not known.
    pub postcode: &'a str,
}

/// A place that is taxed otherwise than the country in its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Territory {
    /// Åland, of Finland.
    Aland,
    /// The Canary Islands, of Spain.
    Canaries,
    /// Ceuta, of Spain.
    Ceuta,
    /// Melilla, of Spain.
    Melilla,
    /// Büsingen, of Germany, within Switzerland.
    Busingen,
    /// Heligoland, of Germany.
    Heligoland,
    /// Livigno, of Italy.
    Livigno,
    /// Campione, of Italy, within Switzerland.
    Campione,
    /// Mount Athos, of Greece.
    Athos,
    /// The French departments and territories overseas.
    FrenchOverseas,
    /// Greenland, by a Danish address.
    Greenland,
    /// Northern Ireland: for goods it belongs to the Union's VAT area, with letters of its own.
    NorthernIreland,
    /// Monaco: taxed as France.
    Monaco,
}

/// In which country's VAT a place lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area<'a> {
    /// In the Union's VAT area, as part of this country's.
    Inside(&'a str),
    /// Outside of it: what goes there is exported.
    Outside,
}

/// The letters of Northern Ireland in VAT numbers and returns.
pub const NORTHERN_IRELAND: &str = "XI";

/// Countries whose rates goods can be sold at by a shop that delivers to these, each once, and each followed by its regions with rates of their own.
#[must_use]
pub fn taxing(delivered: &[String]) -> Vec<&str> {
    let mut all = Vec::new();
    for code in delivered {
        let taxed_by = match Place::country(code).area() {
            Area::Inside(country) => Some(country),
            // A part of it is in the Union's VAT area.
            Area::Outside => (code == "GB").then_some(NORTHERN_IRELAND),
        };
        if let Some(country) = taxed_by.filter(|country| !all.contains(country)) {
            all.push(country);
            for region in Region::ALL {
                if region.country() == country {
                    all.push(region.code());
                }
            }
        }
    }
    all
}

/// Postcodes of a country: how many signs they have (nought: any number) and how they begin.
struct Rule {
    country: &'static str,
    signs: usize,
    begins: &'static [&'static str],
    is: Territory,
}

const fn rule(
    country: &'static str,
    signs: usize,
    begins: &'static [&'static str],
    is: Territory,
) -> Rule {
    Rule {
        country,
        signs,
        begins,
        is,
    }
}

const RULES: [Rule; 14] = [
    rule("FI", 5, &["22"], Territory::Aland),
    rule("ES", 5, &["35", "38"], Territory::Canaries),
    rule("ES", 5, &["51"], Territory::Ceuta),
    rule("ES", 5, &["52"], Territory::Melilla),
    rule("DE", 5, &["78266"], Territory::Busingen),
    rule("DE", 5, &["27498"], Territory::Heligoland),
    rule("IT", 5, &["23041"], Territory::Livigno),
    rule("IT", 5, &["22061"], Territory::Campione),
    rule("GR", 5, &["63086"], Territory::Athos),
    rule(
        "FR",
        5,
        &["97", "986", "987", "988"],
        Territory::FrenchOverseas,
    ),
    rule("FR", 5, &["980"], Territory::Monaco),
    rule("DK", 4, &["39"], Territory::Greenland),
    rule("GB", 0, &["BT"], Territory::NorthernIreland),
    rule("MC", 0, &[""], Territory::Monaco),
];

impl Territory {
    /// Every territory.
    pub const ALL: [Self; 13] = [
        Self::Aland,
        Self::Canaries,
        Self::Ceuta,
        Self::Melilla,
        Self::Busingen,
        Self::Heligoland,
        Self::Livigno,
        Self::Campione,
        Self::Athos,
        Self::FrenchOverseas,
        Self::Greenland,
        Self::NorthernIreland,
        Self::Monaco,
    ];

    /// The last part of text keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Aland => "aland",
            Self::Canaries => "canaries",
            Self::Ceuta => "ceuta",
            Self::Melilla => "melilla",
            Self::Busingen => "busingen",
            Self::Heligoland => "heligoland",
            Self::Livigno => "livigno",
            Self::Campione => "campione",
            Self::Athos => "athos",
            Self::FrenchOverseas => "french-overseas",
            Self::Greenland => "greenland",
            Self::NorthernIreland => "northern-ireland",
            Self::Monaco => "monaco",
        }
    }

    /// Whose VAT it belongs to; none outside of the Union's VAT area.
    #[must_use]
    pub fn belongs_to(self) -> Option<&'static str> {
        match self {
            Self::NorthernIreland => Some(NORTHERN_IRELAND),
            Self::Monaco => Some("FR"),
            _ => None,
        }
    }

    /// Whether a shop that delivers to these countries does not deliver here: a place outside of the Union's VAT area, although its address names a country
    /// of the Union, is delivered to only by whoever exports at all.
    #[must_use]
    pub fn is_refused(self, countries: &[String]) -> bool {
        let exports = countries
            .iter()
            .any(|code| Place::country(code).area() == Area::Outside);
        self.belongs_to().is_none() && !exports
    }
}

impl<'a> Place<'a> {
    /// A country of which no postcode is known.
    #[must_use]
    pub fn country(country: &'a str) -> Self {
        Self {
            country,
            postcode: "",
        }
    }

    /// The special territory that it lies in.
    #[must_use]
    pub fn territory(self) -> Option<Territory> {
        let bare = self.bare_postcode();
        let is_hit = |rule: &&Rule| {
            rule.country == self.country
                && (rule.signs == 0 || rule.signs == bare.len())
                && rule.begins.iter().any(|begin| bare.starts_with(begin))
        };
        RULES.iter().find(is_hit).map(|rule| rule.is)
    }

    /// The postcode without what people write around it: the country before the number (FI-22100), too.
    pub(super) fn bare_postcode(self) -> String {
        let typed: String = self
            .postcode
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_uppercase())
            .collect();
        match typed.strip_prefix(self.country) {
            Some(bare) => bare.to_owned(),
            None => typed,
        }
    }

    /// In which country's VAT it lies.
    #[must_use]
    pub fn area(self) -> Area<'a> {
        match self.territory() {
            Some(of) => of.belongs_to().map_or(Area::Outside, Area::Inside),
            None if is_in_eu(self.country) => Area::Inside(self.country),
            None => Area::Outside,
        }
    }

    /// The country in whose VAT area it lies; outside of the Union's, the one that its address names.
    #[must_use]
    pub fn vat_country(self) -> &'a str {
        match self.area() {
            Area::Inside(country) => country,
            Area::Outside => self.country,
        }
    }
}

impl<'a> From<&'a Address> for Place<'a> {
    fn from(address: &'a Address) -> Self {
        Self {
            country: &address.country,
            postcode: &address.postcode,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at<'a>(country: &'a str, postcode: &'a str) -> Place<'a> {
        Place { country, postcode }
    }

    #[test]
    fn postcodes_tell_what_the_letters_of_a_country_do_not() {
        for (country, postcode, territory) in [
            ("FI", "22100", Territory::Aland),
            ("FI", "fi-22 100", Territory::Aland),
            ("ES", "35001", Territory::Canaries),
            ("ES", "38612", Territory::Canaries),
            ("ES", "51001", Territory::Ceuta),
            ("ES", "52001", Territory::Melilla),
            ("DE", "78266", Territory::Busingen),
            ("DE", "27498", Territory::Heligoland),
            ("IT", "23041", Territory::Livigno),
            ("IT", "22061", Territory::Campione),
            ("GR", "630 86", Territory::Athos),
            ("FR", "97400", Territory::FrenchOverseas),
            ("FR", "98800", Territory::FrenchOverseas),
            ("DK", "3900", Territory::Greenland),
        ] {
            let place = at(country, postcode);
            assert_eq!(place.territory(), Some(territory), "{place:?}");
            assert_eq!(place.area(), Area::Outside, "{place:?}");
        }
        for (country, postcode, inside) in [
            ("FI", "00100", "FI"),
            ("FI", "2210", "FI"),
            ("FI", "", "FI"),
            ("ES", "28001", "ES"),
            ("DE", "78267", "DE"),
            ("DK", "3700", "DK"),
            ("FR", "98000", "FR"),
            ("FR", "75001", "FR"),
            ("MC", "98000", "FR"),
            ("MC", "", "FR"),
            ("GB", "bt1 1aa", "XI"),
            ("GB", "GB-BT11AA", "XI"),
            // Madeira and the Azores are Portugal's VAT area, with rates of their own.
            ("PT", "9000-001", "PT"),
        ] {
            let place = at(country, postcode);
            assert_eq!(place.area(), Area::Inside(inside), "{place:?}");
            assert_eq!(place.vat_country(), inside, "{place:?}");
        }
        for (country, postcode) in [
            ("GB", "SW1A 1AA"),
            ("GB", ""),
            ("IM", "IM1 1AA"),
            ("JE", "JE2 3AB"),
            ("RE", "97400"),
            ("AX", "22100"),
            ("NO", "0150"),
            ("CH", "8238"),
        ] {
            let place = at(country, postcode);
            assert_eq!(place.area(), Area::Outside, "{place:?}");
        }
    }

    #[test]
    fn whoever_exports_nowhere_does_not_deliver_outside_of_the_area() {
        let of = |codes: &[&str]| {
            codes
                .iter()
                .map(|&code| code.to_owned())
                .collect::<Vec<_>>()
        };
        assert!(Territory::Aland.is_refused(&of(&["SE", "FI"])));
        assert!(!Territory::Aland.is_refused(&of(&["SE", "FI", "NO"])));
        // Monaco is no export, and neither is delivering there.
        assert!(Territory::Aland.is_refused(&of(&["SE", "FI", "MC"])));
        assert!(!Territory::Monaco.is_refused(&of(&["SE", "MC"])));
    }

    #[test]
    fn goods_are_taxed_by_what_places_are_part_of() {
        let delivered = ["SE", "FR", "MC", "NO", "GB", "PT"].map(str::to_owned);
        assert_eq!(
            taxing(&delivered),
            ["SE", "FR", "QO", "XI", "PT", "QM", "QN"]
        );
    }

    #[test]
    fn every_territory_has_a_rule_and_words_of_its_own() {
        for one in Territory::ALL {
            assert!(RULES.iter().any(|rule| rule.is == one), "{one:?}");
            let same = Territory::ALL
                .iter()
                .filter(|other| other.as_str() == one.as_str());
            assert_eq!(same.count(), 1);
        }
    }
}
