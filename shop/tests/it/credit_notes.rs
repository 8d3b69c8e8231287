//! A credit note as its buyer reads it.

use commerce::order::store::count_money_back;
use http::StatusCode;

use crate::shipments::bought;
use crate::stand::Stand;

#[tokio::test]
async fn the_order_leads_to_its_credit_notes_and_nobody_elses() {
    let stand = Stand::new().await;
    let (order, page) = bought(&stand, "1").await;
    assert!(!stand.get(&page).await.html.contains("/kreditnota/"));
    // Staff have paid it all back at the vendor.
    stand
        .world
        .database
        .execute("insert into refunds (id, payment_id, amount_minor, state, reason, idempotency_key, created_at, updated_at) select gen_random_uuid(), id, amount_minor, 'settled', 'test', 'k', now(), now() from payments")
        .await;
    let mut tx = stand.world.tx().await;
    count_money_back(&mut tx, order).await.unwrap();
    count_money_back(&mut tx, order).await.unwrap();
    tx.commit().await.unwrap();
    let shown = stand.get(&page).await.html;
    let here = format!("{page}/kreditnota/KRE-10001");
    assert!(shown.contains(&here), "{shown}");
    assert!(!shown.contains("KRE-10002"), "{shown}");
    let note = stand.get(&here).await;
    assert_eq!(note.status, StatusCode::OK, "{}", note.html);
    for said in [
        "Kreditnota",
        "KRE-10001",
        "ORD-",
        "Nordbod AB",
        "25",
        "data-print",
    ] {
        assert!(note.html.contains(said), "{said}: {}", note.html);
    }
    let reverse = "Omvänd betalningsskyldighet";
    assert!(!note.html.contains(reverse), "sold at home");
    stand
        .world
        .database
        .execute("update orders set vat_ground = 'intra_community'")
        .await;
    let note = stand.get(&here).await;
    assert!(note.html.contains(reverse), "{}", note.html);
    for wrong in [
        format!("{page}/kreditnota/KRE-10002"),
        format!("{page}/kreditnota/x"),
        format!("{page}x/kreditnota/KRE-10001"),
    ] {
        let answer = stand.get(&wrong).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}
