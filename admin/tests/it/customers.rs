//! Customers in the back office: found, helped, shut, handed their data, erased.

use admin::Environment;
use http::StatusCode;
use jiff::SignedDuration;
use testkit::World as Goods;

use crate::client::{World, world};

/// A customer with a session, an address, a company and store credit; gives the address of their page.
async fn customer(world: &World) -> String {
    Goods::furnish(
        testkit::Database::of_program(&world.database.url),
        world.clock.clone(),
    )
    .await;
    for sql in [
        "insert into customers (id, number, email, name, phone, locale, created_at, updated_at)
         values ('019aaaaa-0000-7000-8000-00000000000c', 'KND-10077', 'elin@exempel.se', 'Elin Sandahl', '+46701740612', 'sv', now(), now()),
                ('019aaaaa-0000-7000-8000-00000000000d', 'KND-10078', 'maja@exempel.se', 'Maja Ek', '', 'sv', now(), now())",
        "insert into customer_former_emails (id, customer_id, email, held_until)
         values (gen_random_uuid(), '019aaaaa-0000-7000-8000-00000000000c', 'gammal@exempel.se', now())",
        "insert into customer_sessions (id, customer_id, token_hash, proved_by, proved_at, created_at, last_seen_at, expires_at, address, user_agent)
         select gen_random_uuid(), '019aaaaa-0000-7000-8000-00000000000c', n::text::bytea, 'password', at, at, at, at + interval '90 days', '192.0.2.' || n, 'Firefox/140'
         from generate_series(1, 2) n, (values (timestamptz '2026-11-18')) w (at)",
        "insert into customer_addresses (id, customer_id, name, street, postcode, city, country, is_default, created_at, updated_at)
         values (gen_random_uuid(), '019aaaaa-0000-7000-8000-00000000000c', 'Elin Sandahl', 'Bodgatan 4', '41301', 'Göteborg', 'SE', true, now(), now())",
        "insert into companies (id, number, name, country, org_number, tier_code, created_at, updated_at)
         values ('019aaaaa-0000-7000-8000-000000000001', 'FTG-1', 'Studio Furu AB', 'SE', '5560160680', 'pro', now(), now())",
        "insert into company_members (company_id, customer_id, role, created_at, updated_at)
         values ('019aaaaa-0000-7000-8000-000000000001', '019aaaaa-0000-7000-8000-00000000000c', 'administrator', now(), now())",
        "insert into gift_cards (id, shop_id, kind, customer_id, currency, issued_minor, balance_minor, expires_at, created_at, updated_at)
         select gen_random_uuid(), id, 'store_credit', '019aaaaa-0000-7000-8000-00000000000c', 'SEK', 25000, 25000, timestamptz '2036-01-01', now(), now() from shops",
    ] {
        world.database.execute(sql).await;
    }
    "/kunder/019aaaaa-0000-7000-8000-00000000000c".to_owned()
}

