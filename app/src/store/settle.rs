//! Finished rows of the sessions of hours in which nothing arrives any more
//! (`0019_settled_sessions.sql`): what makes a question over a day's sessions quick, never what
//! makes it right.

use clickhouse::Row;
use serde::Deserialize;

use crate::domain::time::Timestamp;
use crate::store::{Db, Result};

/// Seconds one hour may take to be settled.
const SECONDS: u64 = 60;

/// An hour of the last day that is not settled.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Row, Deserialize)]
pub struct OpenHour {
    /// Its start.
    pub window_start: Timestamp,
    /// Requests in it, by the aggregates.
    pub hits: u64,
}

/// The hours of the last day that are not settled, oldest first; none while a batch has reached the
/// sessions and not yet their headers.
///
/// # Errors
/// When the question fails.
pub async fn open_hours(db: &Db) -> Result<Vec<OpenHour>> {
    const SQL: &str = "
        SELECT a.window_start AS window_start, a.hits AS hits
        FROM
        (
            SELECT window_start, sum(hits) AS hits
            FROM {processing:Identifier}.agg_host_ip_ja4_1h
            WHERE window_start >= now() - INTERVAL 24 HOUR
            GROUP BY window_start
        ) AS a
        INNER JOIN
        (
            SELECT window_start, sum(hits) AS hits
            FROM {processing:Identifier}.agg_header_fingerprint_1h
            WHERE window_start >= now() - INTERVAL 24 HOUR
            GROUP BY window_start
        ) AS h ON h.window_start = a.window_start
        WHERE a.hits = h.hits
            AND a.window_start NOT IN (SELECT window_start FROM {processing:Identifier}.view_settled_hours)
        ORDER BY window_start
        LIMIT 100";
    db.read("settle.open", SQL).seconds(SECONDS).fetch_all().await
}

/// Makes the finished rows of an hour anew. What arrives meanwhile leaves it open.
///
/// # Errors
/// When the database refuses; the hour is open then.
pub async fn settle(db: &Db, hour: Timestamp) -> Result<()> {
    const OP: &str = "settle.hour";
    let names = db.names();
    let table = names.fill("{processing}.settled_sessions_1h");
    let merged = names.fill("{processing}.view_merged_sessions_1h");
    db.execute(OP, &format!("ALTER TABLE {table} DROP PARTITION {}", hour.0)).await?;
    let insert = format!(
        "INSERT INTO {table} SELECT * FROM {merged} WHERE window_start = toDateTime({})",
        hour.0
    );
    db.execute(OP, &insert).await
}
