//! Orders in which everything meets: several lines and rates, promotions, gift cards that pay, gift cards that are bought. What goes back of them adds up at
//! every step, and what is left to pack is what can be packed.

use commerce::cart::store::add_wished;
use commerce::gift_card::Wish;
use commerce::ids::{GiftCardId, OrderId, VariantId};
use commerce::order::credit_note::of_order as notes_of;
use commerce::order::listing::{OrderFilter, count, order_by_number};
use commerce::promotion::Benefit;
use commerce::returns::receive::receive;
use commerce::returns::refund::proposed;
use commerce::returns::{self, ReturnKind, ReturnState, StatementLine};
use platform::clock::Date;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use testkit::World;
use testkit::provider::Provider;

use crate::checkout::{captured, say, waiting};
use crate::gift_card_goods::{goods, to};
use crate::paying_with_gift_cards::{card, give, left};
use crate::promotions::{draft, running};
use crate::returns::{about, arrived, case, open, pay_back, stock, vendor_sends};
use crate::shipments::{arrive, parcel, send, status};

/// What is bought, how it is paid, what has left, and what is then withdrawn from, case by case.
#[derive(Clone, Debug)]
struct Story {
    /// Price in öre and pieces of each line; their rates take turns.
    lines: Vec<(i64, i32)>,
    /// Percent off, in basis points.
    off_bp: u16,
    /// What is on the gift card that pays, in parts of a thousand of the whole.
    by_card: i64,
    /// Pieces of each line that have left.
    left: Vec<i32>,
    /// Pieces of each line that are wished to be withdrawn from in each case; no more than there are.
    cases: Vec<Vec<i32>>,
}

fn stories() -> impl Strategy<Value = Story> {
    (2_usize..5).prop_flat_map(|count| {
        let lines = prop::collection::vec((101_i64..50_000, 1_i32..5), count);
        let left = prop::collection::vec(0_i32..5, count);
        let case = prop::collection::vec(0_i32..4, count);
        let cases = prop::collection::vec(case, 1..4);
        (lines, 0_u16..4_000, 0_i64..1_200, left, cases).prop_map(
            |(lines, off_bp, by_card, left, cases)| Story {
                lines,
                off_bp,
                by_card,
                left,
                cases,
            },
        )
    })
}

const CLASSES: [&str; 3] = ["standard", "food", "book"];

async fn with_rates(world: &World) {
    for statement in [
        "insert into vat_classes (code, name) values ('food', '{}'), ('book', '{}')",
        "insert into vat_rates (id, vat_class, country, rate_bp, valid_from)
         values (gen_random_uuid(), 'food', 'SE', 1200, '2000-01-01'), (gen_random_uuid(), 'book', 'SE', 600, '2000-01-01')",
    ] {
        world.database.execute(statement).await;
    }
}

/// A paid order of the story; the card that paid some of it, with what it held.
async fn bought(world: &World, story: &Story) -> (OrderId, Option<(GiftCardId, i64)>) {
    with_rates(world).await;
    let mut wanted: Vec<(VariantId, i32)> = Vec::new();
    for (n, (price, pieces)) in story.lines.iter().enumerate() {
        let variant = world.variant(&format!("V{n}"), 10, *price).await;
        sqlx::query("update products set vat_class = $2 where code = $1")
            .bind(format!("V{n}"))
            .bind(CLASSES[n % CLASSES.len()])
            .execute(&world.database.pool)
            .await
            .unwrap();
        wanted.push((variant, *pieces));
    }
    if story.off_bp > 0 {
        let benefit = Benefit::Percent {
            bp: story.off_bp.into(),
        };
        running(world, &draft(benefit), &[]).await;
    }
    let cart = world.cart(&wanted).await;
    let total = world.quote(cart).await.totals.total_minor;
    // A card that pays all of it is for another test: here a vendor has some of the money, too.
    let held = (total * story.by_card / 1_000).min(total - 1);
    let mut paid_by = None;
    if held > 0 {
        let (id, code) = card(world, held).await;
        give(world, cart, &code).await.unwrap();
        paid_by = Some((id, held));
    }
    let (order, payment) = waiting(world, cart).await;
    say(world, &payment, &captured(payment.amount_minor)).await;
    (order, paid_by)
}

