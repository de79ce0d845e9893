//! Which format a file has, from its first bytes.

use serde::{Deserialize, Serialize};

use super::json::{Value, with_line};
use super::{combined, platform};

/// A format that was recognised.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Detected {
    /// Correlated JSON of ja4-platform.
    Platform,
    /// Suricata EVE.
    Eve,
    /// Apache or nginx access log.
    Combined,
    /// A pcap or pcapng capture.
    Pcap,
}

impl Detected {
    /// The name that the command line and the counters use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Platform => "platform",
            Self::Eve => "eve",
            Self::Combined => "combined",
            Self::Pcap => "pcap",
        }
    }
}

/// First bytes of pcap in either byte order with micro- or nanoseconds, and of pcapng.
const CAPTURE_MAGICS: [[u8; 4]; 5] = [
    [0xD4, 0xC3, 0xB2, 0xA1],
    [0xA1, 0xB2, 0xC3, 0xD4],
    [0x4D, 0x3C, 0xB2, 0xA1],
    [0xA1, 0xB2, 0x3C, 0x4D],
    [0x0A, 0x0D, 0x0D, 0x0A],
];

/// Lines that are looked at before the first character of the first one decides.
const MAX_LINES: usize = 32;

/// Names the format of a file that starts with `head` (decompressed), or `None` for an empty one.
#[must_use]
pub fn detect(head: &[u8]) -> Option<Detected> {
    if CAPTURE_MAGICS.iter().any(|magic| head.starts_with(magic)) {
        return Some(Detected::Pcap);
    }
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let mut lines =
        head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let first = lines.clone().next()?;
    // The first line of a rotated or cut file may be half a line.
    let recognised = lines.by_ref().take(MAX_LINES).find_map(line_format);
    Some(recognised.unwrap_or(if first.starts_with(b"{") {
        if contains(first, b"\"event_type\"") { Detected::Eve } else { Detected::Platform }
    } else {
        Detected::Combined
    }))
}

fn line_format(line: &[u8]) -> Option<Detected> {
    if !line.starts_with(b"{") {
        return combined::parse(line).ok().map(|_| Detected::Combined);
    }
    if event_type(line) {
        return Some(Detected::Eve);
    }
    platform::parse(line).ok().map(|_| Detected::Platform)
}

fn event_type(line: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Probe<'a> {
        #[serde(borrow, default)]
        event_type: Value<'a>,
    }
    with_line(line, |json| Ok(Probe::deserialize(json)?.event_type.as_str().is_some()))
        .unwrap_or(false)
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell_the_format() {
        let access = r#"::1 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 1"#;
        let cut_first = format!("ozilla/5.0\"\n{access}\n");
        let bom = "\u{FEFF}{\"time\":1,\"src_ip\":\"::1\"}\n";
        for (head, format) in [
            ("", None),
            ("\n \n", None),
            (access, Some(Detected::Combined)),
            (&cut_first, Some(Detected::Combined)),
            ("what is this", Some(Detected::Combined)),
            (bom, Some(Detected::Platform)),
            ("{\"src_ip\":\"::1\"}", Some(Detected::Platform)),
            ("{\"timestamp\":\"x\",\"event_type\":\"stats\"}", Some(Detected::Eve)),
            ("{\"event_type\":\"stats\",\"stats\":{\"cut", Some(Detected::Eve)),
            ("\n{\"a\":\n", Some(Detected::Platform)),
        ] {
            assert_eq!(detect(head.as_bytes()), format, "{head}");
        }
        for magic in CAPTURE_MAGICS {
            assert_eq!(detect(&[&magic[..], &[0; 20]].concat()), Some(Detected::Pcap));
        }
    }
}
