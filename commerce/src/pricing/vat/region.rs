//! **Regions** of the Union's countries that lie within its VAT area and have rates of their own (directive 2006/112, articles 104, 105 and 120). What is sold there is
//! sold in their country, and stands so in returns and books; only the rate is the region's. None but those whose borders postcodes tell surely: the Greek islands
//! with lower rates are chosen by their number of people, and are left out.

use super::territory::Place;

/// A region with rates of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Region {
    /// Madeira, of Portugal.
    Madeira,
    /// The Azores, of Portugal.
    Azores,
    /// Corsica, of France.
    Corsica,
    /// Jungholz and Mittelberg, of Austria, which only Germany's roads reach.
    JungholzAndMittelberg,
}

impl Region {
    /// Every region.
    pub const ALL: [Self; 4] = [
        Self::Madeira,
        Self::Azores,
        Self::Corsica,
        Self::JungholzAndMittelberg,
    ];

    /// As tables of rates name it: two letters that ISO 3166 leaves to everybody, as long as a country's, so that the tables need no other shape.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Madeira => "QM",
            Self::Azores => "QN",
            Self::Corsica => "QO",
            Self::JungholzAndMittelberg => "QP",
        }
    }

    /// From its name in tables of rates.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|region| region.code() == code)
    }

    /// Of which country.
    #[must_use]
    pub fn country(self) -> &'static str {
        match self {
            Self::Madeira | Self::Azores => "PT",
            Self::Corsica => "FR",
            Self::JungholzAndMittelberg => "AT",
        }
    }

    /// How its postcodes begin.
    fn begins(self) -> &'static [&'static str] {
        match self {
            Self::Madeira => &["90", "91", "92", "93", "94"],
            Self::Azores => &["95", "96", "97", "98", "99"],
            Self::Corsica => &["20"],
            Self::JungholzAndMittelberg => &["6691", "6991", "6992", "6993"],
        }
    }

    /// How many signs its postcodes have. Portugal's are typed in part, too.
    fn signs(self) -> &'static [usize] {
        match self {
            Self::Madeira | Self::Azores => &[4, 7],
            Self::Corsica => &[5],
            Self::JungholzAndMittelberg => &[4],
        }
    }
}

impl<'a> Place<'a> {
    /// The region with rates of its own that it lies in.
    #[must_use]
    pub fn region(self) -> Option<Region> {
        let bare = self.bare_postcode();
        Region::ALL.into_iter().find(|region| {
            region.country() == self.country
                && region.signs().contains(&bare.len())
                && region.begins().iter().any(|begin| bare.starts_with(begin))
        })
    }

    /// Whose rates hold where it lies: its region's, else those of the country in whose VAT area it lies.
    #[must_use]
    pub fn rates(self) -> &'a str {
        match self.region() {
            Some(region) => region.code(),
            None => self.vat_country(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postcodes_tell_the_regions() {
        let at = |country, postcode| Place { country, postcode };
        for (country, postcode, rates) in [
            ("PT", "9000-001", "QM"),
            ("PT", "pt-9400 015", "QM"),
            ("PT", "9000", "QM"),
            ("PT", "9500-150", "QN"),
            ("PT", "9980-024", "QN"),
            ("PT", "8900-250", "PT"),
            ("PT", "1100-148", "PT"),
            ("PT", "", "PT"),
            ("PT", "90", "PT"),
            ("FR", "20000", "QO"),
            ("FR", "20290", "QO"),
            ("FR", "75020", "FR"),
            ("FR", "2000", "FR"),
            ("MC", "98000", "FR"),
            ("AT", "6691", "QP"),
            ("AT", "6993", "QP"),
            ("AT", "6900", "AT"),
            ("ES", "35001", "ES"),
            ("GB", "BT1 1AA", "XI"),
            ("SE", "90000", "SE"),
            ("DE", "90403", "DE"),
        ] {
            assert_eq!(at(country, postcode).rates(), rates, "{country} {postcode}");
        }
    }

    #[test]
    fn a_region_lies_in_its_countrys_vat_area() {
        for region in Region::ALL {
            assert_eq!(Region::from_code(region.code()), Some(region));
            // Among the letters that stand for no country.
            assert!(("QM".."QZ").contains(&region.code()), "{region:?}");
            for begin in region.begins() {
                let signs = region.signs()[0];
                let postcode = format!("{begin:0<signs$}");
                let place = Place {
                    country: region.country(),
                    postcode: &postcode,
                };
                assert_eq!(place.region(), Some(region), "{postcode}");
                assert_eq!(place.vat_country(), region.country());
                assert_eq!(place.territory(), None, "{postcode}");
            }
        }
        assert_eq!(Region::from_code("PT"), None);
    }
}
