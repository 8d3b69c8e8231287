//! The exchange with the vendor, and answers that come late, twice or wrong.

use std::sync::Arc;

use commerce::checkout::prepare::{Confirmation, PrepareError, Prepared, prepare};
use commerce::inventory::listing::levels_off_ledger;
use commerce::order::OrderState;
use commerce::payment::gateway::{GatewayError, PaymentGateway as _, SessionState};
use commerce::payment::settle::Settled;
use commerce::payment::{OpenPayment, PaymentMethod, exchange, store};
use platform::db::Origin;
use testkit::World;
use testkit::provider::{Mood, Provider};

use crate::checkout::{captured, ended, free, history, say, state, waiting};

/// Prepares, stores the ways back as the door does, and commits.
async fn begin(world: &World, confirmation: &Confirmation, back: &str) -> OpenPayment {
    let mut tx = world.tx().await;
    let prepared = prepare(&mut tx, confirmation).await.unwrap();
    let Prepared::Waiting { payment, .. } = prepared else {
        panic!("{prepared:?}")
    };
    store::set_return_addresses(&mut tx, payment.id, back, back)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    reread(world, &payment).await
}

async fn reread(world: &World, payment: &OpenPayment) -> OpenPayment {
    let mut conn = world.db.read().await.unwrap();
    store::by_id(&mut conn, payment.id).await.unwrap().unwrap()
}

async fn open(
    world: &World,
    provider: &Arc<Provider>,
    payment: &OpenPayment,
) -> Result<(), exchange::ExchangeError> {
    exchange::open(&world.db, &**provider, payment, Origin::system("test"))
        .await
        .map(drop)
}

