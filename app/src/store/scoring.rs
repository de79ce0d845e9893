//! The detector's reads and writes: feature windows in, scores and detections out.

mod columns;
mod windows;

use std::collections::HashMap;

use clickhouse::Row;
use serde::{Deserialize, Serialize};

pub use self::columns::COLUMNS;
use self::columns::StoredScore;
use self::windows::{NEW, TRAINING};
use crate::domain::ip::Ip;
use crate::domain::threat::ThreatLevel;
use crate::domain::time::Timestamp;
use crate::store::{Database, Db, Result};

/// Sessions one question may answer with; more is an error, never a cut.
const MAX_ROWS: u64 = 2_000_000;
/// Sessions of a training sample.
const MAX_TRAINING: u32 = 200_000;
/// Seconds a question over the feature views may take.
const SECONDS: u64 = 300;

/// One hour of one address, JA4 and host, with what the detector reads of it.
#[derive(Clone, PartialEq, Debug, Row, Serialize, Deserialize)]
pub struct SessionRow {
    /// Start of the hour.
    pub window_start: Timestamp,
    /// Client address.
    pub src_ip: Ip,
    /// Fingerprint; empty for clear-text HTTP (the platform writes `HTTP_CLEAR_TEXT` there).
    pub ja4: String,
    /// Host asked for.
    pub host: String,
    /// Number of the network, as text.
    pub asn_number: String,
    /// Name of the network.
    pub asn_org: String,
    /// Organisation behind it.
    pub asn_detail: String,
    /// Its domain.
    pub asn_domain: String,
    /// ISO country code.
    pub country_code: String,
    /// `human`, `datacenter`, … or `unknown`.
    pub asn_label: String,
    /// Name by the bot dictionaries, empty when none.
    pub bot_name: String,
    /// Browser family of the JA4, empty when none.
    pub browser_family: String,
    /// Name by the Anubis rules, empty when none.
    pub anubis_bot_name: String,
    /// Action of that rule.
    pub anubis_bot_action: String,
    /// Category of that rule.
    pub anubis_bot_category: String,
    /// Header names of most requests, in order; empty when not known.
    pub client_headers: String,
    /// 1 when TLS data is known: selects the model.
    pub correlated: u8,
    /// 1 when a SYN is known.
    pub is_tcp_known: u8,
    /// Requests whose instants the cadence features rest on.
    pub requests_timed: u32,
    /// Pages followed by a static file.
    pub pages_with_assets: u32,
    /// TTL of the newest SYN; 0 = none.
    pub syn_ttl: u8,
    /// Window of that SYN, unscaled.
    pub syn_window: u16,
    /// Window scale of that SYN.
    pub syn_scale: u8,
    /// Segment size of that SYN, bytes.
    pub syn_mss: u16,
    /// TCP options of that SYN, in order.
    pub syn_options: String,
    /// User-Agent of the request that came with it.
    pub syn_user_agent: String,
    /// The numbers named by [`COLUMNS`]; 0 also where the views have no data.
    pub values: Vec<f64>,
}

/// An hour with sessions that are not scored yet or have grown since.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Row, Deserialize)]
pub struct OpenHour {
    /// Its start.
    pub window_start: Timestamp,
    /// Sessions in it, at most.
    pub sessions: u64,
}

/// A session with its verdict.
#[derive(Clone, Debug)]
pub struct ScoredSession<'a> {
    /// The session.
    pub session: &'a SessionRow,
    /// Model that scored it.
    pub model_name: &'a str,
    /// 0 normal to 1.
    pub anomaly_score: f32,
    /// Negative = anomalous.
    pub raw_anomaly_score: f32,
    /// Level.
    pub threat_level: ThreatLevel,
    /// Name of the bot by dictionary or Anubis ALLOW rule, empty when none.
    pub bot_name: &'a str,
    /// Earlier detected sessions of the address.
    pub recurrence: u32,
    /// Why, in words; empty when there is nothing to explain.
    pub reason: String,
}

const OPEN_HOURS: &str = "
    SELECT a.window_start AS window_start, a.sessions AS sessions
    FROM
    (
        SELECT window_start, count() AS sessions, sum(hits) AS hits
        FROM {processing:Identifier}.agg_host_ip_ja4_1h
        WHERE window_start >= {since:DateTime} AND window_start < {until:DateTime}
        GROUP BY window_start
    ) AS a
    LEFT JOIN
    (
        SELECT window_start, sum(session_hits) AS hits
        FROM
        (
            SELECT window_start, max(hits) AS session_hits
            FROM {processing:Identifier}.ml_all_scores
            WHERE window_start >= {since:DateTime} AND window_start < {until:DateTime}
            GROUP BY window_start, src_ip, ja4, host
        )
        GROUP BY window_start
    ) AS m ON m.window_start = a.window_start
    WHERE a.hits > m.hits
    ORDER BY window_start";

/// Hours from `since` to before `until` that hold sessions not scored yet or grown since.
pub async fn open_hours(db: &Db, since: Timestamp, until: Timestamp) -> Result<Vec<OpenHour>> {
    db.read("scoring.open_hours", OPEN_HOURS)
        .param("since", since)
        .param("until", until)
        .seconds(SECONDS)
        .fetch_all()
        .await
}

