//! Drafts and versions in the database.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use uuid::Uuid;

use super::{Cause, Draft, Part, Texts};
use crate::catalogue::LOCALES;
use crate::ids::ProductId;

/// The texts that the shop shows; none of a product without any.
pub(super) async fn published(conn: &mut PgConnection, id: ProductId) -> Result<Texts, DbError> {
    let found = sqlx::query_scalar!(
        r#"select texts as "texts!" from published_product_texts where product_id = $1"#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(Texts::from_json).unwrap_or_default())
}

pub(super) async fn draft(
    conn: &mut PgConnection,
    id: ProductId,
) -> Result<Option<Draft>, DbError> {
    let row = sqlx::query!(
        "select texts, base, before, can_undo, revision, publish_at, scheduled_by, stopped_at, saved_at, saved_by
         from product_text_drafts where product_id = $1",
        id.0
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Draft {
        texts: Texts::from_json(row.texts),
        base: Texts::from_json(row.base),
        before: row.before.map(Texts::from_json),
        can_undo: row.can_undo,
        revision: row.revision,
        schedule: row.publish_at.zip(row.scheduled_by),
        stopped_at: row.stopped_at,
        saved_at: row.saved_at,
        saved_by: row.saved_by,
    }))
}

pub(super) async fn put_draft(tx: &mut Tx, id: ProductId, draft: &Draft) -> Result<(), DbError> {
    let (publish_at, scheduled_by) = draft.schedule.clone().unzip();
    sqlx::query!(
        "insert into product_text_drafts (product_id, texts, base, before, can_undo, revision, publish_at, scheduled_by, stopped_at, saved_at, saved_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict (product_id) do update set texts = excluded.texts, base = excluded.base, before = excluded.before, can_undo = excluded.can_undo,
             revision = excluded.revision, publish_at = excluded.publish_at, scheduled_by = excluded.scheduled_by,
             stopped_at = excluded.stopped_at, saved_at = excluded.saved_at, saved_by = excluded.saved_by",
        id.0,
        draft.texts.to_json(),
        draft.base.to_json(),
        draft.before.as_ref().map(Texts::to_json),
        draft.can_undo,
        draft.revision,
        publish_at as Option<Timestamp>,
        scheduled_by,
        draft.stopped_at as Option<Timestamp>,
        draft.saved_at,
        draft.saved_by,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn delete_draft(tx: &mut Tx, id: ProductId) -> Result<(), DbError> {
    sqlx::query!(
        "delete from product_text_drafts where product_id = $1",
        id.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A product whose draft the clock is to publish now.
pub(super) async fn due(tx: &mut Tx) -> Result<Option<ProductId>, DbError> {
    let now = tx.now();
    let found = sqlx::query_scalar!(
        "select product_id from product_text_drafts where publish_at <= $1 order by publish_at limit 1",
        now
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(found.map(ProductId))
}

/// The latest version's number; 0: none is kept.
pub(super) async fn latest(conn: &mut PgConnection, id: ProductId) -> Result<i32, DbError> {
    let found = sqlx::query_scalar!(
        r#"select coalesce(max(version), 0) as "version!" from product_text_versions where product_id = $1"#,
        id.0
    )
    .fetch_one(conn)
    .await?;
    Ok(found)
}

pub(super) async fn version(
    conn: &mut PgConnection,
    id: ProductId,
    version: i32,
) -> Result<Option<Texts>, DbError> {
    let found = sqlx::query_scalar!(
        "select texts from product_text_versions where product_id = $1 and version = $2",
        id.0,
        version
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.map(Texts::from_json))
}

/// Keeps what products' texts are now as versions, where they are not what the latest version says. Of products without a version, the first one tells
/// what stood there from the beginning. To be called before texts are changed, under the products' locks.
pub(in crate::catalogue) async fn keep_what_stands(
    tx: &mut Tx,
    products: &[Uuid],
) -> Result<(), DbError> {
    if products.is_empty() {
        return Ok(());
    }
    let now = tx.now();
    sqlx::query!(
        "insert into product_text_versions (product_id, version, texts, cause, published_at, published_by)
         select n.product_id, coalesce(l.version, 0) + 1, n.texts, case when l.version is null then 'stood' else 'file' end,
                case when l.version is null then p.created_at else $2::timestamptz end, ''
         from published_product_texts n join products p on p.id = n.product_id
         left join lateral (select v.version, v.texts from product_text_versions v where v.product_id = n.product_id
                            order by v.version desc limit 1) l on true
         where n.product_id = any($1) and (l.version is null or l.texts <> n.texts)
         on conflict do nothing",
        products,
        now as _
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Keeps what products' texts have become. To be called after they were changed.
pub(in crate::catalogue) async fn keep_what_became(
    tx: &mut Tx,
    products: &[Uuid],
    cause: Cause,
    by: &str,
) -> Result<(), DbError> {
    if products.is_empty() {
        return Ok(());
    }
    let now = tx.now();
    sqlx::query!(
        "insert into product_text_versions (product_id, version, texts, cause, published_at, published_by)
         select n.product_id, coalesce(l.version, 0) + 1, n.texts, $2::text, $3::timestamptz, $4::text
         from published_product_texts n
         left join lateral (select v.version, v.texts from product_text_versions v where v.product_id = n.product_id
                            order by v.version desc limit 1) l on true
         where n.product_id = any($1) and (l.version is null or l.texts <> n.texts)
         on conflict do nothing",
        products,
        cause.code(),
        now as _,
        by
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Writes a product's words where the shop reads them. A language in which nothing is said any more has none.
pub(super) async fn write(tx: &mut Tx, id: ProductId, texts: &Texts) -> Result<(), DbError> {
    for locale in LOCALES {
        if !texts.speaks(locale) {
            sqlx::query!(
                "delete from product_translations where product_id = $1 and locale = $2",
                id.0,
                locale
            )
            .execute(&mut **tx)
            .await?;
            continue;
        }
        let part = |part| texts.get((locale, part));
        sqlx::query!(
            "insert into product_translations (product_id, locale, name, subtitle, description, safety_warning, seo_title, seo_description)
             values ($1, $2, $3, $4, $5, $6, nullif($7, ''), nullif($8, ''))
             on conflict (product_id, locale) do update set name = excluded.name, subtitle = excluded.subtitle, description = excluded.description,
                 safety_warning = excluded.safety_warning, seo_title = excluded.seo_title, seo_description = excluded.seo_description",
            id.0,
            locale,
            part(Part::Name),
            part(Part::Subtitle),
            part(Part::Description),
            part(Part::SafetyWarning),
            part(Part::SeoTitle),
            part(Part::SeoDescription),
        )
        .execute(&mut **tx)
        .await?;
    }
    let now = tx.now();
    sqlx::query!(
        "update products set updated_at = $2, row_version = row_version + 1 where id = $1",
        id.0,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
