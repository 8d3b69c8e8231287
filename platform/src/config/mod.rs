//! The program's settings, all in one place. They are parsed from a map and a file's text that are handed in: only `server/src/main.rs`
//! reads the environment. [`KEYS`] documents them; `torg help` prints it, `torg doctor` tells what is wrong.

mod keys;
mod names;
mod production;
mod search;
mod source;

use std::collections::BTreeMap;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

pub use keys::{KEYS, Key};
pub use search::SearchEngine;
use source::Source;

use crate::files::image::{Encoding, is_available};
use crate::web::names::Host;

/// A value that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps it.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself, for the one place that needs it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// What is wrong with a setting, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which setting.
    pub key: String,
    /// What is wrong.
    pub problem: String,
    /// How to mend it.
    pub remedy: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} -> {}", self.key, self.problem, self.remedy)
    }
}

/// What kind of installation this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Somebody looks at it: demo shop, stand-in vendors, log-in details on the terminal.
    Demo,
    /// A rehearsal: own data, stand-in vendors or vendors' test accounts.
    Test,
    /// Money moves: no defaults for secrets, no demo data, no stand-ins.
    Production,
}

impl Mode {
    /// The word for it in `TORG_ENV`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Demo => "demo",
            Self::Test => "test",
            Self::Production => "production",
        }
    }
}

/// One of the two doors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    /// Where it listens. Port 0 takes any free one.
    pub addr: SocketAddr,
    /// Its public address without a slash at the end, where one is configured.
    pub url: Option<String>,
}

impl Door {
    /// The public address, once the listener's own is known: without a configured one, whoever is on this machine can reach it.
    #[must_use]
    pub fn url_at(&self, bound: SocketAddr) -> String {
        self.url.clone().unwrap_or_else(|| local_url(bound))
    }
}

/// A web address by which a listener on this machine is reached from this machine: by name where it has one, for passkeys are bound to a name and
/// a cookie that was given at a number is not sent to it.
#[must_use]
pub fn local_url(bound: SocketAddr) -> String {
    let ip = bound.ip().to_canonical();
    if ip.is_unspecified() || ip.is_loopback() {
        format!("http://localhost:{}", bound.port())
    } else {
        format!("http://{bound}")
    }
}

/// Where pictures are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Storage {
    /// In the data folder.
    Directory,
    /// In a bucket.
    S3(S3),
}

/// How to reach a bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct S3 {
    /// Another service than AWS.
    pub endpoint: Option<String>,
    /// The region.
    pub region: String,
    /// The bucket.
    pub bucket: String,
    /// Before every key.
    pub prefix: String,
    /// Access key.
    pub access_key: String,
    /// Secret key.
    pub secret_key: Secret,
    /// `bucket.host/key`.
    pub is_virtual_hosted: bool,
}

/// An account at Stripe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stripe {
    /// The secret key.
    pub secret_key: Secret,
    /// One, or several while one replaces another.
    pub webhook_secrets: Vec<Secret>,
    /// Where its interface is called, when not at Stripe.
    pub base_url: Option<String>,
}

/// Mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The relay's address with its password; without one mail stays in the demo mailbox.
    pub smtp_url: Option<Secret>,
    /// The sender.
    pub from: String,
}

