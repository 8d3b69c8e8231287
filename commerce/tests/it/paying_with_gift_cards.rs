//! Gift cards: a ledger that is never negative, however many pay with the same card at once.

use commerce::checkout::prepare::{PrepareError, Prepared, prepare};
use commerce::gift_card::issue::{IssueError, Issued, NewCard};
use commerce::gift_card::{self, CardKind, GiveCardError, listing};
use commerce::ids::{CartId, GiftCardId, OrderId, VariantId};
use commerce::order::invoice::{close, of_order};
use commerce::order::put_back::{PutBack, PutBackError, put_back};
use commerce::order::{self, OrderState};
use commerce::payment::gateway::SessionState;
use commerce::payment::settle::Settled;
use commerce::setting::Settings;
use futures_util::future::join_all;
use platform::money::{Currency, Money};
use platform::secret::SecretKey;
use testkit::World;

use crate::checkout::{captured, ended, say, state, waiting};
use crate::companies::{company, on_invoice};

pub fn new_card(world: &World, minor: i64) -> NewCard {
    NewCard {
        shop_id: world.shop_id,
        amount: Money::new(minor, Currency::SEK),
        customer: None,
        expires_at: gift_card::lives_until(&Settings::default(), world.clock.now()),
        note: "test".to_owned(),
        recipient: String::new(),
        locale: "sv".to_owned(),
    }
}

pub async fn card(world: &World, minor: i64) -> (GiftCardId, String) {
    let mut tx = world.tx().await;
    let secret = SecretKey::new("a secret of some length");
    let id = GiftCardId::generate();
    let issued = gift_card::issue(&mut tx, &secret, id, &new_card(world, minor)).await;
    let Issued::New(Some(code)) = issued.unwrap() else {
        panic!("a new card has a code");
    };
    tx.commit().await.unwrap();
    (id, code)
}

pub async fn give(world: &World, cart_id: CartId, code: &str) -> Result<(), GiveCardError> {
    let mut tx = world.tx().await;
    let cart = world.contents(&mut tx, cart_id, "sv").await;
    gift_card::give(&mut tx, &cart, code).await?;
    tx.commit().await.unwrap();
    Ok(())
}

/// An order that a card with so much on it pays all of.
pub async fn paid_by_card(
    world: &World,
    minor: i64,
    lines: &[(VariantId, i32)],
) -> (OrderId, GiftCardId) {
    let (id, code) = card(world, minor).await;
    let cart = world.cart(lines).await;
    give(world, cart, &code).await.unwrap();
    let confirmation = world.confirmation(cart).await;
    let mut tx = world.tx().await;
    let Prepared::Placed { order_id } = prepare(&mut tx, &confirmation).await.unwrap() else {
        panic!("nothing is left to pay");
    };
    tx.commit().await.unwrap();
    (order_id, id)
}

pub async fn left(world: &World, id: GiftCardId) -> i64 {
    let mut conn = world.db.read().await.unwrap();
    assert_eq!(listing::off_ledger(&mut conn).await.unwrap(), []);
    let card = listing::card(&mut conn, id).await.unwrap().unwrap();
    card.balance_minor
}

async fn ledger(world: &World, id: GiftCardId) -> Vec<(String, i64)> {
    let mut conn = world.db.read().await.unwrap();
    let mut entries = listing::ledger(&mut conn, id).await.unwrap();
    entries.reverse();
    entries
        .into_iter()
        .map(|entry| (entry.kind, entry.amount_minor))
        .collect()
}

#[tokio::test]
async fn a_card_pays_a_part_and_the_vendor_is_asked_for_the_rest() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let (id, code) = card(&world, 20_000).await;
    let cart = world.cart(&[(mug, 1)]).await;
    give(&world, cart, &code.to_lowercase()).await.unwrap();
    let (order_id, payment) = waiting(&world, cart).await;
    assert_eq!(payment.amount_minor, 24_900 + 5_900 - 20_000);
    assert_eq!(left(&world, id).await, 0);
    // For the cart whose order it is, the money is there: the same thing sent again is the same thing.
    assert_eq!(world.quote(cart).await.to_pay_minor(), 10_800);
    assert_eq!(
        say(&world, &payment, &captured(10_800)).await,
        Settled::Placed
    );
    let mut conn = world.db.read().await.unwrap();
    let order = order::store::load(&mut conn, order_id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((order.total_minor, order.gift_card_minor), (30_800, 20_000));
    // A way to pay, not a discount: the VAT is that of the whole.
    assert_eq!(order.vat_minor, 6_160);
    assert_eq!(
        ledger(&world, id).await,
        [("issued".to_owned(), 20_000), ("used".to_owned(), -20_000)]
    );
    let rewritten = sqlx::query("update gift_card_entries set amount_minor = 1")
        .execute(&world.database.pool)
        .await;
    assert!(rewritten.is_err());
}