#[tokio::test]
async fn details_that_are_corrected_after_a_lost_answer_do_not_change_the_request() {
    let world = World::create().await;
    let provider = Arc::new(Provider::default());
    let mug = world.variant("MUG", 9, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let mut confirmation = world.confirmation(cart).await;
    let payment = begin(&world, &confirmation, "https://shop.example/a").await;
    provider.is_now(Mood::Away);
    let lost = open(&world, &provider, &payment).await.unwrap_err();
    assert!(!lost.is_final(), "{lost}");
    // Another address and, from another tab, another language.
    confirmation.contact.email = "elin.sandahl@exempel.se".into();
    confirmation.locale = "en".into();
    let again = begin(&world, &confirmation, "https://shop.example/en/b").await;
    assert_eq!(again.id, payment.id);
    provider.is_now(Mood::Waits(None));
    open(&world, &provider, &again).await.unwrap();
    let asked = provider.opened();
    assert_eq!(asked.len(), 1);
    assert_eq!(
        (asked[0].email.as_str(), asked[0].success_url.as_str()),
        ("elin@exempel.se", "https://shop.example/a")
    );
    // The confirmation goes to the corrected address all the same.
    assert_eq!(
        world
            .database
            .value::<String>("select email from orders")
            .await,
        "elin.sandahl@exempel.se"
    );
}

#[tokio::test]
async fn a_vendor_that_refuses_for_good_ends_the_payment_and_gives_the_goods_back() {
    for mood in [Mood::Refuses, Mood::Babbles] {
        let world = World::create().await;
        let provider = Arc::new(Provider::default());
        let mug = world.variant("MUG", 2, 24_900).await;
        let cart = world.cart(&[(mug, 2)]).await;
        let confirmation = world.confirmation(cart).await;
        let payment = begin(&world, &confirmation, "https://shop.example/a").await;
        assert_eq!(free(&world, mug).await, 0);
        provider.is_now(mood.clone());
        let refused = open(&world, &provider, &payment).await.unwrap_err();
        assert!(refused.is_final(), "{refused}");
        assert_eq!(
            state(&world, payment.order_id).await,
            (OrderState::Lapsed, "void".to_owned()),
            "{mood:?}"
        );
        assert_eq!(free(&world, mug).await, 2);
        // The cart can be ordered again, with a payment of its own.
        provider.is_now(Mood::Waits(None));
        let second = begin(&world, &confirmation, "https://shop.example/a").await;
        assert_ne!(second.idempotency_key, payment.idempotency_key);
        open(&world, &provider, &second).await.unwrap();
        let mut conn = world.db.read().await.unwrap();
        assert_eq!(levels_off_ledger(&mut conn).await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_refusal_does_not_end_what_another_try_has_opened() {
    let world = World::create().await;
    let provider = Arc::new(Provider::default());
    let mug = world.variant("MUG", 2, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let confirmation = world.confirmation(cart).await;
    // Read before the other tab opened the page.
    let unopened = begin(&world, &confirmation, "https://shop.example/a").await;
    open(&world, &provider, &unopened).await.unwrap();
    provider.is_now(Mood::Refuses);
    open(&world, &provider, &unopened).await.unwrap_err();
    assert_eq!(
        state(&world, unopened.order_id).await.0,
        OrderState::Prepared
    );
    assert_eq!(free(&world, mug).await, 1);
}

#[tokio::test]
async fn another_way_to_pay_is_another_payment() {
    let world = World::create().await;
    let provider = Arc::new(Provider::default());
    let mug = world.variant("MUG", 9, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let mut confirmation = world.confirmation(cart).await;
    let card = begin(&world, &confirmation, "https://shop.example/a").await;
    open(&world, &provider, &card).await.unwrap();
    confirmation.method = PaymentMethod::Swish;
    let mut tx = world.tx().await;
    let Prepared::Superseded { payment } = prepare(&mut tx, &confirmation).await.unwrap() else {
        panic!("the card's page for a Swish payment")
    };
    drop(tx);
    assert_eq!(payment.id, card.id);
    let origin = Origin::system("test");
    assert_eq!(
        exchange::end(&world.db, &*provider, &payment, origin)
            .await
            .unwrap(),
        Settled::Lapsed
    );
    let swish = begin(&world, &confirmation, "https://shop.example/a").await;
    open(&world, &provider, &swish).await.unwrap();
    let methods: Vec<_> = provider.opened().iter().map(|asked| asked.method).collect();
    assert_eq!(methods, [PaymentMethod::Card, PaymentMethod::Swish]);
    assert_eq!(free(&world, mug).await, 8);
}

#[tokio::test]
async fn the_provider_of_the_tests_refuses_other_words_under_the_same_key() {
    let world = World::create().await;
    let provider = Arc::new(Provider::default());
    let mug = world.variant("MUG", 9, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let confirmation = world.confirmation(cart).await;
    let payment = begin(&world, &confirmation, "https://shop.example/a").await;
    open(&world, &provider, &payment).await.unwrap();
    let mut other = provider.opened().remove(0);
    provider.open(&other).await.unwrap();
    other.email.push('x');
    let refused = provider.open(&other).await.unwrap_err();
    assert!(
        matches!(&refused, GatewayError::Refused { code, .. } if code == "idempotency_error"),
        "{refused}"
    );
}

#[tokio::test]
async fn goods_are_held_for_a_bank_that_takes_days_and_given_back_when_it_says_no() {
    let world = World::create().await;
    let mug = world.variant("MUG", 3, 24_900).await;
    let cart = world.cart(&[(mug, 2)]).await;
    let (order, payment) = waiting(&world, cart).await;
    assert_eq!(
        say(&world, &payment, &ended(SessionState::Processing)).await,
        Settled::Processing
    );
    assert_eq!(
        state(&world, order).await,
        (OrderState::Prepared, "processing".to_owned())
    );
    let held_days = "select (extract(epoch from max(expires_at) - max(updated_at)) / 86400)::bigint from stock_reservations where state = 'held'";
    assert_eq!(world.database.value::<i64>(held_days).await, 14);
    // The deadline of the page does not end it meanwhile, and told again it is not prolonged again.
    world.clock.advance(jiff::SignedDuration::from_hours(30));
    say(&world, &payment, &ended(SessionState::Processing)).await;
    assert_eq!(world.database.value::<i64>(held_days).await, 14);
    assert_eq!(free(&world, mug).await, 1);
    let failed = ended(SessionState::Failed {
        refusal: "insufficient_funds".into(),
    });
    for _ in 0..2 {
        assert_eq!(say(&world, &payment, &failed).await, Settled::Lapsed);
    }
    assert_eq!(free(&world, mug).await, 3);
    assert_eq!(
        history(&world, order).await,
        [
            "OrderPrepared",
            "PaymentProcessing",
            "PaymentRefused",
            "PaymentExpired",
            "OrderLapsed"
        ]
    );
    let mut conn = world.db.read().await.unwrap();
    assert_eq!(levels_off_ledger(&mut conn).await.unwrap(), []);
}

#[tokio::test]
async fn a_bank_that_says_yes_after_days_places_the_order() {
    let world = World::create().await;
    let mug = world.variant("MUG", 3, 24_900).await;
    let cart = world.cart(&[(mug, 2)]).await;
    let (order, payment) = waiting(&world, cart).await;
    say(&world, &payment, &ended(SessionState::Processing)).await;
    world
        .clock
        .advance(jiff::SignedDuration::from_hours(5 * 24));
    assert_eq!(
        say(&world, &payment, &captured(payment.amount_minor)).await,
        Settled::Placed
    );
    assert_eq!(state(&world, order).await.0, OrderState::Placed);
}

#[tokio::test]
async fn money_for_an_order_that_another_has_replaced_is_owed_back() {
    let world = World::create().await;
    let mug = world.variant("MUG", 9, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let (first, lapsed) = waiting(&world, cart).await;
    say(&world, &lapsed, &ended(SessionState::Expired)).await;
    let (second, payment) = waiting(&world, cart).await;
    // There are goods enough for both; yet the shopper wanted one order.
    assert_eq!(
        say(&world, &lapsed, &captured(lapsed.amount_minor)).await,
        Settled::NeedsStaff
    );
    assert_eq!(state(&world, first).await.0, OrderState::Cancelled);
    assert_eq!(
        history(&world, first).await.last().unwrap(),
        "RefundFellDue"
    );
    assert_eq!(
        say(&world, &payment, &captured(payment.amount_minor)).await,
        Settled::Placed
    );
    assert_eq!(state(&world, second).await.0, OrderState::Placed);
    assert_eq!(free(&world, mug).await, 8);
}

#[tokio::test]
async fn vat_and_stock_that_move_while_the_shopper_reads_are_refused_at_the_door() {
    let world = World::create().await;
    let mug = world.variant("MUG", 2, 24_900).await;
    let cart = world.cart(&[(mug, 2)]).await;
    let confirmation = world.confirmation(cart).await;
    world
        .database
        .execute("update stock_levels set on_hand = 1")
        .await;
    let mut tx = world.tx().await;
    let Err(PrepareError::Short(short)) = prepare(&mut tx, &confirmation).await else {
        panic!("sold")
    };
    drop(tx);
    assert_eq!((short[0].wanted, short[0].free), (2, 1));
    world
        .database
        .execute("update stock_levels set on_hand = 2")
        .await;
    world
        .database
        .execute("update vat_rates set rate_bp = 600")
        .await;
    let mut tx = world.tx().await;
    let Err(PrepareError::Changed { quote, .. }) = prepare(&mut tx, &confirmation).await else {
        panic!("sold")
    };
    drop(tx);
    // The same prices, another VAT in them.
    assert_eq!(quote.totals.total_minor, 2 * 24_900 + 5_900);
    assert_eq!(quote.totals.vat[0].rate_bp, 600);
    assert_eq!(
        world
            .database
            .value::<i64>("select count(*) from orders")
            .await,
        0
    );
}

#[tokio::test]
async fn the_trail_tells_what_became_of_orders_and_holds_no_addresses() {
    let world = World::create().await;
    let mug = world.variant("MUG", 9, 24_900).await;
    let bought = world.cart(&[(mug, 1)]).await;
    let (_, payment) = waiting(&world, bought).await;
    let mut confirmation = world.confirmation(bought).await;
    confirmation.contact.email = "elin.sandahl@exempel.se".into();
    confirmation.contact.delivery.street = "Nya gatan 1".into();
    let mut tx = world.tx().await;
    prepare(&mut tx, &confirmation).await.unwrap();
    tx.commit().await.unwrap();
    say(&world, &payment, &captured(payment.amount_minor)).await;
    let left = world.cart(&[(mug, 1)]).await;
    let (_, unpaid) = waiting(&world, left).await;
    say(&world, &unpaid, &ended(SessionState::Expired)).await;
    let wrong = world.cart(&[(mug, 1)]).await;
    let (_, odd) = waiting(&world, wrong).await;
    say(&world, &odd, &captured(1)).await;
    assert_eq!(
        world
            .database
            .value::<String>("select string_agg(action, ' ' order by at, id) from audit_entries where subject_kind = 'order'")
            .await,
        "order.prepared order.contact_corrected order.placed order.prepared order.lapsed order.prepared order.payment_mismatched"
    );
    assert_eq!(
        world
            .database
            .value::<String>("select after ->> 'corrected' from audit_entries where action = 'order.contact_corrected'")
            .await,
        r#"["email", "delivery"]"#
    );
    assert_eq!(
        world
            .database
            .value::<i64>("select count(*) from audit_entries where after::text like '%@%' or after::text like '%gatan%'")
            .await,
        0
    );
}
