//! The stand-in's memory: one JSON line per change, appended and flushed to the disk before anyone is told, replayed at start.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Why a journal could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The file or its folder cannot be read or made.
    #[error("the stand-in's journal {path} cannot be opened: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A line before the last is broken: not the trace of a crash, so nothing is thrown away unasked.
    #[error("line {line} of the stand-in's journal {path} is damaged")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
    },
}

/// An open journal, at its end.
pub struct Journal {
    file: Arc<File>,
    length: u64,
}

impl Journal {
    /// Opens (or begins) the file and hands each kept change to `replay`. A last line that a crash cut short is dropped: its change was
    /// never answered for.
    ///
    /// # Errors
    /// See [`JournalError`].
    pub fn open<T: DeserializeOwned>(
        path: &Path,
        mut replay: impl FnMut(T),
    ) -> Result<Self, JournalError> {
        let failed = |source| JournalError::Io {
            path: path.to_owned(),
            source,
        };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let file = OpenOptions::new()
            .create(true)
            .read(true)
            .append(true)
            .open(path)
            .map_err(failed)?;
        let mut reader = BufReader::new(&file);
        let (mut length, mut line) = (0, Vec::new());
        for number in 1.. {
            line.clear();
            let read = reader.read_until(b'\n', &mut line).map_err(failed)?;
            if read == 0 {
                break;
            }
            let is_whole = line.last() == Some(&b'\n');
            match serde_json::from_slice(&line) {
                Ok(change) if is_whole => replay(change),
                _ if reader.fill_buf().map_err(failed)?.is_empty() => break,
                _ => {
                    return Err(JournalError::Damaged {
                        path: path.to_owned(),
                        line: number,
                    });
                }
            }
            length += u64::try_from(read).unwrap_or(0);
        }
        file.set_len(length).map_err(failed)?;
        file.sync_all().map_err(failed)?;
        Ok(Self {
            file: Arc::new(file),
            length,
        })
    }

    /// Writes a change. It is safe from the end of the process at once, and from the end of the machine after `sync_data`.
    ///
    /// # Errors
    /// When the disk refuses; then the journal is as before.
    pub fn append(&mut self, change: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(change)?;
        line.push(b'\n');
        if let Err(error) = (&*self.file).write_all(&line) {
            self.file.set_len(self.length)?;
            return Err(error);
        }
        self.length += u64::try_from(line.len()).unwrap_or(0);
        Ok(())
    }

    /// The file, for flushing without holding the journal.
    #[must_use]
    pub fn file(&self) -> Arc<File> {
        Arc::clone(&self.file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replayed(path: &Path) -> Result<Vec<String>, JournalError> {
        let mut all = Vec::new();
        Journal::open(path, |line: String| all.push(line)).map(|_| all)
    }

    #[test]
    fn what_was_written_is_there_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/journal.jsonl");
        let mut journal = Journal::open(&path, |_: String| {}).unwrap();
        journal.append(&"one\nline").unwrap();
        journal.append(&"två").unwrap();
        drop(journal);
        assert_eq!(replayed(&path).unwrap(), ["one\nline", "två"]);
    }

    #[test]
    fn a_line_cut_short_is_dropped_and_the_next_one_starts_afresh() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.jsonl");
        for cut in ["\"hal", "\"whole\"", "{\"a\":1\n", "\u{0}\u{0}"] {
            std::fs::write(&path, format!("\"one\"\n\"two\"\n{cut}")).unwrap();
            let mut journal = Journal::open(&path, |_: String| {}).unwrap();
            journal.append(&"three").unwrap();
            drop(journal);
            assert_eq!(replayed(&path).unwrap(), ["one", "two", "three"], "{cut:?}");
        }
    }

    #[test]
    fn damage_in_the_middle_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.jsonl");
        std::fs::write(&path, "\"one\"\nbroken\n\"three\"\n").unwrap();
        assert!(matches!(
            replayed(&path),
            Err(JournalError::Damaged { line: 2, .. })
        ));
    }
}
