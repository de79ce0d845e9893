//! A search through an unknown protocol for TLS or HTTP that starts later: STARTTLS, SOCKS,
//! proxies, and HTTP after a gap in the capture.

use super::guess::is_request_line;
use super::tls::{HELLO_START, find_hello};

/// Most bytes that are searched.
const MAX_SCAN: usize = 256 << 10;
/// Bytes in which a start may begin that ends in the next ones.
const TAIL: usize = HELLO_START - 1;

/// A search through bytes that come in pieces.
#[derive(Default)]
pub(super) struct Scan {
    searched: usize,
    tail: Vec<u8>,
}

/// What a piece brought.
pub(super) enum Found {
    Nothing,
    /// The piece begins with a request.
    Request,
    /// A `ClientHello` begins: its bytes of earlier pieces, and where in this piece it goes on.
    Hello(Vec<u8>, usize),
    /// More was searched than is worth it.
    TooMuch,
}

impl Scan {
    /// Searches the next piece.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Found {
        if is_request_line(bytes) {
            return Found::Request;
        }
        let earlier = self.tail.len();
        self.tail.extend_from_slice(&bytes[..bytes.len().min(TAIL)]);
        if let Some(at) = find_hello(&self.tail).filter(|at| *at < earlier) {
            return Found::Hello(self.tail[at..earlier].to_vec(), 0);
        }
        if let Some(at) = find_hello(bytes) {
            return Found::Hello(Vec::new(), at);
        }
        self.searched += bytes.len();
        if self.searched > MAX_SCAN {
            return Found::TooMuch;
        }
        if bytes.len() > TAIL {
            self.tail.clear();
            self.tail.extend_from_slice(&bytes[bytes.len() - TAIL..]);
        } else {
            self.tail.drain(..self.tail.len().saturating_sub(TAIL));
        }
        Found::Nothing
    }

    /// Forgets earlier pieces, since the next does not follow them.
    pub(super) fn forget(&mut self) {
        self.tail.clear();
    }
}
