//! The three long tables an analyst searches: what their columns are, and what can be asked of them.

mod columns;
mod query;
mod whole;

pub use columns::{Column, Shape};
pub use query::{Condition, ListQuery, Operand, SEVERITY, Search};

use super::range::Range;
use super::time::DAY;

/// A long table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Listing {
    /// `ml_detected_anomalies`.
    Detections,
    /// `ml_all_scores`.
    Scores,
    /// `http_logs`.
    Traffic,
}

impl Listing {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Detections, Self::Scores, Self::Traffic];

    /// Its name in addresses.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Detections => "detections",
            Self::Scores => "scores",
            Self::Traffic => "traffic",
        }
    }

    /// The one of this name.
    #[must_use]
    pub fn named(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|listing| listing.key() == key)
    }

    /// Its columns, in the order they are offered.
    #[must_use]
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Detections => columns::DETECTIONS,
            Self::Scores => columns::SCORES,
            Self::Traffic => columns::TRAFFIC,
        }
    }

    /// The column of this name.
    #[must_use]
    pub fn column(self, key: &str) -> Option<&'static Column> {
        self.columns().iter().find(|column| column.key == key)
    }

    /// The column its rows are ordered by unless asked otherwise, newest first.
    #[must_use]
    pub fn time_column(self) -> &'static str {
        match self {
            Self::Detections | Self::Scores => "detected_at",
            Self::Traffic => "time",
        }
    }

    /// How far back it looks unless asked otherwise (seed 001).
    #[must_use]
    pub fn default_range(self) -> Range {
        Range::Last(match self {
            Self::Detections => 30 * DAY,
            Self::Scores => 3 * DAY,
            Self::Traffic => DAY,
        })
    }
}
