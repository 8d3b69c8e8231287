//! Orders that gift cards paid, in the back office: money back once, called off once, and nothing while the rest is unpaid.

use admin::Environment;
use commerce::checkout::prepare::{Prepared, prepare};
use commerce::gift_card::{self, Issued, NewCard};
use commerce::ids::{GiftCardId, OrderId};
use commerce::order::store::number_of;
use commerce::setting::Settings;
use http::StatusCode;
use platform::money::{Currency, Money};
use platform::secret::SecretKey;
use testkit::World as Goods;

use crate::client::{Page, World, world};

/// An order of a mug that a card with so much on it pays, or pays a part of.
pub(crate) async fn order(world: &World, minor: i64) -> String {
    let database = testkit::Database::of_program(&world.database.url);
    let goods = Goods::furnish(database, world.clock.clone()).await;
    on_card(&goods, "MUG", minor).await
}

/// The same in a shop that there is, of an article that there is not yet.
pub(crate) async fn on_card(goods: &Goods, sku: &str, minor: i64) -> String {
    let mug = goods.variant(sku, 10, 24_900).await;
    let cart_id = goods.cart(&[(mug, 1)]).await;
    let mut tx = goods.tx().await;
    let card = NewCard {
        shop_id: goods.shop_id,
        amount: Money::new(minor, Currency::SEK),
        customer: None,
        expires_at: gift_card::lives_until(&Settings::default(), tx.now()),
        note: "test".to_owned(),
        recipient: String::new(),
        locale: "sv".to_owned(),
    };
    let secret = SecretKey::new("a secret of some length");
    let issued = gift_card::issue(&mut tx, &secret, GiftCardId::generate(), &card).await;
    let Ok(Issued::New(Some(code))) = issued else {
        panic!("{issued:?}");
    };
    let cart = goods.contents(&mut tx, cart_id, "sv").await;
    gift_card::give(&mut tx, &cart, &code).await.unwrap();
    tx.commit().await.unwrap();
    let confirmation = goods.confirmation(cart_id).await;
    let mut tx = goods.tx().await;
    let prepared = prepare(&mut tx, &confirmation).await.unwrap();
    let id: OrderId = match prepared {
        Prepared::Placed { order_id } | Prepared::Waiting { order_id, .. } => order_id,
        Prepared::Superseded { .. } => panic!("the first"),
    };
    let number = number_of(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    format!("/ordrar/{number}")
}

fn version(page: &Page) -> String {
    page.attribute_of(".ask input[name=version]", "value")
}

async fn on_cards(world: &World) -> i64 {
    let sum = "select sum(balance_minor)::bigint from gift_cards";
    world.database.value(sum).await
}

#[tokio::test]
async fn money_goes_back_once_and_the_order_is_called_off_as_it_was_seen() {
    let world = world(Environment::Production).await;
    let href = order(&world, 100_000).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let page = browser.get(&href).await;
    let old = version(&page);
    let refund = format!("{href}/presentkort");
    assert_eq!(page.text_of("label[for=belopp]"), "Belopp i SEK");
    let fifty = [("tillbaka", "0"), ("belopp", "50")];
    world.clock.advance(jiff::SignedDuration::from_secs(5));
    let told = browser.post(&refund, &fifty).await.location;
    assert!(told.contains("fort=1"), "{told}");
    let twice = browser.post(&refund, &fifty).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(twice.attribute_of("#belopp", "value"), "50");
    for (sum, error) in [("9000", "258\u{a0}kr"), ("femtio <b>", "258\u{a0}kr")] {
        let typed = [("tillbaka", "5000"), ("belopp", sum)];
        let shown = browser.post(&refund, &typed).await;
        assert_eq!(shown.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            shown.text_of("#belopp-error").contains(error),
            "{}",
            shown.body
        );
        assert_eq!(shown.attribute_of("#belopp", "value"), sum);
    }
    assert_eq!(on_cards(&world).await, 100_000 - 30_800 + 5_000);
    let page = browser.get(&href).await;
    assert!(
        page.body.contains("fördes tillbaka till presentkort"),
        "{}",
        page.body
    );
    let avbryt = format!("{href}/avbryt");
    let stale = browser.post(&avbryt, &[("version", &old)]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let seen = version(&page);
    let done = browser.post(&avbryt, &[("version", &seen)]).await;
    assert_eq!(done.location, href, "{}", done.body);
    assert_eq!(on_cards(&world).await, 100_000);
    let ended = browser.get(&href).await;
    assert!(ended.text_of("h1").contains("Avbruten"), "{}", ended.body);
    assert_eq!(ended.count_of(".ask"), 0);
    assert_eq!(world.audited("order.cancelled").await, 1);
}

#[tokio::test]
async fn nothing_goes_back_by_hand_while_the_rest_is_unpaid() {
    let world = world(Environment::Production).await;
    let href = order(&world, 20_000).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let page = browser.get(&href).await;
    assert_eq!(page.count_of("#belopp"), 0);
    let tried = browser
        .post(
            &format!("{href}/presentkort"),
            &[("tillbaka", "0"), ("belopp", "200")],
        )
        .await;
    assert!(tried.location.contains("fel=lage"), "{}", tried.location);
    assert_eq!(on_cards(&world).await, 0);
    let called_off = browser
        .post(
            &format!("{href}/avbryt"),
            &[("version", &version_of(&world).await)],
        )
        .await;
    assert_eq!(called_off.status, StatusCode::NOT_FOUND);
}

async fn version_of(world: &World) -> String {
    world
        .database
        .value("select (extract(epoch from updated_at) * 1000000)::bigint::text from orders")
        .await
}
