//! Every setting there is, in one table: what is read, what is printed by `torg help`, and what an unknown key is compared with.

/// One setting.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The environment variable. In `torg.toml` it is the same in small letters without `TORG_`.
    pub variable: &'static str,
    /// What holds when it is not set, in words.
    pub default: &'static str,
    /// What it is.
    pub about: &'static str,
}

impl Key {
    /// The name in `torg.toml`.
    #[must_use]
    pub fn in_file(&self) -> String {
        self.variable
            .strip_prefix("TORG_")
            .unwrap_or(self.variable)
            .to_lowercase()
    }
}

const fn key(variable: &'static str, default: &'static str, about: &'static str) -> Key {
    Key {
        variable,
        default,
        about,
    }
}

/// Every setting, in the order in which `torg help` shows them.
pub const KEYS: &[Key] = &[
    key(
        "TORG_ENV",
        "demo",
        "demo, test or production. Must be said as soon as the database, a vendor, mail or S3 is configured",
    ),
    key(
        "DATABASE_URL",
        "a private PostgreSQL in the data folder",
        "PostgreSQL 15 or newer: postgres://user:password@host/name",
    ),
    key(
        "TORG_DATABASE_CONNECTIONS",
        "two per core and eight more, from 12 to 40",
        "connections that one process keeps to the database at most",
    ),
    key(
        "TORG_DATA_DIR",
        "./data",
        "where the private database, pictures and the generated secret lie",
    ),
    key("TORG_SHOP_ADDR", "127.0.0.1:8080", "where the shop listens"),
    key(
        "TORG_ADMIN_ADDR",
        "127.0.0.1:8081",
        "where the back office listens",
    ),
    key(
        "TORG_SANDBOX_ADDR",
        "127.0.0.1:8090",
        "where the stand-in vendors listen (never in production)",
    ),
    key(
        "TORG_SHOP_URL",
        "http:// and the shop's address",
        "the shop's address as shoppers type it, without a path",
    ),
    key(
        "TORG_SHOP_NAMES",
        "none",
        "further host names that lead to the shop's address, separated by commas, as in www.example.se",
    ),
    key(
        "TORG_ADMIN_URL",
        "http:// and the back office's address",
        "the back office's address as staff type it, without a path",
    ),
    key(
        "TORG_TRUSTED_PROXIES",
        "none",
        "addresses of proxies whose X-Forwarded-For is believed, separated by commas",
    ),
    key(
        "TORG_SECRET_KEY",
        "generated once into the data folder",
        "the key from which all others are derived; 32 characters or more",
    ),
    key(
        "TORG_THEME",
        "nordbod",
        "the brand's folder among the themes",
    ),
    key(
        "TORG_THEMES_DIR",
        "./themes, else the checkout's",
        "the folder with the themes",
    ),
    key(
        "TORG_SMTP_URL",
        "the demo mailbox",
        "smtps://user:password@host or smtp://host?tls=required",
    ),
    key(
        "TORG_MAIL_FROM",
        "Nordbod <hej@nordbod.example>",
        "the sender of the shop's mail",
    ),
    key(
        "TORG_STORAGE",
        "dir",
        "where pictures are kept: dir (in the data folder) or s3",
    ),
    key(
        "TORG_S3_ENDPOINT",
        "AWS",
        "address of another service that speaks S3",
    ),
    key("TORG_S3_REGION", "eu-north-1", "the bucket's region"),
    key("TORG_S3_BUCKET", "none", "the bucket; it must exist"),
    key(
        "TORG_S3_PREFIX",
        "none",
        "put before every key, so that several shops share a bucket",
    ),
    key("TORG_S3_ACCESS_KEY", "none", "access key"),
    key("TORG_S3_SECRET_KEY", "none", "secret key"),
    key(
        "TORG_S3_VIRTUAL_HOSTED",
        "false, true for AWS",
        "bucket.host/key instead of host/bucket/key",
    ),
    key(
        "TORG_STRIPE_SECRET_KEY",
        "the stand-in provider's",
        "Stripe's secret key",
    ),
    key(
        "TORG_STRIPE_WEBHOOK_SECRET",
        "the stand-in provider's",
        "Stripe's webhook secret; several, separated by commas, while one replaces another",
    ),
    key(
        "TORG_STRIPE_BASE_URL",
        "Stripe, or the stand-in provider",
        "where Stripe's interface is called",
    ),
    key(
        "TORG_VIES_BASE_URL",
        "VIES, or the stand-in where payments go to one",
        "where VAT numbers are checked",
    ),
    key(
        "TORG_SEARCH_URL",
        "PostgreSQL searches by itself",
        "address of a Meilisearch that ranks what is searched for",
    ),
    key(
        "TORG_SEARCH_KEY",
        "none",
        "Meilisearch's key for this installation; needed in production",
    ),
    key(
        "TORG_SEARCH_PREFIX",
        "torg",
        "begins the names of its indexes, so that several installations share a Meilisearch",
    ),
    key(
        "TORG_AVIF",
        "false",
        "also make AVIF pictures: a third of the bytes for ten times the work (needs the build feature avif)",
    ),
    key(
        "TORG_PAGES_LIVE_MS",
        "1000",
        "milliseconds that a page of the catalogue is kept which everybody without a cart and a log-in sees alike; 0 makes each anew",
    ),
    key(
        "TORG_WORKERS",
        "one per core",
        "jobs that one process does at a time",
    ),
    key("TORG_LOG", "info", "what is logged, as in info,sqlx=warn"),
    key("TORG_LOG_FORMAT", "text in demo, else json", "text or json"),
];

/// Variables that only the project's own tests read.
pub(super) fn is_for_tests(variable: &str) -> bool {
    variable.starts_with("TORG_TEST_")
        || variable == "TORG_CONTRACTS_DIR"
        || variable == "TORG_CONFIG"
}

/// The known name that is most like `name`, if any is like it at all.
pub(super) fn nearest(name: &str, known: impl Iterator<Item = String>) -> Option<String> {
    let (distance, best) = known
        .map(|candidate| (distance(name, &candidate), candidate))
        .min()?;
    (distance <= name.chars().count().div_ceil(3)).then_some(best)
}

/// How many letters must be changed, put in or taken out.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in to.iter().enumerate() {
            let changed = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[to.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_known_key_is_named() {
        let known = || KEYS.iter().map(Key::in_file);
        assert_eq!(
            nearest("shop_adress", known()).as_deref(),
            Some("shop_addr")
        );
        assert_eq!(
            nearest("databas_url", known()).as_deref(),
            Some("database_url")
        );
        assert_eq!(nearest("colour", known()), None);
    }

    #[test]
    fn every_key_is_there_once() {
        let mut names: Vec<_> = KEYS.iter().map(|key| key.variable).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), KEYS.len());
    }
}
