//! The kinds of rows kept of an address, and the rows of one kind.

use serde::{Deserialize, Serialize};

use super::cascade::Cascade;
use super::ip_report::{Bounded, DetectionRow, RequestRow, ScoreRow, SessionFeatures};
use super::ja4_report::{IpJa4, Neighbours};

/// A kind of rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RowKind {
    /// Requests of the last day, newest first.
    Requests,
    /// Detections of the last 30 days, newest first.
    Detections,
    /// Scored sessions of the last 3 days, newest first.
    Scores,
    /// Fingerprints of the last 30 days.
    Fingerprints,
    /// Behaviour in the newest window beside the averages.
    Features,
    /// How pages are followed by what stands on them, in the last day.
    Loads,
    /// Who else is like it, in the last 3 days.
    Neighbours,
}

/// The rows of one kind.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum IpRows {
    /// Requests.
    Requests(Bounded<RequestRow>),
    /// Detections.
    Detections(Bounded<DetectionRow>),
    /// Scored sessions.
    Scores(Bounded<ScoreRow>),
    /// Fingerprints.
    Fingerprints(Vec<IpJa4>),
    /// Features.
    Features(SessionFeatures),
    /// Page loads.
    Loads(Vec<Cascade>),
    /// Neighbours.
    Neighbours(Neighbours),
}

impl RowKind {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 7] = [
        Self::Requests,
        Self::Detections,
        Self::Scores,
        Self::Fingerprints,
        Self::Features,
        Self::Loads,
        Self::Neighbours,
    ];

    /// Its name in a page's address.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Detections => "detections",
            Self::Scores => "scores",
            Self::Fingerprints => "fingerprints",
            Self::Features => "features",
            Self::Loads => "loads",
            Self::Neighbours => "neighbours",
        }
    }

    /// The kind of this name; requests for no name or an unknown one.
    #[must_use]
    pub fn from_key(key: &str) -> Self {
        Self::ALL.into_iter().find(|kind| kind.key() == key).unwrap_or(Self::Requests)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_key_and_nonsense_is_requests() {
        for kind in RowKind::ALL {
            assert_eq!(RowKind::from_key(kind.key()), kind);
        }
        for nonsense in ["", "REQUESTS", "'; DROP"] {
            assert_eq!(RowKind::from_key(nonsense), RowKind::Requests);
        }
    }
}
