//! **Matching** a notice: where its number and address belong to a placed order it becomes a case by itself, of all that can be withdrawn from. What needs a
//! person's eye waits for staff: goods that are named in words, goods whose seal decides, a period that is over.

use platform::db::Tx;

use super::listing::by_id;
use super::{NoticeError, NoticeState, UnlinkedNotice, locked, matched, store};
use crate::ids::{OrderId, ReturnId, WithdrawalNoticeId};
use crate::returns::store::order_of_request;
use crate::returns::{
    CameBy, Claimable, Notice, OpenError, ReturnKind, Statement, StatementLine, listing, open,
};

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// It is a case now, and the case's receipt is on its way.
    Case,
    /// Number and address belong to this order; staff look at the rest.
    Order(OrderId),
    /// They belong to none.
    None,
}

/// Makes a case of a notice where that needs nobody's eye. The transaction is to be committed when there is a case, and dropped otherwise.
///
/// # Errors
/// Database errors; [`NoticeError::Closed`] when the notice is not open.
pub async fn open_case(tx: &mut Tx, id: WithdrawalNoticeId) -> Result<Match, NoticeError> {
    let notice = unlinked(tx, id).await?;
    let Some(order_id) = order_of_request(tx, &notice.order_number, &notice.email).await? else {
        return Ok(Match::None);
    };
    if !notice.goods.is_empty() {
        return Ok(Match::Order(order_id));
    }
    let claimable = listing::claimable(tx, order_id).await?;
    let Some(lines) = everything(&claimable) else {
        return Ok(Match::Order(order_id));
    };
    let return_id = ReturnId::generate();
    let said = statement(&notice, return_id, lines);
    match open(tx, order_id, &said).await {
        Ok(_) => {
            matched(tx, id, (order_id, return_id)).await?;
            Ok(Match::Case)
        }
        Err(OpenError::Db(error)) => Err(error.into()),
        Err(_) => Ok(Match::Order(order_id)),
    }
}

async fn unlinked(tx: &mut Tx, id: WithdrawalNoticeId) -> Result<UnlinkedNotice, NoticeError> {
    let found = by_id(tx, id).await?;
    found
        .filter(|found| found.state == NoticeState::Open)
        .ok_or(NoticeError::Closed)
}

/// Every piece that can be withdrawn from; `None` when a person has to look, since a seal decides, or when there is none.
fn everything(claimable: &[Claimable]) -> Option<Vec<StatementLine>> {
    let mut lines = Vec::new();
    for line in claimable.iter().filter(|line| line.withdrawable() > 0) {
        match line.exception {
            Some(reason) if !reason.is_of_seal() => continue,
            Some(_) if line.withdrawable() > line.unsent() => return None,
            _ => {}
        }
        lines.push(StatementLine {
            line_id: line.line_id,
            quantity: line.withdrawable(),
            is_sealed: false,
        });
    }
    (!lines.is_empty()).then_some(lines)
}

fn statement(notice: &UnlinkedNotice, id: ReturnId, lines: Vec<StatementLine>) -> Statement {
    Statement {
        id,
        kind: ReturnKind::Withdrawal,
        name: notice.name.clone(),
        email: notice.email.clone(),
        locale: notice.locale.clone(),
        reason: None,
        description: String::new(),
        lines,
        pictures: Vec::new(),
        wish: None,
        begun_at: None,
        notice: Some(Notice {
            at: notice.made_at,
            by: CameBy::Site,
            is_goodwill: false,
        }),
    }
}

/// Notes whose order it is, where a case needs a person: whoever gave notice in time is in time.
///
/// # Errors
/// Database errors; [`NoticeError::Closed`] when the notice is not open.
pub async fn note_order(
    tx: &mut Tx,
    id: WithdrawalNoticeId,
    order_id: OrderId,
) -> Result<(), NoticeError> {
    locked(tx, id).await?;
    store::set_order(tx, id, order_id).await?;
    Ok(())
}
