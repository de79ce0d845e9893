//! Lists of requests in orders that are kept beside them, and parts of addresses in those of a day.

use std::sync::LazyLock;
use std::time::{SystemTime, UNIX_EPOCH};

use app::domain::listing::{ListQuery, Listing};
use app::domain::params::Params;
use app::domain::time::Timestamp;
use app::store::listing::{self, ListPage};
use app::store::testing::TestDb;

use crate::analytics::run;
use crate::views_support::{hour_ms, migrated, number};

/// A full hour that is over, the same for all tests; much older requests would be gone.
static NOW: LazyLock<Timestamp> =
    LazyLock::new(|| Timestamp(u32::try_from(hour_ms() / 1_000).unwrap()));

/// Requests of two days in several parts, many of one instant and of one value.
async fn asked(name: &str) -> TestDb {
    let db = migrated(name).await;
    let insert = |count: u32, step: u32, ago: u32| {
        format!(
            "INSERT INTO {{logs}}.http_logs (time, src_ip, method, path, header_user_agent, ja4) SELECT \
             toDateTime({} - {ago} - intDiv(number * {step}, 10)), \
             toIPv6(concat('::ffff:203.', toString(number % 3), '.', toString(number % 101), '.', toString(number % 17))), \
             'GET', concat('/', toString(number % 997)), concat('agent ', toString(number % 7)), \
             concat('t13d', toString(number % 251)) FROM numbers({count})",
            NOW.0
        )
    };
    run(&db, &[&insert(50_000, 14, 1), &insert(20_000, 43, 2), &insert(10_000, 90, 80_000)]).await;
    db
}

async fn list(db: &TestDb, asked: &str) -> ListPage {
    let query = ListQuery::parse(Listing::Traffic, &Params::parse(asked)).unwrap();
    listing::page(db, &query, *NOW).await.unwrap()
}

#[tokio::test]
async fn pages_in_kept_orders_are_those_of_all_requests() {
    let db = asked("request_orders").await;
    for sort in ["src_ip", "path", "header_user_agent", "ja4"] {
        for order in ["asc", "desc"] {
            for page in [1, 3] {
                let asked = format!("range=24h&sort={sort}&order={order}&per_page=40&page={page}");
                let kept = list(&db, &asked).await;
                // A condition that every request fulfils is not answered from what is kept.
                let each = list(&db, &format!("{asked}&method=GET")).await;
                assert_eq!((kept.data.len(), kept.total), (40, each.total), "{asked}");
                assert!(kept.data == each.data, "{asked}: {:?} {:?}", kept.data, each.data);
            }
        }
    }
}

#[tokio::test]
async fn a_part_of_an_address_is_found_on_each_day_of_the_span() {
    let db = asked("request_parts").await;
    let of = |part: &'static str, range: &'static str| {
        let db = &db;
        async move { list(db, &format!("search={part}&{range}&per_page=1")).await.total }
    };
    let counted = |condition: &str, from: u32| {
        format!(
            "SELECT count() FROM {{logs}}.http_logs WHERE time >= toDateTime({from}) \
             AND time < toDateTime({}) AND toString(src_ip) LIKE '%{condition}%'",
            NOW.0
        )
    };
    for (range, span) in [("range=15m", 900), ("range=24h", 86_400), ("range=7d", 604_800)] {
        // The first is in more addresses than are looked up one by one.
        for part in ["203.1.", "0.7", ".0.100.", "9.99"] {
            let counted = number(&db, &counted(part, NOW.0 - span)).await;
            assert_eq!(of(part, range).await, counted, "{part} {range}");
            assert!(counted > 0 || part == "9.99", "{part} {range}");
        }
    }
}

#[tokio::test]
async fn a_part_of_an_address_is_found_in_another_programs_table() {
    let db = TestDb::empty("request_parts_foreign").await.unwrap();
    for sql in [
        "CREATE TABLE {logs}.http_logs (time DateTime, src_ip IPv4, method String, host Nullable(String), \
         path String, http_version String, header_user_agent String, ja4 String, src_country_code String) \
         ENGINE = MergeTree ORDER BY time",
        "INSERT INTO {logs}.http_logs (time, src_ip, host) SELECT now() - number, \
         toIPv4(concat('203.0.113.', toString(number % 9))), \
         multiIf(number % 3 = 0, NULL, number % 3 = 1, 'a.113.example', 'b.example') FROM numbers(30)",
    ] {
        db.execute("test", &db.names().fill(sql)).await.unwrap();
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let now = Timestamp(u32::try_from(now).unwrap() + 60);
    for (part, rows) in [("113.5", 3), ("203.0", 30), (".113", 30), ("99", 0)] {
        let asked = format!("search={part}&per_page=100");
        let query = ListQuery::parse(Listing::Traffic, &Params::parse(&asked)).unwrap();
        let page = listing::page(&db, &query, now).await.unwrap();
        assert_eq!((page.data.len() as u64, page.total), (rows, rows), "{part}");
    }
}

#[tokio::test]
async fn the_orders_are_what_is_read() {
    let db = asked("request_orders_read").await;
    let reads = |sql: &str, name: &str| {
        format!("SELECT count() FROM (EXPLAIN {sql}) WHERE explain LIKE '%({name})%'")
    };
    for (key, name) in [
        ("toString(src_ip)", "by_client_text"),
        ("path", "by_path"),
        ("header_user_agent", "by_user_agent"),
        ("ja4", "by_ja4"),
    ] {
        let sql = format!(
            "SELECT {key} AS edge_key, time AS edge_time FROM {{logs}}.http_logs \
             WHERE time >= toDateTime({}) ORDER BY edge_key DESC, edge_time DESC LIMIT 50",
            NOW.0 - 86_400
        );
        assert_eq!(number(&db, &reads(&sql, name)).await, 1, "{name}");
    }
    let sql = "SELECT src_ip FROM {logs}.http_logs WHERE intDiv(toUInt32(time), 86400) >= 20000 \
               GROUP BY intDiv(toUInt32(time), 86400), src_ip HAVING position(toString(src_ip), '9') > 0";
    assert_eq!(number(&db, &reads(sql, "clients_of_day")).await, 1);
}
