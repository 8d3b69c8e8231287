//! Where a company's goods go.

use crate::ids::CompanyPlaceId;
use crate::pricing::vat;

/// A place with what a parcel to it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which.
    pub id: CompanyPlaceId,
    /// What the company calls it.
    pub label: String,
    /// Who receives.
    pub name: String,
    /// For the carrier; may be empty.
    pub phone: String,
    /// Street and number.
    pub street: String,
    /// c/o, door code.
    pub street2: String,
    /// As the country writes it, normalised.
    pub postcode: String,
    /// Town.
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Global location number.
    pub gln: Option<String>,
    /// Written on the parcels; may be empty.
    pub marking: String,
    /// Whether it is chosen beforehand.
    pub is_default: bool,
    /// Against silent overwrite.
    pub row_version: i32,
}

impl Place {
    /// Whether a shop that delivers to these countries delivers here.
    #[must_use]
    pub fn is_delivered_to(&self, countries: &[String]) -> bool {
        let place = vat::Place {
            country: &self.country,
            postcode: &self.postcode,
        };
        countries.contains(&self.country)
            && place
                .territory()
                .is_none_or(|territory| !territory.is_refused(countries))
    }
}
