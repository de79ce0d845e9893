//! Every pitfall of the embedded engine, each shown to be covered.

use std::time::{Duration, Instant};

use app::domain::ip::Ip;
use app::domain::time::Timestamp;
use app::store::testing::{self, TestDb};
use app::store::{Database, ErrorKind};
use clickhouse::Row;
use serde::{Deserialize, Serialize};

use crate::support::Http;

#[derive(Row, Serialize, Deserialize, PartialEq, Debug)]
struct Pair {
    a: u64,
    b: String,
}

async fn with_pairs(name: &str) -> TestDb {
    let db = TestDb::empty(name).await.unwrap();
    let sql = db.names().fill(
        "CREATE TABLE {logs}.pairs (a UInt64, b String) ENGINE = MergeTree ORDER BY a
         SETTINGS non_replicated_deduplication_window = 100",
    );
    db.execute("create", &sql).await.unwrap();
    db
}

async fn count(db: &TestDb) -> u64 {
    let read = db.read("count", "SELECT count() FROM {logs:Identifier}.pairs");
    read.fetch_one::<u64>().await.unwrap()
}

#[tokio::test]
async fn binary_rows_keep_every_byte_of_line_ends() {
    let db = with_pairs("line_ends").await;
    // 2570 is 0A 0A in little endian, where the engine's own parser would cut.
    let mut write = db.write::<Pair>("write", Database::Logs, "pairs", None).await.unwrap();
    for a in 0..100_000 {
        write.row(&Pair { a, b: "\n\n;'".into() }).await.unwrap();
    }
    assert_eq!(write.finish().await.unwrap(), 100_000);
    let read = db.read("sum", "SELECT sum(a), min(b) FROM {logs:Identifier}.pairs");
    let sum: (u64, String) = read.fetch_one().await.unwrap();
    assert_eq!(sum, (99_999 * 50_000, "\n\n;'".to_owned()));
}

#[tokio::test]
async fn a_failed_query_does_not_leak_into_the_next_answer() {
    let db = TestDb::empty("leak").await.unwrap();
    for format in ["TabSeparated", "Native", "JSON", "RowBinary"] {
        for streamed in [false, true] {
            let sql = "SELECT number, throwIf(number = 150000) FROM numbers(300000)";
            let failing = db.read("failing", sql);
            let error = if streamed {
                let mut stream = failing.stream(format).unwrap();
                loop {
                    match stream.next().await {
                        Ok(Some(_)) => {}
                        Ok(None) => panic!("{format}: the failure was not told"),
                        Err(error) => break error,
                    }
                }
            } else {
                failing.bytes(format).await.unwrap_err()
            };
            assert!(error.detail().contains("throwIf"), "{format}: {}", error.detail());
            for _ in 0..3 {
                let next = db.read("next", "SELECT 7").bytes("TabSeparated").await.unwrap();
                assert_eq!(&next[..], b"7\n", "{format}");
            }
        }
    }
}

#[tokio::test]
async fn settings_databases_and_temporary_tables_do_not_stick() {
    let Some(http) = Http::start().await else { return };
    let clean = "SELECT getSetting('max_block_size'), currentDatabase(), getSetting('log_comment') \
                 LIKE 'ja4soc-%', getSetting('max_execution_time')";
    let before = http.post("/", clean).await.text();
    for (target, sql) in [
        ("/?max_block_size=77&database=system&max_execution_time=9", "SELECT 1"),
        ("/", "SELECT 1 SETTINGS max_block_size = 78"),
        ("/", "SET max_block_size = 79"),
        ("/", "USE system"),
        ("/", "CREATE TEMPORARY TABLE tmp (a UInt8)"),
        ("/?max_block_size=77&database=nowhere", "SELECT 1"),
        ("/?max_block_size=77&log_comment=mine", "SELECT nonsense"),
    ] {
        http.post(target, sql).await;
        for _ in 0..3 {
            assert_eq!(http.post("/", clean).await.text(), before, "after {target} {sql}");
        }
        assert_eq!(http.post("/", "SELECT * FROM tmp").await.status, 404, "after {sql}");
    }
    assert_eq!(before, "65409\tdefault\t1\t30\n");
}

