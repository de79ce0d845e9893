//! Whom an action means: addresses and networks out of a typed or pasted text.

use std::collections::BTreeSet;

use crate::domain::ip::Ip;
use crate::domain::net::Net;
use crate::domain::pasted::{place, refanged};

/// Addresses one action may judge.
pub const ADDRESSES_MAX: usize = 1_000;
/// Networks one action may name.
pub const NETWORKS_MAX: usize = 16;
/// Entries that are listed when they cannot be used; more are counted.
pub const REJECTED_SHOWN: usize = 20;
/// Characters of such an entry that are shown.
const ENTRY_SHOWN: usize = 60;

/// Addresses and networks of a text, each once, in its order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Target {
    /// Single addresses.
    pub addresses: Vec<Ip>,
    /// Networks, each with its line; they stand for the addresses seen in them.
    pub networks: Vec<(u32, Net)>,
    /// Entries that cannot be used, the first [`REJECTED_SHOWN`].
    pub rejected: Vec<Rejected>,
    /// How many entries cannot be used.
    pub rejected_total: u64,
}

/// An entry that cannot be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rejected {
    /// Its line, from 1.
    pub line: u32,
    /// The entry, cut.
    pub text: String,
    /// Why, as a clause.
    pub reason: String,
}

impl Target {
    /// Reads entries separated by line ends, commas, semicolons or blanks.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut target = Self::default();
        let mut seen = BTreeSet::new();
        for (line, content) in (1..).zip(text.lines()) {
            let entries = content.split(|c: char| c == ',' || c == ';' || c.is_whitespace());
            for entry in entries.filter(|entry| !entry.is_empty()) {
                target.take(line, entry, &mut seen);
            }
        }
        target
    }

    /// The address, when the text is one address and nothing else.
    #[must_use]
    pub fn single(&self) -> Option<Ip> {
        match self.addresses.as_slice() {
            [ip] if self.networks.is_empty() && self.rejected_total == 0 => Some(*ip),
            _ => None,
        }
    }

    /// Lists an entry among those that cannot be used.
    pub fn reject(&mut self, line: u32, entry: &str, reason: &str) {
        self.rejected_total += 1;
        if self.rejected.len() < REJECTED_SHOWN {
            let text = entry.chars().take(ENTRY_SHOWN).collect();
            self.rejected.push(Rejected { line, text, reason: reason.to_owned() });
        }
    }

    fn take(&mut self, line: u32, entry: &str, seen: &mut BTreeSet<(Ip, Ip)>) {
        let Ok(net) = place(&refanged(entry)).parse::<Net>() else {
            return self.reject(line, entry, "not an address and not a network");
        };
        let ends = (net.first(), net.last());
        if seen.contains(&ends) {
            return;
        }
        if net.is_single() && self.addresses.len() < ADDRESSES_MAX {
            self.addresses.push(net.first());
        } else if net.is_single() {
            return self.reject(line, entry, "beyond the 1000 addresses of one action");
        } else if self.networks.len() < NETWORKS_MAX {
            self.networks.push((line, net));
        } else {
            return self.reject(line, entry, "beyond the 16 networks of one action");
        }
        seen.insert(ends);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, addresses: &[&str], networks: &[&str], rejected: &[(u32, &str)]) {
        let target = Target::parse(text);
        let shown: Vec<String> = target.addresses.iter().map(Ip::to_string).collect();
        assert_eq!(shown, addresses, "{text:?}");
        let shown: Vec<String> = target.networks.iter().map(|(_, net)| net.to_string()).collect();
        assert_eq!(shown, networks, "{text:?}");
        let shown: Vec<(u32, &str)> =
            target.rejected.iter().map(|entry| (entry.line, entry.text.as_str())).collect();
        assert_eq!(shown, rejected, "{text:?}");
    }

    #[test]
    fn a_text_is_taken_apart_entry_by_entry() {
        check("203.0.113.7", &["203.0.113.7"], &[], &[]);
        check(" ::ffff:203.0.113.7,203.0.113.7 ;", &["203.0.113.7"], &[], &[]);
        check(
            "203.0.113.7\r\n\r\n2001:DB8::7, 198.51.100.9/24\nnope 1.2.3\n",
            &["203.0.113.7", "2001:db8::7"],
            &["198.51.100.0/24"],
            &[(4, "nope"), (4, "1.2.3")],
        );
        check("203.0.113.7/32 203.0.113.7", &["203.0.113.7"], &[], &[]);
        check(
            "\"203.0.113.7\"; 203[.]0[.]113[.]8 203.0.113.9:443\nhttps://203.0.113.10/a src=nobody",
            &["203.0.113.7", "203.0.113.8", "203.0.113.9", "203.0.113.10"],
            &[],
            &[(2, "src=nobody")],
        );
        check("", &[], &[], &[]);
    }

    #[test]
    fn one_address_alone_needs_no_preview() {
        assert!(Target::parse(" 203.0.113.7\n").single().is_some());
        for text in ["", "203.0.113.7 nope", "203.0.113.7, 203.0.113.8", "203.0.113.0/24"] {
            assert_eq!(Target::parse(text).single(), None, "{text}");
        }
    }

    #[test]
    fn what_is_too_much_is_rejected_with_its_line() {
        let lines = |count: u32| (0..count).map(|n| format!("10.0.{}.{}\n", n / 256, n % 256));
        let most: String = lines(1_000).collect();
        let target = Target::parse(&format!("{most}10.0.0.1\n10.9.9.9"));
        assert_eq!((target.addresses.len(), target.rejected_total), (1_000, 1));
        assert_eq!(
            (target.rejected[0].line, target.rejected[0].text.as_str()),
            (1_002, "10.9.9.9")
        );
        let networks: String = (0..20).map(|n| format!("10.{n}.0.0/16 ")).collect();
        let target = Target::parse(&networks);
        assert_eq!((target.networks.len(), target.rejected_total), (NETWORKS_MAX, 4));
        let target = Target::parse(&"x\n".repeat(5_000));
        assert_eq!((target.rejected.len(), target.rejected_total), (REJECTED_SHOWN, 5_000));
        let long = Target::parse(&"é".repeat(5_000));
        assert_eq!(long.rejected[0].text.chars().count(), ENTRY_SHOWN);
    }

    proptest! {
        #[test]
        fn every_text_is_taken_within_bounds(text in "[0-9a-f.:/, ;\n]{0,400}|.{0,200}") {
            let target = Target::parse(&text);
            prop_assert!(target.addresses.len() <= ADDRESSES_MAX);
            prop_assert!(target.networks.len() <= NETWORKS_MAX);
            prop_assert!(target.rejected.len() as u64 <= target.rejected_total);
        }

        #[test]
        fn a_list_of_addresses_is_that_list(bits in prop::collection::btree_set(any::<u128>(), 0..50)) {
            let ips: Vec<Ip> =
                bits.into_iter().map(|bits| Ip(std::net::Ipv6Addr::from(bits))).collect();
            let text: Vec<String> = ips.iter().map(Ip::to_string).collect();
            for separator in ["\n", ",", ", ", "\r\n", " ; "] {
                let target = Target::parse(&text.join(separator));
                prop_assert_eq!(&target.addresses, &ips);
                prop_assert_eq!(target.rejected_total, 0);
            }
        }
    }
}
