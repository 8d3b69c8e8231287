//! `torg doctor`: looks at everything that a start needs, changes nothing, and says what is wrong and how to mend it.

mod outside;
mod shops;

use std::fmt::Display;
use std::fs::File;
use std::net::TcpListener;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use commerce::shop_door;
use platform::cluster;
use platform::config::{Config, Mode};
use sqlx::{Connection as _, PgConnection};

use crate::install::{self, POSTGRES};
use crate::settings::{Settings, Surroundings};
use crate::{demo, ground, migrate};

/// What was found, line by line.
#[derive(Default)]
struct Findings {
    faults: usize,
}

impl Findings {
    fn good(&mut self, what: &str, state: impl Display) {
        say!("  ok     {what:<14} {state}");
    }

    /// Nothing that hinders a start, but something that is left to do.
    fn left(&mut self, what: &str, state: impl Display, remedy: impl Display) {
        say!(
            "  TO DO  {what:<14} {state}\n         {:<14} -> {remedy}",
            ""
        );
    }

    fn wrong(&mut self, what: &str, problem: impl Display, remedy: impl Display) {
        self.faults += 1;
        say!(
            "  WRONG  {what:<14} {problem}\n         {:<14} -> {remedy}",
            ""
        );
    }
}

/// `torg doctor`. Fails when something is wrong.
pub fn run(surroundings: &Surroundings) -> ExitCode {
    let mut findings = Findings::default();
    match surroundings.settings() {
        Err(faults) => {
            for fault in faults {
                findings.wrong(&fault.key, fault.problem, fault.remedy);
            }
        }
        Ok(settings) => {
            findings.good(
                "settings",
                format!(
                    "read; this is a {} installation",
                    settings.config.mode.name()
                ),
            );
            look(&settings, &mut findings);
        }
    }
    if findings.faults == 0 {
        say!("\nNothing is wrong.");
        ExitCode::SUCCESS
    } else {
        say!("\n{} thing(s) to mend.", findings.faults);
        ExitCode::FAILURE
    }
}

fn look(settings: &Settings, findings: &mut Findings) {
    let config = &settings.config;
    look_at_folders(config, findings);
    let mut is_running = false;
    match &config.database_url {
        Some(url) => {
            let looked = ground::block_on(async {
                look_at_database(url.reveal(), config, findings).await;
                Ok(())
            });
            if let Err(error) = looked {
                findings.wrong("database", format!("{error:#}"), "free some memory");
            }
        }
        None => is_running = look_at_private_database(settings, findings),
    }
    look_at_addresses(config, is_running, findings);
    look_at_names(config, findings);
    outside::look(config, findings);
}

fn look_at_folders(config: &Config, findings: &mut Findings) {
    match install::data_dir(config) {
        Ok(data) => match (may_be_written(&data.path), &data.because_closed) {
            (Err(error), _) => findings.wrong(
                "data",
                format!("{}: {error}", data.path.display()),
                "set TORG_DATA_DIR to a folder that can be written to",
            ),
            (Ok(()), None) => findings.good("data", data.path.display()),
            (Ok(()), Some(closed)) => findings.good(
                "data",
                format!(
                    "{} (only root may enter {})",
                    data.path.display(),
                    closed.display()
                ),
            ),
        },
        Err(error) => findings.wrong(
            "data",
            format!("{error:#}"),
            "set TORG_DATA_DIR to a folder that can be written to",
        ),
    }
    match install::themes_dir(config) {
        Ok(themes) if themes.join(&config.theme).join("theme.toml").is_file() => {
            findings.good("theme", themes.join(&config.theme).display());
        }
        Ok(themes) => findings.wrong(
            "theme",
            format!(
                "there is no theme {:?} in {}",
                config.theme,
                themes.display()
            ),
            "set TORG_THEME to one that is there",
        ),
        Err(error) => findings.wrong("theme", format!("{error:#}"), "set TORG_THEMES_DIR"),
    }
}

