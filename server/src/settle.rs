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
/// Between two looks at most, after one that failed, and until an hour that is open still is tried again.
const LONGEST: Duration = Duration::from_secs(600);

/// Looks every now and then until told to stop; what fails is tried again.
pub async fn run(db: Db, stop: CancellationToken) {
    let mut seen = Seen::default();
    loop {
        let began = Instant::now();
        let outcome = tokio::select! {
            () = stop.cancelled() => return,
            outcome = look(&db, &mut seen) => outcome,
        };
        let pause = match outcome {
            Ok(()) => (began.elapsed() * PAUSES_PER_LOOK).clamp(PAUSE, LONGEST),
            Err(error) => {
                let cause = error.detail();
                tracing::warn!(db.op = error.op, cause, "hours stay open: answers are slower");
                LONGEST
            }
        };
        tokio::select! {
            () = stop.cancelled() => return,
            () = sleep(pause) => {}
        }
    }
}

/// Settles the quiet hours; one that fails does not keep the others from it.
async fn look(db: &Db, seen: &mut Seen) -> Result<()> {
    let mut outcome = Ok(());
    for hour in seen.quiet(open_hours(db).await?, Instant::now()) {
        match settle(db, hour.window_start).await {
            Ok(()) => tracing::debug!(hour = %hour.window_start, requests = hour.hits, "settled"),
            Err(error) => outcome = Err(error),
        }
    }
    outcome
}

/// What earlier looks found.
#[derive(Default)]
struct Seen {
    /// Requests of the hours that were open at the last look.
    open: HashMap<Timestamp, u64>,
    /// When an hour was tried last, and its requests then.
    tried: HashMap<Timestamp, (u64, Instant)>,
}

impl Seen {
    /// The hours in which nothing has arrived since the last look. One that was tried with the same
    /// requests and is open still has to wait before it is tried again.
    fn quiet(&mut self, open: Vec<OpenHour>, now: Instant) -> Vec<OpenHour> {
        let before = std::mem::take(&mut self.open);
        self.open = open.iter().map(|hour| (hour.window_start, hour.hits)).collect();
        self.tried.retain(|_, (_, at)| now.duration_since(*at) < LONGEST);
        let mut quiet = open;
        quiet.retain(|hour| {
            let tried = self.tried.get(&hour.window_start);
            before.get(&hour.window_start) == Some(&hour.hits)
                && tried.is_none_or(|(hits, _)| *hits != hour.hits)
        });
        self.tried.extend(quiet.iter().map(|hour| (hour.window_start, (hour.hits, now))));
        quiet
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
        let (mut seen, now) = (Seen::default(), Instant::now());
        assert_eq!(seen.quiet(vec![hour(0, 5), hour(3_600, 1)], now), []);
        assert_eq!(seen.quiet(vec![hour(0, 5), hour(3_600, 2)], now), [hour(0, 5)]);
        assert_eq!(seen.quiet(vec![hour(3_600, 2)], now), [hour(3_600, 2)]);
    }

    #[test]
    fn what_is_open_still_waits_unless_something_arrives() {
        let (mut seen, now) = (Seen::default(), Instant::now());
        seen.quiet(vec![hour(0, 5)], now);
        assert_eq!(seen.quiet(vec![hour(0, 5)], now), [hour(0, 5)]);
        assert_eq!(seen.quiet(vec![hour(0, 5)], now), []);
        assert_eq!(seen.quiet(vec![hour(0, 6)], now), []);
        assert_eq!(seen.quiet(vec![hour(0, 6)], now), [hour(0, 6)]);
        assert_eq!(seen.quiet(vec![hour(0, 6)], now), []);
        assert_eq!(seen.quiet(vec![hour(0, 6)], now + LONGEST), [hour(0, 6)]);
    }
}
