//! Requests by hour of the last seven days.

use super::error::Result;
use super::{Db, over_time};
use crate::domain::heatmap::{Heatmap, HourRequests, WINDOW};
use crate::domain::range::Window;
use crate::domain::time::{HOUR, Timestamp};

/// Everything `GET /api/heatmap` answers.
///
/// # Errors
/// When the query fails.
pub async fn heatmap(db: &Db, now: Timestamp) -> Result<Heatmap> {
    let window = Window { from: now - WINDOW, to: None };
    let steps = over_time::requests(db, "heatmap", window, (HOUR, 0)).await?;
    let hours: Vec<HourRequests> =
        steps.into_iter().map(|step| HourRequests { hour: step.start, cnt: step.cnt }).collect();
    Ok(Heatmap::of(&hours, now))
}
