//! **Consents**: what a customer has agreed to, and taken back. Rows are only added, with the words that were shown.

pub mod store;

use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use serde_json::json;

use super::Session;
use crate::ids::CustomerId;
use crate::locks;

/// What may be agreed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// News and offers by mail.
    Newsletter,
    /// Questions about a purchase.
    Surveys,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 2] = [Self::Newsletter, Self::Surveys];

    /// The word in the table.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Newsletter => "newsletter",
            Self::Surveys => "surveys",
        }
    }

    /// From the word in the table.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.code() == code)
    }
}

/// An answer, as it was given.
#[derive(Clone, Debug)]
pub struct Answer {
    /// See [`Purpose`].
    pub purpose: String,
    /// Given or taken back.
    pub is_given: bool,
    /// The words that were shown.
    pub words: String,
    /// When.
    pub at: Timestamp,
}

/// Notes an answer. The same answer twice in a row is one.
///
/// # Errors
/// Database errors.
pub async fn answer(
    tx: &mut Tx,
    session: &Session,
    purpose: Purpose,
    is_given: bool,
    words: &str,
) -> Result<(), DbError> {
    if !locks::lock_customer(tx, session.customer).await? {
        return Ok(());
    }
    if is_given_now(tx, session.customer, purpose).await? == is_given {
        return Ok(());
    }
    store::insert(tx, session.customer, purpose, is_given, words).await?;
    let after = json!({ "purpose": purpose.code(), "is_given": is_given });
    tx.audit(Change::deed("customer.consent", "customer", session.customer).with_after(&after))
        .await
}

/// Whether a customer agrees to something now. Nobody does who has not said so.
///
/// # Errors
/// Database errors.
pub async fn is_given_now(
    conn: &mut PgConnection,
    customer: CustomerId,
    purpose: Purpose,
) -> Result<bool, DbError> {
    store::latest(conn, customer, purpose)
        .await
        .map(|answer| answer.unwrap_or(false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_are_named_as_in_the_table() {
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::from_code(purpose.code()), Some(purpose));
        }
        assert_eq!(Purpose::from_code("x"), None);
    }
}
