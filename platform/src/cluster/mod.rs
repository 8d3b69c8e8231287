//! The private PostgreSQL: brought up when no `DATABASE_URL` is set, so that a newcomer types `cargo run` and sells.
//!
//! The folder that is handed in holds `data/` (PostgreSQL's own), `log/`, `lock` (one torg at a time) and, where its path is short enough,
//! `socket/`. The server listens on that Unix socket only, whose folder nobody else may enter; there is no TCP port and no password.
//! It writes through to disk (`fsync` stays on) unless the caller asks otherwise, which only tests do.
//!
//! On Linux the kernel stops the server when the *thread* that started it ends, however it ends: call [`Cluster::start`] on the main
//! thread. Elsewhere the next start clears what a killed run left behind.

mod account;
mod binaries;
mod error;
mod launch;
mod leftovers;
mod prepare;

use std::ffi::OsString;
use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::{Duration, Instant};

use account::Account;
pub use binaries::{Binaries, OLDEST_MAJOR, find as find_binaries};
pub use error::ClusterError;

/// The account and database that the private server is made with.
const NAME: &str = "torg";

/// How a private PostgreSQL is to be run.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder that holds everything of it; made when missing.
    pub dir: PathBuf,
    /// The variable `PATH`, where the programs are looked for first.
    pub search_path: OsString,
    /// Whether a commit is on the disk before it is reported. Off only in tests.
    pub is_durable: bool,
    /// How many connections the server accepts.
    pub connections: u32,
}

impl Options {
    /// The product's settings, in `dir`.
    pub fn new(dir: impl Into<PathBuf>, search_path: impl Into<OsString>) -> Self {
        Self {
            dir: dir.into(),
            search_path: search_path.into(),
            is_durable: true,
            connections: 100,
        }
    }
}

/// A running private PostgreSQL. Dropping it stops the server; [`Cluster::stop`] does the same and waits.
#[derive(Debug)]
pub struct Cluster {
    child: Child,
    url: String,
    data: PathBuf,
    is_new: bool,
    // Held, not read: the lock goes with it.
    _lock: File,
}

impl Cluster {
    /// Brings the server up and waits until it takes connections. Makes the database first when there is none (or only a half-made one).
    ///
    /// # Errors
    /// A [`ClusterError`], whose message tells a person what to do.
    pub fn start(options: &Options) -> Result<Self, ClusterError> {
        make_folder(&options.dir, 0o755)?;
        let dir = options
            .dir
            .canonicalize()
            .map_err(ClusterError::at(&options.dir))?;
        let data = dir.join("data");
        let account = Account::for_data(&data)?;
        let account = account.as_ref();
        if let Some(closed) = Account::closed_on_the_way(account, &dir) {
            return Err(ClusterError::Closed {
                closed,
                user: account.map_or_else(String::new, |user| user.name.clone()),
            });
        }
        let lock = take_lock(&dir)?;
        let found = prepare::binaries_for(&data, &options.search_path)?;
        let socket = socket_folder(&dir, account)?;
        leftovers::clear(&data, &socket)?;
        let is_new = prepare::make_database(&dir, &data, &found, account, options)?;
        let launched = launch::Launch {
            dir: &dir,
            data: &data,
            socket: &socket,
            found: &found,
            account,
            options,
        };
        let child = launched.start()?;
        Ok(Self {
            child,
            url: url(&socket),
            data,
            is_new,
            _lock: lock,
        })
    }

    /// Where to connect: a `postgres://` address that names the socket's folder.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// PostgreSQL's own data folder.
    #[must_use]
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Whether this start made the database.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.is_new
    }

    /// The server's process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Ends open transactions, writes everything down and stops. Waits for it, and insists when the server dawdles.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        let Ok(pid) = i32::try_from(self.child.id()) else {
            return;
        };
        // INT is PostgreSQL's "fast": roll back what is open, write a checkpoint, leave. A big shop's last checkpoint takes its time.
        for (signal, patience) in [(libc::SIGINT, 60), (libc::SIGQUIT, 5), (libc::SIGKILL, 5)] {
            if self.has_ended() {
                return;
            }
            leftovers::send(pid, signal);
            let until = Instant::now() + Duration::from_secs(patience);
            while Instant::now() < until {
                if self.has_ended() {
                    return;
                }
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    }

    /// Whether the server is gone.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.end();
    }
}

/// The folder on the way to `dir` that the account of the private PostgreSQL may not enter, if there is one. Only root meets this: it
/// hands the server to another account.
#[must_use]
pub fn closed_on_the_way(dir: &Path) -> Option<PathBuf> {
    let account = Account::for_data(&dir.join("data")).ok()??;
    Account::closed_on_the_way(Some(&account), dir)
}

/// How the private PostgreSQL in a folder stands, found out without changing anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// It would be made at the next start.
    Absent(Binaries),
    /// It is there, and would start.
    Stopped(Binaries),
    /// Another torg runs it.
    Running,
}

impl std::fmt::Display for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Absent(found) => write!(
                f,
                "will be made at the first start, with PostgreSQL {} in {}",
                found.major,
                found.folder.display()
            ),
            Self::Stopped(found) => write!(
                f,
                "will start, with PostgreSQL {} in {}",
                found.major,
                found.folder.display()
            ),
            Self::Running => f.write_str("is running: another torg uses it now"),
        }
    }
}

