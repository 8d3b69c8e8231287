//! Credit notes: one for each sum that goes back, numbered without a gap, never changed, and with the order's own VAT.

use commerce::checkout::prepare::{Prepared, prepare};
use commerce::ids::{OrderId, RefundId};
use commerce::order::credit_note::{CreditNote, of_order, of_order_by_number};
use commerce::order::invoice::close;
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
