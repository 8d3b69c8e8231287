//! What `/readyz` says when the program cannot serve.

use axum::body::{Body, to_bytes};
use http::{Request, StatusCode};
use platform::clock::Clock;
use platform::db::Db;
use platform::web::health::{self, Health};
use testkit::Database;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

/// A database with a clock that is moved by hand, and what a build with `more` migrations asks of it.
async fn ask(
    database: &Database,
    db: &Db,
    more: &[i64],
    stopping: &CancellationToken,
) -> (StatusCode, String) {
    let mut versions: Vec<i64> = sqlx::query_scalar("select version from _sqlx_migrations")
        .fetch_all(&database.pool)
        .await
        .unwrap_or_default();
    versions.extend(more);
    let router = health::router(Health::new(db.clone(), versions, stopping.clone()));
    let request = Request::get("/readyz").body(Body::empty()).unwrap();
    let answer = router.oneshot(request).await.unwrap();
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let status = answer.status();
    let body = to_bytes(answer.into_body(), 1_000).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

fn clock() -> Clock {
    Clock::fixed(
        "2026-11-23T09:00:00Z"
            .parse::<jiff::Timestamp>()
            .unwrap()
            .into(),
    )
}

const UNAVAILABLE: StatusCode = StatusCode::SERVICE_UNAVAILABLE;

#[tokio::test]
async fn nobody_is_ready_before_jobs_are_done_or_when_they_no_longer_are() {
    let (database, clock, running) = (Database::create().await, clock(), CancellationToken::new());
    let db = database.db(clock.clone());
    let nobody = (
        UNAVAILABLE,
        r#"{"database":"ok","migrations":"ok","jobs":"nobody works"}"#.to_owned(),
    );
    assert_eq!(ask(&database, &db, &[], &running).await, nobody);
    health::pulse(&db).await.unwrap();
    assert_eq!(ask(&database, &db, &[], &running).await.0, StatusCode::OK);
    clock.advance(jiff::SignedDuration::from_secs(44));
    assert_eq!(ask(&database, &db, &[], &running).await.0, StatusCode::OK);
    clock.advance(jiff::SignedDuration::from_secs(2));
    assert_eq!(ask(&database, &db, &[], &running).await, nobody);
}

#[tokio::test]
async fn a_program_that_is_newer_than_its_database_is_not_ready() {
    let (database, running) = (Database::create().await, CancellationToken::new());
    let db = database.db(clock());
    health::pulse(&db).await.unwrap();
    let pending = r#"{"database":"ok","migrations":"pending","jobs":"ok"}"#.to_owned();
    assert_eq!(
        ask(&database, &db, &[99_990_101_000_000], &running).await,
        (UNAVAILABLE, pending)
    );
}

#[tokio::test]
async fn a_program_that_stops_is_sent_no_more() {
    let (database, stopping) = (Database::create().await, CancellationToken::new());
    let db = database.db(clock());
    health::pulse(&db).await.unwrap();
    stopping.cancel();
    let stops = r#"{"database":"stopping","migrations":"stopping","jobs":"stopping"}"#.to_owned();
    assert_eq!(
        ask(&database, &db, &[], &stopping).await,
        (UNAVAILABLE, stops)
    );
}

#[tokio::test]
async fn without_its_database_nothing_is_ready() {
    let (database, running) = (Database::create().await, CancellationToken::new());
    let db = database.db(clock());
    health::pulse(&db).await.unwrap();
    database.pool.close().await;
    let gone = r#"{"database":"unreachable","migrations":"unknown","jobs":"unknown"}"#.to_owned();
    assert_eq!(
        ask(&database, &db, &[], &running).await,
        (UNAVAILABLE, gone)
    );
}
