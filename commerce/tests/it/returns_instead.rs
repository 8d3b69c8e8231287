//! Exchange and repair: what is sent instead of faulty goods counts beside what was sold, moves the stock once, and can be complained of again.

use commerce::fulfilment;
use commerce::ids::{OrderId, ReturnId};
use commerce::returns::decide::{Decision, decide};
use commerce::returns::receive::{ReceiveError, ReceivedLine, receive};
use commerce::returns::replace::{self, ReplaceError, ReplacedLine};
use commerce::returns::sort_out::sort_out;
use commerce::returns::{self, Remedy, ReturnKind, ReturnState};
use futures_util::future::join_all;
use testkit::World;

use crate::returns::{about, case, open, pay_back, stock, there};
use crate::shipments::{parcel, status};

async fn approve(world: &World, id: ReturnId, remedy: Remedy, with_goods: bool) {
    let version = case(world, id).await.row_version;
    let mut tx = world.tx().await;
    let decision = Decision::Approve {
        remedy,
        with_goods,
        words: String::new(),
    };
    decide(&mut tx, id, version, &decision).await.unwrap();
    tx.commit().await.unwrap();
}

async fn complain(world: &World, order: OrderId, pieces: i32) -> ReturnId {
    let said = about(world, order, ReturnKind::Complaint, &[pieces]).await;
    open(world, order, &said).await.unwrap();
    said.id
}

