//! From cart to placed order, the ways it can go wrong included.

use commerce::cart;
use commerce::checkout::prepare::{PrepareError, Prepared, prepare};
use commerce::ids::{OrderId, VariantId};
use commerce::inventory::listing::{availability, levels_off_ledger};
use commerce::order::{self, OrderState};
use commerce::payment::OpenPayment;
use commerce::payment::gateway::{Session, SessionState};
use commerce::payment::settle::{Settled, record_opened, settle};
use futures_util::future::join_all;
use platform::money::{Currency, Money};
use testkit::World;

pub fn captured(minor: i64) -> Session {
    let amount = Money::new(minor, Currency::SEK);
    let state = SessionState::Captured {
        charge_reference: "ch_1".into(),
        amount,
        method: "card".into(),
    };
    Session {
        reference: "cs_1".into(),
        url: None,
        state,
    }
}

pub fn ended(state: SessionState) -> Session {
    Session {
        reference: "cs_1".into(),
        url: None,
        state,
    }
}

pub async fn waiting(world: &World, cart: commerce::ids::CartId) -> (OrderId, OpenPayment) {
    let confirmation = world.confirmation(cart).await;
    let mut tx = world.tx().await;
    let prepared = prepare(&mut tx, &confirmation).await.unwrap();
    tx.commit().await.unwrap();
    match prepared {
        Prepared::Waiting { order_id, payment } => (order_id, payment),
        other => panic!("{other:?}"),
    }
}

pub async fn say(world: &World, payment: &OpenPayment, session: &Session) -> Settled {
    let mut tx = world.tx().await;
    let settled = settle(&mut tx, payment.id, session).await.unwrap();
    tx.commit().await.unwrap();
    settled
}

pub async fn free(world: &World, variant: VariantId) -> i64 {
    let mut conn = world.db.read().await.unwrap();
    availability(&mut conn, &[variant]).await.unwrap()[0].free
}

pub async fn history(world: &World, order: OrderId) -> Vec<String> {
    let mut conn = world.db.read().await.unwrap();
    let facts = platform::outbox::listing::history(&mut conn, "order", order.0)
        .await
        .unwrap();
    assert!(
        facts
            .iter()
            .enumerate()
            .all(|(index, fact)| fact.sequence == i32::try_from(index).unwrap() + 1)
    );
    facts.into_iter().map(|fact| fact.name).collect()
}

pub async fn state(world: &World, order: OrderId) -> (OrderState, String) {
    let mut conn = world.db.read().await.unwrap();
    let order = order::store::load(&mut conn, order).await.unwrap().unwrap();
    (order.state, order.payment_status)
}

#[tokio::test]
async fn a_paid_order_is_placed_once_however_often_the_vendor_says_so() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let cart = world.cart(&[(mug, 3)]).await;
    let (order, payment) = waiting(&world, cart).await;
    assert_eq!(payment.amount_minor, 3 * 24_900 + 5_900);
    assert_eq!(free(&world, mug).await, 7);
    for _ in 0..3 {
        assert_eq!(
            say(&world, &payment, &captured(payment.amount_minor)).await,
            Settled::Placed
        );
    }
    // What comes late changes nothing.
    assert_eq!(
        say(&world, &payment, &ended(SessionState::Expired)).await,
        Settled::Placed
    );
    assert_eq!(
        say(&world, &payment, &ended(SessionState::Processing)).await,
        Settled::Placed
    );
    assert_eq!(
        history(&world, order).await,
        ["OrderPrepared", "PaymentCaptured", "OrderPlaced"]
    );
    assert_eq!(
        state(&world, order).await,
        (OrderState::Placed, "paid".to_owned())
    );
    // A connection that forgets no statement, so that its count only grows.
    let db = platform::db::Db::connect(&world.database.url, 1, world.clock.clone())
        .await
        .unwrap();
    let mut conn = db.read().await.unwrap();
    let before = testkit::statements(&mut conn).await;
    let loaded = order::store::load(&mut conn, order).await.unwrap().unwrap();
    assert_eq!(testkit::statements(&mut conn).await - before, 1);
    assert_eq!(
        loaded
            .lines
            .iter()
            .map(|line| line.total_minor)
            .sum::<i64>(),
        loaded.total_minor
    );
    assert_eq!(
        loaded
            .vat
            .iter()
            .map(|sum| sum.net_minor + sum.vat_minor)
            .sum::<i64>(),
        loaded.total_minor
    );
    assert_eq!(levels_off_ledger(&mut conn).await.unwrap(), []);
}

