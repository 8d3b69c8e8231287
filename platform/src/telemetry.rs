//! What the running program tells about itself: log lines and figures for Prometheus.

use std::io::IsTerminal as _;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

/// Seconds by which answers and jobs are counted: a page should be far below 0.1.
const SECONDS: &[f64] = &[
    0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

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
