//! Registering and logging in: by password, by link, and what no page tells of who has an account.

use commerce::customer::CUSTOMER_LINK;
use http::StatusCode;
use platform::secret::SecretKey;
use uuid::Uuid;

use crate::companies::person;
use crate::stand::{Page, SECRET, Stand};

pub const EMAIL: &str = "elin@exempel.se";
pub const PASSWORD: &str = "tjugo gröna hästar i regn";

/// Asks for something with an address, as people do.
pub async fn ask(stand: &Stand, path: &str, email: &str) -> Page {
    stand
        .post(path, &[("email", email), ("name", "Elin Sandahl")])
        .await
}

/// The address of the link that was asked for last.
pub async fn link(stand: &Stand) -> String {
    let id: Uuid = stand
        .world
        .database
        .value("select id from customer_links order by created_at desc, id desc limit 1")
        .await;
    let key = SecretKey::new(SECRET).link_key(CUSTOMER_LINK, id.as_bytes());
    format!("/konto/lank/{id}/{key}")
}

pub async fn registered(stand: &Stand) {
    ask(stand, "/konto/skapa", EMAIL).await;
    let opened = stand
        .post(
            &link(stand).await,
            &[("name", "Elin Sandahl"), ("password", PASSWORD)],
        )
        .await;
    assert_eq!(
        (opened.status, opened.location.as_str()),
        (StatusCode::SEE_OTHER, "/konto"),
        "{}",
        opened.html
    );
}

/// A shop at whose browser Elin has made her account and is logged in.
pub async fn member() -> Stand {
    let stand = Stand::new().await;
    registered(&stand).await;
    stand
}

pub async fn log_in(stand: &Stand, password: &str) -> Page {
    stand
        .post(
            "/konto/logga-in",
            &[("email", EMAIL), ("password", password)],
        )
        .await
}

