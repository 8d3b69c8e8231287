//! Lists through the door: filters, order, search, pages, export, saved views.

use std::collections::BTreeSet;

use admin::Environment;
use axum::body::Body;
use futures_util::StreamExt as _;
use http::StatusCode;

use crate::client::{Browser, Page, World, world};

/// So many orders, a minute apart, the last the newest; every tenth lapsed, every third of the rest Anna's.
async fn with_orders(world: &World, count: i32) {
    let sql = format!(
        "do $$ begin
         set local session_replication_role = replica;
         insert into orders (id, number, shop_id, cart_id, state, payment_status, fulfilment_status, confirmed_hash, tier_code, locale,
                             currency, email, phone, customer_name, items_minor, freight_minor, vat_minor, total_minor, freight_label,
                             terms_document_id, prepared_at, updated_at)
         select gen_random_uuid(), 'NB-' || 100000 + n, gen_random_uuid(), gen_random_uuid(),
                case when n % 10 = 0 then 'lapsed' else 'placed' end, case when n % 10 = 0 then 'void' else 'paid' end,
                case when n % 10 = 0 then 'void' else 'unfulfilled' end, '\\x00', 'consumer', 'sv', 'SEK', 'kund+' || n || '@example.se',
                '070', case when n % 3 = 0 then 'Anna =1+1; \"Ek\"' else 'Bo Berg' end, n * 100, 0, 0, n * 100, 'Paket',
                gen_random_uuid(), now() - ({count} - n) * interval '1 minute', now()
         from generate_series(1, {count}) n;
         end $$"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .execute(&world.database.pool)
        .await
        .expect("orders are written");
}

fn numbers(page: &Page) -> Vec<String> {
    let html = scraper::Html::parse_document(&page.body);
    let links = scraper::Selector::parse("tbody a.main").unwrap();
    html.select(&links).map(|a| a.text().collect()).collect()
}

async fn all_pages(browser: &mut Browser, path: &str) -> Vec<String> {
    let mut seen = Vec::new();
    let mut page = browser.get(path).await;
    loop {
        assert_eq!(page.status, StatusCode::OK, "{path}");
        seen.extend(numbers(&page));
        let next = page.attribute_of("a[rel=next]", "href");
        if next.is_empty() {
            return seen;
        }
        page = browser.get(&next).await;
    }
}

#[tokio::test]
async fn orders_whose_promised_day_has_passed_are_late_while_goods_are_owed() {
    let world = world(Environment::Production).await;
    with_orders(&world, 6).await;
    let today = world.clock.now().business_time().date();
    let promise = format!(
        "update orders set delivery_to = case number when 'NB-100001' then date '{today}' - 1 when 'NB-100002' then date '{today}'
            when 'NB-100003' then date '{today}' - 9 when 'NB-100004' then date '{today}' - 9 when 'NB-100005' then date '{today}' - 2 end,
            fulfilment_status = case number when 'NB-100004' then 'shipped' when 'NB-100003' then 'partly_shipped' else fulfilment_status end,
            freight_kind = case number when 'NB-100005' then 'email' else freight_kind end"
    );
    sqlx::query(sqlx::AssertSqlSafe(promise))
        .execute(&world.database.pool)
        .await
        .unwrap();
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let page = browser.get("/ordrar?leverans=forsenad").await;
    // Not what is promised for today, what has left, what nobody packs, and what was never promised.
    assert_eq!(numbers(&page), ["NB-100003", "NB-100001"]);
    let tab = "nav.tabs a[href='/ordrar?leverans=forsenad']";
    assert!(page.text_of(tab).contains('2'), "{}", page.text_of(tab));
    let page = browser
        .get("/ordrar?leverans=forsenad&betalning=invoiced")
        .await;
    assert!(numbers(&page).is_empty());
    let page = browser
        .get("/ordrar?leverans=forsenad&lage=placed&q=anna")
        .await;
    assert_eq!(numbers(&page), ["NB-100003"], "those of one name");
    let page = browser.get("/").await;
    assert!(page.count_of("a[href='/ordrar?leverans=forsenad']") > 0);
    // They are among those to send, and the heading counts nobody twice.
    let sentence = page.text_of("h1");
    world
        .database
        .execute("update orders set delivery_to = null")
        .await;
    let page = browser.get("/").await;
    assert_eq!(page.count_of("a[href='/ordrar?leverans=forsenad']"), 0);
    assert_eq!(page.text_of("h1"), sentence);
}

#[tokio::test]
async fn all_that_is_owed_is_to_be_sent_however_it_was_paid_and_whatever_has_gone_already() {
    let world = world(Environment::Production).await;
    with_orders(&world, 6).await;
    for set in [
        "update orders set payment_status = 'partly_refunded' where number = 'NB-100001'",
        "update orders set payment_status = 'invoiced' where number = 'NB-100002'",
        "update orders set fulfilment_status = 'partly_shipped' where number = 'NB-100003'",
        "update orders set payment_status = 'refunded' where number = 'NB-100004'",
        "update orders set fulfilment_status = 'shipped' where number = 'NB-100005'",
    ] {
        world.database.execute(set).await;
    }
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let list = "/ordrar?leverans=att-skicka";
    for (path, listed) in [
        (list.to_owned(), vec![1, 2, 3, 6]),
        (format!("{list}&betalning=invoiced"), vec![2]),
        (format!("{list}&betalning=refunded"), vec![]),
        (format!("{list}&sort=-summa"), vec![1, 2, 3, 6]),
    ] {
        let page = browser.get(&path).await;
        for n in 1..=6 {
            let number = format!(">NB-10000{n}</a>");
            assert_eq!(
                page.body.contains(&number),
                listed.contains(&n),
                "{path} {n}"
            );
        }
    }
    let start = browser.get("/").await;
    assert!(
        start.body.contains(&format!("href=\"{list}\"")),
        "{}",
        start.body
    );
}

#[tokio::test]
async fn where_nothing_fits_it_is_said_which_filter_stands_in_the_way() {
    let world = world(Environment::Production).await;
    with_orders(&world, 20).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let page = browser.get("/ordrar?lage=lapsed&betalning=paid").await;
    let blank = page.text_of(".blank");
    // Two have lapsed, eighteen are paid.
    for told in ["Utan Läge", "Utan Betalning", "18", "2"] {
        assert!(blank.contains(told), "{told} in {blank}");
    }
    assert_eq!(
        page.attribute_of(".blank p.dim a", "href"),
        "/ordrar?betalning=paid"
    );
    // What gives nothing either is not offered.
    let page = browser.get("/ordrar?lage=prepared&betalning=refused").await;
    assert_eq!(
        page.count_of(".blank p.dim a"),
        0,
        "{}",
        page.text_of(".blank")
    );
    assert!(page.count_of("template[data-bones]") == 1 && page.count_of("[data-loading]") == 1);
}

#[tokio::test]
async fn orders_are_filtered_sorted_searched_and_paged() {
    let world = world(Environment::Production).await;
    with_orders(&world, 130).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    for (path, count, first, last) in [
        ("/ordrar", 130, "NB-100130", "NB-100001"),
        ("/ordrar?sort=lagd", 130, "NB-100001", "NB-100130"),
        ("/ordrar?sort=-summa", 130, "NB-100130", "NB-100001"),
        (
            "/ordrar?lage=placed&betalning=paid&leverans=unfulfilled",
            117,
            "NB-100129",
            "NB-100001",
        ),
        ("/ordrar?lage=lapsed", 13, "NB-100130", "NB-100010"),
        (
            "/ordrar?betalning=paid&sort=summa",
            117,
            "NB-100001",
            "NB-100129",
        ),
        (
            "/ordrar?leverans=unfulfilled&lage=placed&sort=-summa",
            117,
            "NB-100129",
            "NB-100001",
        ),
        ("/ordrar?q=anna", 43, "NB-100129", "NB-100003"),
        ("/ordrar?q=anna&lage=lapsed", 4, "NB-100120", "NB-100030"),
        (
            "/ordrar?q=kund%2B7%40example.se",
            1,
            "NB-100007",
            "NB-100007",
        ),
        ("/ordrar?q=100042", 1, "NB-100042", "NB-100042"),
    ] {
        let seen = all_pages(&mut browser, path).await;
        assert_eq!(seen.len(), count, "{path}");
        assert_eq!(
            (seen[0].as_str(), seen[count - 1].as_str()),
            (first, last),
            "{path}"
        );
        assert_eq!(
            seen.iter().collect::<BTreeSet<_>>().len(),
            count,
            "{path}: none twice"
        );
    }
    let page = browser.get("/ordrar?lage=lapsed&betalning=paid").await;
    assert_eq!(numbers(&page), Vec::<String>::new());
    // Largest first with a search has no index: the head offers no link.
    let page = browser.get("/ordrar?q=anna&sort=-summa").await;
    assert_eq!(page.count_of("thead a"), 1);
    assert_eq!(numbers(&page)[0], "NB-100129");
}

#[tokio::test]
async fn a_short_name_is_asked_for_more_of_and_a_common_one_is_found_among_the_latest() {
    let world = world(Environment::Production).await;
    with_orders(&world, 3100).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let page = browser.get("/ordrar?q=bo").await;
    assert!(
        page.text_of(".notices").contains("minst tre bokstäver"),
        "{}",
        page.body
    );
    assert_eq!(numbers(&page), Vec::<String>::new());
    let page = browser.get("/sok?q=bo").await;
    assert!(
        page.text_of(".notices").contains("minst tre bokstäver"),
        "{}",
        page.body
    );
    let page = browser.get("/ordrar?q=anna").await;
    assert!(
        page.text_of(".notices").contains("de 20\u{a0}000 senaste"),
        "{}",
        page.text_of(".notices")
    );
    assert_eq!(numbers(&page)[0], "NB-103099");
    assert!(page.text_of(".pager span").contains("mer än 1\u{a0}000"));
}

#[tokio::test]
async fn the_file_holds_what_is_shown_over_the_border_of_a_chunk() {
    let world = world(Environment::Production).await;
    with_orders(&world, 1300).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let page = browser
        .get("/ordrar?lage=placed&kol=summa&kol=kund&sort=lagd")
        .await;
    let href = page.attribute_of("a[download]", "href");
    let file = browser.get(&href).await;
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    let lines: Vec<&str> = file.body.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 1171);
    assert_eq!(lines[0], "Order;Kund;Summa;Valuta");
    assert_eq!(lines[1], "NB-100001;Bo Berg;1,00;SEK");
    assert_eq!(lines[3], "NB-100003;\"Anna =1+1; \"\"Ek\"\"\";3,00;SEK");
    let ids: BTreeSet<&str> = lines[1..]
        .iter()
        .map(|l| l.split(';').next().unwrap())
        .collect();
    assert_eq!(ids.len(), 1170, "none twice, none left out");
    assert_eq!(world.audited("order.exported").await, 1);
    for (path, deed) in [
        ("/jobb", "job.exported"),
        ("/leveranser", "delivery.exported"),
        ("/utskick", "mail.exported"),
        ("/personal", "staff.exported"),
        ("/produkter", "product.exported"),
    ] {
        let href = browser.get(path).await.attribute_of("a[download]", "href");
        assert_eq!(browser.get(&href).await.status, StatusCode::OK, "{path}");
        assert_eq!(world.audited(deed).await, 1, "{path}");
    }
}