/// A case of so many pieces of each line, from the statement to the money. Gives what it came to; nothing when it was about nothing.
async fn withdraw(world: &World, order: OrderId, wish: &[i32], provider: &Provider) -> i64 {
    let mut conn = world.db.read().await.unwrap();
    let claimable = returns::claimable(&mut conn, order).await.unwrap();
    drop(conn);
    let mut said = about(world, order, ReturnKind::Withdrawal, &[]).await;
    said.lines = claimable
        .iter()
        .zip(wish)
        .map(|(line, n)| StatementLine {
            line_id: line.line_id,
            quantity: line.withdrawable().min(*n),
            is_sealed: false,
        })
        .filter(|line| line.quantity > 0)
        .collect();
    if said.lines.is_empty() {
        return 0;
    }
    open(world, order, &said).await.unwrap();
    let held = case(world, said.id).await;
    let of_lines: i64 = held.lines.iter().map(|line| line.amount_minor).sum();
    assert_eq!(held.goods_minor, of_lines);
    if held.state == ReturnState::AwaitingGoods {
        let back = arrived(&held, |line| (line.awaited(), 0, 0));
        let mut tx = world.tx().await;
        receive(&mut tx, said.id, held.row_version, &back)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    let sum = proposed(&held);
    pay_back(world, said.id, sum, "").await.unwrap();
    vendor_sends(world, provider).await;
    let held = case(world, said.id).await;
    assert_eq!(
        (held.state, held.given_minor),
        (ReturnState::Refunded, sum),
        "all that the pieces came to has gone"
    );
    sum
}

/// What has gone back, by every account of it: the card's, the vendor's, the cases' and the credit notes'. They are all the same.
async fn gone_back(
    world: &World,
    order: OrderId,
    paid_by: Option<(GiftCardId, i64)>,
    provider: &Provider,
) -> i64 {
    let onto_card = match paid_by {
        Some((id, _)) => left(world, id).await,
        None => 0,
    };
    let by_vendor: i64 = provider.refunded().iter().sum();
    let by_cases: i64 = world
        .database
        .value("select coalesce(sum(amount_minor), 0)::bigint from return_refunds")
        .await;
    let gone = onto_card + by_vendor;
    assert_eq!(by_cases, gone);
    let mut conn = world.db.read().await.unwrap();
    let notes = notes_of(&mut conn, order).await.unwrap();
    let mut by_rate = std::collections::BTreeMap::<i32, (i64, i64)>::new();
    for note in &notes {
        let parts = note.parts.iter();
        let sums = parts.fold((0, 0), |a, p| (a.0 + p.amount_minor, a.1 + p.vat_minor));
        assert_eq!(sums, (note.amount_minor, note.vat_minor));
        for part in &note.parts {
            let sum = by_rate.entry(part.rate_bp).or_default();
            *sum = (sum.0 + part.amount_minor, sum.1 + part.vat_minor);
        }
    }
    let credited: i64 = by_rate.values().map(|(amount, _)| amount).sum();
    assert_eq!(credited, gone);
    let sold: Vec<(i32, i64, i64)> = sqlx::query_as(
        "select rate_bp, net_minor + vat_minor, vat_minor from order_vat_totals where order_id = $1",
    )
    .bind(order.0)
    .fetch_all(&mut *conn)
    .await
    .unwrap();
    for (rate, amount, vat) in sold {
        let of_rate = by_rate.remove(&rate).unwrap_or_default();
        assert!(
            of_rate.0 <= amount && of_rate.1 <= vat,
            "{rate}: {of_rate:?}"
        );
    }
    assert!(by_rate.is_empty(), "{by_rate:?}");
    gone
}

async fn told(story: &Story) {
    let world = World::create().await;
    let (order, paid_by) = bought(&world, story).await;
    crate::taxes::hold_together(&world).await;
    let provider = Provider::default();
    let pieces: Vec<i32> = story.lines.iter().map(|(_, n)| *n).collect();
    let leaves: Vec<i32> = pieces
        .iter()
        .zip(&story.left)
        .map(|(all, n)| *all.min(n))
        .collect();
    if leaves.iter().any(|n| *n > 0) {
        let new = parcel(&world, order, "first", &leaves).await;
        let shipment = send(&world, order, &new).await.unwrap();
        arrive(&world, order, shipment).await;
    }
    let mut sum = 0;
    // The last case takes all that the others have left.
    for wish in story.cases.iter().chain([&pieces]) {
        sum += withdraw(&world, order, wish, &provider).await;
        let gone = gone_back(&world, order, paid_by, &provider).await;
        assert_eq!(gone, sum, "{wish:?}");
    }
    let (total, vat): (i64, i64) =
        sqlx::query_as("select total_minor, vat_minor from orders where id = $1")
            .bind(order.0)
            .fetch_one(&world.database.pool)
            .await
            .unwrap();
    let credited: i64 = world
        .database
        .value("select sum(vat_minor)::bigint from credit_notes")
        .await;
    assert_eq!((sum, credited), (total, vat));
    if let Some((id, held)) = paid_by {
        assert_eq!(left(&world, id).await, held);
    }
    let count = i64::try_from(story.lines.len()).unwrap();
    assert_eq!(stock(&world).await, (count * 10, 0));
}

#[tokio::test]
async fn what_goes_back_adds_up_at_every_step_whatever_was_bought_and_however_it_is_returned() {
    let mut runner = TestRunner::deterministic();
    let strategy = stories();
    for _ in 0..10 {
        let story = strategy.new_tree(&mut runner).unwrap().current();
        told(&story).await;
    }
}

/// Whether the order stands among those of which something is to be packed, and whether it waits for gift cards alone.
async fn to_pack(world: &World) -> (bool, bool) {
    let owed = OrderFilter {
        is_owed: true,
        ..OrderFilter::default()
    };
    let number: String = world.database.value("select number from orders").await;
    let mut conn = world.db.read().await.unwrap();
    let found = count(&mut conn, &owed).await.unwrap();
    let order = order_by_number(&mut conn, &number).await.unwrap().unwrap();
    (found.number() > 0, order.waits_for_cards)
}

/// A paid order of two mugs and a card that comes later.
async fn mugs_and_a_card(world: &World) -> OrderId {
    let mug = world.variant("MUG", 10, 24_900).await;
    let gift = goods(world, "GIFT-500", 50_000).await;
    let cart = world.cart(&[(mug, 2)]).await;
    let later = Wish {
        deliver_on: Some(Date(jiff::civil::date(2026, 12, 24))),
        ..to("liv@exempel.se")
    };
    let mut tx = world.tx().await;
    add_wished(&mut tx, cart, (gift, &later), 1, &[world.list])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let (order, payment) = waiting(world, cart).await;
    say(world, &payment, &captured(payment.amount_minor)).await;
    order
}

#[tokio::test]
async fn a_card_that_waits_for_its_day_keeps_no_order_among_those_to_pack() {
    let world = World::create().await;
    let order = mugs_and_a_card(&world).await;
    assert_eq!(to_pack(&world).await, (true, false));
    let first = parcel(&world, order, "a", &[1]).await;
    send(&world, order, &first).await.unwrap();
    assert_eq!(to_pack(&world).await, (true, false), "a mug is left");
    let rest = parcel(&world, order, "b", &[1]).await;
    send(&world, order, &rest).await.unwrap();
    assert_eq!(status(&world, order).await, "shipped");
    assert_eq!(to_pack(&world).await, (false, true));
}

#[tokio::test]
async fn where_all_goods_are_called_off_nobody_is_to_pack_the_card() {
    let world = World::create().await;
    let order = mugs_and_a_card(&world).await;
    let said = about(&world, order, ReturnKind::Withdrawal, &[2]).await;
    open(&world, order, &said).await.unwrap();
    assert_eq!(
        status(&world, order).await,
        "unfulfilled",
        "the card is owed"
    );
    assert_eq!(to_pack(&world).await, (false, true));
}
