use platform::db::{DbError, PgConnection};
use uuid::Uuid;

use super::Called;
use crate::order::credit_note;

/// A row for each noun that has names: its table (`r`), the name, what the page's address ends with, and whether it is of somebody whose data are gone. Each becomes a
/// statement that is checked.
macro_rules! called_by_noun {
    (($noun:ident, $conn:ident, $ids:ident) $($known:literal: $table:literal, $name:literal, $place:literal, $is_erased:literal;)*) => {
        match $noun {
            $($known => sqlx::query_as!(
                Called,
                "select r.id, " + $name + " as \"name!\", " + $place + " as \"place!\", " + $is_erased + " as \"is_erased!\" from " + $table
                    + " r where r.id = any($1)",
                $ids
            )
            .fetch_all($conn)
            .await,)*
            _ => Ok(Vec::new()),
        }
    };
}

/// What things of a noun are called; those that are gone, or of a noun without names, are left out.
///
/// # Errors
/// Database errors.
pub async fn called(
    conn: &mut PgConnection,
    noun: &str,
    ids: &[Uuid],
) -> Result<Vec<Called>, DbError> {
    called_by_noun! {
        (noun, conn, ids)
        "order": "orders", "r.number", "r.number", "false";
        "return": "return_cases", "r.number", "r.number", "false";
        "quotation": "quotations", "r.number", "r.number", "false";
        "customer": "customers", "r.number", "r.id::text", "r.state = 'erased'";
        "company": "companies", "r.number", "r.id::text", "false";
        "tier_application": "tier_applications", "r.company_name", "r.id::text", "false";
        "product": "products", "r.code", "r.id::text", "false";
        "variant": "variants", "r.sku", "r.id::text", "false";
        "promotion": "promotions", "r.name", "r.id::text", "false";
        "price_list": "price_lists", "r.name", "r.id::text", "false";
        "gift_card": "gift_cards", "r.code_hint", "r.id::text", "exists (select from customers c where c.id = r.customer_id and c.state = 'erased')";
        "review": "reviews", "r.order_number", "r.id::text", "false";
        "document": "legal_documents", "r.kind || ' ' || r.version", "r.kind || '/' || r.version", "false";
    }
}

/// The thing that a number names, whatever it is of: its noun and id.
///
/// # Errors
/// Database errors.
pub async fn named(
    conn: &mut PgConnection,
    number: &str,
) -> Result<Option<(String, Uuid)>, DbError> {
    let found = sqlx::query!(
        r#"select 'order' as "noun!", id as "id!" from orders where number = $1
           union all select 'return', id from return_cases where number = $1
           union all select 'quotation', id from quotations where number = $1
           union all select 'customer', id from customers where number = $1
           union all select 'company', id from companies where number = $1
           limit 1"#,
        number.to_uppercase()
    )
    .fetch_optional(&mut *conn)
    .await?;
    if let Some(row) = found {
        return Ok(Some((row.noun, row.id)));
    }
    // What is done about a credit note is done to its order.
    let order = credit_note::listing::order_of(conn, &number.to_uppercase(), None).await?;
    Ok(order.map(|order| ("order".to_owned(), order.0)))
}
