//! Purchase lists in the database.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};

use super::{ListKind, PurchaseList};
use crate::cart::fill::Wanted;
use crate::ids::{CustomerId, PurchaseListId, VariantId};

struct Row {
    id: PurchaseListId,
    name: String,
    created_at: Timestamp,
    row_version: i32,
}

struct LineRow {
    list_id: PurchaseListId,
    variant_id: VariantId,
    name: String,
    quantity: i32,
}

/// A customer's lists of a kind with what is on them, the latest first.
///
/// # Errors
/// Database errors.
pub async fn all(
    conn: &mut PgConnection,
    customer: CustomerId,
    kind: ListKind,
) -> Result<Vec<PurchaseList>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "select id, name, created_at, row_version from purchase_lists
         where customer_id = $1 and kind = $2 order by created_at desc, id desc",
        customer.0,
        kind.code()
    )
    .fetch_all(&mut *conn)
    .await?;
    with_lines(conn, rows).await
}

/// One of a customer's lists.
///
/// # Errors
/// Database errors.
pub async fn find(
    conn: &mut PgConnection,
    customer: CustomerId,
    id: PurchaseListId,
) -> Result<Option<PurchaseList>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        "select id, name, created_at, row_version from purchase_lists where customer_id = $1 and id = $2",
        customer.0,
        id.0
    )
    .fetch_all(&mut *conn)
    .await?;
    Ok(with_lines(conn, rows).await?.pop())
}

async fn with_lines(conn: &mut PgConnection, rows: Vec<Row>) -> Result<Vec<PurchaseList>, DbError> {
    let ids: Vec<uuid::Uuid> = rows.iter().map(|row| row.id.0).collect();
    let lines = sqlx::query_as!(
        LineRow,
        "select list_id, variant_id, name, quantity from purchase_list_lines where list_id = any($1) order by position",
        &ids
    )
    .fetch_all(conn)
    .await?;
    let of = |id: PurchaseListId| {
        lines
            .iter()
            .filter(|line| line.list_id == id)
            .map(|line| Wanted {
                variant_id: Some(line.variant_id),
                name: line.name.clone(),
                quantity: line.quantity,
            })
            .collect()
    };
    let list = |row: Row| PurchaseList {
        lines: of(row.id),
        id: row.id,
        name: row.name,
        created_at: row.created_at,
        row_version: row.row_version,
    };
    Ok(rows.into_iter().map(list).collect())
}

pub(super) async fn count(
    tx: &mut Tx,
    customer: CustomerId,
    kind: ListKind,
) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from purchase_lists where customer_id = $1 and kind = $2"#,
        customer.0,
        kind.code()
    )
    .fetch_one(&mut **tx)
    .await
}

pub(super) async fn insert(
    tx: &mut Tx,
    customer: CustomerId,
    id: PurchaseListId,
    kind: ListKind,
    name: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into purchase_lists (id, kind, customer_id, name, created_at, updated_at) values ($1, $2, $3, $4, $5, $5)",
        id.0,
        kind.code(),
        customer.0,
        name,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn insert_lines(
    tx: &mut Tx,
    id: PurchaseListId,
    lines: &[Wanted],
) -> Result<(), DbError> {
    for (position, line) in (0..).zip(lines) {
        let Some(variant_id) = line.variant_id else {
            continue;
        };
        sqlx::query!(
            "insert into purchase_list_lines (list_id, variant_id, name, quantity, position) values ($1, $2, $3, $4, $5)",
            id.0,
            variant_id.0,
            line.name,
            line.quantity,
            position
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

pub(super) async fn rename(
    tx: &mut Tx,
    customer: CustomerId,
    id: PurchaseListId,
    row_version: i32,
    name: &str,
) -> Result<bool, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "update purchase_lists set name = $4, updated_at = $5, row_version = row_version + 1
         where id = $2 and customer_id = $1 and row_version = $3",
        customer.0,
        id.0,
        row_version,
        name,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn delete(
    tx: &mut Tx,
    customer: CustomerId,
    id: PurchaseListId,
) -> Result<bool, DbError> {
    let done = sqlx::query!(
        "delete from purchase_lists where id = $1 and customer_id = $2",
        id.0,
        customer.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
