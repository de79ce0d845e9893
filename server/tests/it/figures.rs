//! Every figure of the three answers, against what the seeds' SQL makes of the known rows by hand.

use app::domain::time::{HOUR, Timestamp};
use serde_json::{Value, json};

use crate::known::{CHROME, FIREFOX, HALF, Known, OLD, RACK, SIX, WORST, known};

fn summary(known: &Known, ip: &str) -> Value {
    known.server.get(&format!("/api/investigation/{ip}/summary")).json()
}

/// The same with only the named members of each object of a list.
fn only(list: &Value, names: &[&str]) -> Value {
    let pick = |row: &Value| -> Value {
        names
            .iter()
            .map(|name| ((*name).to_owned(), row[*name].clone()))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    list.as_array().unwrap().iter().map(pick).collect()
}

/// A number as a driver hands over a Float32.
fn single(score: f32) -> f64 {
    f64::from(score)
}

#[test]
fn the_overview_counts_the_last_24_hours() {
    let known = known();
    let overview = known.server.get("/api/overview").json();
    for (name, expected) in [
        ("detections_24h", 5),
        ("scored_24h", 6),
        ("traffic_24h", 19),
        ("unique_ips", 2),
        ("critical_count", 1),
        ("high_count", 1),
        ("legitimate_browsers", 2),
    ] {
        assert_eq!(overview[name], expected, "{name}");
    }
    assert_eq!(
        overview["browser_stats"],
        json!([{"browser_family": "Chrome", "cnt": 3}, {"browser_family": "Firefox", "cnt": 2}])
    );
    assert_eq!(
        overview["threat_distribution"],
        json!([
            {"threat_level": "CRITICAL", "cnt": 1}, {"threat_level": "HIGH", "cnt": 1},
            {"threat_level": "MEDIUM", "cnt": 1}, {"threat_level": "LEGITIMATE_BROWSER", "cnt": 2},
            {"threat_level": "NORMAL", "cnt": 1},
        ])
    );
    assert_eq!(
        only(&overview["models"], &["model_name", "scored"]),
        json!([{"model_name": "Applicatif", "scored": 2}, {"model_name": "Complet", "scored": 4}])
    );
}

#[test]
fn the_overview_ranks_addresses_and_keeps_what_is_known_of_each() {
    let known = known();
    let overview = known.server.get("/api/overview").json();
    let columns = ["src_ip", "cnt", "worst_score", "threat_level", "asn_org", "country_code"];
    assert_eq!(
        only(&overview["top_ips"], &columns),
        json!([
            {"src_ip": WORST, "cnt": 3, "worst_score": single(0.93), "threat_level": "CRITICAL",
             "asn_org": "Example Home", "country_code": "FR"},
            // The newest detection does not know the network; an older one does.
            {"src_ip": RACK, "cnt": 2, "worst_score": 0.5, "threat_level": "MEDIUM",
             "asn_org": "Example Racks", "country_code": "US"},
        ])
    );
}

#[test]
fn the_time_line_of_the_overview_has_every_hour_and_zeros_where_nothing_was() {
    let known = known();
    let overview = known.server.get("/api/overview").json();
    let hours: Vec<(Timestamp, u64)> = overview["timeline"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hour| {
            let start = hour["hour"].as_str().unwrap();
            assert_eq!(start.as_bytes()[10], b' ', "as Python writes an instant: {start}");
            (Timestamp::parse(start).unwrap(), hour["cnt"].as_u64().unwrap())
        })
        .collect();
    assert_eq!(hours.len(), 25);
    assert!(hours.windows(2).all(|pair| pair[1].0.0 - pair[0].0.0 == HOUR));
    for (start, cnt) in hours {
        let found = [HOUR / 2, 3 * HOUR, 23 * HOUR, 2 * HOUR, 5 * HOUR];
        let expected = found.iter().filter(|ago| known.ago(**ago).start_of_hour() == start).count();
        assert_eq!(cnt, expected as u64, "{start}");
    }
}

#[test]
fn the_risk_of_an_address_with_everything_is_clipped_at_100() {
    let known = known();
    let found = summary(known, WORST);
    assert_eq!(found["ip"], WORST);
    // 0.93 × 50 + 20 + 30 + 2 × 3 + 3 × 2 = 108.5
    assert_eq!(found["risk_score"], 100);
    let points: Vec<_> = found["risk"]["parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["points"].as_f64().unwrap())
        .collect();
    assert_eq!(points, [46.5, 20.0, 30.0, 6.0, 6.0]);
    assert_eq!(
        (&found["risk"]["rounding"], &found["risk"]["clipped"]),
        (&json!(-0.5), &json!(-8.0))
    );
    let ml = &found["ml"];
    assert_eq!(
        [
            &ml["max_score"],
            &ml["threat_level"],
            &ml["attack_type"],
            &ml["total_detections"],
            &ml["distinct_hosts"],
            &ml["distinct_ja4"]
        ],
        [&json!(0.93), &json!("CRITICAL"), &json!("curl/8"), &json!(4), &json!(3), &json!(2)],
        "30 days, so without the one of 0.99"
    );
    assert_eq!(
        found["bruteforce"],
        json!({"active": true, "hosts_attacked": 1, "total_hits": 12, "total_params": 24, "top_hosts": ["www.example"]})
    );
    assert_eq!(
        found["ja4_rotation"],
        json!({"rotating": true, "distinct_ja4_count": 2, "total_hits": 15})
    );
    let persistence = &found["persistence"];
    assert_eq!(
        *persistence,
        json!({"persistent": true, "recurrence": 3, "worst_score": 0.93, "worst_threat_level": "CRITICAL",
               "first_seen": known.ago(23 * HOUR).spaced(), "last_seen": known.ago(HOUR / 2).spaced()})
    );
}

#[test]
fn the_newest_syn_speaks_for_the_address() {
    let tcp = summary(known(), WORST)["tcp_spoofing"].clone();
    for (name, expected) in [
        ("detected", json!(true)),
        ("is_bot_tool", json!(true)),
        ("tcp_ttl", json!(50)),
        ("tcp_mss", json!(1_460)),
        ("tcp_win_scale", json!(0)),
        ("initial_ttl", json!(64)),
        ("hop_count", json!(14)),
        ("suspected_os", json!("Nmap SYN scan")),
        ("declared_os", json!("Windows")),
    ] {
        assert_eq!(tcp[name], expected, "{name}");
    }
}

#[test]
fn risk_is_rounded_half_to_even() {
    let known = known();
    // 12.5, 37.5 and 0.61 × 50 + 2 × 3 + 1 × 2 = 38.5
    for (ip, score, parts) in
        [(SIX, 12, [12.5, 0.0, 0.0]), (OLD, 38, [37.5, 0.0, 0.0]), (HALF, 38, [30.5, 6.0, 2.0])]
    {
        let found = summary(known, ip);
        assert_eq!(found["risk_score"], score, "{ip}");
        let points = |index: usize| found["risk"]["parts"][index]["points"].as_f64().unwrap();
        assert_eq!([points(0), points(3), points(4)], parts, "{ip}");
    }
}

#[test]
fn the_24_hours_of_an_address_follow_each_other() {
    let known = known();
    let found = summary(known, WORST);
    let hours = found["timeline_24h"].as_array().unwrap();
    assert_eq!(hours.len(), 24);
    let starts: Vec<_> = hours
        .iter()
        .map(|hour| Timestamp::parse(hour["window_start"].as_str().unwrap()).unwrap())
        .collect();
    assert!(starts.windows(2).all(|pair| pair[1].0 - pair[0].0 == HOUR));
    // The base may lie just after an hour's begin, which parts requests of the same burst.
    let sent =
        |from: u32, n: u32, ja4| (0..n).map(move |n| (known.ago(from + n).start_of_hour(), ja4));
    let sent: Vec<_> = sent(2 * HOUR, 4, FIREFOX)
        .chain(sent(HOUR, 8, CHROME))
        .chain(sent(HOUR + 20, 3, CHROME))
        .collect();
    for (hour, start) in hours.iter().zip(starts) {
        let own: Vec<_> = sent.iter().filter(|(at, _)| *at == start).map(|(_, ja4)| *ja4).collect();
        let ja4s: std::collections::BTreeSet<_> = own.iter().collect();
        let expected = json!({"hour": start.civil().hour, "hits": own.len(), "ja4s": ja4s});
        for (name, value) in expected.as_object().unwrap() {
            assert_eq!(hour[name], *value, "{name} of {start}");
        }
    }
}

#[test]
fn the_rows_of_an_address_are_those_of_its_windows_newest_first() {
    let known = known();
    let answer = known.server.get(&format!("/api/ip/{WORST}")).json();
    let at = |ago: u32| json!(known.ago(ago).to_string());
    assert_eq!(
        only(
            &answer["detections"],
            &["detected_at", "host", "anomaly_score", "threat_level", "bot_name", "campaign_id"]
        ),
        json!([
            {"detected_at": at(HOUR / 2), "host": "www.example", "anomaly_score": single(0.93), "threat_level": "CRITICAL", "bot_name": "", "campaign_id": -1},
            {"detected_at": at(3 * HOUR), "host": "api.example", "anomaly_score": single(0.71), "threat_level": "HIGH", "bot_name": "curl/8", "campaign_id": -1},
            {"detected_at": at(23 * HOUR), "host": "www.example", "anomaly_score": single(0.55), "threat_level": "MEDIUM", "bot_name": "", "campaign_id": -1},
            {"detected_at": at(8 * 24 * HOUR), "host": "old.example", "anomaly_score": single(0.31), "threat_level": "LOW", "bot_name": "", "campaign_id": -1},
        ])
    );
    assert_eq!(answer["detections_total"], 4);
    assert_eq!(
        only(&answer["scores"], &["detected_at", "threat_level", "raw_anomaly_score"]),
        json!([
            {"detected_at": at(HOUR / 2), "threat_level": "CRITICAL", "raw_anomaly_score": single(-0.2)},
            {"detected_at": at(3 * HOUR), "threat_level": "HIGH", "raw_anomaly_score": single(-0.2)},
            {"detected_at": at(2 * 24 * HOUR), "threat_level": "HIGH", "raw_anomaly_score": single(-0.2)},
        ])
    );
    let requests = answer["http_logs"].as_array().unwrap();
    assert_eq!(requests.len(), 15);
    assert!(requests.windows(2).all(|pair| pair[0]["time"].as_str() >= pair[1]["time"].as_str()));
    assert_eq!((&requests[0]["time"], &requests[0]["path"]), (&at(HOUR), &json!("/login")));
    assert_eq!(
        answer["recurrence"],
        json!([{"src_ip": WORST, "recurrence": 3, "worst_score": single(0.93), "worst_threat_level": "CRITICAL",
                "first_seen": at(23 * HOUR), "last_seen": at(HOUR / 2)}])
    );
    let features = answer["ai_features"].as_array().unwrap();
    assert_eq!(features.len(), 1, "one row, of the newest window");
    assert_eq!(features[0]["host"], "www.example");
}

/// The old dashboard compares with an IPv4 value, in its own words.
#[test]
fn questions_of_the_old_dashboard_about_requests_still_work() {
    let known = known();
    for (ip, count) in [(WORST, 15), (HALF, 2), ("192.0.2.200", 0)] {
        let sql = format!(
            "SELECT count() FROM ja4_logs.http_logs WHERE src_ip = toIPv4OrZero('{ip}') AND time >= now() - INTERVAL 1 DAY"
        );
        assert_eq!(known.server.count(&sql), count, "{ip}");
    }
}

#[test]
fn an_ipv6_client_has_its_own_requests() {
    let answer = known().server.get(&format!("/api/ip/{SIX}")).json();
    assert_eq!(
        only(&answer["http_logs"], &["path", "http_version"]),
        json!([{"path": "/six", "http_version": "1.1"}])
    );
    assert_eq!(
        (
            answer["detections"][0]["src_ip"].as_str(),
            answer["detections"][0]["src_ip_str"].as_str()
        ),
        (Some(SIX), Some(SIX))
    );
}
