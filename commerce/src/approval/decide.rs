//! Approving or refusing a request. Approving orders it, at what it costs now: the approver has seen that, and it is checked as in every checkout.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use platform::money::Currency;
use serde_json::json;

use super::{LONGEST_REASON, PurchaseRequest, RequestEvent, RequestState, store};
use crate::checkout::prepare::{Confirmation, PrepareError, Prepared, prepare};
use crate::company::purchase::Purchase;
use crate::customer::Session;
use crate::ids::{CustomerId, OrderId, PriceListId, PurchaseRequestId};
use crate::jobs;

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// There is no such request for whoever asks.
    #[error("no such request")]
    Unknown,
    /// It has been decided, or is too old.
    #[error("the request is not open")]
    NotOpen,
    /// Nobody approves what they themselves want to buy, and nobody approves more than they may buy for.
    #[error("it is not theirs to approve")]
    NotTheirs,
    /// A refusal without a reason, or with one that is too long.
    #[error("the reason is missing or too long")]
    NoReason,
    /// It cannot be ordered as it was seen.
    #[error(transparent)]
    Prepare(#[from] PrepareError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What an approver confirms.
#[derive(Clone, Debug)]
pub struct Approval {
    /// Which request.
    pub id: PurchaseRequestId,
    /// Hash of what they saw.
    pub confirmed_hash: Vec<u8>,
    /// The lists that decide the company's prices.
    pub lists: Vec<PriceListId>,
    /// What those are in.
    pub currency: Currency,
    /// The company's tier.
    pub tier_code: String,
    /// The payment gateway's name, where it is not paid by invoice.
    pub gateway: String,
}

/// Approves: it becomes the buyer's order. What is not paid by invoice is paid by whoever approves, at once.
///
/// # Errors
/// [`DecideError`]; the transaction is to be dropped then.
pub async fn approve(
    tx: &mut Tx,
    session: &Session,
    approval: &Approval,
) -> Result<Prepared, DecideError> {
    let found = theirs(tx, session, approval.id).await?;
    if !found.is_open(tx.now()) {
        return Err(DecideError::NotOpen);
    }
    let next = found
        .state
        .apply(RequestEvent::Approve)
        .ok_or(DecideError::NotOpen)?;
    let confirmation = Confirmation {
        cart_id: found.cart_id,
        contact: found.contact.clone(),
        freight: found.freight.clone(),
        confirmed_hash: approval.confirmed_hash.clone(),
        locale: found.locale.clone(),
        customer_id: Some(found.buyer_id),
        tier_code: approval.tier_code.clone(),
        lists: approval.lists.clone(),
        currency: approval.currency,
        gateway: approval.gateway.clone(),
        method: found.method,
        company: Some(Purchase {
            company: found.company_id,
            reference: found.reference.clone(),
            marking: found.marking.clone(),
            cost_place: found.cost_place.clone(),
        }),
        approved_by: Some(session.customer),
    };
    let prepared = prepare(tx, &confirmation).await?;
    let order = match &prepared {
        Prepared::Placed { order_id } | Prepared::Waiting { order_id, .. } => *order_id,
        // Another order of the cart waits for a payment: that is ended first, then it is approved again.
        Prepared::Superseded { .. } => return Ok(prepared),
    };
    store::decide(tx, found.id, next, "", session.customer, Some(order)).await?;
    let after = json!({ "order": order });
    tx.audit(
        Change::deed("purchase_request.approved", "purchase_request", found.id).with_after(&after),
    )
    .await?;
    // What waits for a payment is told of when that has come.
    if matches!(prepared, Prepared::Placed { .. }) {
        tell_buyer(tx, found.id, found.buyer_id).await?;
    }
    Ok(prepared)
}

/// Tells the buyer of a request that it is approved: the order that it became has been paid.
///
/// # Errors
/// Database errors.
pub(crate) async fn tell_placed(tx: &mut Tx, order: OrderId) -> Result<(), DbError> {
    match store::of_order(tx, order).await? {
        Some((request, buyer)) => tell_buyer(tx, request, buyer).await,
        None => Ok(()),
    }
}

/// Refuses, with a reason that the buyer is told.
///
/// # Errors
/// [`DecideError`]; the transaction is to be dropped then.
pub async fn refuse(
    tx: &mut Tx,
    session: &Session,
    id: PurchaseRequestId,
    reason: &str,
) -> Result<(), DecideError> {
    let found = theirs(tx, session, id).await?;
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(DecideError::NoReason);
    }
    let next: RequestState = found
        .state
        .apply(RequestEvent::Refuse)
        .ok_or(DecideError::NotOpen)?;
    store::decide(tx, id, next, reason, session.customer, None).await?;
    // The words are about the buyer and go with them; the trail is for ever.
    tx.audit(Change::deed(
        "purchase_request.refused",
        "purchase_request",
        id,
    ))
    .await?;
    tell_buyer(tx, found.id, found.buyer_id).await?;
    Ok(())
}

/// The request under its lock, if whoever asks may decide on it at this moment.
async fn theirs(
    tx: &mut Tx,
    session: &Session,
    id: PurchaseRequestId,
) -> Result<PurchaseRequest, DecideError> {
    let found = store::lock(tx, id).await?.ok_or(DecideError::Unknown)?;
    if session.company() != Some(found.company_id) {
        return Err(DecideError::Unknown);
    }
    let member = crate::company::listing::member(tx, found.company_id, session.customer).await?;
    if found.buyer_id == session.customer {
        return Err(DecideError::NotTheirs);
    }
    let member = member
        .filter(|member| member.role.may_approve())
        .ok_or(DecideError::Unknown)?;
    // How much they may approve is seen when it is ordered, at what it costs then.
    if member.may_approve(0, &found.cost_place) {
        Ok(found)
    } else {
        Err(DecideError::NotTheirs)
    }
}

async fn tell_buyer(
    tx: &mut Tx,
    request_id: PurchaseRequestId,
    customer_id: CustomerId,
) -> Result<(), DbError> {
    let notice = jobs::SendApprovalNotice {
        request_id,
        customer_id,
    };
    tx.enqueue(&notice).await
}
