//! The long tables: pages without gaps, filters that keep and leave out, and the same rows as files.

use app::domain::threat::ThreatLevel;
use serde_json::Value;

use crate::known::{CHROME, FIREFOX, HALF, RACK, SIX, WORST, known};

fn list(path: &str) -> Value {
    let answer = known().server.get(path);
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    serde_json::from_str(&answer.text()).unwrap()
}

fn total(path: &str) -> u64 {
    let answer = list(path);
    let data = answer["data"].as_array().unwrap();
    let total = answer["total"].as_u64().unwrap();
    assert_eq!(data.len() as u64, total.min(50), "{path}");
    total
}

#[test]
fn a_list_is_cut_into_pages_without_gaps_or_repeats() {
    for (sort, order) in [("hits", "desc"), ("threat_level", "asc"), ("src_ip", "DESC"), ("", "")] {
        let mut seen = Vec::new();
        for page in 1..=4 {
            let path = format!("/api/detections?per_page=3&page={page}&sort={sort}&order={order}");
            let answer = list(&path);
            assert_eq!((&answer["total"], &answer["pages"]), (&10.into(), &4.into()), "{answer}");
            assert_eq!((&answer["page"], &answer["per_page"]), (&page.into(), &3.into()));
            seen.extend(answer["data"].as_array().unwrap().iter().map(Value::to_string));
        }
        let count = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!((count, seen.len()), (10, 10), "{sort} {order}");
    }
    for (name, sorts) in [
        (
            "detections",
            "detected_at threat_level src_ip anomaly_score host ja4 hits hit_velocity \
                        fuzzing_index post_ratio recurrence asn_org country_code bot_name \
                        browser_family campaign_id severity",
        ),
        (
            "scores",
            "detected_at window_start threat_level src_ip raw_anomaly_score xgb_prob asn_org severity",
        ),
        (
            "traffic",
            "time src_ip method host path http_version header_user_agent ja4 src_country_code",
        ),
    ] {
        for sort in sorts.split_whitespace() {
            for order in ["ASC", "DESC"] {
                let path = format!("/api/{name}?sort={sort}&order={order}");
                let whole = list(&format!("{path}&per_page=500"));
                let whole = whole["data"].as_array().unwrap().iter().take(21);
                let pages = (1..=3).flat_map(|page| {
                    let page = list(&format!("{path}&per_page=7&page={page}"));
                    page["data"].as_array().unwrap().clone()
                });
                let whole: Vec<Value> = whole.cloned().collect();
                assert_eq!(pages.collect::<Vec<_>>(), whole, "{path}");
                if sort == "severity" {
                    let severity = |row: &Value| {
                        ThreatLevel::from(row["threat_level"].as_str().unwrap()).severity()
                    };
                    let is_in_order = |pair: &[Value]| match order {
                        "ASC" => severity(&pair[0]) <= severity(&pair[1]),
                        _ => severity(&pair[0]) >= severity(&pair[1]),
                    };
                    assert!(whole.windows(2).all(is_in_order), "{path}: {whole:?}");
                }
                if name == "traffic" {
                    // The text of an IPv4 address is that of the mapped one.
                    let key = |row: &Value| match row[sort].as_str().unwrap() {
                        ip if sort == "src_ip" && !ip.contains(':') => format!("::ffff:{ip}"),
                        text => text.to_owned(),
                    };
                    let is_in_order = |pair: &[Value]| match order {
                        "ASC" => key(&pair[0]) <= key(&pair[1]),
                        _ => key(&pair[0]) >= key(&pair[1]),
                    };
                    assert!(whole.windows(2).all(is_in_order), "{path}: {whole:?}");
                }
            }
        }
    }
    assert_eq!(list("/api/detections?page=99")["data"], Value::Array(Vec::new()));
    assert_eq!(list("/api/detections?threat_level=NONE")["pages"], 1);
}

