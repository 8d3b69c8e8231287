//! Withdrawals and complaints: from the statement to the money, with stock and sums that add up.

use commerce::fulfilment;
use commerce::ids::{OrderId, ReturnId};
use commerce::inventory::listing::levels_off_ledger;
use commerce::payment::refund as vendor;
use commerce::returns::decide::{DecideError, Decision, decide};
use commerce::returns::listing::ways_of;
use commerce::returns::receive::{ReceiveError, ReceivedLine, receive};
use commerce::returns::refund::{Payout, RefundError, refund};
use commerce::returns::unlinked::NoticeState;
use commerce::returns::{
    self, CameBy, ComplaintReason, OpenError, Remedy, ReturnKind, ReturnState, Statement,
    StatementLine, WithdrawalException, request,
};
use futures_util::future::join_all;
use jiff::SignedDuration;
use platform::db::Origin;
use testkit::World;
use testkit::provider::{Mood, Provider};

use crate::checkout::history;
use crate::shipments::{arrive, paid, parcel, send, status};

fn statement(kind: ReturnKind, lines: Vec<StatementLine>) -> Statement {
    Statement {
        id: ReturnId::generate(),
        kind,
        name: "Elin Sandahl".to_owned(),
        email: "elin@exempel.se".to_owned(),
        locale: "sv".to_owned(),
        reason: (kind == ReturnKind::Complaint).then_some(ComplaintReason::Defective),
        description: String::new(),
        lines,
        pictures: Vec::new(),
        wish: None,
        begun_at: None,
        notice: None,
    }
}

/// A statement about so many pieces of each line, in the order of the lines.
pub async fn about(
    world: &World,
    order: OrderId,
    kind: ReturnKind,
    quantities: &[i32],
) -> Statement {
    let mut conn = world.db.read().await.unwrap();
    let lines = fulfilment::lines_of(&mut conn, order).await.unwrap();
    let lines = lines.iter().zip(quantities).map(|(line, n)| StatementLine {
        line_id: line.line_id,
        quantity: *n,
        is_sealed: false,
    });
    statement(kind, lines.collect())
}

pub async fn open(world: &World, order: OrderId, said: &Statement) -> Result<String, OpenError> {
    let mut tx = world.tx().await;
    let number = returns::open(&mut tx, order, said).await?;
    tx.commit().await.unwrap();
    Ok(number)
}

pub async fn case(world: &World, id: ReturnId) -> returns::Case {
    let mut conn = world.db.read().await.unwrap();
    returns::by_id(&mut conn, id).await.unwrap().unwrap()
}

/// What has come of each line of a case: so many to be sold again, not, and to be looked at.
pub fn arrived(
    case: &returns::Case,
    pieces: fn(&returns::CaseLine) -> (i32, i32, i32),
) -> Vec<ReceivedLine> {
    case.lines
        .iter()
        .map(|line| {
            let (restocked, scrapped, kept) = pieces(line);
            ReceivedLine {
                line_id: line.line_id,
                restocked,
                scrapped,
                kept,
            }
        })
        .collect()
}

/// A paid order that has come.
pub async fn there(world: &World, lines: &[(commerce::ids::VariantId, i32)]) -> OrderId {
    let order = paid(world, lines).await;
    let quantities: Vec<i32> = lines.iter().map(|(_, n)| *n).collect();
    let new = parcel(world, order, &order.to_string(), &quantities).await;
    let shipment = send(world, order, &new).await.unwrap();
    arrive(world, order, shipment).await;
    order
}

pub async fn pay_back(
    world: &World,
    id: ReturnId,
    minor: i64,
    reason: &str,
) -> Result<(), RefundError> {
    let version = case(world, id).await.row_version;
    let mut tx = world.tx().await;
    let payout = Payout {
        amount_minor: minor,
        reason,
        by_hand: None,
    };
    refund(&mut tx, id, version, &payout).await?;
    tx.commit().await.unwrap();
    Ok(())
}

