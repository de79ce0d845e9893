//! Sessions by JA4.

use serde::Deserialize;

use super::Db;
use super::error::Result;
use super::view::{SECONDS, SESSIONS};
use crate::domain::fingerprints::{BotJa4, Fingerprints, Ja4Stats};

/// Pairs of JA4 and kind of network listed.
const LISTED: usize = 100;

/// Everything `GET /api/fingerprints` answers.
///
/// # Errors
/// When the query fails; without the view the lists are empty and `is_available` says so.
pub async fn fingerprints(db: &Db) -> Result<Fingerprints> {
    #[derive(Deserialize, clickhouse::Row)]
    struct Group {
        is_bot: u8,
        ja4: String,
        asn_label: String,
        bot_name: String,
        sessions: u64,
        total_hits: u64,
        avg_velocity: Option<f64>,
        avg_fuzz: Option<f64>,
        avg_browser_score: Option<f64>,
    }
    const SQL: &str = "
        SELECT
            toUInt8(grouping(v.asn_label)) AS is_bot,
            toString(v.ja4) AS ja4,
            toString(v.asn_label) AS asn_label,
            toString(v.bot_name) AS bot_name,
            count() AS sessions,
            toUInt64(sum(v.hits)) AS total_hits,
            avgOrNull(v.hit_velocity) AS avg_velocity,
            avgOrNull(v.fuzzing_index) AS avg_fuzz,
            avgOrNull(v.modern_browser_score) AS avg_browser_score
        FROM {processing:Identifier}.{view:Identifier} AS v
        WHERE v.ja4 != ''
        GROUP BY GROUPING SETS ((v.ja4, v.asn_label), (v.ja4, v.bot_name))
        HAVING is_bot = 0 OR bot_name != ''
        ORDER BY is_bot, sessions DESC, ja4, asn_label, bot_name
        LIMIT 10000 BY is_bot";
    const COLUMNS: [&str; 7] = [
        "ja4",
        "asn_label",
        "bot_name",
        "hits",
        "hit_velocity",
        "fuzzing_index",
        "modern_browser_score",
    ];
    let question = |view| async move {
        let read = db.read("fingerprints", SQL).param("view", view).seconds(SECONDS);
        let groups: Vec<Group> = read.fetch_all().await?;
        let (bots, stats): (Vec<_>, Vec<_>) =
            groups.into_iter().partition(|group| group.is_bot == 1);
        Ok(Fingerprints {
            ja4_stats: stats
                .into_iter()
                .take(LISTED)
                .map(|group| Ja4Stats {
                    ja4: group.ja4,
                    asn_label: group.asn_label,
                    sessions: group.sessions,
                    total_hits: group.total_hits,
                    avg_velocity: group.avg_velocity,
                    avg_fuzz: group.avg_fuzz,
                    avg_browser_score: group.avg_browser_score,
                })
                .collect(),
            bot_ja4: bots
                .into_iter()
                .map(|group| BotJa4 {
                    ja4: group.ja4,
                    bot_name: group.bot_name,
                    sessions: group.sessions,
                })
                .collect(),
            is_available: true,
        })
    };
    let answer = SESSIONS.answer(db, "fingerprints", String::new(), &COLUMNS, question).await?;
    Ok(answer.unwrap_or_default())
}
