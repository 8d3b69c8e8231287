//! Where this machine keeps PostgreSQL's programs, and what to type when it has none.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::ClusterError;

/// The oldest major version that the product runs on.
pub const OLDEST_MAJOR: u32 = 15;

/// One installation of PostgreSQL's server programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binaries {
    /// The folder with `initdb` and `postgres`.
    pub folder: PathBuf,
    /// 15, 16, 17 ...
    pub major: u32,
}

impl Binaries {
    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// Where systems put PostgreSQL's programs, from the root of the file system; a step with `*` at its end is every name that begins so.
const PLACES: [&str; 17] = [
    // Debian and Ubuntu, a folder for each version.
    "usr/lib/postgresql/*/bin",
    // Fedora and Arch among all programs; the PostgreSQL project's own packages for Fedora beside each other; Fedora's former version.
    "usr/bin",
    "usr/pgsql-*/bin",
    "usr/lib64/pgsql/postgresql-*/bin",
    // SUSE, Alpine.
    "usr/lib/postgresql*/bin",
    "usr/libexec/postgresql*",
    // Homebrew on Apple's processors, on Intel's, and on Linux: what is linked, and what lies in the cellar.
    "opt/homebrew/opt/postgresql*/bin",
    "opt/homebrew/Cellar/postgresql*/*/bin",
    "opt/homebrew/bin",
    "usr/local/opt/postgresql*/bin",
    "usr/local/Cellar/postgresql*/*/bin",
    "home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
    "home/linuxbrew/.linuxbrew/Cellar/postgresql*/*/bin",
    "Applications/Postgres.app/Contents/Versions/*/bin",
    // What was built from the source, by hand or by BSD's ports.
    "usr/local/bin",
    "usr/local/pgsql/bin",
    "opt/postgresql*/bin",
];

/// Looks for PostgreSQL on `search_path` (the variable `PATH`) and in the places where systems put it. A data folder made by
/// `wanted_major` gets that version if it is installed; otherwise the newest is taken.
///
/// # Errors
/// [`ClusterError::NotInstalled`] or [`ClusterError::TooOld`], whose message names the one command that mends it.
pub fn find(search_path: &OsStr, wanted_major: Option<u32>) -> Result<Binaries, ClusterError> {
    let folders = candidates(search_path, Path::new("/"));
    choose(installed(&folders), wanted_major)
}

fn choose(mut found: Vec<Binaries>, wanted_major: Option<u32>) -> Result<Binaries, ClusterError> {
    // The first of a version wins (PATH before the usual places), so a stable sort.
    found.sort_by_key(|binaries| std::cmp::Reverse(binaries.major));
    let newest = found.first().map(|binaries| binaries.major);
    found.retain(|binaries| binaries.major >= OLDEST_MAJOR);
    let same = found
        .iter()
        .position(|binaries| Some(binaries.major) == wanted_major);
    match (newest, found.is_empty()) {
        (None, _) => Err(ClusterError::NotInstalled {
            command: install_command(),
        }),
        (Some(major), true) => Err(ClusterError::TooOld {
            major,
            command: install_command(),
        }),
        (Some(_), false) => Ok(found.swap_remove(same.unwrap_or(0))),
    }
}

/// The folders on `search_path`, then those of [`PLACES`] below `root` that are there.
fn candidates(search_path: &OsStr, root: &Path) -> Vec<PathBuf> {
    let on_path = std::env::split_paths(search_path);
    let usual = PLACES.iter().flat_map(|place| expand(root, place));
    on_path.chain(usual).collect()
}

fn expand(root: &Path, place: &str) -> Vec<PathBuf> {
    let mut folders = vec![root.to_path_buf()];
    for step in place.split('/') {
        folders = folders
            .iter()
            .flat_map(|folder| match step.strip_suffix('*') {
                Some(beginning) => beginning_with(folder, beginning),
                None => vec![folder.join(step)],
            })
            .collect();
    }
    folders
}

/// What lies in `folder` under a name that begins so, by name.
fn beginning_with(folder: &Path, beginning: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let is_meant = |path: &PathBuf| {
        let name = path.file_name().and_then(OsStr::to_str);
        name.is_some_and(|name| name.starts_with(beginning))
    };
    let mut found: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(is_meant)
        .collect();
    found.sort();
    found
}

fn installed(folders: &[PathBuf]) -> Vec<Binaries> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for folder in folders {
        // initdb finds its companions beside itself, so a link on PATH is followed to where the programs are.
        let Ok(initdb) = folder.join("initdb").canonicalize() else {
            continue;
        };
        let Some(folder) = initdb.parent().map(Path::to_path_buf) else {
            continue;
        };
        if !seen.insert(folder.clone()) {
            continue;
        }
        if let Some(major) = major_of(&folder.join("postgres")) {
            found.push(Binaries { folder, major });
        }
    }
    found
}

fn major_of(postgres: &Path) -> Option<u32> {
    let output = Command::new(postgres)
        .arg("--version")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    read_major(std::str::from_utf8(&output.stdout).ok()?)
}

/// `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)` is 15.
fn read_major(text: &str) -> Option<u32> {
    let version = text.split_once("(PostgreSQL)")?.1.trim_start();
    version
        .split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

/// The one command that installs PostgreSQL on this system, where it is known.
fn install_command() -> Option<String> {
    command_for(
        std::env::consts::OS,
        &std::fs::read_to_string("/etc/os-release").unwrap_or_default(),
        super::account::is_root(),
    )
}

fn command_for(system: &str, os_release: &str, as_root: bool) -> Option<String> {
    if system == "macos" {
        return Some("brew install postgresql@17".to_owned());
    }
    let is_like = |wanted: &[&str]| {
        os_release
            .lines()
            .filter_map(|line| {
                line.strip_prefix("ID=")
                    .or_else(|| line.strip_prefix("ID_LIKE="))
            })
            .flat_map(|value| value.trim_matches(['"', '\'']).split_whitespace())
            .any(|id| wanted.contains(&id))
    };
    let command = if is_like(&["debian", "ubuntu"]) {
        "apt install postgresql"
    } else if is_like(&["fedora", "rhel", "centos"]) {
        "dnf install postgresql-server postgresql-contrib"
    } else if is_like(&["arch"]) {
        "pacman -S postgresql"
    } else if is_like(&["suse", "opensuse"]) {
        "zypper install postgresql-server postgresql-contrib"
    } else if is_like(&["alpine"]) {
        "apk add postgresql17 postgresql17-contrib icu-data-full"
    } else {
        return None;
    };
    let sudo = if as_root { "" } else { "sudo " };
    Some(format!("{sudo}{command}"))
}

#[cfg(test)]
mod tests;
