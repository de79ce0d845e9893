//! Sessions by browser family.

use serde::Deserialize;

use super::Db;
use super::error::Result;
use super::view::{SECONDS, SESSIONS};
use crate::domain::browsers::{BrowserJa4, BrowserSessions, Browsers};

/// Pairs of family and JA4 listed.
const PAIRS: usize = 50;

/// Everything `GET /api/browsers` answers.
///
/// # Errors
/// When the query fails; without the view the lists are empty and `is_available` says so.
pub async fn browsers(db: &Db) -> Result<Browsers> {
    #[derive(Deserialize, clickhouse::Row)]
    struct Group {
        is_total: u8,
        is_family: u8,
        browser_family: String,
        ja4: String,
        sessions: u64,
        unknown: u64,
        unique_ips: u64,
        total_hits: u64,
    }
    const SQL: &str = "
        SELECT
            toUInt8(grouping(v.browser_family)) AS is_total,
            toUInt8(grouping(v.ja4)) AS is_family,
            toString(v.browser_family) AS browser_family,
            toString(v.ja4) AS ja4,
            count() AS sessions,
            countIf(v.browser_family = '' AND v.bot_name = '') AS unknown,
            uniqExactIf(v.src_ip, v.browser_family != '') AS unique_ips,
            toUInt64(sum(v.hits)) AS total_hits
        FROM {processing:Identifier}.{view:Identifier} AS v
        GROUP BY GROUPING SETS ((v.browser_family), (v.browser_family, v.ja4), ())
        HAVING is_total = 1 OR browser_family != ''
        ORDER BY is_total, is_family, if(is_family = 1, '', browser_family), sessions DESC, ja4, browser_family
        LIMIT 1000 BY is_total, is_family";
    const COLUMNS: [&str; 5] = ["browser_family", "bot_name", "ja4", "src_ip", "hits"];
    let question = |view| async move {
        let read = db.read("browsers", SQL).param("view", view).seconds(SECONDS);
        let groups: Vec<Group> = read.fetch_all().await?;
        let (totals, groups): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.is_total == 1);
        let (families, pairs): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.is_family == 1);
        Ok(Browsers {
            distribution: families
                .into_iter()
                .map(|group| BrowserSessions {
                    browser_family: group.browser_family,
                    sessions: group.sessions,
                    unique_ips: group.unique_ips,
                    total_hits: group.total_hits,
                })
                .collect(),
            unknown_sessions: totals.iter().map(|group| group.unknown).sum(),
            top_ja4_by_browser: pairs
                .into_iter()
                .take(PAIRS)
                .map(|group| BrowserJa4 {
                    browser_family: group.browser_family,
                    ja4: group.ja4,
                    sessions: group.sessions,
                })
                .collect(),
            is_available: true,
        })
    };
    let answer = SESSIONS.answer(db, "browsers", String::new(), &COLUMNS, question).await?;
    Ok(answer.unwrap_or_default())
}
