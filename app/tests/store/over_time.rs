//! Requests counted over time by the sums per minute, against counting each of them.

use std::time::Duration;

use app::domain::listing::{ListQuery, Listing};
use app::domain::params::Params;
use app::domain::time::Timestamp;
use app::domain::zone::Zone;
use app::store::migrate::{Retention, migrate};
use app::store::testing::TestDb;
use app::store::{heatmap, listing};

use crate::analytics::run;
use crate::views_support::{hour_ms, migrated, number};

/// A full hour that is over.
fn now() -> Timestamp {
    Timestamp(u32::try_from(hour_ms() / 1_000).unwrap())
}

/// The parameters of the span between two instants, seconds before [`now`].
fn between(from: u32, to: u32) -> String {
    format!("from={}&to={}", Timestamp(now().0 - from), Timestamp(now().0 - to))
}

/// Requests at odd seconds over three hours, some from before the sums were kept.
async fn asked(name: &str) -> TestDb {
    let db = migrated(name).await;
    let insert = |count: u32, step: u32, offset: u32| {
        format!(
            "INSERT INTO {{logs}}.http_logs (time, src_ip) \
             SELECT toDateTime({} - {offset} - number * {step}), toIPv6('::1') FROM numbers({count})",
            now().0
        )
    };
    run(
        &db,
        &[
            "ALTER TABLE {logs}.http_logs DROP PROJECTION by_minute",
            &insert(300, 37, 0),
            "ALTER TABLE {processing}.schema_migrations DELETE WHERE version = 20 \
             SETTINGS mutations_sync = 2",
        ],
    )
    .await;
    migrate(&db, &Retention::default()).await.unwrap();
    run(&db, &[&insert(500, 13, 5)]).await;
    db
}

async fn counted(db: &TestDb, asked: &str, step: u32, zone: Zone) -> Vec<(u32, u64)> {
    let query = ListQuery::parse(Listing::Traffic, &Params::parse(asked)).unwrap();
    let buckets = listing::timeline(db, &query, now(), (step, zone)).await.unwrap();
    buckets.iter().map(|bucket| (bucket.start.0, bucket.cnt)).collect()
}

#[tokio::test]
async fn sums_per_minute_are_the_requests() {
    let db = asked("over_time").await;
    let half_east = Zone::parse("330");
    for range in ["range=1h".to_owned(), "range=6h".to_owned(), between(6_593, 1_169)] {
        for (step, zone) in [(300, Zone::default()), (3_600, Zone::default()), (3_600, half_east)] {
            // A condition that every request fulfils is answered by counting each.
            let each = counted(&db, &format!("{range}&src_ip=::1"), step, zone).await;
            assert!(each.len() > 1 && each.iter().all(|(_, cnt)| *cnt > 0), "{each:?}");
            assert_eq!(counted(&db, &range, step, zone).await, each, "{range} {step}");
        }
    }
    let part = between(1_193, 1_169);
    let in_a_minute = counted(&db, &part, 60, Zone::default()).await;
    assert_eq!(in_a_minute.len(), 1);
    assert_eq!(in_a_minute, counted(&db, &format!("{part}&src_ip=::1"), 60, Zone::default()).await);
    let map = heatmap::heatmap(&db, now()).await.unwrap();
    assert_eq!(map.cells.iter().map(|cell| cell.cnt).sum::<u64>(), 800);
}

#[tokio::test]
async fn the_sums_are_what_is_read() {
    let db = asked("over_time_read").await;
    // The earlier requests lie in 185 minutes, the later ones in some hundred; what was there before
    // gets its sums in the background.
    let sql = "SELECT sum(rows) FROM system.projection_parts WHERE active AND name = 'by_minute' \
               AND database = '{logs}'";
    let mut kept = 0;
    for _ in 0..200 {
        kept = number(&db, sql).await;
        if kept >= 285 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!((285..310).contains(&kept), "{kept}");
    let explain = "SELECT count() FROM (EXPLAIN SELECT toStartOfMinute(time) AS minute, count() \
                   FROM {logs}.http_logs WHERE toStartOfMinute(time) >= toDateTime(1) \
                   AND toStartOfMinute(time) < toDateTime(4294967295) GROUP BY minute) \
                   WHERE explain LIKE '%by_minute%'";
    assert_eq!(number(&db, explain).await, 1);
}
