//! "It is on its way": what has been sent, and where it can be followed.

use commerce::checkout::freight::FreightKind;
use commerce::fulfilment::{self, Shipment};
use commerce::ids::{OrderId, ShipmentId};
use commerce::order::events::ShipmentNoticeSent;
use commerce::order::{ORDER_PAGE, Order};
use platform::db::Origin;
use platform::jobs::runner::JobError;
use platform::mail::{NewMail, store};
use platform::outbox::store::OpenDelivery;
use platform::render::{Fault, Renderer, View};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::letter::{self, Envelope, Signature, house, language};
use super::{check_letter, keep_and_send};
use crate::Context;

/// The mail.
#[derive(Clone, Debug, Serialize)]
pub struct ShipmentView {
    number: String,
    first_name: String,
    order_url: String,
    is_collection: bool,
    /// Whether something is still to come.
    is_part: bool,
    /// The number of the case for which it is sent; empty for what was sold.
    case_number: String,
    carrier: String,
    tracking_number: String,
    tracking_url: String,
    lines: Vec<LineView>,
    address: commerce::order::Address,
    #[serde(flatten)]
    from: Signature,
}

#[derive(Clone, Debug, Serialize)]
struct LineView {
    name: String,
    options: String,
    quantity: i32,
}

impl View for ShipmentView {
    const TEMPLATE: &'static str = "mail/shipment/body.html";

    fn samples() -> Vec<Self> {
        let sent = Self {
            number: "ORD-100001".into(),
            first_name: "Elin".into(),
            order_url: "https://butik.example/order/ORD-100001/x".into(),
            is_collection: false,
            is_part: true,
            case_number: String::new(),
            carrier: "PostNord".into(),
            tracking_number: "00373".into(),
            tracking_url: "https://tracking.postnord.com/se/?id=00373".into(),
            lines: vec![
                LineView {
                    name: "Mugg Strand".into(),
                    options: "midnatt".into(),
                    quantity: 2,
                },
                LineView {
                    name: "Skål <Vik>".into(),
                    options: String::new(),
                    quantity: 1,
                },
            ],
            address: commerce::order::Address {
                name: "Elin Sandahl".into(),
                street: "Repslagaregatan 11".into(),
                postcode: "41301".into(),
                city: "Göteborg".into(),
                country: "SE".into(),
                ..commerce::order::Address::default()
            },
            from: Signature::sample(),
        };
        let ready = Self {
            is_collection: true,
            is_part: false,
            carrier: String::new(),
            tracking_number: String::new(),
            tracking_url: String::new(),
            ..sent.clone()
        };
        let bare = Self {
            carrier: String::new(),
            tracking_number: String::new(),
            tracking_url: String::new(),
            ..sent.clone()
        };
        let instead = Self {
            is_part: false,
            case_number: "RET-10001".into(),
            ..sent.clone()
        };
        vec![sent, ready, bare, instead]
    }
}

/// Tells the buyer of a shipment, once however often it is asked; gives the receiver's answer.
///
/// # Errors
/// A busy relay, to be tried again; an address that the relay refuses, for staff.
pub async fn tell_of_shipment(
    context: &Context,
    delivery: &OpenDelivery,
) -> Result<Value, JobError> {
    let order_id = OrderId(delivery.aggregate_id);
    let shipment_id = delivery.payload["shipment_id"]
        .as_str()
        .and_then(|text| text.parse::<Uuid>().ok())
        .map(ShipmentId)
        .ok_or_else(|| JobError::fail("the fact names no shipment"))?;
    let key = format!("shipment/{shipment_id}");
    let known = store::by_dedup_key(&mut *context.db.read().await?, &key).await?;
    if let Some(mail) = known.filter(|mail| mail.state == "sent") {
        return Ok(json!({ "mail": mail.id, "answer": mail.receipt }));
    }
    let mail = write(context, order_id, shipment_id, key).await?;
    let recipient = mail.recipient.clone();
    let answer = keep_and_send(context, mail).await?;
    let mut tx = context.db.begin(Origin::system("mail")).await?;
    commerce::locks::lock_order(&mut tx, order_id).await?;
    tx.emit(&ShipmentNoticeSent {
        order_id,
        shipment_id,
        recipient,
    })
    .await?;
    tx.commit().await?;
    Ok(json!({ "answer": answer }))
}

async fn write(
    context: &Context,
    order_id: OrderId,
    shipment_id: ShipmentId,
    key: String,
) -> Result<NewMail, JobError> {
    let mut conn = context.db.read().await?;
    let order = commerce::order::store::load(&mut conn, order_id)
        .await?
        .ok_or_else(|| JobError::fail("no such order"))?;
    let shipment = fulfilment::shipment(&mut conn, shipment_id)
        .await?
        .ok_or_else(|| JobError::fail("no such shipment"))?;
    let lines = fulfilment::lines_of(&mut conn, order_id).await?;
    let (context, shop) = house(context, conn, Some(order.shop_id)).await?;
    let link = context.secret.link_key(ORDER_PAGE, order.id.0.as_bytes());
    let values = [("number", order.number.as_str()), ("key", link.as_str())];
    let path = context
        .renderer
        .url(language(&order.locale), "order", &values);
    let view = ShipmentView {
        number: order.number.clone(),
        first_name: order
            .customer_name
            .split(' ')
            .next()
            .unwrap_or_default()
            .to_owned(),
        order_url: context.shop_link(&path),
        is_collection: order.freight_kind == FreightKind::Collection
            && shipment.case_number.is_none(),
        is_part: shipment.case_number.is_none() && lines.iter().any(|line| line.left() > 0),
        case_number: shipment.case_number.clone().unwrap_or_default(),
        lines: contents(&order, &shipment),
        carrier: shipment.carrier,
        tracking_number: shipment.tracking_number,
        tracking_url: shipment.tracking_url,
        address: order.delivery_address.clone(),
        from: Signature::of(&shop),
    };
    let envelope = Envelope {
        kind: "shipment",
        about: ("order", order.id.0),
        key,
        recipient: order.email,
        reply_to: Some(shop.email),
        locale: order.locale,
    };
    letter::write(&context, &view, envelope)
}

fn contents(order: &Order, shipment: &Shipment) -> Vec<LineView> {
    let of = |line_id| order.lines.iter().find(|line| line.id == line_id);
    shipment
        .lines
        .iter()
        .filter_map(|piece| {
            of(piece.line_id).map(|line| LineView {
                name: line.name.clone(),
                options: line.options.clone(),
                quantity: piece.quantity,
            })
        })
        .collect()
}

/// Renders every sample in every language, subject and text included.
pub(super) fn check(renderer: &Renderer, faults: &mut Vec<Fault>) {
    check_letter::<ShipmentView>(renderer, faults);
}
