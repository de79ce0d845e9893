//! Synthetic traffic of a fictitious company: raw records a newcomer can explore.
//!
//! The generator is deterministic for a seed, reads no clock and holds minutes of traffic
//! at most. Its lines are ja4-platform's correlated JSON and run through ingest, aggregation
//! and detection like any other; `"source":"demo"` and `"synthetic":true` mark them. The
//! member `demo_population` names the truth for evaluations; readers ignore it.
//!
//! The story: a calm day of people, crawlers and background noise; a try-out of stolen
//! passwords and a trial run of scrapers the day before; in the last hours both come in
//! earnest and are still going on when the window ends.

mod browsers;
mod disguises;
mod event;
mod headers;
mod hello;
mod line;
mod networks;
mod population;
mod program;
mod rng;
mod session;
mod showcase;
mod site;
mod stream;
mod syn;
#[cfg(test)]
mod tests;
mod tools;

use app::domain::time::{HOUR, Timestamp};

pub use networks::{DemoNetwork, DemoReference, reference};
pub use showcase::SHOWCASE;

use line::LineWriter;
use stream::{Stream, Window};

/// Fewest rows a demo has; below it the showcase would be most of the traffic.
pub const MIN_ROWS: u64 = 10_000;
/// Longest window, hours: a month.
pub const MAX_HOURS: u32 = 720;

/// One line of correlated JSON, without the line break.
pub type RawLine = String;

/// What to generate.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DemoOptions {
    /// The same seed gives the same bytes.
    pub seed: u64,
    /// Rows in all, within 2 %; the natural size for the window when `None`. Fewer than
    /// [`MIN_ROWS`] are raised to it.
    pub rows: Option<u64>,
    /// End of the window, which no row reaches.
    pub until: Timestamp,
    /// Length of the window, 1 to [`MAX_HOURS`] hours.
    pub hours: u32,
}

impl DemoOptions {
    /// A day and a half of natural size up to `until`.
    #[must_use]
    pub fn new(seed: u64, until: Timestamp) -> Self {
        Self { seed, rows: None, until, hours: 36 }
    }

    /// Rows the options ask for.
    #[must_use]
    pub fn expected_rows(&self) -> u64 {
        let natural = population::UNIT_ROWS * u64::from(self.hours.clamp(1, MAX_HOURS)) / 36;
        self.rows.unwrap_or(natural).max(MIN_ROWS)
    }

    fn window(&self) -> Window {
        let start = self.until - self.hours.clamp(1, MAX_HOURS) * HOUR;
        Window {
            seed: self.seed,
            rows: self.expected_rows(),
            start_ms: u64::from(start.0) * 1_000,
            end_ms: u64::from(self.until.0) * 1_000,
        }
    }
}

/// The raw records of the demo in order of time.
pub fn records(options: DemoOptions) -> impl Iterator<Item = RawLine> + Send {
    let mut writer = LineWriter::default();
    Stream::new(options.window()).map(move |event| writer.line(&event))
}
