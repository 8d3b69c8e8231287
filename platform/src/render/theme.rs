//! A theme on disk: its settings, and the chain from a brand down to the theme that has everything.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// Why a theme could not be used.
#[derive(Debug, thiserror::Error)]
pub enum ThemeError {
    /// A file or folder could not be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// `theme.toml` is wrong.
    #[error("{path}: {reason}")]
    Settings {
        /// Which.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Themes name each other as parents in a circle, or too many levels.
    #[error("the theme {0} has itself among its parents")]
    Circle(String),
    /// A template does not parse, or uses something that is not there.
    #[error("template: {0}")]
    Template(String),
    /// A stylesheet names a file that no theme has.
    #[error("{stylesheet} names {file}, which no theme has")]
    Asset {
        /// Where.
        stylesheet: String,
        /// What.
        file: String,
    },
    /// The texts cannot be read.
    #[error(transparent)]
    Texts(#[from] crate::i18n::CatalogueError),
}

/// What `theme.toml` says; a brand inherits what it does not say itself.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThemeSettings {
    /// The shop's name as shown to people.
    pub name: Option<String>,
    /// The folder that this theme falls back on.
    pub parent: Option<String>,
    /// Widths in pixels in which pictures are made, smallest first.
    pub image_widths: Option<Vec<u32>>,
    /// Colours that leave the stylesheet: the browser's frame, mail, icons (`theme-light = "#faf9f7"`).
    #[serde(default)]
    pub colours: BTreeMap<String, String>,
    /// Names of things that the brand's own pages show, such as the products in its first picture.
    #[serde(default)]
    pub lists: BTreeMap<String, Vec<String>>,
    /// Stylesheets put together of several files, in order: a brand's own files are appended.
    #[serde(default)]
    pub bundles: BTreeMap<String, Vec<String>>,
}

/// A brand with its parents, the brand first.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    /// Folder name and path of each theme, the brand first.
    pub folders: Vec<(String, PathBuf)>,
    /// The settings, merged.
    pub settings: ThemeSettings,
}

impl Chain {
    /// Reads the settings of `brand` and its parents under `root`.
    pub(super) fn read(root: &Path, brand: &str) -> Result<Self, ThemeError> {
        let mut folders = Vec::new();
        let mut merged = ThemeSettings::default();
        let mut next = Some(brand.to_owned());
        while let Some(name) = next {
            if folders.iter().any(|(known, _)| *known == name) {
                return Err(ThemeError::Circle(brand.to_owned()));
            }
            let folder = root.join(&name);
            let own = read_settings(&folder.join("theme.toml"))?;
            next = own.parent.clone();
            merge(&mut merged, own);
            folders.push((name, folder));
        }
        Ok(Self {
            folders,
            settings: merged,
        })
    }
}

fn read_settings(path: &Path) -> Result<ThemeSettings, ThemeError> {
    let text = std::fs::read_to_string(path).map_err(|source| ThemeError::Read {
        path: path.to_owned(),
        source,
    })?;
    let settings: ThemeSettings = toml::from_str(&text).map_err(|error| ThemeError::Settings {
        path: path.to_owned(),
        reason: error.to_string(),
    })?;
    let widths = settings.image_widths.iter().flatten();
    if widths.clone().any(|width| !(16..=4_000).contains(width)) {
        return Err(ThemeError::Settings {
            path: path.to_owned(),
            reason: "image_widths are pixels between 16 and 4000".to_owned(),
        });
    }
    Ok(settings)
}

/// Adds a parent's settings below what is already said.
fn merge(child: &mut ThemeSettings, parent: ThemeSettings) {
    child.name = child.name.take().or(parent.name);
    child.image_widths = child.image_widths.take().or(parent.image_widths);
    for (name, colour) in parent.colours {
        child.colours.entry(name).or_insert(colour);
    }
    for (name, list) in parent.lists {
        child.lists.entry(name).or_insert(list);
    }
    for (name, mut files) in parent.bundles {
        files.extend(child.bundles.remove(&name).unwrap_or_default());
        child.bundles.insert(name, files);
    }
}

/// All files below `folder`, relative to it, with `/` between the parts, sorted.
pub(super) fn files_below(folder: &Path) -> Result<Vec<(String, PathBuf)>, ThemeError> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(current) = open.pop() {
        if !current.is_dir() {
            continue;
        }
        let failed = |source| ThemeError::Read {
            path: current.clone(),
            source,
        };
        for entry in std::fs::read_dir(&current).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.is_dir() {
                open.push(path);
            } else if let Ok(relative) = path.strip_prefix(folder) {
                let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
                found.push((parts.join("/"), path));
            }
        }
    }
    found.sort();
    Ok(found)
}