#[tokio::test]
async fn a_card_that_pays_all_needs_no_vendor() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let (order_id, id) = paid_by_card(&world, 100_000, &[(mug, 1)]).await;
    assert_eq!(
        state(&world, order_id).await,
        (OrderState::Placed, "paid".to_owned())
    );
    let payments: i64 = world.database.value("select count(*) from payments").await;
    assert_eq!((payments, left(&world, id).await), (0, 69_200));
}

#[tokio::test]
async fn twenty_at_once_never_take_more_than_a_card_holds() {
    let world = World::create().await;
    let mug = world.variant("MUG", 100, 24_900).await;
    // Enough for three orders of 308 kr.
    let (id, code) = card(&world, 100_000).await;
    let mut confirmations = Vec::new();
    for _ in 0..20 {
        let cart = world.cart(&[(mug, 1)]).await;
        give(&world, cart, &code).await.unwrap();
        confirmations.push(world.confirmation(cart).await);
    }
    let world = &world;
    let outcomes = join_all(confirmations.iter().map(|confirmation| async move {
        let mut tx = world.tx().await;
        match prepare(&mut tx, confirmation).await {
            Ok(Prepared::Placed { .. }) => {
                tx.commit().await.unwrap();
                true
            }
            Err(PrepareError::CardShort(_) | PrepareError::Changed { .. }) => false,
            other => panic!("{other:?}"),
        }
    }))
    .await;
    assert_eq!(outcomes.iter().filter(|done| **done).count(), 3);
    assert_eq!(left(world, id).await, 100_000 - 3 * 30_800);
    let reserved: i64 = world
        .database
        .value("select sum(reserved + allocated)::bigint from stock_levels")
        .await;
    assert_eq!(reserved, 3);
}

async fn lapsed(world: &World) -> (GiftCardId, String, OrderId, commerce::payment::OpenPayment) {
    let mug = world.variant("MUG", 10, 24_900).await;
    let (id, code) = card(world, 20_000).await;
    let cart = world.cart(&[(mug, 1)]).await;
    give(world, cart, &code).await.unwrap();
    let (order, payment) = waiting(world, cart).await;
    say(world, &payment, &ended(SessionState::Expired)).await;
    assert_eq!(left(world, id).await, 20_000);
    (id, code, order, payment)
}

#[tokio::test]
async fn money_comes_back_when_the_order_lapses_and_goes_again_when_it_is_paid_after_all() {
    let world = World::create().await;
    let (id, _, order, payment) = lapsed(&world).await;
    assert_eq!(
        say(&world, &payment, &captured(10_800)).await,
        Settled::Placed
    );
    assert_eq!(state(&world, order).await.0, OrderState::Placed);
    let kinds: Vec<String> = ledger(&world, id)
        .await
        .into_iter()
        .map(|(k, _)| k)
        .collect();
    assert_eq!(kinds, ["issued", "used", "given_back", "used"]);
}

#[tokio::test]
async fn paid_so_late_that_the_card_is_empty_the_order_is_not_placed() {
    let world = World::create().await;
    let (id, code, order, payment) = lapsed(&world).await;
    let bowl = world.variant("BOWL", 10, 50_000).await;
    let other = world.cart(&[(bowl, 1)]).await;
    give(&world, other, &code).await.unwrap();
    waiting(&world, other).await;
    assert_eq!(
        say(&world, &payment, &captured(10_800)).await,
        Settled::NeedsStaff
    );
    assert_eq!(state(&world, order).await.0, OrderState::Cancelled);
    assert_eq!(left(&world, id).await, 0);
}

#[tokio::test]
async fn refunds_go_back_onto_the_card_and_never_more_than_it_paid() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let (id, code) = card(&world, 20_000).await;
    let cart = world.cart(&[(mug, 1)]).await;
    give(&world, cart, &code).await.unwrap();
    let (order, payment) = waiting(&world, cart).await;
    say(&world, &payment, &captured(10_800)).await;
    let refund = async |minor| {
        let mut tx = world.tx().await;
        let back = gift_card::refund(&mut tx, order, minor).await.unwrap();
        tx.commit().await.unwrap();
        back
    };
    assert_eq!(refund(5_000).await, 5_000);
    // The rest of what is owed is the vendor's to give back.
    assert_eq!(refund(25_800).await, 15_000);
    assert_eq!(refund(1).await, 0);
    assert_eq!(left(&world, id).await, 20_000);
}

