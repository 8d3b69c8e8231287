//! What a buyer is sent in a case: other goods, or theirs mended, or what came in vain.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::fulfilment::{self, Carrier, NewShipment};
use commerce::returns::replace::{self, ReplaceError, ReplacedLine};
use platform::i18n::Message;
use platform::web::{FormBody, PageError};
use uuid::Uuid;

use super::deed::{Sent, end, refuse_case, refused, sent};
use crate::admin::Admin;
use crate::guard::Me;
use crate::orders::parcel;

/// `POST /returer/{number}/skicka`: something is sent to the buyer.
pub(crate) async fn send(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut sent = sent(&admin, &number, &fields).await?;
    let carriers = fulfilment::carriers(&mut *admin.db.read().await?).await?;
    let lines = sent.counts(["fresh", "back"], "fresh").into_iter();
    let new = read(&mut sent, &carriers);
    let Some(new) = new.filter(|_| sent.form.is_valid()) else {
        return refused((&admin, &me), sent, "send").await;
    };
    let lines: Vec<ReplacedLine> = lines
        .map(|(line_id, [fresh, back])| ReplacedLine {
            line_id,
            fresh,
            back,
        })
        .collect();
    let mut tx = admin.db.begin(me.origin()).await?;
    let what = (&new, lines.as_slice());
    let done = replace::send(&mut tx, sent.case.id, sent.row_version, what).await;
    end((&admin, &me), sent, ("send", refuse), (tx, done)).await
}

fn refuse(sent: &mut Sent, error: ReplaceError) -> Result<(), PageError> {
    match error {
        ReplaceError::Case(error) => return refuse_case(sent, error),
        ReplaceError::Empty => sent.form.refuse("fresh", "shipment-empty"),
        ReplaceError::TooMany {
            line_id,
            left,
            kept,
        } => {
            let message = Message::new("case-send-too-many")
                .with("name", sent.name_of(line_id))
                .with("left", left)
                .with("aside", kept);
            sent.form.refuse("fresh", message);
        }
        ReplaceError::Moment => sent.form.refuse("sent_at", "case-send-moment"),
        ReplaceError::Short => sent.form.refuse("fresh", "case-send-short"),
    }
    Ok(())
}

fn read(sent: &mut Sent, carriers: &[Carrier]) -> Option<NewShipment> {
    let reference: Option<Uuid> = sent.form.value("reference").parse().ok();
    // A form without one is nobody's second try.
    let reference = reference.unwrap_or_else(platform::ids::new_uuid);
    let reference = format!("{}/{reference}", sent.case.id);
    let floor = Some(sent.case.made_at);
    parcel(&mut sent.form, carriers, floor, (reference, Vec::new()))
}
