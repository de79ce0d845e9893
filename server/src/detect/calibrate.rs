//! From isolation scores to the documented scale, on which the threat levels are cut.
//!
//! An isolation score s alone depends on how many columns there are: a client that differs from
//! every human in 6 of 60 columns reaches 0.6 and never the 0.80 that CRITICAL asks for. So s is
//! placed relative to how the baseline itself scores (on trees that never saw the row):
//!
//! | s | `anomaly_score` s' | raw = 0.5 − s' |
//! |---|---|---|
//! | 0 | 0 | +0.5 |
//! | the baseline's median | 0.40 | +0.10 |
//! | the baseline's quantile 1 − contamination ("edge") | 0.50 | 0 |
//! | edge + z spreads | 0.5 + 0.5 · (1 − e^(−z/4)) | −0.5 · (1 − e^(−z/4)) |
//!
//! with linear pieces up to the edge. One spread is the baseline's standard deviation as its
//! median and 90th percentile give it, so a few odd sessions do not move it. Beyond the edge
//! MEDIUM (s' = 0.55) begins at 0.4 spreads, HIGH (0.65) at 1.4 and CRITICAL (0.80) at 3.7.
//! As in scikit-learn, raw 0 is where the contamination's share of the baseline begins.

use serde::{Deserialize, Serialize};

/// s' of the baseline's median.
const MEDIAN_SCORE: f64 = 0.40;
/// s' of the baseline's edge.
const EDGE_SCORE: f64 = 0.50;
/// Spreads beyond the edge at which all but 1/e of the way from there to 1 is gone.
const REACH: f64 = 4.0;
/// Least spread and least distance between median and edge; a baseline may score all alike.
const LEAST: f64 = 0.005;
/// Standard deviations between median and 90th percentile of a normal distribution.
const P90_DEVIATIONS: f64 = 1.281_551_6;

/// Where the baseline's isolation scores lie.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Calibration {
    /// Their median.
    pub median: f64,
    /// Their quantile 1 − contamination.
    pub edge: f64,
    /// Their standard deviation, estimated from median and 90th percentile.
    pub spread: f64,
    /// Share of the baseline that may lie beyond the edge.
    pub contamination: f64,
}

impl Calibration {
    /// Learns from the baseline's scores, in any order.
    #[must_use]
    pub fn fit(scores: &[f64], contamination: f64) -> Self {
        let mut ascending: Vec<f64> = scores.iter().copied().filter(|s| s.is_finite()).collect();
        ascending.sort_by(f64::total_cmp);
        let contamination = contamination.clamp(0.0, 0.5);
        let median = quantile(&ascending, 0.5).clamp(LEAST, 1.0 - LEAST);
        Self {
            median,
            edge: quantile(&ascending, 1.0 - contamination).max(median + LEAST),
            spread: ((quantile(&ascending, 0.9) - median) / P90_DEVIATIONS).max(LEAST),
            contamination,
        }
    }

    /// The `anomaly_score` of an isolation score: 0 normal to 1, never falling as `iso` rises.
    #[must_use]
    pub fn anomaly_score(&self, iso: f64) -> f64 {
        if iso <= self.median {
            return MEDIAN_SCORE * (iso / self.median).max(0.0);
        }
        if iso <= self.edge {
            let way = (iso - self.median) / (self.edge - self.median);
            return MEDIAN_SCORE + (EDGE_SCORE - MEDIAN_SCORE) * way;
        }
        let z = self.deviations(iso);
        EDGE_SCORE - (1.0 - EDGE_SCORE) * (-z / REACH).exp_m1()
    }

    /// Spreads beyond the edge; negative inside.
    #[must_use]
    pub fn deviations(&self, iso: f64) -> f64 {
        (iso - self.edge) / self.spread
    }

    /// Whether the numbers make sense; they may come from a file.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.median > 0.0
            && self.edge > self.median
            && self.spread > 0.0
            && self.edge.is_finite()
            && self.spread.is_finite()
    }
}

/// The quantile of ascending values, interpolated; 0.5 of nothing.
#[must_use]
pub fn quantile(ascending: &[f64], q: f64) -> f64 {
    let Some(last) = ascending.len().checked_sub(1) else { return 0.5 };
    let place = q.clamp(0.0, 1.0) * last as f64;
    let below = place.floor() as usize;
    let (low, high) = (ascending[below], ascending[(below + 1).min(last)]);
    low + (high - low) * place.fract()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, proptest};

    use super::*;

    const TYPICAL: Calibration =
        Calibration { median: 0.42, edge: 0.50, spread: 0.02, contamination: 0.02 };

    fn check(iso: f64, expected: f64) {
        let got = TYPICAL.anomaly_score(iso);
        assert!((got - expected).abs() < 1e-9, "{iso}: {got} instead of {expected}");
    }

    #[test]
    fn the_table_of_the_module_holds() {
        check(0.0, 0.0);
        check(0.42, 0.40);
        check(0.50, 0.50);
        check(0.50 + 0.02 * 4.0 * (1.0_f64 / 0.9).ln(), 0.55);
        check(0.50 + 0.02 * 4.0 * (1.0_f64 / 0.7).ln(), 0.65);
        check(0.50 + 0.02 * 4.0 * (1.0_f64 / 0.4).ln(), 0.80);
    }

    #[test]
    fn the_edge_leaves_the_contamination_outside() {
        let scores: Vec<f64> = (0..1_000).map(|i| 0.3 + f64::from(i) * 1e-4).collect();
        let fitted = Calibration::fit(&scores, 0.02);
        let beyond = scores.iter().filter(|s| fitted.anomaly_score(**s) > 0.5).count();
        assert_eq!(beyond, 20);
    }

    #[test]
    fn a_baseline_that_scores_all_alike_is_still_a_baseline() {
        for scores in [&[][..], &[0.4], &[0.4; 50], &[f64::NAN, f64::INFINITY]] {
            let fitted = Calibration::fit(scores, 0.02);
            assert!(fitted.is_sound(), "{fitted:?}");
            assert!(fitted.anomaly_score(0.99) > 0.9);
        }
    }

    proptest! {
        #[test]
        fn a_higher_isolation_never_scores_lower(
            scores in proptest::collection::vec(0.01_f64..0.99, 0..200),
            a in 0.0_f64..1.0,
            b in 0.0_f64..1.0,
        ) {
            let fitted = Calibration::fit(&scores, 0.02);
            let (low, high) = (a.min(b), a.max(b));
            prop_assert!(fitted.anomaly_score(low) <= fitted.anomaly_score(high));
            prop_assert!((0.0..=1.0).contains(&fitted.anomaly_score(high)));
        }
    }
}
