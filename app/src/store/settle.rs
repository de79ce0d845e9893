//! Finished rows of the sessions of hours in which nothing arrives any more
//! (`0019_settled_sessions.sql`): what makes a question over a day's sessions quick, never what
//! makes it right.

use clickhouse::Row;
use serde::Deserialize;

use crate::domain::time::Timestamp;
use crate::store::{Db, Result};

/// Seconds to look for hours, and to put the rows of one together.
const SECONDS: u64 = 60;

/// An hour of the last day that is not settled.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Row, Deserialize)]
pub struct OpenHour {
    /// Its start.
    pub window_start: Timestamp,
    /// Requests in it, by the aggregates.
    pub hits: u64,
}

/// The hours of the last day that are not settled, oldest first, but those of which a batch has
/// reached the sessions and not yet their headers.
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

/// Makes the finished rows of an hour anew, in place of those it had; readers see either. When
/// something arrives meanwhile the hour is open still.
///
/// # Errors
/// When the database refuses; the hour stays as it was.
pub async fn settle(db: &Db, hour: Timestamp) -> Result<()> {
    const OP: &str = "settle.hour";
    let hour = hour.0;
    let statement = |sql: &str| {
        db.names()
            .fill(sql)
            .replace("{hour}", &hour.to_string())
            .replace("{seconds}", &SECONDS.to_string())
    };
    for sql in [
        "ALTER TABLE {processing}.settling_sessions_1h DROP PARTITION {hour}",
        "INSERT INTO {processing}.settling_sessions_1h \
         SELECT * FROM {processing}.view_merged_sessions_1h WHERE window_start = toDateTime({hour}) \
         SETTINGS max_execution_time = {seconds}",
        "ALTER TABLE {processing}.settled_sessions_1h REPLACE PARTITION {hour} \
         FROM {processing}.settling_sessions_1h",
        "ALTER TABLE {processing}.settling_sessions_1h DROP PARTITION {hour}",
    ] {
        db.execute(OP, &statement(sql)).await?;
    }
    Ok(())
}
