//! Publishing: from when and until when a shop shows a product. A time in which it was shown stays as it was; it is part of what prices were charged.

use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::store;
use crate::catalogue::storefront::{mark_dirty, mark_later};
use crate::ids::{ProductId, ShopId};
use crate::locks;

/// From when and until when a product is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Publication {
    /// From this moment.
    pub from: Timestamp,
    /// Until just before this one; `None`: until further notice.
    pub to: Option<Timestamp>,
}

impl Publication {
    /// Whether it has begun.
    #[must_use]
    pub fn has_begun(&self, now: Timestamp) -> bool {
        self.from <= now
    }

    /// Whether it has ended.
    #[must_use]
    pub fn has_ended(&self, now: Timestamp) -> bool {
        self.to.is_some_and(|to| to <= now)
    }
}

/// Why a product was not published so.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// There is no such product.
    #[error("there is no such product")]
    Unknown,
    /// Somebody else has changed it since it was looked at.
    #[error("the publication has been changed meanwhile")]
    ChangedMeanwhile,
    /// It would end before it begins.
    #[error("the publication would end before it begins")]
    Backwards,
    /// It would begin in the past.
    #[error("a publication does not begin in the past")]
    BeginsInThePast,
    /// It would end in the past.
    #[error("a publication does not end in the past")]
    EndsInThePast,
    /// It has begun, and its beginning stays.
    #[error("the publication has begun")]
    HasBegun,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Publishes a product in a shop, or changes until when it is shown. `seen` is the publication that was looked at. One that has begun keeps its
/// beginning; one that has ended is kept, and another follows it.
///
/// # Errors
/// See [`PublishError`]; nothing has happened then.
pub async fn publish(
    tx: &mut Tx,
    shop: ShopId,
    product: ProductId,
    seen: Option<Publication>,
    wished: Publication,
) -> Result<(), PublishError> {
    if !locks::lock_product(tx, product).await? {
        return Err(PublishError::Unknown);
    }
    let now = tx.now();
    let held = store::publication(tx, shop, product).await?;
    if held == Some(wished) {
        return Ok(());
    }
    let is_over = held.is_some_and(|held| held.from == wished.from && held.has_ended(now));
    if is_over && wished.has_ended(now) {
        // Sent twice: it is taken out already.
        return Ok(());
    }
    if held != seen {
        return Err(PublishError::ChangedMeanwhile);
    }
    check(held, wished, now)?;
    if let Some(past) = held.filter(|held| held.has_ended(now)) {
        store::keep_publication(tx, shop, product, past).await?;
    }
    store::set_publication(tx, shop, product, wished).await?;
    mark_dirty(tx, &[product]).await?;
    let ends = [Some(wished.from), wished.to];
    let moments: Vec<Timestamp> = ends.into_iter().flatten().collect();
    mark_later(tx, &moments).await?;
    let told =
        |of: Publication| json!({ "shop": shop, "published_from": of.from, "published_to": of.to });
    let (before, after) = (held.map(told), told(wished));
    tx.audit(Change {
        action: "product.published",
        subject: ("product", Some(product.0)),
        before: before.as_ref(),
        after: Some(&after),
        reason: None,
    })
    .await?;
    Ok(())
}

fn check(
    held: Option<Publication>,
    wished: Publication,
    now: Timestamp,
) -> Result<(), PublishError> {
    let is_shown = held.is_some_and(|held| held.has_begun(now) && !held.has_ended(now));
    let keeps_beginning = held.is_some_and(|held| held.from == wished.from);
    if is_shown && !keeps_beginning {
        return Err(PublishError::HasBegun);
    }
    if !is_shown && wished.from < now {
        return Err(PublishError::BeginsInThePast);
    }
    if wished.to.is_some_and(|to| to <= wished.from) {
        return Err(PublishError::Backwards);
    }
    if wished.to.is_some_and(|to| to < now) {
        return Err(PublishError::EndsInThePast);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour(hour: i64) -> Timestamp {
        Timestamp::from_microsecond(1_784_000_000_000_000 + hour * 3_600_000_000).unwrap()
    }

    fn shown(from: i64, to: Option<i64>) -> Publication {
        Publication {
            from: hour(from),
            to: to.map(hour),
        }
    }

    #[test]
    fn what_has_been_stays_and_what_is_to_come_can_be_changed() {
        let told = |held: Option<Publication>, wished| match check(held, wished, hour(0)) {
            Ok(()) => "ok",
            Err(PublishError::HasBegun) => "begun",
            Err(PublishError::BeginsInThePast) => "begins",
            Err(PublishError::EndsInThePast) => "ends",
            Err(PublishError::Backwards) => "backwards",
            Err(_) => "other",
        };
        assert_eq!(told(None, shown(0, None)), "ok");
        assert_eq!(told(None, shown(-1, None)), "begins");
        assert_eq!(told(None, shown(2, Some(2))), "backwards");
        let coming = Some(shown(5, None));
        assert_eq!(told(coming, shown(1, Some(3))), "ok");
        assert_eq!(told(coming, shown(-1, None)), "begins");
        let running = Some(shown(-5, None));
        assert_eq!(told(running, shown(-5, Some(0))), "ok");
        assert_eq!(told(running, shown(-5, Some(-1))), "ends");
        assert_eq!(told(running, shown(1, None)), "begun");
        let past = Some(shown(-5, Some(-2)));
        assert_eq!(told(past, shown(-5, None)), "begins");
        assert_eq!(told(past, shown(0, None)), "ok");
    }
}
