//! Campaigns: detected sessions the detector put into one cluster.
//!
//! Numbers are given anew in each cycle (domain facts §3.7), so a campaign is a number on one day.

use serde::Deserialize;

use super::error::Result;
use super::shared_by::{self, Sessions};
use super::{Db, sql};
use crate::domain::ja4_report::SharedBy;
use crate::domain::threat::ThreatLevel;
use crate::domain::time::{DAY, Timestamp};

/// A cluster of detected sessions.
#[derive(Clone, PartialEq, Debug, Deserialize, clickhouse::Row)]
pub struct Campaign {
    /// Its number.
    pub campaign_id: i32,
    /// Start of its day, UTC.
    pub day: Timestamp,
    /// Detected sessions.
    pub sessions: u64,
    /// Distinct addresses.
    pub addresses: u64,
    /// Distinct JA4s, without sessions that show none.
    pub ja4s: u64,
    /// Distinct known networks.
    pub networks: u64,
    /// Most severe level.
    pub threat_level: ThreatLevel,
    /// Highest anomaly score, 0 to 1.
    pub worst_score: f64,
    /// Host most of its sessions asked for.
    pub host: String,
    /// JA4 most of its sessions show.
    pub ja4: String,
    /// Newest session.
    pub last_seen: Timestamp,
}

/// The campaigns of 30 days, newest first, at most 200.
///
/// # Errors
/// When the query fails.
pub async fn list(db: &Db, now: Timestamp) -> Result<Vec<Campaign>> {
    let severity = sql::severity("c.threat_level");
    let sql = format!(
        "
        SELECT
            campaign_id,
            toDateTime(toStartOfDay(c.detected_at)) AS day,
            count() AS sessions,
            uniq(c.src_ip) AS addresses,
            uniqIf(c.ja4, c.ja4 != '') AS ja4s,
            uniqIf(c.asn_org, c.asn_org != '') AS networks,
            argMax(toString(c.threat_level), ({severity}, c.anomaly_score)) AS threat_level,
            toFloat64(max(c.anomaly_score)) AS worst_score,
            arrayElement(topK(1)(toString(c.host)), 1) AS host,
            arrayElement(topK(1)(toString(c.ja4)), 1) AS ja4,
            max(c.detected_at) AS last_seen
        FROM {{processing:Identifier}}.ml_detected_anomalies AS c
        WHERE campaign_id >= 0
          AND detected_at >= {{now:DateTime}} - INTERVAL 30 DAY
        GROUP BY campaign_id, day
        ORDER BY day DESC, sessions DESC, campaign_id
        LIMIT 200"
    );
    db.read("campaigns.list", &sql).param("now", now.0).fetch_all().await
}

/// The addresses of one campaign on one day, the most severe first, at most 500.
///
/// # Errors
/// When the query fails.
pub async fn members(db: &Db, id: i32, day: Timestamp) -> Result<Vec<SharedBy>> {
    const CONDITION: &str = "
            s.campaign_id = {id:Int32}
            AND s.detected_at >= {from:DateTime}
            AND s.detected_at < {to:DateTime}";
    let sql = shared_by::question(Sessions::Detected, CONDITION, 500);
    let read = db.read("campaigns.members", &sql).param("id", id);
    read.param("from", day.0).param("to", day.0.saturating_add(DAY)).fetch_all().await
}
