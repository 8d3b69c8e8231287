//! Consents in the database.

use platform::db::{DbError, PgConnection, Tx};

use super::{Answer, Asked, Purpose};
use crate::ids::{CustomerId, LegalDocumentId};
use crate::locks;

/// An answer that is to be noted.
pub(super) struct NewAnswer<'a> {
    pub(super) purpose: Purpose,
    pub(super) is_given: bool,
    pub(super) words: &'a str,
    pub(super) wording: uuid::Uuid,
    pub(super) privacy: Option<LegalDocumentId>,
}

pub(super) async fn insert(
    tx: &mut Tx,
    customer: CustomerId,
    new: &NewAnswer<'_>,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into consents (id, customer_id, purpose, is_given, words, wording_id, privacy_document_id, at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        platform::ids::new_uuid(),
        customer.0,
        new.purpose.code(),
        new.is_given,
        new.words,
        new.wording,
        new.privacy.map(|id| id.0),
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The version of these words, which is the next one where nobody has answered to them before.
pub(super) async fn wording(
    tx: &mut Tx,
    purpose: Purpose,
    asked: Asked<'_>,
) -> Result<uuid::Uuid, DbError> {
    let hash = platform::secret::hash_token(asked.words);
    if let Some(known) = known_wording(tx, purpose, asked.locale, &hash).await? {
        return Ok(known);
    }
    // Versions are counted one after the other; this is seldom, so that nobody waits for long.
    locks::lock_wordings(tx).await?;
    if let Some(known) = known_wording(tx, purpose, asked.locale, &hash).await? {
        return Ok(known);
    }
    let now = tx.now();
    sqlx::query_scalar!(
        "insert into consent_wordings (id, purpose, locale, version, words, words_hash, first_used_at)
         select $1, $2, $3, coalesce(max(version), 0) + 1, $4, $5, $6 from consent_wordings where purpose = $2 and locale = $3
         returning id",
        platform::ids::new_uuid(),
        purpose.code(),
        asked.locale,
        asked.words,
        hash.as_slice(),
        now
    )
    .fetch_one(&mut **tx)
    .await
}

async fn known_wording(
    tx: &mut Tx,
    purpose: Purpose,
    locale: &str,
    hash: &[u8],
) -> Result<Option<uuid::Uuid>, DbError> {
    sqlx::query_scalar!(
        "select id from consent_wordings where purpose = $1 and locale = $2 and words_hash = $3",
        purpose.code(),
        locale,
        hash
    )
    .fetch_optional(&mut **tx)
    .await
}

pub(super) async fn latest(
    conn: &mut PgConnection,
    customer: CustomerId,
    purpose: Purpose,
) -> Result<Option<bool>, DbError> {
    sqlx::query_scalar!(
        "select is_given from consents where customer_id = $1 and purpose = $2 order by at desc, id desc limit 1",
        customer.0,
        purpose.code()
    )
    .fetch_optional(conn)
    .await
}

/// What a customer has answered last to each question that they have answered.
pub(super) async fn standing(
    conn: &mut PgConnection,
    customer: CustomerId,
) -> Result<Vec<Answer>, DbError> {
    sqlx::query_as!(
        Answer,
        r#"select distinct on (c.purpose) c.purpose, c.is_given, c.words, w.version as "wording?", w.locale as "locale?", d.version as "privacy_version?", c.at
           from consents c left join consent_wordings w on w.id = c.wording_id left join legal_documents d on d.id = c.privacy_document_id
           where c.customer_id = $1 order by c.purpose, c.at desc, c.id desc"#,
        customer.0
    )
    .fetch_all(conn)
    .await
}

/// A customer's latest answers, the last first; how it stands now is [`super::standing`].
///
/// # Errors
/// Database errors.
pub async fn answers(
    conn: &mut PgConnection,
    customer: CustomerId,
) -> Result<Vec<Answer>, DbError> {
    sqlx::query_as!(
        Answer,
        r#"select c.purpose, c.is_given, c.words, w.version as "wording?", w.locale as "locale?", d.version as "privacy_version?", c.at
           from consents c left join consent_wordings w on w.id = c.wording_id left join legal_documents d on d.id = c.privacy_document_id
           where c.customer_id = $1 order by c.at desc, c.id desc limit 100"#,
        customer.0
    )
    .fetch_all(conn)
    .await
}
