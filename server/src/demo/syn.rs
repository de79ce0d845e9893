//! SYN packets of operating systems and tools: what the network side of the demo shows.
//!
//! Sources: p0f 3.09b signatures, the Windows 10 and Android additions and the macOS
//! capture of huginn-net, and captures of nmap 7.93, masscan 1.3.2, zmap 2.1.1, curl,
//! wget, Python and Node on Linux 6.18.

use super::rng::Rng;

/// A SYN as its sender builds it.
#[derive(Debug)]
pub(super) struct Syn {
    /// IP time to live at the sender.
    pub(super) ttl: u8,
    /// TCP window, unscaled.
    pub(super) window: u16,
    /// Maximum segment size; `None` when the option is absent.
    pub(super) mss: Option<u16>,
    /// Window scale; `None` when the option is absent.
    pub(super) scale: Option<u8>,
    /// Option kinds in order.
    pub(super) options: &'static str,
    /// IP total length, bytes (IPv4).
    pub(super) length: u16,
    /// Don't Fragment.
    pub(super) df: bool,
    /// IP identification is always 0.
    pub(super) id_zero: bool,
}

/// Windows 10 and 11: p0f signature `*:128:0:*:mss*44,8:mss,nop,ws,nop,nop,sok`.
pub(super) static WINDOWS: Syn = Syn {
    ttl: 128,
    window: 64_240,
    mss: Some(1_460),
    scale: Some(8),
    options: "MSS,NOP,WS,NOP,NOP,SACK",
    length: 52,
    df: true,
    id_zero: false,
};

/// macOS and iOS: capture of a current macOS.
pub(super) static APPLE: Syn = Syn {
    ttl: 64,
    window: 65_535,
    mss: Some(1_460),
    scale: Some(6),
    options: "MSS,NOP,WS,NOP,NOP,TS,SACK,EOL",
    length: 64,
    df: true,
    id_zero: true,
};

/// Android: p0f signature `*:64:0:*:65535,8:mss,sok,ts,nop,ws`.
pub(super) static ANDROID: Syn = Syn {
    ttl: 64,
    window: 65_535,
    mss: Some(1_460),
    scale: Some(8),
    options: "MSS,SACK,TS,NOP,WS",
    length: 60,
    df: true,
    id_zero: false,
};

/// Linux, usual scale: p0f signature `*:64:0:*:mss*…,7:mss,sok,ts,nop,ws`.
pub(super) static LINUX: Syn = Syn {
    ttl: 64,
    window: 64_240,
    mss: Some(1_460),
    scale: Some(7),
    options: "MSS,SACK,TS,NOP,WS",
    length: 60,
    df: true,
    id_zero: false,
};

/// Linux with large receive buffers: capture of curl, wget, Python and Node on kernel 6.18.
pub(super) static LINUX_SERVER: Syn = Syn {
    ttl: 64,
    window: 64_240,
    mss: Some(1_460),
    scale: Some(10),
    options: "MSS,SACK,TS,NOP,WS",
    length: 60,
    df: true,
    id_zero: false,
};

/// masscan 1.3.2: capture.
pub(super) static MASSCAN: Syn = Syn {
    ttl: 255,
    window: 1_024,
    mss: None,
    scale: None,
    options: "",
    length: 40,
    df: false,
    id_zero: false,
};

/// zmap 2.1.1: capture.
pub(super) static ZMAP: Syn = Syn {
    ttl: 255,
    window: 65_535,
    mss: None,
    scale: None,
    options: "",
    length: 40,
    df: false,
    id_zero: false,
};

/// nmap 7.93 `-sS`: capture (its TTL is drawn between 38 and 59 at the sender).
pub(super) static NMAP: Syn = Syn {
    ttl: 56,
    window: 1_024,
    mss: Some(1_460),
    scale: None,
    options: "MSS",
    length: 44,
    df: false,
    id_zero: false,
};

/// A SYN as it arrives: hops taken off the TTL, the path's MSS applied.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    /// What was sent.
    pub(super) syn: &'static Syn,
    /// TTL on arrival.
    pub(super) ttl: u8,
    /// MSS on arrival, 0 when the option is absent.
    pub(super) mss: u16,
}

impl Seen {
    /// `syn` after `hops` routers on a path that carries segments of `path_mss` bytes.
    pub(super) fn after(syn: &'static Syn, hops: u8, path_mss: u16) -> Self {
        Self { syn, ttl: syn.ttl.saturating_sub(hops), mss: syn.mss.map_or(0, |m| m.min(path_mss)) }
    }

    /// The same from the data centre machine `index` stands in: 6 to 16 hops, full segments.
    pub(super) fn from_server(syn: &'static Syn, index: u64) -> Self {
        Self::after(syn, 6 + Rng::derived(0, &[index]).below(11) as u8, 1_460)
    }
}
