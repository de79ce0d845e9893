//! Reference lists (networks, bots, browsers, rules): held in tables, replaced whole and only when they changed.

use std::fmt;
use std::io;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use clickhouse::Row;
use serde::{Deserialize, Serialize};

use crate::store::error::{Error, ErrorKind, Result};
use crate::store::{Database, Db};

/// Bytes sent to the database at once.
const PIECE: usize = 8 << 20;
/// Leads the table comment that names what a table holds.
const MARK: &str = "ja4soc reference ";

/// The lists there are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ReferenceTable {
    /// Networks by prefix.
    Asn,
    /// Kind of users a network has.
    AsnReputation,
    /// Address ranges of bots.
    BotIp,
    /// JA4 of programs that are not browsers.
    BotJa4,
    /// JA4 of browsers.
    BrowserJa4,
    /// Anubis rules by prefix.
    AnubisIp,
    /// Anubis rules by network.
    AnubisAsn,
}

impl ReferenceTable {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Asn,
        Self::AsnReputation,
        Self::BotIp,
        Self::BotJa4,
        Self::BrowserJa4,
        Self::AnubisIp,
        Self::AnubisAsn,
    ];

    /// Table in the processing database.
    #[must_use]
    pub fn table(self) -> &'static str {
        match self {
            Self::Asn => "ref_asn",
            Self::AsnReputation => "asn_reputation",
            Self::BotIp => "bot_ip",
            Self::BotJa4 => "bot_ja4",
            Self::BrowserJa4 => "browser_ja4",
            Self::AnubisIp => "anubis_ip_rules",
            Self::AnubisAsn => "anubis_asn_rules",
        }
    }

    /// Dictionary over that table.
    #[must_use]
    pub fn dictionary(self) -> &'static str {
        match self {
            Self::Asn => "dict_iplocate_asn",
            Self::AsnReputation => "dict_asn_reputation",
            Self::BotIp => "dict_bot_ip",
            Self::BotJa4 => "dict_bot_ja4",
            Self::BrowserJa4 => "dict_browser_ja4",
            Self::AnubisIp => "dict_anubis_ip",
            Self::AnubisAsn => "dict_anubis_asn",
        }
    }
}

/// Makes a list's rows as `TabSeparatedWithNames`; called only when they have to be stored.
pub type RowsMaker = Arc<dyn Fn() -> io::Result<Bytes> + Send + Sync>;

/// One list as it should be held.
#[derive(Clone)]
pub struct ReferenceList {
    /// Which.
    pub table: ReferenceTable,
    /// What it is and of when, for people; one line.
    pub source: String,
    /// Differs when the rows differ: hexadecimal digits.
    pub checksum: String,
    /// Its rows.
    pub rows: RowsMaker,
}

impl fmt::Debug for ReferenceList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReferenceList({:?}, {}, {})", self.table, self.source, self.checksum)
    }
}

/// What became of one list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The table held it already.
    Unchanged,
    /// The table holds it now.
    Replaced,
    /// The table has rows that someone else put there, so it was left alone.
    LeftAlone,
}

/// One list after [`load`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Loaded {
    /// Which.
    pub table: ReferenceTable,
    /// What became of it.
    pub outcome: Outcome,
    /// Rows the table has.
    pub rows: u64,
}

/// What a table holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Held {
    /// Which.
    pub table: ReferenceTable,
    /// What it is and of when; empty when the rows are not from us.
    pub source: String,
    /// Rows.
    pub rows: u64,
}

/// Brings the tables to the given lists and the dictionaries to the tables.
///
/// A list that is held already costs one small question. Readers see the old
/// rows or the new ones, never a part. A table someone else filled is not touched.
///
/// # Errors
/// When the database refuses, or the rows cannot be made.
pub async fn load(db: &Db, lists: &[ReferenceList]) -> Result<Vec<Loaded>> {
    let before = states(db).await?;
    let mut loaded = Vec::with_capacity(lists.len());
    for list in lists {
        let state = before.iter().find(|state| state.name == list.table.table());
        let (comment, rows) = state.map_or(("", 0), |state| (state.comment.as_str(), state.rows));
        let (outcome, rows) = match held_checksum(comment) {
            Some(checksum) if checksum == list.checksum => (Outcome::Unchanged, rows),
            None if rows > 0 => (Outcome::LeftAlone, rows),
            _ => (Outcome::Replaced, replace(db, list).await?),
        };
        loaded.push(Loaded { table: list.table, outcome, rows });
    }
    Ok(loaded)
}

/// Loads the dictionaries now, so that the first page or batch does not wait for them.
///
/// # Errors
/// When the database refuses.
pub async fn warm(db: &Db) -> Result<()> {
    const SQL: &str = "
        SELECT
            dictGetOrDefault({asn:String}, 'asn', toIPv6('::'), toUInt32(0)) AS asn,
            dictGetOrDefault({bot:String}, 'bot_name', toIPv6('::'), '') AS bot";
    let name =
        |table: ReferenceTable| format!("{}.{}", db.names().processing(), table.dictionary());
    db.read("reference.warm", SQL)
        .param("asn", name(ReferenceTable::Asn))
        .param("bot", name(ReferenceTable::BotIp))
        .seconds(60)
        .bytes("TabSeparated")
        .await
        .map(drop)
}

