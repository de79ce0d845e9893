//! The fingerprints of an address, and the addresses that are like it.

use serde::Deserialize;

use super::error::Result;
use super::shared_by::{self, Sessions};
use super::{Db, ja4_lists};
use crate::domain::ip::Ip;
use crate::domain::ja4_report::{IpJa4, NEIGHBOURS, Neighbours, SharedBy};
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
            arrayFilter(agent -> agent != '', groupUniqArray(5)(toString(a.first_ua))) AS user_agents
        FROM {processing:Identifier}.agg_host_ip_ja4_1h AS a
        WHERE a.src_ip = {ip:IPv6}
          AND a.window_start >= {now:DateTime} - INTERVAL 30 DAY
        GROUP BY a.ja4
        ORDER BY hits DESC, ja4
        LIMIT 50";
    let read = db.read("ip.ja4s", SQL).param("ip", ip.clickhouse_text()).param("now", now.0);
    let found: Vec<Found> = read.fetch_all().await?;
    let asked: Vec<&str> = found.iter().map(|row| row.ja4.as_str()).collect();
    let (mut names, like) =
        tokio::try_join!(ja4_lists::names(db, &asked), ja4_lists::like(db, &asked))?;
    let like = |ja4: &str| ja4_lists::prefix(ja4).and_then(|prefix| like.get(prefix)).cloned();
    let rows = found.into_iter().map(|row| {
        let names = names.remove(&row.ja4).unwrap_or_default();
        IpJa4 {
            like: like(&row.ja4).unwrap_or_default(),
            ja4: row.ja4,
            hits: row.hits,
            first_hour: row.first_hour,
            last_hour: row.last_hour,
            user_agents: row.user_agents,
            bot_name: names.bot,
            browser_family: names.browser_family,
        }
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
}

/// Addresses of its block, addresses elsewhere with one of its JA4s, and those of its campaigns, of
/// 3 days.
///
/// # Errors
/// When a query fails.
pub async fn neighbours(db: &Db, ip: Ip, now: Timestamp) -> Result<Neighbours> {
    let net = Net::around(ip);
    let ask = |op, sessions, condition| {
        db.read(op, &shared_by::question(sessions, condition, NEIGHBOURS))
            .param("ip", ip.clickhouse_text())
            .param("first", net.first().clickhouse_text())
            .param("last", net.last().clickhouse_text())
            .param("now", now.0)
            .fetch_all::<SharedBy>()
    };
    const NEARBY: &str = "
            s.src_ip >= {first:IPv6} AND s.src_ip <= {last:IPv6}
            AND s.src_ip != {ip:IPv6}
            AND s.detected_at >= {now:DateTime} - INTERVAL 3 DAY";
    const SAME_JA4: &str = "
            NOT (s.src_ip >= {first:IPv6} AND s.src_ip <= {last:IPv6})
            AND s.detected_at >= {now:DateTime} - INTERVAL 3 DAY
            AND s.ja4 IN (
                SELECT DISTINCT ja4
                FROM {processing:Identifier}.ml_all_scores
                WHERE src_ip = {ip:IPv6}
                  AND detected_at >= {now:DateTime} - INTERVAL 3 DAY
                  AND ja4 != ''
            )";
    // Campaigns are numbered anew each day.
    const SAME_CAMPAIGN: &str = "
            s.src_ip != {ip:IPv6}
            AND s.detected_at >= {now:DateTime} - INTERVAL 3 DAY
            AND (s.campaign_id, toDate(s.detected_at)) IN (
                SELECT DISTINCT campaign_id, toDate(detected_at)
                FROM {processing:Identifier}.ml_detected_anomalies
                WHERE src_ip = {ip:IPv6}
                  AND campaign_id >= 0
                  AND detected_at >= {now:DateTime} - INTERVAL 3 DAY
            )";
    let (nearby, same_ja4, same_campaign) = tokio::try_join!(
        ask("ip.neighbours.block", Sessions::Scored, NEARBY),
        ask("ip.neighbours.ja4", Sessions::Scored, SAME_JA4),
        ask("ip.neighbours.campaign", Sessions::Detected, SAME_CAMPAIGN),
    )?;
    Ok(Neighbours { block: net.to_string(), nearby, same_ja4, same_campaign })
}
