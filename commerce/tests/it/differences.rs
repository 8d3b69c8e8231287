//! A vendor that takes another sum than it was asked for: what staff can do about it, each once, with sums that add up.

use commerce::ids::OrderId;
use commerce::order::OrderState;
use commerce::order::credit_note::of_order;
use commerce::order::store::load;
use commerce::payment::difference::{
    DecideError, Decided, Decision, Deed, Difference, Kind, ask_for_rest, decide, listing,
};
use commerce::payment::gateway::{Session, SessionState};
use commerce::payment::settle::Settled;
use commerce::promotion::Benefit;
use commerce::promotion::listing::{figures, latest_orders};
use platform::money::{Currency, Money};
use testkit::World;
use testkit::provider::{Mood, Provider};

use crate::checkout::{captured, ended, free, history, say, state, waiting};
use crate::companies::at_once;
use crate::promotions;
use crate::returns::vendor_sends;

/// An order of one mug whose payment brought another sum than 308 kronor.
pub async fn came(world: &World, minor: i64) -> (OrderId, Difference) {
    let mug = world.variant("MUG", 3, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let (order, payment) = waiting(world, cart).await;
    for _ in 0..2 {
        assert_eq!(
            say(world, &payment, &captured(minor)).await,
            Settled::NeedsStaff
        );
    }
    (order, open(world, order).await)
}

pub async fn open(world: &World, order: OrderId) -> Difference {
    let mut conn = world.db.read().await.unwrap();
    let all = listing::of_order(&mut conn, order).await.unwrap();
    let open: Vec<_> = all.into_iter().filter(|(_, is_open)| *is_open).collect();
    assert_eq!(open.len(), 1, "told twice it is one");
    listing::by_id(&mut conn, open[0].0).await.unwrap().unwrap()
}

pub async fn done(world: &World, found: &Difference, deed: Deed) -> Result<Decided, DecideError> {
    let decision = Decision {
        id: found.id,
        row_version: found.row_version,
        deed,
        note: "Så blev det",
    };
    let mut tx = world.tx().await;
    let decided = decide(&mut tx, &decision).await?;
    tx.commit().await.unwrap();
    Ok(decided)
}

pub async fn credited(world: &World, order: OrderId) -> i64 {
    let mut conn = world.db.read().await.unwrap();
    let notes = of_order(&mut conn, order).await.unwrap();
    notes.iter().map(|note| note.amount_minor).sum()
}

#[tokio::test]
async fn too_much_goes_back_and_the_order_is_carried_out_as_it_was() {
    let world = World::create().await;
    let (order, found) = came(&world, 40_000).await;
    assert_eq!(found.kind, Kind::Vendor);
    assert_eq!((found.excess().minor, found.rest().minor), (9_200, 0));
    assert_eq!(found.deeds(), [Deed::RefundExcess, Deed::RefundAll]);
    assert_eq!(state(&world, order).await.0, OrderState::Prepared);
    let (shared, difference) = (&world, &found);
    let tries = (0..5).map(|_| done(shared, difference, Deed::RefundExcess));
    let won = at_once(tries)
        .await
        .into_iter()
        .filter(Result::is_ok)
        .count();
    assert_eq!(won, 1, "however many decide at once");
    assert_eq!(
        state(&world, order).await,
        (OrderState::Placed, "paid".to_owned())
    );
    let provider = Provider::default();
    vendor_sends(&world, &provider).await;
    vendor_sends(&world, &provider).await;
    assert_eq!(provider.refunded(), [9_200]);
    assert_eq!(
        state(&world, order).await,
        (OrderState::Placed, "paid".to_owned()),
        "nothing of the sale has gone back"
    );
    assert_eq!(credited(&world, order).await, 0);
    // What is left of the payment is the order's sum, and no more can go back.
    let left: i64 = world
        .database
        .value("select captured_minor - refunded_minor from payments")
        .await;
    assert_eq!(left, 30_800);
    let told = history(&world, order).await;
    assert!(told.contains(&"OrderPlaced".to_owned()), "{told:?}");
    assert_eq!(told.last().unwrap(), "DifferenceSettled");
    let audited = "select count(*) from audit_entries where action = 'order.difference_settled'";
    assert_eq!(world.database.value::<i64>(audited).await, 1);
}

#[tokio::test]
async fn all_of_it_goes_back_and_the_goods_are_free_again() {
    let world = World::create().await;
    let (order, found) = came(&world, 40_000).await;
    let mug = commerce::ids::VariantId(
        world
            .database
            .value("select variant_id from order_lines where kind = 'item'")
            .await,
    );
    assert_eq!(free(&world, mug).await, 2);
    let decided = done(&world, &found, Deed::RefundAll).await.unwrap();
    assert_eq!(decided.amount.minor, 40_000);
    assert_eq!(free(&world, mug).await, 3);
    assert_eq!(
        state(&world, order).await,
        (OrderState::Lapsed, "paid".to_owned()),
        "the money is here still"
    );
    let provider = Provider::default();
    vendor_sends(&world, &provider).await;
    assert_eq!(provider.refunded(), [40_000]);
    assert_eq!(
        state(&world, order).await,
        (OrderState::Lapsed, "refunded".to_owned())
    );
    assert_eq!(credited(&world, order).await, 0, "nothing was sold");
    assert!(matches!(
        done(&world, &found, Deed::RefundExcess).await,
        Err(DecideError::ChangedMeanwhile | DecideError::GoodsGone)
    ));
    let payment: String = world.database.value("select state from payments").await;
    assert_eq!(payment, "refunded");
}

#[tokio::test]
async fn too_little_is_asked_for_accepted_or_comes_otherwise() {
    let world = World::create().await;
    let (order, found) = came(&world, 20_000).await;
    assert_eq!((found.excess().minor, found.rest().minor), (0, 10_800));
    assert_eq!(
        found.deeds(),
        [Deed::RestCame, Deed::Accept, Deed::RefundAll]
    );
    let mut tx = world.tx().await;
    let asked = ask_for_rest(&mut tx, found.id, found.row_version).await;
    assert_eq!(asked.unwrap().minor, 10_800);
    tx.commit().await.unwrap();
    let mut tx = world.tx().await;
    assert!(matches!(
        ask_for_rest(&mut tx, found.id, found.row_version).await,
        Err(DecideError::ChangedMeanwhile)
    ));
    drop(tx);
    let jobs = "select count(*) from jobs where name = 'commerce.send-rest-request'";
    assert_eq!(world.database.value::<i64>(jobs).await, 1);
    let now = open(&world, order).await;
    assert!(now.asked_at.is_some());
    done(&world, &now, Deed::Accept).await.unwrap();
    assert_eq!(
        state(&world, order).await,
        (OrderState::Placed, "paid".to_owned())
    );
    // What is not paid is taken off the price, and its VAT with it.
    assert_eq!(credited(&world, order).await, 10_800);
    let vat: i64 = world
        .database
        .value("select sum(vat_minor)::bigint from credit_notes")
        .await;
    assert_eq!(vat, 10_800 / 5);
    // The order says the same, and where it is written.
    let mut conn = world.db.read().await.unwrap();
    let held = load(&mut conn, order).await.unwrap().unwrap();
    let off = held.reduction.clone().unwrap();
    assert_eq!(off.note.as_deref(), Some("KRE-10001"));
    assert_eq!((held.total_minor, held.due_minor()), (30_800, 20_000));
    let due = held.vat_due();
    assert_eq!((due[0].net_minor, due[0].vat_minor), (16_000, 4_000));
    assert_eq!(
        of_order(&mut conn, order).await.unwrap()[0].vat_minor,
        off.parts.iter().map(|part| part.vat_minor).sum::<i64>()
    );
    let seen = held.seen_items() + held.seen_discount() + held.seen_freight();
    assert_eq!(seen + held.seen_reduction(), held.due_minor());
}

#[tokio::test]
async fn a_promotion_tells_of_its_orders_what_they_came_to() {
    let world = World::create().await;
    let rule = promotions::draft(Benefit::Percent { bp: 2_000 });
    let id = promotions::running(&world, &rule, &[]).await;
    let (_, found) = came(&world, 20_000).await;
    done(&world, &found, Deed::Accept).await.unwrap();
    let mut conn = world.db.read().await.unwrap();
    let latest = latest_orders(&mut conn, id, 5).await.unwrap();
    let told: Vec<i64> = latest.iter().map(|order| order.total_minor).collect();
    assert_eq!(told, [20_000]);
    let all = figures(&mut conn, id).await.unwrap();
    assert_eq!(all.revenue_minor, 20_000);
}

#[tokio::test]
async fn the_rest_that_came_otherwise_makes_the_order_paid_in_full() {
    let world = World::create().await;
    let (order, found) = came(&world, 20_000).await;
    done(&world, &found, Deed::RestCame).await.unwrap();
    assert_eq!(
        state(&world, order).await,
        (OrderState::Placed, "paid".to_owned())
    );
    assert_eq!(credited(&world, order).await, 0);
}

#[tokio::test]
async fn money_of_another_currency_goes_back_as_it_came() {
    let world = World::create().await;
    let mug = world.variant("MUG", 3, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let (order, payment) = waiting(&world, cart).await;
    let euros = Session {
        state: SessionState::Captured {
            charge_reference: "ch_1".into(),
            amount: Money::new(30_800, Currency::EUR),
            method: "card".into(),
        },
        ..ended(SessionState::Expired)
    };
    say(&world, &payment, &euros).await;
    let found = open(&world, order).await;
    assert_eq!(found.deeds(), [Deed::RefundAll]);
    assert_eq!(found.excess(), Money::new(30_800, Currency::EUR));
    let decided = done(&world, &found, Deed::RefundAll).await.unwrap();
    assert_eq!(decided.amount, Money::new(30_800, Currency::EUR));
    let currency: String = world
        .database
        .value("select captured_currency::text from payments")
        .await;
    assert_eq!(currency, "EUR");
}

#[tokio::test]
async fn money_for_goods_that_are_gone_has_its_way_back() {
    let world = World::create().await;
    let mug = world.variant("MUG", 1, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let (order, payment) = waiting(&world, cart).await;
    say(&world, &payment, &ended(SessionState::Expired)).await;
    let other = world.cart(&[(mug, 1)]).await;
    waiting(&world, other).await;
    say(&world, &payment, &captured(payment.amount_minor)).await;
    let found = open(&world, order).await;
    assert_eq!(found.deeds(), [Deed::RefundAll]);
    done(&world, &found, Deed::RefundAll).await.unwrap();
    let provider = Provider::default();
    vendor_sends(&world, &provider).await;
    assert_eq!(provider.refunded(), [payment.amount_minor]);
    assert_eq!(
        state(&world, order).await,
        (OrderState::Cancelled, "refunded".to_owned())
    );
}

#[tokio::test]
async fn what_the_vendor_will_not_send_is_decided_about_anew_and_may_go_by_hand() {
    let world = World::create().await;
    let (order, found) = came(&world, 40_000).await;
    done(&world, &found, Deed::RefundExcess).await.unwrap();
    let provider = Provider::default();
    provider.is_now(Mood::Refuses);
    vendor_sends(&world, &provider).await;
    let now = open(&world, order).await;
    assert!(now.refused.is_some());
    assert_eq!(now.deeds(), [Deed::RefundExcess, Deed::ByHand]);
    done(&world, &now, Deed::ByHand).await.unwrap();
    let left: i64 = world
        .database
        .value("select captured_minor - refunded_minor from payments")
        .await;
    assert_eq!(left, 30_800);
    assert_eq!(state(&world, order).await.0, OrderState::Placed);
}

#[tokio::test]
async fn words_are_those_of_the_tables_checks() {
    let world = World::create().await;
    for (check, words) in [
        (
            "payment_differences_kind_check",
            Kind::ALL.map(Kind::as_str).to_vec(),
        ),
        (
            "payment_differences_deed_check",
            Deed::ALL.map(Deed::as_str).to_vec(),
        ),
    ] {
        let sql = format!(
            "select pg_get_constraintdef(oid) from pg_constraint where conname = '{check}'"
        );
        let definition: String = world.database.value(sql.leak()).await;
        let allowed: Vec<&str> = definition.split('\'').skip(1).step_by(2).collect();
        assert_eq!(allowed, words, "{check}");
    }
}
