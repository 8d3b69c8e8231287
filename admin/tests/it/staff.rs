//! Who may change whom, and what a changed password does to a session.

use admin::Environment;
use http::StatusCode;
use jiff::SignedDuration;

use crate::client::{Browser, PASSWORD, World, world};

async fn role(world: &World, code: &'static str, permissions: &[&str]) {
    let permissions: Vec<String> = permissions.iter().map(|&p| p.to_owned()).collect();
    sqlx::query(
        "insert into roles (id, code, name, permissions, created_at, updated_at) values (gen_random_uuid(), $1, '{}', $2, now(), now())",
    )
    .bind(code)
    .bind(permissions)
    .execute(&world.database.pool)
    .await
    .unwrap();
}

async fn version(browser: &mut Browser, href: &str) -> String {
    browser
        .get(href)
        .await
        .attribute_of("input[name=row_version]", "value")
}

async fn row_version(world: &World, id: platform::ids::StaffId) -> String {
    sqlx::query_scalar::<_, i32>("select row_version from staff where id = $1")
        .bind(id.0)
        .fetch_one(&world.database.pool)
        .await
        .unwrap()
        .to_string()
}

#[tokio::test]
async fn only_owners_touch_owners_or_give_out_their_role() {
    let world = world(Environment::Production).await;
    role(&world, "people", &["staff.read", "staff.manage"]).await;
    role(&world, "shadow", &["*"]).await;
    let owner = world.person("maja@nordbod.example", &["owner"]).await;
    world.person("nils@nordbod.example", &["owner"]).await;
    let clerk = world.person("lena@nordbod.example", &["orders"]).await;
    let (mut manager, _) = world.logged_in("karin@nordbod.example", &["people"]).await;
    let me: uuid::Uuid = sqlx::query_scalar("select id from staff where email like 'karin%'")
        .fetch_one(&world.database.pool)
        .await
        .unwrap();
    let me = platform::ids::StaffId(me);
    for (id, deed, roles) in [
        (owner, "inbjudan", [""; 2]),
        (owner, "stang", [""; 2]),
        (owner, "roller", ["orders", ""]),
        (clerk, "roller", ["owner", ""]),
        (clerk, "roller", ["shadow", "orders"]),
        (clerk, "roller", ["finns-inte", "orders"]),
        (me, "roller", ["orders", "people"]),
        (me, "roller", ["owner", ""]),
        (me, "inbjudan", [""; 2]),
    ] {
        let row_version = row_version(&world, id).await;
        let mut fields = vec![("row_version", row_version.as_str())];
        fields.extend(roles.iter().filter(|r| !r.is_empty()).map(|r| ("role", *r)));
        let page = manager
            .post(&format!("/personal/{id}/{deed}"), &fields)
            .await;
        assert_eq!(
            page.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{deed} {roles:?}"
        );
        assert_eq!(page.count_of(".note.bad li"), 1, "{deed} {roles:?}");
    }
    let invited = [
        ("name", "Ny"),
        ("email", "ny@nordbod.example"),
        ("role", "owner"),
    ];
    let page = manager.post("/personal/ny", &invited).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let roles: Vec<String> = sqlx::query_scalar(
        "select p.email || ' ' || r.code from staff p join staff_roles sr on sr.staff_id = p.id join roles r on r.id = sr.role_id
         where p.state = 'active' order by 1",
    )
    .fetch_all(&world.database.pool)
    .await
    .unwrap();
    assert_eq!(
        roles,
        [
            "karin@nordbod.example people",
            "lena@nordbod.example orders",
            "maja@nordbod.example owner",
            "nils@nordbod.example owner",
        ],
        "nothing has changed"
    );
    // What a manager is there for still works.
    let href = format!("/personal/{clerk}");
    let row_version = version(&mut manager, &href).await;
    let fields = [("role", "catalogue"), ("row_version", row_version.as_str())];
    let saved = manager.post(&format!("{href}/roller"), &fields).await;
    assert_eq!(saved.location, format!("{href}?sparat=1"));
}