/// Everything that the program is told from outside.
#[derive(Clone, Debug)]
pub struct Config {
    /// Demo, test or production.
    pub mode: Mode,
    /// The database, or `None` for a private one in the data folder.
    pub database_url: Option<Secret>,
    /// Connections at most.
    pub database_connections: u32,
    /// Where files lie.
    pub data_dir: PathBuf,
    /// Whether nobody chose the data folder, so that another may be taken if this one cannot be used.
    pub is_default_data_dir: bool,
    /// The shop's door.
    pub shop: Door,
    /// Host names from which the shop's public address is led to.
    pub shop_names: Vec<String>,
    /// The back office's door.
    pub admin: Door,
    /// Where stand-in vendors listen.
    pub sandbox_addr: SocketAddr,
    /// Proxies whose word about the caller's address is taken.
    pub trusted_proxies: Vec<IpAddr>,
    /// The configured secret; without one it is generated into the data folder.
    pub secret_key: Option<Secret>,
    /// The brand.
    pub theme: String,
    /// The folder with the themes, where one is configured.
    pub themes_dir: Option<PathBuf>,
    /// Mail.
    pub mail: Mail,
    /// Pictures.
    pub storage: Storage,
    /// Stripe, or `None` for the stand-in provider.
    pub stripe: Option<Stripe>,
    /// Where VAT numbers are checked, when neither at VIES nor at the stand-in.
    pub vies_base_url: Option<String>,
    /// What ranks what is searched for, or `None` for PostgreSQL alone.
    pub search: Option<SearchEngine>,
    /// Whether AVIF pictures are made.
    pub is_avif_on: bool,
    /// How long a page of the catalogue that everybody sees alike is kept.
    pub pages_live_for: Duration,
    /// Jobs at a time.
    pub workers: usize,
    /// What is logged.
    pub log: String,
    /// Whether log lines are JSON.
    pub is_log_json: bool,
}

/// Settings that reach outside the machine: whoever sets one must also say what kind of installation it is, lest a forgotten
/// `DATABASE_URL` gets a demo shop poured into it.
const OUTWARD: &[&str] = &[
    "DATABASE_URL",
    "TORG_SMTP_URL",
    "TORG_STORAGE",
    "TORG_STRIPE_SECRET_KEY",
    "TORG_STRIPE_BASE_URL",
    "TORG_SEARCH_URL",
];

impl Config {
    /// Reads the settings from the environment and the text of `torg.toml`.
    ///
    /// # Errors
    /// Every fault at once, so that one does not mend them one by one.
    pub fn parse(
        environment: &BTreeMap<String, String>,
        file: Option<&str>,
    ) -> Result<Self, Vec<Fault>> {
        let mut source = Source::new(environment, file);
        let mode = read_mode(&mut source);
        let shop = read_door(&mut source, "TORG_SHOP_ADDR", 8080, "TORG_SHOP_URL");
        let admin = read_door(&mut source, "TORG_ADMIN_ADDR", 8081, "TORG_ADMIN_URL");
        let config = Self {
            mode,
            database_url: read_database_url(&mut source),
            database_connections: source.read(
                "TORG_DATABASE_CONNECTIONS",
                default_connections(default_workers()),
                "a number such as 20",
            ),
            data_dir: source
                .text("TORG_DATA_DIR")
                .map_or_else(|| PathBuf::from("./data"), PathBuf::from),
            is_default_data_dir: !source.has("TORG_DATA_DIR"),
            shop_names: names::read(&mut source, &shop, &admin),
            shop,
            admin,
            sandbox_addr: read_addr(&mut source, "TORG_SANDBOX_ADDR", 8090),
            trusted_proxies: read_proxies(&mut source),
            secret_key: source.secret("TORG_SECRET_KEY"),
            theme: source
                .text("TORG_THEME")
                .unwrap_or_else(|| "nordbod".to_owned()),
            themes_dir: source.text("TORG_THEMES_DIR").map(PathBuf::from),
            mail: Mail {
                smtp_url: source.secret("TORG_SMTP_URL"),
                from: source
                    .text("TORG_MAIL_FROM")
                    .unwrap_or_else(|| "Nordbod <hej@nordbod.example>".to_owned()),
            },
            storage: read_storage(&mut source),
            stripe: read_stripe(&mut source),
            vies_base_url: source.text("TORG_VIES_BASE_URL"),
            search: search::read(&mut source),
            is_avif_on: source.read("TORG_AVIF", false, "true or false"),
            pages_live_for: Duration::from_millis(source.read(
                "TORG_PAGES_LIVE_MS",
                1_000,
                "a number such as 1000, or 0",
            )),
            workers: source.read("TORG_WORKERS", default_workers(), "a number such as 4"),
            log: source.text("TORG_LOG").unwrap_or_else(|| "info".to_owned()),
            is_log_json: read_log_format(&mut source, mode),
        };
        config.check_sizes(&mut source);
        if mode == Mode::Production {
            production::check(&config, &mut source);
        }
        if source.faults.is_empty() {
            Ok(config)
        } else {
            Err(source.faults)
        }
    }

