//! Writing: typed inserts, inserts of formatted bytes, and statements without an answer.

use std::time::Duration;

use bytes::Bytes;
use clickhouse::insert::Insert;
use clickhouse::{Row, RowWrite};
use tokio::time::Instant;

use crate::store::error::{Error, Result};
use crate::store::{Database, Db};

/// Seconds one piece of an insert may take to be handed over.
const SEND_TIMEOUT: Duration = Duration::from_secs(60);
/// Seconds the database may take to store a finished insert.
const END_TIMEOUT: Duration = Duration::from_secs(300);
/// Seconds a statement such as a mutation or a backfill may run.
const EXECUTE_SECONDS: u64 = 3_600;

/// A typed insert under way; without [`Write::finish`] nothing of it is stored.
#[must_use]
pub struct Write<T> {
    op: &'static str,
    insert: Insert<T>,
    rows: u64,
    started: Instant,
}

impl<T: Row> Write<T> {
    pub(super) async fn begin(
        db: &Db,
        op: &'static str,
        database: Database,
        table: &str,
        token: Option<&str>,
    ) -> Result<Self> {
        let started = Instant::now();
        let mut insert = db
            .client_of(database)
            .insert::<T>(table)
            .await
            .map_err(|error| Error::driver(op, error))?
            .with_timeouts(Some(SEND_TIMEOUT), Some(END_TIMEOUT))
            .with_setting("max_execution_time", END_TIMEOUT.as_secs().to_string())
            // The views count by hours, which are those of UTC also on a server elsewhere.
            .with_setting("session_timezone", "UTC")
            // An old log may span more days, hence partitions, than the default allows.
            .with_setting("max_partitions_per_insert_block", "0");
        if let Some(token) = token {
            // A batch cut off between a table and its views is completed by its repetition.
            insert = insert
                .with_setting("insert_deduplication_token", token)
                .with_setting("deduplicate_blocks_in_dependent_materialized_views", "1");
        }
        Ok(Self { op, insert, rows: 0, started })
    }

    /// Adds one row.
    pub async fn row(&mut self, row: &T::Value<'_>) -> Result<()>
    where
        T: RowWrite,
    {
        self.insert.write(row).await.map_err(|error| Error::driver(self.op, error))?;
        self.rows += 1;
        Ok(())
    }

    /// Commits; returns how many rows were written.
    pub async fn finish(self) -> Result<u64> {
        if self.rows == 0 {
            return Ok(0);
        }
        let outcome = self.insert.end().await.map_err(|error| Error::driver(self.op, error));
        record(self.op, self.started);
        outcome.map(|()| self.rows)
    }
}

pub(super) async fn execute(db: &Db, op: &'static str, sql: &str) -> Result<()> {
    let started = Instant::now();
    let outcome = db
        .client()
        .query_raw(sql)
        .with_setting("max_execution_time", EXECUTE_SECONDS.to_string())
        .execute()
        .await
        .map_err(|error| Error::driver(op, error));
    record(op, started);
    outcome
}

pub(super) async fn insert_bytes(
    db: &Db,
    op: &'static str,
    database: Database,
    table: &str,
    format: &str,
    bytes: Bytes,
) -> Result<()> {
    let started = Instant::now();
    let table = table.replace('\\', "\\\\").replace('`', "\\`");
    let mut insert = db
        .client_of(database)
        .insert_formatted_with(format!("INSERT INTO `{table}` FORMAT {format}"))
        .with_timeouts(Some(SEND_TIMEOUT), Some(END_TIMEOUT))
        .with_setting("max_execution_time", END_TIMEOUT.as_secs().to_string());
    let outcome = async {
        insert.send(bytes).await?;
        insert.end().await
    };
    let outcome = outcome.await.map_err(|error| Error::driver(op, error));
    record(op, started);
    outcome
}

fn record(op: &'static str, started: Instant) {
    let seconds = started.elapsed().as_secs_f64();
    metrics::histogram!("ja4soc_query_seconds", "op" => op).record(seconds);
}
