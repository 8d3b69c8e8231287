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

/// Looks for PostgreSQL on `search_path` (the variable `PATH`) and in the places where Debian, Fedora, Homebrew, Alpine and Postgres.app
/// put it. A data folder made by `wanted_major` gets that version if it is installed; otherwise the newest is taken.
///
/// # Errors
/// [`ClusterError::NotInstalled`] or [`ClusterError::TooOld`], whose message names the one command that mends it.
pub fn find(search_path: &OsStr, wanted_major: Option<u32>) -> Result<Binaries, ClusterError> {
    choose(installed(&candidates(search_path)), wanted_major)
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

fn candidates(search_path: &OsStr) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = std::env::split_paths(search_path).collect();
    for (root, inside) in [
        ("/usr/lib/postgresql", "bin"),
        ("/usr", "bin"),
        ("/usr/libexec", ""),
        ("/opt/homebrew/opt", "bin"),
        ("/usr/local/opt", "bin"),
        ("/home/linuxbrew/.linuxbrew/opt", "bin"),
        ("/Applications/Postgres.app/Contents/Versions", "bin"),
    ] {
        let Ok(entries) = std::fs::read_dir(root) else {
            continue;
        };
        let all_inside = root.ends_with("postgresql") || root.ends_with("Versions");
        let named =
            |name: &str| all_inside || name.starts_with("postgresql") || name.starts_with("pgsql-");
        let mut names: Vec<PathBuf> = entries
            .filter_map(Result::ok)
            .filter(|entry| entry.file_name().to_str().is_some_and(named))
            .map(|entry| {
                if inside.is_empty() {
                    entry.path()
                } else {
                    entry.path().join(inside)
                }
            })
            .collect();
        names.sort();
        folders.extend(names);
    }
    folders
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

/// The one command that installs PostgreSQL on this system.
fn install_command() -> String {
    if cfg!(target_os = "macos") {
        return "brew install postgresql@17".into();
    }
    command_for(
        &std::fs::read_to_string("/etc/os-release").unwrap_or_default(),
        super::account::is_root(),
    )
    .into()
}

fn command_for(os_release: &str, as_root: bool) -> &'static str {
    let is_like = |wanted: &[&str]| {
        os_release
            .lines()
            .filter_map(|line| {
                line.strip_prefix("ID=")
                    .or_else(|| line.strip_prefix("ID_LIKE="))
            })
            .flat_map(|value| value.trim_matches('"').split_whitespace())
            .any(|id| wanted.contains(&id))
    };
    let sudo = if is_like(&["fedora", "rhel", "centos"]) {
        "sudo dnf install postgresql-server postgresql-contrib"
    } else if is_like(&["arch"]) {
        "sudo pacman -S postgresql"
    } else if is_like(&["suse", "opensuse"]) {
        "sudo zypper install postgresql-server postgresql-contrib"
    } else if is_like(&["alpine"]) {
        "sudo apk add postgresql17 postgresql17-contrib icu-data-full"
    } else {
        "sudo apt install postgresql"
    };
    if as_root {
        sudo.trim_start_matches("sudo ")
    } else {
        sudo
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(major: u32) -> Binaries {
        Binaries {
            folder: format!("/pg/{major}").into(),
            major,
        }
    }

    #[test]
    fn reads_the_major_version() {
        assert_eq!(
            read_major("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"),
            Some(15)
        );
        assert_eq!(read_major("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(read_major("something else"), None);
    }

    #[test]
    fn takes_the_newest_unless_the_data_is_older() {
        assert_eq!(choose(vec![at(15), at(17)], None).unwrap(), at(17));
        assert_eq!(choose(vec![at(15), at(17)], Some(15)).unwrap(), at(15));
        assert_eq!(choose(vec![at(13), at(17)], Some(13)).unwrap(), at(17));
    }

    #[test]
    fn says_what_to_install() {
        let none = choose(vec![], None).unwrap_err().to_string();
        assert!(
            none.contains("install") && none.contains("DATABASE_URL"),
            "{none}"
        );
        let old = choose(vec![at(13)], None).unwrap_err().to_string();
        assert!(old.contains("13") && old.contains("15"), "{old}");
        assert_eq!(
            command_for("NAME=x\nID=ubuntu\nID_LIKE=debian", false),
            "sudo apt install postgresql"
        );
        assert_eq!(command_for("ID=ubuntu", true), "apt install postgresql");
        assert!(
            command_for("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"", false)
                .starts_with("sudo dnf")
        );
        let guide = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/sv/kom-igang.md");
        let guide = std::fs::read_to_string(guide).unwrap();
        for system in ["ID=debian", "ID=fedora"] {
            let command = command_for(system, false);
            assert!(
                guide.contains(&format!("`{command}`")),
                "the start guide says otherwise than {command}"
            );
        }
        assert!(
            find(OsStr::new("/nowhere"), None).is_ok(),
            "this machine's own PostgreSQL is found without PATH"
        );
    }
}
