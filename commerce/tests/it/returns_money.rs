//! The money of cases: what is on its way has not gone, what a vendor refuses can go by hand, too little can be put right, and what is owed is credited.

use commerce::checkout::prepare::{Prepared, prepare};
use commerce::ids::{CustomerId, OrderId, RefundId, ReturnId};
use commerce::order::invoice::close::{CloseError, cancel, mark_paid, reopen};
use commerce::order::invoice::{InvoiceState, of_order};
use commerce::order::put_back::{PutBack, put_back};
use commerce::payment::refund as vendor;
use commerce::returns::decide::{Decision, decide};
use commerce::returns::listing::ways_of;
use commerce::returns::receive::{ReceivedLine, receive};
use commerce::returns::refund::{Payout, RefundError, means, refund};
use commerce::returns::{self, Remedy, ReturnKind, ReturnState};
use jiff::SignedDuration;
use platform::db::Origin;
use testkit::World;
use testkit::provider::{Mood, Provider};

use crate::checkout::{captured, say, waiting};
use crate::companies::{company, on_invoice};
use crate::paying_with_gift_cards::{card, give, left, paid_by_card};
use crate::returns::{about, case, open, pay_back, there, vendor_sends};
use crate::shipments::{arrive, paid, parcel, send};

/// The vendor is asked for what waits of one case.
async fn send_of(world: &World, provider: &Provider, id: ReturnId) {
    let waiting = "select r.id from refunds r join return_refunds w on w.refund_id = r.id where w.return_id = $1 and r.state = 'pending'";
    let id: uuid::Uuid = sqlx::query_scalar(waiting)
        .bind(id.0)
        .fetch_one(&world.database.pool)
        .await
        .unwrap();
    vendor::send(&world.db, provider, RefundId(id), Origin::system("test"))
        .await
        .unwrap();
}

pub async fn approve(world: &World, id: ReturnId, with_goods: bool) {
    let mut tx = world.tx().await;
    let words = String::new();
    let version = case(world, id).await.row_version;
    decide(
        &mut tx,
        id,
        version,
        &Decision::Approve {
            remedy: Remedy::Refund,
            with_goods,
            words,
        },
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

async fn payment_and_order(world: &World) -> (String, String) {
    let payment = "select state from payments";
    let order = "select payment_status from orders";
    (
        world.database.value(payment).await,
        world.database.value(order).await,
    )
}

#[tokio::test]
async fn what_is_on_its_way_has_not_gone_and_what_is_refused_can_be_sent_again() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let order = there(&world, &[(mug, 3)]).await;
    let first = about(&world, order, ReturnKind::Withdrawal, &[2]).await;
    open(&world, order, &first).await.unwrap();
    let second = about(&world, order, ReturnKind::Withdrawal, &[1]).await;
    open(&world, order, &second).await.unwrap();
    pay_back(&world, first.id, 49_800, "").await.unwrap();
    pay_back(&world, second.id, 30_800, "").await.unwrap();
    let provider = Provider::default();
    send_of(&world, &provider, first.id).await;
    // All of the payment is asked for, a part of it has gone.
    let part = ("partly_refunded".to_owned(), "partly_refunded".to_owned());
    assert_eq!(payment_and_order(&world).await, part);
    provider.is_now(Mood::Refuses);
    send_of(&world, &provider, second.id).await;
    assert_eq!(payment_and_order(&world).await, part);
    let held = case(&world, second.id).await;
    assert_eq!((held.state, held.given_minor), (ReturnState::ToRefund, 0));
    let mut conn = world.db.read().await.unwrap();
    assert_eq!(means(&mut conn, &held).await.unwrap().most(), 30_800);
    drop(conn);
    pay_back(&world, second.id, 30_800, "").await.unwrap();
    provider.is_now(Mood::Waits(None));
    vendor_sends(&world, &provider).await;
    assert_eq!(provider.refunded(), [49_800, 30_800]);
    let all = ("refunded".to_owned(), "refunded".to_owned());
    assert_eq!(payment_and_order(&world).await, all);
}

#[tokio::test]
async fn what_the_vendor_refuses_for_good_is_paid_by_hand_and_written_down() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let order = there(&world, &[(mug, 2)]).await;
    let said = about(&world, order, ReturnKind::Withdrawal, &[1]).await;
    open(&world, order, &said).await.unwrap();
    let by_hand = async |note: &str| {
        let version = case(&world, said.id).await.row_version;
        let payout = Payout {
            amount_minor: 24_900,
            reason: "",
            by_hand: Some(note),
        };
        let mut tx = world.tx().await;
        refund(&mut tx, said.id, version, &payout).await?;
        tx.commit().await.unwrap();
        Ok::<(), RefundError>(())
    };
    // As long as the vendor has not been asked, it is.
    let early = by_hand("Bankgiro 123-4567").await;
    assert!(matches!(early, Err(RefundError::NoNote)), "{early:?}");
    pay_back(&world, said.id, 24_900, "").await.unwrap();
    let provider = Provider::default();
    provider.is_now(Mood::Refuses);
    vendor_sends(&world, &provider).await;
    assert!(matches!(by_hand(" ").await, Err(RefundError::NoNote)));
    by_hand("Bankgiro 123-4567").await.unwrap();
    let held = case(&world, said.id).await;
    assert_eq!(
        (held.state, held.given_minor),
        (ReturnState::Refunded, 24_900)
    );
    let status: String = world
        .database
        .value("select payment_status from orders")
        .await;
    assert_eq!(status, "partly_refunded");
    let mut conn = world.db.read().await.unwrap();
    let ways = ways_of(&mut conn, said.id).await.unwrap();
    let last = ways.last().unwrap();
    assert_eq!(
        (last.way.as_str(), last.note.as_deref()),
        ("by_hand", Some("Bankgiro 123-4567"))
    );
    // The pieces are taken, and so is their part of the payment: nobody is paid twice.
    let again = about(&world, order, ReturnKind::Withdrawal, &[2]).await;
    assert!(open(&world, order, &again).await.is_err());
    assert_eq!(
        means(&mut conn, &held).await.unwrap().payment_minor,
        24_900 + 5_900
    );
}

