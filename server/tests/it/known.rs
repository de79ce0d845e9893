//! A server whose every row is known, so that each figure it shows can be worked out by hand.

use std::sync::OnceLock;

use app::domain::time::{HOUR, Timestamp};
use serde_json::{Value, json};

use crate::program::{Scratch, Server, copy_folder, data_dir, now};

/// Detected by two models, with brute force, a scan tool's SYN and two fingerprints.
pub(crate) const WORST: &str = "203.0.113.7";
/// IPv6, one old detection of 0.25.
pub(crate) const SIX: &str = "2001:db8::7";
/// One old detection of 0.75.
pub(crate) const OLD: &str = "198.51.100.5";
/// Two detections today, the older one knows the network.
pub(crate) const RACK: &str = "198.51.100.6";
/// One detection three days ago, two fingerprints.
pub(crate) const HALF: &str = "198.51.100.20";

pub(crate) const CHROME: &str = "t13d1516h2_8daaf6152771_e5627efa2ab1";
pub(crate) const FIREFOX: &str = "t13d1715h2_5b57614c22b0_3d5424432f57";

/// The server, and the instant its rows count back from.
pub(crate) struct Known {
    pub(crate) server: Server,
    pub(crate) base: Timestamp,
    _folder: Scratch,
}

impl Known {
    /// So many seconds before the base.
    pub(crate) fn ago(&self, seconds: u32) -> Timestamp {
        self.base - seconds
    }
}

pub(crate) fn known() -> &'static Known {
    static KNOWN: OnceLock<Known> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let folder = Scratch::new();
        copy_folder(data_dir().path(), folder.path());
        // A cycle of the detector would add rows while tests count them.
        let server = Server::start(folder.path(), &["--detect-every", "off"]);
        let base = Timestamp(now());
        insert(&server, "ja4_processing.ml_detected_anomalies", &detections(base));
        insert(&server, "ja4_processing.ml_all_scores", &scores(base));
        insert(&server, "ja4_logs.http_logs", &requests(base));
        Known { server, base, _folder: folder }
    })
}

/// Inserts rows given as JSON objects.
pub(crate) fn insert(server: &Server, table: &str, rows: &[Value]) {
    let lines: Vec<String> = rows.iter().map(Value::to_string).collect();
    server.sql(&format!("INSERT INTO {table} FORMAT JSONEachRow\n{}", lines.join("\n")));
}

/// `base` with the members of `more`.
fn with(mut base: Value, more: Value) -> Value {
    if let (Some(base), Value::Object(more)) = (base.as_object_mut(), more) {
        base.extend(more);
    }
    base
}

fn detections(base: Timestamp) -> Vec<Value> {
    let detection = |ip: &str, ago: u32, score: f64, level: &str, more: Value| {
        let found = json!({
            "detected_at": (base - ago).0, "window_start": (base - ago).start_of_hour().0, "src_ip": ip,
            "ja4": CHROME, "host": "www.example", "anomaly_score": score, "threat_level": level,
            "model_name": "Complet", "hits": 7, "hit_velocity": 0.5, "fuzzing_index": 1.25,
            "post_ratio": 0.1, "reason": format!("because of {score}"),
        });
        with(found, more)
    };
    let home = json!({"asn_org": "Example Home", "country_code": "FR", "asn_label": "human"});
    let rack = json!({"asn_org": "Example Racks", "country_code": "US"});
    vec![
        detection(WORST, HOUR / 2, 0.93, "CRITICAL", home.clone()),
        detection(
            WORST,
            3 * HOUR,
            0.71,
            "HIGH",
            json!({"host": "api.example", "ja4": FIREFOX, "bot_name": "curl/8"}),
        ),
        detection(WORST, 23 * HOUR, 0.55, "MEDIUM", home.clone()),
        detection(WORST, 8 * 24 * HOUR, 0.31, "LOW", json!({"host": "old.example"})),
        detection(WORST, 40 * 24 * HOUR, 0.99, "CRITICAL", json!({"host": "forgotten.example"})),
        detection(SIX, 10 * 24 * HOUR, 0.25, "LOW", json!({})),
        detection(OLD, 10 * 24 * HOUR, 0.75, "HIGH", json!({})),
        detection(RACK, 2 * HOUR, 0.5, "MEDIUM", json!({"model_name": "Applicatif"})),
        detection(RACK, 5 * HOUR, 0.25, "LOW", rack),
        detection(HALF, 3 * 24 * HOUR, 0.61, "HIGH", json!({})),
        detection(RACK, 26 * HOUR, 0.5, "MEDIUM", json!({"host": "yesterday.example"})),
    ]
}

