//! Cards as the visitor's prices show them.

use std::collections::HashMap;

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use platform::money::UnitPrice;
use uuid::Uuid;

use crate::catalogue::storefront::{Card, Storefront, Visit};
use crate::ids::{PriceListId, ProductId, VariantId};
use crate::pricing::listing::{reductions, sheets_of_fewest};
use crate::pricing::{Reduction, Sheet, VatRates, vat};

impl Storefront {
    /// Cards as the visitor's prices show them.
    pub(crate) async fn priced(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        cards: Vec<Card>,
    ) -> Result<Vec<Card>, DbError> {
        self.at_prices(conn, visit, cards, true).await
    }

    /// The same without what a campaign's prices were before, which two years are read for.
    pub(crate) async fn priced_for_order(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        cards: Vec<Card>,
    ) -> Result<Vec<Card>, DbError> {
        self.at_prices(conn, visit, cards, false).await
    }

    async fn at_prices(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        mut cards: Vec<Card>,
        tells_reductions: bool,
    ) -> Result<Vec<Card>, DbError> {
        if visit.prices.assortment.is_some() {
            // Its lists may be those of a moment ago.
            let shown = Self::in_assortment(conn, visit, &ids_of(&cards)).await?;
            cards.retain(|card| shown.contains(&card.product_id));
        }
        let is_as_kept = |card: &Card| {
            visit.sees_kept_prices && card.price.includes_vat == visit.prices.shows_vat
        };
        if cards.iter().all(is_as_kept) {
            return Ok(cards);
        }
        if visit.is_rehearsal {
            let for_sale = published(conn, visit, &ids_of(&cards)).await?;
            cards.retain(|card| for_sale.contains(&card.product_id.0));
        }
        let rates = self.rates(conn).await?;
        let lists = &visit.prices.lists;
        let seen = AsSeen {
            country: visit.country,
            at: visit.at,
            shows_vat: visit.prices.shows_vat,
        };
        let sheets = sheets_of_fewest(conn, lists, &ids_of(&cards), visit.at).await?;
        let of_card = |card: &Card| {
            let all = sheets.iter();
            let of_product: Vec<&Sheet> =
                all.filter(|of| of.product_id == card.product_id).collect();
            lowest(card, &of_product, &seen, &rates)
        };
        let found: Vec<Option<Lowest<'_>>> = cards.iter().map(of_card).collect();
        let reduced = if tells_reductions {
            // Of the one variant that a card's price is of: two years are read for each.
            let asked: Vec<(&Sheet, i32)> = found
                .iter()
                .flatten()
                .map(|of| (of.sheet, of.sheet.min_quantity))
                .collect();
            let as_seen = (seen.country, seen.at, seen.shows_vat);
            reductions(conn, lists, &asked, as_seen, &rates).await?
        } else {
            HashMap::new()
        };
        Ok(cards
            .into_iter()
            .zip(found)
            .filter_map(|(card, found)| repriced(card, found.as_ref(), visit, &reduced))
            .collect())
    }
}

fn ids_of(cards: &[Card]) -> Vec<ProductId> {
    cards.iter().map(|card| card.product_id).collect()
}

/// Which of some products are published at the visit's moment.
async fn published(
    conn: &mut PgConnection,
    visit: &Visit<'_>,
    products: &[ProductId],
) -> Result<Vec<Uuid>, DbError> {
    let ids: Vec<Uuid> = products.iter().map(|id| id.0).collect();
    sqlx::query_scalar!(
        "select product_id from product_publications where shop_id = $1 and product_id = any($2) and published_from <= $3
         and (published_to is null or published_to > $3)",
        visit.shop_id.0,
        &ids,
        visit.at
    )
    .fetch_all(conn)
    .await
}

/// How prices are shown: with which country's VAT, as they are when, and whether it is in them.
pub(crate) struct AsSeen<'a> {
    pub country: &'a str,
    pub at: Timestamp,
    pub shows_vat: bool,
}

/// What a card's price is, and of what.
pub(crate) struct Lowest<'a> {
    /// Before it is rounded.
    pub shown: i64,
    list: PriceListId,
    sheet: &'a Sheet,
    /// Whether another variant costs something else.
    is_from: bool,
}

/// The lowest price of what can be bought, of all when nothing can; none where there is no price. By this one rule cards are priced and lists put in order.
pub(crate) fn lowest<'a>(
    card: &Card,
    sheets: &[&'a Sheet],
    seen: &AsSeen<'_>,
    rates: &VatRates,
) -> Option<Lowest<'a>> {
    let rate = rates
        .at(&card.price.vat_class, seen.country, seen.at)
        .unwrap_or(0);
    let priced: Vec<(i64, PriceListId, &'a Sheet)> = sheets
        .iter()
        .filter_map(|of| {
            let chosen = of.at(of.min_quantity, seen.at, rate)?;
            let price = chosen.price.unit_price.0;
            let shown = vat::shown(price, chosen.list.includes_vat, seen.shows_vat, rate);
            Some((shown, chosen.list.id, *of))
        })
        .collect();
    let is_out = |of: &Sheet| card.sold_out.contains(&of.variant_id);
    let (shown, list, sheet) = priced
        .iter()
        .min_by_key(|(shown, _, of)| (is_out(of), *shown))
        .copied()?;
    Some(Lowest {
        shown,
        list,
        sheet,
        is_from: priced.iter().any(|(other, ..)| *other != shown),
    })
}

/// The card with its price as the visitor sees it. None where it is not shown: the visitor has no price, and what others pay is nothing to show them.
fn repriced(
    mut card: Card,
    found: Option<&Lowest<'_>>,
    visit: &Visit<'_>,
    reduced: &HashMap<VariantId, Reduction>,
) -> Option<Card> {
    // Kept cards are in the shop's own currency.
    let is_foreign = card.price.currency != visit.prices.currency;
    card.price.currency = visit.prices.currency;
    let Some(found) = found else {
        // Whoever buys in another currency sees what the shop has, and that it is not sold in theirs.
        card.price.is_missing = is_foreign;
        return is_foreign.then_some(card);
    };
    let variant = found.sheet.variant_id;
    let prior = reduced.get(&variant).and_then(Reduction::prior);
    card.price.set(UnitPrice(found.shown), prior);
    card.price.is_from = found.is_from;
    card.price.includes_vat = visit.prices.shows_vat;
    card.price.price_list_id = found.list;
    card.unit_price = found
        .sheet
        .content
        .and_then(|content| content.unit_price(found.shown));
    Some(card)
}
