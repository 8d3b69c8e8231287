//! What the database itself refuses, should the program ever ask for it: more goods than there are, a ledger or a trail that is written over.

use platform::audit::Change;
use testkit::World;

const CHECK_VIOLATION: &str = "23514";
const RESTRICT_VIOLATION: &str = "23001";

/// With which code the database refuses; nothing when it does what it is told.
async fn refusal(world: &World, sql: &'static str) -> Option<String> {
    let done = sqlx::query(sql).execute(&world.database.pool).await;
    let error = done.err()?;
    let code = error.as_database_error().and_then(|error| error.code());
    code.map(|code| code.into_owned())
}

#[tokio::test]
async fn no_statement_sells_more_than_there_is() {
    let world = World::create().await;
    let mug = world.variant("MUG", 5, 24_900).await;
    let cart = world.cart(&[(mug, 2)]).await;
    let confirmation = world.confirmation(cart).await;
    let mut tx = world.tx().await;
    commerce::checkout::prepare::prepare(&mut tx, &confirmation)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let counters = "select concat_ws(' ', on_hand, reserved, allocated) from stock_levels";
    let held: String = world.database.value(counters).await;
    assert_eq!(held, "5 2 0");
    for sql in [
        "update stock_levels set reserved = 6",
        "update stock_levels set allocated = 4",
        "update stock_levels set on_hand = 1",
        "update stock_levels set reserved = -1",
        "update stock_levels set allocated = -1",
        "update stock_levels set backorder_limit = -1",
        "update stock_reservations set quantity = 0",
    ] {
        let refusal = refusal(&world, sql).await;
        assert_eq!(refusal.as_deref(), Some(CHECK_VIOLATION), "{sql}");
    }
    let held: String = world.database.value(counters).await;
    assert_eq!(held, "5 2 0");
    // As many as there are is no more than there are.
    let last = refusal(&world, "update stock_levels set reserved = 5").await;
    assert_eq!(last, None);
}

#[tokio::test]
async fn the_trail_and_the_ledger_of_stock_are_never_written_over() {
    let world = World::create().await;
    world.variant("MUG", 5, 24_900).await;
    let mut tx = world.tx().await;
    let about = platform::ids::new_uuid();
    tx.audit(Change::deed("test.look", "test", about))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let all = "select md5((select string_agg(a::text, ';' order by a.id) from audit_entries a)
        || (select string_agg(m::text, ';' order by m.id) from stock_movements m))";
    let before: String = world.database.value(all).await;
    for sql in [
        "update audit_entries set actor_name = 'nobody'",
        "delete from audit_entries where action = 'test.look'",
        "truncate audit_entries",
        "update stock_movements set on_hand_delta = on_hand_delta + 1",
        "delete from stock_movements",
        "truncate stock_movements",
    ] {
        let refusal = refusal(&world, sql).await;
        assert_eq!(refusal.as_deref(), Some(RESTRICT_VIOLATION), "{sql}");
    }
    assert_eq!(world.database.value::<String>(all).await, before);
}

/// The tables whose rows are never changed.
const FINAL: &str = "select coalesce(string_agg(c.relname, ' ' order by c.relname), '') from pg_class c
    where exists (select from pg_trigger t join pg_proc p on p.oid = t.tgfoid
                  where t.tgrelid = c.oid and p.proname = 'refuse_change' and t.tgtype & 1 = 1 and t.tgenabled = 'O')";

#[tokio::test]
async fn nothing_that_is_final_can_be_emptied_at_a_stroke() {
    let world = World::create().await;
    let all: String = world.database.value(FINAL).await;
    let all: Vec<&str> = all.split(' ').collect();
    for known in [
        "audit_entries",
        "consents",
        "credit_note_lines",
        "credit_notes",
        "gift_card_entries",
        "legal_documents",
        "order_adjustments",
        "prices",
        "product_text_versions",
        "quotation_versions",
        "stock_movements",
        "vat_checks",
    ] {
        assert!(known == "prices" || all.contains(&known), "{known}");
        let emptied = format!("truncate {known} cascade");
        let mut conn = world.database.pool.acquire().await.unwrap();
        let done = sqlx::query(sqlx::AssertSqlSafe(emptied))
            .execute(&mut *conn)
            .await;
        let error = done.expect_err(known);
        let code = error.as_database_error().and_then(|error| error.code());
        assert_eq!(code.as_deref(), Some(RESTRICT_VIOLATION), "{known}");
    }
    // A table that is made final later has its own, not another's that is emptied with it.
    let without: String = world
        .database
        .value(
            "select coalesce(string_agg(distinct c.relname, ' '), '') from pg_trigger t
             join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid
             where p.proname = 'refuse_change' and t.tgtype & 1 = 1
               and not exists (select from pg_trigger e join pg_proc r on r.oid = e.tgfoid
                               where e.tgrelid = t.tgrelid and r.proname = 'refuse_change' and e.tgtype & 33 = 32 and e.tgenabled = 'O')",
        )
        .await;
    assert_eq!(without, "");
}
