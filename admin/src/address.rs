//! Addresses as the back office writes them.

use platform::i18n::{Message, postcode};

use crate::admin::Admin;
use crate::guard::Me;

/// The country that a letter need not name.
const HOME: &str = "SE";

/// The last lines of an address: `411 05 Göteborg`, and the country's name where it is another. Empty where nothing is said.
pub(crate) fn place(admin: &Admin, me: &Me, [code, city, country]: [&str; 3]) -> [String; 2] {
    let name = |country: &str| {
        let key = format!("country-{country}");
        let name = admin.renderer.text(me.locale(), &Message::new(key.clone()));
        // Old addresses may say what is no country.
        if name == key {
            country.to_owned()
        } else {
            name
        }
    };
    written([code, city, country], name)
}

fn written([code, city, country]: [&str; 3], name: impl Fn(&str) -> String) -> [String; 2] {
    let town = format!("{} {city}", postcode(code, country));
    let abroad = if country == HOME || country.is_empty() {
        String::new()
    } else {
        name(country)
    };
    [town.trim().to_owned(), abroad]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_its_postcode_in_groups_and_a_country_that_is_another() {
        let at = |place: [&str; 3]| written(place, |country| format!("name of {country}"));
        assert_eq!(at(["41105", "Göteborg", "SE"]), ["411 05 Göteborg", ""]);
        assert_eq!(at(["0150", "Oslo", "NO"]), ["0150 Oslo", "name of NO"]);
        assert_eq!(at(["", "", "SE"]), ["", ""]);
        assert_eq!(at(["", "", ""]), ["", ""]);
    }
}
