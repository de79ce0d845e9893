//! Captures made for tests: packets, connections, capture files and `ClientHello`s.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

pub(super) const SYN: u8 = 2;
pub(super) const FIN: u8 = 1;
pub(super) const RST: u8 = 4;
pub(super) const ACK: u8 = 16;

/// A TCP segment still to be put into an IP packet.
#[derive(Clone)]
pub(super) struct Tcp {
    pub(super) ports: (u16, u16),
    pub(super) sequence: u32,
    pub(super) acknowledgment: u32,
    pub(super) flags: u8,
    pub(super) options: Vec<u8>,
    pub(super) payload: Vec<u8>,
}

impl Tcp {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.extend(self.ports.0.to_be_bytes());
        bytes.extend(self.ports.1.to_be_bytes());
        bytes.extend(self.sequence.to_be_bytes());
        bytes.extend(self.acknowledgment.to_be_bytes());
        bytes.push(u8::try_from(5 + self.options.len() / 4).unwrap() << 4);
        bytes.push(self.flags);
        bytes.extend(64_240u16.to_be_bytes());
        bytes.extend([0; 4]);
        bytes.extend(&self.options);
        bytes.extend(&self.payload);
        bytes
    }

    /// An IPv4 packet, TTL 57, identification 4711, Don't Fragment.
    pub(super) fn ipv4(&self, from: Ipv4Addr, to: Ipv4Addr) -> Vec<u8> {
        let tcp = self.bytes();
        let mut packet = vec![0x45, 0];
        packet.extend(u16::try_from(20 + tcp.len()).unwrap().to_be_bytes());
        packet.extend(4_711u16.to_be_bytes());
        packet.extend([0x40, 0, 57, 6, 0, 0]);
        packet.extend(from.octets());
        packet.extend(to.octets());
        packet.extend(tcp);
        packet
    }

    /// An IPv6 packet with hop limit 58, behind a hop-by-hop header when asked for.
    pub(super) fn ipv6(&self, from: Ipv6Addr, to: Ipv6Addr, extended: bool) -> Vec<u8> {
        let tcp = self.bytes();
        let extension: &[u8] = if extended { &[6, 0, 1, 4, 0, 0, 0, 0] } else { &[] };
        let mut packet = vec![0x60, 0, 0, 0];
        packet.extend(u16::try_from(extension.len() + tcp.len()).unwrap().to_be_bytes());
        packet.extend([if extended { 0 } else { 6 }, 58]);
        packet.extend(from.octets());
        packet.extend(to.octets());
        packet.extend(extension);
        packet.extend(tcp);
        packet
    }
}

/// A connection between 203.0.113.7:40000 and 192.0.2.1:80 that writes packets.
pub(super) struct Connection {
    pub(super) packets: Vec<Vec<u8>>,
    client: u32,
    server: u32,
    port: u16,
}

impl Connection {
    /// A connection whose handshake is in the capture.
    pub(super) fn open() -> Self {
        Self::open_from(40_000)
    }

    pub(super) fn open_from(port: u16) -> Self {
        let mut connection = Self::unopened(port);
        let options = vec![2, 4, 5, 0xb4, 1, 3, 3, 8, 1, 1, 4, 2];
        connection.client_segment(1_000, SYN, options, b"");
        connection.server_segment(9_000, SYN | ACK, b"");
        connection
    }

    /// A connection whose handshake is not in the capture.
    pub(super) fn unopened(port: u16) -> Self {
        Self { packets: Vec::new(), client: 1_001, server: 9_001, port }
    }

    /// The client sends bytes in one segment.
    pub(super) fn client(mut self, payload: &[u8]) -> Self {
        self.client_segment(self.client, ACK, Vec::new(), payload);
        self.client += u32::try_from(payload.len()).unwrap();
        self
    }

    /// The client sends bytes in segments of so many bytes.
    pub(super) fn client_split(mut self, payload: &[u8], size: usize) -> Self {
        for part in payload.chunks(size) {
            self = self.client(part);
        }
        self
    }

    /// The client sends bytes of which the capture lacks the packet.
    pub(super) fn client_lost(mut self, payload: &[u8]) -> Self {
        self.client += u32::try_from(payload.len()).unwrap();
        self
    }

    /// The server sends bytes in one segment.
    pub(super) fn server(mut self, payload: &[u8]) -> Self {
        self.server_segment(self.server, ACK, payload);
        self.server += u32::try_from(payload.len()).unwrap();
        self
    }

    /// Both ends close.
    pub(super) fn close(mut self) -> Self {
        self.client_segment(self.client, FIN | ACK, Vec::new(), b"");
        self.server_segment(self.server, FIN | ACK, b"");
        self
    }

    /// The client resets the connection.
    pub(super) fn reset(mut self) -> Self {
        self.client_segment(self.client, RST, Vec::new(), b"");
        self
    }

    pub(super) fn pcap(&self) -> Vec<u8> {
        pcap(101, &self.packets)
    }

    fn client_segment(&mut self, sequence: u32, flags: u8, options: Vec<u8>, payload: &[u8]) {
        let ports = (self.port, 80);
        let acknowledgment = self.server;
        let payload = payload.to_vec();
        let tcp = Tcp { ports, sequence, acknowledgment, flags, options, payload };
        self.packets.push(tcp.ipv4(CLIENT, SERVER));
    }

