//! Writing an order's lines, all at once.

use platform::db::{DbError, Tx};
use serde_json::Value;
use uuid::Uuid;

use super::NewLine;
use crate::order::NewOrder;

/// Writes lines with what is asked of their products as they are now.
pub(super) async fn insert(
    tx: &mut Tx,
    order: &NewOrder,
    lines: &[NewLine<'_>],
) -> Result<(), DbError> {
    fn all<T>(lines: &[NewLine<'_>], part: impl Fn(&NewLine<'_>) -> T) -> Vec<T> {
        lines.iter().map(part).collect()
    }
    let said = |text: &str| text.to_owned();
    // The arrays are hidden behind sub-selects: seen as constants, each order would have the statement planned anew.
    sqlx::query!(
        "insert into order_lines (id, order_id, position, kind, product_id, variant_id, sku, name, options, media_id, quantity, unit_price_e4,
                                  discount_minor, total_minor, vat_class, vat_rate_bp, vat_reason, vat_minor, vat_exemption, price_why, is_card, card_key,
                                  vat_country, withdrawal_exception)
         select l.id, $1, l.position, l.kind, l.product_id, l.variant_id, l.sku, l.name, l.options, l.media_id, l.quantity, l.price,
                l.discount, l.total, l.class, l.rate, l.reason, l.vat, l.exemption, l.why, l.is_card, l.card_key,
                $23, (select p.withdrawal_exception from products p where p.id = l.product_id)
         from unnest((select $2::uuid[]), (select $3::int[]), (select $4::text[]), (select $5::uuid[]), (select $6::uuid[]),
                     (select $7::text[]), (select $8::text[]), (select $9::text[]), (select $10::uuid[]), (select $11::int[]),
                     (select $12::bigint[]), (select $13::bigint[]), (select $14::bigint[]), (select $15::text[]), (select $16::int[]),
                     (select $17::text[]), (select $18::bigint[]), (select $19::text[]), (select $20::jsonb[]), (select $21::boolean[]),
                     (select $22::text[]))
              as l (id, position, kind, product_id, variant_id, sku, name, options, media_id, quantity, price, discount, total, class, rate, reason, vat,
                    exemption, why, is_card, card_key)",
        order.id.0,
        &all(lines, |l| l.id.0),
        &all(lines, |l| l.position),
        &all(lines, |l| said(l.kind)),
        &all(lines, |l| l.product_id.map(|id| id.0)) as &[Option<Uuid>],
        &all(lines, |l| l.variant_id.map(|id| id.0)) as &[Option<Uuid>],
        &all(lines, |l| said(l.sku)),
        &all(lines, |l| said(l.name)),
        &all(lines, |l| said(l.options)),
        &all(lines, |l| l.media_id.map(|id| id.0)) as &[Option<Uuid>],
        &all(lines, |l| l.quantity),
        &all(lines, |l| l.unit_price_e4),
        &all(lines, |l| l.discount_minor),
        &all(lines, |l| l.total_minor),
        &all(lines, |l| said(l.vat_class)),
        &all(lines, |l| l.vat_rate_bp),
        &all(lines, |l| said(l.vat_reason)),
        &all(lines, |l| l.vat_minor),
        &all(lines, |l| l.vat_exemption.map(said)) as &[Option<String>],
        &all(lines, |l| l.price_why.clone()) as &[Option<Value>],
        &all(lines, |l| l.is_card),
        &all(lines, |l| l.card_key.clone()),
        order.tax.country,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
