//! Whole runs into a store in memory that honours tokens and can be made to die.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use app::domain::log_record::LogRecord;

use super::*;
use crate::ingest::progress::Silent;

mod capture;
mod crash;
mod files;
mod follow;

/// Keeps batches by token and dies when told to.
#[derive(Default)]
struct Memory {
    batches: Mutex<Vec<(String, Vec<LogRecord>)>>,
    known: Mutex<HashMap<String, usize>>,
    /// Inserts until death; an odd number of half-steps dies after storing.
    half_steps_to_live: Option<AtomicI64>,
}

#[derive(Debug)]
struct Died;

impl std::fmt::Display for Died {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("died")
    }
}

impl std::error::Error for Died {}

impl Memory {
    fn live(&self) -> Result<(), Died> {
        match &self.half_steps_to_live {
            Some(left) if left.fetch_sub(1, Ordering::SeqCst) <= 0 => Err(Died),
            _ => Ok(()),
        }
    }

    fn dies_after(&mut self, half_steps: i64) {
        self.half_steps_to_live = Some(AtomicI64::new(half_steps));
    }

    fn rows(&self) -> Vec<LogRecord> {
        self.batches.lock().unwrap().iter().flat_map(|(_, rows)| rows.clone()).collect()
    }

    /// Paths of all rows, in order of arrival.
    fn paths(&self) -> Vec<String> {
        self.rows().into_iter().map(|row| row.path).collect()
    }
}

impl Sink for Memory {
    type Error = Died;

    async fn insert(&self, records: &[LogRecord], token: &str) -> Result<u64, Died> {
        self.live()?;
        let mut batches = self.batches.lock().unwrap();
        let mut known = self.known.lock().unwrap();
        match known.get(token) {
            Some(index) => assert_eq!(batches[*index].1, records, "same token, other rows"),
            None => {
                known.insert(token.to_owned(), batches.len());
                batches.push((token.to_owned(), records.to_vec()));
            }
        }
        drop((batches, known));
        self.live()?;
        Ok(records.len() as u64)
    }
}

/// One attempt, no pause.
fn options(data_dir: &Path) -> Options {
    Options {
        batch_rows: 3,
        retry: Retry { first: Duration::ZERO, longest: Duration::ZERO, attempts: 1 },
        ..Options::new(data_dir.to_owned(), 30)
    }
}

async fn ingest(sink: &Memory, files: &[PathBuf], options: &Options) -> anyhow::Result<Summary> {
    run(sink, files, options, &Silent, CancellationToken::new()).await
}

/// An access-log line of the present for `path`.
fn access(path: &str) -> String {
    access_at(now(), path)
}

fn access_at(at: Timestamp, path: &str) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let c = at.civil();
    format!(
        "203.0.113.7 - - [{:02}/{}/{}:{:02}:{:02}:{:02} +0000] \"GET /{path} HTTP/1.1\" 200 1\n",
        c.day,
        MONTHS[c.month as usize - 1],
        c.year,
        c.hour,
        c.minute,
        c.second
    )
}

fn access_log(n_lines: usize) -> String {
    (0..n_lines).map(|n| access(&n.to_string())).collect()
}

fn numbered(n_lines: usize) -> Vec<String> {
    (0..n_lines).map(|n| format!("/{n}")).collect()
}
