//! Who the lists say has the fingerprints that are asked about, or ones like them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Db;
use super::error::{Error, ErrorKind, Result};
use crate::domain::client_claim::Like;

#[derive(Deserialize, clickhouse::Row)]
struct Named {
    prefix: String,
    names: Vec<String>,
}

/// What the lists call a fingerprint.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Names {
    /// Bot, empty when none is listed.
    pub bot: String,
    /// Browser family, empty when none is listed.
    pub browser_family: String,
}

/// What the lists call each of these fingerprints.
///
/// # Errors
/// When the question fails; a database without the lists names nobody.
pub async fn names(db: &Db, ja4s: &[&str]) -> Result<BTreeMap<String, Names>> {
    const SQL: &str = "
        SELECT
            ja4,
            dictGetOrDefault({bots:String}, 'bot_name', tuple(ja4), ''),
            dictGetOrDefault({browsers:String}, 'browser_family', tuple(ja4), '')
        FROM (SELECT DISTINCT arrayJoin({ja4s:Array(String)}) AS ja4)
        LIMIT 1000";
    let dictionary = |name: &str| format!("{}.{name}", db.names().processing());
    let read = db
        .read("ja4.names", SQL)
        .param("ja4s", ja4s)
        .param("bots", dictionary("dict_bot_ja4"))
        .param("browsers", dictionary("dict_browser_ja4"));
    let rows: Vec<(String, String, String)> = match read.fetch_all().await {
        Err(Error { kind: ErrorKind::MissingTable(_) | ErrorKind::Invalid, .. }) => Vec::new(),
        answer => answer?,
    };
    let named = |(ja4, bot, browser_family)| (ja4, Names { bot, browser_family });
    Ok(rows.into_iter().map(named).collect())
}

/// The readable part and the hash of the ciphers; `None` for text that has no such parts.
#[must_use]
pub fn prefix(ja4: &str) -> Option<&str> {
    ja4.rsplit_once('_').map(|(prefix, _)| prefix).filter(|prefix| prefix.contains('_'))
}

/// Bots and browser families with fingerprints that differ in the extensions alone, by [`prefix`].
///
/// # Errors
/// When a query fails; a database without the lists names nobody.
pub async fn like(db: &Db, ja4s: &[&str]) -> Result<BTreeMap<String, Like>> {
    const BOTS: &str = "
        SELECT
            arrayStringConcat(arraySlice(splitByChar('_', toString(l.ja4)), 1, 2), '_') AS prefix,
            arraySort(groupUniqArray(20)(toString(l.bot_name))) AS names
        FROM {processing:Identifier}.bot_ja4 AS l
        WHERE prefix IN {prefixes:Array(String)}
        GROUP BY prefix
        LIMIT 1000";
    let prefixes: Vec<&str> = ja4s.iter().filter_map(|ja4| prefix(ja4)).collect();
    if prefixes.is_empty() {
        return Ok(BTreeMap::new());
    }
    let browsers = BOTS.replace("bot_ja4", "browser_ja4").replace("bot_name", "browser_family");
    let (bots, families) = tokio::try_join!(
        named(db, "ja4.like.bots", BOTS, &prefixes),
        named(db, "ja4.like.browsers", &browsers, &prefixes),
    )?;
    let mut like: BTreeMap<String, Like> = BTreeMap::new();
    for row in bots {
        like.entry(row.prefix).or_default().bots = row.names;
    }
    for row in families {
        like.entry(row.prefix).or_default().families = row.names;
    }
    Ok(like)
}

async fn named(db: &Db, op: &'static str, sql: &str, prefixes: &[&str]) -> Result<Vec<Named>> {
    match db.read(op, sql).param("prefixes", prefixes).fetch_all().await {
        Err(Error { kind: ErrorKind::MissingTable(_) | ErrorKind::MissingColumn(_), .. }) => {
            Ok(Vec::new())
        }
        answer => answer,
    }
}