#[tokio::test]
async fn a_new_link_is_measured_against_the_page_that_it_was_asked_from() {
    let world = world(Environment::Production).await;
    let (mut owner, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    let clerk = world.person("lena@nordbod.example", &["orders"]).await;
    let href = format!("/personal/{clerk}/inbjudan");
    let stale = owner.post(&href, &[("row_version", "0")]).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    let row = row_version(&world, clerk).await;
    let page = owner.post(&href, &[("row_version", &row)]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.count_of("#link"), 1);
}

#[tokio::test]
async fn a_changed_password_gives_no_new_twelve_hours() {
    let world = world(Environment::Production).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    for _ in 0..12 {
        world.clock.advance(SignedDuration::from_mins(55));
        assert_eq!(browser.get("/profil").await.status, StatusCode::OK);
    }
    let fields = [("current", PASSWORD), ("password", "en helt ny mening här")];
    let done = browser.post("/profil/losenord", &fields).await;
    assert_eq!(done.location, "/profil?klart=profile-password-changed");
    world.clock.advance(SignedDuration::from_mins(50));
    assert_eq!(browser.get("/profil").await.status, StatusCode::OK);
    world.clock.advance(SignedDuration::from_mins(50));
    assert_eq!(
        browser.get("/profil").await.status,
        StatusCode::SEE_OTHER,
        "twelve hours from the second step, which was not proved anew"
    );
}

#[tokio::test]
async fn all_other_sessions_are_ended_and_devices_forgotten() {
    let world = world(Environment::Production).await;
    let (mut here, secret) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let mut there = world.browser();
    world.clock.advance(SignedDuration::from_secs(60));
    there.log_in("sara@nordbod.example").await;
    let code = secret.code_at(world.clock.now());
    assert_eq!(
        there
            .post("/logga-in/kod", &[("code", &code)])
            .await
            .location,
        "/"
    );
    let done = here.post("/profil/sessioner", &[]).await;
    assert_eq!(
        done.location,
        "/profil?klart=profile-sessions-ended#sessioner"
    );
    assert_eq!(here.get("/profil").await.status, StatusCode::OK);
    assert_eq!(there.get("/profil").await.status, StatusCode::SEE_OTHER);
    let devices: i64 = world
        .database
        .value("select count(*) from staff_devices")
        .await;
    assert_eq!(devices, 0);
}

#[tokio::test]
async fn a_collision_shows_what_is_stored_beside_what_was_typed() {
    let world = world(Environment::Production).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    let version = browser
        .get("/profil")
        .await
        .attribute_of("form[data-save] input[name=row_version]", "value");
    // The button in the navigation changes the same row.
    browser.post("/profil/utseende", &[("theme", "dark")]).await;
    let mine = [
        ("name", "Sara L"),
        ("locale", "sv"),
        ("theme", "light"),
        ("row_version", version.as_str()),
    ];
    let page = browser.post("/profil", &mine).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        page.count_of("[aria-labelledby=h-krock] tbody tr"),
        3,
        "{}",
        page.body
    );
    assert_eq!(page.text_of("[aria-labelledby=h-krock] ins"), "Sara Lind");
    assert_eq!(page.attribute_of("#name", "value"), "Sara L");
    assert_eq!(
        page.attribute_of("[aria-labelledby=h-krock] a", "href"),
        "/profil"
    );
    assert!(
        page.text_of("form[data-save] .btn.primary")
            .starts_with("Behåll mitt")
    );
    let theme: String = world.database.value("select theme from staff").await;
    assert_eq!(theme, "dark", "nothing is overwritten unseen");
}

#[tokio::test]
async fn wrong_codes_and_recovery_codes_are_slowed() {
    let world = world(Environment::Production).await;
    world.logged_in("sara@nordbod.example", &["owner"]).await;
    for step in ["/logga-in/kod", "/logga-in/reservkod"] {
        world.clock.advance(SignedDuration::from_hours(24));
        let mut stranger = world.browser_at("198.51.100.9");
        assert_eq!(
            stranger.log_in("sara@nordbod.example").await.location,
            "/logga-in/kod"
        );
        let mut waits = 0;
        for _ in 0..12 {
            let page = stranger.post(step, &[("code", "000000")]).await;
            waits += usize::from(page.status == StatusCode::TOO_MANY_REQUESTS);
        }
        assert!(waits >= 5, "{step}: only {waits} of 12 had to wait");
    }
}

