//! What is known of one JA4 fingerprint, and of a campaign: who shares it.

use serde::{Deserialize, Serialize};

use super::client_claim::Like;
use super::ip::Ip;
use super::threat::ThreatLevel;
use super::time::Timestamp;

/// A fingerprint and the sessions that show it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Ja4Report {
    /// Bot the list of bot fingerprints names, empty when none.
    pub bot_name: String,
    /// Browser family the list of browser fingerprints names, empty when none.
    pub browser_family: String,
    /// Who has fingerprints with the same readable part and ciphers.
    pub like: Like,
    /// Sessions scored in the window.
    pub sessions: u64,
    /// Distinct addresses in them.
    pub addresses: u64,
    /// Requests in them.
    pub hits: u64,
    /// First of them, `None` without sessions.
    pub first_seen: Option<Timestamp>,
    /// Newest of them.
    pub last_seen: Option<Timestamp>,
    /// Sessions per level, most severe first.
    pub levels: Vec<Counted>,
    /// Networks with most sessions.
    pub networks: Vec<Counted>,
    /// Countries with most sessions.
    pub countries: Vec<Counted>,
    /// Hosts with most sessions.
    pub hosts: Vec<Counted>,
    /// Addresses, the most severe first.
    pub worst: Vec<SharedBy>,
    /// Fingerprints that differ in the extensions alone, with their sessions.
    pub neighbours: Vec<Counted>,
    /// User-Agents sent with it, with their sessions.
    pub user_agents: Vec<Counted>,
}

/// A value and how many sessions have it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Counted {
    /// The value.
    pub value: String,
    /// Sessions.
    pub sessions: u64,
}

/// An address that shows a trait.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(clickhouse::Row))]
pub struct SharedBy {
    /// The address.
    pub src_ip: Ip,
    /// Most severe level.
    pub threat_level: ThreatLevel,
    /// Highest anomaly score, 0 to 1.
    pub worst_score: f64,
    /// Sessions.
    pub sessions: u64,
    /// Requests in them.
    pub hits: u64,
    /// Network, empty when unknown.
    pub asn_org: String,
    /// ISO country code, empty when unknown.
    pub country_code: String,
    /// Newest session.
    pub last_seen: Timestamp,
}

/// A fingerprint of one address.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct IpJa4 {
    /// The fingerprint; empty for requests without one.
    pub ja4: String,
    /// Requests with it.
    pub hits: u64,
    /// First hour it was seen in.
    pub first_hour: Timestamp,
    /// Newest hour it was seen in.
    pub last_hour: Timestamp,
    /// User-Agents sent with it, five at most.
    pub user_agents: Vec<String>,
    /// Bot the list of bot fingerprints names, empty when none.
    pub bot_name: String,
    /// Browser family the list of browser fingerprints names, empty when none.
    pub browser_family: String,
    /// Who has fingerprints with the same readable part and ciphers.
    pub like: Like,
}

/// Addresses listed of each kind of [`Neighbours`].
pub const NEIGHBOURS: u32 = 30;

/// Who else is like an address.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Neighbours {
    /// The block around it, in CIDR notation.
    pub block: String,
    /// Addresses of the block, the most severe first.
    pub nearby: Vec<SharedBy>,
    /// Addresses elsewhere with one of its JA4s, the most severe first.
    pub same_ja4: Vec<SharedBy>,
    /// Addresses detected in one of its campaigns, on the same day, the most severe first.
    pub same_campaign: Vec<SharedBy>,
}
