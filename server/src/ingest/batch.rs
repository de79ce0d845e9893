//! Rows that are stored together, cut by number and size so that memory stays flat.

use std::collections::BTreeMap;

use app::domain::log_record::LogRecord;
use app::domain::time::Timestamp;

use super::lines::Position;

/// When a batch is full.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Rows.
    pub rows: usize,
    /// Bytes of memory, about.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { rows: 50_000, bytes: 64 << 20 }
    }
}

/// Lines that give no row may come in any number; a batch ends after so many times its rows.
const LINES_PER_ROW: u64 = 4;

/// A line that is no record, kept to be shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reject {
    /// Its number in the file, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub reason: String,
    /// Its beginning.
    pub text: Vec<u8>,
}

/// What became of the lines of a batch.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// Lines read; of a capture, records.
    pub read: u64,
    /// Lines that say nothing about a request, by kind.
    pub skipped: BTreeMap<&'static str, u64>,
    /// Rows older than the retention.
    pub expired: u64,
}

/// Rows and rejects between two places of a source.
#[derive(Debug, Default)]
pub struct Batch {
    /// Where it begins.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
    /// The rows.
    pub rows: Vec<LogRecord>,
    /// The lines that are none.
    pub rejects: Vec<Reject>,
    /// Counts.
    pub tally: Tally,
    /// Whether what was waiting in the parser was given out at its end.
    pub is_flushed: bool,
    /// Whether the source is a capture that has been read to its end.
    pub is_last: bool,
    /// State of the parser after it.
    pub state: Option<serde_json::Value>,
    bytes: usize,
}

impl Batch {
    /// An empty batch that begins at `start`.
    #[must_use]
    pub fn at(start: Position) -> Self {
        Self { start, end: start, ..Self::default() }
    }

    /// Whether it holds nothing and covers nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.rejects.is_empty() && self.end == self.start
    }

    /// Whether it has reached a limit.
    #[must_use]
    pub fn is_full(&self, limits: Limits) -> bool {
        self.rows.len() >= limits.rows
            || self.bytes >= limits.bytes
            || self.tally.read >= LINES_PER_ROW.saturating_mul(limits.rows as u64)
    }

    /// Accounts for a line of `n_bytes` that made the batch grow from `n_before` rows.
    pub fn grew(&mut self, n_before: usize, n_bytes: usize) {
        let n_new = self.rows.len() - n_before;
        self.bytes += n_bytes + n_new * size_of::<LogRecord>();
    }

    /// Adds a line that is no record.
    pub fn reject(&mut self, reject: Reject) {
        self.bytes += reject.text.len() + size_of::<Reject>();
        self.rejects.push(reject);
    }
}

/// What every row of a source is given on its way.
#[derive(Clone, Debug, Default)]
pub struct Finishing {
    /// Host of rows whose log names none.
    pub host: Option<String>,
    /// Milliseconds added to every time.
    pub shift_ms: i64,
    /// Rows before this instant would vanish.
    pub oldest_kept: Timestamp,
}

impl Finishing {
    /// Finishes the rows from `first` on and counts those that are too old.
    pub fn finish(&self, rows: &mut [LogRecord], tally: &mut Tally) {
        for row in rows {
            if row.host.is_empty()
                && let Some(host) = &self.host
            {
                row.host.clone_from(host);
            }
            if self.shift_ms != 0 {
                row.time_ms = row.time_ms.saturating_add_signed(self.shift_ms);
                row.time = Timestamp(u32::try_from(row.time_ms / 1_000).unwrap_or(u32::MAX));
            }
            tally.expired += u64::from(row.time < self.oldest_kept);
        }
    }
}
