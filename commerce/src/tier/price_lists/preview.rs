//! What another order of a tier's price lists would change: which articles would cost its people something else.

use std::collections::HashMap;

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use platform::money::{Currency, UnitPrice};

use super::save::{SaveOrderError, save};
use super::{Asked, listing, store};
use crate::ids::{PriceListId, PriceOrderId, ShopId, VariantId};
use crate::pricing::listing::{price_context, sheets};
use crate::pricing::rehearsal::named;
use crate::pricing::{Audience, Of, PriceContext, Reach, Sheet, VatRates, vat};

/// Articles that are compared at most.
pub const MOST: usize = 5_000;
/// Articles that are compared at a time.
const CHUNK: usize = 500;
/// Articles that are told by name.
const TOLD: usize = 8;

/// An article that would cost something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Article number.
    pub sku: String,
    /// The product's name.
    pub name: String,
    /// From so many pieces: the fewest for which it differs.
    pub quantity: i32,
    /// What one costs now, as the tier sees it; `None`: it has no price.
    pub now: Option<UnitPrice>,
    /// What one would cost.
    pub then: Option<UnitPrice>,
    /// The list that would decide.
    pub list: String,
}

/// What would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// In what.
    pub currency: Currency,
    /// Whether prices are as the tier sees them with VAT.
    pub shows_vat: bool,
    /// Articles that were compared.
    pub compared: usize,
    /// Whether there are more that might change.
    pub is_capped: bool,
    /// Those that would cost less.
    pub lower: usize,
    /// Those that would cost more.
    pub higher: usize,
    /// Those that would have a price and have none, or the other way.
    pub others: usize,
    /// Some of them.
    pub told: Vec<Changed>,
    /// Whether anything would have a price at all.
    pub has_prices: bool,
}

/// A price that differs: from so many pieces, what it is now and what it would be, by which list.
struct Difference {
    variant: VariantId,
    quantity: i32,
    now: Option<UnitPrice>,
    then: Option<UnitPrice>,
    list: String,
}

/// Tells what an order would change. Whether it may be so is found by saving it, in a transaction that is to be dropped: as the last thing, so that nobody
/// waits while articles are compared.
///
/// # Errors
/// As [`save`]'s.
pub async fn changes(
    tx: &mut Tx,
    (shop, country, locale): (ShopId, &str, &str),
    code: &str,
    lists: &[PriceListId],
    row_version: i32,
) -> Result<Changes, SaveOrderError> {
    let at = tx.now();
    let seen = context(tx, shop, code, at).await?;
    let old = listing::asked(tx, shop, code, at, false).await?;
    let rates = VatRates::load(tx).await?;
    let view = View {
        at,
        country,
        shows_vat: seen.shows_vat,
        rates: &rates,
    };
    let wanted = with_guests(&old, lists);
    let order = store::id_of(tx, shop, code).await?;
    let then = as_ordered(&seen.lists, order, &old, &wanted);
    let (touched, is_capped) = listing::touched(tx, &moved(&old, &wanted), MOST, at).await?;
    let mut differences = Vec::new();
    for chunk in touched.chunks(CHUNK) {
        let found = sheets(tx, &seen.lists, Of::Variants(chunk), Reach::At(at)).await?;
        let before: HashMap<VariantId, Sheet> = found
            .into_iter()
            .map(|sheet| (sheet.variant_id, sheet))
            .collect();
        let found = sheets(tx, &then, Of::Variants(chunk), Reach::At(at)).await?;
        differences.extend(found.iter().filter_map(|sheet| {
            let before = before.get(&sheet.variant_id)?;
            view.difference(before, sheet)
        }));
    }
    let count = |is: fn(&Difference) -> bool| differences.iter().filter(|of| is(of)).count();
    let is_priced = |of: &Difference| of.now.is_some() && of.then.is_some();
    let compared = touched.len();
    let changes = Changes {
        currency: seen.currency,
        shows_vat: seen.shows_vat,
        compared,
        is_capped,
        lower: count(|of| of.now.zip(of.then).is_some_and(|(now, then)| then < now)),
        higher: count(|of| of.now.zip(of.then).is_some_and(|(now, then)| then > now)),
        others: differences.iter().filter(|of| !is_priced(of)).count(),
        has_prices: listing::has_a_price(tx, &then, at).await?,
        told: told(tx, &differences, locale).await?,
    };
    save(tx, shop, code, lists, row_version).await?;
    Ok(changes)
}

/// What would be asked, in order: without the order's own id, by which each list would be given the place that it has.
fn as_ordered(
    seen: &[PriceListId],
    order: Option<PriceOrderId>,
    old: &[Asked],
    wanted: &[PriceListId],
) -> Vec<PriceListId> {
    let is_order = |id: &PriceListId| order.is_some_and(|order| order.0 == id.0);
    let is_old = |id: &PriceListId| old.iter().any(|of| of.id == *id);
    let others = seen.iter().filter(|id| !is_order(id) && !is_old(id));
    others.chain(wanted).copied().collect()
}

async fn context(
    tx: &mut Tx,
    shop: ShopId,
    code: &str,
    at: Timestamp,
) -> Result<PriceContext, SaveOrderError> {
    let found = price_context(tx, shop, Audience::Tier(code), at).await?;
    found.ok_or(SaveOrderError::Unknown)
}

