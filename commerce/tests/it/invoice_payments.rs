//! Money that comes for invoices: in parts, twice, too much; sums that always add up, and a company's credit that follows.

use commerce::ids::{CompanyId, InvoicePaymentId, OrderId};
use commerce::order::invoice::close::{CloseError, cancel, mark_paid, reopen};
use commerce::order::invoice::pay::{EnterError, Incoming, Taken, UndoError, enter, undo};
use commerce::order::invoice::{InvoiceState, of_order};
use commerce::payment::difference::{DecideError, Decision, Deed, decide, listing};
use commerce::returns::ReturnKind;
use testkit::World;

use crate::checkout::history;
use crate::companies::{at_once, company};
use crate::invoices::ordered;
use crate::returns::{about, open, pay_back};
use crate::returns_money::{approve, invoiced};

fn incoming(world: &World, amount_minor: i64) -> Incoming {
    Incoming {
        id: InvoicePaymentId::generate(),
        amount_minor,
        paid_on: world.clock.now().business_time().date(),
        reference: "BG 5050".to_owned(),
    }
}

async fn pay(world: &World, order: OrderId, amount_minor: i64) -> (InvoicePaymentId, Taken) {
    let money = incoming(world, amount_minor);
    let mut tx = world.tx().await;
    let taken = enter(&mut tx, order, &money).await.unwrap();
    tx.commit().await.unwrap();
    (money.id, taken)
}

async fn used(world: &World, company: CompanyId) -> i64 {
    sqlx::query_scalar("select credit_used_minor from companies where id = $1")
        .bind(company.0)
        .fetch_one(&world.database.pool)
        .await
        .unwrap()
}

/// What was billed is what was credited, paid and is owed; a company's credit in use is what it owes; what came is what invoices took and what was over.
async fn adds_up(world: &World) {
    let wrong = "select count(*) from order_invoices where amount_minor < credited_minor + paid_minor
                 or (state in ('paid', 'credited') and amount_minor <> credited_minor + paid_minor) or (state = 'open' and amount_minor = credited_minor + paid_minor)";
    assert_eq!(world.database.value::<i64>(wrong).await, 0);
    let credit = "select count(*) from companies c where c.credit_used_minor <> coalesce((select sum(i.amount_minor - i.credited_minor - i.paid_minor)
                  from order_invoices i where i.company_id = c.id and i.state = 'open'), 0)";
    assert_eq!(world.database.value::<i64>(credit).await, 0);
    let taken = "select count(*) from order_invoices i where i.paid_minor <> coalesce((select sum(p.applied_minor) from invoice_payments p
                 where p.order_id = i.order_id and p.undone_at is null), 0)";
    assert_eq!(world.database.value::<i64>(taken).await, 0);
    let over = "select count(*) from invoice_payments p where p.undone_at is null and p.amount_minor - p.applied_minor
                <> coalesce((select d.received_minor - d.expected_minor from payment_differences d where d.invoice_payment_id = p.id), 0)";
    assert_eq!(world.database.value::<i64>(over).await, 0);
}

#[tokio::test]
async fn a_part_payment_lowers_the_debt_and_the_credit_in_use_follows() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 10_000).await;
    let firm = company(&world, "5560160680", 100_000).await;
    let order = ordered(&world, firm, &[(mug, 1)]).await;
    let (_, taken) = pay(&world, order, 6_000).await;
    assert_eq!(
        taken,
        Taken {
            applied_minor: 6_000,
            left_minor: 9_900,
            excess_minor: 0
        }
    );
    assert_eq!(used(&world, firm.0).await, 9_900);
    adds_up(&world).await;
    let mut conn = world.db.read().await.unwrap();
    let held = of_order(&mut conn, order).await.unwrap().unwrap();
    assert_eq!((held.state, held.owed_minor()), (InvoiceState::Open, 9_900));
    let (_, taken) = pay(&world, order, 9_900).await;
    assert_eq!(taken.left_minor, 0);
    let held = of_order(&mut conn, order).await.unwrap().unwrap();
    assert_eq!((held.state, held.owed_minor()), (InvoiceState::Paid, 0));
    assert_eq!(used(&world, firm.0).await, 0);
    let status: String = world
        .database
        .value("select payment_status from orders")
        .await;
    assert_eq!(status, "paid");
    let told = history(&world, order).await;
    assert_eq!(
        told[told.len() - 2..],
        ["InvoicePartlyPaid", "InvoicePaid"].map(str::to_owned)
    );
    adds_up(&world).await;
}