    fn server_segment(&mut self, sequence: u32, flags: u8, payload: &[u8]) {
        let ports = (80, self.port);
        let (acknowledgment, options) = (self.client, Vec::new());
        let payload = payload.to_vec();
        let tcp = Tcp { ports, sequence, acknowledgment, flags, options, payload };
        self.packets.push(tcp.ipv4(SERVER, CLIENT));
    }
}

pub(super) const CLIENT: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 7);
pub(super) const SERVER: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 1);

/// The first packet's time in every capture made here, milliseconds since 1970.
pub(super) const START_MS: u64 = 1_700_000_000_000;

/// A little-endian pcap whose packets are 5 ms apart.
pub(super) fn pcap(link: u32, packets: &[Vec<u8>]) -> Vec<u8> {
    let mut file = Vec::new();
    file.extend(0xa1b2_c3d4u32.to_le_bytes());
    file.extend([2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0]);
    file.extend(link.to_le_bytes());
    for (index, packet) in packets.iter().enumerate() {
        let time_ms = START_MS + 5 * index as u64;
        file.extend(u32::try_from(time_ms / 1_000).unwrap().to_le_bytes());
        file.extend(u32::try_from(time_ms % 1_000 * 1_000).unwrap().to_le_bytes());
        let length = u32::try_from(packet.len()).unwrap().to_le_bytes();
        file.extend(length);
        file.extend(length);
        file.extend(packet);
    }
    file
}

/// A pcapng block.
pub(super) fn block(kind: u32, body: &[u8], big_endian: bool) -> Vec<u8> {
    let number = |n: u32| if big_endian { n.to_be_bytes() } else { n.to_le_bytes() };
    let mut body = body.to_vec();
    body.resize(body.len().next_multiple_of(4), 0);
    let length = number(u32::try_from(body.len() + 12).unwrap());
    [&number(kind)[..], &length, &body, &length].concat()
}

/// The parts a `ClientHello` is made of.
pub(super) struct Hello {
    pub(super) version: u16,
    pub(super) ciphers: Vec<u16>,
    pub(super) extensions: Vec<(u16, Vec<u8>)>,
}

impl Hello {
    /// A plausible TLS 1.3 hello for `host`.
    pub(super) fn to(host: &str) -> Self {
        let name = host.as_bytes();
        let mut sni = u16::try_from(name.len() + 3).unwrap().to_be_bytes().to_vec();
        sni.push(0);
        sni.extend(u16::try_from(name.len()).unwrap().to_be_bytes());
        sni.extend(name);
        Self {
            version: 0x0303,
            ciphers: vec![0x2a2a, 0x1301, 0x1302, 0xc02b],
            extensions: vec![
                (0x3a3a, vec![]),
                (0x0000, sni),
                (0x0010, alpn(&[b"h2", b"http/1.1"])),
                (0x002b, vec![6, 0x4a, 0x4a, 3, 4, 3, 3]),
                (0x000d, vec![0, 4, 4, 3, 8, 4]),
                (0x000a, vec![0, 4, 0x0a, 0x0a, 0, 29]),
                (0x000b, vec![1, 0]),
            ],
        }
    }

    /// The handshake message with its header.
    pub(super) fn message(&self) -> Vec<u8> {
        let mut body = self.version.to_be_bytes().to_vec();
        body.extend([7; 32]);
        body.push(0);
        body.extend(u16::try_from(self.ciphers.len() * 2).unwrap().to_be_bytes());
        self.ciphers.iter().for_each(|cipher| body.extend(cipher.to_be_bytes()));
        body.extend([1, 0]);
        let extensions: Vec<u8> = self
            .extensions
            .iter()
            .flat_map(|(number, content)| {
                let length = u16::try_from(content.len()).unwrap().to_be_bytes();
                [&number.to_be_bytes()[..], &length, content].concat()
            })
            .collect();
        body.extend(u16::try_from(extensions.len()).unwrap().to_be_bytes());
        body.extend(extensions);
        let length = u32::try_from(body.len()).unwrap().to_be_bytes();
        [&[1], &length[1..], &body].concat()
    }

    /// The message in TLS records of at most so many bytes.
    pub(super) fn records(&self, size: usize) -> Vec<u8> {
        self.message()
            .chunks(size)
            .flat_map(|part| {
                let length = u16::try_from(part.len()).unwrap().to_be_bytes();
                [&[22, 3, 1][..], &length, part].concat()
            })
            .collect()
    }
}

/// The content of an ALPN extension.
pub(super) fn alpn(protocols: &[&[u8]]) -> Vec<u8> {
    let list: Vec<u8> = protocols
        .iter()
        .flat_map(|name| [&[u8::try_from(name.len()).unwrap()], *name].concat())
        .collect();
    [&u16::try_from(list.len()).unwrap().to_be_bytes()[..], &list].concat()
}

/// Any address as the reader's record holds it.
pub(super) fn address(ip: impl Into<IpAddr>) -> app::domain::ip::Ip {
    ip.into().into()
}
