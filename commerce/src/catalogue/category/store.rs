//! Writing categories.

use platform::db::{DbError, Tx};
use uuid::Uuid;

use super::{CategoryDraft, CategoryTexts};
use crate::ids::CategoryId;

pub(super) async fn lock_by_code(tx: &mut Tx, code: &str) -> Result<Option<CategoryId>, DbError> {
    let id = sqlx::query_scalar!("select id from categories where code = $1 for update", code)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(id.map(CategoryId))
}

pub(super) async fn path_of(tx: &mut Tx, id: CategoryId) -> Result<Option<Vec<Uuid>>, DbError> {
    sqlx::query_scalar!("select path from categories where id = $1", id.0)
        .fetch_optional(&mut **tx)
        .await
}

pub(super) async fn upsert(
    tx: &mut Tx,
    id: CategoryId,
    path: &[Uuid],
    draft: &CategoryDraft,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into categories (id, parent_id, path, position, is_published, code, hero_media_id, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8)
         on conflict (id) do update set parent_id = excluded.parent_id, path = excluded.path, position = excluded.position,
             is_published = excluded.is_published, hero_media_id = coalesce(excluded.hero_media_id, categories.hero_media_id),
             updated_at = excluded.updated_at, row_version = categories.row_version + 1",
        id.0,
        draft.parent_id.map(|parent| parent.0),
        path,
        draft.position,
        draft.is_published,
        draft.code,
        draft.hero_media_id.map(|media| media.0),
        now,
    )
    .execute(&mut **tx)
    .await?;
    // What is below moves along: everything up to the category itself is replaced by its new path.
    sqlx::query!(
        "update categories set path = $2::uuid[] || path[array_position(path, $1::uuid) + 1:], updated_at = $3
         where path @> array[$1::uuid] and id <> $1 and path[1:cardinality($2::uuid[])] is distinct from $2::uuid[]",
        id.0,
        path,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn upsert_texts(
    tx: &mut Tx,
    id: CategoryId,
    texts: &CategoryTexts,
) -> Result<(), DbError> {
    sqlx::query!(
        "insert into category_translations (category_id, locale, name, description) values ($1, $2, $3, $4)
         on conflict (category_id, locale) do update set name = excluded.name, description = excluded.description",
        id.0,
        texts.locale,
        texts.name,
        texts.description,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn mark_branch_dirty(tx: &mut Tx, id: CategoryId) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into listing_marks (product_id, marked_at)
         select distinct pc.product_id, $2::timestamptz from product_categories pc join categories c on c.id = pc.category_id
         where c.path @> array[$1::uuid]",
        id.0,
        now as _,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Sets a category's picture.
///
/// # Errors
/// Database errors.
pub async fn set_hero(
    tx: &mut Tx,
    id: CategoryId,
    media_id: crate::ids::MediaId,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "update categories set hero_media_id = $2, updated_at = $3, row_version = row_version + 1
         where id = $1 and hero_media_id is distinct from $2",
        id.0,
        media_id.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
