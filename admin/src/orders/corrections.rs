//! A shipment that was registered is put right.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::fulfilment::{
    self, CorrectError, Correction, LONGEST_CARRIER, LONGEST_NUMBER, Shipment,
};
use commerce::ids::ShipmentId;
use commerce::order::listing;
use commerce::promotion::schedule::on_the_wall;
use platform::i18n::Message;
use platform::web::{FormBody, PageError};
use uuid::Uuid;

use super::acts::back;
use super::handlers::page_with;
use super::shipments::{EditPart, line, link, moment};
use crate::admin::Admin;
use crate::guard::Me;
use crate::kept;
use crate::page::see;

/// `POST /ordrar/{number}/forsandelser/{id}`: the shipment has arrived, or something about it is put right.
pub(crate) async fn correct(
    State(admin): State<Admin>,
    me: Me,
    Path((number, id)): Path<(String, Uuid)>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let order = listing::order_by_number(&mut conn, &number)
        .await?
        .ok_or(PageError::NotFound)?;
    let held = fulfilment::shipment(&mut conn, ShipmentId(id))
        .await?
        .filter(|held| held.order_id == order.id)
        .ok_or(PageError::NotFound)?;
    drop(conn);
    let mut part = EditPart {
        row_version: fields.text("row_version").parse().unwrap_or(0),
        carrier: fields.text("carrier").to_owned(),
        number: fields.text("number").to_owned(),
        link: fields.text("link").to_owned(),
        arrived_at: fields.text("arrived_at").to_owned(),
        can_arrive: held.delivered_at.is_none(),
        refused: None,
    };
    let wanted = if fields.has("now") {
        Ok(Correction {
            carrier: held.carrier.clone(),
            tracking_number: held.tracking_number.clone(),
            tracking_url: held.tracking_url.clone(),
            delivered_at: Some(me.now()),
            row_version: Some(part.row_version),
        })
    } else {
        correction(&part, &held)
    };
    match wanted {
        Ok(_) if fields.has(kept::SHOW) => part.refused = Some(("", "form-kept".into())),
        Ok(wanted) => {
            let mut tx = admin.db.begin(me.origin()).await?;
            match fulfilment::correct(&mut tx, order.id, held.id, &wanted).await {
                Ok(()) => {
                    tx.commit().await?;
                    let there = back(&order.number, &fields);
                    return Ok(see(&format!("{there}#h-sant")));
                }
                Err(CorrectError::Unknown) => return Err(PageError::NotFound),
                Err(CorrectError::ChangedMeanwhile) => {
                    part.refused = Some(("", "form-changed-meanwhile".into()));
                }
                Err(CorrectError::Moment) => {
                    part.refused = Some(("arrived_at", "shipment-arrival-moment".into()));
                }
                Err(CorrectError::Db(error)) => return Err(error.into()),
            }
        }
        Err(refused) => part.refused = Some(refused),
    }
    // Whoever sends it again has seen what is stored now.
    page_with(&admin, &me, (number.as_str(), &fields), |view| {
        for row in &mut view.fulfilment.shipments {
            if let Some(edit) = row.edit.as_mut().filter(|_| row.id == held.id.to_string()) {
                part.row_version = edit.row_version;
                *edit = part.clone();
            }
        }
    })
    .await
}

fn correction(part: &EditPart, held: &Shipment) -> Result<Correction, (&'static str, Message)> {
    let carrier =
        line(&part.carrier, LONGEST_CARRIER).ok_or(("carrier", "form-too-long".into()))?;
    let tracking_number =
        line(&part.number, LONGEST_NUMBER).ok_or(("number", "form-too-long".into()))?;
    let tracking_url = link(&part.link).ok_or(("link", "shipment-link-wrong".into()))?;
    let delivered_at = match part.arrived_at.as_str() {
        "" => None,
        // The page shows minutes: what was not touched keeps its seconds.
        text if held.delivered_at.map(on_the_wall).as_deref() == Some(text) => held.delivered_at,
        text => {
            let at = moment(text, Some(held.shipped_at));
            Some(at.ok_or(("arrived_at", "form-moment".into()))?)
        }
    };
    Ok(Correction {
        carrier,
        tracking_number,
        tracking_url,
        delivered_at,
        row_version: Some(part.row_version),
    })
}
