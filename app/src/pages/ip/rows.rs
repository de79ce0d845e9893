//! Which rows of an address are shown, by the `tab` in the page's address.

use serde::{Deserialize, Serialize};

use crate::domain::ip_report::{Bounded, DetectionRow, FeatureValue, RequestRow, ScoreRow};
use crate::error::AppError;
use crate::rpc::Dated;
use crate::rpc::ip::{list_ip_detections, list_ip_features, list_ip_requests, list_ip_scores};

/// A kind of rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tab {
    /// Requests, newest first.
    Requests,
    /// Detections, newest first.
    Detections,
    /// Scored sessions, newest first.
    Scores,
    /// Behaviour beside the averages.
    Features,
}

impl Tab {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 4] = [Self::Requests, Self::Detections, Self::Scores, Self::Features];

    /// The tab a query asks for; the first for none or an unknown one.
    #[must_use]
    pub fn from_query(asked: Option<&str>) -> Self {
        Self::ALL.into_iter().find(|tab| Some(tab.key()) == asked).unwrap_or(Self::Requests)
    }

    /// Its name in the page's address.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Detections => "detections",
            Self::Scores => "scores",
            Self::Features => "features",
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Requests => "Requests",
            Self::Detections => "Detections",
            Self::Scores => "Scores",
            Self::Features => "Features",
        }
    }
}

/// The rows of one tab.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum IpRows {
    /// Requests of the last day.
    Requests(Dated<Bounded<RequestRow>>),
    /// Detections of the last 30 days.
    Detections(Dated<Bounded<DetectionRow>>),
    /// Scored sessions of the last 3 days.
    Scores(Dated<Bounded<ScoreRow>>),
    /// Behaviour in the newest window.
    Features(Dated<Vec<FeatureValue>>),
}

/// Asks for the rows of a tab.
pub(super) async fn fetch(tab: Tab, ip: String) -> Result<IpRows, AppError> {
    match tab {
        Tab::Requests => list_ip_requests(ip).await.map(IpRows::Requests),
        Tab::Detections => list_ip_detections(ip).await.map(IpRows::Detections),
        Tab::Scores => list_ip_scores(ip).await.map(IpRows::Scores),
        Tab::Features => list_ip_features(ip).await.map(IpRows::Features),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tab_is_found_by_its_key_and_nonsense_is_the_first() {
        for tab in Tab::ALL {
            assert_eq!(Tab::from_query(Some(tab.key())), tab);
        }
        for nonsense in [None, Some(""), Some("REQUESTS"), Some("'; DROP")] {
            assert_eq!(Tab::from_query(nonsense), Tab::Requests);
        }
    }
}
