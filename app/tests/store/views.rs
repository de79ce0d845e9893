//! The features against values worked out by hand on small sessions.

use app::domain::log_record::LogRecord;
use app::store::logs::insert;
use app::store::testing::TestDb;

use crate::views_support::{JA4, browser, check, migrated, number, value};

const AI: &str = "view_ai_features_1h";
const THESIS: &str = "view_thesis_features_1h";

/// A short visit: a page, its two assets, a log-in, a deep page.
fn visit() -> Vec<LogRecord> {
    let at = |ms, path: &str| browser(ms, "203.0.113.7", path);
    vec![
        LogRecord { referer: "https://a.example/".into(), ..at(600_000, "/") },
        LogRecord { referer: "https://www.example.com/".into(), ..at(600_120, "/a.css") },
        LogRecord { header_accept: "*/*".into(), ..at(600_180, "/b.JS") },
        LogRecord {
            method: "POST".into(),
            query: "x=1&y=2".into(),
            ip_meta_ttl: 54,
            ip_meta_id: 0,
            ip_meta_total_length: 52,
            syn_to_clienthello_ms: 20,
            ..at(609_000, "/login")
        },
        LogRecord {
            ip_meta_ttl: 54,
            ip_meta_id: 0,
            ip_meta_df: 0,
            ip_meta_total_length: 52,
            syn_to_clienthello_ms: 30,
            ..at(660_000, "/c/d/e")
        },
    ]
}

/// Three requests that claim to be the same browser and contradict themselves.
fn impostor() -> Vec<LogRecord> {
    let at = |ms, path: &str| LogRecord {
        http_version: "1.1".into(),
        host: "other.example".into(),
        client_headers: "Host,User-Agent,Sec-CH-UA".into(),
        header_sec_ch_ua_platform: "\"Windows\"".into(),
        header_sec_ch_ua_mobile: "?1".into(),
        ..browser(ms, "198.51.100.1", path)
    };
    vec![
        LogRecord { status: Some(404), dst_port: 8_443, ..at(0, "/../../etc/passwd") },
        LogRecord {
            method: "HEAD".into(),
            status: Some(200),
            header_user_agent: "Mozilla/5.0 (X11; Linux x86_64) Chrome/139.0.0.0".into(),
            ..at(1_000, "/x")
        },
        LogRecord {
            method: "POST".into(),
            header_content_type: "weird/x".into(),
            header_x_forwarded_for: "192.0.2.1".into(),
            header_sec_fetch_mode: "navigate".into(),
            header_sec_fetch_dest: "image".into(),
            ..at(2_000, "/x")
        },
    ]
}

async fn run(db: &TestDb, statements: &[&str]) {
    for sql in statements {
        db.execute("test", &db.names().fill(sql)).await.unwrap();
    }
}