#[tokio::test]
async fn settings_reach_their_query_whatever_is_in_them() {
    let Some(http) = Http::start().await else { return };
    let odd = "it's \\ \"odd\"; SET max_threads=1";
    let target = format!("/?format_csv_null_representation={}", crate::support::encoded(odd));
    let sql = "SELECT getSetting('format_csv_null_representation') FORMAT LineAsString";
    assert_eq!(http.post(&target, sql).await.text(), format!("{odd}\n"));
    let unknown = http.post("/?no_such_setting=1", "SELECT 1").await;
    assert_eq!(
        (unknown.status.as_u16(), unknown.header("X-ClickHouse-Exception-Code")),
        (404, "115")
    );
}

#[tokio::test]
async fn a_query_ends_when_its_time_is_up() {
    let db = TestDb::empty("time").await.unwrap();
    let started = Instant::now();
    let read = db.read("endless", "SELECT count() FROM system.numbers WHERE NOT ignore(number)");
    let error = read.seconds(1).bytes("TabSeparated").await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Timeout);
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    assert_eq!(error.to_string(), "endless: the query ran out of time");
}

#[tokio::test]
async fn the_time_of_a_query_has_a_bound() {
    let Some(http) = Http::start().await else { return };
    for (asked, given) in [("", "30"), ("7", "7"), ("0.5", "0.5"), ("0", "3600"), ("1e9", "3600")] {
        let target = match asked {
            "" => "/".to_owned(),
            asked => format!("/?max_execution_time={asked}"),
        };
        let sql = "SELECT toFloat64(getSetting('max_execution_time'))";
        assert_eq!(http.post(&target, sql).await.text().trim(), given, "{asked}");
    }
}

/// How many queries with this mark in their text still run.
async fn running(db: &TestDb, mark: &str) -> u64 {
    let sql = "SELECT count() FROM system.processes
               WHERE query LIKE concat('%', {mark:String}, '%') AND query NOT LIKE '%processes%'";
    db.read("running", sql).param("mark", mark).fetch_one::<u64>().await.unwrap()
}

