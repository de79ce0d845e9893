//! Sessions of one hour to verdicts: score, level, recurrence, reason.

use std::collections::HashMap;

use app::domain::ip::Ip;
use app::domain::threat::ThreatLevel;
use app::store::scoring::{ScoredSession, SessionRow};

use super::explain::{Evidence, reason};
use super::levels::{TOOL_SCORE, is_detection, level, raw_score};
use super::model::{Model, SessionScore};
use super::parallel::map_in_order;
use super::session::{ModelKind, browser_signals, is_scan_tool, known, matrix, tcp};

/// The verdict on one session of a batch.
#[derive(Clone, PartialEq, Debug)]
pub struct Found {
    /// Place of the session in its batch.
    pub session: usize,
    /// Model that scored it.
    pub kind: ModelKind,
    /// Its scores.
    pub score: SessionScore,
    /// Its level.
    pub level: ThreatLevel,
    /// Whether it belongs among the detections.
    pub is_detection: bool,
    /// Detected sessions of its address in earlier hours.
    pub recurrence: u32,
    /// Why; empty for what is no detection.
    pub reason: String,
}

/// Scores the sessions of one hour that have a model, in their order, and adds their detections
/// to `recurrence`. `start` is the place of the first one in its batch.
#[must_use]
pub fn score_hour(
    hour: &[SessionRow],
    start: usize,
    models: &[Option<Model>],
    recurrence: &mut HashMap<Ip, u32>,
    threshold: f64,
) -> Vec<Found> {
    let mut found: Vec<Found> = ModelKind::ALL
        .into_iter()
        .zip(models)
        .filter_map(|(kind, model)| Some(score_kind(hour, kind, model.as_ref()?, threshold)))
        .flatten()
        .collect();
    found.sort_by_key(|found| found.session);
    for found in &mut found {
        found.recurrence = recurrence.get(&hour[found.session].src_ip).copied().unwrap_or(0);
    }
    for found in &mut found {
        if found.is_detection {
            let count = recurrence.entry(hour[found.session].src_ip).or_default();
            *count = count.saturating_add(1);
        }
        found.session += start;
    }
    found
}

fn score_kind(hour: &[SessionRow], kind: ModelKind, model: &Model, threshold: f64) -> Vec<Found> {
    let own: Vec<usize> = (0..hour.len()).filter(|at| ModelKind::of(&hour[*at]) == kind).collect();
    let numbers = matrix(kind, own.iter().map(|at| &hour[*at]));
    let prepared = model.prepare(&numbers);
    let scores = model.scores_of(&prepared);
    let places: Vec<usize> = (0..own.len()).collect();
    map_in_order(&places, |&at| {
        let session = &hour[own[at]];
        let (score, known) = (with_tool(scores[at], is_scan_tool(session)), known(session));
        let level = level(score.anomaly_score, threshold, known, &browser_signals(session));
        let is_detection = is_detection(&level);
        let reason = if is_detection {
            let evidence = Evidence {
                level: &level,
                known,
                values: numbers.row(at),
                columns: numbers.columns(),
                prepared: prepared.row(at),
                tcp: &tcp(session),
            };
            reason(Some(model), &evidence)
        } else {
            String::new()
        };
        Found { session: own[at], kind, score, level, is_detection, recurrence: 0, reason }
    })
}

/// The score, raised to [`TOOL_SCORE`] when the SYN is a scan tool's.
fn with_tool(score: SessionScore, is_tool: bool) -> SessionScore {
    if !is_tool || score.anomaly_score >= TOOL_SCORE {
        return score;
    }
    SessionScore { anomaly_score: TOOL_SCORE, raw_anomaly_score: raw_score(TOOL_SCORE), ..score }
}

impl Found {
    /// The verdict on `session` as the store takes it.
    #[must_use]
    pub fn with<'a>(&'a self, session: &'a SessionRow) -> ScoredSession<'a> {
        ScoredSession {
            session,
            model_name: self.kind.name(),
            anomaly_score: self.score.anomaly_score as f32,
            raw_anomaly_score: self.score.raw_anomaly_score as f32,
            threat_level: self.level.clone(),
            bot_name: known(session).bot().unwrap_or(""),
            recurrence: self.recurrence,
            reason: self.reason.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
