//! What a production installation must have before it may start.

use std::net::{IpAddr, SocketAddr};

use super::source::Source;
use super::{Config, Door};

/// Shorter than this is guessable.
pub(super) const SHORTEST_SECRET: usize = 32;
/// Meilisearch refuses a master key that is shorter.
const SHORTEST_SEARCH_KEY: usize = 16;
/// Ends of names that no public name server gives an address for; `.local` is also that of services within a cluster.
const PRIVATE_NAMES: [&str; 4] = [".internal", ".local", ".lan", ".home.arpa"];
pub(super) const SECRET_REMEDY: &str =
    "give 32 characters or more that nobody can guess, for example from: openssl rand -base64 48";

/// Notes every reason why this configuration must not take real orders.
pub(super) fn check(config: &Config, source: &mut Source) {
    check_secret(config, source);
    check_payment(config, source);
    check_mail(config, source);
    check_search(config, source);
    check_door(&config.shop, "TORG_SHOP_URL", source);
    check_door(&config.admin, "TORG_ADMIN_URL", source);
}

fn check_secret(config: &Config, source: &mut Source) {
    let Some(secret) = &config.secret_key else {
        return source.fault(
            "TORG_SECRET_KEY",
            "is not set, and production takes no generated one",
            SECRET_REMEDY,
        );
    };
    let text = secret.reveal().to_lowercase();
    let distinct = text
        .bytes()
        .collect::<std::collections::BTreeSet<_>>()
        .len();
    let is_example = [
        "secret",
        "changeme",
        "change-me",
        "password",
        "example",
        "default",
        "hemlig",
        "0123456789",
    ]
    .iter()
    .any(|word| text.contains(word));
    if is_example || distinct < 10 {
        source.fault(
            "TORG_SECRET_KEY",
            "looks like an example, not like a secret",
            SECRET_REMEDY,
        );
    }
}

fn check_payment(config: &Config, source: &mut Source) {
    let Some(stripe) = &config.stripe else {
        return source.fault(
            "TORG_STRIPE_SECRET_KEY",
            "is not set, so orders would be paid at the stand-in provider, with no money",
            "set it and TORG_STRIPE_WEBHOOK_SECRET, or run with TORG_ENV=test",
        );
    };
    if stripe.secret_key.reveal().contains("_test_") {
        source.fault(
            "TORG_STRIPE_SECRET_KEY",
            "is a test key: orders would be marked paid, with no money",
            "give the live key (sk_live_... or rk_live_...), or run with TORG_ENV=test",
        );
    }
    if stripe
        .base_url
        .as_deref()
        .is_some_and(|url| url.trim_end_matches('/') != "https://api.stripe.com")
    {
        source.fault("TORG_STRIPE_BASE_URL", "is not Stripe", "unset it");
    }
}

fn check_mail(config: &Config, source: &mut Source) {
    if config.mail.smtp_url.is_none() {
        source.fault(
            "TORG_SMTP_URL",
            "is not set, so order confirmations would stay in the demo mailbox",
            "give your mail relay: smtps://user:password@host",
        );
    }
    if config.mail.from.to_lowercase().contains(".example") {
        source.fault(
            "TORG_MAIL_FROM",
            "is the demo shop's",
            "give your shop's sender: \"Name <address>\"",
        );
    }
}

/// A Meilisearch without a key lets everybody read and change what is searched; one that is called over the net without encryption lets them read the key.
fn check_search(config: &Config, source: &mut Source) {
    let Some(search) = &config.search else {
        return;
    };
    match &search.key {
        None => source.fault(
            "TORG_SEARCH_KEY",
            "is not set, so the search engine would be open to whoever reaches it",
            "start Meilisearch with a master key, make a key for this installation, and give that",
        ),
        Some(key) if key.reveal().len() < SHORTEST_SEARCH_KEY => source.fault(
            "TORG_SEARCH_KEY",
            "is too short to be a secret",
            "give the key that Meilisearch made (64 characters)",
        ),
        Some(_) => {}
    }
    if !search.url.starts_with("https://") && !is_near(&search.url) {
        source.fault(
            "TORG_SEARCH_URL",
            "is not encrypted, so the key could be read on the way",
            "give an https:// address, or one on this machine or a private network: a private IP address, a name without a dot, or one that ends in .internal, .local, .lan or .home.arpa",
        );
    }
}

/// Whether a host is this machine, or an address or name that only a private network knows.
fn is_near(url: &str) -> bool {
    let rest = url.strip_prefix("http://").unwrap_or_default();
    let authority = rest.split('/').next().unwrap_or_default();
    if let Ok(addr) = authority.parse::<SocketAddr>() {
        return is_private(addr.ip());
    }
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    };
    match host.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(ip) => is_private(ip),
        // A name without a dot is resolved by this machine or its containers' network alone.
        Err(_) => !host.contains('.') || PRIVATE_NAMES.iter().any(|end| host.ends_with(end)),
    }
}

fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local(),
    }
}

fn check_door(door: &Door, variable: &str, source: &mut Source) {
    match &door.url {
        None => source.fault(
            variable,
            "is not set, so links in mails would lead nowhere",
            "give the public address: https://...",
        ),
        Some(url) if !url.starts_with("https://") => {
            source.fault(
                variable,
                "is not encrypted, so cookies and passwords could be read on the way",
                "give an https:// address",
            );
        }
        Some(_) => {}
    }
}
