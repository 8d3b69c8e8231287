//! What people of staff **want to be told of by mail**, beside their own accounts: each chooses for themselves, among what they may see.

use serde_json::json;

use super::permission::Permission;
use super::session::Session;
use super::store;
use crate::audit::Change;
use crate::db::{DbError, PgConnection, Tx};
use crate::ids::StaffId;

/// Something that happens and that somebody should act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffMail {
    /// A company asks for an offer, or for another than it has got.
    QuotationAsked,
}

impl StaffMail {
    /// Everything that can be chosen.
    pub const ALL: [Self; 1] = [Self::QuotationAsked];

    /// The word in the table and in keys of texts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::QuotationAsked => "quotation-asked",
        }
    }

    /// From the word in the table.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mail| mail.code() == code)
    }

    /// Who can be told: those who can act on it.
    #[must_use]
    pub fn permission(self) -> Permission {
        match self {
            Self::QuotationAsked => Permission::QuotationManage,
        }
    }
}

/// Whoever is told.
#[derive(Clone, Debug)]
pub struct Reader {
    /// Who.
    pub id: StaffId,
    /// Where.
    pub email: String,
    /// `sv` or `en`.
    pub locale: String,
}

/// What a person has chosen.
///
/// # Errors
/// Database errors.
pub async fn chosen(conn: &mut PgConnection, staff: StaffId) -> Result<Vec<StaffMail>, DbError> {
    let codes = store::wanted_mails(conn, staff).await?;
    Ok(codes
        .iter()
        .filter_map(|code| StaffMail::from_code(code))
        .collect())
}

/// Sets what whoever is logged in wants to be told of. What is so already leaves no trace.
///
/// # Errors
/// Database errors.
pub async fn choose(tx: &mut Tx, session: &Session, mails: &[StaffMail]) -> Result<(), DbError> {
    let before = chosen(tx, session.staff).await?;
    let all = StaffMail::ALL.into_iter();
    let is_so = |mail: StaffMail| before.contains(&mail) == mails.contains(&mail);
    if all.clone().all(is_so) {
        return Ok(());
    }
    let codes: Vec<String> = all
        .filter(|mail| mails.contains(mail))
        .map(|mail| mail.code().to_owned())
        .collect();
    store::set_wanted_mails(tx, session.staff, &codes).await?;
    let before: Vec<&str> = before.iter().map(|mail| mail.code()).collect();
    let (before, after) = (json!({ "mails": before }), json!({ "mails": codes }));
    tx.audit(Change {
        action: "staff.mails_chosen",
        subject: ("staff", Some(session.staff.0)),
        before: Some(&before),
        after: Some(&after),
        reason: None,
    })
    .await
}

/// Everybody who wants to be told of something and may act on it.
///
/// # Errors
/// Database errors.
pub async fn readers(conn: &mut PgConnection, mail: StaffMail) -> Result<Vec<Reader>, DbError> {
    store::mail_readers(conn, mail.code(), mail.permission().name(), None).await
}

/// One of them; `None` when they do not want it any more, or may not.
///
/// # Errors
/// Database errors.
pub async fn reader(
    conn: &mut PgConnection,
    mail: StaffMail,
    staff: StaffId,
) -> Result<Option<Reader>, DbError> {
    let permission = mail.permission().name();
    let found = store::mail_readers(conn, mail.code(), permission, Some(staff)).await?;
    Ok(found.into_iter().next())
}
