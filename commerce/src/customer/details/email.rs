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
use crate::stock_watch;

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
    if !locks::share_customer(tx, session.customer).await?
        || !customers::session_lives(tx, session.id).await?
    {
        return Ok(None);
    }
    // What goes to another account goes to that account's address, which may differ from what was typed in more than it seems to.
    let (purpose, owner, email) = match customers::holder(tx, &wish.email).await? {
        Some(other) if other.id != session.customer && other.is_shut => {
            (LinkPurpose::Shut, other.id, other.email)
        }
        Some(other) if other.id != session.customer => (LinkPurpose::Known, other.id, other.email),
        _ => (
            LinkPurpose::ChangeEmail,
            session.customer,
            wish.email.clone(),
        ),
    };
    let link = Link {
        id: CustomerLinkId::generate(),
        purpose,
        customer_id: Some(owner),
        email,
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

/// Why an address did not become the account's.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmError {
    /// The link was used or is too old, or the log-in has been ended.
    #[error("the link is not good")]
    NotGood,
    /// It was asked for by somebody else than is logged in.
    #[error("the link is another's")]
    NotTheirs,
    /// Another account has got the address meanwhile.
    #[error("the address has an account")]
    Taken,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Makes the proved address the account's, ends every other session and every other link, and asks for the mail that tells the old address.
/// The link alone proves the address and not the person: whoever reads the mail of a mistyped address gets nothing by it.
///
/// # Errors
/// [`ConfirmError`]; the transaction is to be dropped then.
pub async fn confirm(
    tx: &mut Tx,
    link: &Link,
    session: &Session,
) -> Result<Customer, ConfirmError> {
    let (LinkPurpose::ChangeEmail, Some(id)) = (link.purpose, link.customer_id) else {
        return Err(ConfirmError::NotGood);
    };
    if id != session.customer {
        return Err(ConfirmError::NotTheirs);
    }
    // The account before its links, as whoever ends them all does; and not for a log-in that has been ended meanwhile.
    if !locks::lock_customer(tx, id).await? || !customers::session_lives(tx, session.id).await? {
        return Err(ConfirmError::NotGood);
    }
    let Some(taken) = customers::take_link(tx, link.id).await? else {
        return Err(ConfirmError::NotGood);
    };
    let Some(before) = customers::account(tx, id).await? else {
        return Err(ConfirmError::NotGood);
    };
    match store::set_email(tx, id, &taken.email).await {
        Ok(()) => {}
        Err(error) if is_violated(&error, "customers_email_key") => {
            return Err(ConfirmError::Taken);
        }
        Err(error) => return Err(error.into()),
    }
    store::note_old_email(tx, taken.id, &before.email).await?;
    store::keep_former_email(tx, id, &before.email).await?;
    customers::end_links(tx, id).await?;
    stock_watch::begin::adopt(tx, id).await?;
    let ended = customers::revoke_other_sessions(tx, id, Some(session.id)).await?;
    customers::forget_devices(tx, id, Some(session.id)).await?;
    let job = SendEmailChanged { link_id: taken.id };
    tx.enqueue(&job).await?;
    let after = json!({ "by": "link", "sessions_ended": ended });
    tx.audit(Change::deed("customer.email_changed", "customer", id).with_after(&after))
        .await?;
    Ok(Customer {
        email: taken.email,
        ..before
    })
}
