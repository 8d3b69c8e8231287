//! Reading prices.

use std::collections::HashMap;
use std::sync::Arc;

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use platform::money::{Currency, UnitPrice};
use uuid::Uuid;

use super::context::{Audience, GUEST_TIER, Limit, PriceContext};
use super::prior::{RatesOf, Reduction};
use super::sheet::{ListFacts, ListKind, ListPrices, Period, PricePeriod, Sale, Sheet};
use super::{Content, VatRates};
use crate::catalogue::Label;
use crate::ids::{AssortmentId, CompanyId, PriceListId, ProductId, ShopId, VariantId};

/// How far back a price's history is read: longer than any campaign with the 30 days before it.
const HISTORY: jiff::SignedDuration = jiff::SignedDuration::from_hours(2 * 365 * 24);

/// The prices that an audience sees in a shop from `at` on, in one question. `None` when the tier or a list is missing.
///
/// They are in one currency: the company's where it buys in one of its own, else the tier's, else the shop's. Lists in others are not among them.
///
/// The order: the company's lists and campaigns, by priority; then the tier's in the order that the merchant has given them, without one its own by
/// priority; what is left of the Consumer tier's last. Lists that are to come stand in it, so that a context holds for as long as nobody changes a list, and
/// those that ended of late, whose prices are part of what it has cost.
///
/// # Errors
/// Database errors.
pub async fn price_context(
    conn: &mut PgConnection,
    shop_id: ShopId,
    audience: Audience<'_>,
    at: Timestamp,
) -> Result<Option<PriceContext>, DbError> {
    let (tier, company, session) = match audience {
        Audience::Tier(tier) => (Some(tier), None, None),
        Audience::Company(company) => (None, Some(company.0), None),
        Audience::Session(session) => (None, None, Some(session.0)),
    };
    // Four ways into the lists, each by its own index: a shop may have thousands of companies with a list each.
    let rows = sqlx::query_file!(
        "src/pricing/context.sql",
        shop_id.0,
        tier,
        company,
        session,
        at.minus(HISTORY) as _,
        GUEST_TIER,
    )
    .fetch_all(conn)
    .await?;
    // Without a list nothing is sold in the shop's own currency. In another somebody may buy before anything has a price in it.
    let found = rows.first();
    let Some(first) = found.filter(|first| first.id.is_some() || !first.is_home) else {
        return Ok(None);
    };
    let limit = first.assortment_id.map(|id| Limit {
        id: AssortmentId(id),
        is_listed: first.is_listed,
        version: first.version,
        is_current: first.is_current,
    });
    let mut lists: Vec<PriceListId> = rows
        .iter()
        .filter_map(|row| row.id.map(PriceListId))
        .collect();
    if let Some(order) = first.order_id {
        let of_tier = rows.iter().position(|row| row.is_tiers);
        lists.insert(of_tier.unwrap_or(lists.len()), PriceListId(order));
    }
    let context = PriceContext {
        currency: Currency::from(first.currency.clone()),
        shows_vat: first.shows_vat,
        tier: first.tier.clone(),
        company: first.company_id.map(CompanyId),
        lists,
        assortment: None,
    };
    Ok(Some(context.limited(limit)))
}

