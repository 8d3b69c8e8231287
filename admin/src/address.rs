//! Addresses as the back office writes them.

use platform::i18n::postcode;

/// The country that a letter need not name.
const HOME: &str = "SE";

/// The last lines of an address: `411 05 Göteborg`, and the country where it is another. Empty where nothing is said.
pub(crate) fn place(code: &str, city: &str, country: &str) -> [String; 2] {
    let town = format!("{} {city}", postcode(code, country));
    let abroad = if country == HOME { "" } else { country };
    [town.trim().to_owned(), abroad.to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_its_postcode_in_groups_and_a_country_that_is_another() {
        let at = |code, city, country| place(code, city, country);
        assert_eq!(at("41105", "Göteborg", "SE"), ["411 05 Göteborg", ""]);
        assert_eq!(at("0150", "Oslo", "NO"), ["0150 Oslo", "NO"]);
        assert_eq!(at("", "", "SE"), ["", ""]);
    }
}
