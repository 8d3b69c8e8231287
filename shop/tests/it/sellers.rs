//! What the merchant says of the shop and decides of it, as shoppers meet it.

use commerce::catalogue::shop::shops;
use commerce::opening::facts::{self, Facts};
use commerce::order::store::count_money_back;
use commerce::payment::PaymentMethod;
use commerce::setting::{self, Key, Level, Value};

use crate::shipments::bought;
use crate::stand::Stand;

/// Other facts from now on; what was kept for seconds is out of date by then.
async fn change(stand: Stand, other: impl FnOnce(&mut Facts)) -> Stand {
    stand
        .world
        .clock
        .advance(jiff::SignedDuration::from_secs(20));
    let mut tx = stand.world.tx().await;
    let held = shops(&mut tx).await.unwrap().remove(0);
    let mut wanted = Facts::of(&held);
    other(&mut wanted);
    let (_, seen) = facts::held(&mut tx, held.id).await.unwrap();
    assert!(
        facts::change(&mut tx, held.id, &wanted, seen)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    stand.counting().await.stand
}

#[tokio::test]
async fn the_shop_tells_the_new_facts_and_issued_papers_the_old_ones() {
    let stand = Stand::new().await;
    let (order, page) = bought(&stand, "1").await;
    stand
        .world
        .database
        .execute("insert into refunds (id, payment_id, amount_minor, state, reason, idempotency_key, created_at, updated_at) select gen_random_uuid(), id, amount_minor, 'settled', 'test', 'k', now(), now() from payments")
        .await;
    let mut tx = stand.world.tx().await;
    count_money_back(&mut tx, order).await.unwrap();
    tx.commit().await.unwrap();
    let first = stand
        .get(&format!("{page}/kreditnota/KRE-10001"))
        .await
        .html;
    assert!(first.contains("Nordbod AB<br>Bodgatan 4"), "{first}");
    let stand = change(stand, |facts| {
        facts.legal_name = "Nordbod i Ed AB".to_owned();
        facts.street = "Storgatan 1".to_owned();
        facts.phone = "08-123 45 67".to_owned();
    })
    .await;
    let home = stand.get("/").await.html;
    assert!(home.contains("Nordbod i Ed AB"), "{home}");
    assert!(home.contains("08-123 45 67"), "{home}");
    assert!(!home.contains("Nordbod AB"), "{home}");
    // Who sold it then stands in the note, who sells now at its foot.
    let note = stand
        .get(&format!("{page}/kreditnota/KRE-10001"))
        .await
        .html;
    assert!(note.contains("Nordbod AB<br>Bodgatan 4"), "{note}");
    assert!(!note.contains("Nordbod i Ed AB<br>Storgatan 1"), "{note}");
    assert!(note.contains("Nordbod i Ed AB"), "{note}");
}

#[tokio::test]
async fn the_ways_to_pay_are_those_that_the_merchant_offers_now() {
    let stand = Stand::new().await;
    let stand = change(stand, |facts| {
        facts.payment_methods = vec![PaymentMethod::Klarna, PaymentMethod::Swish];
    })
    .await;
    stand.add("1").await;
    let html = stand.get("/kassa").await.html;
    let place = |method: &str| html.find(&format!("value=\"{method}\""));
    assert!(place("card").is_none(), "{html}");
    // The law's order, whatever the merchant's.
    assert!(place("swish").unwrap() < place("klarna").unwrap());
}

#[tokio::test]
async fn few_pieces_are_as_few_and_goods_as_new_as_the_merchant_says() {
    let stand = Stand::new().await;
    let says = "Bara 10 kvar";
    assert!(!stand.get("/produkt/mugg").await.html.contains(says));
    let is_new = ">Nyhet<";
    assert!(stand.get("/varor").await.html.contains(is_new));
    let mut tx = stand.world.tx().await;
    let level = Level::Shop(stand.world.shop_id);
    let wanted = [
        (Key::FewPieces, Value::Number(10)),
        (Key::CartDays, Value::Number(2)),
        (Key::NewDays, Value::Number(0)),
    ];
    assert!(
        setting::save(&mut tx, level, Key::FewPieces.group(), &wanted, 0)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    let stand = stand.counting().await.stand;
    let html = stand.get("/produkt/mugg").await.html;
    assert!(html.contains(says), "{html}");
    assert!(html.contains("LimitedAvailability"), "{html}");
    assert!(!stand.get("/varor").await.html.contains(is_new));
    stand.add("1").await;
    let html = stand.get("/varukorg").await.html;
    assert!(html.contains(says), "{html}");
    let days = "select extract(epoch from expires_at - updated_at)::bigint / 86400 from carts";
    assert_eq!(stand.world.database.value::<i64>(days).await, 2);
}

#[tokio::test]
async fn no_hour_is_promised_on_the_first_page() {
    let stand = Stand::new().await;
    for (path, hour, words) in [
        (
            "/",
            "Beställ före",
            "Leveransdag, fraktsätt och pris ser du",
        ),
        (
            "/en",
            "Order before",
            "You see the day, the way and the price",
        ),
    ] {
        let html = stand.get(path).await.html;
        assert!(!html.contains(hour) && html.contains(words), "{html}");
    }
}
