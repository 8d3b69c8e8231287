//! What staff decide about a case.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::returns::decide::{self, DecideError, Decision, RefusalGround};
use commerce::returns::postage::{self, PostageError};
use commerce::returns::receive::{self, ReceiveError, ReceivedLine};
use commerce::returns::refund::{self, LONGEST_NOTE, Payout, RefundError};
use commerce::returns::sort_out;
use commerce::returns::{self, Case, LONGEST_ANSWER, Remedy};
use http::StatusCode;
use platform::i18n::{Message, numbers};
use platform::money::Money;
use platform::render::FormState;
use platform::sums;
use platform::web::{Fields, FormBody, PageError};

use super::handlers::answer;
use super::views::CaseForm;
use crate::admin::Admin;
use crate::guard::Me;
use crate::kept;
use crate::page::see;

/// A form about a case, as it was sent.
pub(super) struct Sent {
    pub(super) case: Case,
    pub(super) form: FormState<CaseForm>,
    pub(super) row_version: i32,
    pub(super) is_to_show: bool,
}

pub(super) async fn sent(admin: &Admin, number: &str, fields: &Fields) -> Result<Sent, PageError> {
    let case = returns::by_number(&mut *admin.db.read().await?, number)
        .await?
        .ok_or(PageError::NotFound)?;
    let mut form = FormState::<CaseForm>::from_pairs(fields.iter());
    let is_to_show = fields.has(kept::SHOW);
    if is_to_show {
        form.refuse_whole("form-kept");
    }
    Ok(Sent {
        case,
        form,
        row_version: fields.text("row_version").parse().unwrap_or(0),
        is_to_show,
    })
}

pub(super) fn refuse_case(
    form: &mut FormState<CaseForm>,
    error: DecideError,
) -> Result<(), PageError> {
    match error {
        DecideError::Unknown => return Err(PageError::NotFound),
        DecideError::ChangedMeanwhile => form.refuse_whole("form-changed-meanwhile"),
        DecideError::NoWords => {
            let most = i64::try_from(LONGEST_ANSWER).unwrap_or(i64::MAX);
            form.refuse(
                "words",
                Message::new("case-words-missing").with("most", most),
            );
        }
        DecideError::NoGround => form.refuse("ground", "case-ground-missing"),
        DecideError::Db(error) => return Err(error.into()),
    }
    Ok(())
}

pub(super) fn there(case: &Case) -> Response {
    see(&format!("/returer/{}", case.number))
}

async fn decided(
    admin: &Admin,
    me: &Me,
    number: &str,
    fields: &Fields,
    (which, decision): (&'static str, impl FnOnce(String) -> Decision),
) -> Result<Response, PageError> {
    let mut sent = sent(admin, number, fields).await?;
    if !sent.is_to_show {
        let decision = decision(sent.form.trimmed("words").to_owned());
        let mut tx = admin.db.begin(me.origin()).await?;
        match decide::decide(&mut tx, sent.case.id, sent.row_version, &decision).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(there(&sent.case));
            }
            Err(error) => {
                drop(tx);
                refuse_case(&mut sent.form, error)?;
            }
        }
    }
    refused(admin, me, &sent.case, which, sent.form).await
}

pub(super) async fn refused(
    admin: &Admin,
    me: &Me,
    case: &Case,
    which: &'static str,
    form: FormState<CaseForm>,
) -> Result<Response, PageError> {
    let code = StatusCode::UNPROCESSABLE_ENTITY;
    answer(admin, me, &case.number, code, Some((which, form))).await
}

/// `POST /returer/{number}/godkann`: the buyer is right.
pub(crate) async fn approve(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let with_goods = fields.text("goods") != "no";
    let remedy = Remedy::parse(fields.text("remedy")).unwrap_or(Remedy::Refund);
    let decision = |words| Decision::Approve {
        remedy,
        with_goods,
        words,
    };
    decided(&admin, &me, &number, &fields, ("approve", decision)).await
}

/// `POST /returer/{number}/avsla`: refused, with the reason.
pub(crate) async fn refuse(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let ground = RefusalGround::parse(fields.text("ground"));
    let decision = |words| Decision::Refuse { words, ground };
    decided(&admin, &me, &number, &fields, ("close", decision)).await
}

/// `POST /returer/{number}/los`: put right in another way.
pub(crate) async fn settle(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let decision = |words| Decision::Settle { words };
    decided(&admin, &me, &number, &fields, ("close", decision)).await
}

/// `POST /returer/{number}/mottag`: goods have come back.
pub(crate) async fn receive(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    counted(&admin, &me, &number, &fields, Count::Come).await
}

/// `POST /returer/{number}/sortera`: what was put aside goes to the shelf, or away.
pub(crate) async fn sort_out(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    counted(&admin, &me, &number, &fields, Count::PutAside).await
}

/// What is counted.
#[derive(Clone, Copy)]
enum Count {
    Come,
    PutAside,
}

