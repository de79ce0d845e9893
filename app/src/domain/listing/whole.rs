//! Whole numbers among the parameters, as the old dashboard's framework reads them.

use crate::domain::invalid::{Invalid, Rule, refused};
use crate::domain::params::Params;

/// A whole number within bounds, both included; the default when it is absent.
pub(super) fn whole(
    params: &Params,
    name: &'static str,
    default: i64,
    (least, most): (i64, i64),
) -> Result<i64, Invalid> {
    let Some(text) = params.get(name) else { return Ok(default) };
    let number = number(text).ok_or_else(|| refused(name, Rule::Integer, text))?;
    if number < least {
        return Err(refused(name, Rule::AtLeast(least), text));
    }
    if number > most {
        return Err(refused(name, Rule::AtMost(most), text));
    }
    Ok(number)
}

/// Reads ` +1_000.0 ` as 1000; what is too long becomes the largest or smallest number.
fn number(text: &str) -> Option<i64> {
    let text = text.trim();
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (groups, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let is_number = |group: &str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit());
    let is_whole = !fraction.is_empty() && fraction.bytes().all(|b| b == b'0');
    if !is_whole || !groups.split('_').all(is_number) {
        return None;
    }
    let sign = if text.starts_with('-') { "-" } else { "" };
    let limit = if sign.is_empty() { i64::MAX } else { i64::MIN };
    Some(format!("{sign}{}", groups.replace('_', "")).parse().unwrap_or(limit))
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_read_as_the_framework_does() {
        for (text, read) in [
            ("7", 7),
            (" +7 ", 7),
            ("\u{2003}007", 7),
            ("1.0", 1),
            ("01_000.000", 1_000),
            ("-0.0", 0),
            ("-1_0", -10),
            ("99999999999999999999.0", i64::MAX),
            ("-99999999999999999999", i64::MIN),
        ] {
            assert_eq!(number(text), Some(read), "{text}");
        }
        for text in [
            "",
            " ",
            "+",
            "-",
            "+-1",
            "++1",
            "--1",
            "- 1",
            "1.",
            ".0",
            "1.5",
            "1.0_0",
            "1.0.0",
            "_1",
            "1_",
            "1__0",
            "1e2",
            "0x1",
            "1,0",
            "1 0",
            "１",
            "\u{feff}1",
            "1\0",
            "nan",
            "true",
        ] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
