//! Sending goods from the order's page.

use admin::Environment;
use commerce::checkout::prepare::{Prepared, prepare};
use commerce::payment::gateway::{Session, SessionState};
use commerce::payment::settle::settle;
use http::StatusCode;
use platform::money::{Currency, Money};
use testkit::World as Goods;

use crate::client::{World, world};

/// A paid order of so many mugs; its number.
pub(crate) async fn paid(goods: &Goods, sku: &str, quantity: i32) -> String {
    let mug = goods.variant(sku, 10, 24_900).await;
    let cart = goods.cart(&[(mug, quantity)]).await;
    let confirmation = goods.confirmation(cart).await;
    let mut tx = goods.tx().await;
    let Prepared::Waiting { order_id, payment } = prepare(&mut tx, &confirmation).await.unwrap()
    else {
        panic!("waiting")
    };
    let session = Session {
        reference: format!("cs_{sku}"),
        url: None,
        state: SessionState::Captured {
            charge_reference: format!("ch_{sku}"),
            amount: Money::new(payment.amount_minor, Currency::SEK),
            method: "card".to_owned(),
        },
    };
    settle(&mut tx, payment.id, &session).await.unwrap();
    let number = commerce::order::store::number_of(&mut tx, order_id)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    number
}

pub(crate) async fn goods(world: &World) -> Goods {
    Goods::furnish(
        testkit::Database::of_program(&world.database.url),
        world.clock.clone(),
    )
    .await
}

#[tokio::test]
async fn goods_are_sent_from_the_orders_page_and_said_to_have_arrived() {
    let world = world(Environment::Production).await;
    let goods = goods(&world).await;
    let number = paid(&goods, "MUG", 3).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["orders"]).await;
    let page = browser.get(&format!("/ordrar/{number}")).await;
    assert_eq!(page.count_of("#h-sand"), 1, "{}", page.body);
    let reference = page.attribute_of("input[name=reference]", "value");
    let line = page.attribute_of("input[name=line]", "value");
    assert_eq!(page.attribute_of("input[name=quantity]", "value"), "3");
    let now = page.attribute_of("#sent_at", "value");
    let address = format!("/ordrar/{number}/forsandelser");
    let wrong = browser
        .post(
            &address,
            &[
                ("reference", &reference),
                ("line", &line),
                ("quantity", "4"),
                ("carrier", "postnord"),
                ("number", "0037 3"),
                ("link", "javascript:alert(1)"),
                ("sent_at", &now),
            ],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.count_of("#link-error"), 1, "{}", wrong.body);
    assert_eq!(wrong.attribute_of("input[name=quantity]", "value"), "4");
    assert_eq!(wrong.attribute_of("#number", "value"), "0037 3");
    let too_many = browser
        .post(
            &address,
            &[
                ("reference", &reference),
                ("line", &line),
                ("quantity", "4"),
                ("carrier", "postnord"),
                ("sent_at", &now),
            ],
        )
        .await;
    assert_eq!(too_many.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        too_many.text_of("#quantity-error").contains("3 kvar"),
        "{}",
        too_many.text_of("#quantity-error")
    );
    let form = [
        ("reference", &*reference),
        ("line", &line),
        ("quantity", "2"),
        ("carrier", "postnord"),
        ("number", "00373"),
        ("link", ""),
        ("sent_at", &now),
    ];
    for _ in 0..2 {
        let sent = browser.post(&address, &form).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.body);
    }
    let page = browser.get(&format!("/ordrar/{number}")).await;
    assert_eq!(page.count_of(".parcel"), 1, "sent twice, there once");
    assert_eq!(
        page.attribute_of(".parcel .facts a", "href"),
        "https://tracking.postnord.com/se/?id=00373"
    );
    assert_eq!(page.attribute_of("input[name=quantity]", "value"), "1");
    assert!(page.text_of(".strip").contains("Delvis"), "{}", page.body);
    let arrive = page.attribute_of(".parcel form", "action");
    let version = page.attribute_of(".parcel input[name=row_version]", "value");
    let done = browser
        .post(&arrive, &[("row_version", &version), ("now", "1")])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let wrong = browser
        .post(
            &arrive,
            &[
                ("row_version", "2"),
                ("carrier", "PostNord"),
                ("number", "00373"),
                ("link", ""),
                ("arrived_at", "2001-01-01T10:00"),
            ],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        wrong.attribute_of("#arrived-1", "value"),
        "2001-01-01T10:00"
    );
    assert_eq!(world.audited("shipment.sent").await, 1);
    assert_eq!(world.audited("shipment.corrected").await, 1);
    let (mut reader, _) = world
        .logged_in("lena@nordbod.example", &["operations"])
        .await;
    let seen = reader.get(&format!("/ordrar/{number}")).await;
    assert_eq!((seen.count_of(".parcel"), seen.count_of("#h-sand")), (1, 0));
    assert_eq!(
        reader.post(&address, &form).await.status,
        StatusCode::FORBIDDEN
    );
}
