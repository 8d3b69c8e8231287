//! Issuing gift cards that were bought: once, when they are paid and their day has come, and what they then pay for.

use commerce::checkout::prepare::{Prepared, prepare};
use commerce::gift_card::bought::issue::issue_bought;
use commerce::gift_card::bought::listing::{self as bought, purchase};
use commerce::gift_card::{self, Wish, code_of};
use commerce::ids::GiftCardId;
use commerce::order::invoice::close;
use commerce::payment::OpenPayment;
use commerce::payment::settle::Settled;
use futures_util::future::join_all;
use jiff::SignedDuration;
use platform::clock::Date;
use testkit::World;

use crate::checkout::{captured, history, say};
use crate::companies::{company, on_invoice};
use crate::gift_card_goods::{cards, goods, issue, paid, put, secret, to, waiting};
use crate::paying_with_gift_cards::{give, left};
use crate::shipments::status;

#[tokio::test]
async fn paid_by_return_and_message_at_once_it_is_one_card_however_many_issue_it() {
    let world = World::create().await;
    let gift = goods(&world, "GIFT-500", 50_000).await;
    let cart = world.cart(&[]).await;
    put(&world, cart, gift, &to("moa@exempel.se"), 2)
        .await
        .unwrap();
    let (order, payment) = waiting(&world, cart).await;
    assert_eq!(issue(&world).await, 0, "it is not paid");
    let (world, payment) = (&world, &payment);
    let session = captured_all(payment);
    let told = join_all((0..5).map(|_| say(world, payment, &session))).await;
    assert!(told.iter().all(|settled| *settled == Settled::Placed));
    let ids: Vec<GiftCardId> = cards(world, order)
        .await
        .iter()
        .map(|card| card.id)
        .collect();
    assert_eq!(ids.len(), 2);
    join_all(ids.iter().chain(&ids).chain(&ids).map(|id| async move {
        let mut tx = world.tx().await;
        issue_bought(&mut tx, &secret(), *id).await.unwrap();
        tx.commit().await.unwrap();
    }))
    .await;
    let issued: i64 = world
        .database
        .value("select count(*) from gift_card_entries where kind = 'issued'")
        .await;
    assert_eq!(issued, 2);
    let sent: i64 = world
        .database
        .value("select count(*) from jobs where name = 'commerce.send-gift-card'")
        .await;
    assert_eq!(sent, 2, "one mail for each");
    for bought in cards(world, order).await {
        assert_eq!(
            (bought.state.as_str(), bought.balance_minor),
            ("issued", Some(50_000))
        );
        assert_eq!(left(world, bought.id).await, 50_000);
        let mut conn = world.db.read().await.unwrap();
        let from = purchase(&mut conn, bought.id).await.unwrap().unwrap();
        assert_eq!(
            (from.buyer.as_str(), from.is_for_buyer),
            ("Elin Sandahl", false)
        );
        assert_eq!(from.greeting, "Grattis!\nElin");
    }
    assert_eq!(status(world, order).await, "delivered");
    let facts = history(world, order).await;
    let issued = facts.iter().filter(|name| *name == "GiftCardIssued");
    assert_eq!(issued.count(), 2);
}

fn captured_all(payment: &OpenPayment) -> commerce::payment::gateway::Session {
    captured(payment.amount_minor)
}

#[tokio::test]
async fn a_card_waits_for_the_morning_of_its_day_in_sweden() {
    let world = World::create().await;
    let gift = goods(&world, "GIFT-500", 50_000).await;
    let on_the_day = Wish {
        deliver_on: Some(Date(jiff::civil::date(2026, 11, 25))),
        ..to("moa@exempel.se")
    };
    let order = paid(&world, &[(gift, on_the_day, 1)]).await;
    // Monday at ten; Wednesday at eight is 46 hours later.
    world
        .clock
        .advance(SignedDuration::from_hours(46) - SignedDuration::from_secs(1));
    assert_eq!(issue(&world).await, 0);
    assert_eq!(status(&world, order).await, "unfulfilled");
    world.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(issue(&world).await, 1);
    assert_eq!(status(&world, order).await, "delivered");
}

#[tokio::test]
async fn without_a_recipient_the_card_is_its_buyers() {
    let world = World::create().await;
    let gift = goods(&world, "GIFT-500", 50_000).await;
    let order = paid(&world, &[(gift, Wish::default(), 1)]).await;
    issue(&world).await;
    let recipient: String = world
        .database
        .value("select recipient from gift_cards")
        .await;
    assert_eq!(recipient, "elin@exempel.se");
    let mut conn = world.db.read().await.unwrap();
    let id = bought::of_order(&mut conn, order).await.unwrap()[0].id;
    assert!(purchase(&mut conn, id).await.unwrap().unwrap().is_for_buyer);
}

#[tokio::test]
async fn on_an_invoice_cards_are_issued_when_the_money_has_come() {
    let world = World::create().await;
    let gift = goods(&world, "GIFT-500", 50_000).await;
    let firm = company(&world, "5560160680", 500_000).await;
    let cart = world.cart(&[]).await;
    put(&world, cart, gift, &to("moa@exempel.se"), 1)
        .await
        .unwrap();
    let mut confirmation = on_invoice(&world, cart, firm).await;
    confirmation.freight = "email".to_owned();
    let mut tx = world.tx().await;
    let Prepared::Placed { order_id } = prepare(&mut tx, &confirmation).await.unwrap() else {
        panic!("it is owed for");
    };
    tx.commit().await.unwrap();
    assert_eq!(issue(&world).await, 0);
    assert_eq!(cards(&world, order_id).await[0].state, "unpaid");
    let closed = async |paid: bool| {
        let mut tx = world.tx().await;
        if paid {
            close::mark_paid(&mut tx, order_id).await.unwrap();
        } else {
            close::reopen(&mut tx, order_id).await.unwrap();
        }
        tx.commit().await.unwrap();
    };
    closed(true).await;
    // A mistake of one click, before the job has run.
    closed(false).await;
    assert_eq!(issue(&world).await, 0);
    closed(true).await;
    assert_eq!(issue(&world).await, 1);
    assert_eq!(cards(&world, order_id).await[0].state, "issued");
}

#[tokio::test]
async fn a_card_that_was_bought_pays_in_part_and_its_money_comes_back_onto_it() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let gift = goods(&world, "GIFT-500", 50_000).await;
    let order = paid(&world, &[(gift, to("moa@exempel.se"), 1)]).await;
    issue(&world).await;
    let id = cards(&world, order).await[0].id;
    let cart = world.cart(&[(mug, 1)]).await;
    give(&world, cart, &code_of(&secret(), id)).await.unwrap();
    let confirmation = world.confirmation(cart).await;
    let mut tx = world.tx().await;
    let Prepared::Placed { order_id } = prepare(&mut tx, &confirmation).await.unwrap() else {
        panic!("the card pays all");
    };
    tx.commit().await.unwrap();
    assert_eq!(left(&world, id).await, 19_200);
    let mut tx = world.tx().await;
    gift_card::refund(&mut tx, order_id, 30_800).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(left(&world, id).await, 50_000);
}
