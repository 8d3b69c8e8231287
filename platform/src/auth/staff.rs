//! **Staff**: people who log in to the back office. They come by invitation, choose their own password and set up the second step.

use jiff::SignedDuration;
use serde::Serialize;
use serde_json::json;

use super::notice::{self, StaffNews};
use super::permission::OWNER_ROLE;
use super::sealed::Vault;
use super::session::Session;
use super::store;
use super::token::Token;
use super::totp::TotpSecret;
use crate::audit::Change;
use crate::db::constraint::is_violated;
use crate::db::{Actor, DbError, Tx};
use crate::ids::StaffId;

/// How long an invitation is good.
pub const INVITATION: SignedDuration = SignedDuration::from_hours(72);

/// What people set about themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Profile {
    /// What colleagues see.
    pub name: String,
    /// `sv` or `en`.
    pub locale: String,
    /// `system`, `light` or `dark`.
    pub theme: String,
    /// `compact` or `comfortable`.
    pub density: String,
    /// Whether single keys act.
    pub single_keys: bool,
}

/// Why a change to a staff account was refused.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    /// Someone has that address already.
    #[error("e-mail address taken")]
    EmailTaken,
    /// Someone else saved meanwhile; nothing was changed.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// There must be one active owner left.
    #[error("last owner")]
    LastOwner,
    /// Only an owner may touch an owner, or make one.
    #[error("only an owner may")]
    OnlyOwners,
    /// Nobody gives roles to themselves, invites themselves again or closes their own account.
    #[error("one's own account")]
    Yourself,
    /// There is no role of that code.
    #[error("unknown role")]
    UnknownRole,
    /// The account is closed.
    #[error("closed")]
    Closed,
    /// The invitation is used, too old or unknown.
    #[error("invitation not good")]
    BadInvitation,
    /// The database did not answer.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Invites a person: an account without a password, and the token of the link where they choose one.
///
/// # Errors
/// [`StaffError::EmailTaken`] when the address has an account; [`StaffError::OnlyOwners`], [`StaffError::UnknownRole`].
pub async fn invite(
    tx: &mut Tx,
    email: &str,
    name: &str,
    locale: &str,
    roles: &[String],
) -> Result<(StaffId, Token), StaffError> {
    let id = StaffId::generate();
    may_give(tx, roles).await?;
    store::insert_staff(tx, id, email, name, locale)
        .await
        .map_err(|e| {
            if is_violated(&e, "staff_email_key") {
                StaffError::EmailTaken
            } else {
                StaffError::Db(e)
            }
        })?;
    store::set_roles(tx, id, roles).await?;
    let after = json!({ "email": email, "name": name, "roles": roles });
    tx.audit(Change::deed("staff.invited", "staff", id).with_after(&after))
        .await?;
    Ok((id, new_invitation(tx, id).await?))
}

/// Whether whoever acts is an owner, or the program itself.
async fn acts_as_owner(tx: &mut Tx) -> Result<bool, DbError> {
    match *tx.actor() {
        Actor::Staff { id, .. } => store::is_owner(tx, id).await,
        Actor::System(_) => Ok(true),
        Actor::Visitor | Actor::Customer { .. } | Actor::Vendor(_) => Ok(false),
    }
}

async fn may_give(tx: &mut Tx, roles: &[String]) -> Result<(), StaffError> {
    if store::unknown_roles(tx, roles).await? {
        return Err(StaffError::UnknownRole);
    }
    if store::holds_everything(tx, roles).await? && !acts_as_owner(tx).await? {
        return Err(StaffError::OnlyOwners);
    }
    Ok(())
}

/// Whoever acts may change this account: an owner's only as an owner.
async fn may_touch(tx: &mut Tx, id: StaffId) -> Result<(), StaffError> {
    if store::is_owner(tx, id).await? && !acts_as_owner(tx).await? {
        return Err(StaffError::OnlyOwners);
    }
    Ok(())
}

fn is_own(tx: &Tx, id: StaffId) -> bool {
    tx.actor().id() == Some(id.0)
}

/// Refuses what would leave nobody who may do everything.
async fn leaves_an_owner(tx: &mut Tx, id: StaffId) -> Result<(), StaffError> {
    if store::others_with_everything(tx, id).await? == 0 && store::is_owner(tx, id).await? {
        return Err(StaffError::LastOwner);
    }
    Ok(())
}

