//! The analytic endpoints over the known rows: names, figures, and what fails.

use app::domain::time::{HOUR, Timestamp};
use serde_json::{Value, json};

use crate::known::{CHROME, FIREFOX, HALF, WORST, known};
use crate::program::{Server, data_dir};

/// The answer of a target that must succeed.
fn get(target: &str) -> Value {
    let reply = known().server.get(target);
    assert_eq!(reply.status, 200, "{target}: {}", reply.text());
    reply.json()
}

/// A session of the known rows: host, JA4 and address within one hour.
fn sessions() -> u64 {
    known().server.count("SELECT count() FROM ja4_processing.view_ai_features_1h")
}

/// How many of the eight POSTs lie in the hour of the newest: the base may lie just after an
/// hour's begin.
fn newest_posts() -> u32 {
    let hour = |n: u32| known().ago(HOUR + n).start_of_hour();
    (0..8).filter(|n| hour(*n) == hour(0)).count().try_into().unwrap()
}

#[test]
fn countries_and_networks_add_up_to_the_sessions() {
    let geo = get("/api/geo");
    assert_eq!(geo["is_available"], true);
    let sum = |list: &str, name: &str| -> u64 {
        geo[list].as_array().unwrap().iter().map(|row| row[name].as_u64().unwrap()).sum()
    };
    // All but the client without an address are in a known network.
    assert_eq!((sum("countries", "total_hits"), sum("asns", "total_hits")), (18, 18));
    assert_eq!(sum("countries", "sessions"), sessions() - 1);
    let home = &geo["asns"][0];
    for (name, expected) in [
        ("asn_org", json!("EXAMPLE-HOME")),
        ("asn_label", json!("human")),
        ("country_code", json!("FR")),
        ("total_hits", json!(16)),
    ] {
        assert_eq!(home[name], expected, "{name}");
    }
    assert!(home["avg_velocity"].is_f64() && home["avg_fuzz"].is_f64());
}

#[test]
fn fingerprints_are_those_of_the_requests() {
    let answer = get("/api/fingerprints");
    let hits = |ja4: &str| -> u64 {
        let rows = answer["ja4_stats"].as_array().unwrap().iter();
        rows.filter(|row| row["ja4"] == ja4).map(|row| row["total_hits"].as_u64().unwrap()).sum()
    };
    assert_eq!((hits(CHROME), hits(FIREFOX), hits("")), (13, 5, 0));
    for name in ["avg_velocity", "avg_fuzz", "avg_browser_score"] {
        assert!(answer["ja4_stats"][0][name].is_f64(), "{name}");
    }
    assert!(answer["bot_ja4"].is_array());
}

#[test]
fn browsers_and_the_unknown_add_up_to_the_sessions() {
    let answer = get("/api/browsers");
    let known: u64 = answer["distribution"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["sessions"].as_u64().unwrap())
        .sum();
    assert_eq!(known + answer["unknown_sessions"].as_u64().unwrap(), sessions());
    assert!(answer["top_ja4_by_browser"].is_array());
}

#[test]
fn features_compare_three_groups() {
    let answer = get("/api/features");
    assert_eq!(answer["ai_features"]["total"], sessions());
    assert_eq!(answer["thesis_features"], json!({}));
    for part in ["ai_features", "human_profile", "bot_profile"] {
        let members = answer[part].as_object().unwrap();
        assert_eq!(members.len(), 13, "{part}: {members:?}");
        assert!(members.values().all(Value::is_number), "{part}: {members:?}");
    }
    let names: std::collections::BTreeSet<_> = answer["feature_importance"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["name"].as_str().unwrap())
        .collect();
    let expected =
        ["asset", "direct", "entropy", "fuzz", "path_div", "port_density", "post", "velocity"];
    assert_eq!(names, expected.into());
}

#[test]
fn points_are_the_sessions_with_most_requests_first() {
    let answer = get("/api/behavior");
    let points = answer["scatter"].as_array().unwrap();
    assert_eq!(points.len() as u64, sessions());
    let most = newest_posts().max(8 - newest_posts());
    assert_eq!((&points[0]["ip"], &points[0]["hits"]), (&json!(WORST), &json!(most)));
    assert!(points.windows(2).all(|pair| pair[0]["hits"].as_u64() >= pair[1]["hits"].as_u64()));
    for (name, list) in answer["distributions"].as_object().unwrap() {
        let sum: u64 =
            list.as_array().unwrap().iter().map(|bucket| bucket["cnt"].as_u64().unwrap()).sum();
        assert_eq!(sum, sessions(), "{name}");
    }
}

