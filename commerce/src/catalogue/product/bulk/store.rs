//! Many products at once, in the database.

use platform::db::{DbError, PgConnection, Tx};
use uuid::Uuid;

use super::Looked;
use crate::ids::ProductId;

pub(super) async fn look(
    conn: &mut PgConnection,
    products: &[Uuid],
    locale: &str,
) -> Result<Vec<Looked>, DbError> {
    sqlx::query_as!(
        Looked,
        r#"select p.id as "id: ProductId", p.status,
                  coalesce((select t.name from product_translations t where t.product_id = p.id
                            order by t.locale = $2 desc, t.locale desc limit 1), p.code) as "name!"
           from products p where p.id = any($1) order by 3, p.id"#,
        products,
        locale
    )
    .fetch_all(conn)
    .await
}

/// Locks products, all in one order, and gives their statuses.
pub(super) async fn lock(tx: &mut Tx, products: &[Uuid]) -> Result<Vec<(Uuid, String)>, DbError> {
    let rows = sqlx::query!(
        "select id, status from products where id = any($1) order by id for no key update",
        products
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.status)).collect())
}

pub(super) async fn write(tx: &mut Tx, rows: &[(Uuid, String, &str)]) -> Result<(), DbError> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.0).collect();
    let statuses: Vec<String> = rows.iter().map(|row| row.2.to_owned()).collect();
    let now = tx.now();
    sqlx::query!(
        "update products set status = n.status, updated_at = $3, row_version = row_version + 1
         from unnest($1::uuid[], $2::text[]) as n (id, status) where products.id = n.id",
        &ids,
        &statuses,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Keeps what was there before.
pub(super) async fn keep(
    tx: &mut Tx,
    id: Uuid,
    status: &str,
    before: &[(Uuid, String)],
) -> Result<(), DbError> {
    let products: Vec<Uuid> = before.iter().map(|row| row.0).collect();
    let statuses: Vec<String> = before.iter().map(|row| row.1.clone()).collect();
    let (now, by) = (tx.now(), tx.actor().name().to_owned());
    sqlx::query!(
        "insert into product_bulk_changes (id, status, products, statuses, changed_at, changed_by) values ($1, $2, $3, $4, $5, $6)",
        id,
        status,
        &products,
        &statuses,
        now,
        by
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Marks a change as taken back, once; gives the status that it set and what was there before.
pub(super) async fn take(
    tx: &mut Tx,
    id: Uuid,
) -> Result<Option<(String, Vec<(Uuid, String)>)>, DbError> {
    let now = tx.now();
    let row = sqlx::query!(
        "update product_bulk_changes set undone_at = $2 where id = $1 and undone_at is null returning status, products, statuses",
        id,
        now
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| {
        (
            row.status,
            row.products.into_iter().zip(row.statuses).collect(),
        )
    }))
}
