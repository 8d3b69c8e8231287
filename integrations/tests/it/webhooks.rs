//! Messages come in: kept once, acknowledged only when kept.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use integrations::payment::stripe::{StripeConfig, StripeGateway, webhook};
use integrations::webhooks::{Inbound, router};
use platform::clock::{Clock, Timestamp};
use platform::db::Db;
use testkit::Database;
use tower::ServiceExt as _;

const SECRET: &str = "whsec_door";

struct Door {
    database: Database,
    db: Db,
    router: axum::Router,
}

impl Door {
    async fn open() -> Self {
        let database = Database::create().await;
        let db = database.db(Clock::fixed(
            Timestamp::from_microsecond(1_790_000_000_000_000).unwrap(),
        ));
        let config =
            StripeConfig::new("http://127.0.0.1:1", "sk_test_1", vec![SECRET.into()]).unwrap();
        let gateway = Arc::new(StripeGateway::new(config).unwrap());
        let router = router(Inbound::new(db.clone(), vec![gateway]));
        Self {
            database,
            db,
            router,
        }
    }

    async fn send(
        &self,
        vendor: &str,
        body: impl Into<Vec<u8>>,
        signature: Option<&str>,
    ) -> StatusCode {
        let mut request = Request::post(format!("/webhooks/{vendor}"));
        if let Some(signature) = signature {
            request = request.header("Stripe-Signature", signature);
        }
        let request = request.body(Body::from(body.into())).unwrap();
        self.router.clone().oneshot(request).await.unwrap().status()
    }

    async fn send_signed(&self, body: &str) -> StatusCode {
        let signature = webhook::sign(SECRET, self.db.clock().now(), body.as_bytes());
        self.send("stripe", body, Some(&signature)).await
    }

    async fn kept(&self) -> (i64, i64) {
        let jobs = "select count(*) from jobs where name = 'commerce.process-inbound-message'";
        (
            self.database
                .value("select count(*) from inbound_messages")
                .await,
            self.database.value(jobs).await,
        )
    }
}

fn event(id: &str) -> String {
    format!(
        r#"{{"id":"{id}","type":"checkout.session.completed","data":{{"object":{{"client_reference_id":null}}}}}}"#
    )
}

#[tokio::test]
async fn a_genuine_message_is_kept_whole_with_its_job() {
    let door = Door::open().await;
    let body = event("evt_1");
    assert_eq!(door.send_signed(&body).await, StatusCode::OK);
    let id: uuid::Uuid = door
        .database
        .value("select (payload->>'message_id')::uuid from jobs")
        .await;
    let mut conn = door.db.read().await.unwrap();
    let message = platform::inbox::store::read(&mut conn, id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (message.vendor.as_str(), message.message_id.as_str()),
        ("stripe", "evt_1")
    );
    assert_eq!(message.kind, "checkout.session.completed");
    assert_eq!(message.body, body.as_bytes());
    assert_eq!(message.state, "received");
}

#[tokio::test]
async fn the_same_message_is_acknowledged_each_time_and_kept_once() {
    let door = Door::open().await;
    let body = event("evt_1");
    let all = futures_util::future::join_all((0..20).map(|_| door.send_signed(&body))).await;
    assert!(
        all.iter().all(|status| *status == StatusCode::OK),
        "{all:?}"
    );
    assert_eq!(door.kept().await, (1, 1));
    assert_eq!(door.send_signed(&event("evt_2")).await, StatusCode::OK);
    assert_eq!(door.kept().await, (2, 2));
}

#[tokio::test]
async fn what_is_not_genuine_or_readable_is_refused_and_not_kept() {
    let door = Door::open().await;
    let (body, now) = (event("evt_1"), door.db.clock().now());
    let good = webhook::sign(SECRET, now, body.as_bytes());
    let old = webhook::sign(
        SECRET,
        now.minus(jiff::SignedDuration::from_secs(301)),
        body.as_bytes(),
    );
    let foreign = webhook::sign("whsec_other", now, body.as_bytes());
    for signature in [
        None,
        Some(""),
        Some("t=1,v1=00"),
        Some(old.as_str()),
        Some(foreign.as_str()),
    ] {
        assert_eq!(
            door.send("stripe", body.as_str(), signature).await,
            StatusCode::BAD_REQUEST,
            "{signature:?}"
        );
    }
    assert_eq!(
        door.send("stripe", format!("{body} "), Some(&good)).await,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(
        door.send("klarna", body.as_str(), Some(&good)).await,
        StatusCode::NOT_FOUND
    );
    for unreadable in [
        "",
        "[]",
        "{}",
        "\u{0}",
        &event(""),
        &event("a\\u0000b"),
        &event(&"x".repeat(256)),
    ] {
        assert_eq!(
            door.send_signed(unreadable).await,
            StatusCode::BAD_REQUEST,
            "{unreadable}"
        );
    }
    assert_eq!(
        door.send("stripe", vec![b'x'; 600 * 1024], Some(&good))
            .await,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    assert_eq!(door.kept().await, (0, 0));
}

#[tokio::test]
async fn without_a_database_the_vendor_is_asked_to_send_again() {
    let door = Door::open().await;
    door.db.close().await;
    assert_eq!(
        door.send_signed(&event("evt_1")).await,
        StatusCode::SERVICE_UNAVAILABLE
    );
}

#[tokio::test]
async fn a_message_that_has_been_acted_on_stays_so() {
    let door = Door::open().await;
    door.send_signed(&event("evt_1")).await;
    let id: uuid::Uuid = door.database.value("select id from inbound_messages").await;
    let state = || {
        door.database
            .value::<String>("select state from inbound_messages")
    };
    let mut tx = door
        .db
        .begin(platform::db::Origin::system("test"))
        .await
        .unwrap();
    platform::inbox::store::mark_failed(&mut tx, id, "no such payment")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(state().await, "failed");
    let mut tx = door
        .db
        .begin(platform::db::Origin::system("test"))
        .await
        .unwrap();
    platform::inbox::store::mark_processed(&mut tx, id)
        .await
        .unwrap();
    platform::inbox::store::mark_failed(&mut tx, id, "late")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(state().await, "processed");
}
