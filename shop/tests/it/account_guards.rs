//! What an account is guarded by: slowed guesses, counted mails, sessions that end, and links that are worth nothing any more.

use http::StatusCode;
use uuid::Uuid;

use crate::account::{EMAIL, PASSWORD, ask, link, log_in, member};

#[tokio::test]
async fn guessing_is_slowed_down_and_the_owners_browser_is_not() {
    let stand = member().await;
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
    let stand = member().await;
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
    let stand = member().await;
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
    let stand = member().await;
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
    let stand = member().await;
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
    let stand = member().await;
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
    let stand = member().await;
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
async fn the_present_password_cannot_be_guessed_from_inside_either() {
    let stand = member().await;
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
    let stand = member().await;
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
async fn an_account_knows_so_many_browsers_and_forgets_the_oldest() {
    use commerce::customer::{log_in, session};
    let stand = member().await;
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
