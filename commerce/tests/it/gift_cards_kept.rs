//! Gift cards over time: refunds that come late, mistakes put right, and how many a cart keeps.

use commerce::gift_card::put_right::{
    LIVES_AFTER_REFUND, PutRightError, correct, extend, send_again,
};
use commerce::gift_card::{self, GiveCardError, Issued, listing};
use commerce::ids::{CustomerId, GiftCardId};
use platform::money::{Currency, Money};
use platform::secret::SecretKey;
use testkit::World;

use crate::checkout::{captured, say, waiting};
use crate::paying_with_gift_cards::{card, give, left, new_card};

async fn shown(world: &World, id: GiftCardId) -> listing::ListedCard {
    let mut conn = world.db.read().await.unwrap();
    listing::card(&mut conn, id).await.unwrap().unwrap()
}

#[tokio::test]
async fn money_that_comes_back_late_can_be_used_for_a_while() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let (id, code) = card(&world, 20_000).await;
    let ends = shown(&world, id).await.expires_at;
    let cart = world.cart(&[(mug, 1)]).await;
    give(&world, cart, &code).await.unwrap();
    let (order, payment) = waiting(&world, cart).await;
    say(&world, &payment, &captured(10_800)).await;
    // The return comes when the card has ended.
    world.clock.advance(ends.since(world.clock.now()));
    assert!(world.clock.now() >= ends);
    let mut tx = world.tx().await;
    gift_card::refund(&mut tx, order, 20_000).await.unwrap();
    let now = tx.now();
    tx.commit().await.unwrap();
    assert_eq!(
        shown(&world, id).await.expires_at,
        now.plus(LIVES_AFTER_REFUND)
    );
    let other = world.cart(&[(mug, 1)]).await;
    give(&world, other, &code).await.unwrap();
}

#[tokio::test]
async fn what_went_wrong_is_put_right_in_the_ledger_and_in_the_trail() {
    let world = World::create().await;
    let (id, _) = card(&world, 20_000).await;
    let ends = shown(&world, id).await.expires_at;
    let mut tx = world.tx().await;
    let later = ends.plus(LIVES_AFTER_REFUND);
    for (version, until) in [(1, ends), (7, later)] {
        assert!(extend(&mut tx, id, version, until).await.is_err());
    }
    extend(&mut tx, id, 1, later).await.unwrap();
    assert!(matches!(
        correct(&mut tx, id, 2, 100, " ").await,
        Err(PutRightError::NoReason)
    ));
    for wrong in [-20_001, 0, 980_001, i64::MAX] {
        assert!(
            matches!(
                correct(&mut tx, id, 2, wrong, "fel").await,
                Err(PutRightError::Amount)
            ),
            "{wrong}"
        );
    }
    correct(&mut tx, id, 2, -5_000, "Fel belopp").await.unwrap();
    // Sent twice, it is done once.
    assert!(matches!(
        correct(&mut tx, id, 2, -5_000, "Fel belopp").await,
        Err(PutRightError::ChangedMeanwhile)
    ));
    // Nobody is written down to send it to.
    assert!(matches!(
        send_again(&mut tx, id, 3).await,
        Err(PutRightError::NothingToSend)
    ));
    tx.commit().await.unwrap();
    assert_eq!(left(&world, id).await, 15_000);
    assert_eq!(shown(&world, id).await.expires_at, later);
    let mut conn = world.db.read().await.unwrap();
    let entries = listing::ledger(&mut conn, id).await.unwrap();
    assert_eq!(
        (entries[0].kind.as_str(), entries[0].amount_minor),
        ("corrected", -5_000)
    );
    let trail = "select count(*) from audit_entries where action in ('gift_card.extended', 'gift_card.corrected')";
    assert_eq!(world.database.value::<i64>(trail).await, 2);
}

#[tokio::test]
async fn a_code_is_mailed_again_when_the_block_is_lifted() {
    let world = World::create().await;
    let secret = SecretKey::new("a secret of some length");
    let id = GiftCardId::generate();
    let mut tx = world.tx().await;
    let mut wanted = new_card(&world, 20_000);
    wanted.recipient = "elin@exempel.se".to_owned();
    let issued = gift_card::issue(&mut tx, &secret, id, &wanted).await;
    assert!(matches!(issued, Ok(Issued::New(Some(_)))));
    gift_card::block(&mut tx, id, 1, true).await.unwrap();
    assert!(matches!(
        send_again(&mut tx, id, 2).await,
        Err(PutRightError::NothingToSend)
    ));
    tx.commit().await.unwrap();
    // The first was done while the card was blocked, and mailed nothing.
    world.database.execute("delete from jobs").await;
    let mut tx = world.tx().await;
    gift_card::block(&mut tx, id, 2, false).await.unwrap();
    send_again(&mut tx, id, 3).await.unwrap();
    tx.commit().await.unwrap();
    let jobs = "select count(*) from jobs where name = 'commerce.send-gift-card'";
    assert_eq!(world.database.value::<i64>(jobs).await, 1);
    assert_eq!(shown(&world, id).await.sent_again, 1);
}

#[tokio::test]
async fn store_credit_takes_no_cards_place_and_a_card_given_again_is_kept() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let customer = CustomerId::generate();
    sqlx::query(
        "insert into customers (id, number, email, name, locale, created_at, updated_at)
         values ($1, 'KND-9', 'elin@exempel.se', 'Elin', 'sv', now(), now())",
    )
    .bind(customer.0)
    .execute(&world.database.pool)
    .await
    .unwrap();
    let secret = SecretKey::new("a secret of some length");
    let cart = world.cart(&[(mug, 1)]).await;
    let mut tx = world.tx().await;
    for _ in 0..6 {
        let mut credit = new_card(&world, 1_000);
        credit.customer = Some(customer);
        credit.amount = Money::new(1_000, Currency::SEK);
        gift_card::issue(&mut tx, &secret, GiftCardId::generate(), &credit)
            .await
            .unwrap();
    }
    gift_card::give_credit(&mut tx, cart, customer)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut codes = Vec::new();
    for _ in 0..6 {
        codes.push(card(&world, 1_000).await.1);
    }
    for code in &codes[..5] {
        give(&world, cart, code).await.unwrap();
    }
    assert!(matches!(
        give(&world, cart, &codes[5]).await,
        Err(GiveCardError::TooMany)
    ));
    give(&world, cart, &codes[0]).await.unwrap();
}
