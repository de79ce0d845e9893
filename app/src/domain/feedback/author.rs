//! What analysts call themselves: given once, kept in a cookie, stored as stated, checked by nobody.

/// Name of the cookie.
pub const COOKIE: &str = "analyst";
/// What stands for an analyst who did not say.
pub const UNKNOWN: &str = "unknown";
/// Characters a name may have.
pub const NAME_MAX: usize = 64;

/// The name in a text: one line, cut to [`NAME_MAX`] characters; `None` when nothing is left.
#[must_use]
pub fn name(text: &str) -> Option<String> {
    let visible: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words: Vec<&str> = visible.split_whitespace().collect();
    let cut: String = words.join(" ").chars().take(NAME_MAX).collect();
    let cut = cut.trim_end();
    (!cut.is_empty()).then(|| cut.to_owned())
}

/// The name as a cookie's value: percent-encoded bytes (RFC 3986 §2.1) but for letters and digits.
#[must_use]
pub fn to_cookie(name: &str) -> String {
    let mut value = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() {
            value.push(char::from(byte));
        } else {
            value.push_str(&format!("%{byte:02X}"));
        }
    }
    value
}

/// The name in a cookie's value; `None` when there is none in it.
#[must_use]
pub fn from_cookie(value: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = value.as_bytes();
    while let [first, after @ ..] = rest {
        let escaped = (*first == b'%').then(|| after.get(..2)).flatten();
        let escaped = escaped.and_then(|hex| std::str::from_utf8(hex).ok());
        match escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    name(&String::from_utf8_lossy(&bytes))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_is_one_short_line() {
        for (text, found) in [
            (" Ada  Lovelace\r\n", Some("Ada Lovelace")),
            ("\u{0}\t ", None),
            ("", None),
            ("a\nb", Some("a b")),
        ] {
            assert_eq!(name(text).as_deref(), found, "{text:?}");
        }
        assert_eq!(name(&"é".repeat(100)).map(|name| name.chars().count()), Some(NAME_MAX));
    }

    #[test]
    fn a_cookie_of_somebody_else_is_read_as_far_as_it_goes() {
        assert_eq!(from_cookie("100%"), Some("100%".to_owned()));
        assert_eq!(from_cookie("%zz%4"), Some("%zz%4".to_owned()));
        assert_eq!(from_cookie("%0A%00"), None);
    }

    proptest! {
        #[test]
        fn what_is_kept_is_what_is_found(text in ".*") {
            if let Some(name) = name(&text) {
                let cookie = to_cookie(&name);
                prop_assert!(cookie.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'%'));
                prop_assert_eq!(from_cookie(&cookie), Some(name));
            }
        }

        #[test]
        fn no_cookie_is_too_strange(value in ".*") {
            let found = from_cookie(&value);
            prop_assert!(found.is_none_or(|name| name.chars().count() <= NAME_MAX && !name.is_empty()));
        }
    }
}
