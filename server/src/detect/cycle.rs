//! One cycle: read what is new, train when due, score, explain, write.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use app::domain::ip::Ip;
use app::domain::time::{DAY, HOUR, Timestamp};
use app::store::Db;
use app::store::scoring::{self, OpenHour, ScoredSession, SessionRow};

use super::model::{Model, TrainOptions};
use super::report::{CycleReport, ModelReport};
use super::score::{Found, score_hour};
use super::session::ModelKind;
use super::train::models;

/// Sessions read, scored and written at a time, as far as whole hours allow.
const BATCH_SESSIONS: u64 = 100_000;

/// How the detector works.
#[derive(Clone, PartialEq, Debug)]
pub struct DetectOptions {
    /// Folder of the models.
    pub models_dir: PathBuf,
    /// Seed; the same data and seed give the same scores.
    pub seed: u64,
    /// Share of the baseline taken as anomalous, 0 to 0.5.
    pub contamination: f64,
    /// `anomaly_score` from which a session counts as anomalous, 0 to 1.
    pub anomaly_threshold: f64,
    /// Age at which a model is trained anew.
    pub retrain_interval: Duration,
    /// How far back sessions are read; the feature views hold 24 hours.
    pub window: Duration,
}

impl DetectOptions {
    /// Usual options, with the models in `models_dir`.
    #[must_use]
    pub fn new(models_dir: impl Into<PathBuf>) -> Self {
        let train = TrainOptions::default();
        Self {
            models_dir: models_dir.into(),
            seed: train.seed,
            contamination: train.contamination,
            anomaly_threshold: train.threshold,
            retrain_interval: Duration::from_secs(u64::from(DAY)),
            window: Duration::from_secs(u64::from(DAY)),
        }
    }

    /// What training is to do.
    #[must_use]
    pub fn train(&self) -> TrainOptions {
        TrainOptions {
            seed: self.seed,
            contamination: self.contamination,
            threshold: self.anomaly_threshold,
            ..TrainOptions::default()
        }
    }
}

/// Scores every session of the window that is new or has grown.
///
/// # Errors
/// A question or an insert failed, or a new model could not be stored; what was written before
/// stays, and the next cycle goes on from there.
pub async fn run_once(db: &Db, now: Timestamp, options: &DetectOptions) -> Result<CycleReport> {
    let started = Instant::now();
    let seconds = u32::try_from(options.window.as_secs()).unwrap_or(DAY);
    // The hour that `since` lies in is only half in the views' window.
    let since = Timestamp((now - seconds).0.div_ceil(HOUR) * HOUR);
    let until = Timestamp(now.0.saturating_add(1));
    let hours = scoring::open_hours(db, since, until).await.context("looking for new sessions")?;
    let mut report = CycleReport {
        models: ModelKind::ALL.map(ModelReport::idle).to_vec(),
        detections: 0,
        seconds: 0.0,
    };
    if let Some(first) = hours.first() {
        let states = models(db, since, until, now, options).await?;
        let models: Arc<[Option<Model>]> = states
            .into_iter()
            .zip(&mut report.models)
            .map(|((model, state), report)| {
                report.state = state;
                model
            })
            .collect();
        let mut recurrence = scoring::recurrence(db, first.window_start).await?;
        for (from, to) in batches(&hours) {
            let sessions = scoring::feature_windows(db, from, to.min(until)).await?;
            let threshold = options.anomaly_threshold;
            let (sessions, found, counts) =
                score(sessions, Arc::clone(&models), recurrence, threshold).await?;
            recurrence = counts;
            report.detections += write(db, now, from, &sessions, &found).await?;
            report.count(&sessions, &found);
        }
    }
    report.seconds = started.elapsed().as_secs_f64();
    Ok(report)
}

/// Runs of hours of about [`BATCH_SESSIONS`], each from its first hour to before its end.
fn batches(hours: &[OpenHour]) -> Vec<(Timestamp, Timestamp)> {
    let mut batches: Vec<(Timestamp, Timestamp, u64)> = Vec::new();
    for hour in hours {
        let end = Timestamp(hour.window_start.0.saturating_add(HOUR));
        match batches.last_mut() {
            Some((_, to, n)) if *n + hour.sessions <= BATCH_SESSIONS => {
                *to = end;
                *n += hour.sessions;
            }
            _ => batches.push((hour.window_start, end, hour.sessions)),
        }
    }
    batches.into_iter().map(|(from, to, _)| (from, to)).collect()
}

type Scored = (Vec<SessionRow>, Vec<Found>, HashMap<Ip, u32>);

/// Scores a batch hour by hour, so that an hour's detections count as recurrence in the next.
async fn score(
    sessions: Vec<SessionRow>,
    models: Arc<[Option<Model>]>,
    mut recurrence: HashMap<Ip, u32>,
    threshold: f64,
) -> Result<Scored> {
    let work = move || {
        let mut found = Vec::new();
        let mut start = 0;
        for hour in sessions.chunk_by(|a, b| a.window_start == b.window_start) {
            found.extend(score_hour(hour, start, &models, &mut recurrence, threshold));
            start += hour.len();
        }
        (sessions, found, recurrence)
    };
    tokio::task::spawn_blocking(work).await.context("scoring ended early")
}

/// Writes detections, then scores; the number of detections.
///
/// A session counts as done once its score is stored. Detections go first, so that a cycle cut
/// short in between is repeated; their key makes the repetition one row.
async fn write(
    db: &Db,
    now: Timestamp,
    batch: Timestamp,
    sessions: &[SessionRow],
    found: &[Found],
) -> Result<u64> {
    let scored: Vec<ScoredSession<'_>> =
        found.iter().map(|found| found.with(&sessions[found.session])).collect();
    let detected: Vec<&ScoredSession<'_>> = scored
        .iter()
        .zip(found)
        .filter(|(_, found)| found.is_detection)
        .map(|(scored, _)| scored)
        .collect();
    let token = format!("detect-{}-{}", now.0, batch.0);
    let detections = scoring::write_detections(db, now, &detected, &token).await?;
    let scored: Vec<&ScoredSession<'_>> = scored.iter().collect();
    scoring::write_scores(db, now, &scored, &token).await?;
    Ok(detections)
}

#[cfg(test)]
mod tests;
