//! What is sent of an order: stock leaves once, the status follows, nothing is sent twice or in vain.

use commerce::fulfilment::{
    self, CorrectError, Correction, FulfilmentStatus, NewShipment, SendError, ShipmentLine,
};
use commerce::ids::{OrderId, ShipmentId, VariantId};
use commerce::inventory::listing::levels_off_ledger;
use commerce::order;
use futures_util::future::join_all;
use jiff::SignedDuration;
use testkit::World;

use crate::checkout::{captured, history, say, waiting};

/// A paid order of so many pieces of each.
pub async fn paid(world: &World, lines: &[(VariantId, i32)]) -> OrderId {
    let cart = world.cart(lines).await;
    let (order, payment) = waiting(world, cart).await;
    say(world, &payment, &captured(payment.amount_minor)).await;
    order
}

/// So many pieces of each line, in the order of the lines.
pub async fn parcel(
    world: &World,
    order: OrderId,
    reference: &str,
    quantities: &[i32],
) -> NewShipment {
    let mut conn = world.db.read().await.unwrap();
    let lines = fulfilment::lines_of(&mut conn, order).await.unwrap();
    NewShipment {
        reference: reference.to_owned(),
        carrier: "PostNord".to_owned(),
        tracking_number: "00373".to_owned(),
        tracking_url: "https://post.example/00373".to_owned(),
        shipped_at: world.clock.now(),
        lines: lines
            .iter()
            .zip(quantities)
            .map(|(line, quantity)| ShipmentLine {
                line_id: line.line_id,
                quantity: *quantity,
            })
            .collect(),
    }
}

pub async fn send(
    world: &World,
    order: OrderId,
    new: &NewShipment,
) -> Result<ShipmentId, SendError> {
    let mut tx = world.tx().await;
    let sent = fulfilment::send(&mut tx, order, new).await?;
    tx.commit().await.unwrap();
    Ok(sent)
}

/// It is with the buyer, now.
pub async fn arrive(world: &World, order: OrderId, shipment: ShipmentId) {
    world.arrive(order, shipment).await;
}

pub async fn status(world: &World, order: OrderId) -> String {
    let mut conn = world.db.read().await.unwrap();
    let order = order::store::load(&mut conn, order).await.unwrap().unwrap();
    order.fulfilment_status
}

async fn level(world: &World) -> (i64, i64) {
    let sums = "select (sum(on_hand), sum(allocated))::text from stock_levels";
    let text: String = world.database.value(sums).await;
    let (on_hand, allocated) = text.trim_matches(['(', ')']).split_once(',').unwrap();
    (on_hand.parse().unwrap(), allocated.parse().unwrap())
}

#[tokio::test]
async fn an_order_goes_in_two_parcels_and_arrives() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let bowl = world.variant("BOWL", 5, 39_900).await;
    let order = paid(&world, &[(mug, 3), (bowl, 1)]).await;
    assert_eq!(level(&world).await, (15, 4));
    let first = parcel(&world, order, "a", &[2, 0]).await;
    let first = send(&world, order, &first).await.unwrap();
    assert_eq!(status(&world, order).await, "partly_shipped");
    assert_eq!(level(&world).await, (13, 2));
    let rest = parcel(&world, order, "b", &[1, 1]).await;
    let second = send(&world, order, &rest).await.unwrap();
    assert_eq!(status(&world, order).await, "shipped");
    assert_eq!(level(&world).await, (11, 0));
    arrive(&world, order, second).await;
    assert_eq!(status(&world, order).await, "shipped", "one is under way");
    arrive(&world, order, first).await;
    assert_eq!(status(&world, order).await, "delivered");
    assert_eq!(
        history(&world, order).await[3..],
        [
            "ShipmentSent",
            "ShipmentSent",
            "ShipmentDelivered",
            "ShipmentDelivered"
        ]
    );
    let mut conn = world.db.read().await.unwrap();
    assert_eq!(levels_off_ledger(&mut conn).await.unwrap(), []);
    let states: String = world
        .database
        .value("select string_agg(distinct state, ',') from stock_reservations")
        .await;
    assert_eq!(states, "shipped");
    let audited: i64 = world
        .database
        .value("select count(*) from audit_entries where action like 'shipment.%'")
        .await;
    assert_eq!(audited, 4);
}

