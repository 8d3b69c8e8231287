//! The further names under which the shop is reached.

use super::Door;
use super::source::Source;
use crate::web::names::Host;

const VARIABLE: &str = "TORG_SHOP_NAMES";

/// The names in small letters, each once.
pub(super) fn read(source: &mut Source, shop: &Door, admin: &Door) -> Vec<String> {
    let text = source.text(VARIABLE).unwrap_or_default();
    let host = |door: &Door| door.url.as_deref().and_then(Host::of_url);
    let (own, office) = (host(shop), host(admin));
    let mut names = Vec::new();
    for part in text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        match name(part) {
            Some(name) if own.as_ref() == Some(&Host::Name(name.clone())) => source.fault(
                VARIABLE,
                format!("{part:?} is the shop's name in TORG_SHOP_URL: it would be led to itself"),
                "leave it out; only further names belong here",
            ),
            Some(name) if office.as_ref() == Some(&Host::Name(name.clone())) => source.fault(
                VARIABLE,
                format!("{part:?} is the back office's name in TORG_ADMIN_URL"),
                "leave it out, or give the back office another name",
            ),
            Some(name) if !names.contains(&name) => names.push(name),
            Some(_) => {}
            None => source.fault(
                VARIABLE,
                format!("{part:?} is no host name"),
                "give names such as www.example.se, separated by commas, without https:// and without a port (å, ä and ö as DNS has them: xn--...)",
            ),
        }
    }
    if shop.url.is_none() && !text.is_empty() {
        source.fault(
            "TORG_SHOP_URL",
            format!("is needed with {VARIABLE}: it is where the further names lead"),
            "give the public address: https://...",
        );
    }
    names
}

/// A name that DNS may know, of more than one step, so that it is not this machine's own.
fn name(text: &str) -> Option<String> {
    if text.contains(':') {
        return None;
    }
    match Host::parse(text)? {
        Host::Name(name) if name.contains('.') && !name.ends_with(".localhost") => Some(name),
        Host::Name(_) | Host::Address(_) => None,
    }
}