/// Sends every refund that waits, by a vendor that does as it says.
pub async fn vendor_sends(world: &World, vendor: &Provider) {
    let ids: Vec<uuid::Uuid> = sqlx::query_scalar("select id from refunds where state = 'pending'")
        .fetch_all(&world.database.pool)
        .await
        .unwrap();
    for id in ids {
        let id = commerce::ids::RefundId(id);
        vendor::send(&world.db, vendor, id, Origin::system("test"))
            .await
            .unwrap();
    }
}

pub async fn stock(world: &World) -> (i64, i64) {
    let sums = "select (sum(on_hand), sum(allocated))::text from stock_levels";
    let text: String = world.database.value(sums).await;
    let (on_hand, allocated) = text.trim_matches(['(', ')']).split_once(',').unwrap();
    let mut conn = world.db.read().await.unwrap();
    assert_eq!(levels_off_ledger(&mut conn).await.unwrap(), []);
    (on_hand.parse().unwrap(), allocated.parse().unwrap())
}

#[tokio::test]
async fn a_purchase_is_withdrawn_from_the_goods_come_back_and_the_money_with_them() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let order = there(&world, &[(mug, 3)]).await;
    assert_eq!(stock(&world).await, (7, 0));
    let said = about(&world, order, ReturnKind::Withdrawal, &[3]).await;
    let number = open(&world, order, &said).await.unwrap();
    assert_eq!(
        open(&world, order, &said).await.unwrap(),
        number,
        "the same statement is the same case"
    );
    let held = case(&world, said.id).await;
    assert_eq!(held.state, ReturnState::AwaitingGoods);
    assert_eq!((held.goods_minor, held.freight_minor), (74_700, 5_900));
    assert_eq!(held.due_at, returns::period::due_in(held.made_at, 14));
    let line = held.lines[0].line_id;
    let mut tx = world.tx().await;
    let back = [ReceivedLine {
        line_id: line,
        restocked: 2,
        scrapped: 1,
        kept: 0,
    }];
    receive(&mut tx, said.id, held.row_version, &back)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(stock(&world).await, (9, 0));
    assert_eq!(status(&world, order).await, "returned");
    assert!(matches!(
        pay_back(&world, said.id, 80_601, "").await,
        Err(RefundError::Amount { most_minor: 80_600 })
    ));
    assert!(matches!(
        pay_back(&world, said.id, 80_000, " ").await,
        Err(RefundError::NoReason)
    ));
    pay_back(&world, said.id, 80_600, "").await.unwrap();
    assert_eq!(case(&world, said.id).await.state, ReturnState::Refunding);
    let provider = Provider::default();
    vendor_sends(&world, &provider).await;
    vendor_sends(&world, &provider).await;
    assert_eq!(provider.refunded(), [80_600]);
    let held = case(&world, said.id).await;
    assert_eq!(
        (held.state, held.refund_minor),
        (ReturnState::Refunded, Some(80_600))
    );
    let paid: String = world
        .database
        .value("select payment_status from orders")
        .await;
    let payment: String = world.database.value("select state from payments").await;
    assert_eq!((paid.as_str(), payment.as_str()), ("refunded", "refunded"));
    let facts = history(&world, order).await;
    assert_eq!(
        facts[5..],
        [
            "ReturnOpened",
            "GoodsReturned",
            "RefundBegun",
            "ReturnRefunded"
        ]
    );
    let jobs: String = world
        .database
        .value("select string_agg(payload ->> 'purpose', ',' order by payload ->> 'purpose') from jobs where name = 'commerce.send-return-notice'")
        .await;
    assert_eq!(jobs, "opened,received,refunded");
}

