//! What is taken away of everybody when its time is over.

use commerce::customer::unused;
use commerce::ids::OrderId;
use commerce::retention::{Rule, forget_some};
use commerce::returns::request;
use platform::clock::Timestamp;
use platform::mail::SEALED;
use testkit::World;

use crate::checkout::waiting;
use crate::shipments::paid;

pub async fn forget_at(world: &World, moment: &str) {
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
pub async fn names(world: &World, order: OrderId) -> bool {
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

/// Owners of accounts that nobody uses are told; gives how many.
async fn told(world: &World) -> u64 {
    let mut tx = world.tx().await;
    let told = unused::tell_some(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    told
}

#[tokio::test]
async fn accounts_that_nobody_uses_go_once_their_owners_have_been_told() {
    let world = World::create().await;
    let mug = world.variant("MUG", 20, 24_900).await;
    for mark in ["ledig", "kommer", "kredit", "medlem", "handlar", "ny"] {
        world.session("user").await;
        let name = format!(
            "update customers set email = '{mark}@exempel.se' where email like '%-%@exempel.se'"
        );
        world.database.execute(name.leak()).await;
    }
    let order = paid(&world, &[(mug, 1)]).await;
    let sql = [
        "insert into gift_cards (id, shop_id, kind, customer_id, currency, issued_minor, balance_minor, expires_at, note, created_at, updated_at)
         select gen_random_uuid(), s.id, 'store_credit', c.id, 'SEK', 100, 100, now() + interval '90 years', '', now(), now()
         from customers c, shops s where c.email = 'kredit@exempel.se'".to_owned(),
        "insert into companies (id, number, name, country, org_number, tier_code, created_at, updated_at)
         values ('019aaaaa-0000-7000-8000-000000000001', 'FTG-1', 'Furu AB', 'SE', '5560160680', 'pro', now(), now())".to_owned(),
        "insert into company_members (company_id, customer_id, role, created_at, updated_at)
         select '019aaaaa-0000-7000-8000-000000000001', id, 'buyer', now(), now() from customers where email = 'medlem@exempel.se'".to_owned(),
        format!("update orders set customer_id = (select id from customers where email = 'handlar@exempel.se'), prepared_at = timestamptz '2028-01-01' where id = '{order}'"),
        "update customers set created_at = timestamptz '2028-06-01' where email = 'ny@exempel.se'".to_owned(),
    ];
    for sql in sql {
        world.database.execute(sql.leak()).await;
    }
    let left = "select string_agg(split_part(email, '@', 1), ' ' order by email) from customers where state = 'active'";
    forget_at(&world, "2029-10-20T10:00:00Z").await;
    assert_eq!(told(&world).await, 0, "a month ahead, not earlier");
    forget_at(&world, "2029-10-24T10:00:00Z").await;
    assert_eq!(told(&world).await, 2);
    assert_eq!(told(&world).await, 0, "once");
    let jobs = "select count(*) from jobs where name = 'commerce.send-unused-notice'";
    assert_eq!(world.database.value::<i64>(jobs).await, 2);
    // Nobody goes before the month is over, and whoever comes stays.
    forget_at(&world, "2029-11-22T10:00:00Z").await;
    let comes = "update customers set last_log_in_at = timestamptz '2029-11-22' where email = 'kommer@exempel.se'";
    world.database.execute(comes).await;
    let all: String = world.database.value(left).await;
    assert_eq!(all, "handlar kommer kredit ledig medlem ny");
    forget_at(&world, "2029-11-24T10:00:00Z").await;
    let all: String = world.database.value(left).await;
    assert_eq!(all, "handlar kommer kredit medlem ny");
    let farewell = "select count(*) from jobs where name = 'commerce.send-farewell'";
    assert_eq!(world.database.value::<i64>(farewell).await, 1);
    let applied = "select count(*) from audit_entries where action = 'retention.applied' and after ->> 'rule' = 'accounts'";
    assert_eq!(world.database.value::<i64>(applied).await, 1);
    // Whoever came is told anew when they have been away for as long again.
    forget_at(&world, "2032-10-24T10:00:00Z").await;
    let told_again = told(&world).await;
    assert!(told_again >= 1);
    let anew = "select unused_told_at > timestamptz '2032-01-01' from customers where email = 'kommer@exempel.se'";
    assert!(world.database.value::<bool>(anew).await);
}

#[tokio::test]
async fn a_shop_with_many_old_accounts_writes_to_them_little_by_little() {
    let world = World::create().await;
    let many = "insert into customers (id, number, email, name, locale, tier_code, created_at, updated_at)
                select gen_random_uuid(), 'KND-' || n, n || '@exempel.se', 'Elin', 'sv', 'user', timestamptz '2020-01-01', timestamptz '2020-01-01'
                from generate_series(1, 620) n";
    world.database.execute(many).await;
    let day = async || {
        let mut sum = 0;
        loop {
            match told(&world).await {
                0 => break sum,
                more => sum += more,
            }
        }
    };
    assert_eq!(day().await, 500);
    world.clock.advance(jiff::SignedDuration::from_hours(24));
    assert_eq!(day().await, 120);
    assert_eq!(day().await, 0);
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
    assert_eq!(
        world.database.value::<String>(said).await,
        "gift-card failed, order-confirmation failed, order-confirmation sent",
        "a code that is still to be sent keeps its text, a link that opens nothing any more does not"
    );
    let to_whom = "select count(*) from mails where kind = 'customer-link' and state = 'failed' and recipient <> ''";
    assert_eq!(world.database.value::<i64>(to_whom).await, 0);
}