/// Sessions whose hour starts from `since` to before `until` and that are not scored yet or have
/// grown since; an error of kind `TooLarge` beyond two million.
pub async fn feature_windows(
    db: &Db,
    since: Timestamp,
    until: Timestamp,
) -> Result<Vec<SessionRow>> {
    let sql = NEW.sql() + " ORDER BY window_start, src_ip, ja4, host";
    db.read("scoring.feature_windows", &sql)
        .param("since", since)
        .param("until", until)
        .seconds(SECONDS)
        .max_rows(MAX_ROWS)
        .fetch_all()
        .await
}

/// Sessions to learn from, scored or not, without their SYN and headers: all of the time from
/// `since` to before `until`, or an even sample of 200,000, oldest first.
pub async fn training_windows(
    db: &Db,
    since: Timestamp,
    until: Timestamp,
) -> Result<Vec<SessionRow>> {
    let order = " ORDER BY cityHash64(window_start, src_ip, ja4, host) LIMIT {most:UInt32}";
    let sql = TRAINING.sql() + order;
    let mut rows: Vec<SessionRow> = db
        .read("scoring.training_windows", &sql)
        .param("since", since)
        .param("until", until)
        .param("most", MAX_TRAINING)
        .seconds(SECONDS)
        .fetch_all()
        .await?;
    rows.sort_by(|a, b| {
        let key = |row: &SessionRow| (row.window_start, row.src_ip);
        key(a).cmp(&key(b)).then_with(|| a.ja4.cmp(&b.ja4)).then_with(|| a.host.cmp(&b.host))
    });
    Ok(rows)
}

#[derive(Row, Deserialize)]
struct IpCount {
    src_ip: Ip,
    recurrence: u64,
}

/// Detected sessions of each address in the last seven days whose hour is before `before`.
pub async fn recurrence(db: &Db, before: Timestamp) -> Result<HashMap<Ip, u32>> {
    const SQL: &str = "
        SELECT src_ip, uniqExact(window_start, ja4, host, model_name) AS recurrence
        FROM {processing:Identifier}.ml_detected_anomalies
        WHERE detected_at >= {before:DateTime} - INTERVAL 7 DAY AND window_start < {before:DateTime}
        GROUP BY src_ip";
    let rows: Vec<IpCount> = db
        .read("scoring.recurrence", SQL)
        .param("before", before)
        .seconds(SECONDS)
        .max_rows(0)
        .fetch_all()
        .await?;
    let count = |row: &IpCount| u32::try_from(row.recurrence).unwrap_or(u32::MAX);
    Ok(rows.iter().map(|row| (row.src_ip, count(row))).collect())
}

/// Scored sessions of an address in the 30 days before `now`.
pub(super) async fn scored_sessions(db: &Db, ip: Ip, now: Timestamp) -> Result<u64> {
    const SQL: &str = "
        SELECT count() AS total
        FROM {processing:Identifier}.ml_all_scores
        WHERE src_ip = {ip:IPv6} AND detected_at >= {now:DateTime} - INTERVAL 30 DAY";
    let read = db.read("ip.scored", SQL).param("ip", ip.clickhouse_text()).param("now", now.0);
    read.fetch_one().await
}

#[derive(Row, Deserialize)]
struct IpVerdict {
    src_ip: Ip,
    verdict: String,
}

/// The latest word of an analyst on each address: `bot`, `legitimate` or `suspicious`.
pub async fn verdicts(db: &Db) -> Result<HashMap<Ip, String>> {
    const SQL: &str = "
        SELECT src_ip, toString(argMax(classification, (created_at, id))) AS verdict
        FROM {processing:Identifier}.soc_feedback
        GROUP BY src_ip
        HAVING verdict != ''";
    let rows: Vec<IpVerdict> =
        db.read("scoring.verdicts", SQL).seconds(SECONDS).max_rows(0).fetch_all().await?;
    Ok(rows.into_iter().map(|row| (row.src_ip, row.verdict)).collect())
}

/// Writes every scored session to `ml_all_scores`; a repetition with the same token is stored once.
pub async fn write_scores(
    db: &Db,
    at: Timestamp,
    scored: &[&ScoredSession<'_>],
    token: &str,
) -> Result<u64> {
    write(db, "scoring.write_scores", "ml_all_scores", at, scored, token).await
}

/// Writes detections to `ml_detected_anomalies`; a repetition with the same token is stored once.
pub async fn write_detections(
    db: &Db,
    at: Timestamp,
    detected: &[&ScoredSession<'_>],
    token: &str,
) -> Result<u64> {
    write(db, "scoring.write_detections", "ml_detected_anomalies", at, detected, token).await
}

async fn write(
    db: &Db,
    op: &'static str,
    table: &'static str,
    at: Timestamp,
    scored: &[&ScoredSession<'_>],
    token: &str,
) -> Result<u64> {
    let mut write =
        db.write::<StoredScore<'_>>(op, Database::Processing, table, Some(token)).await?;
    for session in scored {
        write.row(&StoredScore::new(at, session)).await?;
    }
    write.finish().await
}
