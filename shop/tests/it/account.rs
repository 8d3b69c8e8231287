//! Registering, logging in, and the pages that are a customer's own.

use commerce::customer::CUSTOMER_LINK;
use http::StatusCode;
use platform::secret::SecretKey;
use uuid::Uuid;

use crate::stand::{Mood, Page, SECRET, Stand};

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
    let forged = format!("{}x", &path[..path.len() - 1]);
    assert_eq!(stand.get(&forged).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn no_page_tells_whether_an_address_has_an_account() {
    let stand = Stand::new().await;
    registered(&stand).await;
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
async fn logging_in_by_password_and_out() {
    let stand = Stand::new().await;
    registered(&stand).await;
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
    let stand = Stand::new().await;
    registered(&stand).await;
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
async fn guessing_is_slowed_down_and_the_owners_browser_is_not() {
    let stand = Stand::new().await;
    registered(&stand).await;
    let own = stand.jar();
    stand.take_jar(Default::default());
    let mut last = StatusCode::OK;
    for _ in 0..7 {
        last = log_in(&stand, "fel lösenord helt enkelt").await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(
        log_in(&stand, PASSWORD).await.status,
        StatusCode::TOO_MANY_REQUESTS
    );
    let mut known = own;
    known.remove("torg_customer");
    stand.take_jar(known);
    assert_eq!(log_in(&stand, PASSWORD).await.location, "/konto");
}

#[tokio::test]
async fn a_mailbox_is_not_filled_and_its_owner_always_has_a_way_in() {
    let stand = Stand::new().await;
    registered(&stand).await;
    let own = stand.jar();
    stand.take_jar(Default::default());
    // Asking for the way to an order sends nothing here, and is not counted as a wish for a link.
    for _ in 0..12 {
        let fields = [("number", "ORD-999999"), ("email", EMAIL)];
        stand.post("/angra", &fields).await;
    }
    let links = "select count(*) from customer_links where purpose = 'reset'";
    let asked = ask(&stand, "/konto/glomt", EMAIL).await;
    assert_eq!(asked.status, StatusCode::OK, "{}", asked.html);
    assert_eq!(stand.world.database.value::<i64>(links).await, 1);
    // Whoever asks without end is answered alike, and sends a few mails.
    for _ in 0..11 {
        let page = ask(&stand, "/konto/glomt", EMAIL).await;
        assert_eq!((page.status, page.html), (asked.status, asked.html.clone()));
    }
    let sent = stand.world.database.value::<i64>(links).await;
    assert!((2..=6).contains(&sent), "{sent}");
    // The owner's browser is counted apart.
    let mut known = own;
    known.remove("torg_customer");
    stand.take_jar(known);
    ask(&stand, "/konto/glomt", EMAIL).await;
    assert_eq!(stand.world.database.value::<i64>(links).await, sent + 1);
    // An address without an account is answered like one that has one, here too.
    stand.take_jar(Default::default());
    for _ in 0..12 {
        let page = ask(&stand, "/konto/glomt", "ingen@exempel.se").await;
        assert_eq!(page.html.replace("ingen@exempel.se", EMAIL), asked.html);
    }
    // Nobody's wish holds a network up for ever, and a link that is old is not there any more.
    stand
        .world
        .clock
        .advance(jiff::SignedDuration::from_mins(11));
    ask(&stand, "/konto/glomt", EMAIL).await;
    assert_eq!(stand.world.database.value::<i64>(links).await, sent + 2);
}

#[tokio::test]
async fn strangers_who_guess_do_not_keep_the_owner_from_defending_the_account() {
    let stand = Stand::new().await;
    registered(&stand).await;
    let own = stand.jar();
    let chosen = "nio blåa elefanter i snö";
    stand
        .world
        .clock
        .advance(jiff::SignedDuration::from_hours(1));
    for password in [PASSWORD, chosen] {
        stand.take_jar(Default::default());
        for _ in 0..7 {
            log_in(&stand, "fel lösenord helt enkelt").await;
        }
        stand.take_jar(own.clone());
        if password == PASSWORD {
            let fields = [("current", PASSWORD), ("password", chosen)];
            let changed = stand.post("/konto/inloggning", &fields).await;
            assert_eq!(
                changed.location, "/konto/inloggning?klart=password",
                "{}",
                changed.html
            );
        }
    }
    // Nor is the browser that did it a stranger's from then on.
    let mut known = own;
    known.remove("torg_customer");
    stand.take_jar(known);
    assert_eq!(log_in(&stand, chosen).await.location, "/konto");
}

#[tokio::test]
async fn a_browser_that_is_logged_out_from_elsewhere_is_not_known_any_more() {
    let stand = Stand::new().await;
    registered(&stand).await;
    let first = stand.jar();
    stand.take_jar(Default::default());
    log_in(&stand, PASSWORD).await;
    let page = stand.get("/konto/inloggning").await.html;
    let (_, rest) = page
        .split_once("action=\"/konto/inloggning/")
        .expect("the other session");
    let other = rest.split('/').next().unwrap().to_owned();
    let devices = "select count(*) from customer_devices";
    assert_eq!(stand.world.database.value::<i64>(devices).await, 2);
    stand
        .post(&format!("/konto/inloggning/{other}/avsluta"), &[])
        .await;
    assert_eq!(stand.world.database.value::<i64>(devices).await, 1);
    stand.take_jar(first);
    for _ in 0..7 {
        log_in(&stand, "fel lösenord helt enkelt").await;
    }
    let late = log_in(&stand, PASSWORD).await;
    assert_eq!(late.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn what_was_let_in_before_the_owner_chose_another_password_does_nothing_after() {
    use commerce::customer::details::email;
    use commerce::customer::link::{LinkPurpose, Wish};
    use commerce::customer::{erase, password, session};
    let stand = Stand::new().await;
    registered(&stand).await;
    let token = stand.jar().remove("torg_customer").unwrap();
    let token = platform::auth::token::Token::parse(&token).unwrap();
    let mut tx = stand.world.tx().await;
    let now = tx.now();
    let thief = session::find(&mut tx, &token, now).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    stand.take_jar(Default::default());
    ask(&stand, "/konto/glomt", EMAIL).await;
    let chosen = "nio blåa elefanter i snö";
    let reset = link(&stand).await;
    assert_eq!(
        stand.post(&reset, &[("password", chosen)]).await.location,
        "/konto"
    );
    let wish = Wish {
        purpose: LinkPurpose::ChangeEmail,
        email: "tjuv@exempel.se".to_owned(),
        name: String::new(),
        locale: "sv".to_owned(),
        next_path: String::new(),
        address: [192, 0, 2, 1].into(),
    };
    let mut tx = stand.world.tx().await;
    assert!(
        !password::change(&mut tx, &thief, "$argon2id$x")
            .await
            .unwrap()
    );
    assert!(email::ask(&mut tx, &thief, &wish).await.unwrap().is_none());
    assert!(erase::by_customer(&mut tx, &thief).await.unwrap().is_none());
    drop(tx);
    stand.take_jar(Default::default());
    assert_eq!(log_in(&stand, chosen).await.location, "/konto");
}

#[tokio::test]
async fn two_links_of_one_account_and_staff_who_shut_it_do_not_wait_for_each_other() {
    use commerce::customer::by_staff;
    let stand = Stand::new().await;
    registered(&stand).await;
    stand.take_jar(Default::default());
    let customer: Uuid = stand.world.database.value("select id from customers").await;
    let customer = commerce::ids::CustomerId(customer);
    for _ in 0..3 {
        stand
            .world
            .clock
            .advance(jiff::SignedDuration::from_mins(20));
        ask(&stand, "/konto/glomt", EMAIL).await;
        let reset = link(&stand).await;
        stand
            .post("/konto/logga-in", &[("email", EMAIL), ("link", "1")])
            .await;
        let log_in = link(&stand).await;
        let shut = async {
            let mut tx = stand.world.tx().await;
            by_staff::set_closed(&mut tx, customer, true, "Provas").await?;
            tx.commit().await.unwrap();
            Ok::<(), by_staff::StaffDeedError>(())
        };
        let chosen = [("password", "nio blåa elefanter i snö")];
        let (one, other, shut) =
            tokio::join!(stand.post(&reset, &chosen), stand.post(&log_in, &[]), shut);
        for page in [one, other] {
            assert!(
                matches!(page.status, StatusCode::SEE_OTHER | StatusCode::GONE),
                "{} {}",
                page.status,
                page.html
            );
        }
        shut.unwrap();
        let mut tx = stand.world.tx().await;
        by_staff::set_closed(&mut tx, customer, false, "Provas")
            .await
            .unwrap();
        tx.commit().await.unwrap();
        stand.take_jar(Default::default());
    }
}

#[tokio::test]
async fn sessions_are_listed_and_ended_and_nobody_elses() {
    let stand = Stand::new().await;
    registered(&stand).await;
    let first = stand.jar();
    stand.take_jar(Default::default());
    log_in(&stand, PASSWORD).await;
    let page = stand.get("/konto/inloggning").await.html;
    assert_eq!(page.matches("Den här webbläsaren").count(), 1);
    let (_, rest) = page
        .split_once("action=\"/konto/inloggning/")
        .expect("the other session");
    let other = rest.split('/').next().unwrap().to_owned();
    let nobody = "/konto/inloggning/00000000-0000-7000-8000-000000000000/avsluta";
    assert_eq!(stand.post(nobody, &[]).await.status, StatusCode::NOT_FOUND);
    let ended = stand
        .post(&format!("/konto/inloggning/{other}/avsluta"), &[])
        .await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    let second = stand.jar();
    stand.take_jar(first);
    assert_eq!(stand.get("/konto").await.status, StatusCode::SEE_OTHER);
    stand.take_jar(second);
    let wrong = stand
        .post(
            "/konto/inloggning",
            &[("current", "fel"), ("password", "nio blåa elefanter i snö")],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let changed = stand
        .post(
            "/konto/inloggning",
            &[
                ("current", PASSWORD),
                ("password", "nio blåa elefanter i snö"),
            ],
        )
        .await;
    assert_eq!(changed.location, "/konto/inloggning?klart=password");
}

#[tokio::test]
async fn what_is_bought_logged_in_is_the_customers() {
    let stand = Stand::new().await;
    registered(&stand).await;
    stand.add("2").await;
    let page = stand.get("/kassa").await.html;
    assert!(page.contains(&format!("value=\"{EMAIL}\"")) && page.contains("value=\"Sandahl\""));
    assert!(page.contains("Du är inloggad som Elin"), "{page}");
    let form = stand.filled().await;
    stand.buy(&form).await;
    // What is not paid is no purchase yet.
    let list = "/konto/bestallningar";
    assert!(stand.get(list).await.html.contains("Inga beställningar än"));
    stand.provider_is(Mood::Pays);
    let number: String = stand
        .world
        .database
        .value("select number from orders")
        .await;
    let id: Uuid = stand.world.database.value("select id from orders").await;
    let key = SecretKey::new(SECRET).link_key(commerce::order::ORDER_PAGE, id.as_bytes());
    stand.get(&format!("/order/{number}/{key}/ater")).await;
    let shown = stand.get(list).await.html;
    assert!(
        shown.contains(&number) && shown.contains("2 varor") && shown.contains("Packas"),
        "{shown}"
    );
}

#[tokio::test]
async fn an_order_is_whose_it_was_when_it_was_paid_for() {
    let stand = Stand::new().await;
    stand.add("1").await;
    let form = stand.filled().await;
    stand.buy(&form).await;
    // Back from the provider's page, and logged in: the cart comes along, and is confirmed by somebody with a name.
    registered(&stand).await;
    let form = stand.filled().await;
    let sent = stand.buy(&form).await;
    assert!(
        sent.location.starts_with("https://pay.example/"),
        "{}",
        sent.html
    );
    let owned = "select count(*) from orders where customer_id is not null and state = 'prepared'";
    assert_eq!(stand.world.database.value::<i64>(owned).await, 1);
    let living = "select count(*) from orders where state = 'prepared'";
    assert_eq!(stand.world.database.value::<i64>(living).await, 1);
}

#[tokio::test]
async fn the_present_password_cannot_be_guessed_from_inside_either() {
    let stand = Stand::new().await;
    registered(&stand).await;
    // A while ago: the link that logged in proves nothing any more.
    stand
        .world
        .clock
        .advance(jiff::SignedDuration::from_hours(1));
    let mut waits = 0;
    for _ in 0..12 {
        let fields = [("current", "fel"), ("password", "nio blåa elefanter i snö")];
        let page = stand.post("/konto/inloggning", &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        waits += page.html.matches("Det blev många försök").count();
    }
    assert!(waits > 0);
    let told = "select count(*) from audit_entries where action = 'customer.log_in_refused'";
    assert!(stand.world.database.value::<i64>(told).await >= 5);
}

#[tokio::test]
async fn links_that_are_opened_do_not_add_up_to_a_wait() {
    let stand = Stand::new().await;
    registered(&stand).await;
    for _ in 0..9 {
        stand.take_jar(Default::default());
        let asked = stand
            .post("/konto/logga-in", &[("email", EMAIL), ("link", "1")])
            .await;
        assert_eq!(asked.status, StatusCode::OK);
        assert_eq!(
            stand.post(&link(&stand).await, &[]).await.location,
            "/konto"
        );
    }
}

#[tokio::test]
async fn places_in_the_list_that_cannot_be_are_its_beginning() {
    let stand = Stand::new().await;
    registered(&stand).await;
    let id = "01a213c2-f7af-7217-a8b1-21f336b03c03";
    for place in ["-377000000000000000", "9223372036854775807", "x", ""] {
        let page = stand
            .get(&format!("/konto/bestallningar?fore={place}~{id}"))
            .await;
        assert_eq!(page.status, StatusCode::OK, "{place}");
    }
}

#[tokio::test]
async fn purchases_as_a_guest_can_be_added_by_whoever_has_the_address() {
    let stand = Stand::new().await;
    stand.add("1").await;
    let form = stand.filled().await;
    stand.buy(&form).await;
    stand.provider_is(Mood::Pays);
    let number: String = stand
        .world
        .database
        .value("select number from orders")
        .await;
    let id: Uuid = stand.world.database.value("select id from orders").await;
    let key = SecretKey::new(SECRET).link_key(commerce::order::ORDER_PAGE, id.as_bytes());
    stand.get(&format!("/order/{number}/{key}/ater")).await;
    registered(&stand).await;
    let page = stand.get("/konto").await.html;
    assert!(
        page.contains("Du har ett tidigare köp utan konto"),
        "{page}"
    );
    assert!(!page.contains(&number));
    stand.post("/konto/hamta-kop", &[]).await;
    let list = stand.get("/konto/bestallningar").await.html;
    assert!(list.contains(&number) && list.contains("1 vara"), "{list}");
    // Another customer sees none of it.
    stand.take_jar(Default::default());
    ask(&stand, "/konto/skapa", "maja@exempel.se").await;
    stand
        .post(&link(&stand).await, &[("name", "Maja Ek")])
        .await;
    assert!(
        !stand
            .get("/konto/bestallningar")
            .await
            .html
            .contains(&number)
    );
    assert!(
        !stand
            .get("/konto")
            .await
            .html
            .contains("tidigare köp utan konto")
    );
}

#[tokio::test]
async fn the_reader_of_a_shut_accounts_mail_is_told_and_nobody_else() {
    let stand = Stand::new().await;
    registered(&stand).await;
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

#[tokio::test]
async fn an_order_that_is_no_number_is_refused_when_logged_in_too() {
    let stand = Stand::new().await;
    registered(&stand).await;
    for path in [
        "/konto/bestallningar/%00",
        "/konto/bestallningar/%00/kvitto",
    ] {
        assert_eq!(
            stand.get(path).await.status,
            StatusCode::BAD_REQUEST,
            "{path}"
        );
    }
    let again = stand.post("/konto/bestallningar/%00/igen", &[]).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_account_knows_so_many_browsers_and_forgets_the_oldest() {
    use commerce::customer::{log_in, session};
    let stand = Stand::new().await;
    registered(&stand).await;
    let client = platform::auth::session::Client {
        address: [192, 0, 2, 1].into(),
        user_agent: String::new(),
    };
    let mut tx = stand.world.tx().await;
    let customer = log_in::account(&mut tx, EMAIL).await.unwrap().unwrap();
    for _ in 0..session::MOST_DEVICES {
        log_in::begin(&mut tx, &customer, "password", &client)
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let known = "select count(*) from customer_devices";
    assert_eq!(
        stand.world.database.value::<i64>(known).await,
        session::MOST_DEVICES
    );
    // Old ones go in batches, until there are none.
    stand
        .world
        .clock
        .advance(jiff::SignedDuration::from_hours(24 * 400));
    let mut tx = stand.world.tx().await;
    assert!(commerce::customer::sweep(&mut tx).await.unwrap() > 0);
    assert_eq!(commerce::customer::sweep(&mut tx).await.unwrap(), 0);
    tx.commit().await.unwrap();
    assert_eq!(stand.world.database.value::<i64>(known).await, 0);
}
