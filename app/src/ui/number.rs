//! Numbers as text, without a locale: thin-space thousands, a unit in tiles, the whole in tables.

/// Separates thousands: U+202F, a narrow space that does not break.
const THIN_SPACE: char = '\u{202f}';

/// All digits, in groups of three: `1 204 007`.
#[must_use]
pub fn exact(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() * 2);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(THIN_SPACE);
        }
        text.push(digit);
    }
    text
}

/// Exact below 10 000, else three significant digits and a unit: `1.84 M`.
#[must_use]
pub fn compact(count: u64) -> String {
    if count < 10_000 {
        return exact(count);
    }
    let units = [(1e9, "G"), (1e6, "M"), (1e3, "k")];
    // Rounding may carry into the next unit: 999 999 is 1.00 M, not 1000 k.
    let (scale, unit) =
        units.into_iter().find(|(scale, _)| count as f64 >= scale * 0.9995).unwrap_or((1.0, ""));
    let scaled = count as f64 / scale;
    let decimals = if scaled >= 99.95 {
        0
    } else if scaled >= 9.995 {
        1
    } else {
        2
    };
    format!("{scaled:.decimals$}{THIN_SPACE}{unit}")
}

/// Points or scores: up to `decimals` places, no trailing zeros, a real minus sign.
#[must_use]
pub fn decimal(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "not a number".to_owned();
    }
    let text = format!("{:.decimals$}", value.abs());
    let text =
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if value < 0.0 && text != "0" { format!("−{text}") } else { text.to_owned() }
}

/// A share of a whole as whole per cent; `< 1 %` when it is something, but less than half; of
/// nothing there is no share.
#[must_use]
pub fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "none".to_owned();
    }
    let percent = part as f64 / whole as f64 * 100.0;
    if part > 0 && percent < 0.5 {
        return format!("<{THIN_SPACE}1{THIN_SPACE}%");
    }
    format!("{percent:.0}{THIN_SPACE}%")
}

/// How a count compares with the one before: an arrow and a percentage, or words.
#[must_use]
pub fn change(now: u64, before: u64) -> String {
    match (now, before) {
        (0, 0) => "as before".to_owned(),
        (_, 0) => "none before".to_owned(),
        _ if now == before => "as before".to_owned(),
        _ => {
            let arrow = if now > before { '▲' } else { '▼' };
            let percent = now.abs_diff(before) as f64 / before as f64 * 100.0;
            if percent > 999.0 {
                format!("{arrow} from {}", compact(before))
            } else {
                format!("{arrow} {}{THIN_SPACE}%", percent.round().max(1.0))
            }
        }
    }
}

/// The same as the beginning of a sentence that names the time before: `▲ 18 % against`.
#[must_use]
pub fn against(now: u64, before: u64) -> String {
    match (now, before) {
        (_, 0) if now > 0 => "none in".to_owned(),
        _ if now == before => "as in".to_owned(),
        _ => format!("{} against", change(now, before)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        text.replace(THIN_SPACE, "_")
    }

    #[test]
    fn thousands_are_grouped_from_the_right() {
        for (count, text) in [(0, "0"), (999, "999"), (1_000, "1_000"), (1_204_007, "1_204_007")] {
            assert_eq!(plain(&exact(count)), text);
        }
    }

    #[test]
    fn tiles_show_three_significant_digits() {
        for (count, text) in [
            (9_999, "9_999"),
            (10_000, "10.0_k"),
            (123_456, "123_k"),
            (999_400, "999_k"),
            (999_999, "1.00_M"),
            (1_840_000, "1.84_M"),
            (99_960_000, "100_M"),
            (u64::MAX, "18446744074_G"),
        ] {
            assert_eq!(plain(&compact(count)), text);
        }
    }

    #[test]
    fn decimals_lose_trailing_zeros_and_never_show_minus_zero() {
        for (value, text) in [
            (46.5, "46.5"),
            (20.0, "20"),
            (-0.004, "0"),
            (-1.5, "−1.5"),
            (f64::NAN, "not a number"),
        ] {
            assert_eq!(decimal(value, 2), text);
        }
    }

    #[test]
    fn a_small_share_is_not_called_nothing() {
        assert_eq!(plain(&share(1, 1_000)), "<_1_%");
        assert_eq!(plain(&share(0, 1_000)), "0_%");
        assert_eq!(share(0, 0), "none");
        assert_eq!(plain(&share(61, 100)), "61_%");
    }

    #[test]
    fn changes_are_short_and_never_divide_by_nothing() {
        assert_eq!(plain(&change(118, 100)), "▲ 18_%");
        assert_eq!(plain(&change(96, 100)), "▼ 4_%");
        assert_eq!(plain(&change(100_001, 100_000)), "▲ 1_%");
        assert_eq!(change(5, 0), "none before");
        assert_eq!(change(0, 0), "as before");
        assert_eq!(change(7, 7), "as before");
        assert_eq!(plain(&change(50_000, 3)), "▲ from 3");
    }
}
