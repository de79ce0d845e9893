//! Which protocol a run of bytes begins with.

use super::tls::may_be_hello;

/// Longest line that is waited for to recognise an unknown HTTP method.
const MAX_LINE: usize = 8 << 10;
/// Longest method name that is believed, bytes.
const MAX_METHOD: usize = 24;

const METHODS: [&[u8]; 20] = [
    b"GET",
    b"HEAD",
    b"POST",
    b"PUT",
    b"DELETE",
    b"CONNECT",
    b"OPTIONS",
    b"TRACE",
    b"PATCH",
    b"PROPFIND",
    b"PROPPATCH",
    b"MKCOL",
    b"COPY",
    b"MOVE",
    b"LOCK",
    b"UNLOCK",
    b"REPORT",
    b"SEARCH",
    b"DEBUG",
    b"TRACK",
];

/// What bytes begin with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Guess {
    /// Too few bytes to say.
    More,
    /// A TLS `ClientHello`.
    Hello,
    /// An HTTP/1 request.
    Request,
    /// An HTTP/1 response.
    Response,
    /// The preface of HTTP/2 without TLS (RFC 9113 §3.4).
    Http2,
    /// A `ClientHello` in the format of SSL 2.0 (RFC 5246 appendix E.2).
    Ssl2Hello,
    /// Something else.
    Other,
}

/// Says what a stream begins with; the bytes must not be empty.
pub(super) fn guess(bytes: &[u8]) -> Guess {
    if may_be_hello(bytes) {
        return if bytes.len() < 6 { Guess::More } else { Guess::Hello };
    }
    if matches!(bytes, [0x80..=0xff, _, 1, 0 | 3, 0..=3, ..]) {
        return Guess::Ssl2Hello;
    }
    match prefix(bytes, b"HTTP/1.") {
        Some(true) => return Guess::Response,
        Some(false) => return Guess::More,
        None => {}
    }
    match prefix(bytes, b"PRI * HTTP/2.0\r\n") {
        Some(true) => return Guess::Http2,
        Some(false) => return Guess::More,
        None => {}
    }
    request(bytes)
}

/// Whether a whole request line of HTTP/1 with a usual method stands at the beginning.
pub(super) fn is_request_line(bytes: &[u8]) -> bool {
    let method = bytes.iter().take(MAX_METHOD).position(|b| *b == b' ');
    method.is_some_and(|end| METHODS.contains(&&bytes[..end]))
        && first_line(bytes).is_some_and(|line| version(line) == Some(Version::Http))
}

/// `Some(true)` when the bytes begin with `wanted`, `Some(false)` when they are its beginning.
fn prefix(bytes: &[u8], wanted: &[u8]) -> Option<bool> {
    let common = bytes.len().min(wanted.len());
    (bytes[..common] == wanted[..common]).then_some(common == wanted.len())
}

fn request(bytes: &[u8]) -> Guess {
    let token = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_".contains(byte);
    let Some(end) = bytes.iter().position(|b| !token(b)) else {
        return if bytes.len() <= MAX_METHOD { Guess::More } else { Guess::Other };
    };
    if bytes[end] != b' ' || end == 0 || end > MAX_METHOD {
        return Guess::Other;
    }
    let usual = METHODS.contains(&&bytes[..end]);
    let Some(line) = first_line(bytes) else {
        return match bytes.get(end + 1) {
            Some(b'/') if usual => Guess::Request,
            _ if bytes.len() < MAX_LINE => Guess::More,
            _ => Guess::Other,
        };
    };
    let target = line[end + 1..].trim_ascii();
    match version(line) {
        Some(Version::Http) => Guess::Request,
        None if usual && target.first() == Some(&b'/') => Guess::Request,
        _ => Guess::Other,
    }
}

#[derive(PartialEq, Eq)]
enum Version {
    Http,
    /// Of a protocol that looks like HTTP, such as RTSP, SIP or ICAP.
    Other,
}

/// The protocol version a request line ends with.
fn version(line: &[u8]) -> Option<Version> {
    let last = line.trim_ascii_end().rsplit(|b| *b == b' ').next()?;
    match last {
        [b'H' | b'h', b'T' | b't', b'T' | b't', b'P' | b'p', b'/', ..] => Some(Version::Http),
        [b'A'..=b'Z', .., b'/', b'1' | b'2', b'.', _] => Some(Version::Other),
        _ => None,
    }
}

fn first_line(bytes: &[u8]) -> Option<&[u8]> {
    let end = bytes.iter().take(MAX_LINE).position(|b| *b == b'\n')?;
    Some(&bytes[..end])
}