/// Of what prices are read.
#[derive(Clone, Copy, Debug)]
pub enum Of<'a> {
    /// Every active variant of these products.
    Products(&'a [ProductId]),
    /// These variants.
    Variants(&'a [VariantId]),
}

/// Of which time prices are read.
#[derive(Clone, Copy, Debug)]
pub enum Reach {
    /// What holds at a moment.
    At(Timestamp),
    /// What has held up to a moment, for the prior price.
    Until(Timestamp),
}

impl Reach {
    /// From when and until when.
    fn ends(self) -> (Timestamp, Timestamp) {
        match self {
            Self::At(at) => (at, at),
            Self::Until(at) => (at.minus(HISTORY), at),
        }
    }
}

/// Everything that decides what some variants cost by some lists, in one question (a second one about the past): each (variant, list) is one step down the index, however many
/// prices and lists there are.
///
/// # Errors
/// Database errors.
pub async fn sheets(
    conn: &mut PgConnection,
    lists: &[PriceListId],
    of: Of<'_>,
    reach: Reach,
) -> Result<Vec<Sheet>, DbError> {
    let lists: Vec<Uuid> = lists.iter().map(|id| id.0).collect();
    let (products, variants): (Vec<Uuid>, Vec<Uuid>) = match of {
        Of::Products(ids) => (ids.iter().map(|id| id.0).collect(), Vec::new()),
        Of::Variants(ids) => (Vec::new(), ids.iter().map(|id| id.0).collect()),
    };
    let (since, until) = reach.ends();
    // Lists that have ended are left out before anything is looked up in them. The offset keeps the look-up from being turned into a join that reads whole lists.
    let rows = sqlx::query_file_as!(
        SheetRow,
        "src/pricing/sheets.sql",
        &products,
        &variants,
        &lists,
        since,
        until,
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut sheets = put_together(rows);
    if matches!(reach, Reach::Until(_)) {
        look_up_sales(conn, &lists, since, &mut sheets).await?;
    }
    Ok(sheets)
}

/// What decides the price of the fewest pieces of each variant of some products at a moment, in one question: only lists that have a say in it are in the sheets, and only
/// variants that have a price. For cards and lists, of which many are priced at once.
///
/// # Errors
/// Database errors.
pub async fn sheets_of_fewest(
    conn: &mut PgConnection,
    lists: &[PriceListId],
    products: &[ProductId],
    at: Timestamp,
) -> Result<Vec<Sheet>, DbError> {
    let lists: Vec<Uuid> = lists.iter().map(|id| id.0).collect();
    let products: Vec<Uuid> = products.iter().map(|id| id.0).collect();
    let rows = sqlx::query_file_as!(
        SheetRow,
        "src/pricing/fewest.sql",
        &products,
        &lists,
        at as _
    )
    .fetch_all(conn)
    .await?;
    Ok(put_together(rows))
}

/// When the variants have been for sale in the lists' shop, in one question.
async fn look_up_sales(
    conn: &mut PgConnection,
    lists: &[Uuid],
    since: Timestamp,
    sheets: &mut [Sheet],
) -> Result<(), DbError> {
    let mut products: Vec<Uuid> = sheets.iter().map(|sheet| sheet.product_id.0).collect();
    products.dedup();
    if lists.is_empty() || products.is_empty() {
        return Ok(());
    }
    let rows = sqlx::query!(
        r#"with shop as materialized (select shop_id from price_lists where id = any($1) limit 1)
           select product_id as "product_id!", null::uuid as variant_id, false as "is_pause!", published_from as "begins!: Timestamp",
                  published_to as "ends?: Timestamp"
           from product_publications where product_id = any($2) and shop_id = (select shop_id from shop)
           union all
           select product_id, null, false, published_from, published_to
           from past_publications where product_id = any($2) and shop_id = (select shop_id from shop) and published_to > $3
           union all
           select product_id, variant_id, true, paused_from, paused_to
           from sale_pauses where product_id = any($2) and (paused_to is null or paused_to > $3)"#,
        lists,
        &products,
        since as _,
    )
    .fetch_all(conn)
    .await?;
    let mut sales: HashMap<Uuid, Vec<_>> = HashMap::new();
    for row in rows {
        sales.entry(row.product_id).or_default().push(row);
    }
    for sheet in sheets {
        let mut sale = Sale::default();
        for row in sales.get(&sheet.product_id.0).into_iter().flatten() {
            let period = Period {
                from: Some(row.begins),
                to: row.ends,
            };
            let is_ours = row.variant_id.is_none_or(|id| id == sheet.variant_id.0);
            match row.is_pause {
                true if is_ours => sale.paused.push(period),
                true => {}
                false => sale.published.push(period),
            }
        }
        sheet.sale = Some(sale);
    }
    Ok(())
}

struct SheetRow {
    variant_id: Uuid,
    product_id: Uuid,
    fewest: i32,
    content_milli: Option<i64>,
    content_unit: Option<String>,
    vat_class: String,
    is_perishable: bool,
    is_hidden: bool,
    list_id: Uuid,
    list_name: String,
    tier_name: Option<String>,
    audience: String,
    includes_vat: bool,
    list_from: Option<Timestamp>,
    list_to: Option<Timestamp>,
    asked_from: Option<Timestamp>,
    asked_to: Option<Timestamp>,
    min_quantity: Option<i32>,
    unit_price_e4: Option<i64>,
    valid_from: Option<Timestamp>,
    valid_to: Option<Timestamp>,
}

fn put_together(rows: Vec<SheetRow>) -> Vec<Sheet> {
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut tiers: HashMap<Uuid, Option<Arc<Label>>> = HashMap::new();
    for row in rows {
        if sheets
            .last()
            .is_none_or(|of| of.variant_id.0 != row.variant_id)
        {
            sheets.push(Sheet {
                variant_id: VariantId(row.variant_id),
                product_id: ProductId(row.product_id),
                min_quantity: row.fewest,
                content: Content::from_columns(row.content_milli, row.content_unit.as_deref()),
                vat_class: row.vat_class.clone(),
                is_perishable: row.is_perishable,
                is_hidden: row.is_hidden,
                sale: None,
                lists: Vec::new(),
            });
        }
        let Some(sheet) = sheets.last_mut() else {
            continue;
        };
        let asked = Period {
            from: row.asked_from,
            to: row.asked_to,
        };
        if sheet
            .lists
            .last()
            .is_none_or(|of| (of.list.id.0, of.asked) != (row.list_id, asked))
        {
            let tier = tiers
                .entry(row.list_id)
                .or_insert_with(|| label(row.tier_name.as_deref()));
            sheet.lists.push(ListPrices {
                asked,
                list: ListFacts {
                    id: PriceListId(row.list_id),
                    name: row.list_name,
                    tier: tier.clone(),
                    // The table's CHECK knows no other.
                    kind: ListKind::parse(&row.audience).unwrap_or(ListKind::Tier),
                    includes_vat: row.includes_vat,
                    period: Period {
                        from: row.list_from,
                        to: row.list_to,
                    },
                },
                prices: Vec::new(),
            });
        }
        let price = row.min_quantity.zip(row.unit_price_e4);
        if let (Some(of), Some((min_quantity, price))) = (sheet.lists.last_mut(), price) {
            of.prices.push(PricePeriod {
                min_quantity,
                unit_price: UnitPrice(price),
                period: Period {
                    from: row.valid_from,
                    to: row.valid_to,
                },
            });
        }
    }
    sheets
}

/// A tier's name as its column has it; none where it is nameless.
fn label(column: Option<&str>) -> Option<Arc<Label>> {
    let label: Label = serde_json::from_str(column?).ok()?;
    (!label.0.is_empty()).then(|| Arc::new(label))
}

/// What is to be said of the prices of those sheets that a campaign decides, for quantities by variant. Asks nothing when none does.
///
/// # Errors
/// Database errors.
pub async fn reductions(
    conn: &mut PgConnection,
    lists: &[PriceListId],
    sheets: &[(&Sheet, i32)],
    (country, at, shows_vat): (&str, Timestamp, bool),
    rates: &VatRates,
) -> Result<HashMap<VariantId, Reduction>, DbError> {
    let of = |sheet: &'_ Sheet| rates.at(&sheet.vat_class, country, at).unwrap_or(0);
    let reduced: Vec<(VariantId, i32)> = sheets
        .iter()
        .filter(|(sheet, quantity)| {
            let chosen = sheet.at(*quantity, at, of(sheet));
            chosen.is_some_and(|chosen| chosen.list.kind == ListKind::Campaign)
        })
        .map(|(sheet, quantity)| (sheet.variant_id, *quantity))
        .collect();
    if reduced.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<VariantId> = reduced.iter().map(|(id, _)| *id).collect();
    let histories = self::sheets(conn, lists, Of::Variants(&ids), Reach::Until(at)).await?;
    Ok(histories
        .iter()
        .filter_map(|sheet| {
            let (_, quantity) = reduced.iter().find(|(id, _)| *id == sheet.variant_id)?;
            let rates = RatesOf {
                rates,
                class: &sheet.vat_class,
                country,
            };
            let reduction = sheet.reduction(*quantity, at, shows_vat, rates);
            Some((sheet.variant_id, reduction))
        })
        .collect())
}

/// The price of a variant that a visitor pays, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectivePrice {
    /// What is priced.
    pub variant_id: VariantId,
    /// One piece, as the list has it.
    pub unit_price: UnitPrice,
    /// Whether that includes VAT.
    pub includes_vat: bool,
    /// The list that decided.
    pub price_list_id: PriceListId,
    /// From when this price holds.
    pub valid_from: Option<Timestamp>,
    /// The product's VAT class.
    pub vat_class: String,
    /// The rate in the asked country at the asked moment; `None` when none is laid down, so it cannot be sold there.
    pub vat_rate_bp: Option<i32>,
}

/// The prices of variants in given quantities for delivery to `country`. A variant without a price in the context's lists is not in the answer.
///
/// # Errors
/// Database errors.
pub async fn prices_at(
    conn: &mut PgConnection,
    context: &PriceContext,
    country: &str,
    wanted: &[(VariantId, i32)],
    at: Timestamp,
) -> Result<Vec<EffectivePrice>, DbError> {
    let rates = VatRates::load(conn).await?;
    let ids: Vec<VariantId> = wanted.iter().map(|(id, _)| *id).collect();
    let sheets = sheets(conn, &context.lists, Of::Variants(&ids), Reach::At(at)).await?;
    Ok(sheets
        .iter()
        .filter_map(|sheet| {
            let (_, quantity) = wanted.iter().find(|(id, _)| *id == sheet.variant_id)?;
            let vat_rate_bp = rates.at(&sheet.vat_class, country, at);
            let chosen = sheet.at(*quantity, at, vat_rate_bp.unwrap_or(0))?;
            Some(EffectivePrice {
                variant_id: sheet.variant_id,
                unit_price: chosen.price.unit_price,
                includes_vat: chosen.list.includes_vat,
                price_list_id: chosen.list.id,
                valid_from: chosen.price.period.from,
                vat_class: sheet.vat_class.clone(),
                vat_rate_bp,
            })
        })
        .collect())
}

/// One interval of a variant's price history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceInterval {
    /// In which list.
    pub price_list_id: PriceListId,
    /// From how many pieces.
    pub min_quantity: i32,
    /// One piece.
    pub unit_price: UnitPrice,
    /// From this moment.
    pub valid_from: Timestamp,
    /// Until just before this one; `None`: until further notice.
    pub valid_to: Option<Timestamp>,
    /// Who set it.
    pub created_by: String,
}

