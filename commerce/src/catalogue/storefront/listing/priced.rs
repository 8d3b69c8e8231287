//! Cards as the visitor's prices show them.

use std::collections::HashMap;

use platform::db::{DbError, PgConnection};
use platform::money::UnitPrice;
use uuid::Uuid;

use crate::catalogue::storefront::{Card, Storefront, Visit};
use crate::ids::{PriceListId, ProductId, VariantId};
use crate::pricing::listing::{reductions, sheets};
use crate::pricing::{Of, Reach, Reduction, Sheet, VatRates, vat};

impl Storefront {
    /// Cards as the visitor's prices show them.
    pub(crate) async fn priced(
        &self,
        conn: &mut PgConnection,
        visit: &Visit<'_>,
        mut cards: Vec<Card>,
    ) -> Result<Vec<Card>, DbError> {
        if visit.prices.assortment.is_some() {
            // Its lists may be those of a moment ago.
            let ids: Vec<ProductId> = cards.iter().map(|card| card.product_id).collect();
            let shown = Self::in_assortment(conn, visit, &ids).await?;
            cards.retain(|card| shown.contains(&card.product_id));
        }
        let is_as_kept = |card: &Card| {
            visit.sees_kept_prices && card.price.includes_vat == visit.prices.shows_vat
        };
        if cards.iter().all(is_as_kept) {
            return Ok(cards);
        }
        let rates = self.rates(conn).await?;
        let ids: Vec<ProductId> = cards.iter().map(|card| card.product_id).collect();
        let lists = &visit.prices.lists;
        let sheets = sheets(conn, lists, Of::Products(&ids), Reach::At(visit.at)).await?;
        let asked: Vec<(&Sheet, i32)> = sheets.iter().map(|of| (of, of.min_quantity)).collect();
        let as_seen = (visit.country, visit.at, visit.prices.shows_vat);
        let reduced = reductions(conn, lists, &asked, as_seen, &rates).await?;
        if visit.is_rehearsal {
            let for_sale = published(conn, visit, &ids).await?;
            cards.retain(|card| for_sale.contains(&card.product_id.0));
        }
        cards.retain_mut(|card| {
            let of_product: Vec<&Sheet> = sheets
                .iter()
                .filter(|of| of.product_id == card.product_id)
                .collect();
            reprice(card, &of_product, visit, &rates, &reduced)
        });
        Ok(cards)
    }
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

/// Puts a card's price as the visitor sees it: the lowest of what can be bought, of all when nothing can. `false` where the visitor has no price:
/// what others pay is nothing to show them.
fn reprice(
    card: &mut Card,
    sheets: &[&Sheet],
    visit: &Visit<'_>,
    rates: &VatRates,
    reduced: &HashMap<VariantId, Reduction>,
) -> bool {
    let rate = rates
        .at(&card.price.vat_class, visit.country, visit.at)
        .unwrap_or(0);
    let shows_vat = visit.prices.shows_vat;
    let priced: Vec<(i64, PriceListId, &Sheet)> = sheets
        .iter()
        .filter_map(|of| {
            let chosen = of.at(of.min_quantity, visit.at, rate)?;
            let price = chosen.price.unit_price.0;
            let shown = vat::shown(price, chosen.list.includes_vat, shows_vat, rate);
            Some((shown, chosen.list.id, *of))
        })
        .collect();
    let is_out = |of: &Sheet| card.sold_out.contains(&of.variant_id);
    let Some((lowest, list, cheapest)) = priced
        .iter()
        .min_by_key(|(shown, _, of)| (is_out(of), *shown))
        .copied()
    else {
        return false;
    };
    let prior = reduced.get(&cheapest.variant_id).and_then(Reduction::prior);
    card.price.set(UnitPrice(lowest), prior);
    card.price.is_from = priced.iter().any(|(shown, ..)| *shown != lowest);
    card.price.includes_vat = shows_vat;
    card.price.price_list_id = list;
    card.unit_price = cheapest
        .content
        .and_then(|content| content.unit_price(lowest));
    true
}