/// So many come back: to the shelf, to nowhere, and put aside.
async fn come_back(world: &World, id: ReturnId, (restocked, scrapped, kept): (i32, i32, i32)) {
    let held = case(world, id).await;
    let line = ReceivedLine {
        line_id: held.lines[0].line_id,
        restocked,
        scrapped,
        kept,
    };
    let mut tx = world.tx().await;
    receive(&mut tx, id, held.row_version, &[line])
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn send(
    world: &World,
    id: ReturnId,
    reference: &str,
    (fresh, back): (i32, i32),
) -> Result<(), ReplaceError> {
    let held = case(world, id).await;
    let new = parcel(world, held.order_id, reference, &[]).await;
    let line = ReplacedLine {
        line_id: held.lines[0].line_id,
        fresh,
        back,
    };
    let mut tx = world.tx().await;
    replace::send(&mut tx, id, held.row_version, (&new, &[line])).await?;
    tx.commit().await.unwrap();
    Ok(())
}

#[tokio::test]
async fn faulty_goods_are_exchanged_and_the_new_ones_can_be_complained_of_again() {
    let world = World::create().await;
    let mug = world.variant("MUG", 3, 24_900).await;
    let order = there(&world, &[(mug, 1)]).await;
    assert_eq!(stock(&world).await, (2, 0));
    for round in 0..2 {
        let id = complain(&world, order, 1).await;
        approve(&world, id, Remedy::Exchange, true).await;
        assert_eq!(case(&world, id).await.state, ReturnState::AwaitingGoods);
        come_back(&world, id, (0, 1, 0)).await;
        let held = case(&world, id).await;
        assert_eq!(held.state, ReturnState::ToSend, "{round}");
        let mut conn = world.db.read().await.unwrap();
        let line = &returns::claimable(&mut conn, order).await.unwrap()[0];
        assert_eq!(line.complainable(), 0, "it is with us");
        drop(conn);
        let reference = format!("instead {round}");
        let too_many = send(&world, id, &reference, (2, 0)).await;
        assert!(matches!(
            too_many,
            Err(ReplaceError::TooMany {
                left: 1,
                kept: 0,
                ..
            })
        ));
        let (world, reference) = (&world, &reference);
        let sent = join_all((0..5).map(|_| send(world, id, reference, (1, 0)))).await;
        assert!(sent.iter().all(Result::is_ok), "{sent:?}");
        assert_eq!(case(world, id).await.state, ReturnState::Settled);
        assert_eq!(stock(world).await, (1 - round, 0), "{round}");
        assert_eq!(status(world, order).await, "delivered");
    }
    let mut conn = world.db.read().await.unwrap();
    let line = &fulfilment::lines_of(&mut conn, order).await.unwrap()[0];
    assert_eq!((line.shipped, line.returned), (1, 2));
    let shipments = fulfilment::of_order(&mut conn, order).await.unwrap();
    let of_cases = shipments.iter().filter(|s| s.case_number.is_some());
    assert_eq!((shipments.len(), of_cases.count()), (3, 2));
    drop(conn);
    // The stock is out: the third time it is money after all.
    let id = complain(&world, order, 1).await;
    approve(&world, id, Remedy::Exchange, false).await;
    assert_eq!(case(&world, id).await.state, ReturnState::ToSend);
    let short = send(&world, id, "none left", (1, 0)).await;
    assert!(matches!(short, Err(ReplaceError::Short)), "{short:?}");
    pay_back(&world, id, 30_800, "").await.unwrap();
    assert_eq!(case(&world, id).await.state, ReturnState::Refunding);
    let facts = crate::checkout::history(&world, order).await;
    let sent = facts.iter().filter(|fact| *fact == "ReplacementSent");
    assert_eq!(sent.count(), 2);
    let audited: i64 = world
        .database
        .value("select count(*) from audit_entries where action = 'return.replacement_sent'")
        .await;
    assert_eq!(audited, 2);
}

#[tokio::test]
async fn what_is_mended_is_in_no_stock_and_goes_back_to_its_buyer() {
    let world = World::create().await;
    let mug = world.variant("MUG", 5, 24_900).await;
    let order = there(&world, &[(mug, 2)]).await;
    let id = complain(&world, order, 2).await;
    approve(&world, id, Remedy::Repair, false).await;
    let held = case(&world, id).await;
    assert_eq!(
        (held.state, held.remedy),
        (ReturnState::AwaitingGoods, Some(Remedy::Repair)),
        "what is to be mended is sent in"
    );
    come_back(&world, id, (0, 0, 2)).await;
    assert_eq!(stock(&world).await, (3, 0));
    let aside = send(&world, id, "a", (0, 3)).await;
    assert!(matches!(aside, Err(ReplaceError::TooMany { kept: 2, .. })));
    send(&world, id, "b", (0, 1)).await.unwrap();
    let held = case(&world, id).await;
    assert_eq!(
        (held.state, held.lines[0].sent_back),
        (ReturnState::ToSend, 1)
    );
    // The other one cannot be mended.
    send(&world, id, "c", (1, 0)).await.unwrap();
    assert_eq!(case(&world, id).await.state, ReturnState::Settled);
    assert_eq!(stock(&world).await, (2, 0));
    assert_eq!(status(&world, order).await, "delivered");
}

#[tokio::test]
async fn goods_that_came_in_vain_are_sent_back_and_can_come_again() {
    let world = World::create().await;
    let mug = world.variant("MUG", 5, 24_900).await;
    let order = there(&world, &[(mug, 1)]).await;
    let id = complain(&world, order, 1).await;
    approve(&world, id, Remedy::Refund, true).await;
    come_back(&world, id, (0, 0, 1)).await;
    let version = case(&world, id).await.row_version;
    let mut tx = world.tx().await;
    let refuse = Decision::Refuse {
        words: "Den är hel.".to_owned(),
        ground: None,
    };
    decide(&mut tx, id, version, &refuse).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(status(&world, order).await, "returned");
    send(&world, id, "back", (0, 1)).await.unwrap();
    assert_eq!(case(&world, id).await.state, ReturnState::Refused);
    assert_eq!(status(&world, order).await, "delivered");
    assert_eq!(stock(&world).await, (4, 0));
    // It breaks after all.
    let again = complain(&world, order, 1).await;
    approve(&world, again, Remedy::Refund, true).await;
    come_back(&world, again, (0, 1, 0)).await;
    assert_eq!(case(&world, again).await.state, ReturnState::ToRefund);
    assert_eq!(status(&world, order).await, "returned");
}

#[tokio::test]
async fn what_was_put_aside_goes_to_the_shelf_or_away_once_only() {
    let world = World::create().await;
    let mug = world.variant("MUG", 5, 24_900).await;
    let order = there(&world, &[(mug, 3)]).await;
    let id = complain(&world, order, 3).await;
    approve(&world, id, Remedy::Repair, true).await;
    come_back(&world, id, (0, 0, 3)).await;
    assert_eq!(stock(&world).await, (2, 0));
    send(&world, id, "mended", (0, 1)).await.unwrap();
    let held = case(&world, id).await;
    let line = |restocked, scrapped| ReceivedLine {
        line_id: held.lines[0].line_id,
        restocked,
        scrapped,
        kept: 0,
    };
    let sort = async |line: ReceivedLine| {
        let mut tx = world.tx().await;
        let done = sort_out(&mut tx, id, held.row_version, &[line]).await;
        if done.is_ok() {
            tx.commit().await.unwrap();
        }
        done
    };
    let too_many = sort(line(2, 1)).await;
    assert!(matches!(
        too_many,
        Err(ReceiveError::TooMany { left: 2, .. })
    ));
    assert!(matches!(sort(line(0, 0)).await, Err(ReceiveError::Empty)));
    sort(line(1, 1)).await.unwrap();
    let twice = sort(line(1, 0)).await;
    assert!(matches!(twice, Err(ReceiveError::Case(_))), "{twice:?}");
    assert_eq!(stock(&world).await, (3, 0));
    let held = case(&world, id).await;
    let held = &held.lines[0];
    assert_eq!((held.kept, held.restocked, held.scrapped), (1, 1, 1));
    // What has come stays come: it is sent as new, or paid back.
    assert_eq!(held.awaited(), 0);
    send(&world, id, "new", (2, 0)).await.unwrap();
    assert_eq!(case(&world, id).await.state, ReturnState::Settled);
    assert_eq!(stock(&world).await, (1, 0));
}

#[tokio::test]
async fn where_the_new_ones_went_first_the_case_waits_for_the_old() {
    let world = World::create().await;
    let mug = world.variant("MUG", 5, 24_900).await;
    let order = there(&world, &[(mug, 1)]).await;
    let id = complain(&world, order, 1).await;
    approve(&world, id, Remedy::Exchange, true).await;
    send(&world, id, "ahead", (1, 0)).await.unwrap();
    let held = case(&world, id).await;
    assert_eq!(
        (held.state, held.awaited()),
        (ReturnState::AwaitingGoods, 1)
    );
    assert_eq!(stock(&world).await, (3, 0));
    come_back(&world, id, (0, 1, 0)).await;
    let held = case(&world, id).await;
    assert_eq!((held.state, held.awaited()), (ReturnState::Settled, 0));
    assert!(held.closed_at.is_some());
    assert_eq!(stock(&world).await, (3, 0));
    assert_eq!(status(&world, order).await, "delivered");
}
