//! Gift cards that pay an order, and money back onto them.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::gift_card::listing::OrderCard;
use commerce::order::listing::{self, OrderFacts};
use commerce::order::put_back::{PutBack, PutBackError, put_back};
use platform::auth::Permission;
use platform::i18n::{Message, numbers};
use platform::money::Money;
use platform::web::{Fields, FormBody, PageError};

use super::acts::back;
use super::handlers::page_with;
use super::views::{CardRow, OrderPage};
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

/// What can be put back onto the cards, as its field has it. What a lapsed order took goes back by itself.
pub(super) fn to_cards(me: &Me, order: &OrderFacts, cards: &[OrderCard]) -> Option<String> {
    let held = cards.iter().filter(|card| card.state == "held");
    let left: i64 = held
        .map(|card| card.amount_minor - card.refunded_minor)
        .sum();
    let may = order.state == "placed" && me.may(Permission::GiftCardManage);
    (left > 0 && may).then(|| written(left))
}

/// What the page that a form led back to tells of it.
pub(super) fn told(view: &mut OrderPage, query: &Fields) {
    view.cards_told = query.has("fort");
    let is_not_placed = query.text("fel") == "lage";
    view.cards_refused = is_not_placed.then(|| Message::new("order-gift-card-not-placed"));
}

/// The form as it was sent, with why it was not done. What it was sent about is seen as it stands now.
fn refuse(view: &mut OrderPage, me: &Me, typed: String, is_moved: bool) {
    let most = view.to_cards.as_deref().and_then(hundredths).unwrap_or(0);
    let most = Money::new(most, view.total.currency);
    view.cards_refused = Some(if is_moved {
        Message::new("order-gift-card-moved")
    } else {
        let most = numbers::money(me.locale(), most, numbers::Decimals::WhenNeeded);
        Message::new("order-gift-card-amount").with("max", most)
    });
    if view.to_cards.is_some() && !typed.is_empty() {
        view.to_cards = Some(typed);
    }
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
    let page = back(&order.number, &fields);
    let mark = if page.contains('?') { '&' } else { '?' };
    let here = |told: &str| see(&format!("{page}{mark}{told}#h-kort"));
    let typed = fields.text("belopp").to_owned();
    let mut is_moved = false;
    if let Some(amount_minor) = hundredths(&typed).filter(|minor| *minor > 0) {
        let wanted = PutBack {
            order_id: order.id,
            amount_minor,
            seen_minor: fields.text("tillbaka").parse().unwrap_or(-1),
        };
        let mut tx = admin.db.begin(me.origin()).await?;
        match put_back(&mut tx, &wanted).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(here("fort=1"));
            }
            Err(PutBackError::Unknown) => return Err(PageError::NotFound),
            Err(PutBackError::NotPlaced) => return Ok(here("fel=lage")),
            Err(PutBackError::ChangedMeanwhile) => is_moved = true,
            Err(PutBackError::OutOfRange { .. }) => {}
            Err(PutBackError::Db(error)) => return Err(error.into()),
        }
    }
    page_with(&admin, &me, (number.as_str(), &fields), |view| {
        refuse(view, &me, typed, is_moved);
    })
    .await
}
