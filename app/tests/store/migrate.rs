//! Migrations: on nothing, again, by two at once, over foreign and changed schemas.

use app::store::ErrorKind;
use app::store::migrate::{Retention, is_current, migrate};
use app::store::testing::TestDb;

use crate::views_support::{migrated, number};

/// How many there are by now.
const MIGRATIONS: usize = 22;

const VIEWS: [&str; 9] = [
    "view_ai_features_1h",
    "view_thesis_features_1h",
    "view_resource_cascade_1h",
    "view_form_bruteforce_detected",
    "view_host_ip_ja4_rotation",
    "view_ip_recurrence",
    "view_sessions_1h",
    "view_session_features_1h",
    "view_merged_sessions_1h",
];

#[tokio::test]
async fn an_empty_database_is_migrated_once() {
    let db = TestDb::empty("fresh").await.unwrap();
    assert!(!is_current(&db).await.unwrap());
    let first = migrate(&db, &Retention::default()).await.unwrap();
    assert_eq!(first.applied.len(), MIGRATIONS);
    assert_eq!(first.retention_changed, Vec::<String>::new());
    assert!(is_current(&db).await.unwrap());
    let second = migrate(&db, &Retention::default()).await.unwrap();
    assert_eq!(second.applied, Vec::<String>::new());
    assert_eq!(second.already_applied, MIGRATIONS);
    assert_eq!(second.to_string(), format!("up to date ({MIGRATIONS} migrations)"));
}

#[tokio::test]
async fn every_view_answers_on_an_empty_database() {
    let db = migrated("views").await;
    for view in VIEWS {
        let sql = format!("SELECT * FROM {{processing:Identifier}}.{view}");
        let all = db.read("test", &sql).bytes("JSONEachRow").await.unwrap();
        assert!(all.is_empty(), "{view}");
        let sql = format!("{sql} WHERE src_ip = toIPv6('203.0.113.7')");
        db.read("test", &sql).bytes("JSONEachRow").await.unwrap();
    }
}

#[tokio::test]
async fn two_at_once_end_in_one_schema() {
    let db = TestDb::empty("both").await.unwrap();
    let retention = Retention::default();
    let (one, other) = tokio::join!(migrate(&db, &retention), migrate(&db, &retention));
    one.unwrap();
    other.unwrap();
    assert!(is_current(&db).await.unwrap());
    assert_eq!(migrate(&db, &retention).await.unwrap().already_applied, MIGRATIONS);
    let versions = "SELECT uniqExact(version) FROM {processing}.schema_migrations";
    assert_eq!(number(&db, versions).await, MIGRATIONS as u64);
}

#[tokio::test]
async fn a_cut_off_migration_is_taken_up_again() {
    let db = migrated("cut").await;
    let sql = "ALTER TABLE {processing}.schema_migrations DELETE WHERE version >= 5 \
               SETTINGS mutations_sync = 2";
    db.execute("test", &db.names().fill(sql)).await.unwrap();
    let report = migrate(&db, &Retention::default()).await.unwrap();
    assert_eq!((report.already_applied, report.applied.len()), (4, MIGRATIONS - 4));
}

#[tokio::test]
async fn a_changed_file_and_a_newer_database_are_refused() {
    let db = migrated("changed").await;
    let sql = "ALTER TABLE {processing}.schema_migrations UPDATE checksum = 'x' WHERE version = 3 \
               SETTINGS mutations_sync = 2";
    db.execute("test", &db.names().fill(sql)).await.unwrap();
    let error = migrate(&db, &Retention::default()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Invalid);
    assert!(error.detail().contains("0003_logs.sql"), "{}", error.detail());

    let sql =
        "INSERT INTO {processing}.schema_migrations (version, name) VALUES (999, 'later.sql')";
    db.execute("test", &db.names().fill(sql)).await.unwrap();
    let error = migrate(&db, &Retention::default()).await.unwrap_err();
    assert!(error.detail().contains("newer program"), "{}", error.detail());
}

#[tokio::test]
async fn another_retention_alters_the_tables_once() {
    let db = migrated("ttl").await;
    let longer = Retention { raw_days: 2, logs_days: 400, scores_days: 31, detections_days: 91 };
    let changed = migrate(&db, &longer).await.unwrap().retention_changed;
    assert!(changed.contains(&"http_logs: 400 days".to_owned()), "{changed:?}");
    assert!(changed.contains(&"ml_detected_anomalies: 91 days".to_owned()), "{changed:?}");
    let kept = "SELECT count() FROM system.tables WHERE database IN ('{logs}', '{processing}') \
                AND position(engine_full, 'TTL') > 0 AND position(engine_full, 'toIntervalDay(30)') > 0";
    assert_eq!(number(&db, kept).await, 0);
    assert_eq!(migrate(&db, &longer).await.unwrap().retention_changed, Vec::<String>::new());
}

#[tokio::test]
async fn verdicts_are_kept_for_good() {
    let db = migrated("kept").await;
    let sql = "SELECT count() FROM system.tables WHERE database = '{processing}' \
               AND name = 'soc_feedback' AND position(engine_full, 'TTL') = 0";
    assert_eq!(number(&db, sql).await, 1);
}

#[tokio::test]
async fn tables_of_another_program_are_left_alone() {
    let db = TestDb::empty("foreign").await.unwrap();
    let sql = "CREATE TABLE {logs}.http_logs (time DateTime, src_ip IPv4) ENGINE = MergeTree \
               ORDER BY time";
    db.execute("test", &db.names().fill(sql)).await.unwrap();
    let error = migrate(&db, &Retention::default()).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Invalid);
    assert!(error.detail().contains("http_logs was not made by this program"));
    let tables = "SELECT count() FROM system.tables WHERE database IN ('{logs}', '{processing}')";
    assert_eq!(number(&db, tables).await, 1);
}
