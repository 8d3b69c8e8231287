//! A customer's **passkey**: a key pair that their device or password manager holds. The shop keeps the public half, so what it keeps opens nothing.
//!
//! Every question to a browser is a row ([`ceremony`]) that is good once, for minutes, where it was asked. Operations that answer one use it up whatever
//! comes of it: their transaction is committed on a refusal, too.

pub mod adding;
pub mod ceremony;
pub mod confirming;
pub mod log_in;
pub(crate) mod store;

use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use serde_json::json;

use super::{Session, store as customers};
use crate::ids::{CustomerId, CustomerPasskeyId};
use crate::jobs::{PasskeyNews, SendPasskeyNotice};
use crate::locks;

pub use ceremony::{CeremonyPurpose, TooManyQuestions};

/// Most passkeys of one customer.
pub const MOST: usize = 20;
/// Longest label in characters.
pub const LONGEST_LABEL: usize = 60;

/// A passkey as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerPasskey {
    /// Which.
    pub id: CustomerPasskeyId,
    /// By what browsers name it.
    pub credential_id: Vec<u8>,
    /// What its owner calls it.
    pub label: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it last logged in.
    pub last_used_at: Option<Timestamp>,
}

/// A label as it is kept: without control characters and space around it, or `None` when nothing or too much is left.
#[must_use]
pub fn clean_label(typed: &str) -> Option<String> {
    let clean: String = typed.chars().filter(|c| !c.is_control()).collect();
    let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    (!clean.is_empty() && clean.chars().count() <= LONGEST_LABEL).then_some(clean)
}

/// A customer's passkeys, the oldest first.
///
/// # Errors
/// Database errors.
pub async fn all(
    conn: &mut PgConnection,
    customer: CustomerId,
) -> Result<Vec<CustomerPasskey>, DbError> {
    store::passkeys(conn, customer).await
}

/// One of a customer's passkeys; `None` for any other, and for one that was removed.
///
/// # Errors
/// Database errors.
pub async fn one(
    conn: &mut PgConnection,
    customer: CustomerId,
    id: CustomerPasskeyId,
) -> Result<Option<CustomerPasskey>, DbError> {
    let all = store::passkeys(conn, customer).await?;
    Ok(all.into_iter().find(|passkey| passkey.id == id))
}

/// What its owner is told of a passkey: whose it is and its label, removed or not.
#[derive(Clone, Debug)]
pub struct Told {
    /// Whose.
    pub customer: CustomerId,
    /// What they call it.
    pub label: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it was removed.
    pub removed_at: Option<Timestamp>,
}

/// For the mail about a passkey; `None` once it has been swept away or its owner erased.
///
/// # Errors
/// Database errors.
pub async fn told(conn: &mut PgConnection, id: CustomerPasskeyId) -> Result<Option<Told>, DbError> {
    store::told(conn, id).await
}

/// Calls a passkey something else, checked by [`clean_label`]; false when it is not the customer's or has been removed. The trail says that it was done and not
/// how it reads, since nothing is ever taken out of it.
///
/// # Errors
/// Database errors.
pub async fn rename(
    tx: &mut Tx,
    session: &Session,
    id: CustomerPasskeyId,
    label: &str,
) -> Result<bool, DbError> {
    if !store::set_label(tx, session.customer, id, label).await? {
        return Ok(false);
    }
    let after = json!({ "passkey": id });
    tx.audit(
        Change::deed("customer.passkey_renamed", "customer", session.customer).with_after(&after),
    )
    .await?;
    Ok(true)
}

/// Takes a passkey away from whoever has just proved who they are, and tells them by mail; false when it is not theirs or has been removed already.
///
/// # Errors
/// Database errors; the transaction is to be dropped on `false`.
pub async fn remove(
    tx: &mut Tx,
    session: &Session,
    id: CustomerPasskeyId,
) -> Result<bool, DbError> {
    if !is_here(tx, session).await? || !store::remove(tx, session.customer, id).await? {
        return Ok(false);
    }
    tx.enqueue(&SendPasskeyNotice {
        passkey_id: id,
        news: PasskeyNews::Removed,
    })
    .await?;
    let after = json!({ "passkey": id });
    tx.audit(
        Change::deed("customer.passkey_removed", "customer", session.customer).with_after(&after),
    )
    .await?;
    Ok(true)
}

/// Locks the account, if it is in use and the log-in has not been ended meanwhile: whoever was put out by a new password comes too late.
async fn is_here(tx: &mut Tx, session: &Session) -> Result<bool, DbError> {
    Ok(locks::lock_customer(tx, session.customer).await?
        && customers::session_lives(tx, session.id).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_kept_clean() {
        assert_eq!(
            clean_label("  Elins \u{7} mobil "),
            Some("Elins mobil".to_owned())
        );
        assert_eq!(clean_label(" \n "), None);
        assert_eq!(clean_label(&"å".repeat(LONGEST_LABEL + 1)), None);
    }
}