#[tokio::test]
async fn the_features_of_a_visit_and_of_an_impostor() {
    let db = migrated("features").await;
    let family = format!(
        "INSERT INTO {{processing}}.browser_ja4 (ja4, browser_family) VALUES ('{JA4}', 'Chromium')"
    );
    run(&db, &[
        &family,
        "INSERT INTO {processing}.ref_asn (prefix, asn, country_code, name, org, domain) VALUES \
         ('203.0.113.0/24', 64500, 'FR', 'N', 'O', 'd')",
        "INSERT INTO {processing}.asn_reputation (src_asn, label) VALUES (64500, 'human')",
        "SYSTEM RELOAD DICTIONARY {processing}.dict_browser_ja4",
        "SYSTEM RELOAD DICTIONARY {processing}.dict_iplocate_asn",
        "SYSTEM RELOAD DICTIONARY {processing}.dict_asn_reputation",
    ])
    .await;
    insert(&db, &visit(), "visit").await.unwrap();
    insert(&db, &impostor(), "impostor").await.unwrap();

    check(
        &db,
        AI,
        "203.0.113.7",
        &[
            ("hits", 5.0),
            ("ip_hits", 5.0),
            ("hit_velocity", 5.0 / 60.0),
            ("fuzzing_index", 1.0 / 6.0),
            ("post_ratio", 1.0 / 6.0),
            ("port_exhaustion_ratio", 1.0 / 65_535.0),
            ("src_port_density", 0.2),
            ("multiplexing_efficiency", 2.5),
            ("asset_ratio", 2.0 / 6.0),
            ("direct_access_ratio", 3.0 / 6.0),
            ("path_diversity_ratio", 5.0 / 6.0),
            ("url_depth_variance", 0.64),
            ("temporal_entropy", 0.721_928),
            ("ip_id_zero_ratio", 2.0 / 6.0),
            ("request_size_variance", 15.36),
            ("tcp_jitter_variance", 64.0),
            ("syn_timing_cv", 0.5),
            ("avg_ttl", 60.0),
            ("ttl_std", 4.898_979),
            ("ip_df_variance", 0.16),
            ("true_window_size", 8_222_720.0),
            ("window_mss_ratio", 44.0),
            ("mss_mobile_mismatch", 1.0),
            ("login_post_concentration", 1.0),
            ("generic_accept_ratio", 0.2),
            ("header_count", 7.0),
            ("modern_browser_score", 100.0),
            ("has_sec_ch_ua", 1.0),
            ("has_cookie", 1.0),
            ("has_referer", 1.0),
            ("ua_ch_mismatch", 0.0),
            ("is_known_browser", 1.0),
            ("browser_consistency_score", 5.0),
            ("correlated", 1.0),
            ("is_tcp_known", 1.0),
            ("tcp_shared_count", 2.0),
            ("header_order_shared_count", 1.0),
            ("header_order_confidence", 5.0 / 8.0),
            ("ja4_asn_concentration", 5.0 / 8.0),
            ("ja4_country_concentration", 5.0 / 8.0),
            ("is_rare_ja4", 0.0),
            ("distinct_ja4_count", 1.0),
            ("fingerprint_coherence_score", 0.925),
            ("asn_label = 'human'", 1.0),
        ],
    )
    .await;
    check(
        &db,
        AI,
        "198.51.100.1",
        &[
            ("alpn_http_mismatch", 1.0),
            ("sni_host_mismatch", 1.0),
            ("ua_ch_mismatch", 1.0),
            ("sec_ch_mobile_mismatch", 1.0),
            ("is_ua_rotating", 1.0),
            ("is_fake_navigation", 1.0),
            ("anomalous_payload_ratio", 1.0 / 3.0),
            ("head_ratio", 1.0 / 3.0),
            ("error_ratio", 0.5),
            ("has_xff", 1.0),
            ("non_standard_port_ratio", 0.25),
            ("unusual_content_type_ratio", 1.0),
            ("sec_fetch_absence_rate", 2.0 / 3.0),
            ("missing_accept_enc_ratio", 3.0 / 4.0),
            ("hit_velocity", 3.0 / 60.0),
            ("ja4_asn_concentration", 0.0),
            ("asn_label = 'unknown'", 1.0),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_request_of_which_little_is_known_has_no_features_made_up() {
    let db = migrated("bare").await;
    let bare = LogRecord {
        method: "GET".into(),
        path: "/".into(),
        ..LogRecord::new(crate::views_support::hour_ms(), "192.0.2.1".parse().unwrap(), "combined")
    };
    insert(&db, &[bare], "bare").await.unwrap();
    check(
        &db,
        AI,
        "192.0.2.1",
        &[
            ("is_tcp_known", 0.0),
            ("correlated", 0.0),
            ("header_count", 0.0),
            ("sec_fetch_absence_rate", 0.0),
            ("missing_accept_enc_ratio", 0.0),
            ("tcp_shared_count", 0.0),
            ("header_order_shared_count", 0.0),
            ("is_rare_ja4", 0.0),
            ("is_alpn_missing", 0.0),
            ("true_window_size", 0.0),
            ("browser_consistency_score", 0.0),
            ("error_ratio", 0.0),
        ],
    )
    .await;
    let nan =
        "SELECT countIf(match(toString(tuple(*)), '[( ,]-{0,1}(nan|inf)')) FROM {processing}.";
    for view in [AI, THESIS] {
        assert_eq!(number(&db, &format!("{nan}{view}")).await, 0, "{view}");
    }
}

#[tokio::test]
async fn cadence_paths_and_cascade() {
    let db = migrated("cadence").await;
    insert(&db, &visit(), "visit").await.unwrap();
    let walk: Vec<LogRecord> = (0_u64..)
        .zip(["/a", "/b", "/a", "/c", "/a", "/b", "/a", "/c"])
        .map(|(n, path)| browser(n * 1_000, "198.51.100.2", path))
        .collect();
    insert(&db, &walk, "walk").await.unwrap();
    let clock: Vec<LogRecord> = (0..11).map(|n| browser(n * 1_000, "198.51.100.3", "/")).collect();
    insert(&db, &clock, "clock").await.unwrap();

    check(
        &db,
        THESIS,
        "203.0.113.7",
        &[
            ("requests_timed", 5.0),
            ("cadence_cv", 1.405_865),
            ("burst_ratio", 0.25),
            ("pause_ratio", 0.5),
            ("lag1_autocorrelation", 0.051_808),
            ("path_transition_entropy", 0.0),
            ("benford_deviation", 0.0),
            ("pages_with_assets", 1.0),
            ("root_to_first_asset_delay", 120.0),
            ("asset_load_stddev", 30.0),
            ("host_diversity", 0.2),
        ],
    )
    .await;
    check(
        &db,
        THESIS,
        "198.51.100.2",
        &[
            ("path_transition_entropy", 4.0 / 7.0),
            ("cadence_cv", 0.0),
            ("lag1_autocorrelation", 0.0),
        ],
    )
    .await;
    check(
        &db,
        THESIS,
        "198.51.100.3",
        &[
            ("benford_deviation", 2.322_259),
            ("path_transition_entropy", 0.0),
            ("root_to_first_asset_delay", 0.0),
            ("pages_with_assets", 0.0),
        ],
    )
    .await;
    let cascade = "view_resource_cascade_1h";
    check(&db, cascade, "203.0.113.7", &[("count_pages", 3.0), ("count_assets", 2.0)]).await;
    let none = value(&db, cascade, "198.51.100.3", "isNull(root_to_first_asset_delay)").await;
    assert!((none - 1.0).abs() < f64::EPSILON);
}

#[tokio::test]
async fn an_address_that_moves_between_hosts_and_fingerprints() {
    let db = migrated("moves").await;
    let at = |ms, ja4: &str, host: &str, path: &str| LogRecord {
        ja4: ja4.into(),
        host: host.into(),
        ..browser(ms, "192.0.2.50", path)
    };
    let moves = [
        at(0, "x", "h1", "/a"),
        at(20_000, "y", "h1", "/b"),
        at(40_000, "y", "h2", "/a"),
        at(60_000, "x", "h2", "/c"),
    ];
    insert(&db, &moves, "moves").await.unwrap();
    check(
        &db,
        THESIS,
        "192.0.2.50",
        &[
            ("host_diversity", 0.5),
            ("host_sweep_speed", 2.0),
            ("host_coverage_uniformity", 1.0),
            ("cross_domain_path_similarity", 1.0 / 3.0),
            ("ja4_drift_ratio", 2.0 / 3.0),
        ],
    )
    .await;
    check(&db, AI, "192.0.2.50", &[("distinct_ja4_count", 2.0), ("is_rare_ja4", 1.0)]).await;
    let rotation = [("distinct_ja4_count", 2.0), ("total_hits", 4.0), ("distinct_hosts", 2.0)];
    check(&db, "view_host_ip_ja4_rotation", "192.0.2.50", &rotation).await;
}

#[tokio::test]
async fn ten_posts_to_a_host_are_brute_force() {
    let db = migrated("brute").await;
    let posts = |address: &'static str, n: u64| -> Vec<LogRecord> {
        let post = |ms| LogRecord {
            method: "POST".into(),
            query: "a=1&b=2".into(),
            ..browser(ms * 100, address, "/login")
        };
        (0..n).map(post).collect()
    };
    insert(&db, &posts("192.0.2.60", 12), "twelve").await.unwrap();
    insert(&db, &posts("192.0.2.61", 9), "nine").await.unwrap();
    let expect = [
        ("hits", 12.0),
        ("query_params_count", 24.0),
        ("post_count", 12.0),
        ("distinct_paths", 1.0),
    ];
    check(&db, "view_form_bruteforce_detected", "192.0.2.60", &expect).await;
    assert_eq!(
        number(&db, "SELECT count() FROM {processing}.view_form_bruteforce_detected").await,
        1
    );
}

#[tokio::test]
async fn a_syn_is_read_whole_and_only_where_there_is_one() {
    let db = migrated("syn").await;
    let records = [
        browser(0, "192.0.2.70", "/"),
        LogRecord {
            ip_meta_ttl: 128,
            tcp_meta_window_size: 8_192,
            tcp_meta_window_scale: 2,
            tcp_meta_mss: 1_300,
            header_user_agent: "second".into(),
            ..browser(5_000, "192.0.2.70", "/")
        },
        LogRecord { ip_meta_ttl: 0, tcp_meta_window_size: 0, ..browser(9_000, "192.0.2.70", "/") },
    ];
    for (index, record) in records.iter().enumerate() {
        insert(&db, std::slice::from_ref(record), &format!("syn:{index}")).await.unwrap();
    }
    let sql = "SELECT toString(max(tcp_syn)) FROM {processing:Identifier}.agg_host_ip_ja4_1h \
               WHERE src_ip = toIPv6('192.0.2.70')";
    let syn: String = db.read("test", sql).fetch_one().await.unwrap();
    let at = crate::views_support::hour_ms() + 5_000;
    assert_eq!(syn, format!("({at},128,8192,2,1300,'MSS,SACK,TS,NOP,WS','second')"));
    // The four columns of the platform, as seed 003 asks for them.
    let sql = "SELECT any(tcp_ttl_raw) * 1000000 + any(tcp_win_raw) FROM \
               {processing}.agg_host_ip_ja4_1h WHERE tcp_ttl_raw > 0";
    run(&db, &["OPTIMIZE TABLE {processing}.agg_host_ip_ja4_1h FINAL"]).await;
    assert_eq!(number(&db, sql).await, 128_008_192);
}

#[tokio::test]
async fn recurrence_counts_each_detected_session_once() {
    let db = migrated("recurrence").await;
    let insert = "INSERT INTO {processing}.ml_detected_anomalies (detected_at, window_start, src_ip, \
                  ja4, host, model_name, anomaly_score, threat_level) SELECT now() - age, \
                  toStartOfHour(now()) - INTERVAL hours HOUR, toIPv6('192.0.2.80'), 'j', 'h', 'm', \
                  score, level FROM values('age UInt32, hours UInt32, score Float64, level String', ";
    for row in ["(600, 0, 0.4, 'LOW')", "(300, 0, 0.5, 'HIGH')", "(4000, 1, 0.9, 'MEDIUM')"] {
        run(&db, &[&format!("{insert}{row})")]).await;
    }
    let expect = [("recurrence", 2.0), ("worst_score", 0.9), ("worst_threat_level = 'HIGH'", 1.0)];
    check(&db, "view_ip_recurrence", "192.0.2.80", &expect).await;
    run(&db, &["OPTIMIZE TABLE {processing}.ml_detected_anomalies FINAL"]).await;
    // Scoring the window again replaced its row; the other window stayed.
    assert_eq!(number(&db, "SELECT count() FROM {processing}.ml_detected_anomalies").await, 2);
    check(&db, "view_ip_recurrence", "192.0.2.80", &expect).await;
}

#[tokio::test]
async fn http2_of_one_family_and_tls_of_another_contradict() {
    let db = migrated("h2").await;
    run(
        &db,
        &[
            "INSERT INTO {processing}.browser_ja4 (ja4, browser_family) VALUES ('ff', 'Firefox')",
            "SYSTEM RELOAD DICTIONARY {processing}.dict_browser_ja4",
        ],
    )
    .await;
    let chrome = |address: &str, ja4: &str| LogRecord {
        ja4: ja4.into(),
        h2_window_update: 15_663_105,
        h2_pseudo_order: "m,a,s,p".into(),
        ..browser(0, address, "/")
    };
    insert(&db, &[chrome("192.0.2.90", "ff"), chrome("192.0.2.91", "zz")], "h2").await.unwrap();
    let differ =
        [("tls_h2_family_mismatch", 1.0), ("h2_ja4_coherence", 0.0), ("h2_settings_known", 1.0)];
    check(&db, AI, "192.0.2.90", &differ).await;
    check(&db, AI, "192.0.2.91", &[("tls_h2_family_mismatch", 0.0), ("h2_ja4_coherence", 0.5)])
        .await;
}
