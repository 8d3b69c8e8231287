//! The rooms with something in them.

use std::time::Duration;

use admin::Environment;
use axum::body::{Body, to_bytes};
use http::{Request, StatusCode, header};
use platform::db::Origin;
use platform::jobs::Job;
use platform::web::layers::Patience;
use serde::{Deserialize, Serialize};
use tower::ServiceExt as _;

use crate::client::{World, world};

#[derive(Serialize, Deserialize)]
struct Tidy {
    number: i32,
}

impl Job for Tidy {
    const NAME: &'static str = "test.tidy";
    const QUEUE: &'static str = "testing";
}

pub(crate) async fn with_jobs(world: &World, ready: i32, failed: i32) {
    let mut tx = world
        .db
        .begin(Origin::system("test"))
        .await
        .expect("jobs are written");
    for number in 0..ready + failed {
        tx.enqueue(&Tidy { number })
            .await
            .expect("jobs are written");
    }
    tx.commit().await.expect("jobs are written");
    sqlx::query(
        "update jobs set state = 'failed', attempts = 12, last_error = '<b>lagret</b> svarade inte' where id in (select id from jobs order by id limit $1)",
    )
    .bind(i64::from(failed))
    .execute(&world.database.pool)
    .await
    .expect("jobs are written");
}

#[tokio::test]
async fn failed_jobs_are_told_of_first_and_can_be_tried_again() {
    let world = world(Environment::Production).await;
    with_jobs(&world, 2, 3).await;
    let (mut browser, _) = world
        .logged_in("sara@nordbod.example", &["operations"])
        .await;
    let page = browser.get("/").await;
    assert_eq!(page.text_of("h1"), "3 saker har stannat. Resten går.");
    assert_eq!(
        page.attribute_of(".harm .btn.primary", "href"),
        "/jobb?lage=failed"
    );
    let page = browser.get("/jobb?lage=failed").await;
    assert_eq!(page.count_of("tbody tr"), 3);
    assert_eq!(page.text_of(".why"), "<b>lagret</b> svarade inte");
    assert!(
        page.text_of(".pager span").contains("3 av 3"),
        "{}",
        page.text_of(".pager")
    );
    let id = page.attribute_of("input.pick", "value");
    let one = browser.get(&format!("/jobb/{id}")).await;
    assert_eq!(one.count_of("button[data-retry]"), 1);
    let done = browser
        .post(
            "/jobb/igen",
            &[
                ("id", &id),
                ("id", "not an id"),
                ("tillbaka", "/jobb?lage=failed"),
            ],
        )
        .await;
    assert_eq!(done.location, "/jobb?lage=failed&omtag=1");
    let page = browser.get(&done.location).await;
    assert_eq!(
        (page.count_of("tbody tr"), page.text_of(".note")),
        (2, "1 är tillbaka i kön.".to_owned())
    );
    assert_eq!(world.audited("job.retry").await, 1);
    let again = browser.post(&format!("/jobb/{id}/igen"), &[]).await;
    assert_eq!(
        again.status,
        StatusCode::CONFLICT,
        "it does not stand still any more"
    );
    let (mut clerk, _) = world.logged_in("lena@nordbod.example", &["orders"]).await;
    assert_eq!(
        clerk.get("/jobb?lage=failed").await.count_of("input.pick"),
        0,
        "who may only read has nothing to tick"
    );
}

#[tokio::test]
async fn long_lists_are_paged_by_key_and_counted_to_a_thousand() {
    let world = world(Environment::Production).await;
    sqlx::query(
        "insert into jobs (id, queue, name, payload, run_at, max_attempts, created_at, updated_at)
         select gen_random_uuid(), 'testing', 'test.tidy', '{}', now(), 3, now() - n * interval '1 second', now()
         from generate_series(1, 1234) n",
    )
    .execute(&world.database.pool)
    .await
    .unwrap();
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let mut page = browser.get("/jobb").await;
    assert!(
        page.text_of(".pager span").contains("mer än 1\u{a0}000"),
        "{}",
        page.text_of(".pager span")
    );
    let mut seen = std::collections::BTreeSet::new();
    let mut previous = String::new();
    loop {
        let html = scraper::Html::parse_document(&page.body);
        let links = scraper::Selector::parse("tbody a.main").unwrap();
        for link in html.select(&links) {
            assert!(
                seen.insert(link.value().attr("href").unwrap().to_owned()),
                "a row came twice"
            );
        }
        let next = page.attribute_of("a[rel=next]", "href");
        if next.is_empty() {
            break;
        }
        previous = next.clone();
        page = browser.get(&next).await;
    }
    assert_eq!(seen.len(), 1234);
    let back = page.attribute_of("a[rel=prev]", "href");
    let before = browser.get(&back).await;
    assert_eq!(before.count_of("tbody tr"), 50);
    assert!(
        before
            .attribute_of("a[rel=next]", "href")
            .contains("efter="),
        "{previous}"
    );
}

