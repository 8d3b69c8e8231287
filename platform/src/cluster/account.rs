//! The account that PostgreSQL runs under: the caller's own, or an unprivileged one when the caller is root, which PostgreSQL refuses.

use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::ClusterError;

/// An account that a server process is given when the caller is root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Account {
    uid: u32,
    gid: u32,
    /// The name, for messages.
    pub(super) name: String,
}

/// Whether the program runs as root.
pub(super) fn is_root() -> bool {
    own_uid() == 0
}

pub(super) fn own_uid() -> u32 {
    #[expect(unsafe_code, reason = "geteuid reads a number and cannot fail")]
    unsafe {
        libc::geteuid()
    }
}

impl Account {
    /// The account to drop to, or `None` when the caller is a plain user and keeps its own. A data folder that exists already keeps its
    /// owner; a new one gets `postgres`, where the distribution made that account, else `nobody`.
    ///
    /// # Errors
    /// [`ClusterError::NoAccount`] when root finds no account to drop to, [`ClusterError::ForeignOwner`] when a plain user's data folder
    /// belongs to somebody else.
    pub(super) fn for_data(data: &Path) -> Result<Option<Self>, ClusterError> {
        let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
        let owner = std::fs::metadata(data).ok();
        if !is_root() {
            return match owner.filter(|owner| owner.uid() != own_uid()) {
                None => Ok(None),
                Some(owner) => Err(ClusterError::ForeignOwner {
                    data: data.to_path_buf(),
                    owner: by_uid(&users, owner.uid())
                        .map_or_else(|| owner.uid().to_string(), |user| user.name),
                }),
            };
        }
        if let Some(owner) = owner.filter(|owner| owner.uid() != 0) {
            let name = by_uid(&users, owner.uid())
                .map_or_else(|| owner.uid().to_string(), |user| user.name);
            return Ok(Some(Self {
                uid: owner.uid(),
                gid: owner.gid(),
                name,
            }));
        }
        let user = by_name(&users, "postgres").or_else(|| by_name(&users, "nobody"));
        user.map(Some).ok_or(ClusterError::NoAccount)
    }

    /// Makes `command` run under this account.
    pub(super) fn wear(account: Option<&Self>, command: &mut Command) {
        if let Some(account) = account {
            command.uid(account.uid).gid(account.gid);
        }
    }

    /// Hands a file or folder over to this account.
    pub(super) fn give(account: Option<&Self>, path: &Path) -> Result<(), ClusterError> {
        let Some(account) = account else {
            return Ok(());
        };
        std::os::unix::fs::chown(path, Some(account.uid), Some(account.gid))
            .map_err(ClusterError::at(path))
    }

    /// The first folder on the way to `path` that this account may not enter (`/root` usually is closed to all but root). Tried, not
    /// guessed from permission bits, so access lists count.
    pub(super) fn closed_on_the_way(account: Option<&Self>, path: &Path) -> Option<PathBuf> {
        let mut folders: Vec<&Path> = path.ancestors().filter(|folder| folder.is_dir()).collect();
        folders.reverse();
        let mut command = Command::new("/bin/sh");
        command.args([
            "-c",
            "for folder do [ -x \"$folder\" ] || { printf %s \"$folder\"; exit 1; }; done",
            "sh",
        ]);
        command
            .args(folders)
            .current_dir("/")
            .stdin(Stdio::null())
            .stderr(Stdio::null());
        Self::wear(account, &mut command);
        let output = command.output().ok()?;
        let name = String::from_utf8_lossy(&output.stdout).into_owned();
        (!output.status.success() && !name.is_empty()).then(|| PathBuf::from(name))
    }
}

fn by_name(users: &str, name: &str) -> Option<Account> {
    accounts(users).find(|user| user.name == name)
}

fn by_uid(users: &str, uid: u32) -> Option<Account> {
    accounts(users).find(|user| user.uid == uid)
}

fn accounts(users: &str) -> impl Iterator<Item = Account> {
    users.lines().filter_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?.to_owned();
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some(Account { uid, gid, name })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const USERS: &str = "root:x:0:0:root:/root:/bin/bash\n# note\nnobody:x:65534:65533::/:/bin/false\npostgres:x:101:104:PG,,,:/v:/b\n";

    #[test]
    fn reads_accounts_by_name_and_number() {
        assert_eq!(
            by_name(USERS, "postgres"),
            Some(Account {
                uid: 101,
                gid: 104,
                name: "postgres".into()
            })
        );
        assert_eq!(
            by_uid(USERS, 65534),
            Some(Account {
                uid: 65534,
                gid: 65533,
                name: "nobody".into()
            })
        );
        assert_eq!(by_name(USERS, "post"), None);
    }

    #[test]
    fn finds_no_closed_folder_where_there_is_none() {
        assert_eq!(
            Account::closed_on_the_way(None, &std::env::temp_dir()),
            None
        );
    }
}