    fn check_sizes(&self, source: &mut Source) {
        if self.workers == 0 {
            source.fault("TORG_WORKERS", "nobody would do the jobs", "give 1 or more");
        }
        if self.pages_live_for > PAGES_LIVE_FOR_AT_MOST {
            source.fault(
                "TORG_PAGES_LIVE_MS",
                "a page would show prices and stock that no longer hold",
                "give 10000 or less",
            );
        }
        if self.database_connections < 4 {
            source.fault(
                "TORG_DATABASE_CONNECTIONS",
                "too few to serve and work at the same time",
                "give 4 or more",
            );
        }
        if self.is_avif_on && !is_available(Encoding::Avif) {
            source.fault(
                "TORG_AVIF",
                "this torg was built without AVIF",
                "build it with: cargo build --release --features avif; or unset it",
            );
        }
        if self
            .secret_key
            .as_ref()
            .is_some_and(|secret| secret.reveal().len() < production::SHORTEST_SECRET)
        {
            source.fault(
                "TORG_SECRET_KEY",
                "is too short to be a secret",
                production::SECRET_REMEDY,
            );
        }
        if self.theme.is_empty()
            || !self
                .theme
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        {
            source.fault(
                "TORG_THEME",
                "is no folder's name",
                "give a name of a-z, 0-9 and -",
            );
        }
    }

    /// Whether payment goes to the stand-in provider.
    #[must_use]
    pub fn uses_stand_in_payment(&self) -> bool {
        self.stripe.is_none()
    }
}

/// Longer than this a page is not kept: what it says of prices and stock is a promise.
const PAGES_LIVE_FOR_AT_MOST: Duration = Duration::from_secs(10);

fn default_workers() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}

/// The database works on no more at a time than there are processors, and a few wait for its disk meanwhile. Jobs of all queues may hold a dozen, some of which
/// wait for one another, and pages are to be answered all the same. Each connection more costs the database 15 MiB of plans, and makes every statement be planned
/// some times more before its plan is kept.
fn default_connections(processors: usize) -> u32 {
    u32::try_from(processors)
        .unwrap_or(u32::MAX)
        .saturating_mul(2)
        .saturating_add(8)
        .clamp(12, 40)
}

fn read_mode(source: &mut Source) -> Mode {
    match source.text("TORG_ENV").as_deref() {
        Some("demo") => Mode::Demo,
        Some("test") => Mode::Test,
        Some("production") => Mode::Production,
        Some(other) => {
            source.fault(
                "TORG_ENV",
                format!("{other:?} is no kind of installation"),
                "give demo, test or production",
            );
            Mode::Test
        }
        None => {
            if let Some(set) = OUTWARD.iter().find(|variable| source.has(variable)) {
                let problem = format!("is not set, but {set} is");
                source.fault(
                    "TORG_ENV",
                    problem,
                    "say what this installation is: TORG_ENV=test, production, or demo",
                );
            }
            Mode::Demo
        }
    }
}

fn read_database_url(source: &mut Source) -> Option<Secret> {
    let url = source.text("DATABASE_URL")?;
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        source.fault(
            "DATABASE_URL",
            "is no PostgreSQL address",
            "give postgres://user:password@host/name, or unset it",
        );
    }
    Some(Secret::new(url))
}

fn read_addr(source: &mut Source, variable: &'static str, port: u16) -> SocketAddr {
    source.read(
        variable,
        SocketAddr::from(([127, 0, 0, 1], port)),
        &format!("an address such as 127.0.0.1:{port}"),
    )
}