#[tokio::test]
async fn a_view_is_saved_shown_and_forgotten() {
    let world = world(Environment::Production).await;
    with_jobs(&world, 1, 1).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let page = browser.get("/jobb?lage=failed&ko=testing").await;
    let ask = page.attribute_of(".tabs a[href^='/vyer/ny']", "href");
    let page = browser.get(&ask).await;
    let kept = page.attribute_of("input[name=fraga]", "value");
    let empty = browser
        .post(
            "/vyer",
            &[("skarm", "jobs"), ("fraga", &kept), ("name", "  ")],
        )
        .await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        empty.attribute_of("input[name=fraga]", "value"),
        kept,
        "nothing is lost"
    );
    let saved = browser
        .post(
            "/vyer",
            &[("skarm", "jobs"), ("fraga", &kept), ("name", "Mina <fel>")],
        )
        .await;
    assert_eq!(saved.location, "/jobb?lage=failed&ko=testing");
    let page = browser.get(&saved.location).await;
    assert_eq!(page.text_of(".tabs a[aria-current]"), "Mina <fel>");
    let forget = page.attribute_of(".viewtools", "action");
    let (mut other, _) = world.logged_in("lena@nordbod.example", &["owner"]).await;
    assert_eq!(
        other.post(&forget, &[]).await.status,
        StatusCode::NOT_FOUND,
        "views are one's own"
    );
    assert_eq!(
        browser
            .post(&forget, &[("tillbaka", "/jobb")])
            .await
            .location,
        "/jobb"
    );
    assert_eq!(browser.get("/jobb").await.count_of(".tabs a"), 4);
}

