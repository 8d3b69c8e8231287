//! Telling the shop: an event is written down with its deliveries in the same change as what it tells.

use serde_json::Value;

use super::book::{Change, Charge, Delivery, DeliveryState, Entry, Event, Intent, Refund, Session};
use super::calls::{Scene, new_id};
use super::objects::{self, Expand};

/// How an event reaches the shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Telling {
    /// As it should.
    Once,
    /// The same message twice at the same time.
    Twice,
    /// Not at all.
    Never,
}

/// Tells about a session. Returns the deliveries' ids.
pub fn tell_session(
    scene: &Scene<'_>,
    kind: &str,
    session: &Session,
    telling: Telling,
    change: &mut Change,
) -> Vec<String> {
    let object = objects::session(session, scene.book, Expand::default(), scene.public_url);
    tell(scene, kind, &object, &session.id, telling, change)
}

/// Tells about an intent.
pub fn tell_intent(scene: &Scene<'_>, kind: &str, intent: &Intent, change: &mut Change) {
    let object = objects::intent(intent, scene.book, false, scene.public_url);
    tell(scene, kind, &object, &intent.session, Telling::Once, change);
}

/// Tells about a charge.
pub fn tell_charge(scene: &Scene<'_>, kind: &str, charge: &Charge, change: &mut Change) {
    let session = scene
        .book
        .intents
        .get(&charge.intent)
        .map(|i| i.session.clone())
        .unwrap_or_default();
    tell(
        scene,
        kind,
        &objects::charge(charge),
        &session,
        Telling::Once,
        change,
    );
}

/// Tells about a refund.
pub fn tell_refund(scene: &Scene<'_>, kind: &str, refund: &Refund, change: &mut Change) {
    let session = scene
        .book
        .intents
        .get(&refund.intent)
        .map(|i| i.session.clone())
        .unwrap_or_default();
    tell(
        scene,
        kind,
        &objects::refund(refund),
        &session,
        Telling::Once,
        change,
    );
}

fn tell(
    scene: &Scene<'_>,
    kind: &str,
    object: &Value,
    session: &str,
    telling: Telling,
    change: &mut Change,
) -> Vec<String> {
    let id = new_id("evt");
    let body = objects::event(&id, kind, scene.now, object).to_string();
    change.put(Entry::Event(Event {
        id: id.clone(),
        kind: kind.to_owned(),
        created: scene.now,
        body,
        session: session.to_owned(),
    }));
    if !scene.has_listener {
        return Vec::new();
    }
    let state = if telling == Telling::Never {
        DeliveryState::Lost
    } else {
        DeliveryState::Due(scene.now)
    };
    let times = if telling == Telling::Twice { 2 } else { 1 };
    (0..times)
        .map(|_| {
            let delivery = Delivery {
                id: new_id("dlv"),
                event: id.clone(),
                tries: 0,
                state,
            };
            let delivery_id = delivery.id.clone();
            change.put(Entry::Delivery(delivery));
            delivery_id
        })
        .collect()
}
