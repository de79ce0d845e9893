//! Requests stored typed and as raw lines: the same rows, once each, and each counted once.

use app::domain::log_record::LogRecord;
use app::store::logs::{insert, insert_raw};
use app::store::testing::TestDb;
use serde_json::{Map, Value};

use crate::views_support::{JA4, browser, hour_ms, ip, migrated, number};

/// Records in which every field has a value somewhere.
fn varied() -> Vec<LogRecord> {
    let full = LogRecord {
        query: "a=1&b=é".into(),
        keepalives: 3,
        orphan_side: "A".into(),
        ja3: "771,4865,0-23,29,0".into(),
        ja3_hash: "cd08e31494f9531f560d64c695473da9".into(),
        header_accept: "text/html,*/*;q=0.8".into(),
        header_accept_encoding: "gzip, br".into(),
        header_accept_language: "fr".into(),
        header_content_type: "application/json".into(),
        header_x_request_id: "r1".into(),
        header_x_trace_id: "t1".into(),
        header_x_forwarded_for: "198.51.100.1".into(),
        header_sec_ch_ua_mobile: "?0".into(),
        header_sec_fetch_dest: "document".into(),
        header_sec_fetch_mode: "navigate".into(),
        header_sec_fetch_site: "none".into(),
        status: Some(404),
        bytes: Some(5_000_000_000),
        referer: "https://example.net/\"quoted\"\n".into(),
        h2_fingerprint: "1:65536;2:0|15663105|0|m,a,s,p".into(),
        h2_settings_fp: "1:65536;2:0;4:6291456;6:262144".into(),
        h2_window_update: 15_663_105,
        h2_pseudo_order: "m,a,s,p".into(),
        ..browser(1_234, "203.0.113.7", "/a/b.php")
    };
    let six = LogRecord { ja4: JA4.into(), ..LogRecord::new(hour_ms(), ip("2001:db8::7"), "demo") };
    vec![full, six, LogRecord::new(hour_ms() + 2_999, ip("192.0.2.9"), "platform")]
}

/// The record as a correlator writes it: header names as sent, a boolean, nanoseconds.
fn raw_line(record: &LogRecord) -> String {
    let Value::Object(fields) = serde_json::to_value(record).unwrap() else { unreachable!() };
    let mut line = Map::new();
    for (key, value) in fields {
        match (key.as_str(), value) {
            (_, Value::Null) => {}
            ("time_ms", _) => {
                line.insert("timestamp".into(), (record.time_ms * 1_000_000 + 7).into());
            }
            ("correlated", _) => {
                line.insert(key, (record.correlated == 1).into());
            }
            (header, value) if header.starts_with("header_") => {
                let sent = header["header_".len()..]
                    .split('_')
                    .map(|word| word[..1].to_uppercase() + &word[1..]);
                line.insert(format!("header_{}", sent.collect::<Vec<_>>().join("-")), value);
            }
            (_, value) => {
                line.insert(key, value);
            }
        }
    }
    Value::Object(line).to_string()
}

async fn with_networks(name: &str) -> TestDb {
    let db = migrated(name).await;
    for sql in [
        "INSERT INTO {processing}.ref_asn (prefix, asn, country_code, name, org, domain) VALUES \
         ('203.0.113.0/24', 64500, 'FR', 'TEST-NET', 'Test Org', 'example.com'), \
         ('2001:db8::/32', 64501, 'DE', 'DOC', 'Doc Org', 'example.net')",
        "INSERT INTO {processing}.anubis_ip_rules (prefix, bot_name, action, category) VALUES \
         ('203.0.113.7/32', 'Seven', 'DENY', 'test')",
        "INSERT INTO {processing}.anubis_asn_rules (asn, bot_name, action, category) VALUES \
         (64500, 'Whole', 'ALLOW', 'asn'), (64501, 'Doc', 'DENY', 'asn')",
        "SYSTEM RELOAD DICTIONARY {processing}.dict_iplocate_asn",
        "SYSTEM RELOAD DICTIONARY {processing}.dict_anubis_ip",
        "SYSTEM RELOAD DICTIONARY {processing}.dict_anubis_asn",
    ] {
        db.execute("test", &db.names().fill(sql)).await.unwrap();
    }
    db
}

