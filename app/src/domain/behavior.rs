//! How sessions of the last 24 hours spread over the behavioural features.

use serde::{Deserialize, Serialize};

use super::ip::Ip;
use super::part::Part;

/// Answer of `GET /api/behavior` (seed 001).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct Behavior {
    /// The 500 sessions with most requests.
    pub scatter: Vec<SessionPoint>,
    /// Sessions per value of six features; `{}` when the database has no such view.
    pub distributions: Part<Distributions>,
}

/// One session as a point.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(clickhouse::Row, utoipa::ToSchema))]
pub struct SessionPoint {
    /// Client address.
    pub ip: Ip,
    /// `human`, `datacenter`, `hosting`, … or `unknown`.
    pub asn_label: String,
    /// Name by the bot dictionaries, empty when none.
    pub bot_name: String,
    /// Requests.
    pub hits: u64,
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
    /// Headers per request.
    pub header_count: Option<u64>,
    /// 1 when the session had more than one User-Agent.
    pub is_ua_rotating: Option<u64>,
    /// JA4s of the address in 24 hours.
    pub distinct_ja4_count: Option<u64>,
    /// Distinct source ports per request.
    pub src_port_density: Option<f64>,
}

/// Sessions per value, rounded to 0.01, in the order of the values.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct Distributions {
    /// Requests per second.
    pub hit_velocity: Vec<Bucket>,
    /// Distinct query strings per path.
    pub fuzzing_index: Vec<Bucket>,
    /// Share of POST.
    pub post_ratio: Vec<Bucket>,
    /// Share of static files.
    pub asset_ratio: Vec<Bucket>,
    /// Entropy over the minutes of the hour, bits.
    pub temporal_entropy: Vec<Bucket>,
    /// Distinct paths per request.
    pub path_diversity_ratio: Vec<Bucket>,
}

/// Sessions with one value of a feature.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct Bucket {
    /// The value, rounded to 0.01.
    pub bucket: Option<f64>,
    /// Sessions.
    pub cnt: u64,
}
