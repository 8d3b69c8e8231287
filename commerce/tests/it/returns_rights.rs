//! What cases take of the buyer's rights: a complaint none of the right of withdrawal, a reduced price its sum alone, and no decision both goods and money.

use commerce::fulfilment::SendError;
use commerce::ids::ReturnId;
use commerce::payment::gateway::{Session, SessionState};
use commerce::payment::settle::Settled;
use commerce::returns::decide::{DecideError, Decision, RefusalGround, decide};
use commerce::returns::period::due_in;
use commerce::returns::postage::{self, PostageError};
use commerce::returns::receive::{ReceivedLine, receive};
use commerce::returns::{self, CameBy, Notice, OpenError, Remedy, ReturnKind, ReturnState};
use jiff::SignedDuration;
use testkit::World;
use testkit::provider::Provider;

use crate::checkout::{captured, say, waiting};
use crate::returns::{about, case, open, pay_back, there, vendor_sends};
use crate::shipments::{paid, parcel, send};

async fn decided(world: &World, id: ReturnId, decision: Decision) -> Result<(), DecideError> {
    let version = case(world, id).await.row_version;
    let mut tx = world.tx().await;
    decide(&mut tx, id, version, &decision).await?;
    tx.commit().await.unwrap();
    Ok(())
}

fn approve(with_goods: bool) -> Decision {
    Decision::Approve {
        remedy: Remedy::Refund,
        with_goods,
        words: String::new(),
    }
}

#[tokio::test]
async fn a_withdrawal_whose_goods_were_called_off_ends_with_its_money_and_no_other_way() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let order = paid(&world, &[(mug, 2)]).await;
    let said = about(&world, order, ReturnKind::Withdrawal, &[2]).await;
    open(&world, order, &said).await.unwrap();
    let parcel = parcel(&world, order, "a", &[1]).await;
    let sent = send(&world, order, &parcel).await;
    assert!(matches!(sent, Err(SendError::TooMany { .. })), "{sent:?}");
    let words = || "Nej".to_owned();
    for decision in [
        Decision::Refuse {
            words: words(),
            ground: Some(RefusalGround::TooLate),
        },
        Decision::Settle { words: words() },
    ] {
        let refused = decided(&world, said.id, decision).await;
        assert!(
            matches!(refused, Err(DecideError::ChangedMeanwhile)),
            "{refused:?}"
        );
    }
    assert_eq!(case(&world, said.id).await.state, ReturnState::ToRefund);
    // Of goods that were sent the shop can say that it was no withdrawal, on a ground that the law knows.
    let order = there(&world, &[(mug, 1)]).await;
    let said = about(&world, order, ReturnKind::Withdrawal, &[1]).await;
    open(&world, order, &said).await.unwrap();
    let groundless = Decision::Refuse {
        words: words(),
        ground: None,
    };
    assert!(matches!(
        decided(&world, said.id, groundless).await,
        Err(DecideError::NoGround)
    ));
    let ground = Some(RefusalGround::NotTheBuyer);
    let refuse = Decision::Refuse {
        words: words(),
        ground,
    };
    decided(&world, said.id, refuse).await.unwrap();
    let again = about(&world, order, ReturnKind::Withdrawal, &[1]).await;
    open(&world, order, &again).await.unwrap();
}

