//! Withdrawing at once, without a link: who it is, which order, where the receipt goes, and one button that confirms it. What is shown is what was typed: whether
//! there is such an order shows nowhere.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use commerce::checkout::{parse_email, parse_line};
use commerce::ids::WithdrawalNoticeId;
use commerce::returns::unlinked::{
    self, LONGEST_GOODS, NewNotice, NoticeError, RECEIPT_PAGE, UnlinkedNotice,
};
use commerce::shop_door;
use http::StatusCode;
use platform::auth::attempt::{Attempt, NotHeard};
use platform::i18n::Message;
use platform::render::FormState;
use platform::web::{FormBody, PageError};
use uuid::Uuid;

use super::entry::{self, order_number};
use super::notice_views::{NoticeForm, NoticeView};
use super::statement::LONGEST_NAME;
use crate::account::gate::wait_message;
use crate::frame::Head;
use crate::page::{Keeping, frame, page, see_other, text};
use crate::state::ShopState;
use crate::visitor::{Desk, Visitor};

/// A form for it, with what is known of whoever is logged in.
pub(super) fn blank(desk: &Desk) -> FormState<NoticeForm> {
    let form = FormState::blank().with("notice", platform::ids::new_uuid().to_string());
    match &desk.session {
        Some(session) => form
            .with("name", session.name.as_str())
            .with("contact", session.email.as_str()),
        None => form,
    }
}

/// `POST /angra/meddelande`: the statement, its summary, its confirmation.
///
/// # Errors
/// Database errors.
pub async fn take(
    State(state): State<ShopState>,
    visitor: Visitor,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut form = FormState::<NoticeForm>::from_pairs(fields.iter());
    let Some(new) = read(&mut form, &visitor).filter(|_| form.is_valid()) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return entry::again(&state, &visitor, status, form).await;
    };
    if fields.has("edit") {
        return entry::again(&state, &visitor, StatusCode::OK, form).await;
    }
    if !fields.has("confirm") {
        return summary(&state, &visitor, form, new).await;
    }
    let mut tx = state.db.begin(visitor.origin()).await?;
    let known = unlinked::find(&mut tx, new.id).await?;
    if known.is_none() {
        let attempt = Attempt::at_withdrawal_notice(&new.order_number, &new.email);
        match attempt.begin(&mut tx).await {
            Ok(()) => {}
            Err(NotHeard::Wait(wait)) => {
                drop(tx);
                form.refuse_whole(wait_message(wait));
                let status = StatusCode::TOO_MANY_REQUESTS;
                return entry::again(&state, &visitor, status, form).await;
            }
            Err(NotHeard::Db(error)) => return Err(error.into()),
        }
    }
    match unlinked::make(&mut tx, &new).await {
        Ok(()) => {
            let shop = state.facts(&mut tx).await?.shop.id;
            shop_door::note_notice(&mut tx, new.id, shop).await?;
            tx.commit().await?;
        }
        Err(NoticeError::Db(error)) => return Err(error.into()),
        Err(_) => {
            drop(tx);
            // What was typed is a statement of its own.
            let fresh = platform::ids::new_uuid().to_string();
            let mut form = form.with("notice", fresh);
            form.refuse_whole("return-other-statement");
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return entry::again(&state, &visitor, status, form).await;
        }
    }
    let key = state.secret.link_key(RECEIPT_PAGE, new.id.0.as_bytes());
    let id = new.id.to_string();
    let values = [("id", id.as_str()), ("key", key.as_str())];
    let path = state
        .renderer
        .url(visitor.locale, "withdraw_receipt", &values);
    Ok(see_other(&path))
}

fn read(form: &mut FormState<NoticeForm>, visitor: &Visitor) -> Option<NewNotice> {
    let number = order_number(form.value("order"));
    if number.is_none() {
        form.refuse("order", "withdraw-number-missing");
    }
    let name = parse_line(form.trimmed("name"), LONGEST_NAME).ok();
    if name.is_none() {
        form.refuse("name", "return-name-missing");
    }
    let email = parse_email(form.value("contact")).ok();
    if email.is_none() {
        form.refuse("contact", "return-email-wrong");
    }
    let goods = form.trimmed("goods").to_owned();
    if goods.chars().count() > LONGEST_GOODS {
        form.refuse(
            "goods",
            Message::new("return-description-long").with("most", LONGEST_GOODS),
        );
    }
    let id: Option<Uuid> = form.value("notice").parse().ok();
    Some(NewNotice {
        id: WithdrawalNoticeId(id.unwrap_or_else(platform::ids::new_uuid)),
        order_number: number?,
        name: name?,
        email: email?,
        goods,
        locale: visitor.locale.code().to_owned(),
    })
}

async fn summary(
    state: &ShopState,
    visitor: &Visitor,
    form: FormState<NoticeForm>,
    new: NewNotice,
) -> Result<Response, PageError> {
    let title = text(state, visitor.locale, "withdraw-confirm-title");
    let view = NoticeView {
        head: head(state, title),
        number: String::new(),
        order_number: new.order_number,
        name: new.name,
        email: new.email,
        goods: new.goods,
        made_at: None,
        form,
    };
    show(state, visitor, &view).await
}

/// `GET /angra/meddelande/{id}/{key}`: the receipt, as it also comes by mail.
///
/// # Errors
/// 404 for a wrong id or key alike.
pub async fn receipt(
    State(state): State<ShopState>,
    visitor: Visitor,
    Path((id, key)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let id: Uuid = id.parse().map_err(|_| PageError::NotFound)?;
    if !state.secret.is_link_key(RECEIPT_PAGE, id.as_bytes(), &key) {
        return Err(PageError::NotFound);
    }
    let found = {
        let mut conn = state.db.read().await?;
        unlinked::find(&mut conn, WithdrawalNoticeId(id)).await?
    };
    let notice = found.ok_or(PageError::NotFound)?;
    let title = text(&state, visitor.locale, "return-new-withdrawal");
    show(&state, &visitor, &of(head(&state, title), notice)).await
}

/// What was stated, and when; not what became of it.
fn of(head: Head, notice: UnlinkedNotice) -> NoticeView {
    NoticeView {
        head,
        number: notice.number,
        order_number: notice.order_number,
        name: notice.name,
        email: notice.email,
        goods: notice.goods,
        made_at: Some(notice.made_at),
        form: FormState::blank(),
    }
}

fn head(state: &ShopState, title: String) -> Head {
    let mut head = Head::private(&state.renderer, title, "withdraw");
    head.alternates.clear();
    head
}

async fn show(
    state: &ShopState,
    visitor: &Visitor,
    view: &NoticeView,
) -> Result<Response, PageError> {
    let mut desk = Desk::open(state, visitor).await?;
    let frame = frame(state, visitor, &mut desk, None).await?;
    drop(desk);
    let page = page(state, visitor, frame, view, Keeping::Private)?;
    Ok((StatusCode::OK, page).into_response())
}
