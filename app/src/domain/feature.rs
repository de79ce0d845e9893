//! Every feature of a session the detector may read and a page may show, described in one place.

mod table;

use serde::{Deserialize, Serialize};

pub use self::table::Feature;

/// Which model reads a feature (domain facts §3.3).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Reader {
    /// Sessions with TLS and TCP data, and those without.
    Both,
    /// Only sessions with TLS and TCP data.
    Complet,
}

/// What a value counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Unit {
    /// Things.
    Count,
    /// Share, 0 to 1.
    Share,
    /// 0 or 1.
    Flag,
    /// Per second.
    PerSecond,
    /// Bits of entropy.
    Bits,
    /// Bytes.
    Bytes,
    /// Milliseconds.
    Milliseconds,
    /// Points of a score.
    Points,
    /// A number without a unit.
    Number,
}

/// Which way a value has to leave the usual range to be suspicious.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Direction {
    /// Both ways.
    Either,
    /// Only above it.
    High,
    /// Only below it.
    Low,
}

/// Where the value is computed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Origin {
    /// Column of `view_ai_features_1h`.
    AiView,
    /// Column of `view_thesis_features_1h`.
    ThesisView,
}

/// What is known about one feature.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Description {
    /// Column name, also the name in JSON answers.
    pub column: &'static str,
    /// Short name for people.
    pub label: &'static str,
    /// Unit.
    pub unit: Unit,
    /// Model that reads it.
    pub reader: Reader,
    /// Suspicious side.
    pub direction: Direction,
    /// Where it is computed.
    pub origin: Origin,
    /// What it says, in one sentence.
    pub meaning: &'static str,
}

impl Feature {
    /// The axes of the radar chart, in seed 001's order.
    pub const RADAR: [Self; 8] = [
        Self::HitVelocity,
        Self::FuzzingIndex,
        Self::PostRatio,
        Self::AssetRatio,
        Self::DirectAccessRatio,
        Self::TemporalEntropy,
        Self::PathDiversityRatio,
        Self::ModernBrowserScore,
    ];

    /// The columns of the behaviour page, in seed 001's order.
    pub const BEHAVIOR: [Self; 12] = [
        Self::HitVelocity,
        Self::FuzzingIndex,
        Self::PostRatio,
        Self::AssetRatio,
        Self::DirectAccessRatio,
        Self::TemporalEntropy,
        Self::PathDiversityRatio,
        Self::ModernBrowserScore,
        Self::HeaderCount,
        Self::IsUaRotating,
        Self::DistinctJa4Count,
        Self::SrcPortDensity,
    ];

    /// Everything known about it.
    #[must_use]
    pub fn description(self) -> &'static Description {
        &Self::DESCRIPTIONS[self as usize]
    }

    /// Column name.
    #[must_use]
    pub fn column(self) -> &'static str {
        self.description().column
    }

    /// Short name for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        self.description().label
    }

    /// The feature of a column, `None` for a column that is none.
    #[must_use]
    pub fn from_column(column: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|feature| feature.column() == column)
    }

    /// The features a model reads, in table order: Complet reads all, Applicatif those of both.
    pub fn of_model(complet: bool) -> impl Iterator<Item = Self> {
        Self::ALL
            .iter()
            .copied()
            .filter(move |feature| complet || feature.description().reader == Reader::Both)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn columns_and_labels_are_unique_and_find_their_feature() {
        let columns: BTreeSet<_> = Feature::ALL.iter().map(|f| f.column()).collect();
        let labels: BTreeSet<_> = Feature::ALL.iter().map(|f| f.label()).collect();
        assert_eq!((columns.len(), labels.len()), (Feature::ALL.len(), Feature::ALL.len()));
        for feature in Feature::ALL {
            assert_eq!(Feature::from_column(feature.column()), Some(*feature));
        }
        assert_eq!(Feature::from_column("src_ip"), None);
    }

    #[test]
    fn columns_are_identifiers_and_meanings_are_sentences() {
        for feature in Feature::ALL {
            let Description { column, meaning, .. } = feature.description();
            assert!(
                column.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
            );
            assert!(meaning.ends_with('.') && meaning.len() > 20, "{column}: {meaning}");
        }
    }

    #[test]
    fn the_seeds_lists_keep_their_columns() {
        let radar: Vec<_> = Feature::RADAR.iter().map(|f| f.column()).collect();
        assert_eq!(
            radar,
            [
                "hit_velocity",
                "fuzzing_index",
                "post_ratio",
                "asset_ratio",
                "direct_access_ratio",
                "temporal_entropy",
                "path_diversity_ratio",
                "modern_browser_score",
            ]
        );
        let rest: Vec<_> = Feature::BEHAVIOR[8..].iter().map(|f| f.column()).collect();
        assert_eq!(
            rest,
            ["header_count", "is_ua_rotating", "distinct_ja4_count", "src_port_density"]
        );
        assert_eq!(Feature::BEHAVIOR[..8], Feature::RADAR);
    }

    #[test]
    fn a_session_without_tls_is_not_judged_by_tls() {
        let applicatif: Vec<_> = Feature::of_model(false).collect();
        assert!(!applicatif.contains(&Feature::AvgTtl));
        assert!(applicatif.contains(&Feature::FuzzingIndex));
        assert_eq!(Feature::of_model(true).count(), Feature::ALL.len());
    }
}