#[tokio::test]
async fn a_payment_is_entered_once_however_often_and_at_once_it_is_sent() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 10_000).await;
    let firm = company(&world, "5560160680", 100_000).await;
    let order = ordered(&world, firm, &[(mug, 1)]).await;
    let money = incoming(&world, 6_000);
    let (shared, sent) = (&world, &money);
    let tries = (0..8).map(|_| async move {
        let mut tx = shared.tx().await;
        enter(&mut tx, order, sent).await.unwrap();
        tx.commit().await.unwrap();
    });
    at_once(tries).await;
    assert_eq!(used(&world, firm.0).await, 9_900);
    let mut tx = world.tx().await;
    let otherwise = Incoming {
        amount_minor: 7_000,
        ..money
    };
    assert!(matches!(
        enter(&mut tx, order, &otherwise).await,
        Err(EnterError::EnteredOtherwise)
    ));
    // Two payments at once of all that is owed: one is more than was owed, and nothing is lost.
    drop(tx);
    let both = (0..2).map(|_| pay(shared, order, 9_900));
    let taken: Vec<i64> = at_once(both)
        .await
        .into_iter()
        .map(|(_, taken)| taken.applied_minor)
        .collect();
    assert_eq!(taken.iter().sum::<i64>(), 9_900, "{taken:?}");
    adds_up(&world).await;
}

#[tokio::test]
async fn what_was_over_altogether_is_undone_without_opening_the_invoice() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 10_000).await;
    let firm = company(&world, "5560160680", 100_000).await;
    let order = ordered(&world, firm, &[(mug, 1)]).await;
    pay(&world, order, 15_900).await;
    let (again, taken) = pay(&world, order, 15_900).await;
    assert_eq!(taken.applied_minor, 0);
    let mut tx = world.tx().await;
    undo(&mut tx, order, again).await.unwrap();
    tx.commit().await.unwrap();
    let mut conn = world.db.read().await.unwrap();
    let held = of_order(&mut conn, order).await.unwrap().unwrap();
    assert_eq!((held.state, held.owed_minor()), (InvoiceState::Paid, 0));
    adds_up(&world).await;
}

#[tokio::test]
async fn what_was_over_goes_when_the_invoice_is_opened_again() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 10_000).await;
    let firm = company(&world, "5560160680", 100_000).await;
    let order = ordered(&world, firm, &[(mug, 1)]).await;
    pay(&world, order, 20_000).await;
    let mut tx = world.tx().await;
    reopen(&mut tx, order).await.unwrap();
    tx.commit().await.unwrap();
    let left: i64 = world
        .database
        .value("select count(*) from payment_differences where state = 'open'")
        .await;
    assert_eq!(left, 0);
    adds_up(&world).await;
}

#[tokio::test]
async fn nothing_is_called_off_once_a_card_of_it_has_been_issued() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 10_000).await;
    let firm = company(&world, "5560160680", 100_000).await;
    let order = ordered(&world, firm, &[(mug, 1)]).await;
    // As a card's line is left when it is issued: cards do not count for what is to be packed.
    world
        .database
        .execute("update order_lines set shipped = 1 where kind = 'item'")
        .await;
    let mut tx = world.tx().await;
    let refused = cancel(&mut tx, order).await;
    assert!(matches!(refused, Err(CloseError::NotOpen)), "{refused:?}");
}

#[tokio::test]
async fn what_makes_no_sense_is_not_entered() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 10_000).await;
    let firm = company(&world, "5560160680", 100_000).await;
    let order = ordered(&world, firm, &[(mug, 1)]).await;
    let mut tx = world.tx().await;
    for amount_minor in [0, -1, i64::MAX] {
        let money = incoming(&world, amount_minor);
        let refused = enter(&mut tx, order, &money).await;
        assert!(matches!(refused, Err(EnterError::Amount)), "{amount_minor}");
    }
    let today = world.clock.now().business_time().date();
    for paid_on in [today.tomorrow().unwrap(), today.yesterday().unwrap()] {
        let money = Incoming {
            paid_on,
            ..incoming(&world, 100)
        };
        let refused = enter(&mut tx, order, &money).await;
        assert!(matches!(refused, Err(EnterError::Day)), "{paid_on}");
    }
    let long = Incoming {
        reference: "x".repeat(141),
        ..incoming(&world, 100)
    };
    assert!(matches!(
        enter(&mut tx, order, &long).await,
        Err(EnterError::Reference)
    ));
    let nobody = enter(&mut tx, OrderId::generate(), &incoming(&world, 100)).await;
    assert!(matches!(nobody, Err(EnterError::Unknown)));
    assert_eq!(used(&world, firm.0).await, 15_900);
}

