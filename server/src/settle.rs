//! Settles the hours of the last day in which nothing arrives any more, beside a serving process.

use std::collections::HashMap;
use std::time::Duration;

use app::domain::time::Timestamp;
use app::store::settle::{OpenHour, open_hours, settle};
use app::store::{Db, Result};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

/// Between two looks at least; an hour that is the same at two of them is settled.
const PAUSE: Duration = Duration::from_secs(15);
/// How much longer a pause is than the look before it, so that looks stay a small part of the work.
const PAUSES_PER_LOOK: u32 = 50;

/// Looks every now and then until told to stop; what fails is tried again.
pub async fn run(db: Db, stop: CancellationToken) {
    let mut seen = Seen::default();
    loop {
        let began = Instant::now();
        tokio::select! {
            () = stop.cancelled() => return,
            outcome = look(&db, &mut seen) => if let Err(error) = outcome {
                tracing::warn!(db.op = error.op, cause = error.detail(), "hours stay open");
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = sleep(PAUSE.max(began.elapsed() * PAUSES_PER_LOOK)) => {}
        }
    }
}

async fn look(db: &Db, seen: &mut Seen) -> Result<()> {
    for hour in seen.quiet(open_hours(db).await?) {
        settle(db, hour.window_start).await?;
        tracing::debug!(hour = %hour.window_start, requests = hour.hits, "settled");
        seen.settled.insert(hour.window_start, hour.hits);
    }
    Ok(())
}

/// What earlier looks found.
#[derive(Default)]
struct Seen {
    /// Requests of the hours that were open at the last look.
    open: HashMap<Timestamp, u64>,
    /// Requests with which an hour was settled by us.
    settled: HashMap<Timestamp, u64>,
}

impl Seen {
    /// The hours in which nothing has arrived since the last look.
    ///
    /// One that is open again with as many requests as it was settled with is left open: whoever
    /// else writes finished rows would make it so for ever.
    fn quiet(&mut self, open: Vec<OpenHour>) -> Vec<OpenHour> {
        let before = std::mem::take(&mut self.open);
        self.open = open.iter().map(|hour| (hour.window_start, hour.hits)).collect();
        let is_in = |map: &HashMap<Timestamp, u64>, hour: &OpenHour| {
            map.get(&hour.window_start) == Some(&hour.hits)
        };
        open.into_iter()
            .filter(|hour| is_in(&before, hour) && !is_in(&self.settled, hour))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour(start: u32, hits: u64) -> OpenHour {
        OpenHour { window_start: Timestamp(start), hits }
    }

    #[test]
    fn an_hour_is_settled_once_nothing_arrives_in_it() {
        let mut seen = Seen::default();
        assert_eq!(seen.quiet(vec![hour(0, 5), hour(3_600, 1)]), []);
        assert_eq!(seen.quiet(vec![hour(0, 5), hour(3_600, 2)]), [hour(0, 5)]);
        assert_eq!(seen.quiet(vec![hour(3_600, 2)]), [hour(3_600, 2)]);
    }

    #[test]
    fn an_hour_is_settled_again_only_after_something_arrived() {
        let mut seen = Seen::default();
        seen.quiet(vec![hour(0, 5)]);
        assert_eq!(seen.quiet(vec![hour(0, 5)]), [hour(0, 5)]);
        seen.settled.insert(Timestamp(0), 5);
        assert_eq!(seen.quiet(vec![hour(0, 5)]), []);
        assert_eq!(seen.quiet(vec![hour(0, 6)]), []);
        assert_eq!(seen.quiet(vec![hour(0, 6)]), [hour(0, 6)]);
    }
}
