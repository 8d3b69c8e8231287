//! Log-in: password, forced second step, recovery codes, throttling, sessions (issue 2, section 5; C1-C3).

use admin::Environment;
use http::StatusCode;
use jiff::SignedDuration;
use platform::auth::totp::TotpSecret;

use crate::client::{PASSWORD, World, world};

async fn test_world() -> World {
    world(Environment::Production).await
}

#[tokio::test]
async fn the_first_log_in_sets_up_the_second_step_and_shows_recovery_codes_once() {
    let world = test_world().await;
    world.person("sara@nordbod.example", &["owner"]).await;
    let mut browser = world.browser();
    let page = browser.get("/ordrar?q=a").await;
    assert_eq!(page.location, "/logga-in?vidare=%2Fordrar%3Fq%3Da");
    let page = browser
        .post(
            "/logga-in",
            &[
                ("email", "SARA@nordbod.example"),
                ("password", PASSWORD),
                ("vidare", "/ordrar?q=a"),
            ],
        )
        .await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.body);
    let halfway = browser.cookies.clone();
    assert!(
        browser
            .get("/ordrar")
            .await
            .location
            .starts_with("/logga-in"),
        "the password alone opens nothing"
    );
    assert_eq!(
        browser.get(&page.location).await.location,
        "/logga-in/tva-steg?vidare=%2Fordrar%3Fq%3Da"
    );
    let page = browser
        .get("/logga-in/tva-steg?vidare=%2Fordrar%3Fq%3Da")
        .await;
    assert_eq!(page.count_of(".qr svg path.dots"), 1);
    let shown = page.text_of("code.secret");
    let secret = TotpSecret::from_base32(&shown).unwrap();
    assert_eq!(
        browser
            .get("/logga-in/tva-steg")
            .await
            .text_of("code.secret"),
        shown,
        "a reload keeps the key"
    );

    let wrong = browser
        .post("/logga-in/tva-steg", &[("code", "000000")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let code = secret.code_at(world.clock.now());
    let page = browser
        .post(
            "/logga-in/tva-steg",
            &[("code", &code), ("vidare", "/ordrar?q=a")],
        )
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.count_of(".codes li"), 10);
    assert_eq!(
        page.attribute_of(".card .btn.primary", "href"),
        "/ordrar?q=a"
    );
    assert_ne!(
        browser.cookies["__Host-torg_staff"], halfway["__Host-torg_staff"],
        "the token changes with the privilege"
    );
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    let mut old = world.browser();
    old.cookies = halfway;
    assert!(
        old.get("/").await.location.starts_with("/logga-in"),
        "the token from before is worth nothing"
    );
    for (action, count) in [
        ("staff.password_accepted", 1),
        ("staff.code_refused", 1),
        ("staff.second_step_enrolled", 1),
        ("staff.recovery_codes_made", 1),
    ] {
        assert_eq!(world.audited(action).await, count, "{action}");
    }
    let stored: Vec<u8> = sqlx::query_scalar("select totp_sealed from staff")
        .fetch_one(&world.database.pool)
        .await
        .unwrap();
    assert!(
        !stored.windows(20).any(|w| w == secret.bytes()),
        "the key is sealed at rest"
    );
    assert!(world.vault.open(&stored, b"someone else").is_err());
}

#[tokio::test]
async fn a_code_is_good_once() {
    let world = test_world().await;
    let (_, secret) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let code = secret.code_at(world.clock.now());
    let mut browser = world.browser();
    browser.log_in("sara@nordbod.example").await;
    let page = browser.post("/logga-in/kod", &[("code", &code)]).await;
    assert_eq!(
        page.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "the code that set up the step is used"
    );
    world.clock.advance(SignedDuration::from_secs(30));
    let code = secret.code_at(world.clock.now());
    let page = browser.post("/logga-in/kod", &[("code", &code)]).await;
    assert_eq!(
        (page.status, page.location.as_str()),
        (StatusCode::SEE_OTHER, "/")
    );
    let mut second = world.browser();
    second.log_in("sara@nordbod.example").await;
    assert_eq!(
        second
            .post("/logga-in/kod", &[("code", &code)])
            .await
            .status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "replay"
    );
}

#[tokio::test]
async fn one_code_sent_from_many_places_at_once_lets_one_in() {
    let world = test_world().await;
    let (_, secret) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    world.clock.advance(SignedDuration::from_secs(30));
    let code = secret.code_at(world.clock.now());
    let mut tries = tokio::task::JoinSet::new();
    for n in 0..4 {
        let mut browser = world.browser_at(&format!("192.0.2.{n}"));
        browser.log_in("sara@nordbod.example").await;
        let code = code.clone();
        tries.spawn(async move {
            browser
                .post("/logga-in/kod", &[("code", &code)])
                .await
                .status
        });
    }
    let statuses = tries.join_all().await;
    assert_eq!(
        statuses
            .iter()
            .filter(|s| **s == StatusCode::SEE_OTHER)
            .count(),
        1,
        "{statuses:?}"
    );
}

