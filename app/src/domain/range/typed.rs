//! Spans of time as people write them.

use super::Range;
use crate::domain::time::{Civil, DAY, HOUR, Timestamp};

/// The range a text stands for, on the clock that shows `now`; `None` when it is none.
pub(super) fn parse(text: &str, now: Timestamp) -> Option<Range> {
    let text = text.trim().to_ascii_lowercase();
    if text.is_empty() {
        return None;
    }
    if let Some(span) = span(&text) {
        return Some(span);
    }
    let clock = Clock { now };
    let on = |day| clock.between(&text, day);
    // A time of day that is still to come was meant on the day before.
    let is_begun = |range: &Range| matches!(range, Range::Between { from, .. } if *from <= now);
    let (today, yesterday) = (clock.today(), clock.today() - 1);
    on(today).filter(is_begun).or_else(|| on(yesterday)).or_else(|| on(today))
}

fn between(from: Timestamp, to: Timestamp) -> Option<Range> {
    (to > from && to.since(from) <= super::LONGEST).then_some(Range::Between { from, to })
}

/// `15m`, `3 hours`, `last 7 days`.
fn span(text: &str) -> Option<Range> {
    let text = ["last ", "past "].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let number: u32 = if number.is_empty() { 1 } else { number.parse().ok()? };
    let unit = match unit.trim() {
        "m" | "min" | "minute" | "minutes" => 60,
        "h" | "hour" | "hours" => HOUR,
        "d" | "day" | "days" => DAY,
        "w" | "week" | "weeks" => 7 * DAY,
        _ => return None,
    };
    let seconds = number.checked_mul(unit).filter(|s| (60..=super::LONGEST).contains(s))?;
    Some(Range::Last(seconds))
}

/// The moment that `today` and `now` are seen from.
struct Clock {
    now: Timestamp,
}

impl Clock {
    fn today(&self) -> i64 {
        day_of(self.now)
    }

    /// What lies between the two ends of a text; `day` is the one meant when it names none.
    fn between(&self, text: &str, day: i64) -> Option<Range> {
        if let Some(start) = text.strip_prefix("since ") {
            return between(self.moment(start.trim(), day)?.0, self.now);
        }
        let parts = ["–", " to ", " until ", " - "].iter().find_map(|sign| text.split_once(sign));
        // After `2026-11-01T14:00` it may be a distance from UTC.
        let of_times = |(start, end): &(&str, &str)| {
            start.contains(':') && end.contains(':') && start.get(10..11) != Some("t")
        };
        let parts = parts.or_else(|| text.rsplit_once('-').filter(of_times));
        let Some((start, end)) = parts else {
            let (from, to) = self.moment(text, day)?;
            return between(from, to);
        };
        let (from, _) = self.moment(start.trim(), day)?;
        let end = end.trim();
        let until = |day| {
            let (first, last) = self.moment(end, day)?;
            between(from, if end.contains(':') { first } else { last })
        };
        // An end without a date is on the day of the start, or past the midnight after it.
        until(day_of(from)).or_else(|| until(day_of(from) + 1))
    }

    /// First second and the second after the last of a day, an hour or a minute; `day` is the one
    /// meant when the text names none.
    fn moment(&self, text: &str, day: i64) -> Option<(Timestamp, Timestamp)> {
        if text == "now" {
            return Some((self.now, self.now));
        }
        let (day, time) = self.day(text, day)?;
        let time = time.trim();
        if time.is_empty() {
            return Some((instant(day, 0)?, instant(day, DAY)?));
        }
        let (first, length) = time_of_day(time)?;
        Some((instant(day, first)?, instant(day, first + length)?))
    }

    /// The day a text begins with, and the rest of it.
    fn day<'a>(&self, text: &'a str, day: i64) -> Option<(i64, &'a str)> {
        for (word, back) in [("today", 0), ("yesterday", 1)] {
            if let Some(rest) = text.strip_prefix(word) {
                return Some((self.today() - back, rest));
            }
        }
        let Some(date) = text.get(..10).filter(|date| date.as_bytes()[4] == b'-') else {
            return Some((day, text));
        };
        let number = |from: usize, to: usize| date.get(from..to)?.parse::<u32>().ok();
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let midnight = Civil { year: i64::from(year), month, day, hour: 0, minute: 0, second: 0 };
        let at = Timestamp::from_civil(midnight)?;
        let time = text.get(10..).unwrap_or_default();
        Some((i64::from(at.0 / DAY), time.strip_prefix('t').unwrap_or(time)))
    }
}

