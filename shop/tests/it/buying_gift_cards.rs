//! Buying gift cards, as shoppers meet it: the form, the cart, a checkout without an address, and the order.

use commerce::catalogue::product::ProductKind;
use commerce::catalogue::product::kind;
use commerce::gift_card::bought::issue::{due, issue_bought};
use commerce::gift_card::code_of;
use commerce::ids::VariantId;
use http::StatusCode;
use platform::secret::SecretKey;

use crate::buying::order_path;
use crate::stand::{Mood, Page, SECRET, Stand, with};

/// A shop that sells a gift card of 500 kronor.
async fn stand() -> (Stand, VariantId) {
    let stand = Stand::new().await;
    stand
        .import("product,sku,name_sv,name_en,kind,price\npresentkort,GIFT-500,Presentkort,Gift card,gift_card,500\n")
        .await;
    let (_, variant) = stand.identity("GIFT-500").await;
    (stand, variant)
}

async fn put(stand: &Stand, variant: VariantId, fields: &[(&str, &str)]) -> Page {
    stand
        .post(&format!("/varukorg/presentkort/{variant}"), fields)
        .await
}

const WISH: [(&str, &str); 4] = [
    ("recipient", "moa@exempel.se"),
    ("greeting", "Grattis!\r\nHälsar <Elin>"),
    ("deliver_on", "2026-12-24"),
    ("quantity", "1"),
];

