//! Why the private PostgreSQL did not come up. Each message says what to do about it.

use std::path::{Path, PathBuf};

/// Why the private PostgreSQL did not come up.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// There is no PostgreSQL on this machine.
    #[error(
        "PostgreSQL is not installed on this machine, and torg keeps everything in it.\n  {}\n  or set DATABASE_URL to a PostgreSQL database (15 or newer) of your own.", installing(command.as_deref())
    )]
    NotInstalled {
        /// What to type, where this system's way is known.
        command: Option<String>,
    },
    /// There is one, but too old.
    #[error(
        "PostgreSQL {major} is installed, but torg needs 15 or newer.\n  {}\n  or set DATABASE_URL to a PostgreSQL database (15 or newer) of your own.", installing(command.as_deref())
    )]
    TooOld {
        /// The newest that was found.
        major: u32,
        /// What to type, where this system's way is known.
        command: Option<String>,
    },
    /// The data were written by a major version that is no longer installed.
    #[error(
        "The database in {} was made by PostgreSQL {made_by}, but only {installed} is installed.\n  Install PostgreSQL {made_by} beside it (torg picks the right one by itself),\n  or convert the data with pg_upgrade (needs both versions), or dump them with {made_by} (pg_dump) and restore them into an empty folder.", data.display()
    )]
    WrongVersion {
        /// The data folder.
        data: PathBuf,
        /// The version that made it.
        made_by: u32,
        /// The version at hand.
        installed: u32,
    },
    /// Another torg uses the same data.
    #[error(
        "Another torg{} is already running on {}.\n  Stop it first, or give this one a folder of its own: TORG_DATA_DIR=...", .pid.as_deref().map(|pid| format!(" (process {pid})")).unwrap_or_default(), dir.display()
    )]
    InUse {
        /// The folder.
        dir: PathBuf,
        /// The other process, as it signed the lock.
        pid: Option<String>,
    },
    /// Root's data lie where the unprivileged account cannot reach them.
    #[error(
        "PostgreSQL refuses to run as root, so torg runs it as the user {user}, who may not enter {}.\n  Put the data where that user can reach them:  TORG_DATA_DIR=/var/lib/torg\n  or start torg as a plain user, or open the folder:  chmod o+x {0}", closed.display()
    )]
    Closed {
        /// The folder that is closed.
        closed: PathBuf,
        /// The account.
        user: String,
    },
    /// Root found no account for the server.
    #[error(
        "PostgreSQL refuses to run as root, and there is neither a user postgres nor a user nobody to run it as.\n  Start torg as a plain user, or make one:  useradd --system postgres"
    )]
    NoAccount,
    /// The data belong to another user.
    #[error("The database in {} belongs to the user {owner}.\n  Start torg as that user (or as root, if root started it before), or hand the folder over with chown -R.", data.display())]
    ForeignOwner {
        /// The data folder.
        data: PathBuf,
        /// Who owns it.
        owner: String,
    },
    /// The folder holds something, but no whole database.
    #[error("{} is not empty and holds no whole PostgreSQL database, so torg does not touch it.\n  Restore it from a backup, or move it away to begin with an empty shop.", data.display())]
    Damaged {
        /// The data folder.
        data: PathBuf,
    },
    /// A server of an earlier run does not go away.
    #[error("A database server from an earlier run (process {pid}) still works in {} and does not stop.\n  End it:  kill -9 {pid}", data.display())]
    Leftover {
        /// The data folder.
        data: PathBuf,
        /// The process.
        pid: i32,
    },
    /// `initdb` or `postgres` failed; its own words follow.
    #[error("{program} failed:\n{}", indent(output))]
    Failed {
        /// Which program.
        program: &'static str,
        /// What it said last.
        output: String,
    },
    /// The server did not become ready.
    #[error("PostgreSQL did not become ready within {seconds} seconds. Its log is in {}.", log.display())]
    NotReady {
        /// How long it was given.
        seconds: u64,
        /// Where to read on.
        log: PathBuf,
    },
    /// A file or folder could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

impl ClusterError {
    pub(super) fn at(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { path, source }
    }
}

fn indent(text: &str) -> String {
    text.lines()
        .map(|line| format!("  {line}\n"))
        .collect::<String>()
        .trim_end()
        .to_owned()
}

fn installing(command: Option<&str>) -> String {
    match command {
        Some(command) => format!("Install it:  {command}"),
        None => "Install it as this system installs programs".to_owned(),
    }
}
