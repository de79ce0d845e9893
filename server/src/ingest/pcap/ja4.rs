//! Client fingerprints of a TLS `ClientHello` over TCP: JA3, and JA4 after the
//! specification published under BSD-3-Clause at `FoxIO-LLC/ja4`.
//!
//! QUIC (`q…`) and DTLS (`d…`) fingerprints are not made: this reader sees TCP only.

use std::fmt::Write as _;

use md5::Md5;
use sha2::{Digest, Sha256};

use super::client_hello::{ALPN, ClientHello, SERVER_NAME, is_grease};

/// The JA4 of a `ClientHello` sent over TCP, such as `t13d1516h2_8daaf6152771_e5627efa2ab1`.
pub(super) fn ja4(hello: &ClientHello) -> String {
    let mut ciphers = without_grease(&hello.ciphers);
    let mut extensions = without_grease(&hello.extensions);
    let (cipher_count, extension_count) = (ciphers.len().min(99), extensions.len().min(99));
    let server_name = if extensions.contains(&SERVER_NAME) { 'd' } else { 'i' };
    extensions.retain(|number| !matches!(*number, SERVER_NAME | ALPN));
    ciphers.sort_unstable();
    extensions.sort_unstable();

    let mut behaviour = hex_list(&extensions);
    let signatures = hex_list(&without_grease(&hello.signature_algorithms));
    if !signatures.is_empty() {
        let _ = write!(behaviour, "_{signatures}");
    }
    format!(
        "t{version}{server_name}{cipher_count:02}{extension_count:02}{first}{last}_{}_{}",
        hash12(&hex_list(&ciphers)),
        hash12(&behaviour),
        version = version_code(highest_version(hello)),
        first = alpn_ends(hello.alpn.as_deref()).0,
        last = alpn_ends(hello.alpn.as_deref()).1,
    )
}

/// The JA3 string: version, ciphers, extensions, groups and point formats in decimal.
pub(super) fn ja3(hello: &ClientHello) -> String {
    format!(
        "{},{},{},{},{}",
        hello.legacy_version,
        decimal_list(without_grease(&hello.ciphers)),
        decimal_list(without_grease(&hello.extensions)),
        decimal_list(without_grease(&hello.groups)),
        decimal_list(hello.point_formats.iter().copied()),
    )
}

/// The MD5 of a JA3 string in hexadecimal.
pub(super) fn ja3_hash(ja3: &str) -> String {
    hex(&Md5::digest(ja3.as_bytes()))
}

/// The highest version offered as people write it: `1.3`, `1.2`, `1.1`, `1.0`, `SSL3`, `SSL2`.
///
/// A draft of TLS 1.3 reads `1.3`; a version nobody defined reads as its hexadecimal number.
pub(super) fn version_text(hello: &ClientHello) -> String {
    match highest_version(hello) {
        0x0304 | 0x7f00..=0x7fff => "1.3".to_owned(),
        0x0303 => "1.2".to_owned(),
        0x0302 => "1.1".to_owned(),
        0x0301 => "1.0".to_owned(),
        0x0300 => "SSL3".to_owned(),
        0x0002 => "SSL2".to_owned(),
        other => format!("0x{other:04x}"),
    }
}

fn highest_version(hello: &ClientHello) -> u16 {
    let offered = hello.supported_versions.iter().copied().filter(|v| !is_grease(*v)).max();
    offered.unwrap_or(hello.legacy_version)
}

fn version_code(version: u16) -> &'static str {
    match version {
        0x0304 => "13",
        0x0303 => "12",
        0x0302 => "11",
        0x0301 => "10",
        0x0300 => "s3",
        0x0002 => "s2",
        _ => "00",
    }
}

/// First and last character of the first ALPN protocol; `0` stands for one that is not there.
///
/// A byte outside ASCII reads `9`, as the reference program prints it. Of other bytes that are
/// neither letter nor digit the specification takes the hexadecimal form of both ends.
fn alpn_ends(protocol: Option<&[u8]>) -> (char, char) {
    let Some([first, rest @ ..]) = protocol else { return ('0', '0') };
    let Some(last) = rest.last() else { return (printable(*first), '0') };
    let odd = |byte: &u8| byte.is_ascii() && !byte.is_ascii_alphanumeric();
    if odd(first) || odd(last) {
        (hex_digit(first >> 4), hex_digit(last & 0x0f))
    } else {
        (printable(*first), printable(*last))
    }
}

fn printable(byte: u8) -> char {
    if byte.is_ascii() { char::from(byte) } else { '9' }
}

fn hex_digit(nibble: u8) -> char {
    char::from_digit(u32::from(nibble), 16).unwrap_or('0')
}

fn without_grease(values: &[u16]) -> Vec<u16> {
    values.iter().copied().filter(|value| !is_grease(*value)).collect()
}

fn hex_list(values: &[u16]) -> String {
    let mut text = String::with_capacity(values.len() * 5);
    for (index, value) in values.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let _ = write!(text, "{comma}{value:04x}");
    }
    text
}

fn decimal_list<T: ToString>(values: impl IntoIterator<Item = T>) -> String {
    values.into_iter().map(|value| value.to_string()).collect::<Vec<_>>().join("-")
}

fn hash12(list: &str) -> String {
    if list.is_empty() {
        return "000000000000".to_owned();
    }
    hex(&Sha256::digest(list.as_bytes())[..6])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
