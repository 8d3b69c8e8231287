//! Passkeys as the second step of staff, beside the code from the app. The app's code is set up first and stays: a passkey is never the only way.

use jiff::SignedDuration;
use passkeys::{Answer, Owner, Passkeys, Refusal};
use serde_json::{Value, json};
use uuid::Uuid;

use super::attempt::Attempt;
use super::log_in::{LogInError, LoggedIn, finish};
use super::notice::{self, StaffNews};
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
    // The account before its session, as whoever ends its log-ins locks them; one that was shut meanwhile has none.
    if store::lock_second_factor(tx, session.staff)
        .await?
        .is_none()
    {
        return Err(PasskeyError::Late);
    }
    let since = tx.now().minus(LIVES_FOR);
    let question = store::take_passkey_question(tx, session.id, since)
        .await?
        .ok_or(PasskeyError::Late)?;
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
    notice::tell(tx, session.staff, StaffNews::PasskeyAdded, label, 0).await?;
    Ok(())
}

/// Takes a passkey away, and tells its owner by mail; false when it is not theirs.
///
/// # Errors
/// Database errors.
pub async fn remove(tx: &mut Tx, session: &Session, id: Uuid) -> Result<bool, DbError> {
    store::lock_second_factor(tx, session.staff).await?;
    let Some(label) = store::delete_passkey(tx, session.staff, id).await? else {
        return Ok(false);
    };
    tx.audit(Change::deed(
        "staff.passkey_removed",
        "staff",
        session.staff,
    ))
    .await?;
    notice::tell(tx, session.staff, StaffNews::PasskeyRemoved, &label, 0).await?;
    Ok(true)
}

/// Asks the browser of whoever is logged in for one of their passkeys, to confirm that it is still they; `None` when they have none.
///
/// # Errors
/// Database errors.
pub async fn begin_confirming(
    tx: &mut Tx,
    passkeys: &Passkeys,
    session: &Session,
) -> Result<Option<Value>, DbError> {
    let own = store::passkeys(tx, session.staff).await?.into_iter();
    let own: Vec<Vec<u8>> = own.map(|passkey| passkey.credential_id).collect();
    if own.is_empty() {
        return Ok(None);
    }
    let question = passkeys
        .begin_confirmation(&own)
        .map_err(|refusal| DbError::Encode(refusal.into()))?;
    store::set_passkey_question(tx, session.id, &question.kept).await?;
    Ok(Some(question.options))
}

/// Checks the answer: where the password is asked for, it has just been given. False when it is not accepted; the transaction is to be committed then,
/// too, for the question is used up.
///
/// # Errors
/// Database errors.
pub async fn confirm(
    tx: &mut Tx,
    passkeys: &Passkeys,
    session: &Session,
    answer: &str,
    attempt: &Attempt,
) -> Result<bool, DbError> {
    if !is_theirs(tx, passkeys, session, answer).await? {
        let change = Change::deed("staff.confirmation_refused", "staff", session.staff);
        tx.audit_refusal(change, "").await?;
        return Ok(false);
    }
    attempt.succeeded(tx);
    store::set_confirmed(tx, session.id).await?;
    tx.audit(Change::deed("staff.confirmed", "staff", session.staff))
        .await?;
    Ok(true)
}

/// Whether the answer is to the session's question and by a passkey of its owner's, whose use is noted then.
async fn is_theirs(
    tx: &mut Tx,
    passkeys: &Passkeys,
    session: &Session,
    answer: &str,
) -> Result<bool, DbError> {
    // The account before its session and its passkeys, as everybody locks them.
    if store::lock_second_factor(tx, session.staff)
        .await?
        .is_none()
    {
        return Ok(false);
    }
    let since = tx.now().minus(LIVES_FOR);
    let question = store::take_passkey_question(tx, session.id, since).await?;
    let (Some(question), Ok(answer)) = (question, Answer::read(answer)) else {
        return Ok(false);
    };
    let kept = store::lock_passkey(tx, session.staff, answer.passkey_id()).await?;
    let Some((id, kept)) = kept else {
        return Ok(false);
    };
    // One that was asked for by name need not say whose it is.
    if answer.owner.is_some_and(|owner| owner != session.staff.0) {
        return Ok(false);
    }
    let Ok(used) = passkeys.finish_log_in(question, &answer, kept) else {
        return Ok(false);
    };
    store::note_passkey_use(tx, id, &used).await?;
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
    if !is_theirs(tx, passkeys, half, answer).await? {
        return Err(LogInError::WrongCode);
    }
    attempt.succeeded(tx);
    let after = json!({ "by": "passkey" });
    tx.audit(Change::deed("staff.log_in", "staff", half.staff).with_after(&after))
        .await?;
    Ok(finish(tx, half, is_known_device).await?)
}