#[tokio::test]
async fn what_has_not_left_is_called_off_at_once_and_never_sent() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let order = paid(&world, &[(mug, 3)]).await;
    let first = parcel(&world, order, "a", &[1]).await;
    send(&world, order, &first).await.unwrap();
    // Two have not left: they are the first to go.
    let said = about(&world, order, ReturnKind::Withdrawal, &[2]).await;
    open(&world, order, &said).await.unwrap();
    let held = case(&world, said.id).await;
    assert_eq!(
        (held.state, held.lines[0].called_off),
        (ReturnState::ToRefund, 2)
    );
    assert_eq!(held.freight_minor, 0, "something is still bought");
    assert_eq!(stock(&world).await, (9, 0));
    assert_eq!(status(&world, order).await, "shipped");
    let more = parcel(&world, order, "b", &[1]).await;
    assert!(send(&world, order, &more).await.is_err());
    let rest = about(&world, order, ReturnKind::Withdrawal, &[1]).await;
    open(&world, order, &rest).await.unwrap();
    let rest = case(&world, rest.id).await;
    assert_eq!(rest.state, ReturnState::AwaitingGoods);
    assert_eq!(
        held.goods_minor + rest.goods_minor + rest.freight_minor,
        3 * 24_900 + 5_900,
        "with the last of it the freight goes back"
    );
}

#[tokio::test]
async fn the_law_says_who_may_withdraw_and_until_when() {
    let world = World::create().await;
    let mug = world.variant("MUG", 20, 24_900).await;
    let order = there(&world, &[(mug, 1)]).await;
    let said = about(&world, order, ReturnKind::Withdrawal, &[1]).await;
    let too_many = about(&world, order, ReturnKind::Withdrawal, &[2]).await;
    assert!(matches!(
        open(&world, order, &too_many).await,
        Err(OpenError::TooMany { left: 1, .. })
    ));
    let nothing = about(&world, order, ReturnKind::Withdrawal, &[0]).await;
    assert!(matches!(
        open(&world, order, &nothing).await,
        Err(OpenError::Empty)
    ));
    // Monday the 23rd + 14 days = Monday 7 December, whole.
    world
        .clock
        .advance(SignedDuration::from_hours(24 * 14 + 13));
    let mut tx = world.tx().await;
    returns::open(&mut tx, order, &said).await.unwrap();
    drop(tx);
    // Somebody asks for the way in on the last evening ...
    let number: String = world.database.value("select number from orders").await;
    let mut tx = world.tx().await;
    request::ask(&mut tx, &number, "ELIN@exempel.se", "sv")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    world.clock.advance(SignedDuration::from_hours(2));
    let refused = open(&world, order, &said).await;
    assert!(
        matches!(&refused, Err(OpenError::TooLate(day)) if day.to_string() == "2026-12-07"),
        "{refused:?}"
    );
    // ... and is in time, once it is known that the order is theirs.
    let wish: uuid::Uuid = world
        .database
        .value("select id from withdrawal_requests")
        .await;
    let wish = commerce::ids::WithdrawalRequestId(wish);
    let mut tx = world.tx().await;
    let found = request::find(&mut tx, wish).await.unwrap().unwrap();
    let of = request::order_of(&mut tx, &found).await.unwrap();
    assert_eq!(of, Some(order));
    request::answered(&mut tx, wish, of).await.unwrap();
    tx.commit().await.unwrap();
    open(&world, order, &said).await.unwrap();
    // A company has no such right, but complains like anybody.
    let theirs = there(&world, &[(mug, 1)]).await;
    world
        .database
        .execute("insert into companies (id, number, name, country, org_number, tier_code, state, created_at, updated_at) values ('018f0000-0000-7000-8000-000000000001', 'FTG-1', 'Furu', 'SE', '5560160680', 'consumer', 'active', now(), now())")
        .await;
    world
        .database
        .execute("update orders set company_id = '018f0000-0000-7000-8000-000000000001' where id = (select id from orders order by prepared_at desc, id desc limit 1)")
        .await;
    let said = about(&world, theirs, ReturnKind::Withdrawal, &[1]).await;
    assert!(matches!(
        open(&world, theirs, &said).await,
        Err(OpenError::Company)
    ));
    let said = about(&world, theirs, ReturnKind::Complaint, &[1]).await;
    open(&world, theirs, &said).await.unwrap();
}

