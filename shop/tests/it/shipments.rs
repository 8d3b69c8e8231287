//! What the buyer sees of what is on its way.

use commerce::ids::{OrderId, ShipmentId};
use platform::outbox::listing::history;

use crate::buying::order_path;
use crate::stand::{Mood, Stand};

/// A paid order of so many mugs, and its page.
pub async fn bought(stand: &Stand, quantity: &str) -> (OrderId, String) {
    stand.add(quantity).await;
    let form = stand.filled().await;
    stand.buy(&form).await;
    stand.provider_is(Mood::Pays);
    let page = order_path(stand).await;
    stand.get(&format!("{page}/ater")).await;
    let id = "select id from orders order by prepared_at desc, id desc limit 1";
    (OrderId(stand.world.database.value(id).await), page)
}

/// So many pieces of the first line are sent.
pub async fn send(stand: &Stand, order: OrderId, quantity: i32) -> ShipmentId {
    stand.world.send(order, quantity).await.1
}

#[tokio::test]
async fn a_guest_sees_what_is_on_its_way_and_follows_it() {
    let stand = Stand::new().await;
    let (order, page) = bought(&stand, "3").await;
    assert!(!stand.get(&page).await.html.contains("Försändelser"));
    send(&stand, order, 1).await;
    let html = stand.get(&page).await.html;
    for said in [
        "Försändelser",
        "PostNord",
        "00373",
        "href=\"https://post.example/00373\"",
        "1 × Mugg",
    ] {
        assert!(html.contains(said), "{said}: {html}");
    }
    let mut conn = stand.world.db.read().await.unwrap();
    let facts = history(&mut conn, "order", order.0).await.unwrap();
    assert_eq!(facts.last().unwrap().name, "ShipmentSent");
}
