//! Whom to judge: the worst addresses without a verdict, and those an action would meet.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::feedback::target::{ADDRESSES_MAX, Target};
use crate::domain::feedback::{Preview, PreviewRow, Suggestion};
use crate::domain::ip::Ip;
use crate::domain::net::Net;
use crate::domain::time::Timestamp;
use crate::store::{Db, Result, sql};

/// Addresses that are suggested.
const SUGGESTED: u64 = 20;
/// Addresses a preview names.
const NAMED: usize = 20;

/// Addresses detected in the 24 hours before `now` that have no verdict: most severe level first,
/// then highest score, then most requests.
///
/// # Errors
/// When the query fails.
pub async fn suggestions(db: &Db, now: Timestamp) -> Result<Vec<Suggestion>> {
    let severity = sql::severity("threat_level");
    let open = "window_start >= {now:DateTime} - INTERVAL 3 DAY
                  AND detected_at >= {now:DateTime} - INTERVAL 1 DAY
                  AND src_ip NOT IN (
                    SELECT f.src_ip
                    FROM {processing:Identifier}.soc_feedback AS f
                    GROUP BY f.src_ip
                    HAVING argMax(f.classification, (f.created_at, f.id)) != ''
                )";
    // A session scored again replaced its row, merged or not; scored by two models, its requests
    // count once. It is scored within a day of its hour. Wide columns are read for those who come into
    // question alone.
    let sql = format!(
        "
        SELECT
            d.src_ip AS src_ip,
            d.worst.1 AS threat_level,
            d.score AS score,
            d.worst.2 AS reason,
            d.bot_name AS bot_name,
            d.asn_org AS asn_org,
            d.country_code AS country_code,
            d.hits AS hits
        FROM (
            SELECT
                src_ip,
                toFloat64(max(top_score)) AS score,
                max(top_severity) AS severity,
                argMax(top, (top_severity, top_score, newest)) AS worst,
                argMaxIf(bot, newest, bot != '') AS bot_name,
                argMaxIf(org, newest, org != '') AS asn_org,
                argMaxIf(country, newest, country != '') AS country_code,
                toUInt64(sum(requests)) AS hits
            FROM (
                SELECT
                    src_ip,
                    max(hits) AS requests,
                    max(anomaly_score) AS top_score,
                    max({severity}) AS top_severity,
                    argMax((toString(threat_level), toString(reason)), ({severity}, anomaly_score, detected_at)) AS top,
                    argMaxIf(toString(bot_name), detected_at, bot_name != '') AS bot,
                    argMaxIf(toString(asn_org), detected_at, asn_org != '') AS org,
                    argMaxIf(toString(country_code), detected_at, country_code != '') AS country,
                    max(detected_at) AS newest
                FROM {{processing:Identifier}}.ml_detected_anomalies FINAL
                WHERE {open}
                  AND src_ip IN (
                    SELECT src_ip
                    FROM (
                        SELECT src_ip, max({severity}) AS severity, max(anomaly_score) AS score
                        FROM {{processing:Identifier}}.ml_detected_anomalies FINAL
                        WHERE {open}
                        GROUP BY src_ip
                        ORDER BY severity DESC, score DESC
                        LIMIT {SUGGESTED} WITH TIES
                    )
                )
                GROUP BY src_ip, window_start, ja4, host
            )
            GROUP BY src_ip
            ORDER BY severity DESC, score DESC, hits DESC, src_ip
            LIMIT {SUGGESTED}
        ) AS d
        ORDER BY d.severity DESC, d.score DESC, d.hits DESC, d.src_ip"
    );
    db.read("feedback.suggestions", &sql).param("now", now.0).fetch_all().await
}

/// How many addresses were detected in the 24 hours before `now`.
///
/// # Errors
/// When the query fails.
pub async fn detected(db: &Db, now: Timestamp) -> Result<u64> {
    const SQL: &str = "
        SELECT uniqExact(src_ip)
        FROM {processing:Identifier}.ml_detected_anomalies
        WHERE window_start >= {now:DateTime} - INTERVAL 3 DAY
          AND detected_at >= {now:DateTime} - INTERVAL 1 DAY";
    db.read("feedback.detected", SQL).param("now", now.0).fetch_one().await
}

