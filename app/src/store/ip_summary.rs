//! Six sources about one address, or about several at once, each read by its sorted key.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::error::{ErrorKind, Result};
use super::{Db, scoring, sql};
use crate::domain::ip::Ip;
use crate::domain::ip_summary::{
    BruteForce, HourActivity, IpSummary, Ja4Rotation, MlSummary, Persistence, TcpSpoofing,
};
use crate::domain::overview::HourCount;
use crate::domain::risk::{Risk, risk_score};
use crate::domain::tcp::{self, Syn};
use crate::domain::threat::ThreatLevel;
use crate::domain::time::{HOUR, Timestamp};

/// What the risk score of one address rests on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Signals {
    /// Machine-learning detections.
    pub ml: MlSummary,
    /// Brute force.
    pub bruteforce: BruteForce,
    /// TCP handshake against User-Agent.
    pub tcp: TcpSpoofing,
    /// JA4 rotation.
    pub rotation: Ja4Rotation,
    /// Earlier detections.
    pub persistence: Persistence,
}

impl Signals {
    /// The risk these signals amount to.
    #[must_use]
    pub fn risk(&self) -> Risk {
        risk_score(&self.ml, &self.bruteforce, &self.tcp, &self.rotation, &self.persistence)
    }
}

/// Everything `GET /api/investigation/{ip}/summary` answers.
///
/// # Errors
/// When one of the queries fails.
pub async fn summary(db: &Db, ip: Ip, now: Timestamp) -> Result<IpSummary> {
    let ips = [ip];
    let (mut signals, timeline_24h, scored) = tokio::try_join!(
        signals(db, &ips, now),
        timeline(db, ip, now),
        scoring::scored_sessions(db, ip, now),
    )?;
    let mut signals = signals.remove(&ip).unwrap_or_default();
    signals.ml.scored_sessions = Some(scored);
    let risk = signals.risk();
    Ok(IpSummary {
        ip,
        risk_score: risk.score,
        ml: signals.ml,
        bruteforce: signals.bruteforce,
        tcp_spoofing: signals.tcp,
        ja4_rotation: signals.rotation,
        persistence: signals.persistence,
        timeline_24h,
        risk,
        as_of: now,
    })
}

/// The signals of each of the addresses; five queries whatever their number.
///
/// # Errors
/// When one of the queries fails.
pub async fn signals(db: &Db, ips: &[Ip], now: Timestamp) -> Result<BTreeMap<Ip, Signals>> {
    if ips.is_empty() {
        return Ok(BTreeMap::new());
    }
    let texts: Vec<String> = ips.iter().map(Ip::clickhouse_text).collect();
    let (ml, bruteforce, syns, rotation, persistence) = tokio::try_join!(
        ml(db, &texts, now),
        bruteforce(db, &texts),
        syns(db, &texts, now),
        rotation(db, &texts),
        persistence(db, &texts),
    )?;
    let mut signals: BTreeMap<Ip, Signals> = ips
        .iter()
        .map(|ip| (*ip, Signals { tcp: tcp::summarise(None, ""), ..Signals::default() }))
        .collect();
    for row in ml {
        let ip = row.src_ip;
        signals.entry(ip).or_default().ml = row.into();
    }
    for row in bruteforce {
        let ip = row.src_ip;
        signals.entry(ip).or_default().bruteforce = row.into();
    }
    for row in syns {
        let syn = Syn {
            ttl: row.ttl,
            window: row.window,
            scale: row.scale,
            mss: row.mss,
            options: &row.options,
        };
        signals.entry(row.src_ip).or_default().tcp = tcp::summarise(Some(&syn), &row.user_agent);
    }
    for row in rotation {
        signals.entry(row.src_ip).or_default().rotation = Ja4Rotation {
            rotating: row.distinct_ja4_count > 1,
            distinct_ja4_count: row.distinct_ja4_count,
            total_hits: row.total_hits,
        };
    }
    for row in persistence {
        let ip = row.src_ip;
        signals.entry(ip).or_default().persistence = row.into();
    }
    Ok(signals)
}

#[derive(Debug, Deserialize, clickhouse::Row)]
struct MlRow {
    src_ip: Ip,
    max_score: f64,
    threat_level: ThreatLevel,
    bot_name: String,
    total_detections: u64,
    distinct_hosts: u64,
    distinct_ja4: u64,
    reason: String,
}

impl From<MlRow> for MlSummary {
    fn from(row: MlRow) -> Self {
        Self {
            max_score: rounded(row.max_score),
            threat_level: row.threat_level.to_string(),
            attack_type: row.bot_name,
            total_detections: row.total_detections,
            distinct_hosts: row.distinct_hosts,
            distinct_ja4: row.distinct_ja4,
            reason: Some(row.reason),
            scored_sessions: None,
        }
    }
}

