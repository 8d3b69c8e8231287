//! Reading credit notes.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};
use platform::money::Currency;

use super::{CreditNote, CreditedLine, Part, serial};
use crate::ids::{CreditNoteId, OrderId};

/// An order's credit notes, the first first.
///
/// # Errors
/// Database errors.
pub async fn of_order(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<Vec<CreditNote>, DbError> {
    let rows = sqlx::query!(
        r#"select n.id, n.number, c.number as "case_number?", n.amount_minor, n.vat_minor, n.currency::text as "currency!",
                  n.issued_at as "issued_at: Timestamp"
           from credit_notes n left join return_cases c on c.id = n.return_id where n.order_id = $1 order by n.number"#,
        order_id.0
    )
    .fetch_all(&mut *conn)
    .await?;
    // Most orders have none.
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<uuid::Uuid> = rows.iter().map(|row| row.id).collect();
    let parts = sqlx::query!(
        "select credit_note_id, rate_bp, amount_minor, vat_minor from credit_note_parts where credit_note_id = any($1) order by rate_bp",
        &ids
    )
    .fetch_all(&mut *conn)
    .await?;
    let lines = sqlx::query!(
        "select credit_note_id, sku, name, options, quantity from credit_note_lines where credit_note_id = any($1) order by position",
        &ids
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| CreditNote {
            id: CreditNoteId(row.id),
            serial: row.number,
            case_number: row.case_number,
            amount_minor: row.amount_minor,
            vat_minor: row.vat_minor,
            currency: Currency::from(row.currency),
            issued_at: row.issued_at,
            parts: parts
                .iter()
                .filter(|part| part.credit_note_id == row.id)
                .map(|part| Part {
                    rate_bp: part.rate_bp,
                    amount_minor: part.amount_minor,
                    vat_minor: part.vat_minor,
                })
                .collect(),
            lines: lines
                .iter()
                .filter(|line| line.credit_note_id == row.id)
                .map(|line| CreditedLine {
                    sku: line.sku.clone(),
                    name: line.name.clone(),
                    options: line.options.clone(),
                    quantity: line.quantity,
                })
                .collect(),
        })
        .collect())
}

/// The order's credit note with a number.
///
/// # Errors
/// Database errors.
pub async fn of_order_by_number(
    conn: &mut PgConnection,
    order_id: OrderId,
    number: &str,
) -> Result<Option<CreditNote>, DbError> {
    let Some(serial) = serial(number) else {
        return Ok(None);
    };
    let all = of_order(conn, order_id).await?;
    Ok(all.into_iter().find(|note| note.serial == serial))
}
