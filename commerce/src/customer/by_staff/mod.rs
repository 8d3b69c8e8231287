//! What staff do for a customer, or to one: links, sessions, tier, notes, shutting the account, and what the law lets the customer ask for.

mod store;

use jiff::SignedDuration;
use platform::audit::Change;
use platform::db::{Actor, DbError, Tx};
use serde_json::json;

use super::erase::{self, Kept};
use super::export::{self, ExportError};
use super::link::{Link, LinkPurpose};
use super::{CustomerEvent, CustomerState, store as customers};
use crate::ids::{CustomerId, CustomerLinkId, CustomerSessionId};
use crate::jobs::SendCustomerLink;
use crate::{locks, tier};

/// Longest note and reason in characters.
pub const LONGEST_WORDS: usize = 1_000;
/// A link of the same kind that was sent so lately and not used is not sent again.
pub const LINK_AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(2);

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum StaffDeedError {
    /// There is no such customer, or nothing of the kind is theirs.
    #[error("no such customer")]
    Unknown,
    /// The account does not stand so that it can be done.
    #[error("the account is in another state")]
    OtherState,
    /// Somebody has changed the account since it was read.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// There is no such tier.
    #[error("no such tier")]
    NoTier,
    /// Nothing was written, or too much.
    #[error("the words are missing or too long")]
    NoWords,
    /// The same link was sent a moment ago.
    #[error("the link was sent a moment ago")]
    JustSent,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What was written, without space around it.
fn words(typed: &str) -> Result<&str, StaffDeedError> {
    let typed = typed.trim();
    if typed.is_empty() || typed.chars().count() > LONGEST_WORDS {
        return Err(StaffDeedError::NoWords);
    }
    Ok(typed)
}

/// The account's state under its lock.
async fn locked(tx: &mut Tx, id: CustomerId) -> Result<CustomerState, StaffDeedError> {
    let state = locks::lock_customer_in_any_state(tx, id).await?;
    state
        .as_deref()
        .and_then(CustomerState::from_column)
        .ok_or(StaffDeedError::Unknown)
}

async fn in_use(tx: &mut Tx, id: CustomerId) -> Result<(), StaffDeedError> {
    match locked(tx, id).await? {
        CustomerState::Active => Ok(()),
        CustomerState::Closed | CustomerState::Erased => Err(StaffDeedError::OtherState),
    }
}

/// Notes that somebody of staff has looked at a customer, once for each person and day: whom data are shown to is the customer's to know.
///
/// # Errors
/// Database errors.
pub async fn viewed(tx: &mut Tx, id: CustomerId) -> Result<(), DbError> {
    let Actor::Staff { id: staff, .. } = tx.actor().clone() else {
        return Ok(());
    };
    let midnight = tx.now().business_time().start_of_day();
    let since = midnight.map_or(tx.now(), |at| at.timestamp().into());
    if store::has_viewed(tx, id, staff, since).await? {
        return Ok(());
    }
    tx.audit(Change::deed("customer.viewed", "customer", id))
        .await
}

/// Notes something about a customer for other staff.
///
/// # Errors
/// [`StaffDeedError`]; the transaction is to be dropped then.
pub async fn note(tx: &mut Tx, id: CustomerId, text: &str) -> Result<(), StaffDeedError> {
    let text = words(text)?;
    if locked(tx, id).await? == CustomerState::Erased {
        return Err(StaffDeedError::OtherState);
    }
    let Actor::Staff { id: staff, .. } = tx.actor().clone() else {
        return Err(StaffDeedError::Unknown);
    };
    store::insert_note(tx, id, staff, text).await?;
    // The trail keeps its rows for ever: that something was noted, not what.
    tx.audit(Change::deed("customer.noted", "customer", id))
        .await?;
    Ok(())
}

/// Sends the customer a link by mail, to the account's own address: to log in, or to choose a new password. Staff never see it.
///
/// # Errors
/// [`StaffDeedError`]; the transaction is to be dropped then.
pub async fn send_link(
    tx: &mut Tx,
    id: CustomerId,
    purpose: LinkPurpose,
) -> Result<CustomerLinkId, StaffDeedError> {
    if !matches!(purpose, LinkPurpose::LogIn | LinkPurpose::Reset) {
        return Err(StaffDeedError::Unknown);
    }
    in_use(tx, id).await?;
    let since = tx.now().minus(LINK_AGAIN_AFTER);
    if store::has_sent(tx, id, purpose, since).await? {
        return Err(StaffDeedError::JustSent);
    }
    let customer = customers::account(tx, id)
        .await?
        .ok_or(StaffDeedError::Unknown)?;
    let link = Link {
        id: CustomerLinkId::generate(),
        purpose,
        customer_id: Some(id),
        email: customer.email,
        name: String::new(),
        locale: customer.locale,
        next_path: String::new(),
        expires_at: tx.now().plus(purpose.lives_for()),
        used_at: None,
    };
    customers::insert_link(tx, &link).await?;
    tx.enqueue(&SendCustomerLink { link_id: link.id }).await?;
    let after = json!({ "purpose": purpose.code() });
    tx.audit(Change::deed("customer.link_sent", "customer", id).with_after(&after))
        .await?;
    Ok(link.id)
}

/// Logs the customer out of one browser, or of all (`None`); it is then not known any more either. Gives how many were ended.
///
/// # Errors
/// [`StaffDeedError`]; the transaction is to be dropped then.
pub async fn end_sessions(
    tx: &mut Tx,
    id: CustomerId,
    session: Option<CustomerSessionId>,
) -> Result<u64, StaffDeedError> {
    locked(tx, id).await?;
    let ended = match session {
        Some(session) => {
            let is_done = customers::revoke_session(tx, id, session).await?;
            if is_done {
                customers::forget_device_of(tx, id, session).await?;
            }
            u64::from(is_done)
        }
        None => {
            customers::forget_devices(tx, id, None).await?;
            customers::revoke_other_sessions(tx, id, None).await?
        }
    };
    if ended > 0 {
        let after = json!({ "sessions": ended });
        tx.audit(Change::deed("customer.sessions_ended", "customer", id).with_after(&after))
            .await?;
    }
    Ok(ended)
}

/// Gives the customer a tier of their own. What they buy for a company goes by the company's.
///
/// # Errors
/// [`StaffDeedError`]; the transaction is to be dropped then.
pub async fn set_tier(
    tx: &mut Tx,
    id: CustomerId,
    tier_code: &str,
    row_version: i32,
) -> Result<(), StaffDeedError> {
    if locked(tx, id).await? == CustomerState::Erased {
        return Err(StaffDeedError::OtherState);
    }
    if tier::tier(tx, tier_code).await?.is_none() {
        return Err(StaffDeedError::NoTier);
    }
    let before = store::tier_of(tx, id, row_version)
        .await?
        .ok_or(StaffDeedError::ChangedMeanwhile)?;
    if before == tier_code {
        return Ok(());
    }
    store::set_tier(tx, id, tier_code).await?;
    let before = json!({ "tier": before });
    let after = json!({ "tier": tier_code });
    tx.audit(Change {
        action: "customer.tier_changed",
        subject: ("customer", Some(id.0)),
        before: Some(&before),
        after: Some(&after),
        reason: None,
    })
    .await?;
    Ok(())
}

/// Shuts the account, and logs it out everywhere, or opens it again; with the reason, which stays in the trail.
///
/// # Errors
/// [`StaffDeedError`]; the transaction is to be dropped then.
pub async fn set_closed(
    tx: &mut Tx,
    id: CustomerId,
    is_closed: bool,
    reason: &str,
) -> Result<(), StaffDeedError> {
    let reason = words(reason)?;
    let event = if is_closed {
        CustomerEvent::Close
    } else {
        CustomerEvent::Reopen
    };
    let next = locked(tx, id).await?.apply(event);
    let next = next.ok_or(StaffDeedError::OtherState)?;
    store::set_state(tx, id, next).await?;
    if is_closed {
        customers::end_links(tx, id).await?;
        customers::revoke_other_sessions(tx, id, None).await?;
        customers::forget_devices(tx, id, None).await?;
    }
    let action = if is_closed {
        "customer.closed"
    } else {
        "customer.reopened"
    };
    tx.audit(Change {
        reason: Some(reason),
        ..Change::deed(action, "customer", id)
    })
    .await?;
    Ok(())
}

/// Begins the file with everything for a customer who has asked staff for it, as [`export::begin`]; with how it was made sure who asks.
///
/// # Errors
/// [`ExportError`]; the transaction is to be dropped then.
pub async fn begin_export(tx: &mut Tx, id: CustomerId, reason: &str) -> Result<(), ExportError> {
    export::begin(tx, id).await?;
    tx.audit(Change {
        reason: Some(reason),
        ..Change::deed("customer.export_asked", "customer", id)
    })
    .await?;
    Ok(())
}

/// Erases a customer who has asked staff for it, as [`erase::erase`]; with how it was made sure who asks.
///
/// # Errors
/// [`StaffDeedError`]; the transaction is to be dropped then.
pub async fn erase(tx: &mut Tx, id: CustomerId, reason: &str) -> Result<Kept, StaffDeedError> {
    let reason = words(reason)?;
    let kept = erase::erase(tx, id)
        .await?
        .ok_or(StaffDeedError::OtherState)?;
    tx.audit(Change {
        reason: Some(reason),
        ..Change::deed("customer.erasure_asked", "customer", id)
    })
    .await?;
    Ok(kept)
}
