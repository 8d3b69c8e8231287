//! The end of an account, as its owner brings it about: what is said before, what goes, and what stays until its time is over.

use std::collections::BTreeMap;

use http::StatusCode;
use jiff::SignedDuration;

use crate::account::{EMAIL, PASSWORD, log_in, member, registered};
use crate::erasing::{ERASE, count, purge};
use crate::my_data::{FILE, bought};
use crate::stand::{Mood, Stand};

/// What else an account may have: store credit, a company with its papers, an address from before, mails to each.
const BELONGINGS: &[&str] = &[
    "insert into gift_cards (id, shop_id, kind, customer_id, currency, issued_minor, balance_minor, expires_at, note, created_at, updated_at)
     select gen_random_uuid(), s.id, 'store_credit', c.id, 'SEK', 25000, 25000, now() + interval '9 years', 'Elin', now(), now() from customers c, shops s",
    "insert into gift_cards (id, shop_id, kind, code_hash, currency, issued_minor, balance_minor, expires_at, recipient, created_at, updated_at)
     select gen_random_uuid(), id, 'gift_card', '\\x0c', 'SEK', 100, 100, now() + interval '9 years', 'Elin@exempel.se', now(), now() from shops",
    "insert into companies (id, number, name, country, org_number, tier_code, created_at, updated_at)
     values ('019aaaaa-0000-7000-8000-000000000001', 'FTG-1', 'Studio Furu AB', 'SE', '5560160680', 'pro', now(), now())",
    "insert into company_members (company_id, customer_id, role, created_at, updated_at)
     select '019aaaaa-0000-7000-8000-000000000001', id, 'administrator', now(), now() from customers",
    "insert into company_invitations (id, company_id, email, role, locale, created_at, expires_at)
     values (gen_random_uuid(), '019aaaaa-0000-7000-8000-000000000001', 'gammal@exempel.se', 'buyer', 'sv', now(), now())",
    "insert into tier_applications (id, customer_id, tier_code, company_name, country, org_number, invoice_email, note, state, decided_at, company_id, locale, created_at, updated_at)
     select gen_random_uuid(), c.id, 'pro', 'Furu', 'SE', '5560160680', 'elin@furu.example', 'Ring mig', a.state, a.decided, a.company, 'sv', now(), now()
     from customers c, (values ('waiting', null::timestamptz, null::uuid), ('approved', now(), '019aaaaa-0000-7000-8000-000000000001')) a (state, decided, company)",
    "insert into customer_former_emails (id, customer_id, email, held_until) select gen_random_uuid(), id, 'gammal@exempel.se', now() from customers",
    "insert into mails (id, kind, sender, recipient, subject, body_text, locale, created_at)
     select gen_random_uuid(), 'note', 'a@b.se', who, 'Hej', 'Hej', 'sv', now() - interval '1 day'
     from (values ('elin@exempel.se'), ('gammal@exempel.se')) m (who)",
];

