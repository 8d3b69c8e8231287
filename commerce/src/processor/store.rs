//! Processors in the database.

use platform::clock::Date;
use platform::db::{DbError, PgConnection, Tx};

use super::{Draft, Processor};
use crate::ids::{ProcessorId, ShopId};

struct Row {
    id: ProcessorId,
    name: String,
    url: String,
    task_sv: String,
    task_en: String,
    place_sv: String,
    place_en: String,
    agreed_on: Option<Date>,
    row_version: i32,
}

impl From<Row> for Processor {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            draft: Draft {
                name: row.name,
                url: row.url,
                task_sv: row.task_sv,
                task_en: row.task_en,
                place_sv: row.place_sv,
                place_en: row.place_en,
                agreed_on: row.agreed_on,
            },
            row_version: row.row_version,
        }
    }
}

/// A shop's processors, by name.
///
/// # Errors
/// Database errors.
pub async fn all(conn: &mut PgConnection, shop: ShopId) -> Result<Vec<Processor>, DbError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select id as "id: ProcessorId", name, url, task_sv, task_en, place_sv, place_en, agreed_on as "agreed_on?: Date", row_version
           from processors where shop_id = $1 order by lower(name)"#,
        shop.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(Processor::from).collect())
}

/// One of a shop's.
///
/// # Errors
/// Database errors.
pub async fn one(
    conn: &mut PgConnection,
    shop: ShopId,
    id: ProcessorId,
) -> Result<Option<Processor>, DbError> {
    let row = sqlx::query_as!(
        Row,
        r#"select id as "id: ProcessorId", name, url, task_sv, task_en, place_sv, place_en, agreed_on as "agreed_on?: Date", row_version
           from processors where shop_id = $1 and id = $2"#,
        shop.0,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(Processor::from))
}

pub(super) async fn lock(
    tx: &mut Tx,
    shop: ShopId,
    id: ProcessorId,
) -> Result<Option<Processor>, DbError> {
    let row = sqlx::query_as!(
        Row,
        r#"select id as "id: ProcessorId", name, url, task_sv, task_en, place_sv, place_en, agreed_on as "agreed_on?: Date", row_version
           from processors where shop_id = $1 and id = $2 for update"#,
        shop.0,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(Processor::from))
}

pub(super) async fn count(conn: &mut PgConnection, shop: ShopId) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from processors where shop_id = $1"#,
        shop.0
    )
    .fetch_one(conn)
    .await
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: ProcessorId,
    shop: ShopId,
    draft: &Draft,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into processors (id, shop_id, name, url, task_sv, task_en, place_sv, place_en, agreed_on, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)",
        id.0,
        shop.0,
        draft.name,
        draft.url,
        draft.task_sv,
        draft.task_en,
        draft.place_sv,
        draft.place_en,
        draft.agreed_on as _,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn update(tx: &mut Tx, id: ProcessorId, draft: &Draft) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update processors set name = $2, url = $3, task_sv = $4, task_en = $5, place_sv = $6, place_en = $7, agreed_on = $8,
                updated_at = $9, row_version = row_version + 1
         where id = $1",
        id.0,
        draft.name,
        draft.url,
        draft.task_sv,
        draft.task_en,
        draft.place_sv,
        draft.place_en,
        draft.agreed_on as _,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Tx, id: ProcessorId) -> Result<(), DbError> {
    sqlx::query!("delete from processors where id = $1", id.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
