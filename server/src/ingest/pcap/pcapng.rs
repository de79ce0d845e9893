//! The blocks of a pcapng section: interfaces with their clocks, and packets.

use std::io::Read;

use super::CaptureError;
use super::capture::{Frame, MAX_FRAME, Next, Source, word};

const SECTION_HEADER: u32 = 0x0a0d_0d0a;
const INTERFACE_DESCRIPTION: u32 = 1;
const OBSOLETE_PACKET: u32 = 2;
const SIMPLE_PACKET: u32 = 3;
const ENHANCED_PACKET: u32 = 6;

/// More interfaces than any recorder writes; the rest of a longer list is not kept.
const MAX_INTERFACES: usize = 4_096;

/// The section being read: its byte order and its interfaces.
pub(super) struct Section {
    big_endian: bool,
    interfaces: Vec<Interface>,
    /// Simple packets carry no time; they get that of the packet before them.
    last_time_ns: u64,
}

#[derive(Clone, Copy)]
struct Interface {
    link: u32,
    snap_length: u32,
    /// Ticks in a second.
    resolution: u128,
    offset_seconds: i64,
}

impl Section {
    /// Reads the first section header behind its block type.
    pub(super) fn open<R: Read>(source: &mut Source<R>) -> Result<Self, CaptureError> {
        let mut section = Self { big_endian: false, interfaces: Vec::new(), last_time_ns: 0 };
        if section.enter(source)? { Ok(section) } else { Err(CaptureError::HeaderCut) }
    }

    /// Reads a section header behind its block type; `false` when it is cut off or not one.
    fn enter<R: Read>(&mut self, source: &mut Source<R>) -> Result<bool, CaptureError> {
        let Some(head) = source.read(8)? else { return Ok(false) };
        self.big_endian = match head[4..] {
            [0x1a, 0x2b, 0x3c, 0x4d] => true,
            [0x4d, 0x3c, 0x2b, 0x1a] => false,
            _ => return Ok(false),
        };
        self.interfaces.clear();
        let length = u64::from(word(head, 0, self.big_endian));
        if length < 28 || !length.is_multiple_of(4) {
            return Ok(false);
        }
        source.skip(length - 12)
    }

    /// The next packet of the file.
    pub(super) fn next<'a, R: Read>(
        &mut self,
        source: &'a mut Source<R>,
    ) -> Result<Next<'a>, CaptureError> {
        loop {
            let position = source.position();
            if source.at_end()? {
                return Ok(Next::End(None));
            }
            let Some(head) = source.read(4)? else { return Ok(Next::cut(position)) };
            let kind = word(head, 0, self.big_endian);
            if kind == SECTION_HEADER {
                if !self.enter(source)? {
                    return Ok(Next::corrupt(position, "is not a whole section header"));
                }
                continue;
            }
            let Some(head) = source.read(4)? else { return Ok(Next::cut(position)) };
            let length = word(head, 0, self.big_endian) as usize;
            if length < 12 || !length.is_multiple_of(4) {
                return Ok(Next::corrupt(position, &format!("says it is {length} bytes long")));
            }
            let body = length - 12;
            let packet = matches!(kind, ENHANCED_PACKET | SIMPLE_PACKET | OBSOLETE_PACKET);
            if !(packet || kind == INTERFACE_DESCRIPTION) || body > MAX_FRAME {
                if !source.skip(body as u64 + 4)? {
                    return Ok(Next::cut(position));
                }
                if packet {
                    return Ok(Next::Skipped("frame longer than 1 MiB"));
                }
                continue;
            }
            if !packet {
                match source.read(body + 4)? {
                    Some(block) => self.add_interface(&block[..body]),
                    None => return Ok(Next::cut(position)),
                }
                continue;
            }
            return match source.read(body + 4)? {
                Some(block) => Ok(self.packet(kind, &block[..body])),
                None => Ok(Next::cut(position)),
            };
        }
    }

    fn add_interface(&mut self, block: &[u8]) {
        if self.interfaces.len() >= MAX_INTERFACES {
            return;
        }
        let mut interface = Interface {
            link: u32::from(self.half(block, 0)),
            snap_length: word(block, 4, self.big_endian),
            resolution: 1_000_000,
            offset_seconds: 0,
        };
        let mut options = block.get(8..).unwrap_or_default();
        while options.len() >= 4 {
            let code = self.half(options, 0);
            let length = usize::from(self.half(options, 2));
            let Some(value) = options.get(4..4 + length) else { break };
            match (code, value) {
                (0, _) => break,
                (9, [resolution, ..]) => interface.resolution = ticks_per_second(*resolution),
                (14, [_, _, _, _, _, _, _, _]) => {
                    let (a, b) = (word(value, 0, self.big_endian), word(value, 4, self.big_endian));
                    let (high, low) = if self.big_endian { (a, b) } else { (b, a) };
                    interface.offset_seconds =
                        (u64::from(high) << 32 | u64::from(low)).cast_signed();
                }
                _ => {}
            }
            options = options.get(4 + length.next_multiple_of(4)..).unwrap_or_default();
        }
        self.interfaces.push(interface);
    }

    fn packet<'a>(&mut self, kind: u32, block: &'a [u8]) -> Next<'a> {
        let (number, captured, data) = match kind {
            ENHANCED_PACKET => {
                (word(block, 0, self.big_endian), word(block, 12, self.big_endian), 20)
            }
            OBSOLETE_PACKET => {
                (u32::from(self.half(block, 0)), word(block, 12, self.big_endian), 20)
            }
            _ => (0, word(block, 0, self.big_endian), 4),
        };
        let Some(interface) = self.interfaces.get(number as usize).copied() else {
            return Next::Skipped("packet of an interface the file does not describe");
        };
        let data = block.get(data..).unwrap_or_default();
        let mut captured = captured as usize;
        if kind == SIMPLE_PACKET {
            // The field is the length on the wire; the capture may hold less.
            let snap_length = interface.snap_length as usize;
            captured = captured.min(data.len());
            captured = if snap_length == 0 { captured } else { captured.min(snap_length) };
        } else {
            let ticks = u64::from(word(block, 4, self.big_endian)) << 32
                | u64::from(word(block, 8, self.big_endian));
            self.last_time_ns = interface.nanoseconds(ticks);
        }
        match data.get(..captured) {
            Some(data) => {
                Next::Frame(Frame { link: interface.link, time_ns: self.last_time_ns, data })
            }
            None => Next::Skipped("packet longer than its block"),
        }
    }

    fn half(&self, bytes: &[u8], offset: usize) -> u16 {
        let Some(&[a, b]) = bytes.get(offset..offset + 2) else { return 0 };
        if self.big_endian { u16::from_be_bytes([a, b]) } else { u16::from_le_bytes([a, b]) }
    }
}

impl Interface {
    fn nanoseconds(&self, ticks: u64) -> u64 {
        let nanoseconds = u128::from(ticks) * 1_000_000_000 / self.resolution;
        let offset = i128::from(self.offset_seconds) * 1_000_000_000;
        let sum = i128::try_from(nanoseconds).unwrap_or(i128::MAX).saturating_add(offset);
        u64::try_from(sum.max(0)).unwrap_or(u64::MAX)
    }
}

/// Ticks in a second of an `if_tsresol` byte: a negative power of 10, or of 2 with the top bit set.
fn ticks_per_second(resolution: u8) -> u128 {
    let exponent = u32::from(resolution & 0x7f);
    if resolution & 0x80 == 0 { 10u128.pow(exponent.min(30)) } else { 1u128 << exponent.min(100) }
}
