//! What the first packet of an operating system or scan tool looks like: data only, one row each.
//!
//! Facts come from the p0f 3.09b fingerprint list ("p0f"), the entries the
//! huginn-net project added to it for newer systems ("huginn"), our own
//! captures of tools from Debian 12 between two hosts ("capture") and the
//! value the older platform used ("ja4-platform"). The first row that fits wins.

/// A TCP/IP stack; systems that share one cannot be told apart by their SYN.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stack {
    /// Windows.
    Windows,
    /// macOS, iOS, iPadOS.
    Apple,
    /// Linux, Android, `ChromeOS`.
    Linux,
    /// FreeBSD, OpenBSD, network devices.
    Other,
    /// A program that writes its own packets.
    Tool,
}

/// Which windows (unscaled) a row accepts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Window {
    /// Any.
    Any,
    /// One of these values.
    OneOf(&'static [u16]),
    /// The segment size times one of these.
    TimesMss(&'static [u16]),
    /// 44 segments, or the largest multiple of the segment size that 16 bits hold.
    WholeSegments,
}

/// Which options a row accepts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Options {
    /// One of these layouts; also fits when the sensor recorded none.
    Layouts(&'static [&'static str]),
    /// One of these layouts, and the sensor must have recorded it.
    RecordedLayouts(&'static [&'static str]),
    /// No option at all, not even the segment size.
    Absent,
    /// Whatever they are.
    Any,
}

/// One known SYN.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Signature {
    /// Name shown.
    pub name: &'static str,
    /// Stack it belongs to.
    pub stack: Stack,
    /// TTL it starts with; 0 = any.
    pub ttl: u8,
    /// Window.
    pub window: Window,
    /// Window scales, empty = any.
    pub scales: &'static [u8],
    /// Segment sizes, empty = any.
    pub mss: &'static [u16],
    /// Options in order.
    pub options: Options,
    /// Confidence, 0 to 1, when everything fits.
    pub confidence: f64,
    /// Where the facts come from.
    pub source: &'static str,
}

const WINDOWS: &[&str] = &["MSS,NOP,WS,NOP,NOP,SACK"];
const WINDOWS_OLD: &[&str] = &["MSS,NOP,NOP,SACK", "MSS,NOP,WS,NOP,NOP,SACK", "MSS,NOP,WS,SACK,TS"];
const LINUX: &[&str] = &["MSS,SACK,TS,NOP,WS"];
const LINUX_ALL: &[&str] = &["MSS,SACK,TS,NOP,WS", "MSS,NOP,NOP,SACK,NOP,WS"];
const APPLE: &[&str] = &["MSS,NOP,WS,NOP,NOP,TS,SACK,EOL", "MSS,NOP,WS,NOP,NOP,TS,SACK"];
const FREEBSD: &[&str] = &["MSS,NOP,WS,SACK,TS"];
const NMAP_OS: &[&str] = &[
    "WS,NOP,MSS,TS,SACK",
    "MSS,WS,SACK,TS,EOL",
    "TS,NOP,NOP,WS,NOP,MSS",
    "SACK,TS,WS,EOL",
    "MSS,SACK,TS,WS,EOL",
    "MSS,SACK,TS",
    "WS,NOP,MSS,SACK,NOP,NOP",
];

