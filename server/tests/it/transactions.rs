//! A transaction that nobody waits for any more (a browser that hangs up drops its handler) leaves nothing open; and connections are used
//! again.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use platform::clock::Clock;
use platform::db::{Db, Origin};
use testkit::Database;

/// Works on `future` so many times and then gives it up.
async fn give_up_after<F: Future>(steps: usize, future: F) {
    let (mut future, mut left) = (pin!(future), steps);
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(());
        }
        left -= 1;
        future.as_mut().poll(context).map(drop)
    })
    .await;
}

#[tokio::test]
async fn a_begin_that_is_given_up_leaves_no_transaction_open() {
    let database = Database::create().await;
    let db = Db::connect(&database.url, 1, Clock::system())
        .await
        .unwrap();
    for steps in 0..12 {
        give_up_after(steps, db.begin(Origin::system("test"))).await;
        let mut connection = db.read().await.unwrap();
        let savepoint = sqlx::raw_sql("savepoint inside")
            .execute(&mut *connection)
            .await;
        // PostgreSQL makes savepoints inside of transactions only.
        assert!(savepoint.is_err(), "open after {steps} steps");
    }
}

#[tokio::test]
async fn a_connection_that_was_given_back_is_taken_before_another_is_opened() {
    let database = Database::create().await;
    let mut taken_again = 0;
    for _ in 0..20 {
        let db = Db::connect(&database.url, 2, Clock::system())
            .await
            .unwrap();
        drop(db.read().await.unwrap());
        // It is on its way into the pool now.
        drop(db.read().await.unwrap());
        taken_again += usize::from(db.pool().size() == 1);
        db.close().await;
    }
    // A busy machine may take longer over some of them than they are waited for.
    assert!(taken_again > 0, "each time another was opened");
}
