//! **Moderating**: staff look at every review. One that keeps to the rules is published, whatever it says of the product; one that does not is refused with
//! the reason, which its writer is told. The shop may answer in public.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::{Breach, LONGEST_WORDS, Review, ReviewEvent, ReviewState, listing, store};
use crate::ids::ReviewId;
use crate::jobs::SendReviewNotice;
use crate::locks;

/// What staff decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It keeps to the rules.
    Publish,
    /// It does not.
    Refuse {
        /// Which it breaks.
        reason: Breach,
        /// What the writer is told besides; must be there where the reason is none of the list.
        words: String,
    },
}

/// Why a review stands as it stood.
#[derive(Debug, thiserror::Error)]
pub enum ModerateError {
    /// There is no such review (any more).
    #[error("no such review")]
    Unknown,
    /// Its writer or somebody else changed it meanwhile.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// Words are missing, or there are too many.
    #[error("words are missing or too many")]
    Words,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

async fn locked(tx: &mut Tx, id: ReviewId, row_version: i32) -> Result<Review, ModerateError> {
    locks::lock_review(tx, id)
        .await?
        .ok_or(ModerateError::Unknown)?;
    let held = listing::by_id(tx, id).await?;
    let held = held.ok_or(ModerateError::Unknown)?;
    if held.row_version != row_version {
        return Err(ModerateError::ChangedMeanwhile);
    }
    Ok(held)
}

/// Decides whether a review is published. What was reported of it counts as looked at.
///
/// # Errors
/// [`ModerateError`]; the transaction is to be dropped then.
pub async fn decide(
    tx: &mut Tx,
    id: ReviewId,
    row_version: i32,
    decision: &Decision,
) -> Result<(), ModerateError> {
    let held = locked(tx, id, row_version).await?;
    let (event, refusal) = match decision {
        Decision::Publish => (ReviewEvent::Publish, None),
        Decision::Refuse { reason, words } => {
            let words = words.trim();
            let is_short = *reason == Breach::Other && words.is_empty();
            if is_short || words.chars().count() > LONGEST_WORDS {
                return Err(ModerateError::Words);
            }
            (ReviewEvent::Refuse, Some((*reason, words)))
        }
    };
    let next = held
        .state
        .apply(event)
        .ok_or(ModerateError::ChangedMeanwhile)?;
    let is_shown = |state| i32::from(state == ReviewState::Published);
    let by = is_shown(next) - is_shown(held.state);
    if by != 0 {
        store::count(tx, held.product_id, held.stars, by).await?;
    }
    store::decide(tx, id, next, refusal).await?;
    let before = json!({ "state": held.state.as_str(), "reports": held.reports });
    // The words stand with the review, and go with it: the trail keeps its rows for ever.
    let after = json!({ "state": next.as_str(), "refusal": refusal.map(|(reason, _)| reason.as_str()),
                        "has_words": refusal.map(|(_, words)| !words.is_empty()) });
    tx.audit(Change {
        action: match decision {
            Decision::Publish => "review.published",
            Decision::Refuse { .. } => "review.refused",
        },
        subject: ("review", Some(id.0)),
        before: Some(&before),
        after: Some(&after),
        reason: None,
    })
    .await?;
    if next == ReviewState::Refused {
        tx.enqueue(&SendReviewNotice { review_id: id }).await?;
    }
    Ok(())
}

/// Answers a review in public; an empty answer takes away what was answered.
///
/// # Errors
/// [`ModerateError`]; the transaction is to be dropped then.
pub async fn reply(
    tx: &mut Tx,
    id: ReviewId,
    row_version: i32,
    words: &str,
) -> Result<(), ModerateError> {
    let held = locked(tx, id, row_version).await?;
    let words = words.trim().replace("\r\n", "\n");
    if words.chars().count() > LONGEST_WORDS {
        return Err(ModerateError::Words);
    }
    if words == held.reply {
        return Ok(());
    }
    store::reply(tx, id, &words).await?;
    // What was answered stands with the review, and goes with it.
    let told = |words: &str| json!({ "has_reply": !words.is_empty() });
    let (before, after) = (told(&held.reply), told(&words));
    tx.audit(Change {
        action: "review.answered",
        subject: ("review", Some(id.0)),
        before: Some(&before),
        after: Some(&after),
        reason: None,
    })
    .await?;
    Ok(())
}
