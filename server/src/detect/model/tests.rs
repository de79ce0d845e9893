//! Training, calibration and the caveat of a fallback.

use super::*;
use crate::detect::levels::{Known, is_detection, level};
use crate::detect::synthetic::{Actor, COLUMNS, sessions};
use app::domain::legitimacy::BrowserSignals;
use app::domain::threat::ThreatLevel;

const NOW: Timestamp = Timestamp(1_790_000_000);
const BOTS: [Actor; 4] = [Actor::Stuffing, Actor::Scanner, Actor::Scraper, Actor::Impersonator];

pub(in crate::detect) fn human_model(n: usize, with_bots: usize) -> Model {
    let mut matrix = Matrix::new(COLUMNS);
    sessions(&mut matrix, Actor::Human, n, 1);
    for bot in BOTS {
        sessions(&mut matrix, bot, with_bots / 4, 2);
    }
    let mut members: Vec<usize> = (0..matrix.rows()).collect();
    // Bots are spread over the whole time, not only its end.
    members.sort_by_key(|at| at.wrapping_mul(2_654_435_761) % 1_000_003);
    let kind = if with_bots == 0 { BaselineKind::Human } else { BaselineKind::AllTraffic };
    let baseline = Baseline { kind, members, human: n };
    Model::train("Complet", &matrix, &baseline, TrainOptions::default(), NOW)
}

fn levels_of(model: &Model, actor: Actor, n: usize) -> Vec<ThreatLevel> {
    let mut matrix = Matrix::new(COLUMNS);
    sessions(&mut matrix, actor, n, 77);
    let script = BrowserSignals { sec_fetch_absence_rate: 1.0, ..Default::default() };
    let known = Known::default();
    let scores = model.scores(&matrix);
    scores.iter().map(|s| level(s.anomaly_score, 0.5, known, &script)).collect()
}

fn share(levels: &[ThreatLevel], wanted: impl Fn(&ThreatLevel) -> bool) -> f64 {
    levels.iter().filter(|l| wanted(l)).count() as f64 / levels.len() as f64
}

fn is_high(level: &ThreatLevel) -> bool {
    matches!(level, ThreatLevel::High | ThreatLevel::Critical)
}

#[test]
fn people_are_normal_and_bots_high_or_critical() {
    for (n_human, n_bots) in [(600, 0), (3_000, 0), (400, 40), (3_000, 300), (2_000, 400)] {
        let model = human_model(n_human, n_bots);
        assert!(model.passes_gate(), "{n_bots} bots: {}", model.meta.val_anomaly_rate);
        let human = levels_of(&model, Actor::Human, 1_000);
        let normal = share(&human, |level| *level == ThreatLevel::Normal);
        assert!(normal > 0.93, "{normal} of people with {n_bots} bots in the baseline");
        assert!(share(&human, is_high) < 0.005);
        for bot in BOTS {
            let high = share(&levels_of(&model, bot, 300), is_high);
            assert!(high > 0.97, "{high} of {bot:?} with {n_bots} bots in the baseline");
        }
    }
}

#[test]
fn nearly_all_detections_are_right_about_what_they_count() {
    let model = human_model(1_000, 0);
    let found = levels_of(&model, Actor::Human, 2_000);
    let alarms = share(&found, is_detection);
    assert!(alarms < 0.06, "the contamination is 2 %, detections are {alarms}");
}

#[test]
fn bots_among_all_traffic_are_left_out_of_training() {
    let model = human_model(3_000, 300);
    let trimmed = model.meta.baseline.trimmed;
    assert!((200..320).contains(&trimmed), "{trimmed}");
    assert!(human_model(3_000, 0).meta.baseline.trimmed < 30);
}

#[test]
fn training_is_deterministic_for_a_seed() {
    assert_eq!(human_model(600, 60), human_model(600, 60));
}

#[test]
fn a_model_that_finds_its_own_validation_odd_is_refused() {
    let mut matrix = Matrix::new(COLUMNS);
    sessions(&mut matrix, Actor::Human, 800, 1);
    // What is newest, and validates, has nothing to do with what it was trained on.
    sessions(&mut matrix, Actor::Scanner, 200, 1);
    let members = (0..1_000).collect();
    let train = |kind| {
        let baseline = Baseline { kind, members: Vec::clone(&members), human: 1_000 };
        Model::train("Complet", &matrix, &baseline, TrainOptions::default(), NOW)
    };
    let model = train(BaselineKind::Human);
    assert!(model.meta.val_anomaly_rate > 0.9 && !model.passes_gate());
    assert!(!train(BaselineKind::AllTraffic).passes_gate());
}

#[test]
fn nothing_known_about_a_session_is_nothing_against_it() {
    let model = human_model(800, 0);
    let mut matrix = Matrix::new(COLUMNS);
    matrix.push([]);
    matrix.push([f32::INFINITY; 45]);
    for score in model.scores(&matrix) {
        assert!(score.anomaly_score < 0.5, "{score:?}");
    }
}

#[test]
fn a_fallback_says_what_it_was_trained_on() {
    let caveat = human_model(300, 40).caveat().unwrap();
    assert_eq!(caveat, "trained on all traffic: only 300 human sessions");
    assert_eq!(human_model(600, 0).caveat(), None);
}