#[tokio::test]
async fn two_hundred_buyers_at_once_get_fifty_pieces_between_them() {
    let world = World::create().await;
    let vase = world.variant("VASE", 50, 89_900).await;
    let mut carts = Vec::new();
    for _ in 0..200 {
        carts.push(world.cart(&[(vase, 1)]).await);
    }
    let world = &world;
    let buyers = carts.into_iter().map(|cart| async move {
        let confirmation = world.confirmation(cart).await;
        let mut tx = world.tx().await;
        match prepare(&mut tx, &confirmation).await {
            Ok(Prepared::Waiting { payment, .. }) => {
                tx.commit().await.unwrap();
                assert_eq!(
                    say(world, &payment, &captured(payment.amount_minor)).await,
                    Settled::Placed
                );
                true
            }
            Err(PrepareError::Short(short)) => {
                assert_eq!(
                    (short.len(), short[0].variant_id, short[0].free),
                    (1, vase, 0)
                );
                false
            }
            other => panic!("{other:?}"),
        }
    });
    let bought = join_all(buyers)
        .await
        .into_iter()
        .filter(|bought| *bought)
        .count();
    assert_eq!(bought, 50);
    assert_eq!(free(world, vase).await, 0);
    assert_eq!(
        world
            .database
            .value::<i64>("select count(*) from orders where state = 'placed'")
            .await,
        50
    );
    assert_eq!(
        world
            .database
            .value::<i64>("select allocated from stock_levels")
            .await,
        50
    );
    assert_eq!(
        world
            .database
            .value::<i64>("select reserved from stock_levels")
            .await,
        0
    );
    assert_eq!(
        levels_off_ledger(&mut world.db.read().await.unwrap())
            .await
            .unwrap(),
        []
    );
}

#[tokio::test]
async fn two_who_want_the_same_two_things_in_either_order_never_wait_for_each_other() {
    let world = World::create().await;
    let (a, b) = (
        world.variant("A", 1_000, 100).await,
        world.variant("B", 1_000, 100).await,
    );
    let mut carts = Vec::new();
    for turn in 0..60 {
        let lines = if turn % 2 == 0 {
            [(a, 1), (b, 2)]
        } else {
            [(b, 2), (a, 1)]
        };
        carts.push(world.cart(&lines).await);
    }
    join_all(carts.into_iter().map(|cart| waiting(&world, cart))).await;
    assert_eq!((free(&world, a).await, free(&world, b).await), (940, 880));
}

#[tokio::test]
async fn the_same_cart_sent_fifty_times_at_once_becomes_one_order_with_one_payment() {
    let world = World::create().await;
    let mug = world.variant("MUG", 100, 24_900).await;
    let cart = world.cart(&[(mug, 2)]).await;
    let confirmation = world.confirmation(cart).await;
    let sent = (0..50).map(|_| async {
        let mut tx = world.tx().await;
        let prepared = prepare(&mut tx, &confirmation).await.unwrap();
        tx.commit().await.unwrap();
        match prepared {
            Prepared::Waiting { order_id, payment } => {
                (order_id, payment.id, payment.idempotency_key)
            }
            other => panic!("{other:?}"),
        }
    });
    let answers = join_all(sent).await;
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(
        world
            .database
            .value::<i64>("select count(*) from orders")
            .await,
        1
    );
    assert_eq!(
        world
            .database
            .value::<i64>("select count(*) from payments")
            .await,
        1
    );
    assert_eq!(free(&world, mug).await, 98);
}

#[tokio::test]
async fn a_price_that_moved_is_shown_and_nothing_happens() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let confirmation = world.confirmation(cart).await;
    world.clock.advance(jiff::SignedDuration::from_mins(5));
    world.set_price(mug, 25_900).await;
    let mut tx = world.tx().await;
    let Err(PrepareError::Changed { cart, quote }) = prepare(&mut tx, &confirmation).await else {
        panic!("it was sold")
    };
    drop(tx);
    assert_eq!(quote.totals.total_minor, 25_900 + 5_900);
    assert_eq!(cart.lines[0].seen_price.rounded_minor(), 24_900);
    assert_eq!(
        world
            .database
            .value::<i64>("select count(*) from orders")
            .await,
        0
    );
    assert_eq!(free(&world, mug).await, 10);
}

#[tokio::test]
async fn a_vat_rate_that_moved_at_midnight_is_shown() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let confirmation = world.confirmation(cart).await;
    world
        .database
        .execute("update vat_rates set rate_bp = 1200")
        .await;
    let mut tx = world.tx().await;
    assert!(matches!(
        prepare(&mut tx, &confirmation).await,
        Err(PrepareError::Changed { .. })
    ));
}

