//! An order of nearly a thousand lines: bought, sent, returned, replaced, paid back and called off by as many statements as one of two.

use commerce::cart::fill::{Cause, Wanted, fill};
use commerce::checkout::prepare::{Confirmation, Prepared, prepare};
use commerce::fulfilment;
use commerce::gift_card::Wish;
use commerce::ids::{CartId, OrderId, RefundId, VariantId};
use commerce::order::invoice::close::cancel;
use commerce::payment::refund as vendor;
use commerce::payment::settle::settle;
use commerce::promotion::Benefit;
use commerce::returns::decide::{Decision, decide};
use commerce::returns::receive::receive;
use commerce::returns::refund::{Payout, proposed, refund};
use commerce::returns::replace::{ReplacedLine, send as replace};
use commerce::returns::sort_out::sort_out;
use commerce::returns::{self, Remedy, ReturnKind, StatementLine};
use platform::db::{Db, Origin, Tx};
use testkit::World;
use testkit::provider::Provider;

use crate::cart_filling::{articles, asked};
use crate::checkout::captured;
use crate::companies::{company, on_invoice};
use crate::gift_card_goods::{goods as card_goods, to};
use crate::promotions::{draft, running};
use crate::returns::{about, arrived, case};
use crate::shipments::parcel;

/// Pieces of each line, and cards of each line of cards.
const PIECES: i32 = 2;

/// Counts the statements of what is done in turn.
struct Counting {
    db: Db,
    counts: Vec<(&'static str, i64)>,
}

impl Counting {
    async fn begin(&self) -> (Tx, i64) {
        let mut tx = self.db.begin(Origin::system("test")).await.unwrap();
        let before = asked(&mut tx).await;
        (tx, before)
    }