#[tokio::test]
async fn what_is_over_is_a_difference_that_goes_back_by_hand_once_and_is_no_persons_store_credit() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 10_000).await;
    let firm = company(&world, "5560160680", 100_000).await;
    let order = ordered(&world, firm, &[(mug, 1)]).await;
    let (_, taken) = pay(&world, order, 20_000).await;
    assert_eq!((taken.applied_minor, taken.excess_minor), (15_900, 4_100));
    adds_up(&world).await;
    let mut conn = world.db.read().await.unwrap();
    let open = listing::of_order(&mut conn, order).await.unwrap();
    let found = listing::by_id(&mut conn, open[0].0).await.unwrap().unwrap();
    assert_eq!((found.excess().minor, found.rest().minor), (4_100, 0));
    assert_eq!(found.deeds(), [Deed::ByHand]);
    let decision = Decision {
        id: found.id,
        row_version: found.row_version,
        deed: Deed::ByHand,
        note: "Bankgiro 20 november",
    };
    let credit = Decision {
        deed: Deed::Credit,
        ..decision
    };
    let mut tx = world.tx().await;
    let refused = decide(&mut tx, &credit).await;
    assert!(matches!(refused, Err(DecideError::NotFitting)));
    drop(tx);
    let shared = &world;
    let tries = (0..4).map(|_| async move {
        let mut tx = shared.tx().await;
        let done = decide(&mut tx, &decision).await.is_ok();
        if done {
            tx.commit().await.unwrap();
        }
        done
    });
    let won = at_once(tries).await.into_iter().filter(|won| *won).count();
    assert_eq!(won, 1);
    let cards = "select count(*) from gift_cards";
    assert_eq!(
        world.database.value::<i64>(cards).await,
        0,
        "what a company has paid stays the company's"
    );
    // A second payment of what has been paid is all of it over.
    let (_, taken) = pay(&world, order, 15_900).await;
    assert_eq!((taken.applied_minor, taken.excess_minor), (0, 15_900));
    let all = listing::of_order(&mut conn, order).await.unwrap();
    let (id, _) = all.into_iter().find(|(_, is_open)| *is_open).unwrap();
    let mut tx = world.tx().await;
    let silent = Decision {
        id,
        row_version: 1,
        deed: Deed::ByHand,
        note: " ",
    };
    assert!(decide(&mut tx, &silent).await.is_err());
    let said = Decision {
        note: "Bankgiro 24 november",
        ..silent
    };
    let done = decide(&mut tx, &said).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(done.amount.minor, 15_900);
    adds_up(&world).await;
    let notes = "select count(*) from credit_notes";
    assert_eq!(
        world.database.value::<i64>(notes).await,
        0,
        "nothing of the sale went back"
    );
}

#[tokio::test]
async fn a_payment_that_was_a_mistake_is_undone_and_owed_again() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 10_000).await;
    let firm = company(&world, "5560160680", 100_000).await;
    let order = ordered(&world, firm, &[(mug, 1)]).await;
    let (first, _) = pay(&world, order, 6_000).await;
    let (second, _) = pay(&world, order, 12_000).await;
    assert_eq!(used(&world, firm.0).await, 0);
    let mut tx = world.tx().await;
    undo(&mut tx, order, second).await.unwrap();
    assert!(matches!(
        undo(&mut tx, order, second).await,
        Err(UndoError::Unknown)
    ));
    tx.commit().await.unwrap();
    assert_eq!(used(&world, firm.0).await, 9_900);
    let deeds: String = world
        .database
        .value("select string_agg(deed, ' ') from payment_differences")
        .await;
    assert_eq!(deeds, "undone");
    adds_up(&world).await;
    // Marked as paid, it is the rest that is; opened again, the rest that is owed.
    let mut tx = world.tx().await;
    mark_paid(&mut tx, order).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(used(&world, firm.0).await, 0);
    adds_up(&world).await;
    let mut tx = world.tx().await;
    reopen(&mut tx, order).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(used(&world, firm.0).await, 9_900);
    let mut tx = world.tx().await;
    undo(&mut tx, order, first).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(used(&world, firm.0).await, 15_900);
    adds_up(&world).await;
}