#[tokio::test]
async fn beside_a_complaint_the_right_of_withdrawal_stands_and_takes_its_place() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let order = there(&world, &[(mug, 3)]).await;
    let complaint = about(&world, order, ReturnKind::Complaint, &[2]).await;
    open(&world, order, &complaint).await.unwrap();
    // Of the three, the one that is not complained of is meant first.
    let first = about(&world, order, ReturnKind::Withdrawal, &[1]).await;
    open(&world, order, &first).await.unwrap();
    let held = case(&world, complaint.id).await;
    assert_eq!((held.state, held.goods_minor), (ReturnState::Open, 49_800));
    let second = about(&world, order, ReturnKind::Withdrawal, &[1]).await;
    open(&world, order, &second).await.unwrap();
    let held = case(&world, complaint.id).await;
    assert_eq!((held.state, held.goods_minor), (ReturnState::Open, 24_900));
    assert_eq!(held.lines[0].quantity, 1);
    let third = about(&world, order, ReturnKind::Withdrawal, &[1]).await;
    open(&world, order, &third).await.unwrap();
    assert_eq!(case(&world, complaint.id).await.state, ReturnState::Settled);
    let mut sum = 0;
    for said in [&first, &second, &third] {
        let held = case(&world, said.id).await;
        sum += held.goods_minor + held.freight_minor;
    }
    assert_eq!(sum, 3 * 24_900 + 5_900, "paid for once, freight and all");
    let absorbed = "select count(*) from audit_entries where action = 'return.absorbed'";
    assert_eq!(world.database.value::<i64>(absorbed).await, 2);
    let none = about(&world, order, ReturnKind::Complaint, &[1]).await;
    assert!(matches!(
        open(&world, order, &none).await,
        Err(OpenError::TooMany { left: 0, .. })
    ));
}

#[tokio::test]
async fn a_reduced_price_takes_its_sum_and_leaves_the_buyer_every_right_to_the_goods() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let order = there(&world, &[(mug, 1)]).await;
    let scratch = about(&world, order, ReturnKind::Complaint, &[1]).await;
    open(&world, order, &scratch).await.unwrap();
    // While it is under way it is not complained of once more.
    let twice = about(&world, order, ReturnKind::Complaint, &[1]).await;
    assert!(open(&world, order, &twice).await.is_err());
    decided(&world, scratch.id, approve(false)).await.unwrap();
    pay_back(&world, scratch.id, 2_000, "Prisavdrag")
        .await
        .unwrap();
    vendor_sends(&world, &Provider::default()).await;
    let handle = about(&world, order, ReturnKind::Complaint, &[1]).await;
    open(&world, order, &handle).await.unwrap();
    assert_eq!(case(&world, handle.id).await.goods_minor, 22_900);
    let all = about(&world, order, ReturnKind::Withdrawal, &[1]).await;
    open(&world, order, &all).await.unwrap();
    let held = case(&world, all.id).await;
    assert_eq!((held.goods_minor, held.freight_minor), (22_900, 5_900));
    assert_eq!(case(&world, handle.id).await.state, ReturnState::Settled);
    // Paid for in full, or back with us, it is gone.
    pay_back(&world, all.id, 28_800, "").await.unwrap();
    let mut conn = world.db.read().await.unwrap();
    let left = returns::claimable(&mut conn, order).await.unwrap();
    assert_eq!((left[0].withdrawable(), left[0].complainable()), (0, 0));
}

#[tokio::test]
async fn the_money_of_a_complaint_is_due_from_its_answer_and_from_its_goods() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let order = there(&world, &[(mug, 2)]).await;
    let said = about(&world, order, ReturnKind::Complaint, &[1]).await;
    open(&world, order, &said).await.unwrap();
    let made_at = world.clock.now();
    assert_eq!(case(&world, said.id).await.due_at, due_in(made_at, 14));
    world.clock.advance(SignedDuration::from_hours(24 * 5));
    decided(&world, said.id, approve(true)).await.unwrap();
    let answered_at = world.clock.now();
    assert_eq!(case(&world, said.id).await.due_at, due_in(answered_at, 14));
    world.clock.advance(SignedDuration::from_hours(24 * 20));
    let held = case(&world, said.id).await;
    let mut tx = world.tx().await;
    let back = [ReceivedLine {
        line_id: held.lines[0].line_id,
        restocked: 0,
        scrapped: 1,
        kept: 0,
    }];
    receive(&mut tx, said.id, held.row_version, &back)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let came_at = world.clock.now();
    assert_eq!(case(&world, said.id).await.due_at, due_in(came_at, 14));
}