/// The lists of an order as it would be saved.
fn with_guests(old: &[Asked], lists: &[PriceListId]) -> Vec<PriceListId> {
    let unnamed = old.iter().filter(|of| of.is_guests());
    let unnamed = unnamed.filter(|of| !lists.contains(&of.id)).map(|of| of.id);
    lists.iter().copied().chain(unnamed).collect()
}

/// The lists of which an article must have a price to cost something else: those that come, go or change places. Of a single list of guests' that others
/// pass it is enough to look at those others, which are fewer articles.
fn moved(old: &[Asked], new: &[PriceListId]) -> Vec<PriceListId> {
    let olds: Vec<PriceListId> = old.iter().map(|of| of.id).collect();
    let stay = |a: &[PriceListId], b: &[PriceListId]| -> Vec<PriceListId> {
        a.iter().copied().filter(|id| b.contains(id)).collect()
    };
    let (was, is) = (stay(&olds, new), stay(new, &olds));
    let turned = was.iter().zip(&is).filter(|(a, b)| a != b).map(|(a, _)| *a);
    let gone = olds.iter().copied().filter(|id| !new.contains(id));
    let come = new.iter().copied().filter(|id| !olds.contains(id));
    let mut moved: Vec<PriceListId> = turned.chain(gone).chain(come).collect();
    let is_guests = |id: &PriceListId| old.iter().any(|of| of.id == *id && of.is_guests());
    if moved.len() > 1 && moved.iter().filter(|id| is_guests(id)).count() == 1 {
        moved.retain(|id| !is_guests(id));
    }
    moved
}

/// How prices are looked at.
struct View<'a> {
    at: Timestamp,
    country: &'a str,
    shows_vat: bool,
    rates: &'a VatRates,
}

impl View<'_> {
    /// Where a price differs, for the fewest pieces for which it does.
    fn difference(&self, before: &Sheet, after: &Sheet) -> Option<Difference> {
        let rate = self.rates.at(&after.vat_class, self.country, self.at);
        let rate = rate.unwrap_or(0);
        let shown = |sheet: &Sheet, quantity| {
            let chosen = sheet.at(quantity, self.at, rate)?;
            let price = chosen.price.unit_price.0;
            let shown = vat::shown(price, chosen.list.includes_vat, self.shows_vat, rate);
            Some((UnitPrice(shown), chosen.list.name.clone()))
        };
        let breaks = [before, after].map(|sheet| sheet.breaks(self.at, rate));
        let mut quantities: Vec<i32> = breaks.iter().flatten().map(|of| of.min_quantity).collect();
        quantities.sort_unstable();
        quantities.dedup();
        quantities.into_iter().find_map(|quantity| {
            let (now, then) = (shown(before, quantity), shown(after, quantity));
            let list = then.as_ref().map(|(_, list)| list.clone());
            let (now, then) = (now.map(|(price, _)| price), then.map(|(price, _)| price));
            (now != then).then(|| Difference {
                variant: after.variant_id,
                quantity,
                now,
                then,
                list: list.unwrap_or_default(),
            })
        })
    }
}

/// The first differences by article number, in words.
async fn told(
    conn: &mut PgConnection,
    differences: &[Difference],
    locale: &str,
) -> Result<Vec<Changed>, DbError> {
    let ids: Vec<VariantId> = differences.iter().map(|of| of.variant).take(TOLD).collect();
    let names = named(conn, &ids, locale).await?;
    let mut told: Vec<Changed> = names
        .into_iter()
        .filter_map(|article| {
            let of = differences.iter().find(|of| of.variant == article.id)?;
            Some(Changed {
                sku: article.sku,
                name: article.name,
                quantity: of.quantity,
                now: of.now,
                then: of.then,
                list: of.list.clone(),
            })
        })
        .collect();
    told.sort_by(|a, b| a.sku.cmp(&b.sku));
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Label;
    use crate::tier::GUESTS;

    fn asked(tier: &str) -> Asked {
        Asked {
            id: PriceListId::generate(),
            name: tier.to_owned(),
            tier: Some(tier.to_owned()),
            tier_name: Label::default(),
            valid_from: None,
            valid_to: None,
        }
    }

    #[test]
    fn only_what_comes_goes_or_changes_places_is_looked_at() {
        let (own, pro, guests) = (asked("premium"), asked("pro"), asked(GUESTS));
        let old = [own.clone(), guests.clone()];
        assert!(moved(&old, &[own.id, guests.id]).is_empty());
        assert_eq!(moved(&old, &[own.id, pro.id, guests.id]), [pro.id]);
        assert_eq!(moved(&old, &[guests.id]), [own.id]);
        // Of the two that have changed places the fewer articles.
        assert_eq!(moved(&old, &[guests.id, own.id]), [own.id]);
        let three = [own.clone(), pro.clone(), guests.clone()];
        assert_eq!(
            moved(&three, &[pro.id, own.id, guests.id]),
            [own.id, pro.id]
        );
        assert_eq!(with_guests(&three, &[pro.id]), [pro.id, guests.id]);
    }

    #[test]
    fn what_would_be_asked_has_the_campaigns_and_not_the_order_that_is() {
        let (own, guests) = (asked("premium"), asked(GUESTS));
        let (sale, order) = (PriceListId::generate(), PriceOrderId::generate());
        let old = [own.clone(), guests.clone()];
        let seen = [sale, PriceListId(order.0), own.id, guests.id];
        let then = as_ordered(&seen, Some(order), &old, &[guests.id, own.id]);
        assert_eq!(then, [sale, guests.id, own.id]);
    }
}
