//! Sending a cart for approval, and taking it back.

use platform::audit::Change;
use platform::db::{DbError, Tx};
use serde_json::json;

use super::{RequestEvent, store};
use crate::checkout::prepare::Confirmation;
use crate::checkout::priced::priced;
use crate::company;
use crate::customer::Session;
use crate::ids::PurchaseRequestId;
use crate::{currency, jobs, locks};

/// Why nothing was sent.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The cart is gone, empty or ordered.
    #[error("the cart cannot be ordered")]
    NoCart,
    /// What was confirmed no longer holds.
    #[error("what was confirmed has changed")]
    Changed,
    /// Nobody else of the company may approve so much for this cost place.
    #[error("nobody can approve it")]
    NobodyApproves,
    /// The person does not buy for the company.
    #[error("the person does not buy for the company")]
    NotForCompany,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Sends a cart for approval: it leaves the buyer's hands, and whoever may approve it is told by mail.
///
/// # Errors
/// [`AskError`]; the transaction is to be dropped then.
pub async fn ask(tx: &mut Tx, confirmation: &Confirmation) -> Result<PurchaseRequestId, AskError> {
    let (Some(purchase), Some(buyer)) = (&confirmation.company, confirmation.customer_id) else {
        return Err(AskError::NotForCompany);
    };
    if !locks::share_customer(tx, buyer).await? {
        return Err(AskError::NotForCompany);
    }
    let locked = locks::lock_cart(tx, confirmation.cart_id)
        .await?
        .filter(|cart| cart.state == "open")
        .ok_or(AskError::NoCart)?;
    // Sent at once from two tabs, the second finds it sent.
    if store::is_requested(tx, confirmation.cart_id).await?
        || crate::order::store::living_order_of_cart(tx, confirmation.cart_id)
            .await?
            .is_some()
    {
        return Err(AskError::NoCart);
    }
    let (mut head, who) = (locked.head(confirmation.cart_id), confirmation.buyer());
    confirmation.currency.code().clone_into(&mut head.currency);
    let asked = confirmation.asked(&head, &who, tx.now());
    let Ok(quote) = priced(tx, &asked).await?.quote else {
        return Err(AskError::NoCart);
    };
    if quote.hash != confirmation.confirmed_hash {
        return Err(AskError::Changed);
    }
    let member = company::listing::member(tx, purchase.company, buyer).await?;
    if member.is_none() {
        return Err(AskError::NotForCompany);
    }
    let total = quote.totals.total_minor;
    let place = &purchase.cost_place;
    // Who may approve it goes by people's limits, which are in the shop's own currency.
    let shop = head.shop_id;
    let now = tx.now();
    let standing = currency::standing(tx, shop, confirmation.currency, now).await?;
    let valued = standing.in_home(total).ok_or(AskError::Changed)?;
    let approvers = company::listing::approvers(tx, purchase.company, buyer, valued, place).await?;
    if approvers.is_empty() {
        return Err(AskError::NobodyApproves);
    }
    let id = PurchaseRequestId::generate();
    store::insert(tx, id, confirmation, purchase, buyer, total, &head.currency).await?;
    store::take_cart(tx, confirmation.cart_id).await?;
    for approver in approvers {
        let notice = jobs::SendApprovalNotice {
            request_id: id,
            customer_id: approver,
        };
        tx.enqueue(&notice).await?;
    }
    let after =
        json!({ "company": purchase.company, "total_minor": total, "currency": head.currency });
    tx.audit(Change::deed("purchase_request.sent", "purchase_request", id).with_after(&after))
        .await?;
    Ok(id)
}

/// The buyer takes a request back; false when it is not theirs or has been decided.
///
/// # Errors
/// Database errors.
pub async fn withdraw(
    tx: &mut Tx,
    session: &Session,
    id: PurchaseRequestId,
) -> Result<bool, DbError> {
    let Some(found) = store::lock(tx, id).await? else {
        return Ok(false);
    };
    let is_own = found.buyer_id == session.customer && Some(found.company_id) == session.company();
    let Some(next) = found.state.apply(RequestEvent::Withdraw).filter(|_| is_own) else {
        return Ok(false);
    };
    store::decide(tx, id, next, "", session.customer, None).await?;
    tx.audit(Change::deed(
        "purchase_request.withdrawn",
        "purchase_request",
        id,
    ))
    .await?;
    Ok(true)
}
