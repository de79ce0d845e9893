//! From the bytes of one line to log records: pure, one file per format.

use std::fmt;

use app::domain::log_record::LogRecord;
use detect::Detected;
use serde_json::Value;

pub mod combined;
pub mod detect;
pub mod eve;
pub mod fields;
pub mod json;
pub mod platform;
pub mod text;
pub mod time;

#[cfg(test)]
mod corpus_tests;
#[cfg(test)]
mod fuzz_tests;

/// Why a line is not a record: the field that is wrong and what is wrong with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ParseError {
    /// The field as the format calls it.
    pub field: &'static str,
    /// What is wrong, from a closed set so that rejects can be counted by reason.
    pub reason: &'static str,
}

impl ParseError {
    /// An error about one field.
    #[must_use]
    pub const fn new(field: &'static str, reason: &'static str) -> Self {
        Self { field, reason }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.reason)
    }
}

impl std::error::Error for ParseError {}

/// What one line gave.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The line is a request or a part of one; its record may come later.
    Used,
    /// The line is well-formed but says nothing about a request.
    Skipped(&'static str),
}

/// A parser for one of the line formats, with the state that format needs.
#[derive(Debug)]
pub enum LineParser {
    /// Correlated JSON of ja4-platform.
    Platform,
    /// Apache and nginx access logs.
    Combined,
    /// Suricata EVE, joined by `flow_id`.
    Eve(Box<eve::Joiner>),
}

impl LineParser {
    /// Parses one line (without its line break) and appends what it completes to `out`.
    ///
    /// # Errors
    /// Names the field that keeps the line from being a record.
    pub fn line(&mut self, line: &[u8], out: &mut Vec<LogRecord>) -> Result<Outcome, ParseError> {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.iter().all(u8::is_ascii_whitespace) {
            return Ok(Outcome::Skipped("blank line"));
        }
        match self {
            Self::Platform => out.push(platform::parse(line)?),
            Self::Combined => out.push(combined::parse(line)?),
            Self::Eve(joiner) => return joiner.line(line, out),
        }
        Ok(Outcome::Used)
    }

    /// The parser of a line format in a given state, from the beginning without one.
    ///
    /// # Errors
    /// When the state is not one that [`LineParser::state`] gave.
    pub fn new(format: Detected, state: Option<Value>) -> serde_json::Result<Option<Self>> {
        Ok(match (format, state) {
            (Detected::Platform, _) => Some(Self::Platform),
            (Detected::Combined, _) => Some(Self::Combined),
            (Detected::Eve, None) => Some(Self::Eve(Box::default())),
            (Detected::Eve, Some(state)) => Some(Self::Eve(Box::new(eve::Joiner::restore(state)?))),
            (Detected::Pcap, _) => None,
        })
    }

    /// What the parser knows of earlier lines, to go on from there in another process.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn state(&self) -> serde_json::Result<Option<Value>> {
        match self {
            Self::Platform | Self::Combined => Ok(None),
            Self::Eve(joiner) => joiner.save().map(Some),
        }
    }

    /// Whether something waits for a counterpart.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        matches!(self, Self::Eve(joiner) if joiner.is_waiting())
    }

    /// Appends what was still waiting for a counterpart.
    pub fn finish(&mut self, out: &mut Vec<LogRecord>) {
        if let Self::Eve(joiner) = self {
            joiner.finish(out);
        }
    }
}
