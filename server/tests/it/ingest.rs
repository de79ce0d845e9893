//! Access logs through a running server and without one: retention, repetition, rejects, packing, rotation.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::program::{
    Scratch, Server, copy_folder, corpus, data_dir, end, folder, ja4soc, now, run, run_on, signal,
    wait_until,
};

/// One server for all tests that only add rows and know their own by the host.
pub(crate) fn server() -> &'static Server {
    static SERVER: OnceLock<(Server, Scratch)> = OnceLock::new();
    let (server, _) = SERVER.get_or_init(|| {
        let folder = Scratch::new();
        copy_folder(data_dir().path(), folder.path());
        (Server::start(folder.path(), &[]), folder)
    });
    server
}

/// Runs `ingest` beside the shared server and gives its summary.
pub(crate) fn ingest(file: &Path, arguments: &[&str]) -> String {
    run_on(&server().data_dir, "ingest", &[&[file.to_str().unwrap()], arguments].concat())
}

/// Rows of a host.
fn stored(server: &Server, host: &str) -> u64 {
    server.count(&format!("SELECT count() FROM ja4_logs.http_logs WHERE host = '{host}'"))
}

/// A line of an access log, so many seconds ago.
fn line(ip: &str, seconds_ago: u32, path: &str) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let at = app::domain::time::Timestamp(now() - seconds_ago).civil();
    let month = MONTHS[at.month as usize - 1];
    format!(
        "{ip} - - [{:02}/{month}/{}:{:02}:{:02}:{:02} +0000] \"GET {path} HTTP/1.1\" 200 12 \"-\" \"curl/8.5\"\n",
        at.day, at.year, at.hour, at.minute, at.second
    )
}

#[test]
fn an_old_log_is_refused_with_the_ways_to_keep_it_and_shifted_whole() {
    let Some(corpus) = corpus() else { return };
    let log = corpus.join("logs/elastic-apache-2015.log");
    let (server, host) = (server(), "semicomplete.com");
    let mut command = ja4soc(&["ingest", "--host", host, "--data-dir"]);
    let refused = run(command.arg(&server.data_dir).arg(&log));
    assert_eq!(refused.code, Some(1));
    for part in ["10000 of 10000", "30 days", "2015-05-17", "--shift-to-now", "--keep-logs-days"] {
        assert!(refused.errors.contains(part), "{part}: {}", refused.errors);
    }
    assert_eq!(stored(server, host), 0);

    let summary = ingest(&log, &["--host", host, "--shift-to-now"]);
    assert!(summary.contains("total: 10000 read, 10000 stored, 0 rejected"), "{summary}");
    assert_eq!(stored(server, host), 10_000);
    let aggregated =
        format!("SELECT sum(hits) FROM ja4_processing.agg_host_ip_ja4_1h WHERE host = '{host}'");
    assert_eq!(server.count(&aggregated), 10_000);
    let ips = format!("SELECT uniqExact(src_ip) FROM ja4_logs.http_logs WHERE host = '{host}'");
    assert_eq!(server.count(&ips), 1_753);

    // The newest row is now, so the last day holds what the log's last day held.
    let seconds = seconds_of(&fs::read_to_string(&log).unwrap());
    let newest = *seconds.iter().max().unwrap();
    let within =
        |late: u32| seconds.iter().filter(|at| **at + 86_400 >= newest + late).count() as u64;
    let day = format!(
        "SELECT count() FROM ja4_logs.http_logs WHERE host = '{host}' AND time >= now() - INTERVAL 1 DAY"
    );
    let counted = server.count(&day);
    assert!((within(120)..=within(0)).contains(&counted), "{counted}, expected {}", within(0));
    let newest_row =
        format!("SELECT now() - max(time) FROM ja4_logs.http_logs WHERE host = '{host}'");
    assert!(server.count(&newest_row) < 120);

    let again = ingest(&log, &["--host", host, "--shift-to-now"]);
    assert!(again.contains("total: 0 read, 0 stored"), "{again}");
    assert!(again.contains("10000 rows had been stored before"), "{again}");
    assert_eq!(stored(server, host), 10_000);
}

/// Seconds since the beginning of the month of each line of a log that lies in one month.
fn seconds_of(log: &str) -> Vec<u32> {
    let second = |line: &str| {
        let (_, at) = line.split_once('[').unwrap();
        let number = |from: usize| at[from..from + 2].parse::<u32>().unwrap();
        number(0) * 86_400 + number(12) * 3_600 + number(15) * 60 + number(18)
    };
    log.lines().map(second).collect()
}

