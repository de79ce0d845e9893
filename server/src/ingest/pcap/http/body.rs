//! The body of an HTTP/1 message: passed over and counted, never kept (RFC 9112 §6, §7.1).

use super::head::field;

/// Digits a chunk size may have; more would not fit 64 bits.
const MAX_SIZE_DIGITS: usize = 16;

/// What is left of a body.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// So many bytes follow.
    Length(u64),
    /// Chunks follow.
    Chunked(Chunk),
    /// Everything until the connection closes.
    UntilClose,
}

/// Where in a chunked body the reader stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Chunk {
    /// In a size line: the size so far, its digits, and whether the digits have ended.
    Size { size: u64, digits: usize, extension: bool },
    /// In chunk data of which this much is left.
    Data(u64),
    /// In the line end behind chunk data.
    DataEnd,
    /// In the trailer; the number of bytes on its current line.
    Trailer { line: usize },
}

/// What came of a run of body bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Passed {
    More,
    /// The body ended after so many bytes.
    End(usize),
    /// The bytes are no chunked body.
    Broken,
}

impl Body {
    /// The body a request's fields announce.
    pub(super) fn of_request(fields: &[(String, String)]) -> Self {
        Self::announced(fields).unwrap_or(Self::Length(0))
    }

    /// The body the fields announce, if they announce any.
    pub(super) fn announced(fields: &[(String, String)]) -> Option<Self> {
        if field(fields, "transfer-encoding")
            .is_some_and(|codings| codings.to_ascii_lowercase().contains("chunked"))
        {
            return Some(Self::Chunked(Chunk::START));
        }
        let length = field(fields, "content-length")?;
        Some(Self::Length(length.parse().unwrap_or(0)))
    }

    pub(super) fn is_over(&self) -> bool {
        *self == Self::Length(0)
    }

    /// Passes over bytes; `content` grows by those that are content rather than framing.
    pub(super) fn pass(&mut self, bytes: &[u8], content: &mut u64) -> Passed {
        match self {
            Self::UntilClose => {
                *content += bytes.len() as u64;
                Passed::More
            }
            Self::Length(left) => {
                let used = usize::try_from(*left).unwrap_or(usize::MAX).min(bytes.len());
                *left -= used as u64;
                *content += used as u64;
                if *left == 0 { Passed::End(used) } else { Passed::More }
            }
            Self::Chunked(chunk) => chunk.pass(bytes, content),
        }
    }

    /// Passes over bytes that are not in the capture; `false` when they may have ended the body.
    pub(super) fn pass_gap(&mut self, length: u32, content: &mut u64) -> bool {
        let length = u64::from(length);
        let inside = match self {
            Self::UntilClose => true,
            Self::Length(left) | Self::Chunked(Chunk::Data(left)) if length < *left => {
                *left -= length;
                true
            }
            _ => false,
        };
        *content += if inside { length } else { 0 };
        inside
    }
}

impl Chunk {
    const START: Self = Self::Size { size: 0, digits: 0, extension: false };

    fn pass(&mut self, bytes: &[u8], content: &mut u64) -> Passed {
        let mut at = 0;
        while at < bytes.len() {
            if let Self::Data(left) = self {
                let used = usize::try_from(*left).unwrap_or(usize::MAX).min(bytes.len() - at);
                *left -= used as u64;
                *content += used as u64;
                at += used;
                if *left == 0 {
                    *self = Self::DataEnd;
                }
                continue;
            }
            let byte = bytes[at];
            at += 1;
            match self.step(byte) {
                Some(false) => {}
                Some(true) => return Passed::End(at),
                None => return Passed::Broken,
            }
        }
        Passed::More
    }

    /// Takes one framing byte; `Some(true)` when it ends the body, `None` when it cannot stand here.
    fn step(&mut self, byte: u8) -> Option<bool> {
        match (&mut *self, byte) {
            (Self::Size { digits: 0, .. }, b'\n') => return None,
            (Self::Size { size: 0, .. }, b'\n') => *self = Self::Trailer { line: 0 },
            (Self::Size { size, .. }, b'\n') => *self = Self::Data(*size),
            (Self::Size { extension: true, .. }, _) => {}
            (Self::Size { extension, digits, .. }, b';' | b' ' | b'\t' | b'\r') if *digits > 0 => {
                *extension = true;
            }
            (Self::Size { size, digits, .. }, _) => {
                let digit = char::from(byte).to_digit(16)?;
                *digits += 1;
                if *digits > MAX_SIZE_DIGITS {
                    return None;
                }
                *size = *size << 4 | u64::from(digit);
            }
            (Self::DataEnd, b'\r') => {}
            (Self::DataEnd, b'\n') => *self = Self::START,
            (Self::Trailer { line: 0 }, b'\n') => return Some(true),
            (Self::Trailer { line }, b'\n') => *line = 0,
            (Self::Trailer { .. }, b'\r') => {}
            (Self::Trailer { line }, _) => *line += 1,
            (Self::DataEnd | Self::Data(_), _) => return None,
        }
        Some(false)
    }
}
