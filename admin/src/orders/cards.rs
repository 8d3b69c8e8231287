//! Gift cards that pay an order, and money back onto them.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::gift_card;
use commerce::gift_card::listing::OrderCard;
use commerce::order::listing::{self, OrderFacts};
use platform::auth::Permission;
use platform::web::{FormBody, PageError};

use super::views::CardRow;
use crate::admin::Admin;
use crate::guard::Me;
use crate::list::Amount;
use crate::page::see;
use crate::promotions::{hundredths, written};

/// A card as the order's page shows it.
pub(super) fn row(me: &Me, order: &OrderFacts, card: &OrderCard) -> CardRow {
    let amount = |minor| Amount::new(me.locale(), minor, &order.currency);
    let may_read = me.may(Permission::GiftCardRead);
    CardRow {
        hint: card.code_hint.clone(),
        href: may_read.then(|| format!("/presentkort/{}", card.id)),
        amount: amount(card.amount_minor),
        refunded: (card.refunded_minor > 0).then(|| amount(card.refunded_minor)),
    }
}

/// What can be put back onto the cards, as its field has it.
pub(super) fn to_cards(me: &Me, cards: &[OrderCard]) -> Option<String> {
    let held = cards.iter().filter(|card| card.state == "held");
    let left: i64 = held
        .map(|card| card.amount_minor - card.refunded_minor)
        .sum();
    (left > 0 && me.may(Permission::GiftCardManage)).then(|| written(left))
}

/// `POST /ordrar/{number}/presentkort`: money that is owed for the order goes back onto the cards that paid for it.
pub(crate) async fn refund_cards(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let order = listing::order_by_number(&mut *admin.db.read().await?, &number)
        .await?
        .ok_or(PageError::NotFound)?;
    let here = format!("/ordrar/{}", order.number);
    let Some(minor) = hundredths(fields.text("belopp")).filter(|minor| *minor > 0) else {
        return Ok(see(&format!("{here}?fel=1#h-kort")));
    };
    let mut tx = admin.db.begin(me.origin()).await?;
    commerce::locks::lock_order(&mut tx, order.id).await?;
    gift_card::refund(&mut tx, order.id, minor).await?;
    tx.commit().await?;
    Ok(see(&format!("{here}#h-kort")))
}
