//! Gift cards that an order has bought.

use commerce::gift_card::bought::BoughtState;
use commerce::gift_card::bought::listing::BoughtCard;
use commerce::order::listing::OrderFacts;
use platform::auth::Permission;

use super::views::BoughtRow;
use crate::guard::Me;
use crate::list::{Amount, Status};
use crate::when::When;

/// A card as the order's page shows it.
pub(super) fn row(me: &Me, order: &OrderFacts, card: &BoughtCard) -> BoughtRow {
    let amount = |minor| Amount::new(me.locale(), minor, &order.currency);
    let hint = card.code_hint.clone().unwrap_or_default();
    let may_read = me.may(Permission::GiftCardRead) && !hint.is_empty();
    BoughtRow {
        href: may_read.then(|| format!("/presentkort/{}", card.id)),
        amount: amount(card.amount_minor),
        status: status(&card.state),
        recipient: card.recipient.clone(),
        deliver_on: card.deliver_on.map(|day| day.to_string()),
        issued: card
            .issued_at
            .map(|at| When::new(me.locale(), at, me.now())),
        left: card.balance_minor.map(amount),
        hint,
    }
}

fn status(state: &str) -> Status {
    let known = BoughtState::ALL
        .into_iter()
        .find(|known| known.as_str() == state);
    match known {
        Some(BoughtState::Waiting) => Status::new("idle", "bought-waiting"),
        Some(BoughtState::Issued) => Status::new("ok", "bought-issued"),
        Some(BoughtState::CalledOff) => Status::new("idle", "bought-called-off"),
        Some(BoughtState::TakenBack) => Status::new("idle", "bought-taken-back"),
        Some(BoughtState::Unpaid) | None => Status::new("idle", "bought-unpaid"),
    }
}
