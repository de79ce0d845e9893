//! One address beside the averages of humans and of datacenters.

use serde::{Deserialize, Serialize};

use super::part::Part;

/// The features compared, as columns of `view_ai_features_1h`.
pub const FEATURES: [&str; 8] = [
    "hit_velocity",
    "fuzzing_index",
    "post_ratio",
    "asset_ratio",
    "direct_access_ratio",
    "temporal_entropy",
    "path_diversity_ratio",
    "modern_browser_score",
];

/// Answer of `GET /api/ip/{ip}/radar` (seed 001).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct Radar {
    /// Names of the features, in order.
    pub features: Vec<String>,
    /// Values of the newest window with most requests; `{}` when the address had none in 24 hours.
    pub ip_values: Part<RadarValues>,
    /// Averages of sessions from networks labelled `human`.
    pub human_baseline: Part<RadarAverages>,
    /// Averages of sessions from networks labelled `datacenter` or `hosting`.
    pub bot_baseline: Part<RadarAverages>,
}

/// Values of one session.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(clickhouse::Row, utoipa::ToSchema))]
pub struct RadarValues {
    /// Requests per second.
    pub hit_velocity: Option<f64>,
    /// Distinct query strings per path.
    pub fuzzing_index: Option<f64>,
    /// Share of POST, 0 to 1.
    pub post_ratio: Option<f64>,
    /// Share of static files, 0 to 1.
    pub asset_ratio: Option<f64>,
    /// Share without a Referer, 0 to 1.
    pub direct_access_ratio: Option<f64>,
    /// Entropy over the minutes of the hour, bits.
    pub temporal_entropy: Option<f64>,
    /// Distinct paths per request.
    pub path_diversity_ratio: Option<f64>,
    /// Headers only a modern browser sends, points 0 to 100.
    pub modern_browser_score: Option<u64>,
}

/// Averages of sessions; `null` when there is none.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct RadarAverages {
    /// Requests per second.
    pub hit_velocity: Option<f64>,
    /// Distinct query strings per path.
    pub fuzzing_index: Option<f64>,
    /// Share of POST, 0 to 1.
    pub post_ratio: Option<f64>,
    /// Share of static files, 0 to 1.
    pub asset_ratio: Option<f64>,
    /// Share without a Referer, 0 to 1.
    pub direct_access_ratio: Option<f64>,
    /// Entropy over the minutes of the hour, bits.
    pub temporal_entropy: Option<f64>,
    /// Distinct paths per request.
    pub path_diversity_ratio: Option<f64>,
    /// Headers only a modern browser sends, points 0 to 100.
    pub modern_browser_score: Option<f64>,
}