#[tokio::test]
async fn nobody_closes_their_own_account() {
    let world = world(Environment::Production).await;
    let (mut owner, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    world.person("nils@nordbod.example", &["owner"]).await;
    let me: uuid::Uuid = sqlx::query_scalar("select id from staff where email like 'maja%'")
        .fetch_one(&world.database.pool)
        .await
        .unwrap();
    let row = row_version(&world, platform::ids::StaffId(me)).await;
    for deed in ["stang", "inbjudan"] {
        let page = owner
            .post(&format!("/personal/{me}/{deed}"), &[("row_version", &row)])
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{deed}");
        assert_eq!(page.count_of(".note.bad li"), 1, "{deed}");
    }
    assert_eq!(owner.get("/personal").await.status, StatusCode::OK);
    let active: i64 = world
        .database
        .value("select count(*) from staff where state = 'active'")
        .await;
    assert_eq!(active, 2);
    for deed in ["staff.closed", "staff.invited_again"] {
        assert_eq!(world.audited(deed).await, 0, "{deed}");
    }
}

#[tokio::test]
async fn owners_who_shut_each_other_out_at_once_leave_one() {
    let world = world(Environment::Production).await;
    let (maja, _) = world.logged_in("maja@nordbod.example", &["owner"]).await;
    let (nils, _) = world.logged_in("nils@nordbod.example", &["owner"]).await;
    let id = async |name: &'static str| -> platform::ids::StaffId {
        let id: uuid::Uuid = sqlx::query_scalar("select id from staff where email like $1 || '%'")
            .bind(name)
            .fetch_one(&world.database.pool)
            .await
            .unwrap();
        platform::ids::StaffId(id)
    };
    let (m, n) = (id("maja").await, id("nils").await);
    for (hers, his) in [
        ("inbjudan", "inbjudan"),
        ("inbjudan", "stang"),
        ("roller", "inbjudan"),
    ] {
        let (at_nils, at_maja) = (row_version(&world, n).await, row_version(&world, m).await);
        let (mut her, mut him) = (maja.clone(), nils.clone());
        let (her_path, his_path) = (
            format!("/personal/{n}/{hers}"),
            format!("/personal/{m}/{his}"),
        );
        let her_fields = [("row_version", at_nils.as_str()), ("role", "orders")];
        let his_fields = [("row_version", at_maja.as_str()), ("role", "orders")];
        let (hers_done, his_done) = tokio::join!(
            her.post(&her_path, &her_fields),
            him.post(&his_path, &his_fields)
        );
        let done = [&hers_done, &his_done];
        let refused = done
            .iter()
            .filter(|p| p.status == StatusCode::UNPROCESSABLE_ENTITY);
        let owners: i64 = world
            .database
            .value(
                "select count(*) from staff p join staff_roles sr on sr.staff_id = p.id join roles r on r.id = sr.role_id
                 where '*' = any(r.permissions) and p.state = 'active'",
            )
            .await;
        assert!(
            owners >= 1,
            "{hers} and {his}: {} {}",
            hers_done.status,
            his_done.status
        );
        assert!(refused.count() <= 1);
        // Everybody is back as they were for the next round.
        for sql in [
            "update staff set state = 'active'",
            "delete from staff_roles",
            "insert into staff_roles (staff_id, role_id) select s.id, r.id from staff s, roles r where r.code = 'owner'",
            "update staff_sessions set revoked_at = null",
        ] {
            sqlx::query(sql)
                .execute(&world.database.pool)
                .await
                .unwrap();
        }
    }
}

#[tokio::test]
async fn the_last_owner_is_not_sent_back_to_the_invitation() {
    let world = world(Environment::Production).await;
    let owner = world.person("maja@nordbod.example", &["owner"]).await;
    let row: i32 = row_version(&world, owner).await.parse().unwrap();
    let origin = platform::db::Origin::system("test");
    let mut tx = world.db.begin(origin.clone()).await.unwrap();
    let refused = platform::auth::staff::invite_again(&mut tx, owner, row).await;
    assert!(matches!(
        refused,
        Err(platform::auth::staff::StaffError::LastOwner)
    ));
    drop(tx);
    // With another one there, it is done.
    world.person("nils@nordbod.example", &["owner"]).await;
    let mut tx = world.db.begin(origin).await.unwrap();
    assert!(
        platform::auth::staff::invite_again(&mut tx, owner, row)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn whoever_may_answer_offers_chooses_to_be_told_of_them_by_mail() {
    let world = world(Environment::Production).await;
    role(&world, "sellers", &["quotation.read", "quotation.manage"]).await;
    role(&world, "readers", &["quotation.read"]).await;
    let (mut reader, _) = world.logged_in("lena@nordbod.example", &["readers"]).await;
    let (mut seller, _) = world.logged_in("karin@nordbod.example", &["sellers"]).await;
    let wants = "select count(*) from staff_wanted_mails";
    let traces = "select count(*) from audit_entries where action = 'staff.mails_chosen'";
    let text = reader.get("/profil").await.body;
    assert!(!text.contains("Mejl till dig"), "{text}");
    let fields = [("mail", "quotation-asked"), ("mail", "annat")];
    reader.post("/profil/mejl", &fields).await;
    assert_eq!(world.database.value::<i64>(wants).await, 0);
    let text = seller.get("/profil").await.body;
    assert!(text.contains("Mejl till dig"), "{text}");
    for _ in 0..2 {
        let done = seller.post("/profil/mejl", &fields).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(world.database.value::<i64>(wants).await, 1);
    assert_eq!(world.database.value::<i64>(traces).await, 1);
    let page = seller.get("/profil?klart=profile-mails-saved").await.body;
    assert!(page.contains("Ditt val är sparat"), "{page}");
    seller.post("/profil/mejl", &[]).await;
    assert_eq!(world.database.value::<i64>(wants).await, 0);
}
