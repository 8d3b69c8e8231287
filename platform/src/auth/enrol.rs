//! Setting up the second step, at the first log-in, and the recovery codes that belong to it.

use serde_json::json;

use super::log_in::{LogInError, LoggedIn, finish};
use super::notice::{self, StaffNews};
use super::recovery::RecoveryCode;
use super::sealed::Vault;
use super::session::Session;
use super::store;
use super::totp::TotpSecret;
use crate::audit::Change;
use crate::db::{DbError, Tx};

/// The secret to show. The same as long as the session is half-way, so that a page that is loaded again does not undo what the app
/// has read.
///
/// # Errors
/// [`LogInError::WrongCode`] when the account has a second step already.
pub async fn begin(tx: &mut Tx, vault: &Vault, half: &Session) -> Result<TotpSecret, LogInError> {
    if half.has_totp {
        return Err(LogInError::WrongCode);
    }
    let owner = half.id.as_bytes();
    if let Some(sealed) = store::pending_secret(tx, half.id).await? {
        return Ok(TotpSecret::from_bytes(vault.open(&sealed, owner)?));
    }
    let secret = TotpSecret::generate();
    store::set_pending_secret(tx, half.id, &vault.seal(secret.bytes(), owner)).await?;
    Ok(secret)
}

/// The app shows the right code: the second step is on, the session is whole, and here are the recovery codes, once.
///
/// # Errors
/// [`LogInError::WrongCode`] when the code does not fit the secret that was shown.
pub async fn confirm(
    tx: &mut Tx,
    vault: &Vault,
    half: &Session,
    typed: &str,
) -> Result<(LoggedIn, Vec<RecoveryCode>), LogInError> {
    let factor = store::lock_second_factor(tx, half.staff)
        .await?
        .ok_or(LogInError::WrongCode)?;
    if factor.totp_sealed.is_some() {
        return Err(LogInError::WrongCode);
    }
    let sealed = store::pending_secret(tx, half.id)
        .await?
        .ok_or(LogInError::NotEnrolled)?;
    let secret = TotpSecret::from_bytes(vault.open(&sealed, half.id.as_bytes())?);
    let step = secret
        .accept(typed, tx.now(), None)
        .ok_or(LogInError::WrongCode)?;
    store::set_totp(
        tx,
        half.staff,
        &vault.seal(secret.bytes(), half.staff.0.as_bytes()),
        Some(step),
    )
    .await?;
    tx.audit(Change::deed(
        "staff.second_step_enrolled",
        "staff",
        half.staff,
    ))
    .await?;
    let codes = replace_recovery_codes(tx, half).await?;
    notice::tell(tx, half.staff, StaffNews::AppAdded, "", 0).await?;
    Ok((finish(tx, half, false).await?, codes))
}

/// Ten new recovery codes; the old ones are worth nothing from here on, and the person is told by mail.
///
/// # Errors
/// Database errors.
pub async fn new_recovery_codes(
    tx: &mut Tx,
    session: &Session,
) -> Result<Vec<RecoveryCode>, DbError> {
    let codes = replace_recovery_codes(tx, session).await?;
    notice::tell(tx, session.staff, StaffNews::CodesMade, "", 0).await?;
    Ok(codes)
}

async fn replace_recovery_codes(
    tx: &mut Tx,
    session: &Session,
) -> Result<Vec<RecoveryCode>, DbError> {
    let codes = RecoveryCode::generate_set();
    let hashes: Vec<Vec<u8>> = codes.iter().map(RecoveryCode::hash).collect();
    store::replace_recovery_codes(tx, session.staff, &hashes).await?;
    let after = json!({ "count": codes.len() });
    tx.audit(Change::deed("staff.recovery_codes_made", "staff", session.staff).with_after(&after))
        .await?;
    Ok(codes)
}
