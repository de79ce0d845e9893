//! One TCP segment with the IP facts a fingerprint needs.

use app::domain::ip::Ip;
use etherparse::{IpNumber, LaxIpSlice, TcpSlice};

/// An address and a port.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Endpoint {
    pub(super) ip: Ip,
    pub(super) port: u16,
}

/// One TCP segment of a capture.
pub(super) struct Segment<'a> {
    /// Milliseconds since 1970.
    pub(super) time_ms: u64,
    pub(super) from: Endpoint,
    pub(super) to: Endpoint,
    pub(super) sequence: u32,
    /// The byte wanted next from the other side; counts only with `ack`.
    pub(super) acknowledgment: u32,
    pub(super) syn: bool,
    pub(super) ack: bool,
    pub(super) fin: bool,
    pub(super) rst: bool,
    /// Receive window, unscaled.
    pub(super) window: u16,
    /// The option bytes of the TCP header.
    pub(super) options: &'a [u8],
    /// Payload as captured.
    pub(super) payload: &'a [u8],
    /// Payload bytes that were on the wire but not captured.
    pub(super) missing: u32,
    pub(super) ip: IpFacts,
}

/// Fields of the IP header that tell operating systems apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct IpFacts {
    /// Time to live, or hop limit.
    pub(super) ttl: u8,
    /// Identification; IPv6 has none.
    pub(super) id: u16,
    /// Don't Fragment; IPv6 has none.
    pub(super) dont_fragment: bool,
    /// Length of the whole IP packet, bytes.
    pub(super) total_length: u16,
}

impl<'a> Segment<'a> {
    /// Reads an IP packet, or says why it is no TCP segment that can be used.
    pub(super) fn parse(packet: &'a [u8], time_ms: u64) -> Result<Self, &'static str> {
        let (ip, _) = LaxIpSlice::from_slice(packet).map_err(|_| "IP header not readable")?;
        let content = ip.payload();
        if content.fragmented {
            return Err("IP fragment");
        }
        match content.ip_number {
            IpNumber::TCP => {}
            IpNumber::UDP => return Err("UDP (QUIC, DTLS, DNS and others)"),
            _ => return Err("neither TCP nor UDP"),
        }
        let (facts, stated_length) = facts(&ip);
        let tcp = TcpSlice::from_slice(content.payload).map_err(|_| "TCP header not readable")?;
        let header = tcp.header_slice();
        let missing = if content.incomplete {
            u32::try_from(stated_length.saturating_sub(packet.len())).unwrap_or(0)
        } else {
            0
        };
        Ok(Self {
            time_ms,
            from: Endpoint { ip: ip.source_addr().into(), port: tcp.source_port() },
            to: Endpoint { ip: ip.destination_addr().into(), port: tcp.destination_port() },
            sequence: tcp.sequence_number(),
            acknowledgment: tcp.acknowledgment_number(),
            syn: tcp.syn(),
            ack: tcp.ack(),
            fin: tcp.fin(),
            rst: tcp.rst(),
            window: tcp.window_size(),
            options: &content.payload[20..header.len()],
            payload: &content.payload[header.len()..],
            missing,
            ip: facts,
        })
    }
}

/// The facts and the length the header states, which may exceed what was captured.
fn facts(ip: &LaxIpSlice<'_>) -> (IpFacts, usize) {
    let facts = match ip {
        LaxIpSlice::Ipv4(v4) => {
            let header = v4.header();
            IpFacts {
                ttl: header.ttl(),
                id: header.identification(),
                dont_fragment: header.dont_fragment(),
                total_length: header.total_len(),
            }
        }
        LaxIpSlice::Ipv6(v6) => {
            let header = v6.header();
            IpFacts {
                ttl: header.hop_limit(),
                total_length: header.payload_length().saturating_add(40),
                ..IpFacts::default()
            }
        }
    };
    (facts, facts.total_length.into())
}