#[test]
fn rows_have_the_form_the_seeds_give_them() {
    let answer = list(&format!("/api/detections?search={WORST}&per_page=1"));
    let row = &answer["data"][0];
    assert_eq!(
        (&row["src_ip"], &row["src_ip_str"]),
        (&WORST.into(), &format!("::ffff:{WORST}").into())
    );
    assert!(
        row["detected_at"].as_str().unwrap().contains('T') && row["campaign_id"] == -1,
        "{row}"
    );
    let row = &list("/api/traffic?per_page=1&sort=time&order=asc")["data"][0];
    let names: Vec<_> = row.as_object().unwrap().keys().map(String::as_str).collect();
    // The seeds' nine, and the status of the answer under a name they do not use.
    let mut wanted = [
        "http_status",
        "time",
        "src_ip",
        "method",
        "host",
        "path",
        "http_version",
        "header_user_agent",
        "ja4",
        "src_country_code",
    ];
    wanted.sort_unstable();
    assert_eq!(names, wanted);
}

#[test]
fn filters_keep_and_leave_out() {
    for (path, rows) in [
        ("/api/detections", 10),
        ("/api/detections?range=24h", 5),
        ("/api/detections?threat_level=MEDIUM", 3),
        ("/api/detections?not_threat_level=MEDIUM&not_threat_level=LOW", 4),
        ("/api/detections?search=203.0.113.0/24", 4),
        ("/api/detections?search=2001:db8::/32", 1),
        ("/api/detections?search=198.51.100.6", 3),
        ("/api/detections?search=YESTERDAY", 1),
        ("/api/detections?search=%25", 0),
        ("/api/detections?search=198.51.100.", 5),
        ("/api/detections?bot_name=curl/8", 1),
        ("/api/detections?asn_org=Example%20Home&country_code=FR", 2),
        ("/api/detections?campaign_id=-1&src_ip=198.51.100.0/28", 4),
        ("/api/scores", 8),
        ("/api/scores?browser_family=Chrome&range=24h", 3),
        ("/api/scores?not_browser_family=", 6),
        ("/api/traffic?method=POST", 12),
        ("/api/traffic?host=WWW.", 16),
        ("/api/traffic?search=wWw.", 16),
        ("/api/traffic?search=2001:DB8", 1),
        ("/api/traffic?status=1.1", 1),
        ("/api/traffic?status=", 0),
        ("/api/traffic?range=2d&path=/yesterday", 1),
    ] {
        assert_eq!(total(path), rows, "{path}");
    }
    // What may be a part of an address or of a host is counted in another way than it is listed.
    for part in [".", "0", "a", "c", "::"] {
        for path in ["detections", "scores", "traffic"] {
            let page = list(&format!("/api/{path}?search={part}&per_page=200"));
            let listed = page["data"].as_array().unwrap().len();
            assert_eq!(page["total"], listed, "{path} {part}");
            assert!(listed > 0 || part != ".", "{path}");
        }
    }
    let by_ja4 = |ja4: &str| total(&format!("/api/detections?ja4={ja4}"));
    assert_eq!(by_ja4(CHROME) + by_ja4(FIREFOX), 10);
    let found: Vec<Value> = [WORST, RACK, HALF, SIX]
        .iter()
        .map(|ip| list(&format!("/api/detections?search={ip}"))["data"][0]["src_ip"].clone())
        .collect();
    assert_eq!(found, [WORST, RACK, HALF, SIX]);
}

