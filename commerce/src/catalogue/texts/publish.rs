//! Publishing: what was looked at becomes what the shop shows, now or by the clock, and can be taken back.

use std::collections::BTreeMap;

use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use serde_json::json;

use super::draft::held;
use super::merge::{Seen, merge};
use super::{Cause, Draft, Key, LOCALES, Part, Texts, store};
use crate::catalogue::address::{self, Kind};
use crate::catalogue::storefront::mark_dirty;
use crate::ids::ProductId;
use crate::locks;

/// Why nothing was published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// There is no draft: it has been published or thrown away.
    #[error("there is no draft")]
    NothingDrafted,
    /// The draft or what is published is another than what was looked at.
    #[error("the texts have been changed meanwhile")]
    ChangedMeanwhile,
    /// A language has words but no name, or the first language has no name.
    #[error("a name is missing")]
    Nameless,
    /// The moment has passed.
    #[error("the moment has passed")]
    InThePast,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What would be published: the draft, with what has been changed in the shop since it was begun.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The draft.
    pub draft: Draft,
    /// What the shop shows now.
    pub now: Texts,
    /// What it would show.
    pub texts: Texts,
    /// Words that the draft would write over although they have been changed since it was begun.
    pub collisions: Vec<Key>,
}

impl Proposal {
    fn of(draft: Draft, now: Texts) -> Self {
        let merged = merge(&Seen::of(&draft.base), &draft.texts, &now);
        Self {
            draft,
            now,
            texts: merged.texts,
            collisions: merged.collisions,
        }
    }

    /// Tells what was looked at: the words as they are, and as they would be.
    #[must_use]
    pub fn stamp(&self) -> String {
        format!("{}{}", self.now.stamp(), self.texts.stamp())
    }

    /// The languages whose name is missing.
    #[must_use]
    pub fn nameless(&self) -> Vec<&'static str> {
        let first = LOCALES[0];
        LOCALES
            .into_iter()
            .filter(|locale| *locale == first || self.texts.speaks(locale))
            .filter(|locale| self.texts.get((*locale, Part::Name)).is_empty())
            .collect()
    }
}

/// What would be published of a product; `None` when nothing is being written.
///
/// # Errors
/// Database errors.
pub async fn proposal(conn: &mut PgConnection, id: ProductId) -> Result<Option<Proposal>, DbError> {
    let Some(draft) = store::draft(conn, id).await? else {
        return Ok(None);
    };
    let now = store::published(conn, id).await?;
    Ok(Some(Proposal::of(draft, now)))
}

/// What was looked at, under its lock.
async fn looked_at(tx: &mut Tx, id: ProductId, stamp: &str) -> Result<Proposal, PublishError> {
    if !locks::lock_product(tx, id).await? {
        return Err(PublishError::NothingDrafted);
    }
    let proposal = proposal(tx, id).await?;
    let proposal = proposal.ok_or(PublishError::NothingDrafted)?;
    if proposal.stamp() != stamp {
        return Err(PublishError::ChangedMeanwhile);
    }
    if !proposal.nameless().is_empty() {
        return Err(PublishError::Nameless);
    }
    Ok(proposal)
}

/// Publishes what was looked at: [`Proposal::stamp`]. Gives the version that the texts are now.
///
/// # Errors
/// See [`PublishError`]; nothing has happened then.
pub async fn publish(tx: &mut Tx, id: ProductId, stamp: &str) -> Result<i32, PublishError> {
    let proposal = looked_at(tx, id, stamp).await?;
    let by = tx.actor().name().to_owned();
    store::delete_draft(tx, id).await?;
    Ok(apply(
        tx,
        id,
        &proposal.now,
        &proposal.texts,
        (Cause::Published, &by),
    )
    .await?)
}

/// Lets the clock publish what was looked at.
///
/// # Errors
/// See [`PublishError`]; nothing has happened then.
pub async fn schedule(
    tx: &mut Tx,
    id: ProductId,
    stamp: &str,
    at: Timestamp,
) -> Result<(), PublishError> {
    if at <= tx.now() {
        return Err(PublishError::InThePast);
    }
    let proposal = looked_at(tx, id, stamp).await?;
    let by = tx.actor().name().to_owned();
    let draft = Draft {
        // What was looked at is what is published: later changes in the shop are measured from here.
        texts: proposal.texts,
        base: proposal.now,
        before: None,
        can_undo: false,
        revision: proposal.draft.revision + 1,
        schedule: Some((at, by)),
        stopped_at: None,
        ..proposal.draft
    };
    store::put_draft(tx, id, &draft).await?;
    let after = json!({ "publish_at": at });
    tx.audit(Change::deed("product.texts_scheduled", "product", id).with_after(&after))
        .await?;
    Ok(())
}

/// Calls the schedule off; the draft stays.
///
/// # Errors
/// See [`PublishError`]; nothing has happened then.
pub async fn unschedule(tx: &mut Tx, id: ProductId, revision: i32) -> Result<(), PublishError> {
    let draft = held(tx, id, revision).await?;
    let draft = draft.ok_or(PublishError::ChangedMeanwhile)?;
    if draft.schedule.is_none() {
        return Ok(());
    }
    let draft = Draft {
        schedule: None,
        revision: draft.revision + 1,
        ..draft
    };
    store::put_draft(tx, id, &draft).await?;
    tx.audit(Change::deed("product.texts_unscheduled", "product", id))
        .await?;
    Ok(())
}

