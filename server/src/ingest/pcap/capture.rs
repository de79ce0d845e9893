//! The frames of a pcap or pcapng file, one at a time (draft-ietf-opsawg-pcap, -pcapng).
//!
//! Own code: `pcap-parser` 0.17 refuses a source whose first read is short (pipes,
//! gzip), reads no binary `if_tsresol` and swaps `if_tsoffset`.

use std::io::{self, Read};

use super::CaptureError;
use super::pcapng::Section;

/// Longest frame that is read, bytes; the largest snap length in use is 262,144.
pub(super) const MAX_FRAME: usize = 1 << 20;

/// One captured frame.
pub(super) struct Frame<'a> {
    /// Link type number (`LINKTYPE_…` of tcpdump.org).
    pub(super) link: u32,
    /// Nanoseconds since 1970.
    pub(super) time_ns: u64,
    /// The bytes captured, which may be fewer than were on the wire.
    pub(super) data: &'a [u8],
}

/// What comes next in a capture file.
pub(super) enum Next<'a> {
    /// A frame.
    Frame(Frame<'a>),
    /// A block that holds a packet but cannot be used, and why.
    Skipped(&'static str),
    /// The end, with a note when it is not where it should be.
    End(Option<String>),
}

/// A capture file being read; holds one frame at a time.
pub(super) struct CaptureFile<R> {
    source: Source<R>,
    format: Format,
}

enum Format {
    Pcap(PcapHeader),
    PcapNg(Section),
}

#[derive(Clone, Copy)]
struct PcapHeader {
    big_endian: bool,
    nanoseconds: bool,
    link: u32,
    /// Bytes behind the 16 of a record header (8 in Kuznetzov's variant).
    extra: usize,
}

/// The bytes of the file and one reused buffer.
pub(super) struct Source<R> {
    reader: io::BufReader<R>,
    buffer: Vec<u8>,
    position: u64,
}

impl<R: Read> CaptureFile<R> {
    /// Reads the file header.
    pub(super) fn open(reader: R) -> Result<Self, CaptureError> {
        let mut source = Source {
            reader: io::BufReader::with_capacity(1 << 17, reader),
            buffer: Vec::new(),
            position: 0,
        };
        let magic = match source.read(4)? {
            Some(&[a, b, c, d]) => [a, b, c, d],
            _ => return Err(CaptureError::Empty),
        };
        let format = if magic == [0x0a, 0x0d, 0x0d, 0x0a] {
            Format::PcapNg(Section::open(&mut source)?)
        } else {
            Format::Pcap(PcapHeader::read(magic, &mut source)?)
        };
        Ok(Self { source, format })
    }

    /// The next frame; fails only when the source itself fails.
    pub(super) fn next(&mut self) -> Result<Next<'_>, CaptureError> {
        match &mut self.format {
            Format::Pcap(header) => header.next(&mut self.source),
            Format::PcapNg(section) => section.next(&mut self.source),
        }
    }
}

impl PcapHeader {
    fn read<R: Read>(magic: [u8; 4], source: &mut Source<R>) -> Result<Self, CaptureError> {
        let (big_endian, nanoseconds, extra) = match u32::from_be_bytes(magic) {
            0xa1b2_c3d4 => (true, false, 0),
            0xd4c3_b2a1 => (false, false, 0),
            0xa1b2_3c4d => (true, true, 0),
            0x4d3c_b2a1 => (false, true, 0),
            0xa1b2_cd34 => (true, false, 8),
            0x34cd_b2a1 => (false, false, 8),
            _ => return Err(CaptureError::NotACapture { magic }),
        };
        let Some(rest) = source.read(20)? else { return Err(CaptureError::HeaderCut) };
        // The upper bits of the field tell the length of the frame check sequence.
        let link = word(rest, 16, big_endian) & 0xffff;
        Ok(Self { big_endian, nanoseconds, link, extra })
    }

    fn next<'a, R: Read>(self, source: &'a mut Source<R>) -> Result<Next<'a>, CaptureError> {
        let position = source.position;
        if source.at_end()? {
            return Ok(Next::End(None));
        }
        let Some(head) = source.read(16 + self.extra)? else { return Ok(Next::cut(position)) };
        let seconds = u64::from(word(head, 0, self.big_endian));
        let fraction = u64::from(word(head, 4, self.big_endian));
        let length = word(head, 8, self.big_endian) as usize;
        if length > MAX_FRAME {
            return Ok(Next::corrupt(position, &format!("says it is {length} bytes long")));
        }
        let Some(data) = source.read(length)? else { return Ok(Next::cut(position)) };
        let nanoseconds = if self.nanoseconds { fraction } else { fraction * 1_000 };
        Ok(Next::Frame(Frame {
            link: self.link,
            time_ns: seconds * 1_000_000_000 + nanoseconds,
            data,
        }))
    }
}

impl Next<'_> {
    /// The file ends inside the record that starts at `position`.
    pub(super) fn cut(position: u64) -> Self {
        Self::End(Some(format!("the file is cut off in the record at byte {position}")))
    }

    /// The record at `position` cannot be true, so nothing behind it can be found.
    pub(super) fn corrupt(position: u64, why: &str) -> Self {
        Self::End(Some(format!("reading stopped: the record at byte {position} {why}")))
    }
}

impl<R: Read> Source<R> {
    /// Where the next read starts, bytes from the beginning.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// Exactly `count` bytes, or `None` when the source ends before.
    pub(super) fn read(&mut self, count: usize) -> Result<Option<&[u8]>, CaptureError> {
        self.buffer.resize(count, 0);
        match self.reader.read_exact(&mut self.buffer) {
            Ok(()) => {
                self.position += count as u64;
                Ok(Some(&self.buffer))
            }
            // A cut gzip or zstd stream says so with the same kind.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
            Err(error) => Err(CaptureError::Io(error)),
        }
    }

    /// Passes over `count` bytes; `false` when the source ends before.
    pub(super) fn skip(&mut self, count: u64) -> Result<bool, CaptureError> {
        match io::copy(&mut self.reader.by_ref().take(count), &mut io::sink()) {
            Ok(passed) => {
                self.position += passed;
                Ok(passed == count)
            }
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
            Err(error) => Err(CaptureError::Io(error)),
        }
    }

    /// Whether not a single byte is left.
    pub(super) fn at_end(&mut self) -> Result<bool, CaptureError> {
        loop {
            match io::BufRead::fill_buf(&mut self.reader) {
                Ok(bytes) => return Ok(bytes.is_empty()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // The next read meets it again and calls the file cut off.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(false),
                Err(error) => return Err(CaptureError::Io(error)),
            }
        }
    }
}

/// The 32-bit number at `offset`, or 0 when the slice is too short for it.
pub(super) fn word(bytes: &[u8], offset: usize, big_endian: bool) -> u32 {
    let Some(&[a, b, c, d]) = bytes.get(offset..offset + 4) else { return 0 };
    if big_endian { u32::from_be_bytes([a, b, c, d]) } else { u32::from_le_bytes([a, b, c, d]) }
}
