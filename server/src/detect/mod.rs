//! The detector: feature windows in, scores, detections and reasons out.
//!
//! Everything but [`cycle`] (database), [`artifact`] (files) and the loop here is a function from
//! data to data.

pub mod artifact;
pub mod baseline;
pub mod calibrate;
pub mod cycle;
pub mod explain;
pub mod forest;
pub mod levels;
pub mod matrix;
pub mod model;
pub mod parallel;
pub mod report;
pub mod rng;
pub mod score;
pub mod session;
#[cfg(test)]
mod synthetic;
pub mod train;
pub mod tree;

use std::time::Duration;

use app::domain::time::Timestamp;
use app::store::Db;
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

pub use self::cycle::{DetectOptions, run_once};
pub use self::report::CycleReport;

/// Runs a cycle at once and then every so often, until told to stop; a cycle that fails is
/// logged and the next one tries again. A cycle under way at the stop is dropped between two
/// batches' writes or inside one, and repeated at the next start.
pub async fn run_every(
    db: Db,
    every: Duration,
    options: DetectOptions,
    clock: impl Fn() -> Timestamp + Send,
    stop: CancellationToken,
) {
    let mut ticks = interval(every.max(Duration::from_secs(1)));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ticks.tick() => {}
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = run_logged(&db, clock(), &options) => {}
        }
    }
}

/// One cycle with its metrics and its log line.
async fn run_logged(db: &Db, now: Timestamp, options: &DetectOptions) {
    let started = Instant::now();
    let outcome = run_once(db, now, options).await;
    metrics::histogram!("ja4soc_detect_seconds").record(started.elapsed().as_secs_f64());
    let result = match &outcome {
        Ok(report) => {
            for model in &report.models {
                let scored: usize = model.levels.values().map(|(_, n)| n).sum();
                metrics::counter!("ja4soc_detect_sessions", "model" => model.name)
                    .increment(scored as u64);
            }
            tracing::info!("detector: {report}");
            "ok"
        }
        Err(error) => {
            tracing::error!("detector: {error:#}");
            "error"
        }
    };
    metrics::counter!("ja4soc_detect_cycles_total", "result" => result).increment(1);
}
