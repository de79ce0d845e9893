//! Questions to the database: `Db` is the one handle through which SQL runs.
//!
//! SQL text lives in the modules below this one and nowhere else.

pub mod behavior;
pub mod browsers;
pub mod campaigns;
pub mod cascade;
mod described;
pub mod doctor;
pub mod engine;
pub mod error;
pub mod features;
pub mod feedback;
pub mod fingerprints;
pub mod geo;
pub mod heatmap;
pub mod ingest_counts;
pub mod ip_report;
pub mod ip_summary;
pub mod ja4;
pub mod ja4_lists;
pub mod json_rows;
pub mod listing;
pub mod logs;
mod memo;
pub mod migrate;
pub mod models;
pub mod neighbours;
mod over_time;
pub mod overview;
pub mod radar;
mod read;
pub mod reference;
pub mod schema;
pub mod scoring;
pub mod settle;
mod shared_by;
mod sql;
#[cfg(feature = "testing")]
pub mod testing;
mod view;
mod write;

use std::sync::Arc;

pub use engine::{Engine, EngineConfig};
pub use error::{Error, ErrorKind, Result};
pub use read::{ByteStream, Read, Rows};
pub use write::Write;

/// A clone-able handle: the client of one engine and the two databases it asks.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    client: clickhouse::Client,
    logs: clickhouse::Client,
    processing: clickhouse::Client,
    names: DbNames,
    memo: memo::Memo,
}

/// The names of the two databases, each checked to be a plain identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DbNames {
    logs: String,
    processing: String,
}

/// Which of the two databases a table lies in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    /// Requests and their aggregates (`ja4_logs`).
    Logs,
    /// Scores, detections, reference data and feedback (`ja4_processing`).
    Processing,
}

impl Default for DbNames {
    fn default() -> Self {
        Self { logs: "ja4_logs".to_owned(), processing: "ja4_processing".to_owned() }
    }
}

impl DbNames {
    /// Both names, or an error of kind `Invalid` that says which is no identifier
    /// (`[A-Za-z_][A-Za-z0-9_]*`, at most 64 characters).
    pub fn new(logs: impl Into<String>, processing: impl Into<String>) -> Result<Self> {
        let (logs, processing) = (logs.into(), processing.into());
        for name in [&logs, &processing] {
            if !is_identifier(name) {
                let reason = format!(
                    "database name {name:?} is not an identifier (letters, digits and _, at most \
                     64, not beginning with a digit)"
                );
                return Err(Error::new("db.names", ErrorKind::Invalid, reason));
            }
        }
        Ok(Self { logs, processing })
    }

    /// The database of requests and aggregates.
    #[must_use]
    pub fn logs(&self) -> &str {
        &self.logs
    }

    /// The database of scores, detections and reference data.
    #[must_use]
    pub fn processing(&self) -> &str {
        &self.processing
    }

    /// The name of `database`.
    #[must_use]
    pub fn of(&self, database: Database) -> &str {
        match database {
            Database::Logs => &self.logs,
            Database::Processing => &self.processing,
        }
    }

    /// The SQL with `{logs}` and `{processing}` replaced by the checked names.
    #[must_use]
    pub fn fill(&self, sql: &str) -> String {
        sql.replace("{logs}", &self.logs).replace("{processing}", &self.processing)
    }
}

fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && name.len() <= 64
}

impl Db {
    /// Opens the engine and checks that it answers; creates no table.
    pub async fn open(config: EngineConfig, names: DbNames) -> Result<Self> {
        let engine = Engine::open(config).await?;
        Ok(Self::over(engine, names))
    }

    /// A handle on an engine that is open already.
    #[must_use]
    pub fn over(engine: Engine, names: DbNames) -> Self {
        let client = engine.client();
        let logs = client.clone().with_database(names.logs.clone());
        let processing = client.clone().with_database(names.processing.clone());
        Self {
            inner: Arc::new(Inner {
                engine,
                client,
                logs,
                processing,
                names,
                memo: memo::Memo::default(),
            }),
        }
    }

    /// The names of the two databases.
    #[must_use]
    pub fn names(&self) -> &DbNames {
        &self.inner.names
    }

    /// The engine behind the handle, to serve it on a socket or to close it.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.inner.engine
    }

    /// A question. `{logs:Identifier}` and `{processing:Identifier}` are bound already, other
    /// `{name:Type}` with [`Read::param`]; `?fields` stands for the row's columns, and a literal
    /// question mark is written `??`.
    pub fn read(&self, op: &'static str, sql: &str) -> Read {
        Read::new(self, op, sql)
    }

    /// Begins a typed insert into a table; rows go out in the order written.
    ///
    /// With a token, a repetition of the same batch is stored once (where the table keeps a
    /// deduplication window).
    pub async fn write<T: clickhouse::Row>(
        &self,
        op: &'static str,
        database: Database,
        table: &str,
        token: Option<&str>,
    ) -> Result<Write<T>> {
        Write::begin(self, op, database, table, token).await
    }

    /// Runs a statement that returns nothing, such as DDL; `{logs}` and `{processing}` are not
    /// replaced here, see [`DbNames::fill`].
    pub async fn execute(&self, op: &'static str, sql: &str) -> Result<()> {
        write::execute(self, op, sql).await
    }

    /// Inserts bytes of a given format (such as `JSONEachRow`) into a table, in one request.
    pub async fn insert_bytes(
        &self,
        op: &'static str,
        database: Database,
        table: &str,
        format: &str,
        bytes: bytes::Bytes,
    ) -> Result<()> {
        write::insert_bytes(self, op, database, table, format, bytes).await
    }

    /// Whether the store answers at all.
    pub async fn ping(&self) -> Result<()> {
        self.read("ping", "SELECT 1").bytes("TabSeparated").await.map(drop)
    }

    fn memo(&self) -> &memo::Memo {
        &self.inner.memo
    }

    fn client(&self) -> &clickhouse::Client {
        &self.inner.client
    }

    fn client_of(&self, database: Database) -> &clickhouse::Client {
        match database {
            Database::Logs => &self.inner.logs,
            Database::Processing => &self.inner.processing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_must_be_identifiers() {
        assert!(DbNames::new("ja4_logs", "_p9").is_ok());
        for bad in ["", "9a", "a-b", "a.b", "a`b", "é", &"x".repeat(65)] {
            assert!(DbNames::new("ok", bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn fill_replaces_both_names() {
        let names = DbNames::new("l", "p").unwrap_or_default();
        assert_eq!(names.fill("{logs}.a {processing}.b {x:UInt8}"), "l.a p.b {x:UInt8}");
    }
}
