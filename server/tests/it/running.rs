//! The program as a process of its own, on free ports, with its data in a folder that goes with it.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// A folder that the private database's account may enter; gone when dropped.
pub fn folder() -> tempfile::TempDir {
    let parent = if Path::new("/dev/shm").is_dir() {
        PathBuf::from("/dev/shm")
    } else {
        std::env::temp_dir()
    };
    let folder = tempfile::Builder::new()
        .prefix("torg-program-")
        .tempdir_in(parent)
        .unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// The program with nothing of this process's surroundings but `PATH`, working in `dir`, on free ports.
pub fn torg(dir: &Path) -> Command {
    torg_at(Path::new(env!("CARGO_BIN_EXE_torg")), dir)
}

/// The same, as it lies elsewhere.
pub fn torg_at(program: &Path, dir: &Path) -> Command {
    let mut command = Command::new(program);
    command.env_clear().current_dir(dir).stdin(Stdio::null());
    #[expect(
        clippy::disallowed_methods,
        reason = "where PostgreSQL's programs are looked for"
    )]
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    for door in ["TORG_SHOP_ADDR", "TORG_ADMIN_ADDR", "TORG_SANDBOX_ADDR"] {
        command.env(door, "127.0.0.1:0");
    }
    command
}

/// The program, serving.
pub struct Running {
    child: Child,
    /// What it printed until it was ready.
    pub greeting: String,
    /// The shop's address.
    pub shop: String,
    /// The back office's address.
    pub admin: String,
}

impl Running {
    /// Starts it in `dir` with more settings, and waits until it has said where everything is.
    pub fn start(dir: &Path, settings: &[(&str, &str)]) -> Self {
        let mut command = torg(dir);
        command.envs(settings.iter().copied());
        Self::begin(command)
    }

    /// The same with a command that is made already.
    pub fn begin(mut command: Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut greeting = String::new();
        for line in lines.by_ref() {
            let line = line.unwrap();
            greeting.push_str(&line);
            greeting.push('\n');
            if line.contains("Ctrl-C stops everything") {
                break;
            }
        }
        let Some((shop, admin)) = address(&greeting, "Shop").zip(address(&greeting, "Back office"))
        else {
            let mut said = String::new();
            child
                .stderr
                .take()
                .unwrap()
                .read_to_string(&mut said)
                .unwrap();
            panic!("torg did not start:\n{greeting}\n{said}");
        };
        // Pipes that nobody empties would stop it.
        let mut errors = child.stderr.take().unwrap();
        std::thread::spawn(move || lines.for_each(drop));
        std::thread::spawn(move || std::io::copy(&mut errors, &mut std::io::sink()));
        Self {
            child,
            greeting,
            shop,
            admin,
        }
    }

    /// Sends a signal by name (`INT`, `KILL`) and waits for the end.
    pub fn end_by(mut self, signal: &str) -> ExitStatus {
        self.signal(signal);
        self.child.wait().unwrap()
    }

    /// Sends a signal.
    pub fn signal(&self, signal: &str) {
        let sent = Command::new("kill")
            .args(["-s", signal, &self.child.id().to_string()])
            .status()
            .unwrap();
        assert!(sent.success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // INT first, so that the database goes as well; a test that failed must not leave a server behind.
        if self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            self.signal("INT");
            let until = Instant::now() + Duration::from_secs(30);
            while self.child.try_wait().is_ok_and(|ended| ended.is_none()) && Instant::now() < until
            {
                std::thread::park_timeout(Duration::from_millis(10));
            }
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

/// Starts it, and ends it by a signal as soon as it has printed a line with `mark`: what it printed, and how it ended.
pub fn interrupted(dir: &Path, mark: &str, signal: &str) -> (String, ExitStatus) {
    const SOON: Duration = Duration::from_secs(20);
    let mut child = torg(dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut printed = String::new();
    for line in lines.by_ref() {
        let line = line.unwrap();
        printed.push_str(&line);
        printed.push('\n');
        if line.contains(mark) {
            break;
        }
    }
    assert!(printed.contains(mark), "it ended before: {printed}");
    let sent = Command::new("kill")
        .args(["-s", signal, &child.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let rest: String = lines
            .map_while(Result::ok)
            .map(|line| line + "\n")
            .collect();
        drop(tell.send(rest));
    });
    let Ok(rest) = told.recv_timeout(SOON) else {
        let _ = child.kill();
        let _ = child.wait();
        panic!("{SOON:?} after {signal} it still ran: {printed}");
    };
    (printed + &rest, child.wait().unwrap())
}

fn address(greeting: &str, what: &str) -> Option<String> {
    let line = greeting
        .lines()
        .find(|line| line.trim_start().starts_with(what))?;
    line.split_whitespace()
        .find(|word| word.starts_with("http"))
        .map(str::to_owned)
}

/// How a process that did not survive a signal ended.
pub fn was_killed(status: ExitStatus) -> bool {
    status.signal() == Some(9)
}

/// A client for the program's pages.
pub fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only(std::iter::empty())
        .build()
        .unwrap()
}
