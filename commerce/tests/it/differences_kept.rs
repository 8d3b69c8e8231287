//! What a payment that did not add up leaves behind: nothing that is taken for paid, nothing that a return could give twice, and no name that is kept.

use commerce::ids::OrderId;
use commerce::order::OrderState;
use commerce::payment::difference::{DecideError, Deed, Difference, ask_for_rest, listing};
use commerce::payment::gateway::SessionState;
use commerce::payment::store::refunded_of_order;
use commerce::returns::refund::{RefundError, means, proposed};
use commerce::returns::{ReturnKind, ReturnState};
use testkit::World;
use testkit::provider::{Mood, Provider};

use crate::checkout::{captured, ended, say, state, waiting};
use crate::differences::{came, credited, done, open};
use crate::retention::{forget_at, names};
use crate::returns::{about, case, open as open_case, pay_back, vendor_sends};

/// An order of one mug whose money came when the mug was another's.
async fn too_late(world: &World) -> (OrderId, Difference) {
    let mug = world.variant("RARE", 1, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let (order, payment) = waiting(world, cart).await;
    say(world, &payment, &ended(SessionState::Expired)).await;
    let other = world.cart(&[(mug, 1)]).await;
    waiting(world, other).await;
    say(world, &payment, &captured(payment.amount_minor)).await;
    (order, open(world, order).await)
}

async fn payment(world: &World, order: OrderId) -> (String, i64) {
    sqlx::query_as("select state, refunded_minor from payments where order_id = $1")
        .bind(order.0)
        .fetch_one(&world.database.pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn what_is_paid_back_by_hand_is_refunded_and_its_buyer_forgotten() {
    let world = World::create().await;
    let (order, found) = too_late(&world).await;
    assert!(found.is_too_late());
    done(&world, &found, Deed::RefundAll).await.unwrap();
    let provider = Provider::default();
    provider.is_now(Mood::Refuses);
    vendor_sends(&world, &provider).await;
    assert_eq!(
        state(&world, order).await,
        (OrderState::Cancelled, "paid".to_owned())
    );
    let now = open(&world, order).await;
    let decided = done(&world, &now, Deed::ByHand).await.unwrap();
    assert_eq!(decided.amount.minor, 30_800);
    assert_eq!(
        payment(&world, order).await,
        ("refunded".to_owned(), 30_800)
    );
    assert_eq!(
        state(&world, order).await,
        (OrderState::Cancelled, "refunded".to_owned())
    );
    assert_eq!(credited(&world, order).await, 0, "nothing was sold");
    assert!(names(&world, order).await);
    forget_at(&world, "2028-01-01T10:00:00Z").await;
    assert!(!names(&world, order).await, "no money of theirs is here");
}

#[tokio::test]
async fn too_much_that_would_not_go_back_is_no_part_of_what_a_return_gives() {
    let world = World::create().await;
    let (order, found) = came(&world, 40_000).await;
    done(&world, &found, Deed::RefundExcess).await.unwrap();
    let provider = Provider::default();
    provider.is_now(Mood::Refuses);
    vendor_sends(&world, &provider).await;
    let said = about(&world, order, ReturnKind::Withdrawal, &[1]).await;
    open_case(&world, order, &said).await.unwrap();
    let held = case(&world, said.id).await;
    let mut conn = world.db.read().await.unwrap();
    let left = means(&mut conn, &held).await.unwrap();
    assert_eq!((left.payment_minor, proposed(&held)), (30_800, 30_800));
    let more = pay_back(&world, said.id, 30_801, "").await;
    assert!(
        matches!(more, Err(RefundError::Amount { most_minor: 30_800 })),
        "{more:?}"
    );
    provider.is_now(Mood::Waits(None));
    pay_back(&world, said.id, 30_800, "").await.unwrap();
    vendor_sends(&world, &provider).await;
    assert_eq!(
        state(&world, order).await,
        (OrderState::Placed, "refunded".to_owned())
    );
    assert_eq!(payment(&world, order).await.0, "partly_refunded");
    // What was too much still waits, and goes by hand.
    let now = open(&world, order).await;
    let decided = done(&world, &now, Deed::ByHand).await.unwrap();
    assert_eq!(decided.amount.minor, 9_200);
    assert_eq!(
        payment(&world, order).await,
        ("refunded".to_owned(), 40_000)
    );
    assert_eq!(credited(&world, order).await, 30_800);
    // The receipt tells of what was paid for the goods.
    assert_eq!(refunded_of_order(&mut conn, order).await.unwrap(), 30_800);
}

#[tokio::test]
async fn a_return_gives_its_part_of_what_was_accepted_and_all_of_it_in_the_end() {
    let world = World::create().await;
    let mug = world.variant("MUG", 3, 24_900).await;
    let cart = world.cart(&[(mug, 2)]).await;
    let (order, payment_of) = waiting(&world, cart).await;
    assert_eq!(payment_of.amount_minor, 55_700);
    say(&world, &payment_of, &captured(40_000)).await;
    let found = open(&world, order).await;
    done(&world, &found, Deed::Accept).await.unwrap();
    let provider = Provider::default();
    let mut sums = Vec::new();
    for _ in 0..2 {
        let said = about(&world, order, ReturnKind::Withdrawal, &[1]).await;
        open_case(&world, order, &said).await.unwrap();
        let amount = proposed(&case(&world, said.id).await);
        pay_back(&world, said.id, amount, "").await.unwrap();
        vendor_sends(&world, &provider).await;
        let held = case(&world, said.id).await;
        assert_eq!(
            (held.state, held.deduction_reason.as_str()),
            (ReturnState::Refunded, "")
        );
        sums.push(amount);
    }
    // Half of 498 kronor less their part of the 157 that were taken off 557; then the rest of it, and the freight.
    assert!((17_881..=17_882).contains(&sums[0]), "{sums:?}");
    assert_eq!(sums.iter().sum::<i64>(), 40_000);
    assert_eq!(
        payment(&world, order).await,
        ("refunded".to_owned(), 40_000)
    );
    assert_eq!(
        state(&world, order).await,
        (OrderState::Placed, "refunded".to_owned()),
        "all that was to be paid has gone back"
    );
    assert_eq!(credited(&world, order).await, 55_700);
    let vat: i64 = world
        .database
        .value("select sum(vat_minor)::bigint from credit_notes")
        .await;
    assert_eq!(vat, 55_700 / 5);
}

#[tokio::test]
async fn what_a_case_gives_back_is_decided_about_with_it_and_again_when_the_vendor_refuses() {
    let world = World::create().await;
    let (order, found) = too_late(&world).await;
    let said = about(&world, order, ReturnKind::Cancellation, &[1]).await;
    open_case(&world, order, &said).await.unwrap();
    pay_back(&world, said.id, 30_800, "").await.unwrap();
    let twice = done(&world, &found, Deed::RefundAll).await;
    assert!(
        matches!(twice, Err(DecideError::ChangedMeanwhile)),
        "{twice:?}"
    );
    let provider = Provider::default();
    provider.is_now(Mood::Refuses);
    vendor_sends(&world, &provider).await;
    let again = open(&world, order).await;
    assert_eq!(again.deeds(), [Deed::RefundAll, Deed::ByHand]);
    // A part of it by the case: what is left is what there is to decide about.
    pay_back(&world, said.id, 10_000, "En repa").await.unwrap();
    let left = open(&world, order).await;
    assert_eq!(left.amount_of(Deed::RefundAll).minor, 20_800);
    done(&world, &left, Deed::RefundAll).await.unwrap();
    provider.is_now(Mood::Waits(None));
    vendor_sends(&world, &provider).await;
    assert_eq!(
        payment(&world, order).await,
        ("refunded".to_owned(), 30_800)
    );
    assert_eq!(
        state(&world, order).await,
        (OrderState::Cancelled, "refunded".to_owned())
    );
}

#[tokio::test]
async fn nobody_is_asked_for_the_rest_of_what_is_no_longer_held() {
    let world = World::create().await;
    let mug = world.variant("MUG", 1, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let (order, payment_of) = waiting(&world, cart).await;
    say(&world, &payment_of, &ended(SessionState::Expired)).await;
    say(&world, &payment_of, &captured(20_000)).await;
    let found = open(&world, order).await;
    assert!(found.deeds().contains(&Deed::RestCame) && !found.may_ask());
    let mut tx = world.tx().await;
    let asked = ask_for_rest(&mut tx, found.id, found.row_version).await;
    assert!(matches!(asked, Err(DecideError::NotFitting)));
    drop(tx);
    let mut conn = world.db.read().await.unwrap();
    let standing = listing::standing(&mut conn, payment_of.id).await.unwrap();
    assert_eq!(standing, Some(listing::Standing::Undecided));
}

/// The migrations that find and put right what is from before there was a list.
async fn migrate(world: &World) {
    for sql in [
        include_str!("../../../migrations/20261126002010_differences_from_before.sql"),
        include_str!("../../../migrations/20261126002011_payments_that_went_back_by_hand.sql"),
        include_str!("../../../migrations/20261126002012_what_lapsed_with_its_money.sql"),
    ] {
        let done = sqlx::raw_sql(sql).execute(&world.database.pool).await;
        done.unwrap();
    }
}

#[tokio::test]
async fn what_is_from_before_there_was_a_list_is_found_once_and_can_be_decided_about() {
    let world = World::create().await;
    let (other_sum, _) = came(&world, 40_000).await;
    let (late, _) = too_late(&world).await;
    let mug = world.variant("CUP", 3, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let (placed, paid) = waiting(&world, cart).await;
    say(&world, &paid, &captured(paid.amount_minor)).await;
    for sql in [
        "delete from payment_differences",
        "update payments set captured_minor = null, captured_currency = null",
    ] {
        world.database.execute(sql).await;
    }
    for _ in 0..2 {
        migrate(&world).await;
    }
    let sum = open(&world, other_sum).await;
    assert_eq!(
        (sum.expected.minor, sum.received.minor, sum.is_too_late()),
        (30_800, 40_000, false)
    );
    let gone = open(&world, late).await;
    assert_eq!((gone.received.minor, gone.is_too_late()), (30_800, true));
    let mut conn = world.db.read().await.unwrap();
    let of_placed = listing::of_order(&mut conn, placed).await.unwrap();
    assert!(of_placed.is_empty(), "what adds up is nobody's to decide");
    done(&world, &sum, Deed::RefundExcess).await.unwrap();
    done(&world, &gone, Deed::RefundAll).await.unwrap();
    let provider = Provider::default();
    vendor_sends(&world, &provider).await;
    let mut sent = provider.refunded();
    sent.sort_unstable();
    assert_eq!(sent, [9_200, 30_800]);
}

#[tokio::test]
async fn what_lapsed_with_its_money_was_not_unpaid() {
    let world = World::create().await;
    let (order, found) = came(&world, 40_000).await;
    done(&world, &found, Deed::RefundAll).await.unwrap();
    let was = "update orders set payment_status = 'void' where state = 'lapsed'";
    world.database.execute(was).await;
    migrate(&world).await;
    assert_eq!(
        state(&world, order).await,
        (OrderState::Lapsed, "paid".to_owned())
    );
    vendor_sends(&world, &Provider::default()).await;
    world.database.execute(was).await;
    migrate(&world).await;
    assert_eq!(
        state(&world, order).await,
        (OrderState::Lapsed, "refunded".to_owned())
    );
}

#[tokio::test]
async fn what_went_by_hand_before_it_was_counted_is_put_right() {
    let world = World::create().await;
    let (order, found) = too_late(&world).await;
    done(&world, &found, Deed::RefundAll).await.unwrap();
    let provider = Provider::default();
    provider.is_now(Mood::Refuses);
    vendor_sends(&world, &provider).await;
    let now = open(&world, order).await;
    done(&world, &now, Deed::ByHand).await.unwrap();
    for sql in [
        "update payments set state = 'captured' where state = 'refunded'",
        "update orders set payment_status = 'paid' where payment_status = 'refunded'",
    ] {
        world.database.execute(sql).await;
    }
    migrate(&world).await;
    assert_eq!(
        payment(&world, order).await,
        ("refunded".to_owned(), 30_800)
    );
    assert_eq!(
        state(&world, order).await,
        (OrderState::Cancelled, "refunded".to_owned())
    );
}