#[tokio::test]
async fn a_mail_is_read_in_a_frame_that_runs_nothing() {
    let world = world(Environment::Demo).await;
    sqlx::query(
        "insert into mails (id, kind, sender, recipient, subject, body_text, body_html, locale, state, created_at)
         values (gen_random_uuid(), 'order-confirmation', 'hej@nordbod.example', 'elin@studiofuru.example', 'Tack & hej', 'Hej <Elin>',
                 '<p>Hej</p><script>alert(1)</script>', 'sv', 'sent', now())",
    )
    .execute(&world.database.pool)
    .await
    .unwrap();
    let (browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    for (mut reader, base) in [(world.browser(), "/mailbox"), (browser, "/utskick")] {
        let href = reader.get(base).await.attribute_of("tbody a.main", "href");
        assert!(href.starts_with(base), "{href}");
        let page = reader.get(&href).await;
        assert!(page.text_of("h1").starts_with("Tack & hej"));
        assert_eq!(
            page.attribute_of("iframe", "sandbox"),
            "allow-popups allow-popups-to-escape-sandbox"
        );
        let body = reader.get(&page.attribute_of("iframe", "src")).await;
        let policy = body.headers["content-security-policy"].to_str().unwrap();
        assert!(
            policy.contains("sandbox")
                && policy.contains("default-src 'none'")
                && !policy.contains("script")
                && policy.contains("img-src data: https://nordbod.example;"),
            "{policy}"
        );
        assert_eq!(body.headers["x-frame-options"], "SAMEORIGIN");
        let text = reader.get(&format!("{href}?visa=text")).await;
        assert_eq!(
            (text.text_of("pre"), text.count_of("iframe")),
            ("Hej <Elin>".to_owned(), 0)
        );
    }
}

#[tokio::test]
async fn staff_do_not_read_the_links_that_log_customers_in() {
    let world = world(Environment::Demo).await;
    sqlx::query(
        "insert into mails (id, kind, sender, recipient, subject, body_text, body_html, locale, state, created_at)
         values (gen_random_uuid(), 'customer-link', 'hej@nordbod.example', 'elin@studiofuru.example', 'Logga in',
                 'https://nordbod.example/konto/lank/1/hemlig', '<a href=\"https://nordbod.example/konto/lank/1/hemlig\">Logga in</a>',
                 'sv', 'sent', now())",
    )
    .execute(&world.database.pool)
    .await
    .unwrap();
    let (mut owner, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let list = owner.get("/utskick").await;
    let href = list.attribute_of("tbody a.main", "href");
    for address in [href.clone(), format!("{href}?visa=text")] {
        let page = owner.get(&address).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.count_of("iframe"), 0);
        assert!(!page.body.contains("hemlig"), "{}", page.body);
        assert!(page.body.contains("loggar in kunden"));
    }
    let body = owner.get(&format!("{href}/html")).await;
    assert_eq!(body.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_colleague_is_invited_and_comes_in() {
    let world = world(Environment::Production).await;
    let (mut owner, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    let wrong = owner
        .post(
            "/personal/ny",
            &[("name", "Åsa Öhman"), ("email", "inte en adress")],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        wrong.attribute_of("#name", "value"),
        "Åsa Öhman",
        "nothing typed is lost"
    );
    assert_eq!(wrong.count_of(".note.bad li"), 2);
    let page = owner
        .post(
            "/personal/ny",
            &[
                ("name", "Åsa Öhman"),
                ("email", "asa@nordbod.example"),
                ("role", "orders"),
            ],
        )
        .await;
    let link = page.attribute_of("#link", "value");
    let path = link
        .strip_prefix("https://admin.nordbod.example")
        .unwrap()
        .to_owned();
    let taken = owner
        .post(
            "/personal/ny",
            &[
                ("name", "x"),
                ("email", "ASA@nordbod.example"),
                ("role", "orders"),
            ],
        )
        .await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);

    let mut asa = world.browser();
    assert_eq!(asa.get(&path).await.text_of("h1"), "Välkommen, Åsa Öhman");
    let weak = asa
        .post(
            &path,
            &[("password", "nordbod-1234"), ("again", "nordbod-1234")],
        )
        .await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    let good = crate::client::PASSWORD;
    assert_eq!(
        asa.post(&path, &[("password", good), ("again", good)])
            .await
            .location,
        "/logga-in?valkommen=1"
    );
    assert_eq!(
        asa.get(&path).await.status,
        StatusCode::NOT_FOUND,
        "the link is good once"
    );
    assert_eq!(
        asa.log_in("asa@nordbod.example").await.location,
        "/logga-in/kod"
    );
    assert_eq!(
        asa.get("/logga-in/kod").await.location,
        "/logga-in/tva-steg",
        "the second step is not a choice"
    );
}

#[tokio::test]
async fn the_last_owner_cannot_be_closed_or_demoted_and_stale_forms_change_nothing() {
    let world = world(Environment::Production).await;
    let (mut owner, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    let href = owner
        .get("/personal")
        .await
        .attribute_of("tbody a.main", "href");
    let version = owner
        .get(&href)
        .await
        .attribute_of("input[name=row_version]", "value");
    let page = owner
        .post(
            &format!("{href}/roller"),
            &[("role", "orders"), ("row_version", &version)],
        )
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text_of(".note.bad").contains("minst en systemägare"));
    let close = owner
        .post(&format!("{href}/stang"), &[("row_version", &version)])
        .await;
    assert_eq!(close.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(owner.get("/").await.status, StatusCode::OK);

    let stale = owner
        .post("/profil", &[("name", "Nytt namn"), ("row_version", "0")])
        .await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stale.attribute_of("#name", "value"), "Nytt namn");
    let version = stale.attribute_of("form[data-save] input[name=row_version]", "value");
    let fields = [
        ("name", "Nytt namn"),
        ("locale", "en"),
        ("theme", "dark"),
        ("row_version", version.as_str()),
    ];
    assert_eq!(
        owner.post("/profil", &fields).await.location,
        "/profil?klart=profile-saved"
    );
    let page = owner.get("/profil").await;
    assert_eq!(
        (
            page.attribute_of("html", "lang"),
            page.attribute_of("html", "data-theme")
        ),
        ("en".to_owned(), "dark".to_owned())
    );
}

#[tokio::test]
async fn whoever_waits_in_vain_is_told_so_in_the_frame_they_know() {
    let world = world(Environment::Production).await;
    let (browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let mut tx = world.db.begin(Origin::system("test")).await.unwrap();
    sqlx::query("lock table audit_entries in access exclusive mode")
        .execute(&mut *tx)
        .await
        .unwrap();
    let cookies: Vec<String> = browser
        .cookies
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let request = Request::get("/granskning")
        .header(header::COOKIE, cookies.join("; "))
        .extension(Patience(Duration::from_millis(200)))
        .body(Body::empty())
        .unwrap();
    let response = world.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.headers()[header::RETRY_AFTER], "5");
    let body = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    let html = String::from_utf8_lossy(&body);
    assert!(html.contains("<h1>Det tog för lång tid</h1>"), "{html}");
    let html = scraper::Html::parse_document(&html);
    let again = scraper::Selector::parse("a.btn.primary").unwrap();
    let again = html.select(&again).next().unwrap();
    assert_eq!(again.value().attr("href"), Some("/granskning"));
}
