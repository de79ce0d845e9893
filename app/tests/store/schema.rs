//! Probing and examining a database, ours and one of ja4-platform.

use app::store::Database::{Logs, Processing};
use app::store::doctor::{PageReport, State, doctor};
use app::store::schema::{AddressColumn, Capabilities};
use app::store::testing::TestDb;

use crate::views_support::migrated;

/// The shape ja4-platform had at seed 001: IPv4 requests without a status, one detection per
/// address, no author of verdicts, and no thesis view.
const PLATFORM: &[&str] = &[
    "CREATE TABLE {logs}.http_logs (time DateTime, log_date Date DEFAULT toDate(time), src_ip IPv4, \
     src_port UInt16, dst_ip IPv4, dst_port UInt16, src_asn UInt32, src_country_code \
     LowCardinality(String), method LowCardinality(String), scheme LowCardinality(String), host \
     LowCardinality(String), path String, query String, http_version LowCardinality(String), \
     header_user_agent String, ja4 String) ENGINE = MergeTree PARTITION BY log_date ORDER BY (time, \
     src_ip, dst_ip, ja4)",
    "CREATE TABLE {processing}.agg_host_ip_ja4_1h (window_start DateTime, src_ip IPv6, ja4 String, \
     host String, hits SimpleAggregateFunction(sum, UInt64), count_post SimpleAggregateFunction(sum, \
     UInt64), query_params_count SimpleAggregateFunction(sum, UInt64), tcp_ttl_raw \
     SimpleAggregateFunction(any, UInt8), tcp_win_raw SimpleAggregateFunction(any, UInt16), \
     tcp_scale_raw SimpleAggregateFunction(any, UInt8), tcp_mss_raw SimpleAggregateFunction(any, \
     UInt16), first_ua SimpleAggregateFunction(any, String)) ENGINE = AggregatingMergeTree ORDER BY \
     (window_start, src_ip, ja4, host)",
    "CREATE TABLE {processing}.ml_detected_anomalies (detected_at DateTime, src_ip IPv6, ja4 String, \
     host String, bot_name String, anomaly_score Float32, threat_level String, model_name String, \
     recurrence UInt32, asn_org String, country_code String, hits UInt64, hit_velocity Float32, \
     fuzzing_index Float32, post_ratio Float32, reason String, campaign_id Int32) ENGINE = \
     ReplacingMergeTree(detected_at) ORDER BY (src_ip)",
    "CREATE TABLE {processing}.ml_all_scores (detected_at DateTime, window_start DateTime, src_ip \
     IPv6, ja4 String, host String, anomaly_score Float32, raw_anomaly_score Float32, threat_level \
     String, model_name String, hits UInt64, hit_velocity Float32, xgb_prob Float32, ae_recon_error \
     Float32, asn_org String, country_code String, browser_family String) ENGINE = \
     ReplacingMergeTree(detected_at) ORDER BY (window_start, src_ip, ja4, host, model_name)",
    "CREATE TABLE {processing}.soc_feedback (created_at DateTime DEFAULT now(), src_ip IPv6, \
     classification LowCardinality(String), comment String) ENGINE = MergeTree ORDER BY (src_ip, \
     created_at)",
    "CREATE VIEW {processing}.view_ip_recurrence AS SELECT src_ip, count() AS recurrence, \
     max(anomaly_score) AS worst_score, any(threat_level) AS worst_threat_level, min(detected_at) AS \
     first_seen, max(detected_at) AS last_seen FROM {processing}.ml_detected_anomalies GROUP BY src_ip",
    "CREATE TABLE {processing}.gone (src_ip IPv6, distinct_ja4_count UInt64, total_hits UInt64) \
     ENGINE = Memory",
    "CREATE VIEW {processing}.view_host_ip_ja4_rotation AS SELECT * FROM {processing}.gone",
    "DROP TABLE {processing}.gone",
];

async fn platform(name: &str) -> TestDb {
    let db = TestDb::empty(name).await.unwrap();
    for sql in PLATFORM {
        db.execute("test", &db.names().fill(sql)).await.unwrap();
    }
    db
}

fn page<'r>(reports: &'r [PageReport], title: &str) -> &'r PageReport {
    reports.iter().find(|report| report.page == title).unwrap()
}

async fn definitions(db: &TestDb) -> String {
    let sql = "SELECT database, name, create_table_query FROM system.tables \
               WHERE database IN ({logs:String}, {processing:String}) ORDER BY 1, 2";
    String::from_utf8(db.read("test", sql).bytes("TabSeparated").await.unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn our_own_database_is_complete() {
    let db = migrated("own").await;
    let found = Capabilities::probe(&db).await.unwrap();
    assert!(found.is_ours());
    assert_eq!(found.client_address(), AddressColumn::V6);
    assert!(found.has_column(Processing, "view_ai_features_1h", "temporal_entropy"));
    for report in doctor(&db).await.unwrap() {
        assert_eq!(report.state, State::Complete, "{report}");
        assert!(report.missing.is_empty() && !report.present.is_empty(), "{report}");
    }
}

#[tokio::test]
async fn a_platform_database_is_examined_page_by_page_and_left_as_it_is() {
    let db = platform("platform").await;
    let before = definitions(&db).await;
    let found = Capabilities::probe(&db).await.unwrap();
    assert!(!found.is_ours());
    assert_eq!(found.client_address(), AddressColumn::V4);
    assert!(!found.has_column(Logs, "http_logs", "status"));

    let reports = doctor(&db).await.unwrap();
    let investigation = page(&reports, "IP investigation");
    // browser_family came to the detections with seed 001; this database is from before.
    assert_eq!(investigation.state, State::Unavailable);
    for missing in [
        "ml_detected_anomalies.browser_family",
        "http_logs.status",
        "agg_host_ip_ja4_1h.tcp_syn",
        "view_ai_features_1h",
        "view_form_bruteforce_detected",
        "http_logs.src_ip as IPv6 (it is IPv4)",
    ] {
        assert!(investigation.missing.contains(&missing.to_owned()), "{missing}\n{investigation}");
    }
    let broken = investigation.missing.iter().find(|line| line.contains("rotation")).unwrap();
    assert!(broken.contains("cannot be read"), "{broken}");
    assert!(investigation.present.contains(&"view_ip_recurrence".to_owned()), "{investigation}");

    assert_eq!(page(&reports, "Scores").state, State::Complete);
    assert_eq!(page(&reports, "Heat map").state, State::Complete);
    assert_eq!(page(&reports, "Traffic").state, State::Degraded);
    assert_eq!(page(&reports, "Classification").state, State::Degraded);
    assert_eq!(page(&reports, "Features").state, State::Unavailable);
    let text = page(&reports, "Classification").to_string();
    assert!(text.starts_with("Classification: degraded\n"), "{text}");
    assert!(text.contains("missing  soc_feedback.author"), "{text}");
    assert_eq!(definitions(&db).await, before);
}

#[tokio::test]
async fn an_empty_database_is_unavailable_everywhere_and_no_error() {
    let db = TestDb::empty("nothing").await.unwrap();
    let reports = doctor(&db).await.unwrap();
    assert!(reports.iter().all(|report| report.state == State::Unavailable));
    assert_eq!(Capabilities::probe(&db).await.unwrap().client_address(), AddressColumn::Missing);
}
