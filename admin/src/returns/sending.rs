//! What a buyer is sent in a case: other goods, or theirs mended, or what came in vain.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::fulfilment::{self, Carrier, LONGEST_CARRIER, LONGEST_NUMBER, NewShipment};
use commerce::returns::replace::{self, ReplaceError, ReplacedLine};
use platform::i18n::Message;
use platform::web::{FormBody, PageError};
use uuid::Uuid;

use super::deed::{Sent, end, refuse_case, refused, sent};
use crate::admin::Admin;
use crate::guard::Me;
use crate::orders::{shipment_line, shipment_link, shipment_moment};

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
    let form = &mut sent.form;
    let reference: Option<Uuid> = form.value("reference").parse().ok();
    let sent_at = shipment_moment(form.value("sent_at"), Some(sent.case.made_at));
    if sent_at.is_none() {
        form.refuse("sent_at", "form-moment");
    }
    let number = shipment_line(form.trimmed("number"), LONGEST_NUMBER);
    if number.is_none() {
        form.refuse("number", "form-too-long");
    }
    let code = form.value("carrier");
    let carrier = carriers.iter().find(|carrier| carrier.code == code);
    let name = shipment_line(form.trimmed("carrier_name"), LONGEST_CARRIER);
    if carrier.is_none() && name.is_none() {
        form.refuse("carrier_name", "form-too-long");
    }
    let link = shipment_link(form.trimmed("link"));
    if link.is_none() {
        form.refuse("link", "shipment-link-wrong");
    }
    let (number, link) = (number?, link?);
    Some(NewShipment {
        // A form without one is nobody's second try.
        reference: format!(
            "{}/{}",
            sent.case.id,
            reference.unwrap_or_else(platform::ids::new_uuid)
        ),
        carrier: match carrier {
            Some(carrier) => carrier.name.clone(),
            None => name?,
        },
        tracking_url: match carrier {
            Some(carrier) if link.is_empty() => carrier.link(&number),
            _ => link,
        },
        tracking_number: number,
        shipped_at: sent_at?,
        lines: Vec::new(),
    })
}
