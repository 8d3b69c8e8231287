//! The permanent way in (directive 2011/83, art. 11a): whoever is logged in sees their orders; a guest names one and gets a link by mail. The answer is
//! the same whether there is such an order or not.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use commerce::checkout::parse_email;
use commerce::returns::{recent, request};
use http::StatusCode;
use platform::auth::attempt::{Attempt, NotHeard};
use platform::render::FormState;
use platform::web::{FormBody, PageError};

use super::notice_views::NoticeForm;
use super::views::{EntryForm, EntryView, OrderLink};
use super::{links, notice};
use crate::account::gate::wait_message;
use crate::frame::Head;
use crate::page::{Keeping, frame, page, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// Orders that are offered to whoever is logged in.
const MOST_ORDERS: i64 = 50;

/// `GET /angra`.
///
/// # Errors
/// Database errors.
pub async fn show(State(state): State<ShopState>, visitor: Visitor) -> Result<Response, PageError> {
    let form = FormState::blank();
    answer(&state, &visitor, StatusCode::OK, (form, None), false).await
}

/// The page once more, with what was typed of a statement without a link.
///
/// # Errors
/// Database errors.
pub(super) async fn again(
    state: &ShopState,
    visitor: &Visitor,
    status: StatusCode,
    notice: FormState<NoticeForm>,
) -> Result<Response, PageError> {
    let form = FormState::blank();
    answer(state, visitor, status, (form, Some(notice)), false).await
}

/// `POST /angra`.
///
/// # Errors
/// Database errors.
pub async fn ask(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut form = FormState::<EntryForm>::from_pairs(fields.iter());
    let number = order_number(form.value("number"));
    if number.is_none() {
        form.refuse("number", "withdraw-number-missing");
    }
    let email = parse_email(form.value("email"));
    if email.is_err() {
        form.refuse("email", "return-email-wrong");
    }
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if let (Some(number), Ok(email)) = (number, email) {
        let attempt = Attempt::at_withdrawal(&number, &email);
        let mut tx = state.db.begin(visitor.origin()).await?;
        match attempt.begin(&mut tx).await {
            Ok(()) => {
                request::ask(&mut tx, &number, &email, visitor.locale.code()).await?;
                tx.commit().await?;
                let form = FormState::blank();
                return answer(&state, &visitor, StatusCode::OK, (form, None), true).await;
            }
            Err(NotHeard::Wait(wait)) => {
                form.refuse_whole(wait_message(wait));
                status = StatusCode::TOO_MANY_REQUESTS;
            }
            Err(NotHeard::Db(error)) => return Err(error.into()),
        }
    }
    answer(&state, &visitor, status, (form, None), false).await
}

/// A number as it stands on the order, however it is typed.
pub(super) fn order_number(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let is_number = (4..=18).contains(&digits.len()) && typed.trim().len() <= 40;
    is_number.then(|| format!("ORD-{digits}"))
}

async fn answer(
    state: &ShopState,
    visitor: &Visitor,
    status: StatusCode,
    (form, notice): (FormState<EntryForm>, Option<FormState<NoticeForm>>),
    is_sent: bool,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(state, visitor).await?;
    let (mut orders, mut has_more) = (Vec::new(), false);
    // Companies have no right of withdrawal: who acts for one is not offered its orders.
    let member = desk.session.clone().filter(|s| s.company().is_none());
    if let Some(session) = member {
        let now = state.now();
        let whose = (session.customer, session.shop);
        let found = recent::of_customer(&mut desk.conn, whose, now, MOST_ORDERS).await?;
        has_more = found.1;
        orders.extend(found.0.into_iter().map(|order| OrderLink {
            href: links::path(
                state,
                visitor.locale,
                "order_withdraw",
                (&order.number, order.id),
                None,
            ),
            placed_at: order.placed_at,
            number: order.number,
        }));
    }
    let view = EntryView {
        head: Head::private(
            &state.renderer,
            text(state, visitor.locale, "withdraw-title"),
            "withdraw",
        ),
        notice: notice.unwrap_or_else(|| notice::blank(&desk)),
        form,
        is_sent,
        orders,
        has_more,
    };
    let frame = frame(state, visitor, &mut desk, None).await?;
    drop(desk);
    let page = page(state, visitor, frame, &view, Keeping::Private)?;
    Ok((status, page).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_however_it_is_typed() {
        for typed in ["ORD-100001", "ord 100001", " 100001 ", "Order nr 100001"] {
            assert_eq!(
                order_number(typed).as_deref(),
                Some("ORD-100001"),
                "{typed}"
            );
        }
        for typed in ["", "ORD-", "12", "1234567890123456789"] {
            assert_eq!(order_number(typed), None, "{typed}");
        }
    }
}