/// Looks at the private PostgreSQL in `dir` without changing anything.
///
/// # Errors
/// What would hinder its start.
pub fn look(dir: &Path, search_path: &std::ffi::OsStr) -> Result<State, ClusterError> {
    let data = dir.join("data");
    let account = Account::for_data(&data)?;
    if let Some(closed) = Account::closed_on_the_way(account.as_ref(), dir) {
        return Err(ClusterError::Closed {
            closed,
            user: account.map_or_else(String::new, |user| user.name),
        });
    }
    if File::open(dir.join("lock"))
        .is_ok_and(|lock| matches!(lock.try_lock(), Err(std::fs::TryLockError::WouldBlock)))
    {
        return Ok(State::Running);
    }
    let found = prepare::binaries_for(&data, search_path)?;
    Ok(if prepare::is_whole(dir, &data)? {
        State::Stopped(found)
    } else {
        State::Absent(found)
    })
}

/// Where the private PostgreSQL in `dir` listens, when another torg runs it.
///
/// # Errors
/// A folder that cannot be read.
pub fn url_of_running(dir: &Path) -> Result<Option<String>, ClusterError> {
    let is_held = File::open(dir.join("lock"))
        .is_ok_and(|lock| matches!(lock.try_lock(), Err(std::fs::TryLockError::WouldBlock)));
    if !is_held {
        return Ok(None);
    }
    let dir = dir.canonicalize().map_err(ClusterError::at(dir))?;
    let account = Account::for_data(&dir.join("data"))?;
    Ok(Some(url(&socket_folder(&dir, account.as_ref())?)))
}

/// Copies the data of a stopped cluster in `from` to a new one in `to`, which [`Cluster::start`] then takes as its own. What tests begin
/// with: a copy takes a tenth of the time that making a database takes.
///
/// # Errors
/// [`ClusterError::Io`].
pub fn copy(from: &Path, to: &Path) -> Result<(), ClusterError> {
    make_folder(to, 0o755)?;
    let account = Account::for_data(&to.join("data"))?;
    copy_folder(&from.join("data"), &to.join("data"), account.as_ref())
}

fn copy_folder(from: &Path, to: &Path, account: Option<&Account>) -> Result<(), ClusterError> {
    make_folder(to, 0o700)?;
    for entry in std::fs::read_dir(from).map_err(ClusterError::at(from))? {
        let entry = entry.map_err(ClusterError::at(from))?;
        let target = to.join(entry.file_name());
        if entry.file_type().map_err(ClusterError::at(from))?.is_dir() {
            copy_folder(&entry.path(), &target, account)?;
        } else {
            std::fs::copy(entry.path(), &target).map_err(ClusterError::at(&target))?;
            Account::give(account, &target)?;
        }
    }
    Account::give(account, to)
}

fn make_folder(dir: &Path, mode: u32) -> Result<(), ClusterError> {
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(mode)
        .create(dir)
        .map_err(ClusterError::at(dir))
}

/// One torg per folder. The kernel frees the lock when its holder ends, however it ends.
fn take_lock(dir: &Path) -> Result<File, ClusterError> {
    let path = dir.join("lock");
    let failed = || ClusterError::at(&path);
    let mut file = File::options()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(&path)
        .map_err(failed())?;
    match file.try_lock() {
        Ok(()) => {}
        Err(std::fs::TryLockError::WouldBlock) => {
            let mut pid = String::new();
            let is_signed = file.read_to_string(&mut pid).is_ok() && !pid.trim().is_empty();
            return Err(ClusterError::InUse {
                dir: dir.to_path_buf(),
                pid: is_signed.then(|| pid.trim().to_owned()),
            });
        }
        Err(std::fs::TryLockError::Error(error)) => return Err(failed()(error)),
    }
    file.set_len(0).map_err(failed())?;
    writeln!(file, "{}", std::process::id()).map_err(failed())?;
    Ok(file)
}

/// Where the socket lies: beside the data, or, when that path is longer than a socket address may be (107 bytes on Linux, 103 on macOS),
/// in the system's folder for short-lived files under a name that belongs to this folder alone.
fn socket_folder(dir: &Path, account: Option<&Account>) -> Result<PathBuf, ClusterError> {
    const LONGEST: usize = 80;
    let beside = dir.join("socket");
    let folder = if beside.as_os_str().len() <= LONGEST {
        beside
    } else {
        let meta = std::fs::metadata(dir).map_err(ClusterError::at(dir))?;
        let name = format!("torg-{:x}-{:x}", meta.dev(), meta.ino());
        let temp = std::env::temp_dir();
        if temp.as_os_str().len() <= LONGEST - name.len() {
            temp.join(name)
        } else {
            Path::new("/tmp").join(name)
        }
    };
    make_folder(&folder, 0o700)?;
    // In a folder that all may write to, somebody may have been there first: with a link, or a folder of his own.
    let meta = std::fs::symlink_metadata(&folder).map_err(ClusterError::at(&folder))?;
    let is_mine = meta.is_dir() && (account::is_root() || meta.uid() == account::own_uid());
    if !is_mine {
        let error = std::io::Error::other(
            "belongs to another user, so the database's socket cannot be put there",
        );
        return Err(ClusterError::at(&folder)(error));
    }
    Account::give(account, &folder)?;
    std::fs::set_permissions(&folder, std::os::unix::fs::PermissionsExt::from_mode(0o700))
        .map_err(ClusterError::at(&folder))?;
    Ok(folder)
}

/// sqlx takes the socket's folder percent-encoded in the host's place.
fn url(socket: &Path) -> String {
    use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
    use std::os::unix::ffi::OsStrExt;
    format!(
        "postgres://{NAME}@{}/{NAME}",
        percent_encode(socket.as_os_str().as_bytes(), NON_ALPHANUMERIC)
    )
}
