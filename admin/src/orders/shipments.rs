//! What has been sent of an order, and what is still to be sent.

use axum::extract::{Path, State};
use axum::response::Response;
use commerce::checkout::parse_line;
use commerce::fulfilment::{
    self, Carrier, LONGEST_CARRIER, LONGEST_LINK, LONGEST_NUMBER, NewShipment, SendError, SentLine,
    Shipment, ShipmentLine,
};
use commerce::ids::OrderLineId;
use commerce::order::listing::{self, OrderFacts};
use commerce::promotion::schedule::{End, on_the_wall, swedish_moment};
use platform::auth::Permission;
use platform::clock::Timestamp;
use platform::db::PgConnection;
use platform::i18n::Message;
use platform::render::{Field, Form, FormState};
use platform::web::{FormBody, PageError};
use serde::Serialize;
use uuid::Uuid;

use super::acts::back;
use super::handlers::page_with;
use crate::admin::Admin;
use crate::guard::Me;
use crate::kept;
use crate::list::Status;
use crate::page::see;
use crate::when::When;

/// The form by which a shipment is registered.
#[derive(Debug)]
pub(crate) struct ShipmentForm;

impl Form for ShipmentForm {
    const FIELDS: &'static [Field] = &[
        Field::plain("reference", "shipment-title"),
        Field::plain("line", "shipment-lines"),
        Field::plain("quantity", "shipment-lines"),
        Field::plain("carrier", "shipment-carrier"),
        Field::plain("carrier_name", "shipment-carrier-name"),
        Field::plain("number", "shipment-number"),
        Field::plain("link", "shipment-link"),
        Field::plain("sent_at", "shipment-sent"),
    ];
}

/// How the order's goods travel, on its page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Fulfilment {
    pub(crate) is_collection: bool,
    pub(crate) shipments: Vec<ShipmentRow>,
    /// The form for what is left; none when nothing is, or the person may not.
    pub(crate) send: Option<SendPart>,
}

/// A shipment.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ShipmentRow {
    pub(crate) id: String,
    pub(crate) position: i32,
    /// The number of the case for which it was sent.
    pub(crate) case_number: Option<String>,
    pub(crate) status: Status,
    pub(crate) carrier: String,
    pub(crate) number: String,
    pub(crate) link: String,
    pub(crate) sent: When,
    pub(crate) arrived: Option<When>,
    pub(crate) lines: Vec<PieceRow>,
    pub(crate) edit: Option<EditPart>,
}

/// So many pieces of a line.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PieceRow {
    pub(crate) name: String,
    pub(crate) sku: String,
    pub(crate) quantity: i32,
}

/// What of a shipment can be put right.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct EditPart {
    pub(crate) row_version: i32,
    pub(crate) carrier: String,
    pub(crate) number: String,
    pub(crate) link: String,
    pub(crate) arrived_at: String,
    /// It has not arrived: one button says that it has.
    pub(crate) can_arrive: bool,
    /// Which field is refused, and why.
    pub(crate) refused: Option<(&'static str, Message)>,
}

/// The form for what is left.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SendPart {
    pub(crate) form: FormState<ShipmentForm>,
    pub(crate) lines: Vec<LeftRow>,
    pub(crate) carriers: Vec<CarrierPick>,
}

/// A line that is not all sent.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LeftRow {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) sku: String,
    pub(crate) left: i32,
    pub(crate) value: String,
}

/// A carrier to choose.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CarrierPick {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) is_chosen: bool,
}

