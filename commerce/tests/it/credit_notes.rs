//! Credit notes: one for each sum that goes back, numbered without a gap, never changed, and with the order's own VAT.

use commerce::checkout::prepare::{Prepared, prepare};
use commerce::ids::{OrderId, RefundId};
use commerce::order::credit_note::{CreditNote, of_order, of_order_by_number};
use commerce::order::invoice::close;
use commerce::order::store::count_money_back;
use commerce::payment::refund as vendor;
use commerce::returns::ReturnKind;
use platform::db::Origin;
use testkit::World;
use testkit::provider::{Mood, Provider};

use crate::companies::{at_once, company, on_invoice};
use crate::returns::{about, open, pay_back, there, vendor_sends};

async fn notes(world: &World, order: OrderId) -> Vec<CreditNote> {
    let mut conn = world.db.read().await.unwrap();
    of_order(&mut conn, order).await.unwrap()
}

async fn pending(world: &World) -> Vec<RefundId> {
    let ids: Vec<uuid::Uuid> = sqlx::query_scalar("select id from refunds where state = 'pending'")
        .fetch_all(&world.database.pool)
        .await
        .unwrap();
    ids.into_iter().map(RefundId).collect()
}

#[tokio::test]
async fn each_sum_that_goes_back_has_its_note_and_all_of_them_are_the_orders_vat() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let order = there(&world, &[(mug, 3)]).await;
    let provider = Provider::default();
    let first = about(&world, order, ReturnKind::Withdrawal, &[1]).await;
    open(&world, order, &first).await.unwrap();
    pay_back(&world, first.id, 24_900, "").await.unwrap();
    assert!(
        notes(&world, order).await.is_empty(),
        "nothing has gone back yet"
    );
    vendor_sends(&world, &provider).await;
    vendor_sends(&world, &provider).await;
    let found = notes(&world, order).await;
    assert_eq!(found.len(), 1, "one, however often the vendor is heard");
    let note = &found[0];
    assert_eq!((note.amount_minor, note.vat_minor), (24_900, 4_980));
    assert_eq!(note.number(), "KRE-10001");
    assert_eq!(
        (note.lines[0].sku.as_str(), note.lines[0].quantity),
        ("MUG", 1)
    );
    assert!(note.case_number.is_some());
    let rest = about(&world, order, ReturnKind::Withdrawal, &[2]).await;
    open(&world, order, &rest).await.unwrap();
    pay_back(&world, rest.id, 2 * 24_900 + 5_900, "")
        .await
        .unwrap();
    vendor_sends(&world, &provider).await;
    let found = notes(&world, order).await;
    let amounts: i64 = found.iter().map(|note| note.amount_minor).sum();
    let vat: i64 = found.iter().map(|note| note.vat_minor).sum();
    let of_order: i64 = world.database.value("select vat_minor from orders").await;
    assert_eq!((found.len(), amounts, vat), (2, 80_600, of_order));
    for note in &found {
        let parts: i64 = note.parts.iter().map(|part| part.amount_minor).sum();
        let part_vat: i64 = note.parts.iter().map(|part| part.vat_minor).sum();
        assert_eq!((parts, part_vat), (note.amount_minor, note.vat_minor));
    }
    let mut conn = world.db.read().await.unwrap();
    let named = of_order_by_number(&mut conn, order, "KRE-10002").await;
    assert_eq!(named.unwrap().unwrap().amount_minor, 55_700);
    let none = of_order_by_number(&mut conn, order, "KRE-x").await;
    assert!(none.unwrap().is_none());
    for table in ["credit_notes", "credit_note_parts", "credit_note_lines"] {
        let deed = sqlx::AssertSqlSafe(format!("delete from {table}"));
        let done = sqlx::query(deed).execute(&world.database.pool).await;
        assert!(done.is_err(), "{table}");
    }
    let changed = sqlx::query("update credit_notes set vat_minor = 0");
    assert!(changed.execute(&world.database.pool).await.is_err());
}