#[tokio::test]
async fn a_card_says_why_it_cannot_be_used() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    for unknown in ["", "SOMMAR", "2222-2222-2222-2222"] {
        assert!(matches!(
            give(&world, cart, unknown).await,
            Err(GiveCardError::Unknown)
        ));
    }
    let (blocked, code) = card(&world, 10_000).await;
    let mut tx = world.tx().await;
    assert!(gift_card::block(&mut tx, blocked, 1, true).await.unwrap());
    assert!(!gift_card::block(&mut tx, blocked, 1, false).await.unwrap());
    tx.commit().await.unwrap();
    assert!(matches!(
        give(&world, cart, &code).await,
        Err(GiveCardError::Blocked)
    ));
    let (_, old) = card(&world, 10_000).await;
    let now = world.clock.now();
    let ends = gift_card::lives_until(&Settings::default(), now);
    world.clock.advance(ends.since(now));
    assert!(matches!(
        give(&world, cart, &old).await,
        Err(GiveCardError::Expired)
    ));
    let mut tx = world.tx().await;
    let secret = SecretKey::new("a secret of some length");
    for (minor, expected) in [(0, "amount"), (1_000_001, "amount"), (100, "expired")] {
        let mut wrong = new_card(&world, minor);
        if expected == "expired" {
            wrong.expires_at = tx.now();
        }
        let error = gift_card::issue(&mut tx, &secret, GiftCardId::generate(), &wrong)
            .await
            .unwrap_err();
        assert_eq!(
            matches!(error, IssueError::Amount),
            expected == "amount",
            "{error}"
        );
    }
}

#[tokio::test]
async fn kinds_are_named_as_in_the_tables_check() {
    let world = World::create().await;
    let check: String = world
        .database
        .value("select pg_get_constraintdef(oid) from pg_constraint where conname = 'gift_cards_kind_check'")
        .await;
    assert!(
        CardKind::ALL
            .iter()
            .all(|k| check.contains(&format!("'{}'", k.as_str())))
    );
    assert_eq!(check.matches("'::text").count(), CardKind::ALL.len());
}

#[tokio::test]
async fn a_company_owes_what_cards_do_not_pay_and_gets_both_back() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 10_000).await;
    let firm = company(&world, "5560160680", 100_000).await;
    let (id, code) = card(&world, 5_000).await;
    let cart = world.cart(&[(mug, 1)]).await;
    give(&world, cart, &code).await.unwrap();
    let confirmation = on_invoice(&world, cart, firm).await;
    let mut tx = world.tx().await;
    let Prepared::Placed { order_id } = prepare(&mut tx, &confirmation).await.unwrap() else {
        panic!("an invoice needs no vendor");
    };
    let owed = of_order(&mut tx, order_id).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    assert_eq!(owed.amount_minor, 15_900 - 5_000);
    assert_eq!(left(&world, id).await, 0);
    let used = "select credit_used_minor from companies";
    assert_eq!(world.database.value::<i64>(used).await, 15_900 - 5_000);

    let mut tx = world.tx().await;
    // A part has been put back by hand: only the rest follows.
    assert_eq!(
        gift_card::refund(&mut tx, order_id, 2_000).await.unwrap(),
        2_000
    );
    close::cancel(&mut tx, order_id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(left(&world, id).await, 5_000);
    assert_eq!(world.database.value::<i64>(used).await, 0);
}

async fn back(world: &World, wanted: PutBack) -> Result<(), PutBackError> {
    let mut tx = world.tx().await;
    put_back(&mut tx, &wanted).await?;
    tx.commit().await.unwrap();
    Ok(())
}

#[tokio::test]
async fn money_goes_back_by_hand_only_for_what_was_placed_and_never_twice() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let (id, code) = card(&world, 20_000).await;
    let cart = world.cart(&[(mug, 1)]).await;
    give(&world, cart, &code).await.unwrap();
    let (order_id, payment) = waiting(&world, cart).await;
    let wanted = |amount_minor, seen_minor| PutBack {
        order_id,
        amount_minor,
        seen_minor,
    };
    // The rest waits at the vendor: what is put back now would come back once more when the order lapses, or the goods would go for the rest alone.
    let early = back(&world, wanted(20_000, 0)).await;
    assert!(matches!(early, Err(PutBackError::NotPlaced)), "{early:?}");
    assert_eq!(left(&world, id).await, 0);
    say(&world, &payment, &captured(10_800)).await;
    let most = back(&world, wanted(20_001, 0)).await;
    assert!(
        matches!(most, Err(PutBackError::OutOfRange { most_minor: 20_000 })),
        "{most:?}"
    );
    back(&world, wanted(5_000, 0)).await.unwrap();
    let twice = back(&world, wanted(5_000, 0)).await;
    assert!(
        matches!(twice, Err(PutBackError::ChangedMeanwhile)),
        "{twice:?}"
    );
    assert_eq!(left(&world, id).await, 5_000);
    assert_eq!(state(&world, order_id).await.1, "partly_refunded");
    back(&world, wanted(15_000, 5_000)).await.unwrap();
    assert_eq!(left(&world, id).await, 20_000);
    // The vendor still has its part.
    assert_eq!(state(&world, order_id).await.1, "partly_refunded");
    let told = "select count(*) from outbox_facts where name = 'CardsRefunded'";
    assert_eq!(world.database.value::<i64>(told).await, 2);
}

