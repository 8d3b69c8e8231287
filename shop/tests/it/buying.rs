//! From the product to the paid order, with everything that can come between.

use http::StatusCode;

use crate::stand::{Mood, Stand, value_of};

#[tokio::test]
async fn a_cart_is_filled_changed_and_undone_without_script() {
    let stand = Stand::new().await;
    let added = stand.add("2").await;
    assert_eq!(
        (added.status, added.location.as_str()),
        (StatusCode::SEE_OTHER, "/varukorg")
    );
    let cart = stand.get("/varukorg").await.html;
    assert!(
        cart.contains("498\u{a0}kr") && cart.contains("aria-label=\"Varukorg, 2 varor\""),
        "{cart}"
    );
    let (_, rest) = cart.split_once("action=\"/varukorg/rad/").expect("a line");
    let line = format!("/varukorg/rad/{}", rest.split('"').next().unwrap());
    stand.post(&line, &[("quantity", "2"), ("set", "3")]).await;
    assert!(stand.get("/varukorg").await.html.contains("747\u{a0}kr"));
    stand.post(&line, &[("quantity", "nonsense")]).await;
    assert!(stand.get("/varukorg").await.html.contains("747\u{a0}kr"));
    stand
        .post(&line, &[("remove", "1"), ("quantity", "3")])
        .await;
    let emptied = stand.get("/varukorg").await.html;
    assert!(emptied.contains("Varukorgen är tom") && emptied.contains("Mugg är borttagen."));
    stand.post(&line, &[("restore", "1")]).await;
    assert!(stand.get("/varukorg").await.html.contains("747\u{a0}kr"));
}

#[tokio::test]
async fn more_than_there_is_becomes_what_there_is_and_is_told() {
    let stand = Stand::new().await;
    let added = stand.add("50").await;
    assert!(added.location.starts_with("/varukorg?reduced="));
    let cart = stand.get(&added.location).await.html;
    assert!(cart.contains("Det finns bara 10 Mugg kvar."), "{cart}");
    for wrong in ["-1", "0x1", "99999999999", "1.5", ""] {
        let refused = stand.add(wrong).await;
        assert_eq!(
            (refused.status, refused.location.as_str()),
            (StatusCode::SEE_OTHER, "/produkt/mugg?refused=quantity"),
            "{wrong}"
        );
    }
    let nobody = stand
        .post(
            "/varukorg/lagg-till",
            &[
                ("variant", "00000000-0000-7000-8000-000000000000"),
                ("back", "//evil.example"),
            ],
        )
        .await;
    assert_eq!(nobody.location, "/varukorg?refused=gone");
}

