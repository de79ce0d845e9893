//! Requests by hour of the week.

use serde::{Deserialize, Serialize};

use super::time::{DAY, HOUR, Timestamp};

/// Answer of `GET /api/heatmap` (seed 001): requests of the last seven days.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct Heatmap {
    /// Requests by day of week and hour in UTC; hours without any are absent.
    pub cells: Vec<HeatCell>,
    /// Requests of every hour of the seven days, oldest first, for readers in any zone.
    pub hours: Vec<HourRequests>,
}

/// Requests of one hour of the week.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(utoipa::ToSchema))]
pub struct HeatCell {
    /// Day of week in UTC, 1 (Monday) to 7.
    pub dow: u8,
    /// Hour of the day in UTC, 0 to 23.
    pub hour: u8,
    /// Requests.
    pub cnt: u64,
}

/// Requests of one hour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(clickhouse::Row, utoipa::ToSchema))]
pub struct HourRequests {
    /// Start of the hour, UTC.
    pub hour: Timestamp,
    /// Requests.
    pub cnt: u64,
}

/// Seconds the heat map reads back.
pub const WINDOW: u32 = 7 * DAY;

impl Heatmap {
    /// The heat map of the window that ends at `now`, from the hours that have requests.
    #[must_use]
    pub fn of(counted: &[HourRequests], now: Timestamp) -> Self {
        let mut week = [0_u64; 7 * 24];
        for hour in counted {
            week[hour_of_week(hour.hour)] += hour.cnt;
        }
        let cells = (0_u8..).zip(week).filter(|(_, cnt)| *cnt > 0);
        let cells = cells.map(|(at, cnt)| HeatCell { dow: at / 24 + 1, hour: at % 24, cnt });
        let (first, last) = ((now - WINDOW).start_of_hour(), now.start_of_hour());
        let mut hours: Vec<HourRequests> = (first.0..=last.0)
            .step_by(HOUR as usize)
            .map(|hour| HourRequests { hour: Timestamp(hour), cnt: 0 })
            .collect();
        for hour in counted {
            let at = hour.hour.since(first) / HOUR;
            if let Some(found) = hours.get_mut(at as usize) {
                found.cnt += hour.cnt;
            }
        }
        Self { cells: cells.collect(), hours }
    }
}

/// Hours since Monday 00:00 UTC; 1970-01-01 was a Thursday.
#[must_use]
pub fn hour_of_week(at: Timestamp) -> usize {
    ((at.0 / HOUR + 3 * 24) % (7 * 24)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_fall_into_their_cells_and_every_hour_is_listed() {
        // A Friday, 10:20.
        let now = Timestamp::parse("2026-11-20T10:20:00").unwrap();
        let at = |hours: u32, cnt| HourRequests { hour: (now - hours * HOUR).start_of_hour(), cnt };
        let map = Heatmap::of(&[at(168, 1), at(11, 2), at(10, 4), at(0, 8)], now);
        assert_eq!(
            map.cells,
            [(4, 23, 2), (5, 0, 4), (5, 10, 9)].map(|(dow, hour, cnt)| HeatCell { dow, hour, cnt })
        );
        assert_eq!(map.hours.len(), 169);
        assert!(map.hours.windows(2).all(|pair| pair[1].hour.0 - pair[0].hour.0 == HOUR));
        assert_eq!((map.hours[0].cnt, map.hours[168].cnt), (1, 8));
        assert_eq!(map.hours.iter().map(|hour| hour.cnt).sum::<u64>(), 15);
    }

    #[test]
    fn requests_outside_the_window_are_not_listed_as_hours() {
        let now = Timestamp(2_000_000_000);
        let later = HourRequests { hour: Timestamp(now.0 + 2 * HOUR).start_of_hour(), cnt: 5 };
        assert!(Heatmap::of(&[later], now).hours.iter().all(|hour| hour.cnt == 0));
    }
}
