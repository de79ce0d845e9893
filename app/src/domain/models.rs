//! The detector's models and what they scored in the last seven days.

use serde::{Deserialize, Serialize};

use super::threat::ThreatLevel;
use super::time::Timestamp;

/// Sessions below which the detector has too little to learn from and scores none (domain facts §3.2).
pub const MIN_SESSIONS: usize = 50;

/// What the models scored, as `GET /api/models` (seed 001) and its page show it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct Scoring {
    /// Sessions scored per model, by name.
    pub scoring_stats: Vec<ScoringStats>,
    /// The same by hour, oldest first, then by model; hours without any are absent.
    pub hours: Vec<ModelHour>,
}

/// What one model scored in seven days.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct ScoringStats {
    /// Model name.
    pub model_name: String,
    /// Sessions.
    pub scored: u64,
    /// First scoring instant.
    pub first_seen: Timestamp,
    /// Newest scoring instant.
    pub last_seen: Timestamp,
    /// Sessions of a level other than `NORMAL` and `LEGITIMATE_BROWSER`.
    pub anomalous: u64,
}

/// What one model scored in one hour.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct ModelHour {
    /// Start of the hour, UTC.
    pub hour: Timestamp,
    /// Model name.
    pub model_name: String,
    /// Sessions.
    pub scored: u64,
    /// Sessions of a level other than `NORMAL` and `LEGITIMATE_BROWSER`.
    pub anomalous: u64,
    /// Sessions per level, most severe first.
    pub levels: Vec<LevelSessions>,
}

/// Sessions of one level.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct LevelSessions {
    /// The level.
    pub threat_level: ThreatLevel,
    /// Sessions.
    pub cnt: u64,
}
