//! Starting the server and waiting until it takes connections.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::account::Account;
use super::binaries::Binaries;
use super::{ClusterError, Options, make_folder, prepare};

/// Replaying the log after a crash of a busy shop takes a while; this is far above it.
const PATIENCE: Duration = Duration::from_secs(600);

/// Everything that a start needs to know.
pub(super) struct Launch<'a> {
    pub(super) dir: &'a Path,
    pub(super) data: &'a Path,
    pub(super) socket: &'a Path,
    pub(super) found: &'a Binaries,
    pub(super) account: Option<&'a Account>,
    pub(super) options: &'a Options,
}

impl Launch<'_> {
    pub(super) fn start(&self) -> Result<Child, ClusterError> {
        let log = self.log_file()?;
        let mut command = self.command(&log)?;
        let mut child = command.spawn().map_err(|error| ClusterError::Failed {
            program: "postgres",
            output: error.to_string(),
        })?;
        let started = Instant::now();
        let mut has_told = false;
        while !self.is_ready(child.id()) {
            if let Ok(Some(status)) = child.try_wait() {
                let said = tail(&log)
                    .filter(|said| !said.is_empty())
                    .unwrap_or_else(|| status.to_string());
                return Err(ClusterError::Failed {
                    program: "postgres",
                    output: said,
                });
            }
            if started.elapsed() > PATIENCE {
                let _ = child.kill();
                let _ = child.wait();
                return Err(ClusterError::NotReady {
                    seconds: PATIENCE.as_secs(),
                    log,
                });
            }
            if started.elapsed() > Duration::from_secs(5) && !has_told {
                has_told = true;
                tracing::warn!(log = %log.display(), "PostgreSQL is still starting; after a crash it first replays its log");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(child)
    }

    /// The server's own words from before its log collector is up; afterwards they are in `log/postgresql-<weekday>.log`, which the
    /// collector starts afresh when the weekday comes round, so a week is kept and the folder does not grow.
    fn log_file(&self) -> Result<PathBuf, ClusterError> {
        let folder = self.dir.join("log");
        make_folder(&folder, 0o700)?;
        Account::give(self.account, &folder)?;
        Ok(folder.join("start.log"))
    }

    fn command(&self, log: &Path) -> Result<Command, ClusterError> {
        let log_file = File::create(log).map_err(ClusterError::at(log))?;
        let second = log_file.try_clone().map_err(ClusterError::at(log))?;
        let mut command = prepare::program(self.found, "postgres", self.account);
        command
            .arg("-D")
            .arg(self.data)
            .stdout(log_file)
            .stderr(second)
            .stdin(Stdio::null());
        let set = |command: &mut Command, setting: &str| {
            command.arg("-c").arg(setting);
        };
        set(&mut command, "listen_addresses=");
        set(
            &mut command,
            &format!("unix_socket_directories={}", quoted(self.socket)),
        );
        set(&mut command, "unix_socket_permissions=0700");
        set(
            &mut command,
            &format!("max_connections={}", self.options.connections),
        );
        if self.options.is_durable {
            set(&mut command, "logging_collector=on");
            set(
                &mut command,
                &format!("log_directory={}", self.dir.join("log").display()),
            );
            set(&mut command, "log_filename=postgresql-%a.log");
            set(&mut command, "log_rotation_age=1d");
            set(&mut command, "log_rotation_size=0");
            set(&mut command, "log_truncate_on_rotation=on");
        } else {
            for setting in [
                "fsync=off",
                "synchronous_commit=off",
                "full_page_writes=off",
                "wal_level=minimal",
                "max_wal_senders=0",
                // It lives for minutes, and what it holds is thrown away.
                "autovacuum=off",
                "checkpoint_timeout=1d",
                "bgwriter_lru_maxpages=0",
            ] {
                set(&mut command, setting);
            }
        }
        // A group of its own: Ctrl-C at the terminal reaches torg alone, which lets requests finish before it stops the server.
        command.process_group(0);
        follow_parent(&mut command);
        Ok(command)
    }

    /// PostgreSQL writes its state into the last line of its pid file; `pg_ctl` waits for the same word.
    fn is_ready(&self, pid: u32) -> bool {
        let Ok(text) = std::fs::read_to_string(self.data.join("postmaster.pid")) else {
            return false;
        };
        let mut lines = text.lines();
        lines
            .next()
            .and_then(|line| line.trim().parse::<u32>().ok())
            == Some(pid)
            && text
                .lines()
                .nth(7)
                .is_some_and(|state| state.trim() == "ready")
    }
}

/// Makes the kernel stop the server (INT: roll back, checkpoint, leave) when this thread ends, even by `kill -9`.
#[cfg(target_os = "linux")]
fn follow_parent(command: &mut Command) {
    let parent = std::process::id();
    let ask = move || {
        #[expect(
            unsafe_code,
            reason = "prctl and getppid are safe to call between fork and exec, and take no pointers"
        )]
        unsafe {
            if libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGINT) != 0 {
                return Err(std::io::Error::last_os_error());
            }
            // The parent may have died before the wish was heard.
            if u32::try_from(libc::getppid()) != Ok(parent) {
                return Err(std::io::Error::from_raw_os_error(libc::ESRCH));
            }
        }
        Ok(())
    };
    #[expect(
        unsafe_code,
        reason = "the closure makes two system calls and allocates nothing; it runs after setuid, which would undo it"
    )]
    unsafe {
        command.pre_exec(ask);
    }
}

#[cfg(not(target_os = "linux"))]
fn follow_parent(_command: &mut Command) {}

/// A list setting is split at commas, so a folder is put in double quotes.
fn quoted(folder: &Path) -> String {
    format!("\"{}\"", folder.display().to_string().replace('"', "\"\""))
}

fn tail(log: &Path) -> Option<String> {
    const LAST: u64 = 4000;
    let mut file = File::open(log).ok()?;
    let length = file.metadata().ok()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(LAST)))
        .ok()?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).trim().to_owned())
}
