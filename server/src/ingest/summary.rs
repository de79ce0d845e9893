//! What a run did, for a person to read.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;

use super::batch::{Reject, Tally};
use super::parse::detect::Detected;

/// What became of one file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FileSummary {
    /// The file as it was named.
    pub file: String,
    /// Its format, if it held anything.
    pub format: Option<Detected>,
    /// Lines read by this run; of captures, records.
    pub read: u64,
    /// Rows stored by this run.
    pub stored: u64,
    /// Lines rejected by this run, by reason.
    pub rejected: BTreeMap<String, u64>,
    /// Lines and packets that are no requests, by kind.
    pub skipped: BTreeMap<String, u64>,
    /// Stored rows that are older than the retention.
    pub expired: u64,
    /// Rows that an earlier run had stored.
    pub stored_before: u64,
    /// Why the file could not be read to its end.
    pub failure: Option<String>,
    /// Other things worth knowing.
    pub notes: Vec<String>,
    /// Where the rejected lines are.
    pub reject_files: BTreeSet<PathBuf>,
}

impl FileSummary {
    /// Adds a stored batch.
    pub fn count(&mut self, tally: &Tally, rejects: &[Reject], stored: u64) {
        self.read += tally.read;
        self.stored += stored;
        self.expired += tally.expired;
        for (kind, n) in &tally.skipped {
            *self.skipped.entry((*kind).to_owned()).or_default() += n;
        }
        for reject in rejects {
            // Many rejects have few reasons.
            match self.rejected.get_mut(&reject.reason) {
                Some(n) => *n += 1,
                None => drop(self.rejected.insert(reject.reason.clone(), 1)),
            }
        }
    }

    /// Lines rejected by this run.
    #[must_use]
    pub fn n_rejected(&self) -> u64 {
        self.rejected.values().sum()
    }
}

/// What a run did.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Summary {
    /// Lines read; of captures, records.
    pub read: u64,
    /// Rows stored.
    pub stored: u64,
    /// Lines rejected, by reason.
    pub rejected: BTreeMap<String, u64>,
    /// Lines and packets that are no requests, by kind.
    pub skipped: BTreeMap<String, u64>,
    /// Stored rows that are older than the retention.
    pub expired: u64,
    /// Each file.
    pub files: Vec<FileSummary>,
}

impl Summary {
    /// Adds a file.
    pub fn add(&mut self, file: FileSummary) {
        self.read += file.read;
        self.stored += file.stored;
        self.expired += file.expired;
        for (reason, n) in &file.rejected {
            *self.rejected.entry(reason.clone()).or_default() += n;
        }
        for (kind, n) in &file.skipped {
            *self.skipped.entry(kind.clone()).or_default() += n;
        }
        self.files.push(file);
    }

    /// Whether a file could not be read to its end.
    #[must_use]
    pub fn has_failures(&self) -> bool {
        self.files.iter().any(|file| file.failure.is_some())
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for file in &self.files {
            write!(f, "{}: ", file.file)?;
            match file.format {
                Some(format) => write!(f, "{}, ", format.name())?,
                None => write!(f, "empty, ")?,
            }
            write!(
                f,
                "{} read, {} stored, {} rejected",
                file.read,
                file.stored,
                file.n_rejected()
            )?;
            if file.stored_before > 0 {
                write!(f, "; {} rows had been stored before", file.stored_before)?;
            }
            writeln!(f)?;
            for note in &file.notes {
                writeln!(f, "  note: {note}")?;
            }
            if let Some(failure) = &file.failure {
                writeln!(f, "  FAILED: {failure}")?;
            }
        }
        let n_rejected: u64 = self.rejected.values().sum();
        writeln!(f, "total: {} read, {} stored, {n_rejected} rejected", self.read, self.stored)?;
        by_number(f, "rejected", &self.rejected)?;
        by_number(f, "no request", &self.skipped)?;
        if self.expired > 0 {
            writeln!(
                f,
                "  {} stored rows are older than the retention: they vanish",
                self.expired
            )?;
        }
        let reject_files: BTreeSet<_> = self.files.iter().flat_map(|f| &f.reject_files).collect();
        for path in reject_files {
            writeln!(f, "  rejected lines are in {}", path.display())?;
        }
        Ok(())
    }
}

fn by_number(
    f: &mut fmt::Formatter<'_>,
    title: &str,
    counts: &BTreeMap<String, u64>,
) -> fmt::Result {
    let mut counts: Vec<_> = counts.iter().collect();
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
    for (what, n) in counts {
        writeln!(f, "  {title} {n:>9}  {what}")?;
    }
    Ok(())
}
