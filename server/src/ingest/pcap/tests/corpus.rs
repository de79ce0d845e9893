//! Comparison with other people's programs over other people's captures.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{corpus, records};

/// What must agree: file, client, server and JA4 (or JA3) of each connection.
type Rows = BTreeMap<String, BTreeSet<(String, String)>>;

/// Compares connection by connection; a difference must be explained by name.
fn compare(source: &str, expected: &Rows, found: &Rows, explained: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    let (mut total, mut equal, mut explanations) = (0, 0, 0);
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
                Some((_, why)) => {
                    explanations += 1;
                    eprintln!("{source}: explained: {line} ({side}): {why}");
                }
                None => wrong.push(format!("{line} ({side})")),
            }
        }
    }
    eprintln!("{source}: {equal} of {total} equal");
    assert!(total > 0, "{source}: nothing to compare");
    assert!(wrong.is_empty(), "{source}:\n{}", wrong.join("\n"));
    assert_eq!(explanations, explained.len(), "{source}: an explanation is out of date");
}

/// Both ends, JA4 and MD5 of JA3 of every `ClientHello` in a capture.
fn fingerprints(path: &Path) -> BTreeSet<(String, String, String)> {
    records(&fs::read(path).unwrap())
        .into_iter()
        .filter(|r| !r.ja4.is_empty())
        .map(|r| {
            (format!("{}:{}>{}:{}", r.src_ip, r.src_port, r.dst_ip, r.dst_port), r.ja4, r.ja3_hash)
        })
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
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        for (ends, ja4, _) in fingerprints(&path) {
            found.entry(name.clone()).or_default().insert((ends, ja4));
        }
    }
    compare("foxio ja4", &expected, &found, &[]);
}

#[test]
fn ja4_and_ja3_agree_with_arkime_on_every_tcp_session() {
    let Some(folder) = corpus() else { return };
    let (mut ja4, mut ja3) = ((Rows::new(), Rows::new()), (Rows::new(), Rows::new()));
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
            let end = |side: &str| {
                format!("{}:{}", body[side]["ip"].as_str().unwrap(), body[side]["port"])
            };
            let ends = format!("{}>{}", end("source"), end("destination"));
            for (field, rows) in [("ja4", &mut ja4.0), ("ja3", &mut ja3.0)] {
                for value in body["tls"][field].as_array().into_iter().flatten() {
                    let row = (ends.clone(), value.as_str().unwrap().to_owned());
                    rows.entry(name.clone()).or_default().insert(row);
                }
            }
        }
        for (ends, four, three) in fingerprints(&path.with_extension("pcap")) {
            ja4.1.entry(name.clone()).or_default().insert((ends.clone(), four));
            ja3.1.entry(name.clone()).or_default().insert((ends, three));
        }
    }
    compare("arkime ja4", &ja4.0, &ja4.1, &[]);
    compare("arkime ja3", &ja3.0, &ja3.1, &[]);
}

#[test]
fn ja4_agrees_with_suricata_verify_on_every_tcp_flow() {
    let Some(folder) = corpus() else { return };
    let (mut expected, mut found) = (Rows::new(), Rows::new());
    for entry in fs::read_dir(folder.join("ja4/suricata-verify")).unwrap() {
        let path = entry.unwrap().path();
        let Ok(test) = fs::read_to_string(path.join("test.yaml")) else { continue };
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let wanted: Vec<_> =
            test.lines().filter_map(|l| l.trim().strip_prefix("tls.ja4:")).collect();
        for ja4 in &wanted {
            let ja4 = ja4.trim().trim_matches('"').to_owned();
            expected.entry(name.clone()).or_default().insert((String::new(), ja4));
        }
        for capture in fs::read_dir(&path).unwrap() {
            let capture = capture.unwrap().path();
            if !wanted.is_empty() && capture.extension().is_some_and(|e| e == "pcap") {
                for (_, ja4, _) in fingerprints(&capture) {
                    found.entry(name.clone()).or_default().insert((String::new(), ja4));
                }
            }
        }
    }
    // Its hello has no signature algorithms. Suricata then hashes the extensions with an
    // underscore behind them; the specification has the string end without one.
    const BUG: &str = "no signature algorithms: Suricata hashes a trailing underscore";
    let explained = [
        ("bug-5713-01  t10i070600_c50f5591e341_ce66f3b797c1", BUG),
        ("bug-5713-01  t10i070600_c50f5591e341_c39ab67fec8e", BUG),
    ];
    compare("suricata-verify", &expected, &found, &explained);
}

#[test]
fn ja4_agrees_with_huginn_net_connection_by_connection() {
    let Some(folder) = corpus() else { return };
    let folder = folder.join("tcp/huginn-net");
    let (mut expected, mut found) = (Rows::new(), Rows::new());
    for entry in fs::read_dir(folder.join("snapshots-tls")).unwrap() {
        let snapshot: Value =
            serde_json::from_slice(&fs::read(entry.unwrap().path()).unwrap()).unwrap();
        let name = snapshot["pcap_file"].as_str().unwrap().to_owned();
        for connection in snapshot["connections"].as_array().unwrap() {
            let end = |side: &str| {
                format!("{}:{}", connection[side]["ip"].as_str().unwrap(), connection[side]["port"])
            };
            let ja4 = connection["tls"]["ja4"]["full"].as_str().unwrap().to_owned();
            let row = (format!("{}>{}", end("source"), end("destination")), ja4);
            expected.entry(name.clone()).or_default().insert(row);
        }
        for (ends, ja4, _) in fingerprints(&folder.join("pcap").join(&name)) {
            found.entry(name.clone()).or_default().insert((ends, ja4));
        }
    }
    compare("huginn-net ja4", &expected, &found, &[]);
}