#[test]
fn the_radar_shows_the_newest_window_and_nothing_for_a_stranger() {
    let answer = get(&format!("/api/ip/{WORST}/radar"));
    let features: Vec<&str> =
        answer["features"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    for part in ["ip_values", "human_baseline", "bot_baseline"] {
        let members = answer[part].as_object().unwrap();
        assert_eq!(members.len(), features.len(), "{part}");
        assert!(features.iter().all(|name| members[*name].is_number()), "{part}");
    }
    let posts = f64::from(newest_posts());
    assert_eq!(answer["ip_values"]["post_ratio"], posts / (posts + 1.0));
    assert_eq!(answer["human_baseline"], get(&format!("/api/ip/{HALF}/radar"))["human_baseline"]);
    assert_eq!(get("/api/ip/192.0.2.200/radar")["ip_values"], json!({}));
    for text in ["nope", "1.2.3.256", "%FF"] {
        assert_eq!(known().server.get(&format!("/api/ip/{text}/radar")).status, 422, "{text}");
    }
}

#[test]
fn the_heat_map_counts_every_request_of_the_week_in_its_hour() {
    let known = known();
    let answer = get("/api/heatmap");
    let sum = |list: &str| -> u64 {
        answer[list].as_array().unwrap().iter().map(|row| row["cnt"].as_u64().unwrap()).sum()
    };
    assert_eq!((sum("cells"), sum("hours")), (20, 20));
    assert_eq!(answer["hours"].as_array().unwrap().len(), 169);
    let hour = |ago: u32| -> u64 {
        let at = known.ago(ago).start_of_hour().to_string();
        let rows = answer["hours"].as_array().unwrap().iter();
        rows.filter(|row| row["hour"] == at).map(|row| row["cnt"].as_u64().unwrap()).sum()
    };
    assert_eq!(hour(26 * HOUR), 1);
    let cell = &answer["cells"][0];
    assert!(
        (1..=7).contains(&cell["dow"].as_u64().unwrap()) && cell["hour"].as_u64().unwrap() < 24
    );
}

#[test]
fn models_are_the_files_of_the_folder_and_the_scores_of_the_week() {
    let known = known();
    let folder = known.server.data_dir.join("models");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("b.json"), r#"{"auc": 0.93, "features": ["hits"]}"#).unwrap();
    std::fs::write(folder.join("a.json"), r#"{"name": "a"}"#).unwrap();
    std::fs::write(folder.join("broken.json"), "{").unwrap();
    let answer = get("/api/models");
    get("/api/models");
    assert_eq!(answer["models"], json!([{"name": "a"}, {"auc": 0.93, "features": ["hits"]}]));
    let log = known.server.log();
    assert_eq!(log.lines().filter(|line| line.contains("broken.json")).count(), 1, "{log}");
    let at = |ago: u32| json!(known.ago(ago).to_string());
    assert_eq!(
        answer["scoring_stats"],
        json!([
            {"model_name": "Applicatif", "scored": 2, "anomalous": 1, "first_seen": at(2 * HOUR), "last_seen": at(HOUR)},
            {"model_name": "Complet", "scored": 7, "anomalous": 5, "first_seen": at(4 * 24 * HOUR), "last_seen": at(HOUR / 2)},
        ])
    );
    let hours = answer["hours"].as_array().unwrap();
    let instants: Vec<_> =
        hours.iter().map(|row| Timestamp::parse(row["hour"].as_str().unwrap()).unwrap()).collect();
    assert!(instants.is_sorted());
    assert_eq!(hours.iter().map(|row| row["scored"].as_u64().unwrap()).sum::<u64>(), 9);
}

#[test]
fn a_new_request_is_in_the_next_answer() {
    let data_dir = data_dir();
    let server = Server::start(data_dir.path(), &[]);
    let total = || server.get("/api/features").json()["ai_features"]["total"].clone();
    // The dictionaries are loaded by the first question, which is a change.
    assert_eq!([total(), total(), total()], [json!(0), json!(0), json!(0)]);
    let kept = r#"ja4soc_memo_total{op="features.profiles",how="kept"}"#;
    assert!(server.get("/metrics").text().contains(kept));
    for n in 1..=2 {
        server.sql(&format!(
            "INSERT INTO ja4_logs.http_logs (time, src_ip, method, host) VALUES (now(), '192.0.2.{n}', 'GET', 'h')"
        ));
        assert_eq!(total(), n);
    }
    server.stop();
}

#[test]
fn what_fails_is_never_an_empty_answer() {
    let data_dir = data_dir();
    let server = Server::start(data_dir.path(), &[]);
    for table in
        ["ja4_processing.agg_host_ip_ja4_1h", "ja4_logs.http_logs", "ja4_processing.ml_all_scores"]
    {
        server.sql(&format!("DROP TABLE {table}"));
    }
    for target in [
        "/api/features",
        "/api/geo",
        "/api/fingerprints",
        "/api/browsers",
        "/api/behavior",
        "/api/heatmap",
        "/api/models",
        "/api/ip/203.0.113.7/radar",
    ] {
        let reply = server.get(target);
        assert_eq!(reply.status, 503, "{target}: {}", reply.text());
        let answer = reply.json();
        assert!(answer["detail"].is_string() && answer["reference"].is_string(), "{target}");
        assert!(!reply.text().contains("SELECT") && !reply.text().contains("agg_"), "{target}");
    }
    server.stop();
}
