//! Splits bytes into lines of bounded length and knows where each one ends.

use std::io::{self, Read};

use serde::{Deserialize, Serialize};

/// The longest line that is parsed, in bytes.
pub const MAX_LINE: usize = 1 << 20;
/// How much of a longer line is kept to show it.
const SHOWN: usize = 4_096;
const CHUNK: usize = 1 << 18;

/// A place between two lines.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
pub struct Position {
    /// Unpacked bytes before it; of a capture file, records before it.
    pub offset: u64,
    /// Lines before it.
    pub line: u64,
}

/// What comes next.
#[derive(PartialEq, Eq, Debug)]
pub enum Line<'a> {
    /// A line without its line break.
    Whole(&'a [u8]),
    /// The beginning of a line that is longer than [`MAX_LINE`].
    TooLong(&'a [u8]),
    /// Nothing new for a moment.
    Idle,
    /// The place that [`Lines::stop_at`] named.
    Limit,
    /// Nothing more.
    End,
}

/// Lines of a reader that may say `WouldBlock` for "nothing yet".
pub struct Lines<R> {
    reader: R,
    buffer: Vec<u8>,
    /// Start of what is not yet given out, and how much of it has no line break.
    start: usize,
    scanned: usize,
    position: Position,
    limit: Option<u64>,
    at_end: bool,
    /// Beginning of an overlong line whose rest is being passed over.
    overlong: Option<Vec<u8>>,
    shown: Vec<u8>,
    is_terminated: bool,
    drops_rest_of_line: bool,
}

enum Found {
    Line { len: usize, with_break: usize },
    Idle,
    Limit,
    End,
}

impl<R: Read> Lines<R> {
    /// Lines of `reader`, which stands at `position`.
    pub fn new(reader: R, position: Position) -> Self {
        Self {
            reader,
            buffer: Vec::new(),
            start: 0,
            scanned: 0,
            position,
            limit: None,
            at_end: false,
            overlong: None,
            shown: Vec::new(),
            is_terminated: true,
            drops_rest_of_line: false,
        }
    }

    /// The place after the line given out last.
    pub fn position(&self) -> Position {
        self.position
    }

    /// Takes this offset for the end of the file until [`Lines::go_on`].
    pub fn stop_at(&mut self, offset: u64) {
        self.limit = Some(offset);
    }

    /// Reads on past the limit; the rest of a line that was cut there is passed over.
    pub fn go_on(&mut self) {
        self.limit = None;
        self.drops_rest_of_line = !self.is_terminated;
    }

    /// Passes over what is left of the line in which reading begins.
    pub fn drop_rest_of_line(&mut self) {
        self.drops_rest_of_line = true;
    }

    /// The first bytes, as many as tell a format: up to 64 KiB of whole lines where there are any.
    ///
    /// # Errors
    /// When reading fails.
    pub fn peek(&mut self) -> io::Result<Option<&[u8]>> {
        while !self.at_end && self.buffer.len() - self.start < 1 << 16 {
            match self.fill() {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    if !self.buffer[self.start..].contains(&b'\n') {
                        return Ok(None);
                    }
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(Some(&self.buffer[self.start..]))
    }

    /// What was read but not given out, and the reader behind it.
    pub fn into_rest(self) -> (Vec<u8>, R) {
        (self.buffer[self.start..].to_vec(), self.reader)
    }

    /// The next line.
    ///
    /// # Errors
    /// When reading fails, other than by `WouldBlock`.
    pub fn next_line(&mut self) -> io::Result<Line<'_>> {
        loop {
            match self.find()? {
                Found::Line { with_break, .. } if self.drops_rest_of_line => {
                    self.drops_rest_of_line = false;
                    self.overlong = None;
                    self.consume(with_break);
                }
                Found::Line { len, with_break } => {
                    let begin = self.start;
                    self.consume(with_break);
                    self.position.line += 1;
                    self.is_terminated = with_break > len;
                    let line = &self.buffer[begin..begin + len];
                    if let Some(beginning) = self.overlong.take() {
                        self.shown = beginning;
                    } else if len > MAX_LINE {
                        self.shown = line[..SHOWN].to_vec();
                    } else {
                        return Ok(Line::Whole(line));
                    }
                    return Ok(Line::TooLong(&self.shown));
                }
                Found::Idle => return Ok(Line::Idle),
                Found::Limit => return Ok(Line::Limit),
                Found::End => return Ok(Line::End),
            }
        }
    }

    fn find(&mut self) -> io::Result<Found> {
        loop {
            let room = self.limit.map_or(usize::MAX, |limit| {
                usize::try_from(limit.saturating_sub(self.position.offset)).unwrap_or(usize::MAX)
            });
            let window = &self.buffer[self.start..];
            let window = &window[..window.len().min(room)];
            let scanned = self.scanned.min(window.len());
            if let Some(at) = window[scanned..].iter().position(|byte| *byte == b'\n') {
                let len = scanned + at;
                return Ok(Found::Line { len, with_break: len + 1 });
            }
            let len = window.len();
            self.scanned = len;
            if len == room || (self.at_end && self.buffer.len() - self.start == len) {
                if len > 0 || self.overlong.is_some() {
                    return Ok(Found::Line { len, with_break: len });
                }
                return Ok(if len == room { Found::Limit } else { Found::End });
            }
            if len > MAX_LINE {
                let beginning = &self.buffer[self.start..self.start + SHOWN];
                self.overlong.get_or_insert_with(|| beginning.to_vec());
                self.consume(len);
            }
            match self.fill() {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(Found::Idle),
                Err(error) => return Err(error),
            }
        }
    }

    fn consume(&mut self, n_bytes: usize) {
        self.start += n_bytes;
        self.position.offset += n_bytes as u64;
        self.scanned = 0;
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        let filled = self.buffer.len();
        self.buffer.resize(filled + CHUNK, 0);
        let result = loop {
            match self.reader.read(&mut self.buffer[filled..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => break result,
            }
        };
        self.buffer.truncate(filled + result.as_ref().map_or(0, |n| *n));
        self.at_end = matches!(result, Ok(0));
        result.map(|_| ())
    }
}

#[cfg(test)]
#[path = "lines_tests.rs"]
mod tests;
