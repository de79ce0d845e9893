//! Where the demo's clients live: reserved address space, private AS numbers, synthetic names.
//!
//! Nobody real is shown as an attacker: the space is 100.64.0.0/10 (RFC 6598),
//! 198.18.0.0/15 (RFC 2544), the documentation networks (RFC 5737, RFC 3849) and 240.0.0.0/4
//! (RFC 1112). AS numbers are those for documentation and private use (RFC 5398, RFC 6996).
//! Only verified crawlers come from the ranges their operators publish.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::rng::Rng;

/// What the look-up tables should know of one network.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DemoNetwork {
    /// CIDR, IPv4 or IPv6.
    pub cidr: &'static str,
    /// Autonomous system number.
    pub asn: u32,
    /// Name of the autonomous system.
    pub name: &'static str,
    /// Organisation.
    pub org: &'static str,
    /// Domain of the organisation.
    pub domain: &'static str,
    /// ISO 3166 code.
    pub country_code: &'static str,
    /// Reputation label: `human`, `isp`, `datacenter`, `hosting` or `cdn`.
    pub label: &'static str,
}

/// The reference rows the demo's traffic needs, to be loaded before it is ingested.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DemoReference {
    /// One row per network; none overlaps another.
    pub networks: &'static [DemoNetwork],
}

/// The demo's reference rows. 240.0.0.0/4 has none on purpose: an unknown address stays unknown.
#[must_use]
pub fn reference() -> DemoReference {
    DemoReference { networks: NETWORKS }
}

const fn network(
    cidr: &'static str,
    asn: u32,
    name: &'static str,
    org: &'static str,
    domain: &'static str,
    country_code: &'static str,
    label: &'static str,
) -> DemoNetwork {
    DemoNetwork { cidr, asn, name, org, domain, country_code, label }
}

#[rustfmt::skip]
static NETWORKS: &[DemoNetwork] = &[
    network("100.64.0.0/14", 64_496, "EXAMPLE-BROADBAND", "Example Broadband (synthetic)", "broadband.example", "FR", "human"),
    network("100.68.0.0/14", 64_497, "EXAMPLE-MOBILE", "Example Mobile (synthetic)", "mobile.example", "FR", "human"),
    network("100.72.0.0/14", 64_498, "BEISPIEL-KABEL", "Beispiel Kabel (synthetic)", "kabel.example", "DE", "human"),
    network("100.76.0.0/14", 64_499, "SAMPLE-TELECOM", "Sample Telecom (synthetic)", "telecom.example", "GB", "human"),
    network("100.80.0.0/14", 64_500, "SPECIMEN-CABLE", "Specimen Cable (synthetic)", "cable.example", "US", "human"),
    network("100.84.0.0/14", 64_501, "EJEMPLO-FIBRA", "Ejemplo Fibra (synthetic)", "fibra.example", "ES", "human"),
    network("100.88.0.0/14", 64_502, "EXEMPLO-TELECOM", "Exemplo Telecom (synthetic)", "exemplo.example", "BR", "human"),
    network("100.92.0.0/14", 64_503, "MIHON-NET", "Mihon Net (synthetic)", "mihon.example", "JP", "human"),
    network("100.96.0.0/14", 64_504, "EXAMPLE-TRANSIT", "Example Transit (synthetic)", "transit.example", "NL", "isp"),
    network("198.18.0.0/17", 65_536, "EXAMPLE-CLOUD", "Example Cloud (synthetic)", "cloud.example", "US", "datacenter"),
    network("198.18.128.0/17", 65_537, "SAMPLE-CLOUD-APAC", "Sample Cloud APAC (synthetic)", "apac.example", "SG", "datacenter"),
    network("198.19.0.0/17", 65_538, "EXAMPLE-VPS", "Example VPS (synthetic)", "vps.example", "NL", "hosting"),
    network("198.19.128.0/17", 65_539, "SPECIMEN-HOSTING", "Specimen Hosting (synthetic)", "hosting.example", "RO", "hosting"),
    network("203.0.113.0/24", 65_540, "DISCREET-HOSTING", "Discreet Hosting (synthetic)", "discreet.example", "SC", "hosting"),
    network("198.51.100.0/24", 65_541, "EXAMPLE-CDN", "Example CDN (synthetic)", "cdn.example", "US", "cdn"),
    network("2001:db8:1000::/36", 64_496, "EXAMPLE-BROADBAND", "Example Broadband (synthetic)", "broadband.example", "FR", "human"),
    network("2001:db8:2000::/36", 64_498, "BEISPIEL-KABEL", "Beispiel Kabel (synthetic)", "kabel.example", "DE", "human"),
    network("2001:db8:3000::/36", 64_500, "SPECIMEN-CABLE", "Specimen Cable (synthetic)", "cable.example", "US", "human"),
    network("2001:db8:f000::/36", 65_536, "EXAMPLE-CLOUD", "Example Cloud (synthetic)", "cloud.example", "US", "datacenter"),
    // Published by the operators: developers.google.com, bing.com/toolbox, openai.com (May 2026).
    network("66.249.64.0/19", 15_169, "GOOGLE", "Google LLC", "google.com", "US", "datacenter"),
    network("40.77.167.0/24", 8_075, "MICROSOFT-CORP-MSN-AS-BLOCK", "Microsoft Corporation", "microsoft.com", "US", "datacenter"),
    network("20.171.206.0/24", 8_075, "MICROSOFT-CORP-MSN-AS-BLOCK", "Microsoft Corporation", "microsoft.com", "US", "datacenter"),
];

