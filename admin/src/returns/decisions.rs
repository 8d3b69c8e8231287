//! What staff decide about a case, and what comes back in it.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::returns::Remedy;
use commerce::returns::decide::{self, Decision, RefusalGround};
use commerce::returns::receive::{self, ReceiveError, ReceivedLine};
use commerce::returns::sort_out;
use platform::i18n::Message;
use platform::web::{Fields, FormBody, PageError};

use super::deed::{Sent, end, refuse_case, refused, sent};
use crate::admin::Admin;
use crate::guard::Me;

async fn decided(
    by: (&Admin, &Me),
    number: &str,
    fields: &Fields,
    (which, decision): (&'static str, impl FnOnce(String) -> Decision),
) -> Result<Response, PageError> {
    let (admin, me) = by;
    let sent = sent(admin, number, fields).await?;
    if !sent.form.is_valid() {
        return refused(by, sent, which).await;
    }
    let decision = decision(sent.form.trimmed("words").to_owned());
    let mut tx = admin.db.begin(me.origin()).await?;
    let done = decide::decide(&mut tx, sent.case.id, sent.row_version, &decision).await;
    end(by, sent, (which, refuse_case), (tx, done)).await
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
    decided((&admin, &me), &number, &fields, ("approve", decision)).await
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
    decided((&admin, &me), &number, &fields, ("close", decision)).await
}

/// `POST /returer/{number}/los`: put right in another way.
pub(crate) async fn settle(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let decision = |words| Decision::Settle { words };
    decided((&admin, &me), &number, &fields, ("close", decision)).await
}

/// `POST /returer/{number}/mottag`: goods have come back.
pub(crate) async fn receive(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    counted((&admin, &me), &number, &fields, Count::Come).await
}

/// `POST /returer/{number}/sortera`: what was put aside goes to the shelf, or away.
pub(crate) async fn sort_out(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    counted((&admin, &me), &number, &fields, Count::PutAside).await
}

/// What is counted.
#[derive(Clone, Copy)]
enum Count {
    Come,
    PutAside,
}

async fn counted(
    by: (&Admin, &Me),
    number: &str,
    fields: &Fields,
    count: Count,
) -> Result<Response, PageError> {
    let (admin, me) = by;
    let mut sent = sent(admin, number, fields).await?;
    // Two forms of the page have these numbers: each tells its own faults.
    let (which, field) = match count {
        Count::Come => ("receive", "restocked"),
        Count::PutAside => ("sort", "sorted"),
    };
    let lines = sent.counts(["restocked", "scrapped", "kept"], field);
    if !sent.form.is_valid() {
        return refused(by, sent, which).await;
    }
    let lines = lines.into_iter();
    let lines: Vec<ReceivedLine> = lines
        .map(|(line_id, [restocked, scrapped, kept])| ReceivedLine {
            line_id,
            restocked,
            scrapped,
            kept,
        })
        .collect();
    let mut tx = admin.db.begin(me.origin()).await?;
    let (id, row_version) = (sent.case.id, sent.row_version);
    let done = match count {
        Count::Come => receive::receive(&mut tx, id, row_version, &lines).await,
        Count::PutAside => sort_out::sort_out(&mut tx, id, row_version, &lines).await,
    };
    let refuse = |sent: &mut Sent, error| refuse_count(sent, field, error);
    end(by, sent, (which, refuse), (tx, done)).await
}

fn refuse_count(
    sent: &mut Sent,
    field: &'static str,
    error: ReceiveError,
) -> Result<(), PageError> {
    match error {
        ReceiveError::Case(error) => return refuse_case(sent, error),
        ReceiveError::Empty => sent.form.refuse(field, "case-nothing-came"),
        ReceiveError::TooMany { line_id, left } => {
            let message = Message::new("case-too-many")
                .with("name", sent.name_of(line_id))
                .with("left", left);
            sent.form.refuse(field, message);
        }
    }
    Ok(())
}
