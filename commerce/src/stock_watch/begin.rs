//! Beginning to watch: at once for whoever is logged in, after a proof by mail for a guest.

use jiff::SignedDuration;
use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::store::{self, Wish};
use super::{MOST, PROVED_WITHIN, WatchEvent, WatchState, tell};
use crate::customer::Session;
use crate::ids::{CustomerId, ShopId, StockWatchId, VariantId};
use crate::jobs::SendWatchLink;
use crate::locks;

/// A mail with a link that was sent so lately is in the mailbox: it is not sent again.
const LATELY: SignedDuration = SignedDuration::from_mins(10);
/// Variants that an address is asked about in a day; no mail is sent for more, and no page says so.
const MOST_ASKED_A_DAY: i64 = 10;

/// Why nothing is watched.
#[derive(Debug, thiserror::Error)]
pub enum WatchError {
    /// There is no such variant or watch, or nobody whose it could be any more.
    #[error("there is nothing to watch")]
    NotFound,
    /// It can be bought: there is nothing to wait for.
    #[error("the variant can be bought")]
    Buyable,
    /// [`MOST`] wait for the person already.
    #[error("too many are watched")]
    Full,
    /// The link has waited too long.
    #[error("the link is too old")]
    TooLate,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Watches a variant for whoever is logged in; once, however often it is asked.
///
/// # Errors
/// [`WatchError`]; the transaction is to be dropped then.
pub async fn begin(
    tx: &mut Tx,
    session: &Session,
    shop: ShopId,
    variant: VariantId,
    locale: &str,
) -> Result<StockWatchId, WatchError> {
    let customer = session.customer;
    if !locks::lock_customer(tx, customer).await? {
        return Err(WatchError::NotFound);
    }
    if let Some(id) = store::waiting_of(tx, customer, shop, variant).await? {
        return Ok(id);
    }
    refuse_what_is_here(tx, shop, variant).await?;
    // What was proved as a guest, with the address that is now the account's, goes on as the account's.
    if let Some(id) = store::guests_waiting_of(tx, customer, shop, variant).await? {
        store::give_to(tx, id, customer).await?;
        return Ok(id);
    }
    if store::count_of(tx, customer).await? >= MOST {
        return Err(WatchError::Full);
    }
    let id = store::insert_of_customer(tx, customer, (shop, variant), locale).await?;
    store::count(tx, shop, variant, 1).await?;
    noted(tx, "stock_watch.begun", id, variant).await?;
    Ok(id)
}

/// Takes a guest's wish and asks for the mail by which they prove the address. Nothing tells whether the address is known: what was proved already is told by mail
/// alone, and an address that is asked about too much gets no more mail.
///
/// # Errors
/// [`WatchError`]; the transaction is to be dropped then.
pub async fn ask(
    tx: &mut Tx,
    email: &str,
    shop: ShopId,
    variant: VariantId,
    locale: &str,
) -> Result<(), WatchError> {
    refuse_what_is_here(tx, shop, variant).await?;
    let now = tx.now();
    let day_ago = now.minus(SignedDuration::from_hours(24));
    let asked = store::guests_wish(tx, email, shop, variant).await?;
    let is_there = asked
        .as_ref()
        .is_some_and(|wish| wish.asked_at > now.minus(LATELY));
    if is_there || store::asked_since(tx, email, day_ago).await? >= MOST_ASKED_A_DAY {
        return Ok(());
    }
    let id = store::save_guests_wish(tx, email, (shop, variant), locale).await?;
    let job = SendWatchLink {
        watch_id: id,
        asked_at: now,
    };
    tx.enqueue(&job).await?;
    noted(tx, "stock_watch.asked", id, variant).await?;
    Ok(())
}

/// The address of a guest's wish is proved: it waits from now on. An account that has the address gets it. Twice is once.
///
/// # Errors
/// [`WatchError`]; the transaction is to be dropped then.
pub async fn confirm(tx: &mut Tx, id: StockWatchId) -> Result<(), WatchError> {
    let found = store::find(tx, id).await?.ok_or(WatchError::NotFound)?;
    // The customer before the watch, as everywhere.
    let holder = match store::account_with(tx, &found.email).await? {
        Some(customer) if locks::lock_customer(tx, customer).await? => Some(customer),
        _ => None,
    };
    if !locks::lock_watch(tx, id).await? {
        return Err(WatchError::NotFound);
    }
    let watch = store::find(tx, id).await?.ok_or(WatchError::NotFound)?;
    if watch.state == WatchState::Waiting {
        return Ok(());
    }
    if watch.state.apply(WatchEvent::Confirm).is_none() {
        return Err(WatchError::NotFound);
    }
    let now = tx.now();
    if is_too_late(watch.asked_at, now) {
        return Err(WatchError::TooLate);
    }
    let others = match holder {
        Some(customer) => store::count_of(tx, customer).await?,
        None => store::count_of_guest(tx, &watch.email).await?,
    };
    if others >= MOST {
        return Err(WatchError::Full);
    }
    // Where the account watches it already, it keeps its place in the line.
    let before = match holder {
        Some(customer) => {
            store::remove_of_customer(tx, customer, watch.shop_id, watch.variant_id).await?
        }
        None => None,
    };
    store::set_waiting(tx, id, holder, before.unwrap_or(now)).await?;
    let by = i64::from(before.is_none());
    store::count(tx, watch.shop_id, watch.variant_id, by).await?;
    noted(tx, "stock_watch.begun", id, watch.variant_id).await?;
    // It may have come back while the mail lay unread.
    let (shop, variant) = (watch.shop_id, watch.variant_id);
    if store::pieces(tx, shop, variant).await?.unwrap_or(0) > 0 {
        tell::now(tx, shop, variant).await?;
    }
    Ok(())
}

/// There is nothing to wait for where the shop does not show the variant, or sells it.
async fn refuse_what_is_here(
    tx: &mut Tx,
    shop: ShopId,
    variant: VariantId,
) -> Result<(), WatchError> {
    match store::pieces(tx, shop, variant).await? {
        None => Err(WatchError::NotFound),
        Some(0) => Ok(()),
        Some(_) => Err(WatchError::Buyable),
    }
}

/// Whether a guest's wish has waited too long for its proof.
#[must_use]
pub fn is_too_late(asked_at: Timestamp, now: Timestamp) -> bool {
    now.since(asked_at) > PROVED_WITHIN
}

/// What waits for the address of an account as a guest's becomes the account's, under the account's lock: when it is made, and when it gets another address.
///
/// # Errors
/// Database errors.
pub(crate) async fn adopt(tx: &mut Tx, customer: CustomerId) -> Result<(), DbError> {
    for wish in store::guests_wishes_of(tx, customer).await? {
        let Wish { id, shop, variant } = wish;
        if store::waiting_of(tx, customer, shop, variant)
            .await?
            .is_some()
        {
            store::close(tx, id, WatchState::Ended).await?;
            store::count(tx, shop, variant, -1).await?;
        } else {
            store::give_to(tx, id, customer).await?;
        }
    }
    Ok(())
}

pub(super) async fn noted(
    tx: &mut Tx,
    action: &'static str,
    id: StockWatchId,
    variant: VariantId,
) -> Result<(), DbError> {
    let after = json!({ "variant": variant });
    tx.audit(Change::deed(action, "stock_watch", id).with_after(&after))
        .await
}
