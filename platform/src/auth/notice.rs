//! What staff are told by mail of their own accounts: whoever did not do it can say so.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::store;
use crate::clock::Timestamp;
use crate::db::{Actor, DbError, PgConnection, Tx};
use crate::ids::{StaffId, new_uuid};
use crate::jobs::Job;

/// What has become of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffNews {
    /// A passkey is a second step from now on.
    PasskeyAdded,
    /// A passkey is none any more.
    PasskeyRemoved,
    /// The app for codes has been set up.
    AppAdded,
    /// There are new recovery codes, and the old ones are worth nothing.
    CodesMade,
    /// A recovery code was the second step.
    CodeUsed,
    /// The last recovery code was.
    CodesUsedUp,
    /// A colleague has taken password, app, codes and passkeys away: the person comes in by a new invitation.
    AccessReset,
    /// The password has been changed.
    PasswordChanged,
}

impl StaffNews {
    /// Everything that is told.
    pub const ALL: [Self; 8] = [
        Self::PasskeyAdded,
        Self::PasskeyRemoved,
        Self::AppAdded,
        Self::CodesMade,
        Self::CodeUsed,
        Self::CodesUsedUp,
        Self::AccessReset,
        Self::PasswordChanged,
    ];

    /// The word in the table and in keys of texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::PasskeyAdded => "passkey-added",
            Self::PasskeyRemoved => "passkey-removed",
            Self::AppAdded => "app-added",
            Self::CodesMade => "codes-made",
            Self::CodeUsed => "code-used",
            Self::CodesUsedUp => "codes-used-up",
            Self::AccessReset => "access-reset",
            Self::PasswordChanged => "password-changed",
        }
    }
}

/// What is to be told, and to whom.
#[derive(Clone, Debug)]
pub struct StaffNotice {
    /// Whose account it is.
    pub name: String,
    /// Where they are told.
    pub email: String,
    /// `sv` or `en`.
    pub locale: String,
    /// What has become of it, as [`StaffNews::code`] says it.
    pub news: String,
    /// What a passkey is called.
    pub label: String,
    /// Recovery codes that are left.
    pub codes_left: i32,
    /// Who did it, where it was not the person.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
}

/// Tells a person of staff what has become of their account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SendStaffNotice {
    /// Which.
    pub notice_id: Uuid,
}

impl Job for SendStaffNotice {
    const NAME: &'static str = "staff.send-notice";
    const PRIORITY: i16 = 20;
    fn dedup_key(&self) -> Option<String> {
        Some(self.notice_id.to_string())
    }
}

/// Lets a person be told, once the transaction is done.
pub(super) async fn tell(
    tx: &mut Tx,
    staff: StaffId,
    news: StaffNews,
    label: &str,
    codes_left: i64,
) -> Result<(), DbError> {
    let by_name = match tx.actor() {
        Actor::Staff { id, name } if *id != staff => name.clone(),
        _ => String::new(),
    };
    let notice_id = new_uuid();
    let left = i32::try_from(codes_left).unwrap_or(i32::MAX);
    store::insert_notice(
        tx,
        notice_id,
        staff,
        news.code(),
        (label, left, by_name.as_str()),
    )
    .await?;
    tx.enqueue(&SendStaffNotice { notice_id }).await?;
    Ok(())
}

/// What is to be told; `None` when it has been, or the account was shut meanwhile.
///
/// # Errors
/// Database errors.
pub async fn notice(conn: &mut PgConnection, id: Uuid) -> Result<Option<StaffNotice>, DbError> {
    store::notice(conn, id).await
}

/// It has been told.
///
/// # Errors
/// Database errors.
pub async fn forget(tx: &mut Tx, id: Uuid) -> Result<(), DbError> {
    store::delete_notice(tx, id).await
}
