//! Ordering many articles at once, lists to order from, and a company's own article numbers.

use axum::body::Body;
use http::{Request, StatusCode, header};

use crate::companies::{act_for, colleague, company, person};
use crate::stand::{Page, Stand, with};

const QUICK: &str = "/snabborder";
const LISTS: &str = "/konto/listor";
const OWN: &str = "/konto/foretag/artiklar";

/// A company's browser in a shop with a mug (ten of it), a bowl (four) and a plate (none).
async fn firm(stand: &Stand) -> commerce::ids::CompanyId {
    stand.world.variant("Skål", 4, 9_900).await;
    stand.world.variant("Fat", 0, 19_900).await;
    person(stand, "elin@exempel.se", "Elin Sandahl").await;
    company(stand, "556016-0680").await
}

async fn send(stand: &Stand, text: &str, button: &str) -> Page {
    stand.post(QUICK, &[("text", text), (button, "1")]).await
}

async fn pieces(stand: &Stand, sku: &str) -> i64 {
    let sql = match sku {
        "Mugg" => {
            "select coalesce(sum(l.quantity), 0)::bigint from cart_lines l join variants v on v.id = l.variant_id
             where v.sku = 'Mugg' and l.removed_at is null"
        }
        _ => {
            "select coalesce(sum(l.quantity), 0)::bigint from cart_lines l join variants v on v.id = l.variant_id
             where v.sku = 'Skål' and l.removed_at is null"
        }
    };
    stand.world.database.value(sql).await
}

async fn upload(stand: &Stand, content: &[u8]) -> Page {
    let mut body =
        b"--x\r\nContent-Disposition: form-data; name=\"fil\"; filename=\"order.csv\"\r\n\r\n"
            .to_vec();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--x--\r\n");
    let request = Request::post("/snabborder/fil")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    stand.send(request, Body::from(body)).await
}

#[tokio::test]
async fn rows_are_told_one_by_one_and_what_can_be_had_goes_into_the_cart_once() {
    let stand = Stand::new().await;
    firm(&stand).await;
    stand
        .world
        .database
        .execute("update variants set gtin = '7331234567890' where sku = 'Mugg'")
        .await;
    let text = "mugg 2\nSkål;9\nFat\t1\nX-1 3\n7331234567890 1\nMugg;två";
    let told = send(&stand, text, "check").await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.html);
    for words in [
        "3 av raderna går att beställa, 3 behöver ändras",
        "4\u{a0}st kvar",
        "Slut just nu",
        "Ingen vara har det numret",
        "Läggs ihop med rad 1",
        "Antalet går inte att beställa",
    ] {
        let words = words.replace('\u{a0}', " ");
        assert!(
            told.html.replace('\u{a0}', " ").contains(&words),
            "{words}: {}",
            told.html
        );
    }
    assert_eq!(
        pieces(&stand, "Mugg").await,
        0,
        "nothing is bought by looking"
    );
    for _ in 0..2 {
        let added = send(&stand, text, "add").await;
        assert_eq!(added.status, StatusCode::OK);
        assert!(
            added.html.contains("3 rader ligger i varukorgen"),
            "{}",
            added.html
        );
        let rest = "\nFat\t1\nX-1\t3\nMugg\ttvå\n</textarea>";
        assert!(
            added.html.contains(rest),
            "what could not be had stays: {}",
            added.html
        );
    }
    assert_eq!(
        (pieces(&stand, "Mugg").await, pieces(&stand, "Skål").await),
        (3, 4)
    );
    // All of it goes: on to the cart, which tells of the larger number.
    let all = send(&stand, "Mugg 5", "add").await;
    assert_eq!(all.location, "/varukorg");
    assert_eq!(pieces(&stand, "Mugg").await, 5);
}

#[tokio::test]
async fn what_cannot_be_read_is_told_and_kept() {
    let stand = Stand::new().await;
    firm(&stand).await;
    for (text, words) in [
        (" \t\n", "inga rader att läsa"),
        (&*"Mugg 1\n".repeat(1_001), "fler än 1 000 rader"),
    ] {
        let page = send(&stand, text, "add").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.html.replace('\u{a0}', " ").contains(words), "{words}");
        assert!(
            page.html.contains(&format!("\n{text}</textarea>")),
            "it is still there"
        );
    }
    let hostile = send(&stand, "</textarea><script>alert(1)</script>", "check").await;
    assert_eq!(hostile.status, StatusCode::OK);
    assert!(!hostile.html.contains("<script>alert"));
}

