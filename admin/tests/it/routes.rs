//! Every route as nobody, as the wrong role and as the right one.

use admin::Environment;
use admin::routes::{ENDPOINTS, Needs};
use http::StatusCode;
use platform::db::Origin;

use crate::client::world;

fn filled(path: &str) -> String {
    path.replace("{id}", "018f0000-0000-7000-8000-000000000000")
        .replace("{number}", "ORD-1")
        .replace("{code}", "pro")
        .replace("{token}", "x")
        .replace("{kind}", "terms")
        .replace("{version}", "1")
        .replace("{file}", "x")
        .replace("{price}", "018f0000-0000-7000-8000-000000000001")
}

#[tokio::test]
async fn every_route_lets_in_only_those_who_may() {
    let world = world(Environment::Production).await;
    // A role with nothing in it is the wrong role for everything.
    sqlx::query(
        "insert into roles (id, code, name, permissions, created_at, updated_at) values (gen_random_uuid(), 'nothing', '{}', '{}', now(), now())",
    )
    .execute(&world.database.pool)
    .await
    .unwrap();
    let (wrong, _) = world.logged_in("wrong@nordbod.example", &["nothing"]).await;
    let (right, _) = world.logged_in("right@nordbod.example", &["owner"]).await;
    for endpoint in ENDPOINTS {
        let path = filled(endpoint.path);
        let name = format!("{} {}", endpoint.method, endpoint.path);
        let body = (endpoint.method == "POST").then(Vec::new);
        let own = &[("sec-fetch-site", "same-origin")];
        let nobody = world
            .browser()
            .send(endpoint.method, &path, body.clone(), own)
            .await;
        assert!(
            !nobody.status.is_server_error(),
            "{name}: {}",
            nobody.status
        );
        match endpoint.needs {
            Needs::Nothing => {}
            Needs::Demo => assert_eq!(nobody.status, StatusCode::NOT_FOUND, "{name}"),
            Needs::Halfway | Needs::Session | Needs::May(_) => {
                assert_eq!(nobody.status, StatusCode::SEE_OTHER, "{name}");
                assert!(
                    nobody.location.starts_with("/logga-in"),
                    "{name}: {}",
                    nobody.location
                );
            }
        }
        if let Needs::May(_) = endpoint.needs {
            let refused = wrong
                .clone()
                .send(endpoint.method, &path, body.clone(), own)
                .await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{name}");
            assert_eq!(
                refused.text_of("h1"),
                "Du har inte behörighet till sidan",
                "{name}"
            );
        }
        if matches!(endpoint.needs, Needs::May(_) | Needs::Session) {
            let answer = right
                .clone()
                .send(endpoint.method, &path, body.clone(), own)
                .await;
            assert!(
                !answer.status.is_server_error() && answer.status != StatusCode::FORBIDDEN,
                "{name}: {}",
                answer.status
            );
            assert!(
                !answer.location.starts_with("/logga-in"),
                "{name}: {}",
                answer.location
            );
        }
    }
}

#[tokio::test]
async fn the_open_mailbox_is_there_in_the_demo_and_nowhere_else() {
    for (environment, status) in [
        (Environment::Demo, StatusCode::OK),
        (Environment::Test, StatusCode::NOT_FOUND),
        (Environment::Production, StatusCode::NOT_FOUND),
    ] {
        let world = world(environment).await;
        assert_eq!(world.browser().get("/mailbox").await.status, status);
        let hints = world.browser().get("/logga-in").await.count_of(".demohint");
        assert_eq!(hints, usize::from(environment == Environment::Demo));
    }
}

#[tokio::test]
async fn the_demo_owner_gets_in_with_what_is_printed() {
    use platform::auth::{demo, password::Passwords, staff};
    let world = world(Environment::Demo).await;
    let hash = Passwords::new(1)
        .hash(demo::PASSWORD.to_owned())
        .await
        .unwrap();
    let mut tx = world.db.begin(Origin::system("seed")).await.unwrap();
    staff::ensure_demo_owner(&mut tx, &world.vault, &hash)
        .await
        .unwrap();
    staff::ensure_demo_owner(&mut tx, &world.vault, &hash)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut browser = world.browser();
    browser
        .post(
            "/logga-in",
            &[("email", demo::EMAIL), ("password", demo::PASSWORD)],
        )
        .await;
    let (code, _) = demo::current_code(world.clock.now());
    assert_eq!(
        browser
            .post("/logga-in/kod", &[("code", &code)])
            .await
            .location,
        "/"
    );
    assert_eq!(
        browser.get("/").await.text_of("h1"),
        "Allt går som det ska."
    );
}

#[tokio::test]
async fn what_is_not_there_is_said_in_the_frame() {
    let world = world(Environment::Production).await;
    let (mut browser, _) = world.logged_in("sara@nordbod.example", &["owner"]).await;
    for path in [
        "/finns-inte",
        "/ordrar/ORD-9",
        "/produkter/018f0000-0000-7000-8000-000000000000",
        "/jobb/018f0000-0000-7000-8000-000000000000",
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(page.text_of("h1"), "Sidan finns inte", "{path}");
        assert_eq!(page.count_of(".nav-foot"), 1, "{path}");
    }
    assert_eq!(
        browser.get("/produkter/inte-ett-id").await.status,
        StatusCode::BAD_REQUEST
    );
}

#[tokio::test]
async fn every_route_asks_for_its_own_permission_and_for_no_other() {
    use platform::auth::Permission;
    let world = world(Environment::Production).await;
    sqlx::query(
        "insert into roles (id, code, name, permissions, created_at, updated_at) values (gen_random_uuid(), 'one', '{}', '{}', now(), now())",
    )
    .execute(&world.database.pool)
    .await
    .unwrap();
    let (browser, _) = world.logged_in("sara@nordbod.example", &["one"]).await;
    let give = async |permissions: Vec<String>| {
        sqlx::query("update roles set permissions = $1 where code = 'one'")
            .bind(permissions)
            .execute(&world.database.pool)
            .await
            .unwrap();
    };
    for &permission in Permission::ALL {
        for is_only in [true, false] {
            let given = Permission::ALL
                .iter()
                .filter(|p| (**p == permission) == is_only);
            give(given.map(|p| p.name().to_owned()).collect()).await;
            // What all others together do not open, none of them opens; what it opens alone, it opens beside others, too.
            let own_routes = ENDPOINTS.iter().filter(
                |endpoint| matches!(endpoint.needs, Needs::May(needed) if needed == permission),
            );
            for endpoint in own_routes {
                let body = (endpoint.method == "POST").then(Vec::new);
                let own = &[("sec-fetch-site", "same-origin")];
                let path = filled(endpoint.path);
                let answer = browser
                    .clone()
                    .send(endpoint.method, &path, body, own)
                    .await;
                let is_let_in = answer.status != StatusCode::FORBIDDEN;
                let name = format!(
                    "{} {} with {}{}",
                    endpoint.method,
                    endpoint.path,
                    if is_only { "only " } else { "all but " },
                    permission.name()
                );
                assert_eq!(is_let_in, is_only, "{name}");
                assert!(
                    !answer.status.is_server_error(),
                    "{name}: {}",
                    answer.status
                );
            }
        }
    }
}
