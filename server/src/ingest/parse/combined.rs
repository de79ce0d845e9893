//! Access logs of Apache and nginx: common, combined, and both with the virtual host in front.
//!
//! A row is kept whenever its address, time and status are readable. A request
//! line that is not HTTP is kept too, as logged, in `path`: that is what scanners send.

use std::net::{IpAddr, SocketAddr};

use app::domain::ip::Ip;
use app::domain::log_record::LogRecord;

use super::text::{http_version, lossless, or_nothing, split_target, unescape};
use super::{ParseError, time};

/// Parses one line such as `203.0.113.7 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 5`.
///
/// # Errors
/// Names the field that is missing or unreadable.
pub fn parse(line: &[u8]) -> Result<LogRecord, ParseError> {
    let (before, time_ms, after) = split_at_time(line)?;
    let client = client(before)?;
    let mut record = LogRecord::new(time_ms, client.ip, "combined");
    record.src_port = client.port;
    record.host = client.host;
    record.dst_port = client.host_port;
    record.scheme = match client.host_port {
        80 => "http".to_owned(),
        443 => "https".to_owned(),
        _ => String::new(),
    };
    // The log shows the request alone; its connection was never seen.
    record.orphan_side = "A".to_owned();

    let (request, rest) =
        quoted(after).ok_or(ParseError::new("request", "not in quotes after the time"))?;
    request_line(request, &mut record);
    let (status, rest) = word(rest);
    record.status = parse_status(status)?;
    let (bytes, rest) = word(rest);
    record.bytes = parse_bytes(bytes, record.status)?;

    if let Some((referer, rest)) = quoted(rest) {
        record.referer = or_nothing(referer);
        if let Some((user_agent, rest)) = quoted(rest) {
            record.header_user_agent = or_nothing(user_agent);
            record.header_x_forwarded_for = forwarded_for(rest);
        }
    }
    Ok(record)
}

/// Finds the bracket that holds the time: what is before, the instant in milliseconds, what is after.
fn split_at_time(line: &[u8]) -> Result<(&[u8], u64, &[u8]), ParseError> {
    let mut from = 0;
    // User names may hold brackets, but not without end.
    for _ in 0..8 {
        let Some(open) = line[from..].iter().position(|byte| *byte == b'[').map(|at| from + at)
        else {
            break;
        };
        let inside = &line[open + 1..];
        let close = inside.iter().take(64).position(|byte| *byte == b']');
        if let Some(close) = close
            && let Some(time_ms) = time::common_log(&inside[..close])
        {
            return Ok((&line[..open], time_ms, &inside[close + 1..]));
        }
        from = open + 1;
    }
    Err(ParseError::new("time", "none found; one looks like [17/May/2015:10:05:03 +0000]"))
}

struct Client {
    ip: Ip,
    port: u16,
    host: String,
    host_port: u16,
}

/// Reads `ip ident user`, `host ip ident user` or `host:port ip ident user`.
fn client(before: &[u8]) -> Result<Client, ParseError> {
    const NO_ADDRESS: ParseError =
        ParseError::new("src_ip", "no IPv4 or IPv6 address at the start of the line");
    let mut words = before.split(|byte| *byte == b' ').filter(|word| !word.is_empty());
    let first = words.next().ok_or(NO_ADDRESS)?;
    // An address in second place means that the first word is the virtual
    // host, even when that is an address itself.
    if let Some((ip, port)) = words.next().and_then(address) {
        let (host, host_port) = virtual_host(first);
        return Ok(Client { ip, port, host, host_port });
    }
    let (ip, port) = address(first).ok_or(NO_ADDRESS)?;
    Ok(Client { ip, port, host: String::new(), host_port: 0 })
}

fn address(word: &[u8]) -> Option<(Ip, u16)> {
    let text = std::str::from_utf8(word).ok()?;
    if let Ok(ip) = text.parse::<IpAddr>() {
        return Some((Ip::from(ip), 0));
    }
    if let Ok(socket) = text.parse::<SocketAddr>() {
        return Some((Ip::from(socket.ip()), socket.port()));
    }
    let bare = text.strip_prefix('[')?.strip_suffix(']')?;
    Some((Ip::from(bare.parse::<IpAddr>().ok()?), 0))
}

