//! A trained model: what it learnt from, how it scores, and whether it may be used.

use app::domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::baseline::{Baseline, BaselineKind};
use super::calibrate::{Calibration, quantile};
use super::forest::{Forest, TREES};
use super::levels::raw_score;
use super::matrix::{Dense, Matrix, Preparation};

/// Share of anomalies among human validation sessions above which a model is refused (§3.8).
pub const MAX_VAL_ANOMALY_RATE: f64 = 0.20;
/// The same for validation sessions of all traffic, among which bots are to be expected: beyond
/// this, "usual" no longer describes the larger part of the traffic.
pub const MAX_VAL_ANOMALY_RATE_ALL: f64 = 0.50;
/// Standard deviations above the median from which a training session is left out: a baseline
/// may hold bots behind home connections.
const TRIM_DEVIATIONS: f64 = 3.5;
/// Standard deviations between median and 75th percentile of a normal distribution.
const P75_DEVIATIONS: f64 = 0.674_489_8;
/// Largest share of the training sessions that may be left out.
const MAX_TRIMMED: f64 = 0.25;
/// Times the rest is looked through again.
const TRIM_ROUNDS: u64 = 5;

/// What training is to do.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct TrainOptions {
    /// Seed of the forest.
    pub seed: u64,
    /// Share of the baseline taken as anomalous (0 to 0.5).
    pub contamination: f64,
    /// `anomaly_score` from which a session counts as anomalous.
    pub threshold: f64,
    /// Trees to grow.
    pub trees: usize,
}

impl Default for TrainOptions {
    fn default() -> Self {
        Self { seed: 20_261_120, contamination: 0.02, threshold: 0.5, trees: TREES }
    }
}

/// A forest with everything needed to read its scores.
#[derive(Clone, PartialEq, Debug)]
pub struct Model {
    /// What is known about it, as its metadata file says.
    pub meta: Metadata,
    /// The trees.
    pub forest: Forest,
}

/// What a model was made of and how it did; the keys are those of domain facts §3.8.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Metadata {
    /// Model name, instant of training and seed.
    pub version_id: String,
    /// `Complet` or `Applicatif`.
    pub model_name: String,
    /// The method, in words.
    pub algorithm: String,
    /// When it was trained, UTC.
    pub trained_at: Timestamp,
    /// Columns the forest reads, in order.
    pub features: Vec<String>,
    /// Sessions trained on.
    pub n_train: usize,
    /// Newer sessions it was validated on.
    pub n_val: usize,
    /// Mean `anomaly_score` of these.
    pub val_mean_score: f64,
    /// Share of these that count as anomalous.
    pub val_anomaly_rate: f64,
    /// Share of the baseline taken as anomalous.
    pub contamination: f64,
    /// `anomaly_score` from which a session counts as anomalous.
    pub threshold: f64,
    /// Seed of the forest.
    pub seed: u64,
    /// Trees of the forest.
    pub n_estimators: usize,
    /// Whose sessions it learnt from.
    pub baseline: BaselineFacts,
    /// Columns kept and dropped, with the usual range of each.
    pub quantiles: Preparation,
    /// How isolation scores become anomaly scores.
    pub calibration: Calibration,
    /// Isolation scores of the validation sessions before calibration.
    pub iso_score: IsoFacts,
    /// CRC-32 of the forest's file, set when it is stored.
    #[serde(default)]
    pub forest_crc32: u32,
}

/// Whose sessions a model learnt from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BaselineFacts {
    /// Human sessions, or all traffic for want of them.
    pub kind: BaselineKind,
    /// Sessions of the baseline, training and validation together.
    pub sessions: usize,
    /// Human sessions there were.
    pub human_sessions: usize,
    /// Training sessions left out as far too odd for a baseline.
    pub trimmed: usize,
}

/// Plain isolation scores, 2^(−E(h)/c(ψ)).
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct IsoFacts {
    /// Mean.
    pub mean: f64,
    /// Highest.
    pub max: f64,
}

/// The score of one session.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct SessionScore {
    /// Plain isolation score.
    pub iso: f64,
    /// Calibrated, 0 normal to 1.
    pub anomaly_score: f64,
    /// 0.5 − `anomaly_score`: negative = anomalous.
    pub raw_anomaly_score: f64,
}

