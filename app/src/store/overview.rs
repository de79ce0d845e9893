//! The last 24 hours in figures: one pass over each table, all passes at once.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::error::{ErrorKind, Result};
use super::{Db, ip_summary, sql};
use crate::domain::overview::{
    BrowserCount, DayCounts, Freshness, HourCount, HourLevelCount, LevelCount, ModelCount,
    Overview, TopIp, WorstAddress,
};
use crate::domain::threat::ThreatLevel;
use crate::domain::time::{DAY, HOUR, Timestamp};

/// Addresses the overview names.
const TOP: u64 = 10;
/// Addresses whose risk is computed to find the worst.
const CANDIDATES: u64 = 100;

/// Everything `GET /api/overview` answers, for the 24 hours before `now`.
///
/// # Errors
/// When one of the queries fails; a figure is never left at 0 instead.
pub async fn overview(db: &Db, now: Timestamp) -> Result<Overview> {
    let (scores, totals, hours, top_ips, traffic, freshness, has_synthetic_data) = tokio::try_join!(
        scores(db, now),
        detection_totals(db, now),
        detection_hours(db, now),
        top(db, now, Ranking::ByCount),
        traffic(db, now),
        freshness(db),
        has_synthetic_data(db),
    )?;
    let today = |row: &&ScoreGroup| row.is_today == 1;
    let sum = |is_today: u8, level: &ThreatLevel| -> u64 {
        scores
            .iter()
            .filter(|row| row.is_today == is_today && row.threat_level == *level)
            .map(|row| row.cnt)
            .sum()
    };
    let scored = |is_today: u8| {
        scores.iter().filter(|row| row.is_today == is_today).map(|row| row.cnt).sum()
    };
    Ok(Overview {
        detections_24h: totals.today,
        scored_24h: scored(1),
        traffic_24h: traffic.today,
        unique_ips: totals.ips_today,
        critical_count: sum(1, &ThreatLevel::Critical),
        high_count: sum(1, &ThreatLevel::High),
        legitimate_browsers: sum(1, &ThreatLevel::LegitimateBrowser),
        browser_stats: browsers(scores.iter().filter(today)),
        threat_distribution: levels(scores.iter().filter(today)),
        top_ips,
        timeline: timeline(&hours, now),
        models: models(scores.iter().filter(today)),
        as_of: now,
        day_before: DayCounts {
            detections: totals.before,
            scored: scored(0),
            traffic: traffic.before,
            unique_ips: totals.ips_before,
            critical: sum(0, &ThreatLevel::Critical),
            high: sum(0, &ThreatLevel::High),
            legitimate_browsers: sum(0, &ThreatLevel::LegitimateBrowser),
        },
        timeline_by_level: hours,
        freshness,
        has_synthetic_data,
    })
}

/// The ten addresses an analyst should look at first: those of the highest risk among the hundred
/// of the highest anomaly score.
///
/// # Errors
/// When a query fails.
pub async fn worst(db: &Db, now: Timestamp) -> Result<Vec<WorstAddress>> {
    let addresses = top(db, now, Ranking::ByScore).await?;
    let ips: Vec<_> = addresses.iter().map(|address| address.src_ip).collect();
    let signals = ip_summary::signals(db, &ips, now).await?;
    let mut worst: Vec<WorstAddress> = addresses
        .into_iter()
        .map(|address| {
            let risk = signals.get(&address.src_ip).cloned().unwrap_or_default().risk();
            WorstAddress { address, risk_score: risk.score }
        })
        .collect();
    let rank = |worst: &WorstAddress| (worst.risk_score, worst.address.threat_level.severity());
    // A stable sort: equals keep the order of score they came in.
    worst.sort_by_key(|address| std::cmp::Reverse(rank(address)));
    worst.truncate(TOP as usize);
    Ok(worst)
}