#[tokio::test]
async fn what_went_back_by_hand_does_not_come_back_when_the_order_lapses() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let (id, code) = card(&world, 20_000).await;
    let cart = world.cart(&[(mug, 1)]).await;
    give(&world, cart, &code).await.unwrap();
    let (order, payment) = waiting(&world, cart).await;
    // As it could be done before.
    let mut tx = world.tx().await;
    gift_card::refund(&mut tx, order, 15_000).await.unwrap();
    tx.commit().await.unwrap();
    say(&world, &payment, &ended(SessionState::Expired)).await;
    assert_eq!(left(&world, id).await, 20_000, "and not 35 000");
}

#[tokio::test]
async fn an_order_that_cards_alone_paid_is_called_off_with_its_goods_and_money() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let (order_id, id) = paid_by_card(&world, 100_000, &[(mug, 1)]).await;
    let mut tx = world.tx().await;
    close::cancel(&mut tx, order_id).await.unwrap();
    assert!(matches!(
        close::cancel(&mut tx, order_id).await,
        Err(close::CloseError::NotOpen)
    ));
    tx.commit().await.unwrap();
    assert_eq!(
        state(&world, order_id).await,
        (OrderState::Cancelled, "refunded".to_owned())
    );
    assert_eq!(left(&world, id).await, 100_000);
    let promised = "select sum(reserved + allocated)::bigint from stock_levels";
    assert_eq!(world.database.value::<i64>(promised).await, 0);
    let told =
        "select count(*) from outbox_facts where name in ('OrderCancelled', 'CardsRefunded')";
    assert_eq!(world.database.value::<i64>(told).await, 2);
    // What a vendor was paid is not called off here.
    let cart = world.cart(&[(mug, 1)]).await;
    let (paid, payment) = waiting(&world, cart).await;
    say(&world, &payment, &captured(30_800)).await;
    let mut tx = world.tx().await;
    assert!(matches!(
        close::cancel(&mut tx, paid).await,
        Err(close::CloseError::Unknown)
    ));
}

#[tokio::test]
async fn the_same_card_sent_twice_is_one_card() {
    let world = World::create().await;
    let secret = SecretKey::new("a secret of some length");
    let id = GiftCardId::generate();
    let issue = async |minor| {
        let mut tx = world.tx().await;
        let issued = gift_card::issue(&mut tx, &secret, id, &new_card(&world, minor)).await?;
        tx.commit().await.unwrap();
        Ok::<_, IssueError>(issued)
    };
    assert!(matches!(issue(50_000).await, Ok(Issued::New(Some(_)))));
    assert!(matches!(issue(50_000).await, Ok(Issued::Before)));
    assert!(matches!(
        issue(60_000).await,
        Err(IssueError::IssuedOtherwise)
    ));
    assert_eq!(left(&world, id).await, 50_000);
    let cards: i64 = world
        .database
        .value("select count(*) from gift_cards")
        .await;
    let mails: i64 = world
        .database
        .value("select count(*) from audit_entries where action = 'gift_card.issued'")
        .await;
    assert_eq!((cards, mails), (1, 1));
}

#[tokio::test]
async fn an_invoice_taken_for_paid_by_mistake_is_owed_again() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 10_000).await;
    let firm = company(&world, "5560160680", 15_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let confirmation = on_invoice(&world, cart, firm).await;
    let mut tx = world.tx().await;
    let Prepared::Placed { order_id } = prepare(&mut tx, &confirmation).await.unwrap() else {
        panic!("an invoice needs no vendor");
    };
    assert!(matches!(
        close::reopen(&mut tx, order_id).await,
        Err(close::CloseError::NotOpen)
    ));
    close::mark_paid(&mut tx, order_id).await.unwrap();
    // Even where the company's limit has no room for it by now.
    sqlx::query("update companies set credit_limit_minor = 0")
        .execute(&mut *tx)
        .await
        .unwrap();
    close::reopen(&mut tx, order_id).await.unwrap();
    tx.commit().await.unwrap();
    let used = "select credit_used_minor from companies";
    assert_eq!(world.database.value::<i64>(used).await, 15_900);
    assert_eq!(state(&world, order_id).await.1, "invoiced");
}
