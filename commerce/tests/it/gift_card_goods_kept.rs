//! Whom bought gift cards were for, and in which words: kept as long as it is needed, handed out, and taken away.

use commerce::customer::{erase, session};
use commerce::gift_card::{Wish, code_of};
use commerce::ids::{CustomerId, OrderId, VariantId};
use commerce::retention::{Rule, forget_some};
use platform::clock::{Date, Timestamp};
use testkit::World;

use crate::gift_card_goods::{cards, goods, issue, paid, secret, to};

/// Somebody with an account at that address.
async fn customer(world: &World, email: &'static str) -> CustomerId {
    let (_, token) = world.session("user").await;
    sqlx::query(
        "update customers set email = $1 where email like '%@exempel.se' and length(email) > 40",
    )
    .bind(email)
    .execute(&world.database.pool)
    .await
    .unwrap();
    let mut tx = world.tx().await;
    let now = tx.now();
    session::find(&mut tx, &token, now)
        .await
        .unwrap()
        .unwrap()
        .customer
}

async fn buys(world: &World, customer: CustomerId, gift: VariantId, wish: Wish) -> OrderId {
    let order = paid(world, &[(gift, wish, 1)]).await;
    sqlx::query("update orders set customer_id = $2 where id = $1")
        .bind(order.0)
        .bind(customer.0)
        .execute(&world.database.pool)
        .await
        .unwrap();
    order
}

async fn erased(world: &World, customer: CustomerId) -> erase::Kept {
    let mut tx = world.tx().await;
    let kept = erase::erase(&mut tx, customer).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    kept
}

/// Recipient and greeting as the shop still has them.
async fn said(world: &World, order: OrderId) -> (String, String) {
    sqlx::query_as("select recipient, greeting from bought_gift_cards where order_id = $1")
        .bind(order.0)
        .fetch_one(&world.database.pool)
        .await
        .unwrap()
}

fn later() -> Wish {
    Wish {
        deliver_on: Some(Date(jiff::civil::date(2026, 12, 24))),
        ..to("liv@exempel.se")
    }
}

fn words(recipient: &str) -> (String, String) {
    (recipient.to_owned(), "Grattis!\nElin".to_owned())
}

#[tokio::test]
async fn a_buyer_is_told_of_the_cards_and_erased_from_them_but_what_waits_still_comes() {
    let world = World::create().await;
    let gift = goods(&world, "GIFT-500", 50_000).await;
    let buyer = customer(&world, "elin@exempel.se").await;
    let come = buys(&world, buyer, gift, to("moa@exempel.se")).await;
    let waits = buys(&world, buyer, gift, later()).await;
    assert_eq!(issue(&world).await, 1);

    let mut tx = world.tx().await;
    let file = testkit::world::file_of(&mut tx, buyer).await;
    drop(tx);
    let text = file.to_string();
    for said in ["moa@exempel.se", "liv@exempel.se", "Grattis!", "2026-12-24"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let code = code_of(&secret(), cards(&world, come).await[0].id);
    assert!(!text.contains(&code), "codes are left out: {text}");

    let kept = erased(&world, buyer).await;
    assert_eq!((kept.orders, kept.under_way), (2, 1));
    assert_eq!(said(&world, come).await, (String::new(), String::new()));
    assert_eq!(said(&world, waits).await, words("liv@exempel.se"));
    world
        .clock
        .advance(jiff::SignedDuration::from_hours(24 * 60));
    assert_eq!(issue(&world).await, 1);
    assert_eq!(said(&world, waits).await, words("liv@exempel.se"));
}

#[tokio::test]
async fn whoever_got_a_card_is_erased_from_it_and_can_still_use_it() {
    let world = World::create().await;
    let gift = goods(&world, "GIFT-500", 50_000).await;
    let recipient = customer(&world, "moa@exempel.se").await;
    let come = paid(&world, &[(gift, to("Moa@exempel.se"), 1)]).await;
    assert_eq!(issue(&world).await, 1);
    let waits = paid(&world, &[(gift, later(), 1)]).await;
    erased(&world, recipient).await;
    assert_eq!(said(&world, come).await, (String::new(), String::new()));
    assert_eq!(said(&world, waits).await, words("liv@exempel.se"));
    let card = &cards(&world, come).await[0];
    assert_eq!(card.balance_minor, Some(50_000));
    let sent = "select count(*) from gift_cards where recipient <> ''";
    assert_eq!(world.database.value::<i64>(sent).await, 0);
}

#[tokio::test]
async fn what_a_guest_wrote_goes_with_the_orders_contact() {
    let world = World::create().await;
    let gift = goods(&world, "GIFT-500", 50_000).await;
    let order = paid(&world, &[(gift, to("moa@exempel.se"), 1)]).await;
    issue(&world).await;
    let forget = async |moment: &str| {
        let then: jiff::Timestamp = moment.parse().unwrap();
        let now = world.clock.now();
        world.clock.advance(Timestamp::from(then).since(now));
        let mut tx = world.tx().await;
        forget_some(&mut tx, Rule::Orders).await.unwrap();
        tx.commit().await.unwrap();
    };
    forget("2033-12-31T20:00:00Z").await;
    assert_eq!(said(&world, order).await, words("moa@exempel.se"));
    forget("2034-01-01T10:00:00Z").await;
    assert_eq!(said(&world, order).await, (String::new(), String::new()));
}
