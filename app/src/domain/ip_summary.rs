//! One address, summed up from all six sources, as `GET /api/investigation/{ip}/summary` answers.

use serde::{Deserialize, Serialize};

use super::ip::Ip;
use super::risk::Risk;
use super::threat::ThreatLevel;
use super::time::{Timestamp, spaced_option};

/// Answer of `GET /api/investigation/{ip}/summary` (seed 003), with the score's ledger added.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct IpSummary {
    /// The address.
    pub ip: Ip,
    /// Risk, 0 to 100: the ledger's total.
    pub risk_score: u8,
    /// Machine-learning detections of the last 30 days.
    pub ml: MlSummary,
    /// Login and form brute force of the last 24 hours.
    pub bruteforce: BruteForce,
    /// What the TCP handshake says about the operating system.
    pub tcp_spoofing: TcpSpoofing,
    /// JA4 rotation of the last 24 hours.
    pub ja4_rotation: Ja4Rotation,
    /// Earlier detections of the last 7 days.
    pub persistence: Persistence,
    /// 24 consecutive hours, oldest first.
    pub timeline_24h: Vec<HourActivity>,
    /// How the score came about; its parts always sum to `risk_score`.
    pub risk: Risk,
    /// The instant all windows end at.
    pub as_of: Timestamp,
}

/// Machine-learning detections of one address.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct MlSummary {
    /// Highest |anomaly score|, rounded to 2 decimals as in the seed.
    pub max_score: f64,
    /// Most severe level; empty when there is no detection.
    pub threat_level: String,
    /// Bot name of the newest detection that has one.
    pub attack_type: String,
    /// Detections.
    pub total_detections: u64,
    /// Distinct hosts among them.
    pub distinct_hosts: u64,
    /// Distinct JA4s among them.
    pub distinct_ja4: u64,
    /// Reason of the worst detection; `None` when there is no detection.
    pub reason: Option<String>,
    /// Sessions of the last 30 days that were scored, detected or not; `None` when not asked.
    pub scored_sessions: Option<u64>,
}

/// Form brute force by one address.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct BruteForce {
    /// Whether any request counts as brute force.
    pub active: bool,
    /// Distinct hosts attacked.
    pub hosts_attacked: u64,
    /// Requests to them.
    pub total_hits: u64,
    /// Query parameters sent to them.
    pub total_params: u64,
    /// Up to three of the hosts, most requests first.
    pub top_hosts: Vec<String>,
}

/// What one coherent SYN says, against what the User-Agent says.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct TcpSpoofing {
    /// Whether the handshake contradicts the User-Agent or belongs to a scan tool.
    pub detected: bool,
    /// Observed TTL; `None` without TCP data.
    pub tcp_ttl: Option<u8>,
    /// Maximum segment size, bytes.
    pub tcp_mss: Option<u16>,
    /// Window scale (shift count).
    pub tcp_win_scale: Option<u8>,
    /// TTL the sender started with.
    pub initial_ttl: Option<u8>,
    /// Routers passed.
    pub hop_count: Option<u8>,
    /// Operating system or tool the SYN looks like.
    pub suspected_os: Option<String>,
    /// Operating system the User-Agent declares.
    pub declared_os: Option<String>,
    /// Confidence of the suspected system, 0 to 1.
    pub confidence: Option<f64>,
    /// Network path the segment size points to.
    pub network_path: Option<String>,
    /// Whether the SYN is that of a scan tool.
    pub is_bot_tool: Option<bool>,
    /// Why it is, or is not, a spoof; "no TCP data" when nothing is known.
    pub spoof_reason: String,
    /// Unscaled window of the SYN.
    pub tcp_window: Option<u16>,
    /// Whether weak evidence points to a spoof without deciding it, such as a TTL of 64 alone.
    pub is_weak_hint: bool,
}

/// How many fingerprints one address used.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct Ja4Rotation {
    /// More than one JA4.
    pub rotating: bool,
    /// Distinct JA4s.
    pub distinct_ja4_count: u64,
    /// Requests with them.
    pub total_hits: u64,
}

/// Earlier detections of one address.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct Persistence {
    /// Whether there are any.
    pub persistent: bool,
    /// How many.
    pub recurrence: u64,
    /// Highest anomaly score, rounded to 2 decimals.
    pub worst_score: Option<f64>,
    /// Most severe level.
    pub worst_threat_level: Option<ThreatLevel>,
    /// First of them.
    #[serde(with = "spaced_option")]
    pub first_seen: Option<Timestamp>,
    /// Newest of them.
    #[serde(with = "spaced_option")]
    pub last_seen: Option<Timestamp>,
}

/// Activity of one hour.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct HourActivity {
    /// Hour of the day, UTC, 0 to 23.
    pub hour: u8,
    /// Start of the hour.
    pub window_start: Timestamp,
    /// Requests.
    pub hits: u64,
    /// Up to three JA4s seen in it.
    pub ja4s: Vec<String>,
    /// All of them, up to a hundred, which the contract does not have.
    #[serde(skip)]
    pub all_ja4s: Vec<String>,
    /// Detections found in it.
    pub detections: u64,
}

impl HourActivity {
    /// An hour in which nothing happened.
    #[must_use]
    pub fn quiet(window_start: Timestamp) -> Self {
        let hour = window_start.civil().hour as u8;
        Self { hour, window_start, hits: 0, ja4s: Vec::new(), all_ja4s: Vec::new(), detections: 0 }
    }
}
