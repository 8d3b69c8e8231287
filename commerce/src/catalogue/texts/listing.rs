//! Drafts and versions as staff see them.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection};

use super::{Draft, Texts, store};
use crate::ids::ProductId;

/// Versions that a history shows.
const MOST_VERSIONS: i64 = 100;

/// A version in the history.
#[derive(Clone, Debug)]
pub struct VersionRow {
    /// Its number.
    pub version: i32,
    /// Why it came to be: [`super::Cause::code`].
    pub cause: String,
    /// When.
    pub published_at: Timestamp,
    /// By whom; empty where nobody knows.
    pub published_by: String,
}

/// A product's versions, the latest first. None: nobody has changed its texts.
///
/// # Errors
/// Database errors.
pub async fn versions(conn: &mut PgConnection, id: ProductId) -> Result<Vec<VersionRow>, DbError> {
    sqlx::query_as!(
        VersionRow,
        "select version, cause, published_at, published_by from product_text_versions where product_id = $1 order by version desc limit $2",
        id.0,
        MOST_VERSIONS
    )
    .fetch_all(conn)
    .await
}

/// The words of a version.
///
/// # Errors
/// Database errors.
pub async fn version(
    conn: &mut PgConnection,
    id: ProductId,
    version: i32,
) -> Result<Option<Texts>, DbError> {
    store::version(conn, id, version).await
}

/// The words that the shop shows.
///
/// # Errors
/// Database errors.
pub async fn published(conn: &mut PgConnection, id: ProductId) -> Result<Texts, DbError> {
    store::published(conn, id).await
}

/// What is being written of a product.
///
/// # Errors
/// Database errors.
pub async fn draft(conn: &mut PgConnection, id: ProductId) -> Result<Option<Draft>, DbError> {
    store::draft(conn, id).await
}