#[tokio::test]
async fn who_sent_faulty_goods_back_is_paid_for_it_beside_what_the_order_cost() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let order = there(&world, &[(mug, 1)]).await;
    let said = about(&world, order, ReturnKind::Complaint, &[1]).await;
    open(&world, order, &said).await.unwrap();
    let paid = async |version: i32, minor: i64, note: &str| {
        let mut tx = world.tx().await;
        postage::pay(&mut tx, said.id, version, (minor, note)).await?;
        tx.commit().await.unwrap();
        Ok::<(), PostageError>(())
    };
    let early = paid(1, 7_900, "Swish").await;
    assert!(matches!(early, Err(PostageError::Case(_))), "{early:?}");
    decided(&world, said.id, approve(true)).await.unwrap();
    let version = case(&world, said.id).await.row_version;
    assert!(matches!(
        paid(version, 0, "Swish").await,
        Err(PostageError::Amount)
    ));
    assert!(matches!(
        paid(version, 7_900, " ").await,
        Err(PostageError::NoNote)
    ));
    paid(version, 7_900, "Swish").await.unwrap();
    let twice = paid(version, 7_900, "Swish").await;
    assert!(matches!(twice, Err(PostageError::Case(_))), "{twice:?}");
    // All of the order's money is still there for the goods and their freight.
    assert_eq!(case(&world, said.id).await.given_minor, 0);
    pay_back(&world, said.id, 30_800, "").await.unwrap();
    vendor_sends(&world, &Provider::default()).await;
    let held = case(&world, said.id).await;
    assert_eq!(
        (held.state, held.given_minor),
        (ReturnState::Refunded, 30_800)
    );
    let status: String = world
        .database
        .value("select payment_status from orders")
        .await;
    assert_eq!(status, "refunded");
    // Postage was never sold, and is not credited.
    let credited: i64 = world
        .database
        .value("select coalesce(sum(amount_minor), 0)::bigint from credit_notes")
        .await;
    assert_eq!(credited, 30_800);
}

#[tokio::test]
async fn what_the_shop_cannot_send_is_called_off_and_ends_with_its_money() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let order = paid(&world, &[(mug, 3)]).await;
    let first = parcel(&world, order, "a", &[1]).await;
    send(&world, order, &first).await.unwrap();
    let too_many = about(&world, order, ReturnKind::Cancellation, &[3]).await;
    assert!(matches!(
        open(&world, order, &too_many).await,
        Err(OpenError::TooMany { left: 2, .. })
    ));
    let said = about(&world, order, ReturnKind::Cancellation, &[2]).await;
    open(&world, order, &said).await.unwrap();
    let held = case(&world, said.id).await;
    assert_eq!(
        (held.state, held.goods_minor, held.freight_minor),
        (ReturnState::ToRefund, 49_800, 0)
    );
    let rest = parcel(&world, order, "b", &[1]).await;
    assert!(send(&world, order, &rest).await.is_err());
    let settle = Decision::Settle {
        words: "Nej".to_owned(),
    };
    assert!(decided(&world, said.id, settle).await.is_err());
    // What was sent is the buyer's to withdraw from, as ever.
    let mine = about(&world, order, ReturnKind::Withdrawal, &[1]).await;
    open(&world, order, &mine).await.unwrap();
    assert_eq!(case(&world, mine.id).await.freight_minor, 5_900);
}

