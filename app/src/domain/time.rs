//! Instants and spans in UTC, without a clock: whoever needs "now" is given it.

use std::fmt;
use std::ops::Sub;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Seconds since 1970-01-01 00:00:00 UTC, as in a ClickHouse `DateTime` (until 2106).
///
/// Text formats show `2026-11-20T04:32:02`; binary formats carry the `u32`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Timestamp(pub u32);

/// Seconds in an hour.
pub const HOUR: u32 = 3_600;
/// Seconds in a day.
pub const DAY: u32 = 86_400;

/// A calendar date and time of day in UTC.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Civil {
    /// Year, such as 2026.
    pub year: i64,
    /// Month, 1 to 12.
    pub month: u32,
    /// Day of the month, 1 to 31.
    pub day: u32,
    /// Hour, 0 to 23.
    pub hour: u32,
    /// Minute, 0 to 59.
    pub minute: u32,
    /// Second, 0 to 59.
    pub second: u32,
}

impl Timestamp {
    /// The calendar form (proleptic Gregorian, UTC).
    #[must_use]
    pub fn civil(self) -> Civil {
        let (days, rest) = (i64::from(self.0 / DAY), self.0 % DAY);
        // Days to civil date by 400-year eras that start on 1 March, so that
        // the leap day is the last of its year.
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_index = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_index + 2) / 5 + 1;
        let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Civil {
            year,
            month: month as u32,
            day: day as u32,
            hour: rest / HOUR,
            minute: rest % HOUR / 60,
            second: rest % 60,
        }
    }

    /// The instant of a calendar form; `None` outside 1970–2106 or for a date that does not exist.
    #[must_use]
    pub fn from_civil(c: Civil) -> Option<Self> {
        let in_range = (1..=12).contains(&c.month)
            && (1..=31).contains(&c.day)
            && c.hour < 24
            && c.minute < 60
            && c.second < 60;
        if !in_range {
            return None;
        }
        let year = c.year - i64::from(c.month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let month_index = i64::from(if c.month > 2 { c.month - 3 } else { c.month + 9 });
        let day_of_year = (153 * month_index + 2) / 5 + i64::from(c.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * 146_097 + day_of_era - 719_468;
        let seconds = days * i64::from(DAY) + i64::from(c.hour * HOUR + c.minute * 60 + c.second);
        let at = Self(u32::try_from(seconds).ok()?);
        (at.civil() == c).then_some(at)
    }

    /// Parses `2026-11-20T04:32:02` or the same with a blank between date and time.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 19 || !matches!(bytes[10], b'T' | b' ') {
            return None;
        }
        let shape_holds =
            bytes[4] == b'-' && bytes[7] == b'-' && bytes[13] == b':' && bytes[16] == b':';
        let number = |from: usize, to: usize| -> Option<u32> {
            bytes[from..to].iter().try_fold(0_u32, |sum, b| {
                b.is_ascii_digit().then(|| sum * 10 + u32::from(b - b'0'))
            })
        };
        if !shape_holds {
            return None;
        }
        Self::from_civil(Civil {
            year: i64::from(number(0, 4)?),
            month: number(5, 7)?,
            day: number(8, 10)?,
            hour: number(11, 13)?,
            minute: number(14, 16)?,
            second: number(17, 19)?,
        })
    }

    /// The start of the hour this instant lies in.
    #[must_use]
    pub fn start_of_hour(self) -> Self {
        Self(self.0 - self.0 % HOUR)
    }

    /// `2026-11-20 04:32:02`, the text Python's `str(datetime)` gives, which some answers of the seeds use.
    #[must_use]
    pub fn spaced(self) -> String {
        let c = self.civil();
        format!(
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
            c.year, c.month, c.day, c.hour, c.minute, c.second
        )
    }

    /// `04:32`, the time of day.
    #[must_use]
    pub fn clock(self) -> String {
        let c = self.civil();
        format!("{:02}:{:02}", c.hour, c.minute)
    }

    /// Seconds from `earlier` to this instant, 0 when it is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> u32 {
        self.0.saturating_sub(earlier.0)
    }

    /// How long ago this was at `now`: `now`, `40 s`, `12 min`, `3 h`, `5 d`.
    #[must_use]
    pub fn ago(self, now: Self) -> String {
        match now.since(self) {
            0 => "now".to_owned(),
            s @ 1..60 => format!("{s} s"),
            s @ 60..HOUR => format!("{} min", s / 60),
            s @ HOUR..172_800 => format!("{} h", s / HOUR),
            s => format!("{} d", s / DAY),
        }
    }
}

impl Sub<u32> for Timestamp {
    type Output = Self;

    /// The instant so many seconds earlier, not before 1970.
    fn sub(self, seconds: u32) -> Self {
        Self(self.0.saturating_sub(seconds))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.spaced().replacen(' ', "T", 1))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_u32(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a UTC date and time"))
        } else {
            u32::deserialize(deserializer).map(Self)
        }
    }
}

/// Serde form with a blank between date and time: `2026-11-20 04:32:02`.
pub mod spaced {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Timestamp;

    /// Writes the spaced text in text formats, the `u32` in binary ones.
    pub fn serialize<S: Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(&at.spaced())
        } else {
            serializer.serialize_u32(at.0)
        }
    }

    /// Reads what [`serialize`] writes.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        Timestamp::deserialize(deserializer)
    }
}

/// The same as [`spaced`] for an instant that may be unknown.
pub mod spaced_option {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Timestamp;

    /// Writes the spaced text, or null.
    pub fn serialize<S: Serializer>(
        at: &Option<Timestamp>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match at {
            Some(at) if serializer.is_human_readable() => serializer.serialize_some(&at.spaced()),
            Some(at) => serializer.serialize_some(&at.0),
            None => serializer.serialize_none(),
        }
    }

    /// Reads what [`serialize`] writes.
    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Timestamp>, D::Error> {
        Option::<Timestamp>::deserialize(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calendar_and_seconds_agree_on_every_day_until_2106() {
        for day in 0..=(u32::MAX / DAY) {
            let at = Timestamp(day * DAY);
            assert_eq!(Timestamp::from_civil(at.civil()), Some(at));
        }
    }

    #[test]
    fn known_instants() {
        assert_eq!(Timestamp(0).to_string(), "1970-01-01T00:00:00");
        assert_eq!(Timestamp(951_827_696).to_string(), "2000-02-29T12:34:56");
        assert_eq!(Timestamp::parse("2000-02-29 12:34:56"), Some(Timestamp(951_827_696)));
        assert_eq!(Timestamp::parse("2001-02-29 12:34:56"), None);
        assert_eq!(Timestamp::parse("2001-02-28 24:00:00"), None);
        assert_eq!(Timestamp::parse("2001-02-28x00:00:00"), None);
    }

    #[test]
    fn ages_read_in_one_unit() {
        let now = Timestamp(1_000_000);
        assert_eq!((now - 40).ago(now), "40 s");
        assert_eq!((now - 7_300).ago(now), "2 h");
        assert_eq!((now - 900_000).ago(now), "10 d");
    }
}