/// Publishes one draft whose moment has come; false when none is due. Where the same words have been changed in the shop since it was scheduled, it is
/// given up and told of instead: nobody has seen what it would write over.
///
/// # Errors
/// Database errors.
pub async fn publish_next_due(tx: &mut Tx) -> Result<bool, DbError> {
    let Some(id) = store::due(tx).await? else {
        return Ok(false);
    };
    locks::lock_product(tx, id).await?;
    let now = tx.now();
    let found = proposal(tx, id).await?;
    let is_due = |p: &Proposal| matches!(&p.draft.schedule, Some((at, _)) if *at <= now);
    let Some(proposal) = found.filter(is_due) else {
        // Changed between the look and the lock.
        return Ok(true);
    };
    if proposal.collisions.is_empty() && proposal.nameless().is_empty() {
        let by = proposal.draft.schedule.map(|(_, by)| by);
        let by = by.unwrap_or_default();
        store::delete_draft(tx, id).await?;
        apply(
            tx,
            id,
            &proposal.now,
            &proposal.texts,
            (Cause::Scheduled, &by),
        )
        .await?;
        return Ok(true);
    }
    let draft = Draft {
        schedule: None,
        stopped_at: Some(now),
        revision: proposal.draft.revision + 1,
        ..proposal.draft
    };
    store::put_draft(tx, id, &draft).await?;
    tx.audit(Change::deed("product.texts_stopped", "product", id))
        .await?;
    Ok(true)
}

/// Takes the latest version back: the one before it is shown again, and what was taken back is a draft unless another is being written.
///
/// # Errors
/// See [`PublishError`]; nothing has happened then.
pub async fn take_back(tx: &mut Tx, id: ProductId, version: i32) -> Result<(), PublishError> {
    if !locks::lock_product(tx, id).await? {
        return Err(PublishError::ChangedMeanwhile);
    }
    let now = store::published(tx, id).await?;
    let latest = store::latest(tx, id).await?;
    let taken = store::version(tx, id, version).await?;
    let before = store::version(tx, id, version.saturating_sub(1)).await?;
    let is_latest = latest == version && taken.is_some_and(|taken| taken.changes(&now).is_empty());
    let Some(before) = before.filter(|_| is_latest) else {
        return Err(PublishError::ChangedMeanwhile);
    };
    let by = tx.actor().name().to_owned();
    apply(tx, id, &now, &before, (Cause::TakenBack, &by)).await?;
    if store::draft(tx, id).await?.is_none() {
        let draft = Draft {
            texts: now,
            base: store::published(tx, id).await?,
            before: None,
            can_undo: false,
            revision: 1,
            schedule: None,
            stopped_at: None,
            saved_at: tx.now(),
            saved_by: by,
        };
        store::put_draft(tx, id, &draft).await?;
    }
    Ok(())
}

/// Shows other words in the shop, and keeps both as versions.
async fn apply(
    tx: &mut Tx,
    id: ProductId,
    before: &Texts,
    after: &Texts,
    (cause, by): (Cause, &str),
) -> Result<i32, DbError> {
    let changed = after.changes(before);
    if changed.is_empty() {
        return store::latest(tx, id).await;
    }
    store::keep_what_stands(tx, &[id.0]).await?;
    store::write(tx, id, after).await?;
    for locale in LOCALES.into_iter().filter(|locale| after.speaks(locale)) {
        let wanted = after.get((locale, Part::Address));
        let wanted = if wanted.is_empty() {
            after.get((locale, Part::Name))
        } else {
            wanted
        };
        address::set_free_slug(tx, Kind::Product, id.0, locale, wanted).await?;
    }
    store::keep_what_became(tx, &[id.0], cause, by).await?;
    mark_dirty(tx, &[id]).await?;
    let version = store::latest(tx, id).await?;
    let (was, is) = (told(before, &changed), told(after, &changed));
    let after = json!({ "version": version, "cause": cause.code(), "texts": is });
    tx.audit(Change {
        action: "product.texts_published",
        subject: ("product", Some(id.0)),
        before: Some(&json!({ "texts": was })),
        after: Some(&after),
        reason: None,
    })
    .await?;
    Ok(version)
}

/// The trail tells what was changed, shortened; the versions keep the whole.
const LONGEST_TOLD: usize = 200;

fn told(texts: &Texts, keys: &[Key]) -> BTreeMap<String, String> {
    let short = |key: &Key| {
        let whole = texts.get(*key);
        match whole.char_indices().nth(LONGEST_TOLD) {
            Some((end, _)) => format!("{} …", whole[..end].trim_end()),
            None => whole.to_owned(),
        }
    };
    keys.iter()
        .map(|key| (format!("{}.{}", key.0, key.1.name()), short(key)))
        .collect()
}
