//! Reading and publishing legal documents.

use platform::db::{DbError, PgConnection, Tx};

use super::LegalDocument;
use crate::ids::{LegalDocumentId, ShopId};

/// The version of a document that holds now, in `locale` or else in Swedish.
///
/// # Errors
/// Database errors.
pub async fn current(
    conn: &mut PgConnection,
    shop_id: ShopId,
    kind: &str,
    locale: &str,
) -> Result<Option<LegalDocument>, DbError> {
    sqlx::query_as!(
        LegalDocument,
        "select id, kind, locale, version, title, body, published_at from legal_documents
         where shop_id = $1 and kind = $2 and locale in ($3, 'sv') order by (locale = $3) desc, version desc limit 1",
        shop_id.0,
        kind,
        locale
    )
    .fetch_optional(conn)
    .await
}

/// What has a text that can be shown: (kind, language), each once. A text in Swedish alone is shown in every language, and stands here as Swedish.
///
/// # Errors
/// Database errors.
pub async fn published(
    conn: &mut PgConnection,
    shop_id: ShopId,
) -> Result<Vec<(String, String)>, DbError> {
    let rows = sqlx::query!(
        "select distinct kind, locale from legal_documents where shop_id = $1 order by kind, locale",
        shop_id.0
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.kind, row.locale)).collect())
}

/// A document by id, whichever version.
///
/// # Errors
/// Database errors.
pub async fn by_id(
    conn: &mut PgConnection,
    id: LegalDocumentId,
) -> Result<Option<LegalDocument>, DbError> {
    sqlx::query_as!(
        LegalDocument,
        "select id, kind, locale, version, title, body, published_at from legal_documents where id = $1",
        id.0
    )
    .fetch_optional(conn)
    .await
}

/// Publishes a new version, unless the text is the one that holds. Gives the id of the version that holds afterwards.
///
/// # Errors
/// Database errors.
pub async fn publish(
    tx: &mut Tx,
    shop_id: ShopId,
    kind: &str,
    locale: &str,
    title: &str,
    body: &str,
) -> Result<LegalDocumentId, DbError> {
    let latest = sqlx::query!(
        "select id, version, title, body from legal_documents where shop_id = $1 and kind = $2 and locale = $3
         order by version desc limit 1 for update",
        shop_id.0,
        kind,
        locale
    )
    .fetch_optional(&mut **tx)
    .await?;
    if let Some(held) = latest
        .as_ref()
        .filter(|held| held.title == title && held.body == body)
    {
        return Ok(LegalDocumentId(held.id));
    }
    let (id, now) = (LegalDocumentId::generate(), tx.now());
    sqlx::query!(
        "insert into legal_documents (id, shop_id, kind, locale, version, title, body, published_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        id.0,
        shop_id.0,
        kind,
        locale,
        latest.map_or(1, |held| held.version + 1),
        title,
        body,
        now,
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}
