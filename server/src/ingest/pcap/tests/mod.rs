//! Tests of the capture reader.

mod build;
mod corpus;
mod corpus_http;
mod corpus_syn;
mod files;
mod fuzz;
mod hello;
mod requests;
mod streams;

use std::path::PathBuf;

use app::domain::log_record::LogRecord;

use super::{CaptureError, CaptureStats, read_capture};

/// All records of a capture.
fn read(bytes: &[u8]) -> Result<(Vec<LogRecord>, CaptureStats), CaptureError> {
    let mut records = Vec::new();
    let stats = read_capture(bytes, None, &mut |record| records.push(record))?;
    Ok((records, stats))
}

/// The records of a capture that must be readable.
fn records(bytes: &[u8]) -> Vec<LogRecord> {
    read(bytes).unwrap().0
}

/// The folder of reference captures, when the environment names one.
fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("JA4SOC_CORPUS").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: JA4SOC_CORPUS is not set");
    }
    folder
}