/// A new link for someone who has not come yet, or who has lost password and phone. The old link is worth nothing from here on.
///
/// # Errors
/// Database errors.
pub async fn new_invitation(tx: &mut Tx, id: StaffId) -> Result<Token, DbError> {
    let token = Token::generate();
    let expires_at = tx.now().plus(INVITATION);
    store::insert_invitation(tx, id, &token.hash(), expires_at).await?;
    Ok(token)
}

/// The person chose a password: the account is active. They log in with it next, and set up the second step then.
///
/// # Errors
/// [`StaffError::BadInvitation`] when the link is used up or too old.
pub async fn accept_invitation(
    tx: &mut Tx,
    token: &Token,
    password_hash: &str,
) -> Result<StaffId, StaffError> {
    let id = store::use_invitation(tx, &token.hash())
        .await?
        .ok_or(StaffError::BadInvitation)?;
    store::set_password(tx, id, password_hash).await?;
    store::revoke_other_sessions(tx, id, None).await?;
    tx.audit(Change::deed("staff.invitation_accepted", "staff", id))
        .await?;
    Ok(id)
}

/// Saves what a person set about themselves.
///
/// # Errors
/// [`StaffError::ChangedMeanwhile`] when it was saved from somewhere else since `row_version` was read.
pub async fn save_profile(
    tx: &mut Tx,
    session: &Session,
    row_version: i32,
    profile: &Profile,
) -> Result<(), StaffError> {
    if !store::bump(tx, session.staff, row_version).await? {
        return Err(StaffError::ChangedMeanwhile);
    }
    store::set_profile(tx, session.staff, profile).await?;
    let before = Profile {
        name: session.name.clone(),
        locale: session.locale.clone(),
        theme: session.theme.clone(),
        density: session.density.clone(),
        single_keys: session.single_keys,
    };
    tx.audit(Change {
        action: "staff.profile_saved",
        subject: ("staff", Some(session.staff.0)),
        before: Some(&before),
        after: Some(profile),
        reason: None,
    })
    .await?;
    Ok(())
}

/// Changes the password. Every other session ends and no device stays known: whoever had the old password is out. This one goes on
/// under a new secret, and no longer than before: the second step was not proved anew.
///
/// # Errors
/// Database errors.
pub async fn change_password(tx: &mut Tx, session: &Session, hash: &str) -> Result<Token, DbError> {
    store::set_password(tx, session.staff, hash).await?;
    store::revoke_other_sessions(tx, session.staff, Some(session.id)).await?;
    store::forget_devices(tx, session.staff).await?;
    tx.audit(Change::deed(
        "staff.password_changed",
        "staff",
        session.staff,
    ))
    .await?;
    notice::tell(tx, session.staff, StaffNews::PasswordChanged, "", 0).await?;
    super::session::renew(tx, session.id).await
}

/// Gives a person exactly these roles. Their sessions feel it at the next request.
///
/// # Errors
/// [`StaffError::ChangedMeanwhile`]; [`StaffError::LastOwner`] when nobody would be left who may do everything;
/// [`StaffError::OnlyOwners`], [`StaffError::Yourself`], [`StaffError::UnknownRole`].
pub async fn set_roles(
    tx: &mut Tx,
    id: StaffId,
    row_version: i32,
    before: &[String],
    roles: &[String],
) -> Result<(), StaffError> {
    if !store::bump(tx, id, row_version).await? {
        return Err(StaffError::ChangedMeanwhile);
    }
    may_touch(tx, id).await?;
    may_give(tx, roles).await?;
    if is_own(tx, id) && !acts_as_owner(tx).await? {
        return Err(StaffError::Yourself);
    }
    if !store::holds_everything(tx, roles).await? {
        leaves_an_owner(tx, id).await?;
    }
    store::set_roles(tx, id, roles).await?;
    tx.audit(Change {
        action: "staff.roles_set",
        subject: ("staff", Some(id.0)),
        before: Some(&before),
        after: Some(&roles),
        reason: None,
    })
    .await?;
    Ok(())
}