#[tokio::test]
async fn goods_that_ran_out_meanwhile_are_named() {
    let world = World::create().await;
    let (mug, bowl) = (
        world.variant("MUG", 2, 24_900).await,
        world.variant("BOWL", 5, 10_000).await,
    );
    let first = world.cart(&[(mug, 2), (bowl, 1)]).await;
    let second = world.cart(&[(mug, 1)]).await;
    let confirmation = world.confirmation(first).await;
    waiting(&world, second).await;
    let mut tx = world.tx().await;
    let Err(PrepareError::Short(short)) = prepare(&mut tx, &confirmation).await else {
        panic!("it was sold")
    };
    drop(tx);
    assert_eq!(
        short
            .iter()
            .map(|s| (s.variant_id, s.wanted, s.free))
            .collect::<Vec<_>>(),
        [(mug, 2, 1)]
    );
    assert_eq!(free(&world, bowl).await, 5);
}

#[tokio::test]
async fn an_unpaid_order_lapses_and_the_cart_can_be_ordered_again() {
    let world = World::create().await;
    let mug = world.variant("MUG", 3, 24_900).await;
    let cart = world.cart(&[(mug, 3)]).await;
    let (order, payment) = waiting(&world, cart).await;
    assert_eq!(free(&world, mug).await, 0);
    assert_eq!(
        say(&world, &payment, &ended(SessionState::Expired)).await,
        Settled::Lapsed
    );
    assert_eq!(
        say(&world, &payment, &ended(SessionState::Expired)).await,
        Settled::Lapsed
    );
    assert_eq!(free(&world, mug).await, 3);
    assert_eq!(
        state(&world, order).await,
        (OrderState::Lapsed, "void".to_owned())
    );
    assert_eq!(
        history(&world, order).await,
        ["OrderPrepared", "PaymentExpired", "OrderLapsed"]
    );
    let (again, _) = waiting(&world, cart).await;
    assert_ne!(again, order);
    assert_eq!(
        levels_off_ledger(&mut world.db.read().await.unwrap())
            .await
            .unwrap(),
        []
    );
}

#[tokio::test]
async fn money_that_comes_after_all_places_the_order_while_the_goods_are_there() {
    let world = World::create().await;
    let mug = world.variant("MUG", 3, 24_900).await;
    let cart = world.cart(&[(mug, 2)]).await;
    let (order, payment) = waiting(&world, cart).await;
    say(&world, &payment, &ended(SessionState::Expired)).await;
    let to_send = "select fulfilment_status from orders";
    assert_eq!(world.database.value::<String>(to_send).await, "void");
    assert_eq!(
        say(&world, &payment, &captured(payment.amount_minor)).await,
        Settled::Placed
    );
    assert_eq!(world.database.value::<String>(to_send).await, "unfulfilled");
    assert_eq!(
        state(&world, order).await,
        (OrderState::Placed, "paid".to_owned())
    );
    assert_eq!(free(&world, mug).await, 1);
    assert_eq!(
        levels_off_ledger(&mut world.db.read().await.unwrap())
            .await
            .unwrap(),
        []
    );
}

#[tokio::test]
async fn money_that_comes_when_the_goods_are_gone_is_owed_and_never_oversells() {
    let world = World::create().await;
    let mug = world.variant("MUG", 2, 24_900).await;
    let cart = world.cart(&[(mug, 2)]).await;
    let (order, payment) = waiting(&world, cart).await;
    say(&world, &payment, &ended(SessionState::Expired)).await;
    let other = world.cart(&[(mug, 1)]).await;
    waiting(&world, other).await;
    assert_eq!(
        say(&world, &payment, &captured(payment.amount_minor)).await,
        Settled::NeedsStaff
    );
    assert_eq!(
        say(&world, &payment, &captured(payment.amount_minor)).await,
        Settled::NeedsStaff
    );
    assert_eq!(
        state(&world, order).await,
        (OrderState::Cancelled, "paid".to_owned())
    );
    assert_eq!(
        history(&world, order).await.last().unwrap(),
        "RefundFellDue"
    );
    assert_eq!(free(&world, mug).await, 1);
}