impl Model {
    /// Learns from the baseline's rows of `sessions`; deterministic for rows in the same order.
    ///
    /// Whether the result may be used is for [`Model::passes_gate`] to say.
    #[must_use]
    pub fn train(
        name: &str,
        sessions: &Matrix,
        baseline: &Baseline,
        options: TrainOptions,
        now: Timestamp,
    ) -> Self {
        let (train, validate) = baseline.split();
        let trimmed = trim(sessions, train, options);
        let quantiles = Preparation::fit(sessions, &trimmed);
        let prepared = quantiles.apply(sessions);
        let train_rows = prepared.pick(&trimmed);
        let forest = Forest::grow(&train_rows, options.trees, options.seed);
        let calibration =
            Calibration::fit(&forest.unseen_scores(&train_rows), options.contamination);
        let val_iso = forest.scores(&prepared.pick(validate));
        let val_scores: Vec<f64> = val_iso.iter().map(|s| calibration.anomaly_score(*s)).collect();
        let n_anomalous = val_scores.iter().filter(|s| **s >= options.threshold).count();
        let meta = Metadata {
            version_id: format!("{name}-{}-{:x}", compact(now), options.seed),
            model_name: name.to_owned(),
            algorithm: "isolation forest, calibrated on its baseline".to_owned(),
            trained_at: now,
            features: quantiles.columns.iter().map(|column| column.name.clone()).collect(),
            n_train: trimmed.len(),
            n_val: validate.len(),
            val_mean_score: mean(&val_scores),
            val_anomaly_rate: n_anomalous as f64 / validate.len().max(1) as f64,
            contamination: options.contamination,
            threshold: options.threshold,
            seed: options.seed,
            n_estimators: options.trees,
            baseline: BaselineFacts {
                kind: baseline.kind,
                sessions: baseline.members.len(),
                human_sessions: baseline.human,
                trimmed: train.len() - trimmed.len(),
            },
            quantiles,
            calibration,
            iso_score: IsoFacts {
                mean: mean(&val_iso),
                max: val_iso.iter().copied().fold(0.0, f64::max),
            },
            forest_crc32: 0,
        };
        Self { meta, forest }
    }

    /// Whether few enough of the validation sessions look anomalous.
    #[must_use]
    pub fn passes_gate(&self) -> bool {
        let most = match self.meta.baseline.kind {
            BaselineKind::Human => MAX_VAL_ANOMALY_RATE,
            BaselineKind::AllTraffic => MAX_VAL_ANOMALY_RATE_ALL,
        };
        self.meta.val_anomaly_rate <= most
    }

    /// Scores every row.
    #[must_use]
    pub fn scores(&self, sessions: &Matrix) -> Vec<SessionScore> {
        self.scores_of(&self.prepare(sessions))
    }

    /// Scores rows that are prepared already.
    #[must_use]
    pub fn scores_of(&self, prepared: &Dense) -> Vec<SessionScore> {
        let scored = self.forest.scores(prepared).into_iter();
        scored.map(|iso| self.meta.calibration.session_score(iso)).collect()
    }

    /// The rows as the forest reads them.
    #[must_use]
    pub fn prepare(&self, sessions: &Matrix) -> Dense {
        self.meta.quantiles.apply(sessions)
    }

    /// What a reader of a verdict must know about the model, if anything.
    #[must_use]
    pub fn caveat(&self) -> Option<String> {
        let facts = &self.meta.baseline;
        (facts.kind == BaselineKind::AllTraffic).then(|| {
            format!("trained on all traffic: only {} human sessions", facts.human_sessions)
        })
    }
}

impl Calibration {
    /// The scores of an isolation score.
    #[must_use]
    pub fn session_score(&self, iso: f64) -> SessionScore {
        let anomaly_score = self.anomaly_score(iso);
        SessionScore { iso, anomaly_score, raw_anomaly_score: raw_score(anomaly_score) }
    }
}

/// Training rows without those far too odd for a baseline.
///
/// Odd rows hide each other, so a forest is grown on what is left until no more stand out.
fn trim(sessions: &Matrix, train: &[usize], options: TrainOptions) -> Vec<usize> {
    let least = train.len() - (train.len() as f64 * MAX_TRIMMED) as usize;
    let mut kept = train.to_vec();
    for round in 1..=TRIM_ROUNDS {
        let rows = Preparation::fit(sessions, &kept).apply(sessions).pick(&kept);
        let forest = Forest::grow(&rows, options.trees.div_ceil(3), options.seed ^ round);
        let scores = forest.unseen_scores(&rows);
        let limit = odd_limit(&scores);
        let mut odd: Vec<usize> = (0..kept.len()).filter(|at| scores[*at] > limit).collect();
        odd.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]).then(a.cmp(b)));
        odd.truncate(kept.len() - least);
        if odd.is_empty() {
            break;
        }
        odd.sort_unstable();
        let is_kept = |at: &usize| odd.binary_search(at).is_err();
        kept = (0..kept.len()).filter(is_kept).map(|at| kept[at]).collect();
    }
    kept
}

/// The score beyond which a row is far too odd, by the middle half of all rows: bots may be
/// more than a tenth of them.
fn odd_limit(scores: &[f64]) -> f64 {
    let mut ascending = scores.to_vec();
    ascending.sort_by(f64::total_cmp);
    let (median, upper) = (quantile(&ascending, 0.5), quantile(&ascending, 0.75));
    median + TRIM_DEVIATIONS * (upper - median) / P75_DEVIATIONS
}

/// `20261120T043202Z`
fn compact(at: Timestamp) -> String {
    let text: String = at.to_string().chars().filter(|c| !matches!(c, '-' | ':')).collect();
    text + "Z"
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

#[cfg(test)]
pub(super) mod tests;
