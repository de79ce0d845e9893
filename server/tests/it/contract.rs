//! The form of the answers: every name and type of the seeds, and the differences that are meant.

use serde_json::Value;

use crate::http;
use crate::known::{Known, SIX, WORST, known};

/// Checks that `path` (`a.b`, `list[].c`) is there everywhere with a value of one of the kinds.
fn check(answer: &Value, path: &str, kinds: &str) {
    let mut places = vec![answer];
    for step in path.split('.') {
        let (name, is_list) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
        let place = |place: &'_ Value| place.get(name).cloned();
        assert!(places.iter().all(|value| place(value).is_some()), "{path} is missing: {answer}");
        places = places.iter().filter_map(|value| value.get(name)).collect();
        if is_list {
            places = places.iter().flat_map(|list| list.as_array().unwrap()).collect();
            assert!(!places.is_empty(), "{path}: an empty list shows nothing");
        }
    }
    for value in places {
        let is_right = |kind| match kind {
            "int" => value.is_i64() || value.is_u64(),
            "num" => value.is_number(),
            "str" => value.is_string(),
            "bool" => value.is_boolean(),
            "list" => value.is_array(),
            "null" => value.is_null(),
            "iso" => is_instant(value, b'T'),
            "spaced" => is_instant(value, b' '),
            other => panic!("no kind {other}"),
        };
        assert!(kinds.split('|').any(is_right), "{path} is {value}, not {kinds}");
    }
}

fn is_instant(value: &Value, between: u8) -> bool {
    let text = value.as_str().unwrap_or_default();
    app::domain::time::Timestamp::parse(text).is_some() && text.as_bytes()[10] == between
}

/// Lines of `kinds: paths…`.
fn check_all(answer: &Value, shape: &str) {
    for line in shape.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (kinds, paths) = line.split_once(": ").unwrap();
        for path in paths.split_whitespace() {
            check(answer, path, kinds);
        }
    }
}

#[test]
fn the_overview_has_every_name_of_the_seed() {
    check_all(
        &known().server.get("/api/overview").json(),
        "int: detections_24h scored_24h traffic_24h unique_ips critical_count high_count legitimate_browsers
         str: browser_stats[].browser_family threat_distribution[].threat_level models[].model_name
         int: browser_stats[].cnt threat_distribution[].cnt models[].scored
         str: top_ips[].src_ip top_ips[].threat_level top_ips[].asn_org top_ips[].country_code
         int: top_ips[].cnt timeline[].cnt
         num: top_ips[].worst_score
         spaced: timeline[].hour",
    );
}

#[test]
fn the_rows_of_an_address_have_every_name_of_the_seed() {
    check_all(
        &known().server.get(&format!("/api/ip/{WORST}")).json(),
        "str: ip
         iso: detections[].detected_at scores[].detected_at scores[].window_start http_logs[].time
         str: detections[].src_ip detections[].ja4 detections[].host detections[].bot_name
         str: detections[].browser_family detections[].model_name detections[].threat_level detections[].asn_org
         str: detections[].asn_label detections[].country_code detections[].reason detections[].src_ip_str
         num: detections[].anomaly_score detections[].hit_velocity detections[].fuzzing_index detections[].post_ratio
         int: detections[].recurrence detections[].campaign_id detections[].hits
         str: scores[].src_ip scores[].ja4 scores[].host scores[].bot_name scores[].browser_family scores[].model_name
         str: scores[].threat_level scores[].asn_org scores[].country_code scores[].src_ip_str
         num: scores[].anomaly_score scores[].raw_anomaly_score scores[].xgb_prob scores[].ae_recon_error
         num: scores[].hit_velocity
         int: scores[].hits
         str: http_logs[].method http_logs[].host http_logs[].path http_logs[].http_version http_logs[].header_user_agent
         str: http_logs[].ja4
         iso: ai_features[].window_start recurrence[].first_seen recurrence[].last_seen
         str: ai_features[].src_ip ai_features[].ja4 ai_features[].host ai_features[].bot_name
         str: ai_features[].browser_family ai_features[].asn_org ai_features[].asn_label ai_features[].country_code
         int: ai_features[].hits ai_features[].modern_browser_score ai_features[].header_count
         int: ai_features[].is_ua_rotating ai_features[].distinct_ja4_count
         num|null: ai_features[].hit_velocity ai_features[].fuzzing_index ai_features[].post_ratio
         num|null: ai_features[].asset_ratio ai_features[].direct_access_ratio ai_features[].temporal_entropy
         num|null: ai_features[].path_diversity_ratio ai_features[].src_port_density
         str: recurrence[].src_ip recurrence[].worst_threat_level
         int: recurrence[].recurrence
         num: recurrence[].worst_score",
    );
}

