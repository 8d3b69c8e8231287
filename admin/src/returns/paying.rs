//! The money of a case: what goes back, what the vendor has not answered, and what sending goods back cost the buyer.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::returns::LONGEST_ANSWER;
use commerce::returns::postage::{self, PostageError};
use commerce::returns::refund::{self, LONGEST_NOTE, Payout, RefundError};
use platform::i18n::{Locale, Message, numbers};
use platform::money::Money;
use platform::sums;
use platform::web::{FormBody, PageError};

use super::deed::{Sent, end, refuse_case, refused, sent};
use crate::admin::Admin;
use crate::guard::Me;

/// `POST /returer/{number}/returfrakt`: what the buyer paid for sending goods back has been paid.
pub(crate) async fn pay_postage(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut sent = sent(&admin, &number, &fields).await?;
    let amount = sums::read(sent.form.value("postage"));
    if amount.is_none() {
        sent.form.refuse("postage", "sum-wrong");
    }
    let Some(amount) = amount.filter(|_| sent.form.is_valid()) else {
        return refused((&admin, &me), sent, "postage").await;
    };
    let said = (amount, sent.form.trimmed("postage_note"));
    let mut tx = admin.db.begin(me.origin()).await?;
    let done = postage::pay(&mut tx, sent.case.id, sent.row_version, said).await;
    end((&admin, &me), sent, ("postage", refuse_postage), (tx, done)).await
}

fn refuse_postage(sent: &mut Sent, error: PostageError) -> Result<(), PageError> {
    match error {
        PostageError::Case(error) => return refuse_case(sent, error),
        PostageError::Amount => sent.form.refuse("postage", "sum-wrong"),
        PostageError::NoNote => sent.form.refuse("postage_note", no_note()),
    }
    Ok(())
}

fn no_note() -> Message {
    Message::new("case-note-missing").with("most", LONGEST_NOTE)
}

/// `POST /returer/{number}/forsok`: the vendor is asked again for what it has not answered.
pub(crate) async fn ask_again(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let sent = sent(&admin, &number, &fields).await?;
    if !sent.form.is_valid() {
        return refused((&admin, &me), sent, "again").await;
    }
    let mut tx = admin.db.begin(me.origin()).await?;
    let done = refund::ask_again(&mut tx, sent.case.id, sent.row_version).await;
    end((&admin, &me), sent, ("again", refuse_case), (tx, done)).await
}

/// `POST /returer/{number}/aterbetala`: money goes back.
pub(crate) async fn refund(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut sent = sent(&admin, &number, &fields).await?;
    let amount = sums::read(sent.form.value("amount"));
    if amount.is_none() {
        sent.form.refuse("amount", "sum-wrong");
    }
    if sent.form.trimmed("reason").chars().count() > LONGEST_ANSWER {
        sent.form.refuse("reason", "form-too-long");
    }
    let Some(amount_minor) = amount.filter(|_| sent.form.is_valid()) else {
        return refused((&admin, &me), sent, "refund").await;
    };
    let payout = Payout {
        amount_minor,
        reason: sent.form.trimmed("reason"),
        by_hand: fields.has("by_hand").then(|| sent.form.trimmed("note")),
    };
    let mut tx = admin.db.begin(me.origin()).await?;
    let done = refund::refund(&mut tx, sent.case.id, sent.row_version, &payout).await;
    let refuse = |sent: &mut Sent, error| refuse_refund(sent, me.locale(), error);
    end((&admin, &me), sent, ("refund", refuse), (tx, done)).await
}

fn refuse_refund(sent: &mut Sent, locale: Locale, error: RefundError) -> Result<(), PageError> {
    match error {
        RefundError::Case(error) => return refuse_case(sent, error),
        RefundError::NoReason => sent.form.refuse("reason", "case-deduction-missing"),
        RefundError::NoNote => sent.form.refuse("note", no_note()),
        RefundError::Amount { most_minor } => {
            let money = |minor| {
                let money = Money::new(minor, sent.case.currency);
                numbers::money(locale, money, numbers::Decimals::WhenNeeded)
            };
            let message = Message::new("case-amount-range")
                .with("most", money(most_minor))
                .with("given", money(sent.case.given_minor));
            sent.form.refuse("amount", message);
        }
    }
    Ok(())
}
