//! The span of time a page looks at: a number of minutes back from now, or two instants.

mod typed;

use serde::{Deserialize, Serialize};

use super::invalid::{Invalid, invalid};
use super::params::Params;
use super::time::{DAY, HOUR, Timestamp};
use super::zone::Zone;

/// Longest span that can be asked for, seconds: a year.
const LONGEST: u32 = 366 * DAY;

/// A span of time as an address carries it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Range {
    /// So many seconds back from now, open towards the future.
    Last(u32),
    /// From one instant (inclusive) to another (exclusive).
    Between {
        /// First second.
        from: Timestamp,
        /// Second after the last.
        to: Timestamp,
    },
}

/// The instants a range stands for at one moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Window {
    /// First second.
    pub from: Timestamp,
    /// Second after the last; `None` is open towards the future, as in the seeds.
    pub to: Option<Timestamp>,
}

impl Range {
    /// The spans offered as links: name in the address and words.
    pub const OFFERED: [(&'static str, &'static str); 7] = [
        ("15m", "15 minutes"),
        ("1h", "1 hour"),
        ("6h", "6 hours"),
        ("24h", "24 hours"),
        ("3d", "3 days"),
        ("7d", "7 days"),
        ("30d", "30 days"),
    ];

    /// Reads `range=24h`, or `from=2026-11-19T14:00:00&to=…`; `None` when none of them is there.
    ///
    /// # Errors
    /// Names the parameter that cannot be read, and why.
    pub fn from_params(params: &Params) -> Result<Option<Self>, Invalid> {
        if let Some(from) = params.filled("from") {
            let instant = |field, text: &str| {
                Timestamp::parse(text.trim_end_matches('Z')).ok_or_else(|| {
                    invalid(field, "not a UTC date and time like 2026-11-19T14:00:00", text)
                })
            };
            let from = instant("from", from)?;
            let Some(to) = params.filled("to") else {
                return Err(invalid("to", "missing: `from` needs an end", ""));
            };
            let text = to;
            let to = instant("to", text)?;
            if to <= from || to.since(from) > LONGEST {
                return Err(invalid("to", "not after `from`, or more than a year after it", text));
            }
            return Ok(Some(Self::Between { from, to }));
        }
        if let Some(to) = params.filled("to") {
            return Err(invalid("from", "missing: `to` needs a beginning", to));
        }
        let Some(text) = params.filled("range") else { return Ok(None) };
        let reason = "not a time span; write it like 24h, 3 hours, yesterday, 14:00 to 16:00, or \
                      2026-11-19 14:00 to 16:00";
        Self::short(text).map(Some).ok_or_else(|| invalid("range", reason, text))
    }

    /// Reads what a person in a zone types: `3 hours`, `yesterday 14:00 to 16:00`, `2026-11-19`;
    /// `None` when it is no span.
    #[must_use]
    pub fn typed(text: &str, now: Timestamp, zone: Zone) -> Option<Self> {
        match typed::parse(text, zone.wall(now))? {
            Self::Between { from, to } => {
                Some(Self::Between { from: zone.instant(from), to: zone.instant(to) })
            }
            last @ Self::Last(_) => Some(last),
        }
    }

    /// `15m`, `24h`, `7d`, `2w`.
    fn short(text: &str) -> Option<Self> {
        let unit = match text.bytes().last()? {
            b'm' => 60,
            b'h' => HOUR,
            b'd' => DAY,
            b'w' => 7 * DAY,
            _ => return None,
        };
        let number: u32 = text[..text.len() - 1].parse().ok()?;
        let seconds = number.checked_mul(unit).filter(|s| (60..=LONGEST).contains(s))?;
        Some(Self::Last(seconds))
    }

    /// With this range in place of the one the parameters had, on the first page.
    #[must_use]
    pub fn put_into(self, params: &Params) -> Params {
        let bare = params.without("range").without("from").without("to").without("page");
        match self {
            Self::Last(seconds) => bare.and("range", &brief(seconds)),
            Self::Between { from, to } => {
                bare.and("from", &from.to_string()).and("to", &to.to_string())
            }
        }
    }

    /// The instants it stands for.
    #[must_use]
    pub fn window(self, now: Timestamp) -> Window {
        match self {
            Self::Last(seconds) => Window { from: now - seconds, to: None },
            Self::Between { from, to } => Window { from, to: Some(to) },
        }
    }

    /// In words, instants as the zone's clocks show them: `last 24 hours`,
    /// `2026-11-19 14:00 to 16:00`.
    #[must_use]
    pub fn words(self, zone: Zone) -> String {
        match self {
            Self::Last(_) => format!("last {}", self.length()),
            Self::Between { from, to } => {
                let (from, to) = (zone.spaced(from), zone.spaced(to));
                let day = |text: &str| text.get(..10).unwrap_or_default().to_owned();
                let clock = |text: &str| text.get(11..16).unwrap_or_default().to_owned();
                if day(&from) == day(&to) {
                    format!("{} {} to {}", day(&from), clock(&from), clock(&to))
                } else {
                    format!("{} {} to {} {}", day(&from), clock(&from), day(&to), clock(&to))
                }
            }
        }
    }

