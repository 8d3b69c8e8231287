//! Links by mail: registering, logging in without a password, and choosing a new one.

use std::net::IpAddr;

use jiff::SignedDuration;
use platform::auth::attempt::{Attempt, NotHeard};
use platform::auth::token::Token;
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};

use super::{clean_name, log_in, store};
use crate::ids::{CustomerId, CustomerLinkId};
use crate::jobs::SendCustomerLink;

/// What a link does when it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkPurpose {
    /// Makes the account: its reader has proved the address.
    Register,
    /// Somebody wanted to register an address that has an account, or to move another account to it: logs in.
    Known,
    /// Logs in without a password.
    LogIn,
    /// Lets a new password be chosen.
    Reset,
    /// Makes the address the account's.
    ChangeEmail,
    /// Nothing: the address has an account that is shut, and its reader is told so by the mail alone.
    Shut,
}

impl LinkPurpose {
    /// Every purpose.
    pub const ALL: [Self; 6] = [
        Self::Register,
        Self::Known,
        Self::LogIn,
        Self::Reset,
        Self::ChangeEmail,
        Self::Shut,
    ];

    /// The word in the table.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::Known => "known",
            Self::LogIn => "log_in",
            Self::Reset => "reset",
            Self::ChangeEmail => "change_email",
            Self::Shut => "shut",
        }
    }

    /// From the word in the table.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.code() == code)
    }

    /// Whether there is anything behind it.
    #[must_use]
    pub fn opens_something(self) -> bool {
        self != Self::Shut
    }

    /// How long the link is good. Registering waits for people who read mail in the evening; what opens an account at once does not.
    #[must_use]
    pub fn lives_for(self) -> SignedDuration {
        match self {
            Self::Register | Self::ChangeEmail => SignedDuration::from_hours(24),
            Self::Known | Self::LogIn | Self::Reset | Self::Shut => SignedDuration::from_mins(30),
        }
    }
}

/// See [`is_there_already`]. Longer than the longest wait of an address, and shorter than the shortest life of a link.
pub const LATELY: SignedDuration = SignedDuration::from_mins(10);

/// A link that has been asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Which. Its key follows from it and the program's secret.
    pub id: CustomerLinkId,
    /// What it does.
    pub purpose: LinkPurpose,
    /// Whose; none while there is no account.
    pub customer_id: Option<CustomerId>,
    /// The address that opening it proves.
    pub email: String,
    /// As given when registering.
    pub name: String,
    /// `sv` or `en`.
    pub locale: String,
    /// A path of the shop to go on to; empty for the customer's own pages.
    pub next_path: String,
    /// Until when it is good.
    pub expires_at: Timestamp,
    /// When it was used; it is good once.
    pub used_at: Option<Timestamp>,
}

impl Link {
    /// Whether it can still be used.
    #[must_use]
    pub fn is_good(&self, now: Timestamp) -> bool {
        self.used_at.is_none() && self.expires_at > now && self.purpose.opens_something()
    }
}

/// What somebody wants for an address.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Register, log in or choose a new password.
    pub purpose: LinkPurpose,
    /// The address as typed, checked to be one.
    pub email: String,
    /// The name given when registering.
    pub name: String,
    /// `sv` or `en`.
    pub locale: String,
    /// A path of the shop, or empty.
    pub next_path: String,
    /// Whence it is asked.
    pub address: IpAddr,
}

/// Counts a wish for a link, so that nobody's mailbox can be filled from here. `device` is the browser's secret, if it has one.
///
/// # Errors
/// [`NotHeard::Wait`] when too many were asked for lately; then see [`is_there_already`].
pub async fn count(tx: &mut Tx, wish: &Wish, device: Option<&Token>) -> Result<(), NotHeard> {
    let account = store::account_by_email(tx, &wish.email).await?;
    let now = tx.now();
    let known = log_in::known_device(tx, account.as_ref(), device, now).await?;
    Attempt::at_link(&wish.email, wish.address, known)
        .begin(tx)
        .await
}

/// Whether a link that is still good was sent to the address a moment ago: whoever asks for another has one in the mailbox, and need not wait. Strangers
/// who ask without end cannot keep the owner out by it, since every wish of theirs that is heard sends one. What kind it is is not asked: that would
/// tell whether the address has an account.
///
/// # Errors
/// Database errors.
pub async fn is_there_already(tx: &mut Tx, wish: &Wish) -> Result<bool, DbError> {
    let since = tx.now().minus(LATELY);
    store::has_link_since(tx, &wish.email, since).await
}

/// Writes the link and asks for its mail. For an address without an account every wish becomes an invitation to register, and for one
/// that has an account registering becomes a log-in; that an account is shut its reader is told. The same work either way, so neither page nor time tells
/// which it was.
///
/// # Errors
/// Database errors.
pub async fn ask(tx: &mut Tx, wish: &Wish) -> Result<CustomerLinkId, DbError> {
    let (purpose, customer_id, email) = match store::holder(tx, &wish.email).await? {
        Some(holder) => {
            let purpose = match wish.purpose {
                _ if holder.is_shut => LinkPurpose::Shut,
                LinkPurpose::Register => LinkPurpose::Known,
                purpose => purpose,
            };
            (purpose, Some(holder.id), holder.email)
        }
        None => (LinkPurpose::Register, None, wish.email.clone()),
    };
    let link = Link {
        id: CustomerLinkId::generate(),
        purpose,
        customer_id,
        email,
        name: clean_name(&wish.name).unwrap_or_default(),
        locale: wish.locale.clone(),
        next_path: wish.next_path.clone(),
        expires_at: tx.now().plus(purpose.lives_for()),
        used_at: None,
    };
    store::insert_link(tx, &link).await?;
    tx.enqueue(&SendCustomerLink { link_id: link.id }).await?;
    Ok(link.id)
}

/// The link with this id, good or not.
///
/// # Errors
/// Database errors.
pub async fn find(conn: &mut PgConnection, id: CustomerLinkId) -> Result<Option<Link>, DbError> {
    store::link(conn, id).await
}

/// The address that an account had before this link gave it another.
///
/// # Errors
/// Database errors.
pub async fn old_email(
    conn: &mut PgConnection,
    id: CustomerLinkId,
) -> Result<Option<String>, DbError> {
    super::details::old_email(conn, id).await
}

/// Uses a link up. `None` when it is not good any more, or somebody else has just used it.
///
/// # Errors
/// Database errors.
pub async fn take(tx: &mut Tx, id: CustomerLinkId) -> Result<Option<Link>, DbError> {
    store::take_link(tx, id).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_are_named_as_in_the_table() {
        for purpose in LinkPurpose::ALL {
            assert_eq!(LinkPurpose::from_code(purpose.code()), Some(purpose));
        }
        assert_eq!(LinkPurpose::from_code("x"), None);
    }
}
