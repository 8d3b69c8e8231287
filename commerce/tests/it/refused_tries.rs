//! Tries of a log-in that are refused: the trail tells how many there were, and does not grow with each.

use commerce::customer::Customer;
use commerce::customer::log_in::{accept_password, refuse_password};
use jiff::SignedDuration;
use platform::auth::attempt::Attempt;
use platform::auth::session::Client;
use testkit::World;

async fn refused(world: &World, account: Option<&Customer>, times: usize) {
    for _ in 0..times {
        let mut tx = world.tx().await;
        refuse_password(&mut tx, account).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// What the trail tells of refused log-ins: how many tries each entry stands for, and whether they were against an account that there is.
async fn told(world: &World) -> Vec<(Option<i64>, bool)> {
    sqlx::query_as(
        "select (after ->> 'tries')::bigint, subject_id is not null from audit_entries where action = 'customer.log_in_refused' order by at, id",
    )
    .fetch_all(&world.database.pool)
    .await
    .unwrap()
}

async fn somebody(world: &World) -> Customer {
    world.session("consumer").await;
    let email: String = world.database.value("select email from customers").await;
    let mut conn = world.db.read().await.unwrap();
    let found = commerce::customer::log_in::account(&mut conn, &email).await;
    found.unwrap().unwrap()
}

#[tokio::test]
async fn a_day_of_tries_leaves_a_few_entries_that_tell_how_many_there_were() {
    let world = World::create().await;
    let customer = somebody(&world).await;
    refused(&world, Some(&customer), 300).await;
    let few = [None, None, None, None, None];
    let doubled = [8, 16, 32, 64, 128, 256].map(Some);
    let all: Vec<(Option<i64>, bool)> = few.into_iter().chain(doubled).map(|n| (n, true)).collect();
    assert_eq!(told(&world).await, all);
    // Nobody's account is counted for itself, and each day anew.
    refused(&world, None, 6).await;
    assert_eq!(told(&world).await.len(), all.len() + 5);
    world.clock.advance(SignedDuration::from_hours(24));
    refused(&world, Some(&customer), 6).await;
    assert_eq!(told(&world).await.len(), all.len() + 5 + 5);
    let counted: i64 = world
        .database
        .value("select sum(tries)::bigint from audit_tallies")
        .await;
    assert_eq!(counted, 312);
    // What was counted more than a week ago is forgotten; what was told stays.
    world.clock.advance(SignedDuration::from_hours(24 * 9));
    refused(&world, None, 1).await;
    let mut tx = world.tx().await;
    assert_eq!(platform::audit::forget_tallies(&mut tx).await.unwrap(), 3);
    tx.commit().await.unwrap();
    let days: i64 = world
        .database
        .value("select count(*) from audit_tallies")
        .await;
    assert_eq!(days, 1);
    assert_eq!(told(&world).await.len(), all.len() + 5 + 5 + 1);
}

#[tokio::test]
async fn whoever_is_tried_at_the_same_moment_waits_for_nobody() {
    let world = World::create().await;
    let customer = somebody(&world).await;
    refused(&world, Some(&customer), 1).await;
    let mut slow = world.tx().await;
    refuse_password(&mut slow, Some(&customer)).await.unwrap();
    let mut quick = world.tx().await;
    sqlx::query("set local lock_timeout = '100ms'")
        .execute(&mut *quick)
        .await
        .unwrap();
    refuse_password(&mut quick, Some(&customer)).await.unwrap();
    quick.commit().await.unwrap();
    slow.commit().await.unwrap();
    assert_eq!(told(&world).await.len(), 2);
}

#[tokio::test]
async fn the_first_try_of_a_day_keeps_nobody_waiting_either() {
    let world = World::create().await;
    let customer = somebody(&world).await;
    // Against an account, and against addresses that nobody has, which are counted together.
    for account in [Some(&customer), None] {
        let mut slow = world.tx().await;
        refuse_password(&mut slow, account).await.unwrap();
        let mut quick = world.tx().await;
        sqlx::query("set local lock_timeout = '100ms'")
            .execute(&mut *quick)
            .await
            .unwrap();
        refuse_password(&mut quick, account).await.unwrap();
        quick.commit().await.unwrap();
        slow.commit().await.unwrap();
        // The next is counted again.
        refused(&world, account, 1).await;
    }
    assert_eq!(told(&world).await.len(), 4);
}

#[tokio::test]
async fn whoever_is_let_in_keeps_nobody_of_the_same_network_waiting() {
    let world = World::create().await;
    let customer = somebody(&world).await;
    let client = Client {
        address: [192, 0, 2, 1].into(),
        user_agent: String::new(),
    };
    let at = |email: &str| Attempt::at_customer_password(email, client.address, None);
    let attempt = at(&customer.email);
    let mut tx = world.tx().await;
    attempt.begin(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    // Let in, and their cart is on its way.
    let mut slow = world.tx().await;
    let let_in = accept_password(&mut slow, &attempt, &customer, &client).await;
    assert!(let_in.unwrap().is_some());
    let mut quick = world.tx().await;
    sqlx::query("set local lock_timeout = '100ms'")
        .execute(&mut *quick)
        .await
        .unwrap();
    at("annan@exempel.se").begin(&mut quick).await.unwrap();
    quick.commit().await.unwrap();
    // What was counted is taken back when all is done.
    let counted = "select coalesce(sum(failures), 0)::bigint from throttles";
    assert_eq!(world.database.value::<i64>(counted).await, 4);
    slow.commit().await.unwrap();
    assert_eq!(world.database.value::<i64>(counted).await, 2);
}