fn virtual_host(word: &[u8]) -> (String, u16) {
    let text = or_nothing(word);
    // The port follows the last colon, unless that colon is part of a bare IPv6 address.
    if text.parse::<IpAddr>().is_err()
        && let Some((name, port)) = text.rsplit_once(':')
        && let Ok(port) = port.parse()
    {
        return (name.to_owned(), port);
    }
    (text, 0)
}

/// The next field in quotes, without them, and what follows.
///
/// A quote inside is escaped, or at least not followed by a blank. A line cut
/// off in its last field still gives that field.
fn quoted(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let inside = text.trim_ascii_start().strip_prefix(b"\"")?;
    let mut escaped = false;
    for (at, byte) in inside.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' if matches!(inside.get(at + 1), None | Some(b' ')) => {
                return Some((&inside[..at], &inside[at + 1..]));
            }
            _ => {}
        }
    }
    Some((inside, &[]))
}

fn word(text: &[u8]) -> (&[u8], &[u8]) {
    let text = text.trim_ascii_start();
    text.split_at(text.iter().position(|byte| *byte == b' ').unwrap_or(text.len()))
}

fn request_line(request: &[u8], record: &mut LogRecord) {
    if request == b"-" {
        return;
    }
    let logged = unescape(request);
    match http_request(&logged) {
        Some((method, target, version)) => {
            let (path, query) = split_target(target);
            record.method = method.to_owned();
            record.path = path.to_owned();
            record.query = query.to_owned();
            record.http_version = version.to_owned();
        }
        // Not unescaped: the raw text tells a TLS handshake from a typing error.
        None => record.path = lossless(request),
    }
}

/// Method, target and version; the target of an attacker may hold blanks.
fn http_request(line: &str) -> Option<(&str, &str, &str)> {
    let (method, rest) = line.split_once(' ')?;
    if method.is_empty() || !method.bytes().all(is_token) {
        return None;
    }
    match rest.rsplit_once(' ') {
        Some((target, protocol)) if protocol.starts_with("HTTP/") => {
            Some((method, target, http_version(protocol)))
        }
        // HTTP/0.9 has no version, and some clients leave it out.
        _ if rest.starts_with('/') => Some((method, rest, "")),
        _ => None,
    }
}

/// Characters of a method (RFC 9110 §5.6.2, `tchar`).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn parse_status(word: &[u8]) -> Result<Option<u16>, ParseError> {
    match word {
        b"-" => Ok(None),
        [a, b, c] if word.iter().all(u8::is_ascii_digit) => {
            Ok(Some([a, b, c].iter().fold(0, |sum, digit| sum * 10 + u16::from(**digit - b'0'))))
        }
        b"" => Err(ParseError::new("status", "missing after the request")),
        _ => Err(ParseError::new("status", "not three digits")),
    }
}

fn parse_bytes(word: &[u8], status: Option<u16>) -> Result<Option<u64>, ParseError> {
    match word {
        // Apache's %b writes `-` for an answer without a body.
        b"-" => Ok(status.map(|_| 0)),
        b"" => Ok(None),
        _ => std::str::from_utf8(word)
            .ok()
            .and_then(|text| text.parse().ok())
            .map(Some)
            .ok_or(ParseError::new("bytes", "not a number")),
    }
}

/// The fourth quoted field of nginx's `main` format, when it holds addresses.
fn forwarded_for(rest: &[u8]) -> String {
    let Some((list, _)) = quoted(rest) else {
        return String::new();
    };
    let text = or_nothing(list);
    let first = text.split(',').next().unwrap_or_default().trim();
    if first.parse::<IpAddr>().is_ok() { text } else { String::new() }
}

#[cfg(test)]
#[path = "combined_tests.rs"]
mod tests;
