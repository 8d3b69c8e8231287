//! Counting the uses of promotions: where there is a limit, and without orders that wait for one another.

use commerce::checkout::prepare::{PrepareError, Prepared, prepare};
use commerce::order::OrderState;
use commerce::payment::gateway::SessionState;
use commerce::payment::settle::{Settled, settle};
use commerce::promotion::Benefit;
use commerce::promotion::listing::{facts, figures};
use commerce::promotion::save::{self, SaveError};
use testkit::World;

use crate::checkout::{captured, ended, say, state, waiting};
use crate::promotions::{by_code, draft, give, running, uses};

#[tokio::test]
async fn a_late_payment_does_not_wait_for_orders_that_only_name_its_promotion() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let mut limited = by_code(Benefit::Percent { bp: 2_000 });
    limited.max_uses = Some(10);
    let id = running(&world, &limited, &["HOST"]).await;
    let cart = world.cart(&[(mug, 1)]).await;
    give(&world, cart, "HOST").await.unwrap();
    let (order, payment) = waiting(&world, cart).await;
    say(&world, &payment, &ended(SessionState::Expired)).await;
    // Somebody else's order has written down what the rule takes off, and waits for its goods, which the late payment takes first: were it to wait for
    // them in turn, neither would end.
    let mut other = world.tx().await;
    for table in ["promotions", "promotion_codes"] {
        let sql = format!("select from {table} for key share");
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .execute(&mut *other)
            .await
            .unwrap();
    }
    let mut tx = world.tx().await;
    sqlx::query("set local lock_timeout = '5s'")
        .execute(&mut *tx)
        .await
        .unwrap();
    let settled = settle(&mut tx, payment.id, &captured(payment.amount_minor)).await;
    assert_eq!(settled.unwrap(), Settled::Placed);
    tx.commit().await.unwrap();
    drop(other);
    assert_eq!(state(&world, order).await.0, OrderState::Placed);
    assert_eq!(uses(&world, id).await, 1);
}

#[tokio::test]
async fn orders_of_a_campaign_for_all_do_not_wait_for_one_another() {
    let world = World::create().await;
    let (mug, bowl) = (
        world.variant("MUG", 10, 24_900).await,
        world.variant("BOWL", 10, 10_000).await,
    );
    // For everybody, and by a code that everybody has.
    let for_all = running(&world, &draft(Benefit::Percent { bp: 2_000 }), &[]).await;
    let mut shared = by_code(Benefit::FreeFreight);
    shared.lane = commerce::promotion::Lane::Post;
    let shared = running(&world, &shared, &["SOMMAR"]).await;
    let mut confirmations = Vec::new();
    for variant in [mug, bowl] {
        let cart = world.cart(&[(variant, 1)]).await;
        give(&world, cart, "SOMMAR").await.unwrap();
        confirmations.push(world.confirmation(cart).await);
    }
    let mut first = world.tx().await;
    prepare(&mut first, &confirmations[0]).await.unwrap();
    // The first has not been committed yet.
    let mut second = world.tx().await;
    sqlx::query("set local lock_timeout = '5s'")
        .execute(&mut *second)
        .await
        .unwrap();
    let prepared = prepare(&mut second, &confirmations[1]).await;
    assert!(
        matches!(prepared, Ok(Prepared::Waiting { .. })),
        "{prepared:?}"
    );
    second.commit().await.unwrap();
    first.commit().await.unwrap();
    for id in [for_all, shared] {
        assert_eq!(uses(&world, id).await, 2);
        let mut conn = world.db.read().await.unwrap();
        let found = figures(&mut conn, id).await.unwrap();
        assert_eq!((found.uses, found.placed), (2, 0));
        assert!(!found.is_of_latest());
        assert_eq!(facts(&mut conn, id).await.unwrap().unwrap().uses, 0);
    }
}

#[tokio::test]
async fn a_limit_that_is_set_later_counts_what_was_used_before() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let mut rule = draft(Benefit::Percent { bp: 2_000 });
    let id = running(&world, &rule, &[]).await;
    for _ in 0..2 {
        let cart = world.cart(&[(mug, 1)]).await;
        waiting(&world, cart).await;
    }
    let mut change = async |most, version| {
        rule.max_uses = most;
        let mut tx = world.tx().await;
        save::change(&mut tx, id, version, &rule).await?;
        tx.commit().await.unwrap();
        Ok::<_, SaveError>(())
    };
    // Activated, it is at its second version.
    assert!(matches!(
        change(Some(1), 2).await,
        Err(SaveError::BelowUses)
    ));
    change(Some(3), 2).await.unwrap();
    assert_eq!(uses(&world, id).await, 2);
    let (third, fourth) = (world.cart(&[(mug, 1)]).await, world.cart(&[(mug, 1)]).await);
    let seen = world.confirmation(fourth).await;
    waiting(&world, third).await;
    let mut tx = world.tx().await;
    let late = prepare(&mut tx, &seen).await;
    assert!(
        matches!(
            late,
            Err(PrepareError::Changed { .. } | PrepareError::UsedUp(_))
        ),
        "{late:?}"
    );
}

#[tokio::test]
async fn a_late_payment_does_not_give_a_buyer_more_than_one_may() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let mut welcome = draft(Benefit::Percent { bp: 1_000 });
    welcome.conditions.max_uses_per_buyer = Some(1);
    let id = running(&world, &welcome, &[]).await;
    let first = world.cart(&[(mug, 1)]).await;
    let (order, payment) = waiting(&world, first).await;
    say(&world, &payment, &ended(SessionState::Expired)).await;
    // The use is free again, and goes to the same buyer's next order.
    let second = world.cart(&[(mug, 1)]).await;
    let (_, other) = waiting(&world, second).await;
    say(&world, &other, &captured(other.amount_minor)).await;
    assert_eq!(
        say(&world, &payment, &captured(payment.amount_minor)).await,
        Settled::NeedsStaff
    );
    assert_eq!(state(&world, order).await.0, OrderState::Cancelled);
    assert_eq!(uses(&world, id).await, 1);
}
