//! Turns populations into one stream of events in order of time, holding minutes of it at most.
//!
//! Every population owes a share of the rows by every minute; sessions are planned minute
//! by minute until the debt is paid. Planned events wait in a heap until no later session
//! can come before them.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::event::Event;
use super::population::{POPULATIONS, Population, UNIT_ROWS};
use super::rng::Rng;
use super::session::Session;
use super::showcase;

const MINUTE_MS: u64 = 60_000;
/// Minutes of planning before the window, so that it does not open on an empty street.
const WARM_UP: u64 = 10;

/// The window and size of a stream.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    /// Seed.
    pub(super) seed: u64,
    /// Rows in all.
    pub(super) rows: u64,
    /// First millisecond.
    pub(super) start_ms: u64,
    /// First millisecond after the window.
    pub(super) end_ms: u64,
}

/// Events of all populations in order of time.
pub(super) struct Stream {
    window: Window,
    minute_ms: u64,
    planned: Vec<Debt>,
    heap: BinaryHeap<Waiting>,
    fresh: Vec<Event>,
    sequence: u64,
}

/// What one population owes and has planned.
struct Debt {
    population: &'static Population,
    /// Rows per unit of shape.
    scale: f64,
    owed: f64,
    paid: f64,
    sessions: u64,
    last_rows: f64,
}

/// An event waiting for its turn; the heap's greatest is the earliest.
struct Waiting {
    sequence: u64,
    event: Event,
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        (other.event.at_ms, other.sequence).cmp(&(self.event.at_ms, self.sequence))
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Waiting {}

impl Stream {
    /// The stream of `window`, from its start.
    pub(super) fn new(window: Window) -> Self {
        let fixed: u64 = hours(window).map(|hour| showcase_rows(window, hour)).sum();
        let rows = window.rows.saturating_sub(fixed) as f64;
        let shares: f64 = POPULATIONS.iter().map(|p| p.share).sum();
        let planned = POPULATIONS
            .iter()
            .map(|population| {
                let total: f64 = minutes(window).map(|at| shape(population, window, at)).sum();
                let owed_in_all = rows * population.share / shares;
                Debt {
                    population,
                    scale: if total > 0.0 { owed_in_all / total } else { 0.0 },
                    owed: 0.0,
                    paid: 0.0,
                    sessions: 0,
                    last_rows: 0.0,
                }
            })
            .collect();
        Self {
            window,
            minute_ms: window.start_ms.saturating_sub(WARM_UP * MINUTE_MS),
            planned,
            heap: BinaryHeap::new(),
            fresh: Vec::new(),
            sequence: 0,
        }
    }

    /// Events planned and not yet given out.
    #[cfg(test)]
    pub(super) fn waiting(&self) -> usize {
        self.heap.len()
    }

    /// Plans every session that starts in the next minute.
    fn plan_minute(&mut self) {
        let (window, minute_ms) = (self.window, self.minute_ms);
        for (index, debt) in self.planned.iter_mut().enumerate() {
            let minute_end = minute_ms + MINUTE_MS;
            let until = minute_end.min(window.end_ms) - minute_ms.min(window.end_ms);
            let part = until as f64 / MINUTE_MS as f64;
            debt.owed += shape(debt.population, window, minute_ms) * debt.scale * part;
            // Half a session of tolerance: the sum is neither above nor below on average.
            while debt.paid + debt.last_rows / 2.0 < debt.owed {
                let keys = [index as u64, debt.sessions];
                let mut rng = Rng::derived(window.seed, &keys);
                let start_ms = minute_ms + rng.below(until.max(1));
                let before = self.fresh.len();
                let mut session = Session {
                    rng,
                    seed: window.seed,
                    start_ms,
                    number: debt.sessions,
                    crowd: (window.rows / UNIT_ROWS).max(1),
                    population: debt.population.name,
                    events: &mut self.fresh,
                };
                (debt.population.session)(&mut session);
                debt.sessions += 1;
                debt.last_rows = (self.fresh.len() - before) as f64;
                // A session without rows must not keep the loop going.
                debt.paid += debt.last_rows.max(1.0);
            }
        }
        if minute_ms >= window.start_ms
            && (minute_ms - window.start_ms).is_multiple_of(60 * MINUTE_MS)
        {
            showcase::plan_hour(window, minute_ms, &mut self.fresh);
        }
        for event in self.fresh.drain(..) {
            if (window.start_ms..window.end_ms).contains(&event.at_ms) {
                self.heap.push(Waiting { sequence: self.sequence, event });
                self.sequence += 1;
            }
        }
        self.minute_ms += MINUTE_MS;
    }
}

impl Iterator for Stream {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        loop {
            let planned_all = self.minute_ms >= self.window.end_ms;
            if self.heap.peek().is_some_and(|w| planned_all || w.event.at_ms < self.minute_ms) {
                return self.heap.pop().map(|waiting| waiting.event);
            }
            if planned_all {
                return None;
            }
            self.plan_minute();
        }
    }
}

fn showcase_rows(window: Window, hour_ms: u64) -> u64 {
    let mut events = Vec::new();
    showcase::plan_hour(window, hour_ms, &mut events);
    events.iter().filter(|e| (window.start_ms..window.end_ms).contains(&e.at_ms)).count() as u64
}

fn hours(window: Window) -> impl Iterator<Item = u64> {
    (window.start_ms..window.end_ms).step_by(60 * MINUTE_MS as usize)
}

/// The minutes of the window. Those of the warm-up are owed on top: what they give the
/// window is what sessions that are still going on at its end take away.
fn minutes(window: Window) -> impl Iterator<Item = u64> {
    (window.start_ms..window.end_ms).step_by(MINUTE_MS as usize)
}

/// How busy a population is in the minute from `at_ms`.
fn shape(population: &Population, window: Window, at_ms: u64) -> f64 {
    let hour_of_day = (at_ms / 1_000 % 86_400) as f64 / 3_600.0;
    (population.shape)(hours_between(at_ms, window.end_ms), hour_of_day)
}

pub(super) fn hours_between(from_ms: u64, to_ms: u64) -> f64 {
    to_ms.saturating_sub(from_ms) as f64 / 3_600_000.0
}