#[tokio::test]
async fn an_account_is_made_by_whoever_reads_the_addresss_mail() {
    let stand = Stand::new().await;
    let nobody = stand.get("/konto").await;
    assert_eq!(nobody.location, "/konto/logga-in?next=%2Fkonto");
    let sent = ask(&stand, "/konto/skapa", EMAIL).await;
    assert!(sent.html.contains("Titta i din inkorg"), "{}", sent.html);
    let path = link(&stand).await;
    // Mail programs look at links ahead: that uses nothing up and makes nothing.
    for _ in 0..2 {
        let looked = stand.get(&path).await;
        assert_eq!(looked.status, StatusCode::OK);
        assert!(looked.html.contains("value=\"Elin Sandahl\""));
    }
    let count = "select count(*) from customers";
    assert_eq!(stand.world.database.value::<i64>(count).await, 0);
    let weak = stand
        .post(&path, &[("name", "Elin"), ("password", "elin@exempel.se1")])
        .await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(weak.html.contains("lätt att gissa") && !weak.html.contains("exempel.se1"));
    let made = stand
        .post(&path, &[("name", "Elin"), ("password", PASSWORD)])
        .await;
    assert_eq!(made.location, "/konto");
    assert!(stand.get("/konto").await.html.contains("Hej Elin"));
    let again = stand.post(&path, &[("name", "Elin")]).await;
    assert_eq!(again.status, StatusCode::GONE);
    assert_eq!(stand.world.database.value::<i64>(count).await, 1);
    let (start, last) = path.split_at(path.len() - 1);
    let forged = format!("{start}{}", if last == "x" { "y" } else { "x" });
    assert_eq!(stand.get(&forged).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn no_page_tells_whether_an_address_has_an_account() {
    let stand = member().await;
    stand.take_jar(Default::default());
    for path in ["/konto/skapa", "/konto/glomt"] {
        let known = ask(&stand, path, EMAIL).await;
        let unknown = ask(&stand, path, "ingen@exempel.se").await;
        assert_eq!(known.status, unknown.status);
        assert_eq!(
            known.html.replace(EMAIL, ""),
            unknown.html.replace("ingen@exempel.se", ""),
            "{path}"
        );
    }
    // One link and one mail each, whatever the address is.
    let links: i64 = stand
        .world
        .database
        .value("select count(*) from customer_links where purpose in ('known', 'reset', 'register') and used_at is null")
        .await;
    let mails: i64 = stand
        .world
        .database
        .value("select count(*) from jobs where name = 'commerce.send-customer-link'")
        .await;
    assert_eq!((links, mails), (4, 5));
    let wrong = log_in(&stand, "fel lösenord helt enkelt").await;
    let nobody = stand
        .post(
            "/konto/logga-in",
            &[("email", "ingen@exempel.se"), ("password", PASSWORD)],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        wrong.html.replace(EMAIL, ""),
        nobody.html.replace("ingen@exempel.se", "")
    );
}

#[tokio::test]
async fn no_timing_tells_whether_an_address_has_an_account() {
    let stand = member().await;
    // Somebody who has chosen no password has an account, too.
    person(&stand, "utan@exempel.se", "Utan Lösenord").await;
    stand.take_jar(Default::default());
    let counting = stand.counting().await;
    let passwords = &counting.stand.passwords;
    passwords.warm().await.unwrap();
    for path in ["/konto/logga-in", "/konto/skapa", "/konto/glomt"] {
        let is_log_in = path == "/konto/logga-in";
        let mut costs = Vec::new();
        for email in [
            "forst@exempel.se",
            EMAIL,
            "utan@exempel.se",
            "ingen@exempel.se",
        ] {
            let before = (counting.asked().await, passwords.runs());
            let form = [
                ("email", email),
                ("name", "Elin Sandahl"),
                ("password", "fel lösenord helt enkelt"),
            ];
            let answer = counting.stand.post(path, &form).await;
            let refused = answer.status == StatusCode::UNPROCESSABLE_ENTITY;
            assert_eq!(refused, is_log_in, "{path}: {}", answer.html);
            let after = (counting.asked().await, passwords.runs());
            costs.push((after.0 - before.0, after.1 - before.1));
        }
        // The first asks for what the process keeps for the rest.
        let [_, known, without, unknown] = costs[..] else {
            panic!("{costs:?}")
        };
        assert!(known == without && without == unknown, "{path}: {costs:?}");
        assert!(known.0 > 0, "{path}: {costs:?}");
        assert_eq!(known.1, u64::from(is_log_in), "{path}: {costs:?}");
    }
}

#[tokio::test]
async fn logging_in_by_password_and_out() {
    let stand = member().await;
    stand.post("/konto/logga-ut", &[]).await;
    assert_eq!(stand.get("/konto").await.status, StatusCode::SEE_OTHER);
    let wrong = log_in(&stand, "fel lösenord helt enkelt").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains(&format!("value=\"{EMAIL}\"")));
    assert!(!wrong.html.contains("fel lösenord helt"));
    let right = stand
        .post(
            "/konto/logga-in",
            &[
                ("email", "ELIN@exempel.se"),
                ("password", PASSWORD),
                ("next", "/kassa"),
            ],
        )
        .await;
    assert_eq!(right.location, "/kassa");
    let foreign = stand.get("/konto/logga-in?next=//evil.example").await;
    assert_eq!(foreign.location, "/konto");
}

#[tokio::test]
async fn a_link_logs_in_once_and_a_new_password_ends_what_was() {
    let stand = member().await;
    let first = stand.jar();
    stand.take_jar(Default::default());
    let asked = stand
        .post("/konto/logga-in", &[("email", EMAIL), ("link", "1")])
        .await;
    assert!(asked.html.contains("Titta i din inkorg"));
    let path = link(&stand).await;
    assert_eq!(stand.post(&path, &[]).await.location, "/konto");
    assert!(stand.get("/konto").await.html.contains("Hej Elin"));
    assert_eq!(stand.post(&path, &[]).await.status, StatusCode::GONE);
    // A link that waits is worth nothing once the password has been chosen anew.
    stand
        .post("/konto/logga-in", &[("email", EMAIL), ("link", "1")])
        .await;
    let waiting = link(&stand).await;
    ask(&stand, "/konto/glomt", EMAIL).await;
    let reset = link(&stand).await;
    let chosen = "nio blåa elefanter i snö";
    let done = stand.post(&reset, &[("password", chosen)]).await;
    assert_eq!(done.location, "/konto", "{}", done.html);
    assert_eq!(stand.post(&waiting, &[]).await.status, StatusCode::GONE);
    stand.take_jar(first);
    assert_eq!(stand.get("/konto").await.status, StatusCode::SEE_OTHER);
    stand.take_jar(Default::default());
    assert_eq!(
        log_in(&stand, PASSWORD).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(log_in(&stand, chosen).await.location, "/konto");
}

#[tokio::test]
async fn the_reader_of_a_shut_accounts_mail_is_told_and_nobody_else() {
    let stand = member().await;
    stand.take_jar(Default::default());
    let customer: Uuid = stand.world.database.value("select id from customers").await;
    let mut tx = stand.world.tx().await;
    let id = commerce::ids::CustomerId(customer);
    commerce::customer::by_staff::set_closed(&mut tx, id, true, "Provas")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for path in ["/konto/glomt", "/konto/skapa"] {
        let unknown = ask(&stand, path, "ingen@exempel.se").await;
        let shut = ask(&stand, path, EMAIL).await;
        assert_eq!(
            (shut.status, shut.html.replace(EMAIL, "ingen@exempel.se")),
            (unknown.status, unknown.html),
            "{path}"
        );
    }
    let links = "select string_agg(purpose, ' ') from customer_links where email = 'elin@exempel.se' and used_at is null";
    assert_eq!(
        stand.world.database.value::<String>(links).await,
        "shut shut"
    );
    // There is nothing behind it.
    let path = link(&stand).await;
    assert_eq!(stand.get(&path).await.status, StatusCode::GONE);
    let opened = stand.post(&path, &[("name", "Elin")]).await;
    assert_eq!(opened.status, StatusCode::GONE);
    assert_eq!(stand.get("/konto").await.status, StatusCode::SEE_OTHER);
}