#[tokio::test]
async fn somebody_elses_line_is_not_there() {
    let stand = Stand::new().await;
    stand.add("1").await;
    let page = stand
        .post(
            "/varukorg/rad/00000000-0000-7000-8000-000000000000",
            &[("remove", "1")],
        )
        .await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert_eq!(
        stand
            .post("/varukorg/rad/x", &[("remove", "1")])
            .await
            .status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_refused_form_keeps_what_was_typed() {
    let stand = Stand::new().await;
    stand.add("1").await;
    let mut fields = stand.filled().await;
    for field in &mut fields {
        match field.0 {
            "email" => field.1 = "elin.exempel.se".to_owned(),
            "postcode" => field.1 = "4131".to_owned(),
            "street" => field.1 = "<b>Gatan</b> 1".to_owned(),
            "terms" => field.1 = String::new(),
            _ => {}
        }
    }
    let page = stand.buy(&fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.html.contains("value=\"elin.exempel.se\""));
    assert!(page.html.contains("Skriv hela adressen med @"));
    assert!(page.html.contains("Fem siffror, till exempel 413 01."));
    assert!(page.html.contains("Godkänn köpvillkoren"));
    assert!(page.html.contains("&lt;b&gt;Gatan&lt;") && !page.html.contains("<b>Gatan"));
    assert!(page.html.contains("3 uppgifter behöver rättas"));
    assert!(stand.asked().is_empty());
}

#[tokio::test]
async fn a_guest_buys_and_is_thanked() {
    let stand = Stand::new().await;
    stand.add("2").await;
    let fields = stand.filled().await;
    let sent = stand.buy(&fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    assert!(sent.location.starts_with("https://pay.example/"));
    // The same form from another tab leads to the same page.
    let again = stand.buy(&fields).await;
    assert_eq!(again.location, sent.location);
    assert_eq!(
        stand
            .asked()
            .iter()
            .map(|money| money.minor)
            .collect::<Vec<_>>(),
        [49_800 + 5_900]
    );

    stand.provider_is(Mood::Pays);
    let order = order_path(&stand).await;
    let back = stand.get(&format!("{order}/ater")).await;
    assert_eq!(
        (back.status, back.location.as_str()),
        (StatusCode::SEE_OTHER, order.as_str())
    );
    let page = stand.get(&order).await;
    assert!(page.html.contains("Tack, Elin."), "{}", page.html);
    assert!(page.html.contains("557\u{a0}kr") && page.html.contains("413 01 Göteborg"));
    assert!(
        stand
            .get("/varukorg")
            .await
            .html
            .contains("Varukorgen är tom")
    );
    // Sent once more after it was paid: the order, not a second one.
    assert_eq!(stand.buy(&fields).await.location, order);
    assert_eq!(stand.asked().len(), 1);
}

#[tokio::test]
async fn a_price_that_moved_is_told_and_nothing_is_charged() {
    let stand = Stand::new().await;
    stand.add("1").await;
    let fields = stand.filled().await;
    stand
        .world
        .clock
        .advance(jiff::SignedDuration::from_secs(60));
    stand.world.set_price(stand.variant, 27_900).await;
    let page = stand.buy(&fields).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert!(
        page.html
            .contains("Mugg kostar nu 279\u{a0}kr, förut 249\u{a0}kr."),
        "{}",
        page.html
    );
    assert!(page.html.contains("value=\"elin@exempel.se\""));
    assert!(stand.asked().is_empty());
    // Confirmed anew, it goes through at the new price.
    let mut fields = fields;
    for field in &mut fields {
        if field.0 == "confirmed" {
            field.1 = value_of(&page.html, "confirmed");
        }
    }
    assert_eq!(stand.buy(&fields).await.status, StatusCode::SEE_OTHER);
    assert_eq!(stand.asked()[0].minor, 27_900 + 5_900);
}

#[tokio::test]
async fn a_refused_card_leads_to_a_second_try() {
    let stand = Stand::new().await;
    stand.add("1").await;
    let fields = stand.filled().await;
    let sent = stand.buy(&fields).await;
    stand.provider_is(Mood::Waits(Some("card_declined")));
    let order = order_path(&stand).await;
    stand.get(&format!("{order}/ater?left=1")).await;
    let page = stand.get(&order).await;
    assert!(
        page.html.contains("Banken sa nej till betalningen.")
            && page.html.contains("Inga pengar har dragits.")
    );
    let second = stand.post(&format!("{order}/betala"), &[]).await;
    assert_eq!(second.location, sent.location);
    stand.provider_is(Mood::Pays);
    stand.get(&format!("{order}/ater")).await;
    assert!(stand.get(&order).await.html.contains("Tack, Elin."));
}

#[tokio::test]
async fn a_provider_that_is_away_loses_nothing() {
    let stand = Stand::new().await;
    stand.add("1").await;
    let fields = stand.filled().await;
    stand.provider_is(Mood::Away);
    let page = stand.buy(&fields).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        page.html.contains("Vi når inte betaltjänsten")
            && page.html.contains("value=\"elin@exempel.se\"")
    );
    stand.provider_is(Mood::Waits(None));
    assert_eq!(stand.buy(&fields).await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        stand.asked().len(),
        1,
        "the same payment, with the same key"
    );
}

#[tokio::test]
async fn an_order_is_only_for_whoever_has_the_link() {
    let stand = Stand::new().await;
    stand.add("1").await;
    let fields = stand.filled().await;
    stand.buy(&fields).await;
    let order = order_path(&stand).await;
    assert_eq!(stand.get(&order).await.status, StatusCode::OK);
    let (number, _) = order.rsplit_once('/').unwrap();
    for wrong in ["x", "", "AAAAAAAAAAAAAAAAAAAAAAAA"] {
        assert_eq!(
            stand.get(&format!("{number}/{wrong}")).await.status,
            StatusCode::NOT_FOUND
        );
    }
}

/// The path of the one order's page, from the address that the provider was given.
pub async fn order_path(stand: &Stand) -> String {
    let url: String = stand
        .world
        .database
        .value("select return_url from payments order by created_at desc, id desc limit 1")
        .await;
    let path = url
        .strip_prefix("http://shop.example")
        .expect("our address")
        .to_owned();
    path.strip_suffix("/ater").expect("the way back").to_owned()
}
