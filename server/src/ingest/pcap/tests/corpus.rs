//! Comparison with other people's programs over other people's captures.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{corpus, read};

/// What must agree: file, client, server and JA4 (or JA3) of each connection.
type Rows = BTreeMap<String, BTreeSet<(String, String)>>;

/// Compares connection by connection; a difference must be explained by name.
fn compare(source: &str, expected: &Rows, found: &Rows, explained: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    let (mut total, mut equal) = (0, 0);
    for file in expected.keys().chain(found.keys()).collect::<BTreeSet<_>>() {
        let empty = BTreeSet::new();
        let want = expected.get(file).unwrap_or(&empty);
        let have = found.get(file).unwrap_or(&empty);
        total += want.len();
        equal += want.intersection(have).count();
        for row in want.symmetric_difference(have) {
            let side = if want.contains(row) { "only in the source" } else { "only ours" };
            let line = format!("{file} {} {}", row.0, row.1);
            match explained.iter().find(|(start, _)| line.starts_with(start)) {
                Some((_, why)) => eprintln!("{source}: explained: {line} ({side}): {why}"),
                None => wrong.push(format!("{line} ({side})")),
            }
        }
    }
    eprintln!("{source}: {equal} of {total} equal");
    assert!(total > 0, "{source}: nothing to compare");
    assert!(wrong.is_empty(), "{source}:\n{}", wrong.join("\n"));
}

fn fingerprints(path: &Path) -> BTreeSet<(String, String)> {
    let (records, _) = read(&fs::read(path).unwrap()).unwrap();
    records
        .into_iter()
        .filter(|r| !r.ja4.is_empty())
        .map(|r| (format!("{}:{}>{}:{}", r.src_ip, r.src_port, r.dst_ip, r.dst_port), r.ja4))
        .collect()
}

#[test]
fn ja4_equals_the_reference_on_every_tcp_flow() {
    let Some(folder) = corpus() else { return };
    let folder = folder.join("ja4/foxio");
    let mut expected = Rows::new();
    for line in fs::read_to_string(folder.join("expected_ja4.csv")).unwrap().lines().skip(1) {
        let f: Vec<&str> = line.split(',').collect();
        if f[2] == "tcp" {
            let row = (format!("{}:{}>{}:{}", f[3], f[4], f[5], f[6]), f[8].to_owned());
            expected.entry(f[0].to_owned()).or_default().insert(row);
        }
    }
    let mut found = Rows::new();
    for entry in fs::read_dir(folder.join("pcap")).unwrap() {
        let path = entry.unwrap().path();
        let rows = fingerprints(&path);
        if !rows.is_empty() {
            found.insert(path.file_name().unwrap().to_string_lossy().into_owned(), rows);
        }
    }
    compare("foxio", &expected, &found, &[]);
}

#[test]
fn ja4_and_ja3_agree_with_arkime_on_every_tcp_session() {
    let Some(folder) = corpus() else { return };
    let (mut expected, mut found) = (Rows::new(), Rows::new());
    for entry in fs::read_dir(folder.join("ja4/arkime")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "test") {
            continue;
        }
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let sessions: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        for session in sessions["sessions3"].as_array().unwrap() {
            let body = &session["body"];
            if body["ipProtocol"] != 6 {
                continue;
            }
            for ja4 in body["tls"]["ja4"].as_array().into_iter().flatten() {
                let end = |side: &str| {
                    format!("{}:{}", body[side]["ip"].as_str().unwrap(), body[side]["port"])
                };
                let row = (
                    format!("{}>{}", end("source"), end("destination")),
                    ja4.as_str().unwrap().to_owned(),
                );
                expected.entry(name.clone()).or_default().insert(row);
            }
        }
        let rows = fingerprints(&path.with_extension("pcap"));
        if !rows.is_empty() {
            found.insert(name, rows);
        }
    }
    compare("arkime", &expected, &found, &[]);
}
