//! The ledger against the seed's arithmetic.

use super::*;

/// One address in short: ML score in hundredths, brute force, TCP verdict, JA4s, earlier detections.
type Case = (u32, bool, Option<bool>, u64, u64);

fn score_of((ml, active, tool, ja4s, earlier): Case) -> Risk {
    risk_score(
        &MlSummary {
            max_score: f64::from(ml) / 100.0,
            total_detections: u64::from(ml.min(1)),
            ..MlSummary::default()
        },
        &BruteForce { active, ..BruteForce::default() },
        &TcpSpoofing { detected: tool.is_some(), is_bot_tool: tool, ..TcpSpoofing::default() },
        &Ja4Rotation { rotating: ja4s > 1, distinct_ja4_count: ja4s, total_hits: ja4s * 10 },
        &Persistence { persistent: earlier > 0, recurrence: earlier, ..Persistence::default() },
    )
}

fn every_case() -> impl Iterator<Item = Case> {
    (0..=130).flat_map(|ml| {
        [false, true].into_iter().flat_map(move |active| {
            [None, Some(false), Some(true)].into_iter().flat_map(move |tool| {
                (0..=7).flat_map(move |ja4s| {
                    (0..=6).map(move |earlier| (ml, active, tool, ja4s, earlier))
                })
            })
        })
    })
}

#[test]
fn parts_rounding_and_clipping_always_sum_to_the_score() {
    for case in every_case() {
        let risk = score_of(case);
        let sum: f64 = risk.parts.iter().map(|part| part.points).sum();
        assert_eq!(sum + risk.rounding + risk.clipped, f64::from(risk.score), "{case:?}");
        assert!(risk.score <= 100 && risk.clipped <= 0.0 && risk.rounding.abs() <= 0.5, "{case:?}");
        for part in &risk.parts {
            assert!((0.0..=part.max_points).contains(&part.points), "{case:?}: {part:?}");
        }
    }
}

#[test]
fn a_stronger_signal_never_lowers_the_score() {
    for case @ (ml, active, tool, ja4s, earlier) in every_case() {
        let score = score_of(case).score;
        assert!(score_of((ml + 1, active, tool, ja4s, earlier)).score >= score, "{case:?}");
        assert!(score_of((ml, active, tool, ja4s + 1, earlier)).score >= score, "{case:?}");
        assert!(score_of((ml, active, tool, ja4s, earlier + 1)).score >= score, "{case:?}");
        assert!(score_of((ml, true, Some(true), ja4s, earlier)).score >= score, "{case:?}");
    }
}

#[test]
fn scores_equal_the_ones_python_computes() {
    // Left: the case; right: what the seed's own lines give under Python 3.
    let expected: &[(Case, u8)] = &[
        ((0, false, None, 0, 0), 0),
        ((1, false, None, 0, 0), 0),
        ((3, false, None, 0, 0), 2),
        ((5, false, None, 0, 0), 2),
        ((7, false, None, 0, 0), 4),
        ((29, false, None, 0, 0), 14),
        ((57, false, None, 0, 0), 28),
        ((58, false, None, 0, 0), 29),
        ((87, false, None, 4, 0), 56),
        ((87, true, Some(false), 1, 3), 84),
        ((100, true, Some(true), 5, 5), 100),
        ((130, false, None, 0, 0), 50),
        ((0, false, Some(false), 2, 1), 23),
        ((99, true, Some(true), 0, 0), 100),
        ((98, true, Some(true), 0, 0), 99),
    ];
    for (case, score) in expected {
        assert_eq!(score_of(*case).score, *score, "{case:?}");
    }
}

#[test]
fn the_most_that_can_be_reached_is_125_clipped_to_100() {
    let risk = score_of((100, true, Some(true), 9, 9));
    let most: f64 = risk.parts.iter().map(|part| part.max_points).sum();
    assert_eq!((risk.score, risk.clipped, most), (100, -25.0, 125.0));
}

#[test]
fn parts_keep_their_order() {
    let risk = score_of((50, true, None, 2, 1));
    let names: Vec<&str> = risk.parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["ml", "bruteforce", "tcp_spoofing", "ja4_rotation", "persistence"]);
    assert!(risk.parts.iter().all(|part| !part.evidence.is_empty()));
}

#[test]
fn leaving_a_part_out_is_the_same_as_never_having_it() {
    for (ml, tool) in [(0, Some(false)), (77, Some(true)), (100, None)] {
        let all = score_of((ml, true, tool, 3, 2));
        let less = without(&all, &["bruteforce", "ja4_rotation"]);
        let never = score_of((ml, false, tool, 0, 2));
        assert_eq!(
            (less.score, less.rounding, less.clipped),
            (never.score, never.rounding, never.clipped)
        );
        assert_eq!(less.parts.len(), 5);
        assert_eq!(without(&all, &[]), all);
    }
}

#[test]
fn numbers_that_cannot_be_do_no_harm() {
    for score in [f64::NAN, f64::INFINITY, -3.0, f64::MAX] {
        let ml = MlSummary { max_score: score, ..MlSummary::default() };
        let risk = risk_score(
            &ml,
            &BruteForce::default(),
            &TcpSpoofing::default(),
            &Ja4Rotation { rotating: true, distinct_ja4_count: u64::MAX, total_hits: u64::MAX },
            &Persistence { persistent: true, recurrence: u64::MAX, ..Persistence::default() },
        );
        assert!((25..=75).contains(&risk.score), "{score}");
    }
}