#[tokio::test]
async fn a_file_is_read_and_told_before_anything_is_bought() {
    let stand = Stand::new().await;
    firm(&stand).await;
    let told = upload(&stand, b"Antal;Artikelnummer\r\n3;Mugg\r\n1;X-1\r\n").await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.html);
    assert!(
        told.html.contains("\nMugg\t3\nX-1\t1\n</textarea>"),
        "{}",
        told.html
    );
    assert_eq!(pieces(&stand, "Mugg").await, 0);
    for (content, words) in [
        (&b"\x89PNG\r\n\x1a\n\0"[..], "Spara den som CSV eller Excel"),
        (b"", "inga rader att läsa"),
        (&vec![b'x'; 3 << 20], "högst 2 MB"),
    ] {
        let page = upload(&stand, content).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(
            page.html.replace('\u{a0}', " ").contains(words),
            "{words}: {}",
            page.html
        );
    }
    let huge = upload(&stand, &vec![b'x'; 17 << 20]).await;
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    let request = Request::post("/snabborder/fil").header(header::CONTENT_TYPE, "text/plain");
    let broken = stand.send(request, Body::from("x")).await;
    assert_eq!(broken.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_thousand_rows_fit_into_one_cart() {
    let stand = Stand::new().await;
    firm(&stand).await;
    // As many articles as a quick order has rows, cheaply.
    stand
        .world
        .database
        .execute(
            "with v as (insert into variants (id, product_id, sku, option_key, created_at, updated_at)
                 select gen_random_uuid(), product_id, 'T-' || n, 'n' || n, now(), now() from variants, generate_series(1, 1000) n
                 where sku = 'Mugg' returning id),
             p as (insert into prices (id, price_list_id, variant_id, unit_price_e4, valid_from, created_at, created_by)
                 select gen_random_uuid(), (select price_list_id from prices limit 1), id, 1000000, now() - interval '1 year', now(), 'test' from v)
             insert into stock_levels (variant_id, location_id, on_hand, reserved, allocated, updated_at)
             select id, (select id from locations limit 1), 5, 0, 0, now() from v",
        )
        .await;
    let text: String = (1..=1000).map(|n| format!("T-{n} 2\n")).collect();
    let added = send(&stand, &text, "add").await;
    assert_eq!(added.location, "/varukorg", "{}", added.html);
    let lines: i64 = stand
        .world
        .database
        .value("select count(*) from cart_lines where quantity = 2")
        .await;
    assert_eq!(lines, 1000);
    assert_eq!(stand.get("/varukorg").await.status, StatusCode::OK);
    let full = send(&stand, "Mugg 1", "add").await;
    assert_eq!(full.location, "/varukorg");
    let cart = stand.get("/varukorg").await.html;
    assert!(
        cart.contains("fick inte plats"),
        "the cart tells what found no room"
    );
}

