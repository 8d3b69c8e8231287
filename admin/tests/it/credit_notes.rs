//! Credit notes in the back office, and what the books take over.

use admin::Environment;
use commerce::order::store::{count_money_back, id_by_number};
use http::StatusCode;
use testkit::World as Goods;

use crate::client::world;
use crate::shipments::{goods, paid};

/// The vendor has sent a sum of an order back, and its credit note is issued.
async fn credited(goods: &Goods, number: &str, amount_minor: i64) {
    let mut tx = goods.tx().await;
    let order = id_by_number(&mut tx, number).await.unwrap().unwrap();
    sqlx::query(
        "insert into refunds (id, payment_id, amount_minor, state, reason, idempotency_key, created_at, updated_at)
         select gen_random_uuid(), id, $2, 'settled', 'test', gen_random_uuid()::text, now(), now() from payments where order_id = $1",
    )
    .bind(order.0)
    .bind(amount_minor)
    .execute(&mut *tx)
    .await
    .unwrap();
    count_money_back(&mut tx, order).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn credit_notes_are_listed_found_and_shown_with_their_vat_by_reason() {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let number = paid(&goods, "MUG", 3).await;
    credited(&goods, &number, 10_000).await;
    let (mut clerk, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    let here = "/kreditnotor/KRE-10001";
    for query in [
        String::new(),
        "?q=KRE-10001".to_owned(),
        "?q=10001".to_owned(),
        format!("?q={number}"),
        "?utfardad=30".to_owned(),
    ] {
        let list = clerk.get(&format!("/kreditnotor{query}")).await;
        assert_eq!(list.status, StatusCode::OK, "{query}");
        assert!(list.body.contains(here), "{query}: {}", list.body);
        assert!(list.body.contains(&number), "{query}");
    }
    for query in ["?q=KRE-10002", "?q=RET-10001", "?q=ORD-1"] {
        let list = clerk.get(&format!("/kreditnotor{query}")).await;
        assert!(
            list.body.contains("Ingen kreditnota passar filtret."),
            "{query}"
        );
    }
    assert_eq!(clerk.get("/sok?q=kre-10001").await.location, here);
    let page = clerk.get(here).await;
    assert_eq!(page.status, StatusCode::OK);
    for said in [
        "Normal eller reducerad momssats",
        "25\u{a0}%",
        "80,00",
        "20,00",
        "100,00",
        &format!("href=\"/ordrar/{number}\""),
    ] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    let order = clerk.get(&format!("/ordrar/{number}")).await;
    assert!(order.body.contains(&format!("href=\"{here}\"")));
    for wrong in ["KRE-10002", "KRE-x", "10001"] {
        let found = clerk.get(&format!("/kreditnotor/{wrong}")).await;
        assert_eq!(found.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    let file = clerk.get("/kreditnotor/export").await;
    let row = format!("KRE-10001;{number};;100,00;SEK;20,00;SEK;");
    assert!(file.body.contains(&row), "{}", file.body);
    assert_eq!(world.audited("credit_note.exported").await, 1);
}

#[tokio::test]
async fn the_books_get_every_sale_and_credit_note_with_vat_by_rate_and_reason() {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let number = paid(&goods, "MUG", 3).await;
    credited(&goods, &number, 10_000).await;
    let total: i64 = world.database.value("select total_minor from orders").await;
    let day = world.clock.now().business_time().date();
    let (year, month) = (day.year(), day.month());
    let file = format!("/moms/bokforing?ar={year}&manad={month}");
    let (mut owner, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    assert!(
        owner
            .get("/moms")
            .await
            .body
            .contains("/moms/bokforing?ar=")
    );
    let found = owner.get(&file).await;
    assert_eq!(found.status, StatusCode::OK);
    let lines: Vec<&str> = found.body.lines().collect();
    assert_eq!(
        lines[0],
        "\u{feff}Slag;Nummer;Datum;Order;Ärende;Momsland;Skäl (EN 16931);Undantag (VATEX);Momssats;Utan moms;Moms;Inklusive moms;Valuta;Kurs;Utan moms i butikens valuta;Moms i butikens valuta"
    );
    assert_eq!(lines.len(), 3, "{lines:?}");
    let sold = format!("kvitto;{number};{day};{number};;SE;S;;25\u{a0}%;");
    assert!(lines[1].starts_with(&sold), "{}", lines[1]);
    let gross = format!(";{},{:02};SEK;;", total / 100, total % 100);
    assert!(lines[1].contains(&gross), "{}", lines[1]);
    assert_eq!(
        lines[2],
        format!(
            "kreditnota;KRE-10001;{day};{number};;SE;S;;25\u{a0}%;-80,00;-20,00;-100,00;SEK;;-80,00;-20,00"
        )
    );
    assert_eq!(world.audited("bookkeeping.exported").await, 1);
    // Another month has none of it, and there is no thirteenth.
    let before = owner
        .get(&format!("/moms/bokforing?ar={}&manad=1", year - 1))
        .await;
    assert_eq!(before.body.lines().count(), 1);
    for wrong in ["?ar=2026&manad=13", "?ar=x&manad=1", ""] {
        let found = owner.get(&format!("/moms/bokforing{wrong}")).await;
        assert_eq!(found.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    let (mut clerk, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    assert_eq!(clerk.get(&file).await.status, StatusCode::FORBIDDEN);
    assert!(!clerk.get("/moms").await.body.contains("/moms/bokforing"));
}