/// All rows, most telling first.
pub const SIGNATURES: &[Signature] = &[
    Signature {
        name: "Masscan",
        ttl: 255,
        window: Window::OneOf(&[1024]),
        options: Options::Absent,
        confidence: 0.97,
        source: "capture of masscan 1.3.2",
        ..tool()
    },
    Signature {
        // 5808 is 4 × 1452, so a Linux 2.x kernel behind PPPoE can look the same.
        name: "Masscan",
        window: Window::OneOf(&[5808]),
        scales: &[4],
        mss: &[1452],
        confidence: 0.97,
        source: "ja4-platform",
        ..tool()
    },
    Signature {
        name: "ZMap",
        ttl: 255,
        window: Window::OneOf(&[65_535]),
        options: Options::Absent,
        confidence: 0.97,
        source: "capture of zmap 2.1.1",
        ..tool()
    },
    Signature {
        name: "Nmap SYN scan",
        window: Window::OneOf(&[1024, 2048, 3072, 4096]),
        scales: &[0],
        mss: &[1460, 1440],
        options: Options::Layouts(&["MSS"]),
        confidence: 0.95,
        source: "capture of nmap 7.93; p0f",
        ..tool()
    },
    Signature {
        name: "Nmap OS detection",
        window: Window::OneOf(&[1, 3, 4, 16, 63, 128, 256, 512, 31_337]),
        options: Options::RecordedLayouts(NMAP_OS),
        confidence: 0.95,
        source: "capture of nmap 7.93; p0f",
        ..tool()
    },
    Signature {
        name: "hping3",
        ttl: 64,
        window: Window::OneOf(&[512]),
        options: Options::Absent,
        confidence: 0.85,
        source: "capture of hping3",
        ..tool()
    },
    Signature {
        name: "Scapy",
        ttl: 64,
        window: Window::OneOf(&[8192]),
        options: Options::Absent,
        confidence: 0.75,
        source: "documented defaults of Scapy",
        ..tool()
    },
    Signature {
        // The Mirai family writes such packets, and so does a sensor that leaves options out.
        name: "raw-socket scanner",
        options: Options::Absent,
        confidence: 0.6,
        source: "published source of Mirai",
        ..tool()
    },
    Signature {
        name: "Windows 10 or 11",
        window: Window::WholeSegments,
        scales: &[8],
        options: Options::Layouts(WINDOWS),
        confidence: 0.95,
        ..windows("huginn")
    },
    Signature {
        name: "Windows 10",
        window: Window::OneOf(&[65_535]),
        scales: &[3, 8],
        options: Options::Layouts(WINDOWS),
        confidence: 0.9,
        ..windows("huginn")
    },
    Signature {
        name: "Windows 7 or 8",
        window: Window::OneOf(&[8192]),
        scales: &[0, 2, 8],
        options: Options::Layouts(WINDOWS_OLD),
        confidence: 0.9,
        ..windows("p0f")
    },
    Signature {
        name: "Windows XP",
        window: Window::OneOf(&[65_535, 16_384]),
        scales: &[0, 1, 2],
        options: Options::Layouts(WINDOWS_OLD),
        confidence: 0.8,
        ..windows("p0f")
    },
    windows("p0f"),
    Signature {
        name: "macOS or iOS",
        stack: Stack::Apple,
        window: Window::OneOf(&[65_535]),
        scales: &[1, 2, 3, 4, 5, 6],
        options: Options::Layouts(APPLE),
        confidence: 0.95,
        ..unix("p0f; huginn")
    },
    Signature {
        name: "FreeBSD",
        stack: Stack::Other,
        window: Window::OneOf(&[65_535]),
        scales: &[3, 6],
        options: Options::Layouts(FREEBSD),
        confidence: 0.9,
        ..unix("p0f")
    },
    Signature {
        name: "OpenBSD",
        stack: Stack::Other,
        window: Window::OneOf(&[16_384]),
        scales: &[0, 3, 6],
        options: Options::Layouts(&["MSS,NOP,NOP,SACK,NOP,WS,NOP,NOP,TS"]),
        confidence: 0.9,
        ..unix("p0f")
    },
    Signature {
        name: "Android",
        window: Window::OneOf(&[65_535]),
        scales: &[6, 8, 9],
        options: Options::Layouts(LINUX),
        confidence: 0.85,
        ..unix("huginn")
    },
    Signature {
        name: "Android",
        window: Window::TimesMss(&[44]),
        scales: &[1, 3],
        options: Options::Layouts(LINUX),
        confidence: 0.85,
        ..unix("p0f")
    },
    Signature {
        name: "Linux 4.19 or newer",
        window: Window::WholeSegments,
        scales: &[7, 8, 9, 10],
        options: Options::Layouts(LINUX),
        confidence: 0.95,
        ..unix("capture of curl, wget, Python and Node on kernel 6")
    },
    Signature {
        name: "Linux 3.11 or newer",
        window: Window::TimesMss(&[20]),
        scales: &[7, 10],
        options: Options::Layouts(LINUX),
        confidence: 0.95,
        ..unix("p0f")
    },
    Signature {
        name: "Linux 3.1 to 3.10",
        window: Window::TimesMss(&[10]),
        scales: &[4, 5, 6, 7],
        options: Options::Layouts(LINUX),
        confidence: 0.9,
        ..unix("p0f")
    },
    Signature {
        name: "Linux 2.6",
        window: Window::TimesMss(&[4]),
        scales: &[6, 7, 8],
        options: Options::Layouts(LINUX),
        confidence: 0.9,
        ..unix("p0f")
    },
    unix("p0f"),
    Signature {
        name: "macOS or iOS",
        stack: Stack::Apple,
        options: Options::RecordedLayouts(APPLE),
        ..unix("p0f")
    },
    Signature {
        name: "FreeBSD",
        stack: Stack::Other,
        options: Options::RecordedLayouts(FREEBSD),
        ..unix("p0f")
    },
    Signature {
        name: "Cisco IOS",
        stack: Stack::Other,
        ttl: 255,
        window: Window::OneOf(&[4128]),
        scales: &[0],
        options: Options::Layouts(&["MSS"]),
        confidence: 0.8,
        ..unix("documented default window of Cisco IOS")
    },
];

const fn tool() -> Signature {
    Signature {
        name: "",
        stack: Stack::Tool,
        ttl: 0,
        window: Window::Any,
        scales: &[],
        mss: &[],
        options: Options::Any,
        confidence: 0.0,
        source: "",
    }
}

/// Any Windows, by its option layout alone.
const fn windows(source: &'static str) -> Signature {
    Signature {
        name: "Windows",
        stack: Stack::Windows,
        ttl: 128,
        options: Options::RecordedLayouts(WINDOWS_OLD),
        confidence: 0.8,
        source,
        ..tool()
    }
}

/// Any Linux, by its option layout alone.
const fn unix(source: &'static str) -> Signature {
    Signature {
        name: "Linux",
        stack: Stack::Linux,
        ttl: 64,
        options: Options::RecordedLayouts(LINUX_ALL),
        confidence: 0.8,
        source,
        ..tool()
    }
}
