//! Files in a directory: the store that a newcomer gets.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::Bytes;

use super::{Answer, FileError, FileKey, FileStore};
use crate::ids::new_uuid;

/// Where files are written before they get their name. Keys cannot begin with a dot, so none can point in here.
const TEMPORARY: &str = ".tmp";

/// A half-written file older than this belongs to a program that was killed.
const STALE: Duration = Duration::from_secs(3600);

/// Keeps each file under `root/<key>`. A file appears by being renamed into place after its bytes are on the disk, so a power cut leaves
/// the old file, the new one, or none, and never a part.
#[derive(Clone, Debug)]
pub struct DirectoryStore {
    root: PathBuf,
}

impl DirectoryStore {
    /// Opens (and makes, if need be) the store at `root`, checks that it can be written, and sweeps away what killed programs left half
    /// written. Several programs may share a store.
    ///
    /// # Errors
    /// [`FileError`] when the directory cannot be made or written.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self, FileError> {
        let root = root.into();
        let temporary = root.join(TEMPORARY);
        fs::create_dir_all(&temporary).map_err(|error| refusal(&temporary, &error))?;
        sweep(&temporary).map_err(|error| refusal(&temporary, &error))?;
        Ok(Self { root })
    }

    fn path(&self, key: &FileKey) -> PathBuf {
        self.root.join(key.as_str())
    }

    fn write(&self, key: &FileKey, content: &[u8]) -> io::Result<()> {
        let target = self.path(key);
        let parent = target.parent().unwrap_or(&self.root);
        create_folders(&self.root, parent)?;
        let temporary = self
            .root
            .join(TEMPORARY)
            .join(new_uuid().simple().to_string());
        let written =
            write_through(&temporary, content).and_then(|()| fs::rename(&temporary, &target));
        if written.is_err() {
            // The reason is the first error; the leavings are swept at the next start if this fails too.
            let _ = fs::remove_file(&temporary);
        }
        written?;
        sync_folder(parent)
    }
}

fn write_through(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)?;
    file.write_all(content)?;
    file.sync_all()
}

