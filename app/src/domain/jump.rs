//! Where a text typed into the search leads.

use super::ip::Ip;
use super::ja4::Ja4;
use super::net::Net;
use super::params::Params;
use super::pasted::{place, refanged};

/// Pages by the words people type for them.
const PAGES: [(&str, &str); 19] = [
    ("overview", "/"),
    ("home", "/"),
    ("detections", "/detections"),
    ("traffic", "/traffic"),
    ("requests", "/traffic"),
    ("scores", "/scores"),
    ("classification", "/classification"),
    ("campaigns", "/campaigns"),
    ("features", "/features"),
    ("models", "/models"),
    ("behaviour", "/behavior"),
    ("behavior", "/behavior"),
    ("fingerprints", "/fingerprints"),
    ("browsers", "/browsers"),
    ("geo", "/geo"),
    ("heat map", "/heatmap"),
    ("help", "/help"),
    ("json interface", "/help/api"),
    ("api", "/help/api"),
];

/// What a text typed into the search was taken for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found {
    /// One thing with a page of its own: the address of the page.
    Page(String),
    /// What several lists can be asked for.
    Ways(Ways),
}

/// A text that several lists can be asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ways {
    /// What it was taken for: `a host`.
    pub taken_for: &'static str,
    /// The text as it is looked for.
    pub text: String,
    /// The lists that can be asked, the most usual first.
    pub ways: Vec<Way>,
}

/// A list that can be asked for a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Way {
    /// Name of the list.
    pub list: &'static str,
    /// What it then shows.
    pub shows: &'static str,
    /// Its address.
    pub href: String,
}

/// What a text names: an address, a JA4 or a page of ours; else a block of addresses, an ASN, a
/// path, a host or a part of one; `None` for no text. Of a URL, and of an address or a host with a
/// port, as logs write them, it is the address or the host.
#[must_use]
pub fn read(text: &str) -> Option<Found> {
    let text = text.trim();
    let plain = refanged(text);
    // A path is what it is, whatever stands in it.
    let text = if text.starts_with('/') { text } else { place(&plain) };
    if text.is_empty() {
        return None;
    }
    if let Ok(ip) = text.parse::<Ip>() {
        return Some(Found::Page(format!("/ip/{ip}")));
    }
    if Ja4::parse(text).is_some() {
        return Some(Found::Page(format!("/ja4/{text}")));
    }
    let lower = text.to_ascii_lowercase();
    if let Some((_, path)) = PAGES.iter().find(|(word, _)| *word == lower) {
        return Some(Found::Page((*path).to_owned()));
    }
    Some(Found::Ways(ways(text, &lower)))
}

/// The field of a list that can be asked for a text, and what the list then shows.
type Question = (&'static str, &'static str, &'static str);

const BLOCK: [Question; 3] = [
    ("/detections", "search", "detected sessions of the addresses in it"),
    ("/scores", "search", "all scored sessions of the addresses in it"),
    ("/traffic", "search", "requests of the addresses in it"),
];

const ASN: [Question; 2] = [
    ("/detections", "asn_number", "detected sessions from this network"),
    ("/scores", "asn_number", "all scored sessions from this network"),
];

const PATH: [Question; 1] = [("/traffic", "path", "requests for exactly this path")];

const HOST: [Question; 4] = [
    ("/detections", "search", "detected sessions with hosts that contain it"),
    ("/detections", "host", "detected sessions with exactly this host"),
    ("/scores", "search", "all scored sessions with hosts that contain it"),
    ("/traffic", "host", "requests to hosts that contain it"),
];

const PART: [Question; 5] = [
    ("/detections", "search", "detected sessions with addresses or hosts that contain it"),
    ("/scores", "search", "all scored sessions with addresses or hosts that contain it"),
    ("/traffic", "search", "requests with addresses or hosts that contain it"),
    ("/detections", "bot_name", "detected sessions of the bot of exactly this name"),
    ("/scores", "browser_family", "all scored sessions of exactly this browser"),
];

fn ways(text: &str, lower: &str) -> Ways {
    let asked = |taken_for, text: &str, questions: &[Question]| Ways {
        taken_for,
        text: text.to_owned(),
        ways: questions
            .iter()
            .map(|(path, field, shows)| Way {
                list: match *path {
                    "/scores" => "Scores",
                    "/traffic" => "Traffic",
                    _ => "Detections",
                },
                shows,
                href: Params::default().and(field, text).href(path),
            })
            .collect(),
    };
    if let Ok(net) = text.parse::<Net>() {
        return asked("a block of addresses", &net.to_string(), &BLOCK);
    }
    if let Some(number) = lower.strip_prefix("as").filter(|rest| rest.parse::<u32>().is_ok()) {
        return asked("the number of a network (ASN)", number, &ASN);
    }
    if text.starts_with('/') {
        return asked("a path", text, &PATH);
    }
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let is_host = lower.split('.').all(is_label)
        && lower
            .rsplit_once('.')
            .is_some_and(|(_, top)| top.bytes().any(|b| b.is_ascii_alphabetic()));
    // Bots and browsers have names with letters.
    let is_word = lower.bytes().any(|b| b.is_ascii_alphabetic());
    match (is_host, is_word) {
        (true, _) => asked("a host", text, &HOST),
        (false, true) => asked("a part of an address or a host", text, &PART),
        (false, false) => asked("a part of an address or a host", text, &PART[..3]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_page_is_found_at_once() {
        for (text, path) in [
            (" 203.0.113.7 ", "/ip/203.0.113.7"),
            ("::ffff:203.0.113.7", "/ip/203.0.113.7"),
            ("2001:DB8::7", "/ip/2001:db8::7"),
            ("t13d1516h2_8daaf6152771_b186095e22b6", "/ja4/t13d1516h2_8daaf6152771_b186095e22b6"),
            ("Heat map", "/heatmap"),
            ("203.0.113.7:443", "/ip/203.0.113.7"),
            ("203[.]0[.]113[.]7", "/ip/203.0.113.7"),
            ("https://203.0.113.7:8443/login?next=/", "/ip/203.0.113.7"),
        ] {
            assert_eq!(read(text), Some(Found::Page(path.to_owned())), "{text}");
        }
        assert_eq!(read("  "), None);
    }

    #[test]
    fn anything_else_is_said_what_it_was_taken_for() {
        for (text, taken_for, first) in [
            ("203.0.113.7/24", "a block of addresses", "/detections?search=203.0.113.0%2F24"),
            ("AS64500", "the number of a network (ASN)", "/detections?asn_number=64500"),
            ("/wp-login.php", "a path", "/traffic?path=%2Fwp-login.php"),
            ("/a[.]b_(c)", "a path", "/traffic?path=%2Fa%5B.%5Db_%28c%29"),
            (
                "/proxy/https://x.example/",
                "a path",
                "/traffic?path=%2Fproxy%2Fhttps:%2F%2Fx.example%2F",
            ),
            ("login.example.com", "a host", "/detections?search=login.example.com"),
            ("login.example.com:443", "a host", "/detections?search=login.example.com"),
            ("203.0.113.", "a part of an address or a host", "/detections?search=203.0.113."),
            ("203.0.113", "a part of an address or a host", "/detections?search=203.0.113"),
            ("as a host", "a part of an address or a host", "/detections?search=as%20a%20host"),
        ] {
            let Some(Found::Ways(found)) = read(text) else { panic!("{text}") };
            assert_eq!(
                (found.taken_for, found.ways[0].href.as_str()),
                (taken_for, first),
                "{text}"
            );
        }
    }
}