/// What the page says of the order's shipments.
pub(super) async fn fulfilment(
    conn: &mut PgConnection,
    me: &Me,
    order: &OrderFacts,
) -> Result<Fulfilment, PageError> {
    let lines = fulfilment::lines_of(conn, order.id).await?;
    let shipments = fulfilment::of_order(conn, order.id).await?;
    let carriers = fulfilment::carriers(conn).await?;
    let may = me.may(Permission::FulfilmentManage);
    let is_owed = order.state == "placed"
        && fulfilment::OWED_PAYMENTS.contains(&order.payment_status.as_str())
        && lines.iter().any(|line| line.left() > 0);
    let is_collection = order.freight_kind == "collection";
    Ok(Fulfilment {
        is_collection,
        shipments: shipments
            .iter()
            .map(|shipment| row(me, shipment, &lines, is_collection, may))
            .collect(),
        send: (may && is_owed).then(|| send_part(blank(me), &lines, &carriers)),
    })
}

fn blank(me: &Me) -> FormState<ShipmentForm> {
    FormState::blank()
        .with("reference", platform::ids::new_uuid().to_string())
        .with("sent_at", on_the_wall(me.now()))
}

fn send_part(form: FormState<ShipmentForm>, lines: &[SentLine], carriers: &[Carrier]) -> SendPart {
    let typed = |id: &str| {
        let at = form.values("line").iter().position(|line| line == id)?;
        form.values("quantity").get(at).cloned()
    };
    let left = lines.iter().filter(|line| line.left() > 0);
    let lines = left
        .map(|line| {
            let id = line.line_id.to_string();
            LeftRow {
                value: typed(&id).unwrap_or_else(|| line.left().to_string()),
                id,
                name: full_name(line),
                sku: line.sku.clone(),
                left: line.left(),
            }
        })
        .collect();
    let chosen = form.value("carrier").to_owned();
    SendPart {
        form,
        lines,
        carriers: picks(carriers, &chosen),
    }
}

/// The carriers to choose from.
pub(crate) fn picks(carriers: &[Carrier], chosen: &str) -> Vec<CarrierPick> {
    carriers
        .iter()
        .map(|carrier| CarrierPick {
            value: carrier.code.clone(),
            label: carrier.name.clone(),
            is_chosen: carrier.code == chosen,
        })
        .collect()
}

fn full_name(line: &SentLine) -> String {
    if line.options.is_empty() {
        line.name.clone()
    } else {
        format!("{}, {}", line.name, line.options)
    }
}

fn row(
    me: &Me,
    shipment: &Shipment,
    lines: &[SentLine],
    is_collection: bool,
    may: bool,
) -> ShipmentRow {
    let when = |at| When::new(me.locale(), at, me.now());
    let status = match (shipment.delivered_at, is_collection) {
        (Some(_), false) => Status::new("ok", "shipment-arrived"),
        (Some(_), true) => Status::new("ok", "shipment-collected"),
        (None, false) => Status::new("info", "shipment-under-way"),
        (None, true) => Status::new("info", "shipment-ready"),
    };
    ShipmentRow {
        id: shipment.id.to_string(),
        position: shipment.position,
        case_number: shipment.case_number.clone(),
        status,
        carrier: shipment.carrier.clone(),
        number: shipment.tracking_number.clone(),
        link: shipment.tracking_url.clone(),
        sent: when(shipment.shipped_at),
        arrived: shipment.delivered_at.map(when),
        lines: shipment
            .lines
            .iter()
            .filter_map(|piece| {
                let line = lines.iter().find(|line| line.line_id == piece.line_id)?;
                Some(PieceRow {
                    name: full_name(line),
                    sku: line.sku.clone(),
                    quantity: piece.quantity,
                })
            })
            .collect(),
        edit: may.then(|| EditPart {
            row_version: shipment.row_version,
            carrier: shipment.carrier.clone(),
            number: shipment.tracking_number.clone(),
            link: shipment.tracking_url.clone(),
            arrived_at: shipment.delivered_at.map(on_the_wall).unwrap_or_default(),
            can_arrive: shipment.delivered_at.is_none(),
            refused: None,
        }),
    }
}

