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
    sqlx::query!(
        "insert into order_lines (id, order_id, position, kind, product_id, variant_id, sku, name, options, media_id, quantity, unit_price_e4,
                                  discount_minor, total_minor, vat_class, vat_rate_bp, vat_reason, vat_minor, vat_exemption, price_why, is_card, card_key,
                                  vat_country, withdrawal_exception)
         select l.id, $1, l.position, l.kind, l.product_id, l.variant_id, l.sku, l.name, l.options, l.media_id, l.quantity, l.price,
                l.discount, l.total, l.class, l.rate, l.reason, l.vat, l.exemption, l.why, l.is_card, l.card_key,
                $23, (select p.withdrawal_exception from products p where p.id = l.product_id)
         from unnest($2::uuid[], $3::int[], $4::text[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::text[], $10::uuid[], $11::int[], $12::bigint[],
                     $13::bigint[], $14::bigint[], $15::text[], $16::int[], $17::text[], $18::bigint[], $19::text[], $20::jsonb[], $21::boolean[], $22::text[])
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
