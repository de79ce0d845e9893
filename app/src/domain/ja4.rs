//! A JA4 fingerprint read aloud (JA4 specification, FoxIO).

use std::fmt;

/// What the readable part of a JA4 says, and its two hashes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ja4 {
    /// Transport.
    pub transport: Transport,
    /// Highest TLS version offered, such as `1.3`; `None` for one the specification does not name.
    pub tls_version: Option<&'static str>,
    /// Whether a server name was sent (SNI); otherwise the client asked for an address.
    pub has_sni: bool,
    /// Cipher suites offered, without GREASE; 99 stands for 99 and more.
    pub ciphers: u8,
    /// Extensions sent, without GREASE; 99 stands for 99 and more.
    pub extensions: u8,
    /// First and last character of the first ALPN protocol; `00` for none.
    pub alpn: String,
    /// Hash of the sorted cipher suites.
    pub cipher_hash: String,
    /// Hash of the sorted extensions and the signature algorithms.
    pub extension_hash: String,
}

/// What carried the handshake.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Transport {
    /// TLS over TCP.
    Tcp,
    /// QUIC.
    Quic,
    /// DTLS.
    Dtls,
}

impl Ja4 {
    /// Reads `t13d1516h2_8daaf6152771_b186095e22b6`; `None` for text of another form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('_');
        let (head, ciphers, extensions) = (parts.next()?, parts.next()?, parts.next()?);
        let is_hash = |part: &str| part.len() == 12 && part.bytes().all(|b| b.is_ascii_hexdigit());
        if parts.next().is_some() || head.len() != 10 || !head.is_ascii() {
            return None;
        }
        if !is_hash(ciphers) || !is_hash(extensions) {
            return None;
        }
        let transport = match &head[..1] {
            "t" => Transport::Tcp,
            "q" => Transport::Quic,
            "d" => Transport::Dtls,
            _ => return None,
        };
        let has_sni = match &head[3..4] {
            "d" => true,
            "i" => false,
            _ => return None,
        };
        Some(Self {
            transport,
            tls_version: version(&head[1..3]),
            has_sni,
            ciphers: head[4..6].parse().ok()?,
            extensions: head[6..8].parse().ok()?,
            alpn: head[8..10].to_owned(),
            cipher_hash: ciphers.to_owned(),
            extension_hash: extensions.to_owned(),
        })
    }

    /// The protocol its ALPN stands for, in words.
    #[must_use]
    pub fn alpn_words(&self) -> &str {
        match self.alpn.as_str() {
            "00" => "no ALPN",
            "h1" => "HTTP/1.1",
            "h2" => "HTTP/2",
            "h3" => "HTTP/3",
            "dt" => "DNS over TLS",
            other => other,
        }
    }
}

impl fmt::Display for Ja4 {
    /// `TLS 1.3 over TCP, server name sent, 15 ciphers, 16 extensions, HTTP/2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = self.tls_version.unwrap_or("of an unknown version");
        let carrier = match self.transport {
            Transport::Tcp => "TLS",
            Transport::Quic => "QUIC with TLS",
            Transport::Dtls => "DTLS",
        };
        let name = if self.has_sni { "server name sent" } else { "no server name" };
        write!(
            f,
            "{carrier} {version}, {name}, {} ciphers, {} extensions, {}",
            self.ciphers,
            self.extensions,
            self.alpn_words()
        )
    }
}

fn version(code: &str) -> Option<&'static str> {
    Some(match code {
        "13" => "1.3",
        "12" => "1.2",
        "11" => "1.1",
        "10" => "1.0",
        "s3" => "SSL 3.0",
        "s2" => "SSL 2.0",
        "d1" => "DTLS 1.0",
        "d2" => "DTLS 1.2",
        "d3" => "DTLS 1.3",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_read_aloud() {
        for (text, words) in [
            (
                "t13d1516h2_8daaf6152771_b186095e22b6",
                "TLS 1.3, server name sent, 15 ciphers, 16 extensions, HTTP/2",
            ),
            (
                "q13i0310h3_55b375c5d22e_cd85d2d88918",
                "QUIC with TLS 1.3, no server name, 03 ciphers, 10 extensions, HTTP/3",
            ),
            (
                "t12d190800_d83cc789557e_7af1ed941c26",
                "TLS 1.2, server name sent, 19 ciphers, 8 extensions, no ALPN",
            ),
        ] {
            assert_eq!(Ja4::parse(text).unwrap().to_string(), words.replace(" 03 ", " 3 "));
        }
    }

    #[test]
    fn other_text_is_no_fingerprint() {
        for text in [
            "",
            "t13d1516h2",
            "x13d1516h2_8daaf6152771_b186095e22b6",
            "t13x1516h2_8daaf6152771_b186095e22b6",
            "t13d1516h2_8daaf6152771",
            "t13d1516h2_8daaf6152771_b186095e22b6_",
            "t13dxx16h2_8daaf6152771_b186095e22b6",
            "t13d1516h2_8daaf615277g_b186095e22b6",
            "ééééé_8daaf6152771_b186095e22b6",
            "HTTP_CLEAR_TEXT",
        ] {
            assert_eq!(Ja4::parse(text), None, "{text}");
        }
    }
}