#[tokio::test]
async fn a_file_that_breaks_off_is_not_taken_for_whole() {
    let world = world(Environment::Production).await;
    with_orders(&world, 2300).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let whole = browser.get("/ordrar/export?sort=lagd").await;
    assert_eq!(whole.body.lines().count(), 2301);

    // The database falls away between two chunks: the file ends in an error, never in an end.
    let answer = browser
        .open("GET", "/ordrar/export?sort=lagd", Body::empty(), &[])
        .await;
    assert_eq!(answer.status(), StatusCode::OK);
    let mut file = answer.into_body().into_data_stream();
    let head = file.next().await.unwrap().unwrap();
    assert!(head.starts_with("\u{feff}Order;".as_bytes()));
    let first = file.next().await.unwrap().unwrap();
    assert_eq!(String::from_utf8_lossy(&first).lines().count(), 1000);
    world
        .database
        .execute("alter table orders rename to orders_elsewhere")
        .await;
    assert!(file.next().await.unwrap().is_err());
    assert!(file.next().await.is_none());
    world
        .database
        .execute("alter table orders_elsewhere rename to orders")
        .await;

    // Readers who stop in the middle hold nothing that others wait for, and neither do those who go away.
    let mut half_read = Vec::new();
    for _ in 0..20 {
        let answer = browser
            .open("GET", "/ordrar/export?sort=lagd", Body::empty(), &[])
            .await;
        let mut file = answer.into_body().into_data_stream();
        file.next().await.unwrap().unwrap();
        file.next().await.unwrap().unwrap();
        half_read.push(file);
    }
    assert_eq!(browser.get("/ordrar").await.status, StatusCode::OK);
    drop(half_read);
    assert_eq!(browser.get("/ordrar").await.status, StatusCode::OK);
    let asked = world.audited("order.exported").await;
    assert_eq!(
        asked, 22,
        "each was asked for, whether or not it was read to its end"
    );
}