/// What each table holds, with its source, for the pages that must name it.
///
/// # Errors
/// When the database refuses.
pub async fn held(db: &Db) -> Result<Vec<Held>> {
    let states = states(db).await?;
    Ok(ReferenceTable::ALL
        .into_iter()
        .filter_map(|table| {
            let state = states.iter().find(|state| state.name == table.table())?;
            let source = state.comment.strip_prefix(MARK).and_then(|rest| rest.split_once(' '));
            let source = source.map(|(_, source)| source.to_owned()).unwrap_or_default();
            Some(Held { table, source, rows: state.rows })
        })
        .collect())
}

#[derive(Row, Deserialize, Serialize)]
struct State {
    name: String,
    comment: String,
    rows: u64,
}

async fn states(db: &Db) -> Result<Vec<State>> {
    db.read(
        "reference.states",
        "SELECT name, comment, ifNull(total_rows, 0) AS rows FROM system.tables \
         WHERE database = {db:String} AND has({names:Array(String)}, name)",
    )
    .param("db", db.names().processing())
    .param("names", ReferenceTable::ALL.map(ReferenceTable::table).to_vec())
    .fetch_all::<State>()
    .await
}

/// Fills a table beside the real one and swaps its only partition in, which is atomic.
async fn replace(db: &Db, list: &ReferenceList) -> Result<u64> {
    let op = "reference.replace";
    let processing = db.names().processing();
    let table = list.table.table();
    let staging = format!("{table}_next_{}", std::process::id());
    let make = Arc::clone(&list.rows);
    let rows = tokio::task::spawn_blocking(move || make())
        .await
        .map_err(|error| Error::new(op, ErrorKind::Other, error))?
        .map_err(|error| Error::new(op, ErrorKind::Invalid, error))?;
    db.execute(op, &format!("DROP TABLE IF EXISTS {processing}.{staging}")).await?;
    db.execute(op, &format!("CREATE TABLE {processing}.{staging} AS {processing}.{table}")).await?;
    let filled = fill(db, list, &staging, &rows).await;
    // The staging table goes whether or not it could be filled.
    let dropped = db.execute(op, &format!("DROP TABLE IF EXISTS {processing}.{staging}")).await;
    let stored = filled?;
    dropped?;
    Ok(stored)
}

async fn fill(db: &Db, list: &ReferenceList, staging: &str, rows: &Bytes) -> Result<u64> {
    let op = "reference.replace";
    let processing = db.names().processing();
    let table = list.table.table();
    for piece in pieces(rows) {
        db.insert_bytes(op, Database::Processing, staging, "TabSeparatedWithNames", piece).await?;
    }
    // A mark without a checksum first: whatever stops us from here on, the rows count as ours and
    // the next start stores them again.
    comment(db, list, "-").await?;
    db.execute(
        op,
        &format!(
            "ALTER TABLE {processing}.{table} REPLACE PARTITION tuple() FROM {processing}.{staging}"
        ),
    )
    .await?;
    let dictionary = list.table.dictionary();
    db.execute(op, &format!("SYSTEM RELOAD DICTIONARY {processing}.{dictionary}")).await?;
    comment(db, list, &list.checksum).await?;
    db.read(op, &format!("SELECT count() FROM {{processing:Identifier}}.{table}")).fetch_one().await
}

async fn comment(db: &Db, list: &ReferenceList, checksum: &str) -> Result<()> {
    let text =
        format!("{MARK}{checksum} {}", list.source).replace('\\', "\\\\").replace('\'', "\\'");
    let (processing, table) = (db.names().processing(), list.table.table());
    let sql = format!("ALTER TABLE {processing}.{table} MODIFY COMMENT '{text}'");
    db.execute("reference.comment", &sql).await
}

fn held_checksum(comment: &str) -> Option<&str> {
    comment.strip_prefix(MARK)?.split(' ').next()
}

/// Cuts rows at line ends, each piece with the names in front; none when there are no rows.
fn pieces(rows: &Bytes) -> Vec<Bytes> {
    let names_end = rows.iter().position(|byte| *byte == b'\n').map_or(rows.len(), |at| at + 1);
    let names = &rows[..names_end];
    let mut rest = &rows[names_end..];
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let limit = rest.len().min(PIECE);
        let end = match rest[..limit].iter().rposition(|byte| *byte == b'\n') {
            Some(at) if limit < rest.len() => at + 1,
            _ => limit,
        };
        let mut piece = BytesMut::with_capacity(names.len() + end);
        piece.extend_from_slice(names);
        piece.extend_from_slice(&rest[..end]);
        pieces.push(piece.freeze());
        rest = &rest[end..];
    }
    pieces
}

#[cfg(test)]
mod tests;
