//! The database of a ja4-platform installation: answered from as it is, never altered.

use app::domain::time::{HOUR, Timestamp};
use serde_json::json;

use crate::http;
use crate::known::{CHROME, FIREFOX, insert};
use crate::program::{Server, data_dir, ja4soc, now, run};

const NAMES: [&str; 4] = ["--db-logs", "old_logs", "--db-processing", "old_proc"];

/// Everything there is in the two databases, but for the order of merges.
const SNAPSHOT: &str = "SELECT database, name, create_table_query, comment, ifNull(total_rows, 0) FROM system.tables \
    WHERE database IN ('old_logs', 'old_proc') ORDER BY 1, 2";

fn fill(server: &Server, base: Timestamp) {
    for statement in include_str!("platform.sql").split(";\n") {
        server.sql(statement);
    }
    let at = |ago: u32| (base - ago).0;
    let request = |ip: &str, ago: u32, path: &str| {
        json!({"time": at(ago), "src_ip": ip, "method": "GET", "host": "www.example", "path": path, "http_version": "1.1",
               "header_user_agent": "curl/8.5", "ja4": CHROME, "src_country_code": "FR"})
    };
    insert(
        server,
        "old_logs.http_logs",
        &[
            request("203.0.113.7", 60, "/newest"),
            request("203.0.113.7", HOUR, "/older"),
            request("203.0.113.7", 25 * HOUR, "/yesterday"),
            request("0.0.0.0", HOUR, "/of-an-ipv6-client"),
        ],
    );
    let session = |ja4: &str, ago: u32, ttl: u8, window: u32| {
        json!({"window_start": (base - ago).start_of_hour().0, "src_ip": "::ffff:203.0.113.7", "ja4": ja4, "host": "www.example",
               "hits": 10, "count_post": 6, "query_params_count": 3, "tcp_ttl_raw": ttl, "tcp_win_raw": window, "tcp_scale_raw": 0,
               "tcp_mss_raw": 1_460, "first_ua": "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"})
    };
    insert(
        server,
        "old_proc.agg_host_ip_ja4_1h",
        &[session(CHROME, HOUR, 50, 1_024), session(FIREFOX, 3 * HOUR, 0, 0)],
    );
    let detection = json!({"detected_at": at(HOUR), "src_ip": "::ffff:203.0.113.7", "ja4": CHROME, "host": "www.example",
        "bot_name": "", "anomaly_score": 0.5, "threat_level": "HIGH", "model_name": "Complet", "asn_org": "Example Home",
        "country_code": "FR", "hits": 10, "reason": "because"});
    insert(server, "old_proc.ml_detected_anomalies", &[detection]);
    let score = json!({"detected_at": at(HOUR), "window_start": at(HOUR), "src_ip": "::ffff:203.0.113.7", "ja4": CHROME,
        "host": "www.example", "threat_level": "HIGH", "model_name": "Complet", "hits": 10, "browser_family": "Chrome"});
    insert(server, "old_proc.ml_all_scores", &[score]);
}

