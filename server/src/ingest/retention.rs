//! Looks at the times of an input before anything is stored: what is too old would vanish.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use app::domain::time::{DAY, Timestamp};
use tokio_util::sync::CancellationToken;

use super::batch::{Finishing, Limits};
use super::lines::Position;
use super::parse::detect::Detected;
use super::reader::{Job, Message, read};
use super::source::{Packing, open_file, packing_of};

/// How much of each end of a file a sample reads, in bytes.
const SAMPLE: u64 = 1 << 20;

/// The times of an input.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Survey {
    /// Rows.
    pub rows: u64,
    /// Rows older than the retention.
    pub expired: u64,
    /// Time of the oldest row.
    pub oldest: Option<Timestamp>,
    /// Time of the newest row.
    pub newest: Option<Timestamp>,
}

impl Survey {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            rows: self.rows + other.rows,
            expired: self.expired + other.expired,
            oldest: self.oldest.into_iter().chain(other.oldest).min(),
            newest: self.newest.into_iter().chain(other.newest).max(),
        }
    }

    /// Adds the rows of a batch, of which `expired` are too old.
    pub fn add(&mut self, times: impl Iterator<Item = Timestamp>, expired: u64) {
        self.expired += expired;
        for time in times {
            self.rows += 1;
            self.oldest = Some(self.oldest.map_or(time, |oldest| oldest.min(time)));
            self.newest = Some(self.newest.map_or(time, |newest| newest.max(time)));
        }
    }

    /// Says what would vanish and how to keep it; `None` when nothing would.
    #[must_use]
    pub fn complaint(&self, file: &str, retention_days: u32, now: Timestamp) -> Option<String> {
        if self.expired == 0 {
            return None;
        }
        let (oldest, newest) = (self.oldest?, self.newest?);
        Some(format!(
            "{file}: {} of {} rows are older than the retention of {retention_days} days and would \
             vanish (the rows are from {oldest} to {newest} UTC).\n\
             To keep them: --shift-to-now moves all times so that the newest row is now; or keep \
             rows longer, with --keep-logs-days {} or more on every `serve` and `migrate` and here; \
             or store them all the same with --allow-expired.",
            self.expired,
            self.rows,
            now.since(oldest) / DAY + 1
        ))
    }
}

/// Reads all times of a regular file.
///
/// # Errors
/// When the file cannot be read.
pub fn whole(
    path: &Path,
    format: Option<Detected>,
    oldest_kept: Timestamp,
    stop: &CancellationToken,
) -> io::Result<Survey> {
    let source = open_file(path, File::open(path)?, 0, false)?;
    times(source.bytes, format, oldest_kept, false, stop)
}

/// Reads the times at both ends of a regular file, of a packed one at its beginning.
///
/// # Errors
/// When the file cannot be read.
pub fn sample(
    path: &Path,
    format: Option<Detected>,
    oldest_kept: Timestamp,
    stop: &CancellationToken,
) -> io::Result<Survey> {
    let mut file = File::open(path)?;
    let source = open_file(path, file.try_clone()?, 0, false)?;
    let first = times(Box::new(source.bytes.take(SAMPLE)), format, oldest_kept, false, stop)?;
    let len = file.metadata()?.len();
    if len <= SAMPLE || packing_of(&file)? != Packing::Plain || format == Some(Detected::Pcap) {
        return Ok(first);
    }
    file.seek(SeekFrom::Start(SAMPLE.max(len - SAMPLE)))?;
    let last = times(Box::new(file), format, oldest_kept, true, stop)?;
    Ok(first.and(last))
}

fn times(
    bytes: Box<dyn Read + Send>,
    format: Option<Detected>,
    oldest_kept: Timestamp,
    begins_inside_line: bool,
    stop: &CancellationToken,
) -> io::Result<Survey> {
    let mut survey = Survey::default();
    let job = Job {
        bytes,
        format,
        start: Position::default(),
        state: None,
        plan: None,
        begins_inside_line,
        can_go_on: false,
        finishing: Finishing { oldest_kept, ..Finishing::default() },
        limits: Limits { rows: 1_000, ..Limits::default() },
        stop: stop.clone(),
    };
    let result = read(job, &mut |message| {
        if let Message::Batch(batch) = message {
            survey.add(batch.rows.iter().map(|row| row.time), batch.tally.expired);
        }
        true
    });
    match result {
        // What cannot be read is told when the rows are stored.
        Err(error) if survey.rows == 0 && error.kind() == io::ErrorKind::NotFound => Err(error),
        _ => Ok(survey),
    }
}
