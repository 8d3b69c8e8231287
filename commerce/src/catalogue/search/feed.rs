//! What a search engine is told, and when. Whatever has the rows behind search made anew marks the products for the engine in the same transaction; a job tells it,
//! and only then takes the marks away, so that it may be told twice but is never not told. The database's rows are the truth: the engine can be built from them
//! at any time, beside the one that is asked.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use platform::db::{DbError, PgConnection, Tx};

use super::engine::{Changes, SearchDocument, Shelf, Synonym};
use super::{listing, store, words};
use crate::catalogue::storefront::{described, lock_listing, selling};
use crate::ids::ProductId;
use crate::jobs::{RebuildSearch, TellSearch};

pub use store::{end_turn, take_turn};

/// Products that an engine is told of at once.
pub const BATCH: i64 = 500;
/// An installation where no engine was seen for so long has none.
const UNSEEN_FOR: SignedDuration = SignedDuration::from_hours(24);

/// Marks products for the engine, if there is one, and asks for it to be told. Part of making their rows anew.
pub(crate) async fn note(tx: &mut Tx, products: &[ProductId]) -> Result<(), DbError> {
    if store::mark(tx, products).await? > 0 {
        tx.enqueue(&TellSearch {}).await?;
    }
    Ok(())
}

/// Of what an engine is to be told, and the marks that are done with it.
#[derive(Debug, Default)]
pub struct Waiting {
    /// For [`done`].
    pub marks: Vec<i64>,
    /// By shelf; only those that were built in the engine.
    pub changes: Vec<(Shelf, Changes)>,
}

/// The oldest of what waits for an engine to be told; no marks when nothing does.
///
/// # Errors
/// Database errors.
pub async fn waiting(tx: &mut Tx, engine: &str) -> Result<Waiting, DbError> {
    let marks = store::oldest_marks(tx, BATCH).await?;
    let products: BTreeSet<ProductId> = marks.iter().map(|(_, id)| ProductId(*id)).collect();
    let products: Vec<ProductId> = products.into_iter().collect();
    let mut waiting = Waiting {
        marks: marks.into_iter().map(|(mark, _)| mark).collect(),
        changes: Vec::new(),
    };
    if products.is_empty() {
        return Ok(waiting);
    }
    let built = store::built(tx, engine).await?;
    for (shelf, documents) in described(tx, &products, None).await? {
        if !built.contains(&shelf) {
            continue;
        }
        let here: BTreeSet<ProductId> = documents.iter().map(|one| one.product_id).collect();
        let gone = products.iter().filter(|id| !here.contains(*id));
        let changes = Changes {
            gone: gone.copied().collect(),
            documents,
        };
        waiting.changes.push((shelf, changes));
    }
    Ok(waiting)
}

/// Takes marks away of which an engine has been told.
///
/// # Errors
/// Database errors.
pub async fn done(tx: &mut Tx, marks: &[i64]) -> Result<(), DbError> {
    store::delete_marks(tx, marks).await
}

/// The shelves that an engine is to have: each shop that sells something, in each language.
///
/// # Errors
/// Database errors.
pub async fn shelves(tx: &mut Tx) -> Result<Vec<Shelf>, DbError> {
    selling(tx).await
}

/// Says that all shelves are about to be built, and gives them. From here on everything that changes is marked: whoever makes rows anew at this moment is waited for.
///
/// # Errors
/// Database errors.
pub async fn begin_building(tx: &mut Tx) -> Result<Vec<Shelf>, DbError> {
    lock_listing(tx).await?;
    let shelves = shelves(tx).await?;
    store::set_shelves(tx, &shelves).await?;
    Ok(shelves)
}

/// A part of a shelf that is built.
#[derive(Debug)]
pub struct Part {
    /// What the engine is told.
    pub documents: Vec<SearchDocument>,
    /// Where the next part begins; `None` after the last.
    pub next: Option<ProductId>,
}