#[tokio::test]
async fn money_that_came_when_the_goods_were_gone_goes_back_by_a_case() {
    let world = World::create().await;
    let mug = world.variant("MUG", 9, 24_900).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let (order, lapsed) = waiting(&world, cart).await;
    let ended = Session {
        state: SessionState::Expired,
        ..captured(0)
    };
    say(&world, &lapsed, &ended).await;
    waiting(&world, cart).await;
    let late = say(&world, &lapsed, &captured(lapsed.amount_minor)).await;
    assert_eq!(late, Settled::NeedsStaff);
    let withdrawal = about(&world, order, ReturnKind::Withdrawal, &[1]).await;
    assert!(matches!(
        open(&world, order, &withdrawal).await,
        Err(OpenError::Unknown)
    ));
    let said = about(&world, order, ReturnKind::Cancellation, &[1]).await;
    open(&world, order, &said).await.unwrap();
    pay_back(&world, said.id, 30_800, "").await.unwrap();
    let provider = Provider::default();
    vendor_sends(&world, &provider).await;
    assert_eq!(provider.refunded(), [30_800]);
    let status: String = sqlx::query_scalar("select payment_status from orders where id = $1")
        .bind(order.0)
        .fetch_one(&world.database.pool)
        .await
        .unwrap();
    assert_eq!(status, "refunded");
    let again = about(&world, order, ReturnKind::Cancellation, &[1]).await;
    assert!(open(&world, order, &again).await.is_err());
}

#[tokio::test]
async fn what_came_by_mail_or_telephone_counts_from_when_it_came() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let order = there(&world, &[(mug, 1)]).await;
    let arrived_at = world.clock.now();
    let mut said = about(&world, order, ReturnKind::Withdrawal, &[1]).await;
    world.clock.advance(SignedDuration::from_hours(24 * 20));
    let refused = open(&world, order, &said).await;
    assert!(matches!(refused, Err(OpenError::TooLate(_))), "{refused:?}");
    for hours in [-1, 24 * 21] {
        said.notice = Some(Notice {
            at: arrived_at.plus(SignedDuration::from_hours(hours)),
            by: CameBy::Email,
            is_goodwill: false,
        });
        let refused = open(&world, order, &said).await;
        assert!(matches!(refused, Err(OpenError::Moment)), "{refused:?}");
    }
    let at = arrived_at.plus(SignedDuration::from_hours(24 * 13));
    said.notice = Some(Notice {
        at,
        by: CameBy::Phone,
        is_goodwill: false,
    });
    let mut tx = world.tx().await;
    returns::open(&mut tx, order, &said).await.unwrap();
    drop(tx);
    // An open purchase is taken later than the law asks for.
    let late = Notice {
        at: world.clock.now(),
        by: CameBy::Phone,
        is_goodwill: true,
    };
    let on_time = said.notice.replace(late);
    let mut tx = world.tx().await;
    returns::open(&mut tx, order, &said).await.unwrap();
    drop(tx);
    said.notice = on_time;
    open(&world, order, &said).await.unwrap();
    let held = case(&world, said.id).await;
    assert_eq!((held.made_at, held.came_by), (at, Some(CameBy::Phone)));
    assert_eq!(held.due_at, due_in(at, 14));
}

#[tokio::test]
async fn one_form_is_one_statement_and_another_under_its_id_is_told() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let order = there(&world, &[(mug, 3)]).await;
    let said = about(&world, order, ReturnKind::Withdrawal, &[1]).await;
    let number = open(&world, order, &said).await.unwrap();
    assert_eq!(open(&world, order, &said).await.unwrap(), number);
    let mut more = said.clone();
    more.lines[0].quantity = 2;
    let mut complaint = about(&world, order, ReturnKind::Complaint, &[1]).await;
    complaint.id = said.id;
    let other = there(&world, &[(mug, 1)]).await;
    let mut foreign = about(&world, other, ReturnKind::Withdrawal, &[1]).await;
    foreign.id = said.id;
    for (order, statement) in [(order, &more), (order, &complaint), (other, &foreign)] {
        let refused = open(&world, order, statement).await;
        assert!(
            matches!(refused, Err(OpenError::OtherStatement)),
            "{refused:?}"
        );
    }
    let cases = "select count(*) from return_cases";
    assert_eq!(world.database.value::<i64>(cases).await, 1);
}
