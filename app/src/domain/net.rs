//! A block of addresses in CIDR notation (RFC 4632, RFC 4291 §2.3).

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use super::ip::Ip;

/// A block of addresses; an IPv4 one is held as the mapped IPv6 block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Net {
    first: Ip,
    /// Bits that are fixed, 0 to 128.
    length: u8,
}

/// The text is no block of addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidNet;

impl Net {
    /// The block of one address.
    #[must_use]
    pub fn of(ip: Ip) -> Self {
        Self { first: ip, length: 128 }
    }

    /// The block around an address that one operator usually gives to one customer: its /24, or
    /// its /64 for IPv6.
    #[must_use]
    pub fn around(ip: Ip) -> Self {
        let length = if ip.as_v4().is_some() { 96 + 24 } else { 64 };
        Self::cut(ip, length)
    }

    fn cut(ip: Ip, length: u8) -> Self {
        let mask = u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or(0);
        Self { first: Ip(Ipv6Addr::from(u128::from(ip.0) & mask)), length }
    }

    /// The first address.
    #[must_use]
    pub fn first(&self) -> Ip {
        self.first
    }

    /// The last address.
    #[must_use]
    pub fn last(&self) -> Ip {
        let rest = u128::MAX.checked_shr(u32::from(self.length)).unwrap_or(0);
        Ip(Ipv6Addr::from(u128::from(self.first.0) | rest))
    }

    /// Whether the address lies in it.
    #[must_use]
    pub fn contains(&self, ip: Ip) -> bool {
        self.first <= ip && ip <= self.last()
    }

    /// Whether it is one address alone.
    #[must_use]
    pub fn is_single(&self) -> bool {
        self.length == 128
    }
}

impl FromStr for Net {
    type Err = InvalidNet;

    /// Accepts an address, or one with a length after a slash; bits beyond the length are dropped.
    fn from_str(text: &str) -> Result<Self, InvalidNet> {
        let Some((ip, length)) = text.trim().split_once('/') else {
            return text.parse().map(Self::of).map_err(|_| InvalidNet);
        };
        let ip: IpAddr = ip.trim().parse().map_err(|_| InvalidNet)?;
        let length: u8 = length.trim().parse().map_err(|_| InvalidNet)?;
        let (most, offset) = if ip.is_ipv4() { (32, 96) } else { (128, 0) };
        if length > most {
            return Err(InvalidNet);
        }
        Ok(Self::cut(Ip::from(ip), length + offset))
    }
}

impl fmt::Display for Net {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.first.as_v4() {
            _ if self.is_single() => write!(f, "{}", self.first),
            Some(v4) if self.length >= 96 => write!(f, "{v4}/{}", self.length - 96),
            _ => write!(f, "{}/{}", self.first.0, self.length),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn net(text: &str) -> Net {
        text.parse().unwrap()
    }

    #[test]
    fn blocks_have_a_first_and_a_last_address() {
        for (text, shown, first, last) in [
            ("203.0.113.77/24", "203.0.113.0/24", "203.0.113.0", "203.0.113.255"),
            (" 203.0.113.7 ", "203.0.113.7", "203.0.113.7", "203.0.113.7"),
            ("0.0.0.0/0", "0.0.0.0/0", "0.0.0.0", "255.255.255.255"),
            ("2001:db8::7/64", "2001:db8::/64", "2001:db8::", "2001:db8::ffff:ffff:ffff:ffff"),
            ("::/0", "::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
        ] {
            let net = net(text);
            assert_eq!(net.to_string(), shown);
            assert_eq!((net.first(), net.last()), (first.parse().unwrap(), last.parse().unwrap()));
        }
    }

    #[test]
    fn neighbours_share_a_block() {
        let around = |text: &str| Net::around(text.parse().unwrap());
        assert_eq!(around("203.0.113.7"), net("203.0.113.0/24"));
        assert_eq!(around("2001:db8:1:2:3::7"), net("2001:db8:1:2::/64"));
        assert!(around("203.0.113.7").contains("203.0.113.255".parse().unwrap()));
        assert!(!around("203.0.113.7").contains("203.0.114.0".parse().unwrap()));
    }

    #[test]
    fn what_is_no_block_is_refused() {
        for text in ["", "x", "203.0.113.0/33", "::/129", "203.0.113.0/-1", "1.2.3/24", "/24"] {
            assert_eq!(text.parse::<Net>(), Err(InvalidNet), "{text}");
        }
    }
}
