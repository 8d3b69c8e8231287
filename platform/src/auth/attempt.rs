//! Counting tries. See [`super::throttle`] for the rule.

use std::net::IpAddr;

use jiff::SignedDuration;

use super::store;
use super::throttle::{self, Counted, MEMORY};
use super::token::{Token, sha256};
use crate::clock::Timestamp;
use crate::db::{DbError, PgConnection, Tx};
use crate::ids::StaffId;

/// One try at a password or a code: what its failure would count against.
#[derive(Clone, Debug)]
pub struct Attempt {
    keys: Vec<(Counted, String)>,
}

/// Too many failures lately: the try was not looked at.
#[derive(Debug, thiserror::Error)]
pub enum NotHeard {
    /// How long until the next try is heard.
    #[error("too many tries; wait {0:#}")]
    Wait(SignedDuration),
    /// The database did not answer.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Attempt {
    /// A try at the password of whoever has `email`. Unknown addresses are counted like known ones, so that nobody can tell them apart.
    #[must_use]
    pub fn at_password(email: &str, address: IpAddr, device: Option<uuid::Uuid>) -> Self {
        Self::new(&format!("password:{}", account_key(email)), address, device)
    }

    /// A try at the password of the customer who has `email`; counted like [`Attempt::at_password`], apart from staff's, so that an office
    /// full of customers does not keep its staff out.
    #[must_use]
    pub fn at_customer_password(email: &str, address: IpAddr, device: Option<uuid::Uuid>) -> Self {
        Self::of(
            format!("customer-{}", throttle::address_key(address)),
            &format!("customer:{}", account_key(email)),
            device,
        )
    }

    /// A wish for a link by mail to `email`, counted like a try at its password: strangers' wishes do not hold up a browser that the account
    /// knows. Taken back when the link is opened: whoever reads the mail wanted it.
    #[must_use]
    pub fn at_link(email: &str, address: IpAddr, device: Option<uuid::Uuid>) -> Self {
        Self::of(
            format!("link-{}", throttle::address_key(address)),
            &format!("link:{}", account_key(email)),
            device,
        )
    }

    /// An invitation by mail to `email`, counted apart from links to the account, so that whoever makes them does not keep its owner out.
    #[must_use]
    pub fn at_invitation(email: &str, address: IpAddr) -> Self {
        Self::of(
            format!("invitation-{}", throttle::address_key(address)),
            &format!("invitation:{}", account_key(email)),
            None,
        )
    }

    /// A wish to be told of goods by mail to `email`, which is asked for proof first: counted apart from links to the account, so that whoever makes them does
    /// not keep its owner out. Taken back when the mail is answered.
    #[must_use]
    pub fn at_watch(email: &str, address: IpAddr) -> Self {
        Self::of(
            format!("watch-{}", throttle::address_key(address)),
            &format!("watch:{}", account_key(email)),
            None,
        )
    }

    /// A report of something that others read; counted for the address, and for the address and what is reported.
    #[must_use]
    pub fn at_report(of: uuid::Uuid, address: IpAddr) -> Self {
        let address = throttle::address_key(address);
        Self::of(
            format!("report-{address}"),
            &format!("report:{of}:{address}"),
            None,
        )
    }

    /// A guest's wish for the way to withdraw from an order. Counted for that order and address alone: the way is open to everybody at all times, also to
    /// those who share a network with many, and its mails are few however often it is asked.
    #[must_use]
    pub fn at_withdrawal(order: &str, email: &str) -> Self {
        let wish = format!("withdrawal:{order}:{}", account_key(email));
        Self {
            keys: vec![(Counted::Account, wish)],
        }
    }

    /// A guest's notice of withdrawal, whose receipt goes to the address that they say is theirs: counted as the wish for the way is, and for the address, so that
    /// nobody is sent receipts without end.
    #[must_use]
    pub fn at_withdrawal_notice(order: &str, email: &str) -> Self {
        let mut attempt = Self::at_withdrawal(order, email);
        let receipts = format!("withdrawal-receipts:{}", account_key(email));
        attempt.keys.push((Counted::Address, receipts));
        attempt
    }

    /// A try at a passkey, which names nobody beforehand: counted for the network address alone.
    #[must_use]
    pub fn at_passkey(address: IpAddr) -> Self {
        let address = format!("passkey-{}", throttle::address_key(address));
        Self {
            keys: vec![(Counted::Address, address)],
        }
    }

    /// A try at the second step of `staff`.
    #[must_use]
    pub fn at_code(staff: StaffId, address: IpAddr, device: Option<uuid::Uuid>) -> Self {
        Self::new(&format!("code:{staff}"), address, device)
    }

    fn new(account: &str, address: IpAddr, device: Option<uuid::Uuid>) -> Self {
        Self::of(throttle::address_key(address), account, device)
    }

    fn of(address: String, account: &str, device: Option<uuid::Uuid>) -> Self {
        let own = match device {
            Some(device) => (Counted::Device, format!("device:{device}:{account}")),
            None => (Counted::Account, account.to_owned()),
        };
        Self {
            keys: vec![(Counted::Address, address), own],
        }
    }

    /// Counts the try ahead of looking at it, so that a hundred at once count as a hundred. [`Attempt::succeeded`] takes it back.
    ///
    /// # Errors
    /// [`NotHeard::Wait`] when there have been too many failures; nothing is counted then, for waiting out must be possible.
    pub async fn begin(&self, tx: &mut Tx) -> Result<(), NotHeard> {
        let now = tx.now();
        let mut counts = Vec::with_capacity(self.keys.len());
        for (counted, key) in &self.keys {
            let row = store::lock_throttle(tx, key).await?;
            if let Some(left) = throttle::remaining(row.blocked_until, now) {
                return Err(NotHeard::Wait(left));
            }
            let before = if now.since(row.updated_at) > MEMORY {
                0
            } else {
                row.failures
            };
            counts.push((*counted, key, before.saturating_add(1)));
        }
        for (counted, key, failures) in counts {
            let wait = throttle::wait_after(counted, failures);
            let until = wait.is_positive().then(|| now.plus(wait));
            store::set_throttle(tx, key, failures, until).await?;
        }
        Ok(())
    }

    /// Takes the count back when `tx` commits: of the account or device altogether, of the address only this one try (else a guesser would clear the
    /// address by logging in to an account of their own).
    pub fn succeeded(&self, tx: &mut Tx) {
        for (counted, key) in &self.keys {
            tx.forgive(key, *counted != Counted::Address);
        }
    }
}

/// What an address is counted under; the address itself is not kept.
fn account_key(email: &str) -> String {
    data_encoding::HEXLOWER.encode(&sha256(email.trim().to_lowercase().as_bytes())[..16])
}

/// The known device that a cookie names, for this account.
///
/// # Errors
/// Database errors.
pub async fn known_device(
    conn: &mut PgConnection,
    staff: StaffId,
    cookie: Option<&Token>,
    now: Timestamp,
) -> Result<Option<uuid::Uuid>, DbError> {
    match cookie {
        Some(token) => store::device(conn, staff, &token.hash(), now).await,
        None => Ok(None),
    }
}
