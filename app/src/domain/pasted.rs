//! Addresses and hosts as people paste them: out of logs, URLs, tables and reports.

use std::borrow::Cow;

/// The text with the dots and schemes back that reports take away so that nobody follows a link:
/// `hxxp://www[.]example(.)com`.
#[must_use]
pub fn refanged(text: &str) -> Cow<'_, str> {
    const MARKS: [(&str, &str); 5] =
        [("[.]", "."), ("(.)", "."), ("[dot]", "."), ("[:]", ":"), ("[://]", "://")];
    let mut text = Cow::Borrowed(text);
    for (mark, plain) in MARKS {
        if text.contains(mark) {
            text = Cow::Owned(text.replace(mark, plain));
        }
    }
    match text.get(..4) {
        Some(start) if start.eq_ignore_ascii_case("hxxp") => {
            Cow::Owned(format!("http{}", text.get(4..).unwrap_or_default()))
        }
        _ => text,
    }
}

/// The address or the host of a URL or of `host:port` (RFC 3986 §3.2), without a pair of quotes or
/// brackets around it; any other text as it is.
#[must_use]
pub fn place(text: &str) -> &str {
    const PAIRS: [(char, char); 4] = [('"', '"'), ('\'', '\''), ('`', '`'), ('(', ')')];
    let within = |(open, close)| text.strip_prefix(open)?.strip_suffix(close);
    let text = PAIRS.into_iter().find_map(within).unwrap_or(text);
    let authority = text.split_once("://").map_or(text, |(_, rest)| {
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        authority.rsplit_once('@').map_or(authority, |(_, host)| host)
    });
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit());
    let bare = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((ip, "")) => ip,
        Some((ip, port)) if port.strip_prefix(':').is_some_and(is_port) => ip,
        // Without a dot it is a part of an IPv6 address.
        _ => match authority.split_once(':') {
            Some((host, port)) if is_port(port) && host.contains('.') => host,
            _ => authority,
        },
    };
    if bare.is_empty() { text } else { bare }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_pasted_is_found_in_its_wrapping() {
        for (text, found) in [
            ("203.0.113.7", "203.0.113.7"),
            ("203.0.113.7:443", "203.0.113.7"),
            ("\"203.0.113.7\"", "203.0.113.7"),
            ("(203.0.113.7)", "203.0.113.7"),
            ("203[.]0[.]113[.]7", "203.0.113.7"),
            ("203.0.113.0/24", "203.0.113.0/24"),
            ("[2001:db8::7]:443", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("2001[:]db8::7", "2001:db8::7"),
            ("2001:db8::7", "2001:db8::7"),
            ("2001:88", "2001:88"),
            ("https://203.0.113.7:8443/login?next=/", "203.0.113.7"),
            ("https://me:secret@www.example.com#x", "www.example.com"),
            ("hXXps://login[.]example[dot]com/login", "login.example.com"),
            ("https://", "https://"),
            ("[x]y", "[x]y"),
            ("\"\"", ""),
            ("\"", "\""),
            ("Foo (mobile)", "Foo (mobile)"),
            ("", ""),
        ] {
            assert_eq!(place(&refanged(text)), found, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_can_be_pasted(text in ".{0,40}") {
            let whole = refanged(&text);
            prop_assert!(whole.contains(place(&whole)));
        }
    }
}
