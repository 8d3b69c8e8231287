//! What is taken away of everybody when its time is over.

use commerce::ids::OrderId;
use commerce::retention::{Rule, forget_some};
use commerce::returns::request;
use platform::clock::Timestamp;
use platform::mail::SEALED;
use testkit::World;

use crate::checkout::waiting;
use crate::shipments::paid;

async fn forget_at(world: &World, moment: &str) {
    let then: jiff::Timestamp = moment.parse().unwrap();
    let now = world.clock.now();
    world.clock.advance(Timestamp::from(then).since(now));
    for rule in Rule::ALL {
        loop {
            let mut tx = world.tx().await;
            let gone = forget_some(&mut tx, rule).await.unwrap();
            tx.commit().await.unwrap();
            if gone == 0 {
                break;
            }
        }
    }
}

/// Whether an order says who bought.
async fn names(world: &World, order: OrderId) -> bool {
    sqlx::query_scalar(
        "select o.customer_name <> '' and o.email <> '' and exists (select from order_addresses a where a.order_id = o.id and a.street <> '')
         from orders o where o.id = $1",
    )
    .bind(order.0)
    .fetch_one(&world.database.pool)
    .await
    .unwrap()
}

#[tokio::test]
async fn what_orders_say_of_guests_goes_when_neither_books_nor_money_want_it() {
    let world = World::create().await;
    let mug = world.variant("MUG", 20, 24_900).await;
    let bought = paid(&world, &[(mug, 1)]).await;
    let refunded = paid(&world, &[(mug, 1)]).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let (unpaid, _) = waiting(&world, cart).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let (taken_after_all, payment) = waiting(&world, cart).await;
    let sql = [
        "update orders set state = 'lapsed' where state = 'prepared'".to_owned(),
        format!(
            "update payments set state = 'processing' where id = '{}'",
            payment.id
        ),
        format!(
            "update payments set refunded_minor = amount_minor, state = 'refunded', updated_at = timestamptz '2027-03-01' where order_id = '{refunded}'"
        ),
    ];
    for sql in sql {
        world.database.execute(sql.leak()).await;
    }
    forget_at(&world, "2027-05-01T10:00:00Z").await;
    assert!(names(&world, unpaid).await, "it is not half a year old");
    forget_at(&world, "2027-06-01T10:00:00Z").await;
    assert!(!names(&world, unpaid).await);
    assert!(
        names(&world, taken_after_all).await,
        "a bank may still have the money"
    );
    assert!(names(&world, bought).await && names(&world, refunded).await);
    forget_at(&world, "2033-12-31T20:00:00Z").await;
    assert!(names(&world, bought).await);
    forget_at(&world, "2034-01-01T10:00:00Z").await;
    assert!(!names(&world, bought).await);
    assert!(
        names(&world, refunded).await,
        "its money moved a year later"
    );
    forget_at(&world, "2035-01-01T10:00:00Z").await;
    assert!(!names(&world, refunded).await);
    let sums = "select count(*) from orders where total_minor > 0 and placed_at is not null";
    assert_eq!(world.database.value::<i64>(sums).await, 2, "sums stay");
    let told = "select count(*) from audit_entries where action = 'retention.applied' and after ->> 'rule' in ('orders', 'unpaid-orders')";
    assert_eq!(world.database.value::<i64>(told).await, 3);
}

#[tokio::test]
async fn wishes_for_a_way_in_and_the_text_of_mails_that_open_something_go_after_a_month() {
    let world = World::create().await;
    let mut tx = world.tx().await;
    request::ask(&mut tx, "ORD-1", "elin@exempel.se", "sv")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let kinds = SEALED.join("', '");
    let mails = format!(
        "insert into mails (id, kind, sender, recipient, subject, body_text, locale, state, created_at, sent_at)
         select gen_random_uuid(), kind, 'a@b.se', 'elin@exempel.se', 'Hej', 'Hemligt', 'sv', state,
                timestamptz '2026-11-23', case when state = 'sent' then timestamptz '2026-11-23' end
         from unnest(array['{kinds}', 'order-confirmation']) kind, unnest(array['sent', 'failed']) state"
    );
    world.database.execute(mails.leak()).await;
    let wishes = "select count(*) from withdrawal_requests";
    let said = "select string_agg(kind || ' ' || state, ', ' order by kind, state) from mails where body_text <> ''";
    forget_at(&world, "2026-12-20T10:00:00Z").await;
    assert_eq!(world.database.value::<i64>(wishes).await, 1);
    forget_at(&world, "2026-12-25T10:00:00Z").await;
    assert_eq!(world.database.value::<i64>(wishes).await, 0);
    let mut left: Vec<String> = SEALED.iter().map(|kind| format!("{kind} failed")).collect();
    left.extend([
        "order-confirmation failed".to_owned(),
        "order-confirmation sent".to_owned(),
    ]);
    left.sort();
    assert_eq!(
        world.database.value::<String>(said).await,
        left.join(", "),
        "what is still to be sent keeps its text"
    );
}
