//! A **ceremony**: a question to a browser, from when it is asked until it is answered or too old.

use std::net::IpAddr;

use jiff::SignedDuration;
use platform::auth::throttle::address_key;
use platform::auth::token::Token;
use platform::db::{DbError, Tx};
use serde_json::Value;

use super::store;
use crate::customer::Session;
use crate::ids::PasskeyCeremonyId;

/// How long a question waits for its answer: people look for their telephone.
pub const LIVES_FOR: SignedDuration = SignedDuration::from_mins(10);
/// How many questions wait for one network address at most. An office shares one.
pub const MOST_WAITING: i64 = 300;

/// What a question is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CeremonyPurpose {
    /// A passkey is added to the account that is logged in.
    Register,
    /// Somebody logs in.
    LogIn,
    /// Whoever is logged in proves that it is still they.
    Confirm,
}

impl CeremonyPurpose {
    /// Every purpose.
    pub const ALL: [Self; 3] = [Self::Register, Self::LogIn, Self::Confirm];

    /// The word in the table.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Register => "register",
            Self::LogIn => "log_in",
            Self::Confirm => "confirm",
        }
    }
}

/// Where a question was asked, and where alone it can be answered.
#[derive(Clone, Copy, Debug)]
pub enum AskedIn<'a> {
    /// In a customer's log-in, to which a passkey is added.
    Session(&'a Session),
    /// In a browser that carries this secret and where somebody logs in.
    Browser(&'a Token),
    /// In a customer's log-in, which is proved anew.
    Confirming(&'a Session),
}

impl AskedIn<'_> {
    /// What is asked for there.
    #[must_use]
    pub fn purpose(&self) -> CeremonyPurpose {
        match self {
            Self::Session(_) => CeremonyPurpose::Register,
            Self::Browser(_) => CeremonyPurpose::LogIn,
            Self::Confirming(_) => CeremonyPurpose::Confirm,
        }
    }
}

/// Why no question is asked.
#[derive(Debug, thiserror::Error)]
pub enum TooManyQuestions {
    /// [`MOST_WAITING`] wait for the caller's network address; one of them is too old after this long.
    #[error("too many questions wait; wait {0:#}")]
    Wait(SignedDuration),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Keeps what a question was, until it is answered.
pub(super) async fn ask(
    tx: &mut Tx,
    asked_in: AskedIn<'_>,
    address: IpAddr,
    state: &Value,
) -> Result<PasskeyCeremonyId, TooManyQuestions> {
    let caller = address_key(address);
    store::forget_old_ceremonies(tx).await?;
    let waiting = store::waiting(tx, &caller).await?;
    if let (Some(first), true) = (waiting.first_ends, waiting.count >= MOST_WAITING) {
        return Err(TooManyQuestions::Wait(first.since(tx.now())));
    }
    let id = PasskeyCeremonyId::generate();
    let until = tx.now().plus(LIVES_FOR);
    store::insert_ceremony(tx, id, asked_in, &caller, state, until).await?;
    Ok(id)
}

/// Uses a question up and gives what it was. `None` when it is too old, has been answered, or was asked elsewhere.
pub(super) async fn take(
    tx: &mut Tx,
    id: PasskeyCeremonyId,
    asked_in: AskedIn<'_>,
) -> Result<Option<Value>, DbError> {
    store::take_ceremony(tx, id, asked_in).await
}
