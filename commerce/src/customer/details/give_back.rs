//! **Giving an address back** to whoever had the account before somebody moved it: the way out that the mail to the earlier address promises. Only an address
//! that the account had lately can be given back, never one that is typed.

use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::constraint::is_violated;
use platform::db::{DbError, PgConnection, Tx};
use serde_json::json;
use uuid::Uuid;

use super::store;
use crate::customer::by_staff::LONGEST_WORDS;
use crate::customer::erase::farewell::TOLD_FOR;
use crate::customer::link::{Link, LinkPurpose};
use crate::customer::{passkey, store as customers};
use crate::ids::{CustomerId, CustomerLinkId};
use crate::jobs::{SendCustomerLink, SendEmailChanged};
use crate::locks;
use crate::stock_watch;

/// An address that an account had lately.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerEmail {
    /// Which.
    pub id: Uuid,
    /// The address.
    pub email: String,
    /// Until when the account had it.
    pub held_until: Timestamp,
}

/// Why an address was not given back.
#[derive(Debug, thiserror::Error)]
pub enum GiveBackError {
    /// The account did not have it lately, or there is no such account.
    #[error("no such address of the account")]
    Unknown,
    /// The account is not in use.
    #[error("the account is in another state")]
    OtherState,
    /// Another account has got the address meanwhile.
    #[error("the address has an account")]
    Taken,
    /// Nothing was written, or too much.
    #[error("the words are missing or too long")]
    NoWords,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Addresses that can be given back: those that were given up no longer ago than their readers would be told of an end to the account. The latest first.
///
/// # Errors
/// Database errors.
pub async fn former(
    conn: &mut PgConnection,
    customer: CustomerId,
    now: Timestamp,
) -> Result<Vec<FormerEmail>, DbError> {
    store::former_emails(conn, customer, now.minus(TOLD_FOR)).await
}

/// Gives an account the address back that it had. Whoever has it now loses it: password, passkeys, log-ins, links and known browsers end. The address that is given
/// back is sent a link to choose a password with, the one that is taken away is told. The reason stays in the trail.
///
/// # Errors
/// [`GiveBackError`]; the transaction is to be dropped then.
pub async fn give_back(
    tx: &mut Tx,
    id: CustomerId,
    former_id: Uuid,
    reason: &str,
) -> Result<(), GiveBackError> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_WORDS {
        return Err(GiveBackError::NoWords);
    }
    if !locks::lock_customer(tx, id).await? {
        return Err(GiveBackError::OtherState);
    }
    let now = tx.now();
    let found = former(tx, id, now).await?;
    let given = found.into_iter().find(|one| one.id == former_id);
    let given = given.ok_or(GiveBackError::Unknown)?;
    let before = customers::account(tx, id)
        .await?
        .ok_or(GiveBackError::OtherState)?;
    match store::set_email(tx, id, &given.email).await {
        Ok(()) => {}
        Err(error) if is_violated(&error, "customers_email_key") => {
            return Err(GiveBackError::Taken);
        }
        Err(error) => return Err(error.into()),
    }
    store::forget_former_email(tx, given.id).await?;
    store::keep_former_email(tx, id, &before.email).await?;
    customers::clear_password(tx, id).await?;
    passkey::store::remove_all(tx, id).await?;
    customers::end_links(tx, id).await?;
    stock_watch::begin::adopt(tx, id).await?;
    let ended = customers::revoke_other_sessions(tx, id, None).await?;
    customers::forget_devices(tx, id, None).await?;
    let link = |purpose: LinkPurpose| Link {
        id: CustomerLinkId::generate(),
        purpose,
        customer_id: Some(id),
        email: given.email.clone(),
        name: String::new(),
        locale: before.locale.clone(),
        next_path: String::new(),
        expires_at: now.plus(purpose.lives_for()),
        used_at: None,
    };
    // The mail to an address that is given up goes by the link that gave it up: here it is used as soon as it is made.
    let taken = link(LinkPurpose::ChangeEmail);
    customers::insert_link(tx, &taken).await?;
    customers::take_link(tx, taken.id).await?;
    store::note_old_email(tx, taken.id, &before.email).await?;
    tx.enqueue(&SendEmailChanged { link_id: taken.id }).await?;
    let choose = link(LinkPurpose::Reset);
    customers::insert_link(tx, &choose).await?;
    tx.enqueue(&SendCustomerLink { link_id: choose.id }).await?;
    let after = json!({ "sessions_ended": ended });
    tx.audit(Change {
        reason: Some(reason),
        ..Change::deed("customer.email_given_back", "customer", id).with_after(&after)
    })
    .await?;
    Ok(())
}
