//! Texts as files: `<folder>/<locale>/<kind>.md`, the first line being the heading. For the demo, and for merchants who keep their texts with the theme.

use std::path::{Path, PathBuf};

/// The kinds of text that a shop publishes.
pub const KINDS: [&str; 7] = [
    "terms",
    "withdrawal",
    "withdrawal_form",
    "privacy",
    "cookies",
    "accessibility",
    "contact",
];

/// A text that is not published yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// One of [`KINDS`].
    pub kind: &'static str,
    /// `sv` or `en`.
    pub locale: &'static str,
    /// Heading.
    pub title: String,
    /// Markdown.
    pub body: String,
}

/// Why texts could not be read.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// A file could not be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file does not begin with a heading.
    #[error("{0} does not begin with `# ` and a heading")]
    NoHeading(PathBuf),
}

/// Reads what there is in a folder; a text that is missing in a language is left out.
///
/// # Errors
/// [`FolderError`].
pub fn read(folder: &Path) -> Result<Vec<Draft>, FolderError> {
    let mut drafts = Vec::new();
    for locale in crate::catalogue::LOCALES {
        for kind in KINDS {
            let path = folder.join(locale).join(format!("{kind}.md"));
            if !path.is_file() {
                continue;
            }
            let text = std::fs::read_to_string(&path).map_err(|source| FolderError::Read {
                path: path.clone(),
                source,
            })?;
            let (title, body) = parts(&text).ok_or(FolderError::NoHeading(path))?;
            drafts.push(Draft {
                kind,
                locale,
                title: title.to_owned(),
                body: body.to_owned(),
            });
        }
    }
    Ok(drafts)
}

fn parts(text: &str) -> Option<(&str, &str)> {
    let (first, rest) = text.split_once('\n')?;
    let title = first.strip_prefix("# ")?.trim();
    (!title.is_empty()).then_some((title, rest.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_shop_has_every_text_in_both_languages() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../themes/nordbod/legal");
        let drafts = read(&folder).unwrap();
        assert_eq!(drafts.len(), KINDS.len() * 2);
        let terms = drafts
            .iter()
            .find(|draft| draft.kind == "terms" && draft.locale == "sv")
            .unwrap();
        assert_eq!(terms.title, "Köpvillkor");
        assert!(terms.body.starts_with("Villkoren gäller") && !terms.body.ends_with('\n'));
    }

    #[test]
    fn a_text_without_heading_is_refused() {
        assert_eq!(parts("Text utan rubrik\nmer"), None);
        assert_eq!(parts("# \nmer"), None);
        assert_eq!(parts("# Rubrik\n\nText\n"), Some(("Rubrik", "Text")));
    }
}