/// Whether the folder, or the nearest one above it that is there, can be written to. Tried with a file that has no name, so nothing is left.
fn may_be_written(folder: &Path) -> std::io::Result<()> {
    let there = folder
        .ancestors()
        .find(|folder| folder.exists())
        .unwrap_or(folder);
    let tried = File::options()
        .write(true)
        .custom_flags(libc::O_TMPFILE)
        .open(there);
    match tried {
        // A file system that has no files without a name tells nothing.
        Err(error) if error.raw_os_error() == Some(libc::EOPNOTSUPP) => Ok(()),
        other => other.map(drop),
    }
}

/// Says whether another torg runs on the data: then the addresses are taken, as they should be.
fn look_at_private_database(settings: &Settings, findings: &mut Findings) -> bool {
    let dir = install::data_dir(&settings.config).map(|data| data.path.join(POSTGRES));
    let looked = dir.map(|dir| (cluster::look(&dir, &settings.search_path), dir));
    let mut is_running = false;
    match looked {
        Ok((Ok(state), dir)) => {
            is_running = state == cluster::State::Running;
            findings.good("database", state);
            if is_running && let Ok(Some(url)) = cluster::url_of_running(&dir) {
                look_into_running(&url, &settings.config, findings);
            }
        }
        Ok((Err(error), _)) => {
            findings.wrong("database", "the private PostgreSQL would not start", error)
        }
        Err(error) => findings.wrong("database", format!("{error:#}"), "set TORG_DATA_DIR"),
    }
    is_running
}

/// What a torg that runs has in its private database.
fn look_into_running(url: &str, config: &Config, findings: &mut Findings) {
    let looked = ground::block_on(async {
        let mut connection = PgConnection::connect(url).await?;
        look_at_structure(&mut connection, config, findings).await?;
        Ok(())
    });
    if let Err(error) = looked {
        findings.left(
            "database",
            format!("{error:#}"),
            "if torg is just starting, look again in a moment",
        );
    }
}

async fn look_at_database(url: &str, config: &Config, findings: &mut Findings) {
    const PATIENCE: Duration = Duration::from_secs(10);
    let mut connection = match tokio::time::timeout(PATIENCE, PgConnection::connect(url)).await {
        Ok(Ok(connection)) => connection,
        Ok(Err(error)) => {
            return findings.wrong(
                "database",
                error,
                "check DATABASE_URL, and that the server is up and lets this machine in",
            );
        }
        Err(_) => {
            return findings.wrong(
                "database",
                "no answer in ten seconds",
                "check the host and port in DATABASE_URL, and firewalls",
            );
        }
    };
    if let Err(error) = ask_database(&mut connection, config, findings).await {
        findings.wrong("database", error, "check the account's rights");
    }
}

async fn ask_database(
    conn: &mut PgConnection,
    config: &Config,
    findings: &mut Findings,
) -> Result<(), sqlx::Error> {
    let (number, encoding, connections): (String, String, String) = sqlx::query_as(
        "select current_setting('server_version_num'), current_setting('server_encoding'), current_setting('max_connections')",
    )
    .fetch_one(&mut *conn)
    .await?;
    let major = number.parse::<u32>().unwrap_or(0) / 10_000;
    if major < cluster::OLDEST_MAJOR {
        findings.wrong(
            "database",
            format!("it is PostgreSQL {major}"),
            format!("upgrade it to {} or newer", cluster::OLDEST_MAJOR),
        );
    } else {
        findings.good("database", format!("PostgreSQL {major} answers"));
    }
    if encoding != "UTF8" {
        findings.wrong(
            "database",
            format!("its encoding is {encoding}"),
            "make it anew with: createdb --encoding=UTF8 --template=template0 torg",
        );
    }
    if connections.parse::<u32>().unwrap_or(0) < config.database_connections {
        findings.wrong(
            "database",
            format!("it takes {connections} connections, fewer than this process keeps"),
            "lower TORG_DATABASE_CONNECTIONS or raise max_connections",
        );
    }
    let words: i32 = sqlx::query_scalar("select length(to_tsvector('simple', 'blåbärsöl'))")
        .fetch_one(&mut *conn)
        .await?;
    if words != 1 {
        findings.wrong(
            "search",
            "å, ä and ö are no letters to it (its locale is C), so search would miss words",
            "make it anew with: createdb --template=template0 --locale=C.UTF-8 torg",
        );
    }
    let can_trigrams: bool = sqlx::query_scalar(
        "select exists (select from pg_available_extensions where name = 'pg_trgm')",
    )
    .fetch_one(&mut *conn)
    .await?;
    if !can_trigrams {
        findings.wrong(
            "search",
            "the extension pg_trgm is not available",
            "install postgresql-contrib on the database's machine",
        );
    }
    look_at_structure(conn, config, findings).await
}

