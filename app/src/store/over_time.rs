//! Requests counted over time, by the sums per minute that are kept beside them
//! (`0020_requests_per_minute.sql`); a table of another program is read in whole.

use serde::Deserialize;

use super::Db;
use super::error::Result;
use crate::domain::range::Window;
use crate::domain::time::Timestamp;

/// Seconds of the kept sums; steps are multiples of it.
pub(super) const MINUTE: u32 = 60;
/// Steps an answer may have.
const MOST: u64 = 100_000;

/// The requests of one step of time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, clickhouse::Row)]
pub(super) struct Step {
    /// Its start.
    pub(super) start: Timestamp,
    /// Requests.
    pub(super) cnt: u64,
}

/// The requests of a window per so many seconds, a multiple of [`MINUTE`], round on a clock so many
/// seconds east of UTC; steps without any are absent, the oldest is first.
///
/// # Errors
/// When the query fails.
pub(super) async fn requests(
    db: &Db,
    op: &'static str,
    window: Window,
    (step, east): (u32, i32),
) -> Result<Vec<Step>> {
    const SQL: &str = "
        SELECT
            toDateTime(intDiv(toInt64(toUInt32(minute)) + {east:Int32}, {step:UInt32}) * {step:UInt32} - {east:Int32})
                AS start,
            sum(cnt) AS cnt
        FROM
        (
            SELECT toStartOfMinute(time) AS minute, count() AS cnt
            FROM {logs:Identifier}.http_logs
            WHERE toStartOfMinute(time) >= {first:DateTime} AND toStartOfMinute(time) < {last:DateTime}
            GROUP BY minute
            UNION ALL
            SELECT toStartOfMinute(time) AS minute, count() AS cnt
            FROM {logs:Identifier}.http_logs
            WHERE (time >= {from:DateTime} AND time < {first:DateTime})
                OR (time >= {last:DateTime} AND time < {to:DateTime})
            GROUP BY minute
        )
        GROUP BY start
        ORDER BY start";
    let Parts { from, first, last, to } = Parts::of(window);
    let read = db.read(op, SQL).param("from", from.0).param("first", first.0);
    let read = read.param("last", last.0).param("to", to.0);
    read.param("step", step).param("east", east).max_rows(MOST).fetch_all().await
}

/// A window with the whole minutes in its middle: those from `first` to before `last`.
#[derive(Debug, PartialEq, Eq)]
struct Parts {
    from: Timestamp,
    first: Timestamp,
    last: Timestamp,
    to: Timestamp,
}

impl Parts {
    fn of(window: Window) -> Self {
        let from = window.from;
        let first = Timestamp(from.0.div_ceil(MINUTE).saturating_mul(MINUTE));
        // What has no end has no minute that is cut by it.
        let to = window.to.unwrap_or(Timestamp(u32::MAX));
        let last = window.to.map_or(to, |to| Timestamp(to.0 - to.0 % MINUTE));
        match first <= last {
            true => Self { from, first, last, to },
            false => Self { from, first: to, last: to, to },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(from: u32, to: Option<u32>) -> [u32; 4] {
        let window = Window { from: Timestamp(from), to: to.map(Timestamp) };
        let Parts { from, first, last, to } = Parts::of(window);
        [from.0, first.0, last.0, to.0]
    }

    #[test]
    fn whole_minutes_lie_between_the_ends() {
        assert_eq!(parts(61, Some(299)), [61, 120, 240, 299]);
        assert_eq!(parts(60, Some(300)), [60, 60, 300, 300]);
        assert_eq!(parts(61, None), [61, 120, u32::MAX, u32::MAX]);
        // No whole minute: everything is counted at the edge.
        assert_eq!(parts(61, Some(110)), [61, 110, 110, 110]);
        assert_eq!(parts(61, Some(120)), [61, 120, 120, 120]);
    }
}
