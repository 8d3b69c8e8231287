//! Reading prices.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use platform::money::{Currency, UnitPrice};
use uuid::Uuid;

use super::PriceContext;
use crate::ids::{PriceListId, ShopId, VariantId};

/// The context of a tier in a shop: its lists, with the ordinary Consumer list last. `None` when the tier or a list is missing.
///
/// # Errors
/// Database errors.
pub async fn price_context(
    conn: &mut PgConnection,
    shop_id: ShopId,
    tier: &str,
) -> Result<Option<PriceContext>, DbError> {
    let rows = sqlx::query!(
        r#"select l.id, l.currency, t.shows_vat
           from price_lists l join shops s on s.id = l.shop_id and s.currency = l.currency
           join tiers t on t.code = $2
           where l.shop_id = $1 and l.audience = 'tier' and l.tier_code in ($2, 'consumer')
           order by (l.tier_code = $2) desc, l.priority, l.id"#,
        shop_id.0,
        tier
    )
    .fetch_all(conn)
    .await?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    Ok(Some(PriceContext {
        currency: Currency::from(first.currency.clone()),
        shows_vat: first.shows_vat,
        tier: tier.to_owned(),
        lists: rows.iter().map(|row| PriceListId(row.id)).collect(),
    }))
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
    pub valid_from: Timestamp,
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
    let variants: Vec<Uuid> = wanted.iter().map(|(id, _)| id.0).collect();
    let quantities: Vec<i32> = wanted.iter().map(|(_, quantity)| *quantity).collect();
    let lists: Vec<Uuid> = context.lists.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"select distinct on (w.variant_id) w.variant_id as "variant_id!", p.unit_price_e4, l.includes_vat, p.price_list_id, p.valid_from,
                  pr.vat_class, (select r.rate_bp from vat_rates r where r.vat_class = pr.vat_class and r.country = $4
                                 and r.valid_from <= $5 and (r.valid_to is null or r.valid_to > $5)) as vat_rate_bp
           from unnest($1::uuid[], $2::int[]) as w (variant_id, quantity)
           join variants v on v.id = w.variant_id
           join products pr on pr.id = v.product_id
           join prices p on p.variant_id = w.variant_id and p.price_list_id = any($3) and p.min_quantity <= w.quantity
                and p.valid_from <= $5 and (p.valid_to is null or p.valid_to > $5)
           join price_lists l on l.id = p.price_list_id
           order by w.variant_id, array_position($3, p.price_list_id), p.min_quantity desc"#,
        &variants,
        &quantities,
        &lists,
        country,
        at,
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| EffectivePrice {
            variant_id: VariantId(row.variant_id),
            unit_price: UnitPrice(row.unit_price_e4),
            includes_vat: row.includes_vat,
            price_list_id: PriceListId(row.price_list_id),
            valid_from: row.valid_from,
            vat_class: row.vat_class,
            vat_rate_bp: row.vat_rate_bp,
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
