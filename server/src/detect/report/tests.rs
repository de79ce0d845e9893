//! How a cycle's report reads.

use super::*;

#[test]
fn a_report_reads_in_lines() {
    let level = |level: ThreatLevel, n| (Reverse(level.severity()), (level, n));
    let report = CycleReport {
        models: vec![
            ModelReport {
                name: "Complet",
                state: ModelState::Trained("Complet-20261120T120000Z-1".into()),
                levels: [level(ThreatLevel::Normal, 90), level(ThreatLevel::Critical, 3)].into(),
                unscored: 0,
            },
            ModelReport {
                name: "Applicatif",
                state: ModelState::TooFew { kept: None, sessions: 12 },
                levels: BTreeMap::new(),
                unscored: 12,
            },
        ],
        detections: 3,
        seconds: 1.25,
    };
    let expected = "93 sessions scored, 3 detections, 1.2 s
  Complet: new model Complet-20261120T120000Z-1, 3 CRITICAL, 90 NORMAL
  Applicatif: too few sessions to learn from (12 of 50), there is none before it, 12 not scored";
    assert_eq!(report.to_string(), expected);
}

#[test]
fn a_refused_model_names_the_one_that_stays() {
    let state = ModelState::Rejected { kept: Some("Complet-1".into()), val_anomaly_rate: 0.31 };
    assert_eq!(
        state.to_string(),
        "new model refused (31 % of its validation sessions look anomalous), Complet-1 stays in use"
    );
}