#[tokio::test]
async fn erasing_says_what_stays_takes_the_rest_and_ends_every_log_in() {
    let stand = Stand::new().await;
    let guest = bought(&stand).await;
    registered(&stand).await;
    let own = bought(&stand).await;
    let product: uuid::Uuid = stand
        .world
        .database
        .value("select id from products where code = 'Mugg'")
        .await;
    let wish = product.to_string();
    stand.post("/konto/onskelista", &[("product", &wish)]).await;
    stand.add("1").await;
    stand
        .post("/konto/varukorgar", &[("name", "Till stugan")])
        .await;
    for sql in BELONGINGS {
        stand.world.database.execute(sql).await;
    }
    stand.add("1").await;
    let other = stand.jar();
    stand.take_jar(BTreeMap::new());
    log_in(&stand, PASSWORD).await;
    let before = stand.get(ERASE).await.html;
    for said in [
        "Du har 250,00",
        "enda administratören för Studio Furu AB",
        "90 dagar efter att det kom",
        "2 köp med namn och adress",
        "31 december 2033",
        "2 köp är på väg",
        "utan namn",
    ] {
        assert!(before.contains(said), "{said}: {before}");
    }
    for (fields, complaint) in [
        (vec![("current", PASSWORD)], "Bocka i rutan"),
        (vec![("sure", "1")], "Fyll i"),
        (
            vec![("sure", "1"), ("current", "fel")],
            "inte ditt nuvarande",
        ),
    ] {
        let page = stand.post(ERASE, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.html.contains(complaint), "{complaint}: {}", page.html);
    }
    let done = stand
        .post(ERASE, &[("sure", "1"), ("current", PASSWORD)])
        .await;
    assert_eq!(done.status, StatusCode::OK);
    assert!(done.html.contains("Kontot är raderat") && done.html.contains("31 december 2033"));
    assert!(!done.html.contains(EMAIL));
    assert_eq!(stand.get("/konto").await.status, StatusCode::SEE_OTHER);
    stand.take_jar(other);
    assert_eq!(stand.get("/konto").await.status, StatusCode::SEE_OTHER);
    assert!(
        stand
            .get("/varukorg")
            .await
            .html
            .contains("Varukorgen är tom")
    );
    stand.take_jar(BTreeMap::new());
    assert_eq!(
        log_in(&stand, PASSWORD).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let person = "select count(*) from customers where state = 'erased' and email = '' and name = '' and phone = '' and password_hash is null";
    assert_eq!(count(&stand, person).await, 1);
    for left in [
        "select count(*) from customer_sessions",
        "select count(*) from customer_devices",
        "select count(*) from customer_links",
        "select count(*) from customer_addresses",
        "select count(*) from carts where customer_id is not null",
        "select count(*) from wish_list_items",
        "select count(*) from purchase_lists",
        "select count(*) from company_members",
        "select count(*) from company_invitations",
        "select count(*) from tier_applications where company_id is null or invoice_email <> '' or note <> ''",
        "select count(*) from customer_former_emails",
        "select count(*) from gift_cards where recipient <> '' or note <> ''",
        "select count(*) from mails where kind = 'note' and (recipient <> '' or body_text <> '')",
    ] {
        assert_eq!(count(&stand, left).await, 0, "{left}");
    }
    // The books know who bought; the goods know where to go.
    let kept = "select count(*) from orders where customer_name = 'Elin Sandahl' and email = 'elin@exempel.se'";
    assert_eq!(count(&stand, kept).await, 2);
    // Whoever registers the address anew begins from the beginning.
    registered(&stand).await;
    let page = stand.get("/konto").await.html;
    assert!(!page.contains("tidigare köp utan konto"), "{page}");
    let list = stand.get("/konto/bestallningar").await.html;
    assert!(!list.contains(&guest) && !list.contains(&own));
    let trace = "select count(*) from audit_entries where action = 'customer.erased' and after ->> 'orders_kept' = '2'";
    assert_eq!(count(&stand, trace).await, 1);
}

#[tokio::test]
async fn what_an_erased_customers_orders_hold_goes_when_its_time_is_over() {
    let stand = member().await;
    bought(&stand).await;
    // Never paid: no bookkeeping, so nothing of it is kept once it has lapsed.
    stand.provider_is(Mood::Waits(None));
    stand.add("1").await;
    let form = stand.filled().await;
    stand.buy(&form).await;
    stand
        .post(ERASE, &[("sure", "1"), ("current", PASSWORD)])
        .await;
    stand
        .world
        .database
        .execute("update orders set state = 'lapsed' where state = 'prepared'")
        .await;
    let lapsed =
        "select count(*) from orders where state = 'lapsed' and customer_name = '' and email = ''";
    // The bank may say otherwise for a while; then there is nothing to keep it for.
    for (days, gone) in [(1, 0), (14, 1)] {
        let hours = SignedDuration::from_hours(24 * days);
        stand.world.clock.advance(hours);
        purge(&stand).await;
        assert_eq!(count(&stand, lapsed).await, gone, "after {days} days");
    }
    // On its way: the carrier needs to know; arrived: nobody does.
    let reachable =
        "select count(*) from orders where state = 'placed' and email <> '' and phone <> ''";
    assert_eq!(count(&stand, reachable).await, 1);
    stand
        .world
        .database
        .execute("update orders set fulfilment_status = 'delivered' where state = 'placed'")
        .await;
    stand.world.clock.advance(SignedDuration::from_hours(24));
    purge(&stand).await;
    assert_eq!(count(&stand, reachable).await, 0);
    let kept = "select count(*) from orders o join order_addresses a on a.order_id = o.id where o.customer_name = 'Elin Sandahl' and a.street <> ''";
    assert_eq!(count(&stand, kept).await, 1);
    // The last day of 2033 in Sweden, then the first of 2034.
    let next: String = stand
        .world
        .database
        .value("select purge_on::text from customers where purge_on is not null")
        .await;
    assert_eq!(next, "2034-01-01");
    let now = stand.world.clock.now();
    let eve: jiff::Timestamp = "2033-12-31T20:00:00Z".parse().unwrap();
    stand
        .world
        .clock
        .advance(platform::clock::Timestamp::from(eve).since(now));
    purge(&stand).await;
    assert_eq!(count(&stand, kept).await, 1);
    stand.world.clock.advance(SignedDuration::from_hours(4));
    purge(&stand).await;
    assert_eq!(count(&stand, kept).await, 0);
    for left in [
        "select count(*) from customers where purge_on is not null",
        "select count(*) from orders where email <> '' or phone <> '' or note <> ''",
        "select count(*) from payments where email is not null",
        "select count(*) from mails where subject_kind = 'order' and recipient <> ''",
        "select count(*) from outbox_facts where payload ->> 'recipient' <> ''",
        "select count(*) from customer_farewells",
    ] {
        assert_eq!(count(&stand, left).await, 0, "{left}");
    }
    let sums = "select count(*) from orders where state = 'placed' and total_minor > 0 and customer_name = ''";
    assert_eq!(count(&stand, sums).await, 1);
}

#[tokio::test]
async fn money_that_is_owed_back_keeps_its_buyer_and_goods_are_not_under_way_for_ever() {
    let stand = member().await;
    bought(&stand).await;
    let second = bought(&stand).await;
    // One was called off with its money here; of the other nobody ever says that it has arrived.
    let call_off = format!("update orders set state = 'cancelled' where number = '{second}'");
    stand.world.database.execute(call_off.leak()).await;
    for sql in [
        "update orders set delivery_to = null where state = 'placed'",
        "insert into mails (id, kind, subject_kind, subject_id, sender, recipient, subject, body_text, locale, state, created_at)
         select gen_random_uuid(), 'note', 'order', id, 'a@b.se', email, 'Tack', 'Tack', 'sv', 'sent', now() from orders",
        "insert into outbox_facts (aggregate_kind, aggregate_id, sequence, name, version, payload, actor_kind, actor_name, occurred_at)
         select 'order', id, 1000, 'ConfirmationSent', 1, jsonb_build_object('recipient', email), 'system', 'mail', now() from orders",
    ] {
        stand.world.database.execute(sql).await;
    }
    stand
        .post(ERASE, &[("sure", "1"), ("current", PASSWORD)])
        .await;
    stand
        .world
        .clock
        .advance(SignedDuration::from_hours(24 * 100));
    purge(&stand).await;
    let reachable = "select count(*) from orders where email <> '' and phone <> ''";
    assert_eq!(count(&stand, reachable).await, 2);
    stand
        .world
        .clock
        .advance(SignedDuration::from_hours(24 * 100));
    purge(&stand).await;
    let owed = "select count(*) from orders where state = 'cancelled' and email <> ''";
    assert_eq!(
        (count(&stand, reachable).await, count(&stand, owed).await),
        (1, 1)
    );
    let refunded = "update payments set state = 'refunded', refunded_minor = amount_minor, updated_at = timestamptz '2027-06-15'
                    where order_id in (select id from orders where state = 'cancelled')";
    stand.world.database.execute(refunded).await;
    stand.world.clock.advance(SignedDuration::from_hours(24));
    purge(&stand).await;
    for left in [
        reachable,
        "select count(*) from payments where email is not null",
        "select count(*) from mails where subject_kind = 'order' and recipient <> ''",
        "select count(*) from outbox_facts where payload ->> 'recipient' <> ''",
    ] {
        assert_eq!(count(&stand, left).await, 0, "{left}");
    }
    // The books want the year of the refund.
    let named = "select count(*) from orders where customer_name <> ''";
    assert_eq!(count(&stand, named).await, 2);
    let to_the_end_of = |stand: &Stand, text: &str| {
        let then: jiff::Timestamp = text.parse().unwrap();
        let now = stand.world.clock.now();
        stand
            .world
            .clock
            .advance(platform::clock::Timestamp::from(then).since(now));
    };
    to_the_end_of(&stand, "2034-01-01T12:00:00Z");
    purge(&stand).await;
    assert_eq!(count(&stand, named).await, 1);
    to_the_end_of(&stand, "2035-01-01T12:00:00Z");
    purge(&stand).await;
    assert_eq!(count(&stand, named).await, 0);
}

#[tokio::test]
async fn what_was_asked_for_before_and_comes_after_the_end_does_nothing() {
    let stand = member().await;
    stand.add("1").await;
    let form = stand.filled().await;
    let jar = stand.jar();
    let customer: uuid::Uuid = stand.world.database.value("select id from customers").await;
    let customer = commerce::ids::CustomerId(customer);
    let mut tx = stand.world.tx().await;
    let token = platform::auth::token::Token::parse(jar.get("torg_customer").unwrap()).unwrap();
    let now = tx.now();
    let session = commerce::customer::session::find(&mut tx, &token, now);
    let session = session.await.unwrap().unwrap();
    tx.commit().await.unwrap();
    stand.post(ERASE, &[("sure", "1")]).await;
    // A request that was let in a moment before, and had to wait.
    let mut tx = stand.world.tx().await;
    assert!(
        !commerce::customer::password::change(&mut tx, &session, "$argon2id$x")
            .await
            .unwrap()
    );
    let shop: uuid::Uuid = stand.world.database.value("select id from shops").await;
    let shop = commerce::ids::ShopId(shop);
    let opened = commerce::cart::owner::open(&mut tx, shop, customer, ("SEK", "sv"), b"x");
    assert!(opened.await.unwrap().is_none());
    assert_eq!(
        commerce::customer::claim::claim(&mut tx, &session)
            .await
            .unwrap(),
        0
    );
    tx.commit().await.unwrap();
    let cart = stand.world.cart(&[(stand.variant, 1)]).await;
    let mut confirmation = stand.world.confirmation(cart).await;
    confirmation.customer_id = Some(customer);
    let mut tx = stand.world.tx().await;
    let prepared = commerce::checkout::prepare::prepare(&mut tx, &confirmation).await;
    assert!(
        matches!(
            prepared,
            Err(commerce::checkout::prepare::PrepareError::NoCustomer)
        ),
        "{prepared:?}"
    );
    drop(tx);
    stand.take_jar(jar);
    stand.buy(&form).await;
    let owned = "select count(*) from orders where customer_id is not null";
    assert_eq!(count(&stand, owned).await, 0);
    let hash = "select count(*) from customers where password_hash is not null";
    assert_eq!(count(&stand, hash).await, 0);
}

#[tokio::test]
async fn two_windows_erase_once() {
    let stand = member().await;
    let jar = stand.jar();
    stand.post(ERASE, &[("sure", "1")]).await;
    stand.take_jar(jar);
    let again = stand.post(ERASE, &[("sure", "1")]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    assert!(again.location.starts_with("/konto/logga-in"));
    let erased = "select count(*) from audit_entries where action = 'customer.erased'";
    assert_eq!(count(&stand, erased).await, 1);
}

#[tokio::test]
async fn only_the_customers_own_mails_are_emptied() {
    let stand = member().await;
    let mails = "with mails_of_all as (
            insert into mails (id, kind, subject_kind, sender, recipient, subject, body_text, locale, state, created_at)
            select gen_random_uuid(), 'note', about, 'butik@example.se', whose, 'Hej', 'Hej', 'sv', state, now()
            from (values ('elin@exempel.se', 'customer', 'sent'), ('granne@exempel.se', 'customer', 'sent'),
                         ('elin@exempel.se', 'order', 'failed')) as m (whose, about, state) returning 1)
        select count(*) from mails_of_all";
    assert_eq!(count(&stand, mails).await, 3);
    // An address that is only wished for is the neighbour's, and the file does not tell what became of the wish.
    let wish = [("email", "granne@exempel.se"), ("current", PASSWORD)];
    stand.post("/konto/uppgifter/epost", &wish).await;
    let links = stand.post(FILE, &[("current", PASSWORD)]).await.html;
    assert!(links.contains(EMAIL) && !links.contains("granne@exempel.se"));
    stand.post(ERASE, &[("sure", "1")]).await;
    let emptied =
        "select count(*) from mails where kind = 'note' and recipient = '' and subject = ''";
    assert_eq!(count(&stand, emptied).await, 1);
    let kept = "select count(*) from mails where kind = 'note' and (recipient = 'granne@exempel.se' or subject_kind = 'order' and recipient = 'elin@exempel.se')";
    assert_eq!(count(&stand, kept).await, 2);
}