#[tokio::test]
async fn a_payment_stands_once_the_company_owes_in_another_currency() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 10_000).await;
    let firm = company(&world, "5560160680", 100_000).await;
    let order = ordered(&world, firm, &[(mug, 1)]).await;
    let (paid, taken) = pay(&world, order, 15_900).await;
    assert_eq!((taken.left_minor, taken.excess_minor), (0, 0));
    world
        .database
        .execute("update companies set credit_currency = 'EUR'")
        .await;
    let mut tx = world.tx().await;
    assert!(matches!(
        undo(&mut tx, order, paid).await,
        Err(UndoError::Stands)
    ));
    drop(tx);
    let mut tx = world.tx().await;
    assert!(matches!(
        reopen(&mut tx, order).await,
        Err(CloseError::NotOpen)
    ));
    drop(tx);
    assert_eq!(used(&world, firm.0).await, 0);
    adds_up(&world).await;
    world
        .database
        .execute("update companies set credit_currency = 'SEK'")
        .await;
    let mut tx = world.tx().await;
    undo(&mut tx, order, paid).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(used(&world, firm.0).await, 15_900);
}

#[tokio::test]
async fn what_goes_back_of_a_partly_paid_invoice_is_credited_first_and_paid_out_after_that() {
    let world = World::create().await;
    let (order, _) = invoiced(&world, 2).await;
    pay(&world, order, 20_000).await;
    let owed = 2 * 10_000 + 5_900 - 20_000;
    let in_use = async || -> i64 {
        let used = "select credit_used_minor from companies";
        world.database.value(used).await
    };
    assert_eq!(in_use().await, owed);
    let said = about(&world, order, ReturnKind::Complaint, &[1]).await;
    open(&world, order, &said).await.unwrap();
    approve(&world, said.id, false).await;
    pay_back(&world, said.id, 10_000, "").await.unwrap();
    // 59 kronor were owed and are credited; the rest has been paid, and is paid out.
    assert_eq!(in_use().await, 0);
    let ways: String = world
        .database
        .value(
            "select string_agg(way || ' ' || amount_minor, ', ' order by way) from return_refunds",
        )
        .await;
    assert_eq!(ways, format!("by_hand {}, credit {owed}", 10_000 - owed));
    adds_up(&world).await;
    let mut conn = world.db.read().await.unwrap();
    let held = of_order(&mut conn, order).await.unwrap().unwrap();
    assert_eq!(held.state, InvoiceState::Paid);
}

#[tokio::test]
async fn what_was_paid_of_an_order_that_is_called_off_waits_for_a_decision() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 10_000).await;
    let firm = company(&world, "5560160680", 100_000).await;
    let order = ordered(&world, firm, &[(mug, 1)]).await;
    pay(&world, order, 6_000).await;
    let mut tx = world.tx().await;
    cancel(&mut tx, order).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(used(&world, firm.0).await, 0);
    let mut conn = world.db.read().await.unwrap();
    let open = listing::of_order(&mut conn, order).await.unwrap();
    let found = listing::by_id(&mut conn, open[0].0).await.unwrap().unwrap();
    assert_eq!((found.excess().minor, open[0].1), (6_000, true));
}

/// Numbers that look like chance and are the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

#[tokio::test]
async fn whatever_is_paid_undone_marked_and_opened_in_whatever_order_the_sums_add_up() {
    let world = World::create().await;
    let mug = world.variant("MUG", 100, 10_000).await;
    let firm = company(&world, "5560160680", 1_000_000).await;
    for seed in 1..=4 {
        let mut chance = Chance(seed);
        let order = ordered(&world, firm, &[(mug, 2)]).await;
        let mut payments = Vec::new();
        for _ in 0..14 {
            let mut tx = world.tx().await;
            let amount = i64::try_from(chance.below(12_000)).unwrap() + 1;
            let done = match chance.below(5) {
                0 => mark_paid(&mut tx, order).await.is_ok(),
                1 => reopen(&mut tx, order).await.is_ok(),
                2 if !payments.is_empty() => {
                    let which = usize::try_from(chance.below(payments.len() as u64)).unwrap();
                    undo(&mut tx, order, payments.remove(which)).await.is_ok()
                }
                _ => {
                    let money = incoming(&world, amount);
                    payments.push(money.id);
                    enter(&mut tx, order, &money).await.is_ok()
                }
            };
            if done {
                tx.commit().await.unwrap();
            } else {
                drop(tx);
            }
            adds_up(&world).await;
        }
    }
}
