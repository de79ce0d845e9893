//! Requests into the database: typed rows, and raw lines that the database parses.

use clickhouse::Row;
use serde::Serialize;

use crate::domain::log_record::LogRecord;
use crate::store::{Database, Db, Result};

/// Stores a batch of requests and returns how many rows it has.
///
/// A batch sent again under the same token is stored once, in `http_logs` and in everything that
/// is aggregated from it, also when the first attempt was cut off half way. Empty token: no such
/// promise. All-or-nothing within a day; at most about a million rows a batch.
///
/// # Errors
/// What the database says; the batch may then be sent again.
pub async fn insert(db: &Db, records: &[LogRecord], dedup_token: &str) -> Result<u64> {
    if records.is_empty() {
        return Ok(0);
    }
    let token = (!dedup_token.is_empty()).then_some(dedup_token);
    let mut write =
        db.write::<LogRecord>("logs.insert", Database::Logs, "http_logs", token).await?;
    for record in records {
        write.row(record).await?;
    }
    write.finish().await
}

#[derive(Row, Serialize)]
struct RawLine<'a> {
    raw_json: &'a str,
}

/// Stores raw lines, one flat JSON object each, as a correlator writes them; the database parses
/// them into `http_logs`, or keeps them in `http_logs_rejected` with the reason. Returns how many
/// lines were stored. The token works as in [`insert`].
///
/// # Errors
/// What the database says; an unreadable line is no error.
pub async fn insert_raw(db: &Db, lines: &[&str], dedup_token: &str) -> Result<u64> {
    if lines.is_empty() {
        return Ok(0);
    }
    let token = (!dedup_token.is_empty()).then_some(dedup_token);
    let mut write =
        db.write::<RawLine<'_>>("logs.insert_raw", Database::Logs, "http_logs_raw", token).await?;
    for line in lines {
        write.row(&RawLine { raw_json: line }).await?;
    }
    write.finish().await
}
