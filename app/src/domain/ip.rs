//! A client address: one 128-bit form inside, the familiar spelling outside.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A client address; IPv4 is held as its mapped form (`::ffff:a.b.c.d`, RFC 4291 §2.5.5.2).
///
/// In text formats it reads as a dotted quad when mapped; in binary formats
/// (ClickHouse `RowBinary`) it is the 16 bytes of an `IPv6` column.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Ip(pub Ipv6Addr);

/// The text is not an IPv4 or IPv6 address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidIp;

impl fmt::Display for InvalidIp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an IPv4 or IPv6 address")
    }
}

impl std::error::Error for InvalidIp {}

impl Ip {
    /// The dotted-quad address when this is an IPv4-mapped one.
    #[must_use]
    pub fn as_v4(&self) -> Option<Ipv4Addr> {
        self.0.to_ipv4_mapped()
    }

    /// ClickHouse's own text of an `IPv6` value: `::ffff:a.b.c.d` for a mapped one.
    #[must_use]
    pub fn clickhouse_text(&self) -> String {
        self.0.to_string()
    }
}

impl From<IpAddr> for Ip {
    fn from(addr: IpAddr) -> Self {
        match addr {
            IpAddr::V4(v4) => Self(v4.to_ipv6_mapped()),
            IpAddr::V6(v6) => Self(v6),
        }
    }
}

impl From<Ipv4Addr> for Ip {
    fn from(addr: Ipv4Addr) -> Self {
        Self(addr.to_ipv6_mapped())
    }
}

impl FromStr for Ip {
    type Err = InvalidIp;

    /// Accepts dotted IPv4, IPv6, and mapped IPv4 in any spelling, with surrounding blanks.
    fn from_str(text: &str) -> Result<Self, InvalidIp> {
        text.trim().parse::<IpAddr>().map(Self::from).map_err(|_| InvalidIp)
    }
}

impl fmt::Display for Ip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_v4() {
            Some(v4) => v4.fmt(f),
            None => self.0.fmt(f),
        }
    }
}

impl Serialize for Ip {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            self.0.serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Ip {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            text.parse().map_err(serde::de::Error::custom)
        } else {
            Ipv6Addr::deserialize(deserializer).map(Self)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, shown: &str) {
        assert_eq!(text.parse::<Ip>().map(|ip| ip.to_string()), Ok(shown.to_owned()), "{text}");
    }

    #[test]
    fn every_spelling_of_a_mapped_address_is_one_address() {
        check("203.0.113.7", "203.0.113.7");
        check(" ::ffff:203.0.113.7 ", "203.0.113.7");
        check("::FFFF:cb00:7107", "203.0.113.7");
        check("0:0:0:0:0:ffff:203.0.113.7", "203.0.113.7");
        check("2001:DB8::7", "2001:db8::7");
    }

    #[test]
    fn other_text_is_refused() {
        for text in ["", "nope", "1.2.3", "1.2.3.256", "::ffff:", "1.2.3.4/24", "0.0.0.0' OR 1"] {
            assert_eq!(text.parse::<Ip>(), Err(InvalidIp), "{text}");
        }
    }

    #[test]
    fn json_shows_the_dotted_quad() {
        let ip: Ip = "203.0.113.7".parse().unwrap();
        assert_eq!(serde_json::to_string(&ip).unwrap(), "\"203.0.113.7\"");
        assert_eq!(ip.clickhouse_text(), "::ffff:203.0.113.7");
    }
}