/// The part of a shelf after a product.
///
/// # Errors
/// Database errors.
pub async fn part(tx: &mut Tx, shelf: &Shelf, after: Option<ProductId>) -> Result<Part, DbError> {
    let products = store::documented(tx, shelf, after, BATCH).await?;
    let Some(last) = products.last().copied() else {
        return Ok(Part {
            documents: Vec::new(),
            next: None,
        });
    };
    let described = described(tx, &products, Some(shelf)).await?;
    Ok(Part {
        documents: described
            .into_iter()
            .flat_map(|(_, documents)| documents)
            .collect(),
        next: Some(last),
    })
}

/// Says that a shelf has been built in an engine.
///
/// # Errors
/// Database errors.
pub async fn built(tx: &mut Tx, shelf: &Shelf, engine: &str) -> Result<(), DbError> {
    store::set_built(tx, shelf, engine).await
}

/// Says that the engine has lost a shelf, and asks for a build: until then nothing is told of it.
///
/// # Errors
/// Database errors.
pub async fn lost(tx: &mut Tx, shelf: &Shelf) -> Result<(), DbError> {
    store::set_lost(tx, shelf).await?;
    tx.enqueue(&RebuildSearch {}).await
}

/// How many products a shelf has, by the database.
///
/// # Errors
/// Database errors.
pub async fn count(conn: &mut PgConnection, shelf: &Shelf) -> Result<i64, DbError> {
    store::count_documents(conn, shelf).await
}

/// The synonym table as questions need it: by roots.
///
/// # Errors
/// Database errors.
pub async fn synonyms(conn: &mut PgConnection, locale: &str) -> Result<Vec<Synonym>, DbError> {
    Ok(listing::synonyms(conn).await?.by_roots(locale))
}

/// Asks for what an engine lacks: a build where a shelf was never built in it, else to be told where something waits; nothing while it is being told. Notes that there is
/// an engine.
///
/// # Errors
/// Database errors.
pub async fn ask_again(tx: &mut Tx, engine: &str) -> Result<(), DbError> {
    store::note_seen(tx).await?;
    let now = tx.now();
    if store::is_held(tx, now).await? {
        return Ok(());
    }
    let built = store::built(tx, engine).await?;
    if shelves(tx)
        .await?
        .iter()
        .any(|shelf| !built.contains(shelf))
    {
        return tx.enqueue(&RebuildSearch {}).await;
    }
    if store::has_marks(tx).await? {
        tx.enqueue(&TellSearch {}).await?;
    }
    Ok(())
}

/// Where no engine is configured: forgets that there was one, when no other process has one either.
///
/// # Errors
/// Database errors.
pub async fn forget(tx: &mut Tx) -> Result<(), DbError> {
    let since = tx.now().minus(UNSEEN_FOR);
    store::forget_unseen(tx, since).await
}

impl words::Synonyms {
    /// For each root of a word: the roots of what stands for it.
    fn by_roots(&self, locale: &str) -> Vec<Synonym> {
        let mut by_root = std::collections::BTreeMap::<String, BTreeSet<String>>::new();
        for ((language, word), canonical) in &self.0 {
            let (from, to) = (words::root(word, locale), words::root(canonical, locale));
            if language == locale && from != to {
                by_root.entry(from).or_default().insert(to);
            }
        }
        by_root
            .into_iter()
            .map(|(word, means)| Synonym {
                word,
                means: means.into_iter().collect(),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn synonyms_go_from_root_to_root() {
        let row = |locale: &str, word: &str, canonical: &str| {
            ((locale.to_owned(), word.to_owned()), canonical.to_owned())
        };
        let rows = [
            row("sv", "böcker", "bok"),
            row("sv", "böckerna", "bok"),
            row("sv", "vaser", "vas"),
            row("en", "lamp", "light"),
        ];
        let table = words::Synonyms(rows.into_iter().collect());
        let bok = Synonym {
            word: "böck".to_owned(),
            means: vec!["bok".to_owned()],
        };
        assert_eq!(table.by_roots("sv"), [bok], "vaser and vas have one root");
    }
}
