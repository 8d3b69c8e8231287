//! Rows of what is said in cases. The caller holds the order's lock.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};

use super::Said;
use crate::ids::{CaseFileId, ReturnId, ReturnMessageId};

pub(super) async fn is_known(
    conn: &mut PgConnection,
    id: ReturnMessageId,
) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from return_messages where id = $1) as "is!""#,
        id.0
    )
    .fetch_one(conn)
    .await
}

pub(super) async fn said_since(
    conn: &mut PgConnection,
    id: ReturnId,
    since: Timestamp,
) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from return_messages where return_id = $1 and created_at > $2 and not is_by_staff"#,
        id.0,
        since
    )
    .fetch_one(conn)
    .await
}

pub(super) async fn insert(
    tx: &mut Tx,
    (id, return_id): (ReturnMessageId, ReturnId),
    is_by_staff: bool,
    words: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into return_messages (id, return_id, is_by_staff, words, created_at) values ($1, $2, $3, $4, $5)",
        id.0,
        return_id.0,
        is_by_staff,
        words,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Notes with which message the case's pictures came.
pub(super) async fn of_message(
    tx: &mut Tx,
    (id, return_id): (ReturnMessageId, ReturnId),
    pictures: &[CaseFileId],
) -> Result<(), DbError> {
    let pictures: Vec<uuid::Uuid> = pictures.iter().map(|id| id.0).collect();
    sqlx::query!(
        "update case_files set message_id = $1 where id = any($2) and return_id = $3 and message_id is null",
        id.0,
        &pictures,
        return_id.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The buyer has said something: nothing is asked any more, and staff have something to see to.
pub(super) async fn heard(tx: &mut Tx, id: ReturnId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update return_cases set asked_at = null, news_at = $2, updated_at = $2, row_version = row_version + 1 where id = $1",
        id.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Staff have asked.
pub(super) async fn asked(tx: &mut Tx, id: ReturnId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update return_cases set asked_at = $2, news_at = null, updated_at = $2, row_version = row_version + 1 where id = $1",
        id.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn seen(tx: &mut Tx, id: ReturnId) -> Result<(), DbError> {
    sqlx::query!(
        "update return_cases set news_at = null, row_version = row_version + 1 where id = $1",
        id.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Nothing is asked, and nothing is new.
pub(super) async fn quiet(tx: &mut Tx, id: ReturnId) -> Result<(), DbError> {
    sqlx::query!(
        "update return_cases set asked_at = null, news_at = null where id = $1 and (asked_at is not null or news_at is not null)",
        id.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn of_case(conn: &mut PgConnection, id: ReturnId) -> Result<Vec<Said>, DbError> {
    let rows = sqlx::query!(
        r#"select id, is_by_staff, words, created_at as "at: Timestamp" from return_messages where return_id = $1 order by created_at, id limit 500"#,
        id.0
    )
    .fetch_all(&mut *conn)
    .await?;
    let pictures = sqlx::query!(
        r#"select id, message_id as "message_id!" from case_files where return_id = $1 and kind = 'picture' and message_id is not null order by position, id"#,
        id.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Said {
            id: ReturnMessageId(row.id),
            is_by_staff: row.is_by_staff,
            words: row.words,
            at: row.at,
            pictures: pictures
                .iter()
                .filter(|picture| picture.message_id == row.id)
                .map(|picture| CaseFileId(picture.id))
                .collect(),
        })
        .collect())
}

/// What was said in cases of these orders is taken away, both sides of it.
pub(in super::super) async fn blank(tx: &mut Tx, orders: &[uuid::Uuid]) -> Result<(), DbError> {
    sqlx::query!(
        "update return_messages set words = ''
         where words <> '' and return_id in (select id from return_cases where order_id = any($1))",
        orders
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
