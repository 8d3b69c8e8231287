//! **The dialogue** of a case: the buyer adds words and pictures, staff ask, and the buyer takes a complaint back. Until the case is over.

mod store;

use jiff::SignedDuration;
use platform::audit::Change;
use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use serde_json::json;

use super::decide::{DecideError, locked};
use super::{Case, LONGEST_DESCRIPTION, ReturnEvent, ReturnState, files, listing};
use crate::customer::erase::purge;
use crate::ids::{CaseFileId, OrderId, ReturnId, ReturnMessageId};
use crate::jobs::SendReturnNotice;
use crate::locks;
use crate::order::events::ReturnTakenBack;

pub(super) use store::blank;

/// Most that a buyer says in a case within a day.
pub const MOST_A_DAY: i64 = 20;

/// Something that was said.
#[derive(Clone, Debug)]
pub struct Said {
    /// Which.
    pub id: ReturnMessageId,
    /// The shop said it.
    pub is_by_staff: bool,
    /// The words; may be empty beside pictures.
    pub words: String,
    /// When.
    pub at: Timestamp,
    /// Pictures that came with it.
    pub pictures: Vec<CaseFileId>,
}

/// Why nothing was said.
#[derive(Debug, thiserror::Error)]
pub enum SayError {
    /// The case does not stand as it was read, or is over.
    #[error(transparent)]
    Case(#[from] DecideError),
    /// Neither words nor pictures, or too many words.
    #[error("nothing was said, or too much")]
    Words,
    /// So much has been said today.
    #[error("too much was said within a day")]
    TooMany,
}

impl From<DbError> for SayError {
    fn from(error: DbError) -> Self {
        Self::Case(error.into())
    }
}

/// Whether a case can still be talked about.
#[must_use]
pub fn is_open(case: &Case) -> bool {
    !case.state.is_over()
}

/// What was said in a case, the first first.
///
/// # Errors
/// Database errors.
pub async fn of_case(conn: &mut PgConnection, id: ReturnId) -> Result<Vec<Said>, DbError> {
    store::of_case(conn, id).await
}

/// The buyer adds words and pictures. The same message again is the same.
///
/// # Errors
/// [`SayError`]; the transaction is to be dropped then.
pub async fn say(
    tx: &mut Tx,
    (order_id, id): (OrderId, ReturnId),
    message: ReturnMessageId,
    (words, pictures): (&str, &[CaseFileId]),
) -> Result<(), SayError> {
    let case = of_order(tx, order_id, id).await?;
    let words = words.trim();
    if store::is_known(tx, message).await? {
        return Ok(());
    }
    if !is_open(&case) {
        return Err(DecideError::ChangedMeanwhile.into());
    }
    if (words.is_empty() && pictures.is_empty()) || words.chars().count() > LONGEST_DESCRIPTION {
        return Err(SayError::Words);
    }
    let day_ago = tx.now().minus(SignedDuration::from_hours(24));
    if store::said_since(tx, id, day_ago).await? >= MOST_A_DAY {
        return Err(SayError::TooMany);
    }
    store::insert(tx, (message, id), false, words).await?;
    files::store::hand_over(tx, (order_id, id), pictures).await?;
    store::of_message(tx, (message, id), pictures).await?;
    store::heard(tx, id).await?;
    let after = json!({ "message": message, "pictures": pictures.len() });
    tx.audit(Change::deed("return.buyer_said", "return", id).with_after(&after))
        .await?;
    Ok(())
}

/// The order's case, under the order's lock. A buyer who was erased and comes back is looked at again.
async fn of_order(tx: &mut Tx, order_id: OrderId, id: ReturnId) -> Result<Case, SayError> {
    purge::look_again(tx, order_id).await?;
    locks::lock_order(tx, order_id).await?;
    let case = listing::by_id(tx, id).await?;
    let case = case.filter(|case| case.order_id == order_id);
    Ok(case.ok_or(DecideError::Unknown)?)
}

/// Staff ask the buyer, who is told by mail and answers on the case's page. Until then nobody is late with an answer.
///
/// # Errors
/// [`SayError`]; the transaction is to be dropped then.
pub async fn ask(tx: &mut Tx, id: ReturnId, row_version: i32, words: &str) -> Result<(), SayError> {
    let case = locked(tx, id, row_version).await?;
    if !is_open(&case) {
        return Err(DecideError::ChangedMeanwhile.into());
    }
    let words = words.trim();
    if words.is_empty() || words.chars().count() > LONGEST_DESCRIPTION {
        return Err(SayError::Words);
    }
    let message = ReturnMessageId::generate();
    store::insert(tx, (message, id), true, words).await?;
    store::asked(tx, id).await?;
    let after = json!({ "message": message });
    tx.audit(Change::deed("return.asked", "return", id).with_after(&after))
        .await?;
    tx.enqueue(&SendReturnNotice {
        return_id: id,
        purpose: "asked".to_owned(),
    })
    .await?;
    Ok(())
}

/// Staff have seen to what the buyer has said, without a word.
///
/// # Errors
/// [`DecideError`]; the transaction is to be dropped then.
pub async fn seen(tx: &mut Tx, id: ReturnId, row_version: i32) -> Result<(), DecideError> {
    locked(tx, id, row_version).await?;
    store::seen(tx, id).await?;
    tx.audit(Change::deed("return.news_seen", "return", id))
        .await?;
    Ok(())
}

/// The buyer takes a complaint back, as long as nothing has come of it. Again changes nothing.
///
/// # Errors
/// [`SayError`]; the transaction is to be dropped then.
pub async fn take_back(tx: &mut Tx, (order_id, id): (OrderId, ReturnId)) -> Result<(), SayError> {
    let case = of_order(tx, order_id, id).await?;
    if case.state == ReturnState::TakenBack {
        return Ok(());
    }
    let next = case
        .next(ReturnEvent::TakeBack)
        .ok_or(DecideError::ChangedMeanwhile)?;
    super::store::set_state(tx, id, next).await?;
    store::quiet(tx, id).await?;
    tx.emit(&ReturnTakenBack {
        order_id,
        return_id: id,
        number: case.number.clone(),
    })
    .await?;
    let before = json!({ "state": case.state.as_str() });
    let after = json!({ "state": next.as_str() });
    tx.audit(Change {
        action: "return.taken_back",
        subject: ("return", Some(id.0)),
        before: Some(&before),
        after: Some(&after),
        reason: None,
    })
    .await?;
    tx.enqueue(&SendReturnNotice {
        return_id: id,
        purpose: "taken-back".to_owned(),
    })
    .await?;
    Ok(())
}

/// Whatever was asked or said, a decision has answered it.
pub(super) async fn answered(tx: &mut Tx, id: ReturnId) -> Result<(), DbError> {
    store::quiet(tx, id).await
}
