//! A big ingest that is killed, and goes on.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;

use app::domain::time::Timestamp;
use server::demo::{self, DemoOptions};

use crate::program::{Scratch, Server, data_dir, end, ja4soc, now, run_on, wait_until};

/// Records in the file of [`records_file`]: more than one batch, less than two.
pub(crate) const RECORDS: u64 = 70_000;

/// Records of a ja4-platform in a file, each told from all others by its request id.
pub(crate) fn records_file() -> &'static Path {
    static MADE: OnceLock<Scratch> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let folder = Scratch::new();
        let mut file = BufWriter::new(File::create(folder.path().join(NAME)).unwrap());
        let options =
            DemoOptions { rows: Some(RECORDS * 21 / 20), ..DemoOptions::new(7, Timestamp(now())) };
        for (n, line) in demo::records(options).take(RECORDS as usize).enumerate() {
            let line = line.strip_suffix('}').unwrap();
            writeln!(file, "{line},\"header_X-Request-ID\":\"r{n}\"}}").unwrap();
        }
        folder
    });
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| made.path().join(NAME))
}

const NAME: &str = "records.ndjson";

/// Rows in all, distinct ones, and how many the hourly aggregate counts.
fn totals(server: &Server) -> [u64; 3] {
    [
        "SELECT count() FROM ja4_logs.http_logs",
        "SELECT uniqExact(header_x_request_id) FROM ja4_logs.http_logs",
        "SELECT sum(hits) FROM ja4_processing.agg_host_ip_ja4_1h",
    ]
    .map(|statement| server.count(statement))
}

#[test]
fn a_killed_ingest_goes_on_and_each_row_is_stored_once() {
    let (data_dir, file) = (data_dir(), records_file().to_str().unwrap());
    let server = Server::start(data_dir.path(), &[]);
    // Once while the first batch is under way, once while the second is.
    let plan = data_dir.path().join("bookmarks");
    let is_begun = || plan.read_dir().is_ok_and(|mut files| files.next().is_some());
    let is_stored = || totals(&server)[0] > 0;
    for moment in [&is_begun as &dyn Fn() -> bool, &is_stored] {
        let mut ingest = ja4soc(&["ingest", file, "--data-dir"]);
        let mut ingest = ingest.arg(data_dir.path()).stderr(Stdio::null()).spawn().unwrap();
        wait_until("the moment to kill", moment);
        ingest.kill().unwrap();
        assert_eq!(end(&mut ingest).0.code(), None);
    }
    assert!(totals(&server)[0] < RECORDS, "the kills came too late to mean anything");

    let summary = run_on(data_dir.path(), "ingest", &[file]);
    assert_eq!(totals(&server), [RECORDS; 3], "{summary}");
    let again = run_on(data_dir.path(), "ingest", &[file]);
    assert!(again.contains("total: 0 read, 0 stored"), "{again}");
    assert_eq!(totals(&server), [RECORDS; 3]);
    server.stop();
}