#[test]
fn what_cannot_be_used_is_refused_by_name() {
    for (path, field, kind) in [
        ("/api/detections?per_page=501", "per_page", "less_than_equal"),
        ("/api/scores?page=0", "page", "greater_than_equal"),
        ("/api/traffic?page=x", "page", "int_parsing"),
        ("/api/traffic?page=9999999", "page", "value_error"),
        ("/api/detections?range=soon", "range", "value_error"),
        ("/api/detections?src_ip=me", "src_ip", "value_error"),
    ] {
        let answer = known().server.get(path);
        assert_eq!(answer.status, 422, "{path}");
        let body: Value = serde_json::from_str(&answer.text()).unwrap();
        let error = &body["detail"][0];
        assert_eq!((&error["loc"][1], &error["type"]), (&field.into(), &kind.into()), "{body}");
    }
    let answer = known().server.get("/api/scores?per_page=501&src_ip=me&page=x&not_src_ip=you");
    let body: Value = serde_json::from_str(&answer.text()).unwrap();
    let faults = body["detail"].as_array().unwrap();
    let fields: Vec<_> = faults.iter().map(|fault| fault["loc"][1].as_str().unwrap()).collect();
    assert_eq!((answer.status, fields), (422, vec!["page", "per_page", "src_ip"]), "{body}");
    assert_eq!(faults[1]["ctx"], serde_json::json!({"le": 500}));
    let far = known().server.get("/api/scores?page=1_000_000.0&per_page=50").text();
    assert!(far.contains(r#""input":"1_000_000.0""#), "{far}");
    assert_eq!(list("/api/scores?page=01.0&per_page=+5_0")["per_page"], 50);
}

#[test]
fn a_list_and_its_files_have_the_same_rows() {
    let server = &known().server;
    let query = "threat_level=MEDIUM&sort=hits";
    let rows = list(&format!("/api/detections?{query}"))["data"].as_array().unwrap().clone();
    let answer = server.get(&format!("/export/detections.ndjson?{query}"));
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/x-ndjson"));
    let mut lines: Vec<Value> =
        answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let by_text = |rows: &mut Vec<Value>| rows.sort_by_key(Value::to_string);
    let mut rows = rows;
    by_text(&mut rows);
    by_text(&mut lines);
    assert_eq!(lines, rows);
    let answer = server.get(&format!("/export/detections.csv?{query}"));
    assert!(answer.header("content-disposition").contains("attachment; filename=\"detections-"));
    let text = answer.text();
    assert_eq!(text.lines().count(), 1 + rows.len(), "{text}");
    assert!(text.starts_with("detected_at,src_ip,") && text.contains(",because of 0.5,"), "{text}");
    let none = server.get("/export/traffic.csv?host=nowhere.at.all");
    assert_eq!((none.status, none.text().lines().count()), (200, 1));
    assert_eq!(server.get("/export/traffic.csv?page=x").status, 422);
}

#[test]
fn a_span_in_words_comes_back_as_an_address() {
    let server = &known().server;
    let to = |query: &str| {
        let answer = server.get(&format!("/range?{query}"));
        assert_eq!(answer.status, 303, "{query}");
        answer.header("location").to_owned()
    };
    let page = "page=/detections%3Fthreat_level%3DHIGH%26page%3D3";
    assert_eq!(to(&format!("{page}&span=3+hours")), "/detections?threat_level=HIGH&range=3h");
    let day = to(&format!("{page}&span=2026-11-01+14:00+to+16:00"));
    assert!(day.ends_with("&from=2026-11-01T14:00:00&to=2026-11-01T16:00:00"), "{day}");
    let cookie = [("cookie", "theme=dark; zone=330")];
    let query = format!("{page}&span=2026-11-01+02:00+to+04:00");
    let east = server.get_with(&format!("/range?{query}"), &cookie);
    let day = east.header("location");
    assert!(day.ends_with("&from=2026-10-31T20:30:00&to=2026-10-31T22:30:00"), "{day}");
    assert_eq!(to("page=//evil.example&span=1h"), "/?range=1h");
}

#[test]
fn a_span_that_cannot_be_read_leaves_the_page_around_it() {
    let server = &known().server;
    let ja4 = format!("/ja4/{CHROME}?range=%3Cb%3E");
    for (path, kept) in [
        ("/detections?range=nonsense&threat_level=HIGH", ["value=\"nonsense\"", "Level = HIGH"]),
        (
            "/traffic?from=2026-11-19T14:00:00&to=then",
            ["2026-11-19T14:00:00 to then", "name=\"path\""],
        ),
        ("/scores?from=yesterday&host=a", ["value=\"yesterday to \"", "Host = a"]),
        (&ja4, ["value=\"&lt;b&gt;\"", "30 days"]),
    ] {
        let page = server.get(path);
        let text = page.text();
        assert_eq!(page.status, 422, "{path}: {text}");
        for words in ["id=\"span-refused\"", "Correct the time span above"].iter().chain(&kept) {
            assert!(text.contains(words), "{path} lacks {words}: {text}");
        }
        assert!(!text.contains("class=\"error\""), "{path}: {text}");
    }
    // What else is wrong is told as before.
    let both = server.get("/detections?range=nonsense&per_page=9999");
    assert_eq!(both.status, 422);
    assert!(both.text().contains("less than or equal to 500"), "{}", both.text());
}
