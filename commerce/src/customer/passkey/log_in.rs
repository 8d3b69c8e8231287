//! Logging in with a passkey. Nobody is named beforehand: the passkey says whose it is.

use std::net::IpAddr;

use platform::audit::Change;
use platform::auth::attempt::Attempt;
use platform::auth::passkeys::{Answer, Passkeys, Refusal};
use platform::auth::session::Client;
use platform::auth::token::Token;
use platform::db::{DbError, Tx};
use serde_json::{Value, json};

use super::ceremony::{self, AskedIn, TooManyQuestions};
use super::store;
use crate::customer::log_in::{self, LoggedIn};
use crate::customer::{Customer, store as customers};
use crate::ids::{CustomerId, PasskeyCeremonyId};
use crate::locks;

/// Why nobody is logged in.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyLogInError {
    /// The question is too old, has been answered, or was asked in another browser.
    #[error("the question is not open")]
    Late,
    /// The passkey is unknown here, its account is not in use, or the answer is not right: whoever asks is told the same.
    #[error("the passkey was not accepted")]
    NotAccepted,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Asks the browser that carries `browser` for a passkey: the question's id, and what it is.
///
/// # Errors
/// [`TooManyQuestions`]; the transaction is to be dropped then.
pub async fn begin(
    tx: &mut Tx,
    passkeys: &Passkeys,
    browser: &Token,
    address: IpAddr,
) -> Result<(PasskeyCeremonyId, Value), TooManyQuestions> {
    let question = passkeys
        .begin_log_in()
        .map_err(|refusal| DbError::Encode(refusal.into()))?;
    let id = ceremony::ask(tx, AskedIn::Browser(browser), address, &question.kept).await?;
    Ok((id, question.options))
}

/// Checks the answer and begins a session of the passkey's owner.
///
/// # Errors
/// [`PasskeyLogInError`]; the transaction is to be committed on a refusal, too: the question is used up, and the trail says why.
pub async fn log_in(
    tx: &mut Tx,
    passkeys: &Passkeys,
    attempt: &Attempt,
    browser: &Token,
    (ceremony, answer): (PasskeyCeremonyId, &str),
    client: &Client,
) -> Result<(Customer, LoggedIn), PasskeyLogInError> {
    let customer = recognise(tx, passkeys, browser, (ceremony, answer)).await?;
    attempt.succeeded(tx);
    let logged_in = log_in::begin(tx, &customer, "passkey", client).await?;
    Ok((customer, logged_in))
}

/// Whose passkey answered, used up the question.
async fn recognise(
    tx: &mut Tx,
    passkeys: &Passkeys,
    browser: &Token,
    (ceremony, answer): (PasskeyCeremonyId, &str),
) -> Result<Customer, PasskeyLogInError> {
    let question = ceremony::take(tx, ceremony, AskedIn::Browser(browser))
        .await?
        .ok_or(PasskeyLogInError::Late)?;
    let Ok(answer) = Answer::read(answer) else {
        return refuse(tx, None, Refusal::Unreadable.as_str()).await;
    };
    let Some(owner) = store::owner_of(tx, answer.passkey_id()).await? else {
        return refuse(tx, None, "unknown").await;
    };
    // The account before what belongs to it, as whoever erases it locks them.
    if !locks::lock_customer(tx, owner).await? {
        return refuse(tx, Some(owner), "not_in_use").await;
    }
    if answer.owner != Some(owner.0) {
        return refuse(tx, Some(owner), "another_owner").await;
    }
    if let Err(because) = check(tx, passkeys, owner, question, &answer).await? {
        return refuse(tx, Some(owner), because).await;
    }
    match customers::account(tx, owner).await? {
        Some(customer) => Ok(customer),
        None => refuse(tx, Some(owner), "not_in_use").await,
    }
}

/// Checks the answer by the passkey of `owner`'s that it names, and notes the use. What is wrong with it is in the trail's words. The caller has locked
/// the account.
pub(super) async fn check(
    tx: &mut Tx,
    passkeys: &Passkeys,
    owner: CustomerId,
    question: Value,
    answer: &Answer,
) -> Result<Result<(), &'static str>, DbError> {
    let Some((id, kept)) = store::lock_passkey(tx, owner, answer.passkey_id()).await? else {
        return Ok(Err("unknown"));
    };
    match passkeys.finish_log_in(question, answer, kept) {
        Ok(used) => {
            store::note_use(tx, id, &used).await?;
            Ok(Ok(()))
        }
        Err(refusal) => Ok(Err(refusal.as_str())),
    }
}

async fn refuse<T>(
    tx: &mut Tx,
    owner: Option<CustomerId>,
    because: &str,
) -> Result<T, PasskeyLogInError> {
    note_refusal(tx, owner, because).await?;
    Err(PasskeyLogInError::NotAccepted)
}

/// Notes the refusal. Whence it was tried the trail does not say, since nothing is ever taken out of it.
pub(super) async fn note_refusal(
    tx: &mut Tx,
    owner: Option<CustomerId>,
    because: &str,
) -> Result<(), DbError> {
    let after = json!({ "because": because });
    let change = Change {
        action: "customer.passkey_refused",
        subject: ("customer", owner.map(|owner| owner.0)),
        before: None::<&()>,
        after: Some(&after),
        reason: None,
    };
    tx.audit_refusal(change, because).await
}
