//! Capture files (pcap, pcapng) to records: SYN, TLS `ClientHello` with JA4, clear-text HTTP/1.
//!
//! Reads TCP only. QUIC and DTLS, tunnels (GRE, GENEVE, VXLAN) and IP fragments
//! are counted in [`CaptureStats::skipped`], not read.

mod bytes;
mod capture;
mod client_hello;
mod flow;
mod guess;
mod half;
mod http;
mod ja4;
mod link;
mod packet;
mod pcapng;
mod record;
mod scan;
mod stream;
mod syn;
mod table;
#[cfg(test)]
mod tests;
mod tls;

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Read};

use app::domain::log_record::LogRecord;

use capture::{CaptureFile, Next};
use flow::Output;
use packet::Segment;
use table::{FlowTable, Limits};

/// What a capture file held, and what of it was not read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CaptureStats {
    /// Frames read.
    pub packets: u64,
    /// Bytes of those frames as captured.
    pub bytes: u64,
    /// TCP connections seen.
    pub connections: u64,
    /// Clear-text HTTP requests.
    pub requests: u64,
    /// TLS `ClientHello`s fingerprinted.
    pub client_hellos: u64,
    /// What was passed over: the reason and how often.
    pub skipped: BTreeMap<&'static str, u64>,
    /// Why reading stopped before the end of the file, if it did.
    pub note: Option<String>,
}

impl CaptureStats {
    fn skip(&mut self, why: &'static str) {
        *self.skipped.entry(why).or_default() += 1;
    }
}

/// Why a source cannot be read as a capture file at all.
#[derive(Debug)]
pub enum CaptureError {
    /// The source has fewer than four bytes.
    Empty,
    /// The source does not begin like a pcap or pcapng file.
    NotACapture {
        /// Its first four bytes.
        magic: [u8; 4],
    },
    /// The file ends inside its header, or the header is not whole.
    HeaderCut,
    /// Reading the source failed.
    Io(io::Error),
}

impl fmt::Display for CaptureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the file is empty"),
            Self::NotACapture { magic: [a, b, c, d] } => {
                write!(
                    f,
                    "neither pcap nor pcapng: the file begins with {a:02x} {b:02x} {c:02x} {d:02x}"
                )
            }
            Self::HeaderCut => f.write_str("the header of the capture file is not whole"),
            Self::Io(error) => write!(f, "the capture file cannot be read: {error}"),
        }
    }
}

impl std::error::Error for CaptureError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

/// Reads a capture file from beginning to end and hands each record to `sink`.
///
/// A TLS connection gives one record (`orphan_side` `B`, host = SNI), a clear-text request one
/// each; records of a connection come in order, those of different connections need not.
/// `host` stands in where a record names no host. Memory stays bounded whatever the file
/// holds; a file that breaks off gives what was read and a note in the statistics.
///
/// # Errors
///
/// When the source is no capture file, or fails while it is read.
pub fn read_capture(
    reader: impl Read,
    host: Option<&str>,
    sink: &mut dyn FnMut(LogRecord),
) -> Result<CaptureStats, CaptureError> {
    read_within(reader, host, Limits::default(), sink)
}

fn read_within(
    reader: impl Read,
    host: Option<&str>,
    limits: Limits,
    sink: &mut dyn FnMut(LogRecord),
) -> Result<CaptureStats, CaptureError> {
    let mut file = CaptureFile::open(reader)?;
    let mut stats = CaptureStats::default();
    let mut table = FlowTable::new(limits);
    loop {
        let frame = match file.next()? {
            Next::Frame(frame) => frame,
            Next::Skipped(why) => {
                stats.skip(why);
                continue;
            }
            Next::End(note) => {
                stats.note = note;
                break;
            }
        };
        stats.packets += 1;
        stats.bytes += frame.data.len() as u64;
        let segment = link::ip_packet(frame.link, frame.data)
            .and_then(|packet| Segment::parse(packet, frame.time_ns / 1_000_000));
        match segment {
            Ok(segment) => {
                table.push(&segment, &mut Output { host, stats: &mut stats, sink: &mut *sink });
            }
            Err(why) => stats.skip(why),
        }
    }
    table.finish(&mut Output { host, stats: &mut stats, sink });
    Ok(stats)
}
