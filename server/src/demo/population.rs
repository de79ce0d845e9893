//! The populations of the demo, how large each is, and when it is active.

mod crawlers;
mod humans;
mod impersonators;
mod machines;
mod oddities;
mod scanners;
mod scrapers;
mod stuffing;

pub(super) use crawlers::{machine, walk};
pub(super) use humans::visit;
pub(super) use impersonators::browse;
pub(super) use scanners::paths;
pub(super) use scrapers::harvest;
pub(super) use stuffing::attempts_from;

use super::session::Session;

/// Rows at the natural size of a demo of 36 hours.
pub(super) const UNIT_ROWS: u64 = 90_000;

/// A group of clients of one kind.
pub(super) struct Population {
    /// Name, as in the member `demo_population` of each line.
    pub(super) name: &'static str,
    /// Share of the rows.
    pub(super) share: f64,
    /// Activity, from the hours left in the window and the hour of the day (UTC).
    pub(super) shape: fn(f64, f64) -> f64,
    /// Plans one session.
    pub(super) session: fn(&mut Session<'_>),
}

const fn population(
    name: &'static str,
    share: f64,
    shape: fn(f64, f64) -> f64,
    session: fn(&mut Session<'_>),
) -> Population {
    Population { name, share, shape, session }
}

/// Every population; shares are relative.
pub(super) static POPULATIONS: &[Population] = &[
    population("humans", 58.0, by_daylight, humans::session),
    population("crawlers", 4.5, steady, crawlers::verified),
    population("fake-crawlers", 1.6, steady, crawlers::fake),
    population("scanners", 7.0, in_gusts, scanners::session),
    population("stuffing", 8.0, stuffing_wave, stuffing::burst),
    population("stuffing-slow", 2.0, stuffing_slow, stuffing::slow),
    population("scrapers", 8.0, scraper_fleet, scrapers::session),
    population("impersonators", 4.5, steady, impersonators::session),
    population("api-client", 4.0, steady, machines::api_client),
    population("monitor", 1.4, steady, machines::monitor),
    population("cdn-edges", 0.6, by_daylight, machines::edge),
    population("oddities", 0.4, steady, oddities::session),
];

fn steady(_: f64, _: f64) -> f64 {
    1.0
}

/// Visits per hour of the day (UTC, mostly European visitors): least at 3, most at 19.
const DAY: [f64; 24] = [
    0.22, 0.14, 0.10, 0.08, 0.10, 0.18, 0.34, 0.55, 0.74, 0.86, 0.92, 0.98, //
    1.00, 0.94, 0.92, 0.94, 1.00, 1.08, 1.18, 1.24, 1.16, 0.94, 0.64, 0.38,
];

fn by_daylight(_: f64, hour_of_day: f64) -> f64 {
    let (hour, part) = (hour_of_day as usize % 24, hour_of_day % 1.0);
    DAY[hour] + (DAY[(hour + 1) % 24] - DAY[hour]) * part
}

/// Scanners come in gusts of twenty minutes.
fn in_gusts(hours_left: f64, _: f64) -> f64 {
    match (hours_left * 3.0) as u64 % 7 {
        0 => 4.0,
        3 => 2.0,
        _ => 0.4,
    }
}

/// A try-out a day earlier, then the wave that is still running.
fn stuffing_wave(hours_left: f64, _: f64) -> f64 {
    match hours_left {
        h if h < 2.6 => 12.0,
        h if h < 3.2 => 4.0,
        h if (20.0..21.0).contains(&h) => 4.0,
        _ => 0.0,
    }
}

/// Low and slow over the whole window, more so during the wave.
fn stuffing_slow(hours_left: f64, _: f64) -> f64 {
    if hours_left < 4.0 { 3.0 } else { 0.6 }
}

/// One trial run, then the fleet.
fn scraper_fleet(hours_left: f64, _: f64) -> f64 {
    match hours_left {
        h if h < 5.0 => 8.0,
        h if (25.0..26.5).contains(&h) => 2.0,
        _ => 0.0,
    }
}
