//! Gift cards as goods in the back office: what a product is, and what an order has bought.

use admin::Environment;
use commerce::cart::store::add_wished;
use commerce::catalogue::product::ProductKind;
use commerce::catalogue::product::kind;
use commerce::checkout::prepare::{Prepared, prepare};
use commerce::gift_card::Wish;
use commerce::gift_card::bought::issue::{due, issue_bought};
use commerce::ids::{ProductId, VariantId};
use commerce::order::store::number_of;
use commerce::payment::gateway::{Session, SessionState};
use commerce::payment::settle::settle;
use http::StatusCode;
use platform::money::{Currency, Money};
use platform::secret::SecretKey;
use testkit::World as Goods;

use crate::client::{World, world};
use crate::shipments::goods;

async fn product_of(world: &World, variant: VariantId) -> ProductId {
    let id: uuid::Uuid = sqlx::query_scalar("select product_id from variants where id = $1")
        .bind(variant.0)
        .fetch_one(&world.database.pool)
        .await
        .unwrap();
    ProductId(id)
}

/// An order of one card to Moa that has been paid; its number.
async fn bought(goods: &Goods, variant: VariantId) -> String {
    let cart = goods.cart(&[]).await;
    let wish = Wish {
        recipient: Some("moa@exempel.se".to_owned()),
        greeting: "Grattis!\nHälsar <Elin>".to_owned(),
        ..Wish::default()
    };
    let mut tx = goods.tx().await;
    add_wished(&mut tx, cart, (variant, &wish), 1, &[goods.list])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let confirmation = goods.confirmation_with(cart, "email").await;
    let mut tx = goods.tx().await;
    let Prepared::Waiting { order_id, payment } = prepare(&mut tx, &confirmation).await.unwrap()
    else {
        panic!("waiting")
    };
    let session = Session {
        reference: "cs_gift".to_owned(),
        url: None,
        state: SessionState::Captured {
            charge_reference: "ch_gift".to_owned(),
            amount: Money::new(payment.amount_minor, Currency::SEK),
            method: "card".to_owned(),
        },
    };
    settle(&mut tx, payment.id, &session).await.unwrap();
    let number = number_of(&mut tx, order_id).await.unwrap();
    tx.commit().await.unwrap();
    number
}

#[tokio::test]
async fn a_product_is_made_a_gift_card_with_a_sum_of_the_shoppers_own() {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let variant = goods.variant("GIFT", 0, 50_000).await;
    let product = product_of(&world, variant).await;
    let (least, most) = (format!("least-{variant}"), format!("most-{variant}"));
    let path = format!("/produkter/{product}");
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let page = browser.get(&path).await;
    assert_eq!(
        page.attribute_of("#kind option[selected]", "value"),
        "goods"
    );
    let set = format!("{path}/slag");
    let wrong = [
        ("kind", "gift_card"),
        (least.as_str(), "500"),
        (most.as_str(), "femton"),
    ];
    let refused = browser.post(&set, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.count_of(&format!("#range-{variant}-e")), 1);
    for (field, typed) in [(&least, "500"), (&most, "femton")] {
        assert_eq!(
            refused.attribute_of(&format!("#{field}"), "value"),
            typed,
            "{}",
            refused.body
        );
    }
    for (low, high) in [("500", "400"), ("0", "400"), ("100", "10000,01"), ("", "5")] {
        let wrong = [
            ("kind", "gift_card"),
            (least.as_str(), low),
            (most.as_str(), high),
        ];
        let refused = browser.post(&set, &wrong).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{low} {high}"
        );
    }
    let nonsense = browser.post(&set, &[("kind", "voucher")]).await;
    assert_eq!(nonsense.status, StatusCode::BAD_REQUEST);
    assert_eq!(world.audited("product.kind_set").await, 0);

    let right = [
        ("kind", "gift_card"),
        (least.as_str(), "100"),
        (most.as_str(), "2 500,50"),
    ];
    for _ in 0..2 {
        let saved = browser.post(&set, &right).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    }
    assert_eq!(world.audited("product.kind_set").await, 1, "done once");
    let held = "select least_minor || ' ' || most_minor from gift_card_ranges";
    assert_eq!(world.database.value::<String>(held).await, "10000 250050");
    let page = browser.get(&path).await;
    assert_eq!(
        page.attribute_of("#kind option[selected]", "value"),
        "gift_card"
    );
    assert_eq!(page.attribute_of(&format!("#{most}"), "value"), "2500,50");

    let (mut clerk, _) = world.logged_in("lena@nordbod.example", &["orders"]).await;
    let page = clerk.get(&path).await;
    assert_eq!(page.count_of("#kind"), 0);
    let denied = clerk.post(&set, &[("kind", "goods")]).await;
    assert_eq!(denied.status, StatusCode::FORBIDDEN);
    let nobody = format!("/produkter/{}/slag", ProductId::generate());
    let nobody = browser.post(&nobody, &[("kind", "goods")]).await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);

    // As goods again it has no bounds, whatever the form still says.
    let mut back = right;
    back[0] = ("kind", "goods");
    browser.post(&set, &back).await;
    let ranges = "select count(*) from gift_card_ranges";
    assert_eq!(world.database.value::<i64>(ranges).await, 0);
}