#[test]
fn the_database_of_an_older_platform_is_served_as_it_is() {
    let data_dir = data_dir();
    let server = Server::start(data_dir.path(), &[]);
    fill(&server, Timestamp(now()));
    let before = server.sql(SNAPSHOT);
    server.stop();

    let server = Server::start(data_dir.path(), &[&NAMES[..], &["--detect-every", "10s"]].concat());
    assert!(server.log().contains("used as it is"), "{}", server.log());
    assert_eq!(server.get("/readyz").status, 200);

    let overview = server.get("/api/overview").json();
    for (name, expected) in
        [("detections_24h", 1), ("scored_24h", 1), ("traffic_24h", 3), ("high_count", 1)]
    {
        assert_eq!(overview[name], expected, "{name}");
    }
    assert_eq!(overview["top_ips"][0]["src_ip"], "203.0.113.7");

    let rows = server.get("/api/ip/203.0.113.7");
    assert_eq!(rows.status, 200, "{}", server.log());
    let rows = rows.json();
    let paths: Vec<_> = rows["http_logs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["path"].as_str().unwrap())
        .collect();
    assert_eq!(paths, ["/newest", "/older"]);
    for (list, count) in [("detections", 1), ("scores", 1), ("recurrence", 1), ("ai_features", 1)] {
        assert_eq!(rows[list].as_array().unwrap().len(), count, "{list}");
    }
    // What the platform kept for IPv6 clients under 0.0.0.0 belongs to none of them.
    assert_eq!(server.get("/api/ip/2001:db8::7").json()["http_logs"], json!([]));

    let summary = server.get("/api/investigation/203.0.113.7/summary").json();
    assert_eq!(summary["tcp_spoofing"]["tcp_ttl"], 50);
    assert_eq!(
        summary["bruteforce"],
        json!({"active": true, "hosts_attacked": 1, "total_hits": 20, "total_params": 6, "top_hosts": ["www.example"]})
    );
    assert_eq!(summary["ja4_rotation"]["distinct_ja4_count"], 2);
    assert_eq!(summary["persistence"]["recurrence"], 1);

    for tab in ["requests", "detections", "scores", "fingerprints", "features", "neighbours"] {
        let target = format!("/ip/203.0.113.7?tab={tab}");
        assert_eq!(server.get(&target).status, 200, "{target}: {}", server.log());
    }
    for (target, total) in [
        ("/api/detections", 1),
        ("/api/detections?search=203.0.113.0/24&sort=campaign_id", 1),
        ("/api/detections?src_ip=198.51.100.0/24", 0),
        ("/api/scores?sort=window_start", 1),
        ("/api/traffic", 3),
        ("/api/traffic?src_ip=203.0.113.7&sort=src_ip", 2),
    ] {
        let answer = server.get(target);
        assert_eq!(answer.status, 200, "{target}: {}", server.log());
        assert_eq!(answer.json()["total"], total, "{target}");
    }
    for target in [
        "/",
        "/detections",
        "/scores",
        "/traffic",
        "/campaigns",
        "/features",
        "/models",
        "/behavior",
        "/fingerprints",
        "/browsers",
        "/geo",
        "/heatmap",
        "/classification",
        "/help",
        "/api/features",
        "/api/geo",
        "/api/fingerprints",
        "/api/browsers",
        "/api/behavior",
        "/api/heatmap",
        "/api/models",
        "/api/ip/203.0.113.7/radar",
        "/export/traffic.csv",
    ] {
        let answer = server.get(target);
        assert_eq!(answer.status, 200, "{target}: {}", server.log());
    }
    assert!(server.get("/ip/203.0.113.7").text().contains("/newest"));

    // Longer than a detector cycle would have waited.
    std::thread::sleep(std::time::Duration::from_secs(1));
    assert_eq!(server.sql(SNAPSHOT), before);
    let failures: Vec<_> =
        server.log().lines().filter(|line| line.contains("ERROR")).map(str::to_owned).collect();
    assert_eq!(failures, Vec::<String>::new());

    // Commands that would change it refuse, and doctor tells page by page what is missing.
    for command in [&["migrate"][..], &["ingest", "/dev/null"]] {
        let mut asked = ja4soc(command);
        let refused = run(asked.args(NAMES).arg("--data-dir").arg(data_dir.path()));
        assert_eq!(refused.code, Some(1), "{command:?}: {}", refused.errors);
        assert!(refused.errors.contains("was not made by this program"), "{}", refused.errors);
    }
    let doctor = run(ja4soc(&["doctor"]).args(NAMES).arg("--data-dir").arg(data_dir.path()));
    assert_eq!(doctor.code, Some(0), "{}", doctor.errors);
    for line in [
        "Overview: degraded",
        "IP investigation: degraded",
        "Detections: complete",
        "Classification: unavailable",
        "missing  http_logs.src_ip as IPv6 (it is IPv4)",
        "missing  http_logs.status",
        "missing  soc_feedback",
    ] {
        assert!(doctor.out.contains(line), "{line}\n{}", doctor.out);
    }
    assert_eq!(server.sql(SNAPSHOT), before);

    // A verdict is written where the platform keeps its own.
    assert_eq!(server.get("/api/classifications").json()["data"], json!([]));
    server.sql(
        "CREATE TABLE old_proc.soc_feedback (created_at DateTime DEFAULT now(), src_ip IPv6, \
         classification LowCardinality(String), comment String) ENGINE = MergeTree ORDER BY (src_ip, created_at)",
    );
    let verdict = r#"{"src_ip": "203.0.113.7", "classification": "bot", "comment": "é"}"#;
    let given = http::send(server.address, "POST", "/api/classify", &[], verdict).unwrap();
    let newest = &server.get("/api/classifications").json()["data"][0];
    assert_eq!(
        (given.status, &newest["comment"], &newest["author"]),
        (200, &json!("é"), &json!("unknown"))
    );
    server.sql("DROP TABLE old_proc.agg_host_ip_ja4_1h");
    assert_eq!(server.get("/api/overview").json()["traffic_24h"], 3);
    server.stop();
}