async fn look_at_structure(
    conn: &mut PgConnection,
    config: &Config,
    findings: &mut Findings,
) -> Result<(), sqlx::Error> {
    let is_begun: bool = sqlx::query_scalar("select to_regclass('_sqlx_migrations') is not null")
        .fetch_one(&mut *conn)
        .await?;
    let applied: Vec<i64> = if is_begun {
        sqlx::query_scalar("select version from _sqlx_migrations where success")
            .fetch_all(&mut *conn)
            .await?
    } else {
        Vec::new()
    };
    let known = migrate::versions();
    let missing = known
        .iter()
        .filter(|version| !applied.contains(version))
        .count();
    match applied.iter().find(|version| !known.contains(version)) {
        Some(newer) => findings.wrong(
            "structure",
            format!("it was made by a newer torg (migration {newer})"),
            "start that one",
        ),
        None if missing == 0 => {
            findings.good("structure", "up to date");
            look_at_shop(conn, config, findings).await?;
            if config.mode == Mode::Production && demo::is_there(conn).await? {
                findings.wrong(
                    "data",
                    "the database holds the demo shop",
                    "begin with an empty database",
                );
            }
        }
        None => findings.good(
            "structure",
            format!("{missing} migrations will be applied at the next start"),
        ),
    }
    Ok(())
}

/// Without a shop everything starts, and the storefront has nothing to show.
async fn look_at_shop(
    conn: &mut PgConnection,
    config: &Config,
    findings: &mut Findings,
) -> Result<(), sqlx::Error> {
    let doors = shop_door::doors(conn).await?;
    match doors.first() {
        Some(_) => shops::look(&doors, config, findings),
        None if config.mode == Mode::Demo => {
            findings.good("shop", "the demo is made at the next start")
        }
        None => findings.left(
            "shop",
            "no shop has been set up",
            "torg shop --template > butik.toml, fill it in, torg shop butik.toml",
        ),
    }
    Ok(())
}

fn look_at_addresses(config: &Config, is_running: bool, findings: &mut Findings) {
    let mut wanted = vec![
        ("shop", "TORG_SHOP_ADDR", config.shop.addr),
        ("back office", "TORG_ADMIN_ADDR", config.admin.addr),
    ];
    if config.uses_stand_in_payment() {
        wanted.push(("stand-ins", "TORG_SANDBOX_ADDR", config.sandbox_addr));
    }
    for (what, setting, addr) in wanted {
        match TcpListener::bind(addr) {
            Ok(_) => findings.good(what, format!("{addr} is free")),
            Err(_) if is_running => {
                findings.good(what, format!("{addr} is in use by the torg that runs"))
            }
            Err(error) => findings.wrong(
                what,
                format!("{addr}: {error}"),
                format!("stop what listens there, or set {setting}"),
            ),
        }
    }
}

/// Names that are wrong are faults of the settings; here is told what the right ones do.
fn look_at_names(config: &Config, findings: &mut Findings) {
    let Some(url) = &config.shop.url else {
        return;
    };
    if !config.shop_names.is_empty() {
        let further = config.shop_names.join(", ");
        findings.good("names", format!("{further} -> {url}"));
    }
    if config.mode == Mode::Production {
        findings.good(
            "other names",
            "are refused (421): a proxy must pass the name on that was asked for",
        );
    }
}