/// `POST /ordrar/{number}/forsandelser`: goods have been sent, or lie ready.
pub(crate) async fn send(
    State(admin): State<Admin>,
    me: Me,
    Path(number): Path<String>,
    FormBody(fields): FormBody,
) -> Result<Response, PageError> {
    let mut conn = admin.db.read().await?;
    let order = listing::order_by_number(&mut conn, &number)
        .await?
        .ok_or(PageError::NotFound)?;
    let lines = fulfilment::lines_of(&mut conn, order.id).await?;
    let carriers = fulfilment::carriers(&mut conn).await?;
    drop(conn);
    let mut form = FormState::<ShipmentForm>::from_pairs(fields.iter());
    let new = read(&mut form, &order, &lines, &carriers);
    if fields.has(kept::SHOW) {
        form.refuse_whole("form-kept");
    }
    if let Some(new) = new.filter(|_| form.is_valid()) {
        let mut tx = admin.db.begin(me.origin()).await?;
        match fulfilment::send(&mut tx, order.id, &new).await {
            Ok(_) => {
                tx.commit().await?;
                let there = back(&order.number, &fields);
                return Ok(see(&format!("{there}#h-sant")));
            }
            Err(error) => {
                drop(tx);
                refuse(&mut form, error, &lines)?;
            }
        }
    }
    let mut conn = admin.db.read().await?;
    let lines = fulfilment::lines_of(&mut conn, order.id).await?;
    drop(conn);
    page_with(&admin, &me, (number.as_str(), &fields), |view| {
        let is_left = lines.iter().any(|line| line.left() > 0);
        view.fulfilment.send = is_left.then(|| send_part(form, &lines, &carriers));
    })
    .await
}

fn refuse(
    form: &mut FormState<ShipmentForm>,
    error: SendError,
    lines: &[SentLine],
) -> Result<(), PageError> {
    match error {
        SendError::Unknown => return Err(PageError::NotFound),
        SendError::NotOwed => form.refuse_whole("shipment-not-owed"),
        SendError::Empty => form.refuse("quantity", "shipment-empty"),
        SendError::TooMany { line_id, left } => {
            let line = lines.iter().find(|line| line.line_id == line_id);
            let message = Message::new("shipment-too-many")
                .with("name", line.map(full_name).unwrap_or_default())
                .with("left", i64::from(left));
            form.refuse("quantity", message);
        }
        SendError::Moment => form.refuse("sent_at", "shipment-moment"),
        SendError::Short => form.refuse_whole("shipment-short"),
        SendError::Db(error) => return Err(error.into()),
    }
    Ok(())
}

fn read(
    form: &mut FormState<ShipmentForm>,
    order: &OrderFacts,
    lines: &[SentLine],
    carriers: &[Carrier],
) -> Option<NewShipment> {
    let reference: Option<Uuid> = form.value("reference").parse().ok();
    let mut pieces = Vec::new();
    let typed: Vec<(String, String)> = form
        .values("line")
        .iter()
        .cloned()
        .zip(form.values("quantity").iter().cloned())
        .collect();
    for (line, quantity) in typed {
        let line = lines.iter().find(|l| l.line_id.to_string() == line);
        let quantity = match quantity.trim() {
            "" => Some(0),
            digits => digits.parse::<i32>().ok().filter(|n| *n >= 0),
        };
        match (line, quantity) {
            (Some(line), Some(quantity)) => pieces.push(ShipmentLine {
                line_id: line.line_id,
                quantity,
            }),
            _ => form.refuse("quantity", "shipment-quantity"),
        }
    }
    // Two orders' forms never share one.
    let reference = format!("{}/{}", order.id, reference.unwrap_or_default());
    parcel(form, carriers, order.placed_at, (reference, pieces))
}