async fn ml(db: &Db, ips: &[String], now: Timestamp) -> Result<Vec<MlRow>> {
    let severity = sql::severity("threat_level");
    let sql = format!(
        "
        SELECT
            src_ip,
            toFloat64(max(abs(anomaly_score))) AS max_score,
            argMax(toString(threat_level), ({severity}, anomaly_score, detected_at)) AS threat_level,
            argMaxIf(toString(bot_name), detected_at, bot_name != '') AS bot_name,
            count() AS total_detections,
            uniq(host) AS distinct_hosts,
            uniq(ja4) AS distinct_ja4,
            argMax(toString(reason), (abs(anomaly_score), detected_at)) AS reason
        FROM (
            SELECT src_ip, anomaly_score, threat_level, bot_name, host, ja4, reason, detected_at
            FROM {{processing:Identifier}}.ml_detected_anomalies
            WHERE src_ip IN {{ips:Array(IPv6)}}
              AND detected_at >= {{now:DateTime}} - INTERVAL 30 DAY
        )
        GROUP BY src_ip"
    );
    db.read("ip.ml", &sql).param("ips", ips).param("now", now.0).fetch_all().await
}

#[derive(Debug, Deserialize, clickhouse::Row)]
struct BruteForceRow {
    src_ip: Ip,
    hosts_attacked: u64,
    total_hits: u64,
    total_params: u64,
    top_hosts: Vec<String>,
}

impl From<BruteForceRow> for BruteForce {
    fn from(row: BruteForceRow) -> Self {
        Self {
            active: row.total_hits > 0,
            hosts_attacked: row.hosts_attacked,
            total_hits: row.total_hits,
            total_params: row.total_params,
            top_hosts: row.top_hosts,
        }
    }
}

async fn bruteforce(db: &Db, ips: &[String]) -> Result<Vec<BruteForceRow>> {
    const SQL: &str = "
        SELECT
            src_ip,
            uniq(host) AS hosts_attacked,
            toUInt64(sum(hits)) AS total_hits,
            toUInt64(sum(query_params_count)) AS total_params,
            groupArray(3)(toString(host)) AS top_hosts
        FROM (
            SELECT src_ip, host, hits, query_params_count
            FROM {processing:Identifier}.view_form_bruteforce_detected
            WHERE src_ip IN {ips:Array(IPv6)}
            ORDER BY hits DESC, host
        )
        GROUP BY src_ip";
    db.read("ip.bruteforce", SQL).param("ips", ips).fetch_all().await
}

#[derive(Debug, Deserialize, clickhouse::Row)]
struct SynRow {
    src_ip: Ip,
    ttl: u8,
    window: u16,
    scale: u8,
    mss: u16,
    options: String,
    user_agent: String,
}

/// The newest SYN with a TTL of each address, all its values from one connection.
async fn syns(db: &Db, ips: &[String], now: Timestamp) -> Result<Vec<SynRow>> {
    const COHERENT: &str = "
        SELECT
            src_ip,
            tupleElement(syn, 2) AS ttl,
            tupleElement(syn, 3) AS window,
            tupleElement(syn, 4) AS scale,
            tupleElement(syn, 5) AS mss,
            tupleElement(syn, 6) AS options,
            tupleElement(syn, 7) AS user_agent
        FROM (
            SELECT src_ip, max(tcp_syn) AS syn
            FROM {processing:Identifier}.agg_host_ip_ja4_1h
            WHERE src_ip IN {ips:Array(IPv6)}
              AND window_start >= {now:DateTime} - INTERVAL 24 HOUR
            GROUP BY src_ip
        )
        WHERE ttl > 0";
    // Tables of an older platform keep the values in columns of their own, one sample per row.
    const SAMPLED: &str = "
        SELECT
            src_ip,
            toUInt8(tupleElement(syn, 1)) AS ttl,
            toUInt16(tupleElement(syn, 2)) AS window,
            toUInt8(tupleElement(syn, 3)) AS scale,
            toUInt16(tupleElement(syn, 4)) AS mss,
            '' AS options,
            toString(tupleElement(syn, 5)) AS user_agent
        FROM (
            SELECT
                src_ip,
                argMax((tcp_ttl_raw, tcp_win_raw, tcp_scale_raw, tcp_mss_raw, first_ua), window_start) AS syn
            FROM {processing:Identifier}.agg_host_ip_ja4_1h
            WHERE src_ip IN {ips:Array(IPv6)}
              AND window_start >= {now:DateTime} - INTERVAL 24 HOUR
              AND tcp_ttl_raw > 0
            GROUP BY src_ip
        )";
    let ask = |sql| db.read("ip.syn", sql).param("ips", ips).param("now", now.0).fetch_all();
    match ask(COHERENT).await {
        Err(error) if matches!(error.kind, ErrorKind::MissingColumn(_)) => ask(SAMPLED).await,
        answer => answer,
    }
}

