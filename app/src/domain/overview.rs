//! The overview: what happened in the last 24 hours, as one answer.

use serde::{Deserialize, Serialize};

use super::ip::Ip;
use super::threat::ThreatLevel;
use super::time::{Timestamp, spaced};

/// Answer of `GET /api/overview` (seed 001): counts over the last day, plus what the page adds.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct Overview {
    /// Rows of `ml_detected_anomalies`.
    pub detections_24h: u64,
    /// Rows of `ml_all_scores`.
    pub scored_24h: u64,
    /// Rows of `http_logs`.
    pub traffic_24h: u64,
    /// Distinct addresses among the detections.
    pub unique_ips: u64,
    /// Scored sessions of level CRITICAL.
    pub critical_count: u64,
    /// Scored sessions of level HIGH.
    pub high_count: u64,
    /// Scored sessions of level `LEGITIMATE_BROWSER`.
    pub legitimate_browsers: u64,
    /// Scored sessions per browser family, most first.
    pub browser_stats: Vec<BrowserCount>,
    /// Scored sessions per level, most severe first.
    pub threat_distribution: Vec<LevelCount>,
    /// The ten addresses with most detections.
    pub top_ips: Vec<TopIp>,
    /// Detections per hour, every hour of the window, oldest first.
    pub timeline: Vec<HourCount>,
    /// Scored sessions per model.
    pub models: Vec<ModelCount>,
    /// The instant the window ends at; all figures read the 24 hours before it.
    pub as_of: Timestamp,
    /// The same counts for the day before, for comparison.
    pub day_before: DayCounts,
    /// Detections per hour and level, for the stacked chart; hours without any are absent.
    pub timeline_by_level: Vec<HourLevelCount>,
    /// When each table was last written, `None` when it is empty.
    pub freshness: Vec<Freshness>,
    /// Whether generated demo traffic is among the requests of the window.
    pub has_synthetic_data: bool,
}

/// The headline counts of one day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(clickhouse::Row, utoipa::ToSchema))]
pub struct DayCounts {
    /// Rows of `ml_detected_anomalies`.
    pub detections: u64,
    /// Rows of `ml_all_scores`.
    pub scored: u64,
    /// Rows of `http_logs`.
    pub traffic: u64,
    /// Distinct addresses among the detections.
    pub unique_ips: u64,
    /// Scored sessions of level CRITICAL.
    pub critical: u64,
    /// Scored sessions of level HIGH.
    pub high: u64,
    /// Scored sessions of level `LEGITIMATE_BROWSER`.
    pub legitimate_browsers: u64,
}

/// Scored sessions of one browser family.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(clickhouse::Row, utoipa::ToSchema))]
pub struct BrowserCount {
    /// Family name from the browser-JA4 dictionary.
    pub browser_family: String,
    /// Sessions.
    pub cnt: u64,
}

/// Scored sessions of one threat level.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(clickhouse::Row, utoipa::ToSchema))]
pub struct LevelCount {
    /// The level.
    pub threat_level: ThreatLevel,
    /// Sessions.
    pub cnt: u64,
}

/// Detections of one address.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(clickhouse::Row, utoipa::ToSchema))]
pub struct TopIp {
    /// The address.
    pub src_ip: Ip,
    /// Detections in the window.
    pub cnt: u64,
    /// Highest anomaly score, 0 to 1.
    pub worst_score: f64,
    /// Most severe level.
    pub threat_level: ThreatLevel,
    /// Newest known organisation of its network.
    pub asn_org: String,
    /// Newest known country.
    pub country_code: String,
    /// Name of the bot, when a dictionary knows it.
    pub bot_name: String,
    /// Reason of the worst detection.
    pub reason: String,
    /// Instant of the newest detection.
    pub last_seen: Timestamp,
}

/// Detections of one hour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(clickhouse::Row, utoipa::ToSchema))]
pub struct HourCount {
    /// Start of the hour.
    #[serde(with = "spaced")]
    pub hour: Timestamp,
    /// Detections.
    pub cnt: u64,
}

/// Detections of one hour and level.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(clickhouse::Row, utoipa::ToSchema))]
pub struct HourLevelCount {
    /// Start of the hour.
    #[serde(with = "spaced")]
    pub hour: Timestamp,
    /// The level.
    pub threat_level: ThreatLevel,
    /// Detections.
    pub cnt: u64,
}

/// Scored sessions of one model.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(clickhouse::Row, utoipa::ToSchema))]
pub struct ModelCount {
    /// Model name.
    pub model_name: String,
    /// Sessions it scored.
    pub scored: u64,
    /// Newest scoring instant.
    pub last_scored: Timestamp,
}

/// When a table was last written.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct Freshness {
    /// `requests`, `aggregates`, `scores`, `detections`.
    pub name: String,
    /// Newest instant in it; `None` when it is empty.
    pub newest: Option<Timestamp>,
}

/// One of the worst addresses of the window with its whole risk, for the overview page.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct WorstAddress {
    /// Detections of the address.
    pub address: TopIp,
    /// Its risk score, 0 to 100, by the same function as on its page.
    pub risk_score: u8,
}

/// What every page says about the data as a whole.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SiteStatus {
    /// Where else values can be looked up.
    pub lookups: Vec<Lookup>,
    /// Whether generated demo traffic is among the requests kept.
    pub has_synthetic_data: bool,
}

/// A place of the operator's choice where a value can be looked up.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Lookup {
    /// The field whose values it knows: `src_ip`, `ja4`, `host`, ….
    pub field: String,
    /// Its name.
    pub name: String,
    /// Its address, with `{}` where the value goes.
    pub template: String,
}

impl Lookup {
    /// Reads `src_ip:AbuseIPDB=https://www.abuseipdb.com/check/{}`.
    ///
    /// # Errors
    /// Says what is missing.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let (head, template) =
            text.split_once('=').ok_or("a name and an address with = between")?;
        let (field, name) = head.split_once(':').ok_or("a field and a name with : between")?;
        if !template.starts_with("https://") && !template.starts_with("http://") {
            return Err("an address that begins with https:// or http://");
        }
        if !template.contains("{}") {
            return Err("an address with {} where the value goes");
        }
        let (field, name) = (field.trim().to_owned(), name.trim().to_owned());
        Ok(Self { field, name, template: template.to_owned() })
    }
}