#[tokio::test]
async fn goods_with_a_lawful_exception_are_refused_with_the_reason_that_was_told() {
    let world = World::create().await;
    let sign = world.variant("SIGN", 10, 24_900).await;
    let cream = world.variant("CREAM", 10, 9_900).await;
    world
        .database
        .execute("update products set withdrawal_exception = case code when 'SIGN' then 'made_to_measure' else 'sealed_hygiene' end")
        .await;
    let order = there(&world, &[(sign, 1), (cream, 2)]).await;
    // What is said of the products later changes nothing.
    world
        .database
        .execute("update products set withdrawal_exception = null")
        .await;
    let said = about(&world, order, ReturnKind::Withdrawal, &[1, 0]).await;
    let refused = open(&world, order, &said).await;
    assert!(
        matches!(
            &refused,
            Err(OpenError::Excepted {
                reason: WithdrawalException::MadeToMeasure,
                ..
            })
        ),
        "{refused:?}"
    );
    let mut said = about(&world, order, ReturnKind::Withdrawal, &[0, 1]).await;
    assert!(matches!(
        open(&world, order, &said).await,
        Err(OpenError::Excepted { .. })
    ));
    said.lines[1].is_sealed = true;
    open(&world, order, &said).await.unwrap();
    let mood = sqlx::query("update products set withdrawal_exception = 'mood'");
    assert!(mood.execute(&world.database.pool).await.is_err());
}

#[tokio::test]
async fn a_complaint_is_answered_and_two_decisions_at_once_are_one() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let order = there(&world, &[(mug, 2)]).await;
    let said = about(&world, order, ReturnKind::Complaint, &[1]).await;
    open(&world, order, &said).await.unwrap();
    assert_eq!(case(&world, said.id).await.state, ReturnState::Open);
    let refuse = |words: &str| Decision::Refuse {
        words: words.to_owned(),
        ground: None,
    };
    let mut tx = world.tx().await;
    let wordless = decide(&mut tx, said.id, 1, &refuse(" ")).await;
    assert!(matches!(wordless, Err(DecideError::NoWords)));
    drop(tx);
    let world = &world;
    let tries = (0..8).map(|n| async move {
        let mut tx = world.tx().await;
        let decision = if n % 2 == 0 {
            Decision::Approve {
                remedy: Remedy::Refund,
                with_goods: true,
                words: String::new(),
            }
        } else {
            Decision::Refuse {
                words: "Nej".to_owned(),
                ground: None,
            }
        };
        let done = decide(&mut tx, said.id, 1, &decision).await;
        if done.is_ok() {
            tx.commit().await.unwrap();
        }
        done.is_ok()
    });
    let done = join_all(tries).await;
    assert_eq!(done.iter().filter(|done| **done).count(), 1);
    let held = case(world, said.id).await;
    assert!(matches!(
        held.state,
        ReturnState::AwaitingGoods | ReturnState::Refused
    ));
    // What was refused or settled can be claimed anew, what is under way cannot.
    let again = about(world, order, ReturnKind::Complaint, &[2]).await;
    let opened = open(world, order, &again).await;
    assert_eq!(opened.is_ok(), held.state == ReturnState::Refused);
    let mut tx = world.tx().await;
    let nothing = receive(&mut tx, said.id, held.row_version, &[]).await;
    assert!(matches!(nothing, Err(ReceiveError::Empty)));
}