fn read_door(source: &mut Source, addr: &'static str, port: u16, url: &'static str) -> Door {
    let addr = read_addr(source, addr, port);
    let given = source
        .text(url)
        .map(|text| text.trim_end_matches('/').to_owned());
    if let Some(text) = &given {
        let host = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"));
        if host.and_then(Host::parse).is_none() {
            source.fault(
                url,
                format!("{text:?} is no web address without a path"),
                "give for example https://www.example.se (å, ä and ö as DNS has them: xn--...)",
            );
        }
    }
    Door { addr, url: given }
}

fn read_proxies(source: &mut Source) -> Vec<IpAddr> {
    let text = source.text("TORG_TRUSTED_PROXIES").unwrap_or_default();
    let mut proxies = Vec::new();
    for part in text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
    {
        match part.parse() {
            Ok(address) => proxies.push(address),
            Err(_) => {
                let problem = format!("{part:?} is no IP address");
                source.fault(
                    "TORG_TRUSTED_PROXIES",
                    problem,
                    "give addresses such as 10.0.0.2, separated by commas",
                );
            }
        }
    }
    proxies
}

fn read_storage(source: &mut Source) -> Storage {
    match source.text("TORG_STORAGE").as_deref() {
        None | Some("dir") => Storage::Directory,
        Some("s3") => {
            let mut needed = |variable: &'static str| {
                source.text(variable).unwrap_or_else(|| {
                    source.fault(
                        variable,
                        "is needed with TORG_STORAGE=s3",
                        "set it, or set TORG_STORAGE=dir",
                    );
                    String::new()
                })
            };
            let (bucket, access_key) = (needed("TORG_S3_BUCKET"), needed("TORG_S3_ACCESS_KEY"));
            let secret_key = Secret::new(needed("TORG_S3_SECRET_KEY"));
            let endpoint = source.text("TORG_S3_ENDPOINT");
            Storage::S3(S3 {
                region: source
                    .text("TORG_S3_REGION")
                    .unwrap_or_else(|| "eu-north-1".to_owned()),
                bucket,
                prefix: source.text("TORG_S3_PREFIX").unwrap_or_default(),
                access_key,
                secret_key,
                is_virtual_hosted: source.read(
                    "TORG_S3_VIRTUAL_HOSTED",
                    endpoint.is_none(),
                    "true or false",
                ),
                endpoint,
            })
        }
        Some(other) => {
            source.fault(
                "TORG_STORAGE",
                format!("{other:?} is no place to keep pictures"),
                "give dir or s3",
            );
            Storage::Directory
        }
    }
}

fn read_stripe(source: &mut Source) -> Option<Stripe> {
    let base_url = source.text("TORG_STRIPE_BASE_URL");
    let Some(secret_key) = source.secret("TORG_STRIPE_SECRET_KEY") else {
        for variable in ["TORG_STRIPE_WEBHOOK_SECRET", "TORG_STRIPE_BASE_URL"] {
            if source.has(variable) {
                source.fault(
                    "TORG_STRIPE_SECRET_KEY",
                    format!("is needed with {variable}"),
                    "set it, or unset the other",
                );
            }
        }
        return None;
    };
    let secrets = source
        .text("TORG_STRIPE_WEBHOOK_SECRET")
        .unwrap_or_default();
    let webhook_secrets: Vec<Secret> = secrets
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(Secret::new)
        .collect();
    if webhook_secrets.is_empty() {
        source.fault(
            "TORG_STRIPE_WEBHOOK_SECRET",
            "is needed: without it no message from Stripe can be believed",
            "copy it from the webhook's page at Stripe (whsec_...)",
        );
    }
    Some(Stripe {
        secret_key,
        webhook_secrets,
        base_url,
    })
}

fn read_log_format(source: &mut Source, mode: Mode) -> bool {
    match source.text("TORG_LOG_FORMAT").as_deref() {
        Some("json") => true,
        Some("text") => false,
        None => mode != Mode::Demo,
        Some(other) => {
            source.fault(
                "TORG_LOG_FORMAT",
                format!("{other:?} is no format"),
                "give text or json",
            );
            true
        }
    }
}

#[cfg(test)]
mod tests;
