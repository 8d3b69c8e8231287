//! The rows of **tiers'** prices: by which lists are put in order and narrowed for people whose prices are not guests'. One price for each product and branch,
//! beside the rows that everybody reads; guests never read them. They follow the others in the same transaction, and where only a tier's price has changed
//! they alone are made anew.

pub(super) mod listing;
mod store;

use std::collections::{BTreeSet, HashMap};

use platform::db::{DbError, Tx};
use platform::money::UnitPrice;
use uuid::Uuid;

use super::listing::{AsSeen, lowest};
use super::store::{Place, lock_listing, places, plan_once};
use super::{assortment, card};
use crate::ids::{ProductId, ShopId};
use crate::jobs::{MakeTierListings, RebuildAssortment};
use crate::pricing::listing::{price_context, sheets_of_fewest};
use crate::pricing::{Audience, Sheet, VatRates};
pub(crate) use listing::{Order, OrderKey, Outline, OwnBounds};
use store::Kept;

/// Products whose rows are made in one transaction.
const PRODUCTS: i64 = 1_000;
/// Rows that are taken away in one transaction.
const ROWS: i64 = 20_000;

/// Follows the rows of some products of a shop, whose cards have just been made anew. For whoever holds the listing's lock.
pub(super) async fn follow(
    tx: &mut Tx,
    place: &Place,
    products: &[Uuid],
    rates: &VatRates,
) -> Result<(), DbError> {
    let kept = store::kept(tx, place.shop_id).await?;
    if kept.is_empty() {
        return Ok(());
    }
    let texts = store::cards(tx, place, products).await?;
    let cards = card::all_parsed(&texts)?;
    let ids: Vec<ProductId> = cards.iter().map(|card| card.product_id).collect();
    let now = tx.now();
    for of in &kept {
        let tier = Audience::Tier(&of.tier_code);
        let shop = ShopId(place.shop_id);
        let Some(context) = price_context(tx, shop, tier, now).await? else {
            continue;
        };
        // What is not in the tier's assortment has a price all the same: the assortment's own rows leave it out.
        let lists = context.unlimited();
        let found = sheets_of_fewest(tx, &lists, &ids, now).await?;
        let mut by_product: HashMap<ProductId, Vec<&Sheet>> = HashMap::new();
        for sheet in &found {
            by_product.entry(sheet.product_id).or_default().push(sheet);
        }
        let seen = AsSeen {
            country: &place.country,
            at: now,
            shows_vat: context.shows_vat,
        };
        // What has no price in the tier's currency is not sold to it, and stands in no order by price.
        let priced: HashMap<Uuid, i64> = cards
            .iter()
            .filter_map(|card| {
                let sheets = by_product.get(&card.product_id)?;
                let price = lowest(card, sheets, &seen, rates)?;
                let minor = UnitPrice(price.shown).rounded_minor();
                Some((card.product_id.0, minor))
            })
            .collect();
        store::write(tx, place.shop_id, of.id, products, &priced).await?;
    }
    Ok(())
}

/// Goes on making what tiers' lists are put in order by: one transaction's worth. First what is marked, then the tiers that are new or whose lists are asked in
/// another order. `false` when nothing is left to do. May be broken off and begun again at any time.
///
/// # Errors
/// Database errors.
pub async fn make_some(tx: &mut Tx) -> Result<bool, DbError> {
    // Before the lock is waited for: of a price that is changed meanwhile the mark is left to the next.
    let marked = store::take_marked(tx, PRODUCTS).await?;
    lock_listing(tx).await?;
    plan_once(tx).await?;
    settle(tx).await?;
    if !marked.is_empty() {
        let marked: Vec<Uuid> = marked
            .into_iter()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect();
        let rates = VatRates::load(tx).await?;
        for place in places(tx).await? {
            renew(tx, &place, &marked, &rates).await?;
        }
        return Ok(true);
    }
    if let Some(of) = store::unmade(tx).await? {
        make_on(tx, &of).await?;
        return Ok(true);
    }
    match store::unwanted(tx).await? {
        None => Ok(false),
        Some(id) => {
            store::clear(tx, id, ROWS).await?;
            Ok(true)
        }
    }
}

async fn renew(
    tx: &mut Tx,
    place: &Place,
    products: &[Uuid],
    rates: &VatRates,
) -> Result<(), DbError> {
    follow(tx, place, products, rates).await?;
    assortment::follow(tx, place.shop_id, products).await
}

/// The next products of a tier whose rows are not all made.
async fn make_on(tx: &mut Tx, of: &Kept) -> Result<(), DbError> {
    let after = of.made_to.unwrap_or_default();
    let next = store::next_products(tx, of.shop_id, after, PRODUCTS).await?;
    let place = places(tx)
        .await?
        .into_iter()
        .find(|place| place.shop_id == of.shop_id);
    let (Some(place), Some(last)) = (place, next.last().copied()) else {
        return store::note_made(tx, of.id).await;
    };
    let rates = VatRates::load(tx).await?;
    renew(tx, &place, &next, &rates).await?;
    store::note_made_to(tx, of.id, last).await
}

/// Sees to it that each tier has rows whose prices are not guests', and no other.
async fn settle(tx: &mut Tx) -> Result<(), DbError> {
    let now = tx.now();
    let tiers = store::tiers(tx).await?;
    for place in places(tx).await? {
        let shop = ShopId(place.shop_id);
        let kept = store::all(tx, place.shop_id).await?;
        for code in &tiers {
            let Some(context) = price_context(tx, shop, Audience::Tier(code), now).await? else {
                continue;
            };
            let shown = (context.shows_vat, context.currency.code());
            let is_guests = context.unlimited() == place.lists
                && shown == (place.includes_vat, place.currency.as_str());
            // In another currency not everything has a price: those lists go by guests' prices, and say so.
            let is_guests = is_guests || context.currency.code() != place.currency;
            let held = kept.iter().find(|of| of.tier_code == *code);
            match (held, is_guests) {
                (Some(of), true) if of.is_wanted => {
                    store::let_go(tx, of.id).await?;
                    if let Some(id) = store::assortment_of(tx, code).await? {
                        tx.enqueue(&RebuildAssortment { assortment_id: id }).await?;
                    }
                }
                // What is on its way out goes whole before it is made anew: what left the shop meanwhile nobody has taken from it.
                (Some(of), false) if of.is_wanted && !of.shows(shown) => {
                    store::begin_anew(tx, of.id, shown).await?;
                }
                (None, false) => store::insert(tx, place.shop_id, code, shown).await?,
                _ => {}
            }
        }
    }
    Ok(())
}

/// A tier's lists are asked in another order: all its prices may be others. What has been made is read until they are.
///
/// # Errors
/// Database errors.
pub(crate) async fn make_anew(tx: &mut Tx, shop: ShopId, tier: &str) -> Result<(), DbError> {
    store::make_anew(tx, shop.0, tier).await?;
    tx.enqueue(&MakeTierListings {}).await
}
