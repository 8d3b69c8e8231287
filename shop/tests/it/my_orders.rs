//! The customer's orders: whose they are, their list, the page of one and its receipt.

use std::collections::BTreeMap;

use http::StatusCode;

use crate::account::{EMAIL, ask, link, member, registered};
use crate::buying::order_path;
use crate::my_data::bought;
use crate::stand::{Mood, Stand};

#[tokio::test]
async fn an_order_has_a_page_and_a_receipt_for_its_buyer_alone() {
    let stand = member().await;
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

#[tokio::test]
async fn what_is_bought_logged_in_is_the_customers() {
    let stand = member().await;
    stand.add("1").await;
    let page = stand.get("/kassa").await.html;
    assert!(page.contains(&format!("value=\"{EMAIL}\"")) && page.contains("value=\"Sandahl\""));
    assert!(page.contains("Du är inloggad som Elin"), "{page}");
    let form = stand.filled().await;
    stand.buy(&form).await;
    // What is not paid is no purchase yet.
    let list = "/konto/bestallningar";
    assert!(stand.get(list).await.html.contains("Inga beställningar än"));
    stand.provider_is(Mood::Pays);
    let number: String = stand
        .world
        .database
        .value("select number from orders")
        .await;
    stand
        .get(&format!("{}/ater", order_path(&stand).await))
        .await;
    let shown = stand.get(list).await.html;
    assert!(
        shown.contains(&number) && shown.contains("1 vara") && shown.contains("Packas"),
        "{shown}"
    );
}

#[tokio::test]
async fn an_order_is_whose_it_was_when_it_was_paid_for() {
    let stand = Stand::new().await;
    stand.add("1").await;
    let form = stand.filled().await;
    stand.buy(&form).await;
    // Back from the provider's page, and logged in: the cart comes along, and is confirmed by somebody with a name.
    registered(&stand).await;
    let form = stand.filled().await;
    let sent = stand.buy(&form).await;
    assert!(
        sent.location.starts_with("https://pay.example/"),
        "{}",
        sent.html
    );
    let owned = "select count(*) from orders where customer_id is not null and state = 'prepared'";
    assert_eq!(stand.world.database.value::<i64>(owned).await, 1);
    let living = "select count(*) from orders where state = 'prepared'";
    assert_eq!(stand.world.database.value::<i64>(living).await, 1);
}

#[tokio::test]
async fn places_in_the_list_that_cannot_be_are_its_beginning() {
    let stand = member().await;
    let id = "01a213c2-f7af-7217-a8b1-21f336b03c03";
    for place in ["-377000000000000000", "9223372036854775807", "x", ""] {
        let page = stand
            .get(&format!("/konto/bestallningar?fore={place}~{id}"))
            .await;
        assert_eq!(page.status, StatusCode::OK, "{place}");
    }
}

#[tokio::test]
async fn purchases_as_a_guest_can_be_added_by_whoever_has_the_address() {
    let stand = Stand::new().await;
    let number = bought(&stand).await;
    registered(&stand).await;
    let page = stand.get("/konto").await.html;
    assert!(
        page.contains("Du har ett tidigare köp utan konto"),
        "{page}"
    );
    assert!(!page.contains(&number));
    stand.post("/konto/hamta-kop", &[]).await;
    let list = stand.get("/konto/bestallningar").await.html;
    assert!(list.contains(&number) && list.contains("2 varor"), "{list}");
    // Another customer sees none of it.
    stand.take_jar(Default::default());
    ask(&stand, "/konto/skapa", "maja@exempel.se").await;
    stand
        .post(&link(&stand).await, &[("name", "Maja Ek")])
        .await;
    assert!(
        !stand
            .get("/konto/bestallningar")
            .await
            .html
            .contains(&number)
    );
    assert!(
        !stand
            .get("/konto")
            .await
            .html
            .contains("tidigare köp utan konto")
    );
}

#[tokio::test]
async fn an_order_that_is_no_number_is_refused_when_logged_in_too() {
    let stand = member().await;
    for path in [
        "/konto/bestallningar/%00",
        "/konto/bestallningar/%00/kvitto",
    ] {
        assert_eq!(
            stand.get(path).await.status,
            StatusCode::BAD_REQUEST,
            "{path}"
        );
    }
    let again = stand.post("/konto/bestallningar/%00/igen", &[]).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_was_bought_lately_stands_on_the_first_page_to_be_bought_again() {
    let stand = member().await;
    let first = "/konto";
    assert!(!stand.get(first).await.html.contains("Köp igen"));
    bought(&stand).await;
    let page = stand.get(first).await.html;
    let (_, again) = page.split_once("Köp igen").expect("a row of cards");
    assert!(
        again.contains("class=\"card\"") && again.contains("href=\"/produkt/mugg\""),
        "{again}"
    );
    // Another customer has bought nothing.
    stand.take_jar(Default::default());
    ask(&stand, "/konto/skapa", "maja@exempel.se").await;
    stand
        .post(&link(&stand).await, &[("name", "Maja Ek")])
        .await;
    assert!(!stand.get(first).await.html.contains("Köp igen"));
}
