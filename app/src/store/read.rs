//! One question to the database: its parameters, its bounds, and the ways to take the answer.

use std::time::Duration;

use bytes::Bytes;
use clickhouse::query::{BytesCursor, Query, RowCursor};
use clickhouse::{Row, RowOwned, RowRead};
use serde::Serialize;
use tokio::time::{Instant, timeout};

use crate::store::Db;
use crate::store::error::{Error, ErrorKind, Result};

/// Seconds a question may take unless it says otherwise.
const DEFAULT_SECONDS: u64 = 10;
/// Rows an answer may have unless the question says otherwise.
const DEFAULT_ROWS: u64 = 1_000_000;
/// Bytes an answer may have when it is taken whole.
const RESULT_BYTES: u64 = 1 << 30;
/// What a request may take beyond the query's own time: connecting, queueing, transfer.
const GRACE: Duration = Duration::from_secs(10);

/// A question being prepared; nothing runs until one of the `fetch` methods.
#[must_use]
pub struct Read {
    op: &'static str,
    query: Query,
    seconds: u64,
    attempts: u32,
    settings: bool,
}

impl Read {
    pub(super) fn new(db: &Db, op: &'static str, sql: &str) -> Self {
        let mut query = db
            .client()
            .query(sql)
            .param("logs", db.names().logs())
            .param("processing", db.names().processing());
        let settings = db.engine().accepts_settings();
        if settings {
            query = query
                .with_setting("max_execution_time", DEFAULT_SECONDS.to_string())
                .with_setting("max_result_rows", DEFAULT_ROWS.to_string())
                .with_setting("max_result_bytes", RESULT_BYTES.to_string())
                .with_setting("result_overflow_mode", "throw")
                // Hours begin at full hours UTC, whatever the zone of a remote server.
                .with_setting("session_timezone", "UTC")
                .with_setting("readonly", "2");
            if let Some(filter) = db.engine().top_k_filter() {
                query = query.with_setting(filter, "0");
            }
        }
        let attempts = db.engine().read_attempts();
        Self { op, query, seconds: DEFAULT_SECONDS, attempts, settings }
    }

    /// Binds `{name:Type}` in the SQL.
    pub fn param(mut self, name: &str, value: impl Serialize) -> Self {
        self.query = self.query.param(name, value);
        self
    }

    /// Sets how long the query may run, in whole seconds (10 unless set).
    pub fn seconds(mut self, seconds: u64) -> Self {
        self.seconds = seconds.max(1);
        self.setting("max_execution_time", &seconds.max(1).to_string())
    }

    /// Sets how many rows the answer may have (a million unless set, 0 is no bound); more is an
    /// error, never a cut.
    pub fn max_rows(self, rows: u64) -> Self {
        self.setting("max_result_rows", &rows.to_string())
    }

    /// Sets any other setting of the query.
    pub fn setting(mut self, name: &str, value: &str) -> Self {
        if self.settings {
            self.query = self.query.with_setting(name, value);
        }
        self
    }

    /// All rows of the answer.
    pub async fn fetch_all<T: RowOwned + RowRead>(self) -> Result<Vec<T>> {
        self.run(|query| query.fetch_all::<T>()).await
    }

    /// The first row; an answer without rows is an error.
    pub async fn fetch_one<T: RowOwned + RowRead>(self) -> Result<T> {
        self.run(|query| query.fetch_one::<T>()).await
    }

    /// The first row, if there is one.
    pub async fn fetch_optional<T: RowOwned + RowRead>(self) -> Result<Option<T>> {
        self.run(|query| query.fetch_optional::<T>()).await
    }

    /// The whole answer as bytes of a ClickHouse format such as `JSONEachRow`.
    pub async fn bytes(self, format: &str) -> Result<Bytes> {
        self.run(|query| async { query.fetch_bytes(format)?.collect().await }).await
    }

    /// The answer row by row, in flat memory.
    pub fn rows<T: Row>(self) -> Result<Rows<T>> {
        let op = self.op;
        let query = self.unbounded();
        let cursor = query.fetch::<T>().map_err(|error| Error::driver(op, error))?;
        Ok(Rows { op, cursor })
    }

    /// The answer as bytes of a ClickHouse format, piece by piece, in flat memory.
    pub fn stream(self, format: &str) -> Result<ByteStream> {
        let op = self.op;
        let query = self.unbounded();
        let cursor = query.fetch_bytes(format).map_err(|error| Error::driver(op, error))?;
        Ok(ByteStream { op, cursor })
    }

    /// A streamed answer may be of any size in bytes, since it is never held whole.
    fn unbounded(self) -> Query {
        self.setting("max_result_bytes", "0").query
    }

    async fn run<T, F, Fut>(self, fetch: F) -> Result<T>
    where
        F: Fn(Query) -> Fut,
        Fut: Future<Output = clickhouse::error::Result<T>>,
    {
        let started = Instant::now();
        let limit = Duration::from_secs(self.seconds) + GRACE;
        // An answer taken whole should be an answer or an error, not the beginning of one.
        let query = self.query.with_setting("wait_end_of_query", "1");
        let mut attempt = 1;
        let result = loop {
            let answer = match timeout(limit, fetch(query.clone())).await {
                Ok(answer) => answer.map_err(|error| Error::driver(self.op, error)),
                Err(late) => Err(Error::new(self.op, ErrorKind::Timeout, late)),
            };
            match answer {
                // A read may be asked again; the network, not the database, failed.
                Err(error) if attempt < self.attempts && is_network(&error) => {
                    tracing::debug!(
                        db.op = self.op,
                        attempt,
                        "asking again after a lost connection"
                    );
                    tokio::time::sleep(Duration::from_millis(100 << attempt)).await;
                    attempt += 1;
                }
                answer => break answer,
            }
        };
        let seconds = started.elapsed().as_secs_f64();
        metrics::histogram!("ja4soc_query_seconds", "op" => self.op).record(seconds);
        result
    }
}

fn is_network(error: &Error) -> bool {
    matches!(
        error.source.downcast_ref::<clickhouse::error::Error>(),
        Some(clickhouse::error::Error::Network(_))
    )
}

/// Rows of an answer as they arrive.
pub struct Rows<T> {
    op: &'static str,
    cursor: RowCursor<T>,
}

impl<T: RowOwned + RowRead> Rows<T> {
    /// The next row, or `None` at the end.
    pub async fn next(&mut self) -> Result<Option<T>> {
        self.cursor.next().await.map_err(|error| Error::driver(self.op, error))
    }
}

/// Bytes of an answer as they arrive.
pub struct ByteStream {
    op: &'static str,
    cursor: BytesCursor,
}

impl ByteStream {
    /// The next piece, or `None` at the end.
    pub async fn next(&mut self) -> Result<Option<Bytes>> {
        self.cursor.next().await.map_err(|error| Error::driver(self.op, error))
    }
}
