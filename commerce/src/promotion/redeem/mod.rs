//! **Redeeming**: an order takes its uses of rules and codes, gives them back when it lapses, and takes them anew when it is paid after all. A limit is tested
//! and taken by one conditional statement, so that it holds however many order at once.

mod store;

use platform::db::{DbError, Tx};

use super::{Adjustment, Buyer, Evaluation};
use crate::ids::{OrderId, PromotionId};

/// Why an order cannot use what was promised.
#[derive(Debug, thiserror::Error)]
pub enum RedeemError {
    /// Somebody else has just used the rule, or the code, for the last time; or this buyer has.
    #[error("the promotion {0} has been used as often as it may")]
    UsedUp(PromotionId),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Takes an order's uses of all rules that take something off it, in the order of their ids. The last thing that a prepared order locks.
///
/// # Errors
/// [`RedeemError`]; the transaction is to be dropped then.
pub async fn redeem(
    tx: &mut Tx,
    order_id: OrderId,
    evaluation: &Evaluation,
    buyer: &Buyer,
) -> Result<(), RedeemError> {
    for (promotion_id, code, discount_minor) in used(&evaluation.outcome.adjustments) {
        let rule = evaluation.rules.iter().find(|r| r.id == promotion_id);
        let most_of_buyer = rule.and_then(|rule| rule.conditions.max_uses_per_buyer);
        if most_of_buyer.is_some() {
            store::lock(tx, promotion_id).await?;
        }
        if !store::take(tx, promotion_id).await? {
            return Err(RedeemError::UsedUp(promotion_id));
        }
        let who = (buyer.customer, buyer.email.as_deref());
        if let Some(most) = most_of_buyer
            && store::uses_of_buyer(tx, promotion_id, order_id, who).await? >= most
        {
            return Err(RedeemError::UsedUp(promotion_id));
        }
        let code = code.and_then(|code| evaluation.codes.iter().find(|given| given.code == *code));
        if let Some(code) = code
            && !store::take_code(tx, code.id).await?
        {
            return Err(RedeemError::UsedUp(promotion_id));
        }
        let code_id = code.map(|code| code.id);
        store::insert(tx, order_id, promotion_id, code_id, discount_minor).await?;
    }
    Ok(())
}

/// Each rule once, with its code and all that it takes off.
fn used(adjustments: &[Adjustment]) -> Vec<(PromotionId, Option<&String>, i64)> {
    let mut used: Vec<(PromotionId, Option<&String>, i64)> = Vec::new();
    for adjustment in adjustments {
        match used
            .iter_mut()
            .find(|(id, ..)| *id == adjustment.promotion_id)
        {
            Some((_, _, sum)) => *sum += adjustment.amount_minor,
            None => used.push((
                adjustment.promotion_id,
                adjustment.code.as_ref(),
                adjustment.amount_minor,
            )),
        }
    }
    used.sort_by_key(|(id, ..)| *id);
    used
}

/// Gives back what an order has taken: it has lapsed.
///
/// # Errors
/// Database errors.
pub async fn give_back(tx: &mut Tx, order_id: OrderId) -> Result<(), DbError> {
    for (promotion_id, code_id) in store::of_order(tx, order_id, "held").await? {
        store::give(tx, promotion_id, code_id).await?;
        store::set_state(tx, order_id, promotion_id, "given_back").await?;
    }
    Ok(())
}

/// Takes anew what a lapsed order had: it was paid after all. `false` when a limit has been reached meanwhile; nothing is taken then.
///
/// # Errors
/// Database errors.
pub async fn take_again(tx: &mut Tx, order_id: OrderId) -> Result<bool, DbError> {
    let wanted = store::of_order(tx, order_id, "given_back").await?;
    for (promotion_id, code_id) in &wanted {
        if !store::lock_and_look(tx, *promotion_id, *code_id).await?
            || !has_left(tx, *promotion_id, order_id).await?
        {
            return Ok(false);
        }
    }
    for (promotion_id, code_id) in wanted {
        store::take(tx, promotion_id).await?;
        if let Some(code_id) = code_id {
            store::take_code(tx, code_id).await?;
        }
        store::set_state(tx, order_id, promotion_id, "held").await?;
    }
    Ok(true)
}

/// Whether the buyer of an order may use a rule once more: they may have used it in another order meanwhile. The rule's row is locked.
async fn has_left(
    tx: &mut Tx,
    promotion_id: PromotionId,
    order_id: OrderId,
) -> Result<bool, DbError> {
    let Some((most, customer, email)) = store::limit_per_buyer(tx, promotion_id, order_id).await?
    else {
        return Ok(true);
    };
    let who = (customer, Some(email.as_str()));
    Ok(store::uses_of_buyer(tx, promotion_id, order_id, who).await? < most)
}
