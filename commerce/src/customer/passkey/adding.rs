//! Adding a passkey to the account that is logged in.

use std::net::IpAddr;

use platform::audit::Change;
use platform::auth::passkeys::{Owner, Passkeys, Refusal};
use platform::db::{DbError, Tx};
use serde_json::{Value, json};

use super::ceremony::{self, AskedIn, TooManyQuestions};
use super::{MOST, is_here, store};
use crate::customer::Session;
use crate::ids::{CustomerPasskeyId, PasskeyCeremonyId};
use crate::jobs::{PasskeyNews, SendPasskeyNotice};

/// Why no passkey is added.
#[derive(Debug, thiserror::Error)]
pub enum AddPasskeyError {
    /// The account is not in use any more, or the log-in has been ended meanwhile.
    #[error("the account is not in use")]
    NoCustomer,
    /// There are [`MOST`] already.
    #[error("there are too many")]
    TooMany,
    /// The question is too old, has been answered, or was asked in another log-in.
    #[error("the question is not open")]
    Late,
    /// Somebody has this very passkey already.
    #[error("the passkey is in use")]
    Known,
    /// What the browser answered is not taken.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Too many questions wait.
    #[error(transparent)]
    TooManyQuestions(#[from] TooManyQuestions),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Asks the browser of whoever has just proved who they are to make a passkey for the shop called `site`: the question's id, and what it is.
///
/// # Errors
/// [`AddPasskeyError`]; the transaction is to be dropped then.
pub async fn begin(
    tx: &mut Tx,
    passkeys: &Passkeys,
    session: &Session,
    site: &str,
    address: IpAddr,
) -> Result<(PasskeyCeremonyId, Value), AddPasskeyError> {
    if !is_here(tx, session).await? {
        return Err(AddPasskeyError::NoCustomer);
    }
    let others = store::passkeys(tx, session.customer).await?;
    if others.len() >= MOST {
        return Err(AddPasskeyError::TooMany);
    }
    let owner = Owner {
        id: session.customer.0,
        account: &session.email,
        name: &session.name,
    };
    let others = others.into_iter().map(|passkey| passkey.credential_id);
    let others: Vec<Vec<u8>> = others.collect();
    let question = passkeys.begin_registration(owner, site, &others)?;
    let id = ceremony::ask(tx, AskedIn::Session(session), address, &question.kept).await?;
    Ok((id, question.options))
}

/// Adds the passkey that the browser has made, and tells the customer by mail. `label` is checked by [`super::clean_label`].
///
/// # Errors
/// [`AddPasskeyError`]; the transaction is to be committed on a refusal, too, for the question is used up.
pub async fn add(
    tx: &mut Tx,
    passkeys: &Passkeys,
    session: &Session,
    (ceremony, answer): (PasskeyCeremonyId, &str),
    label: &str,
) -> Result<CustomerPasskeyId, AddPasskeyError> {
    // The account before the question, as whoever erases it or ends its log-ins locks them.
    if !is_here(tx, session).await? {
        return Err(AddPasskeyError::NoCustomer);
    }
    let question = ceremony::take(tx, ceremony, AskedIn::Session(session))
        .await?
        .ok_or(AddPasskeyError::Late)?;
    if store::passkeys(tx, session.customer).await?.len() >= MOST {
        return Err(AddPasskeyError::TooMany);
    }
    let made = passkeys.finish_registration(question, answer)?;
    let id = CustomerPasskeyId::generate();
    if !store::insert_passkey(tx, id, session.customer, &made, label).await? {
        return Err(AddPasskeyError::Known);
    }
    tx.enqueue(&SendPasskeyNotice {
        passkey_id: id,
        news: PasskeyNews::Added,
    })
    .await?;
    let after = json!({ "passkey": id });
    tx.audit(
        Change::deed("customer.passkey_added", "customer", session.customer).with_after(&after),
    )
    .await?;
    Ok(id)
}