#[tokio::test]
async fn the_same_report_from_twenty_sides_is_one_shipment() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let order = paid(&world, &[(mug, 3)]).await;
    let new = parcel(&world, order, "the same", &[1]).await;
    let (world, new) = (&world, &new);
    let sent = join_all((0..20).map(|_| send(world, order, new))).await;
    let ids: std::collections::HashSet<_> = sent.into_iter().map(Result::unwrap).collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(level(world).await, (9, 2));
}

#[tokio::test]
async fn nothing_leaves_that_is_not_owed() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let cart = world.cart(&[(mug, 2)]).await;
    let (unpaid, _) = waiting(&world, cart).await;
    let new = parcel(&world, unpaid, "a", &[1]).await;
    let refused = send(&world, unpaid, &new).await;
    assert!(matches!(refused, Err(SendError::NotOwed)), "{refused:?}");
    let order = paid(&world, &[(mug, 2)]).await;
    let mut new = parcel(&world, order, "b", &[3]).await;
    let refused = send(&world, order, &new).await;
    assert!(matches!(refused, Err(SendError::TooMany { left: 2, .. })));
    new.lines[0].quantity = 0;
    assert!(matches!(
        send(&world, order, &new).await,
        Err(SendError::Empty)
    ));
    new.lines[0].quantity = 1;
    new.shipped_at = world.clock.now().plus(SignedDuration::from_mins(1));
    assert!(matches!(
        send(&world, order, &new).await,
        Err(SendError::Moment)
    ));
    // A line of another order is none of this one's.
    let other = paid(&world, &[(mug, 1)]).await;
    let theirs = parcel(&world, other, "c", &[1]).await;
    assert!(matches!(
        send(&world, order, &theirs).await,
        Err(SendError::TooMany { left: 0, .. })
    ));
    assert_eq!(level(&world).await, (10, 3), "nothing has left");
    assert_eq!(status(&world, order).await, "unfulfilled");
}

#[tokio::test]
async fn a_shipment_is_put_right_by_whoever_saw_it_as_it_is() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let order = paid(&world, &[(mug, 1)]).await;
    let new = parcel(&world, order, "a", &[1]).await;
    let id = send(&world, order, &new).await.unwrap();
    let to = Correction {
        carrier: "DHL".to_owned(),
        tracking_number: "77".to_owned(),
        tracking_url: String::new(),
        delivered_at: None,
        row_version: Some(1),
    };
    let correct = async |to: &Correction| {
        let mut tx = world.tx().await;
        let done = fulfilment::correct(&mut tx, order, id, to).await;
        if done.is_ok() {
            tx.commit().await.unwrap();
        }
        done
    };
    correct(&to).await.unwrap();
    // The same again is no change, though the version has moved.
    correct(&to).await.unwrap();
    let late = Correction {
        carrier: "UPS".to_owned(),
        ..to.clone()
    };
    assert!(matches!(
        correct(&late).await,
        Err(CorrectError::ChangedMeanwhile)
    ));
    let early = Correction {
        delivered_at: Some(world.clock.now().minus(SignedDuration::from_hours(1))),
        row_version: Some(2),
        ..to
    };
    assert!(matches!(correct(&early).await, Err(CorrectError::Moment)));
    assert_eq!(history(&world, order).await[4..], ["ShipmentCorrected"]);
}

#[tokio::test]
async fn statuses_are_named_as_in_the_tables_check() {
    let world = World::create().await;
    let check: String = world
        .database
        .value("select pg_get_constraintdef(oid) from pg_constraint where conname = 'orders_fulfilment_status_check'")
        .await;
    for status in FulfilmentStatus::ALL {
        assert!(check.contains(&format!("'{}'", status.as_str())), "{check}");
    }
    assert_eq!(
        check.matches("'::text").count(),
        FulfilmentStatus::ALL.len(),
        "{check}"
    );
}