#[derive(Debug, Deserialize, clickhouse::Row)]
struct RotationRow {
    src_ip: Ip,
    distinct_ja4_count: u64,
    total_hits: u64,
}

async fn rotation(db: &Db, ips: &[String]) -> Result<Vec<RotationRow>> {
    const SQL: &str = "
        SELECT
            src_ip,
            toUInt64(distinct_ja4_count) AS distinct_ja4_count,
            toUInt64(total_hits) AS total_hits
        FROM {processing:Identifier}.view_host_ip_ja4_rotation
        WHERE src_ip IN {ips:Array(IPv6)}
        ORDER BY distinct_ja4_count DESC, total_hits DESC
        LIMIT 1 BY src_ip";
    db.read("ip.rotation", SQL).param("ips", ips).fetch_all().await
}

#[derive(Debug, Deserialize, clickhouse::Row)]
struct PersistenceRow {
    src_ip: Ip,
    recurrence: u64,
    worst_score: f64,
    worst_threat_level: ThreatLevel,
    first_seen: Timestamp,
    last_seen: Timestamp,
}

impl From<PersistenceRow> for Persistence {
    fn from(row: PersistenceRow) -> Self {
        Self {
            persistent: true,
            recurrence: row.recurrence,
            worst_score: Some(rounded(row.worst_score)),
            worst_threat_level: Some(row.worst_threat_level),
            first_seen: Some(row.first_seen),
            last_seen: Some(row.last_seen),
        }
    }
}

async fn persistence(db: &Db, ips: &[String]) -> Result<Vec<PersistenceRow>> {
    const SQL: &str = "
        SELECT
            src_ip,
            toUInt64(recurrence) AS recurrence,
            toFloat64(worst_score) AS worst_score,
            toString(worst_threat_level) AS worst_threat_level,
            first_seen,
            last_seen
        FROM {processing:Identifier}.view_ip_recurrence
        WHERE src_ip IN {ips:Array(IPv6)}
        LIMIT 1 BY src_ip";
    db.read("ip.persistence", SQL).param("ips", ips).fetch_all().await
}

#[derive(Debug, Deserialize, clickhouse::Row)]
struct HourRow {
    hour: Timestamp,
    hits: u64,
    ja4s: Vec<String>,
}

/// The 24 hours that end with the current one, each with its requests, fingerprints and detections.
async fn timeline(db: &Db, ip: Ip, now: Timestamp) -> Result<Vec<HourActivity>> {
    const REQUESTS: &str = "
        SELECT
            toStartOfHour(a.window_start) AS hour,
            toUInt64(sum(a.hits)) AS hits,
            arraySort(groupUniqArray(100)(toString(a.ja4))) AS ja4s
        FROM {processing:Identifier}.agg_host_ip_ja4_1h AS a
        WHERE a.src_ip = {ip:IPv6}
          AND a.window_start >= {from:DateTime}
        GROUP BY hour";
    const DETECTIONS: &str = "
        SELECT
            toStartOfHour(detected_at) AS hour,
            count() AS cnt
        FROM {processing:Identifier}.ml_detected_anomalies
        WHERE src_ip = {ip:IPv6}
          AND detected_at >= {from:DateTime}
        GROUP BY hour";
    let last = now.start_of_hour();
    let from = last - 23 * HOUR;
    let ask = |op, sql| db.read(op, sql).param("ip", ip.clickhouse_text()).param("from", from.0);
    let (requests, detections) = tokio::try_join!(
        ask("ip.timeline", REQUESTS).fetch_all::<HourRow>(),
        ask("ip.timeline.detections", DETECTIONS).fetch_all::<HourCount>(),
    )?;
    let mut hours: BTreeMap<Timestamp, HourActivity> = (from.0..=last.0)
        .step_by(HOUR as usize)
        .map(|start| (Timestamp(start), HourActivity::quiet(Timestamp(start))))
        .collect();
    for row in requests {
        if let Some(hour) = hours.get_mut(&row.hour) {
            hour.hits = row.hits;
            hour.ja4s = row.ja4s.iter().take(3).cloned().collect();
            hour.all_ja4s = row.ja4s;
        }
    }
    for row in detections {
        if let Some(hour) = hours.get_mut(&row.hour) {
            hour.detections = row.cnt;
        }
    }
    Ok(hours.into_values().collect())
}

/// Two decimals, exact ties to even, as Python's `round` gives them.
fn rounded(score: f64) -> f64 {
    format!("{score:.2}").parse().unwrap_or(score)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_round_like_the_seed() {
        // 0.125 and 0.375 are exact in binary, so these are true ties.
        for (score, expect) in [(0.125, 0.12), (0.375, 0.38), (0.996, 1.0), (2.675, 2.67)] {
            assert!((rounded(score) - expect).abs() < 1e-12, "{score}");
        }
    }
}