/// A place where people are online.
#[derive(Clone, Copy, Debug)]
pub(super) struct Homes {
    /// Share of visitors.
    pub(super) weight: u32,
    /// First address (IPv4 as a number, IPv6 as its upper 64 bits).
    pub(super) first: u64,
    /// IPv6.
    pub(super) v6: bool,
    /// Segments a path from here carries, bytes.
    pub(super) path_mss: u16,
    /// Mean round trip, milliseconds.
    pub(super) rtt_ms: u64,
    /// Accept-Language as Chrome, Firefox and Safari write it here.
    pub(super) languages: [&'static str; 3],
}

const fn homes(
    weight: u32,
    first: [u8; 4],
    path_mss: u16,
    rtt_ms: u64,
    languages: [&'static str; 3],
) -> Homes {
    let first = u32::from_be_bytes(first) as u64;
    Homes { weight, first, v6: false, path_mss, rtt_ms, languages }
}

const fn homes_v6(weight: u32, third: u16, rtt_ms: u64, languages: [&'static str; 3]) -> Homes {
    let first = 0x2001_0db8_0000_0000 | ((third as u64) << 16);
    Homes { weight, first, v6: true, path_mss: 1_440, rtt_ms, languages }
}

const FRENCH: [&str; 3] = [
    "fr-FR,fr;q=0.9,en-US;q=0.8,en;q=0.7",
    "fr,fr-FR;q=0.8,en-US;q=0.5,en;q=0.3",
    "fr-FR,fr;q=0.9",
];
const GERMAN: [&str; 3] =
    ["de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7", "de,en-US;q=0.7,en;q=0.3", "de-DE,de;q=0.9"];
const BRITISH: [&str; 3] = ["en-GB,en-US;q=0.9,en;q=0.8", "en-GB,en;q=0.5", "en-GB,en;q=0.9"];
const AMERICAN: [&str; 3] = ["en-US,en;q=0.9", "en-US,en;q=0.5", "en-US,en;q=0.9"];
const SPANISH: [&str; 3] =
    ["es-ES,es;q=0.9", "es-ES,es;q=0.8,en-US;q=0.5,en;q=0.3", "es-ES,es;q=0.9"];
const BRAZILIAN: [&str; 3] = [
    "pt-BR,pt;q=0.9,en-US;q=0.8,en;q=0.7",
    "pt-BR,pt;q=0.8,en-US;q=0.5,en;q=0.3",
    "pt-BR,pt;q=0.9",
];
const JAPANESE: [&str; 3] =
    ["ja,en-US;q=0.9,en;q=0.8", "ja,en-US;q=0.7,en;q=0.3", "ja-JP,ja;q=0.9"];

/// Where visitors are: mobile networks and DSL carry smaller segments.
pub(super) static HOMES: &[Homes] = &[
    homes(24, [100, 64, 0, 0], 1_460, 24, FRENCH),
    homes(14, [100, 68, 0, 0], 1_370, 58, FRENCH),
    homes(15, [100, 72, 0, 0], 1_452, 30, GERMAN),
    homes(12, [100, 76, 0, 0], 1_460, 32, BRITISH),
    homes(9, [100, 80, 0, 0], 1_460, 105, AMERICAN),
    homes(6, [100, 84, 0, 0], 1_452, 41, SPANISH),
    homes(4, [100, 88, 0, 0], 1_460, 190, BRAZILIAN),
    homes(2, [100, 92, 0, 0], 1_460, 240, JAPANESE),
    homes_v6(7, 0x1000, 22, FRENCH),
    homes_v6(5, 0x2000, 29, GERMAN),
    homes_v6(2, 0x3000, 102, AMERICAN),
];

impl Homes {
    /// An address of somebody here: anywhere in the /14, or in one of the /64s below the /36.
    pub(super) fn address(&self, rng: &mut Rng) -> String {
        if self.v6 {
            v6(self.first | rng.below(1 << 28), rng.next())
        } else {
            v4(self.first + rng.below(1 << 18))
        }
    }
}

/// The text of an IPv4 address given as a number.
pub(super) fn v4(number: u64) -> String {
    Ipv4Addr::from(number as u32).to_string()
}

/// The text of an IPv6 address given by its halves.
pub(super) fn v6(upper: u64, lower: u64) -> String {
    Ipv6Addr::from((u128::from(upper) << 64) | u128::from(lower)).to_string()
}

/// A block machines stand in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    first: u32,
    size: u32,
}

const fn block(first: [u8; 4], size: u32) -> Block {
    Block { first: u32::from_be_bytes(first), size }
}

/// Large cloud in the US.
pub(super) static CLOUD: Block = block([198, 18, 0, 0], 1 << 15);
/// Cloud in Singapore.
pub(super) static CLOUD_APAC: Block = block([198, 18, 128, 0], 1 << 15);
/// Cheap servers in the Netherlands.
pub(super) static VPS: Block = block([198, 19, 0, 0], 1 << 15);
/// Cheap servers in Romania.
pub(super) static HOSTING: Block = block([198, 19, 128, 0], 1 << 15);
/// The upper half of the hoster that asks no questions.
pub(super) static DISCREET: Block = block([203, 0, 113, 128], 128);
/// Edge servers of a content delivery network.
pub(super) static CDN: Block = block([198, 51, 100, 0], 256);
/// Customers of a transit network: offices, small providers, proxies.
pub(super) static TRANSIT: Block = block([100, 96, 0, 0], 1 << 15);
/// Reserved space nobody has a record of.
pub(super) static UNKNOWN: Block = block([240, 18, 0, 0], 1 << 15);
/// Googlebot.
pub(super) static GOOGLE: Block = block([66, 249, 64, 0], 1 << 12);
/// Bingbot.
pub(super) static BING: Block = block([40, 77, 167, 0], 256);
/// `GPTBot`.
pub(super) static OPENAI: Block = block([20, 171, 206, 0], 256);

impl Block {
    /// The `index`th machine: neighbours in number are apart in address, and all differ.
    pub(super) fn machine(&self, index: u64) -> String {
        // 97 is odd and the sizes are powers of two: a permutation of the block.
        let offset = (index.wrapping_mul(97).wrapping_add(37)) % u64::from(self.size);
        v4(u64::from(self.first) + offset)
    }
}