/// What a form says of a parcel that is sent, not before `floor`. Everything that is wrong is said at once, at its field.
pub(crate) fn parcel<F: Form>(
    form: &mut FormState<F>,
    carriers: &[Carrier],
    floor: Option<Timestamp>,
    (reference, lines): (String, Vec<ShipmentLine>),
) -> Option<NewShipment> {
    let sent_at = moment(form.value("sent_at"), floor);
    if sent_at.is_none() {
        form.refuse("sent_at", "form-moment");
    }
    let number = line(form.trimmed("number"), LONGEST_NUMBER);
    if number.is_none() {
        form.refuse("number", "form-too-long");
    }
    let carrier = carriers
        .iter()
        .find(|carrier| carrier.code == form.value("carrier"));
    let name = line(form.trimmed("carrier_name"), LONGEST_CARRIER);
    if carrier.is_none() && name.is_none() {
        form.refuse("carrier_name", "form-too-long");
    }
    let link = link(form.trimmed("link"));
    if link.is_none() {
        form.refuse("link", "shipment-link-wrong");
    }
    let (number, link) = (number?, link?);
    Some(NewShipment {
        reference,
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
        lines,
    })
}

/// A Swedish wall time; what falls into the same minute as `floor` is not before it.
pub(super) fn moment(text: &str, floor: Option<Timestamp>) -> Option<Timestamp> {
    let at = swedish_moment(text, End::Start).ok()?;
    match floor {
        Some(floor) if at < floor && floor.since(at) < jiff::SignedDuration::from_mins(1) => {
            Some(floor)
        }
        _ => Some(at),
    }
}

/// One line without control characters, or nothing.
pub(super) fn line(text: &str, most: usize) -> Option<String> {
    if text.trim().is_empty() {
        return Some(String::new());
    }
    parse_line(text, most).ok()
}

/// A link to follow a parcel: empty, or `https`.
pub(super) fn link(text: &str) -> Option<String> {
    let is_link = text.is_empty()
        || (text.starts_with("https://")
            && text.len() > "https://".len()
            && text.len() <= LONGEST_LINK
            && !text.chars().any(|c| c.is_whitespace() || c.is_control()));
    is_link.then(|| text.to_owned())
}

impl Fulfilment {
    /// Samples for the checks of the templates: under way with more to send, and all there.
    pub(super) fn samples(now: Timestamp) -> [Self; 2] {
        let when = || When::new(crate::page::sample_locale(), now, now);
        let line = SentLine {
            line_id: OrderLineId::generate(),
            sku: "NB-1".to_owned(),
            name: "Mugg Strand".to_owned(),
            options: "sand".to_owned(),
            quantity: 3,
            shipped: 1,
            called_off: 0,
            returned: 0,
        };
        let carrier = Carrier {
            code: "postnord".to_owned(),
            name: "PostNord".to_owned(),
            tracking_url: None,
        };
        let mut form = FormState::blank().with("carrier", "postnord");
        form.refuse("quantity", "shipment-empty");
        form.refuse("link", "shipment-link-wrong");
        let row = |status, arrived, refused| ShipmentRow {
            id: "1".to_owned(),
            position: 1,
            case_number: Some("RET-10001".to_owned()),
            status,
            carrier: "PostNord".to_owned(),
            number: "00373".to_owned(),
            link: "https://tracking.postnord.com/se/?id=00373".to_owned(),
            sent: when(),
            arrived,
            lines: vec![PieceRow {
                name: "Mugg Strand, sand".to_owned(),
                sku: "NB-1".to_owned(),
                quantity: 1,
            }],
            edit: Some(EditPart {
                carrier: "PostNord".to_owned(),
                can_arrive: true,
                refused,
                ..EditPart::default()
            }),
        };
        let status = || Status::new("info", "shipment-under-way");
        [
            Self {
                is_collection: false,
                shipments: vec![
                    row(status(), None, Some(("arrived_at", "form-moment".into()))),
                    row(status(), None, Some(("", "form-changed-meanwhile".into()))),
                ],
                send: Some(send_part(form, &[line], &[carrier])),
            },
            Self {
                is_collection: true,
                shipments: vec![ShipmentRow {
                    carrier: String::new(),
                    number: String::new(),
                    link: String::new(),
                    edit: None,
                    ..row(Status::new("ok", "shipment-collected"), Some(when()), None)
                }],
                send: None,
            },
        ]
    }
}
