//! What the running program tells about itself: log lines and figures for Prometheus.

use std::io::IsTerminal as _;
use std::time::Duration;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

/// Seconds by which answers and jobs are counted: a page should be far below 0.1.
const SECONDS: &[f64] = &[
    0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// How often what was measured is put into its buckets. Until then each measurement is kept by itself.
const FOLD_EVERY: Duration = Duration::from_secs(5);

/// Why the program cannot tell about itself.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter (`TORG_LOG`) is not one.
    #[error("TORG_LOG: {0} -> write it as in info,sqlx=warn")]
    Filter(String),
    /// It was started twice.
    #[error("the program's telemetry is already running: {0}")]
    Running(String),
}

/// Whether [`start_logs`] would take the filter, for the doctor.
///
/// # Errors
/// [`TelemetryError::Filter`].
pub fn check_filter(filter: &str) -> Result<(), TelemetryError> {
    EnvFilter::try_new(filter)
        .map(drop)
        .map_err(|error| TelemetryError::Filter(error.to_string()))
}

/// Starts logging to standard error: text for a person at a terminal, or one JSON object a line for a machine. Both carry the request's
/// id on every line that belongs to a request.
///
/// # Errors
/// [`TelemetryError`].
pub fn start_logs(filter: &str, is_json: bool) -> Result<(), TelemetryError> {
    let filter =
        EnvFilter::try_new(filter).map_err(|error| TelemetryError::Filter(error.to_string()))?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let started = if is_json {
        builder
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .try_init()
    } else {
        builder
            .compact()
            .with_target(false)
            .with_ansi(std::io::stderr().is_terminal())
            .try_init()
    };
    started.map_err(|error| TelemetryError::Running(error.to_string()))
}

/// Starts counting. The handle writes the figures in Prometheus' format.
///
/// # Errors
/// [`TelemetryError::Running`].
pub fn start_metrics() -> Result<PrometheusHandle, TelemetryError> {
    PrometheusBuilder::new()
        .set_buckets(SECONDS)
        .and_then(PrometheusBuilder::install_recorder)
        .map_err(|error| TelemetryError::Running(error.to_string()))
}

/// Keeps the figures small until `stop`, whether anybody asks for them or not: nobody needs to run a Prometheus. `fold` is the handle's
/// `run_upkeep`.
pub async fn keep_small(fold: impl Fn(), stop: CancellationToken) {
    fold_every(FOLD_EVERY, fold, stop).await;
}

async fn fold_every(time: Duration, fold: impl Fn(), stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(time) => fold(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn figures_are_folded_although_nobody_asks_for_them() {
        let (told, mut folded) = tokio::sync::mpsc::unbounded_channel();
        let stop = CancellationToken::new();
        let fold = move || {
            let _ = told.send(());
        };
        let folding = fold_every(Duration::from_millis(1), fold, stop.clone());
        let watching = async {
            for _ in 0..3 {
                folded.recv().await;
            }
            stop.cancel();
        };
        // Ends when it is told to, having folded more than once.
        tokio::join!(folding, watching);
    }
}
