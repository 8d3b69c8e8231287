//! What the owner of an account that nobody uses is told.

use commerce::customer::unused;
use commerce::ids::CustomerId;
use commerce::jobs::SendUnusedNotice;
use testkit::World;
use testkit::pictures::Pictures;
use workers::mails::unused::send_unused_notice;

use crate::mails::{context, first_try, has_all};

#[tokio::test]
async fn whoever_has_not_logged_in_for_long_is_told_until_when_the_account_stays() {
    let (world, pictures) = (World::create().await, Pictures::new());
    let context = context(&world, &pictures);
    world.session("user").await;
    let old =
        "update customers set created_at = timestamptz '2023-12-01', email = 'elin@exempel.se'";
    world.database.execute(old).await;
    let mut tx = world.tx().await;
    assert_eq!(unused::tell_some(&mut tx).await.unwrap(), 1);
    tx.commit().await.unwrap();
    let id: uuid::Uuid = world.database.value("select id from customers").await;
    let job = SendUnusedNotice {
        customer_id: CustomerId(id),
    };
    let attempt = first_try();
    for _ in 0..2 {
        let sent = send_unused_notice(context.clone(), job.clone(), attempt.clone());
        sent.await.unwrap();
    }
    let key = format!("account-unused/{id}/2026-12-23");
    let mut conn = world.db.read().await.unwrap();
    let mail = platform::mail::store::by_dedup_key(&mut conn, &key).await;
    let mail = mail.unwrap().unwrap();
    assert_eq!(mail.recipient, "elin@exempel.se");
    has_all(
        &mail,
        &[
            "Ska kontot vara kvar?",
            "senast 23 december 2026",
            "/konto/logga-in",
            "behöver du inte göra någonting",
        ],
    );
    drop(conn);
    // Who has come meanwhile is not told.
    world.clock.advance(jiff::SignedDuration::from_hours(1));
    let came = "update customers set last_log_in_at = timestamptz '2026-11-23 09:30Z'";
    world.database.execute(came).await;
    world.database.execute("delete from mails").await;
    send_unused_notice(context, job, attempt).await.unwrap();
    let mails = "select count(*) from mails";
    assert_eq!(world.database.value::<i64>(mails).await, 0);
}
