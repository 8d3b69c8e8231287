//! Where each shop stands.

use platform::web::names::Host;

use super::ShopDoor;
use crate::ids::ShopId;

/// Makes the shops' public addresses. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addresses {
    configured: String,
    is_production: bool,
}

impl Addresses {
    /// `configured` is the installation's own address, without a slash at its end. Outside of production the names that are laid down make no addresses: a
    /// copy of a database leads nobody away.
    #[must_use]
    pub fn new(configured: &str, is_production: bool) -> Self {
        Self {
            configured: configured.to_owned(),
            is_production,
        }
    }

    /// The installation's own address, where the oldest shop stands that has no name of its own.
    #[must_use]
    pub fn configured(&self) -> &str {
        &self.configured
    }

    /// Whether the names that are laid down make addresses.
    #[must_use]
    pub fn is_production(&self) -> bool {
        self.is_production
    }

    /// A shop's address among those of all shops, oldest first. None: it is not reachable.
    #[must_use]
    pub fn of(&self, doors: &[ShopDoor], shop: ShopId) -> Option<String> {
        let door = doors.iter().find(|door| door.shop_id == shop)?;
        if self.is_production
            && let Some(main) = &door.main
        {
            return Some(self.under(main));
        }
        if doors.first().is_some_and(|first| first.shop_id == shop) {
            return Some(self.configured.clone());
        }
        if self.is_production {
            return None;
        }
        match Host::of_url(&self.configured)? {
            Host::Name(name) => Some(self.under(&format!("{}.{name}", door.code))),
            Host::Address(address) if address.is_loopback() => {
                Some(self.under(&format!("{}.localhost", door.code)))
            }
            Host::Address(_) => None,
        }
    }

    /// The configured address with another name.
    fn under(&self, name: &str) -> String {
        let (scheme, rest) = self
            .configured
            .split_once("://")
            .unwrap_or(("https", &self.configured));
        // The dots of an address in brackets are colons.
        let after = rest.rsplit_once(']').map_or(rest, |(_, after)| after);
        let port = after.find(':').and_then(|colon| after.get(colon..));
        format!("{scheme}://{name}{}", port.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn door(code: &str, main: Option<&str>) -> ShopDoor {
        ShopDoor {
            shop_id: ShopId::generate(),
            code: code.to_owned(),
            shop_name: code.to_owned(),
            theme: None,
            main: main.map(str::to_owned),
            further: Vec::new(),
        }
    }

    fn told(addresses: &Addresses, doors: &[ShopDoor]) -> Vec<Option<String>> {
        doors
            .iter()
            .map(|door| addresses.of(doors, door.shop_id))
            .collect()
    }

    #[test]
    fn in_production_the_main_name_makes_the_address() {
        let addresses = Addresses::new("https://www.example.se", true);
        let doors = [door("nordbod", None), door("lada", Some("lada.example"))];
        assert_eq!(
            told(&addresses, &doors),
            [
                Some("https://www.example.se".to_owned()),
                Some("https://lada.example".to_owned())
            ]
        );
        let doors = [door("nordbod", Some("nordbod.example")), door("lada", None)];
        assert_eq!(
            told(&addresses, &doors),
            [Some("https://nordbod.example".to_owned()), None]
        );
        assert_eq!(addresses.of(&doors, ShopId::generate()), None);
    }

    #[test]
    fn elsewhere_the_code_stands_before_the_configured_name() {
        let doors = [
            door("nordbod", Some("nordbod.example")),
            door("lada", Some("lada.example")),
        ];
        for (configured, second) in [
            ("http://localhost:8080", Some("http://lada.localhost:8080")),
            ("http://127.0.0.1:8080", Some("http://lada.localhost:8080")),
            ("http://[::1]:8080", Some("http://lada.localhost:8080")),
            (
                "https://test.example.se",
                Some("https://lada.test.example.se"),
            ),
            ("http://192.0.2.7:8080", None),
        ] {
            assert_eq!(
                told(&Addresses::new(configured, false), &doors),
                [Some(configured.to_owned()), second.map(str::to_owned)]
            );
        }
    }
}
