//! One of the customer's orders: its page and its receipt.

use std::collections::BTreeMap;

use http::StatusCode;

use crate::account::{ask, link, registered};
use crate::buying::order_path;
use crate::stand::{Mood, Stand};

#[tokio::test]
async fn an_order_has_a_page_and_a_receipt_for_its_buyer_alone() {
    let stand = Stand::new().await;
    registered(&stand).await;
    stand.add("2").await;
    let form = stand.filled().await;
    stand.buy(&form).await;
    let number: String = stand
        .world
        .database
        .value("select number from orders")
        .await;
    let page = format!("/konto/bestallningar/{number}");
    assert_eq!(
        stand.get(&page).await.status,
        StatusCode::NOT_FOUND,
        "not bought yet"
    );
    stand.provider_is(Mood::Pays);
    stand
        .get(&format!("{}/ater", order_path(&stand).await))
        .await;
    let list = stand.get("/konto/bestallningar").await.html;
    assert!(list.contains(&format!("href=\"{page}\"")), "{list}");
    let shown = stand.get(&page).await.html;
    for said in [
        number.as_str(),
        "Packas",
        "Mugg",
        "Repslagaregatan 11",
        "Beställd",
        "Levererad",
        "Hos dig",
    ] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    assert!(shown.contains(&format!("href=\"{page}/kvitto\"")));
    let receipt = stand.get(&format!("{page}/kvitto")).await.html;
    for said in [
        "Kvitto",
        "Nordbod AB",
        "559000-0000",
        "SE559000000001",
        "498,00\u{a0}kr",
        "25\u{a0}%",
        "Elin Sandahl",
        "Betalt",
    ] {
        assert!(receipt.contains(said), "{said}: {receipt}");
    }
    // What has not been paid for has a confirmation instead.
    stand
        .world
        .database
        .execute("update orders set payment_status = 'pending'")
        .await;
    let receipt = stand.get(&format!("{page}/kvitto")).await.html;
    assert!(
        receipt.contains("Orderbekräftelse") && !receipt.contains("Betalt"),
        "{receipt}"
    );
    stand
        .world
        .database
        .execute("update orders set fulfilment_status = 'delivered'")
        .await;
    assert!(!stand.get(&page).await.html.contains("Hos dig"));
    stand.take_jar(BTreeMap::new());
    assert_eq!(stand.get(&page).await.status, StatusCode::SEE_OTHER);
    ask(&stand, "/konto/skapa", "maja@exempel.se").await;
    stand
        .post(&link(&stand).await, &[("name", "Maja Ek")])
        .await;
    for path in [page.clone(), format!("{page}/kvitto")] {
        assert_eq!(stand.get(&path).await.status, StatusCode::NOT_FOUND);
    }
}
