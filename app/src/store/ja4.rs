//! One JA4 fingerprint: what the lists call it, and which sessions show it.

use serde::Deserialize;

use super::error::Result;
use super::shared_by::{self, Sessions};
use super::{Db, Read, ja4_lists};
use crate::domain::ja4_report::{Counted, Ja4Report, SharedBy};
use crate::domain::range::Window;
use crate::domain::threat::ThreatLevel;
use crate::domain::time::Timestamp;

/// Sessions that have a value in common; all of them under the kind `all`.
#[derive(Default, Deserialize, clickhouse::Row)]
struct Share {
    kind: String,
    value: String,
    sessions: u64,
    addresses: u64,
    hits: u64,
    first_seen: Timestamp,
    last_seen: Timestamp,
}

/// A value and the sessions that have it.
#[derive(Deserialize, clickhouse::Row)]
struct Count {
    value: String,
    sessions: u64,
}

/// What is known of a fingerprint within a window.
///
/// # Errors
/// When a query fails.
pub async fn report(db: &Db, ja4: &str, window: Window, now: Timestamp) -> Result<Ja4Report> {
    let asked = [ja4];
    let (mut names, like, shares, worst, neighbours, user_agents) = tokio::try_join!(
        ja4_lists::names(db, &asked),
        ja4_lists::like(db, &asked),
        shares(db, ja4, window, now),
        worst(db, ja4, window, now),
        neighbours(db, ja4, window, now),
        user_agents(db, ja4, window, now),
    )?;
    let of = |kind: &str| -> Vec<Counted> {
        let rows = shares.iter().filter(|row| row.kind == kind);
        rows.map(|row| Counted { value: row.value.clone(), sessions: row.sessions }).collect()
    };
    let mut levels = of("level");
    levels.sort_by_key(|row| std::cmp::Reverse(ThreatLevel::from(row.value.as_str()).severity()));
    let names = names.remove(ja4).unwrap_or_default();
    let none = Share::default();
    let totals = shares.iter().find(|row| row.kind == "all").unwrap_or(&none);
    let seen = |at| (totals.sessions > 0).then_some(at);
    Ok(Ja4Report {
        bot_name: names.bot,
        browser_family: names.browser_family,
        like: like.into_values().next().unwrap_or_default(),
        sessions: totals.sessions,
        addresses: totals.addresses,
        hits: totals.hits,
        first_seen: seen(totals.first_seen),
        last_seen: seen(totals.last_seen),
        levels,
        networks: of("network"),
        countries: of("country"),
        hosts: of("host"),
        worst,
        neighbours,
        user_agents,
    })
}

fn about(db: &Db, op: &'static str, sql: &str, ja4: &str, window: Window, now: Timestamp) -> Read {
    // Open windows end beyond the future a wrong clock brings.
    let to = window.to.unwrap_or(Timestamp(now.0.saturating_add(86_400 * 366)));
    db.read(op, sql).param("ja4", ja4).param("from", window.from.0).param("to", to.0)
}

/// The ten commonest levels, networks, countries and hosts of the sessions, and all sessions.
async fn shares(db: &Db, ja4: &str, window: Window, now: Timestamp) -> Result<Vec<Share>> {
    const SQL: &str = "
        SELECT
            multiIf(
                grouping(s.threat_level) = 0, 'level',
                grouping(s.asn_org) = 0, 'network',
                grouping(s.country_code) = 0, 'country',
                grouping(s.host) = 0, 'host', 'all') AS kind,
            concat(toString(s.threat_level), toString(s.asn_org), toString(s.country_code), toString(s.host)) AS value,
            count() AS sessions,
            uniq(s.src_ip) AS addresses,
            toUInt64(sum(s.hits)) AS hits,
            min(s.detected_at) AS first_seen,
            max(s.detected_at) AS last_seen
        FROM {processing:Identifier}.ml_all_scores AS s
        WHERE s.ja4 = {ja4:String}
          AND s.detected_at >= {from:DateTime}
          AND s.detected_at < {to:DateTime}
        GROUP BY GROUPING SETS ((s.threat_level), (s.asn_org), (s.country_code), (s.host), ())
        ORDER BY sessions DESC, value
        LIMIT 10 BY kind";
    about(db, "ja4.shares", SQL, ja4, window, now).fetch_all().await
}

async fn worst(db: &Db, ja4: &str, window: Window, now: Timestamp) -> Result<Vec<SharedBy>> {
    const CONDITION: &str = "
            s.ja4 = {ja4:String}
            AND s.detected_at >= {from:DateTime}
            AND s.detected_at < {to:DateTime}";
    let sql = shared_by::question(Sessions::Scored, CONDITION, 50);
    about(db, "ja4.worst", &sql, ja4, window, now).fetch_all().await
}

/// Fingerprints with the same readable part and ciphers.
async fn neighbours(db: &Db, ja4: &str, window: Window, now: Timestamp) -> Result<Vec<Counted>> {
    const SQL: &str = "
        SELECT toString(ja4) AS value, count() AS sessions
        FROM {processing:Identifier}.ml_all_scores
        WHERE startsWith(ja4, {prefix:String})
          AND ja4 != {ja4:String}
          AND detected_at >= {from:DateTime}
          AND detected_at < {to:DateTime}
        GROUP BY value
        ORDER BY sessions DESC, value
        LIMIT 20";
    let Some((prefix, _)) = ja4.rsplit_once('_') else { return Ok(Vec::new()) };
    let read = about(db, "ja4.neighbours", SQL, ja4, window, now);
    let rows: Vec<Count> = read.param("prefix", format!("{prefix}_")).fetch_all().await?;
    Ok(rows.into_iter().map(|row| Counted { value: row.value, sessions: row.sessions }).collect())
}

async fn user_agents(db: &Db, ja4: &str, window: Window, now: Timestamp) -> Result<Vec<Counted>> {
    const SQL: &str = "
        SELECT toString(a.first_ua) AS value, count() AS sessions
        FROM {processing:Identifier}.agg_host_ip_ja4_1h AS a
        WHERE a.ja4 = {ja4:String}
          AND a.window_start >= {from:DateTime} - INTERVAL 1 HOUR
          AND a.window_start < {to:DateTime}
        GROUP BY value
        ORDER BY sessions DESC, value
        LIMIT 20";
    let read = about(db, "ja4.user_agents", SQL, ja4, window, now);
    let rows: Vec<Count> = read.fetch_all().await?;
    Ok(rows.into_iter().map(|row| Counted { value: row.value, sessions: row.sessions }).collect())
}
