//! Captures, Suricata events and raw lines of a correlator, seen from the browser's side.

use std::fs;
use std::io::Write;

use app::domain::time::Timestamp;
use serde_json::{Value, json};

use crate::ingest::{ingest, server};
use crate::program::{corpus, folder, ja4soc, now, run};

#[test]
fn the_ja4_of_a_capture_is_on_the_page_of_its_client() {
    let Some(corpus) = corpus() else { return };
    let folder = folder();
    // As FoxIO's own tool prints it for this capture.
    let (client, ja4) = ("192.168.133.129", "t13d1715h2_5b57614c22b0_3d5424432f57");
    let file = folder.path().join("capture.pcap");
    fs::copy(corpus.join("ja4/foxio/pcap/tls12.pcap"), &file).unwrap();
    let summary = ingest(&file, &["--shift-to-now"]);
    assert!(summary.contains("pcap, "), "{summary}");

    let answer = server().get(&format!("/api/ip/{client}")).json();
    let rows = answer["http_logs"].as_array().unwrap();
    let own: Vec<_> = rows.iter().filter(|row| row["ja4"] == ja4).collect();
    assert!(!own.is_empty(), "{answer}");
    assert!(own.iter().all(|row| row["host"] == "contile.services.mozilla.com"), "{own:?}");
    assert_eq!(answer["ai_features"][0]["ja4"], ja4);
    let page = server().get(&format!("/ip/{client}"));
    assert!(page.status == 200 && page.text().contains(ja4), "the page does not show {ja4}");
}

#[test]
fn every_capture_of_the_corpus_is_read_to_its_end() {
    let Some(corpus) = corpus() else { return };
    let mut captures = Vec::new();
    for folder in [
        "ja4/foxio/pcap",
        "ja4/suricata-verify/ja4-tls",
        "ja4/suricata-verify/bug-5713-01",
        "tcp/tool-syn",
    ] {
        let files = fs::read_dir(corpus.join(folder)).unwrap().flatten().map(|file| file.path());
        captures.extend(files.filter(|file| {
            file.extension().is_some_and(|end| end.to_str().unwrap().starts_with("pcap"))
        }));
    }
    // The rows are older than the retention; this is about reading.
    let mut command = ja4soc(&["ingest", "--allow-expired", "--data-dir"]);
    let ended = run(command.arg(&server().data_dir).args(&captures));
    assert_eq!(ended.code, Some(0), "{}", ended.errors);
    assert!(captures.len() > 30 && !ended.out.contains("FAILED"), "{}", ended.out);
    assert_eq!(
        ended.out.lines().filter(|line| line.contains(": pcap, ")).count(),
        captures.len(),
        "{}",
        ended.out
    );
}

#[test]
fn suricata_events_are_joined_by_their_flow() {
    let folder = folder();
    let file = folder.path().join("eve.json");
    let at = |ago: u32| format!("{}.250000+0000", Timestamp(now() - ago));
    let ja4 = "t13d1516h2_8daaf6152771_e5627efa2ab1";
    let flow = |event: Value, ago: u32, flow_id: u64| {
        let mut line = json!({
            "timestamp": at(ago), "flow_id": flow_id, "in_iface": "eth0", "proto": "TCP",
            "src_ip": "198.51.100.77", "src_port": 51_000, "dest_ip": "203.0.113.80", "dest_port": 443,
        });
        line.as_object_mut().unwrap().extend(event.as_object().unwrap().clone());
        format!("{line}\n")
    };
    let lines = [
        flow(
            json!({"event_type": "tls", "tls": {"sni": "shop.example", "version": "TLS 1.3", "ja4": ja4}}),
            30,
            7_001,
        ),
        flow(
            json!({"event_type": "flow", "app_proto": "tls", "flow": {"pkts_toserver": 9, "start": at(30), "state": "closed"}}),
            29,
            7_001,
        ),
        flow(
            json!({"event_type": "http", "dest_port": 80, "http": {"hostname": "clear.example", "url": "/a?b=c",
            "http_user_agent": "curl/8.5", "http_method": "GET", "protocol": "HTTP/1.1", "status": 200, "length": 5}}),
            28,
            7_002,
        ),
        flow(
            json!({"event_type": "flow", "dest_port": 80, "app_proto": "http", "flow": {"pkts_toserver": 5, "start": at(28)}}),
            27,
            7_002,
        ),
        flow(json!({"event_type": "stats", "stats": {"uptime": 5}}), 26, 7_003),
    ];
    fs::write(&file, lines.concat()).unwrap();
    let summary = ingest(&file, &[]);
    assert!(summary.contains("eve, 5 read, 2 stored, 0 rejected"), "{summary}");

    let answer = server().get("/api/ip/198.51.100.77").json();
    let rows: Vec<[&str; 4]> = answer["http_logs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| ["host", "method", "path", "ja4"].map(|column| row[column].as_str().unwrap()))
        .collect();
    assert_eq!(rows, [["clear.example", "GET", "/a", ""], ["shop.example", "", "", ja4]]);
}

/// What a correlator writes into `http_logs_raw` and what `ingest` reads from its file end as the
/// same rows.
#[test]
fn raw_lines_of_a_correlator_become_the_rows_that_ingest_makes() {
    let folder = folder();
    let file = folder.path().join("records.ndjson");
    let options = server::demo::DemoOptions::new(11, Timestamp(now()));
    let lines: Vec<String> = server::demo::records(options).step_by(7).take(1_500).collect();
    let mut out = fs::File::create(&file).unwrap();
    for line in &lines {
        writeln!(out, "{}", line.replace("\"source\":\"demo\"", "\"source\":\"typed\"")).unwrap();
    }
    let summary = ingest(&file, &["--format", "platform"]);
    assert!(summary.contains("total: 1500 read, 1500 stored"), "{summary}");

    let mut insert =
        "INSERT INTO ja4_logs.http_logs_raw (raw_json) FORMAT JSONEachRow\n".to_owned();
    for line in &lines {
        let line = line.replace("\"source\":\"demo\"", "\"source\":\"raw\"");
        insert.push_str(&format!("{}\n", json!({"raw_json": line})));
    }
    let server = server();
    server.sql(&insert);
    let rows = |source: &str| {
        format!(
            "SELECT * EXCEPT (source, client_headers), client_headers FROM ja4_logs.http_logs WHERE source = '{source}'"
        )
    };
    assert_eq!(server.count(&format!("SELECT count() FROM ({})", rows("raw"))), 1_500);
    for (one, other) in [("raw", "typed"), ("typed", "raw")] {
        let only = server.sql(&format!(
            "SELECT * FROM ({} EXCEPT {}) LIMIT 1 FORMAT Vertical",
            rows(one),
            rows(other)
        ));
        assert_eq!(only, "", "a row that is only {one}");
    }
}
