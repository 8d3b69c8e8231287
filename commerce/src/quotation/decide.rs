//! What the buyer **decides**: they decline, want it otherwise, or take it back. Ordering it is [`super::accept`].

use platform::audit::Change;
use platform::db::{DbError, Tx};

use super::{LONGEST_REASON, LONGEST_TEXT, Quotation, QuotationEvent, alert, store};
use crate::customer::Session;
use crate::ids::QuotationId;
use crate::locks;

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// There is no such quotation for whoever asks.
    #[error("no such quotation")]
    Unknown,
    /// It is past that.
    #[error("the quotation is past that")]
    NotOpen,
    /// Another version has come since they looked.
    #[error("there is a newer version")]
    NewerVersion,
    /// Words that are missing or too long.
    #[error("words are missing or too long")]
    Words,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Declines the version that was seen, with a reason that may be empty. Sent twice it is declined once.
///
/// # Errors
/// [`DecideError`]; the transaction is to be dropped then.
pub async fn decline(
    tx: &mut Tx,
    session: &Session,
    id: QuotationId,
    version: i32,
    reason: &str,
) -> Result<(), DecideError> {
    let found = theirs(tx, session, id, Some(version)).await?;
    let reason = reason.trim();
    if reason.chars().count() > LONGEST_REASON {
        return Err(DecideError::Words);
    }
    let to = store::Move {
        reason,
        closed_by: Some("customer"),
        ..store::Move::to(next(tx, &found, QuotationEvent::Decline)?)
    };
    store::set_state(tx, id, &to).await?;
    // The trail keeps its rows for ever: why, the buyer's own words say in the quotation.
    tx.audit(Change::deed("quotation.declined", "quotation", id))
        .await?;
    Ok(())
}

/// Asks for another offer than the version that was seen: it goes back to staff, and cannot be ordered until they have answered.
///
/// # Errors
/// [`DecideError`]; the transaction is to be dropped then.
pub async fn ask_change(
    tx: &mut Tx,
    session: &Session,
    id: QuotationId,
    version: i32,
    message: &str,
) -> Result<(), DecideError> {
    let found = theirs(tx, session, id, Some(version)).await?;
    let message = message.trim();
    if message.is_empty() || message.chars().count() > LONGEST_TEXT {
        return Err(DecideError::Words);
    }
    let to = store::Move::to(next(tx, &found, QuotationEvent::AskChange)?);
    store::set_state(tx, id, &to).await?;
    store::insert_message(tx, id, version, session.customer, message).await?;
    alert::tell_staff(tx, id, version).await?;
    tx.audit(Change::deed("quotation.change_asked", "quotation", id))
        .await?;
    Ok(())
}

/// Takes back what was asked.
///
/// # Errors
/// [`DecideError`]; the transaction is to be dropped then.
pub async fn take_back(tx: &mut Tx, session: &Session, id: QuotationId) -> Result<(), DecideError> {
    let found = theirs(tx, session, id, None).await?;
    let to = store::Move {
        closed_by: Some("customer"),
        ..store::Move::to(next(tx, &found, QuotationEvent::TakeBack)?)
    };
    store::set_state(tx, id, &to).await?;
    tx.audit(Change::deed("quotation.taken_back", "quotation", id))
        .await?;
    Ok(())
}

/// The quotation under its lock, if whoever asks sees it, and it is the version that they saw.
pub(super) async fn theirs(
    tx: &mut Tx,
    session: &Session,
    id: QuotationId,
    version: Option<i32>,
) -> Result<Quotation, DecideError> {
    let found = store::lock(tx, id)
        .await?
        .filter(|found| found.is_seen_by(session))
        .ok_or(DecideError::Unknown)?;
    // Whoever is shut or has left the company since the session was read decides nothing more.
    if !locks::share_customer(tx, session.customer).await?
        || crate::company::listing::member(tx, found.company_id, session.customer)
            .await?
            .is_none()
    {
        return Err(DecideError::Unknown);
    }
    match version {
        Some(version) if version != found.version => Err(DecideError::NewerVersion),
        _ => Ok(found),
    }
}

fn next(
    tx: &Tx,
    found: &Quotation,
    event: QuotationEvent,
) -> Result<super::QuotationState, DecideError> {
    found
        .state(tx.now())
        .apply(event)
        .ok_or(DecideError::NotOpen)
}