#[tokio::test]
async fn whoever_may_not_has_no_such_page() {
    let stand = Stand::new().await;
    assert!(
        stand
            .get(QUICK)
            .await
            .location
            .starts_with("/konto/logga-in")
    );
    firm(&stand).await;
    assert!(
        stand
            .get("/konto")
            .await
            .html
            .contains("href=\"/snabborder\"")
    );
    act_for(&stand, "").await;
    let none = "update tiers set functions = '{}' where code = 'user'";
    stand.world.database.execute(none).await;
    for path in [QUICK, LISTS] {
        assert_eq!(
            stand.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    assert_eq!(
        send(&stand, "Mugg 1", "add").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        upload(&stand, b"Mugg;1").await.status,
        StatusCode::NOT_FOUND
    );
    assert!(
        !stand
            .get("/konto")
            .await
            .html
            .contains("href=\"/snabborder\"")
    );
    // What a tier lets people do is data.
    stand
        .world
        .database
        .execute("update tiers set functions = '{lists}' where code = 'user'")
        .await;
    assert_eq!(stand.get(LISTS).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_list_is_made_shared_changed_and_ordered_from() {
    let stand = Stand::new().await;
    let id = firm(&stand).await;
    let unnamed = stand.post(LISTS, &[("name", " ")]).await;
    assert_eq!(unnamed.status, StatusCode::UNPROCESSABLE_ENTITY);
    stand.add("2").await;
    let made = stand
        .post(LISTS, &[("name", "Konferensrummet"), ("from", "cart")])
        .await;
    let again = stand
        .post(LISTS, &[("name", "Konferensrummet"), ("from", "cart")])
        .await;
    assert_eq!(again.location, made.location, "sent twice it is one");
    let list = made.location.trim_end_matches("?klart=made").to_owned();
    assert!(list.starts_with("/konto/listor/"), "{}", made.html);
    // More of it by number; what names nothing is told and kept.
    let added = stand
        .post(&list, &[("text", "Skål 3\nX-1 1"), ("add", "1")])
        .await;
    assert!(
        added.html.contains("Ingen vara har det numret")
            && added.html.contains("\nX-1\t1\n</textarea>"),
        "{}",
        added.html
    );
    // A colleague sees it and orders from it, another number of one and none of the other.
    let buyer = colleague(&stand, id, "buyer", "bo@exempel.se").await;
    let administrator = stand.jar();
    stand.take_jar(buyer);
    assert!(stand.get(LISTS).await.html.contains("Konferensrummet"));
    let mug = format!("q-{}", stand.variant);
    let bowl: uuid::Uuid = stand
        .world
        .database
        .value("select id from variants where sku = 'Skål'")
        .await;
    let bowl = format!("q-{bowl}");
    let nonsense = stand
        .post(
            &format!("{list}/varukorg"),
            &[(&mug, "många"), (&bowl, "1")],
        )
        .await;
    assert_eq!(nonsense.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        nonsense.html.contains("value=\"många\""),
        "what was typed is still there"
    );
    for _ in 0..2 {
        let into = stand
            .post(&format!("{list}/varukorg"), &[(&mug, ""), (&bowl, "4")])
            .await;
        assert_eq!(into.location, "/varukorg");
    }
    let own = "select coalesce(sum(l.quantity), 0)::bigint from cart_lines l join carts c on c.id = l.cart_id
               join customers k on k.id = c.customer_id where k.email = 'bo@exempel.se'";
    assert_eq!(stand.world.database.value::<i64>(own).await, 4);
    // Whoever saves over another's change is told.
    let version = [("version", "1"), (&*mug, "9")];
    assert_eq!(
        stand.post(&list, &version).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let version = [("version", "2"), (&*mug, "0")];
    assert!(
        stand
            .post(&list, &version)
            .await
            .location
            .ends_with("klart=saved")
    );
    let names: String = stand
        .world
        .database
        .value("select string_agg(name, ',') from purchase_list_lines")
        .await;
    assert_eq!(names, "Skål", "nought takes it off the list");
    // Privately there is no such list; nor for another company.
    act_for(&stand, "").await;
    assert!(!stand.get(LISTS).await.html.contains("Konferensrummet"));
    assert_eq!(stand.get(&list).await.status, StatusCode::NOT_FOUND);
    person(&stand, "per@exempel.se", "Per Gran").await;
    company(&stand, "202100-5489").await;
    for page in [
        stand.get(&list).await,
        stand.post(&list, &[("remove", "1")]).await,
        stand
            .post(&list, &[("name", "Mitt"), ("version", "3")])
            .await,
        stand.post(&list, &[("text", "Mugg 1"), ("add", "1")]).await,
        stand.post(&list, &[("version", "3"), (&*bowl, "0")]).await,
        stand.post(&format!("{list}/varukorg"), &[]).await,
    ] {
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    }
    stand.take_jar(administrator);
    let removed = stand.post(&list, &[("remove", "1")]).await;
    assert_eq!(removed.location, "/konto/listor?klart=removed");
    assert_eq!(stand.get(&list).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_order_becomes_a_template() {
    let stand = Stand::new().await;
    firm(&stand).await;
    stand.add("2").await;
    stand
        .buy(&with(&stand.filled().await, "payment", "invoice"))
        .await;
    let number: String = stand
        .world
        .database
        .value("select number from orders")
        .await;
    let page = stand
        .get(&format!("/konto/bestallningar/{number}"))
        .await
        .html;
    assert!(page.contains("Spara som ordermall"), "{page}");
    let fields = [
        ("kind", "template"),
        ("from", "order"),
        ("order", &*number),
        ("name", "Varje månad"),
    ];
    let made = stand.post(LISTS, &fields).await;
    let list = stand.get(&made.location).await.html;
    assert!(
        list.contains("Ordermall") && list.contains("Mugg") && list.contains("value=\"2\""),
        "{list}"
    );
    person(&stand, "per@exempel.se", "Per Gran").await;
    company(&stand, "202100-5489").await;
    for strange in [&*number, "ORD-999999"] {
        let others = [("from", "order"), ("order", strange), ("name", "x")];
        let answer = stand.post(LISTS, &others).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{strange}");
    }
}

#[tokio::test]
async fn a_company_orders_by_its_own_numbers_and_they_stand_on_its_orders() {
    let stand = Stand::new().await;
    let id = firm(&stand).await;
    let saved = stand
        .post(OWN, &[("text", "Mugg;K-17\nSkål\tK 18\n\nX-1;K-19\nFat;")])
        .await;
    assert_eq!(saved.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        saved.html.contains("\nX-1\tK-19\nFat\t\n</textarea>"),
        "{}",
        saved.html
    );
    assert!(saved.html.contains("K-17") && saved.html.contains("K 18"));
    // It is what they mean, whatever else it may be; what is said of our numbers is not turned by it, however often.
    for _ in 0..2 {
        stand.post(OWN, &[("text", "Mugg;Fat")]).await;
        stand.post(OWN, &[("text", "Fat;K-20")]).await;
    }
    let plate: String = stand.world.database.value("select v.sku from company_articles a join variants v on v.id = a.variant_id where a.number = 'K-20'").await;
    assert_eq!(plate, "Fat");
    let told = send(&stand, "k-17 1\nFat 2", "check").await.html;
    assert!(told.contains("Läggs ihop med rad 1"), "{told}");
    stand.post(OWN, &[("remove", "Fat")]).await;
    send(&stand, "k-17 2", "add").await;
    let bought = stand
        .buy(&with(&stand.filled().await, "payment", "invoice"))
        .await;
    let own: String = stand
        .world
        .database
        .value("select own_number from order_lines where kind = 'item'")
        .await;
    assert_eq!(own, "K-17", "{}", bought.html);
    let number: String = stand
        .world
        .database
        .value("select number from orders")
        .await;
    for path in [
        bought.location,
        format!("/konto/bestallningar/{number}"),
        format!("/konto/bestallningar/{number}/kvitto"),
    ] {
        let page = stand.get(&path).await.html;
        assert!(page.contains("K-17"), "{path}: {page}");
    }
    let buyer = colleague(&stand, id, "buyer", "bo@exempel.se").await;
    let administrator = stand.jar();
    stand.take_jar(buyer);
    assert_eq!(
        stand.get(OWN).await.status,
        StatusCode::NOT_FOUND,
        "the administrator's page"
    );
    assert!(send(&stand, "K-17 1", "check").await.html.contains("Mugg"));
    // Another company means nothing by it.
    person(&stand, "per@exempel.se", "Per Gran").await;
    company(&stand, "202100-5489").await;
    assert!(
        send(&stand, "K-17 1", "check")
            .await
            .html
            .contains("Ingen vara har det numret")
    );
    assert!(!stand.get(OWN).await.html.contains("K-17"));
    assert_eq!(
        stand.post(OWN, &[("remove", "K-17")]).await.status,
        StatusCode::NOT_FOUND
    );
    stand.take_jar(administrator);
    assert!(
        stand
            .get(&format!("{OWN}?q=k-1"))
            .await
            .html
            .contains("K-17")
    );
}
