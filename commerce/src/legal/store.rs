//! Reading and publishing legal documents.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};

use super::LegalDocument;
use crate::ids::{LegalDocumentId, ShopId};

/// The version of a document that holds at a moment, in `locale` or else in Swedish.
///
/// # Errors
/// Database errors.
pub async fn current(
    conn: &mut PgConnection,
    shop_id: ShopId,
    kind: &str,
    locale: &str,
    at: Timestamp,
) -> Result<Option<LegalDocument>, DbError> {
    sqlx::query_as!(
        LegalDocument,
        "select id, kind, locale, version, title, body, published_at from (
             select distinct on (locale) * from legal_documents
             where shop_id = $1 and kind = $2 and locale in ($3, 'sv') and published_at <= $4 order by locale, version desc) as latest
         where not is_missing order by locale <> $3 limit 1",
        shop_id.0,
        kind,
        locale,
        at
    )
    .fetch_optional(conn)
    .await
}

/// Which version that is, without its text: a checkout binds to it at every look, and shows none of it.
///
/// # Errors
/// Database errors.
pub(crate) async fn current_id(
    conn: &mut PgConnection,
    shop_id: ShopId,
    kind: &str,
    locale: &str,
    at: Timestamp,
) -> Result<Option<LegalDocumentId>, DbError> {
    sqlx::query_scalar!(
        r#"select id as "id!: LegalDocumentId" from (
             select distinct on (locale) id, locale, is_missing from legal_documents
             where shop_id = $1 and kind = $2 and locale in ($3, 'sv') and published_at <= $4 order by locale, version desc) as latest
         where not is_missing order by locale <> $3 limit 1"#,
        shop_id.0,
        kind,
        locale,
        at
    )
    .fetch_optional(conn)
    .await
}

/// What has a text that can be shown at a moment: (kind, language), each once. A text in Swedish alone is shown in every language, and stands here as
/// Swedish.
///
/// # Errors
/// Database errors.
pub async fn published(
    conn: &mut PgConnection,
    shop_id: ShopId,
    at: Timestamp,
) -> Result<Vec<(String, String)>, DbError> {
    let rows = sqlx::query!(
        "select kind, locale from (
             select distinct on (kind, locale) kind, locale, is_missing from legal_documents
             where shop_id = $1 and published_at <= $2 order by kind, locale, version desc) as latest
         where not is_missing",
        shop_id.0,
        at
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.kind, row.locale)).collect())
}

/// Whether a shop has published a text of a kind that holds at a moment.
///
/// # Errors
/// Database errors.
pub async fn is_published(
    conn: &mut PgConnection,
    shop_id: ShopId,
    kind: &str,
    at: Timestamp,
) -> Result<bool, DbError> {
    sqlx::query_scalar!(
        r#"select exists (select from legal_documents where shop_id = $1 and kind = $2 and locale = 'sv' and published_at <= $3) as "is!""#,
        shop_id.0,
        kind,
        at
    )
    .fetch_one(conn)
    .await
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

/// Publishes a new version of a text in one language, at once, unless it is the one that holds: for a shop's first texts. Gives the id of the version that
/// holds afterwards.
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
    let new = NewText {
        id,
        locale,
        version: latest.map_or(1, |held| held.version + 1),
        text: Some((title, body)),
        published_at: now,
    };
    insert(tx, shop_id, kind, &new).await?;
    Ok(id)
}

/// A version in one language.
pub(super) struct NewText<'a> {
    pub(super) id: LegalDocumentId,
    pub(super) locale: &'a str,
    pub(super) version: i32,
    /// Heading and text; none where it is missing in the language.
    pub(super) text: Option<(&'a str, &'a str)>,
    pub(super) published_at: Timestamp,
}

/// Writes a version; false when there is one of that number already.
pub(super) async fn insert(
    tx: &mut Tx,
    shop_id: ShopId,
    kind: &str,
    new: &NewText<'_>,
) -> Result<bool, DbError> {
    let (now, by) = (tx.now(), tx.actor().name().to_owned());
    let (title, body) = new.text.unwrap_or_default();
    let done = sqlx::query!(
        "insert into legal_documents (id, shop_id, kind, locale, version, title, body, is_missing, published_at, published_by, written_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing",
        new.id.0,
        shop_id.0,
        kind,
        new.locale,
        new.version,
        title,
        body,
        new.text.is_none(),
        new.published_at,
        by,
        now as _
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes away a version that does not hold yet at a moment; gives how many languages it had.
pub(super) async fn delete_to_come(
    tx: &mut Tx,
    shop_id: ShopId,
    kind: &str,
    version: i32,
) -> Result<u64, DbError> {
    let now = tx.now();
    let done = sqlx::query!(
        "delete from legal_documents where shop_id = $1 and kind = $2 and version = $3 and published_at > $4",
        shop_id.0,
        kind,
        version,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected())
}
