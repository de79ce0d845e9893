//! The parsers against logs of real programs; runs when `JA4SOC_CORPUS` names their folder.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::detect::{Detected, detect};
use super::*;

fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("JA4SOC_CORPUS").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: JA4SOC_CORPUS is not set");
    }
    folder
}

/// Parses a whole file, giving records and rejects by line number.
fn read(parser: &mut LineParser, bytes: &[u8]) -> (Vec<LogRecord>, BTreeMap<usize, String>) {
    let mut records = Vec::new();
    let mut rejects = BTreeMap::new();
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        if let Err(error) = parser.line(line, &mut records) {
            rejects.insert(index + 1, error.to_string());
        }
    }
    parser.finish(&mut records);
    (records, rejects)
}

#[test]
fn every_line_of_a_real_access_log_is_a_record() {
    let Some(corpus) = corpus() else { return };
    let bytes = std::fs::read(corpus.join("logs/elastic-apache-2015.log")).unwrap();
    assert_eq!(detect(&bytes[..4096]), Some(Detected::Combined));
    let (records, rejects) = read(&mut LineParser::Combined, &bytes);
    assert_eq!(rejects, BTreeMap::new());
    assert_eq!(records.len(), 10_000);
    let ips: std::collections::HashSet<_> = records.iter().map(|r| r.src_ip).collect();
    assert_eq!(ips.len(), 1_753, "addresses as counted by the source's own description");
    let first = records.iter().map(|r| r.time).min().unwrap();
    let last = records.iter().map(|r| r.time).max().unwrap();
    assert_eq!(first.to_string(), "2015-05-17T10:05:00");
    assert_eq!(last.to_string(), "2015-05-20T21:05:59");
    assert!(records.iter().all(|r| !r.method.is_empty() && r.status.is_some()));
}

#[test]
fn access_log_fields_equal_those_crowdsec_expects() {
    let Some(corpus) = corpus() else { return };
    for (folder, parser_name, n_records) in
        [("apache2-logs", "apache2-logs", 7), ("nginx_http-logs", "nginx-logs", 8)]
    {
        let folder_path = corpus.join("logs/crowdsec-parsers").join(folder);
        let bytes = std::fs::read(folder_path.join(format!("{folder}.log"))).unwrap();
        let (records, rejects) = read(&mut LineParser::Combined, &bytes);
        assert_eq!(records.len(), n_records, "{folder}: {rejects:?}");
        // What is left are error-log lines, which are no requests.
        assert!(rejects.values().all(|reason| reason.starts_with("time:")), "{rejects:?}");
        let asserts = std::fs::read_to_string(folder_path.join("parser.assert")).unwrap();
        let mut n_checked = 0;
        for (index, record) in records.iter().enumerate() {
            let expected = |field: &str| {
                let key = format!(
                    "results[\"s01-parse\"][\"crowdsecurity/{parser_name}\"][{index}].Evt.Parsed[\"{field}\"] == \""
                );
                asserts.lines().find_map(|line| line.strip_prefix(&key)?.strip_suffix('"'))
            };
            let target = if record.query.is_empty() {
                record.path.clone()
            } else {
                format!("{}?{}", record.path, record.query)
            };
            let dash = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
            for (fields, ours) in [
                (["verb", "verb"], record.method.clone()),
                (["request", "request"], target),
                (["http_version", "httpversion"], record.http_version.clone()),
                (["status", "response"], record.status.unwrap().to_string()),
                (["remote_addr", "clientip"], record.src_ip.to_string()),
                (["body_bytes_sent", "bytes"], record.bytes.unwrap().to_string()),
                (["http_user_agent", "agent"], dash(&record.header_user_agent)),
                (["http_referer", "referrer"], dash(&record.referer)),
            ] {
                if let Some(theirs) = fields.iter().find_map(|field| expected(field)) {
                    assert_eq!(
                        ours.replace('"', ""),
                        theirs.replace("\\\"", ""),
                        "{folder} line {index}: {fields:?}"
                    );
                    n_checked += 1;
                }
            }
        }
        assert!(n_checked >= 6 * n_records, "{folder}: only {n_checked} fields were compared");
    }
}

#[test]
fn malformed_requests_of_attackers_are_kept() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("logs/crowdsec-parsers/bunkerweb-http-malformed");
    let bytes = std::fs::read(folder.join("bunkerweb-http-malformed.log")).unwrap();
    let (records, rejects) = read(&mut LineParser::Combined, &bytes);
    assert_eq!(rejects, BTreeMap::new());
    assert_eq!(records.len(), 12);
    for record in &records {
        assert_eq!((&*record.host, &*record.method), ("example.com", ""));
        assert_eq!(record.status, Some(400));
        assert!(!record.path.is_empty());
    }
}

#[test]
fn suricata_events_are_read_or_skipped_but_never_refused() {
    let Some(corpus) = corpus() else { return };
    let folder = corpus.join("logs/crowdsec-parsers/suricata-logs-evelog");
    let bytes = std::fs::read(folder.join("suricata-logs-evelog.log")).unwrap();
    assert_eq!(detect(&bytes), Some(Detected::Eve));
    let mut parser = LineParser::Eve(Box::default());
    let (records, rejects) = read(&mut parser, &bytes);
    assert_eq!(rejects, BTreeMap::new());
    assert!(records.is_empty(), "the log holds alerts, flows and stats only");
}