/// Closes an account: it cannot log in, and its sessions end at once. History keeps the name.
///
/// # Errors
/// [`StaffError::ChangedMeanwhile`], [`StaffError::LastOwner`], [`StaffError::OnlyOwners`].
pub async fn close(tx: &mut Tx, id: StaffId, row_version: i32) -> Result<(), StaffError> {
    if !store::bump(tx, id, row_version).await? {
        return Err(StaffError::ChangedMeanwhile);
    }
    may_touch(tx, id).await?;
    leaves_an_owner(tx, id).await?;
    if is_own(tx, id) {
        return Err(StaffError::Yourself);
    }
    store::set_state(tx, id, "closed").await?;
    store::revoke_other_sessions(tx, id, None).await?;
    store::forget_devices(tx, id).await?;
    tx.audit(Change::deed("staff.closed", "staff", id)).await?;
    Ok(())
}

/// Makes the demo shop's owner with fixed credentials, if nobody has that address. Called by the seed, in `demo` only.
///
/// # Errors
/// Database errors.
pub async fn ensure_demo_owner(
    tx: &mut Tx,
    vault: &Vault,
    password_hash: &str,
) -> Result<(), DbError> {
    use super::demo;
    store::ensure_standard_roles(tx).await?;
    if store::account_by_email(tx, demo::EMAIL).await?.is_some() {
        return Ok(());
    }
    let id = StaffId::generate();
    let secret: TotpSecret = demo::totp_secret();
    store::insert_staff(tx, id, demo::EMAIL, demo::NAME, "sv").await?;
    store::set_roles(tx, id, &[OWNER_ROLE.to_owned()]).await?;
    store::set_password(tx, id, password_hash).await?;
    store::set_totp(tx, id, &vault.seal(secret.bytes(), id.0.as_bytes()), None).await?;
    tx.audit(Change::deed("staff.demo_owner_made", "staff", id))
        .await
}

/// Invites the first owner of an installation that has none: the token of the link to print. None when there is an owner already.
///
/// # Errors
/// [`StaffError::EmailTaken`] when the address belongs to someone who is not an owner.
pub async fn invite_first_owner(
    tx: &mut Tx,
    email: &str,
    name: &str,
) -> Result<Option<Token>, StaffError> {
    store::ensure_standard_roles(tx).await?;
    if store::others_with_everything(tx, StaffId(uuid::Uuid::nil())).await? > 0 {
        return Ok(None);
    }
    if let Some(account) = store::account_by_email(tx, email)
        .await?
        .filter(|a| a.state == "invited")
    {
        return Ok(Some(new_invitation(tx, account.id).await?));
    }
    let (_, token) = invite(tx, email, name, "sv", &[OWNER_ROLE.to_owned()]).await?;
    Ok(Some(token))
}

/// A new link for someone who is here already: they choose a new password with it, and set up the second step anew at the next
/// log-in. For a lost phone together with the recovery codes.
///
/// # Errors
/// [`StaffError::ChangedMeanwhile`], [`StaffError::Closed`], [`StaffError::Yourself`], [`StaffError::OnlyOwners`];
/// [`StaffError::LastOwner`], since an owner who must come in anew is none until then.
pub async fn invite_again(tx: &mut Tx, id: StaffId, row_version: i32) -> Result<Token, StaffError> {
    if !store::bump(tx, id, row_version).await? {
        return Err(StaffError::ChangedMeanwhile);
    }
    if is_own(tx, id) {
        return Err(StaffError::Yourself);
    }
    may_touch(tx, id).await?;
    let account = store::account(tx, id).await?;
    match account.as_ref().map(|a| a.state.as_str()) {
        Some("active") => leaves_an_owner(tx, id).await?,
        Some("invited") => {}
        _ => return Err(StaffError::Closed),
    }
    store::forget_second_step(tx, id).await?;
    store::revoke_other_sessions(tx, id, None).await?;
    store::forget_devices(tx, id).await?;
    tx.audit(Change::deed("staff.invited_again", "staff", id))
        .await?;
    // Who never came in has nothing that was taken away.
    if account.is_some_and(|account| account.state == "active") {
        notice::tell(tx, id, StaffNews::AccessReset, "", 0).await?;
    }
    Ok(new_invitation(tx, id).await?)
}
