//! Bytes of a log as text, with nothing lost: what is not UTF-8 stays readable as `\xHH`.

use std::fmt::Write as _;

/// The bytes as text; bytes that are not UTF-8 become `\xHH`.
#[must_use]
pub fn lossless(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a String cannot fail.
            let _ = write!(text, "\\x{byte:02X}");
        }
    }
    text
}

/// Undoes the escapes of Apache and nginx (`\"`, `\\`, `\xHH`, `\t`).
///
/// Text whose escapes stand for control characters or for bytes that are not
/// UTF-8 (a TLS handshake sent to a clear-text port) is returned as logged.
#[must_use]
pub fn unescape(bytes: &[u8]) -> String {
    if !bytes.contains(&b'\\') {
        return lossless(bytes);
    }
    match unescaped_bytes(bytes).map(String::from_utf8) {
        Some(Ok(text)) if !text.chars().any(char::is_control) => text,
        _ => lossless(bytes),
    }
}

fn unescaped_bytes(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [first, tail @ ..] = rest {
        if *first != b'\\' {
            plain.push(*first);
            rest = tail;
            continue;
        }
        match tail {
            [c @ (b'"' | b'\\'), after @ ..] => {
                plain.push(*c);
                rest = after;
            }
            [b'x', high, low, after @ ..] => {
                plain.push(hex(*high)? << 4 | hex(*low)?);
                rest = after;
            }
            _ => return None,
        }
    }
    Some(plain)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

/// The text of `bytes`, empty when the log has `-` for "nothing".
#[must_use]
pub fn or_nothing(bytes: &[u8]) -> String {
    if bytes == b"-" { String::new() } else { unescape(bytes) }
}

/// Path and query of a request target, split at the first question mark.
#[must_use]
pub fn split_target(target: &str) -> (&str, &str) {
    target.split_once('?').unwrap_or((target, ""))
}

/// `HTTP/1.1` as `1.1`, `HTTP/2.0` as `2`; text that names no version stays as it is.
#[must_use]
pub fn http_version(protocol: &str) -> &str {
    match protocol.strip_prefix("HTTP/").unwrap_or(protocol) {
        "2.0" => "2",
        "3.0" => "3",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone_only_when_the_result_is_readable() {
        for (logged, read) in [
            (&br#"a \"b\" \\ c"#[..], r#"a "b" \ c"#),
            (br"\x22quoted\x22", "\"quoted\""),
            (br"\xD0\x9F\xD1\x80", "Пр"),
            (br"\x16\x03\x01", r"\x16\x03\x01"),
            (br"\xFF\xFE", r"\xFF\xFE"),
            (br"\u0041 ends in \", r"\u0041 ends in \"),
            (b"raw \xFF byte", r"raw \xFF byte"),
        ] {
            assert_eq!(unescape(logged), read);
        }
    }
}