#[tokio::test]
async fn a_recovery_code_is_good_once() {
    let world = test_world().await;
    world.person("sara@nordbod.example", &["owner"]).await;
    let mut browser = world.browser();
    browser.log_in("sara@nordbod.example").await;
    let secret = TotpSecret::from_base32(
        &browser
            .get("/logga-in/tva-steg")
            .await
            .text_of("code.secret"),
    )
    .unwrap();
    let code = secret.code_at(world.clock.now());
    let page = browser.post("/logga-in/tva-steg", &[("code", &code)]).await;
    let recovery = page.text_of(".codes li").to_lowercase().replace('-', " ");
    let mut lost = world.browser();
    lost.log_in("sara@nordbod.example").await;
    assert_eq!(
        lost.post("/logga-in/reservkod", &[("code", &recovery)])
            .await
            .location,
        "/"
    );
    assert_eq!(lost.get("/profil").await.status, StatusCode::OK);
    let mut again = world.browser();
    again.log_in("sara@nordbod.example").await;
    assert_eq!(
        again
            .post("/logga-in/reservkod", &[("code", &recovery)])
            .await
            .status,
        StatusCode::UNPROCESSABLE_ENTITY
    );

    // New codes ask for the password, and the old ones are gone.
    let page = lost
        .post("/profil/reservkoder", &[("codes_password", "fel lösenord")])
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = lost
        .post("/profil/reservkoder", &[("codes_password", PASSWORD)])
        .await;
    assert_eq!(page.count_of(".codes li"), 10);
    let unused: i64 =
        sqlx::query_scalar("select count(*) from recovery_codes where used_at is null")
            .fetch_one(&world.database.pool)
            .await
            .unwrap();
    assert_eq!(unused, 10);
}

#[tokio::test]
async fn guessing_is_slowed_but_the_owners_own_browser_is_not_held_up() {
    let world = test_world().await;
    let (mut owner, secret) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    owner.post("/logga-ut", &[]).await;
    let mut waits = 0;
    for n in 0..12 {
        // Each try from an address of its own: it is the account that slows down.
        let mut stranger = world.browser_at(&format!("198.51.100.{n}"));
        let page = stranger
            .post(
                "/logga-in",
                &[
                    ("email", "sara@nordbod.example"),
                    ("password", "gissning nummer ett"),
                ],
            )
            .await;
        waits += usize::from(page.status == StatusCode::TOO_MANY_REQUESTS);
        assert!(matches!(
            page.status,
            StatusCode::TOO_MANY_REQUESTS | StatusCode::UNPROCESSABLE_ENTITY
        ));
        assert!(
            page.body.contains("sara@nordbod.example"),
            "what was typed is still there"
        );
    }
    assert!(waits >= 5, "only {waits} of 12 had to wait");
    let mut new_device = world.browser_at("203.0.113.1");
    assert_eq!(
        new_device.log_in("sara@nordbod.example").await.status,
        StatusCode::TOO_MANY_REQUESTS
    );
    assert_eq!(
        owner.log_in("sara@nordbod.example").await.location,
        "/logga-in/kod",
        "the known device gets in"
    );
    world.clock.advance(SignedDuration::from_mins(5));
    assert_eq!(
        new_device.log_in("sara@nordbod.example").await.location,
        "/logga-in/kod",
        "no lock lasts"
    );
    let code = secret.code_at(world.clock.now());
    assert_eq!(
        new_device
            .post("/logga-in/kod", &[("code", &code)])
            .await
            .location,
        "/"
    );
}

