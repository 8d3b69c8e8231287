//! The sizes of pictures that programs under test have made, kept for those that come after: to make those of the demo's photos takes half a
//! minute of work, and files are named after what they are made of, so whoever has them makes none.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::cluster::target;

/// Where a program that works in `folder` with nothing configured has them.
fn of(folder: &Path) -> PathBuf {
    folder.join("data/media/derived")
}

fn kept() -> PathBuf {
    target().join("torg-test-pictures")
}

/// Gives the program that will start in `folder` what others have made.
///
/// # Panics
/// When the folder cannot be written.
pub fn lend(folder: &Path) {
    copy_new(&kept(), &of(folder)).expect("pictures are copied");
}

/// Takes over what the program in `folder` has made by now, as far as it goes: its folder may be on its way out.
pub fn keep(folder: &Path) {
    let _ = copy_new(&of(folder), &kept());
}

/// Copies the files that are not there yet. Each comes whole or not at all: others read and write the same folders.
fn copy_new(from: &Path, to: &Path) -> io::Result<()> {
    let Ok(entries) = fs::read_dir(from) else {
        return Ok(());
    };
    fs::create_dir_all(to)?;
    for entry in entries {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy_new(&from, &to)?;
        } else if from
            .extension()
            .is_some_and(|kind| kind == "webp" || kind == "jpg")
            && !to.exists()
        {
            let part = to.with_extension(platform::ids::new_uuid().simple().to_string());
            fs::copy(&from, &part)?;
            fs::rename(&part, &to)?;
        }
    }
    Ok(())
}