/// Whether generated demo traffic is among the requests kept.
///
/// # Errors
/// When the query fails for another reason than a database made by another program.
pub async fn has_synthetic_data(db: &Db) -> Result<bool> {
    const SQL: &str = "
        SELECT count() AS cnt
        FROM (
            SELECT 1
            FROM {logs:Identifier}.http_logs
            WHERE source = 'demo'
            LIMIT 1
        )";
    match db.read("overview.synthetic", SQL).fetch_one::<u64>().await {
        Ok(found) => Ok(found > 0),
        // Tables of an older platform have no such column, and no demo traffic.
        Err(error) if matches!(error.kind, ErrorKind::MissingColumn(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

#[derive(Debug, Deserialize, clickhouse::Row)]
struct ScoreGroup {
    is_today: u8,
    threat_level: ThreatLevel,
    browser_family: String,
    model_name: String,
    cnt: u64,
    last_scored: Timestamp,
}

async fn scores(db: &Db, now: Timestamp) -> Result<Vec<ScoreGroup>> {
    const SQL: &str = "
        SELECT
            is_today,
            toString(level) AS threat_level,
            toString(family) AS browser_family,
            toString(model) AS model_name,
            cnt,
            last_scored
        FROM (
            SELECT
                toUInt8(detected_at >= {now:DateTime} - INTERVAL 1 DAY) AS is_today,
                threat_level AS level,
                browser_family AS family,
                model_name AS model,
                count() AS cnt,
                max(detected_at) AS last_scored
            FROM {processing:Identifier}.ml_all_scores
            WHERE detected_at >= {now:DateTime} - INTERVAL 2 DAY
            GROUP BY is_today, level, family, model
        )
        ORDER BY is_today, threat_level, browser_family, model_name";
    db.read("overview.scores", SQL).param("now", now.0).fetch_all().await
}

#[derive(Debug, Deserialize, clickhouse::Row)]
struct DetectionTotals {
    today: u64,
    before: u64,
    ips_today: u64,
    ips_before: u64,
}

async fn detection_totals(db: &Db, now: Timestamp) -> Result<DetectionTotals> {
    const SQL: &str = "
        SELECT
            countIf(detected_at >= {now:DateTime} - INTERVAL 1 DAY) AS today,
            countIf(detected_at < {now:DateTime} - INTERVAL 1 DAY) AS before,
            uniqIf(src_ip, detected_at >= {now:DateTime} - INTERVAL 1 DAY) AS ips_today,
            uniqIf(src_ip, detected_at < {now:DateTime} - INTERVAL 1 DAY) AS ips_before
        FROM {processing:Identifier}.ml_detected_anomalies
        WHERE detected_at >= {now:DateTime} - INTERVAL 2 DAY";
    db.read("overview.detections", SQL).param("now", now.0).fetch_one().await
}

async fn detection_hours(db: &Db, now: Timestamp) -> Result<Vec<HourLevelCount>> {
    const SQL: &str = "
        SELECT
            toStartOfHour(detected_at) AS hour,
            toString(threat_level) AS threat_level,
            count() AS cnt
        FROM {processing:Identifier}.ml_detected_anomalies
        WHERE detected_at >= {now:DateTime} - INTERVAL 1 DAY
        GROUP BY hour, threat_level
        ORDER BY hour, threat_level";
    db.read("overview.hours", SQL).param("now", now.0).fetch_all().await
}

#[derive(Clone, Copy)]
enum Ranking {
    /// The seed's: most detections.
    ByCount,
    /// Highest anomaly score, for a closer look at each.
    ByScore,
}

async fn top(db: &Db, now: Timestamp, ranking: Ranking) -> Result<Vec<TopIp>> {
    let (order, limit) = match ranking {
        Ranking::ByCount => ("cnt DESC", TOP),
        Ranking::ByScore => ("worst_score DESC, cnt DESC", CANDIDATES),
    };
    let severity = sql::severity("threat_level");
    // Which addresses they are takes two narrow columns; the wide ones are read for those alone.
    let sql = format!(
        "
        SELECT
            d.src_ip AS src_ip,
            d.cnt AS cnt,
            d.worst_score AS worst_score,
            d.worst.1 AS threat_level,
            d.asn_org AS asn_org,
            d.country_code AS country_code,
            d.bot_name AS bot_name,
            d.worst.2 AS reason,
            d.last_seen AS last_seen
        FROM (
            SELECT
                src_ip,
                count() AS cnt,
                toFloat64(max(anomaly_score)) AS worst_score,
                argMax((toString(threat_level), toString(reason)), ({severity}, anomaly_score, detected_at)) AS worst,
                argMaxIf(toString(asn_org), detected_at, asn_org != '') AS asn_org,
                argMaxIf(toString(country_code), detected_at, country_code != '') AS country_code,
                argMaxIf(toString(bot_name), detected_at, bot_name != '') AS bot_name,
                max(detected_at) AS last_seen
            FROM {{processing:Identifier}}.ml_detected_anomalies
            WHERE detected_at >= {{now:DateTime}} - INTERVAL 1 DAY
                AND src_ip IN (
                    SELECT src_ip
                    FROM (
                        SELECT src_ip, count() AS cnt, toFloat64(max(anomaly_score)) AS worst_score
                        FROM {{processing:Identifier}}.ml_detected_anomalies
                        WHERE detected_at >= {{now:DateTime}} - INTERVAL 1 DAY
                        GROUP BY src_ip
                        ORDER BY {order}, src_ip
                        LIMIT {limit}
                    )
                )
            GROUP BY src_ip
        ) AS d
        ORDER BY {order}, src_ip"
    );
    db.read("overview.top", &sql).param("now", now.0).fetch_all().await
}

#[derive(Debug, Deserialize, clickhouse::Row)]
struct Traffic {
    today: u64,
    before: u64,
}

async fn traffic(db: &Db, now: Timestamp) -> Result<Traffic> {
    const SQL: &str = "
        SELECT sumIf(cnt, is_today = 1) AS today, sumIf(cnt, is_today = 0) AS before
        FROM (
            SELECT 1 AS is_today, count() AS cnt
            FROM {logs:Identifier}.http_logs
            WHERE time >= {now:DateTime} - INTERVAL 1 DAY
            UNION ALL
            SELECT 0 AS is_today, count() AS cnt
            FROM {logs:Identifier}.http_logs
            WHERE time >= {now:DateTime} - INTERVAL 2 DAY AND time < {now:DateTime} - INTERVAL 1 DAY
        )";
    db.read("overview.traffic", SQL).param("now", now.0).fetch_one().await
}

#[derive(Debug, Deserialize, clickhouse::Row)]
struct Newest {
    name: String,
    newest: Timestamp,
}

/// What the freshness is told of: name, table, column of time.
const DATED: [(&str, &str, &str); 4] = [
    ("requests", "{logs:Identifier}.http_logs", "time"),
    ("aggregates", "{processing:Identifier}.agg_host_ip_ja4_1h", "window_start"),
    ("scores", "{processing:Identifier}.ml_all_scores", "detected_at"),
    ("detections", "{processing:Identifier}.ml_detected_anomalies", "detected_at"),
];

async fn freshness(db: &Db) -> Result<Vec<Freshness>> {
    const OP: &str = "overview.freshness";
    let ask = async |dated: &[(&str, &str, &str)]| {
        let newest: Vec<String> = dated
            .iter()
            .map(|(name, table, column)| {
                format!("SELECT '{name}' AS name, max({column}) AS newest FROM {table}")
            })
            .collect();
        db.read(OP, &newest.join(" UNION ALL ")).fetch_all::<Newest>().await
    };
    let rows = match ask(&DATED).await {
        // Another platform's database may lack the aggregates, which no figure rests on.
        Err(error) if matches!(error.kind, ErrorKind::MissingTable(_)) => {
            let others = DATED.iter().filter(|(name, ..)| *name != "aggregates").copied();
            ask(&others.collect::<Vec<_>>()).await?
        }
        answer => answer?,
    };
    Ok(DATED
        .iter()
        .map(|(name, ..)| Freshness {
            name: (*name).to_owned(),
            // The greatest of no instants is 1970, which means an empty table.
            newest: rows
                .iter()
                .find(|row| row.name == *name)
                .map(|row| row.newest)
                .filter(|at| at.0 > 0),
        })
        .collect())
}

fn browsers<'a>(rows: impl Iterator<Item = &'a ScoreGroup>) -> Vec<BrowserCount> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for row in rows.filter(|row| !row.browser_family.is_empty()) {
        *counts.entry(&row.browser_family).or_default() += row.cnt;
    }
    let mut stats: Vec<BrowserCount> = counts
        .into_iter()
        .map(|(family, cnt)| BrowserCount { browser_family: family.to_owned(), cnt })
        .collect();
    stats.sort_by_key(|stat| std::cmp::Reverse(stat.cnt));
    stats
}

fn levels<'a>(rows: impl Iterator<Item = &'a ScoreGroup>) -> Vec<LevelCount> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for row in rows {
        *counts.entry(row.threat_level.as_str()).or_default() += row.cnt;
    }
    let mut levels: Vec<LevelCount> = counts
        .into_iter()
        .map(|(word, cnt)| LevelCount { threat_level: ThreatLevel::from(word), cnt })
        .collect();
    levels.sort_by_key(|level| std::cmp::Reverse(level.threat_level.severity()));
    levels
}

