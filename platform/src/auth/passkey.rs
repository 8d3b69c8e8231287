//! Passkeys as the second step of staff, beside the code from the app. The app's code is set up first and stays: a passkey is never the only way.

use jiff::SignedDuration;
use passkeys::{Answer, Owner, Passkeys, Refusal};
use serde_json::{Value, json};
use uuid::Uuid;

use super::attempt::Attempt;
use super::log_in::{LogInError, LoggedIn, finish};
use super::session::Session;
use super::store;
use crate::audit::Change;
use crate::clock::Timestamp;
use crate::db::{DbError, PgConnection, Tx};
use crate::ids::{StaffId, new_uuid};

/// Most passkeys of one person.
pub const MOST: usize = 10;
/// Longest label in characters.
pub const LONGEST_LABEL: usize = 60;
/// How long a question waits for its answer.
pub const LIVES_FOR: SignedDuration = SignedDuration::from_mins(10);

/// A passkey as its owner sees it.
#[derive(Clone, Debug)]
pub struct StaffPasskey {
    /// Which.
    pub id: Uuid,
    /// By what browsers name it.
    pub credential_id: Vec<u8>,
    /// What its owner calls it.
    pub label: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// When it last was the second step.
    pub last_used_at: Option<Timestamp>,
}

/// Why no passkey is added.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyError {
    /// There are [`MOST`] already.
    #[error("there are too many")]
    TooMany,
    /// No question waits in this session, or it is too old.
    #[error("the question is not open")]
    Late,
    /// Somebody has this very passkey already.
    #[error("the passkey is in use")]
    Known,
    /// What the browser answered is not taken.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A label as it is kept: without control characters and space around it, or `None` when nothing or too much is left.
#[must_use]
pub fn clean_label(typed: &str) -> Option<String> {
    let clean: String = typed.chars().filter(|c| !c.is_control()).collect();
    let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    (!clean.is_empty() && clean.chars().count() <= LONGEST_LABEL).then_some(clean)
}

/// A person's passkeys, the oldest first.
///
/// # Errors
/// Database errors.
pub async fn all(conn: &mut PgConnection, staff: StaffId) -> Result<Vec<StaffPasskey>, DbError> {
    store::passkeys(conn, staff).await
}

/// Asks the browser of whoever has just given their password to make a passkey for the back office called `site`.
///
/// # Errors
/// [`PasskeyError`]; the transaction is to be dropped then.
pub async fn begin_adding(
    tx: &mut Tx,
    passkeys: &Passkeys,
    session: &Session,
    site: &str,
) -> Result<Value, PasskeyError> {
    let others = store::passkeys(tx, session.staff).await?;
    if others.len() >= MOST {
        return Err(PasskeyError::TooMany);
    }
    let owner = Owner {
        id: session.staff.0,
        account: &session.email,
        name: &session.name,
    };
    let others = others.into_iter().map(|passkey| passkey.credential_id);
    let others: Vec<Vec<u8>> = others.collect();
    let question = passkeys.begin_registration(owner, site, &others)?;
    store::set_passkey_question(tx, session.id, &question.kept).await?;
    Ok(question.options)
}

/// Adds the passkey that the browser has made. `label` is checked by [`clean_label`].
///
/// # Errors
/// [`PasskeyError`]; the transaction is to be committed on a refusal, too, for the question is used up.
pub async fn add(
    tx: &mut Tx,
    passkeys: &Passkeys,
    session: &Session,
    answer: &str,
    label: &str,
) -> Result<(), PasskeyError> {
    let since = tx.now().minus(LIVES_FOR);
    let question = store::take_passkey_question(tx, session.id, since)
        .await?
        .ok_or(PasskeyError::Late)?;
    store::lock_second_factor(tx, session.staff).await?;
    if store::passkeys(tx, session.staff).await?.len() >= MOST {
        return Err(PasskeyError::TooMany);
    }
    let made = passkeys.finish_registration(question, answer)?;
    if !store::insert_passkey(tx, new_uuid(), session.staff, &made, label).await? {
        return Err(PasskeyError::Known);
    }
    let after = json!({ "label": label });
    tx.audit(Change::deed("staff.passkey_added", "staff", session.staff).with_after(&after))
        .await?;
    Ok(())
}

/// Takes a passkey away; false when it is not theirs.
///
/// # Errors
/// Database errors.
pub async fn remove(tx: &mut Tx, session: &Session, id: Uuid) -> Result<bool, DbError> {
    if !store::delete_passkey(tx, session.staff, id).await? {
        return Ok(false);
    }
    tx.audit(Change::deed(
        "staff.passkey_removed",
        "staff",
        session.staff,
    ))
    .await?;
    Ok(true)
}

/// Asks the browser of a half-way session for the second step.
///
/// # Errors
/// [`LogInError::NotEnrolled`] when the person has no passkey.
pub async fn begin_second_step(
    tx: &mut Tx,
    passkeys: &Passkeys,
    half: &Session,
) -> Result<Value, LogInError> {
    if store::passkeys(tx, half.staff).await?.is_empty() {
        return Err(LogInError::NotEnrolled);
    }
    let question = passkeys
        .begin_log_in()
        .map_err(|refusal| DbError::Encode(refusal.into()))?;
    store::set_passkey_question(tx, half.id, &question.kept).await?;
    Ok(question.options)
}

/// The second step by a passkey.
///
/// # Errors
/// [`LogInError::WrongCode`] when it is not accepted; the transaction is to be committed then, for the question is used up, with
/// [`super::log_in::refuse_code`].
pub async fn accept(
    tx: &mut Tx,
    passkeys: &Passkeys,
    half: &Session,
    answer: &str,
    attempt: &Attempt,
    is_known_device: bool,
) -> Result<LoggedIn, LogInError> {
    let since = tx.now().minus(LIVES_FOR);
    let question = store::take_passkey_question(tx, half.id, since)
        .await?
        .ok_or(LogInError::WrongCode)?;
    let answer = Answer::read(answer).map_err(|_| LogInError::WrongCode)?;
    // The account before what belongs to it; one that was shut meanwhile has none.
    store::lock_second_factor(tx, half.staff).await?;
    let (id, kept) = store::lock_passkey(tx, half.staff, answer.passkey_id())
        .await?
        .ok_or(LogInError::WrongCode)?;
    if answer.owner != half.staff.0 {
        return Err(LogInError::WrongCode);
    }
    let used = passkeys
        .finish_log_in(question, &answer, kept)
        .map_err(|_| LogInError::WrongCode)?;
    store::note_passkey_use(tx, id, &used).await?;
    attempt.succeeded(tx).await?;
    let after = json!({ "by": "passkey" });
    tx.audit(Change::deed("staff.log_in", "staff", half.staff).with_after(&after))
        .await?;
    Ok(finish(tx, half, is_known_device).await?)
}
