//! Writing: a draft is saved, a step undone, thrown away, or made of an earlier version. The shop does not notice.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::merge::{Seen, merge};
use super::{Draft, Key, Texts, store};
use crate::ids::ProductId;
use crate::locks;

/// Why a draft was not changed.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// There is no such product, or no such version of it.
    #[error("there is no such product or version")]
    Unknown,
    /// Somebody else has changed the same words meanwhile.
    #[error("the same words have been changed meanwhile")]
    Collides(Box<Collided>),
    /// Somebody else has changed the draft meanwhile.
    #[error("the draft has been changed meanwhile")]
    ChangedMeanwhile,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Words that two have changed.
#[derive(Clone, Debug)]
pub struct Collided {
    /// What is saved.
    pub stored: Texts,
    /// Mine, with what only the others have changed.
    pub merged: Texts,
    /// Where they collide.
    pub keys: Vec<Key>,
    /// Who saved the others', when it was a draft.
    pub by: Option<String>,
}

/// Saves what was written. `seen` is what stood there when the writing began: what others have changed elsewhere meanwhile stays changed.
///
/// # Errors
/// See [`DraftError`]; nothing has happened then.
pub async fn save(
    tx: &mut Tx,
    id: ProductId,
    seen: &Seen,
    written: &Texts,
) -> Result<(), DraftError> {
    if !locks::lock_product(tx, id).await? {
        return Err(DraftError::Unknown);
    }
    let published = store::published(tx, id).await?;
    let held = store::draft(tx, id).await?;
    let stored = held.as_ref().map_or(&published, |held| &held.texts).clone();
    let merged = merge(seen, written, &stored);
    if !merged.collisions.is_empty() {
        return Err(DraftError::Collides(Box::new(Collided {
            stored,
            merged: merged.texts,
            keys: merged.collisions,
            by: held.map(|held| held.saved_by),
        })));
    }
    let changed = merged.texts.changes(&stored);
    if changed.is_empty() {
        return Ok(());
    }
    let base = held.as_ref().map_or(published, |held| held.base.clone());
    put(tx, id, held, merged.texts, base).await?;
    note(tx, id, "product.texts_drafted", &changed).await?;
    Ok(())
}

/// Puts words into the draft; those that were there can be had back. Whoever had scheduled them did not see these: the schedule goes.
async fn put(
    tx: &mut Tx,
    id: ProductId,
    held: Option<Draft>,
    texts: Texts,
    base: Texts,
) -> Result<(), DbError> {
    let draft = Draft {
        texts,
        base,
        revision: held.as_ref().map_or(1, |held| held.revision + 1),
        before: held.map(|held| held.texts),
        can_undo: true,
        schedule: None,
        stopped_at: None,
        saved_at: tx.now(),
        saved_by: tx.actor().name().to_owned(),
    };
    store::put_draft(tx, id, &draft).await
}

async fn note(
    tx: &mut Tx,
    id: ProductId,
    action: &'static str,
    parts: &[Key],
) -> Result<(), DbError> {
    let parts: Vec<String> = parts
        .iter()
        .map(|(locale, part)| format!("{locale}.{}", part.name()))
        .collect();
    let after = json!({ "parts": parts });
    tx.audit(Change::deed(action, "product", id).with_after(&after))
        .await
}

/// The draft under its product's lock, as it was looked at.
pub(super) async fn held(
    tx: &mut Tx,
    id: ProductId,
    revision: i32,
) -> Result<Option<Draft>, DbError> {
    if !locks::lock_product(tx, id).await? {
        return Ok(None);
    }
    let held = store::draft(tx, id).await?;
    Ok(held.filter(|held| held.revision == revision))
}

/// Takes the latest change back. A draft that came to be by it goes.
///
/// # Errors
/// See [`DraftError`]; nothing has happened then.
pub async fn undo(tx: &mut Tx, id: ProductId, revision: i32) -> Result<(), DraftError> {
    let held = held(tx, id, revision).await?.filter(|held| held.can_undo);
    let Some(draft) = held else {
        return Err(DraftError::ChangedMeanwhile);
    };
    let changed = draft
        .texts
        .changes(draft.before.as_ref().unwrap_or(&draft.base));
    match draft.before.clone() {
        None => store::delete_draft(tx, id).await?,
        Some(before) => {
            let back = Draft {
                texts: before,
                before: None,
                can_undo: false,
                revision: draft.revision + 1,
                schedule: None,
                saved_at: tx.now(),
                saved_by: tx.actor().name().to_owned(),
                ..draft
            };
            store::put_draft(tx, id, &back).await?;
        }
    }
    note(tx, id, "product.texts_undone", &changed).await?;
    Ok(())
}

/// Throws the draft away.
///
/// # Errors
/// See [`DraftError`]; nothing has happened then.
pub async fn throw_away(tx: &mut Tx, id: ProductId, revision: i32) -> Result<(), DraftError> {
    let Some(draft) = held(tx, id, revision).await? else {
        return Err(DraftError::ChangedMeanwhile);
    };
    store::delete_draft(tx, id).await?;
    let changed = draft.texts.changes(&draft.base);
    note(tx, id, "product.texts_thrown_away", &changed).await?;
    Ok(())
}

/// Makes the words of a version the draft. A draft that was there can be had back.
///
/// # Errors
/// See [`DraftError`]; nothing has happened then.
pub async fn restore(tx: &mut Tx, id: ProductId, version: i32) -> Result<(), DraftError> {
    if !locks::lock_product(tx, id).await? {
        return Err(DraftError::Unknown);
    }
    let texts = store::version(tx, id, version).await?;
    let texts = texts.ok_or(DraftError::Unknown)?;
    let held = store::draft(tx, id).await?;
    let published = store::published(tx, id).await?;
    let changed = texts.changes(held.as_ref().map_or(&published, |held| &held.texts));
    if changed.is_empty() {
        return Ok(());
    }
    put(tx, id, held, texts, published).await?;
    note(tx, id, "product.texts_restored", &changed).await?;
    Ok(())
}
