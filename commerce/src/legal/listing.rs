//! Reading versions, for staff and for whoever wants to see an earlier one.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};

use super::LegalDocument;
use crate::ids::{OrderId, ShopId};

/// A version in one language, without its text.
#[derive(Clone, Debug)]
pub struct DocumentHead {
    /// Which kind.
    pub kind: String,
    /// `sv` or `en`.
    pub locale: String,
    /// From 1.
    pub version: i32,
    /// Heading.
    pub title: String,
    /// Whether it has no text in this language.
    pub is_missing: bool,
    /// From when it holds.
    pub published_at: Timestamp,
    /// Who published it; empty for the program itself, and where it is not known.
    pub published_by: String,
}

/// All versions of a shop's texts, the latest first: one kind's, or those of all.
///
/// # Errors
/// Database errors.
pub async fn heads(
    conn: &mut PgConnection,
    shop_id: ShopId,
    kind: Option<&str>,
) -> Result<Vec<DocumentHead>, DbError> {
    sqlx::query_as!(
        DocumentHead,
        "select kind, locale, version, title, is_missing, published_at, published_by from legal_documents
         where shop_id = $1 and ($2::text is null or kind = $2) order by kind, version desc, locale desc",
        shop_id.0,
        kind
    )
    .fetch_all(conn)
    .await
}

/// The texts of a version, Swedish first; a language that it is missing in is left out.
///
/// # Errors
/// Database errors.
pub async fn texts(
    conn: &mut PgConnection,
    shop_id: ShopId,
    kind: &str,
    version: i32,
) -> Result<Vec<LegalDocument>, DbError> {
    sqlx::query_as!(
        LegalDocument,
        "select id, kind, locale, version, title, body, published_at from legal_documents
         where shop_id = $1 and kind = $2 and version = $3 and not is_missing order by locale desc",
        shop_id.0,
        kind,
        version
    )
    .fetch_all(conn)
    .await
}

/// A version as it was shown in a language: its own text, or the Swedish one where it has none. `None` where there is no such version, or it does not hold
/// yet at a moment.
///
/// # Errors
/// Database errors.
pub async fn version(
    conn: &mut PgConnection,
    shop_id: ShopId,
    kind: &str,
    (locale, version): (&str, i32),
    at: Timestamp,
) -> Result<Option<LegalDocument>, DbError> {
    sqlx::query_as!(
        LegalDocument,
        "select id, kind, locale, version, title, body, published_at from legal_documents
         where shop_id = $1 and kind = $2 and version = $3 and locale in ($4, 'sv') and not is_missing and published_at <= $5
         order by locale <> $4 limit 1",
        shop_id.0,
        kind,
        version,
        locale,
        at
    )
    .fetch_optional(conn)
    .await
}

/// The terms that an order was placed under.
///
/// # Errors
/// Database errors.
pub async fn of_order(
    conn: &mut PgConnection,
    order_id: OrderId,
) -> Result<Option<LegalDocument>, DbError> {
    sqlx::query_as!(
        LegalDocument,
        "select d.id, d.kind, d.locale, d.version, d.title, d.body, d.published_at
         from orders o join legal_documents d on d.id = o.terms_document_id where o.id = $1",
        order_id.0
    )
    .fetch_optional(conn)
    .await
}

/// The text before a version in a language, that a reader compares it with.
///
/// # Errors
/// Database errors.
pub async fn before(
    conn: &mut PgConnection,
    shop_id: ShopId,
    document: &LegalDocument,
) -> Result<Option<LegalDocument>, DbError> {
    sqlx::query_as!(
        LegalDocument,
        "select id, kind, locale, version, title, body, published_at from legal_documents
         where shop_id = $1 and kind = $2 and locale = $3 and version < $4 and not is_missing order by version desc limit 1",
        shop_id.0,
        document.kind,
        document.locale,
        document.version
    )
    .fetch_optional(conn)
    .await
}
