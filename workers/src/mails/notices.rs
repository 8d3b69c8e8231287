//! Notices of withdrawal that came without a link: the order is looked for, and whoever made it gets the receipt at once, or the case's.

use commerce::catalogue::shop::Shop;
use commerce::ids::{OrderId, WithdrawalNoticeId};
use commerce::jobs::{SendNoticeAnswer, TakeWithdrawalNotice};
use commerce::order::ORDER_PAGE;
use commerce::returns::unlinked::matching::{self, Match};
use commerce::returns::unlinked::{self, NoticeError, NoticeState, RECEIPT_PAGE, UnlinkedNotice};
use commerce::shop_door;
use platform::clock::Timestamp;
use platform::db::Origin;
use platform::jobs::runner::{Attempt, JobError};
use platform::render::{Fault, Renderer, View};
use serde::Serialize;

use super::check_letter;
use super::letter::{self, Envelope, Signature, house, language};
use crate::Context;

/// The mail.
#[derive(Clone, Debug, Serialize)]
pub struct WithdrawalNoticeView {
    /// `receipt`, `order` or `answer`.
    purpose: &'static str,
    number: String,
    order_number: String,
    name: String,
    goods: String,
    made_at: Timestamp,
    /// In the words of staff.
    answer: String,
    /// Where it can be read, or goods be chosen; nothing beside an answer.
    url: String,
    /// Goods can be chosen there.
    is_order: bool,
    #[serde(flatten)]
    from: Signature,
}

impl View for WithdrawalNoticeView {
    const TEMPLATE: &'static str = "mail/withdrawal-notice/body.html";

    fn samples() -> Vec<Self> {
        let Some(made_at) = Timestamp::from_microsecond(1_790_000_000_000_000) else {
            return Vec::new();
        };
        let receipt = Self {
            purpose: "receipt",
            number: "MED-10001".into(),
            order_number: "ORD-100001".into(),
            name: "Elin Sandahl".into(),
            goods: String::new(),
            made_at,
            answer: String::new(),
            url: "https://butik.example/angra/meddelande/x/y".into(),
            is_order: false,
            from: Signature::sample(),
        };
        let order = Self {
            purpose: "order",
            goods: "Bara <muggen>.".into(),
            is_order: true,
            ..receipt.clone()
        };
        let answer = Self {
            purpose: "answer",
            answer: "Vi hittar inget köp med numret.".into(),
            url: String::new(),
            ..receipt.clone()
        };
        vec![receipt, order, answer]
    }
}

fn failed(error: NoticeError) -> JobError {
    match error {
        NoticeError::Db(error) => error.into(),
        other => JobError::fail(other),
    }
}

/// Looks for the notice's order; makes a case of it, or sends the receipt.
///
/// # Errors
/// A busy relay or database, to be tried again; an address that the relay refuses, for staff.
pub async fn take_withdrawal_notice(
    context: Context,
    job: TakeWithdrawalNotice,
    _: Attempt,
) -> Result<(), JobError> {
    let id = job.notice_id;
    let mut tx = context.db.begin(Origin::system("withdrawal")).await?;
    let order_id = match matching::open_case(&mut tx, id).await {
        // The case has a receipt of its own.
        Ok(Match::Case) => {
            tx.commit().await?;
            return Ok(());
        }
        Ok(Match::Order(order_id)) => Some(order_id),
        Ok(Match::None) => None,
        Err(NoticeError::Closed) => return Ok(()),
        Err(error) => return Err(failed(error)),
    };
    drop(tx);
    if let Some(order_id) = order_id {
        let mut tx = context.db.begin(Origin::system("withdrawal")).await?;
        match matching::note_order(&mut tx, id, order_id).await {
            Ok(()) => tx.commit().await?,
            Err(NoticeError::Closed) => return Ok(()),
            Err(error) => return Err(failed(error)),
        }
    }
    let (notice, context, shop) = read(&context, id).await?;
    let purpose = if order_id.is_some() {
        "order"
    } else {
        "receipt"
    };
    send(&context, notice, shop, (purpose, order_id)).await
}

/// Tells whoever made a notice that no order was found for it, and why.
///
/// # Errors
/// A busy relay, to be tried again; an address that the relay refuses, for staff.
pub async fn send_notice_answer(
    context: Context,
    job: SendNoticeAnswer,
    _: Attempt,
) -> Result<(), JobError> {
    let (notice, context, shop) = read(&context, job.notice_id).await?;
    if notice
        .as_ref()
        .is_some_and(|notice| notice.state != NoticeState::Dismissed)
    {
        return Ok(());
    }
    send(&context, notice, shop, ("answer", None)).await
}

async fn read(
    context: &Context,
    id: WithdrawalNoticeId,
) -> Result<(Option<UnlinkedNotice>, Context, Shop), JobError> {
    let mut conn = context.db.read().await?;
    let notice = unlinked::find(&mut conn, id).await?;
    let whose = shop_door::of_notice(&mut conn, id).await?;
    let (context, shop) = house(context, conn, whose).await?;
    Ok((notice, context, shop))
}

async fn send(
    context: &Context,
    notice: Option<UnlinkedNotice>,
    shop: Shop,
    (purpose, order_id): (&'static str, Option<OrderId>),
) -> Result<(), JobError> {
    // Forgotten meanwhile: nobody is left to be told.
    let Some(notice) = notice else {
        return Ok(());
    };
    let locale = language(&notice.locale);
    let url = match (purpose, order_id) {
        ("answer", _) => String::new(),
        (_, Some(order_id)) => {
            let number = {
                let mut conn = context.db.read().await?;
                commerce::order::store::number_of(&mut conn, order_id).await?
            };
            let key = context.secret.link_key(ORDER_PAGE, order_id.0.as_bytes());
            let values = [("number", number.as_str()), ("key", key.as_str())];
            context.shop_link(&context.renderer.url(locale, "order_withdraw", &values))
        }
        (_, None) => {
            let key = context
                .secret
                .link_key(RECEIPT_PAGE, notice.id.0.as_bytes());
            let id = notice.id.to_string();
            let values = [("id", id.as_str()), ("key", key.as_str())];
            context.shop_link(&context.renderer.url(locale, "withdraw_receipt", &values))
        }
    };
    let about = match order_id.or(notice.order_id) {
        Some(order_id) => ("order", order_id.0),
        None => ("withdrawal_notice", notice.id.0),
    };
    let envelope = Envelope {
        kind: "withdrawal-notice",
        about,
        key: format!("withdrawal-notice/{}/{purpose}", notice.id),
        recipient: notice.email,
        reply_to: Some(shop.email.clone()),
        locale: locale.code().to_owned(),
    };
    let view = WithdrawalNoticeView {
        purpose,
        number: notice.number,
        order_number: notice.order_number,
        name: notice.name,
        goods: notice.goods,
        made_at: notice.made_at,
        answer: notice.answer,
        url,
        is_order: order_id.is_some(),
        from: Signature::of(&shop),
    };
    letter::send(context, &view, envelope).await
}

/// Renders every sample in every language, subject and text included.
pub(super) fn check(renderer: &Renderer, faults: &mut Vec<Fault>) {
    check_letter::<WithdrawalNoticeView>(renderer, faults);
}