const SUMMARY: &str = "
    str: ip ml.threat_level ml.attack_type tcp_spoofing.spoof_reason
    int: risk_score ml.total_detections ml.distinct_hosts ml.distinct_ja4 bruteforce.hosts_attacked
    int: bruteforce.total_hits bruteforce.total_params ja4_rotation.distinct_ja4_count ja4_rotation.total_hits
    int: persistence.recurrence timeline_24h[].hour timeline_24h[].hits
    num: ml.max_score
    bool: bruteforce.active tcp_spoofing.detected ja4_rotation.rotating persistence.persistent
    list: bruteforce.top_hosts timeline_24h[].ja4s
    iso: timeline_24h[].window_start";

#[test]
fn the_summary_has_every_name_of_the_seed() {
    let answer = known().server.get(&format!("/api/investigation/{WORST}/summary")).json();
    check_all(&answer, SUMMARY);
    check_all(
        &answer,
        "int: tcp_spoofing.tcp_ttl tcp_spoofing.tcp_mss tcp_spoofing.tcp_win_scale tcp_spoofing.initial_ttl
         int: tcp_spoofing.hop_count
         str: tcp_spoofing.suspected_os tcp_spoofing.declared_os persistence.worst_threat_level
         str|null: tcp_spoofing.network_path
         num: tcp_spoofing.confidence persistence.worst_score
         bool: tcp_spoofing.is_bot_tool
         spaced: persistence.first_seen persistence.last_seen",
    );
}

#[test]
fn an_unknown_address_has_the_same_names_with_null_for_the_unknown() {
    let server = &known().server;
    let answer = server.get("/api/investigation/192.0.2.200/summary").json();
    check_all(&answer, SUMMARY);
    check_all(
        &answer,
        "null: tcp_spoofing.tcp_ttl tcp_spoofing.tcp_mss tcp_spoofing.tcp_win_scale tcp_spoofing.initial_ttl
         null: tcp_spoofing.hop_count tcp_spoofing.suspected_os tcp_spoofing.declared_os tcp_spoofing.confidence
         null: tcp_spoofing.network_path tcp_spoofing.is_bot_tool persistence.worst_score
         null: persistence.worst_threat_level persistence.first_seen persistence.last_seen",
    );
    assert_eq!(answer["tcp_spoofing"]["spoof_reason"], "no TCP data");
    assert_eq!(
        (&answer["tcp_spoofing"]["detected"], &answer["risk_score"]),
        (&false.into(), &0.into())
    );
    let rows = server.get("/api/ip/192.0.2.200").json();
    for name in ["detections", "scores", "http_logs", "ai_features", "recurrence"] {
        assert_eq!(rows[name], Value::Array(Vec::new()), "{name}");
    }
}

/// What is the same whatever the spelling: everything but the instant and the address as typed.
fn comparable(known: &Known, target: &str) -> Value {
    let reply = known.server.get(target);
    assert_eq!(reply.status, 200, "{target}: {}", reply.text());
    let mut answer = reply.json();
    for name in ["as_of", "ip"] {
        answer.as_object_mut().unwrap().remove(name);
    }
    answer
}

#[test]
fn every_spelling_of_an_address_is_the_same_address() {
    let known = known();
    for (plain, spellings) in [
        (
            WORST,
            &[
                "::ffff:203.0.113.7",
                "::FFFF:203.0.113.7",
                "::ffff:cb00:7107",
                "0:0:0:0:0:ffff:203.0.113.7",
                "%20203.0.113.7%20",
                "%3A%3Affff%3A203.0.113.7",
            ][..],
        ),
        (SIX, &["2001:DB8::7", "2001:0db8:0000:0000:0000:0000:0000:0007", "%202001:db8::7"]),
    ] {
        for target in ["/api/ip/{ip}", "/api/investigation/{ip}/summary"] {
            let expected = comparable(known, &target.replace("{ip}", plain));
            for spelling in spellings {
                assert_eq!(
                    comparable(known, &target.replace("{ip}", spelling)),
                    expected,
                    "{target} {spelling}"
                );
            }
        }
        let summary =
            known.server.get(&format!("/api/investigation/{}/summary", spellings[0])).json();
        assert_eq!(summary["ip"], plain);
    }
}

