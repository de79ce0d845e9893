//! The fingerprints of an address, and the addresses that are like it.

use serde::Deserialize;

use super::error::{Error, ErrorKind, Result};
use super::{Db, ja4_lists, sql};
use crate::domain::ip::Ip;
use crate::domain::ja4_report::{IpJa4, Neighbours, SharedBy};
use crate::domain::net::Net;
use crate::domain::time::Timestamp;

/// The JA4s of an address in 30 days, most requests first, at most 50.
///
/// # Errors
/// When the query fails.
pub async fn ja4s(db: &Db, ip: Ip, now: Timestamp) -> Result<Vec<IpJa4>> {
    const SQL: &str = "
        SELECT
            toString(a.ja4) AS ja4,
            toUInt64(sum(a.hits)) AS hits,
            min(a.window_start) AS first_hour,
            max(a.window_start) AS last_hour,
            arrayFilter(agent -> agent != '', groupUniqArray(5)(toString(a.first_ua))) AS user_agents,
            dictGetOrDefault({bots:String}, 'bot_name', tuple(toString(a.ja4)), '') AS bot_name,
            dictGetOrDefault({browsers:String}, 'browser_family', tuple(toString(a.ja4)), '') AS browser_family
        FROM {processing:Identifier}.agg_host_ip_ja4_1h AS a
        WHERE a.src_ip = {ip:IPv6}
          AND a.window_start >= {now:DateTime} - INTERVAL 30 DAY
        GROUP BY a.ja4
        ORDER BY hits DESC, ja4
        LIMIT 50";
    let dictionary = |name: &str| format!("{}.{name}", db.names().processing());
    let ask = |sql: &str| {
        db.read("ip.ja4s", sql)
            .param("ip", ip.clickhouse_text())
            .param("now", now.0)
            .param("bots", dictionary("dict_bot_ja4"))
            .param("browsers", dictionary("dict_browser_ja4"))
            .fetch_all()
    };
    let found: Result<Vec<Found>> = match ask(SQL).await {
        // A database without these lists names nobody.
        Err(Error { kind: ErrorKind::MissingTable(_), .. }) => {
            let lines = SQL.lines().map(|line| match line.split_once("') AS ") {
                Some((head, name)) if head.contains("dictGetOrDefault") => format!("'' AS {name}"),
                _ => line.to_owned(),
            });
            ask(&lines.collect::<Vec<_>>().join("\n")).await
        }
        answer => answer,
    };
    let found = found?;
    let asked: Vec<&str> = found.iter().map(|row| row.ja4.as_str()).collect();
    let like = ja4_lists::like(db, &asked).await?;
    let of = |ja4: &str| ja4_lists::prefix(ja4).and_then(|prefix| like.get(prefix)).cloned();
    let rows = found.into_iter().map(|row| IpJa4 {
        like: of(&row.ja4).unwrap_or_default(),
        ja4: row.ja4,
        hits: row.hits,
        first_hour: row.first_hour,
        last_hour: row.last_hour,
        user_agents: row.user_agents,
        bot_name: row.bot_name,
        browser_family: row.browser_family,
    });
    Ok(rows.collect())
}

#[derive(Deserialize, clickhouse::Row)]
struct Found {
    ja4: String,
    hits: u64,
    first_hour: Timestamp,
    last_hour: Timestamp,
    user_agents: Vec<String>,
    bot_name: String,
    browser_family: String,
}

/// Addresses of its block, and addresses elsewhere with one of its JA4s, of 3 days.
///
/// # Errors
/// When a query fails.
pub async fn neighbours(db: &Db, ip: Ip, now: Timestamp) -> Result<Neighbours> {
    let net = Net::around(ip);
    let ask = |op, condition: &str| {
        db.read(op, &shared(condition))
            .param("ip", ip.clickhouse_text())
            .param("first", net.first().clickhouse_text())
            .param("last", net.last().clickhouse_text())
            .param("now", now.0)
            .fetch_all::<SharedBy>()
    };
    const NEARBY: &str = "s.src_ip >= {first:IPv6} AND s.src_ip <= {last:IPv6}";
    const SAME_JA4: &str =
        "NOT (s.src_ip >= {first:IPv6} AND s.src_ip <= {last:IPv6}) AND s.ja4 IN (
              SELECT DISTINCT ja4
              FROM {processing:Identifier}.ml_all_scores
              WHERE src_ip = {ip:IPv6}
                AND detected_at >= {now:DateTime} - INTERVAL 3 DAY
                AND ja4 != ''
          )";
    let (nearby, same_ja4) =
        tokio::try_join!(ask("ip.neighbours.block", NEARBY), ask("ip.neighbours.ja4", SAME_JA4))?;
    Ok(Neighbours { block: net.to_string(), nearby, same_ja4 })
}

/// Addresses under a condition, the most severe 50.
fn shared(condition: &str) -> String {
    let severity = sql::severity("s.threat_level");
    format!(
        "
        SELECT
            src_ip,
            argMax(toString(s.threat_level), ({severity}, s.anomaly_score)) AS threat_level,
            toFloat64(max(s.anomaly_score)) AS worst_score,
            count() AS sessions,
            toUInt64(sum(s.hits)) AS hits,
            argMaxIf(toString(s.asn_org), s.detected_at, s.asn_org != '') AS asn_org,
            argMaxIf(toString(s.country_code), s.detected_at, s.country_code != '') AS country_code,
            max(s.detected_at) AS last_seen
        FROM {{processing:Identifier}}.ml_all_scores AS s
        WHERE {condition}
          AND s.src_ip != {{ip:IPv6}}
          AND s.detected_at >= {{now:DateTime}} - INTERVAL 3 DAY
        GROUP BY src_ip
        ORDER BY max({severity}) DESC, worst_score DESC, src_ip
        LIMIT 50"
    )
}