#[tokio::test]
async fn too_little_can_be_put_right_and_never_more_than_was_paid() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let order = there(&world, &[(mug, 1)]).await;
    let said = about(&world, order, ReturnKind::Withdrawal, &[1]).await;
    open(&world, order, &said).await.unwrap();
    let provider = Provider::default();
    pay_back(&world, said.id, 2_490, "Repa").await.unwrap();
    vendor_sends(&world, &provider).await;
    assert_eq!(case(&world, said.id).await.state, ReturnState::Refunded);
    // The board of complaints has said otherwise. What has gone is part of the sum.
    for wrong in [2_490, 2_000, 30_801] {
        assert!(matches!(
            pay_back(&world, said.id, wrong, "Repa").await,
            Err(RefundError::Amount { most_minor: 30_800 })
        ));
    }
    pay_back(&world, said.id, 30_800, "").await.unwrap();
    vendor_sends(&world, &provider).await;
    assert_eq!(provider.refunded(), [2_490, 28_310]);
    let held = case(&world, said.id).await;
    assert_eq!(held.state, ReturnState::Refunded);
    assert_eq!(held.refund_minor, Some(30_800));
    assert_eq!(held.deduction_reason, "", "nothing is deducted any more");
}

#[tokio::test]
async fn what_was_never_sent_is_paid_at_once_and_the_rest_when_it_is_back() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let order = paid(&world, &[(mug, 3)]).await;
    let first = parcel(&world, order, "a", &[1]).await;
    let shipment = send(&world, order, &first).await.unwrap();
    arrive(&world, order, shipment).await;
    let said = about(&world, order, ReturnKind::Withdrawal, &[3]).await;
    open(&world, order, &said).await.unwrap();
    let held = case(&world, said.id).await;
    assert_eq!(held.state, ReturnState::AwaitingGoods);
    assert_eq!(returns::refund::called_off(&held), 49_800);
    let provider = Provider::default();
    pay_back(&world, said.id, 49_800, "").await.unwrap();
    vendor_sends(&world, &provider).await;
    let held = case(&world, said.id).await;
    assert_eq!(
        (held.state, held.given_minor),
        (ReturnState::AwaitingGoods, 49_800)
    );
    let back = [ReceivedLine {
        line_id: held.lines[0].line_id,
        restocked: 1,
        scrapped: 0,
        kept: 0,
    }];
    let mut tx = world.tx().await;
    receive(&mut tx, said.id, held.row_version, &back)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    pay_back(&world, said.id, 80_600, "").await.unwrap();
    vendor_sends(&world, &provider).await;
    assert_eq!(provider.refunded(), [49_800, 30_800]);
    assert_eq!(case(&world, said.id).await.state, ReturnState::Refunded);
}

