//! What the SYN of a connection says about its sender's TCP stack (RFC 9293 §3.1, RFC 7323).

use std::fmt::Write as _;

use super::packet::{IpFacts, Segment};

/// The first SYN of a connection.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Syn {
    /// Milliseconds since 1970.
    pub(super) time_ms: u64,
    pub(super) sequence: u32,
    pub(super) ip: IpFacts,
    /// Window, unscaled.
    pub(super) window: u16,
    /// Maximum segment size, 0 without the option.
    pub(super) mss: u16,
    /// Window scale shift, 0 without the option.
    pub(super) window_scale: u8,
    /// Option kinds in order, such as `MSS,NOP,WS,NOP,NOP,TS,SACK,EOL`.
    pub(super) options: String,
}

impl Syn {
    pub(super) fn of(segment: &Segment<'_>) -> Self {
        let mut syn = Self {
            time_ms: segment.time_ms,
            sequence: segment.sequence,
            ip: segment.ip,
            window: segment.window,
            mss: 0,
            window_scale: 0,
            options: String::new(),
        };
        syn.read_options(segment.options);
        syn
    }

    fn read_options(&mut self, mut options: &[u8]) {
        while let [kind, rest @ ..] = options {
            if !self.options.is_empty() {
                self.options.push(',');
            }
            let name = match kind {
                0 => "EOL",
                1 => "NOP",
                2 => "MSS",
                3 => "WS",
                4 => "SACK",
                8 => "TS",
                other => {
                    let _ = write!(self.options, "?{other}");
                    ""
                }
            };
            self.options.push_str(name);
            options = match (kind, rest) {
                (0, _) => return,
                (1, _) => rest,
                (_, [length @ 2..=255, ..]) if usize::from(*length) <= options.len() => {
                    let (option, behind) = options.split_at(usize::from(*length));
                    self.read_value(*kind, &option[2..]);
                    behind
                }
                // A length that cannot be true: what follows is not readable.
                _ => return,
            };
        }
    }

    fn read_value(&mut self, kind: u8, value: &[u8]) {
        match (kind, value) {
            (2, [high, low]) => self.mss = u16::from_be_bytes([*high, *low]),
            (3, [shift]) => self.window_scale = *shift,
            _ => {}
        }
    }
}