#[test]
fn a_mapped_address_reads_as_a_dotted_quad_and_keeps_the_text_of_the_database() {
    let answer = known().server.get(&format!("/api/ip/{WORST}")).json();
    for list in ["detections", "scores"] {
        for row in answer[list].as_array().unwrap() {
            assert_eq!(
                (&row["src_ip"], &row["src_ip_str"]),
                (&WORST.into(), &format!("::ffff:{WORST}").into())
            );
        }
    }
    assert_eq!(answer["ai_features"][0]["src_ip"], WORST);
}

#[test]
fn what_is_no_address_is_refused_with_the_name_of_the_field() {
    let server = &known().server;
    for text in [
        "nope",
        "1.2.3",
        "1.2.3.256",
        "::ffff:",
        "1.2.3.4%2F24",
        "%00",
        "%FF%FE",
        "'%20OR%201=1--",
        "203.0.113.7%0A203.0.113.8",
        "%F0%9F%98%80",
        "0x7f000001",
        "1.2.3.4:80",
        "%5B::1%5D",
        "fe80::1%25eth0",
        "....",
        "%25%25%25",
    ] {
        for target in ["/api/ip/{ip}", "/api/investigation/{ip}/summary"] {
            let target = target.replace("{ip}", text);
            let reply = server.get(&target);
            assert_eq!(reply.status, 422, "{target}: {}", reply.text());
            assert_eq!(reply.header("content-type"), "application/json", "{target}");
            let detail = &reply.json()["detail"][0];
            assert_eq!(detail["loc"], serde_json::json!(["path", "ip"]), "{target}: {detail}");
            assert!(
                detail["msg"].is_string()
                    && detail["type"].is_string()
                    && detail["input"].is_string()
            );
        }
    }
    let long = "9".repeat(5_000);
    let reply = server.get(&format!("/api/ip/{long}"));
    assert!(reply.status == 422 && reply.text().len() < 1_000, "{}", reply.status);
}

#[test]
fn unknown_paths_and_methods_of_the_interface_answer_in_json() {
    let server = &known().server;
    for target in ["/api/nope", "/api/", "/api/ip", "/api/ip/1.2.3.4/nope"] {
        let reply = server.get(target);
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (404, "application/json"),
            "{target}"
        );
        assert_eq!(reply.json()["detail"], "Not Found", "{target}");
    }
    let origin = format!("http://{}", server.address);
    let reply =
        http::send(server.address, "POST", "/api/overview", &[("Origin", &origin)], "").unwrap();
    assert_eq!((reply.status, reply.header("content-type")), (405, "application/json"));
    let foreign = http::send(
        server.address,
        "POST",
        "/api/overview",
        &[("Origin", "http://evil.example")],
        "",
    )
    .unwrap();
    assert_eq!(foreign.status, 403);
}

#[test]
fn a_slash_too_many_leads_to_the_endpoint() {
    let server = &known().server;
    for (target, place) in [
        ("/api/detections/?page=2&search=%2F", "/api/detections?page=2&search=%2F"),
        ("/api/ip/::1/radar//", "/api/ip/::1/radar"),
    ] {
        let reply = server.get(target);
        assert_eq!((reply.status, reply.header("location")), (307, place), "{target}");
    }
    for target in ["/api/nope/", "/api//", "/api//evil.example/", "/api/ip/", "/api/ip//radar/"] {
        assert_eq!(server.get(target).status, 404, "{target}");
    }
    assert_eq!(http::send(server.address, "POST", "/api/geo/", &[], "{}").unwrap().status, 307);
}

#[test]
fn every_answer_carries_an_id_and_keeps_a_given_one() {
    let server = &known().server;
    let given =
        http::send(server.address, "GET", "/api/overview", &[("x-request-id", "abc-123")], "")
            .unwrap();
    assert_eq!(given.header("x-request-id"), "abc-123");
    let ids: std::collections::BTreeSet<_> = ["/", "/api/nope", "/healthz"]
        .map(|target| server.get(target).header("x-request-id").to_owned())
        .into();
    assert!(ids.len() == 3 && ids.iter().all(|id| id.len() >= 16), "{ids:?}");
}