/// Makes the folders between `root` and `folder`, and puts each new entry on the disk: a file is lost with the folder that forgot it.
fn create_folders(root: &Path, folder: &Path) -> io::Result<()> {
    if folder.is_dir() || folder == root {
        return Ok(());
    }
    if let Some(parent) = folder.parent() {
        create_folders(root, parent)?;
        match fs::create_dir(folder) {
            Ok(()) => sync_folder(parent)?,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Removes stale temporary files. "Now" is the file system's own idea of it (a fresh file's stamp), which is also right on a network disk.
fn sweep(temporary: &Path) -> io::Result<()> {
    let probe = temporary.join(new_uuid().simple().to_string());
    write_through(&probe, b"")?;
    let now = fs::metadata(&probe)?.modified()?;
    fs::remove_file(&probe)?;
    for entry in fs::read_dir(temporary)? {
        let entry = entry?;
        let is_stale = entry
            .metadata()
            .and_then(|metadata| metadata.modified())
            .is_ok_and(|at| now.duration_since(at).is_ok_and(|age| age > STALE));
        if is_stale {
            // Another program may have swept it a moment ago.
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(())
}

fn refusal(path: &Path, error: &io::Error) -> FileError {
    let text = format!("{}: {error}", path.display());
    match error.kind() {
        io::ErrorKind::Interrupted | io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => {
            FileError::Unavailable(text)
        }
        _ => FileError::Refused(text),
    }
}

/// `NotADirectory`: a file stands where a folder of the key would, so the key names nothing.
fn is_missing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

impl FileStore for DirectoryStore {
    fn name(&self) -> &'static str {
        "directory"
    }

    fn put<'a>(&'a self, key: &'a FileKey, content: Bytes) -> Answer<'a, ()> {
        let (store, key) = (self.clone(), key.clone());
        blocking(move || {
            store
                .write(&key, &content)
                .map_err(|error| refusal(&store.path(&key), &error))
        })
    }

    fn get<'a>(&'a self, key: &'a FileKey) -> Answer<'a, Option<Bytes>> {
        let path = self.path(key);
        blocking(move || match fs::read(&path) {
            Ok(content) => Ok(Some(content.into())),
            Err(error) if is_missing(&error) || path.is_dir() => Ok(None),
            Err(error) => Err(refusal(&path, &error)),
        })
    }

    fn exists<'a>(&'a self, key: &'a FileKey) -> Answer<'a, bool> {
        let path = self.path(key);
        blocking(move || match fs::metadata(&path) {
            Ok(metadata) => Ok(metadata.is_file()),
            Err(error) if is_missing(&error) => Ok(false),
            Err(error) => Err(refusal(&path, &error)),
        })
    }

    fn delete<'a>(&'a self, key: &'a FileKey) -> Answer<'a, ()> {
        let path = self.path(key);
        blocking(move || match fs::remove_file(&path) {
            Ok(()) => Ok(()),
            Err(error) if is_missing(&error) || path.is_dir() => Ok(()),
            Err(error) => Err(refusal(&path, &error)),
        })
    }
}

/// Disk work off the threads that serve requests.
fn blocking<'a, T: Send + 'static>(
    work: impl FnOnce() -> Result<T, FileError> + Send + 'static,
) -> Answer<'a, T> {
    Box::pin(async move {
        tokio::task::spawn_blocking(work)
            .await
            .unwrap_or_else(|stopped| Err(FileError::Unavailable(stopped.to_string())))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_killed_programs_leavings_are_swept_and_a_living_ones_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let temporary = folder.path().join(TEMPORARY);
        fs::create_dir_all(&temporary).unwrap();
        let (old, young) = (temporary.join("old"), temporary.join("young"));
        fs::write(&young, b"half").unwrap();
        fs::write(&old, b"half").unwrap();
        let stamp = fs::metadata(&young).unwrap().modified().unwrap() - STALE * 2;
        fs::File::options()
            .write(true)
            .open(&old)
            .unwrap()
            .set_modified(stamp)
            .unwrap();
        DirectoryStore::open(folder.path()).unwrap();
        assert!(!old.exists());
        assert!(young.exists());
    }

    #[tokio::test]
    async fn a_put_leaves_nothing_but_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let store = DirectoryStore::open(folder.path()).unwrap();
        let key = FileKey::parse("original/ab/cd/x.jpg").unwrap();
        store.put(&key, Bytes::from_static(b"one")).await.unwrap();
        assert_eq!(
            fs::read(folder.path().join("original/ab/cd/x.jpg")).unwrap(),
            b"one"
        );
        assert_eq!(
            fs::read_dir(folder.path().join(TEMPORARY)).unwrap().count(),
            0
        );
    }

    #[tokio::test]
    async fn a_place_that_cannot_be_written_is_said_so_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, b"").unwrap();
        assert!(matches!(
            DirectoryStore::open(&file),
            Err(FileError::Refused(_))
        ));
    }

    #[tokio::test]
    async fn a_failed_put_leaves_no_temporary_file() {
        let folder = tempfile::tempdir().unwrap();
        let store = DirectoryStore::open(folder.path()).unwrap();
        fs::create_dir_all(folder.path().join("a/b")).unwrap();
        // A folder stands where the file should go: the rename fails after the bytes were written.
        let key = FileKey::parse("a/b").unwrap();
        assert!(store.put(&key, Bytes::from_static(b"x")).await.is_err());
        assert_eq!(
            fs::read_dir(folder.path().join(TEMPORARY)).unwrap().count(),
            0
        );
        assert_eq!(store.get(&key).await.unwrap(), None);
        assert!(!store.exists(&key).await.unwrap());
    }
}
