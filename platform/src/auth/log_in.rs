//! Logging in: password, then code. The password is checked between two transactions, never inside one.

use serde_json::json;

use super::attempt::Attempt;
use super::notice::{self, StaffNews};
use super::recovery::RecoveryCode;
use super::sealed::{CannotOpen, Vault};
use super::session::{self, Client, DEVICE, Session};
use super::store::{self, Account};
use super::token::Token;
use super::totp::TotpSecret;
use crate::audit::Change;
use crate::db::{DbError, Tx};
use crate::ids::StaffId;

/// Purpose of the vault that holds the secrets of second steps.
pub const VAULT_PURPOSE: &str = "staff-totp";

/// Why a log-in step did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum LogInError {
    /// The code is wrong, too old, or has been used.
    #[error("code not accepted")]
    WrongCode,
    /// The account has no second step yet.
    #[error("second step not set up")]
    NotEnrolled,
    /// The stored secret was sealed under another key.
    #[error(transparent)]
    Sealed(#[from] CannotOpen),
    /// The database did not answer.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Whether an account may log in at all, once its password has been checked.
#[must_use]
pub fn may_log_in(account: &Account) -> bool {
    account.state == "active"
}

/// The password was right: a half-way session.
///
/// # Errors
/// Database errors.
pub async fn accept_password(
    tx: &mut Tx,
    attempt: &Attempt,
    account: &Account,
    client: &Client,
) -> Result<Token, DbError> {
    attempt.succeeded(tx);
    tx.audit(
        Change::deed("staff.password_accepted", "staff", account.id).with_after(&seen(client)),
    )
    .await?;
    session::begin_halfway(tx, account.id, client).await
}

/// The password was wrong, or nobody has that address. What was typed is not kept: people type passwords into the wrong field.
///
/// # Errors
/// Database errors.
pub async fn refuse_password(
    tx: &mut Tx,
    account: Option<&Account>,
    client: &Client,
) -> Result<(), DbError> {
    let after = seen(client);
    let change = Change {
        action: "staff.log_in_refused",
        subject: ("staff", account.map(|a| a.id.0)),
        before: None::<&()>,
        after: Some(&after),
        reason: None,
    };
    tx.audit_refusal(change, "").await
}

/// What both steps give: the session's new token, and a token that makes this browser a known device.
pub struct LoggedIn {
    /// For the session cookie.
    pub session: Token,
    /// For the device cookie; none when the browser was known before.
    pub device: Option<Token>,
}

/// The second step by a code from the app.
///
/// # Errors
/// [`LogInError::WrongCode`] when it is not good; the caller then commits [`refuse_code`].
pub async fn accept_code(
    tx: &mut Tx,
    vault: &Vault,
    half: &Session,
    typed: &str,
    attempt: &Attempt,
    is_known_device: bool,
) -> Result<LoggedIn, LogInError> {
    let factor = store::lock_second_factor(tx, half.staff)
        .await?
        .ok_or(LogInError::WrongCode)?;
    let sealed = factor.totp_sealed.ok_or(LogInError::NotEnrolled)?;
    let secret = TotpSecret::from_bytes(vault.open(&sealed, half.staff.0.as_bytes())?);
    let step = secret
        .accept(typed, tx.now(), factor.totp_last_step)
        .ok_or(LogInError::WrongCode)?;
    store::set_last_step(tx, half.staff, step).await?;
    attempt.succeeded(tx);
    tx.audit(
        Change::deed("staff.log_in", "staff", half.staff).with_after(&json!({ "by": "code" })),
    )
    .await?;
    Ok(finish(tx, half, is_known_device).await?)
}

/// The second step by a recovery code, which is used up.
///
/// # Errors
/// [`LogInError::WrongCode`] when it is not good; the caller then commits [`refuse_code`].
pub async fn accept_recovery_code(
    tx: &mut Tx,
    half: &Session,
    typed: &str,
    attempt: &Attempt,
    is_known_device: bool,
) -> Result<LoggedIn, LogInError> {
    let code = RecoveryCode::parse(typed).ok_or(LogInError::WrongCode)?;
    if !store::use_recovery_code(tx, half.staff, &code.hash()).await? {
        return Err(LogInError::WrongCode);
    }
    attempt.succeeded(tx);
    let left = store::recovery_codes_left(tx, half.staff).await?;
    let news = match left {
        0 => StaffNews::CodesUsedUp,
        _ => StaffNews::CodeUsed,
    };
    notice::tell(tx, half.staff, news, "", left).await?;
    let after = json!({ "by": "recovery_code", "left": left });
    tx.audit(Change::deed("staff.log_in", "staff", half.staff).with_after(&after))
        .await?;
    Ok(finish(tx, half, is_known_device).await?)
}

/// Notes that a code was wrong.
///
/// # Errors
/// Database errors.
pub async fn refuse_code(tx: &mut Tx, staff: StaffId, client: &Client) -> Result<(), DbError> {
    let after = seen(client);
    let change = Change::deed("staff.code_refused", "staff", staff).with_after(&after);
    tx.audit_refusal(change, "").await
}

pub(super) async fn finish(
    tx: &mut Tx,
    half: &Session,
    is_known_device: bool,
) -> Result<LoggedIn, DbError> {
    let session = session::rotate(tx, half.id).await?;
    let device = if is_known_device {
        None
    } else {
        let token = Token::generate();
        let expires_at = tx.now().plus(DEVICE);
        store::insert_device(tx, half.staff, &token.hash(), expires_at).await?;
        Some(token)
    };
    Ok(LoggedIn { session, device })
}

fn seen(client: &Client) -> serde_json::Value {
    json!({ "address": client.address.to_string() })
}
