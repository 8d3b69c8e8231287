//! Addresses that a customer keeps, on their pages and in the checkout.

use std::collections::BTreeMap;

use http::StatusCode;

use crate::account::{ask, link, member, registered};
use crate::stand::{Stand, value_of};

const LIST: &str = "/konto/adresser";

fn postal<'a>(street: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("name", "Elin Sandahl"),
        ("street", street),
        ("postcode", "413 01"),
        ("city", "Göteborg"),
        ("country", "SE"),
        ("phone", "070-174 06 12"),
    ];
    fields.extend_from_slice(more);
    fields
}

/// The address of the form of the one in this street.
async fn form_of(stand: &Stand, street: &str) -> String {
    let id = format!("select id from customer_addresses where street = '{street}'");
    let id: uuid::Uuid = stand.world.database.value(id.leak()).await;
    format!("{LIST}/{id}")
}

async fn default_street(stand: &Stand) -> String {
    let default = "select street from customer_addresses where is_default";
    stand.world.database.value(default).await
}

#[tokio::test]
async fn addresses_are_added_changed_and_taken_away_and_one_is_the_default() {
    let stand = member().await;
    assert!(stand.get(LIST).await.html.contains("Inga adresser än"));
    let blank = stand.get("/konto/adresser/ny").await.html;
    assert!(blank.contains("value=\"Elin Sandahl\""));
    let wrong = stand
        .post(
            LIST,
            &[("name", "Elin"), ("postcode", "4131"), ("country", "XX")],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["Dit levererar vi inte", "value=\"4131\""] {
        assert!(wrong.html.contains(said), "{said}: {}", wrong.html);
    }
    for street in ["Repslagaregatan 11", "Storgatan 2", "Storgatan 2"] {
        let saved = stand.post(LIST, &postal(street, &[])).await;
        assert_eq!(
            saved.location, "/konto/adresser?klart=saved",
            "{}",
            saved.html
        );
    }
    assert_eq!(default_street(&stand).await, "Repslagaregatan 11");
    // Sent twice, it is kept once.
    let kept = "select count(*) from customer_addresses";
    assert_eq!(stand.world.database.value::<i64>(kept).await, 2);
    let second = form_of(&stand, "Storgatan 2").await;
    stand.post(&format!("{second}/forval"), &[]).await;
    assert_eq!(default_street(&stand).await, "Storgatan 2");
    // A page that was opened before somebody else saved overwrites nothing.
    let version = value_of(&stand.get(&second).await.html, "version");
    let fields = postal("Storgatan 3", &[("version", &version)]);
    let changed = stand.post(&second, &fields).await;
    assert_eq!(changed.location, "/konto/adresser?klart=saved");
    let fields = postal("Storgatan 4", &[("version", &version)]);
    let stale = stand.post(&second, &fields).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stale.html.contains("ändrades någon annanstans") && stale.html.contains("Storgatan 4"));
    assert_eq!(default_street(&stand).await, "Storgatan 3");
    stand.post(&format!("{second}/ta-bort"), &[]).await;
    assert_eq!(default_street(&stand).await, "Repslagaregatan 11");
    let page = stand.get(LIST).await.html;
    assert!(page.contains("413 01 Göteborg") && !page.contains("Storgatan"));
}

#[tokio::test]
async fn nobody_reaches_anothers_addresses() {
    let stand = member().await;
    stand.post(LIST, &postal("Repslagaregatan 11", &[])).await;
    let path = form_of(&stand, "Repslagaregatan 11").await;
    stand.take_jar(BTreeMap::new());
    assert_eq!(stand.get(&path).await.status, StatusCode::SEE_OTHER);
    ask(&stand, "/konto/skapa", "maja@exempel.se").await;
    stand
        .post(&link(&stand).await, &[("name", "Maja Ek")])
        .await;
    assert_eq!(stand.get(&path).await.status, StatusCode::NOT_FOUND);
    let fields = postal("Stulen gata 1", &[("version", "1")]);
    for path in [
        path.clone(),
        format!("{path}/forval"),
        format!("{path}/ta-bort"),
    ] {
        assert_eq!(
            stand.post(&path, &fields).await.status,
            StatusCode::NOT_FOUND
        );
    }
    assert!(!stand.get(LIST).await.html.contains("Repslagaregatan"));
    let kept = "select count(*) from customer_addresses where street = 'Repslagaregatan 11'";
    assert_eq!(stand.world.database.value::<i64>(kept).await, 1);
}

#[tokio::test]
async fn the_checkout_begins_with_the_default_and_offers_the_others() {
    let stand = Stand::new().await;
    stand.add("1").await;
    let guest = stand.get("/kassa").await.html;
    assert!(!guest.contains("name=\"use\"") && !guest.contains("save_address"));
    registered(&stand).await;
    for street in ["Repslagaregatan 11", "Storgatan 2"] {
        stand.post(LIST, &postal(street, &[])).await;
    }
    let page = stand.get("/kassa").await.html;
    assert!(page.contains("value=\"Repslagaregatan 11\"") && page.contains("value=\"Sandahl\""));
    assert!(page.contains("value=\"+46701740612\"") && page.contains("Storgatan 2, Göteborg"));
    let other = form_of(&stand, "Storgatan 2").await;
    let other = other.rsplit('/').next().unwrap();
    let chosen = stand
        .post(
            "/kassa",
            &[
                ("use", other),
                ("email", "annan@exempel.se"),
                ("country", "SE"),
            ],
        )
        .await;
    assert_eq!(chosen.status, StatusCode::OK);
    assert!(chosen.html.contains("value=\"Storgatan 2\""));
    assert!(
        chosen.html.contains("value=\"annan@exempel.se\""),
        "what was typed stays"
    );
    assert!(!chosen.html.contains("aria-invalid"));
    let orders = "select count(*) from orders";
    assert_eq!(stand.world.database.value::<i64>(orders).await, 0);
}

#[tokio::test]
async fn an_address_is_kept_from_the_checkout_once() {
    let stand = member().await;
    stand.add("1").await;
    let mut form = stand.filled().await;
    form.push(("save_address", "1".to_owned()));
    for _ in 0..2 {
        stand.buy(&form).await;
    }
    let kept = "select count(*) from customer_addresses where street = 'Repslagaregatan 11' and is_default";
    assert_eq!(stand.world.database.value::<i64>(kept).await, 1);
    // A guest who sends the field keeps nothing.
    stand.take_jar(BTreeMap::new());
    stand.add("1").await;
    let mut form = stand.filled().await;
    form.push(("save_address", "1".to_owned()));
    let sent = stand.buy(&form).await;
    assert!(sent.location.starts_with("https://pay.example/"));
    let all = "select count(*) from customer_addresses";
    assert_eq!(stand.world.database.value::<i64>(all).await, 1);
}