#[tokio::test]
async fn an_address_that_tries_many_accounts_is_slowed() {
    let world = test_world().await;
    let mut stranger = world.browser_at("198.51.100.7");
    let mut last = StatusCode::OK;
    for n in 0..23 {
        let email = format!("person{n}@nordbod.example");
        last = stranger
            .post(
                "/logga-in",
                &[("email", &email), ("password", "gissning nummer ett")],
            )
            .await
            .status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let mut other = world.browser_at("198.51.100.8");
    let page = other
        .post(
            "/logga-in",
            &[
                ("email", "person99@nordbod.example"),
                ("password", "gissning"),
            ],
        )
        .await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn nobody_learns_which_accounts_exist() {
    let world = test_world().await;
    let id = world.person("sara@nordbod.example", &["owner"]).await;
    let answer = |email: &'static str| {
        let mut browser = world.browser();
        async move {
            let page = browser
                .post(
                    "/logga-in",
                    &[("email", email), ("password", "gissning nummer ett")],
                )
                .await;
            (page.status, page.body.replace(email, "…"))
        }
    };
    let known = answer("sara@nordbod.example").await;
    assert_eq!(known, answer("sven@nordbod.example").await);
    sqlx::query("update staff set state = 'closed' where id = $1")
        .bind(id.0)
        .execute(&world.database.pool)
        .await
        .unwrap();
    let mut browser = world.browser();
    let page = browser.log_in("sara@nordbod.example").await;
    assert_eq!(
        page.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a closed account is like none, even with the right password"
    );
    assert_eq!(page.text_of(".err"), "E-post eller lösenord stämmer inte.");
}

#[tokio::test]
async fn sessions_end_when_idle_when_old_when_revoked_and_at_log_out() {
    let world = test_world().await;
    let (mut browser, secret) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    world.clock.advance(SignedDuration::from_mins(59));
    assert_eq!(browser.get("/profil").await.status, StatusCode::OK);
    world.clock.advance(SignedDuration::from_mins(61));
    assert_eq!(
        browser.get("/profil").await.status,
        StatusCode::SEE_OTHER,
        "idle"
    );

    let mut first = browser.clone();
    let again = |mut b: crate::client::Browser| {
        let (clock, secret) = (world.clock.clone(), secret.clone());
        async move {
            clock.advance(SignedDuration::from_secs(60));
            b.log_in("sara@nordbod.example").await;
            let page = b
                .post("/logga-in/kod", &[("code", &secret.code_at(clock.now()))])
                .await;
            assert_eq!(page.location, "/", "{}", page.body);
            b
        }
    };
    first = again(first).await;
    let mut second = again(world.browser()).await;
    let page = first.get("/profil").await;
    assert_eq!(page.count_of("#sessioner tbody tr"), 2);
    let action = page.attribute_of("#sessioner tbody form", "action");
    assert_eq!(first.post(&action, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        second.get("/profil").await.status,
        StatusCode::SEE_OTHER,
        "revoked"
    );

    let kept = first.cookies.clone();
    first.post("/logga-ut", &[]).await;
    first.cookies = kept;
    assert_eq!(
        first.get("/profil").await.status,
        StatusCode::SEE_OTHER,
        "logged out"
    );

    let mut busy = again(world.browser()).await;
    for _ in 0..14 {
        assert_eq!(busy.get("/profil").await.status, StatusCode::OK);
        world.clock.advance(SignedDuration::from_mins(50));
    }
    world.clock.advance(SignedDuration::from_mins(25));
    assert_eq!(
        busy.get("/profil").await.status,
        StatusCode::SEE_OTHER,
        "twelve hours are the end, however busy"
    );
    for action in ["staff.log_in", "staff.log_out", "staff.session_revoked"] {
        assert!(world.audited(action).await > 0, "{action}");
    }
}

#[tokio::test]
async fn a_changed_password_ends_other_sessions() {
    let world = test_world().await;
    let (mut browser, secret) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let mut other = world.browser();
    world.clock.advance(SignedDuration::from_secs(60));
    other.log_in("sara@nordbod.example").await;
    other
        .post(
            "/logga-in/kod",
            &[("code", &secret.code_at(world.clock.now()))],
        )
        .await;
    let weak = browser
        .post(
            "/profil/losenord",
            &[("current", PASSWORD), ("password", "lösenord123456")],
        )
        .await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = browser
        .post(
            "/profil/losenord",
            &[("current", "fel"), ("password", "en helt ny mening här")],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let before = browser.cookies["__Host-torg_staff"].clone();
    let done = browser
        .post(
            "/profil/losenord",
            &[("current", PASSWORD), ("password", "en helt ny mening här")],
        )
        .await;
    assert_eq!(done.location, "/profil?klart=profile-password-changed");
    assert_ne!(browser.cookies["__Host-torg_staff"], before);
    assert_eq!(browser.get("/profil").await.status, StatusCode::OK);
    assert_eq!(other.get("/profil").await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        other.log_in("sara@nordbod.example").await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn forms_from_elsewhere_and_broken_ones_are_refused() {
    let world = test_world().await;
    let mut browser = world.browser();
    let foreign = browser
        .send(
            "POST",
            "/logga-in",
            Some(b"email=a".to_vec()),
            &[("sec-fetch-site", "cross-site")],
        )
        .await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    let own = &[("sec-fetch-site", "same-origin")];
    let broken = browser
        .send(
            "POST",
            "/logga-in",
            Some(b"email=%ff%fe&password=x".to_vec()),
            own,
        )
        .await;
    assert_eq!(broken.status, StatusCode::BAD_REQUEST);
    let large = browser
        .send("POST", "/logga-in", Some(vec![b'a'; 300 * 1024]), own)
        .await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    let hostile = browser
        .post(
            "/logga-in",
            &[("email", "<script>alert(1)</script>"), ("password", "x")],
        )
        .await;
    assert_eq!(hostile.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!hostile.body.contains("<script>alert"));
    assert!(
        hostile.headers["content-security-policy"]
            .to_str()
            .unwrap()
            .contains("default-src 'none'")
    );
}