    async fn end(&mut self, what: &'static str, (mut tx, before): (Tx, i64)) {
        let count = asked(&mut tx).await - before;
        tx.commit().await.unwrap();
        self.counts.push((what, count));
    }
}

/// A cart of these articles, and of as many lines of gift cards.
async fn cart(world: &World, all: &[VariantId], cards: &[(VariantId, Wish)]) -> CartId {
    let cart = world.cart(&[]).await;
    let some = |variant: VariantId, wish: Wish| Wanted {
        variant_id: Some(variant),
        name: String::new(),
        quantity: PIECES,
        wish,
    };
    let wanted: Vec<Wanted> = all
        .iter()
        .map(|variant| some(*variant, Wish::default()))
        .chain(cards.iter().map(|(id, wish)| some(*id, wish.clone())))
        .collect();
    let mut tx = world.tx().await;
    fill(&mut tx, cart, &wanted, Cause::QuickOrder, &[world.list])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    cart
}

/// An order that is bought and paid; counted.
async fn bought(counting: &mut Counting, confirmation: &Confirmation) -> OrderId {
    let (mut tx, before) = counting.begin().await;
    let prepared = prepare(&mut tx, confirmation).await.unwrap();
    counting.end("prepare", (tx, before)).await;
    let (order, payment) = match prepared {
        Prepared::Waiting { order_id, payment } => (order_id, payment),
        other => panic!("{other:?}"),
    };
    let (mut tx, before) = counting.begin().await;
    settle(&mut tx, payment.id, &captured(payment.amount_minor))
        .await
        .unwrap();
    counting.end("settle", (tx, before)).await;
    order
}

/// All that is not sent yet of a part of each line.
async fn sent(counting: &mut Counting, world: &World, order: OrderId, of_each: &[i32]) {
    let new = parcel(world, order, &format!("{order} {}", of_each[0]), of_each).await;
    let (mut tx, before) = counting.begin().await;
    let shipment = fulfilment::send(&mut tx, order, &new).await.unwrap();
    counting.end("send", (tx, before)).await;
    crate::shipments::arrive(world, order, shipment).await;
}

/// Half of it has left, all of it is withdrawn from, cards and all, and paid back.
async fn withdrawn(counting: &mut Counting, world: &World, order: OrderId, rows: usize) {
    sent(counting, world, order, &vec![1; rows]).await;
    let mut said = about(world, order, ReturnKind::Withdrawal, &[]).await;
    let mut conn = world.db.read().await.unwrap();
    let claimable = returns::claimable(&mut conn, order).await.unwrap();
    drop(conn);
    said.lines = claimable
        .iter()
        .map(|line| StatementLine {
            line_id: line.line_id,
            quantity: PIECES,
            is_sealed: false,
        })
        .collect();
    let (mut tx, before) = counting.begin().await;
    returns::open(&mut tx, order, &said).await.unwrap();
    counting.end("open", (tx, before)).await;
    let held = case(world, said.id).await;
    let back = arrived(&held, |line| (line.awaited(), 0, 0));
    let (mut tx, before) = counting.begin().await;
    receive(&mut tx, said.id, held.row_version, &back)
        .await
        .unwrap();
    counting.end("receive", (tx, before)).await;
    let held = case(world, said.id).await;
    let payout = Payout {
        amount_minor: proposed(&held),
        reason: "",
        by_hand: None,
    };
    let (mut tx, before) = counting.begin().await;
    refund(&mut tx, said.id, held.row_version, &payout)
        .await
        .unwrap();
    counting.end("refund", (tx, before)).await;
    let id: uuid::Uuid = world.database.value("select id from refunds").await;
    let (tx, before) = counting.begin().await;
    drop(tx);
    let provider = Provider::default();
    vendor::send(
        &counting.db,
        &provider,
        RefundId(id),
        Origin::system("test"),
    )
    .await
    .unwrap();
    let (tx, _) = counting.begin().await;
    counting.end("credit note", (tx, before)).await;
    let credited: i64 = world
        .database
        .value("select amount_minor from credit_notes")
        .await;
    let total: i64 = sqlx::query_scalar("select total_minor from orders where id = $1")
        .bind(order.0)
        .fetch_one(&world.database.pool)
        .await
        .unwrap();
    assert_eq!(credited, total);
}

/// All of it is complained of, one of each is withdrawn from instead and looked at, the other is replaced.
async fn complained(counting: &mut Counting, world: &World, order: OrderId, rows: usize) {
    sent(counting, world, order, &vec![PIECES; rows]).await;
    let complaint = about(world, order, ReturnKind::Complaint, &vec![PIECES; rows]).await;
    let (mut tx, before) = counting.begin().await;
    returns::open(&mut tx, order, &complaint).await.unwrap();
    counting.end("complain", (tx, before)).await;
    let withdrawal = about(world, order, ReturnKind::Withdrawal, &vec![1; rows]).await;
    let (mut tx, before) = counting.begin().await;
    returns::open(&mut tx, order, &withdrawal).await.unwrap();
    counting.end("absorb", (tx, before)).await;
    let held = case(world, withdrawal.id).await;
    let kept = arrived(&held, |_| (0, 0, 1));
    let (mut tx, before) = counting.begin().await;
    receive(&mut tx, withdrawal.id, held.row_version, &kept)
        .await
        .unwrap();
    counting.end("keep", (tx, before)).await;
    let held = case(world, withdrawal.id).await;
    let fit = arrived(&held, |_| (1, 0, 0));
    let (mut tx, before) = counting.begin().await;
    sort_out(&mut tx, withdrawal.id, held.row_version, &fit)
        .await
        .unwrap();
    counting.end("sort out", (tx, before)).await;
    let mut tx = world.tx().await;
    let held = case(world, complaint.id).await;
    let decision = Decision::Approve {
        remedy: Remedy::Exchange,
        with_goods: false,
        words: String::new(),
    };
    decide(&mut tx, complaint.id, held.row_version, &decision)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let held = case(world, complaint.id).await;
    let lines: Vec<ReplacedLine> = held
        .lines
        .iter()
        .map(|line| ReplacedLine {
            line_id: line.line_id,
            fresh: 1,
            back: 0,
        })
        .collect();
    assert_eq!(lines.len(), rows);
    let new = parcel(world, order, "instead", &[]).await;
    let (mut tx, before) = counting.begin().await;
    replace(&mut tx, complaint.id, held.row_version, (&new, &lines))
        .await
        .unwrap();
    counting.end("replace", (tx, before)).await;
}

/// The statements of all that, with so many lines of goods and of cards.
async fn statements(rows: i32, cards: i32) -> Vec<(&'static str, i64)> {
    let world = World::create().await;
    let all = articles(&world, rows).await;
    let card = card_goods(&world, "CARD", 50_000).await;
    let wishes: Vec<(VariantId, Wish)> = (0..cards)
        .map(|n| (card, to(&format!("{n}@exempel.se"))))
        .collect();
    running(&world, &draft(Benefit::Percent { bp: 1_000 }), &[]).await;
    running(&world, &draft(Benefit::Percent { bp: 500 }), &[]).await;
    // One connection that forgets no statement, so that its counts only grow.
    let options: sqlx::postgres::PgConnectOptions = world.database.url.parse().unwrap();
    let pool = sqlx::postgres::PgPoolOptions::new()
        .max_connections(1)
        .connect_with(options.statement_cache_capacity(1_000))
        .await
        .unwrap();
    let mut counting = Counting {
        db: Db::new(pool, world.clock.clone()),
        counts: Vec::new(),
    };
    let lines = usize::try_from(rows).unwrap();
    let first = cart(&world, &all, &wishes).await;
    let first = world.confirmation(first).await;
    let order = bought(&mut counting, &first).await;
    let written: [i64; 5] = [
        world
            .database
            .value("select count(*) from order_lines")
            .await,
        world
            .database
            .value("select count(*) from bought_gift_cards")
            .await,
        world
            .database
            .value("select count(*) from stock_reservations")
            .await,
        world
            .database
            .value("select count(distinct order_line_id) from order_adjustments")
            .await,
        world
            .database
            .value("select count(distinct order_line_id) from order_promotion_refusals")
            .await,
    ];
    let (goods, wished) = (i64::from(rows), i64::from(cards));
    let expected = [goods + wished + 1, i64::from(PIECES) * wished, goods];
    assert_eq!(written[..3], expected);
    assert!(written[3] >= goods && written[4] >= goods, "{written:?}");
    withdrawn(&mut counting, &world, order, lines).await;
    let second = cart(&world, &all, &[]).await;
    let second = world.confirmation(second).await;
    let order = bought(&mut counting, &second).await;
    complained(&mut counting, &world, order, lines).await;
    let owing = company(&world, "5560160680", 1_000_000_000).await;
    let third = cart(&world, &all, &[]).await;
    let third = on_invoice(&world, third, owing).await;
    let (mut tx, before) = counting.begin().await;
    let Prepared::Placed { order_id } = prepare(&mut tx, &third).await.unwrap() else {
        panic!("it is owed for");
    };
    counting.end("owe", (tx, before)).await;
    let (mut tx, before) = counting.begin().await;
    cancel(&mut tx, order_id).await.unwrap();
    counting.end("cancel", (tx, before)).await;
    // Two of each were sent and one of them is back; one more was sent in the place of another. What these articles began with stands in no ledger.
    let left = i64::from(rows) * (50 - i64::from(PIECES));
    let sums =
        "select array[sum(on_hand), sum(reserved), sum(allocated)]::bigint[] from stock_levels";
    let levels: Vec<i64> = world.database.value(sums).await;
    assert_eq!(levels, [left, 0, 0]);
    counting.db.close().await;
    counting.counts
}

#[tokio::test]
async fn an_order_of_a_thousand_lines_takes_as_many_statements_as_one_of_two() {
    let (few, many) = (statements(2, 2).await, statements(980, 15).await);
    assert_eq!(few, many);
    assert!(
        few.iter().all(|(_, count)| (1..=80).contains(count)),
        "{few:?}"
    );
}
