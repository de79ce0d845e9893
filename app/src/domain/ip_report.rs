//! The rows behind one address, as `GET /api/ip/{ip}` answers, and the typed form the page shows.

use serde::{Deserialize, Serialize};

use super::ip::Ip;
use super::threat::ThreatLevel;
use super::time::Timestamp;

/// A detection as the pages list it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(clickhouse::Row))]
pub struct DetectionRow {
    /// When it was found.
    pub detected_at: Timestamp,
    /// Client address.
    pub src_ip: Ip,
    /// Fingerprint; empty for clear-text HTTP.
    pub ja4: String,
    /// Host asked for.
    pub host: String,
    /// Name of the bot, when a dictionary knows it.
    pub bot_name: String,
    /// Browser family of the JA4, when known.
    pub browser_family: String,
    /// Model that scored it.
    pub model_name: String,
    /// Anomaly, 0 (normal) to 1.
    pub anomaly_score: f32,
    /// Level.
    pub threat_level: ThreatLevel,
    /// Earlier detections of the address.
    pub recurrence: u32,
    /// Requests in the window.
    pub hits: u64,
    /// Requests per second.
    pub hit_velocity: f32,
    /// Why, in words.
    pub reason: String,
}

/// A scored session as the pages list it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(clickhouse::Row))]
pub struct ScoreRow {
    /// When it was scored.
    pub detected_at: Timestamp,
    /// The hour it covers.
    pub window_start: Timestamp,
    /// Fingerprint.
    pub ja4: String,
    /// Host asked for.
    pub host: String,
    /// Model that scored it.
    pub model_name: String,
    /// Anomaly, 0 (normal) to 1.
    pub anomaly_score: f32,
    /// Raw isolation score, negative = anomalous.
    pub raw_anomaly_score: f32,
    /// Level.
    pub threat_level: ThreatLevel,
    /// Requests in the window.
    pub hits: u64,
    /// Browser family of the JA4, when known.
    pub browser_family: String,
    /// Bot name, when known.
    pub bot_name: String,
}

/// A request as the pages list it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(clickhouse::Row))]
pub struct RequestRow {
    /// When.
    pub time: Timestamp,
    /// HTTP method.
    pub method: String,
    /// Host.
    pub host: String,
    /// Path without the query.
    pub path: String,
    /// HTTP version as logged.
    pub http_version: String,
    /// User-Agent header.
    pub header_user_agent: String,
    /// Fingerprint.
    pub ja4: String,
    /// Answer's status, when the log has it.
    pub status: Option<u16>,
}

/// One behavioural feature of an address beside the usual range.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FeatureValue {
    /// Column name in `view_ai_features_1h`.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// What it tells, in a sentence.
    pub meaning: String,
    /// Value in the newest window with most requests; `None` when not computed.
    pub value: Option<f64>,
    /// Average of sessions labelled human; `None` when there are none.
    pub human_average: Option<f64>,
    /// Average of sessions from datacenters and hosting; `None` when there are none.
    pub datacenter_average: Option<f64>,
}

/// Where an address comes from and when it was seen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct IpOrigin {
    /// Autonomous system number, `None` when unknown.
    pub asn: Option<u32>,
    /// Organisation, empty when unknown.
    pub asn_org: String,
    /// `human`, `datacenter`, `hosting`, … or `unknown`.
    pub asn_label: String,
    /// ISO country code, empty when unknown.
    pub country_code: String,
    /// Bot name by address range, empty when unknown.
    pub bot_name: String,
    /// First request kept, `None` when there is none.
    pub first_seen: Option<Timestamp>,
    /// Newest request kept.
    pub last_seen: Option<Timestamp>,
    /// Requests kept.
    pub requests: u64,
}

/// A list cut to a bound, with the whole count beside it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Bounded<T> {
    /// The newest rows.
    pub rows: Vec<T>,
    /// How many there are in all.
    pub total: u64,
}
