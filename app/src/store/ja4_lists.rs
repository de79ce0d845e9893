//! Who the lists say has fingerprints like those that are asked about.

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