/// Who an action on the target would judge; a network stands for the addresses seen in it in the
/// 30 days before `now`, and is rejected when there are none or too many.
///
/// # Errors
/// When a query fails.
pub async fn preview(db: &Db, mut target: Target, now: Timestamp) -> Result<Preview> {
    for (line, network) in std::mem::take(&mut target.networks) {
        let text = network.to_string();
        let mut seen = seen_in(db, network, now).await?;
        let is_none = seen.is_empty();
        seen.retain(|ip| !target.addresses.contains(ip));
        if is_none {
            target.reject(line, &text, "no address of it was seen in 30 days");
        } else if target.addresses.len() + seen.len() > ADDRESSES_MAX {
            target.reject(line, &text, "with it there would be more than 1000 addresses");
        } else {
            target.addresses.append(&mut seen);
        }
    }
    let Target { addresses, rejected, rejected_total, .. } = target;
    let mut worst = known_of(db, &addresses, now).await?;
    let standing = counted(worst.iter().filter_map(|row| row.verdict.as_deref()));
    let others = worst.split_off(NAMED.min(worst.len())).iter().map(|row| row.src_ip).collect();
    Ok(Preview { addresses, standing, worst, others, rejected, rejected_total })
}

/// How often each word occurs, the most frequent first.
fn counted<'a>(words: impl Iterator<Item = &'a str>) -> Vec<(String, u64)> {
    let mut counts = BTreeMap::<&str, u64>::new();
    words.for_each(|word| *counts.entry(word).or_default() += 1);
    let mut counts: Vec<_> =
        counts.into_iter().map(|(word, count)| (word.to_owned(), count)).collect();
    counts.sort_by_key(|(_, count)| Reverse(*count));
    counts
}

/// The addresses of a network that sent a request; one more than fit says that there are too many.
async fn seen_in(db: &Db, network: Net, now: Timestamp) -> Result<Vec<Ip>> {
    #[derive(Deserialize, clickhouse::Row)]
    struct Seen {
        src_ip: Ip,
    }
    const SQL: &str = "
        SELECT DISTINCT src_ip
        FROM {processing:Identifier}.agg_host_ip_ja4_1h
        WHERE src_ip >= {first:IPv6}
          AND src_ip <= {last:IPv6}
          AND window_start >= {now:DateTime} - INTERVAL 30 DAY
        ORDER BY src_ip
        LIMIT {limit:UInt64}";
    let seen: Vec<Seen> = db
        .read("feedback.seen", SQL)
        .param("first", network.first().clickhouse_text())
        .param("last", network.last().clickhouse_text())
        .param("now", now.0)
        .param("limit", ADDRESSES_MAX as u64 + 1)
        .fetch_all()
        .await?;
    Ok(seen.into_iter().map(|row| row.src_ip).collect())
}

/// Level and verdict of each address, most severe first.
async fn known_of(db: &Db, ips: &[Ip], now: Timestamp) -> Result<Vec<PreviewRow>> {
    if ips.is_empty() {
        return Ok(Vec::new());
    }
    let severity = sql::severity("threat_level");
    let sql = format!(
        "
        SELECT
            a.ip AS src_ip,
            nullIf(s.level, '') AS threat_level,
            nullIf(f.verdict, '') AS verdict
        FROM (SELECT arrayJoin({{ips:Array(IPv6)}}) AS ip) AS a
        LEFT JOIN (
            SELECT
                src_ip,
                argMax(toString(threat_level), ({severity}, anomaly_score)) AS level,
                max({severity}) AS severity,
                max(anomaly_score) AS score
            FROM {{processing:Identifier}}.ml_all_scores
            WHERE src_ip IN {{ips:Array(IPv6)}}
              AND detected_at >= {{now:DateTime}} - INTERVAL 30 DAY
            GROUP BY src_ip
        ) AS s ON s.src_ip = a.ip
        LEFT JOIN (
            SELECT v.src_ip AS src_ip, argMax(toString(v.classification), (v.created_at, v.id)) AS verdict
            FROM {{processing:Identifier}}.soc_feedback AS v
            WHERE v.src_ip IN {{ips:Array(IPv6)}}
            GROUP BY v.src_ip
        ) AS f ON f.src_ip = a.ip
        ORDER BY s.severity DESC, s.score DESC, a.ip"
    );
    let texts: Vec<String> = ips.iter().map(Ip::clickhouse_text).collect();
    db.read("feedback.known", &sql).param("ips", texts).param("now", now.0).fetch_all().await
}
