//! **Issuing** what was bought: on its day, once, however many ask for it.

use platform::clock::Timestamp;
use platform::db::{DbError, PgConnection, Tx};
use platform::money::Money;
use platform::secret::SecretKey;

use super::{BoughtEvent, BoughtState, listing, store};
use crate::gift_card::issue::{IssueError, NewCard, issue};
use crate::gift_card::lives_until;
use crate::ids::{GiftCardId, OrderId};
use crate::order::OrderState;
use crate::order::events::GiftCardIssued;
use crate::setting::Settings;
use crate::{fulfilment, locks};

/// Of placed orders, those whose money stands so have paid for their cards.
const PAID: [&str; 2] = ["paid", "partly_refunded"];

/// The cards whose day has come, the longest overdue first; of one order, or of any.
///
/// # Errors
/// Database errors.
pub async fn due(
    conn: &mut PgConnection,
    order_id: Option<OrderId>,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<GiftCardId>, DbError> {
    listing::due(conn, order_id, now, limit).await
}

/// Issues a bought card whose day has come, and mails it: under the order's lock, so that it is one card whoever else does the same, and none when it has been
/// called off. False when there was nothing to do.
///
/// # Errors
/// [`IssueError`]; the transaction is to be dropped then.
pub async fn issue_bought(
    tx: &mut Tx,
    secret: &SecretKey,
    id: GiftCardId,
) -> Result<bool, IssueError> {
    let Some((order_id, line_id)) = store::place_of(tx, id).await? else {
        return Ok(false);
    };
    let Some(locked) = locks::lock_order(tx, order_id).await? else {
        return Ok(false);
    };
    let Some(due) = store::due(tx, id).await? else {
        return Ok(false);
    };
    let is_paid = locked.state == OrderState::Placed.as_str()
        && PAID.contains(&locked.payment_status.as_str());
    let Some(order) = store::buyer(tx, order_id).await?.filter(|_| is_paid) else {
        // The money has gone back without a case: nothing is owed for it.
        set(tx, id, BoughtEvent::CallOff).await?;
        return Ok(true);
    };
    let amount = Money::new(due.amount_minor, order.currency);
    let recipient = if due.recipient.is_empty() {
        order.email
    } else {
        due.recipient
    };
    let settings = Settings::of(tx, order.shop_id).await?;
    let card = NewCard {
        shop_id: order.shop_id,
        amount,
        customer: None,
        expires_at: lives_until(&settings, tx.now()),
        note: String::new(),
        recipient,
        locale: order.locale,
    };
    set(tx, id, BoughtEvent::Issue).await?;
    fulfilment::count_issued(tx, order_id, line_id).await?;
    fulfilment::refresh(tx, order_id).await?;
    issue(tx, secret, id, &card).await?;
    tx.emit(&GiftCardIssued {
        order_id,
        gift_card_id: id,
        amount_minor: amount.minor,
        currency: amount.currency.to_string(),
    })
    .await?;
    Ok(true)
}

/// A card that waits is moved on.
async fn set(tx: &mut Tx, id: GiftCardId, event: BoughtEvent) -> Result<(), DbError> {
    match BoughtState::Waiting.apply(event) {
        Some(next) => store::set_state(tx, id, next).await,
        None => Ok(()),
    }
}
