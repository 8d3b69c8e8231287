//! The database before its first start: which version it wants, and `initdb` when there is none.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

use super::account::Account;
use super::binaries::{self, Binaries};
use super::{ClusterError, NAME, Options, make_folder};

/// Written to the end of `postgresql.conf` when the database is made; a merchant may change it there afterwards.
const SETTINGS: &str = "
# Written by torg when it made this database; yours to change. torg itself sets only where the socket and the log lie.
shared_buffers = 256MB
effective_cache_size = 2GB
work_mem = 16MB
maintenance_work_mem = 256MB
random_page_cost = 1.1        # for disks without a moving head
jit = off                     # a shop's queries are short; compiling them costs more than it gives
timezone = 'UTC'
log_timezone = 'UTC'
log_min_duration_statement = 1s
log_line_prefix = '%m [%p] %a '
idle_in_transaction_session_timeout = 60s
";

/// The programs for the data in `data`, or the newest when there are none yet.
///
/// # Errors
/// [`ClusterError::WrongVersion`] when the data were made by a version that is not installed.
pub(super) fn binaries_for(data: &Path, search_path: &OsStr) -> Result<Binaries, ClusterError> {
    let made_by = std::fs::read_to_string(data.join("PG_VERSION"))
        .ok()
        .and_then(|text| text.trim().parse::<u32>().ok());
    let found = binaries::find(search_path, made_by)?;
    match made_by {
        Some(made_by) if made_by != found.major => Err(ClusterError::WrongVersion {
            data: data.to_path_buf(),
            made_by,
            installed: found.major,
        }),
        _ => Ok(found),
    }
}

/// Stands beside a database that is being made.
const MARKER: &str = "initializing";

/// Whether there is a whole database; a half-made one is none.
///
/// # Errors
/// [`ClusterError::Damaged`] when there is something else.
pub(super) fn is_whole(dir: &Path, data: &Path) -> Result<bool, ClusterError> {
    if dir.join(MARKER).exists() {
        return Ok(false);
    }
    if data.join("PG_VERSION").exists() && data.join("global/pg_control").exists() {
        return Ok(true);
    }
    let is_empty = std::fs::read_dir(data).map_or(true, |mut entries| entries.next().is_none());
    if is_empty {
        Ok(false)
    } else {
        Err(ClusterError::Damaged {
            data: data.to_path_buf(),
        })
    }
}

/// Makes the database if it is not there, and says whether it did. A marker stands beside it for as long as that takes, so that a
/// half-made one is known for what it is and made anew; anything else that is not a whole database is left alone and refused.
pub(super) fn make_database(
    dir: &Path,
    data: &Path,
    found: &Binaries,
    account: Option<&Account>,
    options: &Options,
) -> Result<bool, ClusterError> {
    if is_whole(dir, data)? {
        return Ok(false);
    }
    let marker = dir.join(MARKER);
    if marker.exists() {
        tracing::info!(data = %data.display(), "making the database anew: its first making was interrupted");
    }
    std::fs::write(
        &marker,
        "This database is being made. If torg is not running, the next start makes it anew.\n",
    )
    .map_err(ClusterError::at(&marker))?;
    initdb(data, found, account, options)?;
    let settings = data.join("postgresql.conf");
    let mut text = std::fs::read_to_string(&settings).map_err(ClusterError::at(&settings))?;
    text.push_str(SETTINGS);
    std::fs::write(&settings, text).map_err(ClusterError::at(&settings))?;
    name_database(data, found, account, options)?;
    std::fs::remove_file(&marker).map_err(ClusterError::at(&marker))?;
    Ok(true)
}

/// Swedish order by ICU. The character classes come from libc, and there "C" would make å, ä and ö no letters, which tears words apart in
/// full-text search: a UTF-8 locale is needed, and systems differ in which they have.
fn initdb(
    data: &Path,
    found: &Binaries,
    account: Option<&Account>,
    options: &Options,
) -> Result<(), ClusterError> {
    let mut output = String::new();
    for locale in ["C.UTF-8", "sv_SE.UTF-8", "en_US.UTF-8"] {
        remove_folder(data)?;
        make_folder(data, 0o700)?;
        Account::give(account, data)?;
        let mut command = program(found, "initdb", account);
        command.arg("--pgdata").arg(data).args([
            "--username",
            NAME,
            "--auth=trust",
            "--encoding=UTF8",
        ]);
        command
            .args([
                "--locale-provider=icu",
                "--icu-locale=sv-SE",
                "--text-search-config=swedish",
            ])
            .arg(format!("--locale={locale}"));
        if options.is_durable {
            command.arg("--data-checksums");
        } else {
            command.args(["--no-sync", "--no-instructions", "--wal-segsize=2"]);
        }
        match run(&mut command, "initdb", "") {
            Err(ClusterError::Failed { output: said, .. })
                if said.contains("invalid locale name") =>
            {
                output = said
            }
            other => return other,
        }
    }
    Err(ClusterError::Failed {
        program: "initdb",
        output,
    })
}

/// Makes the database itself, in single-user mode: no server need run for it, and it is done before the marker goes.
fn name_database(
    data: &Path,
    found: &Binaries,
    account: Option<&Account>,
    options: &Options,
) -> Result<(), ClusterError> {
    let mut command = program(found, "postgres", account);
    command.args(["--single", "-D"]).arg(data);
    if !options.is_durable {
        command.arg("-F");
    }
    command.args(["-c", "exit_on_error=on", "postgres"]);
    run(
        &mut command,
        "postgres",
        &format!("create database {NAME}\n"),
    )
}

/// A PostgreSQL program under the right account, free of the caller's own `PG*` settings and locale.
pub(super) fn program(found: &Binaries, name: &str, account: Option<&Account>) -> Command {
    let mut command = Command::new(found.program(name));
    command.current_dir("/").stdin(Stdio::null());
    for variable in [
        "PGDATA",
        "PGHOST",
        "PGPORT",
        "PGUSER",
        "PGDATABASE",
        "PGOPTIONS",
        "PGSERVICE",
        "LANG",
        "LC_ALL",
        "LANGUAGE",
    ] {
        command.env_remove(variable);
    }
    Account::wear(account, &mut command);
    command
}

fn run(command: &mut Command, program: &'static str, input: &str) -> Result<(), ClusterError> {
    use std::io::Write;
    let failed = |output: String| ClusterError::Failed { program, output };
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failed(error.to_string()))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that ends without reading says why on its own; a broken pipe adds nothing to that.
        let _ = stdin.write_all(input.as_bytes());
    }
    let output = child
        .wait_with_output()
        .map_err(|error| failed(error.to_string()))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [
        &*String::from_utf8_lossy(&output.stdout),
        &*String::from_utf8_lossy(&output.stderr),
    ]
    .concat();
    Err(failed(if said.trim().is_empty() {
        output.status.to_string()
    } else {
        said
    }))
}

fn remove_folder(folder: &Path) -> Result<(), ClusterError> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(ClusterError::at(folder)(error))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}
