//! Paying with gift cards, as shoppers meet it.

use commerce::gift_card::{self, Issued, NewCard};
use commerce::ids::GiftCardId;
use commerce::setting::Settings;
use http::StatusCode;
use platform::money::{Currency, Money};
use platform::secret::SecretKey;

use crate::buying::order_path;
use crate::stand::{Mood, SECRET, Stand, with};

async fn card(stand: &Stand, minor: i64) -> String {
    let mut tx = stand.world.tx().await;
    let card = NewCard {
        shop_id: stand.world.shop_id,
        amount: Money::new(minor, Currency::SEK),
        customer: None,
        expires_at: gift_card::lives_until(&Settings::default(), stand.world.clock.now()),
        note: "test".to_owned(),
        recipient: String::new(),
        locale: "sv".to_owned(),
    };
    let secret = SecretKey::new(SECRET);
    let id = GiftCardId::generate();
    let Issued::New(code) = gift_card::issue(&mut tx, &secret, id, &card).await.unwrap() else {
        panic!("a new card");
    };
    tx.commit().await.unwrap();
    code.unwrap()
}

#[tokio::test]
async fn a_card_pays_a_part_in_the_same_field_as_codes() {
    let stand = Stand::new().await;
    let code = card(&stand, 20_000).await;
    stand.add("1").await;
    let given = stand.post("/varukorg/kod", &[("code", &code)]).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.html);
    let cart = stand.get("/varukorg").await.html;
    let hint = &code[code.len() - 4..];
    assert!(cart.contains(&format!("Presentkort …{hint}")), "{cart}");
    assert!(cart.contains("\u{2212}200\u{a0}kr"));
    assert!(!cart.contains(&code), "the code itself is not shown again");
    let fields = stand.filled().await;
    let sent = stand.buy(&fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    assert_eq!(stand.asked()[0].minor, 10_800);
    let lines = &stand.requests()[0].lines;
    assert_eq!(
        lines.iter().map(|line| line.total_minor).sum::<i64>(),
        10_800
    );
    stand.provider_is(Mood::Pays);
    let order = order_path(&stand).await;
    stand.get(&format!("{order}/ater")).await;
    let page = stand.get(&order).await.html;
    assert!(
        page.contains(&format!("Presentkort …{hint}")) && page.contains("108\u{a0}kr"),
        "{page}"
    );
}

#[tokio::test]
async fn a_card_that_pays_all_leads_straight_to_the_order() {
    let stand = Stand::new().await;
    let code = card(&stand, 100_000).await;
    stand.add("1").await;
    let fields = stand.filled().await;
    // Typed in the checkout: the page is shown anew, with nothing left to pay.
    let counted = stand.buy(&with(&fields, "code", &code)).await;
    assert_eq!(counted.status, StatusCode::OK, "{}", counted.html);
    assert!(
        counted
            .html
            .contains("Köp och betala <span class=\"num\">0\u{a0}kr"),
        "{}",
        counted.html
    );
    let fields = stand.filled().await;
    let sent = stand.buy(&fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    assert!(sent.location.starts_with("/order/"), "{}", sent.location);
    assert!(stand.asked().is_empty());
    assert!(stand.get(&sent.location).await.html.contains("Tack, Elin."));
    // What is left can be used again; what was taken away pays nothing.
    stand.add("1").await;
    stand.post("/varukorg/kod", &[("code", &code)]).await;
    let cart = stand.get("/varukorg").await.html;
    let (_, rest) = cart
        .rsplit_once("name=\"remove\" value=\"")
        .expect("a button");
    let id = rest.split('"').next().unwrap().to_owned();
    stand.post("/varukorg/kod", &[("remove", &id)]).await;
    assert!(!stand.get("/varukorg").await.html.contains("Presentkort …"));
}