#[tokio::test]
async fn goods_that_have_lost_all_of_their_worth_end_without_money() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let order = there(&world, &[(mug, 2)]).await;
    let said = about(&world, order, ReturnKind::Withdrawal, &[1]).await;
    open(&world, order, &said).await.unwrap();
    assert!(matches!(
        pay_back(&world, said.id, 0, "").await,
        Err(RefundError::NoReason)
    ));
    pay_back(&world, said.id, 0, "Sönderslagen").await.unwrap();
    let held = case(&world, said.id).await;
    assert_eq!(
        (held.state, held.refund_minor, held.given_minor),
        (ReturnState::Refunded, Some(0), 0)
    );
}

/// What nobody has heard of for long is taken up, and the vendor is asked.
async fn taken_up(world: &World, provider: &Provider) -> usize {
    let mut tx = world.tx().await;
    let count = vendor::take_up(&mut tx, 10).await.unwrap();
    tx.commit().await.unwrap();
    let ids: Vec<uuid::Uuid> =
        sqlx::query_scalar("select id from refunds where state in ('pending', 'accepted')")
            .fetch_all(&world.database.pool)
            .await
            .unwrap();
    for id in ids {
        vendor::send(&world.db, provider, RefundId(id), Origin::system("test"))
            .await
            .unwrap();
    }
    count
}

/// A case about the only mug of an order, whose money is to be sent.
async fn under_way(world: &World) -> ReturnId {
    let mug = world.variant("MUG", 10, 24_900).await;
    let order = there(world, &[(mug, 1)]).await;
    let said = about(world, order, ReturnKind::Withdrawal, &[1]).await;
    open(world, order, &said).await.unwrap();
    pay_back(world, said.id, 30_800, "").await.unwrap();
    said.id
}

async fn only_refund(world: &World) -> RefundId {
    RefundId(world.database.value("select id from refunds").await)
}

#[tokio::test]
async fn a_refund_whose_answer_was_lost_is_found_again_days_later_and_goes_once() {
    let world = World::create().await;
    let id = under_way(&world).await;
    let provider = Provider::default();
    provider.is_now(Mood::Loses);
    let refund = only_refund(&world).await;
    let lost = vendor::send(&world.db, &provider, refund, Origin::system("test")).await;
    assert!(lost.is_err());
    let mut tx = world.tx().await;
    assert_eq!(vendor::take_up(&mut tx, 10).await.unwrap(), 0, "too early");
    drop(tx);
    world.clock.advance(SignedDuration::from_hours(60));
    provider.forgets_keys();
    provider.is_now(Mood::Waits(None));
    assert_eq!(taken_up(&world, &provider).await, 1);
    assert_eq!(provider.refunded(), [30_800]);
    assert_eq!(case(&world, id).await.state, ReturnState::Refunded);
}

#[tokio::test]
async fn a_vendor_that_says_it_has_gone_already_is_believed() {
    let world = World::create().await;
    let id = under_way(&world).await;
    let provider = Provider::default();
    provider.is_now(Mood::Loses);
    let refund = only_refund(&world).await;
    let lost = vendor::send(&world.db, &provider, refund, Origin::system("test")).await;
    assert!(lost.is_err());
    // Stripe's `charge_already_refunded`.
    provider.is_now(Mood::Refuses);
    vendor_sends(&world, &provider).await;
    assert_eq!(case(&world, id).await.state, ReturnState::Refunded);
    assert_eq!(provider.refunded(), [30_800]);
}

#[tokio::test]
async fn a_refund_that_was_taken_on_is_asked_after_until_it_is_done() {
    let world = World::create().await;
    let id = under_way(&world).await;
    let provider = Provider::default();
    provider.is_now(Mood::TakesOn);
    vendor_sends(&world, &provider).await;
    assert_eq!(case(&world, id).await.state, ReturnState::Refunded);
    world.clock.advance(SignedDuration::from_hours(7));
    provider.is_now(Mood::Waits(None));
    assert_eq!(taken_up(&world, &provider).await, 1);
    let state: String = world.database.value("select state from refunds").await;
    assert_eq!(state, "settled");
    world.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(taken_up(&world, &provider).await, 0);
    let told = "select count(*) from outbox_facts where name = 'ReturnRefunded'";
    assert_eq!(world.database.value::<i64>(told).await, 1, "told once");
}

