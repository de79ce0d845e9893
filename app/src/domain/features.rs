//! How the sessions of the last 24 hours behave on average: all, human, from datacenters.

use serde::{Deserialize, Serialize};

use super::part::Part;

/// Answer of `GET /api/features` (seed 001).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct Features {
    /// Averages of all sessions of `view_ai_features_1h`; `{}` when the database has no such view.
    pub ai_features: Part<FeatureAverages>,
    /// The same of `view_thesis_features_1h`; `{}` when that view has no such columns, as ours.
    pub thesis_features: Part<FeatureAverages>,
    /// Averages of sessions from networks labelled `human`.
    pub human_profile: Part<FeatureAverages>,
    /// Averages of sessions from networks labelled `datacenter` or `hosting`.
    pub bot_profile: Part<FeatureAverages>,
    /// How much each feature tells sessions apart, most first.
    pub feature_importance: Vec<FeatureImportance>,
}

/// Averages over sessions; `null` when there is none.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(clickhouse::Row, utoipa::ToSchema))]
pub struct FeatureAverages {
    /// Sessions averaged over (window, address, JA4, host).
    pub total: u64,
    /// Requests per session.
    pub avg_hits: Option<f64>,
    /// `hit_velocity`, requests per second.
    pub avg_velocity: Option<f64>,
    /// `fuzzing_index`, distinct query strings per path.
    pub avg_fuzz: Option<f64>,
    /// `post_ratio`, share 0 to 1.
    pub avg_post: Option<f64>,
    /// `asset_ratio`, share 0 to 1.
    pub avg_asset: Option<f64>,
    /// `direct_access_ratio`, share 0 to 1.
    pub avg_direct: Option<f64>,
    /// `temporal_entropy`, bits.
    pub avg_entropy: Option<f64>,
    /// `path_diversity_ratio`, share 0 to 1.
    pub avg_path_div: Option<f64>,
    /// `modern_browser_score`, points 0 to 100.
    pub avg_browser: Option<f64>,
    /// `header_count`, headers per request.
    pub avg_headers: Option<f64>,
    /// `src_port_density`, distinct source ports per request.
    pub avg_port_density: Option<f64>,
    /// `distinct_ja4_count`, JA4s of the address in 24 hours.
    pub avg_ja4_count: Option<f64>,
}

/// How much one feature tells sessions apart.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct FeatureImportance {
    /// Short name, such as `velocity`.
    pub name: String,
    /// Variance in the feature's own unit, squared; `null` without sessions.
    pub variance: Option<f64>,
    /// Variance of the feature scaled so that its 1st percentile is 0 and its 99th is 1; `null`
    /// when these two are equal.
    pub score: Option<f64>,
    /// Column of `view_ai_features_1h`.
    pub column: String,
}