fn scores(base: Timestamp) -> Vec<Value> {
    let score = |ip: &str, ago: u32, level: &str, model: &str, family: &str| {
        json!({
            "detected_at": (base - ago).0, "window_start": (base - ago).start_of_hour().0, "src_ip": ip,
            "ja4": CHROME, "host": "www.example", "anomaly_score": 0.4, "raw_anomaly_score": -0.2,
            "threat_level": level, "model_name": model, "browser_family": family, "hits": 7,
        })
    };
    vec![
        score(WORST, HOUR / 2, "CRITICAL", "Complet", "Chrome"),
        score(WORST, 3 * HOUR, "HIGH", "Complet", ""),
        score(RACK, 2 * HOUR, "MEDIUM", "Applicatif", "Firefox"),
        score("203.0.113.50", HOUR, "NORMAL", "Applicatif", "Chrome"),
        score("203.0.113.50", 2 * HOUR, "LEGITIMATE_BROWSER", "Complet", "Chrome"),
        score("203.0.113.51", HOUR, "LEGITIMATE_BROWSER", "Complet", "Firefox"),
        score("203.0.113.51", 25 * HOUR, "CRITICAL", "Complet", "Firefox"),
        score(WORST, 2 * 24 * HOUR, "HIGH", "Complet", ""),
        score(WORST, 4 * 24 * HOUR, "HIGH", "Complet", ""),
    ]
}

fn requests(base: Timestamp) -> Vec<Value> {
    let request = |ip: &str, ago: u32, ja4: &str, more: Value| {
        let at = base - ago;
        let request = json!({
            "time": at.0, "time_ms": u64::from(at.0) * 1_000, "src_ip": ip, "src_port": 40_000,
            "dst_ip": "203.0.113.80", "dst_port": 443, "method": "GET", "scheme": "https",
            "host": "www.example", "path": "/", "http_version": "2", "ja4": ja4,
            "header_user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0", "source": "test",
        });
        with(request, more)
    };
    let windows = json!({"ip_meta_ttl": 118, "tcp_meta_window_size": 64_240, "tcp_meta_mss": 1_460,
        "tcp_meta_window_scale": 8, "tcp_meta_options": "MSS,NOP,WS,NOP,NOP,SACK"});
    let nmap = json!({"ip_meta_ttl": 50, "tcp_meta_window_size": 1_024, "tcp_meta_mss": 1_460,
        "tcp_meta_window_scale": 0, "tcp_meta_options": "MSS"});
    let login = json!({"method": "POST", "path": "/login", "query": "a=1&b=2"});
    let mut rows = Vec::new();
    for n in 0..4 {
        rows.push(request(WORST, 2 * HOUR + n, FIREFOX, with(login.clone(), windows.clone())));
    }
    for n in 0..8 {
        // The newest SYN is the one that counts.
        let syn = if n == 0 { nmap.clone() } else { windows.clone() };
        rows.push(request(WORST, HOUR + n, CHROME, with(login.clone(), syn)));
    }
    for n in 0..3 {
        rows.push(request(
            WORST,
            HOUR + 20 + n,
            CHROME,
            json!({"host": "cdn.example", "path": "/a.js"}),
        ));
    }
    rows.push(request(WORST, 26 * HOUR, CHROME, json!({"path": "/yesterday"})));
    rows.push(request(SIX, HOUR / 2, CHROME, json!({"path": "/six", "http_version": "1.1"})));
    rows.push(request(HALF, HOUR, CHROME, json!({})));
    rows.push(request(HALF, HOUR, FIREFOX, json!({})));
    // A client that the sensor saw no SYN of, IPv4 0.0.0.0 in tables of an older platform.
    rows.push(request("0.0.0.0", HOUR, "", json!({"path": "/nobody"})));
    rows
}
