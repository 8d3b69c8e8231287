//! Writing the synonym table, and what is kept of a search engine: which shelves it has, of which products it is to be told, and whose turn it is to tell.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use uuid::Uuid;

use super::engine::Shelf;
use crate::ids::{ProductId, ShopId};

/// Lets `word` stand for `canonical` in a language: the products of either are found by both, once their lists are made anew.
///
/// # Errors
/// Database errors.
pub async fn save_synonym(
    tx: &mut Tx,
    locale: &str,
    word: &str,
    canonical: &str,
) -> Result<(), DbError> {
    sqlx::query!(
        "insert into search_synonyms (locale, word, canonical) values ($1, lower($2), lower($3))
         on conflict (locale, word) do update set canonical = excluded.canonical",
        locale,
        word,
        canonical
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Marks products of which an engine is to be told, where there is one. Gives how many.
pub(super) async fn mark(tx: &mut Tx, products: &[ProductId]) -> Result<u64, DbError> {
    let products: Vec<Uuid> = products.iter().map(|id| id.0).collect();
    let now = tx.now();
    let marked = sqlx::query!(
        "insert into search_marks (product_id, marked_at)
         select distinct p, $2::timestamptz from unnest($1::uuid[]) as t (p) where exists (select from search_shelves)",
        &products,
        now as _
    )
    .execute(&mut **tx)
    .await?;
    Ok(marked.rows_affected())
}

/// The oldest marks, with their products.
pub(super) async fn oldest_marks(
    conn: &mut PgConnection,
    limit: i64,
) -> Result<Vec<(i64, Uuid)>, DbError> {
    let rows = sqlx::query!(
        "select id, product_id from search_marks order by id limit $1",
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, row.product_id))
        .collect())
}

pub(super) async fn delete_marks(tx: &mut Tx, marks: &[i64]) -> Result<(), DbError> {
    sqlx::query!("delete from search_marks where id = any($1)", marks)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(super) async fn has_marks(conn: &mut PgConnection) -> Result<bool, DbError> {
    sqlx::query_scalar!(r#"select exists (select from search_marks) as "has!""#)
        .fetch_one(conn)
        .await
}

/// The shelves that an engine has: those that were built in it.
pub(super) async fn built(conn: &mut PgConnection, engine: &str) -> Result<Vec<Shelf>, DbError> {
    let rows = sqlx::query!(
        "select shop_id, locale from search_shelves where built_at is not null and built_in = $1 order by shop_id, locale",
        engine
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Shelf::new(ShopId(row.shop_id), &row.locale))
        .collect())
}

/// Lets an engine have these shelves and no others. What was built stays so.
pub(super) async fn set_shelves(tx: &mut Tx, shelves: &[Shelf]) -> Result<(), DbError> {
    let shops: Vec<Uuid> = shelves.iter().map(|shelf| shelf.shop_id.0).collect();
    let locales: Vec<String> = shelves.iter().map(|shelf| shelf.locale.clone()).collect();
    sqlx::query!(
        "delete from search_shelves where (shop_id, locale) not in (select * from unnest($1::uuid[], $2::text[]))",
        &shops,
        &locales
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into search_shelves (shop_id, locale) select * from unnest($1::uuid[], $2::text[]) on conflict do nothing",
        &shops,
        &locales
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn set_built(tx: &mut Tx, shelf: &Shelf, engine: &str) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update search_shelves set built_at = $3, built_in = $4 where shop_id = $1 and locale = $2",
        shelf.shop_id.0,
        shelf.locale,
        now as _,
        engine
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn set_lost(tx: &mut Tx, shelf: &Shelf) -> Result<(), DbError> {
    sqlx::query!(
        "update search_shelves set built_at = null, built_in = null where shop_id = $1 and locale = $2",
        shelf.shop_id.0,
        shelf.locale
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Products with a document after `after`, in the order of their ids.
pub(super) async fn documented(
    conn: &mut PgConnection,
    shelf: &Shelf,
    after: Option<ProductId>,
    limit: i64,
) -> Result<Vec<ProductId>, DbError> {
    let ids = sqlx::query_scalar!(
        "select product_id from search_documents where shop_id = $1 and locale = $2 and product_id > $3 order by product_id limit $4",
        shelf.shop_id.0,
        shelf.locale,
        after.map_or_else(Uuid::nil, |id| id.0),
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(ProductId).collect())
}

pub(super) async fn count_documents(
    conn: &mut PgConnection,
    shelf: &Shelf,
) -> Result<i64, DbError> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from search_documents where shop_id = $1 and locale = $2"#,
        shelf.shop_id.0,
        shelf.locale
    )
    .fetch_one(conn)
    .await
}

/// Takes or keeps the turn until `until`; `false` when it is somebody else's.
///
/// # Errors
/// Database errors.
pub async fn take_turn(
    conn: &mut PgConnection,
    holder: Uuid,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, DbError> {
    let taken = sqlx::query!(
        "insert into search_turns (holder, held_until, seen_at) values ($1, $3, $2)
         on conflict (is_only) do update set holder = excluded.holder, held_until = excluded.held_until, seen_at = excluded.seen_at
         where search_turns.held_until <= $2 or search_turns.holder = $1",
        holder,
        now as _,
        until as _
    )
    .execute(conn)
    .await?;
    Ok(taken.rows_affected() == 1)
}

/// Whether somebody has the turn.
pub(super) async fn is_held(conn: &mut PgConnection, now: Timestamp) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from search_turns where held_until > $1) as "is_held!""#,
        now as _
    )
    .fetch_one(conn)
    .await
}

/// Gives the turn up, if it still is `holder`'s.
///
/// # Errors
/// Database errors.
pub async fn end_turn(
    conn: &mut PgConnection,
    holder: Uuid,
    now: Timestamp,
) -> Result<(), DbError> {
    sqlx::query!(
        "update search_turns set held_until = $2 where holder = $1",
        holder,
        now as _
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that a process to which an engine is configured is there.
pub(super) async fn note_seen(tx: &mut Tx) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!("update search_turns set seen_at = $1", now as _)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Forgets what an engine has when none was seen since `since`.
pub(super) async fn forget_unseen(tx: &mut Tx, since: Timestamp) -> Result<(), DbError> {
    let gone = sqlx::query!("delete from search_turns where seen_at < $1", since as _)
        .execute(&mut **tx)
        .await?;
    if gone.rows_affected() > 0 {
        sqlx::query!("delete from search_shelves")
            .execute(&mut **tx)
            .await?;
        sqlx::query!("delete from search_marks")
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}
