//! Where a site's passkeys are good.

use webauthn_rs::prelude::Url;

/// The site's address is no domain, and passkeys are bound to one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("passkeys are bound to a domain, and the address has none")]
pub struct NoDomain;

/// A domain, and the one address at which its passkeys may be made and used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// What passkeys are bound to.
    pub domain: String,
    /// Scheme, host and port, as browsers write them.
    pub origin: String,
    pub(crate) url: Url,
}

impl Place {
    /// Of the address that people reach a site at. A machine's own number is `localhost` by name, and there passkeys work without encryption.
    pub(crate) fn of(address: &str) -> Result<Self, NoDomain> {
        let mut url = Url::parse(address).map_err(|_| NoDomain)?;
        if url.domain().is_none() {
            let host = url.host_str().unwrap_or_default();
            let number = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
            if !number.is_ok_and(|number| number.is_loopback()) {
                return Err(NoDomain);
            }
            url.set_host(Some("localhost")).map_err(|_| NoDomain)?;
        }
        let domain = url.domain().ok_or(NoDomain)?.to_owned();
        let origin = url.origin().ascii_serialization();
        let url = Url::parse(&origin).map_err(|_| NoDomain)?;
        Ok(Self {
            domain,
            origin,
            url,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_the_domain_of_the_address() {
        for (address, domain, origin) in [
            ("https://nordbod.se", "nordbod.se", "https://nordbod.se"),
            (
                "https://butik.nordbod.se:8443/",
                "butik.nordbod.se",
                "https://butik.nordbod.se:8443",
            ),
            (
                "http://127.0.0.1:8080",
                "localhost",
                "http://localhost:8080",
            ),
            ("http://[::1]:8080", "localhost", "http://localhost:8080"),
            (
                "http://localhost:8080",
                "localhost",
                "http://localhost:8080",
            ),
        ] {
            let place = Place::of(address).expect(address);
            assert_eq!((&*place.domain, &*place.origin), (domain, origin));
        }
        for bare in [
            "http://192.168.1.4:8080",
            "http://[fd00::1]",
            "nordbod.se",
            "",
        ] {
            assert_eq!(Place::of(bare), Err(NoDomain), "{bare}");
        }
    }
}