#[tokio::test]
async fn a_chip_leads_to_the_other_values_of_its_filter() {
    let world = world(Environment::Production).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let page = browser
        .get("/ordrar?q=mugg&lage=placed&betalning=paid")
        .await;
    assert_eq!(page.count_of(".chip"), 3);
    assert_eq!(
        page.attribute_of(".chip > a", "href"),
        "#q",
        "the text has its field"
    );
    assert_eq!(
        page.attribute_of(".chip [aria-current=true]", "href"),
        "/ordrar?q=mugg&lage=placed&betalning=paid"
    );
    let other = page.attribute_of(".chip li:nth-child(3) a", "href");
    assert_eq!(other, "/ordrar?q=mugg&lage=lapsed&betalning=paid");
    let page = browser.get(&other).await;
    assert_eq!(
        page.attribute_of("#f-lage option[selected]", "value"),
        "lapsed"
    );
}

#[tokio::test]
async fn using_the_search_changes_no_columns() {
    let world = world(Environment::Production).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let page = browser.get("/jobb").await;
    // What a browser sends: the text, and every box of the closed menu as it stands.
    let html = scraper::Html::parse_document(&page.body);
    let boxes = scraper::Selector::parse("input[name=kol]").unwrap();
    let sent: Vec<String> = html
        .select(&boxes)
        .filter(|b| {
            b.value().attr("type") != Some("checkbox") || b.value().attr("checked").is_some()
        })
        .map(|b| format!("&kol={}", b.value().attr("value").unwrap()))
        .collect();
    let page = browser
        .get(&format!("/jobb?q=&lage=failed{}", sent.concat()))
        .await;
    assert_eq!(
        page.attribute_of(".tabs a[aria-current]", "href"),
        "/jobb?lage=failed"
    );
    assert_eq!(
        page.count_of(".tabs a[href^='/vyer/ny']"),
        0,
        "it is no view of one's own"
    );
}

