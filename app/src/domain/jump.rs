//! Where a text typed into the search leads.

use super::ip::Ip;
use super::ja4::Ja4;
use super::net::Net;
use super::params::Params;

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

/// The address of what a text names: an IP, a block of them, a JA4, an ASN, a page, a host, or
/// any part of an address or host; `None` for no text.
#[must_use]
pub fn target(text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    if let Ok(ip) = text.parse::<Ip>() {
        return Some(format!("/ip/{ip}"));
    }
    let list = |name: &str, value: &str| Params::default().and(name, value).href("/detections");
    if let Ok(net) = text.parse::<Net>() {
        return Some(list("search", &net.to_string()));
    }
    if Ja4::parse(text).is_some() {
        return Some(format!("/ja4/{text}"));
    }
    let lower = text.to_ascii_lowercase();
    if let Some((_, path)) = PAGES.iter().find(|(word, _)| *word == lower) {
        return Some((*path).to_owned());
    }
    let number = lower.strip_prefix("as").filter(|rest| rest.parse::<u32>().is_ok());
    if let Some(number) = number {
        return Some(list("asn_number", number));
    }
    Some(list("search", text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_found() {
        for (text, path) in [
            (" 203.0.113.7 ", "/ip/203.0.113.7"),
            ("::ffff:203.0.113.7", "/ip/203.0.113.7"),
            ("2001:DB8::7", "/ip/2001:db8::7"),
            ("203.0.113.7/24", "/detections?search=203.0.113.0%2F24"),
            ("t13d1516h2_8daaf6152771_b186095e22b6", "/ja4/t13d1516h2_8daaf6152771_b186095e22b6"),
            ("Heat map", "/heatmap"),
            ("AS64500", "/detections?asn_number=64500"),
            ("login.example.com", "/detections?search=login.example.com"),
            ("as a host", "/detections?search=as%20a%20host"),
        ] {
            assert_eq!(target(text).as_deref(), Some(path), "{text}");
        }
        assert_eq!(target("  "), None);
    }
}
