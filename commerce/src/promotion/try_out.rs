//! **Trying out** a promotion before it is begun: goods, a tier and codes, and the same function as in the shop says what would be taken off, and what not.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use uuid::Uuid;

use super::{Case, Evaluation, GivenCode, Goods, PromotionState, apply, code, listing, store};
use crate::ids::{CartId, CategoryId, ProductId, PromotionId, ShopId};
use crate::pricing::PriceContext;
use crate::pricing::listing::prices_at;
use crate::pricing::why::line;

/// What is tried.
#[derive(Clone, Debug)]
pub struct Trial {
    /// In which shop.
    pub shop_id: ShopId,
    /// For delivery to this country.
    pub country: String,
    /// Article numbers, and how many of each.
    pub lines: Vec<(String, i32)>,
    /// Codes that would be given.
    pub codes: Vec<String>,
    /// What the freight would cost, in minor units.
    pub freight_minor: i64,
}

/// A row of the trial.
#[derive(Clone, Debug)]
pub struct TriedLine {
    /// Article number.
    pub sku: String,
    /// What it is called.
    pub name: String,
    /// How many.
    pub quantity: i64,
    /// Before promotions.
    pub gross_minor: i64,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Tried {
    /// The rows, in the order in which they were named.
    pub lines: Vec<TriedLine>,
    /// What the rules said.
    pub evaluation: Evaluation,
    /// Article numbers that are not ours or have no price in the tier's lists.
    pub unknown: Vec<String>,
    /// Codes that do not exist.
    pub unknown_codes: Vec<String>,
}

/// Tries a promotion, as if it held now, beside all others that hold now.
///
/// # Errors
/// Database errors.
pub async fn try_out(
    conn: &mut PgConnection,
    id: PromotionId,
    trial: &Trial,
    prices: &PriceContext,
    locale: &str,
    now: Timestamp,
) -> Result<Tried, DbError> {
    let (lines, goods, unknown) = goods(conn, trial, prices, locale, now).await?;
    let mut codes: Vec<GivenCode> = Vec::new();
    let mut unknown_codes = Vec::new();
    for text in &trial.codes {
        let written = code::normalised(text);
        let found = match &written {
            Some(written) => store::code_written(conn, trial.shop_id, written).await?,
            None => None,
        };
        match found {
            Some(found) => codes.push(found),
            None => unknown_codes.push(text.clone()),
        }
    }
    let nobodys = CartId(Uuid::nil());
    let mut rules = store::rules_for(conn, trial.shop_id, nobodys, Some(id), now).await?;
    for given in &codes {
        if !rules.iter().any(|rule| rule.id == given.promotion_id) {
            rules.extend(store::rule(conn, given.promotion_id).await?);
        }
    }
    if let Some(rule) = rules.iter_mut().find(|rule| rule.id == id) {
        rule.state = PromotionState::Active;
        rule.starts_at = rule.starts_at.min(now);
        rule.ends_at = None;
        rule.is_used_up = false;
        rule.conditions.needs_code = false;
    }
    let case = Case {
        now,
        currency: prices.currency,
        tier: prices.tier.clone(),
        customer: None,
        company: prices.company.map(|company| company.0),
        // As a customer's first: the rule is what is tried, not a person's past.
        has_ordered: Some(false),
        codes,
        uses_by_buyer: Vec::new(),
    };
    Ok(Tried {
        lines,
        evaluation: Evaluation {
            outcome: apply(&goods, trial.freight_minor, &case, &rules),
            rules,
            codes: case.codes,
        },
        unknown,
        unknown_codes,
    })
}

async fn goods(
    conn: &mut PgConnection,
    trial: &Trial,
    prices: &PriceContext,
    locale: &str,
    now: Timestamp,
) -> Result<(Vec<TriedLine>, Vec<Goods>, Vec<String>), DbError> {
    let skus: Vec<String> = trial.lines.iter().map(|(sku, _)| sku.clone()).collect();
    let known = listing::variants_by_sku(conn, &skus).await?;
    let wanted: Vec<_> = trial
        .lines
        .iter()
        .filter_map(|(sku, quantity)| {
            let (_, id, _) = known.iter().find(|(of, ..)| of == sku)?;
            Some((*id, *quantity))
        })
        .collect();
    let ids: Vec<_> = wanted.iter().map(|(id, _)| *id).collect();
    let names = listing::gift_names(conn, &ids, locale).await?;
    let priced = prices_at(conn, prices, &trial.country, &wanted, now).await?;
    let variants: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let costs = store::costs_of(conn, &variants).await?;
    let products: Vec<Uuid> = known.iter().map(|(_, _, product)| *product).collect();
    let places = store::categories_of(conn, &products).await?;
    let (mut lines, mut goods, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    for (sku, quantity) in &trial.lines {
        let found = known.iter().find(|(of, ..)| of == sku);
        let price = found.and_then(|(_, id, _)| priced.iter().find(|p| p.variant_id == *id));
        let (Some((_, id, product)), Some(price)) = (found, price) else {
            unknown.push(sku.clone());
            continue;
        };
        let rate = price.vat_rate_bp.unwrap_or(0);
        let gross_minor = line(price.unit_price.0, price.includes_vat, *quantity, rate)
            .map_or(0, |(minor, _)| minor);
        let in_product = |(of, _): &&(ProductId, CategoryId)| of.0 == *product;
        goods.push(Goods {
            variant_id: *id,
            product_id: ProductId(*product),
            categories: places.iter().filter(in_product).map(|(_, c)| *c).collect(),
            quantity: i64::from(*quantity),
            gross_minor,
            vat_rate_bp: rate,
            cost_e4: costs.iter().find(|(of, _)| of == id).map(|(_, cost)| *cost),
            is_discountable: true,
        });
        lines.push(TriedLine {
            sku: sku.clone(),
            name: names
                .iter()
                .find(|(of, _)| of == id)
                .map(|(_, name)| name.clone())
                .unwrap_or_default(),
            quantity: i64::from(*quantity),
            gross_minor,
        });
    }
    Ok((lines, goods, unknown))
}
