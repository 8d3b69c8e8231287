//! Consents in the database.

use platform::db::{DbError, PgConnection, Tx};

use super::{Answer, Purpose};
use crate::ids::CustomerId;

pub(super) async fn insert(
    tx: &mut Tx,
    customer: CustomerId,
    purpose: Purpose,
    is_given: bool,
    words: &str,
) -> Result<(), DbError> {
    let now = tx.now();
    sqlx::query!(
        "insert into consents (id, customer_id, purpose, is_given, words, at) values ($1, $2, $3, $4, $5, $6)",
        platform::ids::new_uuid(),
        customer.0,
        purpose.code(),
        is_given,
        words,
        now
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
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
///
/// # Errors
/// Database errors.
pub async fn standing(
    conn: &mut PgConnection,
    customer: CustomerId,
) -> Result<Vec<Answer>, DbError> {
    sqlx::query_as!(
        Answer,
        "select distinct on (purpose) purpose, is_given, words, at from consents where customer_id = $1 order by purpose, at desc, id desc",
        customer.0
    )
    .fetch_all(conn)
    .await
}

/// A customer's latest answers, the last first; how they stand now is [`standing`].
///
/// # Errors
/// Database errors.
pub async fn answers(
    conn: &mut PgConnection,
    customer: CustomerId,
) -> Result<Vec<Answer>, DbError> {
    sqlx::query_as!(
        Answer,
        "select purpose, is_given, words, at from consents where customer_id = $1 order by at desc, id desc limit 100",
        customer.0
    )
    .fetch_all(conn)
    .await
}
