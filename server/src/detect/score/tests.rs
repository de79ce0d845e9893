//! Scores, levels and reasons of planted sessions.

use app::domain::feature::Feature;

use super::*;
use crate::detect::baseline::{Baseline, BaselineKind};
use crate::detect::model::TrainOptions;
use crate::detect::session::tests::session;
use app::domain::time::Timestamp;

/// Browsers with a varying number of requests, and one client posting a thousand log-ins.
fn hour(n: usize) -> Vec<SessionRow> {
    let mut hour: Vec<SessionRow> = (0..n)
        .map(|at| {
            let x = (at * 37 % 101) as f64 / 101.0;
            session(&[
                (Feature::Hits, 5.0 + 40.0 * x),
                (Feature::PostRatio, 0.1 * x),
                (Feature::LoginPostConcentration, 0.0),
                (Feature::AssetRatio, 0.4 + 0.3 * (1.0 - x)),
                (Feature::CadenceCv, 1.0 + x * x),
                (Feature::SecFetchAbsenceRate, 0.0),
                (Feature::HeaderCount, 12.0 + (at % 4) as f64),
            ])
        })
        .collect();
    let bot = session(&[
        (Feature::Hits, 1_000.0),
        (Feature::PostRatio, 0.999),
        (Feature::LoginPostConcentration, 1.0),
        (Feature::AssetRatio, 0.0),
        (Feature::CadenceCv, 0.05),
        (Feature::HeaderCount, 4.0),
        (Feature::SecFetchAbsenceRate, 1.0),
        (Feature::HasCookie, 0.0),
    ]);
    hour.push(SessionRow { src_ip: "198.51.100.9".parse().unwrap(), ..bot });
    hour
}

fn model(kind: ModelKind, sessions: &[SessionRow]) -> Model {
    let rows = matrix(kind, sessions.iter());
    let members = (0..sessions.len()).collect();
    let baseline = Baseline { kind: BaselineKind::Human, members, human: sessions.len() };
    Model::train(kind.name(), &rows, &baseline, TrainOptions::default(), Timestamp(7))
}

fn found_in(hour: &[SessionRow], recurrence: &mut HashMap<Ip, u32>) -> Vec<Found> {
    let trained = model(ModelKind::Complet, &hour[..hour.len() - 1]);
    score_hour(hour, 100, &[Some(trained), None], recurrence, 0.5)
}

#[test]
fn the_odd_one_out_is_found_and_explained() {
    let found = found_in(&hour(300), &mut HashMap::new());
    let last = found.last().unwrap();
    assert!(matches!(last.level, ThreatLevel::Critical | ThreatLevel::High), "{last:?}");
    assert!(last.reason.starts_with("1000 login POSTs: "), "{}", last.reason);
    assert_eq!(last.session, 400, "places count from the start of the batch");
    let legitimate =
        found.iter().filter(|found| found.level == ThreatLevel::LegitimateBrowser).count();
    assert!(legitimate > 280, "{legitimate}");
    assert!(found[0].reason.is_empty());
}

#[test]
fn recurrence_counts_earlier_hours_only() {
    let hour = hour(300);
    let ip = hour[300].src_ip;
    let mut recurrence = HashMap::from([(ip, 3)]);
    let found = found_in(&hour, &mut recurrence);
    assert_eq!(found[300].recurrence, 3);
    assert_eq!(recurrence[&ip], 4);
    assert_eq!(found_in(&hour, &mut recurrence)[300].recurrence, 4);
}

#[test]
fn sessions_without_a_model_are_not_scored() {
    let mut hour = hour(300);
    hour[7].correlated = 0;
    let found = found_in(&hour, &mut HashMap::new());
    assert_eq!(found.len(), 300);
    assert!(found.iter().all(|found| found.session != 107));
}

#[test]
fn a_bots_name_goes_to_the_store_also_from_a_rule() {
    let mut hour = hour(300);
    hour[3].anubis_bot_name = "kagi".into();
    hour[3].anubis_bot_action = "ALLOW".into();
    let found = found_in(&hour, &mut HashMap::new());
    assert_eq!(found[3].level, ThreatLevel::KnownBot);
    assert!(found[3].is_detection && found[3].reason.starts_with("known bot kagi: "));
    let stored = found[3].with(&hour[3]);
    assert_eq!((stored.bot_name, stored.model_name), ("kagi", "Complet"));
    let raw = found[3].score.raw_anomaly_score;
    assert!((raw + found[3].score.anomaly_score - 0.5).abs() < 1e-12);
}

#[test]
fn a_scan_tools_syn_is_high_however_ordinary_the_requests() {
    let mut hour = hour(300);
    hour[5] = SessionRow {
        syn_ttl: 244,
        syn_window: 5_808,
        syn_scale: 4,
        syn_mss: 1_452,
        ..hour[5].clone()
    };
    let found = &found_in(&hour, &mut HashMap::new())[5];
    assert_eq!(found.level, ThreatLevel::High);
    assert!(found.reason.contains("SYN of Masscan"), "{}", found.reason);
    assert!(found.score.iso < 0.6, "the plain isolation score stays: {}", found.score.iso);
}