#[tokio::test]
async fn an_order_shows_the_cards_it_bought_and_a_card_the_order() {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let variant = goods.variant("GIFT", 0, 50_000).await;
    let product = product_of(&world, variant).await;
    let mut tx = goods.tx().await;
    kind::set(&mut tx, product, ProductKind::GiftCard, &[])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let number = bought(&goods, variant).await;
    let order = format!("/ordrar/{number}");
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let page = browser.get(&order).await;
    let part = page.text_of("section[aria-labelledby=h-kopta]");
    assert!(
        part.contains("moa@exempel.se") && part.contains("Väntar på sin dag"),
        "{part}"
    );
    // Nothing of it can be packed, and nobody is told to.
    assert_eq!(page.count_of("form[action$='/forsandelser']"), 0);
    for (path, times) in [("/ordrar", 1), ("/ordrar?leverans=att-skicka", 0)] {
        let list = browser.get(path).await;
        assert_eq!(
            list.count_of(&format!("tbody a.main[href='{order}']")),
            times
        );
    }

    let secret = SecretKey::new("a secret of some length");
    let mut conn = world.db.read().await.unwrap();
    let ids = due(&mut conn, None, world.clock.now(), 10).await.unwrap();
    let mut tx = goods.tx().await;
    issue_bought(&mut tx, &secret, ids[0]).await.unwrap();
    tx.commit().await.unwrap();
    let page = browser.get(&order).await;
    let part = page.text_of("section[aria-labelledby=h-kopta]");
    assert!(
        part.contains("Utfärdat") && part.contains("500,00"),
        "{part}"
    );
    let card = page.attribute_of("section[aria-labelledby=h-kopta] a", "href");
    assert_eq!(card, format!("/presentkort/{}", ids[0]));
    let shown = browser.get(&card).await;
    assert_eq!(shown.count_of(&format!("a[href='{order}']")), 1);
    assert!(shown.body.contains("Hälsar &lt;Elin&gt;"), "{}", shown.body);
    // Whoever may not see gift cards sees in the order that there is one, and no way to it.
    let (mut clerk, _) = world
        .logged_in("lena@nordbod.example", &["operations"])
        .await;
    let page = clerk.get(&order).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert_eq!(page.count_of("section[aria-labelledby=h-kopta]"), 1);
    assert_eq!(page.count_of("section[aria-labelledby=h-kopta] a"), 0);
    assert_eq!(clerk.get(&card).await.status, StatusCode::FORBIDDEN);
}