fn models<'a>(rows: impl Iterator<Item = &'a ScoreGroup>) -> Vec<ModelCount> {
    let mut counts: BTreeMap<&str, (u64, Timestamp)> = BTreeMap::new();
    for row in rows {
        let model = counts.entry(&row.model_name).or_default();
        model.0 += row.cnt;
        model.1 = model.1.max(row.last_scored);
    }
    counts
        .into_iter()
        .map(|(name, (scored, last_scored))| ModelCount {
            model_name: name.to_owned(),
            scored,
            last_scored,
        })
        .collect()
}

/// Every hour from the one the window begins in to the current one.
fn timeline(hours: &[HourLevelCount], now: Timestamp) -> Vec<HourCount> {
    let mut counts: BTreeMap<Timestamp, u64> = BTreeMap::new();
    let (first, last) = ((now - DAY).start_of_hour(), now.start_of_hour());
    for hour in (first.0..=last.0).step_by(HOUR as usize) {
        counts.insert(Timestamp(hour), 0);
    }
    for row in hours {
        *counts.entry(row.hour).or_default() += row.cnt;
    }
    counts.into_iter().map(|(hour, cnt)| HourCount { hour, cnt }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_timeline_has_every_hour_of_the_window() {
        let now = Timestamp(1_700_001_234);
        let hours = [HourLevelCount {
            hour: (now - HOUR).start_of_hour(),
            threat_level: ThreatLevel::High,
            cnt: 3,
        }];
        let timeline = timeline(&hours, now);
        assert_eq!(timeline.len(), 25);
        assert!(timeline.windows(2).all(|pair| pair[1].hour.0 - pair[0].hour.0 == HOUR));
        assert_eq!(timeline.iter().map(|hour| hour.cnt).sum::<u64>(), 3);
        assert_eq!(timeline[23].cnt, 3);
    }
}
