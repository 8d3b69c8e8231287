//! Another address to log in with. It is proved by a link that only its reader can open; whoever had the old one is told when it is done.

use platform::audit::Change;
use platform::db::constraint::is_violated;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::store;
use crate::customer::link::{Link, LinkPurpose, Wish};
use crate::customer::{Customer, Session, store as customers};
use crate::ids::CustomerLinkId;
use crate::jobs::{SendCustomerLink, SendEmailChanged};
use crate::locks;

/// Sends a link to the new address. If it has an account already its owner is sent a link that logs in there, as when somebody wants to
/// register it: the same row, job and mail, so that nothing tells whether it has one. `None` when the account is not in use any more.
///
/// # Errors
/// Database errors.
pub async fn ask(
    tx: &mut Tx,
    session: &Session,
    wish: &Wish,
) -> Result<Option<CustomerLinkId>, DbError> {
    if !locks::share_customer(tx, session.customer).await? {
        return Ok(None);
    }
    let known = customers::account_by_email(tx, &wish.email).await?;
    let (purpose, owner) = match &known {
        Some(other) if other.id != session.customer => (LinkPurpose::Known, other.id),
        _ => (LinkPurpose::ChangeEmail, session.customer),
    };
    let link = Link {
        id: CustomerLinkId::generate(),
        purpose,
        customer_id: Some(owner),
        email: wish.email.clone(),
        name: String::new(),
        locale: wish.locale.clone(),
        next_path: wish.next_path.clone(),
        expires_at: tx.now().plus(purpose.lives_for()),
        used_at: None,
    };
    customers::insert_link(tx, &link).await?;
    tx.enqueue(&SendCustomerLink { link_id: link.id }).await?;
    tx.audit(Change::deed(
        "customer.email_change_asked",
        "customer",
        session.customer,
    ))
    .await?;
    Ok(Some(link.id))
}

/// Makes the proved address the account's, ends every other session and every other link, and asks for the mail that tells the old address.
/// `None` when the link is not good or another's, or the address has got an account meanwhile. The link alone proves the address and not the person:
/// whoever reads the mail of a mistyped address gets nothing by it.
///
/// # Errors
/// Database errors; the transaction is to be dropped on `None`.
pub async fn confirm(
    tx: &mut Tx,
    link: &Link,
    session: &Session,
) -> Result<Option<Customer>, DbError> {
    let Some(taken) = customers::take_link(tx, link.id).await? else {
        return Ok(None);
    };
    let (LinkPurpose::ChangeEmail, Some(id)) = (taken.purpose, taken.customer_id) else {
        return Ok(None);
    };
    if id != session.customer {
        return Ok(None);
    }
    customers::lock_password(tx, id).await?;
    let Some(before) = customers::account(tx, id).await? else {
        return Ok(None);
    };
    match store::set_email(tx, id, &taken.email).await {
        Ok(()) => {}
        Err(error) if is_violated(&error, "customers_email_key") => return Ok(None),
        Err(error) => return Err(error),
    }
    store::note_old_email(tx, taken.id, &before.email).await?;
    store::keep_former_email(tx, id, &before.email).await?;
    customers::end_links(tx, id).await?;
    let ended = customers::revoke_other_sessions(tx, id, Some(session.id)).await?;
    customers::forget_devices(tx, id).await?;
    let job = SendEmailChanged { link_id: taken.id };
    tx.enqueue(&job).await?;
    let after = json!({ "by": "link", "sessions_ended": ended });
    tx.audit(Change::deed("customer.email_changed", "customer", id).with_after(&after))
        .await?;
    Ok(Some(Customer {
        email: taken.email,
        ..before
    }))
}