async fn counted(
    admin: &Admin,
    me: &Me,
    number: &str,
    fields: &Fields,
    count: Count,
) -> Result<Response, PageError> {
    let mut sent = sent(admin, number, fields).await?;
    let lines = read_lines(&mut sent);
    // Two forms of the page have these numbers: each tells its own faults.
    let (which, field) = match count {
        Count::Come => ("receive", "restocked"),
        Count::PutAside => ("sort", "sorted"),
    };
    if sent.form.is_valid() {
        let mut tx = admin.db.begin(me.origin()).await?;
        let (id, row_version) = (sent.case.id, sent.row_version);
        let done = match count {
            Count::Come => receive::receive(&mut tx, id, row_version, &lines).await,
            Count::PutAside => sort_out::sort_out(&mut tx, id, row_version, &lines).await,
        };
        match done {
            Ok(()) => {
                tx.commit().await?;
                return Ok(there(&sent.case));
            }
            Err(error) => {
                drop(tx);
                match error {
                    ReceiveError::Case(error) => refuse_case(&mut sent.form, error)?,
                    ReceiveError::Empty => sent.form.refuse(field, "case-nothing-came"),
                    ReceiveError::TooMany { line_id, left } => {
                        let line = sent.case.lines.iter().find(|l| l.line_id == line_id);
                        let message = Message::new("case-too-many")
                            .with("name", line.map(|l| l.name.clone()).unwrap_or_default())
                            .with("left", i64::from(left));
                        sent.form.refuse(field, message);
                    }
                }
            }
        }
    }
    refused(admin, me, &sent.case, which, sent.form).await
}

fn read_lines(sent: &mut Sent) -> Vec<ReceivedLine> {
    let number = |text: Option<&String>| match text.map(|text| text.trim()) {
        None | Some("") => Some(0),
        Some(digits) => digits.parse::<i32>().ok().filter(|n| *n >= 0),
    };
    let mut lines = Vec::new();
    let mut is_wrong = false;
    for (at, id) in sent.form.values("line").iter().enumerate() {
        let line = sent
            .case
            .lines
            .iter()
            .find(|line| line.line_id.to_string() == *id);
        let restocked = number(sent.form.values("restocked").get(at));
        let scrapped = number(sent.form.values("scrapped").get(at));
        let kept = number(sent.form.values("kept").get(at));
        match (line, restocked, scrapped, kept) {
            (Some(line), Some(restocked), Some(scrapped), Some(kept)) => {
                lines.push(ReceivedLine {
                    line_id: line.line_id,
                    restocked,
                    scrapped,
                    kept,
                });
            }
            _ => is_wrong = true,
        }
    }
    if is_wrong {
        sent.form.refuse("restocked", "shipment-quantity");
    }
    lines
}

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
    if let Some(amount) = amount.filter(|_| sent.form.is_valid()) {
        let said = (amount, sent.form.trimmed("postage_note"));
        let mut tx = admin.db.begin(me.origin()).await?;
        match postage::pay(&mut tx, sent.case.id, sent.row_version, said).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(there(&sent.case));
            }
            Err(error) => {
                drop(tx);
                match error {
                    PostageError::Case(error) => refuse_case(&mut sent.form, error)?,
                    PostageError::Amount => sent.form.refuse("postage", "sum-wrong"),
                    PostageError::NoNote => {
                        let most = i64::try_from(LONGEST_NOTE).unwrap_or(i64::MAX);
                        let message = Message::new("case-note-missing").with("most", most);
                        sent.form.refuse("postage_note", message);
                    }
                }
            }
        }
    }
    refused(&admin, &me, &sent.case, "postage", sent.form).await
}

/// `POST /returer/{number}/forsok`: the vendor is asked again for what it has not answered.
pub(crate) async fn ask_again(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut sent = sent(&admin, &number, &fields).await?;
    if !sent.is_to_show {
        let mut tx = admin.db.begin(me.origin()).await?;
        match refund::ask_again(&mut tx, sent.case.id, sent.row_version).await {
            Ok(()) => {
                tx.commit().await?;
                return Ok(there(&sent.case));
            }
            Err(error) => {
                drop(tx);
                refuse_case(&mut sent.form, error)?;
            }
        }
    }
    refused(&admin, &me, &sent.case, "again", sent.form).await
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
    if let Some(amount) = amount.filter(|_| sent.form.is_valid()) {
        let payout = Payout {
            amount_minor: amount,
            reason: sent.form.trimmed("reason"),
            by_hand: fields.has("by_hand").then(|| sent.form.trimmed("note")),
        };
        let mut tx = admin.db.begin(me.origin()).await?;
        match refund::refund(&mut tx, sent.case.id, sent.row_version, &payout).await {
            Ok(_) => {
                tx.commit().await?;
                return Ok(there(&sent.case));
            }
            Err(error) => {
                drop(tx);
                match error {
                    RefundError::Case(error) => refuse_case(&mut sent.form, error)?,
                    RefundError::NoReason => sent.form.refuse("reason", "case-deduction-missing"),
                    RefundError::NoNote => {
                        let most = i64::try_from(LONGEST_NOTE).unwrap_or(i64::MAX);
                        let message = Message::new("case-note-missing").with("most", most);
                        sent.form.refuse("note", message);
                    }
                    RefundError::Amount { most_minor } => {
                        let most = numbers::money(
                            me.locale(),
                            Money::new(most_minor, sent.case.currency),
                            numbers::Decimals::WhenNeeded,
                        );
                        let given = numbers::money(
                            me.locale(),
                            Money::new(sent.case.given_minor, sent.case.currency),
                            numbers::Decimals::WhenNeeded,
                        );
                        let message = Message::new("case-amount-range")
                            .with("most", most)
                            .with("given", given);
                        sent.form.refuse("amount", message);
                    }
                }
            }
        }
    }
    refused(&admin, &me, &sent.case, "refund", sent.form).await
}