#[tokio::test]
async fn a_customer_is_found_by_number_name_address_and_telephone_and_shown_whole() {
    let world = world(Environment::Production).await;
    let page = customer(&world).await;
    let (mut clerk, _) = world.logged_in("lena@nordbod.example", &["orders"]).await;
    for text in [
        "KND-10077",
        "10077",
        "sandahl",
        "Elin@exempel.se",
        "gammal@exempel.se",
        "0701740612",
        "%2B46701740612",
    ] {
        let list = clerk.get(&format!("/kunder?q={text}")).await;
        assert!(
            list.body.contains("Elin Sandahl") && !list.body.contains("Maja Ek"),
            "{text}: {}",
            list.body
        );
    }
    let pro = clerk.get("/kunder?niva=pro").await;
    assert!(!pro.body.contains("Elin Sandahl"), "{}", pro.body);
    let user = clerk.get("/kunder?niva=user&lage=active").await;
    assert!(user.body.contains("Elin Sandahl") && user.body.contains("Maja Ek"));
    assert_eq!(
        clerk.get("/kunder/export").await.status,
        StatusCode::FORBIDDEN
    );
    let shown = clerk.get(&page).await;
    for part in [
        "KND-10077",
        "elin@exempel.se",
        "+46701740612",
        "Bodgatan 4",
        "413 01 Göteborg",
        "Studio Furu AB",
        "250,00",
        "192.0.2.2",
        "Nyheter och erbjudanden",
    ] {
        assert!(shown.body.contains(part), "{part}: {}", shown.body);
    }
    // Who has looked is noted once a day, for the customer to know.
    clerk.get(&page).await;
    assert_eq!(world.audited("customer.viewed").await, 1);
    assert!(!shown.body.contains("customer.viewed"), "{}", shown.body);
    // The order desk helps, and does not hand out or erase.
    assert!(!shown.body.contains("personuppgifter\""), "{}", shown.body);
    let rights = format!("{page}/personuppgifter");
    assert_eq!(clerk.get(&rights).await.status, StatusCode::FORBIDDEN);
    let (mut reader, _) = world
        .logged_in("ola@nordbod.example", &["operations"])
        .await;
    assert_eq!(reader.get("/kunder").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn staff_send_links_end_sessions_note_and_change_the_tier() {
    let world = world(Environment::Production).await;
    let page = customer(&world).await;
    let (mut clerk, _) = world.logged_in("lena@nordbod.example", &["orders"]).await;
    let link = format!("{page}/lank");
    for purpose in ["log_in", "reset"] {
        let sent = clerk.post(&link, &[("purpose", purpose)]).await;
        assert_eq!(sent.location, format!("{page}?klart=sent"), "{}", sent.body);
    }
    // Sent twice, it goes once; a link that does something else is not staff's to send.
    let again = clerk.post(&link, &[("purpose", "reset")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains("mindre än två minuter sedan"));
    let wrong = clerk.post(&link, &[("purpose", "change_email")]).await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);
    let jobs = "select count(*) from jobs where name = 'commerce.send-customer-link'";
    assert_eq!(world.database.value::<i64>(jobs).await, 2);
    // It is good in the shop that they look at.
    let bound = "select count(*) from customer_links l join shops s on s.id = l.shop_id";
    assert_eq!(world.database.value::<i64>(bound).await, 2);
    let own = "select string_agg(distinct email, ' ') from customer_links";
    assert_eq!(world.database.value::<String>(own).await, "elin@exempel.se");
    world.clock.advance(SignedDuration::from_mins(3));
    let later = clerk.post(&link, &[("purpose", "reset")]).await;
    assert_eq!(later.location, format!("{page}?klart=sent"));
    // One session, then the rest.
    let alive = "select count(*) from customer_sessions where revoked_at is null";
    let session: uuid::Uuid = world
        .database
        .value("select id from customer_sessions order by address limit 1")
        .await;
    let session = session.to_string();
    let sessions = format!("{page}/sessioner");
    clerk.post(&sessions, &[("session", &session)]).await;
    assert_eq!(world.database.value::<i64>(alive).await, 1);
    clerk.post(&sessions, &[]).await;
    assert_eq!(world.database.value::<i64>(alive).await, 0);
    assert_eq!(world.audited("customer.sessions_ended").await, 2);
    // A note.
    let note = format!("{page}/anteckning");
    let empty = clerk.post(&note, &[("note", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(empty.count_of("#note-error"), 1);
    clerk.post(&note, &[("note", "Ringde om leveransen")]).await;
    assert!(clerk.get(&page).await.body.contains("Ringde om leveransen"));
    let told = "select count(*) from audit_entries where after::text like '%Ringde%' or reason like '%Ringde%'";
    assert_eq!(
        world.database.value::<i64>(told).await,
        0,
        "not in the trail"
    );
    // The tier, from what was read.
    let tier = format!("{page}/niva");
    let wish =
        |tier: &'static str, version: &'static str| [("tier", tier), ("row_version", version)];
    let unknown = clerk.post(&tier, &wish("staff", "1")).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = clerk.post(&tier, &wish("pro", "1")).await;
    assert_eq!(done.location, format!("{page}?klart=tier"), "{}", done.body);
    let stale = clerk.post(&tier, &wish("premium", "1")).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(world.audited("customer.tier_changed").await, 1);
    assert_eq!(clerk.get("/kunder?niva=pro").await.count_of("tbody tr"), 1);
}

#[tokio::test]
async fn an_account_is_shut_with_a_reason_and_opened_again() {
    let world = world(Environment::Production).await;
    let page = customer(&world).await;
    let (mut clerk, _) = world.logged_in("lena@nordbod.example", &["orders"]).await;
    let (shut, open) = (format!("{page}/sparra"), format!("{page}/oppna"));
    let bare = clerk.post(&shut, &[("reason", "")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(bare.count_of("#reason-error"), 1);
    clerk
        .post(&format!("{page}/lank"), &[("purpose", "log_in")])
        .await;
    let reason = [("reason", "Kapat konto")];
    let done = clerk.post(&shut, &reason).await;
    assert_eq!(done.location, format!("{page}?klart=closed"));
    let way_in = "select (select count(*) from customer_sessions where revoked_at is null) + (select count(*) from customer_links where used_at is null)";
    assert_eq!(world.database.value::<i64>(way_in).await, 0);
    let again = clerk.post(&shut, &reason).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    let link = clerk
        .post(&format!("{page}/lank"), &[("purpose", "log_in")])
        .await;
    assert_eq!(link.status, StatusCode::UNPROCESSABLE_ENTITY);
    let shown = clerk.get(&page).await;
    assert!(shown.body.contains("Spärrad") && shown.body.contains("Kapat konto"));
    assert!(
        clerk
            .get("/kunder?lage=closed")
            .await
            .body
            .contains("Elin Sandahl")
    );
    let done = clerk.post(&open, &[("reason", "Rätt person")]).await;
    assert_eq!(done.location, format!("{page}?klart=reopened"));
    let active = "select count(*) from customers where state = 'active'";
    assert_eq!(world.database.value::<i64>(active).await, 2);
}

#[tokio::test]
async fn data_are_handed_out_and_erased_on_request_as_the_customer_could_themselves() {
    let world = world(Environment::Production).await;
    let page = customer(&world).await;
    let (mut owner, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    owner
        .post(&format!("{page}/anteckning"), &[("note", "Ringde i går")])
        .await;
    let rights = owner.get(&format!("{page}/personuppgifter")).await;
    for said in [
        "enda administratören för Studio Furu AB",
        "Du har 250,00",
        "90 dagar efter att det kom",
    ] {
        assert!(rights.body.contains(said), "{said}: {}", rights.body);
    }
    let file = format!("{page}/fil");
    let bare = owner.post(&file, &[("proof", "")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    let proof = [("proof", "Ringde upp numret på kontot")];
    let all = owner.post(&file, &proof).await;
    assert_eq!(all.status, StatusCode::OK, "{}", all.body);
    let all: serde_json::Value = serde_json::from_str(&all.body).expect("JSON");
    assert_eq!(all["account"]["email"], "elin@exempel.se");
    assert_eq!(all["notes_of_staff"][0]["text"], "Ringde i går");
    assert_eq!(world.audited("customer.export_asked").await, 1);
    for _ in 0..4 {
        owner.post(&file, &proof).await;
    }
    let late = owner.post(&file, &proof).await;
    assert_eq!(late.status, StatusCode::TOO_MANY_REQUESTS);
    let erase = format!("{page}/radera");
    let wrong = [("number", "KND-10078"), ("reason", "Bad om det i brev")];
    let wrong = owner.post(&erase, &wrong).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.count_of("#number-error"), 1);
    assert_eq!(wrong.attribute_of("#reason", "value"), "Bad om det i brev");
    let right = [("number", "knd-10077"), ("reason", "Bad om det i brev")];
    let done = owner.post(&erase, &right).await;
    assert_eq!(done.location, page, "{}", done.body);
    assert_eq!(owner.post(&erase, &right).await.location, page, "once");
    assert_eq!(world.audited("customer.erased").await, 1);
    assert_eq!(world.audited("customer.erasure_asked").await, 1);
    let left = owner.get(&page).await;
    assert!(left.body.contains("Raderad") && left.body.contains("Bad om det i brev"));
    for gone in [
        "Elin",
        "elin@exempel.se",
        "Bodgatan",
        "Ringde i går",
        "192.0.2",
    ] {
        assert!(!left.body.contains(gone), "{gone}: {}", left.body);
    }
    let rights = owner.get(&format!("{page}/personuppgifter")).await;
    assert_eq!(rights.status, StatusCode::NOT_FOUND);
    let farewells = "select string_agg(email, ' ' order by email) from customer_farewells";
    assert!(
        world
            .database
            .value::<String>(farewells)
            .await
            .contains("elin@exempel.se")
    );
}

#[tokio::test]
async fn neither_the_trail_nor_a_mail_tells_staff_what_they_must_not_have() {
    let world = world(Environment::Production).await;
    let page = customer(&world).await;
    let other = "update customers set email = 'elin+shop@exempel.se' where number = 'KND-10077'";
    world.database.execute(other).await;
    let mail = "insert into mails (id, kind, sender, recipient, subject, body_text, body_html, locale, created_at)
                values ('019aaaaa-0000-7000-8000-0000000000aa', 'order-confirmation', 'a@b.se', 'elin@exempel.se', 'Tack',
                        'Se https://b.example/order/ORD-1/hemlig-nyckel nu', '<a href=\"https:&#x2F;&#x2F;b.example&#x2F;order&#x2F;ORD-1&#x2F;hemlig-nyckel\">Se</a>', 'sv', now())";
    world.database.execute(mail).await;
    let (mut owner, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let shown = owner.get(&page).await;
    let link = "/ordrar?q=elin%2Bshop%40exempel%2Ese";
    assert!(shown.body.contains(link), "{}", shown.body);
    let file = owner
        .get("/kunder/export?q=elin%40exempel.se&lage=active")
        .await;
    assert_eq!(file.status, StatusCode::OK);
    let trace: String = world
        .database
        .value("select after::text from audit_entries where action = 'customer.list_exported'")
        .await;
    assert!(
        !trace.contains("elin") && trace.contains("lage=active") && trace.contains("true"),
        "{trace}"
    );
    for part in ["?visa=text", "/html"] {
        let path = format!("/utskick/019aaaaa-0000-7000-8000-0000000000aa{part}");
        let read = owner.get(&path).await;
        assert_eq!(read.status, StatusCode::OK, "{path}");
        assert!(
            read.body.contains("ORD-1") && !read.body.contains("hemlig-nyckel"),
            "{}",
            read.body
        );
    }
}

#[tokio::test]
async fn an_account_that_was_taken_over_gets_an_address_back_that_it_had_lately() {
    let world = world(Environment::Production).await;
    let page = customer(&world).await;
    for sql in [
        "update customer_former_emails set held_until = timestamptz '2026-11-20'",
        "update customers set password_hash = '$argon2id$x' where number = 'KND-10077'",
        "insert into customer_passkeys (id, customer_id, credential_id, credential, label, created_at)
         values (gen_random_uuid(), '019aaaaa-0000-7000-8000-00000000000c', '\\x01', '{\"k\": 1}', 'Mobilen', now())",
        "insert into customer_former_emails (id, customer_id, email, held_until)
         values ('019aaaaa-0000-7000-8000-0000000000bb', '019aaaaa-0000-7000-8000-00000000000c', 'mycket.gammal@exempel.se', timestamptz '2026-10-01')",
    ] {
        world.database.execute(sql).await;
    }
    let (mut owner, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let rights = owner.get(&format!("{page}/personuppgifter")).await;
    let (id, path) = (
        rights.attribute_of("#former option", "value"),
        format!("{page}/adress"),
    );
    assert!(
        rights
            .body
            .contains("gammal@exempel.se, till 20 november 2026")
            && !rights.body.contains("mycket.gammal"),
        "{}",
        rights.body
    );
    let bare = owner.post(&path, &[("former", &id), ("why", "")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(bare.count_of("#why-error"), 1);
    let why = "Ringde från numret på kontot";
    for wrong in ["019aaaaa-0000-7000-8000-0000000000bb", "x"] {
        let refused = owner.post(&path, &[("former", wrong), ("why", why)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert_eq!(refused.attribute_of("#why", "value"), why);
    }
    let other = "update customers set email = 'Gammal@exempel.se' where number = 'KND-10078'";
    world.database.execute(other).await;
    let fields = [("former", id.as_str()), ("why", why)];
    let taken = owner.post(&path, &fields).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(taken.text_of("#former-error").contains("Ett annat konto"));
    let free = "update customers set email = 'maja@exempel.se' where number = 'KND-10078'";
    world.database.execute(free).await;
    let done = owner.post(&path, &fields).await;
    assert_eq!(
        done.location,
        format!("{page}?klart=given"),
        "{}",
        done.body
    );
    let shown = owner.get(&done.location).await;
    assert!(shown.body.contains("Adressen är tillbaka") && shown.body.contains(why));
    let given = "select count(*) from customers where number = 'KND-10077' and email = 'gammal@exempel.se' and password_hash is null";
    assert_eq!(world.database.value::<i64>(given).await, 1);
    let way_in = "select (select count(*) from customer_sessions where revoked_at is null)
                       + (select count(*) from customer_passkeys where removed_at is null or credential <> '{}')";
    assert_eq!(world.database.value::<i64>(way_in).await, 0);
    // Both are told: the address that is taken away, and the one that chooses a password.
    let told =
        "select string_agg(coalesce(l.old_email, l.email) || ' ' || j.name, ', ' order by j.name)
                from jobs j join customer_links l on l.id = (j.payload ->> 'link_id')::uuid";
    assert_eq!(
        world.database.value::<String>(told).await,
        "gammal@exempel.se commerce.send-customer-link, elin@exempel.se commerce.send-email-changed"
    );
    let again = owner.post(&path, &fields).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(world.audited("customer.email_given_back").await, 1);
}
