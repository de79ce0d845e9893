//! How far from UTC the times of a page are shown.

use serde::{Deserialize, Serialize};

use super::time::Timestamp;

/// The cookie that holds the minutes, when the reader wants times of their own zone.
pub const COOKIE: &str = "zone";

/// Minutes east of UTC, the same for all times of a page: what a clock on the reader's wall shows
/// today is said of last summer too, and every time names it.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Zone(i16);

impl Zone {
    /// Reads whole minutes east of UTC; those of no place on earth are UTC.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let minutes = text.parse::<i16>().ok();
        Self(minutes.filter(|minutes| minutes.unsigned_abs() <= 14 * 60).unwrap_or(0))
    }

    /// Whether times are shown as they are.
    #[must_use]
    pub fn is_utc(self) -> bool {
        self.0 == 0
    }

    /// `UTC`, `UTC+02:00`.
    #[must_use]
    pub fn name(self) -> String {
        if self.is_utc() {
            return "UTC".to_owned();
        }
        let sign = if self.0 < 0 { '−' } else { '+' };
        let minutes = self.0.unsigned_abs();
        format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }

    /// The instant at which UTC clocks show what the zone's show at this one.
    #[must_use]
    pub fn wall(self, at: Timestamp) -> Timestamp {
        Timestamp(at.0.saturating_add_signed(self.seconds()))
    }

    /// The instant at which the zone's clocks show what UTC's show at this one.
    #[must_use]
    pub fn instant(self, wall: Timestamp) -> Timestamp {
        Timestamp(wall.0.saturating_add_signed(-self.seconds()))
    }

    /// `2026-11-20 04:32:02`, as the zone's clocks show it.
    #[must_use]
    pub fn spaced(self, at: Timestamp) -> String {
        self.wall(at).spaced()
    }

    /// `04:32`, as the zone's clocks show it.
    #[must_use]
    pub fn clock(self, at: Timestamp) -> String {
        self.wall(at).clock()
    }

    /// Seconds east of UTC.
    #[must_use]
    pub fn seconds(self) -> i32 {
        i32::from(self.0) * 60
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_differ_and_instants_do_not() {
        let at = Timestamp::parse("2026-11-19T23:30:00").unwrap();
        for (text, name, clock) in [
            ("120", "UTC+02:00", "2026-11-20 01:30:00"),
            ("-210", "UTC−03:30", "2026-11-19 20:00:00"),
            ("0", "UTC", "2026-11-19 23:30:00"),
            ("900", "UTC", "2026-11-19 23:30:00"),
            ("+02:00", "UTC", "2026-11-19 23:30:00"),
            ("-32768", "UTC", "2026-11-19 23:30:00"),
        ] {
            let zone = Zone::parse(text);
            assert_eq!((zone.name(), zone.spaced(at)), (name.to_owned(), clock.to_owned()));
            assert_eq!(zone.instant(zone.wall(at)), at);
        }
        assert_eq!(Zone::parse("-60").wall(Timestamp(0)), Timestamp(0));
    }
}