#[tokio::test]
async fn a_refund_that_fails_after_it_was_taken_on_is_owed_again() {
    let world = World::create().await;
    let id = under_way(&world).await;
    let provider = Provider::default();
    provider.is_now(Mood::TakesOn);
    vendor_sends(&world, &provider).await;
    let all = ("refunded".to_owned(), "refunded".to_owned());
    assert_eq!(payment_and_order(&world).await, all);
    world.clock.advance(SignedDuration::from_hours(7));
    provider.is_now(Mood::Fails);
    assert_eq!(taken_up(&world, &provider).await, 1);
    let none = ("captured".to_owned(), "paid".to_owned());
    assert_eq!(payment_and_order(&world).await, none);
    let held = case(&world, id).await;
    assert_eq!((held.state, held.given_minor), (ReturnState::ToRefund, 0));
    let failed = "select count(*) from outbox_facts where name = 'RefundFailed'";
    assert_eq!(world.database.value::<i64>(failed).await, 1);
    pay_back(&world, id, 30_800, "").await.unwrap();
    provider.is_now(Mood::Waits(None));
    vendor_sends(&world, &provider).await;
    assert_eq!(payment_and_order(&world).await, all);
}

/// An order on invoice of so many mugs that have come.
pub async fn invoiced(world: &World, pieces: i32) -> (OrderId, CustomerId) {
    let mug = world.variant("MUG", 10, 10_000).await;
    let firm = company(world, "5560160680", 100_000).await;
    let cart = world.cart(&[(mug, pieces)]).await;
    let confirmation = on_invoice(world, cart, firm).await;
    let mut tx = world.tx().await;
    let Prepared::Placed { order_id } = prepare(&mut tx, &confirmation).await.unwrap() else {
        panic!("an invoice needs no vendor");
    };
    tx.commit().await.unwrap();
    let new = parcel(world, order_id, "a", &[pieces]).await;
    let shipment = send(world, order_id, &new).await.unwrap();
    arrive(world, order_id, shipment).await;
    (order_id, firm.1)
}

async fn used(world: &World) -> i64 {
    let used = "select credit_used_minor from companies";
    world.database.value(used).await
}

#[tokio::test]
async fn what_was_said_and_paid_back_is_in_the_file_of_whoever_asks_for_it() {
    let world = World::create().await;
    let (order, customer) = invoiced(&world, 2).await;
    let mut said = about(&world, order, ReturnKind::Complaint, &[1]).await;
    said.description = "Sprack i disken".to_owned();
    let number = open(&world, order, &said).await.unwrap();
    approve(&world, said.id, false).await;
    pay_back(&world, said.id, 10_000, "").await.unwrap();
    let mut tx = world.tx().await;
    let file = testkit::world::file_of(&mut tx, customer).await;
    let case = &file["orders"][0]["cases"][0];
    assert_eq!(case["number"], number.as_str(), "{file}");
    assert_eq!(case["description"], "Sprack i disken");
    assert_eq!(case["lines"][0]["quantity"], 1);
    assert_eq!(case["refunds"][0]["way"], "credit");
}

#[tokio::test]
async fn what_cards_and_a_vendor_paid_goes_back_to_both_and_a_broken_try_goes_on() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let (id, code) = card(&world, 20_000).await;
    let cart = world.cart(&[(mug, 1)]).await;
    give(&world, cart, &code).await.unwrap();
    let (order, payment) = waiting(&world, cart).await;
    say(&world, &payment, &captured(10_800)).await;
    let new = parcel(&world, order, "a", &[1]).await;
    send(&world, order, &new).await.unwrap();
    let said = about(&world, order, ReturnKind::Withdrawal, &[1]).await;
    open(&world, order, &said).await.unwrap();
    pay_back(&world, said.id, 30_800, "").await.unwrap();
    let provider = Provider::default();
    provider.is_now(Mood::Refuses);
    vendor_sends(&world, &provider).await;
    // What went onto the card stays there; the rest is tried anew.
    let held = case(&world, said.id).await;
    assert_eq!(
        (held.state, held.given_minor, left(&world, id).await),
        (ReturnState::ToRefund, 20_000, 20_000)
    );
    assert!(matches!(
        pay_back(&world, said.id, 19_999, "Repa").await,
        Err(RefundError::Amount { .. })
    ));
    pay_back(&world, said.id, 30_800, "").await.unwrap();
    provider.is_now(Mood::Waits(None));
    vendor_sends(&world, &provider).await;
    assert_eq!(provider.refunded(), [10_800]);
    assert_eq!(left(&world, id).await, 20_000);
    let all = ("refunded".to_owned(), "refunded".to_owned());
    assert_eq!(payment_and_order(&world).await, all);
}

