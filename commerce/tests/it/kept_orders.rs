//! What would stay of somebody who is erased: counted in sums, by the rule that single orders go by.

use commerce::customer::{erase, session};
use commerce::ids::OrderId;
use commerce::returns::ReturnKind;
use testkit::World;

use crate::returns::{about, open, there};
use crate::shipments::paid;

async fn turn(world: &World, order: OrderId, sql: &str) {
    let sql = sql.replace("{order}", &order.to_string());
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .execute(&world.database.pool)
        .await
        .unwrap();
}

#[tokio::test]
async fn orders_that_nothing_more_happens_to_are_summed_as_single_ones_are_judged() {
    let world = World::create().await;
    let mug = world.variant("MUG", 90, 24_900).await;
    let delivered = "update orders set fulfilment_status = 'delivered' where id = '{order}'";
    let long_ago =
        "update payments set captured_at = timestamptz '2018-05-01' where order_id = '{order}'";
    // What is done to an order, and whether it is then in the books, under way, or may still be paid.
    let orders: [(&[&str], [i64; 3]); 9] = [
        (&[], [1, 1, 0]),
        (&[delivered], [1, 0, 0]),
        (
            &[
                "update orders set state = 'cancelled' where id = '{order}'",
                "update payments set state = 'refunded', refunded_minor = amount_minor, updated_at = timestamptz '2027-02-01' where order_id = '{order}'",
            ],
            [1, 0, 0],
        ),
        (
            &["update orders set state = 'cancelled' where id = '{order}'"],
            [1, 1, 0],
        ),
        (
            &[
                "update orders set state = 'lapsed', placed_at = null, closed_at = timestamptz '2026-11-20' where id = '{order}'",
                "update payments set state = 'expired', captured_at = null where order_id = '{order}'",
            ],
            [0, 0, 1],
        ),
        (
            &[
                "update orders set state = 'lapsed', placed_at = null, closed_at = timestamptz '2026-10-20' where id = '{order}'",
                "update payments set state = 'expired', captured_at = null where order_id = '{order}'",
            ],
            [0, 0, 0],
        ),
        (
            &[
                "update orders set state = 'lapsed', placed_at = null, closed_at = null, prepared_at = timestamptz '2026-10-20' where id = '{order}'",
                "update payments set state = 'expired', captured_at = null where order_id = '{order}'",
            ],
            [0, 0, 0],
        ),
        (
            &[
                delivered,
                long_ago,
                "update orders set placed_at = timestamptz '2018-05-01' where id = '{order}'",
            ],
            [0, 0, 0],
        ),
        (
            &[
                delivered,
                "update orders set placed_at = timestamptz '2018-05-01' where id = '{order}'",
            ],
            [1, 0, 0],
        ),
    ];
    let mut expected = [0; 3];
    for (deeds, counts) in orders {
        let order = paid(&world, &[(mug, 1)]).await;
        for deed in deeds {
            turn(&world, order, deed).await;
        }
        for (sum, count) in expected.iter_mut().zip(counts) {
            *sum += count;
        }
    }
    // Goods that have arrived, with a case that waits for an answer, and one whose money is owed.
    for state in ["open", "to_refund"] {
        let order = there(&world, &[(mug, 1)]).await;
        let said = about(&world, order, ReturnKind::Withdrawal, &[1]).await;
        open(&world, order, &said).await.unwrap();
        let turned =
            format!("update return_cases set state = '{state}' where order_id = '{{order}}'");
        turn(&world, order, &turned).await;
        expected = [expected[0] + 1, expected[1] + 1, expected[2]];
    }
    let (_, token) = world.session("user").await;
    let own = "update orders set customer_id = (select id from customers)";
    world.database.execute(own).await;
    let mut tx = world.tx().await;
    let now = tx.now();
    let session = session::find(&mut tx, &token, now).await.unwrap().unwrap();
    let kept = erase::kept(&mut tx, session.customer, now).await.unwrap();
    assert_eq!([kept.orders, kept.under_way, kept.waiting], expected);
    assert_eq!(kept.until, Some(jiff::civil::date(2034, 12, 31)));
    assert_eq!(expected, [7, 4, 1]);
}
