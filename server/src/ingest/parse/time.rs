//! The spellings of an instant in logs, as milliseconds since 1970 (UTC).

use app::domain::time::{Civil, Timestamp};

const MONTHS: [&[u8; 3]; 12] = [
    b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec",
];

/// Parses `17/May/2015:10:05:03 +0000` (Apache's `%t`, nginx's `$time_local`).
#[must_use]
pub fn common_log(text: &[u8]) -> Option<u64> {
    let (stamp, offset) = text.split_at_checked(20)?;
    let shape_holds = stamp[2] == b'/'
        && stamp[6] == b'/'
        && stamp[11] == b':'
        && stamp[14] == b':'
        && stamp[17] == b':';
    if !shape_holds {
        return None;
    }
    let month = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(&stamp[3..6]))?;
    let seconds = at_offset(
        Civil {
            year: i64::from(digits(&stamp[7..11])?),
            month: u32::try_from(month).ok()? + 1,
            day: digits(&stamp[..2])?,
            hour: digits(&stamp[12..14])?,
            minute: digits(&stamp[15..17])?,
            second: digits(&stamp[18..20])?,
        },
        zone(offset.strip_prefix(b" ")?)?,
    )?;
    Some(u64::from(seconds) * 1_000)
}

/// Parses `2026-11-20T04:32:02.533101+0000`: RFC 3339, also with a blank for `T`,
/// an offset without colon, or none (UTC).
#[must_use]
pub fn iso(text: &[u8]) -> Option<u64> {
    let (stamp, rest) = text.split_at_checked(19)?;
    let shape_holds = stamp[4] == b'-'
        && stamp[7] == b'-'
        && matches!(stamp[10], b'T' | b't' | b' ')
        && stamp[13] == b':'
        && stamp[16] == b':';
    if !shape_holds {
        return None;
    }
    let (millis, rest) = fraction(rest)?;
    let seconds = at_offset(
        Civil {
            year: i64::from(digits(&stamp[..4])?),
            month: digits(&stamp[5..7])?,
            day: digits(&stamp[8..10])?,
            hour: digits(&stamp[11..13])?,
            minute: digits(&stamp[14..16])?,
            second: digits(&stamp[17..19])?,
        },
        zone(rest)?,
    )?;
    Some(u64::from(seconds) * 1_000 + millis)
}

/// Reads a number as seconds, milliseconds, microseconds or nanoseconds since 1970, by its size.
#[must_use]
pub fn epoch(number: u64) -> Option<u64> {
    let millis = match number {
        0..=4_294_967_295 => number * 1_000,
        4_294_967_296..100_000_000_000_000 => number,
        100_000_000_000_000..100_000_000_000_000_000 => number / 1_000,
        _ => number / 1_000_000,
    };
    (millis / 1_000 <= u64::from(u32::MAX)).then_some(millis)
}

fn digits(text: &[u8]) -> Option<u32> {
    text.iter().try_fold(0_u32, |sum, byte| {
        byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0'))
    })
}

/// Milliseconds of `.533101`, and what follows.
fn fraction(text: &[u8]) -> Option<(u64, &[u8])> {
    let Some(tail) = text.strip_prefix(b".").or_else(|| text.strip_prefix(b",")) else {
        return Some((0, text));
    };
    let n_digits = tail.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if n_digits == 0 {
        return None;
    }
    let millis = (0..3).fold(0, |sum, place| {
        sum * 10 + tail[..n_digits].get(place).map_or(0, |byte| u64::from(byte - b'0'))
    });
    Some((millis, &tail[n_digits..]))
}

/// Seconds east of UTC of `+0200`, `+02:00`, `+02`, `Z` or nothing.
fn zone(text: &[u8]) -> Option<i64> {
    let (sign, rest) = match text {
        [] | [b'Z' | b'z'] => return Some(0),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = match rest.len() {
        2 => (digits(rest)?, 0),
        4 => (digits(&rest[..2])?, digits(&rest[2..])?),
        5 if rest[2] == b':' => (digits(&rest[..2])?, digits(&rest[3..])?),
        _ => return None,
    };
    (hours <= 18 && minutes < 60).then(|| sign * i64::from(hours * 3_600 + minutes * 60))
}

fn at_offset(mut civil: Civil, east_seconds: i64) -> Option<u32> {
    // A leap second has no second of its own in Unix time.
    civil.second = if civil.second == 60 { 59 } else { civil.second };
    let local = i64::from(Timestamp::from_civil(civil)?.0);
    u32::try_from(local - east_seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn access_log_times_respect_their_offset() {
        for (text, seconds) in [
            (&b"17/May/2015:10:05:03 +0000"[..], 1_431_857_103),
            (b"05/Mar/2021:09:01:38 +0100", 1_614_931_298),
            (b"29/Jul/2023:10:26:06 -0700", 1_690_651_566),
            (b"29/Feb/2000:12:34:56 +0530", 951_807_896),
        ] {
            assert_eq!(common_log(text), Some(seconds * 1_000));
        }
        for text in ["17/Mai/2015:10:05:03 +0000", "31/Feb/2015:10:05:03 +0000", "17/May/2015", ""]
        {
            assert_eq!(common_log(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn iso_times_keep_their_milliseconds() {
        for (text, millis) in [
            ("2022-07-10T23:50:05.533101+0000", 1_657_497_005_533),
            ("2022-07-10T23:50:05Z", 1_657_497_005_000),
            ("2022-07-10 23:50:05", 1_657_497_005_000),
            ("2022-07-10T23:50:05.5-01:00", 1_657_500_605_500),
            ("2016-12-31T23:59:60Z", 1_483_228_799_000),
        ] {
            assert_eq!(iso(text.as_bytes()), Some(millis), "{text}");
        }
        for text in ["2022-07-10T23:50:05.", "2022-13-10T23:50:05", "1969-12-31T23:59:59Z", "now"] {
            assert_eq!(iso(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_read_in_the_unit_their_size_tells() {
        let millis = 1_775_662_123_456;
        for number in [millis, millis * 1_000 + 7, millis * 1_000_000 + 789] {
            assert_eq!(epoch(number), Some(millis));
        }
        assert_eq!(epoch(1_775_662_123), Some(1_775_662_123_000));
        assert_eq!(epoch(u64::MAX), None);
    }
}
