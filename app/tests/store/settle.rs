//! Finished rows: the same answers with them and without them.

use app::domain::time::Timestamp;
use app::store::geo;
use app::store::logs::insert;
use app::store::settle::{open_hours, settle};
use app::store::testing::TestDb;

use crate::analytics::{run, visited};
use crate::views_support::{browser, hour_ms, number};

async fn settle_all(db: &TestDb) -> usize {
    let open = open_hours(db).await.unwrap();
    for hour in &open {
        settle(db, hour.window_start).await.unwrap();
    }
    open.len()
}

async fn finished(db: &TestDb) -> u64 {
    number(db, "SELECT count() FROM {processing}.settled_sessions_1h").await
}

/// Compares the lighter views with the view of all features, row by row.
async fn check_views(db: &TestDb, sessions: u64) {
    for view in ["view_sessions_1h", "view_session_features_1h"] {
        let columns = format!(
            "SELECT arrayStringConcat(arraySort(groupArray(name)), ', ') FROM system.columns \
             WHERE database = '{}' AND table = '{view}'",
            db.names().processing()
        );
        let columns: String = db.read("test", &columns).fetch_one().await.unwrap();
        assert!(columns.contains("path_diversity_ratio"), "{columns}");
        let rows = |view| format!("SELECT {columns} FROM {{processing}}.{view}");
        let both = format!(
            "SELECT count() FROM ({} INTERSECT {})",
            rows("view_ai_features_1h"),
            rows(view)
        );
        assert_eq!(number(db, &both).await, sessions, "{view}");
        let all = format!("SELECT count() FROM {{processing}}.{view}");
        assert_eq!(number(db, &all).await, sessions, "{view}");
    }
}

#[tokio::test]
async fn the_lighter_views_are_the_view_of_the_features() {
    let db = visited("lighter").await;
    check_views(&db, 5).await;
    let before = geo::geo(&db).await.unwrap().countries;

    assert_eq!(settle_all(&db).await, 2);
    assert_eq!(finished(&db).await, 5);
    assert_eq!(open_hours(&db).await.unwrap(), []);
    check_views(&db, 5).await;
    // Asked by a handle that has kept nothing.
    let other = app::store::Db::over(db.engine().clone(), db.names().clone());
    assert_eq!(geo::geo(&other).await.unwrap().countries, before);
}

#[tokio::test]
async fn finished_rows_are_what_is_read() {
    let db = visited("read").await;
    settle_all(&db).await;
    let update = "ALTER TABLE {processing}.settled_sessions_1h UPDATE header_count = 99 WHERE 1 \
                  SETTINGS mutations_sync = 1";
    run(&db, &[update]).await;
    let sql = "SELECT countIf(header_count = 99) FROM {processing}.view_sessions_1h";
    assert_eq!(number(&db, sql).await, 5);
}

#[tokio::test]
async fn a_late_request_is_in_the_next_answer() {
    let db = visited("late").await;
    settle_all(&db).await;
    let late = |n: u64| browser(7_000 + n, "192.0.2.77", "/late");
    for n in 1..=2 {
        insert(&db, &[late(n)], &n.to_string()).await.unwrap();
        check_views(&db, 6).await;
        let open = open_hours(&db).await.unwrap();
        let hour = Timestamp(u32::try_from(hour_ms() / 1_000).unwrap());
        assert_eq!(
            open.iter().map(|o| (o.window_start, o.hits)).collect::<Vec<_>>(),
            [(hour, 11 + n)]
        );
        settle(&db, hour).await.unwrap();
        assert_eq!(finished(&db).await, 6);
        check_views(&db, 6).await;
    }
}

#[tokio::test]
async fn an_hour_without_its_headers_is_not_settled() {
    let db = visited("headless").await;
    let without = "ALTER TABLE {processing}.agg_header_fingerprint_1h DELETE WHERE ja4 = '' OR src_ip \
                   = toIPv6('192.0.2.9') SETTINGS mutations_sync = 1";
    run(&db, &[without]).await;
    let open = open_hours(&db).await.unwrap();
    let hour = Timestamp(u32::try_from(hour_ms() / 1_000).unwrap());
    assert!(open.iter().all(|o| o.window_start != hour), "{open:?}");
    assert_eq!(open.len(), 1);
}

#[tokio::test]
async fn rows_made_before_their_headers_arrived_are_not_read() {
    let db = visited("half").await;
    // What a reader finds between the two halves of an insert, by taking the second one back.
    let kept = "CREATE TABLE {processing}.kept ENGINE = Memory AS SELECT * FROM {processing}.agg_header_fingerprint_1h";
    let undo = "ALTER TABLE {processing}.agg_header_fingerprint_1h DELETE WHERE src_ip = toIPv6('192.0.2.9') \
                SETTINGS mutations_sync = 1";
    run(&db, &[kept, undo]).await;
    let hour = Timestamp(u32::try_from(hour_ms() / 1_000).unwrap());
    settle(&db, hour).await.unwrap();
    let redo = "INSERT INTO {processing}.agg_header_fingerprint_1h SELECT * FROM {processing}.kept \
                WHERE src_ip = toIPv6('192.0.2.9')";
    run(&db, &[redo]).await;
    assert_eq!(number(&db, "SELECT count() FROM {processing}.view_settled_hours").await, 0);
    check_views(&db, 5).await;
    assert_eq!(settle_all(&db).await, 2);
    check_views(&db, 5).await;
}

#[tokio::test]
async fn answers_do_without_the_table_of_finished_rows() {
    let db = visited("gone").await;
    run(&db, &["DROP TABLE {processing}.settled_sessions_1h"]).await;
    assert_eq!(geo::geo(&db).await.unwrap().countries.len(), 2);
}

#[tokio::test]
async fn finished_rows_of_an_hour_twice_are_not_read() {
    let db = visited("twice").await;
    settle_all(&db).await;
    let again = "INSERT INTO {processing}.settled_sessions_1h SELECT * FROM {processing}.settled_sessions_1h";
    run(&db, &[again]).await;
    assert_eq!(finished(&db).await, 10);
    check_views(&db, 5).await;
    assert_eq!(settle_all(&db).await, 2);
    assert_eq!(finished(&db).await, 5);
}
