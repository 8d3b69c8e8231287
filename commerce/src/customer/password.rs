//! Choosing a password: with an opened link, or while logged in.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::link::{Link, LinkPurpose};
use super::session::Session;
use super::{Customer, store};
use crate::locks;

/// Sets the password that was chosen behind a link that lets it be; ends every session, since whoever forgot the password may have lost
/// more. `None` when the link is not good.
///
/// # Errors
/// Database errors; the transaction is to be dropped on `None`.
pub async fn reset(tx: &mut Tx, link: &Link, hash: &str) -> Result<Option<Customer>, DbError> {
    let (LinkPurpose::Reset, Some(id)) = (link.purpose, link.customer_id) else {
        return Ok(None);
    };
    // The account before its links, as whoever ends them all does.
    if !locks::lock_customer(tx, id).await? || store::take_link(tx, link.id).await?.is_none() {
        return Ok(None);
    }
    let Some(customer) = store::account(tx, id).await? else {
        return Ok(None);
    };
    if !store::set_password(tx, id, hash).await? {
        return Ok(None);
    }
    store::end_links(tx, id).await?;
    let ended = store::revoke_other_sessions(tx, id, None).await?;
    store::forget_devices(tx, id, None).await?;
    let after = json!({ "by": "link", "sessions_ended": ended });
    tx.audit(Change::deed("customer.password_set", "customer", id).with_after(&after))
        .await?;
    Ok(Some(customer))
}

/// Sets the password of whoever is logged in and has just proved who they are; ends their other sessions. False when the
/// account is not in use any more, or the log-in has been ended.
///
/// # Errors
/// Database errors; the transaction is to be dropped on `false`.
pub async fn change(tx: &mut Tx, session: &Session, hash: &str) -> Result<bool, DbError> {
    // Whoever has chosen another password by a link meanwhile has ended this log-in, and theirs holds.
    if !locks::lock_customer(tx, session.customer).await?
        || !store::session_lives(tx, session.id).await?
        || !store::set_password(tx, session.customer, hash).await?
    {
        return Ok(false);
    }
    store::end_links(tx, session.customer).await?;
    let ended = store::revoke_other_sessions(tx, session.customer, Some(session.id)).await?;
    store::forget_devices(tx, session.customer, Some(session.id)).await?;
    store::prove_session(tx, session.id, "password").await?;
    let after = json!({ "by": "customer", "sessions_ended": ended });
    tx.audit(
        Change::deed("customer.password_set", "customer", session.customer).with_after(&after),
    )
    .await?;
    Ok(true)
}