#[tokio::test]
async fn numbers_follow_each_other_without_a_gap_however_many_refunds_end_at_once() {
    let world = World::create().await;
    let mug = world.variant("MUG", 40, 24_900).await;
    let provider = Provider::default();
    for n in 0..6 {
        let order = there(&world, &[(mug, 1)]).await;
        let said = about(&world, order, ReturnKind::Withdrawal, &[1]).await;
        open(&world, order, &said).await.unwrap();
        pay_back(&world, said.id, 30_800, "").await.unwrap();
        // The vendor refuses one: there is no note of it, and no number is lost.
        if n == 2 {
            provider.is_now(Mood::Refuses);
            vendor_sends(&world, &provider).await;
            provider.is_now(Mood::Waits(None));
        }
    }
    let (world, provider) = (&world, &provider);
    let ids = pending(world).await;
    assert_eq!(ids.len(), 3);
    let tries = ids.into_iter().map(|id| async move {
        vendor::send(&world.db, provider, id, Origin::system("test"))
            .await
            .unwrap()
    });
    at_once(tries).await;
    let numbers: String = world
        .database
        .value("select string_agg(number::text, ',' order by number) from credit_notes")
        .await;
    assert_eq!(numbers, "10001,10002,10003");
}

#[tokio::test]
async fn an_invoice_that_is_called_off_is_credited_whole() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 10_000).await;
    let firm = company(&world, "5560160680", 100_000).await;
    let cart = world.cart(&[(mug, 1)]).await;
    let confirmation = on_invoice(&world, cart, firm).await;
    let mut tx = world.tx().await;
    let Prepared::Placed { order_id } = prepare(&mut tx, &confirmation).await.unwrap() else {
        panic!("an invoice needs no vendor");
    };
    tx.commit().await.unwrap();
    let mut tx = world.tx().await;
    close::cancel(&mut tx, order_id).await.unwrap();
    tx.commit().await.unwrap();
    let found = notes(&world, order_id).await;
    let total: i64 = world.database.value("select total_minor from orders").await;
    let vat: i64 = world.database.value("select vat_minor from orders").await;
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].amount_minor, found[0].vat_minor), (total, vat));
    assert!(found[0].lines.is_empty() && found[0].case_number.is_none());
}

/// A case that has given a sum back; by the refund with this key where there is one, else by hand.
async fn gave(world: &World, order: OrderId, number: &str, amount_minor: i64, key: Option<&str>) {
    let mut tx = world.tx().await;
    let now = tx.now();
    sqlx::query(
        "with made as (insert into return_cases (id, number, order_id, order_number, kind, state, name, email, locale, made_at, due_at, goods_minor,
                                                 refund_minor, closed_at, updated_at)
             select gen_random_uuid(), $2, id, number, 'withdrawal', 'refunded', 'Elin', 'elin@exempel.se', 'sv', $4, $4, $3, $3, $4, $4
             from orders where id = $1 returning id)
         insert into return_refunds (id, return_id, way, amount_minor, refund_id, note, created_at)
         select gen_random_uuid(), id, case when $5::text is null then 'by_hand' else 'payment' end, $3,
                (select r.id from refunds r where r.idempotency_key = $5), '', $4 from made",
    )
    .bind(order.0)
    .bind(number)
    .bind(amount_minor)
    .bind(now)
    .bind(key)
    .execute(&mut *tx)
    .await
    .unwrap();
    count_money_back(&mut tx, order).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn what_the_vendor_takes_back_is_not_credited_a_second_time() {
    let world = World::create().await;
    let mug = world.variant("MUG", 10, 24_900).await;
    let order = there(&world, &[(mug, 3)]).await;
    let total: i64 = world.database.value("select total_minor from orders").await;
    // The vendor took a refund on, so that it was credited, and said later that it could not be sent.
    world
        .database
        .execute("insert into refunds (id, payment_id, amount_minor, state, reason, idempotency_key, created_at, updated_at) select gen_random_uuid(), id, 24900, 'accepted', 'test', 'first', now(), now() from payments")
        .await;
    gave(&world, order, "RET-1", 24_900, Some("first")).await;
    world
        .database
        .execute("update refunds set state = 'refused'")
        .await;
    // Then the whole order goes back by another case.
    gave(&world, order, "RET-2", total, None).await;
    let found = notes(&world, order).await;
    let amounts: Vec<i64> = found.iter().map(|note| note.amount_minor).collect();
    assert_eq!(amounts, [24_900, total - 24_900], "no more than it came to");
    let over: i64 = world
        .database
        .value(
            "select count(*) from order_vat_totals v where v.net_minor + v.vat_minor < (select sum(p.amount_minor) from credit_note_parts p where p.rate_bp = v.rate_bp)
                or v.vat_minor <> (select sum(p.vat_minor) from credit_note_parts p where p.rate_bp = v.rate_bp)",
        )
        .await;
    assert_eq!(over, 0, "at no rate");
}
