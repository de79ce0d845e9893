//! Log lines on standard error and the Prometheus recorder.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::IsTerminal;

use std::sync::OnceLock;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

use crate::config::{LogArgs, LogFormat};

/// Starts logging; call once.
///
/// # Errors
/// When the filter cannot be read.
pub fn start_logging(args: &LogArgs) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&args.log)
        .map_err(|error| anyhow::anyhow!("--log {:?}: {error}", args.log))?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // Colours are for a terminal; in a journal or a file they are noise.
        .with_ansi(std::io::stderr().is_terminal());
    match args.log_format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().init(),
    }
    Ok(())
}

/// Logs panics like any other failure. A task that panics ends alone; the process goes on.
pub fn log_panics() {
    // What Leptos says when a reader leaves while a page is made for them: nobody misses that page.
    const LEFT: &str = "reactive value that has already been disposed";
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let payload = panic.payload();
        let words = payload.downcast_ref::<&str>().copied();
        let words = words.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        let words = words.unwrap_or("a panic without words");
        // Only where RUST_BACKTRACE asks for one.
        let trace = Backtrace::capture();
        let is_traced = trace.status() == BacktraceStatus::Captured;
        match (words.contains(LEFT), is_traced) {
            (true, _) => tracing::debug!(place, "a page was left while it was made"),
            (false, false) => tracing::error!(place, "a task failed: {words}"),
            (false, true) => tracing::error!(place, "a task failed: {words}\n{trace}"),
        }
    }));
}

/// Starts collecting metrics; call once. The handle renders them as Prometheus text.
///
/// # Errors
/// When a recorder is already there.
fn start_metrics() -> anyhow::Result<PrometheusHandle> {
    const SECONDS: [f64; 10] = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0];
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)?
        .install_recorder()?;
    metrics::describe_histogram!("ja4soc_http_request_seconds", "Time to answer a request.");
    metrics::describe_counter!(
        "ja4soc_http_requests_total",
        "Requests answered, by route and status."
    );
    metrics::describe_histogram!("ja4soc_query_seconds", "Time of a database query, by operation.");
    metrics::describe_counter!("ja4soc_ingest_rows_total", "Rows stored by ingest, by format.");
    metrics::describe_counter!(
        "ja4soc_ingest_rejects_total",
        "Lines kept aside by ingest, by reason."
    );
    metrics::describe_counter!("ja4soc_detect_cycles_total", "Detector cycles, by result.");
    metrics::describe_counter!("ja4soc_detect_sessions", "Sessions scored, by model.");
    metrics::describe_histogram!("ja4soc_detect_seconds", "Time of a detector cycle.");
    Ok(handle)
}

/// The recorder of this process, started at the first call; `None` when it cannot be.
pub fn metrics_handle() -> Option<PrometheusHandle> {
    static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    HANDLE
        .get_or_init(|| {
            start_metrics()
                .inspect_err(|error| tracing::warn!(%error, "metrics are not collected"))
                .ok()
        })
        .clone()
}