#[tokio::test]
async fn a_refund_that_the_vendor_refuses_is_told_and_can_be_tried_again_and_never_too_much_goes() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let order = there(&world, &[(mug, 2)]).await;
    let said = about(&world, order, ReturnKind::Withdrawal, &[1]).await;
    open(&world, order, &said).await.unwrap();
    pay_back(&world, said.id, 24_900, "").await.unwrap();
    let provider = Provider::default();
    provider.is_now(Mood::Away);
    let pending: uuid::Uuid = world.database.value("select id from refunds").await;
    let pending = commerce::ids::RefundId(pending);
    let away = vendor::send(&world.db, &provider, pending, Origin::system("test")).await;
    assert!(away.is_err(), "to be tried again");
    assert_eq!(case(&world, said.id).await.state, ReturnState::Refunding);
    provider.is_now(Mood::Refuses);
    vendor_sends(&world, &provider).await;
    let held = case(&world, said.id).await;
    assert_eq!(held.state, ReturnState::ToRefund);
    let left: i64 = world
        .database
        .value("select refunded_minor from payments")
        .await;
    assert_eq!(left, 0);
    // More than the case is worth, as far as the order has paid for it: a goodwill of staff.
    pay_back(&world, said.id, 30_000, "").await.unwrap();
    provider.is_now(Mood::Waits(None));
    vendor_sends(&world, &provider).await;
    assert_eq!(provider.refunded(), [30_000]);
    assert_eq!(case(&world, said.id).await.state, ReturnState::Refunded);
    let state: String = world
        .database
        .value("select payment_status from orders")
        .await;
    assert_eq!(state, "partly_refunded");
    let other = about(&world, order, ReturnKind::Complaint, &[1]).await;
    open(&world, order, &other).await.unwrap();
    let mut tx = world.tx().await;
    let approve = Decision::Approve {
        remedy: Remedy::Refund,
        with_goods: false,
        words: String::new(),
    };
    decide(&mut tx, other.id, 1, &approve).await.unwrap();
    tx.commit().await.unwrap();
    assert!(matches!(
        pay_back(&world, other.id, 30_000, "").await,
        Err(RefundError::Amount { most_minor: 25_700 })
    ));
    let mut conn = world.db.read().await.unwrap();
    let ways = ways_of(&mut conn, said.id).await.unwrap();
    let states: Vec<_> = ways.iter().map(|way| way.state.as_deref()).collect();
    assert_eq!(states, [Some("refused"), Some("settled")]);
}

#[tokio::test]
async fn kinds_states_and_reasons_are_named_as_in_the_tables_checks() {
    let world = World::create().await;
    let check = async |name: &str| -> String {
        sqlx::query_scalar("select pg_get_constraintdef(oid) from pg_constraint where conname = $1")
            .bind(name)
            .fetch_one(&world.database.pool)
            .await
            .unwrap()
    };
    let same = |check: String, names: Vec<&str>| {
        for name in &names {
            assert!(
                check.contains(&format!("'{name}'::text")),
                "{name}: {check}"
            );
        }
        assert_eq!(check.matches("'::text").count(), names.len(), "{check}");
    };
    let states = ReturnState::ALL.iter().map(|s| s.as_str()).collect();
    same(check("return_cases_state_check").await, states);
    let kinds = ReturnKind::ALL.iter().map(|s| s.as_str()).collect();
    same(check("return_cases_kind_check").await, kinds);
    let reasons = ComplaintReason::ALL.iter().map(|s| s.as_str()).collect();
    same(check("return_cases_reason_check").await, reasons);
    let remedies: Vec<&str> = Remedy::ALL.iter().map(|remedy| remedy.as_str()).collect();
    same(check("return_cases_remedy_check").await, remedies.clone());
    same(check("return_cases_wish_check").await, remedies);
    let notices = NoticeState::ALL
        .iter()
        .map(|state| state.as_str())
        .collect();
    same(check("withdrawal_notices_state_check").await, notices);
    let ways = CameBy::ALL.iter().map(|way| way.as_str()).collect();
    same(check("return_cases_came_by_check").await, ways);
    for table in ["products", "order_lines"] {
        let reasons = WithdrawalException::ALL
            .iter()
            .map(|s| s.as_str())
            .collect();
        let name = format!("{table}_withdrawal_exception_check");
        same(check(&name).await, reasons);
    }
}
