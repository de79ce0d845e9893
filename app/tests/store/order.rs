//! The first rows in order are the first of all rows, in however many parts they lie.

use std::time::{SystemTime, UNIX_EPOCH};

use app::domain::listing::{ListQuery, Listing};
use app::domain::params::Params;
use app::domain::time::Timestamp;
use app::store::engine::Secret;
use app::store::listing;
use app::store::testing::{self, TestDb};
use app::store::{Db, DbNames, Engine, EngineConfig};

use crate::support::{Http, PASSWORD, USER};

const FIRST: &str = "SELECT * FROM {logs:Identifier}.days WHERE day >= '2026-01-01' \
    ORDER BY n DESC, text LIMIT 5";

/// Twelve days of twenty rows each; the greatest numbers are those of the last day.
async fn days(name: &str) -> TestDb {
    let db = TestDb::empty(name).await.unwrap();
    let create = db.names().fill(
        "CREATE TABLE {logs}.days (day Date, n UInt64, score Float32, text String)
         ENGINE = MergeTree PARTITION BY day ORDER BY text",
    );
    db.execute("create", &create).await.unwrap();
    for day in 1..=12 {
        let insert = db.names().fill(&format!(
            "INSERT INTO {{logs}}.days
             SELECT toDate('2026-11-01') + {day}, number * {day}, number, toString(number) FROM numbers(20)"
        ));
        db.execute("insert", &insert).await.unwrap();
    }
    db
}

async fn first(db: &Db, names: &DbNames) -> Vec<String> {
    let read = db.read("order", FIRST).param("logs", names.logs());
    let text = String::from_utf8(read.bytes("TabSeparated").await.unwrap().to_vec()).unwrap();
    text.lines().map(|line| line.split('\t').nth(1).unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_first_rows_are_found_in_every_part() {
    let db = days("order").await;
    // More than once: what an answer leaves in the caches must not spoil the next one.
    for _ in 0..3 {
        assert_eq!(first(&db, db.names()).await, ["228", "216", "209", "204", "198"]);
    }
    let scores = "SELECT * FROM {logs:Identifier}.days WHERE day >= '2026-01-01' \
        ORDER BY score, day LIMIT 12";
    let read = db.read("order", scores).bytes("TabSeparated").await.unwrap();
    let text = String::from_utf8(read.to_vec()).unwrap();
    assert!(text.lines().count() == 12 && text.lines().all(|l| l.ends_with("\t0\t0")), "{text}");
}

#[tokio::test]
async fn other_clients_of_the_engine_and_of_a_server_find_them_too() {
    let Some(http) = Http::start().await else { return };
    let db = days("order_clients").await;
    let sql = FIRST.replace("{logs:Identifier}", db.names().logs());
    let answer = http.post("/", sql.clone()).await.text();
    assert!(answer.starts_with("2026-11-13\t228\t"), "{answer}");
    let server = testing::engine().await.unwrap();
    assert_eq!(server.top_k_filter(), None, "off for every statement");
    let password = Secret::new(PASSWORD);
    let config = EngineConfig::Remote { url: http.base.clone(), user: USER.into(), password };
    let far = Db::over(Engine::open(config).await.unwrap(), DbNames::default());
    assert!(far.engine().top_k_filter().is_some());
    assert_eq!(first(&far, db.names()).await, ["228", "216", "209", "204", "198"]);
}

/// A table of another program, whose networks may be NULL.
#[tokio::test]
async fn no_row_is_lost_for_a_value_that_is_none() {
    let db = TestDb::empty("order_null").await.unwrap();
    for sql in [
        "CREATE TABLE {processing}.ml_all_scores (detected_at DateTime, window_start DateTime, \
         src_ip IPv6, ja4 String, host String, model_name String, hits Nullable(UInt64), \
         hit_velocity Float32) ENGINE = MergeTree ORDER BY src_ip",
        "INSERT INTO {processing}.ml_all_scores SELECT now() - number, now(), '::1', 'j', \
         toString(number), 'm', if(number % 2 = 0, number, NULL), if(number = 3, nan, number) \
         FROM numbers(7)",
    ] {
        db.execute("test", &db.names().fill(sql)).await.unwrap();
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let now = Timestamp(u32::try_from(now).unwrap());
    for (sort, order) in
        [("hits", "ASC"), ("hits", "DESC"), ("hit_velocity", "ASC"), ("hit_velocity", "DESC")]
    {
        let mut hosts = Vec::new();
        for number in 1..=4 {
            let asked = format!("sort={sort}&order={order}&per_page=2&page={number}");
            let query = ListQuery::parse(Listing::Scores, &Params::parse(&asked)).unwrap();
            let page = listing::page(&db, &query, now).await.unwrap();
            hosts.extend(page.data.iter().map(|row| row["host"].as_str().unwrap().to_owned()));
        }
        hosts.sort();
        assert_eq!(hosts, ["0", "1", "2", "3", "4", "5", "6"], "{sort} {order}");
    }
    let query = ListQuery::parse(Listing::Scores, &Params::parse("range=1h")).unwrap();
    assert_eq!(
        listing::before(&db, &query, now).await.unwrap(),
        None,
        "an hour ago nothing was kept"
    );
    let old = "INSERT INTO {processing}.ml_all_scores (detected_at) SELECT now() - 5400 * number \
               FROM numbers(1, 2)";
    db.execute("test", &db.names().fill(old)).await.unwrap();
    assert_eq!(listing::before(&db, &query, now).await.unwrap(), Some(1));
}
