//! `/healthz` (the process answers), `/readyz` (it can serve: database, migrations, jobs) and `/metrics` for Prometheus.

use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use http::{StatusCode, header};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio_util::sync::CancellationToken;

use crate::db::{Db, DbError};
use crate::jobs::{listing, schedule};

/// The recurring task by which a runner of jobs shows that it lives.
const PULSE: &str = "jobs.pulse";
/// How often it does.
const PULSE_EVERY: Duration = Duration::from_secs(5);
/// A pulse older than this means that nobody does jobs.
const PULSE_LASTS: jiff::SignedDuration = jiff::SignedDuration::from_secs(45);
/// A database that has not answered by then is not there.
const PATIENCE: Duration = Duration::from_secs(2);

/// What readiness is asked of.
#[derive(Clone)]
pub struct Health {
    db: Db,
    migrations: Vec<i64>,
    stopping: CancellationToken,
}

impl Health {
    /// `migrations` are the versions that this build carries; `stopping` is cancelled when the program begins to stop, so that a balancer
    /// sends no more.
    #[must_use]
    pub fn new(db: Db, migrations: Vec<i64>, stopping: CancellationToken) -> Self {
        Self {
            db,
            migrations,
            stopping,
        }
    }

    async fn look(&self) -> Readiness {
        if self.stopping.is_cancelled() {
            return Readiness {
                database: "stopping",
                migrations: "stopping",
                jobs: "stopping",
            };
        }
        let unreachable = Readiness {
            database: "unreachable",
            migrations: "unknown",
            jobs: "unknown",
        };
        match tokio::time::timeout(PATIENCE, self.ask()).await {
            Ok(Ok(readiness)) => readiness,
            Ok(Err(error)) => {
                tracing::error!(%error, "not ready: the database does not answer");
                unreachable
            }
            Err(_) => {
                tracing::error!("not ready: the database does not answer in time");
                unreachable
            }
        }
    }

    async fn ask(&self) -> Result<Readiness, DbError> {
        let mut conn = self.db.read().await?;
        // The migrator's own table, which a database that the checked queries are prepared on need not have.
        let applied: Vec<i64> =
            sqlx::query_scalar("select version from _sqlx_migrations where success")
                .fetch_all(&mut *conn)
                .await?;
        let is_current = self
            .migrations
            .iter()
            .all(|version| applied.contains(version));
        let pulse = schedule::last_turn(&mut conn, PULSE).await?;
        let is_alive = pulse.is_some_and(|at| self.db.clock().now().since(at) < PULSE_LASTS);
        Ok(Readiness {
            database: "ok",
            migrations: if is_current { "ok" } else { "pending" },
            jobs: if is_alive { "ok" } else { "nobody works" },
        })
    }
}

#[derive(serde::Serialize)]
struct Readiness {
    database: &'static str,
    migrations: &'static str,
    jobs: &'static str,
}

/// `/healthz` and `/readyz`.
pub fn router(health: Health) -> Router {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .with_state(health)
}

async fn ready(State(health): State<Health>) -> Response {
    let readiness = health.look().await;
    let is_ready = [readiness.database, readiness.migrations, readiness.jobs]
        .iter()
        .all(|state| *state == "ok");
    let status = if is_ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (
        status,
        [(header::CACHE_CONTROL, "no-store")],
        Json(readiness),
    )
        .into_response()
}

/// Shows for as long as it runs that this process does jobs. Run it beside the runner, and end it with the runner.
pub async fn beat(db: Db, stop: CancellationToken) {
    while !stop.is_cancelled() {
        if let Err(error) = pulse(&db).await {
            tracing::warn!(%error, "the job runner's pulse could not be written");
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(PULSE_EVERY) => {}
        }
    }
}

/// Shows that jobs are done now.
///
/// # Errors
/// Database errors.
pub async fn pulse(db: &Db) -> Result<(), DbError> {
    let now = db.clock().now();
    schedule::take_turn(
        &mut *db.read().await?,
        PULSE,
        jiff::SignedDuration::ZERO,
        now,
    )
    .await?;
    Ok(())
}

/// `/metrics`, in Prometheus' format, with the present state of pool, jobs and deliveries.
pub fn metrics_router(handle: PrometheusHandle, db: Db) -> Router {
    Router::new()
        .route("/metrics", get(figures))
        .with_state((handle, db))
}

async fn figures(State((handle, db)): State<(PrometheusHandle, Db)>) -> Response {
    let connections = db.pool().size();
    metrics::gauge!("torg_database_connections", "state" => "open").set(f64::from(connections));
    let idle = u32::try_from(db.pool().num_idle()).unwrap_or(u32::MAX);
    metrics::gauge!("torg_database_connections", "state" => "idle").set(f64::from(idle));
    match tokio::time::timeout(PATIENCE, waiting(&db)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "waiting work could not be counted"),
        Err(_) => tracing::warn!("waiting work could not be counted in time"),
    }
    handle.run_upkeep();
    (
        [(
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        )],
        handle.render(),
    )
        .into_response()
}

async fn waiting(db: &Db) -> Result<(), DbError> {
    let mut conn = db.read().await?;
    for work in listing::waiting_work(&mut conn).await? {
        let count = i32::try_from(work.count).unwrap_or(i32::MAX);
        metrics::gauge!("torg_waiting", "what" => work.what, "state" => work.state)
            .set(f64::from(count));
    }
    Ok(())
}
