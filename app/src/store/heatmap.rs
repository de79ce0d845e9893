//! Requests by hour of the last seven days.

use super::Db;
use super::error::Result;
use crate::domain::heatmap::{Heatmap, HourRequests, WINDOW};
use crate::domain::time::Timestamp;

/// Everything `GET /api/heatmap` answers.
///
/// # Errors
/// When the query fails.
pub async fn heatmap(db: &Db, now: Timestamp) -> Result<Heatmap> {
    const SQL: &str = "
        SELECT toStartOfHour(time) AS hour, count() AS cnt
        FROM {logs:Identifier}.http_logs
        WHERE time >= {since:DateTime}
        GROUP BY hour
        ORDER BY hour
        LIMIT 1000";
    let read = db.read("heatmap", SQL).param("since", (now - WINDOW).0);
    let hours: Vec<HourRequests> = read.fetch_all().await?;
    Ok(Heatmap::of(&hours, now))
}
