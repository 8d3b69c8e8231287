//! The settings of a search engine.

use super::Secret;
use super::source::Source;

/// A search engine that ranks what is searched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchEngine {
    /// Where it is called, without a slash at the end.
    pub url: String,
    /// What it lets us in by.
    pub key: Option<Secret>,
    /// Begins the names of our indexes.
    pub prefix: String,
}

/// Reads how it is reached, if one is.
pub(super) fn read(source: &mut Source) -> Option<SearchEngine> {
    let key = source.secret("TORG_SEARCH_KEY");
    let prefix = source.text("TORG_SEARCH_PREFIX");
    let Some(url) = source.text("TORG_SEARCH_URL") else {
        for variable in ["TORG_SEARCH_KEY", "TORG_SEARCH_PREFIX"] {
            if source.has(variable) {
                source.fault(
                    "TORG_SEARCH_URL",
                    format!("is needed with {variable}"),
                    "set it, or unset the other",
                );
            }
        }
        return None;
    };
    let url = url.trim_end_matches('/').to_owned();
    let host = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    if !host.is_some_and(|host| !host.is_empty() && !host.contains(['?', '#', '@', ' '])) {
        // Not quoted: what stands there may hold a password.
        source.fault(
            "TORG_SEARCH_URL",
            "is no web address",
            "give for example https://search.example.se or http://127.0.0.1:7700",
        );
    }
    let prefix = prefix.unwrap_or_else(|| "torg".to_owned());
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if prefix.len() > 64 || !prefix.chars().all(is_name) {
        source.fault(
            "TORG_SEARCH_PREFIX",
            format!("{prefix:?} cannot begin an index's name"),
            "give a-z, A-Z, 0-9, - and _, 64 at most",
        );
    }
    Some(SearchEngine { url, key, prefix })
}