    /// The span of the same length just before.
    #[must_use]
    pub fn before(self, now: Timestamp) -> Self {
        let from = self.window(now).from;
        Self::Between { from: from - self.seconds(), to: from }
    }

    /// Its length in words: `24 hours`.
    #[must_use]
    pub fn length(self) -> String {
        let (count, unit) = match self.seconds() {
            s if s.is_multiple_of(DAY) && s >= 3 * DAY => (s / DAY, "day"),
            s if s.is_multiple_of(HOUR) => (s / HOUR, "hour"),
            s if s.is_multiple_of(60) => (s / 60, "minute"),
            s => (s, "second"),
        };
        format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
    }

    /// Its length in seconds.
    #[must_use]
    pub fn seconds(self) -> u32 {
        match self {
            Self::Last(seconds) => seconds,
            Self::Between { from, to } => to.since(from),
        }
    }
}

/// The largest unit that divides the span: `90m`, `24h`, `7d`; days only from three on.
fn brief(seconds: u32) -> String {
    match seconds {
        s if s.is_multiple_of(DAY) && s >= 3 * DAY => format!("{}d", s / DAY),
        s if s.is_multiple_of(HOUR) => format!("{}h", s / HOUR),
        s => format!("{}m", s / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<Option<Range>, String> {
        Range::from_params(&Params::parse(query)).map_err(|error| error.field.to_owned())
    }

    #[test]
    fn addresses_carry_spans_and_instants() {
        assert_eq!(read("page=2"), Ok(None));
        assert_eq!(read("range=15m"), Ok(Some(Range::Last(900))));
        assert_eq!(read("range=2w"), Ok(Some(Range::Last(14 * DAY))));
        let from = Timestamp::parse("2026-11-19T14:00:00").unwrap();
        let to = Timestamp::parse("2026-11-19T16:00:00").unwrap();
        let both = Range::Between { from, to };
        assert_eq!(read("from=2026-11-19T14:00:00&to=2026-11-19 16:00:00"), Ok(Some(both)));
        for (query, field) in [
            ("range=soon", "range"),
            ("range=0h", "range"),
            ("range=99999d", "range"),
            ("range=é", "range"),
            ("from=yesterday&to=2026-11-19T16:00:00", "from"),
            ("from=2026-11-19T14:00:00", "to"),
            ("from=2026-11-19T14:00:00&to=2026-11-19T14:00:00", "to"),
            ("from=2020-11-19T14:00:00&to=2026-11-19T14:00:00", "to"),
        ] {
            assert_eq!(read(query), Err(field.to_owned()), "{query}");
        }
    }

    #[test]
    fn a_range_written_into_an_address_is_read_back() {
        let params = Params::parse("threat_level=HIGH&range=7d&page=9");
        for seconds in [900, HOUR, DAY, 2 * DAY, 3 * DAY, 30 * DAY, 90 * 60] {
            let next = Range::Last(seconds).put_into(&params);
            assert_eq!(Range::from_params(&next).unwrap(), Some(Range::Last(seconds)));
            assert_eq!((next.get("page"), next.get("threat_level")), (None, Some("HIGH")));
        }
    }

    #[test]
    fn words_say_what_is_meant() {
        let utc = Zone::default();
        assert_eq!(Range::Last(DAY).words(utc), "last 24 hours");
        assert_eq!(Range::Last(2 * HOUR).words(utc), "last 2 hours");
        let at = |text| Timestamp::parse(text).unwrap();
        let (from, to) = (at("2026-11-19T14:00:00"), at("2026-11-19T16:00:00"));
        let both = Range::Between { from, to };
        assert_eq!(both.words(utc), "2026-11-19 14:00 to 16:00");
        let kathmandu = Zone::parse("345");
        assert_eq!(both.words(kathmandu), "2026-11-19 19:45 to 21:45");
        let now = at("2026-11-19T20:00:00");
        assert_eq!(Range::typed("yesterday 19:45 to 21:45", now, kathmandu), Some(both));
        assert_eq!(Range::typed("2 hours", now, kathmandu), Some(Range::Last(2 * HOUR)));
        let before = Range::Between { from: from - 2 * HOUR, to: from };
        assert_eq!(both.before(Timestamp(0)), before);
        assert_eq!(Range::Last(2 * HOUR).before(to), before);
        assert_eq!(Range::Last(HOUR).words(utc), "last 1 hour");
    }
}
