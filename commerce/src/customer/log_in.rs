//! Logging in: by password, checked between two transactions and never inside one, or by an opened link.

use std::net::IpAddr;

use platform::audit::Change;
use platform::auth::attempt::Attempt;
use platform::auth::session::Client;
use platform::auth::token::Token;
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use serde_json::json;

use super::link::{Link, LinkPurpose};
use super::session::{self, DEVICE, MOST_DEVICES};
use super::{Customer, store};
use crate::ids::CustomerId;
use crate::locks;

/// The account of an address, if it may log in.
///
/// # Errors
/// Database errors.
pub async fn account(conn: &mut PgConnection, email: &str) -> Result<Option<Customer>, DbError> {
    store::account_by_email(conn, email).await
}

/// A try at a password: what its failure counts against. From a browser that has logged in to the account before it counts against that
/// browser alone, so strangers' tries do not keep the customer out.
///
/// # Errors
/// Database errors.
pub async fn attempt(
    conn: &mut PgConnection,
    account: Option<&Customer>,
    email: &str,
    address: IpAddr,
    device: Option<&Token>,
    now: Timestamp,
) -> Result<Attempt, DbError> {
    let known = known_device(conn, account, device, now).await?;
    Ok(Attempt::at_customer_password(email, address, known))
}

/// The browser as one that has logged in to the account before, if it has.
pub(super) async fn known_device(
    conn: &mut PgConnection,
    account: Option<&Customer>,
    device: Option<&Token>,
    now: Timestamp,
) -> Result<Option<uuid::Uuid>, DbError> {
    // Asked for an address without an account, too: the time that it takes must not tell which addresses have one.
    let whose = account.map_or(CustomerId(uuid::Uuid::nil()), |account| account.id);
    match device {
        Some(token) => store::device(conn, whose, &token.hash(), now).await,
        None => Ok(None),
    }
}

/// What a log-in gives to the browser.
#[derive(Debug)]
pub struct LoggedIn {
    /// For the session's cookie.
    pub session: Token,
    /// For the device's cookie.
    pub device: Token,
}

/// The password was right. `None` when it has been changed, or the account shut, while it was being checked.
///
/// # Errors
/// Database errors; the transaction is to be dropped on `None`.
pub async fn accept_password(
    tx: &mut Tx,
    attempt: &Attempt,
    customer: &Customer,
    client: &Client,
) -> Result<Option<LoggedIn>, DbError> {
    if store::lock_password(tx, customer.id).await? != customer.password_hash {
        return Ok(None);
    }
    attempt.succeeded(tx);
    begin(tx, customer, "password", client).await.map(Some)
}

/// The password was wrong, or nobody has that address. What was typed is not kept. Whence it was tried the
/// trail does not say, since nothing is ever taken out of it: the log does, for as long as it is kept.
///
/// # Errors
/// Database errors.
pub async fn refuse_password(tx: &mut Tx, account: Option<&Customer>) -> Result<(), DbError> {
    let change = Change {
        action: "customer.log_in_refused",
        subject: ("customer", account.map(|customer| customer.id.0)),
        before: None::<&()>,
        after: None::<&()>,
        reason: None,
    };
    tx.audit_refusal(change, "").await
}

/// A link was opened that logs in. `None` when it is not good, or the account is shut.
///
/// # Errors
/// Database errors; the transaction is to be dropped on `None`.
pub async fn by_link(
    tx: &mut Tx,
    link: &Link,
    client: &Client,
) -> Result<Option<(Customer, LoggedIn)>, DbError> {
    let (LinkPurpose::LogIn | LinkPurpose::Known, Some(id)) = (link.purpose, link.customer_id)
    else {
        return Ok(None);
    };
    // The account before its links, as whoever ends them all does.
    if !locks::lock_customer(tx, id).await? {
        return Ok(None);
    }
    if store::take_link(tx, link.id).await?.is_none() {
        return Ok(None);
    }
    let Some(customer) = store::account(tx, id).await? else {
        return Ok(None);
    };
    let logged_in = begin(tx, &customer, "link", client).await?;
    Ok(Some((customer, logged_in)))
}

/// Begins a session and makes the browser a known device.
///
/// # Errors
/// Database errors.
pub async fn begin(
    tx: &mut Tx,
    customer: &Customer,
    proved_by: &'static str,
    client: &Client,
) -> Result<LoggedIn, DbError> {
    if proved_by == "link" {
        Attempt::at_link(&customer.email, client.address, None).succeeded(tx);
    }
    let (session_id, session) = session::begin(tx, customer.id, proved_by, client).await?;
    let device = Token::generate();
    let until = tx.now().plus(DEVICE);
    store::insert_device(tx, customer.id, session_id, &device.hash(), until).await?;
    store::forget_oldest_devices(tx, customer.id, MOST_DEVICES).await?;
    let after = json!({ "by": proved_by });
    tx.audit(Change::deed("customer.log_in", "customer", customer.id).with_after(&after))
        .await?;
    Ok(LoggedIn { session, device })
}