/// Buys what is in the cart, and comes back from the provider; the order's page.
async fn paid(stand: &Stand) -> String {
    let fields = with(&stand.filled().await, "freight", "email");
    let sent = stand.buy(&fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    stand.provider_is(Mood::Pays);
    let order = order_path(stand).await;
    stand.get(&format!("{order}/ater")).await;
    order
}

/// Issues what is due; the code of the one card.
async fn issued(stand: &Stand) -> String {
    let secret = SecretKey::new(SECRET);
    let mut conn = stand.world.db.read().await.unwrap();
    let now = stand.world.clock.now();
    let ids = due(&mut conn, None, now, 10).await.unwrap();
    assert_eq!(ids.len(), 1);
    let mut tx = stand.world.tx().await;
    issue_bought(&mut tx, &secret, ids[0]).await.unwrap();
    tx.commit().await.unwrap();
    code_of(&secret, ids[0])
}

#[tokio::test]
async fn the_page_asks_for_whom_and_says_nothing_of_stock_freight_and_vat() {
    let (stand, variant) = stand().await;
    let page = stand.get("/produkt/presentkort").await.html;
    for said in [
        "name=\"recipient\"",
        "name=\"greeting\"",
        "name=\"deliver_on\"",
        "min=\"2026-11-23\"",
        "ingen moms på presentkort",
        "Kommer med e-post",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let action = format!("action=\"/varukorg/presentkort/{variant}\"");
    assert!(page.contains(&action), "{page}");
    for unsaid in ["name=\"amount\"", ">inkl. moms", "I lager", "Ombud"] {
        assert!(!page.contains(unsaid), "{unsaid}: {page}");
    }
    let english = stand.get("/en/product/gift-card").await.html;
    assert!(
        english.contains("The recipient’s e-mail address"),
        "{english}"
    );
}

#[tokio::test]
async fn what_is_typed_wrong_is_said_at_its_field_and_stays() {
    let (stand, variant) = stand().await;
    let wrong = [
        ("recipient", "moa"),
        ("greeting", "Grattis!"),
        ("deliver_on", "2026-11-22"),
        ("quantity", "0"),
    ];
    let page = put(&stand, variant, &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in [
        "id=\"recipient-e\"",
        "id=\"deliver_on-e\"",
        "id=\"quantity-e\"",
        "value=\"moa\"",
        "Grattis!</textarea>",
        "value=\"2026-11-22\"",
    ] {
        assert!(page.html.contains(said), "{said}: {}", page.html);
    }
    let lines: i64 = stand
        .world
        .database
        .value("select count(*) from cart_lines")
        .await;
    assert_eq!(lines, 0);
    // Goods are no gift card, and neither is nonsense.
    let goods = put(&stand, stand.variant, &WISH).await;
    assert_eq!(goods.status, StatusCode::NOT_FOUND);
    for path in ["x", &VariantId::generate().to_string()] {
        let page = stand.get(&format!("/varukorg/presentkort/{path}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_sum_of_ones_own_is_typed_within_its_bounds() {
    let (stand, variant) = stand().await;
    let (product, _) = stand.identity("GIFT-500").await;
    let mut tx = stand.world.tx().await;
    let range = [(variant, Some((10_000, 200_000)))];
    kind::set(&mut tx, product, ProductKind::GiftCard, &range)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let page = stand.get("/produkt/presentkort").await.html;
    assert!(page.contains("name=\"amount\" value=\"500\""), "{page}");
    for wrong in ["", "50", "2000,01", "mycket"] {
        let page = put(&stand, variant, &[("amount", wrong)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        let words = "Skriv ett belopp från 100\u{a0}kr till 2\u{a0}000\u{a0}kr.";
        assert!(page.html.contains(words), "{wrong}: {}", page.html);
    }
    let right = put(&stand, variant, &[("amount", "1 250 kr")]).await;
    assert_eq!(right.status, StatusCode::SEE_OTHER, "{}", right.html);
    let cart = stand.get("/varukorg").await.html;
    assert!(cart.contains("1\u{a0}250\u{a0}kr"), "{cart}");
}

#[tokio::test]
async fn the_cart_says_for_whom_and_lets_it_be_changed() {
    let (stand, variant) = stand().await;
    let added = put(&stand, variant, &WISH).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.html);
    let cart = stand.get("/varukorg").await.html;
    for said in ["Till moa@exempel.se", "24 december", "Hälsar &lt;Elin&gt;"] {
        assert!(cart.contains(said), "{said}: {cart}");
    }
    let (_, rest) = cart.split_once("href=\"/varukorg/rad/").expect("a link");
    let line = rest.split('/').next().unwrap().to_owned();
    let path = format!("/varukorg/rad/{line}/presentkort");
    let form = stand.get(&path).await.html;
    assert!(form.contains("value=\"moa@exempel.se\""), "{form}");
    assert!(form.contains("value=\"2026-12-24\""), "{form}");
    let wrong = stand.post(&path, &[("recipient", "liv")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let changed = [("recipient", "liv@exempel.se"), ("greeting", "Hej")];
    let saved = stand.post(&path, &changed).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);
    let cart = stand.get("/varukorg").await.html;
    assert!(
        cart.contains("Till liv@exempel.se") && !cart.contains("moa@"),
        "{cart}"
    );
    // Somebody else's line is nobody's.
    let jar = stand.jar();
    stand.take_jar(std::collections::BTreeMap::new());
    assert_eq!(stand.get(&path).await.status, StatusCode::NOT_FOUND);
    let meddled = stand.post(&path, &changed).await;
    assert_eq!(meddled.status, StatusCode::NOT_FOUND);
    stand.take_jar(jar);
}

#[tokio::test]
async fn cards_alone_are_bought_without_an_address_and_arrive_by_mail() {
    let (stand, variant) = stand().await;
    put(&stand, variant, &WISH[..2]).await;
    let page = stand.get("/kassa").await.html;
    for unasked in [
        "name=\"street\"",
        "name=\"postcode\"",
        "type=\"radio\" id=\"freight-",
    ] {
        assert!(!page.contains(unasked), "{unasked}: {page}");
    }
    assert!(page.contains("Presentkort skickas med e-post"), "{page}");
    // An address that is sent along all the same goes nowhere, and a name is needed.
    let fields = with(&stand.filled().await, "freight", "email");
    let nameless = stand.buy(&with(&fields, "first_name", "")).await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    let order = paid(&stand).await;
    let street: String = stand
        .world
        .database
        .value("select street from order_addresses")
        .await;
    assert_eq!(street, "");
    let page = stand.get(&order).await.html;
    for said in ["Till moa@exempel.se", "Elin Sandahl", "Leverans med e-post"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("Repslagaregatan"), "{page}");
    let code = issued(&stand).await;
    let page = stand.get(&order).await.html;
    assert!(page.contains("skickat till mottagaren"), "{page}");
    assert!(!page.contains(&code), "the code is the recipient's alone");
}

#[tokio::test]
async fn a_card_is_bought_received_and_used_in_part_and_then_not_given_back() {
    let (stand, variant) = stand().await;
    put(&stand, variant, &WISH[..1]).await;
    let bought = paid(&stand).await;
    let code = issued(&stand).await;
    stand.add("1").await;
    let given = stand.post("/varukorg/kod", &[("code", &code)]).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.html);
    let fields = stand.filled().await;
    let sent = stand.buy(&fields).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    assert!(sent.location.starts_with("/order/"), "{}", sent.location);
    let left: i64 = stand
        .world
        .database
        .value("select balance_minor from gift_cards")
        .await;
    assert_eq!(left, 50_000 - 30_800);
    let path = format!("{bought}/angra");
    let form = stand.get(&path).await.html;
    let case = crate::stand::value_of(&form, "case");
    let line: uuid::Uuid = stand
        .world
        .database
        .value("select id from order_lines where is_card")
        .await;
    let line = line.to_string();
    let statement = [
        ("case", case.as_str()),
        ("line", &line),
        ("quantity", "1"),
        ("name", "Elin Sandahl"),
        ("email", "elin@exempel.se"),
    ];
    let refused = stand.post(&path, &statement).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.html.contains("192\u{a0}kr finns kvar"),
        "{}",
        refused.html
    );
}

#[tokio::test]
async fn buying_by_the_plain_button_is_a_card_to_oneself() {
    let (stand, variant) = stand().await;
    let added = stand.add_of(variant, "2").await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.html);
    let cart = stand.get("/varukorg").await.html;
    assert!(cart.contains("Till dig"), "{cart}");
}