async fn rows(db: &TestDb) -> String {
    let sql = "SELECT *, h2_header_table_size, h2_initial_window_size \
               FROM {logs:Identifier}.http_logs ORDER BY time_ms, src_ip";
    let bytes = db.read("test", sql).bytes("JSONEachRow").await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn raw_lines_and_typed_rows_are_the_same_rows() {
    let records = varied();
    let typed = with_networks("typed").await;
    assert_eq!(insert(&typed, &records, "").await.unwrap(), 3);
    let raw = with_networks("raw").await;
    let lines: Vec<String> = records.iter().map(raw_line).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    assert_eq!(insert_raw(&raw, &lines, "").await.unwrap(), 3);
    let typed = rows(&typed).await;
    for (one, other) in typed.lines().zip(rows(&raw).await.lines()) {
        assert_eq!(one, other);
    }
    assert_eq!(typed.lines().count(), 3);
    for part in [
        "\"src_asn\":64500,\"src_country_code\":\"FR\"",
        "\"anubis_bot_name\":\"Seven\",\"anubis_bot_action\":\"DENY\"",
        "\"src_asn\":64501,\"src_country_code\":\"DE\"",
        "\"anubis_bot_name\":\"Doc\"",
        "\"src_asn\":0,\"src_country_code\":\"\"",
        "\"h2_header_table_size\":65536,\"h2_initial_window_size\":6291456",
        "\"status\":404",
        "\"status\":null",
    ] {
        assert!(typed.contains(part), "{part}\n{typed}");
    }
}

#[tokio::test]
async fn a_line_that_cannot_be_read_does_not_fail_the_batch() {
    let db = migrated("rejects").await;
    let lines = [
        r#"{"time":"2026-11-20T04:32:02.250+01:00","src_ip":" ::ffff:192.0.2.1 ","src_port":"70000"}"#,
        r#"{"timestamp":1795149122123456789,"src_ip":"192.0.2.2","correlated":1}"#,
        r#"{"network":{"src_ip":"192.0.2.3","ja4":"x"},"apache":{"time":1795149122}}"#,
        r#"{"time":"yesterday","src_ip":"192.0.2.4"}"#,
        r#"{"time":1795149122,"src_ip":"nowhere"}"#,
        r#"{"time":"2026-11-20T04:32:02Z","src_ip":["192.0.2.5"]}"#,
        "{\"time\":",
        "",
        "\u{0}",
    ];
    assert_eq!(insert_raw(&db, &lines, "").await.unwrap(), 9);
    assert_eq!(number(&db, "SELECT count() FROM {logs}.http_logs").await, 3);
    assert_eq!(number(&db, "SELECT count() FROM {logs}.http_logs_rejected").await, 6);
    let reasons = "SELECT uniqExact(reason) FROM {logs}.http_logs_rejected";
    assert_eq!(number(&db, reasons).await, 3);
    let instant = "SELECT time_ms FROM {logs}.http_logs WHERE src_ip = toIPv6('192.0.2.";
    assert_eq!(number(&db, &format!("{instant}1')")).await, 1_795_145_522_250);
    assert_eq!(number(&db, &format!("{instant}2')")).await, 1_795_149_122_123);
    assert_eq!(number(&db, &format!("{instant}3')")).await, 1_795_149_122_000);
}

#[tokio::test]
async fn a_batch_sent_twice_is_stored_once_everywhere() {
    let db = migrated("dedup").await;
    let records = varied();
    for token in ["file:1", "file:1", "file:2"] {
        insert(&db, &records, token).await.unwrap();
    }
    let line = raw_line(&records[0]);
    for token in ["raw:1", "raw:1"] {
        insert_raw(&db, &[&line], token).await.unwrap();
    }
    assert_eq!(number(&db, "SELECT count() FROM {logs}.http_logs").await, 7);
    assert_eq!(number(&db, "SELECT count() FROM {logs}.http_logs_raw").await, 1);
    for table in ["agg_host_ip_ja4_1h", "agg_header_fingerprint_1h", "agg_ip_behavior_1h"] {
        let sql = format!("SELECT sum(hits) FROM {{processing}}.{table}");
        assert_eq!(number(&db, &sql).await, 7, "{table}");
    }
    let spread = "SELECT sum(hits) FROM {processing}.agg_fingerprint_spread_1h WHERE kind = 'ja4'";
    assert_eq!(number(&db, spread).await, 5);
    let timed =
        "SELECT length(groupArrayMerge(256)(instants)) FROM {processing}.agg_request_timing_1h";
    assert_eq!(number(&db, timed).await, 7);
}

#[tokio::test]
async fn every_request_is_counted_once_in_each_aggregate() {
    let db = migrated("sums").await;
    let records: Vec<LogRecord> = (0..3_000)
        .map(|n| LogRecord {
            ja4: if n % 3 == 0 { String::new() } else { format!("{JA4}{}", n % 5) },
            host: format!("h{}.example.com", n % 7),
            ..browser(n * 1_000, &format!("198.51.100.{}", n % 200), "/x")
        })
        .collect();
    for (index, batch) in records.chunks(700).enumerate() {
        insert(&db, batch, &format!("sums:{index}")).await.unwrap();
    }
    let count = |sql: &'static str| number(&db, sql);
    assert_eq!(count("SELECT count() FROM {logs}.http_logs").await, 3_000);
    for sql in [
        "SELECT sum(hits) FROM {processing}.agg_host_ip_ja4_1h",
        "SELECT sum(hits) FROM {processing}.agg_header_fingerprint_1h",
        "SELECT sum(hits) FROM {processing}.agg_ip_behavior_1h",
        "SELECT sum(count_pages + count_assets) FROM {processing}.agg_resource_cascade_1h",
        "SELECT sum(hits) FROM {processing}.agg_fingerprint_spread_1h WHERE kind = 'tcp'",
        "SELECT sum(hits) FROM {processing}.agg_fingerprint_spread_1h WHERE kind = 'header'",
        "SELECT sum(hits) FROM {processing}.view_ai_features_1h",
    ] {
        assert_eq!(count(sql).await, 3_000, "{sql}");
    }
    let origin = "SELECT sum(hits) FROM {processing}.agg_ja4_origin_1h WHERE kind = 'asn'";
    assert_eq!(count(origin).await, 2_000);
}

#[tokio::test]
async fn one_batch_may_span_years() {
    let db = migrated("span").await;
    let day = 86_400_000;
    let records: Vec<LogRecord> = (0..150)
        .map(|n| LogRecord::new(hour_ms() - n * day, ip("192.0.2.1"), "combined"))
        .collect();
    assert_eq!(insert(&db, &records, "span").await.unwrap(), 150);
}

#[tokio::test]
async fn an_invalid_prefix_never_reaches_a_dictionary() {
    let db = migrated("prefix").await;
    for prefix in ["bad", "192.0.2.0", "192.0.2.0/33", "2001:db8::/129", "192.0.2.0/", ""] {
        let sql = format!(
            "INSERT INTO {{processing}}.bot_ip (prefix, bot_name) VALUES ('{prefix}', 'x')"
        );
        assert!(db.execute("test", &db.names().fill(&sql)).await.is_err(), "{prefix:?}");
    }
}
