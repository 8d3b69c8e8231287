//! Rows of files of cases.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};

use super::CaseFile;
use crate::ids::{CaseFileId, OrderId, ReturnId};

pub(super) async fn sent_since(
    conn: &mut PgConnection,
    order_id: OrderId,
    since: Timestamp,
) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from case_files where order_id = $1 and created_at > $2 and kind = 'picture'"#,
        order_id.0,
        since
    )
    .fetch_one(conn)
    .await
}

pub(in super::super) async fn insert(
    tx: &mut Tx,
    (id, order_id, kind): (CaseFileId, OrderId, &str),
    byte_size: u64,
    keep_until: Timestamp,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into case_files (id, order_id, kind, byte_size, created_at, keep_until) values ($1, $2, $3, $4, $5, $6)",
        id.0,
        order_id.0,
        kind,
        i64::try_from(byte_size).unwrap_or(i64::MAX),
        now,
        keep_until
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn find(
    conn: &mut PgConnection,
    id: CaseFileId,
) -> Result<Option<CaseFile>, DbError> {
    let row = sqlx::query!(
        "select id, order_id, return_id from case_files where id = $1 and kind = 'picture'",
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| CaseFile {
        id: CaseFileId(row.id),
        order_id: OrderId(row.order_id),
        return_id: row.return_id.map(ReturnId),
    }))
}

/// Hands pictures that wait for a form of the order to its case, in their order, after those that it has; gives how many.
pub(in super::super) async fn hand_over(
    tx: &mut Tx,
    (order_id, return_id): (OrderId, ReturnId),
    pictures: &[CaseFileId],
) -> Result<u64, DbError> {
    let now = tx.now();
    let ids: Vec<uuid::Uuid> = pictures.iter().map(|id| id.0).collect();
    let done = sqlx::query!(
        "update case_files f set return_id = $1, keep_until = null,
                position = p.n::int + (select count(*)::int from case_files h where h.return_id = $1 and h.kind = 'picture')
         from unnest($2::uuid[]) with ordinality as p (id, n)
         where f.id = p.id and f.order_id = $3 and f.kind = 'picture' and f.keep_until > $4",
        return_id.0,
        &ids,
        order_id.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}

/// The label is the case's; those of before are let go.
pub(in super::super) async fn set_label(
    tx: &mut Tx,
    return_id: ReturnId,
    id: CaseFileId,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update case_files set return_id = null, keep_until = $2 where return_id = $1 and kind = 'label'",
        return_id.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update case_files set return_id = $1, keep_until = null where id = $2 and kind = 'label'",
        return_id.0,
        id.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Lets the files of these orders' cases go.
pub(in super::super) async fn let_go(tx: &mut Tx, orders: &[uuid::Uuid]) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update case_files set return_id = null, message_id = null, keep_until = $2 where order_id = any($1) and (keep_until is null or keep_until > $2)",
        orders,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn to_go(
    conn: &mut PgConnection,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<CaseFileId>, DbError> {
    sqlx::query_scalar!(
        r#"select id as "id: CaseFileId" from case_files where keep_until < $1 order by keep_until limit $2"#,
        before,
        limit
    )
    .fetch_all(conn)
    .await
}

pub(super) async fn delete(tx: &mut Tx, ids: &[CaseFileId]) -> Result<(), DbError> {
    let ids: Vec<uuid::Uuid> = ids.iter().map(|id| id.0).collect();
    sqlx::query!(
        "delete from case_files where id = any($1) and return_id is null",
        &ids
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A case's picture as it was kept before cases had files of their own.
pub(super) async fn former(
    conn: &mut PgConnection,
    limit: i64,
) -> Result<Vec<super::former::Former>, DbError> {
    let rows = sqlx::query!(
        r#"select p.return_id, p.media_id, p.position, c.order_id, m.byte_size
           from return_pictures p join return_cases c on c.id = p.return_id join media m on m.id = p.media_id
           order by p.return_id, p.position limit $1"#,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| super::former::Former {
            return_id: ReturnId(row.return_id),
            order_id: OrderId(row.order_id),
            media_id: crate::ids::MediaId(row.media_id),
            position: row.position,
            byte_size: row.byte_size,
        })
        .collect())
}

/// The picture is the case's, where it stood, and the former row is gone.
pub(super) async fn moved(
    tx: &mut Tx,
    former: &super::former::Former,
    id: CaseFileId,
) -> Result<(), DbError> {
    let done = sqlx::query!(
        "delete from return_pictures where return_id = $1 and media_id = $2",
        former.return_id.0,
        former.media_id.0
    )
    .execute(&mut **tx)
    .await?;
    // Erased meanwhile: what has been copied goes by itself.
    if done.rows_affected() == 0 {
        return Ok(());
    }
    sqlx::query!(
        "update case_files set return_id = $2, position = $3, keep_until = null where id = $1",
        id.0,
        former.return_id.0,
        former.position
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A former picture that cannot be read any more is no case's.
pub(super) async fn drop_former(
    tx: &mut Tx,
    former: &super::former::Former,
) -> Result<(), DbError> {
    sqlx::query!(
        "delete from return_pictures where return_id = $1 and media_id = $2",
        former.return_id.0,
        former.media_id.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