/// A variant's whole price history, oldest first: the evidence for the prior price.
///
/// # Errors
/// Database errors.
pub async fn price_history(
    conn: &mut PgConnection,
    variant_id: VariantId,
) -> Result<Vec<PriceInterval>, DbError> {
    let rows = sqlx::query!(
        "select price_list_id, min_quantity, unit_price_e4, valid_from, valid_to, created_by from prices
         where variant_id = $1 order by price_list_id, min_quantity, valid_from",
        variant_id.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| PriceInterval {
            price_list_id: PriceListId(row.price_list_id),
            min_quantity: row.min_quantity,
            unit_price: UnitPrice(row.unit_price_e4),
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            created_by: row.created_by,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    /// One that is seen as a constant makes the plan for any values look dearer than one for these, where some of a tier's lists have ended: each call would be planned anew.
    #[test]
    fn the_planner_sees_no_parameter_of_the_prices() {
        for (question, least) in [
            (include_str!("sheets.sql"), 5),
            (include_str!("fewest.sql"), 3),
        ] {
            let parameters = question.match_indices('$').map(|(at, _)| at);
            for at in parameters.clone() {
                assert!(question[..at].ends_with("(select "), "{}", &question[at..]);
            }
            assert!(parameters.count() >= least);
        }
    }
}