async fn until_ended(db: &TestDb, mark: &str) {
    let started = Instant::now();
    while running(db, mark).await > 0 {
        assert!(started.elapsed() < Duration::from_secs(8), "{mark} still runs");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_cancelled_request_frees_its_connection() {
    let db = TestDb::empty("cancel").await.unwrap();
    // Twice as many as there are connections, so that the queue is cancelled, too.
    let mut tasks = Vec::new();
    for _ in 0..16 {
        let own = db.clone();
        tasks.push(tokio::spawn(async move {
            let sql =
                "SELECT count('whole_cancelled') FROM system.numbers WHERE NOT ignore(number)";
            own.read("cancelled", sql).seconds(60).bytes("TabSeparated").await
        }));
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    for task in tasks {
        task.abort();
    }
    until_ended(&db, "whole_cancelled").await;
    // An answer that is left lying half read, too.
    let sql = "SELECT number, 'half_read' FROM system.numbers";
    let mut stream = db.read("half", sql).seconds(60).max_rows(0).stream("TabSeparated").unwrap();
    assert!(stream.next().await.unwrap().is_some());
    drop(stream);
    until_ended(&db, "half_read").await;
    if let Some(free) = testing::engine().await.unwrap().free_connections() {
        assert!(free > 0);
    }
    assert!(db.ping().await.is_ok());
}

#[tokio::test]
async fn a_client_that_hangs_up_ends_its_query() {
    let Some(http) = Http::start().await else { return };
    let db = TestDb::empty("hang_up").await.unwrap();
    let sql = "SELECT count('hung_up') FROM system.numbers WHERE NOT ignore(number)";
    let request = http.post("/?max_execution_time=60", sql);
    assert!(tokio::time::timeout(Duration::from_millis(500), request).await.is_err());
    until_ended(&db, "hung_up").await;
}

#[tokio::test]
async fn more_questions_than_connections_are_all_answered() {
    let db = TestDb::empty("many").await.unwrap();
    let questions = (0..200_u32).map(|n| {
        let db = db.clone();
        tokio::spawn(async move {
            db.read("many", "SELECT {n:UInt32}").param("n", n).fetch_one::<u32>().await.unwrap()
        })
    });
    for (n, answer) in questions.collect::<Vec<_>>().into_iter().enumerate() {
        assert_eq!(answer.await.unwrap() as usize, n);
    }
}

#[tokio::test]
async fn a_batch_with_a_token_is_stored_once() {
    let db = with_pairs("token").await;
    for token in ["one", "one", "two"] {
        let write = db.write::<Pair>("write", Database::Logs, "pairs", Some(token));
        let mut write = write.await.unwrap();
        write.row(&Pair { a: 1, b: "x".into() }).await.unwrap();
        write.finish().await.unwrap();
    }
    assert_eq!(count(&db).await, 2);
}

#[tokio::test]
async fn an_insert_that_is_given_up_stores_nothing() {
    let db = with_pairs("given_up").await;
    let mut write = db.write::<Pair>("write", Database::Logs, "pairs", None).await.unwrap();
    for a in 0..100_000 {
        write.row(&Pair { a, b: "y".repeat(20) }).await.unwrap();
    }
    drop(write);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(count(&db).await, 0);
    let bytes = bytes::Bytes::from_static(b"{\"a\":1,\"b\":\"p\"}\n\n{\"a\":2,\"b\":\"q\"}");
    let insert = db.insert_bytes("bytes", Database::Logs, "pairs", "JSONEachRow", bytes);
    insert.await.unwrap();
    assert_eq!(count(&db).await, 2);
}

#[tokio::test]
async fn parameters_of_every_kind_arrive_unharmed() {
    let db = TestDb::empty("params").await.unwrap();
    let odd = "\u{feff}t'\\ \n\n\t`;{x:String} ?? é";
    let sql = "SELECT {s:String} AS s, {l:Array(String)} AS l, {i:IPv6} AS i, {t:DateTime} AS t,
               {n:Nullable(UInt16)} AS n";
    #[derive(Row, Deserialize, PartialEq, Debug)]
    struct Back {
        s: String,
        l: Vec<String>,
        i: Ip,
        t: Timestamp,
        n: Option<u16>,
    }
    let ip: Ip = "192.0.2.7".parse().unwrap();
    let back = db
        .read("params", sql)
        .param("s", odd)
        .param("l", vec![odd, ""])
        .param("i", ip)
        .param("t", Timestamp(1_763_613_122))
        .param("n", None::<u16>)
        .fetch_one::<Back>()
        .await
        .unwrap();
    let l = vec![odd.to_owned(), String::new()];
    assert_eq!(back, Back { s: odd.into(), l, i: ip, t: Timestamp(1_763_613_122), n: None });
}

#[tokio::test]
async fn failures_are_sorted_into_kinds() {
    let db = with_pairs("kinds").await;
    let cases = [
        ("SELECT 1 FROM {logs:Identifier}.nope", "has no t"),
        ("SELECT nope FROM {logs:Identifier}.pairs", "has no column nope"),
        ("SELECT 1 FROM nowhere.t", "has no nowhere"),
        ("SELEC 1", "refused the query"),
        ("SELECT number FROM numbers(2000000)", "more than its bound"),
        (
            "SELECT groupArray(number) FROM numbers(100000000) SETTINGS max_memory_usage = 100000000",
            "more than its bound",
        ),
    ];
    for (sql, expect) in cases {
        let error = db.read("kinds", sql).bytes("Null").await;
        let error = match error {
            Err(error) => error,
            Ok(_) => db.read("kinds", sql).bytes("TabSeparated").await.unwrap_err(),
        };
        assert!(error.to_string().contains(expect), "{sql}: {error} / {}", error.detail());
    }
}

#[tokio::test]
async fn an_answer_larger_than_its_pipe_comes_whole_in_any_format() {
    let db = TestDb::empty("large").await.unwrap();
    let sql = "SELECT number AS n FROM numbers(1500000)";
    let mut stream = db.read("large", sql).max_rows(0).stream("JSON").unwrap();
    let (mut pieces, mut text) = (0, Vec::new());
    while let Some(piece) = stream.next().await.unwrap() {
        pieces += 1;
        text.extend_from_slice(&piece);
    }
    let json: serde_json::Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(json["data"].as_array().unwrap().len(), 1_500_000);
    assert_eq!(json["rows"], 1_500_000);
    assert!(pieces > 10, "{pieces}");

    #[derive(Row, Deserialize)]
    struct N {
        n: u64,
    }
    let mut rows = db.read("large", sql).max_rows(0).rows::<N>().unwrap();
    let mut sum = 0;
    while let Some(row) = rows.next().await.unwrap() {
        sum += row.n;
    }
    assert_eq!(sum, 1_499_999 * 750_000);
}

#[tokio::test]
async fn a_read_cannot_change_anything() {
    let db = with_pairs("read_only").await;
    let sql = "INSERT INTO {logs:Identifier}.pairs VALUES (1, 'x')";
    assert!(db.read("sneaky", sql).bytes("Null").await.is_err());
    assert!(db.read("sneaky", "DROP TABLE {logs:Identifier}.pairs").bytes("Null").await.is_err());
    assert_eq!(count(&db).await, 0);
}