#[tokio::test]
async fn another_sum_than_asked_for_places_nothing() {
    let world = World::create().await;
    let mug = world.variant("MUG", 2, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let (order, payment) = waiting(&world, cart).await;
    assert_eq!(
        say(&world, &payment, &captured(1)).await,
        Settled::NeedsStaff
    );
    assert_eq!(state(&world, order).await.0, OrderState::Prepared);
    assert_eq!(
        history(&world, order).await,
        ["OrderPrepared", "PaymentCaptured", "PaymentMismatched"]
    );
}

#[tokio::test]
async fn a_refusal_is_told_once_and_the_shopper_may_try_again() {
    let world = World::create().await;
    let mug = world.variant("MUG", 2, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let (order, payment) = waiting(&world, cart).await;
    let mut tx = world.tx().await;
    let open = Session {
        url: Some("https://pay.example".into()),
        ..ended(SessionState::Open { last_refusal: None })
    };
    record_opened(&mut tx, payment.id, "stripe", &open)
        .await
        .unwrap();
    record_opened(&mut tx, payment.id, "stripe", &open)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let declined = ended(SessionState::Open {
        last_refusal: Some("card_declined".into()),
    });
    assert_eq!(say(&world, &payment, &declined).await, Settled::Open);
    assert_eq!(say(&world, &payment, &declined).await, Settled::Open);
    assert_eq!(
        state(&world, order).await,
        (OrderState::Prepared, "refused".to_owned())
    );
    assert_eq!(
        say(&world, &payment, &captured(payment.amount_minor)).await,
        Settled::Placed
    );
    assert_eq!(
        history(&world, order).await,
        [
            "OrderPrepared",
            "PaymentOpened",
            "PaymentRefused",
            "PaymentCaptured",
            "OrderPlaced"
        ]
    );
}

#[tokio::test]
async fn a_form_with_other_contents_meets_the_earlier_order_first() {
    let world = World::create().await;
    let mug = world.variant("MUG", 9, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let (_, payment) = waiting(&world, cart).await;
    let mut tx = world.tx().await;
    cart::store::add(&mut tx, cart, mug, 1, &[world.list])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let confirmation = world.confirmation(cart).await;
    let mut tx = world.tx().await;
    let Prepared::Superseded { payment: earlier } = prepare(&mut tx, &confirmation).await.unwrap()
    else {
        panic!("two orders")
    };
    drop(tx);
    assert_eq!(earlier.id, payment.id);
    // The vendor ends it, and the new contents can be ordered.
    say(&world, &earlier, &ended(SessionState::Expired)).await;
    let (_, second) = waiting(&world, cart).await;
    assert_eq!(second.amount_minor, 2 * 24_900 + 5_900);
    assert_eq!(free(&world, mug).await, 7);
}

#[tokio::test]
async fn a_corrected_address_stays_on_the_same_order() {
    let world = World::create().await;
    let mug = world.variant("MUG", 9, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let (order, _) = waiting(&world, cart).await;
    let mut confirmation = world.confirmation(cart).await;
    confirmation.contact.email = "elin.sandahl@exempel.se".into();
    for _ in 0..2 {
        let mut tx = world.tx().await;
        assert!(
            matches!(prepare(&mut tx, &confirmation).await.unwrap(), Prepared::Waiting { order_id, .. } if order_id == order)
        );
        tx.commit().await.unwrap();
    }
    assert_eq!(
        history(&world, order).await,
        ["OrderPrepared", "ContactCorrected"]
    );
    let mut conn = world.db.read().await.unwrap();
    assert_eq!(
        order::store::load(&mut conn, order)
            .await
            .unwrap()
            .unwrap()
            .email,
        "elin.sandahl@exempel.se"
    );
}

#[tokio::test]
async fn states_are_named_as_in_the_tables_checks() {
    let world = World::create().await;
    let orders = world.database.value::<String>("select pg_get_constraintdef(oid) from pg_constraint where conname = 'orders_state_check'").await;
    let named = |check: &str| check.matches("'::text").count();
    assert!(
        OrderState::ALL
            .iter()
            .all(|state| orders.contains(&format!("'{}'", state.as_str())))
    );
    assert_eq!(named(&orders), OrderState::ALL.len());
    let payments = world.database.value::<String>("select pg_get_constraintdef(oid) from pg_constraint where conname = 'payments_state_check'").await;
    assert!(
        commerce::payment::PaymentState::ALL
            .iter()
            .all(|state| payments.contains(&format!("'{}'", state.as_str())))
    );
    assert_eq!(named(&payments), commerce::payment::PaymentState::ALL.len());
}

#[tokio::test]
async fn who_pays_waits_for_nobody_who_buys_something_else() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let bowl = world.variant("BOWL", 10, 24_900).await;
    let (_, first) = waiting(&world, world.cart(&[(mug, 1)]).await).await;
    let (_, second) = waiting(&world, world.cart(&[(bowl, 1)]).await).await;
    let mut slow = world.tx().await;
    let paid = settle(&mut slow, first.id, &captured(first.amount_minor)).await;
    assert_eq!(paid.unwrap(), Settled::Placed);
    let mut quick = world.tx().await;
    sqlx::query("set local lock_timeout = '100ms'")
        .execute(&mut *quick)
        .await
        .unwrap();
    let paid = settle(&mut quick, second.id, &captured(second.amount_minor)).await;
    assert_eq!(paid.unwrap(), Settled::Placed);
    quick.commit().await.unwrap();
    slow.commit().await.unwrap();
}