#[test]
fn lines_that_are_no_records_are_kept_with_file_line_and_reason() {
    let folder = folder();
    let file = folder.path().join("access.log");
    let text = [
        line("203.0.113.9", 60, "/kept"),
        "nonsense\n".to_owned(),
        line("203.0.113.9", 59, "/kept/too"),
        line("999.0.113.9", 58, "/no/address"),
        "\u{0}\u{1}\u{2}\n".to_owned(),
    ];
    fs::write(&file, text.concat()).unwrap();
    let summary = ingest(&file, &["--format", "combined", "--host", "rejects.example"]);
    assert!(summary.contains("total: 5 read, 2 stored, 3 rejected"), "{summary}");
    assert_eq!(stored(server(), "rejects.example"), 2);

    let kept = summary.lines().find_map(|line| line.trim().strip_prefix("rejected lines are in "));
    let kept = Path::new(kept.unwrap());
    assert!(kept.starts_with(server().data_dir.join("rejects")), "{kept:?}");
    let rejects: Vec<serde_json::Value> = fs::read_to_string(kept)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        rejects.iter().map(|reject| reject["line"].as_u64().unwrap()).collect::<Vec<_>>(),
        [2, 4, 5]
    );
    for reject in &rejects {
        assert_eq!(reject["file"], file.to_str().unwrap());
        assert!(
            !reject["reason"].as_str().unwrap().is_empty()
                && !reject["text"].as_str().unwrap().is_empty()
        );
    }
    assert_eq!(rejects[0]["text"].as_str().unwrap().trim_end(), "nonsense");

    // The server shows what other processes read and refused.
    let metrics = server().get("/metrics").text();
    for name in
        ["ja4soc_ingest_rows_total{format=\"combined\"}", "ja4soc_ingest_rejects_total{reason="]
    {
        assert!(metrics.contains(name), "{name}\n{metrics}");
    }
}

#[test]
fn packed_logs_and_standard_input_are_read_like_plain_ones() {
    let folder = folder();
    let text: String = (0..500).map(|n| line("203.0.113.10", 600 - n, &format!("/{n}"))).collect();
    let gz = folder.path().join("access.log.1.gz");
    let mut writer =
        flate2::write::GzEncoder::new(fs::File::create(&gz).unwrap(), flate2::Compression::fast());
    writer.write_all(text.as_bytes()).unwrap();
    writer.finish().unwrap();
    let zst = folder.path().join("access.log.2.zst");
    fs::write(&zst, zstd::encode_all(text.as_bytes(), 1).unwrap()).unwrap();
    for (file, host) in [(&gz, "gz.example"), (&zst, "zst.example")] {
        let summary = ingest(file, &["--host", host]);
        assert!(summary.contains("total: 500 read, 500 stored, 0 rejected"), "{summary}");
        assert_eq!(stored(server(), host), 500);
    }

    let mut command = ja4soc(&["ingest", "-", "--host", "stdin.example", "--data-dir"]);
    let command = command
        .arg(&server().data_dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    assert_eq!(end(&mut child).0.code(), Some(0));
    assert_eq!(stored(server(), "stdin.example"), 500);
}

#[test]
fn a_followed_log_is_read_across_rotation_and_truncation() {
    let (folder, host): (TempDir, _) = (folder(), "followed.example");
    let file = folder.path().join("access.log");
    let append = |path: &str| {
        let mut log = fs::OpenOptions::new().create(true).append(true).open(&file).unwrap();
        log.write_all(line("203.0.113.11", 1, path).as_bytes()).unwrap();
    };
    append("/before");
    let mut command = ja4soc(&["ingest", "--follow", "--host", host, "--data-dir"]);
    let command =
        command.arg(&server().data_dir).arg(&file).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    wait_until("the line from before", || stored(server(), host) == 1);
    append("/appended");
    wait_until("the appended line", || stored(server(), host) == 2);

    fs::rename(&file, folder.path().join("access.log.1")).unwrap();
    append("/rotated");
    wait_until("the line of the new file", || stored(server(), host) == 3);

    fs::write(&file, "").unwrap();
    std::thread::sleep(std::time::Duration::from_secs(2));
    append("/truncated");
    wait_until("the line after the truncation", || stored(server(), host) == 4);

    signal(&child, "TERM");
    let mut summary = String::new();
    std::io::Read::read_to_string(&mut child.stdout.take().unwrap(), &mut summary).unwrap();
    assert_eq!(end(&mut child).0.code(), Some(0), "{summary}");
    assert!(summary.contains("4 stored"), "{summary}");
    let paths = format!(
        "SELECT arrayStringConcat(arraySort(groupArray(path)), ' ') FROM ja4_logs.http_logs WHERE host = '{host}'"
    );
    assert_eq!(server().sql(&paths), "/appended /before /rotated /truncated");
}

#[test]
fn without_a_server_the_command_opens_the_database_itself() {
    let data_dir = data_dir();
    let file = data_dir.path().join("access.log");
    fs::write(&file, line("203.0.113.12", 60, "/alone")).unwrap();
    let summary =
        run_on(data_dir.path(), "ingest", &[file.to_str().unwrap(), "--host", "alone.example"]);
    assert!(summary.contains("total: 1 read, 1 stored, 0 rejected"), "{summary}");
    let server = Server::start(data_dir.path(), &[]);
    assert_eq!(stored(&server, "alone.example"), 1);
    server.stop();
}