#[tokio::test]
async fn what_went_back_in_another_way_is_no_deduction() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let (order_id, id) = paid_by_card(&world, 100_000, &[(mug, 1)]).await;
    let mut tx = world.tx().await;
    let wanted = PutBack {
        order_id,
        amount_minor: 10_000,
        seen_minor: 0,
    };
    put_back(&mut tx, &wanted).await.unwrap();
    tx.commit().await.unwrap();
    let said = about(&world, order_id, ReturnKind::Withdrawal, &[1]).await;
    open(&world, order_id, &said).await.unwrap();
    pay_back(&world, said.id, 20_800, "").await.unwrap();
    let held = case(&world, said.id).await;
    assert_eq!(
        (held.state, held.given_minor, held.deduction_reason.as_str()),
        (ReturnState::Refunded, 20_800, "")
    );
    assert_eq!(left(&world, id).await, 100_000);
}

#[tokio::test]
async fn an_order_with_a_case_under_way_is_not_called_off_past_it() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let (order_id, id) = paid_by_card(&world, 100_000, &[(mug, 2)]).await;
    let said = about(&world, order_id, ReturnKind::Withdrawal, &[1]).await;
    open(&world, order_id, &said).await.unwrap();
    let mut tx = world.tx().await;
    let early = cancel(&mut tx, order_id).await;
    assert!(matches!(early, Err(CloseError::NotOpen)), "{early:?}");
    drop(tx);
    pay_back(&world, said.id, 24_900, "").await.unwrap();
    let mut tx = world.tx().await;
    cancel(&mut tx, order_id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(left(&world, id).await, 100_000);
}

#[tokio::test]
async fn what_goes_back_of_an_unpaid_invoice_is_taken_off_it_and_off_the_credit() {
    let world = World::create().await;
    let (order, _) = invoiced(&world, 3).await;
    let whole = used(&world).await;
    let first = about(&world, order, ReturnKind::Complaint, &[1]).await;
    open(&world, order, &first).await.unwrap();
    approve(&world, first.id, false).await;
    pay_back(&world, first.id, 10_000, "").await.unwrap();
    assert_eq!(used(&world).await, whole - 10_000);
    let mut tx = world.tx().await;
    let owed = of_order(&mut tx, order).await.unwrap().unwrap();
    assert_eq!(
        (owed.state, owed.credited_minor),
        (InvoiceState::Open, 10_000)
    );
    let ways = ways_of(&mut tx, first.id).await.unwrap();
    assert_eq!(ways[0].way, "credit");
    let status = async || -> String {
        world
            .database
            .value("select payment_status from orders")
            .await
    };
    assert_eq!(status().await, "invoiced", "the rest is still owed for");
    // The rest is paid; opened again it is the rest that is owed.
    mark_paid(&mut tx, order).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        (used(&world).await, status().await.as_str()),
        (0, "partly_refunded")
    );
    let mut tx = world.tx().await;
    reopen(&mut tx, order).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(used(&world).await, whole - 10_000);
    // All that is left is complained of and credited: nothing is owed, and nothing was paid.
    let rest = about(&world, order, ReturnKind::Complaint, &[2]).await;
    open(&world, order, &rest).await.unwrap();
    approve(&world, rest.id, false).await;
    pay_back(&world, rest.id, whole - 10_000, "").await.unwrap();
    let mut tx = world.tx().await;
    let owed = of_order(&mut tx, order).await.unwrap().unwrap();
    assert_eq!(
        (owed.state, owed.credited_minor),
        (InvoiceState::Credited, whole)
    );
    assert!(matches!(
        mark_paid(&mut tx, order).await,
        Err(CloseError::NotOpen)
    ));
    assert!(matches!(
        reopen(&mut tx, order).await,
        Err(CloseError::NotOpen)
    ));
    assert_eq!(
        (used(&world).await, status().await.as_str()),
        (0, "refunded")
    );
}

#[tokio::test]
async fn what_goes_back_of_a_paid_invoice_goes_by_hand_and_the_invoice_stays_paid() {
    let world = World::create().await;
    let (order, _) = invoiced(&world, 2).await;
    let mut tx = world.tx().await;
    mark_paid(&mut tx, order).await.unwrap();
    tx.commit().await.unwrap();
    let said = about(&world, order, ReturnKind::Complaint, &[1]).await;
    open(&world, order, &said).await.unwrap();
    approve(&world, said.id, false).await;
    pay_back(&world, said.id, 10_000, "").await.unwrap();
    let mut tx = world.tx().await;
    let ways = ways_of(&mut tx, said.id).await.unwrap();
    assert_eq!(ways[0].way, "by_hand");
    assert!(matches!(
        reopen(&mut tx, order).await,
        Err(CloseError::NotOpen)
    ));
    assert_eq!(used(&world).await, 0);
}
