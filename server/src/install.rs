//! The folders of this installation: where its data lie, its themes, and the secret that it made for itself.

use std::fs::File;
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use platform::config::Config;
use platform::files::ContentHash;
use platform::secret::{SecretKey, random_token};

/// The folder in the data folder that the private PostgreSQL gets.
pub const POSTGRES: &str = "postgres";

/// The data folder that is used, and the reason when it is not the usual one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataDir {
    /// Where.
    pub path: PathBuf,
    /// The folder that is closed to the database's account, if that is why the data lie elsewhere than in `./data`.
    pub because_closed: Option<PathBuf>,
}

/// The configured data folder. By default `./data`; but when root starts torg in a checkout that PostgreSQL's unprivileged account may not
/// enter (below `/root`, say), a folder of the checkout's own below `/var/lib/torg`, so that `cargo run` works there, too.
///
/// # Errors
/// When the working folder is gone.
pub fn data_dir(config: &Config) -> anyhow::Result<DataDir> {
    let path = std::path::absolute(&config.data_dir).context("the data folder")?;
    if config.is_default_data_dir
        && config.database_url.is_none()
        && let Some(closed) = platform::cluster::closed_on_the_way(&path.join(POSTGRES))
    {
        return Ok(DataDir {
            path: elsewhere(&path),
            because_closed: Some(closed),
        });
    }
    Ok(DataDir {
        path,
        because_closed: None,
    })
}

/// A folder that belongs to this checkout alone: its name, and a mark made from its whole path.
fn elsewhere(path: &Path) -> PathBuf {
    let checkout = path.parent().unwrap_or(path);
    let name = checkout
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let mark = ContentHash::of(path.as_os_str().as_encoded_bytes()).to_string();
    Path::new("/var/lib/torg").join(format!("{name}-{}", &mark[..8]))
}

/// Makes the data folder. Others may walk through it (the database's account must), not list it.
///
/// # Errors
/// When it cannot be made.
pub fn make_data_dir(path: &Path) -> anyhow::Result<()> {
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o755)
        .create(path)
        .with_context(|| {
            format!(
                "the data folder {} cannot be made; choose another with TORG_DATA_DIR",
                path.display()
            )
        })
}

/// The configured secret, or the one that lies in the data folder; made there at the first start.
///
/// # Errors
/// When the file cannot be read or written, or holds no secret.
pub fn secret_key(config: &Config, data_dir: &Path) -> anyhow::Result<SecretKey> {
    if let Some(secret) = &config.secret_key {
        return Ok(SecretKey::new(secret.reveal()));
    }
    let path = data_dir.join("secret-key");
    let made = File::options()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path);
    match made {
        Ok(mut file) => {
            let secret = random_token() + &random_token();
            file.write_all(secret.as_bytes())
                .and_then(|()| file.sync_all())
                .with_context(|| path.display().to_string())?;
            Ok(SecretKey::new(secret))
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let mut secret = String::new();
            File::open(&path)
                .and_then(|mut file| file.read_to_string(&mut secret))
                .with_context(|| format!("the secret in {} cannot be read", path.display()))?;
            if secret.trim().len() < 32 {
                bail!(
                    "{} holds no whole secret. Restore it from a backup; or remove it, which logs everybody out and makes stored second \
                     steps and links in mails useless",
                    path.display()
                );
            }
            Ok(SecretKey::new(secret.trim()))
        }
        Err(error) => {
            Err(error).with_context(|| format!("the secret in {} cannot be made", path.display()))
        }
    }
}

/// The folder with the themes: the configured one, `./themes`, the one beside the program, or the checkout's that it was built in.
///
/// # Errors
/// When none of them is there.
pub fn themes_dir(config: &Config) -> anyhow::Result<PathBuf> {
    if let Some(configured) = &config.themes_dir {
        if !configured.is_dir() {
            bail!(
                "TORG_THEMES_DIR: there is no folder {}",
                configured.display()
            );
        }
        return Ok(configured.clone());
    }
    let beside = std::env::current_exe()
        .ok()
        .and_then(|program| Some(program.parent()?.join("themes")));
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../themes");
    let places: Vec<PathBuf> = [Some(PathBuf::from("themes")), beside, Some(checkout)]
        .into_iter()
        .flatten()
        .collect();
    match places
        .iter()
        .find(|place| place.join("default/theme.toml").is_file())
    {
        Some(found) => Ok(found.canonicalize().unwrap_or_else(|_| found.clone())),
        None => bail!("the themes are nowhere to be found; name their folder with TORG_THEMES_DIR"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demo() -> Config {
        Config::parse(&std::collections::BTreeMap::new(), None).unwrap()
    }

    #[test]
    fn the_secret_is_made_once_and_for_the_owner_only() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let first = secret_key(&demo(), folder.path()).unwrap();
        let second = secret_key(&demo(), folder.path()).unwrap();
        assert_eq!(first.derive("x"), second.derive("x"));
        let mode = std::fs::metadata(folder.path().join("secret-key"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        std::fs::write(folder.path().join("secret-key"), "half").unwrap();
        assert!(
            secret_key(&demo(), folder.path())
                .unwrap_err()
                .to_string()
                .contains("backup")
        );
    }

    #[test]
    fn checkouts_of_the_same_name_do_not_share_their_data() {
        let (one, two) = (
            elsewhere(Path::new("/root/torg/data")),
            elsewhere(Path::new("/root/other/torg/data")),
        );
        assert!(
            one.starts_with("/var/lib/torg")
                && one
                    .file_name()
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .starts_with("torg-")
        );
        assert_ne!(one, two);
        assert_eq!(one, elsewhere(Path::new("/root/torg/data")));
    }

    #[test]
    fn the_themes_of_the_checkout_are_found() {
        assert!(
            themes_dir(&demo())
                .unwrap()
                .join("nordbod/theme.toml")
                .is_file()
        );
    }
}
