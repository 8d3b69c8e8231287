//! Proving with a passkey that it is still the same person, where that must have been proved lately: beside the password, or instead of coming in anew.

use std::net::IpAddr;

use platform::audit::Change;
use platform::auth::attempt::Attempt;
use platform::auth::passkeys::{Answer, Passkeys, Refusal};
use platform::db::{DbError, Tx};
use serde_json::{Value, json};

use super::ceremony::{self, AskedIn, TooManyQuestions};
use super::log_in::{check, note_refusal};
use super::{is_here, store};
use crate::customer::{Session, store as customers};
use crate::ids::PasskeyCeremonyId;

/// Why nothing is proved.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmError {
    /// The account is not in use any more, or the log-in has been ended meanwhile.
    #[error("the account is not in use")]
    NoCustomer,
    /// The customer has no passkey.
    #[error("there is no passkey")]
    NoPasskey,
    /// The question is too old, has been answered, or was asked in another log-in.
    #[error("the question is not open")]
    Late,
    /// It is no passkey of the customer's, or the answer is not right.
    #[error("the passkey was not accepted")]
    NotAccepted,
    /// Too many questions wait.
    #[error(transparent)]
    TooManyQuestions(#[from] TooManyQuestions),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Asks the browser of whoever is logged in for one of their passkeys: the question's id, and what it is.
///
/// # Errors
/// [`ConfirmError`]; the transaction is to be dropped then.
pub async fn begin(
    tx: &mut Tx,
    passkeys: &Passkeys,
    session: &Session,
    address: IpAddr,
) -> Result<(PasskeyCeremonyId, Value), ConfirmError> {
    if !is_here(tx, session).await? {
        return Err(ConfirmError::NoCustomer);
    }
    let own = store::passkeys(tx, session.customer).await?;
    if own.is_empty() {
        return Err(ConfirmError::NoPasskey);
    }
    let own: Vec<Vec<u8>> = own
        .into_iter()
        .map(|passkey| passkey.credential_id)
        .collect();
    let question = passkeys
        .begin_confirmation(&own)
        .map_err(|refusal| DbError::Encode(refusal.into()))?;
    let id = ceremony::ask(tx, AskedIn::Confirming(session), address, &question.kept).await?;
    Ok((id, question.options))
}

/// Checks the answer: from now on it has just been proved who is logged in.
///
/// # Errors
/// [`ConfirmError`]; the transaction is to be committed on a refusal, too: the question is used up, and the trail says why.
pub async fn confirm(
    tx: &mut Tx,
    passkeys: &Passkeys,
    attempt: &Attempt,
    session: &Session,
    (ceremony, answer): (PasskeyCeremonyId, &str),
) -> Result<(), ConfirmError> {
    if !is_here(tx, session).await? {
        return Err(ConfirmError::NoCustomer);
    }
    let owner = session.customer;
    let question = ceremony::take(tx, ceremony, AskedIn::Confirming(session))
        .await?
        .ok_or(ConfirmError::Late)?;
    let checked = match Answer::read(answer) {
        Err(_) => Err(Refusal::Unreadable.as_str()),
        Ok(answer) if answer.owner.is_some_and(|said| said != owner.0) => Err("another_owner"),
        Ok(answer) => check(tx, passkeys, owner, question, &answer).await?,
    };
    if let Err(because) = checked {
        note_refusal(tx, Some(owner), because).await?;
        return Err(ConfirmError::NotAccepted);
    }
    attempt.succeeded(tx);
    customers::prove_session(tx, session.id, "passkey").await?;
    let after = json!({ "by": "passkey", "session": session.id });
    tx.audit(Change::deed("customer.proved_anew", "customer", owner).with_after(&after))
        .await?;
    Ok(())
}
