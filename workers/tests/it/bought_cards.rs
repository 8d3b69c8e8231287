//! Gift cards that were bought: issued by their job, and mailed to whoever they are for.

use commerce::cart::store::add_wished;
use commerce::catalogue::product::ProductKind;
use commerce::catalogue::product::kind;
use commerce::checkout::prepare::{Prepared, prepare};
use commerce::gift_card::{Wish, code_of};
use commerce::ids::{GiftCardId, OrderId, ProductId};
use commerce::jobs::{IssueGiftCards, SendGiftCard};
use commerce::payment::gateway::{Session, SessionState};
use commerce::payment::settle::settle;
use platform::clock::Date;
use platform::mail::store::{StoredMail, by_dedup_key};
use platform::money::{Currency, Money};
use testkit::World;
use testkit::pictures::Pictures;
use workers::gift_cards::{issue_due, issue_gift_cards};
use workers::mails::gift_card::send_gift_card;

use crate::mails::{context, first_try, has_all, written};

/// A paid order of one card.
async fn bought(world: &World, wish: &Wish) -> OrderId {
    let gift = world.variant("GIFT-500", 0, 50_000).await;
    let product: uuid::Uuid = world
        .database
        .value("select product_id from variants")
        .await;
    let mut tx = world.tx().await;
    kind::set(&mut tx, ProductId(product), ProductKind::GiftCard, &[])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let cart = world.cart(&[]).await;
    let mut tx = world.tx().await;
    add_wished(&mut tx, cart, (gift, wish), 1, &[world.list])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let confirmation = world.confirmation_with(cart, "email").await;
    let mut tx = world.tx().await;
    let prepared = prepare(&mut tx, &confirmation).await.unwrap();
    let Prepared::Waiting { order_id, payment } = prepared else {
        panic!("it is to be paid");
    };
    let session = Session {
        reference: "cs_1".into(),
        url: None,
        state: SessionState::Captured {
            charge_reference: "ch_1".into(),
            amount: Money::new(50_000, Currency::SEK),
            method: "card".into(),
        },
    };
    settle(&mut tx, payment.id, &session).await.unwrap();
    tx.commit().await.unwrap();
    order_id
}

async fn sent(world: &World, id: GiftCardId) -> StoredMail {
    let mut conn = world.db.read().await.unwrap();
    let key = format!("gift-card/{id}");
    by_dedup_key(&mut conn, &key).await.unwrap().unwrap()
}

#[tokio::test]
async fn the_recipient_gets_the_code_with_the_givers_words_and_the_buyer_a_receipt_without_it() {
    let (world, pictures) = (World::create().await, Pictures::new());
    let context = context(&world, &pictures);
    let wish = Wish {
        recipient: Some("moa@exempel.se".to_owned()),
        greeting: "Grattis på dagen!\nVi ses <snart>".to_owned(),
        ..Wish::default()
    };
    let order_id = bought(&world, &wish).await;
    for _ in 0..3 {
        issue_gift_cards(context.clone(), IssueGiftCards { order_id }, first_try())
            .await
            .unwrap();
    }
    let id: uuid::Uuid = world.database.value("select id from gift_cards").await;
    let id = GiftCardId(id);
    for _ in 0..2 {
        let job = SendGiftCard { gift_card_id: id };
        send_gift_card(context.clone(), job, first_try())
            .await
            .unwrap();
    }
    let mail = sent(&world, id).await;
    let code = code_of(&context.secret, id);
    assert_eq!(mail.recipient, "moa@exempel.se");
    let said = ["Grattis på dagen!", "Elin Sandahl", "gäller till och med"];
    has_all(&mail, &said);
    has_all(&mail, &[&code]);
    assert!(mail.subject.contains("Elin Sandahl"), "{}", mail.subject);
    assert!(
        mail.body_text.contains("> Vi ses <snart>"),
        "{}",
        mail.body_text
    );
    let html = mail.body_html.unwrap();
    assert!(html.contains("Vi ses &lt;snart&gt;"), "{html}");
    let mails: i64 = world
        .database
        .value("select count(*) from mails where kind = 'gift-card'")
        .await;
    assert_eq!(mails, 1);
    let told = written(&context, order_id).await.body_text;
    assert!(
        told.contains("Till moa@exempel.se") && !told.contains(&code),
        "{told}"
    );
}

#[tokio::test]
async fn on_its_day_the_recurring_task_issues_it_and_no_sooner() {
    let (world, pictures) = (World::create().await, Pictures::new());
    let context = context(&world, &pictures);
    let wish = Wish {
        recipient: Some("moa@exempel.se".to_owned()),
        deliver_on: Some(Date(jiff::civil::date(2026, 12, 24))),
        ..Wish::default()
    };
    bought(&world, &wish).await;
    let cards = "select count(*) from gift_cards";
    issue_due(&context).await.unwrap();
    assert_eq!(world.database.value::<i64>(cards).await, 0);
    let waiting: i64 = world
        .database
        .value("select count(*) from jobs where name = 'commerce.issue-gift-cards'")
        .await;
    assert_eq!(waiting, 0, "nothing is due");
    world
        .clock
        .advance(jiff::SignedDuration::from_hours(31 * 24));
    for _ in 0..2 {
        issue_due(&context).await.unwrap();
    }
    assert_eq!(world.database.value::<i64>(cards).await, 1);
}