/// Days since 1970.
fn day_of(at: Timestamp) -> i64 {
    i64::from(at.0 / DAY)
}

fn instant(day: i64, seconds: u32) -> Option<Timestamp> {
    u32::try_from(day * i64::from(DAY) + i64::from(seconds)).ok().map(Timestamp)
}

/// Seconds since midnight and the length of what is named: `14`, `14:00`, `14:00:30`.
fn time_of_day(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.splitn(3, ':').map(|part| part.parse::<u32>().ok());
    let hour = parts.next()??;
    let (minute, second) = (parts.next(), parts.next());
    let length = match (minute, second) {
        (None, _) => HOUR,
        (Some(_), None) => 60,
        _ => 1,
    };
    let (minute, second) = (minute.unwrap_or(Some(0))?, second.unwrap_or(Some(0))?);
    let is_time = hour < 24 && minute < 60 && second < 60;
    is_time.then_some((hour * HOUR + minute * 60 + second, length))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::zone::Zone;

    fn now() -> Timestamp {
        Timestamp::parse("2026-11-20T10:30:00").unwrap()
    }

    fn read(text: &str) -> String {
        parse(text, now()).map_or_else(|| "none".to_owned(), |range| range.words(Zone::default()))
    }

    #[test]
    fn people_are_understood() {
        for (text, words) in [
            ("15m", "last 15 minutes"),
            ("Last 3 hours", "last 3 hours"),
            ("hour", "last 1 hour"),
            ("7 days", "last 7 days"),
            ("today", "2026-11-20 00:00 to 2026-11-21 00:00"),
            ("yesterday", "2026-11-19 00:00 to 2026-11-20 00:00"),
            ("yesterday 14:00 to 16:00", "2026-11-19 14:00 to 16:00"),
            ("yesterday 14:00 – today 09:15", "2026-11-19 14:00 to 2026-11-20 09:15"),
            ("9 to 10", "2026-11-20 09:00 to 11:00"),
            ("09:05", "2026-11-20 09:05 to 09:06"),
            ("2026-11-01", "2026-11-01 00:00 to 2026-11-02 00:00"),
            ("2026-11-01T14:00 until 2026-11-02T02:00", "2026-11-01 14:00 to 2026-11-02 02:00"),
            ("since 09:00", "2026-11-20 09:00 to 10:30"),
            ("since 14:00", "2026-11-19 14:00 to 2026-11-20 10:30"),
            ("14:00 to 16:00", "2026-11-19 14:00 to 16:00"),
            ("14:05", "2026-11-19 14:05 to 14:06"),
            ("08:00-09:30", "2026-11-20 08:00 to 09:30"),
            ("2026-11-01 14:00-16:00", "2026-11-01 14:00 to 16:00"),
            ("2026-11-01 14:00", "2026-11-01 14:00 to 14:01"),
            ("22:00 to 02:00", "2026-11-19 22:00 to 2026-11-20 02:00"),
            ("yesterday 22:00 to 02:00", "2026-11-19 22:00 to 2026-11-20 02:00"),
            ("today 14:00 to 16:00", "2026-11-20 14:00 to 16:00"),
        ] {
            assert_eq!(read(text), words, "{text}");
        }
    }

    #[test]
    fn nonsense_is_not_a_range() {
        for text in [
            "",
            "soon",
            "25:00",
            "2026-02-30",
            "2026-11-02 to 2026-11-01",
            "2026-11-01T14:00:00-05:00",
            "0 hours",
            "é",
            "2020-01-01 to 2026-01-01",
        ] {
            assert_eq!(read(text), "none", "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_range_or_none(text in ".{0,40}") {
            if let Some(Range::Between { from, to }) = parse(&text, now()) {
                prop_assert!(from < to);
            }
        }
    }
}
