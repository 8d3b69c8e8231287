use platform::db::{DbError, PgConnection};
use uuid::Uuid;

use super::Called;
use crate::order::credit_note;

/// What things of a noun are called; those that are gone, or of a noun without names, are left out.
///
/// # Errors
/// Database errors.
pub async fn called(
    conn: &mut PgConnection,
    noun: &str,
    ids: &[Uuid],
) -> Result<Vec<Called>, DbError> {
    match noun {
        "order" => sqlx::query_as!(
            Called,
            r#"select id, number as name, number as place, false as "is_erased!" from orders where id = any($1)"#,
            ids
        )
        .fetch_all(conn)
        .await,
        "return" => sqlx::query_as!(
            Called,
            r#"select id, number as name, number as place, false as "is_erased!" from return_cases where id = any($1)"#,
            ids
        )
        .fetch_all(conn)
        .await,
        "quotation" => sqlx::query_as!(
            Called,
            r#"select id, number as name, number as place, false as "is_erased!" from quotations where id = any($1)"#,
            ids
        )
        .fetch_all(conn)
        .await,
        "customer" => sqlx::query_as!(
            Called,
            r#"select id, number as name, id::text as "place!", state = 'erased' as "is_erased!" from customers where id = any($1)"#,
            ids
        )
        .fetch_all(conn)
        .await,
        "company" => sqlx::query_as!(
            Called,
            r#"select id, number as name, id::text as "place!", false as "is_erased!" from companies where id = any($1)"#,
            ids
        )
        .fetch_all(conn)
        .await,
        "tier_application" => sqlx::query_as!(
            Called,
            r#"select id, company_name as name, id::text as "place!", false as "is_erased!" from tier_applications where id = any($1)"#,
            ids
        )
        .fetch_all(conn)
        .await,
        _ => of_the_range(conn, noun, ids).await,
    }
}

/// What is sold, and by what it is sold.
async fn of_the_range(
    conn: &mut PgConnection,
    noun: &str,
    ids: &[Uuid],
) -> Result<Vec<Called>, DbError> {
    match noun {
        "product" => sqlx::query_as!(
            Called,
            r#"select id, code as name, id::text as "place!", false as "is_erased!" from products where id = any($1)"#,
            ids
        )
        .fetch_all(conn)
        .await,
        "variant" => sqlx::query_as!(
            Called,
            r#"select id, sku as name, id::text as "place!", false as "is_erased!" from variants where id = any($1)"#,
            ids
        )
        .fetch_all(conn)
        .await,
        "promotion" => sqlx::query_as!(
            Called,
            r#"select id, name, id::text as "place!", false as "is_erased!" from promotions where id = any($1)"#,
            ids
        )
        .fetch_all(conn)
        .await,
        "price_list" => sqlx::query_as!(
            Called,
            r#"select id, name, id::text as "place!", false as "is_erased!" from price_lists where id = any($1)"#,
            ids
        )
        .fetch_all(conn)
        .await,
        "gift_card" => sqlx::query_as!(
            Called,
            r#"select g.id, g.code_hint as name, g.id::text as "place!",
                      exists (select from customers c where c.id = g.customer_id and c.state = 'erased') as "is_erased!"
               from gift_cards g where g.id = any($1)"#,
            ids
        )
        .fetch_all(conn)
        .await,
        "review" => sqlx::query_as!(
            Called,
            r#"select id, order_number as name, id::text as "place!", false as "is_erased!" from reviews where id = any($1)"#,
            ids
        )
        .fetch_all(conn)
        .await,
        "document" => sqlx::query_as!(
            Called,
            r#"select id, kind || ' ' || version as "name!", kind || '/' || version as "place!", false as "is_erased!"
               from legal_documents where id = any($1)"#,
            ids
        )
        .fetch_all(conn)
        .await,
        _ => Ok(Vec::new()),
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
    let order = credit_note::listing::order_of(conn, &number.to_uppercase()).await?;
    Ok(order.map(|order| ("order".to_owned(), order.0)))
}
