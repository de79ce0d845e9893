//! The TLS record layer up to the first `ClientHello` (RFC 8446 §5.1).

use super::client_hello::ClientHello;

/// Longest `ClientHello` that is read, bytes; post-quantum keys and ECH make some 3,000.
const MAX_HELLO: usize = 64 << 10;

const HANDSHAKE: u8 = 22;
const CLIENT_HELLO: u8 = 1;

/// A `ClientHello` that arrives in segments and records of any size.
#[derive(Default)]
pub(super) struct HelloReader {
    /// When its first byte arrived, milliseconds since 1970.
    time_ms: u64,
    /// Header of the record under way.
    header: Vec<u8>,
    /// Bytes the record under way still has.
    record_left: usize,
    handshake: Vec<u8>,
}

/// What the bytes so far amount to.
#[derive(Debug)]
pub(super) enum HelloEnd {
    More,
    Read(Box<ClientHello>),
    /// Not a `ClientHello`, and why.
    Failed(&'static str),
}

impl HelloReader {
    pub(super) fn new(time_ms: u64) -> Self {
        Self { time_ms, ..Self::default() }
    }

    pub(super) fn time_ms(&self) -> u64 {
        self.time_ms
    }

    /// Bytes held back at present.
    pub(super) fn held(&self) -> usize {
        self.handshake.capacity() + self.header.capacity()
    }

    pub(super) fn push(&mut self, mut bytes: &[u8]) -> HelloEnd {
        while let [first, rest @ ..] = bytes {
            if self.record_left == 0 {
                self.header.push(*first);
                bytes = rest;
                if let [kind, _, _, high, low] = self.header[..] {
                    if kind != HANDSHAKE {
                        return HelloEnd::Failed("ClientHello broken off by another TLS record");
                    }
                    self.record_left = usize::from(u16::from_be_bytes([high, low]));
                    self.header.clear();
                }
                continue;
            }
            let (fragment, behind) = bytes.split_at(self.record_left.min(bytes.len()));
            self.record_left -= fragment.len();
            self.handshake.extend_from_slice(fragment);
            bytes = behind;
            match self.read() {
                HelloEnd::More => {}
                end => return end,
            }
        }
        HelloEnd::More
    }

    fn read(&self) -> HelloEnd {
        let [kind, a, b, c, body @ ..] = &self.handshake[..] else { return HelloEnd::More };
        if *kind != CLIENT_HELLO {
            return HelloEnd::Failed("TLS handshake that does not begin with a ClientHello");
        }
        let length = u32::from_be_bytes([0, *a, *b, *c]) as usize;
        if length > MAX_HELLO {
            return HelloEnd::Failed("ClientHello longer than 64 KiB");
        }
        match body.get(..length) {
            None => HelloEnd::More,
            Some(body) => ClientHello::parse(body)
                .map_or(HelloEnd::Failed("ClientHello not readable"), |h| {
                    HelloEnd::Read(Box::new(h))
                }),
        }
    }
}

/// Length of a start that tells a `ClientHello` record from any other bytes.
pub(super) const HELLO_START: usize = 11;

/// Whether a stream that begins so begins, as far as the bytes go, with a `ClientHello` record.
pub(super) fn may_be_hello(bytes: &[u8]) -> bool {
    matches_start(&bytes[..bytes.len().min(6)])
}

/// Where in the bytes a `ClientHello` record starts, if its first eleven bytes are there.
pub(super) fn find_hello(bytes: &[u8]) -> Option<usize> {
    bytes.windows(HELLO_START).position(|start| start[0] == HANDSHAKE && matches_start(start))
}

fn matches_start(start: &[u8]) -> bool {
    start.iter().enumerate().all(|(index, byte)| match index {
        0 => *byte == HANDSHAKE,
        // Record version and, behind the handshake header, the version of the message.
        1 | 9 => *byte == 3,
        2 | 10 => *byte <= 4,
        3 => *byte <= 0x40,
        5 => *byte == CLIENT_HELLO,
        6 => *byte == 0,
        _ => true,
    })
}