#[tokio::test]
async fn what_every_list_shows_can_be_kept_under_a_name() {
    let world = world(Environment::Production).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let lists = [
        "/ordrar",
        "/returer",
        "/kreditnotor",
        "/offerter",
        "/kampanjer",
        "/presentkort",
        "/kunder",
        "/foretag",
        "/ansokningar",
        "/produkter",
        "/prislistor",
        "/omdomen",
        "/leveranser",
        "/jobb",
        "/utskick",
        "/personal",
    ];
    for list in lists {
        let page = browser.get(&format!("{list}?q=elin")).await;
        let keep = page.attribute_of(".tabs a[href^='/vyer/ny']", "href");
        let asked = browser.get(&keep).await;
        assert_eq!(asked.status, StatusCode::OK, "{list}: {keep}");
        assert_eq!(
            asked.attribute_of("input[name=fraga]", "value"),
            "q=elin",
            "{list}"
        );
    }
}

#[tokio::test]
async fn a_view_overwrites_no_other_and_none_is_saved_that_would_not_be_shown() {
    let world = world(Environment::Production).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    for n in 0..30 {
        let (name, query) = (format!("Vy {n}"), format!("q={n}"));
        let fields = [
            ("skarm", "jobs"),
            ("fraga", query.as_str()),
            ("name", name.as_str()),
        ];
        assert_eq!(
            browser.post("/vyer", &fields).await.status,
            StatusCode::SEE_OTHER
        );
        if n == 0 {
            let again = [("skarm", "jobs"), ("fraga", "q=annat"), ("name", "Vy 0")];
            let page = browser.post("/vyer", &again).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(page.attribute_of("#name", "value"), "Vy 0");
        }
    }
    let fields = [("skarm", "jobs"), ("fraga", "q=x"), ("name", "Vy 30")];
    let page = browser.post("/vyer", &fields).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text_of(".note.bad").contains("30 vyer"));
    let kept: String = world
        .database
        .value("select query from saved_views where name = 'Vy 0'")
        .await;
    assert_eq!(kept, "q=0");
    assert_eq!(browser.get("/jobb").await.count_of(".tabs a"), 34);
}

#[tokio::test]
async fn staff_is_a_list_like_the_others() {
    let world = world(Environment::Production).await;
    sqlx::query(
        "insert into staff (id, email, name, state, created_at, updated_at)
         select gen_random_uuid(), 'p' || n || '@nordbod.example', 'Person ' || n, case when n % 2 = 0 then 'closed' else 'active' end,
                now() - n * interval '1 minute', now() from generate_series(1, 120) n",
    )
    .execute(&world.database.pool)
    .await
    .unwrap();
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    assert_eq!(all_pages(&mut browser, "/personal").await.len(), 121);
    assert_eq!(
        all_pages(&mut browser, "/personal?konto=closed")
            .await
            .len(),
        60
    );
    assert_eq!(
        all_pages(&mut browser, "/personal?q=person%2011")
            .await
            .len(),
        11
    );
    let page = browser.get("/personal?q=finns%20inte").await;
    assert_eq!(
        page.text_of(".blank strong"),
        "Ingen i personalen passar filtret."
    );
    assert_eq!(page.count_of("[data-create]"), 1);
}
