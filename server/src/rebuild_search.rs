//! `torg search rebuild`: asks for the search engine to be given everything anew. Whoever does jobs does it, beside the indexes that are asked.

use anyhow::bail;
use commerce::jobs::RebuildSearch;
use platform::db::Origin;

use crate::ground;
use crate::settings::Settings;

/// Reads the words after `search`.
///
/// # Errors
/// What cannot be understood.
pub fn parse(words: &[String]) -> Result<(), String> {
    match words {
        [word] if word == "rebuild" => Ok(()),
        _ => Err("search needs: rebuild".to_owned()),
    }
}

/// `torg search rebuild`.
///
/// # Errors
/// When no search engine is configured; whatever hinders the database.
pub fn run(settings: Settings) -> anyhow::Result<()> {
    if settings.config.search.is_none() {
        bail!(
            "no search engine is configured, so there is nothing to build: PostgreSQL searches by itself (TORG_SEARCH_URL)"
        );
    }
    ground::beside(settings, async |_, db| {
        let mut tx = db.begin(Origin::system("search")).await?;
        tx.enqueue(&RebuildSearch {}).await?;
        tx.commit().await?;
        say!(
            "The search engine is given everything anew by the torg that does jobs; until that is done, what it has is asked."
        );
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn there_is_one_thing_to_ask_for() {
        let parse = |words: &[&str]| {
            super::parse(&words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(parse(&["rebuild"]), Ok(()));
        assert!(parse(&[]).is_err() && parse(&["remake"]).is_err());
        assert!(parse(&["rebuild", "now"]).is_err());
    }
}
