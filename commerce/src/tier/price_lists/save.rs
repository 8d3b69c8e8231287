//! Saying in which order a tier's price lists are asked.

use std::collections::HashSet;

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::store::HeldList;
use super::{MOST, Placed, listing, place_for, store};
use crate::catalogue::storefront::make_tier_anew;
use crate::ids::{PriceListId, ShopId};
use crate::locks;
use crate::tier::{self, GUESTS};

/// Why an order was not saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveOrderError {
    /// There is no such tier.
    #[error("no such tier")]
    Unknown,
    /// Guests are asked their own lists alone: everybody else's prices rest on theirs.
    #[error("guests' lists have no other order than their own")]
    Guests,
    /// A list stands in it twice.
    #[error("a list stands in the order twice")]
    Twice,
    /// More lists than an order holds.
    #[error("too many lists")]
    TooMany,
    /// There is no such list in the shop.
    #[error("no such list in the shop")]
    UnknownList,
    /// It is a company's or a campaign's, which have their own places.
    #[error("{0} is no tier's list")]
    NotTiers(String),
    /// It is in another currency than the shop sells in, so that it would never be asked.
    #[error("{list} is not in {sells_in}")]
    OtherCurrency {
        /// Which list.
        list: String,
        /// What the shop sells in.
        sells_in: String,
    },
    /// It holds no more.
    #[error("{0} has ended")]
    Ended(String),
    /// Somebody has changed it since it was read.
    #[error("the order has changed meanwhile")]
    ChangedMeanwhile,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Says in which order a tier's lists are asked from now on, when that still is as it was read (`row_version`; 0: the merchant had given none). Guests' lists
/// that are not named stand last. The same order as before is no change. Who is asked by it sees the new prices at the next look; by which the tier's lists are
/// put in order follows.
///
/// # Errors
/// [`SaveOrderError`]; the transaction is to be dropped then.
pub async fn save(
    tx: &mut Tx,
    shop: ShopId,
    code: &str,
    lists: &[PriceListId],
    row_version: i32,
) -> Result<(), SaveOrderError> {
    if tier::tier(tx, code).await?.is_none() {
        return Err(SaveOrderError::Unknown);
    }
    if code == GUESTS {
        return Err(SaveOrderError::Guests);
    }
    let mut seen = HashSet::with_capacity(lists.len());
    if !lists.iter().all(|id| seen.insert(*id)) {
        return Err(SaveOrderError::Twice);
    }
    locks::lock_price_orders(tx, shop).await?;
    let held = store::hold(tx, shop, lists).await?;
    let now = tx.now();
    for id in lists {
        let found = held.iter().find(|of| of.id == *id && of.is_of_shop);
        check(found.ok_or(SaveOrderError::UnknownList)?, now)?;
    }
    let before = listing::order(tx, shop, code, now).await?;
    if before.row_version != row_version {
        return Err(SaveOrderError::ChangedMeanwhile);
    }
    // One that has grown by lists that were made since may stay as long as it is. Guests' stand in every order.
    let had = before.lists.iter().filter(|of| !of.is_guests()).count();
    if held.iter().filter(|of| !of.is_guests).count() > had.max(MOST) {
        return Err(SaveOrderError::TooMany);
    }
    let unnamed = before.lists.iter().filter(|of| of.is_guests());
    let unnamed = unnamed.filter(|of| !lists.contains(&of.id)).map(|of| of.id);
    let after: Vec<PriceListId> = lists.iter().copied().chain(unnamed).collect();
    if before
        .lists
        .iter()
        .map(|of| of.id)
        .eq(after.iter().copied())
    {
        return Ok(());
    }
    let order = match row_version {
        0 => store::begin(tx, shop, code).await?,
        _ => store::take(tx, shop, code, row_version).await?,
    };
    let order = order.ok_or(SaveOrderError::ChangedMeanwhile)?;
    store::write(tx, order, &after).await?;
    make_tier_anew(tx, shop, code).await?;
    let old: Vec<String> = before.lists.into_iter().map(|of| of.name).collect();
    let new: Vec<String> = store::placed(tx, order)
        .await?
        .into_iter()
        .map(|(_, name)| name)
        .collect();
    record(tx, code, &old, &new).await?;
    Ok(())
}

fn check(list: &HeldList, now: platform::clock::Timestamp) -> Result<(), SaveOrderError> {
    let name = || list.name.clone();
    if !list.is_tiers {
        return Err(SaveOrderError::NotTiers(name()));
    }
    if list.currency != list.sells_in {
        return Err(SaveOrderError::OtherCurrency {
            list: name(),
            sells_in: list.sells_in.clone(),
        });
    }
    if list.valid_to.is_some_and(|to| to <= now) {
        return Err(SaveOrderError::Ended(name()));
    }
    Ok(())
}

/// A list has been made, or is for others than it was. Where the lists of its tier have their place in an order it gets one beside them; where it stood as
/// somebody else's it leaves. So a new list of Pro's is asked by Premium, too, if Pro's others are. The shop's orders have been locked before the list
/// ([`locks::lock_price_orders`]), so that none that is being made misses it.
///
/// # Errors
/// Database errors.
pub(crate) async fn follow(tx: &mut Tx, shop: ShopId, list: PriceListId) -> Result<(), DbError> {
    let new = store::placeable(tx, list).await?;
    for order in store::lock_orders(tx, shop).await? {
        let before = store::placed(tx, order.id).await?;
        let mut after = before.clone();
        after.retain(|(of, _)| of.id != list);
        if let Some((new, name)) = &new {
            let others: Vec<Placed> = after.iter().map(|(of, _)| of.clone()).collect();
            if let Some(at) = place_for(&order.tier_code, &others, new) {
                after.insert(at, (new.clone(), name.clone()));
            }
        }
        if after == before {
            continue;
        }
        let ids: Vec<PriceListId> = after.iter().map(|(of, _)| of.id).collect();
        store::note_change(tx, order.id).await?;
        store::write(tx, order.id, &ids).await?;
        let names = |lists: &[(Placed, String)]| -> Vec<String> {
            lists.iter().map(|(_, name)| name.clone()).collect()
        };
        record(tx, &order.tier_code, &names(&before), &names(&after)).await?;
    }
    Ok(())
}

/// Into the trail, by the names that people know. A tier has a code and no id: the code stands in the values.
async fn record(tx: &mut Tx, code: &str, old: &[String], new: &[String]) -> Result<(), DbError> {
    let before = json!({ "code": code, "price_lists": old });
    let after = json!({ "code": code, "price_lists": new });
    let change = Change {
        action: "tier.price_lists_changed",
        subject: ("tier", None),
        before: Some(&before),
        after: Some(&after),
        reason: None,
    };
    tx.audit(change).await
}
